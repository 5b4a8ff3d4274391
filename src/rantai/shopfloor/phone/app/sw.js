/**
 * The service worker: keeps one whole version of the app on the phone and serves it without the
 * network. `VERSION`, `SHELL` and `FILES` are written above this by the server.
 */

const CACHE = `rantai-phone-${VERSION}`;

self.addEventListener("install", (event) => {
  // All of a version or none of it; the shell is asked for afresh, the rest is named by its content.
  const wanted = [new Request(SHELL, { cache: "no-cache" }), ...FILES];
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted)));
});

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
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(kept(url.pathname, event.request));
  }
});

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}
