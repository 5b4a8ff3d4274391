/** What waits here as a series of codes, each shown long enough for another phone to read it. */
import { h } from "../dom.js";
import { button, linkTo, message, note } from "../frame.js";
import { parts, signed } from "../handover.js";
import { hasFileHere, stillHere, unsent } from "../ledger.js";
import { show } from "../numbers.js";
import { picture } from "../qr.js";
import { theDevice } from "../session.js";
import { t } from "../words.js";

const EACH = 1_500;

export default async function codes() {
  const waiting = unsent();
  const files = stillHere().filter(hasFileHere).length;
  const tooLarge = files > 0 && note(h("p", null, t("codes_no_files", { count: show(files) })));
  if (!waiting.length) return { title: t("show_codes"), back: "#/queue", body: [tooLarge || message("done", t("queue_empty"))], foot: [linkTo(t("today"), "#/", true)] };
  const series = await parts(await signed(waiting, theDevice()));
  const place = h("p.question", { role: "status" });
  const frame = h(tooLarge ? "div.is-small" : "div");
  let at = -1;
  let timer = 0;
  const step = (by) => {
    at = (at + by + series.length) % series.length;
    place.textContent = t("code_of", { at: at + 1, of: series.length });
    frame.replaceChildren(picture(series[at], t("code_of", { at: at + 1, of: series.length })));
  };
  const run = () => {
    clearInterval(timer);
    timer = setInterval(() => (frame.isConnected ? step(1) : clearInterval(timer)), EACH);
  };
  const by = (many) => {
    clearInterval(timer);
    step(many);
  };
  step(1);
  // Only once it is on the screen does the series begin to turn.
  requestAnimationFrame(run);
  return {
    title: t("codes"),
    back: "#/queue",
    body: [place, tooLarge, frame, h("p.muted", null, t("codes_how", { count: show(waiting.length) }))],
    foot: [h("div.row-of-two", null, button(t("code_before"), () => by(-1)), button(t("codes_turn"), run), button(t("code_after"), () => by(1)))],
  };
}
