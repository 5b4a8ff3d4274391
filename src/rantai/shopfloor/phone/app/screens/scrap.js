/** Scrap: which defect, where on the piece, how many; four taps for the usual one. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, say } from "../frame.js";
import { record } from "../ledger.js";
import { show } from "../numbers.js";
import { question } from "../question.js";
import { again, leaveFor } from "../ways.js";
import { language, t } from "../words.js";
import { lotGone, lotOf } from "./lots.js";

/** What is already said, by lot: half an answer is no fact yet. */
const said = new Map();

export const SPOTS = ["top", "side", "bottom", "bore", "flange"];

/** @param {string} id  of the lot */
export default function scrap(id) {
  const lot = lotOf(id);
  if (!lot) return lotGone();
  const now = said.get(id) ?? {};
  const say = (more) => {
    said.set(id, { ...now, ...more });
    again();
  };
  const head = { title: t("lots_scrap"), back: "#/lots/scrap", sentence: `${lot.name} · ${t("pieces_left", { count: show(lot.left) })}` };
  if (!now.defect) return { ...head, body: [h("h2.question", null, t("which_defect")), tiles(theDay().defects.map((each) => [each.code, nameOf(each), each.code]), (defect) => say({ defect }))] };
  if (!now.place) return { ...head, body: [h("h2.question", null, t("found_where")), tiles([["workshop", t("at_shakeout")], ["machining", t("at_machining")]], (place) => say({ place }))] };
  if (now.spot === undefined) return { ...head, body: [h("h2.question", null, t("where_on_piece")), tiles(SPOTS.map((spot) => [t(`spot_${spot}`), t(`spot_${spot}`)]), (spot) => say({ spot })), h("div.choices", null, button(t("everywhere"), () => say({ spot: "" })))] };
  if (lot.pieces?.length) return { ...head, body: [h("h2.question", null, t("which_piece")), tiles(lot.pieces.map((piece) => [piece, piece]), (piece) => save(lot, { ...now, piece, quantity: 1 }))] };
  return { ...head, ...question({
    label: t("how_many_scrap"),
    hint: nameOf(theDay().defects.find((each) => each.code === now.defect)),
    unit: t("pieces"),
    action: t("save_scrap"),
    refuse: (value) => (Number(value) < 1 ? t("at_least_one") : Number(value) > lot.left ? t("more_than_left", { count: show(lot.left) }) : ""),
    answer: (value) => save(lot, { ...now, quantity: Number(value) }),
  }) };
}

export const nameOf = (defect) => (language() === "en" ? defect.name_en : defect.name);

/** @param {[string, string, string?][]} choices  what is said, its words, and small beside it */
export function tiles(choices, pick) {
  return h("div.tiles", null, ...choices.map(([value, words, small]) => h("button", { type: "button", onclick: () => pick(value) }, words, small && h("small", null, small))));
}

async function save(lot, { defect, place, spot, quantity, piece }) {
  said.delete(lot.id);
  await record("scrap.recorded", { lot: lot.id, defect, place, spot, quantity, ...(piece ? { piece } : {}) }, { needs: [lot.id] });
  say(t("saved_here"));
  leaveFor("#/lots/scrap");
}

