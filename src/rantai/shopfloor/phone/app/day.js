/**
 * The day as the co-operative last told it: work orders, limits, stock, heats under way. It is
 * carried offline for a week, and sealed like everything else.
 */
import * as store from "./store.js";
import { seal, unseal } from "./vault.js";

/** @type {any} */
let day = null;
/** @type {{etag: string, fetchedAt: number, skew?: number} | null} */
let tag = null;

/** The last day told, or null on a phone that was never signed in. */
export const theDay = () => day;
export const fetchedAt = () => tag?.fetchedAt ?? null;
export const etag = () => tag?.etag ?? "";
/** Milliseconds by which the co-operative's clock is ahead of this one, as last seen. */
export const skewSeen = () => tag?.skew ?? 0;

/** @param {CryptoKey} key */
export async function openDay(key) {
  const sealed = await store.about("day");
  const kept = sealed ? await unseal(key, sealed) : { day: null, tag: null };
  ({ day, tag } = kept);
}

export function closeDay() {
  day = tag = null;
}

/** @param {CryptoKey} key @param {any} fresh  nothing if the server said nothing is new */
export async function keepDay(key, fresh, freshTag, skew = 0) {
  day = fresh ?? day;
  tag = { etag: freshTag, fetchedAt: Date.now(), skew };
  await store.setAbout("day", await seal(key, { day, tag }));
}
