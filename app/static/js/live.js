/* Badges and conversations that stay fresh while a page is open. A box says where to ask whether anything
   is new (data-live, data-word) and how often (data-every). Then it is fetched whole (data-fetch), and the
   page's parts (data-part) take over what is in the fetched ones, so that focus and scroll stay where they
   are; or a link in it is followed (data-click), which brings the box anew. */
const HIDDEN_MS = 15_000;
const SLOWEST_MS = 60_000;
const PATIENCE_MS = 8_000;
const RENEW_MS = 12 * 60_000;
const said = document.getElementById("live");
const watches = new Map();

class Watch {
  failures = 0;
  renewAt = performance.now() + RENEW_MS;

  constructor(box) {
    this.box = box;
    watches.set(box, this);
    this.plan();
  }

  get set() {
    return this.box.dataset;
  }

  plan(isNow = false) {
    clearTimeout(this.timer);
    const every = Number(this.set.every);
    const pace = document.hidden ? Math.max(every, HIDDEN_MS) : every;
    const wait = Math.min(pace * 2 ** this.failures, Math.max(pace, SLOWEST_MS)) * (0.9 + Math.random() / 10);
    this.timer = setTimeout(() => this.ask(), isNow ? 0 : wait);
  }

  async ask() {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      /* A link that is gone from the page would lead away from it. */
      if (await this.isNews() && this.box.isConnected) await (this.set.fetch ? this.take() : this.click());
      this.failures = 0;
    } catch {
      this.failures = Math.min(this.failures + 1, 6);
    }
    this.isAsking = false;
    tellConnection();
    if (this.box.isConnected && !this.isOver) this.plan();
    else watches.delete(this.box);
  }

  async isNews() {
    const isHeld = !this.set.fetch && document.hidden;
    if (performance.now() > this.renewAt) return !isHeld;
    const answer = await fetch(`${this.set.live}?n=${this.set.word}`, options({ credentials: "omit" }));
    if (answer.status === 204) return false;
    if (answer.status !== 200 && answer.status !== 404) throw new Error(answer.statusText);
    /* What is shown counts as read, so a conversation waits until somebody looks at it. */
    return !isHeld;
  }

  async take() {
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const answer = await fetch(this.set.fetch, options({ headers }));
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
    /* Signed out, or not theirs any more: the page stays as it is until it is used. */
    this.isOver = answer.redirected || answer.status !== 200;
    if (this.isOver) return;
    const place = document.createElement("template");
    place.innerHTML = await answer.text();
    const fresh = place.content.getElementById(this.box.id);
    const before = Number(this.set.unread);
    for (const { name, value } of fresh.attributes) this.box.setAttribute(name, value);
    this.renewAt = performance.now() + RENEW_MS;
    for (const part of fresh.querySelectorAll("[data-part]")) update(part);
    if (Number(this.set.unread) > before) said.textContent = this.set.said;
    count();
  }

  /* The link brings this box anew; while it does not, there is no connection. */
  async click() {
    const link = this.box.querySelector(this.set.click);
    const { promise, resolve, reject } = withResolvers();
    const timer = setTimeout(reject, PATIENCE_MS, new Error("late"));
    const done = ({ detail: { ctx } }) => { if (ctx.sourceElement === link) resolve(ctx.response?.raw); };
    addEventListener("htmx:finally:request", done);
    try {
      link.click();
      const answer = await promise;
      if (!answer || answer.status >= 500 || answer.status === 429) throw new Error("lost");
      this.isOver = !answer.ok;
    } finally {
      clearTimeout(timer);
      removeEventListener("htmx:finally:request", done);
    }
  }
}

function update(part) {
  for (const own of document.querySelectorAll(`[data-part="${CSS.escape(part.dataset.part)}"]`)) {
    if (own.innerHTML === part.innerHTML) continue;
    const focused = own.contains(document.activeElement) && document.activeElement.getAttribute("href");
    own.innerHTML = part.innerHTML;
    if (focused) own.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
}

function withResolvers() {
  const found = {};
  found.promise = new Promise((resolve, reject) => Object.assign(found, { resolve, reject }));
  return found;
}

function options(more) {
  return { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...more };
}

/* The title counts what waits, for whoever looks at another tab. */
function count() {
  const total = [...document.querySelectorAll("[data-unread]")].reduce((sum, box) => sum + Number(box.dataset.unread), 0);
  const bare = document.title.replace(/^\(\d+\) /, "");
  document.title = total ? `(${total}) ${bare}` : bare;
}

function tellConnection() {
  const isLost = [...watches.values()].some((watch) => watch.failures > 1);
  for (const line of document.querySelectorAll("[data-lost]")) line.hidden = !isLost;
}

function begin() {
  for (const box of document.querySelectorAll("[data-live]")) if (!watches.has(box)) new Watch(box);
}

const again = () => watches.forEach((watch) => watch.plan(true));
document.documentElement.classList.add("is-live");
begin();
count();
addEventListener("htmx:after:swap", begin);
addEventListener("online", again);
document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
addEventListener("pageshow", (event) => { if (event.persisted) again(); });
