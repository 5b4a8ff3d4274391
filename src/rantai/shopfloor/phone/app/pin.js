/** Six digits on our own keys; shown as dots, and gone from the screen as soon as they are in. */
import { h, icon } from "./dom.js";
import { t } from "./words.js";

const LENGTH = 6;

/** @param {{label: string, hint?: string, why?: string, done: (pin: string) => Promise<string>}} asked  why: it is asked again; done: what was wrong, or nothing */
export function pinPad({ label, hint, why = "", done }) {
  let pin = "";
  const dots = h("div.dots", { role: "status" });
  const wrong = h("p.wrong", { role: "alert", hidden: !why }, why);
  const draw = () => {
    dots.setAttribute("aria-label", t("digits_in", { count: pin.length, of: LENGTH }));
    dots.replaceChildren(...Array.from({ length: LENGTH }, (_each, at) => h(at < pin.length ? "i.is-in" : "i")));
  };
  const press = async (key) => {
    if (pin.length === LENGTH) return;
    wrong.hidden = true;
    pin = key === "back" ? pin.slice(0, -1) : pin + key;
    draw();
    if (pin.length < LENGTH) return;
    wrong.textContent = await done(pin);
    wrong.hidden = !wrong.textContent;
    // Where nothing was wrong another screen comes, and no digit goes to this one any more.
    if (wrong.hidden) return;
    pin = "";
    draw();
  };
  draw();
  const key = (name, face = name, title = null) => h("button", { type: "button", "data-key": name, "aria-label": title, onclick: () => press(name) }, face);
  const keys = [..."123456789"].map((digit) => key(digit));
  return {
    body: [h("div", null, h("h2.question", null, label), hint && h("p.muted", null, hint)), dots],
    foot: [wrong, h("div.keypad", { role: "group", "aria-label": t("number_keys") }, ...keys, h("span"), key("0"), key("back", icon("delete"), t("delete_digit")))],
  };
}
