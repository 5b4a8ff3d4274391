/**
 * Inspection by the control plan's own form, a sample at a time. The lab's accepts pieces; a
 * workshop's own check accepts nothing, and may leave out what it cannot measure.
 */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, linkTo, message, pill, say } from "../frame.js";
import { uuid7 } from "../ids.js";
import { judge } from "../judge.js";
import { facts, recordAll } from "../ledger.js";
import { show } from "../numbers.js";
import { question } from "../question.js";
import { limitWords, red } from "../verdict.js";
import { again, leaveFor } from "../ways.js";
import { language, t } from "../words.js";
import { asksForGauge, gaugeOf, gaugeStep } from "./gauge.js";
import { lotGone, lotOf } from "./lots.js";
import { defectTiles, nameOf, tiles } from "./scrap.js";

/**
 * @typedef {{id: string, lot: string, offered: number, answers: any[], rejects: {defect: string, quantity: number, piece?: string}[],
 *   gauges?: Record<string, string>, defect?: string, bad?: boolean}} Said  answers: a measurement each, or nothing where one was
 *   left out; gauges: with what was measured, by the gauge that the plan names
 */
const HALF = "half.inspection";
const isLab = () => theDay().account.role === "lab";

/** @param {string} id */
export default function inspect(id) {
  const lot = lotOf(id);
  if (!lot) return lotGone();
  const { plan } = lot.heat.order;
  const list = `#/lots/${isLab() ? "inspect" : "check"}`;
  const head = { title: t(isLab() ? "lots_inspect" : "lots_check"), back: list, sentence: `${lot.name} · ${t("pieces_left", { count: show(lot.left) })}` };
  if (!plan) return { ...head, body: [message("refused", t("no_plan"))] };
  const now = halfOf(id) ?? { id: uuid7(), lot: id, offered: 0, answers: [], rejects: [] };
  const tell = async (more) => {
    // Half an inspection is no fact yet, but a dead battery must not ask for it again.
    await recordAll([{ id: now.id, kind: HALF, data: { ...now, ...more }, kept: true }]);
    again();
  };
  if (!now.offered) return { ...head, ...howMany(t(isLab() ? "how_many_offered" : "how_many_checked"), lot.left, (offered) => tell({ offered })) };
  const next = wanted(plan, now.offered)[now.answers.length];
  if (next && asksForGauge(next.item, now)) return { ...head, ...gaugeStep(next.item, now, tell) };
  if (next) return { ...head, ...asked(next, now, tell) };
  if (!isLab()) return { ...head, ...found(plan, lot, now, tell, list) };
  return { ...head, ...rejected(lot, plan, now, tell, list) };
}

const halfOf = (lot) => facts().filter((row) => row.fact.kind === HALF && row.fact.data.lot === lot).at(-1)?.fact.data;

const howMany = (label, most, answer, hint = "") => question({
  label,
  hint,
  unit: t("pieces"),
  action: t("go_on"),
  refuse: (value) => (Number(value) < 1 ? t("at_least_one") : Number(value) > most ? t("more_than_left", { count: show(most) }) : ""),
  answer: (value) => answer(Number(value)),
});

/** Every sample in the order of the plan, no more of them than pieces; what is counted is one number. */
const wanted = (plan, offered) => plan.items.flatMap((item) => {
  const many = Math.min(item.sample_size, offered);
  return item.is_counted ? [{ item, sample: 1, many }] : Array.from({ length: many }, (_each, at) => ({ item, sample: at + 1, many }));
});

const called = (item) => (language() === "en" ? item.name_en : item.name);
const isMeasured = (item) => item.lower !== null || item.upper !== null;
const limitsOf = (item) => (item.is_counted ? { low: null, high: item.accept_up_to } : { low: item.lower, high: item.upper });

function asked({ item, sample, many }, now, tell) {
  const gauge = gaugeOf(item, now);
  const add = (more) => tell({ bad: undefined, answers: [...now.answers, more && { item: item.id, sample, ...(gauge && { gauge }), ...more }] });
  const others = h("div.row-of-two", null,
    now.answers.length > 0 && button(t("one_back"), () => tell({ bad: undefined, answers: now.answers.slice(0, -1) })),
    gauge && button(t("gauge_is", { gauge }), () => tell({ gauges: { ...now.gauges, [item.gauge]: "" } })),
    !isLab() && button(t("leave_out"), () => add(null)));
  const label = item.is_counted ? t("how_many_bad", { name: called(item), count: show(many) }) : many > 1 ? t("characteristic_of", { name: called(item), at: show(sample), of: show(many) }) : called(item);
  if (!item.is_counted && !isMeasured(item)) return now.bad ? notGood(item, label, add, tell) : {
    body: [h("h2.question", null, label), h("p.muted", null, item.method), others],
    foot: [h("div.row-of-two", null, button(t("bad"), () => tell({ bad: true })), button(t("good"), () => add({ is_good: true }), true))],
  };
  return question({
    label,
    hint: item.method,
    unit: item.is_counted ? "" : item.unit,
    places: item.is_counted ? 0 : 3,
    limits: limitsOf(item),
    reaction: item.reaction,
    action: t("go_on"),
    refuse: (value) => (item.counts_pieces && Number(value) > many ? t("more_than_looked_at", { count: show(many) }) : ""),
    answer: (value) => add({ value, ...(item.is_counted ? { inspected: many } : {}) }),
    more: [others],
  });
}

