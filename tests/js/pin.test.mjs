/* Trying a PIN: counted before the answer, pauses that grow, the list gone at the tenth, never an unsent record. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_TRIES, standing, tryPin, unfit } from "../../assets/offline/pin.js";
import { openBySignIn, openVaults, setPin } from "../../assets/offline/vault.js";
import { shelf } from "./shelf.mjs";

for (const pin of ["111111", "000000", "123456", "654321", "012345", "987654", "890123", "123123", "121212", "111222"])
  test(`${pin} is refused`, () => assert.equal(unfit(pin), "simple"));
for (const pin of ["", "12345", "1234567", "12345a", "１２３４５６"]) test(`"${pin}" is no PIN`, () => assert.equal(unfit(pin), "short"));
for (const pin of ["135790", "246813", "190207", "112358"]) test(`${pin} is taken`, () => assert.equal(unfit(pin), ""));

test("four wrong tries cost no pause, then each costs a longer one", () => {
  const waits = [1, 4, 5, 6, 7, 8, 9].map((tries) => standing({ tries, at: 0 }, 0).wait / 1000);
  assert.deepEqual(waits, [0, 0, 30, 60, 300, 900, 1800]);
  assert.equal(standing({ tries: 5, at: 0 }, 29_000).wait, 1000);
  assert.equal(standing({ tries: 5, at: 0 }, 30_000).wait, 0);
});

test("a clock that was turned back starts the pause anew", () => assert.equal(standing({ tries: 5, at: 1_000_000 }, 0).wait, 30_000));

async function guarded() {
  const keys = shelf();
  const record = await (await openVaults(keys, "a")).box.seal("record");
  await setPin(keys, "a", { pin: "135790", half: "half" });
  return { keys, record };
}

test("a try is on the disk before its answer: killed while it is checked, it counts all the same", async () => {
  const { keys } = await guarded();
  let seen = 0;
  const dying = { ...keys, get: async (name) => {
    seen = keys.kept.get("tries:a")?.tries;
    throw new Error("killed");
  } };
  await assert.rejects(tryPin(dying, "a", "135790", 1), /killed/);
  assert.equal(seen, 1);
  assert.equal(keys.kept.get("tries:a").tries, 1);
});

test("the right PIN opens and clears the count; during a pause nothing is even tried", async () => {
  const { keys, record } = await guarded();
  for (let n = 0; n < 5; n += 1) assert.equal((await tryPin(keys, "a", "000001", 0)).done, "wrong");
  assert.deepEqual(await tryPin(keys, "a", "135790", 10_000), { done: "wait", left: 5, wait: 20_000 });
  const answer = await tryPin(keys, "a", "135790", 30_000);
  assert.equal(answer.done, "open");
  assert.equal(await answer.vaults.box.unseal(record), "record");
  assert.equal(keys.kept.get("tries:a"), undefined);
});

test("the tenth wrong one is the last; no PIN is tried after it, and a sign-in still opens the records", async () => {
  const { keys, record } = await guarded();
  keys.kept.set("tries:a", { tries: MOST_TRIES - 1, at: 0 });
  assert.equal((await tryPin(keys, "a", "000001", 10_000_000)).done, "over");
  assert.equal((await tryPin(keys, "a", "135790", 99_000_000)).done, "over");
  const { box } = await openBySignIn(keys, "a", "half");
  assert.equal(await box.unseal(record), "record");
});
