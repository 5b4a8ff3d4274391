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
}

if (document.querySelector("time[data-since], time[data-until]")) {
  tick();
  setInterval(tick, 1000);
}

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
