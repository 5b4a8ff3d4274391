/** The frame around every screen: where one is, the way back, what is still on this phone. */
import { tick } from "./clock.js";
import { flat, h, icon } from "./dom.js";
import { theDay } from "./day.js";
import { stillHere, toLookAt } from "./ledger.js";
import { t } from "./words.js";

/**
 * @typedef {{title: string, sentence?: import("./dom.js").Child, mark?: Node | null, back?: string, bare?: boolean,
 *   body: import("./dom.js").Child[], foot?: import("./dom.js").Child[]}} Screen
 */

const skip = h("a.skip", { href: "#page" }, "");
const header = h("header.bar");
const main = h("main", { id: "page", tabindex: "-1" });
const foot = h("div.foot", { role: "region" });

/** @type {import("./dom.js").Child} */
let said = null;

const TWICE = 350;
let tappedAt = 0;
let settling = 0;

/** A glove taps twice. The second tap is not meant for the button that now lies there: none of them hears it. */
function settle() {
  document.body.classList.add("settling");
  clearTimeout(settling);
  settling = setTimeout(() => document.body.classList.remove("settling"), TWICE);
}

document.addEventListener("click", ({ target }) => {
  tappedAt = Date.now();
  // Digits, and pieces that are ticked one after another, are tapped as fast as the thumb goes.
  if (target.closest("a, button:not([data-key], [aria-pressed])")) settle();
});

/** One sentence on top of the next screen, and where it may lead. @param {string} words @param {Node} [way] */
export function say(words, way) {
  said = [message("done", words), way && h("div.choices", null, way)];
}

/** @param {Screen} screen */
export function show(screen) {
  if (!main.isConnected) document.body.replaceChildren(skip, header, main, foot);
  document.title = `${screen.title} · Rantai`;
  skip.textContent = t("skip");
  foot.setAttribute("aria-label", t("next_step"));
  header.replaceChildren(...flat(screen.bare ? [h("span.brand", null, "Rantai")] : [wayBack(screen.back), badge()]), ...flat([example()]));
  main.replaceChildren(
    h("div", null, h("h1", null, screen.title, screen.mark ? [" ", screen.mark] : null), screen.sentence && h("p.sentence", null, screen.sentence)),
    ...flat([said]), ...flat(screen.body));
  said = null;
  foot.replaceChildren(...flat(screen.foot ?? []));
  foot.hidden = !foot.children.length;
  if (Date.now() - tappedAt < 2 * TWICE) settle();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
  tick();
}

const wayBack = (to) => (to ? h("a.bar-button", { href: to, "aria-label": t("back") }, icon("back")) : h("a.bar-button", { href: "#/menu", "aria-label": t("menu") }, icon("menu")));

const example = () => theDay()?.cooperative?.is_example && h("span.example", null, t("example"));

/** How much still waits here; a tap shows what. */
function badge() {
  const waiting = stillHere().length;
  const wrong = toLookAt().length;
  const words = wrong ? t("to_look_at", { count: wrong }) : waiting ? t("on_phone", { count: waiting }) : t("all_sent");
  const tone = wrong ? "out" : waiting ? "watch" : "ok";
  return h(`a.badge.badge-${tone}`, { href: "#/queue", "aria-label": words }, icon(wrong ? "out" : waiting ? "phone" : "ok"), h("span.badge-words", null, words), h("b.badge-count", null, wrong || waiting || ""));
}

/** After a batch was answered the screen stays as it is; only the badge changes. */
export function refreshBadge() {
  const old = header.querySelector(".badge");
  if (old) old.replaceWith(badge());
}

/** @param {string} tone @param {keyof typeof import("./dom.js").h | any} name */
export const pill = (tone, name, word) => h(`span.pill.pill-${tone}`, null, icon(name), word);

export const button = (label, onclick, isFirst = false) => h(`button.button${isFirst ? ".button-primary" : ""}`, { type: "button", onclick }, label);
export const linkTo = (label, href, isFirst = false) => h(`a.button${isFirst ? ".button-primary" : ""}`, { href }, label);

/** @param {"done" | "watch" | "refused"} kind */
export const message = (kind, ...words) => h(`p.message.message-${kind}`, { role: kind === "refused" ? "alert" : "status" }, icon({ done: "ok", refused: "out" }[kind] ?? kind), h("span", null, ...words));

export const note = (...children) => h("div.note", null, ...children);
