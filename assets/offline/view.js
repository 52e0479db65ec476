/* What the screens show, worked out from the pack and from what was tapped: lists, one card, the building picture.
   The shapes are those of app/models/shapes.py, so the same components draw both sources. */
import { openNeeds } from "./own.js";
import { lastEffective, speaking, whole, windowOf } from "./owed.js";
import { chips, fits, isEmpty, mark, maskName, maskPhone, parse, passes, today } from "./search.js";

export const FIRST_ROWS = 10; // what a phone shows at once
export const STEP = 40;
const SENSITIVE_SAFE = new Set(["E01", "E02", "E03", "E04", "H01"]);
const FLAG_ORDER = "hard_of_hearing slow_to_door phone_only poor_sight spare_key pet time_of_day same_person no_smartphone escort meals no_lift".split(" ");
const LIT = new Set(["due", "late", "help"]);

export const NO_CARD = Object.freeze({
  id: "", name: "", masked: "", courtyard: "", building: "", unit: "", door: "", age_band: "", living: "", status: "",
  preference: "", tier: "", reason: "", window: "none", days: 0, ago: -1, last_day: "", phone_masked: "", phone: "", detail: false,
  sight: 0, flags: [], tags: [], sensitive: 0, opened: [], owed: [], contacts: [], kin: [], mates: [], needs: [], gaps: [], promise: "", promise_words: "", trouble: false,
});

/** The pack with what every screen needs of it, made once for each pack: `byId`, `owed` by person, `duty` the one that a row
    speaks of, `units` by code, `steps` the place of each door on the way. */
export function index(pack) {
  const owed = new Map();
  for (const duty of [...pack.duties, ...(pack.asks ?? [])]) owed.set(duty.resident_id, [...(owed.get(duty.resident_id) ?? []), whole(duty, pack.rules)]);
  const duty = new Map([...owed].map(([id, all]) => [id, speaking(all, today()) ?? all[0]]));
  const steps = new Map();
  for (const u of pack.doors) for (const [, door] of u.doors) steps.set(`${u.courtyard}/${u.building}/${u.unit}/${door}`, steps.size);
  return { ...pack, owed, duty, steps, units: new Map(pack.doors.map((u) => [u.code, u])), byId: new Map(pack.residents.map((r) => [r.id, Object.assign(r, pack.facts?.[r.id])])) };
}

/** The people who are being looked for. */
const sought = (pack) => (pack.sought ??= new Set((pack.cases ?? []).filter((c) => c.state !== "closed").map((c) => c.resident_id)));

/** The window of one person; a search that is open comes before every duty. */
export function windowIn(pack, r, day) {
  const shown = windowOf(r, pack.owed.get(r.id), day);
  return sought(pack).has(r.id) ? { ...shown, window: "help" } : shown;
}

const flagsOf = (r) =>
  [...(r.access_flags ?? [])].sort((a, b) => FLAG_ORDER.indexOf(a.code) - FLAG_ORDER.indexOf(b.code));

export function row(pack, r, query, day) {
  const [pre, hit, post] = mark(r, query);
  return {
    id: r.id, name: r.name, masked: maskName(r.name), pre, hit, post, door: r.door.door, courtyard: r.door.courtyard,
    building: r.door.building, unit: r.door.unit, age_band: r.age_band, living: r.living ?? "", status: r.status, tier: r.tier ?? "",
    ...windowIn(pack, r, day), flag: flagsOf(r)[0]?.code ?? "", phone: r.phone ?? "", detail: r.detail,
  };
}

const NOTHING = parse("");
const unitKey = (d) => `${d.courtyard}/${d.building}/${d.unit}`;

/** The list: groups by staircase in walking order, at most `limit` rows, with how many were found. */
export function list(pack, { text, filters, limit, day = today() }) {
  const query = parse(text);
  const found = pack.residents.filter(
    (r) => fits(r, query) && filters.every((code) => passes(r, code, pack.ledger)),
  );
  const groups = [];
  for (const r of found.slice(0, limit)) {
    const key = unitKey(r.door);
    if (groups.at(-1)?.key !== key) {
      const { courtyard, building, unit } = r.door;
      groups.push({ key, courtyard, building, unit, count: 0, rows: [] });
    }
    groups.at(-1).rows.push(row(pack, r, query, day));
  }
  const sizes = new Map();
  for (const r of found) sizes.set(unitKey(r.door), (sizes.get(unitKey(r.door)) ?? 0) + 1);
  for (const group of groups) group.count = sizes.get(group.key);
  return {
    groups, found: found.length, more: found.length > limit, narrowed: filters.length > 0 || !isEmpty(query),
    chips: chips(pack.residents, pack.ledger, filters),
  };
}

