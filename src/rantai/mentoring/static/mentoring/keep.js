// A form that survives a lost line: typed values stay on this device until the server says "saved".
const form = document.querySelector("form[data-keep]");
const place = `keep:${form.dataset.keep}`;
const typed = () =>
  [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

function keep() {
  try {
    localStorage.setItem(place, JSON.stringify(typed()));
  } catch {
    // A full or forbidden store: the page still works, only without the safety net.
  }
}

function restore(values) {
  for (const [name, value] of values) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else if (field.type !== "file") field.value = value;
      const fold = value && field.closest("details");
      if (fold) fold.open = true;
    }
  }
}

const kept = localStorage.getItem(place);
// A page that comes back with errors shows what was sent; nothing older may overwrite it.
if (kept && !form.querySelector(".errors")) {
  restore(JSON.parse(kept));
  form.querySelector("[data-kept-restored]").hidden = false;
}

form.addEventListener("input", keep);
form.querySelector("[data-kept-discard]").addEventListener("click", () => {
  localStorage.removeItem(place);
  location.reload();
});

const waiting = form.querySelector("[data-kept-waiting]");
let isSending = false;

async function send() {
  if (isSending) return;
  isSending = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (answer.redirected) {
      // Sent to the sign-in page, it is not saved: only the saved sheet's own page says so.
      if (new URL(answer.url).pathname.startsWith(form.dataset.saved)) localStorage.removeItem(place);
      location.assign(answer.url);
    } else {
      form.submit(); // refused: let the browser show the page with its reasons; the same sheet twice is one
    }
  } catch {
    waiting.hidden = false;
    waiting.scrollIntoView({ block: "nearest" });
    setTimeout(send, 15000); // a phone often does not say that its line is back
  } finally {
    isSending = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  keep();
  send();
});
window.addEventListener("online", () => waiting.hidden || send());
