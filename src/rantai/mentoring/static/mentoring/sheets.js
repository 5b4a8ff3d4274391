// Check sheets without a line: typed values and photos stay on this device until the server says
// "saved". A filled sheet waits in this browser's own database and is sent from whichever page of
// mentoring is open when the line is back; its identifier is made here, so twice sent is one sheet.
const FORMS = "rantai-sheets";
const AGAIN_MS = 15_000; // a tablet often does not say that its line is back

// What waits

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("rantai-sheets", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("sheets", { keyPath: "id" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function store(mode, act) {
  const deal = (await opened).transaction("sheets", mode, { durability: "strict" });
  const asked = act(deal.objectStore("sheets"));
  return new Promise((resolve, reject) => {
    deal.oncomplete = () => resolve(asked.result);
    deal.onerror = deal.onabort = () => reject(deal.error);
  });
}

const waiting = () => store("readonly", (sheets) => sheets.getAll());
const put = (sheet) => store("readwrite", (sheets) => sheets.put(sheet));
const drop = (id) => store("readwrite", (sheets) => sheets.delete(id));

// Sending

/** One sheet: its page is asked for first, for the token of whoever is signed in now. */
async function send(sheet) {
  let page;
  try {
    page = await fetch(sheet.address, { headers: { accept: "text/html" } });
  } catch {
    return { state: "no line" };
  }
  if (page.redirected || !page.ok) return { state: "signed out" };
  const form = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("form[data-keep]");
  if (form?.dataset.account !== sheet.account) return { state: "signed out" };
  const token = form.elements.csrfmiddlewaretoken.value;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  for (const [name, value] of sheet.entries) body.append(name, value);
  let answer;
  try {
    answer = await fetch(sheet.address, { method: "POST", body });
  } catch {
    return { state: "no line" };
  }
  if (!answer.redirected) return { state: "refused", token };
  if (!new URL(answer.url).pathname.startsWith(sheet.saved)) return { state: "signed out" };
  await drop(sheet.id);
  return { state: "saved", url: answer.url };
}

let isSending = false;

async function sendAll() {
  if (isSending) return;
  isSending = true;
  try {
    for (const sheet of await waiting()) {
      if (sheet.account !== account || sheet.refused) continue;
      const { state } = await send(sheet);
      if (state === "refused") await put({ ...sheet, refused: true });
      if (state === "no line") break;
    }
  } finally {
    isSending = false;
    await tell();
  }
}

// What is told of it

const told = document.querySelector("[data-sheets]");
const account = told?.dataset.account;

async function tell() {
  const mine = (await waiting()).filter((sheet) => sheet.account === account);
  told.hidden = !mine.length;
  told.querySelector("ul").replaceChildren(
    ...mine.map((sheet) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${sheet.address}#${sheet.id}`;
      link.textContent = sheet.words;
      line.append(sheet.refused ? link : sheet.words);
      line.append(` · ${sheet.refused ? told.dataset.refused : told.dataset.waits}`);
      return line;
    }),
  );
}

// Taking sheets along: the forms and all they load are kept, to be opened where there is no line

const take = document.querySelector("[data-take-along]");

async function takeAlong() {
  take.disabled = true;
  try {
    const cache = await caches.open(FORMS);
    for (const link of document.querySelectorAll("a[data-sheet]")) {
      const page = await fetch(link.href);
      if (!page.ok || page.redirected) throw new Error(page.statusText);
      const loaded = new DOMParser().parseFromString(await page.clone().text(), "text/html");
      const files = [...loaded.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")];
      await cache.addAll(files.map((each) => each.getAttribute("src") ?? each.getAttribute("href")));
      await cache.put(link.href, page);
    }
    take.textContent = take.dataset.taken;
  } catch {
    take.disabled = false;
    take.textContent = take.dataset.failed;
  }
}

// The form itself

const form = document.querySelector("form[data-keep]");
const place = form && `keep:${form.dataset.keep}`;

/** RFC 9562, version 7: in the order of time, so that the server's index stays dense. */
function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | BigInt((bytes[6] << 8) | bytes[7]));
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

const entries = () =>
  [...new FormData(form)].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && (typeof value === "string" || value.size),
  );

function keep() {
  try {
    localStorage.setItem(place, JSON.stringify(entries().filter(([, value]) => typeof value === "string")));
  } catch {
    // A full or forbidden store: the page still works, only without the safety net.
  }
}

function restore(values) {
  for (const [name, value] of values) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else if (field.type !== "file") field.value = value;
      else if (typeof value !== "string") {
        const files = new DataTransfer();
        files.items.add(value);
        field.files = files.files;
      }
      const fold = value && field.closest("details");
      if (fold) fold.open = true;
    }
  }
}

async function begin() {
  // A page that comes back with errors shows what was sent; nothing older may overwrite it.
  if (form.querySelector(".errors")) return;
  const wanted = (await waiting()).find((sheet) => `#${sheet.id}` === location.hash);
  const kept = wanted ? wanted.entries : JSON.parse(localStorage.getItem(place) ?? "null");
  // A kept page has the identifier it was kept with; every sheet begun here has one of its own.
  form.elements.visit_id.value = uuid7();
  if (!kept) return;
  restore(kept);
  form.querySelector("[data-kept-restored]").hidden = Boolean(wanted);
}

async function submit() {
  const sheet = {
    id: form.elements.visit_id.value,
    account: form.dataset.account,
    address: location.pathname,
    saved: form.dataset.saved,
    words: form.dataset.words,
    entries: entries(),
  };
  await put(sheet);
  localStorage.removeItem(place);
  const { state, url, token } = await send(sheet);
  if (state === "saved") return location.assign(url);
  if (state === "refused") {
    // Let the browser show the page with its reasons; what was typed comes back with it.
    await drop(sheet.id);
    form.elements.csrfmiddlewaretoken.value = token;
    return form.submit();
  }
  form.querySelector("[data-kept-waiting]").hidden = false;
  for (const part of form.querySelectorAll("fieldset[data-kept-fields]")) part.hidden = part.disabled = true;
  form.querySelector("[data-kept-waiting]").scrollIntoView({ block: "center" });
  return tell();
}

if (form) {
  begin();
  form.addEventListener("input", keep);
  form.querySelector("[data-kept-discard]").addEventListener("click", () => {
    localStorage.removeItem(place);
    location.reload();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
}
take?.addEventListener("click", takeAlong);
if (told) {
  navigator.serviceWorker?.register(told.dataset.worker, { scope: told.dataset.scope });
  tell().then(sendAll);
  window.addEventListener("online", sendAll);
  setInterval(async () => (await waiting()).length && sendAll(), AGAIN_MS);
}
