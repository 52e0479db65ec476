/* The outbox of this page: a record is written down first, then counted, then sent; screens and other modules read it here. */
import { SKEW_MS, clock } from "./clock.js";
import * as disk from "./db.js";
import { held } from "./hold.js";
import * as box from "./outbox.js";
import { define, get, set } from "./snapshot.js";
import { flush } from "./sync.js";
import { NO_RECORD, linesOf, rowOf } from "./rows.js";
import { leaveMark } from "./marker.js";
import { boxKeyName, canSeal } from "./vault.js";

const envelopes = new Map(); // what was unsealed already, by id; memory only
let all = []; // rows as they rest, as they were read last
let pending = [];
let changed = () => {};
define({
  others: 0, unsent: 0, hours: 0, age: "", skew: 0, attention: [], queued: [], received: [], given_up: [], received_count: 0, decisions: [],
  record: NO_RECORD, asked_giving_up: false,
});
const SHOWN = 50;

/** `fn` is called whenever what is pending has changed. */
export const onQueue = (fn) => (changed = fn);

/** Own records that the pack on this phone does not contain yet, in order of seq. */
export const pendingRecords = () => pending;

/** Nothing that was unsealed stays in memory. */
export function closeQueue() {
  envelopes.clear();
  all = [];
  pending = [];
}

/**
 * Write something down. Resolves with its id only when it is on the disk; rejects where it could not be kept.
 * @param {{happenedAt?: number|string}} when a number is the phone's own time, a text is true time as it stands
 */
export async function record(kind, payload, { happenedAt } = {}) {
  if (!held.box || !held.account) throw new Error("nothing can be recorded here");
  const row = await keep(kind, payload, happenedAt);
  await count().catch(() => {}); // it is on the disk; a list that could not be drawn does not change that
  void send();
  return row.id;
}

async function keep(kind, payload, happenedAt, oldOne = []) {
  const { account, box: vault } = held;
  const now = Date.now();
  const seq = await disk.nextSeq(now);
  const { record: envelope, ...plain } = box.add({ id: crypto.randomUUID(), kind, payload, account, now, seq, offset: clock.offset(), happenedAt });
  const sealed = await vault.seal({ record: envelope });
  await disk.addRecords([{ ...plain, kind, sealed }, ...oldOne.map((row) => box.giveUp(row, now, plain.id))], boxKeyName(account));
  if (held.box === vault) envelopes.set(plain.id, envelope);
  return plain;
}

/** A pack of another epoch tells of a restored server, also to a phone that has nothing to send: what it had
    acknowledged waits to be sent again (D16). */
export async function hearEpoch(epoch) {
  const again = box.resend(await disk.outboxRows(), epoch);
  if (again.length) await disk.writeRows(again);
}

/** Say at once where nothing can be kept: no crypto, no storage (promise D17). Returns why, or nothing. */
export async function tellCannot(database) {
  let cannot = canSeal() ? "" : "crypto";
  const slow = new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), 8_000));
  if (!cannot) await Promise.race([database(), slow]).catch(() => (cannot = "storage"));
  set({ cannot });
  return cannot;
}

/** The same for what was looked at or dialled, where nobody waits for the answer. */
export const jot = (kind, payload) => void record(kind, payload).catch(() => {});

async function envelopeOf(row) {
  if (!envelopes.has(row.id)) envelopes.set(row.id, (await held.box.unseal(row.sealed)).record);
  return envelopes.get(row.id);
}

/** Read the outbox anew: what the badge says, the lists of /outbox, and what is pending. */
export async function count() {
  all = await disk.outboxRows();
  const { account } = held;
  const counted = box.counts(all, account);
  const badge = counted.refused ? "refused" : !get().online ? "offline" : counted.waiting ? "waiting" : "sent";
  const own = all.filter((row) => row.account === account).sort((a, b) => b.seq - a.seq);
  const accepted = own.filter((row) => row.state === "accepted");
  const shown = [...own.filter((row) => row.state !== "accepted"), ...accepted.slice(0, SHOWN)];
  const needed = new Map([...shown, ...box.notInPack(all, account, held.packTime)].map((row) => [row.id, row]));
  await Promise.all([...needed.values()].map((row) => held.box && envelopeOf(row).catch(() => null)));
  if (held.account !== account) return;
  pending = box.notInPack(all, account, held.packTime).map(pendingOf).filter(Boolean);
  const offset = clock.offset();
  set({ ...counted, badge, ...lists(shown), received_count: accepted.length, skew: Math.abs(offset) > SKEW_MS ? Math.round(Math.abs(offset) / 60_000) : 0 });
  changed();
  void leaveMark(counted.unsent).catch(() => {});
}

