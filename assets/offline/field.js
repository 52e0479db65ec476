/* The work at the door as every screen sees it: the day's list, and the way into the forms, whose code comes when one is opened. */
import { clock } from "./clock.js";
import { NO_SHEET } from "./draft_sheet.js";
import { drafts } from "./drafts.js";
import { contribute, onFresh, redraw } from "./draw.js";
import { onLock } from "./lock.js";
import { forgetOwn } from "./own.js";
import { onCorrect } from "./queue.js";
import { define, get, set } from "./snapshot.js";
import { say } from "./speak.js";
import { NO_TODAY, todayView } from "./today.js";
import "./frame.js";
import { NO_CASE, NO_CHECK, NO_EDIT, NO_HAZARD, NO_HOUR_FORM, NO_NEED, NO_PERSON, NO_TASK } from "./first.js";

const FIRST_UI = { tab: "due", mode: "all", surge: "" };
let ui = FIRST_UI;
let made = {};
define({ pauses: {}, today: NO_TODAY, half: [], sheet: NO_SHEET, trouble: NO_CASE, need: NO_NEED, hazard: NO_HAZARD, person: NO_PERSON, edit: NO_EDIT, task: NO_TASK, hour_form: NO_HOUR_FORM, check: NO_CHECK });

contribute(({ pack, day }) => {
  if (!pack) {
    made = {};
    forgetOwn();
    return { today: NO_TODAY, pauses: {} };
  }
  const minute = Math.floor(clock.now() / 60_000);
  if (made.pack !== pack || made.day !== day || made.ui !== ui || made.minute !== minute)
    made = { pack, day, ui, minute, today: todayView(pack, { day, now: clock.now(), ui }), pauses: Object.fromEntries(pack.residents.filter((r) => r.pauses_until).map((r) => [r.id, r.pauses_until])) };
  return { today: made.today, pauses: made.pauses };
});

const show = (part) => {
  ui = { ...ui, ...part };
  redraw();
};
export const showPart = (tab) => show({ tab });
export const showMode = (mode) => show({ mode });
export const showSurge = (id) => show({ surge: ui.surge === id ? "" : id, tab: "due" });

/** Sheets that were begun and not saved, for the line on Today. */
export async function countHalf() {
  const found = await drafts().catch(() => []);
  set({ half: found.filter((one) => one.key.startsWith("contact/")).map((one) => ({ id: one.value.id, name: one.value.name, masked: `${one.value.name[0]}**`, door: one.value.door })) });
}
onFresh(() => void countHalf());

let forms = null;
/** Do something in a form: `form("contact.open", id)`. The code of the forms is loaded once, also with no signal. */
export function form(verb, ...args) {
  forms ??= import("./forms.js");
  return forms.then((loaded) => loaded.act(verb, ...args)).catch((error) => {
    forms = null;
    console.warn("form", verb, error);
    say("这一页没打开，再点一次。", "This did not open. Tap once more.");
  });
}
onCorrect((row) => void form(`${{ contact: "contact", need: "need", hazard: "hazard", resident_edit: "person", attendance_in: "check", attendance_out: "check" }[row.kind]}.correct`, row));
export const printRoute = () => window.print();

onLock(() => {
  ui = FIRST_UI;
  made = {};
  forgetOwn();
});
// The clock of a search runs on the screen, and a new day begins at midnight.
if (typeof window !== "undefined") {
  setInterval(() => document.visibilityState === "visible" && get().mode === "pack" && redraw(), 30_000);
  setTimeout(() => void (forms ??= import("./forms.js").catch(() => (forms = null))), 4_000);
}
