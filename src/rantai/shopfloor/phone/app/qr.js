/**
 * QR codes of one kind, version 15 with correction level L in alphanumeric mode (ISO/IEC 18004): 758
 * signs each, which a phone reads from another phone's screen at arm's length.
 */
import { svg } from "./dom.js";

const VERSION = 15;
const SIZE = 17 + 4 * VERSION;
const BLOCKS = [87, 87, 87, 87, 87, 88]; // data bytes of each block
const CORRECTION = 22; // correction bytes of each block
const ALIGNED = [6, 26, 48, 70];
const FORMAT = 0b111011111000100; // level L, mask 0
const VERSION_BITS = 0x0f928; // 15 with its own correction
const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
export const MOST_SIGNS = 758;

/** @param {string} text  of the 45 signs @returns {boolean[][]}  rows of modules, true is dark */
export function modules(text) {
  if (text.length > MOST_SIGNS) throw new RangeError("too long for one code");
  const grid = Array.from({ length: SIZE }, () => Array(SIZE).fill(null));
  drawFixed(grid);
  drawData(grid, interleaved(dataBytes(text)));
  return grid;
}

/** @param {string} text @param {string} label */
export function picture(text, label) {
  const quiet = 4;
  const path = modules(text).map((row, y) => row.map((isDark, x) => (isDark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : "")).join("")).join("");
  const side = SIZE + 2 * quiet;
  return svg("svg.code-picture", { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" }, svg("path", { d: path, fill: "#000" }));
}

function dataBytes(text) {
  let bits = "0010" + text.length.toString(2).padStart(11, "0");
  for (let at = 0; at < text.length; at += 2) {
    const [first, second] = [SIGNS.indexOf(text[at]), SIGNS.indexOf(text[at + 1])];
    bits += at + 1 < text.length ? (first * 45 + second).toString(2).padStart(11, "0") : first.toString(2).padStart(6, "0");
  }
  const room = BLOCKS.reduce((sum, size) => sum + size, 0);
  bits += "0000".slice(0, room * 8 - bits.length);
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  const bytes = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; bytes.length < room; pad ^= 0xec ^ 0x11) bytes.push(pad);
  return bytes;
}

function interleaved(bytes) {
  let from = 0;
  const blocks = BLOCKS.map((size) => bytes.slice(from, (from += size)));
  const corrections = blocks.map(correction);
  const woven = (rows) => Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_each, at) => rows.map((row) => row[at])).flat();
  return [...woven(blocks), ...woven(corrections)].filter((byte) => byte !== undefined);
}

// Reed-Solomon over GF(256) with x^8 + x^4 + x^3 + x^2 + 1.
const POWERS = [1];
for (let at = 1; at < 255; at += 1) POWERS[at] = (POWERS[at - 1] << 1) ^ (POWERS[at - 1] & 0x80 ? 0x11d : 0);
const LOGS = Object.fromEntries(POWERS.map((value, at) => [value, at]));
const times = (a, b) => (a && b ? POWERS[(LOGS[a] + LOGS[b]) % 255] : 0);

function generator() {
  let product = [1];
  for (let root = 0; root < CORRECTION; root += 1) {
    const shifted = [...product, 0];
    product.forEach((each, at) => {
      shifted[at + 1] ^= times(each, POWERS[root]);
    });
    product = shifted;
  }
  return product;
}

const GENERATOR = generator();

function correction(block) {
  const rest = [...block, ...Array(CORRECTION).fill(0)];
  for (let at = 0; at < block.length; at += 1) {
    const factor = rest[at];
    GENERATOR.forEach((each, step) => {
      rest[at + step] ^= times(each, factor);
    });
  }
  return rest.slice(block.length);
}

function drawFixed(grid) {
  const last = SIZE - 7;
  for (const [x, y] of [[0, 0], [last, 0], [0, last]]) finder(grid, x, y);
  for (const x of ALIGNED) for (const y of ALIGNED) if (grid[y][x] === null) alignment(grid, x, y);
  for (let at = 8; at < SIZE - 8; at += 1) grid[6][at] = grid[at][6] = at % 2 === 0;
  format(grid);
  for (let bit = 0; bit < 18; bit += 1) {
    const isDark = Boolean((VERSION_BITS >> bit) & 1);
    const [far, near] = [SIZE - 11 + (bit % 3), Math.floor(bit / 3)];
    grid[far][near] = grid[near][far] = isDark;
  }
}

function finder(grid, left, top) {
  for (let y = -1; y < 8; y += 1) {
    for (let x = -1; x < 8; x += 1) {
      if (grid[top + y]?.[left + x] === undefined) continue;
      const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
      grid[top + y][left + x] = ring !== 2 && ring < 4;
    }
  }
}

function alignment(grid, x, y) {
  for (let dy = -2; dy <= 2; dy += 1) for (let dx = -2; dx <= 2; dx += 1) grid[y + dy][x + dx] = Math.max(Math.abs(dx), Math.abs(dy)) !== 1;
}

function format(grid) {
  for (let bit = 0; bit < 15; bit += 1) {
    const isDark = Boolean((FORMAT >> bit) & 1);
    // Around the first finder, past the timing lines; and again beside the other two.
    const along = bit < 6 ? bit : bit < 8 ? bit + 1 : SIZE - 15 + bit;
    grid[along][8] = isDark;
    const across = bit < 8 ? SIZE - 1 - bit : bit < 9 ? 7 : 14 - bit;
    grid[8][across] = isDark;
  }
  grid[SIZE - 8][8] = true;
}

function drawData(grid, bytes) {
  let bit = 0;
  let isUp = true;
  for (let right = SIZE - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1; // the timing line
    for (let step = 0; step < SIZE; step += 1) {
      const y = isUp ? SIZE - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y][x] !== null) continue;
        const isSet = bit < bytes.length * 8 && Boolean((bytes[bit >> 3] >> (7 - (bit & 7))) & 1);
        grid[y][x] = isSet !== ((x + y) % 2 === 0);
        bit += 1;
      }
    }
    isUp = !isUp;
  }
}
