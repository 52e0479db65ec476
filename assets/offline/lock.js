/* The lock screen: it opens with the PIN, sets and changes it, and closes by itself after 15 minutes unused. */
import * as disk from "./db.js";
import { held } from "./hold.js";
import { standing, tryPin, unfit } from "./pin.js";
import { count } from "./queue.js";
import { clearPage, leave } from "./session.js";
import { define, get, set } from "./snapshot.js";
import { say } from "./speak.js";
import { hasPin, setPin } from "./vault.js";

const IDLE_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
/* state: none, locked, set. step: open (which PIN), old, new, again. forced: the list opens only with a PIN. */
const FIRST = Object.freeze({
  state: "none", step: "open", forced: false, pin: false, card: false, typed: "", error: "", left: 10, wait: 0, busy: false,
});
define({ lock: FIRST });
const put = (part) => set({ lock: Object.freeze({ ...get().lock, ...part }) });

let opened = async () => {};
/** `fn(vaults)` goes on where the lock was opened. */
export const onUnlock = (fn) => (opened = fn);
const closers = [];
/** `fn()` is called, and waited for, before everything personal leaves memory: save a draft, close a sheet. */
export const onLock = (fn) => closers.push(fn);

let secret = { old: "", first: "" };
const forget = () => (secret = { old: "", first: "" });

/* Unused for how long: the longer of what the clock and the stopwatch say, because either may have slept. */
let used = { wall: Date.now(), watch: performance.now() };
const touch = () => (used = { wall: Date.now(), watch: performance.now() });
const idle = () => Math.max(Math.abs(Date.now() - used.wall), performance.now() - used.watch);

function checkIdle() {
  if (get().lock.pin && get().lock.state !== "locked" && held.box && idle() > IDLE_MS) void lockNow();
}

let ticking = 0;
function wait(ms) {
  clearInterval(ticking);
  const end = performance.now() + ms;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    put({ wait: left });
    if (!left) {
      clearInterval(ticking);
      if (get().lock.error === "wait") put({ error: "" });
    }
  };
  tick();
  if (ms > 0) ticking = setInterval(tick, 1000);
}

/** Show the lock; nothing personal is in this page. */
export async function showLocked() {
  const { left, wait: ms } = standing(await disk.keyShelf.get(`tries:${held.account}`), Date.now());
  forget();
  clearPage({ mode: "locked", own_device: true, lock: { ...FIRST, state: "locked", pin: true, left } });
  if (ms) wait(ms);
  await count();
  if (!left) await over();
}

/** The button, and after 15 minutes unused. */
export async function lockNow() {
  if (!get().lock.pin) return ask("new");
  await Promise.allSettled(closers.map((close) => close()));
  await showLocked();
}

/** Ten wrong PINs: the list, the drafts and their keys go, the session ends. Unsent records stay sealed for their owner. */
const over = () => leave({ code: "pin_over" });

/** Whether a PIN has to be set now, or is only offered. The first day with a list goes without. */
export async function considerPin({ required, now }) {
  const account = held.account;
  const pin = await hasPin(disk.keyShelf, account);
  const slot = `first:${account}`;
  const first = (await disk.getNote(slot)) ?? now;
  await disk.putNote(slot, first);
  const forced = !pin && (!!required || now - first > DAY_MS);
  if (forced && get().lock.state === "none") return ask("new", true);
  if (get().lock.state === "none") put({ pin, card: !pin });
}

function ask(step, forced = false) {
  forget();
  put({ state: "set", step, forced, typed: "", error: "", busy: false });
}
export const askPin = () => ask(get().lock.pin ? "old" : "new");
export function cancelPin() {
  forget();
  if (!get().lock.forced) put({ state: "none", typed: "", error: "" });
}
/** Whoever forgot the PIN signs in with the password; unsent records still go out then. */
export const forgotPin = () => leave();

export function typePin(value) {
  if (get().lock.busy) return;
  const typed = String(value).replace(/\D/g, "").slice(0, 6);
  put({ typed, error: typed.length ? "" : get().lock.error });
  if (typed.length === 6) void enter(typed);
}
export const pressKey = (digit) => typePin(digit === "back" ? get().lock.typed.slice(0, -1) : get().lock.typed + digit);
export const enterPin = () => enter(get().lock.typed);

async function enter(pin) {
  if (get().lock.busy) return;
  put({ busy: true, error: "" });
  try {
    await STEPS[get().lock.step](pin);
  } catch {
    put({ error: "failure" });
  }
  put({ busy: false, typed: "" });
}

async function checked(pin) {
  const answer = await tryPin(disk.keyShelf, held.account, pin, Date.now());
  if (answer.done === "open") return answer.vaults;
  if (answer.done === "over") {
    await over();
    return null;
  }
  put({ error: answer.done, left: answer.left });
  wait(answer.wait);
  return null;
}

const STEPS = {
  open: async (pin) => {
    const vaults = await checked(pin);
    if (!vaults) return;
    touch();
    put({ ...FIRST, pin: true });
    await opened(vaults);
  },
  old: async (pin) => {
    if (!(await checked(pin))) return;
    secret.old = pin;
    put({ step: "new", left: FIRST.left, wait: 0 });
  },
  new: async (pin) => {
    const why = unfit(pin);
    if (why) return put({ error: why });
    secret.first = pin;
    put({ step: "again" });
  },
  again: async (pin) => {
    if (pin !== secret.first) return put({ step: "new", error: "differ" });
    await setPin(disk.keyShelf, held.account, { old: secret.old, pin, half: held.pack?.me.vault_half });
    forget();
    touch();
    put({ ...FIRST, pin: true });
    say("PIN 设好了", "The PIN is set");
  },
};

/** Watch for use and for the lack of it; timers alone do not run while a phone sleeps. */
export function watchLock() {
  for (const name of ["pointerdown", "keydown", "input"]) addEventListener(name, () => idle() <= IDLE_MS && touch(), { capture: true, passive: true });
  for (const name of ["pageshow", "focus"]) addEventListener(name, checkIdle);
  document.addEventListener("visibilitychange", checkIdle);
  setInterval(checkIdle, 15_000);
}
