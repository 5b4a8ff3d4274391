// Opens a check sheet where there is no line: the network first, and what was kept where it fails.
const FORMS = "rantai-sheets";
const SHEET = /^\/pendampingan\/[^/]+\/lembar\/[^/]+\/$/;
const LOADED = /^\/(static\/|look-)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isSheet = request.mode === "navigate" && SHEET.test(url.pathname);
  if (isSheet || LOADED.test(url.pathname)) event.respondWith(freshOrKept(request, isSheet));
});

async function freshOrKept(request, isSheet) {
  const cache = await caches.open(FORMS);
  try {
    const answer = await fetch(request);
    // Sent to the sign-in page: whoever is next at this tablet opens no sheet of the one before.
    if (answer.type === "opaqueredirect") await caches.delete(FORMS);
    else if (answer.ok) await cache.put(request.url, answer.clone());
    return answer;
  } catch (failed) {
    const kept = await cache.match(request.url, { ignoreVary: true });
    if (kept) return kept;
    throw failed;
  }
}
