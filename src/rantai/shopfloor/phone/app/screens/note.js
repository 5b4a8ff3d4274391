/** A word about a heat that no number says. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, message, say } from "../frame.js";
import { findHeat, heatsOf, nameOf } from "../heats.js";
import { facts, record } from "../ledger.js";
import { leaveFor } from "../ways.js";
import { t } from "../words.js";

const LONGEST = 500;

/** @param {string} id */
export default function note(id) {
  const heat = findHeat(heatsOf(theDay(), facts()), id);
  if (!heat) return { title: t("not_here"), back: "#/", body: [message("refused", t("heat_not_here"))] };
  const field = h("textarea.typed", { "aria-labelledby": "note", maxlength: LONGEST });
  const wrong = h("p.wrong", { role: "alert" });
  const save = async () => {
    const text = field.value.trim();
    wrong.textContent = text ? "" : t("write_something");
    if (!text) return;
    await record("note.written", { about: heat.id, text }, { needs: [heat.id] });
    say(t("saved_here"));
    leaveFor(`#/heat/${heat.id}`);
  };
  return {
    title: nameOf(heat),
    back: `#/heat/${heat.id}`,
    body: [h("h2.question", { id: "note" }, t("what_happened")), field, wrong],
    foot: [button(t("save_note"), save, true)],
  };
}
