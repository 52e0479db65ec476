/* The forms of the hours page: time that was not recorded, a line that is wrong, a certificate, the calendar's address. */
import { clock } from "./clock.js";
import { cut } from "./draft_sheet.js";
import { NO_HOUR_FORM } from "./first.js";
import { closeForm, onShut, openForm } from "./frame.js";
import { missing } from "./hours.js";
import { addDays } from "./owed.js";
import { halfHours } from "./shifts.js";
import { get, set } from "./snapshot.js";
import { say } from "./speak.js";
import { dayOf } from "./times.js";
import * as calls from "./volunteer_calls.js";
import { partNow } from "./volunteer.js";

const put = (part) => set({ hour_form: { ...get().hour_form, lacks: "", ...part } });
const begin = (kind, part = {}) => openForm("hours", { hour_form: { ...NO_HOUR_FORM, kind, ...part } });
const time = (minutes) => ({ minutes, half: halfHours(minutes) });

/** Time that was not recorded, at one of the shifts of the last days. */
export function backfill() {
  const part = partNow();
  if (!part) return;
  const choices = missing(part, clock.now()).map((one) => ({ ...one, most: one.minutes }));
  begin("backfill", { choices, ...(choices.length === 1 ? picked(choices[0]) : {}) });
}
const picked = (one) => ({ shift_id: one.shift_id, most: one.most, ...time(one.most) });
export const pick = (id) => put(picked(get().hour_form.choices.find((one) => one.shift_id === id)));

/** A line of the ledger that is wrong. */
export function dispute(id) {
  const one = partNow()?.hours.entries.find((e) => e.id === id);
  if (one) begin("dispute", { entry_id: id, what: one.what, most: 12 * 60, ...time(Math.max(0, one.minutes)) });
}
/** Half an hour more or less, between none (for a dispute) and the most. */
export function more(by) {
  const { kind, half, most } = get().hour_form;
  const step = Number(half) * 60 + (by > 0 ? 30 : -30); // from what is shown, so that every tap is seen
  put(time(Math.min(most, Math.max(kind === "dispute" ? 0 : Math.min(30, most), step))));
}
export const reason = (text) => put({ reason: String(text) });

/** A certificate over the whole time so far, or part of it. */
export function certificate() {
  const today = dayOf(clock.now());
  const { since, entries } = partNow()?.hours ?? { entries: [] };
  begin("certificate", { since: entries.at(-1)?.day ?? (since ? `${since}-01` : addDays(today, -365)), until: today, today });
}
export const since = (day) => put({ since: String(day) });
export const until = (day) => put({ until: String(day) });

export const calendar = () => begin("calendar");
export async function address() {
  put({ saving: true });
  const url = await calls.calendar();
  put({ saving: false, url });
}
export async function revoke() {
  if (await calls.revokeCalendar()) closeForm();
}
export async function copy() {
  const done = await navigator.clipboard?.writeText(get().hour_form.url).then(() => true, () => false);
  if (done) say("复制好了", "Copied");
  else say("没复制成，长按地址复制", "Not copied; press the address and copy it");
}

const SENDS = {
  backfill: (one) => calls.backfill({ shift_id: one.shift_id, minutes: one.minutes, reason: cut(one.reason) }),
  dispute: (one) => calls.dispute({ entry_id: one.entry_id, minutes: one.minutes, reason: cut(one.reason) }),
  certificate: (one) => calls.askCertificate({ from: one.since, to: one.until }),
};
export async function save() {
  const one = get().hour_form;
  if (one.saving) return;
  if (one.kind === "backfill" && !one.shift_id) return put({ lacks: "shift" });
  if (one.kind !== "certificate" && !one.reason.trim()) return put({ lacks: "reason" });
  if (one.kind === "certificate" && (!one.since || !one.until || one.since > one.until)) return put({ lacks: "days" });
  put({ saving: true });
  if (await SENDS[one.kind](one)) closeForm();
  else put({ saving: false });
}

onShut((form) => form === "hours" && set({ hour_form: NO_HOUR_FORM }));
