/* IndexedDB on this phone: keys, sealed packs, the sealed outbox. Everything personal in it is sealed by vault.js. */
import { openDB } from "idb";

let opened;

/** The database of this phone; opened once. */
export function database() {
  opened ??= openDB("linli", 1, {
    upgrade(db) {
      db.createObjectStore("keys");
      db.createObjectStore("packs");
      db.createObjectStore("outbox", { keyPath: "id" });
    },
    blocking(_old, _new, event) {
      event.target.close();
      opened = undefined;
    },
  });
  return opened;
}

/** Where keys rest; `putOnce` never overwrites, so that two tabs agree on one key. */
export const keyShelf = {
  get: async (name) => (await database()).get("keys", name),
  putOnce: async (name, value) => {
    const tx = (await database()).transaction("keys", "readwrite", { durability: "strict" });
    if (!(await tx.store.get(name))) await tx.store.put(value, name);
    await tx.done;
  },
};

export const getPack = async (account) => (await database()).get("packs", account);
export const putPack = async (account, row) => (await database()).put("packs", row, account);
export const lastAccount = async () => (await database()).get("packs", "last");
export const setLastAccount = async (account) => (await database()).put("packs", account, "last");

/** Forget every pack on this phone; unsent records are never touched (D5). */
export async function dropPacks() {
  const db = await database();
  await db.clear("packs");
}

export const outboxRows = async () => (await database()).getAll("outbox");

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
