/** Identifiers born on the phone: UUID version 7, so that facts of one phone sort as they happened. */

let last = 0;

/** @returns {string} */
export function uuid7(now = Date.now()) {
  // A clock set back, or two facts in one millisecond, must not turn the order round.
  last = Math.max(now, last + 1);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0, rest = last; place < 6; place += 1) {
    bytes[5 - place] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
