/* A volunteer's shifts on the phone: what was recorded here shows at once and says where it is; what is done with a person is put away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf, rowOf } from "../../assets/offline/rows.js";
import { dayWord, halfHours, leadOf, nearest, shiftOf, shiftsView } from "../../assets/offline/shifts.js";
import { CLINIC, LUNCH, NOW, at, checkIn, checkOut, member, part, record, shift } from "./hand_made_volunteer.mjs";

const HOUR = 3_600_000;
const UI = { view: "", id: "", tab: "in", only: "all", refused: new Set() };
const view = (pending = [], { volunteer = part(), now = NOW, ui = {} } = {}) => shiftsView(volunteer, { pending, now, ui: { ...UI, ...ui } });
const lunch = (pending, more = {}, now = NOW) => shiftOf(shift(LUNCH, "2026-01-14", "11:00", "12:30", more), { pending, now, today: "2026-01-14" });

test("today's shift is on top with its doors in the order in which they come, the next ones follow", () => {
  const shown = view();
  assert.deepEqual([shown.today.map((s) => s.id), shown.next.map((s) => s.id)], [[LUNCH], [CLINIC]]);
  const [first, second] = shown.today[0].yards;
  assert.deepEqual([first.courtyard, first.n, first.tasks.map((t) => t.door), second.n], ["槐荫里3号院", 2, ["602", "102"], 1]);
  assert.deepEqual([first.tasks[0].building, first.tasks[0].unit, first.tasks[0].masked, second.tasks[0].unit], ["2", "1", "曲**", ""]);
  assert.deepEqual([shown.today[0].start, shown.today[0].end, shown.today[0].when_zh, shown.next[0].when_zh, shown.insured_zh], ["11:00", "12:30", "今天", "周五", "2026年8月31日"]);
});

test("a door with a result is put away at once, and comes back only where the server did not take it", () => {
  const result = (state) => record("task_result", { task_id: "a", result: "done", words: "", spoken: "" }, { state });
  for (const state of ["waiting", "accepted", "held"]) assert.equal(view([result(state)]).today[0].doors, 2, state);
  assert.equal(view([result("refused")]).today[0].doors, 3);
});

test("a check-in shows at once and says that it is on this phone, then its number", () => {
  assert.deepEqual([lunch([]).at.state, lunch([checkIn()]).at.state, lunch([checkIn()]).at.in_at, lunch([checkIn()]).at.where], ["", "in", "10:59", "phone"]);
  assert.equal(lunch([checkIn({}, { state: "accepted", receipt: 3821 })]).at.where, "3821");
  assert.equal(lunch([checkIn({}, { state: "held" })]).at.where, "held");
  const out = lunch([checkIn(), checkOut()]).at;
  assert.deepEqual([out.state, out.out_at], ["waiting", "12:31"]);
});

test("a refused code is no check-in; once corrected nothing of it is left", () => {
  const wrong = lunch([checkIn({}, { state: "refused", code: "code_wrong" })]).at;
  assert.deepEqual([wrong.state, wrong.in_at, wrong.problem], ["", "", "code_wrong"]);
  const right = lunch([checkIn({}, { state: "refused", code: "code_wrong" }), checkIn()]).at;
  assert.deepEqual([right.in_at, right.problem], ["10:59", ""]);
});

test("what the server knows comes before what this phone recorded, and another person's record is not mine", () => {
  const known = { state: "in", in_at: "2026-01-14T02:56:00Z", out_at: "", minutes: 0, doubts: [] };
  assert.deepEqual([lunch([checkIn()], { attendance: known }).at.in_at, lunch([checkIn()], { attendance: known }).at.where], ["10:56", ""]);
  assert.equal(lunch([checkIn({ volunteer_id: "somebody", source: "rollcall" })]).at.in_at, "");
});

test("checking in is possible from two hours before the start to half an hour after the end", () => {
  const start = Date.parse(at("2026-01-14", "11:00"));
  const phase = (now, more) => lunch([], more, now).phase;
  assert.deepEqual([phase(start - 2 * HOUR - 1), phase(start - 2 * HOUR), phase(start + 1.5 * HOUR), phase(start + 2 * HOUR), phase(start + 2 * HOUR + 1)], ["early", "open", "open", "late", "over"]);
  assert.deepEqual([phase(start, { state: "cancelled" }), phase(start, { state: "confirmed" })], ["cancelled", "over"]);
});

test("a shift over midnight is today's until it ends, and says so", () => {
  const volunteer = part({ shifts: [shift(LUNCH, "2026-01-13", "22:00", "23:00", { ends_at: at("2026-01-14", "02:00") })] });
  const shown = view([], { volunteer, now: Date.parse(at("2026-01-14", "01:00")) });
  assert.deepEqual([shown.today.length, shown.today[0].overnight, shown.today[0].when_zh], [1, true, "昨天"]);
});

test("the middle tab means the shift where checking in or out is possible, else the next one, never a cancelled one", () => {
  const volunteer = part();
  assert.equal(nearest(volunteer, { pending: [], now: NOW }).id, LUNCH);
  assert.equal(nearest(volunteer, { pending: [checkIn(), checkOut()], now: NOW }).id, CLINIC);
  assert.equal(nearest(volunteer, { pending: [], now: NOW - 5 * HOUR }).id, LUNCH);
  assert.equal(nearest(part({ shifts: [shift(LUNCH, "2026-01-14", "11:00", "12:30", { state: "cancelled" })] }), { pending: [], now: NOW }), null);
});

test("those short of people show the first that are open to me; the filter leaves out what is not", () => {
  const shown = view();
  assert.deepEqual([shown.short.map((s) => s.id), shown.short[0].short, shown.open.length, shown.fitting], [["o1"], 4, 2, 1]);
  assert.deepEqual(view([], { ui: { only: "fit" } }).open.map((s) => s.id), ["o1"]);
  assert.equal(shown.open[1].why_not, "skill");
});

test("somebody who is asked, and somebody who waits, are on top and not under the shifts that come", () => {
  const volunteer = part({ shifts: [shift(LUNCH, "2026-01-15", "11:00", "12:30", { my: "offered" }), shift(CLINIC, "2026-01-16", "11:00", "12:30", { my: "waiting" })] });
  const shown = view([], { volunteer });
  assert.deepEqual([shown.asked.map((s) => s.my), shown.next.length, shown.today.length], [["offered", "waiting"], 0, 0]);
});

const led = (roster, more = {}) => shift(LUNCH, "2026-01-14", "11:00", "12:30", { lead: true, my: "", secret: "AAEC", roster, ...more });
const lead = (roster, pending = [], more = {}, tab = "in", refused = new Set()) => leadOf(led(roster, more), { pending, now: NOW, today: "2026-01-14", tab, refused });
const call = (kind, who, row = {}) => record(kind, { shift_id: LUNCH, source: "rollcall", code: "", volunteer_id: who }, row);

test("whoever the leader calls is here at once; counts follow", () => {
  const roster = [member("a", "初建军"), member("b", "丛树林"), member("c", "王丽萍", { my: "cancelled" }), member("d", "于敏", { my: "" })];
  const shown = lead(roster, [call("attendance_in", "a")]);
  assert.deepEqual([shown.here, shown.away, shown.off, shown.todays, shown.all], [1, 1, 1, 3, 4]);
  assert.deepEqual([shown.rows[0].here, shown.rows[0].at.source, shown.rows[0].at.where, shown.rows[1].here, shown.rows[2].off], [true, "rollcall", "phone", false, true]);
  const gone = lead(roster, [call("attendance_in", "a"), call("attendance_out", "a")], {}, "out");
  assert.deepEqual([gone.rows.map((r) => [r.id, r.gone]), gone.uncounted, gone.to_count], [[["a", true]], 0, 1]);
});

test("at somebody's home it can only start with two insured people; plain shifts with anybody", () => {
  const roster = [member("a", "初建军"), member("b", "丛树林", { insured: false, insured_until: "" }), member("c", "姜海燕")];
  const home = { caution: "home", pair: true };
  const blocked = (...ids) => lead(roster, ids.map((id) => call("attendance_in", id)), home).blocked;
  assert.deepEqual([blocked(), blocked("a"), blocked("a", "b"), blocked("a", "c")], ["pair", "pair", "insurance", ""]);
  assert.equal(lead(roster).blocked, "");
  assert.deepEqual([lead(roster, [], home).rows[1].uninsured, lead(roster).rows[1].uninsured], [true, false]);
});

test("insurance that ends within a month is said; what is odd stands on top of what is confirmed; left out is not counted", () => {
  const known = (doubts) => ({ state: "waiting", in_at: "2026-01-14T02:56:00Z", out_at: "2026-01-14T04:31:00Z", minutes: 90, doubts });
  const roster = [member("a", "初建军", { attendance: known([]) }), member("b", "丛树林", { attendance: known(["late_code"]), insured_until: "2026-01-31" })];
  const shown = lead(roster);
  assert.deepEqual([shown.counting.map((r) => r.id), shown.to_count, shown.rows[1].renew, shown.rows[1].until_zh, shown.rows[0].renew, shown.rows[0].at.half], [["b", "a"], 2, true, "1月31日", false, "1.5"]);
  assert.equal(lead(roster, [], {}, "in", new Set(["b"])).to_count, 1);
});

test("the leader's view is nobody else's", () => {
  assert.equal(view([], { ui: { view: "lead", id: LUNCH } }).view, "shift");
  assert.equal(view([], { ui: { view: "shift", id: "unknown" } }).shift.known, false);
});

test("hours are shown to the nearest half, a tie goes down", () => {
  assert.deepEqual([0, 15, 16, 45, 46, 75, 88, 90, -30, 7_950].map(halfHours), ["0.0", "0.0", "0.5", "0.5", "1.0", "1.0", "1.5", "1.5", "-0.5", "132.5"]);
});

test("days have names for a week, then their month", () => {
  assert.deepEqual(["2026-01-14", "2026-01-15", "2026-01-20", "2026-01-21", "2026-02-03"].map((d) => dayWord(d, "2026-01-14").when_zh), ["今天", "明天", "周二", "1月", "2月"]);
});

test("in the outbox a check-in names its shift, a roll-call the person under the shade as well, a result its door", () => {
  const volunteer = part({ shifts: [...part().shifts.filter((s) => s.id !== LUNCH), led([member("a", "初建军")], { tasks: part().shifts[1].tasks })] });
  const pack = { byId: new Map(), decisions: [], volunteer };
  const shown = (kind, payload, row = {}) => rowOf({ id: "1", kind, state: "refused", at: NOW, code: "code_wrong", ...row }, { payload, happened_at: "2026-01-14T02:59:00Z", recorded_at: "2026-01-14T02:59:00Z", clock_offset_ms: 0 }, pack, NOW);
  const own = { shift_id: LUNCH, source: "code", code: "408271", volunteer_id: null };
  assert.deepEqual([shown("attendance_in", own).who, shown("attendance_in", own).can_correct, shown("attendance_in", own, { code: "out_before_in" }).can_correct], ["送午饭", true, false]);
  const called = shown("attendance_in", { ...own, source: "rollcall", volunteer_id: "a" });
  assert.deepEqual([called.what, called.who, called.masked, called.door], ["rollcall", "初建军", "初**", "送午饭"]);
  const door = shown("task_result", { task_id: "a", result: "trouble", words: "没开火", spoken: "" });
  assert.deepEqual([door.what, door.who, door.masked, door.door], ["trouble", "曲大娘", "曲**", "602"]);
  const said = JSON.stringify([linesOf("attendance_in", own, pack), linesOf("task_result", { task_id: "a", result: "done", words: "挺好", spoken: "4821" }, pack)]);
  for (const word of ["408271", "送午饭", "code", "曲大娘", "挺好", "4821", "done"]) assert.ok(said.includes(word), word);
});
