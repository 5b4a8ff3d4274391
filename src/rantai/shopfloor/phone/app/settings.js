/** How this phone likes to be held and spoken to; nothing here tells who uses it. */

const DEFAULTS = { language: "id", hand: "right", light: "auto" };

/** @param {keyof DEFAULTS | `gauge-${string}`} name */
export const setting = (name) => localStorage.getItem(`rantai-${name}`) ?? DEFAULTS[name];

/** @param {keyof DEFAULTS | `gauge-${string}`} name @param {string} value */
export function set(name, value) {
  localStorage.setItem(`rantai-${name}`, value);
  apply();
}

export function apply() {
  document.body.classList.toggle("left-hand", setting("hand") === "left");
  document.body.classList.toggle("sun", setting("light") === "sun");
}
