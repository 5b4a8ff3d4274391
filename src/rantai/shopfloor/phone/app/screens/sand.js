/** A batch of sand with whatever of it was tested, and cores made together in one box. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button } from "../frame.js";
import { halfOf, idOf, keepHalf } from "../half.js";
import { recordAll } from "../ledger.js";
import { floor } from "../moulds.js";
import { show } from "../numbers.js";
import { question } from "../question.js";
import { again, leaveFor, once } from "../ways.js";
import { t } from "../words.js";
import { typed, use } from "./moulds.js";
import { tiles } from "./scrap.js";

const TESTS = { moisture_pct: "%", compactability_pct: "%", green_strength_kpa: "kPa", permeability: "" };
/** Days for which cores are usually kept. */
const DAYS = [1, 3, 7, 30];

/** Of cores, the last question first. */
const ASKED = ["quantity", "binder", "core_box"];

/** @param {string} code  of the work order that the sand is for @param {string} [test] */
export default function sand(code, test = "") {
  const here = `#/sand/${code}`;
  const tests = halfOf("sand", code);
  const head = { title: t("new_sand"), back: test ? here : `#/moulds/${code}/sand` };
  if (test in TESTS) {
    return { ...head, ...question({
      label: t(`test_${test}`),
      unit: TESTS[test],
      places: test.endsWith("pct") ? 2 : 1,
      limits: floor().limits[test],
      reaction: t("sand_out"),
      action: t("go_on"),
      refuse: (value) => (Number(value) > (test.endsWith("pct") ? 100 : 9999) ? t("numbers_between", { first: 0, last: test.endsWith("pct") ? 100 : show(9999) }) : ""),
      answer: async (value) => {
        await keepHalf("sand", code, { [test]: value });
        leaveFor(here);
      },
    }) };
  }
  const rows = Object.entries(TESTS).map(([name, unit]) => h("li", null, h("a", { href: `${here}/${name}` }, h("b", null, t(`test_${name}`)), h("em.num", null, tests[name] ? `${show(tests[name])} ${unit}` : t("not_measured")))));
  return { ...head, body: [h("ul.work", null, ...rows)], foot: [button(t("save_sand"), once(() => save("sand.mixed", "sand", code, "sand_batch", {})), true)] };
}

async function save(kind, what, code, key, more) {
  const id = idOf(what, code);
  const { half_of: _order, ...data } = { ...halfOf(what, code), ...more };
  await recordAll([{ id, kind, data }]);
  await use(code, { [key]: id });
}

/** @param {string} code @param {string} [way]  back: the last answer was a slip */
export async function cores(code, way = "") {
  if (way === "back") {
    const said = ASKED.find((each) => halfOf("cores", code)[each] !== undefined);
    if (said) await keepHalf("cores", code, { [said]: undefined });
    history.replaceState(null, "", `#/cores/${code}`);
  }
  const made = halfOf("cores", code);
  const head = { title: t("new_cores"), back: made.core_box ? `#/cores/${code}/back` : `#/moulds/${code}/cores` };
  const tell = async (more) => {
    await keepHalf("cores", code, more);
    again();
  };
  const last = floor().cores[0];
  if (!made.core_box) return { ...head, body: [h("h2.question", null, t("core_box")), ...typed(t("core_box_painted"), last?.core_box ?? "", (core_box) => tell({ core_box }))] };
  if (made.binder === undefined) return { ...head, body: [h("h2.question", null, t("binder")), ...typed(t("binder_such"), last?.binder ?? "", (binder) => tell({ binder }))], foot: [button(t("not_recorded"), () => tell({ binder: "" }))] };
  if (!made.quantity) return { ...head, ...question({ label: t("how_many_cores"), unit: t("pieces"), action: t("go_on"), refuse: (value) => (Number(value) < 1 ? t("at_least_one") : ""), answer: (value) => tell({ quantity: Number(value) }) }) };
  const days = DAYS.map((count) => [String(count * 24), t("days_of", { count })]);
  return { ...head, body: [h("h2.question", null, t("usable_for")), tiles([...days, ["", t("not_known")]], once((hours) => save("cores.made", "cores", code, "core_lot", hours ? { usable_hours: Number(hours) } : {})))] };
}
