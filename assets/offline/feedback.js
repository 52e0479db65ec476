/* What somebody writes to the district: kept in memory until the server has it, and the answer to who holds number and code. */
import { useSyncExternalStore } from "react";

const SLIP = /(?:^|; )linli_feedback=(F\d{11})\.([A-Z0-9]{4}-[A-Z0-9]{4})(?:;|$)/;
const FIRST = Object.freeze({
  about: "complaint", words: "", reach: "", busy: false, error: "", number: "", code: "",
  looking: false, look_error: "", found: "", answer: "", answered: "",
});
let snap = FIRST;
const listeners = new Set();
function set(part) {
  snap = Object.freeze({ ...snap, ...part });
  for (const tell of listeners) tell();
}

/** Number and code out of a cookie that a form without scripts was answered with; null where there is none. */
export function slipIn(cookies) {
  const found = SLIP.exec(cookies);
  return found ? { number: found[1], code: found[2] } : null;
}

/** Post to the server. @returns {Promise<{error: string, body: any}>} an error code, "offline" where nobody answered, or "" */
export async function post(path, data, ask = fetch) {
  let response;
  try {
    const headers = { "content-type": "application/json", accept: "application/json" };
    response = await ask(path, { method: "POST", headers, body: JSON.stringify(data), cache: "no-store" });
  } catch {
    return { error: "offline", body: {} };
  }
  const body = await response.json().catch(() => ({}));
  return { error: response.ok ? "" : (body.code ?? "failure"), body };
}

/** What is typed stays here, so that it is there again when the page is drawn anew. */
export const draft = (name, value) => {
  snap = Object.freeze({ ...snap, [name]: String(value?.target ? value.target.value : value) });
};

/** Send it; only an answer of the server empties the form. */
export async function sendFeedback(form) {
  if (snap.busy) return;
  const kept = { about: form.about ?? snap.about, words: form.words ?? "", reach: form.reach ?? "" };
  set({ ...kept, busy: true, error: "" });
  const { error, body } = await post("/api/feedback", kept);
  if (error) return set({ busy: false, error });
  set({ ...FIRST, number: body.number, code: body.code });
}

/** Write another one. */
export const another = () => set(FIRST);

/** Ask for the answer. */
export async function lookUp(form) {
  if (snap.looking) return;
  set({ looking: true, look_error: "", found: "", answer: "", answered: "" });
  const { error, body } = await post("/api/feedback/look", { number: form.number ?? "", code: form.code ?? "" });
  if (error) return set({ looking: false, look_error: error });
  set({ looking: false, found: body.state, answer: body.answer, answered: body.answered });
}

if (typeof window !== "undefined" && location.pathname.startsWith("/feedback")) {
  const slip = slipIn(document.cookie);
  if (slip) document.cookie = "linli_feedback=; path=/feedback; max-age=0; samesite=strict";
  const error = new URLSearchParams(location.search).get("error") ?? "";
  // After the first drawing, which has to be the one that the server sent.
  if (slip || error) setTimeout(() => set({ ...(slip ?? {}), error }));
}

const subscribe = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};
/** The snapshot, inside a component. */
export const useFeedback = () => useSyncExternalStore(subscribe, () => snap, () => FIRST);
