/* IndexedDB on this phone: keys, sealed packs, drafts and the outbox. Everything personal in it is sealed by vault.js. */
import { openDB } from "idb";
import { VERSION, upgrade } from "./schema.js";

let opened;

/** The database of this phone; opened once, and again where the browser closed it. */
export function database() {
  opened ??= openDB("linli", VERSION, {
    upgrade,
    blocking(_old, _new, event) {
      event.target.close();
      opened = undefined;
    },
    terminated() {
      opened = undefined;
    },
  }).catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** Change several rows of a store in one transaction: a value is put, null is deleted. */
async function swapIn(store, changes) {
  const tx = (await database()).transaction(store, "readwrite", { durability: "strict" });
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) tx.store.delete(name);
    else tx.store.put(value, name);
  }
  await tx.done;
}

/** Where keys rest; `putOnce` never overwrites, so that two tabs agree on one key. */
export const keyShelf = {
  get: async (name) => (await database()).get("keys", name),
  putOnce: async (name, value) => {
    const tx = (await database()).transaction("keys", "readwrite", { durability: "strict" });
    if (!(await tx.store.get(name))) tx.store.put(value, name);
    await tx.done;
  },
  swap: (changes) => swapIn("keys", changes),
  update: async (name, change) => {
    const tx = (await database()).transaction("keys", "readwrite", { durability: "strict" });
    const value = change(await tx.store.get(name));
    if (value === undefined || value === null) tx.store.delete(name);
    else tx.store.put(value, name);
    await tx.done;
    return value;
  },
};

export const getPack = async (account) => (await database()).get("packs", account);
export const putPack = async (account, row) => (await database()).put("packs", row, account);
/** Whose account this phone is in; version 1 kept it beside the pack. */
export const lastAccount = async () => (await getNote("account")) ?? (await database()).get("packs", "last");
export const setLastAccount = (account) => putNote("account", account);

/** Forget every pack on this phone, every draft and their keys; unsent records and their keys are never touched (D5). */
export async function dropPacks({ account = false } = {}) {
  const tx = (await database()).transaction(["packs", "drafts", "keys", "notes"], "readwrite", { durability: "strict" });
  tx.objectStore("packs").clear();
  tx.objectStore("drafts").clear();
  tx.objectStore("keys").delete(IDBKeyRange.bound("safe:", "safe:\uffff"));
  if (account) tx.objectStore("notes").delete("account");
  await tx.done;
}

export const outboxRows = async () => (await database()).getAll("outbox");

/** Write new records, but only while the key that opens them is still on this phone. Rejects where it is gone. */
export async function addRecords(rows, keyName) {
  const tx = (await database()).transaction(["outbox", "keys"], "readwrite", { durability: "strict" });
  const there = await tx.objectStore("keys").get(keyName);
  for (const row of there ? rows : []) tx.objectStore("outbox").put(row);
  await tx.done;
  if (!there) throw new Error("the browser cleared this phone's storage");
}

/** Write outbox rows so that they survive a dead battery: the promise resolves when they are on the disk. */
export async function writeRows(rows) {
  const tx = (await database()).transaction("outbox", "readwrite", { durability: "strict" });
  for (const row of rows) tx.store.put(row);
  await tx.done;
}
export async function dropRows(ids) {
  const tx = (await database()).transaction("outbox", "readwrite");
  for (const id of ids) tx.store.delete(id);
  await tx.done;
}

/** The next number of a record: it only ever grows, also over a restart and a clock that was turned back. */
export async function nextSeq(now) {
  const tx = (await database()).transaction("notes", "readwrite", { durability: "strict" });
  const seq = Math.max(((await tx.store.get("seq")) ?? 0) + 1, now);
  tx.store.put(seq, "seq");
  await tx.done;
  return seq;
}

/** Small facts of this phone that tell nothing about anybody. */
export const getNote = async (name) => (await database()).get("notes", name);
export const putNote = async (name, value) => (await database()).put("notes", value, name);
export const dropNote = async (name) => (await database()).delete("notes", name);

export const getDraft = async (slot) => (await database()).get("drafts", slot);
export const allDrafts = async () => {
  const tx = (await database()).transaction("drafts");
  const [slots, rows] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
  return slots.map((slot, n) => [slot, rows[n]]);
};
export async function putDraft(slot, row) {
  const tx = (await database()).transaction("drafts", "readwrite", { durability: "strict" });
  tx.store.put(row, slot);
  await tx.done;
}
export async function deleteDrafts(slots) {
  const tx = (await database()).transaction("drafts", "readwrite");
  for (const slot of slots) tx.store.delete(slot);
  await tx.done;
}
