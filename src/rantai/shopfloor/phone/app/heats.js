/**
 * Heats as they stand on this phone: what the co-operative told, and what was recorded here since.
 *
 * @typedef {{id: string, code: string, order: any, furnace: string, startedAt: number, status: string, charges: any[],
 *   samples: any[], pours: any[], lots: any[], marks: Record<string, number>, mine: boolean, unsent: number, startedBy: string, remarks: any[]}} Heat
 */
import { skewSeen } from "./day.js";
import { isOff } from "./ledger.js";
import { t } from "./words.js";

/**
 * @param {any} day
 * @param {import("./ledger.js").Row[]} rows
 * @returns {Heat[]}  the newest first
 */
export function heatsOf(day, rows) {
  const heats = new Map((day?.heats ?? []).map((each) => [each.id, told(day, each)]));
  const pours = new Map();
  const lots = new Map();
  for (const heat of heats.values()) {
    heat.pours.forEach((pour) => pours.set(pour.id, heat));
    heat.lots.forEach((lot) => lots.set(lot.id, lot));
  }
  const codes = codesOf(day, rows);
  for (const [id, code] of codes) {
    // Born here and told by the co-operative since: one thing under two names, and the first fact
    // of a heat is the one that opened it.
    for (const things of [heats, lots]) {
      const thing = things.get(code);
      if (thing) things.set(id, Object.assign(thing, { born: thing.born ?? id }));
    }
  }
  for (const row of rows) {
    // What was not accepted is shown to its author in the queue, and no longer counts here.
    if (!isOff(row)) add(row, day, heats, pours, lots);
  }
  return [...new Set(heats.values())].sort((a, b) => b.startedAt - a.startedAt);
}

