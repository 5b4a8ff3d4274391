/**
 * Sending what waits, whenever the co-operative can be reached: in batches, oldest first, again and
 * again until each fact has its answer. Sending a fact twice is harmless; it is one fact.
 */
import { Busy, DeviceSignedOut, getDay, Refused, sendFacts, SignedOut, Unreachable } from "./api.js";
import { etag, keepDay } from "./day.js";
import { answered, drop, factOf, facts, filesToSend, hasFileHere, onChange, onlyHere, unsent } from "./ledger.js";
import { leave, theKey } from "./session.js";
import { again } from "./ways.js";

const BATCH = 200;
/** Of the million that the server takes at once; a week of inspections is more than that. */
const BATCH_BYTES = 600_000;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 5 * 60_000;
const NEWS_EVERY = 60_000;
const KEEP_MARKS = 2 * 24 * 3600_000;

let wait = FIRST_WAIT;
/** Someone asked while a contact was under way, which may have looked too early. */
let isAskedAgain = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {{state: "never" | "reached" | "unreachable" | "signed_out" | "device_signed_out" | "refused", sentence?: string, at: number | null, skew: number}} */
const contact = { state: "never", at: null, skew: 0 };

export const lastContact = () => contact;

export function keepSending() {
  addEventListener("online", () => soon(0));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon(0));
  onChange(() => unsent().length && soon(500));
  soon(0);
}

function soon(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(sendNow, milliseconds);
}

/** One tab at a time; the others find their facts answered. */
export async function sendNow() {
  if (!theKey()) return;
  await navigator.locks.request("rantai-sending", { ifAvailable: true }, async (mine) => {
    if (mine) await contactOnce();
    else isAskedAgain = true;
  });
}

async function contactOnce() {
  try {
    const heldBefore = contact.state;
    while (theKey() && unsent().length) await sendBatch();
    if (theKey()) await fetchDay();
    // Figures first: a photo takes as long as a hundred of them.
    if (filesToSend().length) await (await import("./files.js")).sendFiles();
    contact.state = "reached";
    contact.at = Date.now();
    wait = FIRST_WAIT;
    // Nothing is drawn anew under a thumb that types.
    if (heldBefore === "never" && !document.querySelector(".keypad, .typed")) again();
    soon(isAskedAgain || unsent().length ? 0 : NEWS_EVERY);
    isAskedAgain = false;
  } catch (error) {
    retry(error);
    // Signed out at the desk, and nothing is lost with it: nothing stays here either.
    if (error instanceof DeviceSignedOut && !onlyHere().length) {
      await leave();
      again();
    }
  }
}

function retry(error) {
  if (error instanceof SignedOut) contact.state = "signed_out";
  else if (error instanceof DeviceSignedOut) contact.state = "device_signed_out";
  else if (error instanceof Refused) Object.assign(contact, { state: "refused", sentence: error.message });
  else if (error instanceof Unreachable || error instanceof Busy) contact.state = "unreachable";
  else throw error;
  soon(waitAfter(error, wait));
  if (!(error instanceof Busy)) wait = Math.min(LONGEST_WAIT, wait * 2);
}

/**
 * Milliseconds until the next try; part of them is chance, so that a whole hall does not come back in
 * the same second. What the server asks for is waited in full, and the chance comes on top.
 * @param {Error} error @param {number} wait @param {number} [chance]  from 0 to 1
 */
export function waitAfter(error, wait, chance = Math.random()) {
  return error instanceof Busy ? error.seconds * 1000 * (1 + chance / 2) : (wait * (1 + chance)) / 2;
}

/**
 * As many of these, from the first, as the server takes at once; one at least.
 * @param {Pick<import("./ledger.js").Row, "fact" | "writer">[]} rows
 */
export function batchOf(rows) {
  const batch = [];
  let bytes = 0;
  for (const { fact, writer } of rows.slice(0, BATCH)) {
    const told = writer ? { ...fact, writer } : fact;
    bytes += new TextEncoder().encode(JSON.stringify(told)).length;
    if (batch.length && bytes > BATCH_BYTES) break;
    batch.push(told);
  }
  return batch;
}

async function sendBatch() {
  const told = await sendFacts(batchOf(unsent()));
  contact.skew = told.skew_ms;
  await hear(told.answers);
  await hear(told.later);
}

/** Each fact has its answer; what waited or disagreed may get another one later. */
function hear(answers) {
  return answered(answers.map((answer) => ({ id: answer.id, state: stateAfter(factOf(answer.id)?.state, answer.state), answer })));
}

/** @returns {import("./ledger.js").State} */
export function stateAfter(before, told) {
  if (told === "applied") return before === "conflict" || before === "resolved" ? "resolved" : "saved";
  return told === "waiting" ? "pending" : told;
}

async function fetchDay() {
  const settled = facts().filter((row) => row.state === "saved" && !hasFileHere(row)).map((row) => row.id);
  const told = await getDay(etag());
  const key = theKey();
  if (!key) return;
  contact.skew = told.skew ?? contact.skew;
  await keepDay(key, told.day, told.etag, contact.skew);
  await hear((told.day?.outcomes ?? []).filter((each) => factOf(each.id)));
  const old = facts().filter((row) => row.state === "kept" && row.at < Date.now() - KEEP_MARKS).map((row) => row.id);
  // What was saved before the day was told is in the day.
  if (told.day) await drop([...settled, ...old]);
}
