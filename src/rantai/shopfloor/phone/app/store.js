/**
 * The phone's own database. A write is answered when it is on the flash, not before: a battery that
 * falls out loses nothing that the screen called saved.
 *
 * about: the lock, settings, the sealed day. facts: one sealed record each, with what sorts them
 * in the open. photos: sealed pictures and voices until the server has them.
 */

const NAME = "rantai-phone";
const STORES = ["about", "facts", "photos"];

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("about");
      request.result.createObjectStore("facts", { keyPath: "id" });
      request.result.createObjectStore("photos", { keyPath: "id" });
    };
    request.onsuccess = () => {
      // Another tab wants to wipe or to upgrade: let it.
      request.result.onversionchange = () => forget();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

function forget() {
  opened?.then((each) => each.close());
  opened = null;
}

/** @param {string} store @param {(each: IDBObjectStore) => void} change */
async function write(store, change) {
  const transaction = (await database()).transaction(store, "readwrite", { durability: "strict" });
  change(transaction.objectStore(store));
  return ended(transaction);
}

async function read(store, question) {
  const request = question((await database()).transaction(store).objectStore(store));
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} name */
export const about = (name) => read("about", (store) => store.get(name));
/** @param {string} name @param {unknown} value */
export const setAbout = (name, value) => write("about", (store) => store.put(value, name));

/** @param {"facts" | "photos"} store */
export const all = (store) => read(store, (each) => each.getAll());
export const get = (store, id) => read(store, (each) => each.get(id));
/** @param {"facts" | "photos"} store @param {object[]} rows  all of them or none */
export const put = (store, rows) => write(store, (each) => rows.forEach((row) => each.put(row)));
export const remove = (store, ids) => write(store, (each) => ids.forEach((id) => each.delete(id)));
export const keys = (store) => read(store, (each) => each.getAllKeys());

/** Facts and the files that belong to them: all of it or nothing. @param {object[]} facts @param {object[]} photos */
export async function putTogether(facts, photos) {
  const transaction = (await database()).transaction(["facts", "photos"], "readwrite", { durability: "strict" });
  facts.forEach((row) => transaction.objectStore("facts").put(row));
  photos.forEach((row) => transaction.objectStore("photos").put(row));
  return ended(transaction);
}

function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** Leave nothing of anyone on this phone. */
export async function wipe() {
  for (const store of STORES) await write(store, (each) => each.clear());
  forget();
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onblocked = resolve; // emptied already; the other tab's closing removes the shell of it
    request.onerror = () => reject(request.error);
  });
}
