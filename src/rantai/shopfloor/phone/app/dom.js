/**
 * Making elements without a framework and without HTML in strings: what a person typed can never
 * become markup.
 *
 * @typedef {Node | string | number | null | undefined | false | Child[]} Child
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} name  a tag, with classes after dots: "button.button.button-primary"
 * @param {Record<string, any> | null} [attributes]  `onclick` and its like are listeners
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(name, attributes, ...children) {
  return /** @type {HTMLElement} */ (make(document.createElement(name.split(".")[0]), name, attributes, children));
}

/** The same for a drawing. */
export function svg(name, attributes, ...children) {
  return make(document.createElementNS(SVG, name.split(".")[0]), name, attributes, children);
}

function make(element, name, attributes, children) {
  const classes = name.split(".").slice(1);
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...flat(children));
  return element;
}

/** @param {Child[]} children @returns {(Node | string)[]} */
export function flat(children) {
  return children.flat(Infinity).filter((child) => child != null && child !== false).map((child) => (child instanceof Node ? child : String(child)));
}

// Lucide's outlines (ISC), only those the app shows.
const ICONS = {
  ok: "M20 6 9 17l-5-5",
  out: "M18 6 6 18M6 6l12 12",
  watch: "M12 3 2 20h20zM12 10v4M12 17v.5",
  back: "m15 18-6-6 6-6",
  menu: "M4 7h16M4 12h16M4 17h16",
  delete: "M10 5a2 2 0 0 0-1.3.5L3 12l5.7 6.5A2 2 0 0 0 10 19h10a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zM12 9l6 6M18 9l-6 6",
  phone: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM12 17h.01",
  scan: "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M8 12h8",
  camera: "M14.5 4h-5L7 7H4a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2h-3zM15 13a3 3 0 1 1-6 0 3 3 0 0 1 6 0z",
  voice: "M12 2a3 3 0 0 0-3 3v7a3 3 0 0 0 6 0V5a3 3 0 0 0-3-3zM19 10v2a7 7 0 0 1-14 0v-2M12 19v3",
  pen: "M21.2 6.8a2.8 2.8 0 0 0-4-4L3.8 16.2 2.5 21.5l5.3-1.3z",
  stop: "M6 6h12v12H6z",
  clock: "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
};

/** @param {keyof ICONS} name */
export function icon(name) {
  return svg("svg.icon", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}
