/** The rest: lots, codes, how the phone is held, the language, signing out. */
import { theDay } from "../day.js";
import { h } from "../dom.js";
import { button, linkTo } from "../frame.js";
import { close } from "../session.js";
import { set, setting } from "../settings.js";
import { again } from "../ways.js";
import { speak, t } from "../words.js";

export default function menu() {
  const day = theDay();
  return {
    title: t("menu"),
    back: "#/",
    sentence: [day.account.name, day.workshop && `${day.workshop.code} ${day.workshop.name}`].filter(Boolean).join(" · "),
    body: [
      h("div.choices", null, ...(day.workshop
        ? [linkTo(t("moulds"), "#/moulds"), linkTo(t("record_check"), "#/lots/check"), linkTo(t("record_scrap"), "#/lots/scrap"), linkTo(t("record_machining"), "#/lots/machining")]
        : [linkTo(t("record_inspection"), "#/lots/inspect")]), linkTo(t("queue"), "#/queue")),
      choice(t("hand"), "hand", [["right", t("right_hand")], ["left", t("left_hand")]]),
      choice(t("light"), "light", [["auto", t("light_auto")], ["sun", t("light_sun")]]),
      choice(t("language"), "language", [["id", "Bahasa Indonesia"], ["en", "English"]]),
      h("div.choices", null, day.workshop && h("a.button", { href: "/hp/lembar-leburan.pdf", download: true }, t("paper_sheet")), button(t("lock_now"), () => {
        close();
        again();
      }), linkTo(t("sign_out"), "#/out")),
    ],
  };
}

function choice(label, name, options) {
  const pick = async (value) => {
    set(name, value);
    if (name === "language") await speak(value);
    again();
  };
  return h("section", null, h("h2", null, label), h("div.tiles", { role: "group", "aria-label": label },
    ...options.map(([value, words]) => h("button", { type: "button", "aria-pressed": String(setting(name) === value), onclick: () => pick(value) }, words))));
}
