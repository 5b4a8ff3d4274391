/** Moulds closed one after another: the last run's pattern, sand and cores are offered, its hardness never. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, linkTo, message, pill, say } from "../frame.js";
import { judge } from "../judge.js";
import { halfOf, idOf, keepHalf } from "../half.js";
import { recordAll } from "../ledger.js";
import { emptyOf, floor, spanWords } from "../moulds.js";
import { dayAndTime, show, whole } from "../numbers.js";
import { question } from "../question.js";
import { go, leaveFor, once } from "../ways.js";
import { t } from "../words.js";
import { tiles } from "./scrap.js";

const MOST = 40;
const MOST_MOULDS = 2000;

const today = (at) => new Date(at).toDateString() === new Date().toDateString();

/** @param {string} [code]  of the work order @param {string} [asked]  of what is to be changed */
export default function moulds(code, asked = "") {
  const order = theDay().orders.find((each) => each.code === code);
  if (!order) return list();
  const here = `#/moulds/${code}`;
  const now = { ...offered(order), ...halfOf("moulds", code) };
  const tell = async (more, to = here) => {
    await keepHalf("moulds", code, { ...now, ...more });
    leaveFor(to);
  };
  const head = { title: t("moulds"), back: asked ? (asked === "of" ? here : `${here}/of`) : "#/", sentence: `${order.code} · ${order.part.name}` };
  const step = ASKED[asked] ?? (now.pattern ? (now.last ? hardness : numbers) : ASKED.of);
  return { ...head, ...step(now, tell, here, order) };
}

/** What the last run of this part was made with, and the number after it. */
function offered(order) {
  const { runs, sand, cores } = floor();
  const last = runs.find((run) => run.part === order.part.number);
  const still = (list, id) => list.find((each) => each.id === id)?.id;
  return last ? { pattern: last.pattern, sand_batch: still(sand, last.sand_batch), core_lot: still(cores, last.core_lot) } : {};
}

function firstOf({ pattern, first }) {
  const same = floor().runs.filter((run) => today(run.at) && run.pattern.toLowerCase() === pattern.toLowerCase());
  return first ?? Math.max(0, ...same.map((run) => run.last)) + 1;
}

/** By its code, or before there is one by when it was made. */
const nameOf = ({ code, at }, words) => code || `${t(words)} ${dayAndTime(at)}`;
const named = (list, id, words) => {
  const found = floor()[list].find((each) => each.id === id);
  return found && nameOf(found, words);
};
const sandOf = (now) => named("sand", now.sand_batch, "sand_batch");
const coresOf = (now) => named("cores", now.core_lot, "core_lot");
const change = (here) => linkTo(t("change_parts"), `${here}/of`);

function numbers(now, tell, here) {
  const first = firstOf(now);
  return question({
    label: t("mould_last", { first }),
    hint: [now.pattern, sandOf(now), coresOf(now)].filter(Boolean).join(" · "),
    unit: "",
    action: t("go_on"),
    refuse: (value) => (Number(value) < first || Number(value) > MOST_MOULDS ? t("numbers_between", { first, last: MOST_MOULDS }) : ""),
    answer: (value) => tell({ first, last: Number(value) }),
    more: [change(here)],
  });
}

function hardness(now, tell, _here, order) {
  const { limits } = floor();
  const save = once(async (value) => {
    const { pattern, first, last, sand_batch, core_lot } = now;
    const data = { work_order: order.code, pattern, first, last, ...(value ? { hardness: Number(value) } : {}), ...(sand_batch ? { sand_batch } : {}), ...(core_lot ? { core_lot } : {}) };
    await recordAll([{ id: idOf("moulds", order.code), kind: "moulds.closed", data, needs: [sand_batch, core_lot].filter(Boolean) }]);
    say(t("saved_here"));
    go("#/moulds");
  });
  return question({
    label: t("mould_hardness"),
    hint: `${now.pattern} · ${spanWords([now.first, now.last])}`,
    unit: "",
    limits: limits.hardness,
    reaction: { below: t("mould_soft"), above: t("mould_hard") },
    action: t("save_moulds"),
    refuse: (value) => (Number(value) > 100 ? t("numbers_between", { first: 0, last: 100 }) : ""),
    answer: save,
    more: [h("div.row-of-two", null, button(t("one_back"), () => tell({ last: 0 })), button(t("not_measured"), () => save("")))],
  });
}

