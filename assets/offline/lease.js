/* The lease: how long the list on this phone may be used without contact with the server. */

const SLACK_MS = 300_000;

/** Why the list may not open: the day without contact is over, or the clock was turned back. */
export function leaseOver(row, now) {
  if (now > Date.parse(row.lease)) return "time";
  return now < (row.server_at ?? row.at) - SLACK_MS ? "clock" : "";
}
