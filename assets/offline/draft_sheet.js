/* What is decided while a contact sheet is filled in: first values, what follows from an outcome, and the payload. Nothing of the page. */
import { addDays } from "./owed.js";
import { maskName } from "./search.js";
import { dayOf } from "./times.js";
import { gapLines } from "./view.js";

export const CHECKS = ["health", "mood", "medicine", "safety", "hygiene", "family"];
/** How it happened, where the outcome says so. In hospital, away, moved and died can be heard in many ways: the sheet asks, the door comes first. */
const MODE_OF = { seen: "door", spoken: "phone", reliable_other: "family", not_home: "door", no_answer: "door", declined: "door", in_hospital: "door", away: "door", moved: "door", died: "door" };
const NOTE_MOST = 200;
const MONTH = 30;
/** These end something for good, so they are asked for twice. */
export const FOR_GOOD = new Set(["moved", "died"]);

export const NO_SHEET = Object.freeze({
  id: "", name: "", masked: "", door: "", phone: "", tier: "", people: [], how_many: 0, lacks: "", day: "", time: "", today: "", first_day: "", is_today: true, outcome: "", mode: "", folded: false, more: false, sure: false, until: "",
  check: Object.freeze(Object.fromEntries(CHECKS.map((c) => [c, false]))), check_words: "", note: "", show: "", needs: [], tags: [], wish: "", wish_words: "",
  promise: "", promise_words: "", at: 0, back: false, restored: false, saving: false, failed: false, gap_lines: [], answers: {}, alone: "", ask_alone: false, correcting: "",
});

/** A fresh sheet: only the one who was tapped is ticked; others behind the same door are added with a tap. */
export function fresh(pack, id) {
  const r = pack.byId.get(id);
  if (!r) return null;
  const home = pack.residents.filter((o) => sameDoor(o.door, r.door));
  const people = [r, ...home.filter((o) => o.id !== id)].map((o) => ({
    id: o.id, name: o.name, tier: o.tier ?? "", on: o.id === id, other: "", open: false,
  }));
  const review = (pack.ledger?.[id] ?? []).find((t) => t[0] === "E02");
  return {
    ...NO_SHEET, id, name: r.name, masked: maskName(r.name), door: r.door.door, phone: r.phone ?? "", tier: r.tier ?? "", people,
    gap_lines: gapLines(r), ask_alone: review?.[5] === "review" || (pack.owed?.get(id) ?? []).some((d) => d.rule === "T3" && d.source === "E02"),
  };
}

const sameDoor = (a, b) => a.courtyard === b.courtyard && a.building === b.building && a.unit === b.unit && a.door === b.door;

/** The sheet after an outcome was tapped; how it happened follows from it. */
export function withOutcome(sheet, outcome) {
  if (sheet.outcome === outcome && !FOR_GOOD.has(outcome)) return { ...sheet, folded: true };
  const sure = FOR_GOOD.has(outcome) ? sheet.outcome === outcome : true;
  return { ...sheet, outcome, sure, mode: MODE_OF[outcome], folded: sure, until: outcome === "in_hospital" || outcome === "away" ? sheet.until : "" };
}

/** Why a sheet cannot be saved yet, or "". */
export function lacks(sheet) {
  if (!sheet.people.some((p) => p.on)) return "people";
  if (!sheet.outcome) return "outcome";
  if (FOR_GOOD.has(sheet.outcome) && !sheet.sure) return "sure";
  return "";
}

/** Whether anything was put down that would be a pity to lose. */
export const touched = (s) => !!(s.outcome || s.note || s.check_words || s.needs.length || s.tags.length || s.wish || s.promise || s.alone || s.back || Object.values(s.check).some(Boolean) || Object.keys(s.answers).length);

/** No message longer than the server takes, cut between whole characters. */
export const cut = (text, most = NOTE_MOST) => [...String(text).replace(/[\u0000-\u001f\u007f]/g, " ").trim()].slice(0, most).join("");

/** What is recorded. `newId` makes the ids of needs, so that their next steps can be recorded with no signal. */
export function payloadOf(sheet, newId) {
  const on = sheet.people.filter((p) => p.on);
  const changed = CHECKS.filter((c) => sheet.check[c]);
  const away = sheet.outcome === "in_hospital" || sheet.outcome === "away";
  return {
    resident_ids: on.map((p) => p.id), mode: sheet.mode, outcome: sheet.outcome, checks: Object.fromEntries(changed.map((c) => [c, "changed"])),
    note: cut([changed.length ? sheet.check_words : "", sheet.note].map((t) => t.trim()).filter(Boolean).join("；")),
    needs: sheet.needs.filter((n) => n.category).slice(0, 6).map((n) => ({ id: n.id || newId(), category: n.category, urgency: n.urgency, words: cut(n.words) })),
    tags: sheet.tags.slice(0, 6).map(({ tag, action }) => ({ tag, grade: "", action })).concat(sheet.alone ? [{ tag: "E02", grade: "", action: sheet.alone === "yes" ? "confirm" : "remove" }] : []).slice(0, 6),
    wish: sheet.wish ? { preference: sheet.wish, words: cut(sheet.wish_words, 40) } : null,
    promise: sheet.promise ? { on: sheet.promise, words: cut(sheet.promise_words) } : null,
    until: away && sheet.until ? sheet.until : null,
    each: Object.fromEntries(on.filter((p) => p.other && p.other !== sheet.outcome).map((p) => [p.id, p.other])),
  };
}

/** What was said about benefits, as a record of its own; null where nothing was asked. */
export function answersOf(sheet, version, day) {
  const policies = Object.entries(sheet.answers).map(([code, outcome]) => ({ code, outcome, ask_again_on: outcome === "unwanted" ? addDays(day, 180) : null }));
  return policies.length ? { resident_id: sheet.id, base_version: version ?? 0, changes: {}, policies } : null;
}

/** The days and times that may be chosen for something written down later: thirty days back at most, never ahead. */
export function backEntry(day, time, now) {
  const first = addDays(dayOf(now), -MONTH);
  const at = Date.parse(`${day < first ? first : day}T${time || "12:00"}:00+08:00`);
  return Number.isFinite(at) ? Math.min(at, now) : now;
}

/** A sheet out of a record that has to be put right. */
export function fromPayload(sheet, p, at) {
  const check = Object.fromEntries(CHECKS.map((c) => [c, p.checks?.[c] === "changed"]));
  const ids = new Set(p.resident_ids);
  return {
    ...sheet, outcome: p.outcome, mode: p.mode, sure: true, folded: true, check, note: p.note ?? "", needs: p.needs ?? [], tags: p.tags ?? [], wish: p.wish?.preference ?? "",
    wish_words: p.wish?.words ?? "", promise: p.promise?.on ?? "", promise_words: p.promise?.words ?? "", until: p.until ?? "", at, back: true, ask_alone: false,
    people: sheet.people.map((one) => ({ ...one, on: ids.has(one.id), other: p.each?.[one.id] ?? "" })),
  };
}
