/* What screens read: one snapshot, kept up to date from the pack, the outbox, the choices of this phone and taps. */
import { useEffect, useSyncExternalStore } from "react";
import { useLocation } from "react-router";
import * as disk from "./db.js";
import * as box from "./outbox.js";
import { getPrefs, setPref, subscribePrefs } from "./prefs.js";
import { flush, triggers } from "./sync.js";
import { canSeal, openVault } from "./vault.js";
import { FIRST_ROWS, NO_CARD, STEP, card, doors, index, list } from "./view.js";

const EMPTY_DOORS = { houses: [], units: [], floors: [], columns: 3, house: "", courtyard: "", building: "" };
const FIRST = Object.freeze({
  mode: "starting", online: true, name: "", account: "", area_name: "", people: 0, roles: "", role_list: [], own_device: false,
  waiting: 0, refused: 0, badge: "sent", fetched: "", persisted: true, text: "", tab: "list", groups: [], chips: [],
  found: 0, more: false, narrowed: false, doors: EMPTY_DOORS, peek: null, picking: false, card: NO_CARD, card_state: "none",
  route_id: "", shade: false, sign_in_error: "", busy: false, update: false, installable: false, standalone: false,
  records: [], toast_zh: "", toast_en: "",
});

let snap = FIRST;
let pack = null; // indexed, in memory only
let vault = null;
let accountId = "";
let ui = { text: "", filters: [], limit: FIRST_ROWS, house: "", unit: "", chosen: "", opened: "" };
let offset = 0; // server time minus phone time, in ms
let seq = 0;
const listeners = new Set();

function set(part) {
  snap = Object.freeze({ ...snap, ...part });
  for (const tell of listeners) tell();
}

function draw() {
  const prefs = getPrefs();
  const shade = prefs.shade === "on" || (prefs.shade === "auto" && /\b(street|district)\b/.test(snap.roles));
  const next = { shade, text: ui.text };
  if (pack && snap.mode === "pack") {
    Object.assign(next, list(pack, ui));
    if (snap.tab === "doors") {
      const { peek, ...picture } = doors(pack, ui);
      Object.assign(next, { doors: picture, peek });
    }
    const found = snap.route_id ? card(pack, snap.route_id, { opened: ui.opened === snap.route_id }) : null;
    next.card = found ?? NO_CARD;
    next.card_state = !snap.route_id ? "none" : !found ? "missing" : !found.detail && snap.online ? "server" : "open";
  } else next.card_state = snap.route_id ? "server" : "none";
  set(next);
}

const clock = (at) => new Date(at + 8 * 3_600_000).toISOString().slice(11, 16).replace(/^0/, "");

async function countOutbox() {
  const rows = await disk.outboxRows();
  const { waiting, refused } = box.counts(rows, accountId);
  const badge = refused ? "refused" : !snap.online ? "offline" : waiting ? "waiting" : "sent";
  const records = rows
    .filter((row) => row.account === accountId)
    .sort((a, b) => b.at - a.at)
    .slice(0, 50)
    .map((row) => ({ id: row.id, kind: row.kind, state: row.state, code: row.code ?? "", receipt: String(row.receipt ?? ""),
      at: clock(row.at), received: row.received_at ? clock(Date.parse(row.received_at)) : "" }));
  set({ waiting, refused, badge, records });
}

/** Write down what was looked at or dialled. It is on the disk before the promise resolves; then it is sent. */
export async function record(kind, payload) {
  if (!vault || !accountId) return;
  seq = Math.max(seq + 1, Date.now());
  const row = box.add({ id: crypto.randomUUID(), kind, payload, account: accountId, now: Date.now(), seq, offset });
  const { record: envelope, ...plain } = row;
  await disk.writeRows([{ ...plain, kind, sealed: await vault.seal({ record: envelope }) }]);
  await countOutbox();
  void send();
}

