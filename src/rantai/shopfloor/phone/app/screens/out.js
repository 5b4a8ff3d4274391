/** Signing out: everything leaves the phone once the server has it, and never before without asking. */
import { h } from "../dom.js";
import { button, linkTo, message } from "../frame.js";
import { onlyHere } from "../ledger.js";
import { sendNow } from "../sending.js";
import { leave } from "../session.js";
import { all, keys } from "../store.js";
import { show } from "../numbers.js";
import { again, leaveFor } from "../ways.js";
import { t } from "../words.js";

/** @param {string} [sure] */
export default function out(sure = "") {
  const waiting = onlyHere().length;
  if (!waiting) {
    return { title: t("sign_out"), back: "#/menu", body: [message("done", t("all_sent_wipe"))], foot: [button(t("sign_out_wipe"), goodbye, true)] };
  }
  if (sure !== "sure") {
    return {
      title: t("sign_out"),
      back: "#/menu",
      body: [message("refused", t("not_all_sent", { count: show(waiting) })), linkTo(t("show_codes"), "#/codes"), linkTo(t("wipe_anyway"), "#/out/sure")],
      foot: [button(t("send_first"), async () => {
        await sendNow();
        again();
      }, true)],
    };
  }
  return { title: t("wipe_anyway"), back: "#/out", ...typedYes(waiting) };
}

/** Without the PIN nothing here can be read by anyone: all that is left is to begin anew. */
export async function forgotten() {
  const [rows, files] = [await all("facts"), await keys("photos")];
  const lost = rows.filter((row) => row.state === "waiting" || row.state === "malformed" || files.includes(row.id)).length;
  const why = h("p", null, t("forgot_pin_how"));
  if (!lost) return { title: t("forgot_pin"), bare: true, body: [why, message("done", t("all_sent_wipe"))], foot: [button(t("sign_out_wipe"), goodbye), linkTo(t("keep_it"), "#/", true)] };
  const asked = typedYes(lost);
  return { title: t("forgot_pin"), bare: true, ...asked, body: [why, ...asked.body] };
}

/** The number itself has to be typed: a thumb that slips cannot know it. */
function typedYes(count) {
  const field = h("input.typed", { inputmode: "numeric", autocomplete: "off", "aria-labelledby": "how-many" });
  const wrong = h("p.wrong", { role: "alert" });
  const check = () => {
    if (field.value.trim() === String(count)) return goodbye();
    wrong.textContent = t("type_the_count");
    return undefined;
  };
  return {
    body: [h("h2.question", { id: "how-many" }, t("type_count_to_wipe", { count: show(count) })), field, wrong],
    foot: [button(t("wipe_for_good"), check), linkTo(t("keep_it"), "#/", true)],
  };
}

async function goodbye() {
  await leave();
  leaveFor("#/");
}
