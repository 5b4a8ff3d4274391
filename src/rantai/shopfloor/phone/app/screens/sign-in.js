/** The first time with the network, then by PIN. */
import { carry, DeviceSignedOut, getDay, register, SignedOut, Unreachable } from "../api.js";
import { uuid7 } from "../ids.js";
import { h } from "../dom.js";
import { button, linkTo, message } from "../frame.js";
import { pinPad } from "../pin.js";
import { sendNow } from "../sending.js";
import { begin, open, waitLeft } from "../session.js";
import { again } from "../ways.js";
import { running } from "../numbers.js";
import { t } from "../words.js";

let chosen = "";
/** @type {any} */
let told = null;

/** Nobody uses this phone yet. */
export async function first() {
  if (!globalThis.crypto?.subtle) return welcome(message("refused", t("needs_https")), []);
  try {
    told ??= await meet();
  } catch (error) {
    if (error instanceof SignedOut || error instanceof DeviceSignedOut) return welcome(h("p", null, t("sign_in_first")), [linkTo(t("sign_in"), "/akun/login/?next=/hp/", true)]);
    if (!(error instanceof Unreachable)) throw error;
    return welcome(message("refused", t("needs_network_once")), [button(t("try_again"), again, true)]);
  }
  if (!told.day?.workshop && told.day?.account.role !== "lab") return welcome(message("refused", t("no_workshop")), []);
  return { title: t("choose_pin"), bare: true, ...choosing(told.day.account.name) };
}

/** @type {any} */
let device = null;

/** The phone is named before its PIN is chosen; asked again, it is still the same phone. */
async function meet() {
  const id = sessionStorage.getItem("rantai-device") ?? uuid7();
  sessionStorage.setItem("rantai-device", id);
  device = await register(id);
  carry(device);
  return getDay("");
}

const welcome = (body, foot) => ({ title: t("app_name"), bare: true, sentence: t("app_promise"), body: [body], foot });

/** Whether the second try was another PIN than the first. */
let differed = false;

function choosing(name) {
  if (!chosen) return pinPad({ label: t("new_pin"), hint: t("new_pin_hint"), why: differed ? t("pins_differ") : "", done: remember });
  return pinPad({ label: t("pin_again"), hint: t("choose_pin_why", { name }), done: confirm });
}

async function remember(pin) {
  differed = false;
  if (/^(\d)\1+$/.test(pin) || "0123456789876543210".includes(pin)) return t("pin_too_easy");
  chosen = pin;
  again();
  return "";
}

async function confirm(pin) {
  differed = pin !== chosen;
  chosen = "";
  if (differed) {
    again();
    return "";
  }
  await begin(pin, device, told);
  // Whoever takes the phone next meets the desk anew.
  device = told = null;
  sessionStorage.removeItem("rantai-device");
  again();
  sendNow();
  return "";
}

/** Someone's work is here, behind their PIN. */
export async function locked() {
  const pad = pinPad({ label: t("your_pin"), hint: t("your_pin_hint"), done: tryPin });
  return { title: t("app_name"), bare: true, ...pad, body: [...pad.body, h("a.forgot", { href: "#/forgotten" }, t("forgot_pin"))] };
}

async function tryPin(pin) {
  const wait = await waitLeft();
  if (wait) return t("wait_before_pin", { time: running(wait) });
  if (!(await open(pin))) return t("wrong_pin");
  again();
  // What waits goes off now, and not only with the next record.
  sendNow();
  return "";
}