let sending = null;
/** Send what waits; several triggers at once share one run. */
export function send() {
  sending ??= (async () => {
    if (!vault || !accountId) return;
    const outcome = await flush({
      rows: disk.outboxRows, write: disk.writeRows, drop: disk.dropRows, unseal: (row) => vault.unseal(row.sealed),
      account: accountId, device: registered, now: Date.now,
      post: (body) =>
        fetch("/api/sync", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (outcome === "offline") set({ online: false });
    if (outcome === "done") set({ online: true });
    await countOutbox();
  })().finally(() => {
    sending = null;
  });
  return sending;
}

function adopt(body, fetchedAt) {
  pack = index(body);
  set({
    mode: "pack", name: body.me.name, account: body.me.account, roles: body.me.roles.join(" "), role_list: body.me.roles,
    area_name: body.grids.map((g) => g.name).join(" "), people: body.residents.length, own_device: true,
    fetched: clock(fetchedAt),
  });
}

async function openStored() {
  const account = await disk.lastAccount();
  if (!account || !canSeal()) return null;
  const row = await disk.getPack(account);
  if (!row) return null;
  accountId = account;
  vault = await openVault(disk.keyShelf, account);
  // The lease is the limit of use without contact; a clock that was turned back does not stretch it.
  if (Date.now() > Date.parse(row.lease) || Date.now() < row.at - 300_000) return { row, over: true };
  adopt(await vault.unseal(row.sealed), row.at);
  return { row, over: false };
}

/** Ask the server for the pack; what is on the phone stays on screen meanwhile. */
export async function refresh() {
  const known = accountId ? await disk.getPack(accountId) : null;
  let response;
  try {
    const headers = known?.etag && pack ? { "if-none-match": known.etag } : {};
    response = await fetch("/api/pack", { headers, cache: "no-store" });
  } catch {
    return lost(known);
  }
  if (response.status === 401) {
    const said = await response.json().catch(() => ({}));
    return ended(said.code === "device_lost");
  }
  if (response.status === 403) {
    const said = await response.json().catch(() => ({}));
    if (said.code === "must_change") return choosePassword();
    // Whoever has left keeps no list, at once; what was recorded and not sent yet stays, and can still be handed in.
    pack = null;
    await disk.dropPacks().catch(() => {});
    return set({ mode: "ended", online: true });
  }
  const lease = response.headers.get("linli-lease-until");
  if ((!response.ok && response.status !== 304) || !lease) return lost(known);
  offset = Date.parse(response.headers.get("linli-time")) - Date.now();
  set({ online: true });
  if (response.status === 304) {
    await disk.putPack(accountId, { ...known, lease, at: Date.now() });
    set({ fetched: clock(Date.now()) });
  } else await keep(await response.json(), response.headers.get("etag"), lease);
  await countOutbox();
  draw();
  void send();
}

async function keep(body, etag, lease) {
  accountId = body.me.id;
  if (!body.me.carries_pack || !canSeal()) {
    pack = null;
    await disk.dropPacks();
    set({
      mode: body.me.sees_residents ? "server" : "none", name: body.me.name, account: body.me.account,
      roles: body.me.roles.join(" "), role_list: body.me.roles, area_name: body.me.area_name, own_device: body.me.own_device,
    });
    return;
  }
  vault = await openVault(disk.keyShelf, accountId);
  if ((await disk.lastAccount()) !== accountId) await disk.dropPacks();
  await disk.putPack(accountId, { sealed: await vault.seal(body), etag, lease, at: Date.now() });
  await disk.setLastAccount(accountId);
  adopt(body, Date.now());
  set({ persisted: (await navigator.storage?.persist?.()) ?? true });
  void registerPhone().catch(() => {});
}

let registered = "";
/** Tell the server once which phone this is, so that its owner can report it as lost from another one. */
async function registerPhone() {
  if (!registered) {
    const slot = `phone:${accountId}`;
    await disk.keyShelf.putOnce(slot, crypto.randomUUID());
    registered = await disk.keyShelf.get(slot);
  }
  const facts = snap.standalone ? "home screen" : "browser";
  await fetch("/api/device", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ id: registered, name: "", facts }),
  });
}

