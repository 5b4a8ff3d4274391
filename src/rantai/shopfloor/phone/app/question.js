/**
 * One question at a time: a number on our own keys, judged while it is typed. A measurement is never
 * filled in beforehand.
 */
import { h, icon } from "./dom.js";
import { mark, toDecimal } from "./numbers.js";
import { verdict } from "./verdict.js";
import { t } from "./words.js";

/**
 * @param {{
 *   label: string, hint?: string, unit: string, places?: number, length?: number,
 *   limits?: import("./judge.js").Limits, reaction?: string | {below: string, above: string}, action: string, goesOn?: boolean,
 *   answer: (value: string) => unknown, refuse?: (value: string) => string, more?: Node[],
 * }} asked  length: digits of a number that is whole with them; goesOn: then on to the next by itself
 * @returns {{body: Node[], foot: Node[]}}
 */
export function question(asked) {
  let typed = "";
  let isSent = false;
  let isShort = false;
  const shown = h("div.readout");
  const wrong = h("p.wrong", { role: "alert", hidden: true });
  const next = h("button.button.button-primary", { type: "button", onclick: () => send() }, asked.action);
  const draw = () => {
    shown.replaceChildren(verdict({ typed, value: toDecimal(typed), unit: asked.unit, limits: asked.limits, reaction: asked.reaction, isWhole: isShort || isWhole(typed, asked) }));
    // What to do when it is red is never left under the keys.
    shown.querySelector(".verdict-do")?.scrollIntoView({ block: "nearest" });
    next.setAttribute("aria-disabled", String(toDecimal(typed) === null));
  };
  const press = (key) => {
    wrong.hidden = true;
    isShort = false;
    typed = pressed(typed, key, asked);
    draw();
    const isInside = !shown.querySelector(".verdict-out");
    // Red waits for a person; green needs no further tap.
    if (asked.goesOn && key !== "back" && typed.length === asked.length && isInside) send();
  };
  const send = async () => {
    const value = toDecimal(typed);
    const why = value === null ? t("type_number") : asked.refuse?.(value) ?? "";
    wrong.textContent = why;
    wrong.hidden = !why;
    if (why || value === null || isSent) return;
    if (!isShort && !isWhole(typed, asked)) {
      // Shorter than expected, and meant so: what is red is shown before it counts.
      isShort = true;
      draw();
      if (shown.querySelector(".verdict-out")) return;
    }
    // A glove taps twice; the fact is born once.
    isSent = true;
    await asked.answer(value);
  };
  draw();
  const label = h("h2.question", { id: "question" }, asked.label);
  return {
    body: [h("div", null, label, asked.hint && h("p.muted", null, asked.hint)), shown, ...(asked.more ?? [])],
    foot: [wrong, keypad(press, Boolean(asked.places)), next],
  };
}

/** Whether so much is typed that it can be judged: half a number is not too low. */
function isWhole(typed, { length, limits }) {
  if (length) return typed.replace(mark(), "").length >= length;
  const [whole, part = ""] = String(limits?.low ?? limits?.high ?? "").split(".");
  return /[1-9]/.test(part) ? typed.includes(mark()) : typed.split(mark())[0].length >= whole.length;
}

/** @param {string} typed @param {string} key @param {{places?: number, length?: number}} limits */
export function pressed(typed, key, { places = 0, length = 0 }) {
  if (key === "back") return typed.slice(0, -1);
  const [whole, part] = typed.split(mark());
  if (key === mark()) return !places || part !== undefined ? typed : `${typed || "0"}${key}`;
  if (part !== undefined ? part.length >= places : whole.length >= (length || 6)) return typed;
  return typed + key;
}

function keypad(press, hasPoint) {
  const key = (name, face = name, label = "") => h("button", { type: "button", "data-key": name, "aria-label": label || null, onclick: () => press(name) }, face);
  const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => key(digit));
  const point = hasPoint ? key(mark(), mark(), t("decimal_mark")) : h("span");
  return h("div.keypad", { role: "group", "aria-label": t("number_keys") }, ...digits, point, key("0"), key("back", icon("delete"), t("delete_digit")));
}

// A keyboard on the desk types too, where no field has the word.
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey) return;
  const name = { Backspace: "back", ",": mark(), ".": mark() }[event.key] ?? event.key;
  document.querySelector(`.keypad [data-key="${CSS.escape(name)}"]`)?.click();
});
