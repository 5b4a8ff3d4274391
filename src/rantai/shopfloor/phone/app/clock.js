/** Clocks that run: minutes since the tap, and what is left of the inoculant. */
import { h } from "./dom.js";
import { running } from "./numbers.js";

/**
 * Minutes since, counting up; past its limit it turns red and says so to the ear once.
 * @param {string} label @param {number} since @param {{within?: number, late?: string}} [limit]  minutes
 */
export function clock(label, since, { within, late } = {}) {
  const face = h("b", { "data-since": since, "data-within": within });
  return h("p.clock", { role: "timer" }, label, face, late && h("span.clock-late", { hidden: true, role: "alert" }, late));
}

function tick() {
  for (const face of document.querySelectorAll("[data-since]")) {
    const gone = Date.now() - Number(face.dataset.since);
    face.textContent = running(gone);
    const isLate = Boolean(face.dataset.within) && gone > Number(face.dataset.within) * 60000;
    const words = face.parentElement.querySelector(".clock-late");
    face.classList.toggle("is-over", isLate);
    if (words && words.hidden === isLate) words.hidden = !isLate;
  }
}

setInterval(tick, 1000);
export { tick };
