/* Days in words: no screen shows 2026-11-19. */
import assert from "node:assert/strict";
import test from "node:test";

import { dayText } from "../../assets/offline/day_text.js";

const NOW = Date.parse("2026-11-22T04:00:00Z");

test("a day of this year has no year, another year says it", () => {
  assert.equal(dayText("2026-11-19", true, NOW), "11月19日");
  assert.equal(dayText("2026-11-09", false, NOW), "9 Nov");
  assert.equal(dayText("2027-01-02", true, NOW), "2027年1月2日");
  assert.equal(dayText("2025-12-31", false, NOW), "31 Dec 2025");
});

test("the year is the one of Dalian", () => {
  assert.equal(dayText("2027-01-01", true, Date.parse("2026-12-31T16:30:00Z")), "1月1日");
});

test("what is no day stays as it came", () => {
  assert.equal(dayText("", true, NOW), "");
  assert.equal(dayText(undefined, true, NOW), "");
  assert.equal(dayText("soon", false, NOW), "soon");
});
