/* Checking a certificate's code without an account, what stands in public now, and one's own; nothing of it is kept on this device. */
import { useSyncExternalStore } from "react";

import { post } from "./feedback.js";

const EMPTY = { state: "", number: "", hours: "", first: "", last: "", issuer: "", issued_on: "", ended_on: "", titles: [] };
const FIRST = Object.freeze({ code: "", busy: false, error: "", lines: [], listed: "", mine: [], ...EMPTY });
let snap = FIRST;
const listeners = new Set();
function set(part) {
  snap = Object.freeze({ ...snap, ...part });
  for (const tell of listeners) tell();
}

/** The code in the address of the page, "" where there is none. */
export function codeIn(path) {
  const found = /^\/public\/certificates\/([^/]+)\/?$/.exec(path);
  if (!found) return "";
  try {
    return decodeURIComponent(found[1]).slice(0, 60);
  } catch {
    return "";
  }
}

/** Ask the server about a code. */
export async function checkCode(form) {
  const code = String(form.code ?? "").trim();
  if (snap.busy) return;
  set({ ...EMPTY, code, busy: true, error: "" });
  const { error, body } = await post("/api/certificates/check", { code });
  if (error) return set({ busy: false, error });
  set({ ...EMPTY, ...body, busy: false });
}

/** What stands in public for seven days. */
async function list() {
  try {
    const response = await fetch("/api/certificates/shown", { headers: { accept: "application/json" }, cache: "no-store" });
    if (!response.ok) throw new Error("refused");
    set({ lines: (await response.json()).lines, listed: "yes" });
  } catch {
    set({ listed: "no" });
  }
}

/** When the page opens: check the code that its address names; else show what stands in public. */
export function begin() {
  const code = codeIn(location.pathname);
  set({ ...FIRST, code });
  if (code) checkCode({ code });
  list();
}

/** One's own certificates, where there is signal; nothing is shown without. */
export async function loadMine() {
  try {
    const response = await fetch("/api/certificates", { headers: { accept: "application/json" }, cache: "no-store" });
    if (response.ok) set({ mine: (await response.json()).certificates });
  } catch {
    // No signal: the page stands without them.
  }
}

const subscribe = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};
/** The snapshot, inside a component. */
export const useCertificate = () => useSyncExternalStore(subscribe, () => snap, () => FIRST);
