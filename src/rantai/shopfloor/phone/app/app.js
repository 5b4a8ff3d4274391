/** The start: the words, the lock, and then the screen that the address names. */
import { theDay } from "./day.js";
import { refreshBadge, show } from "./frame.js";
import { onChange } from "./ledger.js";
import { close, isOpen, isSignedIn } from "./session.js";
import { keepSending } from "./sending.js";
import { apply, setting } from "./settings.js";
import { speak } from "./words.js";
import { heat, start } from "./screens/heat.js";
import { first, locked } from "./screens/sign-in.js";
import { today } from "./screens/today.js";

const SCREENS = { "": today, start, heat };

/** The rarer screens are fetched when they are asked for. */
const LATER = {
  queue: () => import("./screens/queue.js"),
  codes: () => import("./screens/codes.js"),
  read: () => import("./screens/read.js"),
  lots: () => import("./screens/lots.js"),
  scrap: () => import("./screens/scrap.js"),
  machining: () => import("./screens/machining.js"),
  inspect: () => import("./screens/inspect.js"),
  check: () => import("./screens/inspect.js"),
  moulds: () => import("./screens/moulds.js"),
  sand: () => import("./screens/sand.js"),
  cores: () => import("./screens/sand.js").then(({ cores }) => ({ default: cores })),
  note: () => import("./screens/note.js"),
  menu: () => import("./screens/menu.js"),
  out: () => import("./screens/out.js"),
};

async function route() {
  if (!(await isSignedIn())) return show(await first());
  if (!isOpen()) return show(location.hash === "#/forgotten" ? await (await import("./screens/out.js")).forgotten() : await locked());
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  // Whoever belongs to no workshop has no furnace: the lab's day is its list of lots.
  if (!name && !theDay().workshop) return show((await LATER.lots()).default("inspect"));
  const screen = SCREENS[name] ?? (LATER[name] ? (await LATER[name]()).default : today);
  return show(await screen(...rest));
}

const LOCK_AFTER = 15 * 60_000;
let hiddenAt = 0;

/** A phone that lay aside for a while asks for the PIN again. */
function lockWhenLeft() {
  if (document.visibilityState === "hidden") hiddenAt = Date.now();
  else if (hiddenAt && isOpen() && Date.now() - hiddenAt > LOCK_AFTER) {
    close();
    route();
  }
}

async function keepVersion() {
  if (!("serviceWorker" in navigator)) return;
  const kept = await navigator.serviceWorker.register("sw.js", { scope: "./" });
  // Nothing is under way yet: the moment for a new version to take over.
  if (kept.waiting && kept.active && !isOpen()) {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    kept.waiting.postMessage("take over");
  }
}

await speak(setting("language"));
apply();
addEventListener("hashchange", route);
document.addEventListener("visibilitychange", lockWhenLeft);
onChange(() => {
  refreshBadge();
  // What waits is looked at there, and shortens while one looks, who stays where he reads.
  const { scrollY } = window;
  if (location.hash === "#/queue") route().then(() => window.scrollTo(0, scrollY));
});
await route();
keepSending();
await keepVersion();
