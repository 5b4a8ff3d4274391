/**
 * The service worker: keeps one whole version of the app on the phone and serves it without the
 * network. `VERSION`, `SHELL`, `BASE`, `FIRST`, `LATER` and `BESIDE` are written above this by the
 * server: the start's files, which the browser has already, one file of all others, and what lies
 * outside the app's folder.
 */

const CACHE = `rantai-phone-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keep());
});

/** All of a version or none of it; the shell is asked for afresh, the rest is named by its content. */
async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(SHELL, { cache: "no-cache" }), ...BESIDE, ...FIRST.map((name) => BASE + name)]);
  // The others come in one file: they repeat one another, and a weak line is asked once.
  const answer = await fetch(BASE + LATER);
  if (!answer.ok) throw new Error(`${LATER}: ${answer.status}`);
  const type = { headers: { "Content-Type": "text/javascript; charset=utf-8" } };
  await Promise.all(Object.entries(await answer.json()).map(([name, text]) => cache.put(BASE + name, new Response(text, type))));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => names.filter((name) => name.startsWith("rantai-phone-") && name !== CACHE))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// A running app keeps its version until it starts again; then it asks the new one to take over.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === SHELL) {
    event.respondWith(kept(SHELL, event.request));
  } else if (BESIDE.includes(url.pathname) || url.pathname.startsWith(BASE)) {
    event.respondWith(kept(url.pathname, event.request));
  }
});

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}
