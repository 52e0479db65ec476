/* Carrying records to the server: one batch after another, with triggers of which none is trusted alone (D7). */
import * as box from "./outbox.js";

/**
 * Send what waits. A network error or a 5xx keeps everything as it is.
 * @param {{rows:()=>Promise<object[]>, write:(rows:object[])=>Promise<void>, drop:(ids:string[])=>Promise<void>,
 *          unseal:(row:object)=>Promise<object>, post:(body:object)=>Promise<Response>, account:string, device:string,
 *          now:()=>number, heard?:(time:string)=>void}} with everything from outside is passed in
 * @returns {Promise<"done"|"nothing"|"offline"|"signed_out">}
 */
export async function flush({ rows, write, drop, unseal, post, account, device, now, heard = () => {} }) {
  for (let round = 0; round < 50; round += 1) {
    const going = box.batch(await rows(), account);
    if (!going.length) {
      await drop(box.old(await rows(), now()));
      return round ? "done" : "nothing";
    }
    const opened = await Promise.allSettled(going.map(async (row) => (await unseal(row)).record));
    const lost = going.filter((_, n) => opened[n].status === "rejected");
    if (lost.length) {
      // A record that this phone can no longer open must not hold up the others; it stays, and is shown.
      await write(lost.map((row) => ({ ...row, state: "refused", code: "unreadable" })));
      continue;
    }
    const records = opened.map((one) => one.value);
    let response;
    try {
      response = await post({ device_id: device || null, sent_at: new Date(now()).toISOString(), records });
    } catch {
      return "offline";
    }
    if (response.status === 401) return "signed_out";
    if (!response.ok) return "offline";
    let answer;
    try {
      answer = await response.json();
    } catch {
      return "offline"; // a captive portal answers 200 with a page of its own
    }
    if (!Array.isArray(answer?.results) || !answer.epoch) return "offline";
    if (answer.server_time) heard(answer.server_time);
    const changed = box.settle(going, answer);
    const again = box.resend(await rows(), answer.epoch);
    await write([...changed, ...again.filter((row) => !changed.some((c) => c.id === row.id))]);
    if (!changed.length) return "offline";
  }
  return "done";
}

/** Call `go` whenever there may be signal: online, visible, and every minute. Returns a stop. */
export function triggers(go) {
  const visible = () => document.visibilityState === "visible" && go();
  addEventListener("online", go);
  document.addEventListener("visibilitychange", visible);
  const timer = setInterval(visible, 60_000);
  return () => {
    removeEventListener("online", go);
    document.removeEventListener("visibilitychange", visible);
    clearInterval(timer);
  };
}