/** One card out of the pack. `opened` says whether the sensitive tags were asked for. */
export function card(pack, id, { opened = false, day = today() } = {}) {
  const r = pack.byId.get(id);
  if (!r) return null;
  const base = row(pack, r, NOTHING, day);
  const ledger = pack.ledger[id] ?? [];
  const lines = ledger.map(([code, grade, source, since, review, state]) => ({ code, grade, source, since, review, state }));
  if (r.tags?.includes("E01")) lines.push({ code: "E01", grade: "", source: "R", since: "", review: "", state: "active" });
  const plain = lines.filter((t) => SENSITIVE_SAFE.has(t.code));
  const secret = lines.filter((t) => !SENSITIVE_SAFE.has(t.code));
  const contacts = (r.contacts ?? []).map((c) => ({ day: c.when, mode: c.mode, outcome: c.outcome, by: c.by, where: c.where ?? "" }));
  return {
    ...NO_CARD, id, name: r.name, masked: base.masked, ...r.door, age_band: r.age_band, living: r.living ?? "",
    status: r.status, preference: r.preference ?? "any", tier: r.tier ?? "", reason: pack.duty.get(id)?.reason ?? "",
    window: base.window, days: base.days, ago: base.ago, last_day: lastEffective(r),
    phone: r.phone ?? "", phone_masked: maskPhone(r.phone ?? ""), detail: r.detail, sight: 3,
    flags: flagsOf(r), tags: plain, sensitive: secret.length, opened: opened ? secret : [],
    owed: [...plain, ...(opened ? secret : [])].map((t) => t.code), contacts,
    kin: (r.emergency ?? []).map((k, n) => ({
      key: String(n), name: k.name, relation: k.relation, masked: maskPhone(k.phone), phone: k.phone, has_key: k.has_key,
    })),
    mates: pack.residents
      .filter((o) => o.id !== id && unitKey(o.door) === unitKey(r.door) && o.door.door === r.door.door)
      .map((o) => row(pack, o, NOTHING, day)),
    needs: openNeeds(pack, id).map((need) => needLine(pack, need, day)), gaps: gapLines(r),
    promise: r.promise?.on ?? "", promise_words: r.promise?.words ?? "", trouble: sought(pack).has(id),
  };
}

/** Up to three benefits that somebody may be missing out on. */
export const gapLines = (r) =>
  (r.gaps ?? []).slice(0, 3).map((g) => ({
    code: g.code, title_zh: g.title?.zh ?? "", title_en: g.title?.en ?? "", script_zh: g.script?.zh ?? "", script_en: g.script?.en ?? "",
    materials_zh: g.materials?.zh ?? "", materials_en: g.materials?.en ?? "",
  }));

/** One need or errand in a list or on a card. */
export function needLine(pack, need, day) {
  const r = pack.byId.get(need.resident_id);
  return {
    id: need.id, kind: need.kind, category: need.category, urgency: need.urgency, words: need.words ?? "", state: need.state, owner: need.owner?.name ?? "",
    mine: need.owner?.id === pack.me?.id, next_step: need.next_step ?? "", next_on: need.next_on ?? "", handed: need.to ?? "", policy: need.policy ?? "",
    stuck: !need.next_on || need.next_on < day, late: need.next_on && need.next_on < day ? Math.round((Date.parse(day) - Date.parse(need.next_on)) / 86_400_000) : 0,
    resident_id: need.resident_id, name: r?.name ?? "", masked: r ? maskName(r.name) : "", door: r?.door.door ?? "", courtyard: r?.door.courtyard ?? "",
    building: r?.door.building ?? "", unit: r?.door.unit ?? "", phone: r?.phone ?? "", where: need.where ?? "", help: (need.help ?? []).map((h, n) => ({ ...h, key: String(n), at: h.from, names: (h.names ?? []).join("、") })),
  };
}

const houseKey = (d) => `${d.courtyard}/${d.building}`;

/** The building picture of one staircase: houses, staircases with lit windows, floors from the top down. */
export function doors(pack, { house, unit, chosen, day = today() }) {
  const behind = new Map();
  for (const r of pack.residents) {
    const key = `${unitKey(r.door)}/${r.door.door}`;
    behind.set(key, [...(behind.get(key) ?? []), r]);
  }
  const cellsOf = (u) =>
    u.doors.map(([floor, door]) => {
      const key = `${unitKey(u)}/${door}`;
      const rows = (behind.get(key) ?? []).map((r) => row(pack, r, NOTHING, day));
      const order = ["help", "late", "due", "soon", "seen", "paused", "none"];
      rows.sort((a, b) => order.indexOf(a.window) - order.indexOf(b.window) || Number(b.detail) - Number(a.detail));
      const first = rows[0];
      return {
        floor, key, door, name: first?.name ?? "", masked: first?.masked ?? "", tier: first?.tier ?? "",
        window: first?.window ?? "none", people: rows.length, id: first?.id ?? "", chosen: key === chosen,
      };
    });
  const houses = new Map();
  for (const u of pack.doors) {
    const entry = houses.get(houseKey(u)) ?? { key: houseKey(u), courtyard: u.courtyard, building: u.building, lit: 0, units: [] };
    const cells = cellsOf(u);
    const lit = cells.filter((c) => LIT.has(c.window)).length;
    entry.lit += lit;
    entry.units.push({ ...u, cells, lit });
    houses.set(entry.key, entry);
  }
  const all = [...houses.values()];
  const here = houses.get(house) ?? all[0];
  if (!here) return { houses: [], units: [], floors: [], columns: 3, house: "", courtyard: "", building: "", peek: null };
  const stairs = here.units.find((u) => u.code === unit) ?? here.units[0];
  const floors = new Map();
  for (const cell of stairs.cells) {
    const name = cell.floor === 0 ? "" : String(cell.floor);
    floors.set(name, [...(floors.get(name) ?? []), cell]);
  }
  const chosenCell = stairs.cells.find((c) => c.chosen && c.id);
  return {
    houses: all.map(({ key, courtyard, building, lit }) => ({ key, courtyard, building, lit, on: key === here.key })),
    units: here.units.map((u) => ({ code: u.code, number: u.unit, lit: u.lit, on: u === stairs })),
    floors: [...floors].map(([floor, cells]) => ({ key: floor, floor, cells })),
    columns: Math.max(2, ...[...floors.values()].map((c) => c.length)),
    house: here.key, courtyard: here.courtyard, building: here.building,
    peek: chosenCell ? row(pack, pack.byId.get(chosenCell.id), NOTHING, day) : null,
  };
}
