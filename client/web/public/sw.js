/* Keeps the built files of the client. Pages come from the network when it is there, else as they were last; built files, whose
 * names change with what is in them, from what is kept. Answers of /api are never kept. */
const KEPT = "onestop-1";

self.addEventListener("install", (event) => {
  // Where the browser can be told so, it does not ask here for what needs nothing of it, or takes what is kept by itself.
  const to = (pathname, source) => ({ condition: { urlPattern: { pathname } }, source });
  const told = event.addRoutes?.([to("/api/*", "network"), to("/app/assets/*", { cacheName: KEPT })]);
  event.waitUntil(Promise.all([told, keepPage().then(() => self.skipWaiting())]));
});
/* A page is asked for while this begins to run, not after. */
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), self.registration.navigationPreload?.enable()])));

/* The page and all that it names, and what those name: chunks of pages are in the list that the build leaves. What is there already
 * is not fetched again: a name stands for what is in the file. */
async function keepPage() {
  const cache = await caches.open(KEPT);
  const answer = await fetch("/app/files.json", { cache: "no-cache" });
  const files = answer.ok ? await answer.json() : [];
  const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
  await cache.addAll(["/app/", ...files.filter((path) => !kept.includes(path))]);
  for (const path of kept) if (path !== "/app/" && !files.includes(path)) await cache.delete(path);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith("/app/")) return;
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("/app/assets/")) event.respondWith(file(event.request));
});

async function page({ request, preloadResponse }) {
  try {
    const answer = (await preloadResponse) ?? (await fetch(request));
    if (answer.ok) keepPage().catch(() => undefined);
    return answer;
  } catch (fault) {
    const kept = await caches.match("/app/");
    if (kept) return kept;
    throw fault;
  }
}

async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}
