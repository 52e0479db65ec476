/* The pack with what this phone recorded itself and the server has not put into it yet: one view for every list and card. */
import { BY_OUTCOME, OPENS, afterStep, clockOf } from "./cases.js";
import { afterMove, firstLook, isOpen } from "./needs.js";
import { CONTACT_RULES, EFFECTIVE, addDays, lastEffective, pauseUntil, regular, whole } from "./owed.js";
import { dayOf } from "./times.js";

const STATUS = { in_hospital: "hospital", away: "away", moved: "moved", died: "died", out_visiting: "away" };
/** A record counts on this phone unless somebody else has to decide about it first. */
const counts = (record) => record.state === "waiting" || record.state === "accepted";
const where = (record) => (record.state === "accepted" ? String(record.receipt) : "phone");

let last = { pack: null, pending: null, day: "", made: null };
/** The same pack, records and day give the same view, so that nothing is worked out twice. */
export function withOwn(pack, pending, day) {
  if (last.pack !== pack || last.pending !== pending || last.day !== day) last = { pack, pending, day, made: overlay(pack, pending, day) };
  return last.made;
}

/** Forget what was worked out: nothing of a person stays in memory after a lock. */
export const forgetOwn = () => (last = { pack: null, pending: null, day: "", made: null });

function overlay(pack, pending, day) {
  const mine = pending.filter((record) => counts(record) && record.kind in APPLY);
  if (!mine.length) return pack;
  const world = {
    me: pack.me, rules: pack.rules, units: pack.units, byId: new Map(pack.byId), owed: new Map(pack.owed), day,
    cases: new Map((pack.cases ?? []).map((c) => [c.resident_id, c])), needs: new Map((pack.needs ?? []).map((n) => [n.id, n])), made: [],
  };
  for (const record of mine) APPLY[record.kind](world, record.payload, record);
  const all = [...pack.residents.map((r) => world.byId.get(r.id)), ...world.made.map((id) => world.byId.get(id))];
  if (world.made.length || world.moved) all.sort((a, b) => at(pack, a) - at(pack, b) || (a.door.order ?? 1e6) - (b.door.order ?? 1e6));
  return {
    ...pack, residents: all.filter((r) => r.status !== "moved" && r.status !== "died"), byId: world.byId, owed: world.owed,
    cases: [...world.cases.values()], needs: [...world.needs.values()], sought: undefined,
  };
}

const at = (pack, r) => pack.steps.get(`${r.door.courtyard}/${r.door.building}/${r.door.unit}/${r.door.door}`) ?? 1e6;

/** A door of the building list as residents carry it. */
function doorAt(world, code, door) {
  const unit = world.units.get(code);
  const floor = unit?.doors.find(([, name]) => name === door)?.[0] ?? 0;
  return { courtyard: unit?.courtyard ?? "", building: unit?.building ?? "", unit: unit?.unit ?? "", floor, door, order: 1e6 };
}

function change(world, id, part) {
  const old = world.byId.get(id);
  if (old) world.byId.set(id, { ...old, ...part });
}

const APPLY = {
  contact(world, p, record) {
    for (const id of p.resident_ids) {
      const r = world.byId.get(id);
      if (r) contactOf(world, r, p, p.each?.[id] ?? p.outcome, record);
    }
    for (const need of p.needs ?? []) APPLY.need(world, { ...need, resident_id: p.resident_ids[0], kind: "need" }, record);
  },
  no_answer_step(world, p, record) {
    const one = world.cases.get(p.resident_id);
    if (!one || one.state === "closed") return;
    world.cases.set(p.resident_id, afterStep(one, { at: record.happened_at, step: p.step, result: p.result, whom: p.whom, finding: p.finding, by: world.me.name, where: where(record) }));
    const status = p.step === "found" ? STATUS[p.finding] : "";
    if (status) change(world, p.resident_id, { status, pauses_until: "" });
  },
  need(world, p, record) {
    const day = dayOf(Date.parse(record.happened_at));
    world.needs.set(p.id, {
      id: p.id, kind: p.kind ?? "need", resident_id: p.resident_id, category: p.category, urgency: p.urgency, words: p.words ?? "",
      state: p.kind === "errand" ? "accepted" : "claimed", owner: { id: world.me.id, name: world.me.name }, next_step: p.next_step ?? "",
      next_on: p.next_on || firstLook(p.urgency, day), to: "", policy: p.policy ?? "", created: record.happened_at, steps: [], where: where(record),
    });
  },
  need_step(world, p, record) {
    const need = world.needs.get(p.need_id);
    if (need) world.needs.set(p.need_id, { ...afterMove(need, p, record.happened_at, dayOf(Date.parse(record.happened_at))), where: where(record),
      ...(p.move === "claim" ? { owner: { id: world.me.id, name: world.me.name } } : {}) });
  },
  resident_new(world, p, record) {
    if (world.byId.has(p.resident_id)) return;
    world.byId.set(p.resident_id, {
      id: p.resident_id, name: p.name, initials: "", grid: "", door: doorAt(world, p.unit, p.door), age_band: "", status: "here", detail: true,
      tags: [], tier: "", living: p.living, access_flags: [], preference: "any", phone: p.phone, emergency: [], contacts: [], version: 0, own: where(record),
    });
    world.made.push(p.resident_id);
  },
  resident_edit(world, p) {
    const r = world.byId.get(p.resident_id);
    if (!r) return;
    const part = {};
    for (const [field, { to }] of Object.entries(p.changes ?? {})) {
      if (["name", "phone", "living", "status", "preference"].includes(field)) part[field] = to ?? "";
      else if (field === "kin") part.emergency = to ?? [];
      else if (field.startsWith("flag:")) {
        const code = field.slice(5);
        const rest = (part.access_flags ?? r.access_flags ?? []).filter((f) => f.code !== code);
        part.access_flags = to === null || to === false ? rest : [...rest, { code, hint: typeof to === "string" ? to : "" }];
      } else if (field === "place" && to) {
        part.door = doorAt(world, to.unit, to.door);
        world.moved = true;
      }
    }
    const answered = new Set((p.policies ?? []).map((x) => x.code));
    if (answered.size) part.gaps = (r.gaps ?? []).filter((g) => !answered.has(g.code));
    change(world, p.resident_id, part);
  },
};