/** What is judged by eye turns as red as a number, with what to do. */
const notGood = (item, label, add, tell) => ({
  body: [h("h2.question", null, label), red(t("bad"), item.reaction)],
  foot: [h("div.row-of-two", null, button(t("was_good"), () => tell({ bad: undefined })), button(t("go_on"), () => add({ is_good: false }), true))],
});

/** The whole check on one screen before it is saved: a row for each characteristic. */
function rows(plan, { answers }) {
  const rest = answers.filter(Boolean);
  return h("ul.work", null, ...plan.items.map((item) => {
    const mine = rest.filter((each) => each.item === item.id);
    const isOut = mine.some((each) => each.is_good === false || ["below", "above"].includes(judge(each.value ?? null, limitsOf(item))));
    const values = mine.map((each) => (each.value === undefined ? t(each.is_good ? "good" : "bad") : show(each.value))).join(" · ");
    const mark = mine.length ? pill(isOut ? "out" : "ok", isOut ? "out" : "ok", t(isOut ? "is_out" : "in_limits")) : h("em", null, t("left_out"));
    return h("li", null, h("div", null, h("b", null, called(item)), mark, h("span", null, [values || "–", limitWords(limitsOf(item), item.is_counted ? "" : item.unit)].filter(Boolean).join("  |  "))));
  }));
}

const isRed = (plan, now) => plan.items.some((item) => now.answers.some((each) => each?.item === item.id && (each.is_good === false || ["below", "above"].includes(judge(each.value ?? null, limitsOf(item))))));

function found(plan, lot, now, tell, list) {
  const measurements = now.answers.filter(Boolean);
  const back = button(t("one_back"), () => tell({ answers: now.answers.slice(0, -1) }));
  if (!measurements.length) return { body: [message("refused", t("nothing_measured"))], foot: [back] };
  const save = () => keep(now, "lot.checked", { lot: lot.id, plan: plan.id, looked_at: now.offered, measurements }, list, isRed(plan, now) && linkTo(t("record_scrap"), `#/scrap/${lot.id}`));
  return { body: [rows(plan, now)], foot: [h("div.row-of-two", null, back, button(t("save_check"), save, true))] };
}

function rejected(lot, plan, now, tell, list) {
  const gone = now.rejects.reduce((sum, each) => sum + each.quantity, 0);
  const defects = theDay().defects;
  const defect = defects.find((each) => each.code === now.defect);
  const add = (more) => tell({ defect: undefined, rejects: [...now.rejects, { defect: defect.code, ...more }] });
  if (defect && lot.pieces?.length) {
    const pieces = lot.pieces.slice(0, now.offered).filter((piece) => !now.rejects.some((each) => each.piece === piece));
    return { body: [h("h2.question", null, t("which_piece")), h("p.muted", null, nameOf(defect)), tiles(pieces.map((piece) => [piece, piece]), (piece) => add({ piece, quantity: 1 }))] };
  }
  if (defect) return howMany(t("how_many_rejected"), now.offered - gone, (quantity) => add({ quantity }), nameOf(defect));
  const chosen = now.rejects.map((each) => h("li", null, h("div", null, h("b", null, nameOf(defects.find((other) => other.code === each.defect))), h("em", null, each.piece ?? `${show(each.quantity)} ${t("pieces")}`))));
  const save = () => keep(now, "lot.inspected", { lot: lot.id, plan: plan.id, offered: now.offered, measurements: now.answers, rejects: now.rejects }, list);
  const undo = () => tell(now.rejects.length ? { rejects: now.rejects.slice(0, -1) } : { answers: now.answers.slice(0, -1) });
  return {
    body: [
      rows(plan, now), isRed(plan, now) && message("watch", t("nothing_accepted")),
      h("h2.question", null, t("rejects_besides")), chosen.length > 0 && h("ul.work", null, ...chosen),
      gone < now.offered && defectTiles((code) => tell({ defect: code })),
    ],
    foot: [h("div.row-of-two", null, button(t("one_back"), undo), button(t("save_inspection"), save, true))],
  };
}

async function keep(now, kind, data, list, way = null) {
  // A glove taps twice. The half becomes the whole under its own name, so that nothing lies between.
  if (!halfOf(now.lot)) return;
  await recordAll([{ id: now.id, kind, data, needs: [data.lot] }]);
  say(t("saved_here"), h("div.choices", null, way, linkTo(t("add_note"), `#/note/${now.id}`)));
  leaveFor(list);
}
