/* The contact sheet: every tap changes the sheet and keeps it as a draft; saving closes it only when the record is on the disk. */
import { clock } from "./clock.js";
import { OPENS } from "./cases.js";
import { NO_SHEET, answersOf, backEntry, fresh, fromPayload, lacks, payloadOf, touched, withOutcome } from "./draft_sheet.js";
import { dropDraft, loadDraft, saveDraft } from "./drafts.js";
import { redraw, thePack } from "./draw.js";
import { countHalf } from "./field.js";
import { openCase } from "./form_case.js";
import { errand } from "./form_need.js";
import { closeForm, onShut, openForm } from "./frame.js";
import { onLock } from "./lock.js";
import { withOwn } from "./own.js";
import { pendingRecords, record, replaceRecord } from "./queue.js";
import { today } from "./search.js";
import { get, set } from "./snapshot.js";
import { say } from "./speak.js";
import { dayOf } from "./times.js";

export const packNow = () => thePack() && withOwn(thePack(), pendingRecords(), today(clock.now()));
/** What was begun is kept for the one who was tapped, so that nobody opens the sheet of somebody else. */
const keyOf = (id) => `contact/${id}`;

let key = "";
let writing = null;
let again = false;
/** Keep the sheet as it is; one writing at a time, and the last state always comes to the disk. */
function keep() {
  if (writing) return void (again = true);
  const slot = key;
  const sheet = get().sheet;
  if (!slot || sheet.correcting) return;
  writing = (touched(sheet) ? saveDraft(slot, { ...sheet, saving: false, failed: false }) : dropDraft(slot)).catch(() => {}).finally(() => {
    writing = null;
    if (again) {
      again = false;
      keep();
    }
  });
}

const two = (n) => String(n).padStart(2, "0");
/** The time as the fields of the sheet show it. */
function timeParts(at) {
  const local = new Date(at + clock.offset() + 8 * 3_600_000);
  return { day: local.toISOString().slice(0, 10), time: `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}` };
}

function put(part) {
  const sheet = { ...get().sheet, ...part, lacks: "" };
  const { day, time } = timeParts(sheet.at);
  const now = today(clock.now());
  set({ sheet: Object.freeze({ ...sheet, day, time, is_today: day === now, today: now, first_day: dayOf(clock.now() - 30 * 86_400_000), how_many: sheet.people.filter((p) => p.on).length }) });
  keep();
}

export async function open(id) {
  const pack = packNow();
  const made = pack && fresh(pack, id);
  if (!made) return;
  key = keyOf(id);
  const draft = await loadDraft(key).catch(() => null);
  const sheet = draft?.people?.length ? { ...NO_SHEET, ...draft, gap_lines: made.gap_lines, ask_alone: made.ask_alone, restored: true } : { ...made, at: Date.now() };
  set({ sheet });
  put({});
  openForm("contact");
}

/** Open the sheet of a record that was refused, filled in as it was. */
export function correct(row) {
  const pack = packNow();
  const made = pack && fresh(pack, row.payload.resident_ids[0]);
  if (!made) return;
  key = "";
  set({ sheet: { ...fromPayload(made, row.payload, Date.parse(row.happened_at) - clock.offset()), correcting: row.id } });
  put({});
  openForm("contact");
}

