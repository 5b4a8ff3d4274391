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

const PATIENCE = 20_000;

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
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
  if (answer.status === 403) throw (await answer.json().catch(() => ({}))).code === "device_signed_out" ? new DeviceSignedOut() : new SignedOut();
  if (answer.status === 503 || answer.status === 429) throw new Busy(Number(answer.headers.get("Retry-After")) || 5);
  if (answer.status >= 500) throw new Unreachable();
  return answer;
}

const JSON_HEADERS = { "Content-Type": "application/json" };

/** @param {string} etag @returns {Promise<{day: any, etag: string}>}  no day when nothing is new */
export async function getDay(etag) {
  const answer = await ask("/api/sync/day", { headers: etag ? { "If-None-Match": etag } : {} });
  return { day: answer.status === 200 ? await answer.json() : null, etag: answer.headers.get("ETag") ?? etag };
}

/** Make this phone known. @returns {Promise<any>} */
export async function register() {
  const answer = await ask("/api/sync/device", { method: "POST", headers: JSON_HEADERS, body: JSON.stringify({ name: navigator.userAgent.slice(0, 80) }) });
  if (!answer.ok) throw new Unreachable();
  return answer.json();
}

/** @param {object} batch @returns {Promise<any>} */
export async function sendFacts(batch) {
  const answer = await ask("/api/sync", { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(batch) });
  if (!answer.ok) throw new Unreachable();
  return answer.json();
}
