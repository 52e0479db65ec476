/* What is owed to somebody, on the phone: the window of a door out of several duties, and what an own contact changes.
   The twin of app/rules/duties.py, as far as it must be known with no signal. */

export const EFFECTIVE = new Set(["seen", "spoken", "reliable_other"]);
export const CONTACT_RULES = new Set(["A", "B", "C", "24", "W", "F", "NEW", "P"]);
const IN_PERSON = new Set(["door", "met"]);
const STANDARD = { A: [7, 1, 3], B: [30, 3, 7], C: [90, 10, 7] };
const PAUSE_DAYS = { hospital: 14, away: 30 };
const RECENT = 7;
const DAY = 86_400_000;

export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
export const addDays = (day, n) => new Date(Date.parse(day) + n * DAY).toISOString().slice(0, 10);

/** A duty with every field, also where an older server sent only the day. */
export function whole(duty, rules = STANDARD) {
  const rule = duty.rule ?? duty.tier;
  const [, grace, lead] = rules[rule] ?? STANDARD[rule] ?? [0, 0, 0];
  return {
    ...duty, rule, mode: duty.mode ?? "any", label: duty.label ?? null,
    late_on: duty.late_on === undefined ? addDays(duty.due_on, grace) : duty.late_on || null,
    lead_on: duty.lead_on ?? addDays(duty.due_on, -lead),
  };
}

/** The regular duty after an effective contact; null where none is owed. */
export function regular(resident, last, mode, rules = STANDARD) {
  const numbers = rules[resident.tier] ?? STANDARD[resident.tier];
  if (!numbers) return null;
  const due_on = addDays(last, numbers[0]);
  return whole({
    resident_id: resident.id, tier: resident.tier, rule: resident.tier, due_on, reason: "", at: "", label: null,
    mode: resident.preference === "phone_only" ? "phone" : resident.tier === "A" && !IN_PERSON.has(mode) ? "door" : "any",
  }, rules);
}

/** Until when nobody knocks at somebody who is in hospital or away. */
export const pauseUntil = (status, day, until) => until || addDays(day, PAUSE_DAYS[status] ?? 14);

/** What the window of a resident shows: {window, days, ago, rule}. days runs to the due day, negative once it has passed;
    ago counts from the last effective contact, -1 where there is none. */
export function windowOf(resident, duties, day) {
  const last = lastEffective(resident);
  const ago = last ? daysBetween(last, day) : -1;
  const show = (window, days = 0, rule = "") => ({ window, days, ago, rule });
  if (resident.status === "moved" || resident.status === "died") return show("none");
  const mine = [duties ?? []].flat().map((d) => whole(d)).filter((d) => CONTACT_RULES.has(d.rule));
  const until = resident.pauses_until;
  const away = resident.status === "away" || resident.status === "hospital";
  if (away && (!until || day <= until) && !mine.some((d) => d.rule === "24")) return show("paused");
  if (!mine.length) return show("none");
  const late = mine.filter((d) => d.late_on && day > d.late_on);
  const first = (late.length ? late : mine).reduce((a, b) => (b.due_on < a.due_on ? b : a));
  const days = daysBetween(day, first.due_on);
  if (late.length) return show("late", days, first.rule);
  if (days <= 0) return show("due", days, first.rule);
  return show(last && day < first.lead_on && ago <= RECENT ? "seen" : "soon", days, first.rule);
}

/** The day of the last effective contact by anybody, or "". */
export function lastEffective(resident) {
  const seen = resident.contacts?.find((c) => EFFECTIVE.has(c.outcome))?.when ?? "";
  return (resident.last_effective ?? "") > seen ? resident.last_effective : seen;
}

/** The duty that a row speaks of: a late one, else the earliest. */
export function speaking(duties, day) {
  const mine = (duties ?? []).filter((d) => CONTACT_RULES.has(d.rule));
  const late = mine.filter((d) => d.late_on && day > d.late_on);
  const of = late.length ? late : mine;
  return of.length ? of.reduce((a, b) => (b.due_on < a.due_on ? b : a)) : null;
}
