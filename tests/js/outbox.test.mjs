/* The outbox: nothing lost, nothing doubled, nothing said that is not so (promises D1 to D7, D16). */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as box from "../../assets/offline/outbox.js";
import { flush } from "../../assets/offline/sync.js";

const made = (id, seq, account = "me", at = 1_000_000) => ({
  ...box.add({ id, kind: "view", payload: { resident_id: "r" }, account, now: at, seq, offset: 5 }),
});

function phone(rows) {
  const disk = new Map(rows.map((r) => [r.id, r]));
  return {
    disk,
    io: (post) => ({
      rows: async () => [...disk.values()], write: async (changed) => changed.forEach((r) => disk.set(r.id, r)),
      drop: async (ids) => ids.forEach((id) => disk.delete(id)), unseal: async (row) => row, account: "me", device: "", now: () => 2_000_000, post,
    }),
    states: () => [...disk.values()].map((r) => r.state),
  };
}
const answer = (results, epoch = "e1") => ({ ok: true, status: 200, json: async () => ({ epoch, results }) });
const accept = async (body) => answer(body.records.map((r, n) => ({ id: r.id, status: "accepted", receipt: n + 1, received_at: "2026-11-22T01:41:00Z", code: "" })));

test("a record carries what the server asks for, in the server's time", () => {
  const { record } = made("a", 7);
  assert.deepEqual(Object.keys(record).sort(), ["account", "clock_offset_ms", "happened_at", "id", "kind", "payload", "recorded_at", "seq", "version"]);
  assert.equal(record.happened_at, new Date(1_000_005).toISOString());
});

test("a batch holds at most 200 of this account's waiting records, in order", () => {
  const rows = Array.from({ length: 205 }, (_, n) => made(`r${n}`, 205 - n));
  rows.push(made("other", 1, "somebody else"), { ...made("done", 0), state: "accepted" });
  const going = box.batch(rows, "me");
  assert.equal(going.length, 200);
  assert.deepEqual(going.map((r) => r.seq), [...going.map((r) => r.seq)].sort((a, b) => a - b));
  assert.ok(going.every((r) => r.account === "me"));
});

for (const [name, post] of Object.entries({
  "no signal": async () => { throw new TypeError("failed to fetch"); },
  "a failing server": async () => ({ ok: false, status: 503 }),
  "a captive portal's page": async () => ({ ok: true, status: 200, json: async () => JSON.parse("<html>") }),
  "an answer for other ids": async () => answer([{ id: "x", status: "accepted", receipt: 1 }]),
  "an answer without an epoch": async () => ({ ok: true, status: 200, json: async () => ({ results: [] }) }),
  "a word that is no status": async () => answer([{ id: "a", status: "ok" }]),
}))
  test(`${name} keeps everything`, async () => {
    const p = phone([made("a", 1), made("b", 2)]);
    assert.equal(await flush(p.io(post)), "offline");
    assert.deepEqual(p.states(), ["waiting", "waiting"]);
  });

test("only an answer for its id moves a record on", async () => {
  const p = phone([made("a", 1), made("b", 2), made("c", 3)]);
  let calls = 0;
  await flush(p.io(async () => answer(calls++ ? [] : [
    { id: "a", status: "accepted", receipt: 9 }, { id: "b", status: "held", receipt: 10, code: "other_grid" },
  ])));
  assert.deepEqual(p.states(), ["accepted", "held", "waiting"]);
});

test("a refused record stays with its reason and is not sent again by itself", async () => {
  const p = phone([made("a", 1)]);
  let sent = 0;
  const post = async (body) => { sent += 1; return answer([{ id: body.records[0].id, status: "refused", code: "malformed" }]); };
  await flush(p.io(post));
  await flush(p.io(post));
  assert.equal(sent, 1);
  assert.deepEqual([p.disk.get("a").state, p.disk.get("a").code], ["refused", "malformed"]);
});

test("a full outbox goes in parts until it is empty", async () => {
  const p = phone(Array.from({ length: 450 }, (_, n) => made(`r${n}`, n)));
  const sizes = [];
  assert.equal(await flush(p.io(async (body) => { sizes.push(body.records.length); return accept(body); })), "done");
  assert.deepEqual(sizes, [200, 200, 50]);
});

test("after a restored backup everything acknowledged is sent again", async () => {
  const p = phone([{ ...made("old", 1), state: "accepted", epoch: "e0" }, made("new", 2)]);
  const seen = [];
  await flush(p.io(async (body) => { seen.push(...body.records.map((r) => r.id)); return accept(body); }));
  assert.deepEqual(seen, ["new", "old"]);
  assert.deepEqual(p.states(), ["accepted", "accepted"]);
  assert.ok([...p.disk.values()].every((r) => r.epoch === "e1"));
});

