/* The outbox's decisions, with everything passed in: how a record is made, what is sent, what an answer does to it.
   A record is on the phone first, always. Only an answer for its id moves it on; nothing ages out unsent (D1 to D5). */

export const MOST = 200;
export const KEEP_MS = 30 * 86_400_000;

/**
 * A new record as it rests in the outbox: the envelope the server takes, and where it is.
 * @param {{id:string, kind:string, payload:object, account:string, now:number, seq:number, offset:number, happenedAt?:number|string}} made
 */
export function add({ id, kind, payload, account, now, seq, offset, happenedAt }) {
  const at = new Date(now + offset).toISOString();
  // A time read from this phone's clock is set right like its own; one that came with a record is true already.
  const happened = happenedAt === undefined ? at : typeof happenedAt === "number" ? new Date(happenedAt + offset).toISOString() : happenedAt;
  return {
    id,
    account,
    seq,
    state: "waiting",
    epoch: "",
    at: now,
    record: { id, kind, version: 1, account, happened_at: happened, recorded_at: at, clock_offset_ms: offset, seq, payload },
  };
}

/** What goes with the next batch: this account's waiting records in the order they were made. */
export function batch(rows, account) {
  return rows
    .filter((row) => row.account === account && row.state === "waiting")
    .sort((a, b) => a.seq - b.seq || a.at - b.at)
    .slice(0, MOST);
}

/**
 * What the rows become after an answer. A row whose id the answer does not name stays as it is.
 * @returns {object[]} only the rows that changed
 */
export function settle(rows, answer) {
  const said = new Map((answer.results ?? []).map((r) => [r.id, r]));
  const changed = [];
  for (const row of rows) {
    const result = said.get(row.id);
    if (!result || !["accepted", "held", "refused"].includes(result.status)) continue;
    changed.push({
      ...row,
      state: result.status,
      epoch: answer.epoch,
      receipt: result.receipt,
      received_at: result.received_at,
      code: result.code,
      notes: result.params?.notes ?? [],
      params: result.params,
    });
  }
  return changed;
}

/** After a restored backup the server has another epoch: what it had acknowledged waits to be sent again (D16). */
export function resend(rows, epoch) {
  return rows
    .filter((row) => (row.state === "accepted" || row.state === "held") && row.epoch && row.epoch !== epoch)
    .map((row) => ({ ...row, state: "waiting" }));
}

/** Records acknowledged, or given up by hand, more than thirty days ago; nothing else is ever cleared by itself. */
export function old(rows, now) {
  const since = (row) => (row.state === "accepted" ? row.at : row.state === "given_up" ? row.given_at : now);
  return rows.filter((row) => now - since(row) > KEEP_MS).map((row) => row.id);
}

/** Put aside by hand: it is neither sent nor deleted, and can be taken back. `by` is the record that took its place. */
export function giveUp(row, now, by = "") {
  return ["waiting", "refused"].includes(row.state) ? { ...row, state: "given_up", was: row.state, given_at: now, by } : row;
}
/** Back to where it was before it was given up; what was replaced by another record stays away. */
export const takeBack = (row) => (row.state === "given_up" && !row.by ? { ...row, state: row.was, was: "" } : row);
/** A refused record waits again, for instance after an update of Linli. */
export const again = (row) => (row.state === "refused" ? { ...row, state: "waiting" } : row);

const HOUR = 3_600_000;
/** What the badge says: how many wait, how many need attention, how old the oldest unsent one is, and of whom the others are. */
export function counts(rows, account, now = Date.now()) {
  const own = rows.filter((row) => row.account === account);
  const waiting = own.filter((row) => row.state === "waiting");
  const unsent = rows.filter((row) => ["waiting", "refused"].includes(row.state));
  const oldest = Math.max(0, ...waiting.map((row) => now - row.at));
  return {
    waiting: waiting.length,
    refused: own.filter((row) => row.state === "refused").length,
    others: unsent.filter((row) => row.account !== account).length,
    unsent: unsent.length,
    hours: Math.floor(oldest / HOUR),
    age: oldest >= 24 * HOUR ? "red" : oldest >= 8 * HOUR ? "amber" : "",
  };
}

/** Own records whose effect the pack does not show yet: not accepted, or accepted after the server last spoke of the pack. */
export function notInPack(rows, account, packTime) {
  const later = (row) => row.state === "accepted" && Date.parse(row.received_at ?? "") > packTime;
  return rows
    .filter((row) => row.account === account && (["waiting", "refused", "held"].includes(row.state) || later(row)))
    .sort((a, b) => a.seq - b.seq || a.at - b.at);
}
