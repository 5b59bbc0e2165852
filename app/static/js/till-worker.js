/* Opens the till without a network and sends what it kept. Its settings come before it, in self.shell. */
const CACHE = `till-${self.shell.slug}-${hash(JSON.stringify(self.shell))}`;
const PATIENCE_MS = 8000;
const queue = self.tillQueue(self.shell.slug);

function hash(text) {
  let sum = 5381;
  for (const letter of text) sum = (sum * 33 + letter.charCodeAt(0)) >>> 0;
  return sum.toString(16);
}

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all(self.shell.files.map((file) => cache.add(file)));
    await keepPage(cache);
    await skipWaiting();
  })());
});

/* A page behind a redirect (signed out, no outlet yet) is not the page. */
async function keepPage(cache) {
  const page = await fetch(self.shell.page, { cache: "no-store", redirect: "error" });
  if (!page.ok) throw new Error(String(page.status));
  await cache.put(self.shell.page, page);
}

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const mine = (await caches.keys()).filter((name) => name.startsWith(`till-${self.shell.slug}-`) && name !== CACHE);
    await Promise.all(mine.map((name) => caches.delete(name)));
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(visit(request));
  else if (request.method === "GET" && (pathname.startsWith("/static/") || self.shell.files.includes(pathname))) event.respondWith(file(request));
});

async function visit(request) {
  const waited = request.method === "GET" ? AbortSignal.timeout(PATIENCE_MS) : undefined;
  try {
    return await fetch(request, { signal: waited });
  } catch {
    return (await caches.match(self.shell.page)) ?? Response.error();
  }
}

/* Names carry a hash of their content, so what is kept is right for ever. */
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok && fresh.type === "basic") await (await caches.open(CACHE)).put(request, fresh.clone());
  return fresh;
}

async function send() {
  const problem = await queue.send(self.shell);
  if (problem.isIdle) return;
  if (!problem.code) await keepPage(await caches.open(CACHE)).catch(() => {});
  for (const client of await clients.matchAll()) client.postMessage("changed");
}
addEventListener("message", (event) => {
  if (event.data === "send") event.waitUntil(send());
});
addEventListener("sync", (event) => {
  if (event.tag === "deals") event.waitUntil(send());
});
