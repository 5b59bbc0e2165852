/* The system's colour picker beside a colour in six signs. The field stays the truth: it is what is sent. */
document.documentElement.dataset.picks = "";
const shown = { brand_colour: "--brand", accent_colour: "--accent" };

addEventListener("input", ({ target }) => {
  if (!target.matches?.("[type=color][data-for]")) return;
  const field = document.getElementById(target.dataset.for);
  field.value = target.value;
  target.parentElement.querySelector("rect").setAttribute("fill", target.value);
  document.documentElement.style.setProperty(shown[field.name], target.value);
});
/* What was tried while choosing gives way to what the server has computed. */
addEventListener("htmx:after:settle", () => {
  Object.values(shown).forEach((name) => document.documentElement.style.removeProperty(name));
});
