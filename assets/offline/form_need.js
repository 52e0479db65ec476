/* A need or an errand: a new one from the card, and the moves of one that is under way; each asks only for what it needs. */
import { clock } from "./clock.js";
import { contribute, redraw, thePack } from "./draw.js";
import { cut } from "./draft_sheet.js";
import { NO_NEED } from "./first.js";
import { benefit } from "./form_person.js";
import { closeForm, onShut, openForm } from "./frame.js";
import { allowed, asks, firstLook } from "./needs.js";
import { addDays } from "./owed.js";
import { refresh } from "./pack.js";
import { getPrefs } from "./prefs.js";
import { withOwn } from "./own.js";
import { pendingRecords, record, replaceRecord } from "./queue.js";
import { maskName, today } from "./search.js";
import { get, set } from "./snapshot.js";
import { say } from "./speak.js";
import { clockTime, dayOf } from "./times.js";
import { gapLines, needLine } from "./view.js";

let id = "";
const CAN_ASK = new Set(["claimed", "planned", "doing", "waiting", "unmet"]);
const FRESH_UI = { move: "", day: "", said: "", whom: "", failed: false, saving: false, lacks: "" };
let ui = FRESH_UI;
const packNow = () => thePack() && withOwn(thePack(), pendingRecords(), today(clock.now()));
const days = (day) => ({ today: day, tomorrow: addDays(day, 1), in_three: addDays(day, 3), in_week: addDays(day, 7) });

/** Everything the sheet of one need shows. */
export function needSheet(pack, need, day, part = FRESH_UI) {
  const wants = part.move ? asks(need.kind, need.state, part.move) : { day: false, words: false, to: false };
  const asked = (need.help ?? []).some((h) => h.state === "open");
  return {
    ...NO_NEED, ...needLine(pack, need, day), ...days(day), can_ask: need.kind === "need" && !asked && !need.where && CAN_ASK.has(need.state), moves: allowed(need.kind, need.state).filter((code) => code !== "claim" || need.owner?.id !== pack.me?.id), asks_day: wants.day, asks_words: wants.words, asks_to: wants.to,
    steps: (need.steps ?? []).map((s, n) => ({ key: String(n), at: dayOf(Date.parse(s.at)), time: clockTime(Date.parse(s.at)), move: s.move, by: s.by ?? "", words: s.words ?? "" })).reverse(), ...part,
  };
}

contribute(({ pack, day }) => {
  if (get().form !== "need" || !pack) return {};
  if (get().need.fresh) return {};
  const need = (pack.needs ?? []).find((n) => n.id === id);
  return need ? { need: needSheet(pack, need, day, ui) } : {};
});

export function open(needId) {
  id = needId;
  ui = FRESH_UI;
  const pack = packNow();
  const need = pack?.needs?.find((n) => n.id === id);
  if (need) openForm("need", { need: needSheet(pack, need, today(clock.now())) });
}

/** A new one for somebody; `kind` need or errand. */
export function create(resident, kind) {
  const r = packNow()?.byId.get(resident);
  if (!r) return;
  id = "";
  ui = FRESH_UI;
  openForm("need", { need: { ...NO_NEED, ...days(today(clock.now())), fresh: true, kind, resident_id: resident, name: r.name, masked: maskName(r.name), door: r.door.door, id: crypto.randomUUID(), day: firstLook("week", today(clock.now())) } });
}

/** Somebody wants a benefit: an errand for it, and the question of consent. */
export function errand(resident, policy) {
  const gap = gapLines(thePack()?.byId.get(resident) ?? {}).find((g) => g.code === policy); // the pack still has what was just answered here
  create(resident, "errand");
  put({ category: "benefit", policy, policy_zh: gap?.title_zh ?? "", policy_en: gap?.title_en ?? "" });
}
/** The same from the card: the answer is written down, then the errand opens. */
export async function wants(resident, policy) {
  await benefit(resident, policy, "wants");
  errand(resident, policy);
}

