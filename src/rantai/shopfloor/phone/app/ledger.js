/**
 * Every fact born on this phone, from the tap until the server's durable yes, in the order of birth.
 *
 * @typedef {{id: string, kind: string, occurred_at: string, needs: string[], data: Record<string, any>}} Fact
 * @typedef {"waiting" | "saved" | "pending" | "conflict" | "resolved" | "refused" | "set_aside" | "malformed" | "kept"} State
 *   waiting: not yet with the co-operative; pending: durable there, and it waits for something;
 *   malformed: not taken, so it stays here; kept: half an answer, which later rides in a fact
 * @typedef {{id: string, state: State, at: number, fact: Fact, answer: Record<string, any> | null, writer?: {device: string, mac: string}}} Row
 */
import { uuid7 } from "./ids.js";
import * as store from "./store.js";
import { seal, unseal, unsealBytes } from "./vault.js";

/** @type {CryptoKey | null} */
let key = null;
/** @type {Map<string, Row>} */
let rows = new Map();
/** Facts whose photo or voice is still on this phone. @type {Set<string>} */
let held = new Set();
const listeners = new Set();

/** @param {CryptoKey} opened */
export async function openLedger(opened) {
  const stored = await store.all("facts");
  const read = await Promise.all(stored.map(async (row) => ({ id: row.id, state: row.state, at: row.at, ...(await unseal(opened, row.sealed)) })));
  key = opened;
  held = new Set(await store.keys("photos"));
  rows = new Map(read.sort((a, b) => (a.id < b.id ? -1 : 1)).map((row) => [row.id, row]));
}

export function closeLedger() {
  key = null;
  rows = new Map();
  held = new Set();
}

/** @returns {Row[]} */
export const facts = () => [...rows.values()];
/** @param {string} id */
export const factOf = (id) => rows.get(id);

/** What the server has not yet taken, oldest first. */
export const unsent = () => facts().filter((row) => row.state === "waiting");
/** What a person must look at. */
export const toLookAt = () => facts().filter((row) => ["conflict", "resolved", "refused", "set_aside", "malformed"].includes(row.state));
/** What only this phone has, the file of a fact included. */
export const onlyHere = () => facts().filter((row) => row.state === "waiting" || row.state === "malformed" || held.has(row.id));
/** The same, as far as it goes by itself. */
export const stillHere = () => facts().filter((row) => row.state === "waiting" || (held.has(row.id) && !isOff(row)));
/** A fact that has arrived, and its photo or voice has not. */
export const filesToSend = () => facts().filter((row) => held.has(row.id) && row.state !== "waiting" && !isOff(row));
export const hasFileHere = (row) => held.has(row.id);
/** The co-operative has these, and does nothing with them. */
export const isOff = (row) => ["refused", "set_aside", "malformed"].includes(row.state);

/** @param {() => void} listener */
export const onChange = (listener) => listeners.add(listener);

/**
 * Write facts down; they are on the flash, all of them, when this resolves.
 * @param {{id?: string, kind: string, data: Record<string, any>, needs?: string[], at?: number, kept?: boolean, file?: ArrayBuffer}[]} told
 * @returns {Promise<Fact[]>}
 */
export async function recordAll(told) {
  const now = Date.now();
  const born = new Set(told.map((each) => each.id));
  const fresh = told.map(({ id = uuid7(now), kind, data, needs = [], at = now, kept = false }) => {
    // What the co-operative has told itself is there already, and no fact has to wait for it.
    const own = needs.filter((need) => born.has(need) || rows.has(need));
    const fact = { id, kind, occurred_at: new Date(at).toISOString(), needs: own, data };
    return /** @type {Row} */ ({ id, state: kept ? "kept" : "waiting", at: now, fact, answer: null });
  });
  await keep(fresh, new Map(fresh.map((row, at) => [row.id, told[at].file])));
  return fresh.map((row) => row.fact);
}

/** @returns {Promise<Fact>} */
export async function record(kind, data, more = {}) {
  return (await recordAll([{ kind, data, ...more }]))[0];
}

/**
 * Facts of another phone, taken over by their codes; known ones stay as they are.
 * @param {Row[]} others
 * @returns {Promise<number>} how many were new
 */
export async function takeOver(others) {
  const fresh = others.filter((row) => !rows.has(row.id));
  if (fresh.length) await keep(fresh);
  return fresh.length;
}

/** @param {{id: string, state: State, answer: Record<string, any>}[]} answers */
export async function answered(answers) {
  const known = answers.filter((each) => rows.has(each.id));
  await keep(known.map((each) => ({ ...rows.get(each.id), state: each.state, answer: each.answer })));
}

/** Let go of facts that the day itself now tells. @param {string[]} ids */
export async function drop(ids) {
  await store.remove("facts", ids);
  ids.forEach((id) => rows.delete(id));
  await letGo(ids);
}

/** @param {string} id @returns {Promise<ArrayBuffer>} */
export const fileOf = async (id) => unsealBytes(key, (await store.get("photos", id)).sealed);

/** The co-operative has these files for good. @param {string[]} ids */
export async function letGo(ids) {
  await store.remove("photos", ids);
  ids.forEach((id) => held.delete(id));
  tell();
}

async function keep(changed, files = new Map()) {
  if (!key) throw new Error("The ledger is closed.");
  const opened = key;
  const sealed = await Promise.all(changed.map(async ({ id, state, at, ...rest }) => ({ id, state, at, sealed: await seal(opened, rest) })));
  const whole = changed.filter(({ id }) => files.get(id));
  const photos = await Promise.all(whole.map(async ({ id }) => ({ id, sealed: await seal(opened, files.get(id)) })));
  await store.putTogether(sealed, photos);
  whole.forEach(({ id }) => held.add(id));
  for (const row of changed) rows.set(row.id, row);
  tell();
}

const tell = () => listeners.forEach((listener) => listener());
