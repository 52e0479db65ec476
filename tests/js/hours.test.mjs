/* A volunteer's own hours on the phone: summed in minutes, kept apart by how they came, and what can be filled in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hoursView, missing } from "../../assets/offline/hours.js";
import { LUNCH, NOW, entry, part, shift } from "./hand_made_volunteer.mjs";

test("the total, both parts and since when", () => {
  const shown = hoursView(part().hours, NOW);
  assert.deepEqual([shown.total, shown.system, shown.backfill, shown.correction, shown.since_zh, shown.share], ["132.5", "126.5", "6.0", "", "2024年3月", "95.5%"]);
});

test("totals are summed in minutes before they are rounded", () => {
  const hours = { ...part().hours, minutes: 3 * 16, system: 48, backfill: 0, entries: [entry("a", "2026-01-12", 16), entry("b", "2026-01-11", 16), entry("c", "2026-01-10", 16)] };
  const shown = hoursView(hours, NOW);
  assert.deepEqual([shown.total, shown.months[0].rows.map((r) => r.half)], ["1.0", ["0.5", "0.5", "0.5"]]);
});

test("nobody's hours are an empty page and no division by nothing", () => {
  const shown = hoursView({ minutes: 0, system: 0, backfill: 0, correction: 0, since: "", entries: [], waiting: [], requests: [], forgot: [] }, NOW);
  assert.deepEqual([shown.total, shown.share, shown.since_zh, shown.months], ["0.0", "0%", "", []]);
});

test("entries stand by month, another year's month says its year, a correction may be negative", () => {
  const hours = { ...part().hours, correction: -30, entries: [...part().hours.entries, entry("x", "2025-12-29", -30, { source: "correction" })] };
  const shown = hoursView(hours, NOW);
  assert.deepEqual(shown.months.map((m) => [m.title_zh, m.n]), [["1月", 1], ["2025年12月", 2]]);
  assert.deepEqual([shown.months[1].rows[1].half, shown.correction], ["-0.5", "-0.5"]);
});

test("what can be filled in: a forgotten check-out and a past shift without hours, once each, never one that was asked for", () => {
  const past = shift(LUNCH, "2026-01-13", "11:00", "12:30");
  const found = missing(part({ shifts: [past] }), NOW);
  assert.deepEqual(found.map((one) => [one.shift_id, one.minutes, one.half]), [[LUNCH, 90, "1.5"], ["f", 90, "1.5"]]);
  const asked = part({ shifts: [past] });
  asked.hours = { ...asked.hours, requests: [{ id: "q", kind: "backfill", shift_id: "f", day: "2026-01-09", what: "", minutes: 90, state: "asked", answer: "" }], waiting: [{ shift_id: LUNCH, day: "2026-01-13", what: "", minutes: 90, doubts: [] }] };
  assert.deepEqual(missing(asked, NOW), []);
  assert.deepEqual(missing(part({ shifts: [shift(LUNCH, "2026-01-14", "11:00", "12:30")] }), NOW).map((one) => one.shift_id), ["f"]);
});
