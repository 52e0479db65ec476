/* Noticing that the browser cleared this phone's storage (D6). A mark with two numbers, when Linli first kept something
   here and how many records were unsent, lies in two other places; where one is left and the database is empty, the
   rest was cleared. It names nobody. Where the browser clears all three at once nothing can be noticed. */
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
  try {
    localStorage.setItem(NAME, mark);
  } catch {
    /* storage may be forbidden; the other place remains */
  }
  await (await globalThis.caches?.open(NAME))?.put("/linli-marker", new Response(mark)).catch(() => {});
}

async function readMarks() {
  const texts = [];
  try {
    texts.push(localStorage.getItem(NAME));
  } catch {
    /* as above */
  }
  const kept = await globalThis.caches?.open(NAME).then((cache) => cache.match("/linli-marker")).catch(() => null);
  texts.push((await kept?.text()) ?? null);
  return texts.map(readMark).filter(Boolean);
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
  const marks = await readMarks();
  if (!marks.length) return false;
  set({ vanished: Math.max(...marks.map((mark) => mark.unsent)) });
  return true;
}

/** It was read; from now on the mark counts anew. */
export async function vanishedRead() {
  set({ vanished: -1 });
  await leaveMark(get().waiting + get().refused);
}
