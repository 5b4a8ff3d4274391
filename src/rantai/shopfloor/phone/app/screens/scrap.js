/** Scrap: which defect by its picture, where on the casting by a tap, how many by the keys. */
import { theDay } from "../day.js";
import { defectPicture, outline } from "../defects.js";
import { h } from "../dom.js";
import { button, linkTo, say } from "../frame.js";
import { halfOf, idOf, keepHalf } from "../half.js";
import { facts, recordAll } from "../ledger.js";
import { show } from "../numbers.js";
import { question } from "../question.js";
import { again, leaveFor, once } from "../ways.js";
import { language, t } from "../words.js";
import { lotGone, lotOf } from "./lots.js";

/** The questions, the last first. */
const ASKED = ["spot", "place", "defect"];

/** Pieces that are turned have a bore; the person at the phone sees better, and may change it. By part. */
const shapes = new Map();

/** @param {string} id  of the lot @param {string} [way]  back: the last answer was a slip */
export default async function scrap(id, way = "") {
  const lot = lotOf(id);
  if (!lot) return lotGone();
  if (way === "back") {
    const last = ASKED.find((each) => halfOf("scrap", id)[each] !== undefined);
    if (last) await keepHalf("scrap", id, { [last]: undefined });
    history.replaceState(null, "", `#/scrap/${id}`);
  }
  const now = halfOf("scrap", id);
  const say = async (more) => {
    await keepHalf("scrap", id, more);
    again();
  };
  const save = once((more) => keep(lot, idOf("scrap", id), { ...now, ...more }));
  const defect = theDay().defects.find((each) => each.code === now.defect);
  const head = { title: t("lots_scrap"), back: defect ? `#/scrap/${id}/back` : "#/lots/scrap", sentence: `${lot.name} · ${defect ? nameOf(defect) : t("pieces_left", { count: show(lot.left) })}` };
  if (!defect) return { ...head, body: [h("h2.question", null, t("which_defect")), defectTiles((defect) => say({ defect }))] };
  if (!now.place) return { ...head, body: [h("h2.question", null, t("found_where")), tiles([["workshop", t("at_shakeout")], ["machining", t("at_machining")]], (place) => say({ place }))] };
  if (now.spot === undefined) return { ...head, ...where(lot.heat.order.part, (spot) => say({ spot })) };
  if (lot.pieces?.length) return { ...head, body: [h("h2.question", null, t("which_piece")), tiles(lot.pieces.map((piece) => [piece, piece]), (piece) => save({ piece, quantity: 1 }))] };
  return { ...head, ...question({
    label: t("how_many_scrap"),
    hint: nameOf(defect),
    unit: t("pieces"),
    action: t("save_scrap"),
    refuse: (value) => (Number(value) < 1 ? t("at_least_one") : Number(value) > lot.left ? t("more_than_left", { count: show(lot.left) }) : ""),
    answer: (value) => save({ quantity: Number(value) }),
  }) };
}

export const nameOf = (defect) => (language() === "en" ? defect.name_en : defect.name);

function where(part, pick) {
  const shape = shapes.get(part.number) ?? (part.is_machined ? "ring" : "block");
  const other = () => {
    shapes.set(part.number, shape === "ring" ? "block" : "ring");
    again();
  };
  return {
    body: [h("h2.question", null, t("where_on_piece")), outline(shape, (spot) => pick(t(`spot_${spot}`)))],
    foot: [h("div.row-of-two", null, button(t("other_shape"), other), button(t("everywhere"), () => pick("")))],
  };
}

/** All defects by picture, those of this phone's last days first. */
export function defectTiles(pick) {
  const often = new Map();
  for (const { fact } of facts()) if (fact.data.defect) often.set(fact.data.defect, (often.get(fact.data.defect) ?? 0) + 1);
  const sorted = [...theDay().defects].sort((a, b) => (often.get(b.code) ?? 0) - (often.get(a.code) ?? 0));
  return h("div.tiles.tiles-drawn", null, ...sorted.map((each) => h("button", { type: "button", onclick: () => pick(each.code) }, defectPicture(each.code), h("span", null, nameOf(each)))));
}

/** @param {[string, string, string?][]} choices  what is said, its words, and small beside it */
export function tiles(choices, pick) {
  return h("div.tiles", null, ...choices.map(([value, words, small]) => h("button", { type: "button", onclick: () => pick(value) }, words, small && h("small", null, small))));
}

async function keep(lot, id, { defect, place, spot, quantity, piece }) {
  await recordAll([{ id, kind: "scrap.recorded", data: { lot: lot.id, defect, place, spot, quantity, ...(piece ? { piece } : {}) }, needs: [lot.id] }]);
  say(t("saved_here"), linkTo(t("add_note"), `#/note/${id}`));
  leaveFor("#/lots/scrap");
}
