/** The casting in outline, cut open; a tap says where on it. Every place is as wide as a glove. */
import { svg } from "./dom.js";
import { t } from "./words.js";

/**
 * Shapes by name, each a list of places with where they lie; a place that lies twice is one place.
 * @type {Record<string, [string, string, number, number][]>}  place, path, middle of its word
 */
const SHAPES = {
  ring: [
    ["top", "M40 4h240v56H40z", 160, 32],
    ["flange", "M4 62h120v64H4z", 64, 94],
    ["flange", "M196 62h120v64H196z", 256, 94],
    ["bore", "M126 62h68v214h-68z", 160, 169],
    ["side", "M52 128h72v90H52z", 88, 173],
    ["side", "M196 128h72v90h-72z", 232, 173],
    ["bottom", "M52 220h72v56H52z", 88, 248],
    ["bottom", "M196 220h72v56h-72z", 232, 248],
  ],
  block: [
    ["top", "M20 20Q160-12 300 20V80Q160 48 20 80z", 160, 36],
    ["end", "M20 82Q50 74 84 69V195Q50 200 20 210z", 52, 140],
    ["middle", "M86 69Q160 58 234 69V195Q160 184 86 195z", 160, 128],
    ["end", "M236 69Q270 74 300 82V210Q270 200 236 195z", 268, 140],
    ["bottom", "M20 212Q160 172 300 212V272Q160 232 20 272z", 160, 220],
  ],
};

/** @param {"ring" | "block"} shape @param {(place: string) => unknown} pick */
export function outline(shape, pick) {
  const place = ([name, path, x, y]) => svg("g.place", {
    role: "button", tabindex: 0, "aria-label": t(`spot_${name}`), onclick: () => pick(name),
    onkeydown: (event) => (event.key === "Enter" || event.key === " ") && pick(name),
  }, svg("path", { d: path }), svg("text", { x, y: y + 6, "aria-hidden": "true" }, t(`spot_${name}`)));
  return svg("svg.outline", { viewBox: "0 0 320 280", role: "group", "aria-label": t("where_on_piece") }, ...SHAPES[shape].map(place));
}
