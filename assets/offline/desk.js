/* Lists that somebody at a desk sends: the file on its way, what it would change, taking it in, taking it back. */
import { useSyncExternalStore } from "react";

const FIRST = Object.freeze({
  stage: "", kind: "residents", name: "", percent: 0, done: 0, total: 0, error_zh: "", error_en: "", report: {
    rows: 0, new: 0, changed: 0, unchanged: 0, rows_refused: 0, repeated: 0, refused: [], refused_total: 0, warnings: [],
    columns_ignored: "", columns_refused: "", made: [], invited: 0,
  }, batch: "", id: "", history: [], history_state: "waiting", undoing: "", undone_zh: "", undone_en: "", undo_error_zh: "", undo_error_en: "",
});
let snap = FIRST;
let shownKind = ""; // which lists the open page is about
const listeners = new Set();
function set(part) {
  snap = Object.freeze({ ...snap, ...part });
  for (const tell of listeners) tell();
}

const NO_SIGNAL = { error_zh: "没连上服务器，文件还在你这里。再试一次。", error_en: "The server did not answer; the file is still yours. Try again." };
const GONE = { error_zh: "文件不在服务器上了：过了半小时，或在别的窗口换了文件。请重新选一次。", error_en: "The file is no longer on the server: half an hour is over, or another one was chosen in another window. Choose it again." };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ask the API; the answer's body, or null with the error on screen. */
async function ask(method, path) {
  let response;
  try {
    response = await fetch(path, { method, cache: "no-store" });
  } catch {
    set(NO_SIGNAL);
    return null;
  }
  if (response.status === 401) return void location.replace(`/login/?next=${encodeURIComponent(location.pathname)}`);
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  set(response.status === 404 ? { ...GONE, stage: "failed" } : { error_zh: body.zh ?? body.message ?? "", error_en: body.en ?? body.message ?? "" });
  return null;
}

/** Send a chosen file; the page shows how much has gone. @returns {Promise<string>} its id, or "" */
function upload(kind, file) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/imports?kind=${kind}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("accept-language", document.documentElement.lang.startsWith("en") ? "en" : "zh");
    request.upload.onprogress = (event) => event.lengthComputable && set({ percent: Math.floor((event.loaded / event.total) * 100) });
    request.onload = () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = {};
      }
      if (request.status === 202) return resolve(body.id);
      if (request.status === 401) return void location.replace(`/login/?next=${encodeURIComponent(location.pathname)}`);
      const said = body.message || NO_SIGNAL.error_zh;
      set({ stage: "failed", error_zh: said, error_en: body.message || NO_SIGNAL.error_en });
      resolve("");
    };
    request.onerror = () => {
      set({ stage: "failed", ...NO_SIGNAL });
      resolve("");
    };
    request.send(file);
  });
}

async function follow(id, stage) {
  for (;;) {
    const body = await ask("GET", `/api/imports/${id}`);
    if (snap.id !== id) return;
    if (!body) {
      if (snap.stage === "failed") return;
      await pause(2000); // a moment without signal; the server goes on meanwhile
      continue;
    }
    set({ stage: body.state, done: body.done, total: body.total, batch: body.batch ?? "", error_zh: body.error?.zh ?? "", error_en: body.error?.en ?? "" });
    if (body.report) set({ report: { ...FIRST.report, ...body.report } });
    if (body.state !== stage) break;
    await pause(400);
  }
  if (snap.stage === "done") await loadHistory();
  document.getElementById("desk-result")?.focus();
}

/** A file was chosen in the field with this id. */
export async function sendList(kind, field) {
  const input = document.getElementById(field);
  const file = input?.files?.[0];
  if (!file || snap.stage === "sending" || snap.stage === "taking") return;
  set({ ...FIRST, history: snap.history, history_state: snap.history_state, stage: "sending", kind, name: file.name });
  if (file.size > 64 * 1024 * 1024) {
    set({ stage: "failed", error_zh: "文件超过 64 MB，没有发。请分成几个文件。", error_en: "More than 64 MB; it was not sent. Split the file." });
  } else {
    const id = await upload(kind, file);
    if (id) {
      set({ stage: "reading", id });
      await follow(id, "reading");
    }
  }
  input.value = ""; // so that the same file can be chosen again after it was corrected
}

/** Take the previewed list in. */
export async function takeIn() {
  if (snap.stage !== "ready") return;
  set({ stage: "taking", done: 0 });
  if (await ask("POST", `/api/imports/${snap.id}/take`)) await follow(snap.id, "taking");
  else if (snap.stage === "taking") set({ stage: "ready" });
}

/** Put the list aside; nothing of it stays on the server. */
export async function putAside() {
  const { id } = snap;
  set({ ...FIRST, kind: snap.kind, history: snap.history, history_state: snap.history_state });
  if (id) await fetch(`/api/imports/${id}`, { method: "DELETE" }).catch(() => {});
}

/** The lists of the last months. */
export async function loadHistory(kind) {
  if (kind && kind !== shownKind) {
    shownKind = kind;
    set({ ...FIRST, kind });
  }
  if (kind && !snap.id) void resume(kind);
  const body = await ask("GET", `/api/batches?kind=${shownKind}`);
  set({ history: body ? body.batches : snap.history, history_state: body ? "there" : "failed" });
}

/** After a reload: a list that this person has sent is still on the server; go on where it is. */
async function resume(kind) {
  const body = await ask("GET", `/api/imports?kind=${kind}`);
  if (!body?.id || snap.id || snap.stage) return;
  set({ stage: body.state, kind, id: body.id });
  await follow(body.id, body.state);
}

/** Take a whole list back. */
export async function undoBatch(id) {
  if (snap.undoing) return;
  set({ undoing: id, undone_zh: "", undone_en: "", undo_error_zh: "", undo_error_en: "", error_zh: "", error_en: "" });
  const body = await ask("POST", `/api/batches/${id}/undo`);
  if (body && snap.batch === id) await putAside(); // what it offered is gone with it
  set({ undoing: "", undone_zh: body?.zh ?? "", undone_en: body?.en ?? "", undo_error_zh: body ? "" : snap.error_zh, undo_error_en: body ? "" : snap.error_en, error_zh: "", error_en: "" });
  await loadHistory();
}

const subscribe = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};
export const useDesk = () => useSyncExternalStore(subscribe, () => snap, () => FIRST);

/** Put a text where the person can paste it. */
export const copy = (text) => navigator.clipboard?.writeText(String(text)).catch(() => {});
