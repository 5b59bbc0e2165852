/* The till without a network. Without this script, or over plain http, its page says so and leads back. */
const root = document.querySelector("[data-offline-till]");
const urls = JSON.parse(root.dataset.urls);
const queue = self.tillQueue(root.dataset.slug);
const find = (name) => root.querySelector(`[data-part=${name}]`);
const sum = (digits) => new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: root.dataset.currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
const [whole, exact] = [sum(0), sum(2)];
const money = (minor) => (minor % 100 ? exact : whole).format(minor / 100);
const number = new Intl.NumberFormat(document.documentElement.lang);
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
const show = (part, shown) => { find(part).hidden = !shown; };
const say = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
let offer = null;

/* Minor units of what was typed, or null. */
function minor(typed) {
  const found = typed.replace(/[\s\u00a0\u202f]/g, "").match(/^(\d{1,8})(?:[.,](\d{1,2}))?$/);
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
}

/* The most points for a sum: whole ones, within the limits of the rules and of this till (R12, R15). */
function most(total, promised) {
  if (!promised || total < promised.rules.least_minor) return 0;
  const { value_minor: value, share, most: cap, money_minor: least } = promised.rules;
  const rooms = [Math.floor((total * share) / (10000 * value)), Math.floor(Math.max(0, total - least) / value), promised.left];
  if (cap !== null) rooms.push(cap);
  return Math.max(0, Math.min(...rooms));
}

async function weigh() {
  const form = find("deal");
  const total = minor(form.elements.amount.value);
  const code = form.elements.code.value.trim();
  offer = null;
  if (!total || code.length < 4) return showOffer();
  const promised = await queue.promise(code);
  const points = most(total, promised);
  const value = promised?.rules.value_minor ?? 0;
  offer = { total, code, promised, points, paid: total - points * value };
  return showOffer();
}

function showOffer() {
  const form = find("deal");
  const plain = form.querySelector("[data-take=plain]");
  const spend = form.querySelector("[data-take=spend]");
  const note = form.querySelector("[data-note]");
  plain.textContent = offer ? say(root.dataset.plain, { money: money(offer.total) }) : root.dataset.save;
  spend.hidden = !offer?.points;
  plain.classList.toggle("btn-plain", Boolean(offer?.points));
  if (offer?.points) spend.textContent = say(root.dataset.spend, { points: number.format(offer.points), money: money(offer.paid) });
  note.textContent = !offer ? "" : offer.points ? say(root.dataset.limited, { points: number.format(offer.promised.left) }) : root.dataset.unknown;
}

function refuse(field, words) {
  const input = find("deal").elements[field];
  const place = document.getElementById(`${input.id}-error`);
  place.textContent = words;
  place.hidden = !words;
  input.setAttribute("aria-invalid", String(Boolean(words)));
  if (words) input.focus();
  return Boolean(words);
}

