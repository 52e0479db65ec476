/* The leader's phone: the code of now and when it changes, its QR, the roll-call, and ending a shift with everybody's hours. */
import { useSyncExternalStore } from "react";
import { clock } from "./clock.js";
import { bytesOf, codeOf, counterAt, secondsLeft } from "./codes.js";
import { redraw } from "./draw.js";
import { pendingRecords, record, send } from "./queue.js";
import { get } from "./snapshot.js";
import { say } from "./speak.js";
import { confirmHours } from "./volunteer_calls.js";
import { leftOut, partNow } from "./volunteer.js";

const FIRST = Object.freeze({ code: "", spoken: "", left: "", path: "", size: 0, qr: false, asking: false, busy: false });
let snap = FIRST;
let made = { id: "", counter: -1, qr: false };
let timer = 0;
const listeners = new Set();
const put = (part) => {
  snap = Object.freeze({ ...snap, ...part });
  for (const tell of listeners) tell();
};

const led = () => partNow()?.shifts.find((s) => s.id === get().shifts.lead.id);

async function tick() {
  const shift = led();
  if (!shift?.secret) return snap.code && put({ code: "", spoken: "", left: "", path: "" });
  const now = clock.now();
  const [counter, seconds] = [counterAt(now), secondsLeft(now)];
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (made.id === shift.id && made.counter === counter && made.qr === snap.qr) return left === snap.left ? undefined : put({ left });
  const { qr } = snap;
  made = { id: shift.id, counter, qr };
  const code = await codeOf(bytesOf(shift.secret), shift.id, counter);
  const drawn = qr ? await import("./qr.js").then((m) => m.qrOf(`${location.origin}/shifts/#in=${shift.id}.${code}`)) : { path: "", size: 0 };
  return put({ code: `${code.slice(0, 3)} ${code.slice(3)}`, spoken: [...code].join(" "), left, ...drawn });
}
const beat = () => void tick().catch((error) => {
  made = { id: "", counter: -1, qr: false };
  console.warn("code", error);
});

const watch = (tell) => {
  listeners.add(tell);
  if (!timer) {
    timer = setInterval(beat, 1000);
    setTimeout(beat);
  }
  return () => {
    listeners.delete(tell);
    if (listeners.size) return;
    clearInterval(timer);
    timer = 0;
    made = { id: "", counter: -1, qr: false };
    snap = FIRST;
  };
};
/** The code of now, inside a component; it runs only while somebody looks. */
export const useCode = () => useSyncExternalStore(watch, () => snap, () => FIRST);

/** Show the QR code instead of the large digits, or the digits again. */
export function toggleQr() {
  put({ qr: !snap.qr });
  beat();
}

const calling = new Set(); // a second tap before the first is on the disk
async function call(kind, volunteer) {
  const shift = led();
  const key = `${kind}/${volunteer}`;
  if (!shift || calling.has(key)) return;
  calling.add(key);
  const payload = { shift_id: shift.id, source: "rollcall", code: "", volunteer_id: volunteer };
  try {
    await record(kind, payload);
  } catch {
    say("没能存在手机里，再点一次", "This could not be kept on the phone. Tap once more");
  }
  calling.delete(key);
  redraw();
}
/** Somebody is here. */
export const callIn = (volunteer) => call("attendance_in", volunteer);
/** Somebody leaves. */
export const callOut = (volunteer) => call("attendance_out", volunteer);
/** Everybody who is here and has not checked out leaves now. */
export async function callAllOut() {
  for (const one of get().shifts.lead.rows.filter((row) => row.here && !row.gone)) await callOut(one.id);
}

/** The first tap lists what there is to look at; the second confirms. */
export const askEnd = () => put({ asking: !snap.asking });
/** End the shift and confirm everybody's hours but those left out; what this phone has not sent goes first. */
export async function endShift() {
  const shift = led();
  if (!shift || snap.busy) return;
  put({ busy: true });
  await send();
  const waits = pendingRecords().some((r) => r.kind.startsWith("attendance") && r.payload.shift_id === shift.id && r.state === "waiting");
  if (waits) say("没信号，点名还没传上去。有信号再确认", "No signal; the roll-call has not been sent yet. Confirm when there is signal");
  else if (await confirmHours(shift.id, leftOut())) put({ asking: false });
  put({ busy: false });
}
