/* What rests on the phone opens only with this device's key, in this account's vault. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openVault } from "../../assets/offline/vault.js";

const shelf = () => {
  const kept = new Map();
  return { kept, get: async (name) => kept.get(name), putOnce: async (name, value) => void (kept.has(name) || kept.set(name, value)) };
};

test("what was sealed opens again after a restart, and holds no plain word", async () => {
  const keys = shelf();
  const sealed = await (await openVault(keys, "a")).seal({ name: "曲凤英" });
  assert.ok(!Buffer.from(sealed.body).toString().includes("曲"));
  assert.deepEqual(await (await openVault(keys, "a")).unseal(sealed), { name: "曲凤英" });
});

test("another account on the same phone, and a copy on another phone, open nothing", async () => {
  const keys = shelf();
  const sealed = await (await openVault(keys, "a")).seal({ secret: 1 });
  await assert.rejects((await openVault(keys, "b")).unseal(sealed));
  const copy = shelf();
  copy.kept.set("data:a", keys.kept.get("data:a"));
  await assert.rejects(openVault(copy, "a"));
});

test("the key of the device cannot be read out, and one changed bit is noticed", async () => {
  const keys = shelf();
  const vault = await openVault(keys, "a");
  await assert.rejects(crypto.subtle.exportKey("raw", keys.kept.get("device")));
  const sealed = await vault.seal({ a: 1 });
  sealed.body[3] ^= 1;
  await assert.rejects(vault.unseal(sealed));
});

test("two tabs that start at once agree on one key", async () => {
  const keys = shelf();
  const [one, two] = await Promise.all([openVault(keys, "a"), openVault(keys, "a")]);
  assert.deepEqual(await two.unseal(await one.seal(7)), 7);
});
