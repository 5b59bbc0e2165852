/* What a till keeps without a network: its key, the signed limits, the deals. Page and worker share it. */
self.tillQueue = (slug) => {
  const NAME = `till-${slug}`;
  const KEPT_ROWS = 60;
  const BATCH = 50;
  const FRESH_MS = 30 * 60 * 1000;
  const encoder = new TextEncoder();

  function open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("meta");
        asked.result.createObjectStore("deals", { keyPath: "sequence" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  /* One transaction; done when it is on the disk, not when it was asked for. */
  async function run(stores, mode, work) {
    const db = await open();
    try {
      return await new Promise((resolve, reject) => {
        const whole = db.transaction(stores, mode, { durability: "strict" });
        const answer = work((store) => whole.objectStore(store));
        whole.oncomplete = () => resolve(answer?.result);
        whole.onabort = () => reject(whole.error ?? new DOMException("", "QuotaExceededError"));
        whole.onerror = () => reject(whole.error);
      });
    } finally {
      db.close();
    }
  }
  const get = (key) => run(["meta"], "readonly", (store) => store("meta").get(key));
  const set = (key, value) => run(["meta"], "readwrite", (store) => store("meta").put(value, key));
  const deals = () => run(["deals"], "readonly", (store) => store("deals").getAll());
  const put = (rows) => run(["deals"], "readwrite", (store) => {
    for (const row of rows) store("deals").put(row);
  });

  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  /* The private half cannot be taken out of the browser: what leaves it is signatures. */
  async function makeKey() {
    const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
    return { keys, publicKey: text(await crypto.subtle.exportKey("raw", keys.publicKey)) };
  }

  /* A bare number, as the server spells it: what a changing code proves cannot be checked here. */
  function compact(code) {
    const plain = code.replace(/[\s\-\u2010-\u2015\u2212.\u200b\ufeff]+/g, "").toUpperCase();
    return /^(?:T\d{10}|R\d{10}[A-Z2-7]{13}|G\d{28})$/.test(plain) ? plain.slice(1, 11) : plain;
  }

  async function mark(snapshot, code) {
    const key = await crypto.subtle.importKey("raw", encoder.encode(snapshot.salt), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(compact(code))));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, snapshot.mark_digits);
  }

  /* What this till may still spend from a card, and by which rules; null for a card it knows nothing of. */
  async function promise(code) {
    const snapshot = await get("snapshot");
    if (!snapshot || Date.now() > snapshot.ends_here) return null;
    const marked = await mark(snapshot, code);
    const limit = snapshot.limits[marked];
    if (!limit) return null;
    const [place, points, voucher] = limit;
    const used = (await get("used"))?.[marked] ?? 0;
    return { rules: snapshot.rules[place], left: Math.max(0, points - used), points, voucher, marked, ticket: snapshot.ticket };
  }

  /* The number is taken before the deal is signed: who dies in between leaves a gap, never two of one. */
  function save(deal, promised) {
    return navigator.locks.request(`${NAME}-write`, async () => {
      const device = await get("device");
      const sequence = ((await get("sequence")) ?? 0) + 1;
      await set("sequence", sequence);
      const told = { v: 1, device: device.id, sequence, at: Date.now(), ...deal };
      const snapshot = await get("snapshot");
      if (snapshot) told.snapshot = snapshot.ticket;
      if (deal.points) Object.assign(told, { limit: promised.points, voucher: promised.voucher, snapshot: promised.ticket });
      const body = JSON.stringify(told);
      const signature = text(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, device.keys.privateKey, encoder.encode(body)));
      await put([{ sequence, device: device.id, body, signature, state: "kept", words: "", at: told.at, kind: deal.kind, card: compact(deal.card ?? "").slice(-4), paid_minor: deal.paid_minor ?? 0, points: deal.points ?? 0, of_number: deal.of_number ?? "", of_sequence: deal.of_sequence ?? null }]);
      if (deal.points) {
        const used = (await get("used")) ?? {};
        await set("used", { ...used, [promised.marked]: (used[promised.marked] ?? 0) + deal.points });
      }
      return sequence;
    });
  }

  async function ask(address, options = {}) {
    const answer = await fetch(address, { cache: "no-store", redirect: "manual", headers: { Accept: "application/json" }, ...options });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Problem("sign-in");
    if (answer.status >= 500 || answer.status === 429) throw new Problem("later");
    const told = await answer.json().catch(() => { throw new Problem("later"); });
    if (!answer.ok) throw new Problem(told.code ?? "later", told.sentence);
    return told;
  }
  class Problem extends Error {
    constructor(code, sentence = "") {
      super(sentence);
      this.code = code;
    }
  }
  const post = (address, csrf, content) => ask(address, {
    method: "POST",
    headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(content),
  });

  /* In order and in batches; a lost answer costs a repeat, which the server knows by its number. */
  async function sendKept(urls, csrf) {
    for (;;) {
      const kept = (await deals()).filter((row) => row.state === "kept");
      if (!kept.length) return;
      const device = kept[0].device;
      const part = kept.filter((row) => row.device === device).slice(0, BATCH);
      const sent = part.map(({ body, signature }) => ({ body, signature }));
      const told = await post(urls.deals, csrf, { device, sent_at: Date.now(), deals: sent });
      await put(part.map((row, place) => {
        const { state, words, number } = told.deals[place];
        return { ...row, state, words, number, body: "", signature: "" };
      }));
    }
  }

  async function askAfter(urls) {
    const waiting = (await deals()).filter((row) => row.state === "waiting");
    if (!waiting.length) return;
    const { device } = waiting[0];
    const sequences = waiting.slice(0, 100).map((row) => row.sequence).join(",");
    const told = await ask(`${urls.hello}?device=${device}&sequences=${sequences}`);
    const found = new Map(told.deals.map((deal) => [deal.sequence, deal]));
    await put(waiting.filter((row) => found.has(row.sequence)).map((row) => ({ ...row, ...found.get(row.sequence) })));
  }

  async function forgetOld() {
    const done = (await deals()).filter((row) => row.state === "booked").slice(0, -KEPT_ROWS);
    if (done.length) await run(["deals"], "readwrite", (store) => { for (const row of done) store("deals").delete(row.sequence); });
  }

  /* Limits are taken when nothing is under way: what was spent by the old ones is then counted in the new. */
  async function refresh(urls) {
    const device = await get("device");
    const snapshot = await ask(`${urls.snapshot}?device=${device.id}`);
    snapshot.taken_here = Date.now();
    snapshot.ends_here = snapshot.taken_here + (snapshot.ends_at - snapshot.signed_at);
    await set("snapshot", snapshot);
    await set("used", {});
    await set("sequence", Math.max((await get("sequence")) ?? 0, snapshot.sequence));
  }

  /* Every page of the till asks for this: without anything to do it asks nobody. */
  async function isIdle() {
    if (!(await get("device"))) return true;
    const [snapshot, problem, rows] = [await get("snapshot"), await get("problem"), await deals()];
    const isOpen = rows.some((row) => row.state === "kept" || row.state === "waiting");
    return !isOpen && !problem && snapshot && Date.now() - snapshot.taken_here < FRESH_MS;
  }

  /* "" when all went well, else what stood in the way: offline, sign-in, later, or a refusal with its sentence. */
  function send(urls) {
    return navigator.locks.request(`${NAME}-send`, async () => {
      if (await isIdle()) return { code: "", isIdle: true };
      try {
        const { csrf } = await ask(urls.hello);
        await sendKept(urls, csrf);
        await askAfter(urls);
        await forgetOld();
        await refresh(urls);
        await set("problem", null);
        return { code: "" };
      } catch (error) {
        const problem = error instanceof Problem ? { code: error.code, sentence: error.message } : { code: "offline", sentence: "" };
        if (!(error instanceof Problem) && !(error instanceof TypeError)) throw error;
        await set("problem", problem);
        return problem;
      }
    });
  }

  async function register(urls, name) {
    const { csrf } = await ask(urls.hello);
    const { keys, publicKey } = await makeKey();
    const { device } = await post(urls.devices, csrf, { name, public_key: publicKey });
    await set("device", { id: device, name, keys });
    await set("sequence", 0);
    await set("snapshot", null);
    await refresh(urls);
    await navigator.storage?.persist?.();
  }

  return { get, deals, promise, save, send, register };
};
