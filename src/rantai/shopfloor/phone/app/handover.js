/**
 * What waits on this phone as a series of codes, and back: so that a phone with signal can carry it.
 * Packed small, written in the 45 signs of RFC 9285, and cut into numbered parts.
 */
import { MOST_SIGNS } from "./qr.js";

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const MARK = "RANTAI1";
const HEAD = /^RANTAI1\/([0-9A-Z]+)\/(\d+)\/(\d+)\/([^]*)$/;
const ROOM = MOST_SIGNS - 24;

/** @param {unknown} value @returns {Promise<string[]>}  texts, one for each code */
export async function parts(value) {
  const packed = toSigns(await through(new CompressionStream("deflate"), new TextEncoder().encode(JSON.stringify(value))));
  const series = Array.from(crypto.getRandomValues(new Uint8Array(3)), (byte) => byte.toString(36)).join("").toUpperCase();
  const pieces = packed.match(new RegExp(`[^]{1,${ROOM}}`, "g")) ?? [];
  return pieces.map((piece, at) => `${MARK}/${series}/${at + 1}/${pieces.length}/${piece}`);
}

/**
 * Facts as another phone may carry them: each signed with this phone's secret, so that the courier
 * can neither change nor invent one.
 * @param {{at: number, fact: import("./ledger.js").Fact, writer?: any}[]} rows @param {{device: string, token: string}} device
 */
export async function signed(rows, device) {
  const secret = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(device.token));
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return Promise.all(rows.map(async ({ at, fact, writer }) => ({ at, fact, writer: writer ?? { device: device.device, mac: await macOf(key, fact) } })));
}

async function macOf(key, { id, kind, occurred_at, data }) {
  const message = new TextEncoder().encode(`${id}|${kind}|${occurred_at}|${canonical(data)}`);
  return Array.from(new Uint8Array(await crypto.subtle.sign("HMAC", key, message)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** JSON with its keys in order and no spaces, so that both sides sign the same bytes. @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

export class Unreadable extends Error {}

/** Gathers parts in any order until a series is whole. */
export class Gathering {
  /** @type {Map<string, Map<number, string>>} */
  #series = new Map();

  /** @param {string} text @returns {{have: number, of: number, whole: Promise<any> | null}} */
  add(text) {
    const found = HEAD.exec(text.trim());
    if (!found) throw new Unreadable();
    const [, series, at, of, piece] = found;
    const have = this.#series.get(series) ?? new Map();
    this.#series.set(series, have.set(Number(at), piece));
    const isWhole = have.size === Number(of);
    return { have: have.size, of: Number(of), whole: isWhole ? unpack([...have].sort(([a], [b]) => a - b).map(([, each]) => each).join("")) : null };
  }
}

async function unpack(signs) {
  try {
    return JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate"), fromSigns(signs))));
  } catch {
    throw new Unreadable();
  }
}

async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

/** @param {Uint8Array} bytes */
export function toSigns(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let rest = isPair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let sign = 0; sign < (isPair ? 3 : 2); sign += 1) {
      text += SIGNS[rest % 45];
      rest = Math.floor(rest / 45);
    }
  }
  return text;
}

/** @param {string} text */
export function fromSigns(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const signs = [...text.slice(at, at + 3)].map((sign) => SIGNS.indexOf(sign));
    const value = signs.reduce((sum, sign, place) => sum + sign * 45 ** place, 0);
    if (signs.includes(-1) || value > 0xffff) throw new Unreadable();
    if (signs.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return new Uint8Array(bytes);
}
