// A sheet in the hall: clocks that run, and a keypad that writes where the finger last was.
const twoDigits = (number) => String(number).padStart(2, "0");

function tick() {
  for (const clock of document.querySelectorAll("time[data-since], time[data-until]")) {
    const since = clock.dataset.since;
    const milliseconds = since ? Date.now() - Date.parse(since) : Date.parse(clock.dataset.until) - Date.now();
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    if (seconds >= 86400) continue; // the page already says how many days
    clock.textContent = `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
    clock.classList.toggle("is-over", !since && milliseconds <= 0);
  }
  for (const pour of document.querySelectorAll("[data-window-until]")) {
    const left = (Date.parse(pour.dataset.windowUntil) - Date.now()) / 1000;
    const state = left <= 0 ? "late" : left <= pour.dataset.windowHurry ? "hurry" : "ok";
    // Touched only when it changes, so that a screen reader says each word once.
    for (const words of pour.querySelectorAll("[data-window]")) {
      if (words.hidden === (words.dataset.window === state)) words.hidden = words.dataset.window !== state;
    }
  }
}

tick();
setInterval(tick, 1000); // a waiting page may get its first clock later

const fields = [...document.querySelectorAll("[data-keypad]")];
const keypad = document.querySelector("[data-keys]");

if (keypad && fields.length) {
  let field = fields.find((each) => each.matches("[aria-invalid]")) ?? fields.find((each) => !each.value) ?? fields[0];
  keypad.hidden = false;
  for (const each of fields) {
    each.inputMode = "none"; // our keys replace the phone's keyboard
    each.addEventListener("focus", () => {
      field = each;
      requestAnimationFrame(() => each.scrollIntoView({ block: "nearest" })); // the keys just took their room
    });
  }
  keypad.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the caret
  keypad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (!key) return;
    if (document.activeElement !== field) field.focus();
    const start = field.selectionStart ?? field.value.length;
    const end = field.selectionEnd ?? start;
    if (key === "back") field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
    else field.setRangeText(key, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
