/* Notifications on this device. The browser is asked only after a button was pressed. */
const root = document.querySelector("[data-mark]");
const place = root && document.querySelector("link[rel=manifest][data-worker]")?.dataset;
const can = isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.maxTouchPoints > 1 && navigator.userAgent.includes("Macintosh"));
const show = (...states) => { for (const part of root.querySelectorAll("[data-state]")) part.hidden = !states.includes(part.dataset.state); };
const worker = async () => {
  await navigator.serviceWorker.register(place.worker, { scope: place.scope });
  return navigator.serviceWorker.ready;
};

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/* The browser's own subscription; one made with a key that we have no more is made anew. */
async function subscribed(registration) {
  const key = bytes(root.dataset.push);
  const known = await registration.pushManager.getSubscription();
  const used = known?.options.applicationServerKey;
  if (used && String(new Uint8Array(used)) === String(key)) return known;
  await known?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function look() {
  if (!can) return show(isApple && !navigator.standalone ? "install" : "none");
  if (Notification.permission === "denied") return show("denied");
  const known = Notification.permission === "granted" && await (await worker()).pushManager.getSubscription();
  const isListed = document.querySelector("[data-here]");
  return show(known && isListed ? "on" : "ask");
}

async function ask(event) {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  if (await Notification.requestPermission() !== "granted") return look();
  try {
    const { endpoint, keys } = (await subscribed(await worker())).toJSON();
    Object.entries({ endpoint, ...keys }).forEach(([name, value]) => { form.elements[name].value = value; });
    localStorage.setItem(`push:${place.scope}`, root.dataset.mark);
    form.submit();
  } catch {
    form.removeAttribute("aria-busy");
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
    show("failed", "ask");
  }
  return undefined;
}

/* What is turned off here is off in the browser too. */
async function stop() {
  localStorage.removeItem(`push:${place.scope}`);
  await (await (await navigator.serviceWorker.getRegistration(place.scope))?.pushManager.getSubscription())?.unsubscribe();
}

if (place) {
  root.querySelector("form").addEventListener("submit", ask);
  document.querySelector("[data-here] form")?.addEventListener("submit", () => { stop().catch(() => {}); });
  look().catch(() => show("ask"));
}
