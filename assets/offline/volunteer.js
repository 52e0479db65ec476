/* The volunteer's part as every screen sees it: which view is open, what it shows, and a clock that keeps it true. */
import { useEffect, useSyncExternalStore } from "react";
import { useLocation } from "react-router";
import { prefill } from "./check_in.js";
import { clock } from "./clock.js";
import { readLink } from "./codes.js";
import { contribute, redraw, thePack } from "./draw.js";
import { NO_HOURS, hoursView } from "./hours.js";
import { NO_SHIFTS, nearest, shiftsView } from "./shifts.js";
import { define, get, subscribe } from "./snapshot.js";
import { say } from "./speak.js";

const ID = /^#(lead=)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const FIRST_UI = { view: "", id: "", tab: "", only: "all", refused: new Set() };
let ui = FIRST_UI;
let made = {};
define({ shifts: NO_SHIFTS, my_hours: NO_HOURS });

/** The volunteer part of the pack; null for everybody else and while there is none. */
export const partNow = () => (get().mode === "tasks" ? (thePack()?.volunteer ?? null) : null);

/** Which view an address means: a shift, the leader's view of it, a scanned code, or the nearest shift. */
export function viewOf(hash) {
  const link = readLink(hash);
  if (link) return { view: "shift", id: link.shift, code: link.code };
  if (hash === "#now") return { view: "now", id: "" };
  const found = ID.exec(hash);
  return found ? { view: found[1] ? "lead" : "shift", id: found[2].toLowerCase() } : { view: "", id: "" };
}

contribute(({ pending, snap }) => {
  const part = snap.mode === "tasks" ? thePack()?.volunteer : null;
  if (!part) {
    made = {};
    return { shifts: NO_SHIFTS, my_hours: NO_HOURS };
  }
  const now = clock.now();
  if (ui.view === "now") {
    const near = nearest(part, { pending, now });
    ui = { ...ui, view: near ? (near.lead ? "lead" : "shift") : "", id: near?.id ?? "" };
    if (!near) setTimeout(() => say("还没有要签到的活动，先去报名", "No shift to check in to; sign up for one first"));
  }
  const minute = Math.floor(now / 60_000);
  if (made.part !== part || made.pending !== pending || made.minute !== minute || made.ui !== ui) {
    const led = part.shifts.find((s) => s.id === ui.id);
    const tab = ui.tab || (led && now > Date.parse(led.ends_at) ? "out" : "in");
    made = { part, pending, minute, ui, shifts: shiftsView(part, { pending, now, ui: { ...ui, tab } }), my_hours: made.part === part && made.minute === minute ? made.my_hours : hoursView(part.hours, now) };
  }
  return { shifts: made.shifts, my_hours: made.my_hours };
});

const show = (next) => {
  ui = { ...ui, ...next };
  redraw();
};
/** Arrivals, leaving, or the whole team, on the leader's view. */
export const showRoll = (tab) => show({ tab });
/** All open shifts, or those that fit me. */
export const showOnly = (only) => show({ only });
/** The leader leaves somebody out of the hours that are about to be confirmed, or takes them in again. */
export function leaveOut(id) {
  const refused = new Set(ui.refused);
  if (!refused.delete(id)) refused.add(id);
  show({ refused });
}
/** Whom the leader left out. */
export const leftOut = () => [...ui.refused];

function walk(hash) {
  const { code, ...next } = viewOf(hash);
  prefill(code ?? "");
  if (next.view === ui.view && next.id === ui.id) return;
  show({ ...next, tab: "", refused: new Set() });
  scrollTo(0, 0);
}

/** The volunteer's shifts, inside a component of a page that shows them. */
export function useShifts() {
  const { hash } = useLocation();
  useEffect(() => walk(hash), [hash]);
  return useSyncExternalStore(subscribe, () => get().shifts, () => NO_SHIFTS);
}
/** The volunteer's hours, inside a component. */
export const useHours = () => useSyncExternalStore(subscribe, () => get().my_hours, () => NO_HOURS);

if (typeof window !== "undefined") {
  setTimeout(redraw);
  setInterval(() => document.visibilityState === "visible" && get().mode === "tasks" && redraw(), 20_000);
}
