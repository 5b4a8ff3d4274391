/**
 * A number against its limits, at once and without the network.
 *
 * @typedef {{low: string | number | null, high: string | number | null}} Limits
 * @typedef {"ok" | "below" | "above" | ""} State
 */

/** Limits included, nothing rounded. @param {string | number | null} value @param {Limits} limits @returns {State} */
export function judge(value, limits) {
  if (value === null || value === "" || Number.isNaN(Number(value))) return "";
  if (isSet(limits.low) && Number(value) < Number(limits.low)) return "below";
  if (isSet(limits.high) && Number(value) > Number(limits.high)) return "above";
  return isSet(limits.low) || isSet(limits.high) ? "ok" : "";
}

const isSet = (limit) => limit !== null && limit !== undefined && limit !== "";

/**
 * Where things lie on a bar from 0 to 100: the window, and the tick, which stays on the bar.
 * @param {number | null} value @param {Limits} limits
 */
export function onBar(value, limits) {
  const low = isSet(limits.low) ? Number(limits.low) : null;
  const high = isSet(limits.high) ? Number(limits.high) : null;
  const span = low !== null && high !== null ? high - low : Math.abs(high ?? low ?? 1) / 2 || 1;
  const from = (low ?? high - span) - span / 2;
  const to = (high ?? low + span) + span / 2;
  const at = (each) => Math.min(100, Math.max(0, (100 * (each - from)) / (to - from)));
  return { start: low === null ? 0 : at(low), end: high === null ? 100 : at(high), tick: value === null ? null : at(value) };
}

/** The pour's window as limits of a count of minutes. */
export function pourVerdict(inoculatedAt, endedAt, minutes) {
  return judge((endedAt - inoculatedAt) / 60000, { low: null, high: minutes });
}
