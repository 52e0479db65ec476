/* A volunteer's shifts as the screens show them, worked out from the pack and from what this phone recorded and the server has not answered yet. */
import { maskName } from "./search.js";
import { clockTime, dayOf } from "./times.js";
import { dateWords } from "./today.js";

export const EARLY_MS = 2 * 3_600_000; // how long before its start somebody can check in
export const GRACE_MS = 1_800_000; // how long after its end; then a forgotten check-out is filled in afterwards
const RENEW_DAYS = 31;
const DAY_MS = 86_400_000;
const COMES = new Set(["in", "unsure"]);
const OVER = new Set(["ended", "confirmed", "cancelled"]);
export const PAIR = 2;

export const NO_AT = Object.freeze({ state: "", in_at: "", out_at: "", source: "", out_source: "", where: "", half: "", doubts: [], problem: "" });
export const NO_SHIFT = Object.freeze({
  id: "", team: "", title: "", place: "", day: "", number: "", date_zh: "", date_en: "", when_zh: "", when_en: "", start: "", end: "", overnight: false, today: false, slots: 0, taken: 0, short: 0, caution: "plain",
  pair: false, insured: false, doing: [], why: "", state: "", my: "", lead: false, leader: "", leader_masked: "", phone: "", yards: [], doors: 0, at: NO_AT, phase: "", before: false, why_not: "", skills: [], known: false,
});
export const NO_LEAD = Object.freeze({
  id: "", team: "", title: "", when_zh: "", when_en: "", start: "", end: "", early: false, before_end: false, settled: false, shows_code: false, tab: "in", rows: [], todays: 0, all: 0, here: 0, away: 0, off: 0, blocked: "", state: "", counting: [], own: false, team_id: "",
  uncounted: 0, to_count: 0, can_end: false,
});
export const NO_SHIFTS = Object.freeze({
  ready: false, view: "", date_zh: "", date_en: "", name: "", insured_zh: "", insured_en: "", minor: false, now_time: "", today: [], next: [], asked: [], short: [], open: [], open_all: 0, fitting: 0,
  only: "all", teams: 0, shift: NO_SHIFT, lead: NO_LEAD, leads: false,
});

/** Hours to the nearest half, a tie goes down, with one decimal: 88 minutes are 1.5. Twin of `half_hours` of app/rules/hours.py. */
export function halfHours(minutes) {
  const half = Math.floor((Math.abs(minutes) + 14) / 30) / 2;
  return (minutes < 0 ? -half : half).toFixed(1);
}

const WEEK_ZH = "日一二三四五六";
const WEEK_EN = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
/** 今天, 明天, 周五, 1月; a day beyond the week says its month. */
export function dayWord(day, today) {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
  const [, month] = day.split("-").map(Number);
  const weekday = new Date(day).getUTCDay();
  if (days === 0) return { when_zh: "今天", when_en: "Today" };
  if (days === 1) return { when_zh: "明天", when_en: WEEK_EN[weekday] };
  if (days === -1) return { when_zh: "昨天", when_en: WEEK_EN[weekday] };
  return days > 1 && days < 7 ? { when_zh: `周${WEEK_ZH[weekday]}`, when_en: WEEK_EN[weekday] } : { when_zh: `${month}月`, when_en: MONTHS[month - 1] };
}

/** 12月10日 周四: the whole day, for a page on which no tile says it. */
function wholeDay(day) {
  const [, month, date] = day.split("-").map(Number);
  const weekday = new Date(day).getUTCDay();
  return { date_zh: `${month}月${date}日 周${WEEK_ZH[weekday]}`, date_en: `${WEEK_EN[weekday]} ${date} ${MONTHS[month - 1]}` };
}

/** 2026年8月31日 */
const longDay = (day) => {
  if (!day) return { zh: "", en: "" };
  const [year, month, date] = day.split("-").map(Number);
  return { zh: `${year}年${month}月${date}日`, en: `${date} ${MONTHS[month - 1]} ${year}` };
};

const untilWords = (day) => (day ? { until_zh: `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`, until_en: `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]}` } : { until_zh: "", until_en: "" });

const counts = (record) => record.state !== "refused";
const mineOf = (pending, shift, who) => pending.filter((r) => (r.kind === "attendance_in" || r.kind === "attendance_out") && r.payload.shift_id === shift && (r.payload.volunteer_id ?? "") === who);
const whereOf = (record) => (record.state === "accepted" ? String(record.receipt) : record.state === "held" ? "held" : "phone");

