// A control chart reads out the point under the finger, the pointer or the arrow keys.
const SVG = "http://www.w3.org/2000/svg";

function readable(figure) {
  const svg = figure.querySelector("svg.control");
  const output = figure.querySelector("output");
  const rows = [...figure.querySelectorAll("tr[data-x]")];
  const points = [...svg.querySelectorAll("g path:not(.arrow)")];
  const mark = document.createElementNS(SVG, "path");
  mark.setAttribute("class", "here");
  let at = -1;

  const show = (index) => {
    at = Math.min(Math.max(index, 0), rows.length - 1);
    mark.setAttribute("d", points[at].getAttribute("d"));
    svg.append(mark);
    const cells = [...rows[at].children].map((cell) => cell.textContent.trim());
    output.value = cells.filter(Boolean).join(" · ");
    output.hidden = false;
  };

  const nearest = (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    const distances = rows.map((row) => Math.abs(row.dataset.x - x));
    show(distances.indexOf(Math.min(...distances)));
  };

  svg.addEventListener("pointermove", nearest);
  svg.addEventListener("pointerdown", nearest);
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(at < 0 ? rows.length - 1 : at + step);
  });
}

const findAll = (root) => root.querySelectorAll("[data-chart]:not([data-read])").forEach((figure) => {
  figure.dataset.read = "";
  readable(figure);
});

findAll(document);
document.addEventListener("htmx:load", (event) => findAll(event.target));
