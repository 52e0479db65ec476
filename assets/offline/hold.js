/* What this page holds in memory of a person: whose account, the opened vaults, the pack. Emptied in one place when it locks. */

/** `safe` opens the pack and drafts, `box` opens the outbox; both are null while the phone is locked. */
export const held = { account: "", safe: null, box: null, pack: null, packTime: 0, device: "" };

/** Forget all of it, but for the account's id, by which the count of what waits is made. */
export function letGo() {
  Object.assign(held, { safe: null, box: null, pack: null, packTime: 0 });
}
