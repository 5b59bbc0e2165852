/* Focus, titles, double sends and dialogs. Everything here only smooths what works without it. */
const live = () => document.getElementById("live");

/* One send per form: a second submit is swallowed until the answer is here. */
function free(form) {
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[type=submit][aria-disabled]")) button.removeAttribute("aria-disabled");
}
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if ("leaves" in form.dataset) self.caches?.keys().then((names) => names.filter((name) => name.startsWith("card-")).forEach((name) => caches.delete(name)));
  form.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(free, 8000, form); // an answer that was a download leaves the page in place
}, true);
addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(free));
addEventListener("htmx:finally:request", () => document.querySelectorAll("form[aria-busy]").forEach(free));

/* After a swap focus is never lost, and the title says whether something is wrong. */
addEventListener("htmx:before:request", ({ detail }) => {
  if (!detail.ctx.sourceElement.closest("[data-live]")) live().replaceChildren(); // what the page asks by itself answers nobody
});
addEventListener("htmx:after:settle", ({ detail }) => {
  if (detail.task.type !== "main") return;
  const fresh = detail.newContent.filter((node) => node.nodeType === 1);
  const find = (what) => fresh.map((node) => (node.matches(what) ? node : node.querySelector(what))).find(Boolean);
  const summary = find(".errors");
  const lost = document.activeElement === document.body;
  const place = summary ?? find("h1") ?? (lost ? fresh[0] : null);
  if (!place?.isConnected || place.closest("#live, [role=log]")) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: place !== summary });
});
addEventListener("htmx:after:swap", ({ detail }) => {
  const prefix = document.documentElement.dataset.error;
  if (detail.ctx.title) return;
  const bare = document.title.replace(prefix, "").trim();
  document.title = document.querySelector(".errors") ? `${prefix} ${bare}` : bare;
});
addEventListener("htmx:error", ({ detail }) => {
  if (!(detail.error instanceof TypeError)) return;
  const box = document.createElement("p");
  box.className = "notice notice-bad";
  box.textContent = live().dataset.offline;
  live().replaceChildren(box);
});

/* A popover that is a dialog opens as a modal one: focus is trapped and comes back. */
addEventListener("click", (event) => {
  const button = event.target.closest?.("[popovertarget], [data-print], [data-copy]");
  if (!button) return;
  if ("print" in button.dataset) print();
  if (button.dataset.copy) copy(button);
  const dialog = document.getElementById(button.getAttribute("popovertarget"));
  if (dialog?.localName !== "dialog") return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else dialog.showModal();
});
async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  live().textContent = button.dataset.copied;
}
document.querySelectorAll("[data-print], [data-copy]").forEach((button) => { button.hidden = false; });
