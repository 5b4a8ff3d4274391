/** What is still on this phone and since when; what came back, why, and what to do. */
import { h, icon } from "../dom.js";
import { button, linkTo, message, pill } from "../frame.js";
import { drop, facts, filesToSend, hasFileHere, stillHere, toLookAt, unsent } from "../ledger.js";
import { skewSeen, theDay } from "../day.js";
import { spanWords } from "../moulds.js";
import { dayAndTime, running, show, whole } from "../numbers.js";
import { lastContact, sendNow } from "../sending.js";
import { again } from "../ways.js";
import { t } from "../words.js";
import { nameOf } from "./scrap.js";

const MOST = 60;
const CLOCKS_DIFFER = 60_000;

export default function queue() {
  const waiting = unsent();
  const files = filesToSend();
  const rest = stillHere();
  const wrong = toLookAt();
  const saved = facts().filter((row) => row.state === "saved" && !hasFileHere(row));
  const pending = facts().filter((row) => row.state === "pending");
  return {
    title: t("queue"),
    back: "#/",
    sentence: rest.length ? t("queue_waits", { count: show(rest.length), moment: dayAndTime(rest[0].at) }) : t("queue_empty"),
    body: [
      trouble(),
      clockWrong(),
      wrong.length > 0 && h("section", null, h("h2", null, t("look_at_these")), ...wrong.map(cameBack)),
      waiting.length > 0 && h("section", null, h("h2", null, t("not_sent")), h("ul.work", null, ...waiting.slice(0, MOST).map((each) => row(each))),
        waiting.length > MOST && h("p.muted", null, t("and_more", { count: show(waiting.length - MOST) }))),
      files.length > 0 && h("section", null, h("h2", null, t("files_not_sent")), h("p.muted", null, t("files_not_sent_how")), h("ul.work", null, ...files.slice(0, MOST).map((each) => row(each)))),
      pending.length > 0 && h("section", null, h("h2", null, t("waits_there")), h("ul.work", null, ...pending.slice(0, MOST).map((each) => row(each, whole(each.answer.sentence))))),
      saved.length > 0 && h("p.muted", null, t("saved_lately", { count: show(saved.length) })),
    ],
    foot: [
      ...(rest.length ? [button(t("send_now"), async () => {
        await sendNow();
        again();
      }, true)] : []),
      h("div.row-of-two", null, rest.length > 0 && linkTo(t("show_codes"), "#/codes"), linkTo(t("read_codes"), "#/read")),
    ],
  };
}

function trouble() {
  const { state, at, sentence } = lastContact();
  if (state === "signed_out") return message("refused", t("session_over"), " ", h("a", { href: "/akun/login/?next=/hp/" }, t("sign_in")));
  if (state === "device_signed_out") return message("refused", t("device_signed_out"));
  if (state === "refused") return message("refused", sentence);
  if (state === "unreachable") return h("p.muted", null, icon("phone"), " ", t("no_network"));
  return at ? h("p.muted", null, t("last_contact", { moment: dayAndTime(at) })) : null;
}

/** A phone without signal still knows how wrong its clock was when it last had some. */
function clockWrong() {
  const skew = skewSeen();
  if (Math.abs(skew) < CLOCKS_DIFFER) return null;
  const now = Date.now();
  const words = { minutes: show(Math.round(Math.abs(skew) / 60_000)), here: dayAndTime(now), there: dayAndTime(now + skew) };
  return message("watch", t(skew > 0 ? "clock_slow" : "clock_fast", words));
}

const row = (each, words = saidIn(each.fact)) => h("li", null, h("div", null, h("b", null, t(`kind_${each.fact.kind.replace(".", "_")}`)), h("em", null, dayAndTime(each.at)), h("span", null, words)));

const SAID = {
  mass_kg: (value) => `${show(value)} kg`,
  temperature_c: (value) => `${show(value)} °C`,
  moisture_pct: (value) => `${show(value)} %`,
  offered: (value) => `${show(value)} ${t("pieces")}`,
  looked_at: (value) => `${show(value)} ${t("pieces")}`,
  quantity: (value) => `${show(value)} ${t("pieces")}`,
  defect: (code) => {
    const known = theDay().defects.find((each) => each.code === code);
    return known ? nameOf(known) : code;
  },
  seconds: (value) => running(value * 1000),
  size_bytes: (value) => t("kilobytes", { count: show(Math.ceil(value / 1000)) }),
};

/** The figures of a fact, so that its author knows it again. */
export function saidIn({ data }) {
  const said = Object.entries(data).filter(([name, value]) => ["work_order", "material_lot", "mass_kg", "temperature_c", "quantity", "offered", "looked_at", "defect", "machine", "pattern", "core_box", "hardness", "moisture_pct", "text", "seconds", "size_bytes"].includes(name) && value !== "");
  return [...said.map(([name, value]) => SAID[name]?.(value) ?? value), ...(data.last ? [spanWords([data.first, data.last])] : [])].join(" · ");
}

const TONES = { conflict: ["watch", "watch"], resolved: ["ok", "ok"], refused: ["out", "out"], set_aside: ["plain", "ok"], malformed: ["out", "out"] };

function cameBack(each) {
  const answer = each.answer ?? {};
  const [tone, drawn] = TONES[each.state];
  const isOver = ["resolved", "refused", "set_aside"].includes(each.state);
  return h("div.note", null,
    h("p", null, h("b", null, t(`kind_${each.fact.kind.replace(".", "_")}`)), " ", pill(tone, drawn, t(`fact_${each.state}`)), " ", dayAndTime(each.at)),
    h("p", null, saidIn(each.fact)),
    h("p", null, whole(answer.sentence ?? "")),
    answer.remedy && h("p", null, h("b", null, t("do_now")), " ", whole(answer.remedy)),
    each.state === "conflict" && h("p.muted", null, t("conflict_kept")),
    isOver && button(t("understood"), async () => {
      await drop([each.id]);
      again();
    }));
}
