/** With what is measured: the last gauge is offered, and one in doubt says so before anything is measured with it. */
import { theDay } from "../day.js";
import { h, icon } from "../dom.js";
import { button, message } from "../frame.js";
import { showDay } from "../numbers.js";
import { canScan, scanner } from "../scan.js";
import { set, setting } from "../settings.js";
import { t } from "../words.js";
import { typed } from "./moulds.js";
import { tiles } from "./scrap.js";

const known = () => theDay().gauges?.known ?? [];
const MOST = 12;

/** Asked once for each gauge that the plan names, not for each reading. */
export const asksForGauge = (item, now) => Boolean(item.gauge && known().length) && !now.gauges?.[item.gauge];

export const gaugeOf = (item, now) => (item.gauge && now.gauges?.[item.gauge]) || undefined;

const keptAs = (item) => `gauge-${item.gauge}`;

/** What was last measured with where the plan names this gauge, else the plan's. */
function offered(item) {
  return find(setting(keptAs(item)) ?? "") ?? find(item.gauge) ?? known()[0];
}

/** A label holds the code alone, or a link that ends in it. */
function find(text) {
  const code = decodeURIComponent(text.trim().replace(/\/+$/, "").split("/").at(-1) ?? "").toUpperCase();
  return known().find((each) => each.code.toUpperCase() === code);
}

/** What speaks against it today; its calibration may have run out since the last contact. */
function doubtOf(gauge, item) {
  const told = gauge.doubts[item.id];
  const isOver = gauge.until && new Date(`${gauge.until}T23:59:59`) < new Date();
  return told ?? (isOver ? "expired" : "");
}

function doubtWords(gauge, doubt) {
  const isRefused = theDay().gauges.refuses.includes(doubt);
  const words = t(`gauge_${doubt}`, { gauge: gauge.code, day: gauge.until ? showDay(gauge.until) : "" });
  return message(isRefused ? "refused" : "watch", words, " ", t(isRefused ? "gauge_not_taken" : "gauge_marked"));
}

export function gaugeStep(item, now, tell) {
  const take = (gauge) => {
    set(keptAs(item), gauge.code);
    return tell({ gauges: { ...now.gauges, [item.gauge]: gauge.code }, picked: "" });
  };
  const look = (gauge) => tell({ picked: gauge.code });
  const gauge = find(now.picked ?? "") ?? offered(item);
  const doubt = doubtOf(gauge, item);
  const wrong = h("p.wrong", { role: "alert" });
  const hear = (text) => {
    const found = find(text);
    if (found) look(found);
    else wrong.textContent = t("no_such_gauge", { code: text });
  };
  const others = known().filter((each) => each !== gauge && !doubtOf(each, item));
  const finder = h("div");
  return {
    body: [
      h("div", null, h("h2.question", null, t("which_gauge")), h("p.muted", null, item.method)),
      h("ul.work", null, h("li", null, h("div", null, h("b.code", null, gauge.code), h("span", null, gauge.name)))),
      doubt && doubtWords(gauge, doubt),
      others.length > 0 && tiles(others.slice(0, MOST).map((each) => [each.code, each.code, each.name]), hear),
      ...typed(t("type_gauge"), "", hear), wrong, finder,
      canScan() && h("button.button", { type: "button", onclick: () => finder.replaceChildren(scanner(hear)) }, icon("scan"), t("scan")),
    ],
    foot: [button(t(doubt ? "measure_anyway" : "measure_with", { gauge: gauge.code }), () => take(gauge), !doubt)],
  };
}
