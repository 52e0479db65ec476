/* The check-in code on the leader's phone: the same six digits as the server, and nothing else out of a link. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, codeOf, counterAt, digitsOf, readLink, secondsLeft } from "../../assets/offline/codes.js";
import { pathOf } from "../../assets/offline/qr.js";

const SHIFT = "00000000-0000-4000-8000-000000000001";
const SECRET = Uint8Array.from({ length: 32 }, (_, n) => n);

test("the code is that of app/rules/shift_codes.py", async () => {
  assert.equal(await codeOf(SECRET, SHIFT, 5_000_000), "969428");
  assert.equal(await codeOf(SECRET, SHIFT.toUpperCase(), 5_000_001), "056919");
  assert.deepEqual(bytesOf("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), SECRET);
  assert.deepEqual([...bytesOf("-_8")], [251, 255]);
});

test("it changes every five minutes, and the phone says how long it still holds", () => {
  const at = 5_000_000 * 300_000;
  assert.deepEqual([counterAt(at), counterAt(at + 299_999), counterAt(at + 300_000)], [5_000_000, 5_000_000, 5_000_001]);
  assert.deepEqual([secondsLeft(at), secondsLeft(at + 100_000), secondsLeft(at + 299_999)], [300, 200, 1]);
});

test("full-width digits, spaces and dashes of a phone's keyboard are digits", () => {
  assert.equal(digitsOf("４０８ 271"), "408271");
  assert.equal(digitsOf("40-82-71-99"), "408271");
  assert.equal(digitsOf("abc"), "");
});

test("only a link of ours with a shift and six digits is read", () => {
  assert.deepEqual(readLink(`#in=${SHIFT}.408271`), { shift: SHIFT, code: "408271" });
  for (const other of ["", "#now", `#in=${SHIFT}.40827`, `#in=${SHIFT}.4082711`, "#in=x.408271", `#lead=${SHIFT}`]) assert.equal(readLink(other), null, other);
});

test("a QR code is drawn row by row, each run of dark in one go", () => {
  assert.equal(pathOf([[true, true, false], [false, false, true]]), "M0 0h2v1h-2zM2 1h1v1h-1z");
});
