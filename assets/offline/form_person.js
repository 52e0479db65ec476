/* Somebody new behind a door, and the particulars of somebody known: what is written down, with a word where it may be the same person. */
import { clock } from "./clock.js";
import { getNote, putNote } from "./db.js";
import { cut } from "./draft_sheet.js";
import { redraw, thePack } from "./draw.js";
import { NO_EDIT, NO_PERSON } from "./first.js";
import { closeForm, onShut, openForm } from "./frame.js";
import { withOwn } from "./own.js";
import { birthMonth, changes, facts, isPhone, stairList, twins } from "./people.js";
import { pendingRecords, record, replaceRecord } from "./queue.js";
import { maskName, today } from "./search.js";
import { get, set } from "./snapshot.js";
import { say } from "./speak.js";

const day = () => today(clock.now());
const packNow = () => thePack() && withOwn(thePack(), pendingRecords(), day());
export const recentPlaces = async () => (await getNote("places").catch(() => [])) ?? [];
export async function usePlace(code) {
  await putNote("places", [code, ...(await recentPlaces()).filter((c) => c !== code)].slice(0, 5)).catch(() => {});
}

export async function create() {
  const pack = packNow();
  if (!pack) return;
  openForm("person", { person: { ...NO_PERSON, houses: stairList(pack, await recentPlaces()) } });
}

function put(part) {
  const next = { ...get().person, lacks: "", ...part };
  const pack = packNow();
  const known = pack ? twins(pack, next, day()).filter((t) => !next.seen.includes(t.id)) : [];
  set({ person: { ...next, twins: known.map((t) => ({ ...t, masked: maskName(t.name) })) } });
}
export const field = (name, value) => put({ [name]: String(value) });
export const place = (code) => {
  const unit = packNow()?.units.get(code);
  if (!unit) return put({ unit: "", place: "", doors: [] });
  put({ unit: code, place: `${unit.courtyard}/${unit.building}/${unit.unit}`, doors: unit.doors.map(([, door]) => door) });
};
/** "Not the same person": said once, and sent along. */
export const another = () => put({ seen: [...get().person.seen, ...get().person.twins.map((t) => t.id)].slice(0, 10) });

export async function save() {
  const p = get().person;
  if (p.saving) return;
  const lacks = !p.name.trim() ? "name" : !p.unit ? "unit" : !p.door.trim() ? "door" : !isPhone(p.phone) ? "phone" : p.twins.length ? "twins" : "";
  if (lacks) return put({ lacks });
  set({ person: { ...p, saving: true, failed: false } });
  try {
    await record("resident_new", {
      resident_id: crypto.randomUUID(), unit: p.unit, door: cut(p.door, 10), name: cut(p.name, 40), birth_ym: birthMonth(p.year, p.month, day()),
      sex: p.sex, living: p.living, phone: p.phone.replace(/[^\d]/g, ""), twin_seen: p.seen,
    });
  } catch {
    return set({ person: { ...get().person, saving: false, failed: true } });
  }
  await usePlace(p.unit);
  say("存在手机里了", "Saved on this phone");
  closeForm();
  redraw();
}

let before = {};
let after = {};
let correcting = "";
let at = 0;

async function show(id) {
  const pack = packNow();
  const r = pack?.byId.get(id);
  if (!r) return false;
  before = facts(r);
  after = structuredClone(before);
  correcting = "";
  at = Date.now();
  openForm("edit", { edit: { ...NO_EDIT, id, name: r.name, masked: maskName(r.name), houses: stairList(pack, await recentPlaces()) } });
  draw();
  return true;
}
export const open = show;

/** The form of a refused change, with what it said. */
export async function correct(row) {
  if (!(await show(row.payload.resident_id))) return;
  for (const [name, { to }] of Object.entries(row.payload.changes ?? {})) after[name] = to;
  correcting = row.id;
  draw();
}

function draw(part = {}) {
  const flags = Object.fromEntries(Object.entries(after).filter(([k]) => k.startsWith("flag:")).map(([k, v]) => [k.slice(5), v]));
  set({ edit: {
    ...get().edit, lacks: "", phone: after.phone, living: after.living, status: after.status, preference: after.preference, kin: after.kin.map((k, n) => ({ ...k, key: String(n) })),
    flags: Object.entries(flags).filter(([, v]) => v !== false).map(([code]) => code), changed: Object.keys(changes(before, after)).length, unit: after.place?.unit ?? "", door: after.place?.door ?? "",
    bad_phone: !isPhone(after.phone) || after.kin.some((k) => !isPhone(k.phone)), ...part,
  } });
}
export const choose = (name, value) => {
  after[name] = value;
  draw();
};
export const phone = (value) => choose("phone", String(value).replace(/[^\d]/g, ""));
export const flag = (code) => choose(`flag:${code}`, after[`flag:${code}`] ? false : before[`flag:${code}`] || true);
export const kin = (n, name, value) => {
  after.kin = after.kin.map((k, i) => (i === n ? { ...k, [name]: name === "phone" ? String(value).replace(/[^\d]/g, "") : value } : k));
  draw();
};
export const addKin = () => {
  after.kin = [...after.kin, { name: "", relation: "", phone: "", has_key: false }].slice(0, 5);
  draw();
};
export const dropKin = (n) => {
  after.kin = after.kin.filter((_, i) => i !== n);
  draw();
};
export const moving = () => draw({ moving: !get().edit.moving });
export const to = (name, value) => {
  after.place = { unit: "", door: "", ...after.place, [name]: String(value) };
  draw();
};

export async function keep() {
  const edit = get().edit;
  if (edit.saving) return;
  const made = { ...after, kin: after.kin.filter((k) => k.name.trim() || k.phone).map((k) => ({ ...k, name: cut(k.name, 40), relation: cut(k.relation, 20) })) };
  if (made.place && (!made.place.unit || !made.place.door.trim())) delete made.place;
  const lacks = edit.bad_phone ? "phone" : made.kin.some((k) => !k.name || !k.phone) ? "kin" : "";
  if (lacks) return draw({ lacks });
  const changed = changes(before, made);
  const r = packNow()?.byId.get(edit.id);
  if (changed.place) changed.place.from = r ? { unit: unitOf(r.door), door: r.door.door } : null;
  if (!Object.keys(changed).length) return closeForm();
  const payload = { resident_id: edit.id, base_version: r?.version ?? 0, changes: changed, policies: [] };
  draw({ saving: true, failed: false });
  try {
    if (correcting) await replaceRecord(correcting, "resident_edit", payload, { happenedAt: at });
    else await record("resident_edit", payload);
  } catch {
    return draw({ saving: false, failed: true });
  }
  say("存在手机里了", "Saved on this phone");
  closeForm();
  redraw();
}

const unitOf = (d) => [...(packNow()?.units.values() ?? [])].find((u) => u.courtyard === d.courtyard && u.building === d.building && u.unit === d.unit)?.code ?? "";

/** One tap about a benefit, on the card. */
export async function benefit(id, code, outcome) {
  const policies = [{ code, outcome, ask_again_on: null }];
  const version = packNow()?.byId.get(id)?.version ?? 0;
  try {
    await record("resident_edit", { resident_id: id, base_version: version, changes: {}, policies });
  } catch {
    return say("没存上，再点一次。", "Not kept. Tap once more.");
  }
  say("存在手机里了", "Saved on this phone");
  redraw();
}

onShut((form) => {
  if (form === "person") set({ person: NO_PERSON });
  if (form === "edit") {
    before = after = {};
    set({ edit: NO_EDIT });
  }
});
