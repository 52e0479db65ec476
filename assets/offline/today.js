/* The day's list, worked out from the pack: who waits, in walking order; who was seen; who is being looked for; lists for cold and storm. */
import { clockNow, nextKin, progress } from "./cases.js";
import { shelves } from "./needs.js";
import { EFFECTIVE, speaking } from "./owed.js";
import { maskName, parse } from "./search.js";
import { clockTime, dayOf } from "./times.js";
import { needLine, row, windowIn } from "./view.js";

const NOTHING = parse("");
const WEEKDAYS_ZH = "日一二三四五六";
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
export const NO_TODAY = Object.freeze({
  date_zh: "", date_en: "", groups: [], due: 0, todo: 0, seen: 0, seen_rows: [], todo_groups: [], cases: [], surges: [], tab: "due", mode: "all", surge: "", ready: false, late: 0,
});

/** 11月22日 周日, Sun 22 Nov. */
export function dateWords(day) {
  const [, month, date] = day.split("-").map(Number);
  const weekday = new Date(day).getUTCDay();
  return { date_zh: `${month}月${date}日 周${WEEKDAYS_ZH[weekday]}`, date_en: `${WEEKDAYS[weekday]} ${date} ${MONTHS[month - 1]}` };
}

/** Whether somebody is waiting on this day: late, due, or near enough to be done now. */
export function waits(pack, r, day) {
  const { window } = windowIn(pack, r, day);
  if (window === "late" || window === "due") return true;
  const duty = window === "soon" ? speaking(pack.owed.get(r.id), day) : null;
  return !!duty && day >= duty.lead_on;
}

function rowOf(pack, r, day) {
  const duty = speaking(pack.owed.get(r.id), day);
  const own = (r.contacts ?? []).filter((c) => c.when === day && c.where);
  const tried = (r.contacts ?? []).filter((c) => c.when === day && !EFFECTIVE.has(c.outcome)).length;
  const phone = r.preference === "phone_only" || duty?.mode === "phone";
  return {
    ...row(pack, r, NOTHING, day), why: duty?.rule ?? r.tier ?? "", why_zh: duty?.label?.zh ?? "", why_en: duty?.label?.en ?? "",
    mode: phone ? "phone" : duty?.mode ?? "any", where: own[0]?.where ?? "", outcome: own[0]?.outcome ?? "", tried,
  };
}

const fitsMode = (one, mode) => mode === "all" || (mode === "door" ? one.mode !== "phone" : one.mode === "phone" || (one.mode === "any" && !!one.phone));

/** Rows by courtyard and staircase, in the order in which they come. */
export function byYard(rows) {
  const yards = [];
  for (const one of rows) {
    if (yards.at(-1)?.key !== one.courtyard) yards.push({ key: one.courtyard, courtyard: one.courtyard, count: 0, stairs: [] });
    const yard = yards.at(-1);
    const key = `${one.courtyard}/${one.building}/${one.unit}`;
    if (yard.stairs.at(-1)?.key !== key) yard.stairs.push({ key, building: one.building, unit: one.unit, top: one.floor, rows: [] });
    yard.stairs.at(-1).rows.push(one);
  }
  for (const yard of yards) yard.count = new Set(yard.stairs.flatMap((s) => s.rows.map((r) => `${s.key}/${r.door}`))).size;
  return yards;
}

/** One search that is open, as the card on top and the sheet show it. */
export function caseLine(pack, one, now) {
  const r = pack.byId.get(one.resident_id);
  const kin = r ? nextKin(one, r) : null;
  const clock = clockNow(one, now);
  // The server tells those above by itself, once it knows of the case.
  const told = one.steps.filter((s) => ["red_sign", "lead", "police", "ambulance", "escalate"].includes(s.step));
  const known = one.where !== "phone" && (one.state === "escalated" ? !told.length || told.some((s) => s.where !== "phone") : clock.over);
  return {
    id: one.resident_id, name: r?.name ?? "", masked: r ? maskName(r.name) : "", ...(r?.door ?? {}), age_band: r?.age_band ?? "", living: r?.living ?? "", phone: r?.phone ?? "",
    tier: one.tier, opened: clockTime(Date.parse(one.opened_at)), over: clock.over, n: clock.n, unit_of: clock.unit, minutes: clock.minutes,
    told: known, here_only: one.where === "phone", steps: progress(one), kin: kin?.relation || kin?.name || "", kin_phone: kin?.phone ?? "", kin_n: String(kin?.n ?? ""), escalated: one.state === "escalated",
  };
}

/** The whole of Today. `ui` holds what was tapped: tab, mode, surge. */
export function todayView(pack, { day, now, ui }) {
  const open = (pack.cases ?? []).filter((c) => c.state !== "closed" && pack.byId.has(c.resident_id));
  const surge = (pack.surges ?? []).find((s) => s.id === ui.surge);
  const listed = surge && new Set(surge.people);
  const detailed = pack.residents.filter((r) => r.detail);
  const waiting = detailed.filter((r) => (listed ? listed.has(r.id) && left(pack, surge, r.id) : waits(pack, r, day)));
  const all = waiting.map((r) => ({ ...rowOf(pack, r, day), floor: r.door.floor }));
  const seen = detailed.filter((r) => (r.contacts ?? []).some((c) => c.when === day && EFFECTIVE.has(c.outcome)));
  const todo = shelves(pack.needs ?? [], day);
  return {
    ...NO_TODAY, ...dateWords(day), ready: true, tab: ui.tab, mode: ui.mode, surge: surge?.id ?? "", groups: byYard(all.filter((one) => fitsMode(one, ui.mode))),
    due: all.length, late: all.filter((one) => one.window === "late").length, todo: todo.reduce((n, s) => n + s.rows.length, 0), seen: seen.length,
    seen_rows: seen.map((r) => rowOf(pack, r, day)),
    todo_groups: todo.map((s) => ({ key: s.key, count: s.rows.length, rows: s.rows.map((need) => needLine(pack, need, day)) })),
    cases: open.map((one) => caseLine(pack, one, now)).sort((a, b) => Number(b.over) - Number(a.over) || (a.over ? b.minutes - a.minutes : a.minutes - b.minutes)),
    surges: (pack.surges ?? []).filter((s) => !s.until_at || Date.parse(s.until_at) > now)
      .map((s) => ({ id: s.id, kind: s.kind, left: s.people.filter((id) => left(pack, s, id)).length, on: s.id === surge?.id, at: clockTime(Date.parse(s.opened_at)), today: dayOf(Date.parse(s.opened_at)) === day })),
  };
}

/** Whether somebody of such a list was not reached yet since it was opened. */
function left(pack, surge, id) {
  const r = pack.byId.get(id);
  if (!r || r.status !== "here") return false;
  if ((pack.owed.get(id) ?? []).some((d) => d.rule === "W")) return true;
  const since = dayOf(Date.parse(surge.opened_at));
  return !(r.contacts ?? []).some((c) => c.when >= since && EFFECTIVE.has(c.outcome)) && (r.last_effective ?? "") < since;
}
