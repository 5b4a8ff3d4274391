// A board by keyboard: arrows walk the rows, Enter opens one, Escape closes the panel.
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];

const isTyping = (element) => element.closest("input, select, textarea, summary, [contenteditable]") !== null;

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement.closest("tr"));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target)) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!rows().length || event.target.closest("svg, .panel")) return;
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target.matches("[data-rows] tbody tr")) {
    event.target.querySelector("a")?.click();
  } else if (event.key === "Escape") {
    document.querySelector(".panel-close")?.click();
  }
});

// The opened row keeps its mark when htmx fills the panel without a new page.
document.addEventListener("htmx:afterRequest", (event) => {
  const row = event.target.closest("[data-rows] tbody tr");
  if (!row) return;
  rows().forEach((other) => other.removeAttribute("aria-current"));
  row.setAttribute("aria-current", "true");
});
