/* The forms at the door: what follows from a tap, and what is recorded. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockOf } from "../../assets/offline/cases.js";
import { answersOf, backEntry, fresh, fromPayload, lacks, payloadOf, touched, withOutcome } from "../../assets/offline/draft_sheet.js";
import { afterMove, allowed, asks, firstLook, shelves } from "../../assets/offline/needs.js";
import { birthMonth, changes, isPhone, twins } from "../../assets/offline/people.js";
import { door, made, who } from "./hand_made_pack.mjs";

const pack = made();
const ids = () => "new-id";

test("all well is an outcome and nothing else, and follows the shape of the server", () => {
  const sheet = withOutcome(fresh(pack, "a"), "seen");
  assert.equal(lacks(sheet), "");
  assert.deepEqual(payloadOf(sheet, ids), {
    resident_ids: ["a"], mode: "door", outcome: "seen", checks: {}, note: "", needs: [], tags: [], wish: null, promise: null, until: null, each: {},
  });
  assert.equal(touched(fresh(pack, "a")), false);
});

test("a sheet is for the one who was tapped; the others of the household are added with a tap", () => {
  const home = made({ residents: [who("a", door(6, "602", 0)), who("w", door(6, "602", 0)), who("c", door(3, "301", 2))] });
  const sheet = fresh(home, "a");
  assert.deepEqual(sheet.people.map((p) => [p.id, p.on]), [["a", true], ["w", false]]);
  assert.deepEqual(payloadOf(withOutcome(sheet, "in_hospital"), ids).resident_ids, ["a"]);
});

test("how it happened follows from what came of it, and is never made up", () => {
  for (const [outcome, mode] of [["seen", "door"], ["spoken", "phone"], ["reliable_other", "family"], ["no_answer", "door"], ["not_home", "door"], ["declined", "door"], ["in_hospital", "door"], ["away", "door"], ["moved", "door"], ["died", "door"]])
    assert.equal(withOutcome(fresh(pack, "a"), outcome).mode, mode);
});

test("died and moved ask twice", () => {
  const once = withOutcome(fresh(pack, "a"), "died");
  assert.equal(lacks(once), "sure");
  assert.equal(lacks(withOutcome(once, "died")), "");
  assert.equal(lacks({ ...once, sure: true }), "");
});

test("a sheet with everything on it keeps within what the server takes", () => {
  const sheet = {
    ...withOutcome(fresh(pack, "a"), "in_hospital"), until: "2026-12-01", check: { ...fresh(pack, "a").check, medicine: true }, check_words: "药".repeat(150), note: "话".repeat(150),
    needs: [{ id: "n", category: "medicine", urgency: "week", words: "x\u0007y" }, { id: "m", category: "", urgency: "week", words: "" }], tags: [{ tag: "E03", action: "add" }], alone: "no", wish: "phone_only", wish_words: "",
    promise: "2026-11-25", promise_words: "带药", answers: { old_age: "wants" },
  };
  const p = payloadOf(sheet, ids);
  assert.equal([...p.note].length, 200);
  assert.deepEqual(p.checks, { medicine: "changed" });
  assert.deepEqual(p.needs, [{ id: "n", category: "medicine", urgency: "week", words: "x y" }]);
  assert.deepEqual(p.tags, [{ tag: "E03", grade: "", action: "add" }, { tag: "E02", grade: "", action: "remove" }]);
  assert.deepEqual([p.until, p.promise.on, p.wish.preference], ["2026-12-01", "2026-11-25", "phone_only"]);
  assert.deepEqual(answersOf(sheet, 3, "2026-11-22").policies, [{ code: "old_age", outcome: "wants", ask_again_on: null }]);
  const again = fromPayload(fresh(pack, "a"), p, 5);
  assert.deepEqual(payloadOf({ ...again, tags: p.tags }, ids).promise, p.promise);
});

test("something from earlier goes back thirty days and never ahead", () => {
  const now = Date.parse("2026-11-22T10:00:00+08:00");
  assert.equal(backEntry("2026-11-20", "09:30", now), Date.parse("2026-11-20T09:30:00+08:00"));
  assert.equal(backEntry("2026-01-01", "09:30", now), Date.parse("2026-10-23T09:30:00+08:00"));
  assert.equal(backEntry("2026-11-23", "09:30", now), now);
});

test("the clock of a search is the server's", () => {
  const at = (text) => Date.parse(text);
  assert.deepEqual(clockOf("A", at("2026-11-22T10:00:00+08:00")), { second_by: at("2026-11-22T11:00:00+08:00"), escalate_at: at("2026-11-22T12:00:00+08:00") });
  assert.deepEqual(clockOf("B", at("2026-11-22T10:00:00+08:00")), { second_by: at("2026-11-22T18:00:00+08:00"), escalate_at: at("2026-11-22T21:00:00+08:00") });
  assert.deepEqual(clockOf("B", at("2026-11-22T20:00:00+08:00")), { second_by: at("2026-11-22T22:00:00+08:00"), escalate_at: at("2026-11-22T23:00:00+08:00") });
  assert.deepEqual(clockOf("C", at("2026-11-22T10:00:00+08:00")), { second_by: at("2026-11-23T10:00:00+08:00"), escalate_at: at("2026-11-24T10:00:00+08:00") });
});

test("a need moves only where it may, and each move asks only for what it needs", () => {
  assert.deepEqual(allowed("need", "claimed"), ["claim", "plan", "start", "refer", "wait", "deliver", "unmet", "unwanted"]);
  assert.deepEqual(allowed("need", "delivered"), ["confirm", "reopen", "unwanted"]);
  assert.deepEqual(allowed("errand", "submitted"), ["claim", "supplement", "done", "failed", "unwanted"]);
  assert.deepEqual(asks("need", "claimed", "refer"), { day: true, words: false, to: true });
  assert.deepEqual(asks("need", "doing", "deliver"), { day: false, words: true, to: false });
  assert.deepEqual(asks("need", "confirmed", "close"), { day: false, words: false, to: false });
  assert.equal(firstLook("today", "2026-11-22"), "2026-11-22");
  const need = { id: "n", kind: "need", state: "doing", next_on: "2026-11-22", steps: [] };
  assert.deepEqual([afterMove(need, { move: "deliver", words: "送了" }, "2026-11-22T02:00:00Z", "2026-11-22")].map((n) => [n.state, n.next_on]), [["delivered", "2026-11-25"]]);
  assert.deepEqual(shelves([{ ...need, next_on: "2026-11-20" }, { ...need, id: "m" }, { ...need, id: "w", state: "waiting", next_on: "2026-11-27" }, { ...need, id: "z", state: "closed" }], "2026-11-22").map((s) => [s.key, s.rows.length]), [
    ["stuck", 1], ["today", 1], ["waiting", 1],
  ]);
});

test("whoever may be known already is named while it is typed", () => {
  const blank = { name: "", place: "", door: "", phone: "", year: "" };
  const like = (part) => twins(pack, { ...blank, ...part }, "2026-11-22").map((t) => [t.id, t.why]);
  assert.deepEqual(like({ name: "曲英", place: "槐荫里3号院/2/1", door: "602" }), [["a", "door"]]);
  assert.equal(like({ phone: "199 0000 0001" }).length, 4);
  assert.deepEqual(like({ name: "曲c", year: "1942" }), [["c", "name"]]);
  assert.deepEqual(like({ name: "曲c", year: "1990" }), []);
  assert.deepEqual(like({ name: "王" }), []);
});

test("numbers, months and what was changed", () => {
  for (const ok of ["", "19900001234", "0411-82345678", "82345678"]) assert.ok(isPhone(ok), ok);
  for (const not of ["1990000123", "12"]) assert.ok(!isPhone(not), not);
  assert.deepEqual([birthMonth("1942", "3", "2026-11-22"), birthMonth("1942", "13", "2026-11-22"), birthMonth("", "", "2026-11-22")], ["1942-03", "", ""]);
  assert.deepEqual(changes({ phone: "1", living: "alone" }, { phone: "2", living: "alone", "flag:pet": true }), { phone: { from: "1", to: "2" }, "flag:pet": { from: null, to: true } });
});