function pendingOf(row) {
  const envelope = envelopes.get(row.id);
  if (!envelope) return null;
  const { payload, happened_at, recorded_at } = envelope;
  return { id: row.id, kind: row.kind, payload, happened_at, recorded_at, state: row.state, code: row.code ?? "", receipt: row.receipt ?? "" };
}

function lists(rows) {
  if (!held.box) return { attention: [], queued: [], received: [], given_up: [], decisions: [], record: NO_RECORD };
  const drawn = rows.map((row) => shownRow(row));
  const of = (...states) => drawn.filter((row) => states.includes(row.state));
  const open = drawn.find((row) => row.id === get().record.id);
  return {
    attention: of("refused", "held").filter((row) => !row.decision), queued: of("waiting").reverse(), received: of("accepted"), given_up: of("given_up"),
    decisions: drawn.filter((row) => row.decision), record: open ? { ...open, lines: get().record.lines } : NO_RECORD,
  };
}
const shownRow = (row) => rowOf(row, envelopes.get(row.id) ?? null, held.pack, clock.now());

/** Read one record in full. */
export function openRecord(id) {
  const row = all.find((one) => one.id === id);
  const envelope = envelopes.get(id);
  if (row) set({ record: { ...shownRow(row), lines: envelope ? linesOf(row.kind, envelope.payload, held.pack) : [] }, asked_giving_up: false });
}
export const closeRecord = () => set({ record: NO_RECORD, asked_giving_up: false });

async function move(id, step) {
  await sending; // an answer that is on its way is heard first
  const row = (await disk.outboxRows()).find((one) => one.id === id && one.account === held.account);
  if (row) await disk.writeRows([step(row)]);
  set({ asked_giving_up: false });
  await count();
}
/** The first tap asks, the second does it. */
export const askGiveUp = () => set({ asked_giving_up: true });
export const giveUpRecord = (id) => move(id, (row) => box.giveUp(row, Date.now()));
export const takeBackRecord = (id) => move(id, box.takeBack).then(send);
export const sendAgain = (id) => move(id, box.again).then(send);

let corrector = null;
/** `fn(record)` opens the form of a refused record, filled in; on saving it calls replaceRecord. */
export const onCorrect = (fn) => (corrector = fn);
export function correct(id) {
  const row = all.find((one) => one.id === id);
  if (row && envelopes.has(id) && corrector) corrector(pendingOf(row));
}

/** A corrected record takes the place of a refused one, in one transaction. Resolves with the new id when it is on the disk. */
export async function replaceRecord(oldId, kind, payload, { happenedAt } = {}) {
  if (!held.box) throw new Error("nothing can be recorded here");
  const old = (await disk.outboxRows()).find((one) => one.id === oldId && one.account === held.account && one.state === "refused");
  const row = await keep(kind, payload, happenedAt ?? envelopes.get(oldId)?.happened_at, old ? [old] : []);
  closeRecord();
  await count().catch(() => {});
  void send();
  return row.id;
}

let sending = null;
/** Send what waits; several triggers at once share one run. */
export function send() {
  sending ??= (async () => {
    if (!held.box || !held.account) return;
    const { box: vault } = held;
    const outcome = await flush({
      rows: disk.outboxRows, write: disk.writeRows, drop: disk.dropRows, unseal: (row) => vault.unseal(row.sealed),
      account: held.account, device: held.device, now: Date.now, heard: (time) => clock.heard(time),
      post: (body) =>
        fetch("/api/sync", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (outcome === "offline") set({ online: false });
    if (outcome === "done") set({ online: true });
    await count();
  })().finally(() => {
    sending = null;
  });
  return sending;
}
