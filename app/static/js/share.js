/* The phone's own sheet for sending along, where there is one; copying stays beside it. */
document.querySelectorAll("[data-share]").forEach((button) => {
  const sent = { text: button.dataset.share, url: button.dataset.url };
  if (!navigator.share || navigator.canShare?.(sent) === false) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Who shuts the sheet has changed their mind: nothing to say.
    navigator.share(sent).catch(() => {});
  });
});
