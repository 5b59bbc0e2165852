/* The camera fills the number field and sends its form. A photo and typing stay beside it. */
const FORMATS = ["qr_code", "aztec", "pdf417", "data_matrix", "code_128", "code_39", "ean_13", "ean_8", "itf"];
let detector;

function script(address) {
  return new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = address;
    tag.onload = resolve;
    tag.onerror = reject;
    document.head.append(tag);
  });
}

async function nativeFormats() {
  if (!("BarcodeDetector" in window)) return [];
  const known = await BarcodeDetector.getSupportedFormats();
  return FORMATS.filter((format) => known.includes(format));
}

/* The vendored reader fetches its WASM from a stranger unless told where ours is. */
async function makeDetector(box) {
  const formats = await nativeFormats();
  if (formats.includes("qr_code")) return new BarcodeDetector({ formats });
  await script(box.dataset.detector);
  BarcodeDetectionAPI.prepareZXingModule({ overrides: { locateFile: () => box.dataset.wasm } });
  return new BarcodeDetectionAPI.BarcodeDetector({ formats: FORMATS });
}

function stop(video) {
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  video.hidden = true;
}

async function read(box, video) {
  while (video.srcObject) {
    const [code] = video.readyState > 1 ? await detector.detect(video) : [];
    if (code && video.srcObject) {
      const input = document.getElementById(box.dataset.scanner);
      input.value = code.rawValue;
      stop(video);
      input.form.requestSubmit();
      return;
    }
    await new Promise((resolve) => { setTimeout(resolve, 120); });
  }
}

async function start(box) {
  const video = box.querySelector("video");
  const button = box.querySelector("[data-scan-start]");
  const message = box.querySelector("[data-scan-message]");
  button.hidden = true;
  message.textContent = "";
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    detector ??= await makeDetector(box);
    await read(box, video);
  } catch {
    stop(video);
    message.textContent = box.dataset.refused;
    box.querySelector("details").open = true;
  }
  button.hidden = false;
}

async function prepare(box) {
  box.dataset.ready = "";
  const button = box.querySelector("[data-scan-start]");
  button.hidden = false;
  button.addEventListener("click", () => start(box));
  const leave = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (leave?.state === "granted") start(box);
}

function look() {
  document.querySelectorAll("[data-scanner]:not([data-ready])").forEach(prepare);
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) document.querySelectorAll("[data-scanner] video").forEach(stop);
});
addEventListener("htmx:after:swap", look);
look();
