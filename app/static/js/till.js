/* The till speaks: a sound and a tremble when a result appears, and a quiet countdown to the end of undo. */
const KEY = "till-sound";
const silent = () => localStorage.getItem(KEY) === "off";
let audio;

/* good: two rising notes; bad: one low, long */
function play(kind) {
  if (!navigator.userActivation?.hasBeenActive) return;
  navigator.vibrate?.(kind === "good" ? 60 : [120, 80, 120]);
  if (silent()) return;
  audio ??= new AudioContext();
  const notes = kind === "good" ? [[660, 0], [990, 0.11]] : [[196, 0], [165, 0.2]];
  for (const [pitch, start] of notes) {
    const tone = audio.createOscillator();
    const loud = audio.createGain();
    const at = audio.currentTime + start;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.25, at);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.22);
    tone.connect(loud).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.24);
  }
}

/* The seconds are for the eye only; when they are over the way back is put away. */
function countDown(form) {
  const end = performance.now() + Number(form.dataset.undo) * 1000;
  const left = form.querySelector("[data-left]");
  const tick = () => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    if (seconds > 0 && form.isConnected) {
      left.textContent = String(seconds);
      setTimeout(tick, 1000);
    } else form.hidden = true;
  };
  tick();
}

function look() {
  for (const result of document.querySelectorAll("[data-result]:not([data-heard])")) {
    result.dataset.heard = "";
    play(result.dataset.result);
  }
  for (const form of document.querySelectorAll("[data-undo]:not([data-counting])")) {
    form.dataset.counting = "";
    countDown(form);
  }
}

for (const button of document.querySelectorAll("[data-sound]")) {
  const show = () => {
    const sign = button.querySelector("use");
    button.ariaPressed = String(!silent());
    sign.setAttribute("href", sign.getAttribute("href").replace(/#.*/, silent() ? "#mute" : "#sound"));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, silent() ? "on" : "off");
    show();
  });
  show();
}
for (const news of ["htmx:after:swap", "till:said"]) addEventListener(news, look);
look();

/* The till opens without a network too, and what it kept then is sent from any of its pages. */
async function stayReady(address) {
  await navigator.serviceWorker.register(address);
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage("send");
}
const app = document.querySelector("link[rel=manifest][data-worker]");
if (app && isSecureContext && "serviceWorker" in navigator) stayReady(app.dataset.worker).catch(() => {});
/* the next scan replaces what was refused */
document.querySelector("input[autofocus]")?.select();