/** Somebody at a shift: what the server knows, then what this phone recorded since. `who` is "" for oneself. */
export function attendanceOf(known, pending, shift, who = "") {
  let at = known
    ? { ...NO_AT, state: known.state, in_at: known.in_at ? clockTime(Date.parse(known.in_at)) : "", out_at: known.out_at ? clockTime(Date.parse(known.out_at)) : "", source: known.in_source ?? known.source ?? "", out_source: known.out_source ?? "", half: known.minutes ? halfHours(known.minutes) : "", doubts: known.doubts ?? [] }
    : NO_AT;
  for (const record of mineOf(pending, shift, who)) {
    const time = clockTime(Date.parse(record.happened_at));
    if (!counts(record)) at = { ...at, problem: record.code || "refused" };
    else if (record.kind === "attendance_in" && !at.in_at) at = { ...at, state: "in", in_at: time, source: record.payload.source, where: whereOf(record), problem: "" };
    else if (record.kind === "attendance_out" && (!at.out_at || (at.out_source === "self" && at.state === "waiting")))
      at = { ...at, state: at.state === "in" ? "waiting" : at.state, out_at: time, out_source: record.payload.source, half: "", where: whereOf(record), problem: "" };
  }
  return at;
}

/** Whether somebody can check in now: early, open, or over. */
const phaseOf = (s, now) => (s.state === "cancelled" ? "cancelled" : now < Date.parse(s.starts_at) - EARLY_MS ? "early" : now <= Date.parse(s.ends_at) + GRACE_MS && !OVER.has(s.state) ? (now > Date.parse(s.ends_at) ? "late" : "open") : "over");

/** Doors by courtyard in the order in which they come; a door with a result of this phone is gone at once. */
function yardsOf(s, closed) {
  const yards = [];
  for (const task of s.tasks ?? []) {
    if (closed.has(task.id)) continue;
    if (yards.at(-1)?.courtyard !== task.courtyard) yards.push({ key: `${yards.length}/${task.courtyard}`, courtyard: task.courtyard, n: 0, tasks: [] });
    const at = task.stairs.lastIndexOf("-");
    yards.at(-1).tasks.push({ ...task, building: at < 0 ? task.stairs : task.stairs.slice(0, at), unit: at < 0 ? "" : task.stairs.slice(at + 1), masked: maskName(task.who), hint: task.hints[0] ?? "" });
    yards.at(-1).n += 1;
  }
  return yards;
}

/** One shift for a card, a line or its own page. */
export function shiftOf(s, { pending, now, today }) {
  const [from, to] = [Date.parse(s.starts_at), Date.parse(s.ends_at)];
  const day = dayOf(from);
  const closed = new Set(pending.filter((r) => r.kind === "task_result" && counts(r)).map((r) => r.payload.task_id));
  const yards = yardsOf(s, closed);
  return {
    ...NO_SHIFT, id: s.id, team: s.team, title: s.title, place: s.place, day, number: String(Number(day.slice(8))), ...dayWord(day, today), ...wholeDay(day), today: day === today,
    start: clockTime(from), end: clockTime(to), overnight: dayOf(to) !== day, slots: s.slots, taken: s.taken, short: Math.max(0, s.slots - s.taken), caution: s.caution, pair: s.pair ?? s.caution !== "plain",
    insured: !!s.insured, doing: s.doing ?? [], why: s.why ?? "", state: s.state ?? "open", my: s.my ?? "", lead: !!s.lead, leader: s.leader?.name ?? "", leader_masked: s.leader ? maskName(s.leader.name) : "",
    phone: s.leader?.phone ?? "", yards, doors: yards.reduce((n, yard) => n + yard.n, 0), at: attendanceOf(s.attendance, pending, s.id), phase: phaseOf(s, now), before: now < from, why_not: s.why_not ?? "", skills: s.skills ?? [], known: true,
  };
}

/** The shift that the tab in the middle means: one where checking in or out is possible now, else the next one. */
export function nearest(volunteer, { pending, now }) {
  const left = (s) => !s.lead && !!attendanceOf(s.attendance, pending, s.id).out_at;
  const mine = volunteer.shifts.filter((s) => (COMES.has(s.my) || s.lead) && s.state !== "cancelled" && s.state !== "confirmed" && !left(s));
  const open = mine.filter((s) => ["open", "late"].includes(phaseOf(s, now)));
  const away = (s) => Math.abs(Date.parse(s.starts_at) - now);
  return open.sort((a, b) => away(a) - away(b))[0] ?? mine.filter((s) => Date.parse(s.starts_at) > now).sort((a, b) => away(a) - away(b))[0] ?? null;
}

/** Hours of who leads the team are confirmed by the community, not by another who leads it. */
const leads = (one, me) => one.id === me || one.part === "leader" || one.part === "deputy";