/** The server's code of what a fact of this phone made, by the fact. */
function codesOf(day, rows) {
  const answered = [...(day?.outcomes ?? []), ...rows.map((row) => ({ id: row.id, code: row.answer?.code }))];
  return new Map(answered.filter((each) => each.code).map((each) => [each.id, each.code]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** By either of its names. @param {Heat[]} heats @param {string} id */
export const findHeat = (heats, id) => heats.find((heat) => heat.id === id || heat.born === id);

function told(day, each) {
  const order = orderOf(day, each.work_order);
  return {
    id: each.id, code: each.code, order, furnace: each.furnace, startedAt: Date.parse(each.started_at), status: each.status,
    charges: [...each.charges], samples: [...each.samples], pours: each.pours.map(pourTold), lots: each.lots.map((lot) => ({ ...lot, id: lot.code })),
    marks: clocksTold(each.clocks), mine: false, unsent: 0, correction: each.correction ?? null,
    startedBy: each.started_by ?? "", remarks: [...(each.remarks ?? [])],
  };
}

/** Clocks that another phone started run here too, by this phone's own clock, however wrong it is. */
const clocksTold = (clocks) => Object.fromEntries(Object.entries(clocks ?? {}).map(([name, moment]) => [name, Date.parse(moment) - skewSeen()]));

const pourTold = (pour) => ({ ...pour, inoculatedAt: Date.parse(pour.inoculated_at), endedAt: Date.parse(pour.ended_at) });

const orderOf = (day, code) => day?.orders.find((order) => order.code === code) ?? { code, part: { name: "" }, windows: [], plan: null };

const WAYS = {
  "heat.opened": ({ fact }, day, heats) => {
    const order = orderOf(day, fact.data.work_order);
    const heat = { id: fact.id, code: "", order, furnace: fact.data.furnace, startedAt: Date.parse(fact.occurred_at), status: "melting", charges: [], samples: [], pours: [], lots: [], marks: {}, mine: true, unsent: 0, correction: null, startedBy: "", remarks: [] };
    heats.set(fact.id, heat);
    return heat;
  },
  "charge.loaded": ({ fact }, day, heats) => {
    const material = day.materials.find((each) => each.code === fact.data.material_lot)?.material ?? fact.data.material_lot;
    return into(heats.get(fact.data.heat), "charges", { id: fact.id, ...fact.data, material });
  },
  "sample.taken": ({ fact }, _day, heats) => into(heats.get(fact.data.heat), "samples", { id: fact.id, at: fact.occurred_at, lines: [] }),
  "heat.tapped": ({ fact }, _day, heats) => marked(heats.get(fact.data.heat), "tapped", Date.parse(fact.occurred_at)),
  "heat.inoculated": ({ fact }, _day, heats) => marked(heats.get(fact.data.heat), "inoculated", Date.parse(fact.occurred_at)),
  "half.temperature": ({ fact }, _day, heats) => marked(heats.get(fact.data.heat), "temperature", fact.data.temperature_c),
  "pour.recorded": ({ fact }, _day, heats, pours) => {
    const heat = into(heats.get(fact.data.heat), "pours", { id: fact.id, ladle: null, ...pourTold(fact.data) });
    // The next ladle is inoculated anew; the tap was for all of them.
    if (heat) delete heat.marks.inoculated, delete heat.marks.temperature;
    pours.set(fact.id, heat);
    return heat;
  },
  "moulds.filled": ({ fact: { data } }, _day, _heats, pours) => {
    const heat = pours.get(data.pour);
    const pour = heat?.pours.find((each) => each.id === data.pour);
    if (pour) pour.moulds = [data.run];
    return heat;
  },
  "castings.counted": ({ fact }, _day, _heats, pours, lots) => {
    const heat = pours.get(fact.data.pour);
    const lot = { id: fact.id, code: "", pour: fact.data.pour, quantity: fact.data.quantity, left: fact.data.quantity, to_machine: fact.data.quantity, pieces: null };
    lots.set(fact.id, lot);
    return into(heat, "lots", lot);
  },
  "scrap.recorded": ({ fact }, _day, _heats, _pours, lots) => less(lots.get(fact.data.lot), fact, ["left", "to_machine"]),
  "machining.recorded": ({ fact }, _day, _heats, _pours, lots) => less(lots.get(fact.data.lot), fact, ["to_machine"]),
};

function add(row, day, heats, pours, lots) {
  const { kind, id } = row.fact;
  const known = heats.has(id) || pours.has(id) || lots.has(id);
  if (known) return;
  const heat = WAYS[kind]?.(row, day, heats, pours, lots);
  if (heat && row.state === "waiting" && "unsent" in heat) heat.unsent += 1;
  if (heat && row.answer?.code && kind === "heat.opened") heat.code = row.answer.code;
}

function marked(heat, name, value) {
  if (heat) heat.marks[name] = value;
  return heat;
}

function into(heat, list, item) {
  if (heat && !heat[list].some((each) => each.id === item.id)) heat[list].push(item);
  return heat;
}

function less(lot, fact, names) {
  if (!lot || lot.known?.includes(fact.id)) return lot;
  for (const name of names) lot[name] = Math.max(0, lot[name] - (fact.data.quantity ?? 1));
  return lot;
}

/** The one thing to do now; the lab may have spoken while this phone was away. */
export function nextStep(heat) {
  if (heat.pours.some((pour) => !heat.lots.some((lot) => lot.pour === pour.id)) && !heat.marks.inoculated) return "count";
  if (heat.status === "held") return "held";
  if (heat.pours.length && !heat.marks.inoculated) return "done";
  if (!heat.charges.length) return "charge";
  if (!heat.samples.length) return "sample";
  return heat.marks.inoculated ? "pour" : heat.marks.tapped ? "inoculate" : "tap";
}

/** @param {Heat} heat */
export const nameOf = (heat) => heat.code || t("heat_of", { order: heat.order.code });

/** A, B, C, as the co-operative letters the ladles. */
export const letterOf = (heat, pour) => String.fromCharCode(65 + heat.pours.findIndex((each) => each.id === pour.id));

/** Lots of all heats, those with work left first. */
export function lotsOf(heats) {
  const lots = heats.flatMap((heat) => heat.lots.map((lot) => ({ ...lot, heat, name: lot.code || t("lot_of", { heat: `${heat.code || heat.order.code} ${letterOf(heat, { id: lot.pour })}` }) })));
  return lots.filter((lot) => lot.left > 0);
}
