/* Half-filled forms, sealed like the pack: they outlive a call, a lock and a dead battery for seven days, per account. */
import * as disk from "./db.js";
import { held } from "./hold.js";

const KEEP_MS = 7 * 86_400_000;
const slotOf = (key) => `${held.account}:${key}`;

/** Keep what was typed so far; resolves when it is on the disk. Without an open vault nothing is kept. */
export async function saveDraft(key, value) {
  if (!held.safe) return false;
  const slot = slotOf(key);
  await disk.putDraft(slot, { at: Date.now(), sealed: await held.safe.seal(value) });
  return true;
}

async function opened(row) {
  if (!row || !held.safe || Date.now() - row.at > KEEP_MS) return null;
  return held.safe.unseal(row.sealed).catch(() => null);
}

/** What was typed, or null. */
export const loadDraft = async (key) => opened(await disk.getDraft(slotOf(key)));
export const dropDraft = async (key) => disk.deleteDrafts([slotOf(key)]);

/** All drafts of this account as [{key, at, value}], the newest first; those older than seven days are cleared. */
export async function drafts() {
  const all = await disk.allDrafts();
  const old = all.filter(([, row]) => Date.now() - row.at > KEEP_MS).map(([slot]) => slot);
  if (old.length) await disk.deleteDrafts(old);
  const own = all.filter(([slot]) => slot.startsWith(`${held.account}:`) && !old.includes(slot));
  const found = await Promise.all(own.map(async ([slot, row]) => ({ key: slot.slice(held.account.length + 1), at: row.at, value: await opened(row) })));
  return found.filter((one) => one.value !== null).sort((a, b) => b.at - a.at);
}
