/**
 * What a defect looks like, drawn for an eye behind dust: a section of the casting in outline, the
 * defect in black. A code nobody drew has the picture of its family, its first letter. And the casting
 * itself, cut open: a tap says where on it, every place as wide as a glove.
 */
import { svg } from "./dom.js";
import { t } from "./words.js";

const BODY = "M6 12h52v28H6z";

/** @type {Record<string, {body?: string, lines?: string, solid?: string, dots?: string, word?: string}>} */
const DRAWN = {
  A1: { lines: "M58 26h6M0 26h6M0 27.5h6M58 27.5h6" },
  B1: { solid: "M16 25a6 6 0 1 0 12 0a6 6 0 1 0-12 0M34 31a4 4 0 1 0 8 0a4 4 0 1 0-8 0M41 20a3 3 0 1 0 6 0a3 3 0 1 0-6 0" },
  B2: { dots: "M12 16h.1M18 18h.1M24 15.5h.1M30 18h.1M37 16h.1M43 18.5h.1M50 16h.1M15 22h.1M34 22h.1M47 23h.1M26 21h.1" },
  B3: { body: "M6 12h16q10 9 20 0h16v28H6z", solid: "M24 27l3-4 4 2 3-3 4 3 3-1-1 5 2 3-5 1-2 3-4-2-5 1 1-4z" },
  C1: { lines: "M31 12l3 6-5 4 6 5-5 5 3 8" },
  C3: { lines: "M30 12c0 5 5 7 5 13s-5 8-5 15M34 12c0 5-5 7-5 13s5 8 5 15" },
  D1: { body: "M6 14h52v26H6z", solid: "M18 14l3-6 5 2 4-5 5 4 6-1 4 6z" },
  D3: { dots: "M9 42h.1M14 44h.1M19 42h.1M24 44h.1M29 42h.1M34 44h.1M39 42h.1M44 44h.1M49 42h.1M54 44h.1M12 40h.1M22 40h.1M32 40h.1M42 40h.1M52 40h.1" },
  E1: { body: "M6 12h28c5 0 4 7 8 9s5 8 9 10v9H6z", lines: "M38 12h2M44 12h2M50 12h2M56 12h2v2M58 18v2M58 24v2M58 30v2M58 36v2M55 40h-2" },
  E3: { body: "M4 12h27l-4 8 6 6-5 5 2 9H4zM40 14l20 3-4 26-21-3 2-8-4-4 6-7z" },
  F1: { body: "M2 10h46v16H2zM14 26h48v16H14z", lines: "M2 26h60" },
  F2: { body: "M12 26a20 20 0 1 0 40 0a20 20 0 1 0-40 0", lines: "M28 23a9 9 0 1 0 18 0a9 9 0 1 0-18 0M32 22v8M28 26h8" },
  F5: { body: "M6 12h18v12h16V12h18v28H6z", solid: "M28 2h8v8l-4 6-4-6z" },
  G1: { solid: "M14 12c1 7 6 4 8 8s7 2 8-2 5-1 6-6z" },
  G2: { dots: "M22 22h.1M26 19h.1M30 22h.1M34 20h.1M27 25h.1M32 26h.1M37 24h.1M23 29h.1M29 30h.1M35 29h.1M40 28h.1M25 33h.1M32 33h.1" },
  G3: { lines: "M6 34l6 6M6 28l12 12M6 22l18 18M6 16l24 24M58 34l-6 6M58 28L46 40M58 22L40 40M58 16L34 40" },
  G6: { word: "C Si" },
  Z1: { solid: "M20 20h24v14H20z", lines: "M36 16l10-12 6 5-11 11" },
};
/** What stands for a family: fins, holes, cracks, surface, incomplete, dimension, inclusions, putty. */
const FAMILY = { A: DRAWN.A1, B: DRAWN.B1, C: DRAWN.C1, D: DRAWN.D1, E: DRAWN.E1, F: { lines: "M6 46h52M6 43v6M58 43v6M10 44l-4 2 4 2M54 44l4 2-4 2" }, G: DRAWN.G2, Z: DRAWN.Z1 };

/** @param {string} code */
export function defectPicture(code) {
  const { body = BODY, lines, solid, dots, word } = DRAWN[code] ?? FAMILY[code[0]] ?? { word: "?" };
  return svg("svg.defect", { viewBox: "0 0 64 50", "aria-hidden": "true" },
    svg("path.defect-body", { d: body }),
    lines && svg("path.defect-lines", { d: lines }),
    solid && svg("path.defect-solid", { d: solid }),
    dots && svg("path.defect-dots", { d: dots }),
    word && svg("text.defect-word", { x: 32, y: 32 }, word));
}

/**
 * Shapes by name, each a list of places with where they lie; a place that lies twice is one place.
 * @type {Record<string, [string, string, number, number][]>}  place, path, middle of its word
 */
const SHAPES = {
  ring: [
    ["top", "M4 4h312v54H4z", 160, 31],
    ["flange", "M4 60h108v64H4z", 58, 92],
    ["flange", "M208 60h108v64H208z", 262, 92],
    ["bore", "M114 60h92v216h-92z", 160, 168],
    ["side", "M26 126h86v90H26z", 69, 171],
    ["side", "M208 126h86v90h-86z", 251, 171],
    ["bottom", "M26 218h86v58H26z", 69, 247],
    ["bottom", "M208 218h86v58h-86z", 251, 247],
  ],
  block: [
    ["top", "M20 20Q160-12 300 20V80Q160 48 20 80z", 160, 36],
    ["end", "M20 82Q50 74 84 69V195Q50 200 20 210z", 52, 140],
    ["middle", "M86 69Q160 58 234 69V195Q160 184 86 195z", 160, 128],
    ["end", "M236 69Q270 74 300 82V210Q270 200 236 195z", 268, 140],
    ["bottom", "M20 212Q160 172 300 212V272Q160 232 20 272z", 160, 220],
  ],
};

/** Two words stand one below the other: no place is wider than a glove. */
const word = (x, y, words) => svg("text", { y: y + 6 - 9 * (words.length - 1), "aria-hidden": "true" }, ...words.map((each, at) => svg("tspan", { x, dy: at && 19 }, each)));

/** @param {"ring" | "block"} shape @param {(place: string) => unknown} pick */
export function outline(shape, pick) {
  const place = ([name, path, x, y]) => svg("g.place", {
    role: "button", tabindex: 0, "aria-label": t(`spot_${name}`), onclick: () => pick(name),
    onkeydown: (event) => (event.key === "Enter" || event.key === " ") && pick(name),
  }, svg("path", { d: path }), word(x, y, t(`spot_${name}`).split(" ")));
  return svg("svg.outline", { viewBox: "0 0 320 280", role: "group", "aria-label": t("where_on_piece") }, ...SHAPES[shape].map(place));
}
