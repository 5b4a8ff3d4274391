/** The verdict: the number, where it lies, the icon, the word; and what to do when it is red. */
import { h, icon, svg } from "./dom.js";
import { judge, onBar } from "./judge.js";
import { placesOf, show } from "./numbers.js";
import { t } from "./words.js";

const TONES = { ok: "ok", below: "out", above: "out", "": "plain" };
const WORDS = { ok: "in_limits", below: "too_low", above: "too_high" };

/**
 * @param {{typed: string, value: string | null, unit: string, limits?: import("./judge.js").Limits, reaction?: string | {below: string, above: string}, isWhole?: boolean}} asked
 *   isWhole: whether the number is typed to its end, so that half a number is not called too low
 */
export function verdict({ typed, value, unit, limits = { low: null, high: null }, reaction = "", isWhole = true }) {
  const state = isWhole ? judge(value, limits) : "";
  const words = state ? [icon(TONES[state]), t(WORDS[state])] : [limitWords(limits, unit)];
  return h(`div.verdict.verdict-${TONES[state]}`, { role: "status" },
    h("p.verdict-words", null, ...words),
    h("p.verdict-value", null, typed || "–", h("small", null, ` ${unit}`)),
    bar(state ? value : null, limits),
    (state === "below" || state === "above") && reaction && h("p.verdict-do", null, h("b", null, t("do_now")), " ", typeof reaction === "string" ? reaction : reaction[state]));
}

/** A verdict without a number. @param {string} word @param {string} [reaction] */
export const red = (word, reaction = "") => h("div.verdict.verdict-out", { role: "status" },
  h("p.verdict-words", null, icon("out"), word),
  reaction && h("p.verdict-do", null, h("b", null, t("do_now")), " ", reaction));

export function limitWords({ low, high }, unit) {
  const places = placesOf(low, high);
  const [from, to] = [show(low, places), show(high, places)];
  const isSet = (limit) => limit !== null && limit !== undefined && limit !== "";
  if (isSet(low) && isSet(high)) return `${from}–${to} ${unit}`.trim();
  if (isSet(low)) return `≥ ${from} ${unit}`.trim();
  return isSet(high) ? `≤ ${to} ${unit}`.trim() : "";
}

function bar(value, limits) {
  if (limits.low == null && limits.high == null) return null;
  const { start, end, tick } = onBar(value === null ? null : Number(value), limits);
  const at = (percent) => percent * 3.2;
  return svg("svg.limits", { viewBox: "0 0 320 26", "aria-hidden": "true" },
    svg("rect.limits-track", { y: 8, width: 320, height: 10, rx: 5 }),
    svg("path.limits-window", { d: `M${at(start)} 8H${at(end)}v10H${at(start)}z` }),
    tick !== null && svg("path.limits-tick", { d: `M${Math.min(316, Math.max(4, at(tick)))} 3v20` }));
}
