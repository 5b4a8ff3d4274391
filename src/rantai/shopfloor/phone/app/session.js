/** Who has this phone open: signed in once with the network, then by PIN for a week without it. */
import { carry } from "./api.js";
import { closeDay, keepDay, openDay } from "./day.js";
import { closeLedger, openLedger } from "./ledger.js";
import * as store from "./store.js";
import { newVault, seal, unlock, unseal, WrongPin } from "./vault.js";

/** @type {CryptoKey | null} */
let key = null;
/** @type {any} */
let device = null;

const FREE_TRIES = 5;
const LONGEST_WAIT = 15 * 60_000;

export const isOpen = () => key !== null;
export const theKey = () => key;
/** What the server calls this phone, and the secret it shows and signs with. */
export const theDevice = () => device;
export const isSignedIn = async () => Boolean(await store.about("lock"));

/**
 * @param {string} pin
 * @param {any} registered  the device as the server knows it
 * @param {{day: any, etag: string}} told
 */
export async function begin(pin, registered, told) {
  const { lock, key: fresh } = await newVault(pin);
  await store.setAbout("device", await seal(fresh, registered));
  await keepDay(fresh, told.day, told.etag);
  // Last, so that a phone that died in between asks for everything again.
  await store.setAbout("lock", lock);
  await opened(fresh);
  // Asks the browser not to clear what the server has not yet seen.
  await navigator.storage?.persist?.();
}

/** @param {string} pin @returns {Promise<boolean>}  false for a wrong PIN */
export async function open(pin) {
  try {
    await opened(await unlock(pin, await store.about("lock")));
  } catch (error) {
    if (!(error instanceof WrongPin)) throw error;
    await countWrong();
    return false;
  }
  await store.setAbout("tries", { count: 0, until: 0 });
  return true;
}

async function opened(fresh) {
  device = await unseal(fresh, await store.about("device"));
  await openDay(fresh);
  await openLedger(fresh);
  carry(device);
  key = fresh;
}

/** Milliseconds until the next try; each wrong PIN after the fifth doubles the wait. */
export async function waitLeft() {
  const { until } = (await store.about("tries")) ?? { until: 0 };
  return Math.max(0, until - Date.now());
}

async function countWrong() {
  const { count } = (await store.about("tries")) ?? { count: 0 };
  const wait = count + 1 < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT, 30_000 * 2 ** (count + 1 - FREE_TRIES));
  await store.setAbout("tries", { count: count + 1, until: Date.now() + wait });
}

/** The screen goes dark, the data stays. */
export function close() {
  key = device = null;
  carry(null);
  closeDay();
  closeLedger();
}

/** Everything of this person leaves the phone. */
export async function leave() {
  close();
  await store.wipe();
}