/** Everybody of a led shift, by name; who of them is here is what the server knows and what this phone called. */
export function leadOf(s, { pending, now, today, tab, me = "", refused = new Set() }) {
  const base = shiftOf(s, { pending, now, today });
  const everybody = (s.roster ?? []).map((one) => {
    const at = attendanceOf(one.attendance, pending, s.id, one.id);
    const coming = COMES.has(one.my);
    const left = Math.round((Date.parse(one.insured_until || today) - Date.parse(base.day)) / DAY_MS);
    return {
      id: one.id, name: one.name, masked: maskName(one.name), first: one.name[0] ?? "", part: one.part, fresh: !!one.fresh, minor: !!one.minor, phone: one.phone ?? "", my: one.my, coming,
      insured: !!one.insured, uninsured: !one.insured && s.caution !== "plain", renew: !!one.insured && !!one.insured_until && left >= 0 && left <= RENEW_DAYS, ...untilWords(one.insured_until),
      at, here: !!at.in_at && at.state !== "refused", gone: !!at.out_at, off: ["cancelled", "declined"].includes(one.my) && !at.in_at, kept: !refused.has(one.id),
    };
  });
  const todays = everybody.filter((one) => one.coming || one.here || one.off);
  const here = todays.filter((one) => one.here);
  const rows = tab === "all" ? everybody : tab === "out" ? here : todays;
  const covered = here.filter((one) => one.insured);
  const blocked = s.caution === "plain" || OVER.has(s.state) || covered.length >= PAIR ? "" : here.length >= PAIR ? "insurance" : "pair";
  return {
    ...NO_LEAD, id: s.id, team_id: s.team_id ?? "", team: s.team, title: s.title, when_zh: base.today ? base.when_zh : base.date_zh, when_en: base.today ? base.when_en : base.date_en, start: base.start, end: base.end, early: base.phase === "early", before_end: now < Date.parse(s.ends_at), shows_code: !!s.secret && !OVER.has(s.state), tab, rows,
    todays: todays.length, all: everybody.length, here: here.length, away: todays.filter((one) => one.coming && !one.here).length, off: todays.filter((one) => one.off).length, blocked, state: base.state,
    own: here.some((one) => leads(one, me)), counting: here.filter((one) => one.gone && !leads(one, me)).sort((a, b) => b.at.doubts.length - a.at.doubts.length), uncounted: here.filter((one) => !one.gone).length, to_count: here.filter((one) => one.gone && one.kept && !leads(one, me)).length,
    can_end: base.phase !== "early" && here.some((one) => !leads(one, me) && !["counted", "refused"].includes(one.at.state)) && !["confirmed", "cancelled"].includes(s.state),
    settled: here.length > 0 && here.every((one) => leads(one, me) || ["counted", "refused"].includes(one.at.state)),
  };
}

/** Everything that the three pages of a volunteer show but the hours. `ui` is what was tapped: view, id, tab, only, refused. */
export function shiftsView(volunteer, { pending, now, ui }) {
  const today = dayOf(now);
  const how = { pending, now, today };
  const by = (a, b) => a.starts_at.localeCompare(b.starts_at);
  const all = volunteer.shifts.filter((s) => s.state !== "cancelled" || COMES.has(s.my)).sort(by);
  const mine = all.filter((s) => COMES.has(s.my) || s.lead || s.attendance);
  const shown = (list) => list.map((s) => shiftOf(s, how));
  const running = mine.filter((s) => dayOf(Date.parse(s.starts_at)) === today || (Date.parse(s.starts_at) < now && now < Date.parse(s.ends_at) + GRACE_MS));
  const open = (volunteer.open ?? []).slice().sort(by);
  const opened = volunteer.shifts.find((s) => s.id === ui.id) ?? open.find((s) => s.id === ui.id);
  const until = longDay(volunteer.insured_until);
  return {
    ...NO_SHIFTS, ready: true, ...dateWords(today), name: volunteer.name, insured_zh: until.zh, insured_en: until.en, minor: !!volunteer.minor, now_time: clockTime(now),
    today: shown(running), next: shown(mine.filter((s) => !running.includes(s) && !["offered", "waiting"].includes(s.my) && Date.parse(s.starts_at) > now)), asked: shown(all.filter((s) => s.my === "offered" || s.my === "waiting")),
    short: shown(open.filter((s) => !s.why_not && s.taken < s.slots).slice(0, 3)), open: shown(ui.only === "fit" ? open.filter((s) => !s.why_not || s.why_not === "full") : open),
    open_all: open.length, fitting: open.filter((s) => !s.why_not || s.why_not === "full").length, only: ui.only, teams: volunteer.teams?.length ?? 0, leads: all.some((s) => s.lead),
    view: ui.view === "lead" && !opened?.lead ? "shift" : ui.view, shift: opened ? shiftOf(opened, how) : { ...NO_SHIFT, id: ui.id },
    lead: opened?.lead && ui.view === "lead" ? leadOf(opened, { ...how, tab: ui.tab, me: volunteer.id, refused: ui.refused }) : NO_LEAD,
  };
}
