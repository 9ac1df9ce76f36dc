// Sends the form of an account without leaving its page: nothing that was typed is lost over a refusal, and it
// goes once, however often it is pressed. Without this the browser sends it.

const ANSWER_MS = 15_000;
const OF_THE_NAME = ['bad_name', 'name_taken'];

// So that the first room is rendered by the reader's clock already (app/src/zone.rs).
document.cookie = `offset=${-new Date().getTimezoneOffset()}; path=/; max-age=31536000; samesite=lax`;

// A language is another page: the name goes along.
const { username, password, to } = document.forms[0].elements;
username.value ||= sessionStorage.username ?? '';
sessionStorage.removeItem('username');
// Where nothing hovers it would bring up a keyboard.
if (matchMedia('(hover: hover)').matches) (username.value ? password : username).focus();
document.addEventListener('click', (event) => {
  if (event.target.closest('a[href^="?"]')) sessionStorage.username = username.value;
});

document.forms[0].addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const [ofName, told] = form.querySelectorAll('[role=alert]');
  const tell = (words, at = told) => {
    for (const place of [ofName, told]) {
      place.textContent = place === at ? words : '';
      place.hidden = !place.textContent;
    }
    username.ariaInvalid = words && at === ofName ? 'true' : null;
    if (username.ariaInvalid) username.focus();
  };
  // Not disabled: the button keeps the focus.
  if (form.ariaBusy) return;
  form.ariaBusy = 'true';
  tell('');
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.ok) {
      // The other tabs of this browser hear of it (app/src/chat/connection.rs).
      localStorage.session = Date.now();
      return location.assign(to?.value ?? '/');
    }
    const { code, message } = await answer.json();
    tell(message, OF_THE_NAME.includes(code) ? ofName : told);
  } catch {
    tell(told.dataset.unreachable);
  }
  form.ariaBusy = null;
});
