// A page that waits asks a cheap question every second, and only shows itself anew when
// the answer changed. It rests while nobody looks, and slows down when the line is broken.
const EVERY = 1000;
const SLOWEST = 15000;
const place = () => document.querySelector("[data-live]");

const isBeingFilled = () =>
  [...document.querySelectorAll("form input:not([type=hidden]), form textarea, form select")].some((field) =>
    field.closest(".search, header") === null &&
    (field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT"
        ? [...field.options].some((option) => option.selected !== option.defaultSelected && field.value !== field.options[0].value)
        : field.value !== field.defaultValue));

function show(element) {
  const part = element.dataset.livePart;
  if (isBeingFilled()) {
    document.querySelector("[data-live-news]")?.removeAttribute("hidden");
    return false; // what is being typed is not taken away
  }
  if (!part) {
    location.reload();
    return true;
  }
  const opened = document.activeElement?.closest("tr")?.querySelector("a")?.getAttribute("href");
  window.htmx.ajax("GET", location.href, { target: part, select: part, swap: "outerHTML" }).then(() => {
    const row = opened && document.querySelector(`tr a[href="${CSS.escape(opened)}"]`)?.closest("tr");
    if (row) {
      row.tabIndex = -1;
      row.focus({ preventScroll: true });
    }
  });
  return true;
}

let wait = EVERY;
let timer = 0;

async function ask() {
  const element = place();
  if (!element || document.hidden) return;
  const known = element.dataset.liveToken;
  try {
    const answer = await fetch(element.dataset.live, {
      headers: { "If-None-Match": `"${known}"`, Accept: "application/json" },
      cache: "no-store",
      redirect: "error",
    });
    if (answer.status === 404 || answer.status === 403) return;
    if (answer.ok) {
      const { token } = await answer.json();
      if (token !== known && place() === element) {
        element.dataset.liveToken = token;
        if (show(element) && !element.dataset.livePart) return;
      }
    }
    wait = answer.ok || answer.status === 304 ? EVERY : Math.min(wait * 2, SLOWEST);
  } catch {
    wait = Math.min(wait * 2, SLOWEST);
  }
  timer = setTimeout(ask, wait);
}

if (place()) {
  timer = setTimeout(ask, EVERY);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) ask();
  });
}
