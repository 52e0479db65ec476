/* Noticing that the browser cleared this phone's storage (D6). A mark with two numbers, when Linli first kept something
   here and how many records were unsent, lies in the Cache Storage beside it; where it is left and the database is empty,
   the rest was cleared. It names nobody. Where the browser clears both at once nothing can be noticed. */
import * as disk from "./db.js";
import { define, get, set } from "./snapshot.js";

const NAME = "linli-marker";
define({ vanished: -1, cannot: "" }); // how many unsent records were last known; -1 where nothing vanished

let said = "";
/** Leave the mark, or bring its count up to date. */
export async function leaveMark(unsent) {
  const installed = (await disk.getNote("installed")) ?? Date.now();
  await disk.putNote("installed", installed);
  const mark = JSON.stringify({ installed, unsent });
  if (mark === said || get().vanished >= 0) return;
  said = mark;
  await (await globalThis.caches?.open(NAME))?.put("/linli-marker", new Response(mark)).catch(() => {});
}

async function lastMark() {
  const kept = await globalThis.caches?.open(NAME).then((cache) => cache.match("/linli-marker")).catch(() => null);
  return readMark((await kept?.text()) ?? null);
}

/** A mark as it was left, or null; anything else that lies there is not believed. */
export function readMark(text) {
  try {
    const { installed, unsent } = JSON.parse(text);
    return Number.isSafeInteger(installed) && Number.isSafeInteger(unsent) && unsent >= 0 ? { installed, unsent } : null;
  } catch {
    return null;
  }
}

/** Whether something was kept here and is gone; says so. */
export async function lookForMark() {
  if (await disk.getNote("installed")) return false;
  const mark = await lastMark();
  if (!mark) return false;
  set({ vanished: mark.unsent });
  return true;
}

/** It was read; from now on the mark counts anew. */
export async function vanishedRead() {
  set({ vanished: -1 });
  await leaveMark(get().waiting + get().refused);
}
