// Sends the form of an account without leaving its page: nothing that was typed is lost over a refusal, and it
// goes once, however often it is pressed. Without this the browser sends it.

const ANSWER_MS = 15_000;

// So that the first room is rendered by the reader's clock already (app/src/zone.rs).
document.cookie = `offset=${-new Date().getTimezoneOffset()}; path=/; max-age=31536000; samesite=lax`;

document.forms[0].addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector('button');
  const told = form.querySelector('[role=alert]');
  const tell = (words) => {
    told.textContent = words;
    told.hidden = !words;
  };
  button.disabled = true;
  tell('');
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.ok) return location.assign('/');
    tell((await answer.json()).message);
  } catch {
    tell(told.dataset.unreachable);
  }
  button.disabled = false;
});