/* The page's own script holds a form that was sent; here the answer is at hand at once. */
function free(form) {
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

async function keep(deal, promised, figure, words) {
  try {
    await queue.save(deal, promised);
  } catch (error) {
    result("bad", root.dataset.notKept, "", error?.name === "QuotaExceededError" ? root.dataset.full : root.dataset.failed);
    return false;
  }
  result("good", root.dataset.kept, figure, words);
  wake();
  return true;
}

async function book(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  const form = find("deal");
  free(form);
  await weigh();
  const code = form.elements.code.value.trim();
  if (refuse("code", code.length < 4 || code.length > 64 ? root.dataset.needsCode : "")) return;
  if (refuse("amount", minor(form.elements.amount.value) ? "" : root.dataset.needsSum)) return;
  const points = event.submitter?.dataset.take === "spend" ? offer.points : 0;
  const paid = points ? offer.paid : offer.total;
  const deal = { kind: points ? "spend" : "earn", card: code, lines: [{ amount_minor: offer.total }], points, paid_minor: paid, number: form.elements.number.value.trim().slice(0, 64) };
  if (await keep(deal, offer.promised, money(paid), root.dataset.takeMoney)) {
    form.reset();
    offer = null;
    showOffer();
    form.elements.code.focus();
  }
}

async function giveBack(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  const form = event.target;
  free(form);
  const typed = form.elements.of_number.value.trim();
  if (typed) await keep({ kind: "refund", of_number: typed.slice(0, 64) }, null, typed, root.dataset.returned);
  form.reset();
}

function result(kind, title, figure, words) {
  const made = document.getElementById(`result-${kind}`).content.cloneNode(true);
  made.querySelector("h2").textContent = title;
  made.querySelector(".figure").textContent = figure;
  made.querySelector(".figure").classList.toggle("figure-long", figure.length > 7);
  made.querySelector("p:last-child").textContent = words;
  find("said").replaceChildren(made);
  dispatchEvent(new Event("till:said"));
}

function row(deal) {
  const made = document.getElementById(`row-${deal.state}`).content.cloneNode(true);
  const line = made.querySelector("li");
  const title = deal.kind === "refund" ? say(root.dataset.rowRefund, { number: deal.of_number || deal.of_sequence }) : money(deal.paid_minor);
  const about = [clock.format(deal.at), `№ ${deal.sequence}`];
  if (deal.card) about.push(`…${deal.card}`);
  if (deal.points) about.push(`\u2212${number.format(deal.points)}`);
  line.querySelector("b").textContent = title;
  line.querySelector("[data-about]").textContent = about.join(" · ");
  line.querySelector("[data-words]").textContent = deal.words ?? "";
  const back = line.querySelector("[data-back]");
  back.hidden = deal.kind === "refund" || !["kept", "booked"].includes(deal.state);
  back.addEventListener("click", () => keep({ kind: "refund", of_sequence: deal.sequence }, null, title, root.dataset.returned).then(draw));
  return made;
}

async function draw() {
  const device = await queue.get("device");
  const snapshot = await queue.get("snapshot");
  const problem = await queue.get("problem");
  const deals = (await queue.deals()).reverse();
  const waiting = deals.filter((deal) => deal.state === "kept").length;
  const isRevoked = problem?.code === "device_revoked" || problem?.code === "device_unknown";
  show("prepare", !device || isRevoked);
  for (const part of ["deal", "scanner", "refund"]) show(part, Boolean(device) && !isRevoked);
  show("offline", !navigator.onLine || problem?.code === "offline");
  show("sign-in", problem?.code === "sign-in" && navigator.onLine);
  show("problem", Boolean(problem?.sentence));
  find("problem").querySelector("p").textContent = problem?.sentence ?? "";
  show("stale", Boolean(device) && (!snapshot || Date.now() > snapshot.ends_here));
  show("waiting", waiting > 0);
  find("waiting").textContent = say(root.dataset.waiting, { count: number.format(waiting) });
  show("cheques", Boolean(device) || deals.length > 0);
  show("none", !deals.length);
  show("list", deals.length > 0);
  find("list").replaceChildren(...deals.slice(0, 100).map(row));
  show("rules", Boolean(snapshot?.rules.length));
  find("rules").querySelector("ul").replaceChildren(...(snapshot?.rules ?? []).map((rules) => {
    const line = document.createElement("li");
    line.textContent = rules.words;
    return line;
  }));
}

/* The worker sends, so that it also happens when this window is closed. */
async function wake() {
  await draw();
  const registration = await navigator.serviceWorker.ready;
  await registration.sync?.register("deals").catch(() => {});
  if (navigator.onLine) registration.active.postMessage("send");
}

async function prepare(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  const form = find("prepare");
  free(form);
  try {
    await queue.register(urls, form.elements.name.value.trim() || root.dataset.name);
    await navigator.serviceWorker.ready;
    result("good", root.dataset.prepared, "", root.dataset.preparedWords);
  } catch (error) {
    result("bad", root.dataset.notPrepared, "", error.message || root.dataset.failed);
  }
  wake();
}

if (isSecureContext && "serviceWorker" in navigator && "indexedDB" in self && navigator.locks) {
  show("unsupported", false);
  find("prepare").addEventListener("submit", prepare, true);
  find("deal").addEventListener("submit", book, true);
  find("deal").addEventListener("input", () => {
    find("said").replaceChildren();
    weigh();
  });
  root.querySelector("[data-form=refund]").addEventListener("submit", giveBack, true);
  addEventListener("online", wake);
  addEventListener("offline", draw);
  navigator.serviceWorker.addEventListener("message", draw);
  setInterval(() => { if (navigator.onLine) wake(); }, 60000);
  await navigator.serviceWorker.register(urls.worker);
  wake();
}
