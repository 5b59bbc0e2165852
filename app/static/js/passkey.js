/* Passkeys. Without them, or without this script, the code way stays. */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function read(options) {
  const listed = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = listed(options.allowCredentials);
  return read;
}

function written({ id, rawId, type, response }) {
  const answer = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = text(response[name]);
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: answer, clientExtensionResults: {} });
}

async function ask(form) {
  const asked = await fetch(form.dataset.passkey, { method: "POST", body: new FormData(form) });
  if (!asked.ok || asked.redirected) throw new Error(String(asked.status));
  const { id, options } = await asked.json();
  const publicKey = read(options);
  const made = options.user ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
  form.elements.challenge.value = id;
  form.elements.answer.value = written(made);
}

async function send(form) {
  const said = form.querySelector("[data-failed]");
  said.hidden = true;
  try {
    await ask(form);
    form.submit();
  } catch {
    said.textContent = said.dataset.failed;
    said.hidden = false;
    form.removeAttribute("aria-busy");
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
}

/* No device makes a passkey for an address in numbers. */
if (window.PublicKeyCredential && !/^[\d.]+$|:/.test(location.hostname)) {
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  });
  document.querySelectorAll("[data-no-passkey]").forEach((words) => { words.hidden = true; });
}
