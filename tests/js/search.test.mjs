/* Search, filters, due days and masks on the phone: the same tables as the server's own rules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { windowOf } from "../../assets/offline/owed.js";
import { chips, fits, maskName, maskPhone, mark, parse, passes, today } from "../../assets/offline/search.js";

const qu = {
  id: "1", name: "曲凤英", initials: "qfy", status: "here", tier: "A", tags: ["E02"], access_flags: [{ code: "hard_of_hearing", hint: "" }],
  door: { courtyard: "槐荫里3号院", building: "3", unit: "1", floor: 4, door: "402", order: 0 },
  contacts: [{ when: "2026-11-21", mode: "door", outcome: "seen", by: "" }],
};

test("a person is found by name, initials and door, alone and together", () => {
  for (const text of ["曲", "凤英", "英", "qf", "QFY", "fy", "402", "4", "3-1-402", "3-1", "1-402", "３－１－４０２", "3号楼1单元402室", "3#1-402", "qf 3-1-402", "曲凤英402", "曲凤英 3-1"])
    assert.ok(fits(qu, parse(text)), text);
  for (const text of ["张", "zs", "403", "3-2-402", "13-1-402", "qf 403", "曲 zs"]) assert.ok(!fits(qu, parse(text)), text);
});

test("what the search found is marked, by character or by initial", () => {
  assert.deepEqual(mark(qu, parse("凤")), ["曲", "凤", "英"]);
  assert.deepEqual(mark(qu, parse("qf")), ["", "曲凤", "英"]);
  assert.deepEqual(mark(qu, parse("402")), ["曲凤英", "", ""]);
});

const duty = (tier, due_on) => ({ tier, due_on });
for (const [due_on, tier, window, days] of [
  ["2026-11-20", "A", "late", -2],
  ["2026-11-21", "A", "due", -1],
  ["2026-11-22", "A", "due", 0],
  ["2026-11-24", "A", "soon", 2],
  ["2026-11-28", "A", "seen", 6],
  ["2026-11-18", "B", "late", -4],
  ["2026-11-19", "B", "due", -3],
])
  test(`tier ${tier} due on ${due_on} shows ${window} on 22 November`, () => {
    const shown = windowOf(qu, duty(tier, due_on), "2026-11-22");
    assert.deepEqual([shown.window, shown.days], [window, days]);
  });

test("in hospital or away is paused, and nobody without a duty is waited for", () => {
  assert.equal(windowOf({ ...qu, status: "hospital" }, duty("A", "2026-11-01"), "2026-11-22").window, "paused");
  assert.equal(windowOf(qu, undefined, "2026-11-22").window, "none");
  assert.equal(windowOf({ ...qu, contacts: [] }, duty("A", "2026-11-29"), "2026-11-22").window, "soon");
});

test("the day is the day of Dalian, whatever the phone's zone", () => {
  assert.equal(today(Date.parse("2026-11-21T16:00:00Z")), "2026-11-22");
  assert.equal(today(Date.parse("2026-11-21T15:59:59Z")), "2026-11-21");
});

test("masks never fail open", () => {
  assert.deepEqual(["张三丰", "曲英", "王", "", "阿卜杜拉"].map(maskName), ["张**", "曲*", "王*", "*", "阿**"]);
  assert.equal(maskPhone("19900001234"), "199****1234");
  assert.equal(maskPhone("0411-82345678"), "0411 ****5678");
  for (const odd of ["1990000123", "abc", "210202194203011234"]) assert.match(maskPhone(odd), /^\*+$/);
  assert.equal(maskPhone(""), "");
});

test("filters count only who is there, and one that is on never vanishes", () => {
  const ledger = { 1: [["E02", "", "V", "2026-01", "2026-07", "review"]] };
  assert.deepEqual(chips([qu], ledger, ["B"]).map((c) => [c.code, c.shown, c.on]), [
    ["A", "1", false], ["B", "0", true], ["E02", "1", false], ["hard_of_hearing", "1", false], ["pending", "1", false],
  ]);
  assert.ok(passes(qu, "pending", ledger) && !passes(qu, "W01", ledger));
});
