/* A conversation: Enter sends, drafts are kept in this browser, the end stays in sight. */
const composer = () => document.getElementById("_composer");
const area = () => composer()?.elements.text;
const place = (form) => `draft:${location.pathname}:${form.dataset.draft}`;

function keep() {
  const form = composer();
  if (!form) return;
  try {
    if (area().value.trim()) localStorage.setItem(place(form), area().value);
    else localStorage.removeItem(place(form));
  } catch { /* a browser that keeps nothing */ }
}

/* A draft that was sent after all, past this script, is one's own last message. */
function give() {
  const form = composer();
  if (!form || area().value) return;
  try {
    const draft = localStorage.getItem(place(form));
    const own = [...document.querySelectorAll(".chat-own:not(.chat-note) .chat-text")].at(-1)?.textContent ?? "";
    if (draft && draft.trim() !== own.trim()) area().value = draft;
    else localStorage.removeItem(place(form));
  } catch { /* as above */ }
}

const last = () => document.getElementById("newer");
const isAtEnd = () => Boolean(last()) && last().getBoundingClientRect().top < innerHeight;
const toEnd = () => last()?.scrollIntoView({ block: "end" });
function end() {
  const place = document.getElementById("unread");
  if (place) place.scrollIntoView({ block: "center" });
  else toEnd();
}

function tidy() {
  let last = "";
  for (const day of document.querySelectorAll(".chat-day")) {
    if (day.dataset.day === last) day.remove();
    last = day.dataset.day;
  }
}

addEventListener("input", (event) => { if (event.target === area()) keep(); });
addEventListener("change", ({ target }) => {
  if (target.dataset?.quick !== undefined && target.selectedOptions[0]?.dataset.text) {
    const text = area();
    text.setRangeText(target.selectedOptions[0].dataset.text, text.selectionStart, text.selectionEnd, "end");
    target.selectedIndex = 0;
    text.focus();
    keep();
  }
  if (target.type === "file" && target.form === composer()) showChosen();
});
function showChosen() {
  const form = composer();
  const { files } = form.elements.photo;
  const chosen = form.querySelector(".composer-chosen");
  chosen.hidden = !files.length;
  chosen.querySelector("span").textContent = files[0]?.name ?? "";
}
addEventListener("click", ({ target }) => {
  if (!target.closest?.(".composer-drop")) return;
  const { photo } = composer().elements;
  photo.value = "";
  photo.dispatchEvent(new Event("change", { bubbles: true }));
  area().focus();
});
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== area()) return;
  if (!matchMedia("(hover: hover) and (pointer: fine)").matches) return;
  event.preventDefault();
  composer().requestSubmit();
});

/* What a script does at once needs no button. */
const plain = () => document.querySelectorAll("[data-plain]").forEach((button) => { button.hidden = true; });

const isOfSent = (ctx) => ctx.sourceElement === composer() && ctx.response?.raw?.ok;

/* Not after the swap: where the bell has brought the message first, there is none. */
addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!isOfSent(ctx)) return;
  const form = composer();
  form.elements.idempotency_key.value = last().dataset.key;
  form.elements.photo.value = "";
  showChosen();
  area().value = "";
  area().removeAttribute("aria-invalid");
  form.querySelector(".errors")?.remove();
  document.title = document.title.replace(document.documentElement.dataset.error, "").trim();
  keep();
  area().focus({ preventScroll: true });
});

let follows = true;
addEventListener("htmx:before:swap", () => { follows = isAtEnd(); });
addEventListener("htmx:after:swap", ({ detail }) => {
  const { ctx } = detail;
  if (!document.getElementById("newer")) return;
  const isSent = isOfSent(ctx);
  if (isSent) document.getElementById("unread")?.remove();
  /* A refused answer leaves the chosen file where it is, but knows nothing of its name. */
  showChosen();
  const ready = document.getElementById("_ready");
  if (ready) {
    ready.elements.idempotency_key.value = document.getElementById("newer").dataset.key;
    ready.elements.seen.value = composer().elements.seen.value;
  }
  tidy();
  plain();
  if (isSent || follows) toEnd();
});
plain();
give();

/* Type and pictures make the page longer while it loads; whoever has moved meanwhile is left alone. */
let isMoved = false;
for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
  addEventListener(kind, () => { isMoved = true; }, { once: true, passive: true });
}
/* What was refused beside the conversation is to be seen first. */
const again = () => { if (!isMoved && !document.querySelector(".errors")) end(); };
again();
document.fonts?.ready.then(again);
addEventListener("load", again);