let correcting = "";
let at;
/** The form of a refused need, with what it said. */
export function correct(row) {
  const p = row.payload;
  create(p.resident_id, p.kind);
  correcting = row.id;
  at = Date.parse(row.happened_at) - clock.offset();
  put({ category: p.category, urgency: p.urgency, words: p.words, consent: p.consent, said: p.next_step, day: p.next_on ?? "", id: p.id, policy: p.policy ?? "" });
}

const put = (part) => set({ need: { ...get().need, lacks: "", ...part } });
export const category = (code) => put({ category: code });
export const kind = (code) => put({ kind: code });
export const urgency = (code) => put({ urgency: code, day: firstLook(code, today(clock.now())) });
export const consent = (code) => put({ consent: code });
export const words = (text) => put({ words: text });

const change = (part) => {
  if (get().need.fresh) return put(part);
  ui = { ...ui, lacks: "", ...part };
  redraw();
};
export const day = (value) => change({ day: value });
export const said = (text) => change({ said: text });
export const whom = (text) => change({ whom: text });
/** A move was tapped: what needs nothing more is written down at once. */
export function move(code) {
  const need = get().need;
  const wants = asks(need.kind, need.state, code);
  change({ ...FRESH_UI, move: ui.move === code ? "" : code, day: wants.day ? addDays(today(clock.now()), 1) : "" });
  if (!wants.day && !wants.words && !wants.to) return save();
}

async function write(kindOf, payload) {
  change({ saving: true, failed: false });
  try {
    if (correcting) await replaceRecord(correcting, kindOf, payload, { happenedAt: at });
    else await record(kindOf, payload);
  } catch {
    change({ saving: false, failed: true });
    return false;
  }
  return true;
}

export async function save() {
  const need = get().need;
  if (need.saving) return;
  if (need.fresh) {
    const missing = !need.category ? "category" : need.kind === "errand" && !need.consent ? "consent" : "";
    if (missing) return put({ lacks: missing });
    const payload = {
      id: need.id, resident_id: need.resident_id, category: need.category, urgency: need.urgency, words: cut(need.words), kind: need.kind, policy: need.kind === "errand" ? need.policy : "",
      consent: need.kind === "errand" ? need.consent : "", next_step: cut(need.said), next_on: need.day || null,
    };
    if (!(await write("need", payload))) return;
  } else {
    const wants = asks(need.kind, need.state, ui.move);
    const missing = wants.to && !ui.whom.trim() ? "to" : wants.words && !ui.said.trim() ? "words" : wants.day && !ui.day ? "day" : "";
    if (missing) return change({ lacks: missing });
    const payload = {
      need_id: need.id, move: ui.move, next_step: wants.words ? "" : cut(ui.said), next_on: wants.day ? ui.day : null, words: wants.words ? cut(ui.said) : "",
      to: wants.to ? cut(ui.whom, 40) : "", owner: null,
    };
    if (!(await write("need_step", payload))) return;
  }
  say("存在手机里了", "Saved on this phone");
  closeForm();
  redraw();
}

/** Ask the community's volunteers, in one tap. It needs signal: they have to hear of it. */
export async function volunteers() {
  const need = get().need;
  if (need.saving) return;
  if (!get().online) return say("请志愿者要有信号，有信号了再点。", "Asking volunteers needs signal. Tap again when there is.");
  change({ saving: true });
  let answer;
  try {
    answer = await fetch(`/api/needs/${need.id}/volunteers`, { method: "POST", headers: { "accept-language": getPrefs().lang } });
  } catch {
    answer = null;
  }
  change({ saving: false });
  if (!answer) return say("没有传到，再点一次。", "It did not get through. Tap once more.");
  if (!answer.ok) {
    const { message } = await answer.json().catch(() => ({ message: "" }));
    return say(message || "没有办成，再点一次。", message || "It did not work. Tap once more.");
  }
  say("已经请了志愿者，谁来了这里看得到。", "Volunteers are asked; who comes shows here.");
  await refresh();
}

onShut((form) => {
  if (form === "need") {
    id = correcting = "";
    ui = FRESH_UI;
    set({ need: NO_NEED });
  }
});
