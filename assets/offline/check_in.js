/* Checking in with the six digits of the leader's phone, by hand or from a scanned link, and checking out; written down first, checked when there is signal. */
import { digitsOf, readLink } from "./codes.js";
import { redraw } from "./draw.js";
import { NO_CHECK } from "./first.js";
import { closeForm, onShut, openForm } from "./frame.js";
import { pendingRecords, record, replaceRecord } from "./queue.js";
import { get, set } from "./snapshot.js";
import { say } from "./speak.js";

const HASTY_MS = 5_000;
let correcting = null;
let cameAt = 0;

const put = (part) => set({ check: Object.freeze({ ...get().check, ...part }) });
const typed = (digits) => ({ digits, boxes: Array.from({ length: 6 }, (_, n) => digits[n] ?? ""), error: "" });

/** What was typed into the one field behind the six boxes. */
export const type = (value) => put({ ...typed(digitsOf(value)), scanned: false });

/** The code of a scanned link; an empty one clears the boxes. */
export const prefill = (code) => (code || get().check.digits) && put({ ...NO_CHECK, ...typed(digitsOf(code)), scanned: !!code });

/** The record of this shift that was not accepted: a new one takes its place, so that it does not nag for ever. */
const refusedFor = (kind, shift) => pendingRecords().find((r) => r.state === "refused" && r.kind === kind && r.payload.shift_id === shift && !r.payload.volunteer_id);

async function write(kind, payload) {
  if (get().check.saving) return false;
  put({ saving: true, error: "" });
  const old = correcting ? null : refusedFor(kind, payload.shift_id);
  try {
    if (correcting) await replaceRecord(correcting.id, kind, payload);
    else if (old) await replaceRecord(old.id, kind, payload, { happenedAt: Date.now() });
    else await record(kind, payload);
  } catch {
    put({ saving: false, error: get().own_device ? "failed" : "not_here" });
    return false;
  }
  put({ ...NO_CHECK });
  correcting = null;
  redraw();
  return true;
}

const missing = () => (get().check.digits.length === 6 ? "" : "short");

/** Check in at this shift with the six digits. */
export async function checkIn(shift) {
  const { digits, scanned } = get().check;
  if (missing()) return put({ error: missing() });
  if (!(await write("attendance_in", { shift_id: shift, source: scanned ? "qr" : "code", code: digits, volunteer_id: null }))) return undefined;
  cameAt = Date.now();
  if (readLink(location.hash)) history.replaceState(history.state, "", `#${shift}`);
  return undefined;
}

/** Check out; one's own word, which counts to the planned end at most. */
export async function checkOut(shift) {
  if (Date.now() - cameAt < HASTY_MS) return; // the second tap of a finger that was not sure of the first
  await write("attendance_out", { shift_id: shift, source: "self", code: "", volunteer_id: null });
}

/** A refused code: the six boxes open again; when it happened stays as it was. */
export function correct(row) {
  correcting = row;
  openForm("code", { check: { ...NO_CHECK, correcting: row.id } });
}
/** Put the new digits in the place of the refused ones. */
export async function saveCorrected() {
  if (!correcting) return undefined;
  if (missing()) return put({ error: missing() });
  const { kind, payload } = correcting;
  if (await write(kind, { ...payload, source: payload.source === "qr" ? "code" : payload.source, code: get().check.digits })) closeForm();
  return undefined;
}

/** Look for the leader's QR code with the camera, where the browser can read one. */
export async function scan() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => []);
  if (!formats?.includes("qr_code") || !navigator.mediaDevices?.getUserMedia)
    return say("用手机相机或微信扫一扫，扫队长手机上的码", "Point the phone's camera at the code on the leader's phone");
  return openForm("scan");
}

/** On the video element: the camera runs while it is drawn, and the first link of ours fills the boxes. */
export function camera(video) {
  if (!video) return undefined;
  const reader = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  let stream = null;
  let timer = 0;
  let over = false;
  const look = async () => {
    const found = await reader.detect(video).catch(() => []);
    const link = found.map((one) => readLink(new URL(one.rawValue, location.href).hash)).find(Boolean);
    if (!link || over) return;
    over = true;
    closeForm();
    setTimeout(() => (location.hash = `in=${link.shift}.${link.code}`), 150);
  };
  navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then((opened) => {
    stream = opened;
    if (over) return opened.getTracks().forEach((track) => track.stop());
    video.srcObject = opened;
    timer = setInterval(() => void look().catch(() => {}), 300);
    return video.play();
  }).catch(() => {
    closeForm();
    say("相机没打开。可以输 6 位数，或请队长点名", "The camera did not open. Type the six digits, or ask the leader to call the roll");
  });
  return () => {
    over = true;
    clearInterval(timer);
    stream?.getTracks().forEach((track) => track.stop());
  };
}

onShut((form) => {
  if (form !== "code") return;
  correcting = null;
  set({ check: NO_CHECK });
});