async function lost(known) {
  set({ online: false });
  if (!pack) set({ mode: known ? "lease_over" : "nothing" });
  await countOutbox();
  draw();
}

/** A first password has to be changed before anything else opens. */
function choosePassword() {
  if (!location.pathname.startsWith("/login")) location.replace("/login/#change");
}

/** The session is over: the pack leaves this phone, unsent records stay sealed until their owner is back.
    A phone that was reported as lost says that the list is gone. */
async function ended(lost = false) {
  pack = null;
  await disk.dropPacks().catch(() => {});
  if (lost) await fetch("/api/device/wiped", { method: "POST" }).catch(() => {});
  set({ mode: "signed_out" });
  if (!/^\/((login|feedback|privacy)\/?)?$/.test(location.pathname)) {
    location.replace(`/login/?next=${encodeURIComponent(location.pathname)}`);
  }
}

/** From the sign-in page to the page this person uses most. */
export async function signIn(form) {
  if (snap.busy) return;
  set({ busy: true, sign_in_error: "" });
  try {
    const next = new URLSearchParams(location.search).get("next") ?? "";
    const body = { account: form.account ?? "", password: form.password ?? "", own: !!form.own, own_shown: true, next };
    const response = await fetch("/api/session", {
      method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) return set({ busy: false, sign_in_error: answer.code ?? "failure" });
    location.replace(answer.next);
  } catch {
    set({ busy: false, sign_in_error: "offline" });
  }
}

/** Leave this phone: the pack goes at once, also with no signal; the session ends as soon as the server hears of it. */
export async function signOut(everywhere = false) {
  set({ busy: true });
  await send();
  let heard = false;
  try {
    heard = (await fetch(`/api/session${everywhere ? "?everywhere=true" : ""}`, { method: "DELETE" })).ok;
  } catch {
    heard = false;
  }
  if (!heard) return set({ busy: false, sign_in_error: "sign_out_offline" });
  pack = null;
  await disk.dropPacks();
  location.replace("/login/");
}

/** From the bare address to where this person works. */
function home() {
  if (location.pathname !== "/") return;
  if (snap.mode === "signed_out") location.replace("/login/");
  else if (snap.mode === "pack" || snap.mode === "server") location.replace("/residents/");
  else if (snap.mode === "none") location.replace(snap.role_list.includes("auditor") ? "/audit/" : "/me/");
  else if (snap.mode !== "starting") location.replace("/residents/");
}

/* Taps. */
export const search = (text) => {
  ui = { ...ui, text: String(text), limit: STEP };
  if (ui.text && snap.tab !== "list") set({ tab: "list" });
  draw();
};
export const toggle = (code) => {
  const on = ui.filters.includes(code);
  ui = { ...ui, filters: on ? ui.filters.filter((f) => f !== code) : [...ui.filters, code], limit: STEP };
  if (!on && /^[A-Z]\d\d$/.test(code)) void record("view", { filter: code });
  draw();
};
export const more = () => {
  ui = { ...ui, limit: ui.limit + STEP };
  draw();
};
export const showTab = (tab) => {
  set({ tab });
  draw();
};
export const pickHouse = (house) => {
  ui = { ...ui, house, unit: "", chosen: "" };
  set({ picking: false });
  draw();
};
export const stepHouse = (by) => {
  const houses = snap.doors.houses;
  const at = houses.findIndex((h) => h.on);
  pickHouse(houses[(at + by + houses.length) % houses.length]?.key ?? "");
};
export const pickUnit = (unit) => {
  ui = { ...ui, unit, chosen: "" };
  draw();
};
export const pickDoor = (key) => {
  ui = { ...ui, chosen: key };
  draw();
};
export const openPicker = () => set({ picking: !snap.picking });
export const openTags = () => {
  ui = { ...ui, opened: snap.route_id };
  void record("reveal", { resident_id: snap.route_id, what: "tags", purpose: "card" });
  draw();
};
export const called = (id, whom) => void record("call", { resident_id: id, whom });
export const toggleShade = () => setPref("shade", snap.shade ? "off" : "on");
export const choose = (name, value) => setPref(name, value);

/** Arrow keys move between the doors of the picture, as in a grid; Enter opens. */
function moveInPicture(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const here = document.activeElement?.closest("[data-cell]");
  if (!step || !here) return;
  event.preventDefault();
  const [floor, column] = here.dataset.cell.split(":").map(Number);
  document.querySelector(`[data-cell="${floor + step[0]}:${column + step[1]}"]`)?.focus();
}

let toastTimer = 0;
/** One sentence above the tabs, in both languages; it goes by itself after six seconds. */
export function say(zh, en) {
  clearTimeout(toastTimer);
  set({ toast_zh: String(zh), toast_en: String(en) });
  toastTimer = setTimeout(() => set({ toast_zh: "", toast_en: "" }), 6000);
}

/** Reflex runs what a server sends with `eval`, which our content policy forbids, and rightly: anything could come.
    Two words of our own are understood before it; whatever else comes is left to the policy. */
const evaluate = globalThis.eval;
function hear(code) {
  if (typeof code !== "string") return code;
  if (code === "linli:signed-out") return void refresh();
  if (code === "linli:choose-password") return choosePassword();
  if (code.startsWith("linli:say:")) {
    const { zh, en } = JSON.parse(code.slice("linli:say:".length));
    return say(zh, en);
  }
  return evaluate(code); // which the content policy refuses; only a developer's tools may
}

let installPrompt = null;
export async function install() {
  await installPrompt?.prompt();
  installPrompt = null;
  set({ installable: false });
}

let waitingWorker = null;
let asked = false;
/** The new version takes over when somebody asks for it, never in the middle of a form. */
export function update() {
  asked = true;
  waitingWorker?.postMessage({ type: "SKIP_WAITING" });
}

async function watchWorker() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const look = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    waitingWorker = registration.waiting;
    set({ update: true });
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  look();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && registration.update().catch(() => {}));
}

