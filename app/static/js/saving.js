/* An iPad says that it is a Mac. Its own wallet comes first then, and no code for another phone. */
const save = document.querySelector("[data-save=desk]");
if (save && navigator.maxTouchPoints > 1 && navigator.userAgent.includes("Macintosh")) {
  save.querySelector(".save-take")?.remove();
  const own = save.querySelector("[data-wallet=apple]");
  if (own?.previousElementSibling?.matches(".save-of")) own.previousElementSibling.remove();
  if (own) save.querySelector(".save-ways").prepend(own);
}
