/* The public page of a team: which team the address names, what is sent, who may be under 18, and what is said where nobody answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchTeam, isMinor, post, sent, slipIn, teamIn } from "../../assets/offline/join_calls.js";

const ID = "01010100-2083-4926-a9b7-27b001898ee7";

test("the address names a team or none", () => {
  assert.equal(teamIn(`/public/teams/${ID}/`), ID);
  assert.equal(teamIn(`/public/teams/${ID}`), ID);
  for (const other of ["/public/teams/", "/public/teams/x/", `/teams/${ID}/`, `/public/teams/${ID}/../x`]) assert.equal(teamIn(other), "");
});

test("the slip of a plain form is found among other cookies, and nothing that only looks like one", () => {
  assert.deepEqual(slipIn("a=1; linli_joined=v123456.abcdefghijklmnopqrstuvwxyz; b=2"), { account: "v123456", secret: "abcdefghijklmnopqrstuvwxyz" });
  for (const other of ["", "linli_joined=", "linli_joined=v1.abc", "linli_joined=v123456.<script>alert(1)</script>xxxxx", "xlinli_joined=v123456.abcdefghijklmnopqrstuvwxyz"])
    assert.equal(slipIn(other), null);
});

test("a guardian is asked for as long as somebody may be under 18, as the server counts", () => {
  const day = new Date(2026, 10, 22);
  for (const [birth, minor] of [["2012-05", true], ["2008-12", true], ["2008-11", true], ["2008-10", false], ["1958-03", false], ["", false], ["soon", false], [undefined, false]])
    assert.equal(isMinor(birth, day), minor, birth);
});

test("what is sent are the known fields and no others", () => {
  const data = sent({ name: "姜海燕", phone: "139", agreed: "1", extra: "x" }, ["law"]);
  assert.deepEqual(data, { skills: ["law"], name: "姜海燕", phone: "139", birth_ym: "", guardian_name: "", guardian_phone: "", code: "", agreed: "1", guardian_agreed: "" });
  assert.equal(sent({}, []).agreed, "");
});

test("no signal, no team and a refusal are told apart", async () => {
  const gone = () => Promise.reject(new Error("offline"));
  const answer = (ok, body) => () => Promise.resolve({ ok, json: () => (body === undefined ? Promise.reject(new Error("no json")) : Promise.resolve(body)) });
  assert.deepEqual(await fetchTeam(ID, gone), { state: "offline" });
  assert.deepEqual(await fetchTeam(ID, answer(false, {})), { state: "missing" });
  const team = { name: "队", kind: "repair", brand: "", story: "", offers: ["修", "换"], reach: "", community: "甲社区", courtyards: [], leader: "刘**", dates: [] };
  const told = await fetchTeam(ID, answer(true, team));
  assert.equal(told.state, "there");
  assert.equal(told.offers, "修、换");
  assert.deepEqual(told.certificates, []);
  assert.equal((await fetchTeam(ID, answer(true, { ...team, certificates: [{ name: "王**" }] }))).certificates.length, 1);
  assert.deepEqual(await post(ID, {}, gone), { error: "offline", body: {} });
  assert.equal((await post(ID, {}, answer(false, { code: "invite_wrong" }))).error, "invite_wrong");
  assert.equal((await post(ID, {}, answer(false))).error, "failure");
  assert.deepEqual(await post(ID, {}, answer(true, { state: "asked" })), { error: "", body: { state: "asked" } });
});
