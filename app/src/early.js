// What the browser keeps stands there before anything else can be: the program finds it, and nothing moves.
new MutationObserver((_, parser) => {
  const field = document.getElementById('message');
  if (!field) return;
  parser.disconnect();
  const { user, at } = JSON.parse(document.getElementById('first').textContent);
  try {
    // What was typed in this room and not sent (chat/drafts.rs).
    const room = at?.[1].open?.room.room;
    const key = `draft/${user.name}/${room}`;
    if (room) field.value = (sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? '') + field.value;
    // What everybody was told and is not over before the program is there (client/announcements.rs), which says by whom.
    const kept = Object.entries(localStorage).filter(([key]) => key.startsWith(`announcement/${user.name}/`));
    const told = kept.map(([, value]) => value.split('\n')).filter(([, ends, , html]) => html && ends - Date.now() > 60_000);
    const newest = told.sort().at(-1);
    if (!newest) return;
    const [by, text, button] = document.querySelector('.announcement').children;
    by.firstChild.data = '\xa0';
    text.innerHTML = newest.slice(3).join('\n');
    button.hidden = false;
  } catch {
    // A browser that keeps nothing has neither.
  }
}).observe(document, { childList: true, subtree: true });
// Enter before the program is there breaks no line: what was typed is sent as soon as it is (ui/composer.rs).
addEventListener('keydown', (event) => {
  const { id, value, dataset } = event.target;
  const early = id === 'message' && !('hydrated' in document.documentElement.dataset);
  if (!early || event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  dataset.entered = value;
});
// One who comes to talk writes at once, by an input method too, which needs a field; where nothing hovers, the focus
// would bring up a keyboard.
addEventListener('DOMContentLoaded', () => {
  if (document.activeElement !== document.body || !matchMedia('(hover: hover)').matches) return;
  document.getElementById('message')?.focus({ preventScroll: true });
});
