/* A wrong clock cannot falsify a record, and the lease does not stretch with it (promise D9). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClock } from "../../assets/offline/clock.js";
import { leaseOver } from "../../assets/offline/lease.js";

function phone(wrongBy = 0) {
  const time = { true: 1_000_000_000, wrongBy, watch: 0 };
  const clock = createClock({ wall: () => time.true + time.wrongBy, watch: () => time.watch });
  const pass = (ms, { asleep = false } = {}) => {
    time.true += ms;
    time.watch += asleep ? 0 : ms;
  };
  return { time, clock, pass };
}

for (const wrongBy of [0, 172_800_000, -172_800_000, 299_000])
  test(`a clock that is ${wrongBy} ms off is known after one answer`, () => {
    const { time, clock, pass } = phone(wrongBy);
    clock.heard(time.true);
    pass(60_000);
    assert.equal(clock.offset(), wrongBy ? -wrongBy : 0);
    assert.equal(clock.now(), time.true);
  });

for (const turned of [7_200_000, -7_200_000])
  test(`a clock turned by ${turned} ms while the page is open is noticed`, () => {
    const { time, clock, pass } = phone();
    clock.heard(time.true);
    pass(10_000);
    time.wrongBy += turned;
    pass(10_000);
    assert.equal(clock.now(), time.true);
    assert.equal(clock.offset(), -turned);
  });

test("a phone that slept is not taken for one whose clock was turned", () => {
  const { time, clock, pass } = phone();
  clock.heard(time.true);
  clock.rest();
  pass(8 * 3_600_000, { asleep: true });
  assert.equal(clock.offset(), 0);
  assert.equal(clock.now(), time.true);
});

test("what was known before the page was closed holds until the server speaks, and nonsense is not believed", () => {
  const { time, clock } = phone(600_000);
  clock.resume(-600_000);
  assert.equal(clock.now(), time.true);
  clock.heard("not a time");
  assert.equal(clock.offset(), -600_000);
  clock.resume(undefined);
  assert.equal(clock.offset(), 0);
});

test("the list opens within its lease, not after it, and not with a clock that went back", () => {
  const row = { lease: "2026-11-23T00:00:00Z", server_at: Date.parse("2026-11-22T00:00:00Z"), at: 0 };
  assert.equal(leaseOver(row, Date.parse("2026-11-22T23:59:00Z")), "");
  assert.equal(leaseOver(row, Date.parse("2026-11-23T00:00:01Z")), "time");
  assert.equal(leaseOver(row, Date.parse("2026-11-21T23:56:00Z")), "");
  assert.equal(leaseOver(row, Date.parse("2026-11-21T23:54:00Z")), "clock");
  assert.equal(leaseOver({ lease: row.lease, at: row.server_at }, Date.parse("2026-11-20T00:00:00Z")), "clock");
});