const row = (words, value, href) => h("li", null, h("a", { href }, h("b", null, words), h("em", null, value || "–")));

const pick = (list, key, words, more) => (now, tell, here, order) => {
  const choices = floor()[list].filter((each) => !each.is_held).slice(0, MOST).map((each) => [each.id, nameOf(each, words), [each.core_box, each.code && dayAndTime(each.at), each.usable_until && Date.parse(each.usable_until) < Date.now() && t("past_time")].filter(Boolean).join(" · ")]);
  return { body: [h("h2.question", null, t(words)), tiles([...choices, ["", t("not_recorded")]], (id) => tell({ [key]: id }, `${here}/of`))], foot: [linkTo(t(more), `#/${list}/${order.code}`, true)] };
};

/** What may be changed before the next run is numbered. */
const ASKED = {
  of: (now, _tell, here) => ({
    body: [h("ul.work", null, row(t("pattern"), now.pattern, `${here}/pattern`), row(t("sand_batch"), sandOf(now), `${here}/sand`), row(t("core_lot"), coresOf(now), `${here}/cores`),
      now.pattern && row(t("first_mould"), firstOf(now), `${here}/first`))],
    foot: [now.pattern ? linkTo(t("go_on"), here, true) : linkTo(t("choose_pattern"), `${here}/pattern`, true)],
  }),
  pattern: (_now, tell, here, order) => {
    const known = [...new Set(floor().runs.filter((run) => run.part === order.part.number).map((run) => run.pattern))];
    return { body: [h("h2.question", null, t("pattern")), tiles(known.slice(0, 6).map((each) => [each, each]), (pattern) => tell({ pattern, first: undefined }, `${here}/of`)), ...typed(t("type_pattern"), "", (pattern) => tell({ pattern, first: undefined }, `${here}/of`))] };
  },
  first: (_now, tell, here) => question({
    label: t("first_mould"),
    unit: "",
    action: t("go_on"),
    refuse: (value) => (Number(value) < 1 || Number(value) > MOST_MOULDS ? t("numbers_between", { first: 1, last: MOST_MOULDS }) : ""),
    answer: (value) => tell({ first: Number(value) }, `${here}/of`),
  }),
  sand: pick("sand", "sand_batch", "sand_batch", "new_sand"),
  cores: pick("cores", "core_lot", "core_lot", "new_cores"),
};

/** A word that no key of ours can type. @returns {any[]} */
export function typed(label, value, answer) {
  const field = h("input.typed", { "aria-label": label, placeholder: label, value, maxlength: 40, autocapitalize: "characters", autocomplete: "off" });
  return [h("form.choices", { onsubmit: (event) => {
    event.preventDefault();
    if (field.value.trim()) answer(field.value.trim());
  } }, field, h("button.button", null, t("go_on")))];
}

/** Sand or cores just made on this phone go into the next run. */
export async function use(code, more) {
  await keepHalf("moulds", code, more);
  leaveFor(`#/moulds/${code}/of`);
}

function list() {
  const { runs, limits } = floor();
  const each = (run) => {
    const state = judge(run.hardness, limits.hardness ?? {});
    const left = emptyOf(run).reduce((sum, [first, last]) => sum + last - first + 1, 0);
    return h("li", null, h("div", null, h("b", null, `${run.pattern} · ${spanWords([run.first, run.last])}`),
      run.is_held ? pill("out", "out", t("step_held")) : state && pill(state === "ok" ? "ok" : "out", state === "ok" ? "ok" : "out", show(run.hardness)),
      h("em", null, left ? t("empty_of", { count: left }) : t("all_filled")), h("span", null, [whole(run.code), dayAndTime(run.at), state && state !== "ok" && t(state === "below" ? "mould_soft" : "mould_hard")].filter(Boolean).join(" · "))));
  };
  return {
    title: t("moulds"),
    back: "#/",
    body: [runs.length ? h("ul.work", null, ...runs.slice(0, MOST).map(each)) : h("p.muted", null, t("no_moulds"))],
    foot: theDay().orders.slice(0, 3).map((order, at) => linkTo(`${t("close_moulds")} · ${whole(order.code)}`, `#/moulds/${order.code}`, !at)),
  };
}
