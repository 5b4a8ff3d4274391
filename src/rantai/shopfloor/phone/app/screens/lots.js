/** Which casting lot: the newest on top, or its code typed or scanned. */
import { theDay } from "../day.js";
import { h, icon } from "../dom.js";
import { button, message } from "../frame.js";
import { heatsOf, lotsOf } from "../heats.js";
import { facts, isOff } from "../ledger.js";
import { dayAndTime, show } from "../numbers.js";
import { canScan, scanner } from "../scan.js";
import { go } from "../ways.js";
import { t } from "../words.js";
import { waiting } from "./today.js";

const MOST = 40;
/** Beyond that, a code is quicker typed than looked for. */
const FEW = 6;

/** @param {string} deed  the screen that the chosen lot goes to */
export default function lots(deed) {
  const found = allLots().filter((lot) => deed !== "machining" || lot.to_machine > 0);
  const isHome = !theDay().workshop;
  const wrong = h("p.wrong", { role: "alert" });
  const take = (code) => {
    const lot = lotOfCode(found, code);
    if (lot) go(`#/${deed}/${lot.id}`);
    else wrong.textContent = t("no_such_lot", { code });
  };
  const field = h("input.typed", { "aria-label": t("type_code"), placeholder: t("type_code"), autocapitalize: "characters", autocomplete: "off", spellcheck: "false" });
  const form = h("form.choices", { onsubmit: (event) => {
    event.preventDefault();
    take(field.value);
  } }, field, button(t("find_lot"), () => take(field.value)));
  const finder = h("div");
  return {
    title: t(`lots_${deed}`),
    back: isHome ? undefined : "#/",
    body: [
      isHome && waiting(),
      h("h2.question", null, t("which_castings")),
      found.length > FEW && form, found.length > FEW && wrong,
      found.length ? h("ul.work", null, ...found.slice(0, MOST).map((lot) => row(lot, deed))) : message("refused", t("no_lots")),
      found.length <= FEW && form, found.length <= FEW && wrong, finder,
    ],
    foot: canScan() ? [h("button.button", { type: "button", onclick: () => finder.replaceChildren(scanner((code) => take(code))) }, icon("scan"), t("scan"))] : [],
  };
}

const row = (lot, deed) => h("li", null, h("a", { href: `#/${deed}/${lot.id}` }, h("b.code", null, lot.name), h("em", null, t("pieces_left", { count: show(deed === "machining" ? lot.to_machine : lot.left) })),
  h("span", null, [lot.heat.order.part.name, lot.workshop, dayAndTime(lot.heat.startedAt)].filter(Boolean).join(" · "))));

/** A label holds the code alone, or a link that ends in it; a piece's number finds its lot. */
function lotOfCode(lots, text) {
  const code = decodeURIComponent(text.trim().replace(/\/+$/, "").split("/").at(-1) ?? "").toUpperCase();
  return lots.find((lot) => lot.code.toUpperCase() === code || lot.pieces?.some((piece) => piece.toUpperCase() === code));
}

/** A workshop's lots, of its own heats; the lab's, as they wait for inspection. */
function allLots() {
  const rows = facts();
  const day = theDay();
  return [...lotsOf(heatsOf(day, rows)), ...(day.inspections ?? []).map((each) => toInspect(each, rows)).filter((lot) => lot.left > 0)];
}

function toInspect({ code, part, workshop, counted_at, left, pieces, plan }, rows) {
  const mine = rows.filter((row) => row.fact.kind === "lot.inspected" && row.fact.data.lot === code && !isOff(row));
  const gone = mine.reduce((sum, row) => sum + row.fact.data.offered, 0);
  return { id: code, code, name: code, workshop, left: left - gone, to_machine: 0, pieces: pieces.slice(gone), heat: { order: { part, plan }, startedAt: Date.parse(counted_at) } };
}

/** @param {string} id */
export const lotOf = (id) => allLots().find((lot) => lot.id === id || lot.born === id);

export const lotGone = () => ({ title: t("not_here"), back: "#/", body: [message("refused", t("lot_not_here"))] });
