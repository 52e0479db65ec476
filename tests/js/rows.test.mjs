/* How a record of the outbox is shown: what, who, when, and every word of it in full. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf, rowOf } from "../../assets/offline/rows.js";

const now = Date.parse("2026-11-22T06:00:00Z"); // 14:00 in Dalian
const pack = { byId: new Map([["r", { name: "曲凤英", door: { door: "602" } }]]), decisions: [] };
const row = { id: "1", kind: "contact", state: "waiting", at: now, code: "" };
const envelope = (over = {}) => ({
  payload: { resident_ids: ["r", "s"], outcome: "seen", mode: "door", checks: { mood: "changed" }, note: "想儿子", needs: [{ category: "meals", words: "中午" }] },
  happened_at: "2026-11-22T02:24:00Z", recorded_at: "2026-11-22T02:26:00Z", clock_offset_ms: 0, ...over,
});

test("a contact says its outcome, the person with the door, when it happened and when it was written", () => {
  const shown = rowOf(row, envelope(), pack, now);
  assert.deepEqual([shown.what, shown.who, shown.masked, shown.door, shown.others], ["seen", "曲凤英", "曲**", "602", 1]);
  assert.deepEqual([shown.day, shown.at, shown.written, shown.late, shown.skew], ["", "10:24", "10:26", false, 0]);
});

test("more than an hour later is written later; more than five minutes off is said; another day has its date", () => {
  const shown = rowOf(row, envelope({ happened_at: "2026-11-20T02:00:00Z", clock_offset_ms: -1_260_000 }), pack, now);
  assert.deepEqual([shown.day, shown.late, shown.skew], ["11-20", true, 21]);
  assert.equal(rowOf(row, envelope({ clock_offset_ms: 300_000 }), pack, now).skew, 0);
});

test("only refused records of forms can be corrected, and one that cannot be opened still has a row", () => {
  assert.ok(rowOf({ ...row, state: "refused" }, envelope(), pack, now).can_correct);
  assert.ok(!rowOf({ ...row, state: "waiting" }, envelope(), pack, now).can_correct);
  const shut = rowOf({ ...row, state: "refused", code: "unreadable" }, null, pack, now);
  assert.deepEqual([shut.who, shut.code, shut.can_correct], ["", "unreadable", false]);
});

test("what somebody decided about a held record stands at the record", () => {
  const said = { ...pack, decisions: [{ id: "1", decision: "dropped", at: "2026-11-21T02:00:00Z", message: { zh: "重复了", en: "Twice" } }] };
  const shown = rowOf({ ...row, state: "held" }, envelope(), said, now);
  assert.deepEqual([shown.decision, shown.decided, shown.said_zh], ["dropped", "11-21", "重复了"]);
});

test("a hazard says its staircase, a second try how, and a question about a benefit what it was", () => {
  const here = { ...pack, doors: [{ code: "u1", courtyard: "槐荫里3号院", building: "2", unit: "1", doors: [] }] };
  const said = (kind, payload) => rowOf({ ...row, kind }, envelope({ payload }), here, now);
  const hazard = said("hazard", { category: "gas", place: { unit: "u1", floor: 3 } });
  assert.deepEqual([hazard.courtyard, hazard.building, hazard.unit, hazard.door], ["槐荫里3号院", "2", "1", ""]);
  assert.equal(said("hazard", { category: "gas", place: { unit: "u9" } }).door, "u9");
  assert.deepEqual(["phone", "door", ""].map((whom) => said("no_answer_step", { resident_id: "r", step: "second_try", whom, result: "not_reached" }).what), ["second_try/phone", "second_try/door", "second_try"]);
  assert.equal(said("resident_edit", { resident_id: "r", changes: {}, policies: [{ code: "old_age", outcome: "wants" }] }).what, "policy");
});

test("in full, nothing that was written is left out", () => {
  const lines = linesOf("contact", envelope().payload, pack);
  const said = JSON.stringify(lines);
  for (const word of ["曲凤英 602", "mood", "changed", "meals", "中午", "想儿子", "seen", "door"]) assert.ok(said.includes(word), word);
  const edit = linesOf("resident_edit", { resident_id: "r", base_version: 1, changes: { phone: { from: "19900001111", to: null }, place: { from: null, to: { unit: "U1", door: "302" } } }, policies: [] }, pack);
  assert.deepEqual(edit.slice(1).map((l) => [l.v, l.t]), [["phone", "19900001111 → "], ["place", " → U1 · 302"]]);
});
