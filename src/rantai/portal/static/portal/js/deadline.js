// A deadline that runs: hours, minutes and seconds left, or over. The page already says it in words.
const two = (number) => String(number).padStart(2, "0");

function tick() {
  for (const clock of document.querySelectorAll("time[data-deadline]")) {
    const left = Math.trunc((Date.parse(clock.dataset.deadline) - Date.now()) / 1000);
    const seconds = Math.abs(left);
    if (seconds >= 4 * 86400) continue; // days say more than hours then
    const figures = `${Math.trunc(seconds / 3600)}:${two(Math.trunc(seconds / 60) % 60)}:${two(seconds % 60)}`;
    clock.textContent = left < 0 ? `+${figures}` : figures;
    clock.classList.toggle("is-over", left < 0);
  }
}

tick();
setInterval(tick, 1000);
