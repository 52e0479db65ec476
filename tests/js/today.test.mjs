/* The day's list on the phone: who waits, in which order, and what an own record changes in it before the server has spoken. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { windowOf } from "../../assets/offline/owed.js";
import { withOwn } from "../../assets/offline/own.js";
import { caseLine, dateWords, todayView, waits } from "../../assets/offline/today.js";
import { DAY, NOW, door, duty, made, who } from "./hand_made_pack.mjs";

const record = (kind, payload, more = {}) => ({ id: `r-${kind}`, kind, payload, happened_at: "2026-11-22T02:00:00Z", recorded_at: "2026-11-22T02:00:00Z", state: "waiting", code: "", receipt: "", ...more });
const contact = (ids, outcome, more = {}, row = {}) => record("contact", { resident_ids: ids, mode: "door", outcome, checks: {}, note: "", needs: [], tags: [], wish: null, promise: null, until: null, each: {}, ...more }, row);
const view = (pack, ui = {}) => todayView(pack, { day: DAY, now: NOW, ui: { tab: "due", mode: "all", surge: "", ...ui } });
const names = (today) => today.groups.flatMap((y) => y.stairs.flatMap((s) => s.rows.map((r) => r.id)));

test("those who wait stand by courtyard and staircase, the top floor first", () => {
  const today = view(made());
  assert.deepEqual(names(today), ["a", "b", "c"]);
  assert.deepEqual([today.due, today.late, today.groups[0].courtyard, today.groups[0].count, today.groups[0].stairs[0].top], [3, 1, "槐荫里3号院", 3, 6]);
  assert.deepEqual(dateWords(DAY), { date_zh: "11月22日 周日", date_en: "Sun 22 Nov" });
});

test("whoever wishes only calls stands under calls and never under doors", () => {
  assert.deepEqual(names(view(made(), { mode: "door" })), ["a", "c"]);
  assert.ok(names(view(made(), { mode: "phone" })).includes("b"));
});

test("of several duties the worst one speaks", () => {
  const r = who("a", door(6, "602", 0));
  const shown = windowOf(r, [duty("a", "2026-12-20", { lead_on: "2026-12-17" }), duty("a", "2026-11-21", { rule: "P", late_on: "2026-11-21" })], DAY);
  assert.deepEqual([shown.window, shown.rule], ["late", "P"]);
  assert.equal(windowOf(r, [duty("a", DAY, { rule: "T3", late_on: null })], DAY).window, "none");
});

test("a person whom I have just seen has been seen at once, and says where the record is", () => {
  const after = withOwn(made(), [contact(["a"], "seen")], DAY);
  const today = view(after, { tab: "seen" });
  assert.deepEqual(names(today), ["b", "c"]);
  assert.deepEqual(today.seen_rows.map((r) => [r.id, r.where, r.window]), [["a", "phone", "seen"]]);
  assert.equal(view(withOwn(made(), [contact(["a"], "seen", {}, { state: "accepted", receipt: 3821 })], DAY)).seen_rows[0].where, "3821");
});

test("an attempt completes nothing, and what the server did not take counts for nothing", () => {
  assert.ok(names(view(withOwn(made(), [contact(["a"], "not_home")], DAY))).includes("a"));
  assert.ok(names(view(withOwn(made(), [contact(["a"], "seen", {}, { state: "refused" })], DAY))).includes("a"));
});

test("one of a household can have another outcome", () => {
  const after = withOwn(made(), [contact(["a", "c"], "seen", { each: { c: "in_hospital" }, until: "2026-12-01" })], DAY);
  assert.equal(after.byId.get("c").status, "hospital");
  assert.equal(after.byId.get("c").pauses_until, "2026-12-01");
  assert.equal(waits(after, after.byId.get("c"), DAY), false);
});

test("no answer opens a search with the clock of the tier; being seen ends it", () => {
  const open = withOwn(made(), [contact(["a"], "no_answer")], DAY);
  const today = view(open);
  assert.deepEqual(today.cases.map((c) => [c.id, c.n, c.unit_of, c.over, c.kin]), [["a", 60, "minutes", false, "女儿"]]);
  assert.ok(!names(today).includes("a"));
  const late = caseLine(open, open.cases[0], NOW + 125 * 60_000);
  assert.deepEqual([late.over, late.n, late.told, late.here_only], [true, 5, false, true]);
  const known = withOwn(made(), [contact(["a"], "no_answer", {}, { state: "accepted", receipt: 7 })], DAY);
  assert.equal(caseLine(known, known.cases[0], NOW + 125 * 60_000).told, true);
  const ended = withOwn(made(), [contact(["a"], "no_answer"), contact(["a"], "seen", {}, { id: "r2" })], DAY);
  assert.equal(view(ended).cases.length, 0);
});

test("danger written down here is escalated at once and reported only with its receipt", () => {
  const step = (row = {}) => record("no_answer_step", { resident_id: "a", step: "red_sign", result: "done", finding: "", whom: "", note: "" }, row);
  const taken = { state: "accepted", receipt: 7 };
  const shown = (...records) => { const { escalated, told } = view(withOwn(made(), records, DAY)).cases[0]; return [escalated, told]; };
  assert.deepEqual(shown(contact(["a"], "no_answer"), step()), [true, false]);
  assert.deepEqual(shown(contact(["a"], "no_answer", {}, taken), step()), [true, false]);
  assert.deepEqual(shown(contact(["a"], "no_answer", {}, taken), step(taken)), [true, true]);
});

test("steps done with no signal stand beside those of others", () => {
  const cases = [{ id: "s", resident_id: "a", tier: "A", opened_at: "2026-11-22T01:30:00Z", second_by: "2026-11-22T02:30:00Z", escalate_at: "2026-11-22T03:30:00Z", state: "open", by: "别人", steps: [{ at: "2026-11-22T01:40:00Z", step: "second_try", result: "not_reached", by: "别人" }] }];
  const after = withOwn(made({ cases }), [record("no_answer_step", { resident_id: "a", step: "kin", result: "not_reached", finding: "", whom: "0", note: "" })], DAY);
  assert.deepEqual(after.cases[0].steps.map((s) => s.step), ["second_try", "kin"]);
  assert.deepEqual(view(after).cases[0].steps.map((s) => s.state), ["done", "done", "done", "now"]);
});

test("a promise, a wish and a need that were said are there at once", () => {
  const more = { promise: { on: "2026-11-23", words: "" }, wish: { preference: "phone_only", words: "" }, needs: [{ id: "n1", category: "medicine", urgency: "today", words: "开药" }] };
  const after = withOwn(made(), [contact(["a"], "seen", more)], DAY);
  assert.equal(after.byId.get("a").preference, "phone_only");
  assert.ok(after.owed.get("a").some((d) => d.rule === "P" && d.due_on === "2026-11-23" && d.mode === "phone"));
  assert.deepEqual(view(after).todo_groups.map((g) => [g.key, g.rows[0].category, g.rows[0].mine]), [["today", "medicine", true]]);
});

test("somebody new and somebody who moved stand in their place on the way", () => {
  const after = withOwn(made(), [
    record("resident_new", { resident_id: "x", unit: "u1", door: "402", name: "王新", birth_ym: "", sex: "", living: "alone", phone: "", twin_seen: [] }),
    record("resident_edit", { resident_id: "d", base_version: 1, changes: { place: { from: null, to: { unit: "u1", door: "301" } } }, policies: [] }),
  ], DAY);
  assert.deepEqual(after.residents.map((r) => r.id), ["a", "b", "x", "c", "d"]);
  assert.equal(after.byId.get("d").door.floor, 3);
});

test("a list for cold shows how many are left and can be shown alone", () => {
  const surges = [{ id: "s1", kind: "cold", opened_at: "2026-11-22T00:00:00Z", until_at: "2026-11-23T00:00:00Z", people: ["a", "d"] }];
  assert.deepEqual(view(made({ surges })).surges.map((s) => s.left), [2]);
  const after = withOwn(made({ surges }), [contact(["a"], "spoken", { mode: "phone" })], DAY);
  assert.equal(view(after).surges[0].left, 1);
  assert.deepEqual(names(view(after, { surge: "s1" })), ["d"]);
});
