/**
 * Moulds, sand and cores as they stand on this phone: what the co-operative told, and what was
 * recorded here since. Things go by the name of the fact that made them, on every phone the same.
 */
import { theDay } from "./day.js";
import { facts, isOff } from "./ledger.js";

/** Lists of the floor that facts of a kind add to. */
const LISTS = { "sand.mixed": "sand", "cores.made": "cores", "moulds.closed": "runs" };

/** @returns {{limits: any, sand: any[], cores: any[], runs: any[]}}  the newest first */
export function floor() {
  const { limits = {}, sand = [], cores = [], runs = [] } = theDay().moulds ?? {};
  const found = { limits, sand: [...sand].reverse(), cores: [...cores].reverse(), runs: runs.map((run) => ({ ...run, filled: [...run.filled] })) };
  for (const row of facts()) {
    const { id, kind, occurred_at: at, data } = row.fact;
    if (isOff(row)) continue;
    const list = found[LISTS[kind]];
    if (list && !list.some((each) => each.id === id)) list.push({ id, at, code: row.answer?.code ?? "", filled: [], part: partOf(data.work_order), ...data });
    if (kind === "moulds.filled") found.runs.find((each) => each.id === data.run)?.filled.push([data.first, data.last]);
  }
  for (const list of [found.sand, found.cores, found.runs]) list.reverse();
  return found;
}

const partOf = (code) => theDay().orders.find((order) => order.code === code)?.part.number;

/** Numbers of a run that nobody filled yet, as spans. @returns {[number, number][]} */
export function emptyOf({ first, last, filled }) {
  const left = [];
  let start = first;
  for (const [from, to] of [...filled].sort(([a], [b]) => a - b)) {
    if (from > start) left.push([start, from - 1]);
    start = Math.max(start, to + 1);
  }
  return start <= last ? [...left, [start, last]] : left;
}

/** Runs that a ladle of this heat may fill, the oldest first. */
export const emptyRuns = (heat) => floor().runs.filter((run) => run.part === heat.order.part.number && !run.is_held && emptyOf(run).length).reverse();

export const spanWords = ([first, last]) => (last > first ? `${first}–${last}` : String(first));
