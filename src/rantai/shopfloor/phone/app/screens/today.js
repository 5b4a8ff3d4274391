/** Today: the next heat, the limits that matter, what is under way, what is still on this phone. */
import { fetchedAt, theDay } from "../day.js";
import { h, icon } from "../dom.js";
import { linkTo, message, note, pill } from "../frame.js";
import { heatsOf, nameOf, nextStep } from "../heats.js";
import { facts, stillHere } from "../ledger.js";
import { dayAndTime, show, showDay, whole } from "../numbers.js";
import { limitWords } from "../verdict.js";
import { t } from "../words.js";

const STEPS = {
  charge: ["plain", "clock"], sample: ["plain", "clock"], tap: ["plain", "clock"], inoculate: ["watch", "clock"],
  pour: ["watch", "clock"], count: ["watch", "clock"], held: ["out", "out"], done: ["ok", "ok"],
};
/** As long as the limits of a day are carried without news. */
const A_WEEK = 7 * 24 * 3600_000;
const RECENT = 36 * 3600_000;

export function today() {
  const day = theDay();
  const heats = heatsOf(day, facts());
  const open = heats.filter((each) => nextStep(each) !== "done");
  const done = heats.filter((each) => nextStep(each) === "done" && each.startedAt > Date.now() - RECENT);
  const next = day.orders.find((order) => leftOf(order, heats) > 0);
  return {
    title: t("today"),
    sentence: next ? t("workshop_has", { workshop: day.workshop.name, count: show(day.orders.reduce((sum, order) => sum + leftOf(order, heats), 0)) }) : t("nothing_to_make", { workshop: day.workshop.name }),
    body: [
      waiting(),
      Date.now() - (fetchedAt() ?? 0) > A_WEEK && message("refused", t("day_too_old")),
      open.length > 0 && section(t("under_way"), rows(open)),
      next && section(t("next_heat"), card(next, leftOf(next, heats))),
      day.orders.length > 1 && section(t("my_orders"), h("ul.work", null, ...day.orders.map((order) => orderRow(order, leftOf(order, heats))))),
      done.length > 0 && section(t("lately"), rows(done.slice(0, 5))),
      h("p.muted", null, t("day_of", { moment: fetchedAt() ? dayAndTime(fetchedAt()) : "–" })),
    ],
    // Both jobs of the morning lie at the thumb, however much waits above.
    foot: next ? [h("div.row-of-two.main-and-other", null, linkTo(t("moulds"), `#/moulds/${next.code}`), linkTo(t("start_heat_for", { order: whole(next.code) }), `#/start/${next.code}`, true))] : [],
  };
}

const section = (title, ...children) => h("section", null, h("h2", null, title), ...children);

/** What would be lost with this phone, said first. */
export function waiting() {
  const rest = stillHere();
  if (!rest.length) return null;
  return h("a.still-here", { href: "#/queue" }, icon("phone"), h("span", null, h("b", null, t("still_here", { count: rest.length })), " ", t("oldest_since", { moment: dayAndTime(rest[0].at) })));
}

const rows = (heats) => h("ul.work", null, ...heats.map((each) => {
  const [tone, drawn] = STEPS[nextStep(each)];
  return h("li", null, h("a", { href: `#/heat/${each.id}` }, h("b", null, nameOf(each)), pill(tone, drawn, t(`step_${nextStep(each)}`)),
    h("span", null, `${each.order.part.name} · ${each.furnace} · ${dayAndTime(each.startedAt)}`)));
}));

/** Pieces still to be cast: what the office told, less what was counted here since. */
export function leftOf(order, heats) {
  const known = new Set((theDay().heats ?? []).flatMap((heat) => heat.lots.map((lot) => lot.id)));
  const here = heats.filter((heat) => heat.order.code === order.code).flatMap((heat) => heat.lots).filter((lot) => !known.has(lot.id));
  return Math.max(0, order.left - here.reduce((sum, lot) => sum + lot.quantity, 0));
}

function card(order, left) {
  return note(
    h("p", null, `${order.code} · ${order.part.name} · ${order.grade}`),
    h("p", null, h("strong", null, t("pieces_by", { count: show(left), day: showDay(order.due_on) }))),
    h("dl.limits-list", null, ...limitsOf(order).flatMap(([name, words]) => [h("dt", null, name), h("dd", null, words)])));
}

/** The three to five limits that matter at the furnace. */
export function limitsOf(order) {
  const elements = order.windows.filter((window) => window.min !== null).slice(0, 3);
  return [
    [t("pour_temperature"), limitWords({ low: order.pour_min_c, high: order.pour_max_c }, "°C")],
    [t("pour_within"), t("minutes_at_most", { count: order.pour_within_minutes })],
    ...elements.map((window) => [window.element, limitWords({ low: window.min, high: window.max }, "%")]),
  ].filter(([, words]) => words);
}

/** Any of them may be melted for, not only the next. */
const orderRow = (order, left) => h("li", null, h(left ? "a" : "div", left ? { href: `#/start/${order.code}` } : null, h("b", null, order.code), h("em", null, t("left_of", { left: show(left), wanted: show(order.wanted) })),
  h("span", null, `${order.part.name} · ${t("due", { day: showDay(order.due_on) })}`)));