async function boot() {
  globalThis.eval = hear;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installPrompt = event;
    set({ installable: true });
  });
  addEventListener("offline", () => {
    set({ online: false });
    void countOutbox();
    draw();
  });
  addEventListener("keydown", moveInPicture);
  subscribePrefs(draw);
  set({ standalone: matchMedia("(display-mode: standalone)").matches, sign_in_error: new URLSearchParams(location.search).get("code") ?? "" });
  watchWorker().catch(() => {});
  const stored = await openStored().catch(() => null);
  if (stored && !stored.over) {
    draw();
    noteView();
    home();
    await countOutbox();
  }
  // The first screenful is drawn at once, the rest when the phone has time for it.
  setTimeout(() => {
    ui = { ...ui, limit: Math.max(ui.limit, STEP) };
    draw();
  }, 400);
  if (!location.pathname.startsWith("/login")) await refresh();
  home();
  triggers(() => void (location.pathname.startsWith("/login") ? 0 : refresh()));
}

let viewed = "";
function noteView() {
  if (snap.mode !== "pack" || !snap.route_id || viewed === snap.route_id || snap.card_state !== "open") return;
  viewed = snap.route_id;
  void record("view", { resident_id: snap.route_id });
}

/** Where the person is: the id in the address decides which card is open. */
function route(pathname) {
  const id = /^\/residents\/([0-9a-f-]{36})\/?$/.exec(pathname)?.[1] ?? (/^\/residents\/[^/]+/.test(pathname) ? "unknown" : "");
  if (id === snap.route_id) return;
  if (!id) viewed = "";
  set({ route_id: id });
  draw();
  noteView();
}

if (typeof window !== "undefined") boot();

const subscribe = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

/** The snapshot, inside a component. */
export function useOffline() {
  const { pathname } = useLocation();
  useEffect(() => route(pathname), [pathname]);
  return useSyncExternalStore(subscribe, () => snap, () => FIRST);
}
