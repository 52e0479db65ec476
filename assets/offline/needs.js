/* Needs and errands on the phone: the moves that are allowed, what each must bring along, and the lists. The twin of app/rules/needs.py. */
import { addDays } from "./owed.js";

const to = (state, ...from) => Object.fromEntries(from.map((f) => [f, state]));
const OPEN = ["claimed", "planned", "doing", "waiting"];
const OFFICE = ["accepted", "collecting", "submitted", "supplement"];
export const MOVES = {
  need: {
    claim: to("claimed", "new", ...OPEN, "unmet"),
    plan: to("planned", "new", ...OPEN, "unmet"),
    start: to("doing", "claimed", "planned", "waiting", "doing"),
    refer: to("waiting", ...OPEN, "unmet"),
    wait: to("waiting", ...OPEN),
    deliver: to("delivered", ...OPEN),
    confirm: { delivered: "confirmed" },
    close: { confirmed: "closed" },
    reopen: to("planned", "delivered", "confirmed", "closed", "unwanted"),
    unmet: to("unmet", ...OPEN),
    unwanted: to("unwanted", "new", ...OPEN, "unmet", "delivered"),
  },
  errand: {
    claim: Object.fromEntries([...OFFICE, "done", "failed", "told"].map((s) => [s, s])),
    collect: to("collecting", "accepted", "collecting", "supplement"),
    submit: to("submitted", "accepted", "collecting", "supplement"),
    supplement: { submitted: "supplement" },
    done: to("done", "submitted", "supplement", "collecting"),
    failed: to("failed", ...OFFICE),
    tell: to("told", "done", "failed"),
    call_back: { told: "called_back" },
    reopen: to("collecting", "done", "failed", "told", "called_back", "unwanted"),
    unwanted: to("unwanted", ...OFFICE),
  },
};
export const ENDED = new Set(["closed", "unwanted", "called_back"]);
const NEEDS_WORDS = new Set(["deliver", "unmet", "unwanted", "reopen", "failed", "done"]);
/** Moves after which the day is known without asking: three days until the person is asked, a day until they are told. */
const OWN_DAY = { delivered: 3, told: 3, done: 1, failed: 1, confirmed: 1 };

export const isOpen = (need) => !ENDED.has(need.state);
export const allowed = (kind, state) => Object.keys(MOVES[kind] ?? {}).filter((move) => state in MOVES[kind][move]);

/** What a move asks for from here: a day, words, a name. */
export function asks(kind, state, move) {
  const came = MOVES[kind]?.[move]?.[state] ?? "";
  return { day: !!came && !ENDED.has(came) && !(came in OWN_DAY), words: NEEDS_WORDS.has(move), to: move === "refer" };
}

/** A need after a move that was made on this phone. */
export function afterMove(need, step, at, day) {
  const state = MOVES[need.kind]?.[step.move]?.[need.state] ?? need.state;
  const own = OWN_DAY[state] ? addDays(day, OWN_DAY[state]) : "";
  return {
    ...need, state, next_on: ENDED.has(state) ? "" : step.next_on || own || need.next_on, next_step: step.next_step || need.next_step,
    to: step.to || (state === "waiting" ? need.to : ""), steps: [...(need.steps ?? []), { at, move: step.move, by: "", words: step.words }].slice(-3),
  };
}

/** The first day somebody looks at a new need: the same day where it is urgent, else within a week. */
export const firstLook = (urgency, day) => (urgency === "today" ? day : addDays(day, 7));

/** Where a need stands in the list. */
export function shelf(need, day) {
  if (!need.next_on || need.next_on < day) return "stuck";
  if (need.state === "delivered" || need.state === "told") return "confirm";
  if (need.next_on === day) return "today";
  if (need.state === "waiting" || need.state === "submitted") return "waiting";
  return need.next_on <= addDays(day, 7) ? "week" : "later";
}

/** Open needs by shelf, the nearest day first; empty shelves are left out. */
export function shelves(needs, day) {
  const found = new Map(["stuck", "today", "week", "waiting", "confirm", "later"].map((key) => [key, []]));
  for (const need of [...needs].filter(isOpen).sort((a, b) => (a.next_on || "").localeCompare(b.next_on || ""))) found.get(shelf(need, day)).push(need);
  return [...found].filter(([, rows]) => rows.length).map(([key, rows]) => ({ key, rows }));
}
