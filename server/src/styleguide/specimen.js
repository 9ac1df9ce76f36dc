// Puts a specimen into states that only a person or a browser brings about: below a pointer, focused,
// pressed, open, written in, scrolled. Rules of the real stylesheets are extended for it, none is copied.

const STATES = /:(hover|focus-visible|focus-within|focus|active)(?![\w-])/g;

/** Has rules about a state hold for elements that are marked with it as well. */
function extend(rules) {
  for (const rule of rules) {
    if (rule.selectorText) rule.selectorText = rule.selectorText.replace(STATES, ':is(:$1, [data-$1])');
    if (rule.cssRules) extend(rule.cssRules);
  }
}

function mark(element, state) {
  element.setAttribute(`data-${state}`, '');
}

/** The element and all that it stands in. */
function chain(element) {
  return element ? [element, ...chain(element.parentElement)] : [];
}

function open(element) {
  if (element instanceof HTMLDialogElement) element.showModal();
  // Where there is space it is a pane and stands open already.
  else if (getComputedStyle(element).display === 'none') element.showPopover();
  // The guide keeps its focus, and with it its place.
  document.activeElement?.blur();
}

const ACTS = {
  hover: (element) => chain(element).forEach((one) => mark(one, 'hover')),
  active: (element) => {
    ACTS.hover(element);
    chain(element).forEach((one) => mark(one, 'active'));
  },
  focus: (element) => {
    mark(element, 'focus');
    mark(element, 'focus-visible');
    chain(element).forEach((one) => mark(one, 'focus-within'));
  },
  open,
  top: (element) => element.scrollTo(0, -element.scrollHeight),
  type: (element, text) => {
    element.value = text;
  },
};

for (const sheet of document.styleSheets) extend(sheet.cssRules);
for (const [act, selector, text] of JSON.parse(document.body.dataset.acts)) {
  const element = document.querySelector(selector);
  if (element) ACTS[act](element, text);
  else console.error(`${location.pathname}: there is no ${selector} to ${act}`);
}
// A specimen leads nowhere.
addEventListener('click', (event) => {
  if (event.target.closest('a')) event.preventDefault();
});
document.documentElement.dataset.ready = '';
