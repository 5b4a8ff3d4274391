/** Another phone's codes, read by the camera or pasted, carried to the co-operative by this one. */
import { h } from "../dom.js";
import { button, linkTo, message } from "../frame.js";
import { Gathering, Unreadable } from "../handover.js";
import { takeOver } from "../ledger.js";
import { show } from "../numbers.js";
import { canScan, scanner } from "../scan.js";
import { t } from "../words.js";

export default function read() {
  const gathering = new Gathering();
  const told = h("div", { role: "status" });
  const hear = async (text) => {
    try {
      const { have, of, whole } = gathering.add(text);
      told.replaceChildren(h("p.question", null, t("codes_read", { have, of })));
      if (whole) told.replaceChildren(message("done", t("taken_over", { count: show(await keep(await whole)) })));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      told.replaceChildren(message("refused", t("not_our_code")));
    }
  };
  const field = h("textarea.typed", { "aria-label": t("paste_codes"), placeholder: t("paste_codes"), spellcheck: "false" });
  const paste = async () => {
    for (const line of field.value.split("\n").filter((each) => each.trim())) await hear(line);
    field.value = "";
  };
  return {
    title: t("read_codes"),
    back: "#/queue",
    sentence: t("read_how"),
    body: [canScan() ? scanner(hear, { isLasting: true }) : message("refused", t("no_scanning")), told, field, button(t("take_pasted"), paste)],
    foot: [linkTo(t("queue"), "#/queue", true)],
  };
}

/** @param {{at: number, fact: any, writer: {device: string, mac: string}}[]} handed */
const keep = (handed) => takeOver(handed.map(({ at, fact, writer }) => ({ id: fact.id, state: "waiting", at, fact, answer: null, writer })));
