/**
 * What lies on this phone is readable only with the PIN.
 *
 * A random key seals every record (AES-GCM); the PIN unlocks that key through PBKDF2. A PIN of six
 * digits holds up a thief with the phone in hand, not a laboratory with weeks to spend: signing the
 * device out at the desk ends what it may send and fetch.
 *
 * @typedef {{salt: Uint8Array, rounds: number, iv: Uint8Array, wrapped: ArrayBuffer}} Lock
 * @typedef {{iv: Uint8Array, box: ArrayBuffer}} Sealed
 */

const ROUNDS = 600_000;
export const PIN = /^\d{6}$/;

export class WrongPin extends Error {}

/** @param {string} pin @returns {Promise<{lock: Lock, key: CryptoKey}>} */
export async function newVault(pin) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const salt = random(16);
  const iv = random(12);
  const wrapped = await crypto.subtle.wrapKey("raw", key, await fromPin(pin, salt, ROUNDS), { name: "AES-GCM", iv });
  const lock = { salt, rounds: ROUNDS, iv, wrapped };
  // From here on no script can read the key's bytes any more.
  return { lock, key: await unlock(pin, lock) };
}

/** @param {string} pin @param {Lock} lock @returns {Promise<CryptoKey>} */
export async function unlock(pin, lock) {
  const outer = await fromPin(pin, lock.salt, lock.rounds);
  try {
    return await crypto.subtle.unwrapKey("raw", lock.wrapped, outer, { name: "AES-GCM", iv: lock.iv }, "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch {
    throw new WrongPin();
  }
}

/** @param {CryptoKey} key @param {unknown} value @returns {Promise<Sealed>} */
export async function seal(key, value) {
  const iv = random(12);
  const bytes = value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value));
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

/** @param {CryptoKey} key @param {Sealed} sealed @returns {Promise<any>} */
export async function unseal(key, sealed) {
  return JSON.parse(new TextDecoder().decode(await unsealBytes(key, sealed)));
}

/** @param {CryptoKey} key @param {Sealed} sealed @returns {Promise<ArrayBuffer>} */
export function unsealBytes(key, sealed) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.box);
}

/** @param {number} size */
const random = (size) => crypto.getRandomValues(new Uint8Array(size));

async function fromPin(pin, salt, iterations) {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, material, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}