test("only what was acknowledged, or given up by hand, is ever cleared, after thirty days", () => {
  const late = box.KEEP_MS + 2_000_001;
  const rows = ["waiting", "refused", "held", "accepted", "given_up"].map((state, n) => ({ ...made(state, n), state, given_at: 2_000_000 }));
  assert.deepEqual(box.old(rows, late), ["accepted", "given_up"]);
  assert.deepEqual(box.old(rows, 2_000_000), []);
  assert.deepEqual(box.old([{ ...rows[4], given_at: late }], late), []);
});

test("a refused or waiting record is given up and taken back; one that was replaced or received is not", () => {
  for (const was of ["refused", "waiting"]) {
    const gone = box.giveUp({ ...made("a", 1), state: was }, 5);
    assert.deepEqual([gone.state, gone.given_at], ["given_up", 5]);
    assert.equal(box.takeBack(gone).state, was);
  }
  const replaced = box.giveUp({ ...made("a", 1), state: "refused" }, 5, "b");
  assert.equal(box.takeBack(replaced).state, "given_up");
  for (const state of ["accepted", "held"]) assert.equal(box.giveUp({ ...made("a", 1), state }, 5).state, state);
});

test("what was given up is not sent, not even after a restored backup, and sending again is by hand", async () => {
  const p = phone([{ ...box.giveUp(made("a", 1), 5), epoch: "e0" }, { ...made("b", 2), state: "refused" }]);
  let sent = 0;
  const post = async (body) => { sent += body.records.length; return accept(body); };
  assert.equal(await flush(p.io(post)), "nothing");
  p.disk.set("b", box.again(p.disk.get("b")));
  await flush(p.io(post));
  assert.equal(sent, 1);
  assert.deepEqual(p.states(), ["given_up", "accepted"]);
});

test("held records are sent again too when the server's epoch changes", async () => {
  const p = phone([{ ...made("held", 1), state: "held", epoch: "e0" }, made("new", 2)]);
  const seen = [];
  await flush(p.io(async (body) => { seen.push(...body.records.map((r) => r.id)); return accept(body); }));
  assert.deepEqual(seen, ["new", "held"]);
});

test("the server's time is heard with every answer", async () => {
  const p = phone([made("a", 1)]);
  const times = [];
  const post = async (body) => ({ ok: true, status: 200, json: async () => ({ ...(await (await accept(body)).json()), server_time: "2026-11-22T02:00:00Z" }) });
  await flush({ ...p.io(post), heard: (time) => times.push(time) });
  assert.deepEqual(times, ["2026-11-22T02:00:00Z"]);
});

test("a time read from the phone's clock is set right, one that came with a record is true already", () => {
  const at = (happenedAt) => box.add({ id: "a", kind: "contact", payload: {}, account: "me", now: 10_000, seq: 1, offset: 500, happenedAt }).record;
  assert.equal(at(4_000).happened_at, new Date(4_500).toISOString());
  assert.equal(at("2026-11-22T02:00:00.000Z").happened_at, "2026-11-22T02:00:00.000Z");
  assert.equal(at(4_000).recorded_at, new Date(10_500).toISOString());
});

test("the badge knows how many are another account's, and how old the oldest is", () => {
  const rows = [made("a", 1), made("b", 2, "you"), { ...made("c", 3), state: "refused" }, { ...made("d", 4, "you"), state: "accepted" }];
  const hours = (n) => box.counts(rows, "me", 1_000_000 + n * 3_600_000);
  assert.deepEqual(hours(0), { waiting: 1, refused: 1, others: 1, unsent: 3, hours: 0, age: "" });
  assert.deepEqual([hours(8).age, hours(9).hours, hours(24).age], ["amber", 9, "red"]);
});

test("what the pack does not show yet: not accepted, or accepted after the server last spoke of it", () => {
  const at = "2026-11-22T02:00:00Z";
  const rows = [made("w", 5), { ...made("r", 4), state: "refused" }, { ...made("h", 3), state: "held" }, { ...made("g", 2), state: "given_up" },
    { ...made("late", 1), state: "accepted", received_at: at }, { ...made("other", 0, "you") }];
  const ids = (time) => box.notInPack(rows, "me", Date.parse(time)).map((r) => r.id);
  assert.deepEqual(ids("2026-11-22T01:59:59Z"), ["late", "h", "r", "w"]);
  assert.deepEqual(ids("2026-11-22T02:00:00Z"), ["h", "r", "w"]);
});

test("an ended session keeps the records for their owner", async () => {
  const p = phone([made("a", 1)]);
  assert.equal(await flush(p.io(async () => ({ ok: false, status: 401 }))), "signed_out");
  assert.deepEqual(p.states(), ["waiting"]);
});

test("a record that cannot be opened any more stays, is shown, and holds up nobody", async () => {
  const p = phone([made("broken", 1), made("whole", 2)]);
  const io = { ...p.io(accept), unseal: async (row) => { if (row.id === "broken") throw new Error("key"); return row; } };
  assert.equal(await flush(io), "done");
  assert.deepEqual(p.states(), ["refused", "accepted"]);
  assert.equal(p.disk.get("broken").code, "unreadable");
});
