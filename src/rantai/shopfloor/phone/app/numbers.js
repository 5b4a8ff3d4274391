/** Numbers as the shop writes them, and as they travel: a comma here, a point there. */
import { language } from "./words.js";

const locale = () => (language() === "en" ? "en-GB" : "id-ID");

/** The sign that parts the decimals on the keys. */
export const mark = () => (language() === "en" ? "." : ",");

/**
 * What was typed as it travels, exactly: no float ever holds a measurement.
 * @param {string} typed
 * @returns {string | null}  null when it is no number yet
 */
export function toDecimal(typed) {
  const text = typed.trim().replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  return text.replace(/^0+(?=\d)/, "");
}

/** @param {string | number | null} value @param {number} [places]  as many as it has, if left out */
export function show(value, places) {
  if (value === null || value === undefined || value === "") return "–";
  const own = String(value).split(".")[1]?.replace(/0+$/, "").length ?? 0;
  const digits = places ?? own;
  return Number(value).toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, own) });
}

/** Places that show all of these figures unrounded, at most three. */
export function placesOf(...figures) {
  return Math.min(3, Math.max(0, ...figures.filter((each) => each != null && each !== "").map((each) => String(each).split(".")[1]?.replace(/0+$/, "").length ?? 0)));
}

const zone = "Asia/Jakarta";

/** @param {string | number} moment  ISO or milliseconds */
export function timeOfDay(moment) {
  return new Date(moment).toLocaleTimeString(locale(), { timeZone: zone, hour: "2-digit", minute: "2-digit" });
}

/** @param {string | number} moment */
export function dayAndTime(moment) {
  const when = new Date(moment);
  const day = (/** @type {Date} */ each) => each.toLocaleDateString("sv", { timeZone: zone });
  if (day(when) === day(new Date())) return timeOfDay(moment);
  return when.toLocaleDateString(locale(), { timeZone: zone, day: "numeric", month: "short" }) + " " + timeOfDay(moment);
}

/** @param {string} date */
export function showDay(date) {
  return new Date(date.length === 10 ? `${date}T12:00:00+07:00` : date).toLocaleDateString(locale(), { timeZone: zone, day: "numeric", month: "short" });
}

/** Minutes and seconds of a clock that runs. @param {number} milliseconds */
export function running(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = String(seconds % 60).padStart(2, "0");
  if (!hours) return `${Math.floor(seconds / 60)}:${rest}`;
  return `${hours}:${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")}:${rest}`;
}

/** A code or a span of numbers is never broken at its dash. @param {string} text */
export const whole = (text) => text.replace(/(\w)-(?=\w)/g, "$1\u2011").replace(/–/g, "\u2060–\u2060");
