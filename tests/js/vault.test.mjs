/* What rests on the phone opens only with this device's key and the PIN; a kill between two wraps loses nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasPin, hasSafe, openByPin, openBySignIn, openVaults, setPin, WrongKey } from "../../assets/offline/vault.js";
import { shelf } from "./shelf.mjs";

const PIN = "135790";

test("what was sealed opens again after a restart, and holds no plain word", async () => {
  const keys = shelf();
  const sealed = await (await openVaults(keys, "a")).safe.seal({ name: "曲凤英" });
  assert.ok(!Buffer.from(sealed.body).toString().includes("曲"));
  assert.deepEqual(await (await openVaults(keys, "a")).safe.unseal(sealed), { name: "曲凤英" });
});

test("the pack's key and the outbox's key are two, so that one can go and the other stay", async () => {
  const vaults = await openVaults(shelf(), "a");
  await assert.rejects(vaults.box.unseal(await vaults.safe.seal(1)));
});

test("another account on the same phone, and a copy on another phone, open nothing", async () => {
  const keys = shelf();
  const sealed = await (await openVaults(keys, "a")).box.seal({ secret: 1 });
  await assert.rejects((await openVaults(keys, "b")).box.unseal(sealed));
  const copy = shelf();
  copy.kept.set("data:a", keys.kept.get("data:a"));
  await assert.rejects(openVaults(copy, "a"));
});

test("the key of the device cannot be read out, and one changed bit is noticed", async () => {
  const keys = shelf();
  const { box } = await openVaults(keys, "a");
  await assert.rejects(crypto.subtle.exportKey("raw", keys.kept.get("device")));
  const sealed = await box.seal({ a: 1 });
  sealed.body[3] ^= 1;
  await assert.rejects(box.unseal(sealed));
});

test("two tabs that start at once agree on one key", async () => {
  const keys = shelf();
  const [one, two] = await Promise.all([openVaults(keys, "a"), openVaults(keys, "a")]);
  assert.deepEqual(await two.box.unseal(await one.box.seal(7)), 7);
});

test("a PIN opens what was sealed before it, no PIN and a wrong one open nothing", async () => {
  const keys = shelf();
  const before = await openVaults(keys, "a");
  const [pack, record] = [await before.safe.seal("pack"), await before.box.seal("record")];
  await setPin(keys, "a", { pin: PIN });
  assert.ok(await hasPin(keys, "a"));
  const { safe, box } = await openByPin(keys, "a", PIN);
  assert.deepEqual([await safe.unseal(pack), await box.unseal(record)], ["pack", "record"]);
  await assert.rejects(openByPin(keys, "a", "135791"), WrongKey);
  await assert.rejects(openVaults(keys, "a"), WrongKey);
  assert.equal(keys.kept.get("data:a").rounds, 600_000);
});

test("a change of PIN needs the old one; killed before or after the one transaction, one of the two PINs opens", async () => {
  for (const killed of ["before", "after"]) {
    const keys = shelf();
    const record = await (await openVaults(keys, "a")).box.seal("record");
    await setPin(keys, "a", { pin: PIN });
    await assert.rejects(setPin(keys, "a", { old: "246802", pin: "864209" }), WrongKey);
    keys.die(killed);
    await assert.rejects(setPin(keys, "a", { old: PIN, pin: "864209" }), /killed/);
    const works = killed === "before" ? PIN : "864209";
    const fails = killed === "before" ? "864209" : PIN;
    const { safe, box } = await openByPin(keys, "a", works);
    assert.equal(await box.unseal(record), "record");
    assert.equal(await safe.unseal(await safe.seal(1)), 1);
    await assert.rejects(openByPin(keys, "a", fails), WrongKey);
  }
});

test("after a forgotten PIN a sign-in opens the outbox with the server's half, and the pack gets a new key", async () => {
  const keys = shelf();
  const before = await openVaults(keys, "a");
  const [pack, record] = [await before.safe.seal("pack"), await before.box.seal("record")];
  await setPin(keys, "a", { pin: PIN, half: "only the server knows" });
  await keys.swap({ "safe:a": null });
  assert.ok(!(await hasSafe(keys, "a")));
  const { safe, box } = await openBySignIn(keys, "a", "only the server knows");
  assert.equal(await box.unseal(record), "record");
  await assert.rejects(safe.unseal(pack));
  assert.ok(!(await hasPin(keys, "a")));
});

test("without the server's half the spare stays shut, and the old wrap is put aside, never deleted", async () => {
  const keys = shelf();
  await openVaults(keys, "a");
  await setPin(keys, "a", { pin: PIN, half: "half" });
  const wrap = keys.kept.get("data:a");
  const { box } = await openBySignIn(keys, "a", "another half");
  assert.equal(await box.unseal(await box.seal("new")), "new");
  assert.ok([...keys.kept].some(([name, kept]) => name.startsWith("aside:a:") && kept === wrap));
});

test("a sign-in that is killed half-way leaves the PIN's wrap or the new one, and both lead to the records", async () => {
  for (const killed of ["before", "after"]) {
    const keys = shelf();
    const record = await (await openVaults(keys, "a")).box.seal("record");
    await setPin(keys, "a", { pin: PIN, half: "half" });
    keys.die(killed);
    await assert.rejects(openBySignIn(keys, "a", "half"), /killed/);
    const { box } = await openBySignIn(keys, "a", "half");
    assert.equal(await box.unseal(record), "record");
  }
});

test("a phone of version 1, with one key for all of it, goes on with its outbox", async () => {
  const keys = shelf();
  const device = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const seal = async (key, bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, body: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes)) };
  };
  keys.kept.set("device", device);
  keys.kept.set("data:a", { v: 1, by: "device", ...(await seal(device, raw)) });
  const data = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const row = await seal(data, new TextEncoder().encode(JSON.stringify({ record: { id: "1" } })));
  assert.deepEqual(await (await openVaults(keys, "a")).box.unseal(row), { record: { id: "1" } });
  await setPin(keys, "a", { pin: PIN });
  assert.deepEqual(await (await openByPin(keys, "a", PIN)).box.unseal(row), { record: { id: "1" } });
});
