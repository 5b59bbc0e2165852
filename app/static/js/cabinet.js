/* The card as an app: its worker, its update, its badge, the offer to install it. All of it may be missing. */
const app = document.querySelector("link[rel=manifest][data-worker]");
const { worker, scope, person, holder, opened, push } = app?.dataset ?? {};
const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
const post = (address, fields) => fetch(address, { method: "POST", headers: { "X-CSRFToken": token() }, body: new URLSearchParams({ idempotency_key: crypto.randomUUID(), ...fields }), redirect: "manual" });
const key = (name) => `${name}:${scope}`;

/* The new version comes when it is asked for, and the page starts anew with it. */
function offer(waiting) {
  const bar = document.querySelector("[data-update]");
  if (!bar) return;
  bar.hidden = false;
  bar.querySelector("button").addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("update");
  }, { once: true });
}

async function start() {
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const ready = (fresh) => fresh?.state === "installed" && navigator.serviceWorker.controller && offer(fresh);
  ready(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh.addEventListener("statechange", () => ready(fresh));
  });
  await tell(registration);
}

/* A browser tells one person. Whoever comes next asks anew; the same one goes on after signing in again. */
async function tell(registration) {
  const [whose, sent] = (localStorage.getItem(key("push")) ?? "").split(" ");
  if (!whose) return;
  const known = await registration.pushManager.getSubscription();
  if (whose !== person || !known || Notification.permission !== "granted") {
    localStorage.removeItem(key("push"));
    await known?.unsubscribe();
  } else if (sent !== holder) {
    const { endpoint, keys } = known.toJSON();
    await post(push, { endpoint, ...keys });
    localStorage.setItem(key("push"), `${person} ${holder}`);
  }
}

/* Opened from the home screen: what the business promises for that is asked for once. */
async function arrive() {
  const isApp = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
  if (!isApp || !new URLSearchParams(location.search).has("app") || localStorage.getItem(key("opened")) === person) return;
  await post(opened, {});
  localStorage.setItem(key("opened"), person);
}

addEventListener("beforeinstallprompt", (event) => {
  const button = document.querySelector("[data-install]");
  if (!button) return;
  event.preventDefault();
  button.hidden = false;
  button.addEventListener("click", async () => {
    await event.prompt();
    button.hidden = true;
  }, { once: true });
});

/* What waits to be read stands on the icon too, and follows the count on the page. */
const dock = document.getElementById("_dock");
const badge = () => navigator.setAppBadge?.(Number(dock.dataset.unread)).catch(() => {});

if (app) {
  if (dock) {
    badge();
    new MutationObserver(badge).observe(dock, { attributeFilter: ["data-unread"] });
  }
  let isLeaving = false;
  addEventListener("submit", ({ target }) => { isLeaving ||= "leaves" in target.dataset; });
  const later = () => {
    if (isLeaving) return;
    if ("serviceWorker" in navigator) start().catch(() => {});
    arrive().catch(() => {});
  };
  if (document.readyState === "complete") setTimeout(later, 300);
  else addEventListener("load", () => setTimeout(later, 300));
} else if (document.querySelector("[data-no-network]")) addEventListener("online", () => location.reload());
