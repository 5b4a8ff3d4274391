/** Inspection by the control plan's own form: how many, then every sample of every characteristic. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, linkTo, message, say } from "../frame.js";
import { record } from "../ledger.js";
import { show } from "../numbers.js";
import { question } from "../question.js";
import { again, leaveFor } from "../ways.js";
import { language, t } from "../words.js";
import { lotGone, lotOf } from "./lots.js";
import { defectTiles, nameOf, tiles } from "./scrap.js";

/** @typedef {{offered: number, measurements: any[], rejects: {defect: string, quantity: number}[], defect?: string}} Said */

/** What is already said, by lot: half an inspection is no fact yet. @type {Map<string, Said>} */
const said = new Map();

/** @param {string} id */
export default function inspect(id) {
  const lot = lotOf(id);
  if (!lot) return lotGone();
  const plan = lot.heat.order.plan;
  const head = { title: t("lots_inspect"), back: "#/lots/inspect", sentence: `${lot.name} · ${t("pieces_left", { count: show(lot.left) })}` };
  if (!plan) return { ...head, body: [message("refused", t("no_plan"))] };
  const now = said.get(id) ?? { offered: 0, measurements: [], rejects: [] };
  const say = (more) => {
    said.set(id, { ...now, ...more });
    again();
  };
  if (!now.offered) return { ...head, ...howMany(t("how_many_offered"), lot.left, (offered) => say({ offered })) };
  const next = wanted(plan, now.offered)[now.measurements.length];
  if (next) return { ...head, ...sample(next, now, say) };
  return { ...head, ...rejected(lot, plan, now, say) };
}

const howMany = (label, most, answer, hint = "") => question({
  label,
  hint,
  unit: t("pieces"),
  action: t("go_on"),
  refuse: (value) => (Number(value) < 1 ? t("at_least_one") : Number(value) > most ? t("more_than_left", { count: show(most) }) : ""),
  answer: (value) => answer(Number(value)),
});

/** Every sample in the order of the plan; no more of them than pieces. */
const wanted = (plan, offered) => plan.items.flatMap((item) => Array.from({ length: Math.min(item.sample_size, offered) }, (_each, at) => ({ item, sample: at + 1 })));

function sample({ item, sample: number }, now, say) {
  const label = t("characteristic_of", { name: language() === "en" ? item.name_en : item.name, at: number });
  const add = (more) => say({ measurements: [...now.measurements, { item: item.id, sample: number, ...more }] });
  const isMeasured = item.lower !== null || item.upper !== null;
  if (!isMeasured) return { body: [h("h2.question", null, label), h("p.muted", null, item.method), tiles([[true, t("good")], [false, t("bad")]], (is_good) => add({ is_good }))] };
  return question({ label, hint: item.method, unit: item.unit, places: 3, limits: { low: item.lower, high: item.upper }, reaction: item.reaction, action: t("go_on"), answer: (value) => add({ value }) });
}

function rejected(lot, plan, now, say) {
  const gone = now.rejects.reduce((sum, each) => sum + each.quantity, 0);
  const defects = theDay().defects;
  const defect = defects.find((each) => each.code === now.defect);
  if (defect) return howMany(t("how_many_rejected"), now.offered - gone, (quantity) => say({ defect: undefined, rejects: [...now.rejects, { defect: defect.code, quantity }] }), nameOf(defect));
  const list = now.rejects.map((each) => h("li", null, h("div", null, h("b", null, nameOf(defects.find((other) => other.code === each.defect))), h("em", null, `${show(each.quantity)} ${t("pieces")}`))));
  return {
    body: [h("h2.question", null, t("rejects_besides")), list.length > 0 && h("ul.work", null, ...list), gone < now.offered && defectTiles((code) => say({ defect: code }))],
    foot: [button(t("save_inspection"), () => save(lot, plan, now), true)],
  };
}

async function save(lot, plan, { offered, measurements, rejects }) {
  if (!said.delete(lot.id)) return;
  const { id } = await record("lot.inspected", { lot: lot.id, plan: plan.id, offered, measurements, rejects }, { needs: [lot.id] });
  say(t("saved_here"), linkTo(t("add_note"), `#/note/${id}`));
  leaveFor("#/lots/inspect");
}