function contactOf(world, r, p, outcome, record) {
  const when = dayOf(Date.parse(record.happened_at));
  const line = { when, mode: p.mode, outcome, by: world.me.name, where: where(record), at: record.happened_at };
  const before = lastEffective(r);
  const contacts = [line, ...(r.contacts ?? [])].sort((a, b) => b.when.localeCompare(a.when)).slice(0, 4);
  const part = { contacts };
  const status = STATUS[outcome];
  if (status) Object.assign(part, { status, pauses_until: status === "hospital" || status === "away" ? pauseUntil(status, when, p.until) : "" });
  else if (EFFECTIVE.has(outcome) && outcome !== "reliable_other" && (r.status === "hospital" || r.status === "away")) Object.assign(part, { status: "here", pauses_until: "" });
  if (p.wish?.preference) part.preference = p.wish.preference;
  if (p.promise?.on) part.promise = p.promise;
  change(world, r.id, part);
  const now = world.byId.get(r.id);
  let duties = world.owed.get(r.id) ?? [];
  if (EFFECTIVE.has(outcome)) {
    const newest = when > before ? when : before;
    const next = regular(now, newest, p.mode, world.rules);
    duties = [...duties.filter((d) => !CONTACT_RULES.has(d.rule)), ...(next ? [next] : [])];
  }
  if (part.pauses_until) duties = duties.map((d) => (d.due_on <= part.pauses_until && d.rule !== "24" && d.rule !== "P" ? shifted(d, addDays(part.pauses_until, 1)) : d));
  if (p.promise?.on) duties = [...duties.filter((d) => d.rule !== "P"), whole({ resident_id: r.id, tier: r.tier, rule: "P", due_on: p.promise.on, late_on: addDays(p.promise.on, 1), lead_on: addDays(p.promise.on, -1), mode: "any", reason: "promise" })];
  world.owed.set(r.id, now.preference === "phone_only" ? duties.map((d) => ({ ...d, mode: "phone" })) : duties);
  caseOf(world, now, outcome, record);
}

const shifted = (d, back) => ({ ...d, due_on: back, lead_on: back, late_on: d.late_on ? addDays(back, 1) : null });

function caseOf(world, r, outcome, record) {
  const open = world.cases.get(r.id);
  const running = open && open.state !== "closed";
  if (outcome === "no_answer" && OPENS.has(r.tier) && !running) {
    const { second_by, escalate_at } = clockOf(r.tier, Date.parse(record.happened_at));
    world.cases.set(r.id, { id: `own:${r.id}`, resident_id: r.id, tier: r.tier, opened_at: record.happened_at, state: "open", by: world.me.name, steps: [], where: where(record),
      second_by: new Date(second_by).toISOString(), escalate_at: new Date(escalate_at).toISOString() });
  } else if (running && BY_OUTCOME[outcome]) world.cases.set(r.id, { ...open, state: "closed", finding: BY_OUTCOME[outcome] });
}

/** What of a person's needs is open, for the card. */
export const openNeeds = (pack, id) => (pack.needs ?? []).filter((n) => n.resident_id === id && isOpen(n));
