/* An upgrade adds stores and touches none that are there (promise D15). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { upgrade } from "../../assets/offline/schema.js";

const database = (stores = []) => ({ stores: [...stores], createObjectStore(name) {
  assert.ok(!this.stores.includes(name), `${name} is there already`);
  this.stores.push(name);
} });
const ALL = ["drafts", "keys", "notes", "outbox", "packs"];

test("a new phone and one of version 1 end with the same stores; nothing is ever deleted", () => {
  const fresh = database();
  upgrade(fresh, 0);
  const known = database(["keys", "packs", "outbox"]);
  upgrade(known, 1);
  assert.deepEqual(fresh.stores.sort(), ALL);
  assert.deepEqual(known.stores.sort(), ALL);
});
