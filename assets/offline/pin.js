/* Trying a PIN: which ones are refused, how long to wait after wrong ones, and when the list is wiped. Each try is
   counted on the disk before its answer is known, so that killing the page wins nothing. */
import { WrongKey, openByPin } from "./vault.js";

export const FREE_TRIES = 5;
export const MOST_TRIES = 10;
const PAUSES = [30, 60, 300, 900, 1800]; // seconds, after the fifth wrong one and each further

/** Why a PIN cannot be chosen: "short", "simple", or nothing. */
export function unfit(pin) {
  if (!/^\d{6}$/.test(pin)) return "short";
  const steps = new Set([...pin].slice(1).map((d, n) => (Number(d) - Number(pin[n]) + 10) % 10));
  const run = steps.size === 1 && [0, 1, 9].includes([...steps][0]);
  const parts = pin.slice(0, 3) === pin.slice(3) || /^(\d\d)\1\1$/.test(pin) || /^(\d)\1\1(\d)\2\2$/.test(pin);
  return run || parts ? "simple" : "";
}

const pauseAfter = (tries) => (tries < FREE_TRIES ? 0 : 1000 * PAUSES[Math.min(tries - FREE_TRIES, PAUSES.length - 1)]);

/** What is known of wrong tries: how many are left, and how many ms to wait. A clock turned back starts the wait anew. */
export function standing(kept, now) {
  const tries = kept?.tries ?? 0;
  const pause = pauseAfter(tries);
  const since = now - (kept?.at ?? 0);
  const wait = pause === 0 ? 0 : since < 0 ? pause : Math.max(0, pause - since);
  return { tries, left: Math.max(0, MOST_TRIES - tries), wait };
}

/**
 * One try. `keys.update(name, fn)` reads and writes in one transaction.
 * @returns {Promise<{done:"open", vaults:object} | {done:"wrong"|"wait"|"over", left:number, wait:number}>}
 */
export async function tryPin(keys, account, pin, now) {
  const slot = `tries:${account}`;
  let before = null;
  const after = await keys.update(slot, (kept) => {
    before = standing(kept, now);
    return before.wait || !before.left ? kept : { tries: before.tries + 1, at: now };
  });
  if (!before.left) return { done: "over", left: 0, wait: 0 };
  if (before.wait) return { done: "wait", left: before.left, wait: before.wait };
  try {
    const vaults = await openByPin(keys, account, pin);
    await keys.swap({ [slot]: null });
    return { done: "open", vaults };
  } catch (error) {
    if (!(error instanceof WrongKey)) throw error;
    const { left, wait } = standing(after, now);
    return { done: left ? "wrong" : "over", left, wait };
  }
}
