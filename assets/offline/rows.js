/* One record of the outbox as the screens show it: codes and plain times here, words in the components. */
import { maskName } from "./search.js";
import { clockTime, dayOf } from "./times.js";

const LATE_MS = 3_600_000;
const SKEW_MS = 300_000;

export const NO_RECORD = Object.freeze({
  id: "", kind: "", what: "", extra: "", who: "", masked: "", courtyard: "", building: "", unit: "", door: "", others: 0, state: "", code: "", notes: [], receipt: "", day: "", at: "",
  written: "", received: "", late: false, skew: 0, replaced: false, can_correct: false, decision: "", decided: "", said_zh: "", said_en: "", lines: [],
});

/** A step of a search; a second try says whether it was a call or a knock, where that was written down. */
export const stepCode = (p) => (p.step === "second_try" && p.whom ? `second_try/${p.whom}` : p.step);

const CORRECTABLE = new Set(["contact", "need", "hazard", "resident_edit"]);
/** A code of the leader's phone can be typed again; nothing else about being there can be changed afterwards. */
const RETYPED = new Set(["code_wrong", "code_missing"]);
const canCorrect = (row) => CORRECTABLE.has(row.kind) || (row.kind.startsWith("attendance_") && RETYPED.has(row.code));
/** The code that names what was done, and one more beside it. */
const WHAT = {
  contact: (p) => [p.outcome, p.mode], need: (p) => [p.category, p.kind], need_step: (p) => [p.move, ""], hazard: (p) => [p.place?.category ?? p.category, p.handled],
  no_answer_step: (p) => [stepCode(p), p.finding || p.result], tag_proposal: (p) => [p.tag, p.action], call: (p) => [p.whom, ""],
  view: (p) => [p.filter ? "filter" : "card", p.filter ?? ""], reveal: (p) => [p.what, ""], resident_edit: (p) => [p.policies?.length && !Object.keys(p.changes ?? {}).length ? "policy" : "", ""], resident_new: () => ["", ""],
  attendance_in: (p) => [p.source, ""], attendance_out: (p) => [p.source, ""], task_result: (p) => [p.result, ""],
};

const shiftIn = (id, pack) => id && pack?.volunteer?.shifts.find((s) => s.id === id);
/** Whose being there a record tells of and at which shift, or which door: as far as the pack still says it. */
function ofShift(payload, pack) {
  const shift = shiftIn(payload.shift_id, pack);
  const called = payload.volunteer_id ? shift?.roster?.find((one) => one.id === payload.volunteer_id) : null;
  if (called) return { who: called.name, masked: maskName(called.name), door: shift.title };
  const task = payload.task_id && pack?.volunteer?.shifts.flatMap((s) => s.tasks ?? []).find((one) => one.id === payload.task_id);
  return task ? { who: task.who, masked: maskName(task.who), door: task.door } : { who: shift?.title ?? "", masked: shift?.title ?? "", door: "" };
}

/** What the pack says of whom it is about; a new person is named by the record itself. */
function about(payload, pack) {
  if (payload.shift_id || payload.task_id) return { ...ofShift(payload, pack), others: 0 };
  const ids = payload.resident_ids ?? [payload.resident_id ?? residentOfNeed(payload.need_id, pack)].filter(Boolean);
  const known = pack?.byId.get(ids[0]);
  const name = known?.name ?? payload.name ?? "";
  const stairs = known ? null : pack?.doors?.find((u) => u.code === payload.place?.unit);
  return {
    who: name, masked: name && maskName(name), others: Math.max(0, ids.length - 1),
    door: known?.door.door ?? payload.door ?? (stairs ? "" : payload.place?.unit) ?? "", courtyard: stairs?.courtyard ?? "", building: stairs?.building ?? "", unit: stairs?.unit ?? "",
  };
}
const residentOfNeed = (id, pack) => id && pack?.needs?.find((need) => need.id === id)?.resident_id;

/** Month and day as digits where it was not today; the components say it in words. */
const dayUnlessToday = (at, now) => (dayOf(at) === dayOf(now) ? "" : dayOf(at).slice(5));

