// A heat is moved by pointer or by keyboard; every place it is held over is weighed by the server.
const gantt = () => document.querySelector("[data-gantt]");
const heatOf = (element) => element?.closest?.("[data-gantt] button.heat");
const placeOf = (element) => element?.closest?.("[data-gantt] [data-place]");
const squares = () => [...gantt().querySelectorAll("[data-place]")];

const WAIT = 60; // ms a place is held before it is worth a question
const FAR = 6; // px a finger may tremble

let held = null;
let over = null;
let start = null;
let timer = 0;
let asking = null;
let before = "";

function pick(heat) {
  held = heat;
  heat.dataset.held = "";
  before = document.querySelector("#weighed").outerHTML;
}

function hover(place) {
  if (!place || place === over) return;
  over?.removeAttribute("data-over");
  over = place;
  place.dataset.over = "";
  place.scrollIntoView({ block: "nearest", inline: "nearest" });
  clearTimeout(timer);
  timer = setTimeout(weigh, WAIT);
}

async function weigh() {
  if (!held || !over || over === held) return;
  asking?.abort();
  asking = new AbortController();
  const asked = new URLSearchParams({ dari: held.dataset.place, ke: over.dataset.place });
  try {
    const answer = await fetch(`${gantt().dataset.weigh}?${asked}`, { signal: asking.signal, redirect: "error" });
    if (answer.ok && held) document.querySelector("#weighed").outerHTML = await answer.text();
  } catch (broken) {
    if (broken.name !== "AbortError") throw broken;
  }
}

function letGo() {
  clearTimeout(timer);
  asking?.abort();
  held?.removeAttribute("data-held");
  over?.removeAttribute("data-over");
  held = over = start = null;
}

function putBack() {
  if (!held) return;
  const heat = held;
  letGo();
  document.querySelector("#weighed").outerHTML = before;
  heat.focus();
}

async function drop() {
  const [from, to] = [held?.dataset.place, over?.dataset.place];
  if (!from || !to || from === to) return putBack();
  const form = new FormData(gantt().querySelector("[data-csrf]"));
  form.set("dari", from);
  form.set("ke", to);
  const address = gantt().dataset.move;
  letGo();
  const answer = await fetch(address, { method: "POST", body: form, redirect: "error" });
  if (!answer.ok) return location.reload();
  gantt().outerHTML = await answer.text();
  const target = gantt()?.querySelector(`button[data-place="${CSS.escape(to)}"]`) ?? gantt()?.querySelector(`button[data-place="${CSS.escape(from)}"]`);
  target?.focus({ preventScroll: true });
}

document.addEventListener("pointerdown", (event) => {
  const heat = event.button === 0 && heatOf(event.target);
  if (!heat || held) return;
  start = { heat, x: event.clientX, y: event.clientY };
  if (event.pointerType !== "touch") event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!start) return;
  if (!held) {
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < FAR) return;
    pick(start.heat);
  }
  event.preventDefault();
  hover(placeOf(document.elementFromPoint(event.clientX, event.clientY)));
}, { passive: false });

document.addEventListener("pointerup", () => {
  if (!start) return;
  const heat = start.heat;
  start = null;
  if (held) drop();
  else heat.focus();
});
document.addEventListener("pointercancel", putBack);

// By keyboard: Enter takes the heat and puts it down, arrows walk, Escape puts it back.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function next(from, [aside, down]) {
  const box = from.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const ahead = squares().filter((square) => square !== from).map((square) => {
    const other = square.getBoundingClientRect();
    const dx = other.x + other.width / 2 - x;
    const dy = other.y + other.height / 2 - y;
    return { square, along: dx * aside + dy * down, across: Math.abs(aside ? dy : dx) };
  }).filter(({ along, across }) => along > 4 && (aside ? across < 4 : true));
  ahead.sort((one, other) => one.along + 3 * one.across - other.along - 3 * other.across);
  return ahead[0]?.square;
}

document.addEventListener("keydown", (event) => {
  const heat = heatOf(event.target);
  if (!heat && !held) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    if (held) drop();
    else {
      pick(heat);
      hover(heat);
    }
  } else if (event.key === "Escape" && held) {
    event.preventDefault();
    event.stopPropagation();
    putBack();
  } else if (STEPS[event.key]) {
    event.preventDefault();
    event.stopPropagation();
    if (held) hover(next(over ?? held, STEPS[event.key]));
    else {
      let square = heat;
      do square = next(square, STEPS[event.key]);
      while (square && !heatOf(square));
      square?.focus();
    }
  }
}, true);