export function outcome(code) {
  const sheet = get().sheet;
  put(withOutcome({ ...sheet, at: sheet.back ? sheet.at : Date.now() }, code));
  // The keys fold into one line: the focus stays there instead of getting lost, and nothing jumps.
  requestAnimationFrame(() => {
    const chosen = document.querySelector("dialog [data-chosen]");
    chosen?.closest(".overflow-y-auto")?.scrollTo(0, 0);
    chosen?.focus({ preventScroll: true });
  });
}
export const unfold = () => put({ folded: false });
export const mode = (code) => put({ mode: code });
export const more = () => put({ more: !get().sheet.more });
export const sure = () => put({ sure: true, folded: true });
export const until = (day) => put({ until: day });
export const show = (part) => {
  put({ show: get().sheet.show === part ? "" : part });
  if (get().sheet.show) intoView(part);
};
/** What was opened is seen: it comes into view once it is drawn. */
const intoView = (part) => setTimeout(() => document.querySelector(`dialog [data-part="${part}"]`)?.scrollIntoView({ block: "nearest" }), 60);
export const check = (code) => put({ check: { ...get().sheet.check, [code]: !get().sheet.check[code] } });
export const checkWords = (text) => put({ check_words: text });
export const note = (text) => put({ note: text });
export const wish = (code) => put({ wish: get().sheet.wish === code ? "" : code });
export const wishWords = (text) => put({ wish_words: text });
export const promise = (day) => put({ promise: day });
export const promiseWords = (text) => put({ promise_words: text });
export const alone = (word) => put({ alone: get().sheet.alone === word ? "" : word });
export const answer = (code, word) => {
  const { [code]: before, ...rest } = get().sheet.answers;
  put({ answers: before === word ? rest : { ...rest, [code]: word } });
};
export const person = (id) => put({ people: get().sheet.people.map((p) => (p.id === id ? { ...p, on: !p.on, other: "" } : p)) });
export const differs = (id) => put({ people: get().sheet.people.map((p) => (p.id === id ? { ...p, open: !p.open } : p)) });
export const other = (id, code) => put({ people: get().sheet.people.map((p) => (p.id === id ? { ...p, other: p.other === code ? "" : code, open: false } : p)) });
export const tag = (code, action) => {
  const tags = get().sheet.tags;
  const there = tags.some((t) => t.tag === code && t.action === action);
  put({ tags: there ? tags.filter((t) => t.tag !== code) : [...tags.filter((t) => t.tag !== code), { tag: code, action }].slice(-6) });
};
export const needCategory = (at, category) => {
  const needs = get().sheet.needs;
  put({ needs: needs.map((n, i) => (i === at ? { ...n, category } : n)) });
};
export const addNeed = () => {
  put({ show: "need", needs: [...get().sheet.needs, { id: crypto.randomUUID(), category: "", urgency: "week", words: "" }].slice(0, 6) });
  intoView("need");
};
export const dropNeed = (at) => put({ needs: get().sheet.needs.filter((_, i) => i !== at) });
export const needUrgency = (at, urgency) => put({ needs: get().sheet.needs.map((n, i) => (i === at ? { ...n, urgency } : n)) });
export const needWords = (at, words) => put({ needs: get().sheet.needs.map((n, i) => (i === at ? { ...n, words } : n)) });

/** Something from earlier: the day and the time it was, thirty days back at most. */
export const when = (field, value) => {
  const { day, time } = timeParts(get().sheet.at);
  const at = backEntry(field === "day" ? value : day, field === "time" ? value : time, clock.now()) - clock.offset();
  put({ at, back: Date.now() - at > 3_600_000 });
};

/** Throw the sheet away, draft and all. */
export async function forget() {
  const slot = key;
  key = "";
  closeForm();
  await writing;
  await dropDraft(slot).catch(() => {});
  await countHalf();
}

export async function save() {
  const sheet = get().sheet;
  if (sheet.saving) return;
  const missing = lacks(sheet);
  if (missing) return set({ sheet: { ...sheet, lacks: missing } });
  set({ sheet: { ...sheet, saving: true, failed: false, lacks: "" } });
  const payload = payloadOf(sheet, () => crypto.randomUUID());
  const version = thePack()?.byId.get(sheet.id)?.version ?? 0;
  const answers = answersOf(sheet, version, today(clock.now()));
  try {
    if (sheet.correcting) await replaceRecord(sheet.correcting, "contact", payload, { happenedAt: sheet.at });
    else await record("contact", payload, { happenedAt: sheet.at });
  } catch {
    return set({ sheet: { ...get().sheet, saving: false, failed: true } });
  }
  const slot = key;
  key = "";
  await writing;
  if (slot) await dropDraft(slot).catch(() => {});
  if (answers) await record("resident_edit", answers, { happenedAt: sheet.at }).catch(() => say("津贴的回答没存上，在卡片上再点一次。", "The answer about a benefit was not kept. Tap it again on the card."));
  const lost = sheet.people.find((p) => p.on && OPENS.has(p.tier) && (p.other || sheet.outcome) === "no_answer");
  const wanted = Object.keys(sheet.answers).find((code) => sheet.answers[code] === "wants");
  redraw();
  say("存在手机里了", "Saved on this phone");
  if (lost && !sheet.back) {
    openCase(lost.id);
    set({ sheet: NO_SHEET });
  } else if (wanted) {
    errand(sheet.id, wanted);
    set({ sheet: NO_SHEET });
  } else closeForm();
  await countHalf();
}

onShut((form) => {
  if (form === "contact") {
    key = "";
    set({ sheet: NO_SHEET });
    void Promise.resolve(writing).then(countHalf);
  }
});
// A lock waits until the last word is on the disk.
onLock(async () => {
  keep();
  await writing;
  await writing;
  key = "";
});
