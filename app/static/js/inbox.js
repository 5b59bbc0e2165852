/* Keys of the inbox: everything here is a link or a button on the page, too. */
const lines = () => [...document.querySelectorAll(".inbox .list-link")];
/* Taking a line on brings the page anew: whoever works by keys goes on where they were. */
const PLACE = "inbox-place";
function keepPlace(line) {
  try { sessionStorage.setItem(PLACE, line.getAttribute("href")); } catch { /* a browser that keeps nothing */ }
}
function takePlace() {
  try {
    const href = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    if (href) lines().find((line) => line.getAttribute("href") === href)?.focus();
  } catch { /* as above */ }
}
const keys = document.getElementById("keys");
function step(by) {
  const all = lines();
  const now = all.indexOf(document.activeElement);
  const next = now < 0 ? 0 : Math.min(Math.max(now + by, 0), all.length - 1);
  all[next]?.focus();
}
addEventListener("keydown", (event) => {
  const { target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || target.closest?.("input, textarea, select, [contenteditable]")) return;
  if (event.key === "?") return keys.open ? keys.close() : document.querySelector(".inbox-keys").click();
  // By place, not by letter: a Russian keyboard has the same keys.
  if (event.code === "KeyJ") step(1);
  else if (event.code === "KeyK") step(-1);
  else if (event.code === "KeyA") {
    const line = document.activeElement.closest("li");
    const take = line?.querySelector(".inbox-take");
    if (take) keepPlace(line.querySelector(".list-link"));
    take?.click();
  }
});
takePlace();
