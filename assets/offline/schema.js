/* The shape of the database on this phone, version by version: an upgrade adds, and never touches a record (D15). */

export const VERSION = 2;

/** Bring a database from `old` to VERSION. Version 1 had keys, packs and the outbox; 2 adds drafts and notes. */
export function upgrade(db, old) {
  if (old < 1) {
    db.createObjectStore("keys");
    db.createObjectStore("packs");
    db.createObjectStore("outbox", { keyPath: "id" });
  }
  if (old < 2) {
    db.createObjectStore("drafts");
    db.createObjectStore("notes");
  }
}
