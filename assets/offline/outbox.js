/* The outbox's decisions, with everything passed in: how a record is made, what is sent, what an answer does to it.
   A record is on the phone first, always. Only an answer for its id moves it on; nothing ages out unsent (D1 to D5). */

export const MOST = 200;
export const KEEP_MS = 30 * 86_400_000;

/**
 * A new record as it rests in the outbox: the envelope the server takes, and where it is.
 * @param {{id:string, kind:string, payload:object, account:string, now:number, seq:number, offset:number}} made
 */
export function add({ id, kind, payload, account, now, seq, offset }) {
  const at = new Date(now + offset).toISOString();
  return {
    id,
    account,
    seq,
    state: "waiting",
    epoch: "",
    at: now,
    record: { id, kind, version: 1, account, happened_at: at, recorded_at: at, clock_offset_ms: offset, seq, payload },
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

/** Acknowledged records older than thirty days; nothing else is ever cleared by itself. */
export function old(rows, now) {
  return rows.filter((row) => row.state === "accepted" && now - row.at > KEEP_MS).map((row) => row.id);
}

/** What the badge says: how many wait, how many need attention. */
export function counts(rows, account) {
  const own = rows.filter((row) => row.account === account);
  return {
    waiting: own.filter((row) => row.state === "waiting").length,
    refused: own.filter((row) => row.state === "refused").length,
  };
}
