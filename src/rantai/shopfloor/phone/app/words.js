/** What the app says, in the language chosen on this phone; the sentences come from the server. */

/** @type {Record<string, string>} */
let catalog = {};
let chosen = "id";

export const language = () => chosen;

/** @param {string} wanted */
export async function speak(wanted) {
  chosen = wanted === "en" ? "en" : "id";
  const [keys, said] = await Promise.all([import("./words-keys.js"), import(`./words-${chosen}.js`)]);
  catalog = Object.fromEntries(keys.default.map((key, at) => [key, said.default[at]]));
  document.documentElement.lang = chosen;
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]  for the braces
 */
export function t(key, values = {}) {
  return catalog[key].replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
}
