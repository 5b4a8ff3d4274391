/** The charge: the materials of the last heat are offered one by one, their masses never. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, linkTo, message } from "../frame.js";
import { uuid7 } from "../ids.js";
import { recordAll } from "../ledger.js";
import { show } from "../numbers.js";
import { question } from "../question.js";
import { again, leaveFor } from "../ways.js";
import { t } from "../words.js";

const MOST_KG = 100_000;

/** Materials passed over, by heat; asked again after the app was closed, for that costs one tap. */
const passed = new Map();

/** @param {string} code  of the work order @param {string} [furnace] */
export function start(code, furnace = "") {
  const order = theDay().orders.find((each) => each.code === code);
  const { furnaces, unfit = [] } = theDay();
  const stopped = unfit.map((why) => message("refused", why));
  const chosen = furnace || (furnaces.length === 1 ? furnaces[0].code : "");
  const sentence = order && `${order.part.name} · ${order.grade}`;
  if (!order || !furnaces.length) {
    return { title: t("new_heat"), back: "#/", body: [message("refused", t(order ? "no_furnace" : "order_not_here")), ...stopped], foot: [linkTo(t("today"), "#/", true)] };
  }
  if (!chosen) {
    const choices = furnaces.map((each) => linkTo(`${each.code} · ${each.name}`, `#/start/${code}/${each.code}`));
    return { title: t("new_heat"), back: "#/", sentence, body: [h("h2.question", null, t("which_furnace")), ...stopped], foot: choices };
  }
  const began = Date.now();
  const heat = { id: "", order, furnace: chosen, charges: [], began };
  return { title: t("new_heat"), back: "#/", sentence: `${sentence} · ${chosen}`, ...chargeStep(heat) };
}

/** What the last heat of this furnace and part was made of, and is not yet in this one. */
export function materialsLeft(heat) {
  const stock = theDay().materials;
  const last = heat.order.last_materials ?? [];
  const offered = last.length ? last.map((code) => stock.find((lot) => lot.code === code)).filter(Boolean) : stock.slice(0, 4);
  const gone = passed.get(heat.id) ?? new Set();
  return offered.filter((lot) => !gone.has(lot.code) && !heat.charges.some((each) => each.material === lot.material));
}

export function chargeStep(heat) {
  const lot = chosenLot(heat) ?? materialsLeft(heat)[0];
  if (!lot) return anotherLot(heat);
  const asked = question({
    label: t("how_much", { material: lot.material }),
    hint: `${lot.code} · ${t("left_kg", { mass: show(lot.left_kg) })}`,
    unit: "kg",
    places: 2,
    action: t("in_furnace"),
    refuse: (value) => (Number(value) > MOST_KG || Number(value) <= 0 ? t("mass_above_zero") : ""),
    answer: (value) => save(heat, lot, value),
    more: [h("div.row-of-two", null, button(t("not_used"), () => pass(heat, lot)), heat.charges.length > 0 && button(t("charge_done"), () => passAll(heat)))],
  });
  return asked;
}

async function save(heat, lot, mass_kg) {
  chosen.delete(heat.id);
  const data = { material_lot: lot.code, mass_kg };
  if (heat.id) {
    await recordAll([{ kind: "charge.loaded", data: { heat: heat.id, ...data }, needs: [heat.id] }]);
    return heat.charges.length && location.hash.endsWith("/charge") ? leaveFor(`#/heat/${heat.id}`) : again();
  }
  const id = await openWith(heat, data);
  passed.set(id, passed.get("") ?? new Set());
  passed.delete("");
  return leaveFor(`#/heat/${id}`);
}

/** A heat is born with its first shovel, so that a slip of the thumb opens none. */
async function openWith(heat, data) {
  const id = uuid7();
  await recordAll([
    { id, kind: "heat.opened", data: { work_order: heat.order.code, furnace: heat.furnace }, at: heat.began },
    { kind: "charge.loaded", data: { heat: id, ...data }, needs: [id] },
  ]);
  return id;
}

function pass(heat, lot) {
  const gone = passed.get(heat.id) ?? new Set();
  passed.set(heat.id, gone.add(lot.code));
  chosen.delete(heat.id);
  again();
}

function passAll(heat) {
  materialsLeft(heat).forEach((lot) => passed.set(heat.id, (passed.get(heat.id) ?? new Set()).add(lot.code)));
  chosen.delete(heat.id);
  leaveFor(`#/heat/${heat.id}`);
}

/** Lots picked out of turn, by heat. */
const chosen = new Map();
const chosenLot = (heat) => theDay().materials.find((lot) => lot.code === chosen.get(heat.id));

function anotherLot(heat) {
  const lots = theDay().materials;
  const body = lots.length ? [h("h2.question", null, t("which_lot")), h("div.choices", null, ...lots.map((lot) => button(`${lot.material} · ${lot.code}`, () => {
    chosen.set(heat.id, lot.code);
    again();
  })))] : [message("refused", t("no_material"))];
  return { body, foot: heat.id ? [linkTo(t("charge_done"), `#/heat/${heat.id}`)] : [linkTo(t("today"), "#/")] };
}
