/** One heat, a question at a time: charge, sample, tap, inoculate, pour, count. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, linkTo, message, note, pill } from "../frame.js";
import { findHeat, heatsOf, nameOf, nextStep } from "../heats.js";
import { facts, record } from "../ledger.js";
import { dayAndTime, show } from "../numbers.js";
import { leaveFor, once } from "../ways.js";
import { t } from "../words.js";
import { chargeStep, materialsLeft } from "./charge.js";
import { countStep, fillStep, pourStep, toFill } from "./pour.js";
import { limitsOf } from "./today.js";

export { start } from "./charge.js";

const STEPS = { charge: chargeStep, sample: sampleStep, tap: tapStep, inoculate: inoculateStep, pour: pourStep, fill: fillStep, count: countStep, held: heldStep, done: doneStep };

/** @param {string} id @param {string} [asked]  a step out of turn: another shovel, another ladle */
export function heat(id, asked = "") {
  const found = findHeat(heatsOf(theDay(), facts()), id);
  if (!found) return { title: t("not_here"), back: "#/", body: [message("refused", t("heat_not_here"))], foot: [linkTo(t("today"), "#/", true)] };
  const step = asked in STEPS ? asked : stepOf(found);
  const drawn = STEPS[step](found);
  return {
    title: nameOf(found),
    back: "#/",
    mark: step === "held" ? pill("out", "out", t("step_held")) : null,
    sentence: [found.order.part.name, found.order.grade, found.furnace].filter(Boolean).join(" · "),
    body: [...drawn.body, saidBefore(found), elsewhere(found, step)],
    foot: drawn.foot,
  };
}

function stepOf(heat) {
  const step = nextStep(heat);
  if (step === "count" && toFill(heat)) return "fill";
  return step === "sample" && materialsLeft(heat).length ? "charge" : step;
}

const act = (heat, label, deed) => button(label, once(async () => {
  await deed();
  leaveFor(`#/heat/${heat.id}`);
}), true);

const charged = (heat) => heat.charges.reduce((sum, each) => sum + Number(each.mass_kg), 0);

function sampleStep(heat) {
  return {
    body: [note(h("p", null, t("take_sample")), h("p", null, h("strong", null, t("charged_so_far", { mass: show(charged(heat)) }))))],
    foot: [act(heat, t("sample_taken"), () => record("sample.taken", { heat: heat.id }, { needs: [heat.id] }))],
  };
}

const release = (heat) => (heat.status === "released"
  ? message("done", t("lab_released"))
  : note(h("p", null, h("strong", null, t("release_unknown"))), h("p", null, t("release_unknown_do"))));

const limits = (heat) => h("dl.limits-list", null, ...limitsOf(heat.order).flatMap(([name, words]) => [h("dt", null, name), h("dd", null, words)]));

function tapStep(heat) {
  return { body: [release(heat), readings(heat), limits(heat)], foot: [act(heat, t("tapped_now"), () => record("heat.tapped", { heat: heat.id }, { needs: [heat.id] }))] };
}

function inoculateStep(heat) {
  return { body: [...pourStep.clocks(heat), limits(heat)], foot: [act(heat, t("inoculated_now"), () => record("heat.inoculated", { heat: heat.id, ladle: heat.pours.length + 1 }, { needs: [heat.id] }))] };
}

/** What the lab read, as far as this phone has heard of it. */
function readings(heat) {
  const lines = heat.samples.at(-1)?.lines ?? [];
  if (!lines.length) return null;
  const tone = { ok: "ok", below: "out", above: "out", watch: "watch" };
  return h("section", null, h("h2", null, t("lab_read")), h("ul.work", null, ...lines.map((line) =>
    h("li", null, h("div", null, h("b", null, line.element), h("em.num", null, `${show(line.value_pct)} %`), line.state && pill(tone[line.state], tone[line.state], t(`state_${line.state}`)))))));
}

function heldStep() {
  return { body: [message("refused", t("heat_held"))], foot: [linkTo(t("today"), "#/")] };
}

function doneStep(heat) {
  const cast = heat.lots.reduce((sum, lot) => sum + lot.quantity, 0);
  return {
    body: [message("done", t("counted", { count: show(cast) })), h("div.choices", null, linkTo(t("record_check"), "#/lots/check"), linkTo(t("record_scrap"), "#/lots/scrap"), linkTo(t("record_machining"), "#/lots/machining"), linkTo(t("add_note"), `#/note/${heat.id}`))],
    foot: [linkTo(t("next_heat"), "#/", true)],
  };
}

/** What the last shift left for this one to know. */
function saidBefore({ remarks, startedBy, startedAt }) {
  const isHandedOver = startedBy && startedBy !== theDay().account.name;
  const words = ({ kind, text }) => (kind === "text" ? text : t(`kind_${{ photo: "photo_taken", voice: "voice_recorded" }[kind]}`));
  return [isHandedOver && h("p.muted", null, t("started_by", { name: startedBy, time: dayAndTime(startedAt) })),
    remarks.length > 0 && h("section", null, h("h2", null, t("said_before")), ...remarks.slice(-5).map((each) => note(h("p", null, words(each)), h("p.muted", null, `${each.by}, ${dayAndTime(each.at)}`))))];
}

function elsewhere(heat, step) {
  const ways = [
    step !== "charge" && ["add_charge", "charge"], step !== "sample" && heat.charges.length && ["another_sample", "sample"],
    ["done", "count"].includes(step) && ["another_ladle", "inoculate"], ["done", "count"].includes(step) && ["moulds_filled", "fill"],
  ].filter(Boolean).map(([words, to]) => linkTo(t(words), `#/heat/${heat.id}/${to}`));
  return h("details.why", null, h("summary", null, t("something_else")), h("div.choices", null, ...ways, linkTo(t("add_note"), `#/note/${heat.id}`), written(heat)));
}

const written = (heat) => heat.charges.length > 0 && h("ul.work", null, ...heat.charges.map((each) => h("li", null, h("div", null, h("b", null, each.material), h("em.num", null, `${show(each.mass_kg)} kg`)))));
