/** The contract with the co-operative's server, as documented at /api/sync. */

export class Unreachable extends Error {}
/** The session is over: sign in again; nothing on the phone is lost. */
export class SignedOut extends Error {}
/** The office signed this phone out; what is on it can no longer be sent by it. */
export class DeviceSignedOut extends Error {}
/** Too busy: come back after so many seconds. */
export class Busy extends Error {
  /** @param {number} seconds */
  constructor(seconds) {
    super("busy");
    this.seconds = seconds;
  }
}

/** The server's plain no to a whole batch; a person has to read it. */
export class Refused extends Error {}

const PATIENCE = 20_000;

/** @type {string} */
let bearer = "";

/** What this phone shows at the door, from now on. @param {{device: string, token: string} | null} device */
export function carry(device) {
  bearer = device ? `Bearer ${device.device}.${device.token}` : "";
}

/** @param {string} address @param {RequestInit} [options] @returns {Promise<Response>} */
async function ask(address, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  let answer;
  try {
    answer = await fetch(address, { redirect: "manual", cache: "no-store", credentials: "same-origin", ...options, signal: stop.signal });
  } catch {
    throw new Unreachable();
  } finally {
    clearTimeout(timer);
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOut();
  if (answer.status === 401) throw (await answer.json()).code?.startsWith("device_") ? new DeviceSignedOut() : new SignedOut();
  if (answer.status === 503 || answer.status === 429) throw new Busy(Number(answer.headers.get("Retry-After")) || 5);
  if (answer.status >= 500 || answer.status === 404) throw new Unreachable();
  if (answer.status >= 400) throw new Refused(await answer.json().then((told) => [told.sentence, told.remedy].join(" ")));
  return answer;
}

const post = async (address, headers, body) => (await ask(address, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) })).json();

/** @param {string} etag @returns {Promise<{day: any, etag: string, skew: number | null}>}  no day when nothing is new */
export async function getDay(etag) {
  const asked = Date.now();
  const answer = await ask("/api/sync/day", { headers: { Authorization: bearer, ...(etag ? { "If-None-Match": etag } : {}) } });
  const there = Date.parse(answer.headers.get("Date-Server") ?? "");
  const skew = Number.isNaN(there) ? null : Math.round(there - (asked + Date.now()) / 2);
  return { day: answer.status === 200 ? await answer.json() : null, etag: answer.headers.get("ETag") ?? etag, skew };
}

/** Make this phone known to the co-operative; needs a sign-in. @param {string} id @returns {Promise<{device: string, token: string}>} */
export async function register(id) {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (!token) throw new SignedOut();
  const { device, token: secret } = await post("/api/sync/device", { "X-CSRFToken": token }, { id, name: navigator.userAgent.slice(0, 60) });
  return { device, token: secret };
}

/** @param {object[]} facts @returns {Promise<any>} */
export const sendFacts = (facts) => post("/api/sync", { Authorization: bearer }, { sent_at: new Date().toISOString(), facts });

/**
 * How many bytes of a file are safe there, after this piece of it.
 * @param {string} fact @param {{from: number, bytes: ArrayBuffer}} [piece] @returns {Promise<{have: number, of: number}>}
 */
export async function sendPiece(fact, piece) {
  const address = `/api/sync/file/${fact}` + (piece ? `?from=${piece.from}` : "");
  const sent = piece ? { method: "POST", body: piece.bytes } : {};
  return (await ask(address, { headers: { Authorization: bearer, "Content-Type": "application/octet-stream" }, ...sent })).json();
}
