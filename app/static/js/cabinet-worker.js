/* Keeps one card for the time without a network, and shows what a business tells. Its settings come before it, in self.shell. */
const { shell } = self;
const SHELL = `shell-${shell.slug}-${hash(JSON.stringify(shell))}`;
const MINE = `card-${shell.slug}-`;
const PATIENCE_MS = 8000;
const FRESH_MS = 600000;

function hash(text) {
  let sum = 5381;
  for (const letter of text) sum = (sum * 33 + letter.charCodeAt(0)) >>> 0;
  return sum.toString(16);
}
const drop = async (prefix, but) => Promise.all((await caches.keys()).filter((name) => name.startsWith(prefix) && name !== but).map((name) => caches.delete(name)));
const kept = (address) => caches.match(address, { ignoreVary: true });

/* A new worker waits until its page asks for it: what is open goes on as it was. */
addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(SHELL);
  await Promise.all(shell.files.map((file) => cache.add(file)));
  await keep().catch(() => {});
})()));
addEventListener("activate", (event) => event.waitUntil((async () => {
  await drop(`shell-${shell.slug}-`, SHELL);
  await clients.claim();
})()));
addEventListener("message", ({ data }) => { if (data === "update") skipWaiting(); });

/* The cache is named after who is signed in, so that nobody finds another's card. A page behind a redirect is
   nobody's; the second page is fetched when the first is kept, and tells whether they have left meanwhile. */
let hasLeft = false;
const page = (address) => fetch(address, { cache: "no-store", redirect: "error" });
async function keep() {
  const card = await page(shell.card);
  const holder = card.headers.get("Card-Holder");
  if (!card.ok || !holder) throw new Error(String(card.status));
  const cache = await caches.open(MINE + holder);
  await Promise.all((card.headers.get("Card-Files") ?? "").split(" ").filter(Boolean).map((file) => cache.add(file)));
  await cache.put(shell.card, card);
  const nothing = await page(shell.nothing).catch(() => null);
  const isGone = hasLeft || nothing?.headers.get("Card-Holder") !== holder;
  if (!isGone) await cache.put(shell.nothing, nothing);
  await drop(MINE, isGone ? "" : MINE + holder);
}

/* Whoever leaves leaves nothing behind. */
async function leave() {
  hasLeft = true;
  await drop(MINE);
  await drop(`shell-${shell.slug}-`);
  await navigator.clearAppBadge?.();
  await (await registration.pushManager?.getSubscription())?.unsubscribe();
  await registration.unregister();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && !/\.\w+$/.test(pathname)) event.respondWith(visit(event, request, pathname));
  else if (request.method === "GET" && /^\/static\/|\.(css|webp|png)$/.test(pathname)) event.respondWith(file(request));
});

async function visit(event, request, pathname) {
  const isRead = request.method === "GET";
  let answer;
  try {
    answer = await fetch(request, { signal: isRead ? AbortSignal.timeout(PATIENCE_MS) : undefined });
  } catch {
    if (!isRead) return Response.error();
    return (pathname === shell.home && await kept(shell.card)) || await kept(shell.nothing) || Response.error();
  }
  /* The card itself never redirects who is signed in; a form that leaves always does. */
  const isLeaving = pathname === shell.home ? isRead : !isRead && /\/(sign-out|erase\/code)$/.test(pathname);
  if (answer.type === "opaqueredirect" && isLeaving) await leave();
  else if (!isRead && pathname.endsWith("/erase")) await drop(MINE);
  else await welcome(event, answer);
  return answer;
}

/* Another person's card goes before this page is shown; a card that changed is fetched behind it. */
async function welcome(event, answer) {
  const holder = answer.headers.get("Card-Holder");
  if (!holder) return;
  hasLeft = false;
  await drop(MINE, MINE + holder);
  const known = await kept(shell.card);
  const isSame = known?.headers.get("Card-Version") === answer.headers.get("Card-Version");
  if (!isSame || Date.now() - Date.parse(known.headers.get("Date")) > FRESH_MS) event.waitUntil(keep().catch(() => {}));
}

/* Names of our files carry a hash of their content, so what is kept is right for ever. */
async function file(request) {
  return await kept(request) ?? fetch(request);
}

addEventListener("push", (event) => event.waitUntil(tell(event.data?.json() ?? {})));
async function tell({ title, body, path, stop, tag, unread }) {
  if (!title) return;
  if (unread) await navigator.setAppBadge?.(unread);
  const actions = stop ? [{ action: "stop", title: stop[0] }] : [];
  await registration.showNotification(title, { body, tag, icon: shell.icon, actions, data: { path, stop: stop?.[1] } });
  await keep().catch(() => {});
}

addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  event.waitUntil(open(action === "stop" ? notification.data.stop : notification.data.path));
});
async function open(path) {
  const target = new URL(path ?? shell.home, location.origin);
  const isOurs = target.origin === location.origin && target.pathname.startsWith(shell.root);
  const address = isOurs ? target.href : new URL(shell.home, location.origin).href;
  const windows = await clients.matchAll({ type: "window" });
  const here = windows.find((each) => each.url === address) ?? windows[0];
  if (!here) return clients.openWindow(address);
  await here.focus();
  return here.url === address ? here : here.navigate(address);
}
