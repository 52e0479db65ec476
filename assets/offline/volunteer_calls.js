/* What a volunteer asks of the server at once: signing up, cancelling, offers, hours, certificate, calendar. It needs signal and says so; the pack is fetched anew afterwards. */
import { refresh } from "./pack.js";
import { getPrefs } from "./prefs.js";
import { set } from "./snapshot.js";
import { say } from "./speak.js";

/** @returns {Promise<{ok: boolean, body: any}>} what came of it; where it failed the person has been told. */
export async function ask(path, data = {}, { method = "POST", get: fetcher = fetch } = {}) {
  let response;
  try {
    const headers = { "content-type": "application/json", accept: "application/json", "accept-language": getPrefs().lang === "en" ? "en" : "zh-CN" };
    response = await fetcher(path, { method, headers, body: JSON.stringify(data), cache: "no-store" });
  } catch {
    say("现在没信号，这一步要有信号才行。什么都没变。", "No signal. This step needs it; nothing has changed.");
    return { ok: false, body: {} };
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return { ok: true, body };
  const words = body.message ?? "";
  say(words || "没办成，过一会儿再试。", words || "It did not work just now. Try again in a moment.");
  return { ok: false, body };
}

let busy = false;
/** One step at a time, then the pack anew and a sentence. */
async function step(path, data, words) {
  if (busy) return false;
  busy = true;
  set({ busy: true });
  const { ok, body } = await ask(path, data).finally(() => {
    busy = false;
    set({ busy: false });
  });
  await refresh().catch(() => {});
  if (ok && words) say(...(typeof words === "function" ? words(body) : words));
  return ok;
}

const shift = (id, verb, words, data = {}) => step(`/api/shifts/${id}/${verb}`, data, words);
export const signUp = (id) => shift(id, "sign-up", (body) => (body.state === "waiting" ? ["人满了，你在候补里，有空位就轮到你", "It is full; you are on the waiting list"] : ["报上了", "You are in"]));
export async function cancel(id) {
  const done = await shift(id, "cancel", ["取消了，位置让给别人", "Cancelled; somebody else can come"]);
  if (done && location.hash) location.hash = ""; // the page of a shift that is not one's own any more says nothing useful
  return done;
}
export const unsure = (id) => shift(id, "unsure", ["记下了，会另找人，位置先给你留着", "Noted; somebody else is asked, your place is kept"]);
export const sure = (id) => shift(id, "sure", ["记下了，你来", "Noted; you are coming"]);
export const accept = (id) => shift(id, "accept", (body) => (body.state === "waiting" ? ["刚好满了，你在候补里", "It has just filled up; you are on the waiting list"] : ["谢谢，报上了", "Thank you, you are in"]));
export const decline = (id) => shift(id, "decline", ["好的，会问别人", "Fine, somebody else is asked"]);
export const confirmHours = (id, refuse) => shift(id, "confirm", ["确认好了，时长记上了", "Confirmed; the hours stand"], { refuse });

export const backfill = (data) => step("/api/hours/backfill", data, ["交给队长了，等确认", "Sent to the leader to confirm"]);
export const dispute = (data) => step("/api/hours/dispute", data, ["交上去了，会有人看", "Sent; somebody looks at it"]);
export const withdraw = (id) => step(`/api/hours/requests/${id}/withdraw`, {}, ["撤回了", "Withdrawn"]);
/** A check-out that was forgotten, filled in with one tap. */
export const fillForgotten = (shiftId, minutes) => backfill({ shift_id: shiftId, minutes, reason: "忘了签退" });
export const askCertificate = (data) => step("/api/certificates", data, ["社区收到了，公示七天后可以开", "The community has it; it is issued after seven days of publicity"]);

/** The address of one's own calendar; shown once. */
export async function calendar() {
  const { ok, body } = await ask("/api/calendar");
  return ok ? String(body.url ?? "") : "";
}
/** The address stops working. */
export async function revokeCalendar() {
  const { ok } = await ask("/api/calendar", {}, { method: "DELETE" });
  if (ok) say("这个地址不能用了", "The address no longer works");
  return ok;
}
