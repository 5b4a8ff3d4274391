/** The pour between two clocks, and the castings that came of it. */
import { clock } from "../clock.js";
import { h } from "../dom.js";
import { button, linkTo, message } from "../frame.js";
import { letterOf } from "../heats.js";
import { record } from "../ledger.js";
import { emptyOf, emptyRuns, spanWords } from "../moulds.js";
import { show, whole } from "../numbers.js";
import { question } from "../question.js";
import { again, leaveFor, once } from "../ways.js";
import { t } from "../words.js";

/** Two questions: how hot, while it is poured; how much, when it is. */
export function pourStep(heat) {
  const { order } = heat;
  const limits = { low: order.pour_min_c, high: order.pour_max_c };
  if (!heat.marks.temperature) {
    return withClocks(heat, question({
      label: t("how_hot"),
      unit: "°C",
      // Iron is poured at four digits: the fourth goes on by itself.
      length: 4,
      goesOn: true,
      limits,
      reaction: { below: t("pour_too_cold"), above: t("pour_too_hot") },
      action: t("go_on"),
      refuse: (value) => (value.length === 4 && Number(value) <= 1800 ? "" : t("temperature_range")),
      answer: (value) => measured(heat, value),
    }));
  }
  return withClocks(heat, question({
    label: t("how_heavy"),
    hint: `${t("measured_c", { value: show(heat.marks.temperature) })}`,
    unit: "kg",
    places: 2,
    action: t("poured_now"),
    refuse: (value) => (Number(value) > 0 && Number(value) <= 100_000 ? "" : t("mass_above_zero")),
    answer: (value) => save(heat, value),
  }));
}

const withClocks = (heat, asked) => ({ body: [...pourStep.clocks(heat), ...asked.body], foot: asked.foot });

pourStep.clocks = (heat) => {
  const { tapped, inoculated } = heat.marks;
  return [h("div.clocks", null,
    tapped && clock(t("since_tap"), tapped),
    inoculated && clock(t("since_inoculation", { count: heat.order.pour_within_minutes }), inoculated, { within: heat.order.pour_within_minutes, late: t("too_late_to_pour") }))];
};

async function measured(heat, value) {
  // Half an answer: kept until it rides in the ladle, so that a dead battery does not ask again.
  await record("half.temperature", { heat: heat.id, temperature_c: Number(value) }, { needs: [heat.id], kept: true });
  again();
}

async function save(heat, mass_kg) {
  const { inoculated, tapped, temperature } = heat.marks;
  const times = { inoculated_at: new Date(inoculated).toISOString(), ended_at: new Date().toISOString(), ...(tapped ? { tapped_at: new Date(tapped).toISOString() } : {}) };
  const needs = [heat.id, ...heat.samples.slice(-1).map((sample) => sample.id)];
  await record("pour.recorded", { heat: heat.id, temperature_c: temperature, mass_kg, ...times }, { needs });
  leaveFor(`#/heat/${heat.id}`);
}

/** Ladles whose moulds nobody wants to name; asked again after the app was closed. */
const passed = new Set();

/** The ladle that may still name its moulds, where any are empty. */
export const toFill = (heat) => heat.pours.find((pour) => !pour.moulds?.length && !passed.has(pour.id) && emptyRuns(heat).length);

/** Which moulds a ladle filled: up to a number, or all that were empty. */
export function fillStep(heat) {
  const pour = toFill(heat) ?? heat.pours.at(-1);
  const runs = emptyRuns(heat);
  if (!pour || !runs.length) return { body: [message("watch", t("no_moulds"))], foot: [linkTo(t("moulds"), `#/moulds/${heat.order.code}`)] };
  const run = runs.find((each) => each.id === chosen.get(pour.id)) ?? runs[0];
  const [[first, last]] = emptyOf(run);
  const fill = once(async (to) => {
    await record("moulds.filled", { pour: pour.id, run: run.id, first, last: to }, { needs: [pour.id, run.id] });
    leaveFor(`#/heat/${heat.id}`);
  });
  const pass = () => {
    passed.add(pour.id);
    leaveFor(`#/heat/${heat.id}`);
  };
  const others = runs.filter((each) => each !== run).map((each) => button(whole(`${each.pattern} · ${spanWords(emptyOf(each)[0])}`), () => {
    chosen.set(pour.id, each.id);
    again();
  }));
  return question({
    label: t("filled_to", { ladle: letterOf(heat, pour), pattern: run.pattern, first }),
    hint: run.code,
    unit: "",
    action: t("save_moulds"),
    refuse: (value) => (Number(value) < first || Number(value) > last ? t("numbers_between", { first, last }) : ""),
    answer: (value) => fill(Number(value)),
    // The next run lies beside the offered one; a third is seldom open, and may lie lower.
    more: [h("div.row-of-two", null, button(t("all_to", { last }), () => fill(last)), others[0], button(t("not_recorded"), pass)), ...others.slice(1)],
  });
}

/** Runs picked out of turn, by ladle. */
const chosen = new Map();

export function countStep(heat) {
  const pour = heat.pours.find((each) => !heat.lots.some((lot) => lot.pour === each.id));
  if (!pour) return { body: [h("p", null, t("nothing_to_count"))], foot: [] };
  const fits = heat.order.part.mass_kg ? Math.floor(Number(pour.mass_kg) / Number(heat.order.part.mass_kg)) : Infinity;
  return question({
    label: t("how_many", { ladle: letterOf(heat, pour) }),
    hint: t("poured_kg", { mass: show(pour.mass_kg), time: show(pour.temperature_c) }),
    unit: t("pieces"),
    limits: { low: null, high: Number.isFinite(fits) ? fits : null },
    reaction: t("count_reaction"),
    action: t("save_count"),
    refuse: (value) => (Number(value) >= 1 ? "" : t("at_least_one")),
    answer: async (value) => {
      await record("castings.counted", { pour: pour.id, quantity: Number(value) }, { needs: [pour.id] });
      leaveFor(`#/heat/${heat.id}`);
    },
  });
}