/** A row of the list. `envelope` is null where the record cannot be opened. */
export function rowOf(row, envelope, pack, now) {
  const base = {
    ...NO_RECORD, id: row.id, kind: row.kind, state: row.state, code: row.code ?? "", notes: row.notes ?? [], receipt: String(row.receipt ?? ""),
    received: row.received_at ? clockTime(Date.parse(row.received_at)) : "", replaced: !!row.by, day: dayUnlessToday(row.at, now), at: clockTime(row.at),
  };
  const said = (pack?.decisions ?? []).find((one) => one.id === row.id);
  if (said) Object.assign(base, { decision: said.decision, decided: dayOf(Date.parse(said.at)).slice(5), said_zh: said.message?.zh ?? "", said_en: said.message?.en ?? "" });
  if (!envelope) return base;
  const { payload, happened_at, recorded_at, clock_offset_ms } = envelope;
  const [what, extra] = WHAT[row.kind]?.(payload) ?? ["", ""];
  const [happened, written] = [Date.parse(happened_at), Date.parse(recorded_at)];
  return {
    ...base, what: what ?? "", extra: extra ?? "", ...about(payload, pack), day: dayUnlessToday(happened, now), at: clockTime(happened),
    written: clockTime(written) === clockTime(happened) ? "" : clockTime(written), late: written - happened > LATE_MS,
    skew: Math.abs(clock_offset_ms) > SKEW_MS ? Math.round(Math.abs(clock_offset_ms) / 60_000) : 0,
    can_correct: row.state === "refused" && canCorrect(row),
  };
}

const flat = (value) => (value === null || value === undefined ? "" : typeof value === "object" ? Object.values(value).filter(Boolean).map(flat).join(" · ") : String(value));

/** Everything that a record says, line by line: {k: which field, v: its value, t: a word beside it}. */
export function linesOf(kind, payload, pack) {
  const lines = [];
  const add = (k, v, t = "") => v !== "" && v !== null && v !== undefined && v !== false && lines.push({ k, v: flat(v), t: flat(t) });
  const ids = payload.resident_ids ?? [payload.resident_id].filter(Boolean);
  for (const id of ids) {
    const known = pack?.byId.get(id);
    add("who", known ? `${known.name} ${known.door.door}` : "");
  }
  for (const [code, state] of Object.entries(payload.checks ?? {})) add("check", code, state);
  for (const need of payload.needs ?? []) add("need", need.category, need.words);
  for (const tag of payload.tags ?? []) add("tag", tag.tag, tag.action);
  for (const [field, change] of Object.entries(payload.changes ?? {})) add("change", field, `${flat(change.from)} → ${flat(change.to)}`);
  for (const one of payload.policies ?? []) add("policy", one.code, one.outcome);
  if (payload.wish) add("preference", payload.wish.preference, payload.wish.words);
  if (payload.promise) add("promise", payload.promise.on, payload.promise.words);
  const stairs = pack?.doors?.find((u) => u.code === payload.place?.unit);
  if (payload.place) add("place", stairs ? { ...payload.place, unit: [stairs.courtyard, stairs.building, stairs.unit].filter(Boolean).join(" / ") } : payload.place);
  if (payload.shift_id || payload.task_id) {
    const { who, door } = ofShift(payload, pack);
    add("shift", payload.volunteer_id ? door : payload.task_id ? "" : who);
    add("who", payload.volunteer_id ? who : payload.task_id && who ? `${who} ${door}` : "");
    for (const field of ["source", "code", "spoken", "words"]) add(field, payload[field]);
    add("task", payload.result);
    return lines;
  }
  const plain = "mode outcome step result finding whom category urgency move policy consent next_step next_on to until handled name door birth_ym phone action words note filter what";
  const said = payload.step === "second_try" ? { ...payload, step: stepCode(payload), whom: "" } : payload;
  for (const field of plain.split(" ")) if (typeof said[field] === "string") add(field, said[field]);
  return lines;
}
