/* Nobody answered: the clock of each tier and the way of a search, on the phone. The twin of app/rules/cases.py. */

const HOUR = 3_600_000;
const ZONE = 8 * HOUR;
export const OPENS = new Set(["A", "B", "C"]);
/** What an outcome says of a search that is open; those that are not here leave it open. */
export const BY_OUTCOME = {
  seen: "safe_seen", spoken: "safe_told", reliable_other: "safe_told", in_hospital: "in_hospital", away: "out_visiting",
  moved: "moved", died: "died", declined: "safe_told",
};
export const FINDINGS = ["safe_seen", "safe_told", "out_visiting", "in_hospital", "needs_help", "moved", "died", "emergency"];
const TELLS = new Set(["red_sign", "lead", "police", "ambulance"]);

/** Until when there is a second try and from when those above are told. A: one and two hours; B: the same day at 18 and 21
    o'clock, but at least two and three hours; C: one and two days. */
export function clockOf(tier, opened) {
  const evening = (hour) => Math.floor((opened + ZONE) / (24 * HOUR)) * 24 * HOUR - ZONE + hour * HOUR;
  if (tier === "A") return { second_by: opened + HOUR, escalate_at: opened + 2 * HOUR };
  if (tier === "B") return { second_by: Math.max(evening(18), opened + 2 * HOUR), escalate_at: Math.max(evening(21), opened + 3 * HOUR) };
  return { second_by: opened + 24 * HOUR, escalate_at: opened + 48 * HOUR };
}

/** A case after a step: closed with a finding, told to those above, or as it was. */
export function afterStep(one, step) {
  const steps = [...one.steps, step];
  if (step.step === "found" || step.step === "cancel") return { ...one, steps, state: "closed", finding: step.finding || "mistake" };
  return { ...one, steps, state: TELLS.has(step.step) && one.state === "open" ? "escalated" : one.state };
}

/** How far the search is: knock, again, kin, report; each done, now or later. */
export function progress(one) {
  const did = (...names) => one.steps.some((s) => names.includes(s.step));
  const done = { knock: true, again: did("second_try"), kin: did("kin", "neighbour"), report: one.state === "escalated" || did(...TELLS) };
  const now = ["again", "kin", "report"].find((key) => !done[key]) ?? "";
  return ["knock", "again", "kin", "report"].map((key) => ({ key, state: done[key] ? "done" : key === now ? "now" : "later" }));
}

/** What the clock says: {over, minutes, unit, n}. It runs to the second try, then to the telling of those above. */
export function clockNow(one, now) {
  const again = one.steps.some((s) => s.step === "second_try");
  const until = Date.parse(again || now > Date.parse(one.second_by) ? one.escalate_at : one.second_by);
  const over = now >= until;
  const minutes = over ? Math.floor((now - until) / 60_000) : Math.ceil((until - now) / 60_000);
  const unit = minutes < 90 ? "minutes" : minutes < 48 * 60 ? "hours" : "days";
  return { over, minutes, unit, n: unit === "minutes" ? minutes : Math.round(minutes / (unit === "hours" ? 60 : 1440)) };
}

/** The next of the family to call: the first with a number who was not tried yet, else the first; null without one. */
export function nextKin(one, resident) {
  const kin = (resident.emergency ?? []).map((k, n) => ({ ...k, n })).filter((k) => k.phone);
  const tried = new Set(one.steps.filter((s) => s.step === "kin").map((s) => s.whom));
  return kin.find((k) => !tried.has(String(k.n))) ?? kin[0] ?? null;
}

/** Doors beside and above, one person each: the same floor first, then one floor up and down; who has a number before who has none. */
export function neighbours(pack, resident) {
  const { door } = resident;
  return pack.residents
    .filter((r) => r.id !== resident.id && r.door.courtyard === door.courtyard && r.door.building === door.building && r.door.unit === door.unit)
    .filter((r) => r.door.door !== door.door && Math.abs(r.door.floor - door.floor) <= 1 && r.status === "here")
    .sort((a, b) => Math.abs(a.door.floor - door.floor) - Math.abs(b.door.floor - door.floor) || Number(!!b.phone) - Number(!!a.phone))
    .filter((r, at, all) => all.findIndex((o) => o.door.door === r.door.door) === at)
    .slice(0, 4);
}
