/* The phone's side as screens import it: it starts everything, and hands on what the other files do. */
import { clock } from "./clock.js";
import { database } from "./db.js";
import { changeUi, redraw, ui } from "./draw.js";
import { watchLock } from "./lock.js";
import { lookForMark } from "./marker.js";
import { home, openStored, refresh, watchLease } from "./pack.js";
import { subscribePrefs } from "./prefs.js";
import { closeRecord, count, onQueue, tellCannot } from "./queue.js";
import { choosePassword, followTabs, onLogin, tellLeft } from "./session.js";
import { get, onRoute, set } from "./snapshot.js";
import { listen } from "./speak.js";
import { triggers } from "./sync.js";
import { moveInPicture, noteView, route } from "./taps.js";
import { STEP } from "./view.js";
import { mayInstall, watchWorker } from "./worker.js";

export { dropDraft, drafts, loadDraft, saveDraft } from "./drafts.js";
export { contribute, onFresh, redraw, thePack } from "./draw.js";
export { askPin, cancelPin, enterPin, forgotPin, lockNow, onLock, pressKey, typePin } from "./lock.js";
export { vanishedRead } from "./marker.js";
export { refresh } from "./pack.js";
export {
  askGiveUp, closeRecord, correct, giveUpRecord, onCorrect, openRecord, pendingRecords, record, replaceRecord, send, sendAgain, takeBackRecord,
} from "./queue.js";
export { leaveAnyway, signIn, signOut, stay } from "./session.js";
export { useOffline } from "./snapshot.js";
export { say } from "./speak.js";
export {
  called, choose, more, openPicker, openTags, pickDoor, pickHouse, pickUnit, search, showTab, stepHouse, toggle, toggleShade,
} from "./taps.js";
export { install, update } from "./worker.js";

/** Everything that tells that there may be signal, that time has passed, or that somebody chose something. */
function watch() {
  addEventListener("beforeinstallprompt", mayInstall);
  addEventListener("offline", () => {
    set({ online: false });
    void count().catch(() => {});
    redraw();
  });
  addEventListener("keydown", moveInPicture);
  addEventListener("keydown", (event) => event.key === "Escape" && get().record.id && closeRecord());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && clock.rest());
  subscribePrefs(redraw);
  watchLock();
  followTabs();
  setInterval(() => void watchLease().catch(() => {}), 10_000);
}

async function boot() {
  listen({ "linli:signed-out": refresh, "linli:choose-password": choosePassword });
  set({ standalone: matchMedia("(display-mode: standalone)").matches, sign_in_error: new URLSearchParams(location.search).get("code") ?? "" });
  watch();
  watchWorker().catch(() => {});
  if (!(await tellCannot(database))) {
    await lookForMark().catch(() => {});
    if (!(await tellLeft())) return waitForSignal();
    await openStored().catch(() => {});
    await count().catch(() => {});
    redraw();
    noteView();
    if (get().mode !== "starting") home();
  }
  // The first screenful is drawn at once, the rest when the phone has time for it.
  setTimeout(() => {
    changeUi({ limit: Math.max(ui.limit, STEP) });
    redraw();
  }, 400);
  if (!onLogin()) await refresh();
  home();
  triggers(() => void (onLogin() ? 0 : refresh()));
}

/** Somebody left without signal: nothing opens before the server has heard of it. */
function waitForSignal() {
  if (!onLogin()) return location.replace("/login/");
  void count();
  triggers(() => void tellLeft());
}

onRoute(route);
onQueue(redraw);
if (typeof window !== "undefined") boot();
