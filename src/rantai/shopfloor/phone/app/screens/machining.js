/** Machining: which machine, how many pieces or which ones. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, message, say } from "../frame.js";
import { record } from "../ledger.js";
import { show } from "../numbers.js";
import { question } from "../question.js";
import { again, leaveFor, once } from "../ways.js";
import { t } from "../words.js";
import { lotGone, lotOf } from "./lots.js";
import { tiles } from "./scrap.js";

/** The machine stays chosen: the next lot usually goes on the same one. */
let machine = "";
/** @type {Set<string>} */
let picked = new Set();

/** @param {string} id */
export default function machining(id) {
  const lot = lotOf(id);
  if (!lot) return lotGone();
  const machines = theDay().machine_tools;
  const head = { title: t("lots_machining"), back: "#/lots/machining", sentence: `${lot.name} · ${t("pieces_left", { count: show(lot.to_machine) })}` };
  if (!machines.length) return { ...head, body: [message("refused", t("no_machine"))] };
  if (!machines.some((each) => each.code === machine)) {
    return { ...head, body: [h("h2.question", null, t("which_machine")), tiles(machines.map((each) => [each.code, each.name]), (code) => {
      machine = code;
      again();
    })] };
  }
  const other = h("div.choices", null, button(t("other_machine", { code: machine }), () => {
    machine = "";
    again();
  }));
  if (lot.pieces?.length) return { ...head, ...pieces(lot, other) };
  return { ...head, ...question({
    label: t("how_many_machined"),
    unit: t("pieces"),
    action: t("save_machining"),
    refuse: (value) => (Number(value) < 1 ? t("at_least_one") : Number(value) > lot.to_machine ? t("more_than_left", { count: show(lot.to_machine) }) : ""),
    answer: (value) => save(lot, { quantity: Number(value) }),
    more: [other],
  }) };
}

function pieces(lot, other) {
  const toggle = (event, piece) => {
    if (!picked.delete(piece)) picked.add(piece);
    event.currentTarget.setAttribute("aria-pressed", String(picked.has(piece)));
  };
  const choices = lot.pieces.map((piece) => h("button", { type: "button", "aria-pressed": String(picked.has(piece)), onclick: (event) => toggle(event, piece) }, piece));
  const done = once(async () => picked.size > 0 && save(lot, { quantity: picked.size, pieces: [...picked] }));
  return { body: [h("h2.question", null, t("which_pieces")), h("div.tiles", null, ...choices), other], foot: [button(t("save_machining"), done, true)] };
}

async function save(lot, said) {
  picked = new Set();
  await record("machining.recorded", { lot: lot.id, machine, ...said }, { needs: [lot.id] });
  say(t("saved_here"));
  leaveFor("#/lots/machining");
}
