/* Looking for somebody who did not answer: each step is a call and its answer, written down at once; the end is always a finding. */
import { clock } from "./clock.js";
import { neighbours } from "./cases.js";
import { contribute, redraw, thePack } from "./draw.js";
import { NO_CASE } from "./first.js";
import { closeForm, onShut, openForm } from "./frame.js";
import { withOwn } from "./own.js";
import { pendingRecords, record } from "./queue.js";
import { maskName, today } from "./search.js";
import { get, set } from "./snapshot.js";
import { say } from "./speak.js";
import { clockTime } from "./times.js";
import { stepCode } from "./rows.js";
import { caseLine } from "./today.js";

let id = "";
let ui = { asking: "", closing: false, failed: false, saving: false };
const TRIED = (one, step, whom) => one.steps.filter((s) => s.step === step && (whom === undefined || s.whom === whom)).at(-1)?.result ?? "";

/** Everything the sheet of one search shows. */
export function caseSheet(pack, resident, now) {
  const one = (pack.cases ?? []).find((c) => c.resident_id === resident);
  const r = pack.byId.get(resident);
  if (!one || !r) return NO_CASE;
  const lead = [pack.leads ?? []].flat()[0] ?? {};
  return {
    ...NO_CASE, ...caseLine(pack, one, now), closed: one.state === "closed", again: TRIED(one, "second_try"), again_whom: one.steps.filter((s) => s.step === "second_try").at(-1)?.whom ?? "", red: !!TRIED(one, "red_sign"),
    called_lead: !!TRIED(one, "lead"), police: !!TRIED(one, "police"), ambulance: !!TRIED(one, "ambulance"),
    family: (r.emergency ?? []).map((k, n) => ({ key: String(n), relation: k.relation, name: k.name, phone: k.phone ?? "", has_key: !!k.has_key, tried: TRIED(one, "kin", String(n)) })),
    near: neighbours(pack, r).map((o) => ({ key: o.door.door, relation: "", name: o.name, masked: maskName(o.name), phone: o.phone ?? "", has_key: false, tried: TRIED(one, "neighbour", o.door.door) })),
    log: one.steps.map((s, n) => ({ key: String(n), at: clockTime(Date.parse(s.at)), step: stepCode(s), result: s.result ?? "", whom: s.whom ?? "", by: s.by ?? "", here: s.where === "phone" })).reverse(),
    lead_name: lead.name ?? "", lead_phone: lead.phone ?? "", ...ui,
  };
}

contribute(({ pack }) => (pack && id && get().form === "case" ? { trouble: caseSheet(pack, id, clock.now()) } : {}));

export function openCase(resident) {
  id = resident;
  ui = { asking: "", closing: false, failed: false, saving: false };
  const pack = thePack() && withOwn(thePack(), pendingRecords(), today(clock.now()));
  if (pack) openForm("case", { trouble: caseSheet(pack, id, clock.now()) });
}
export const open = openCase;

const put = (part) => {
  ui = { ...ui, ...part };
  redraw();
};
/** A call was begun: on coming back the sheet asks how it went. */
export const ask = (what) => put({ asking: what, failed: false });
export const finding = () => put({ closing: !ui.closing, asking: "" });

async function write(payload) {
  if (ui.saving) return false;
  put({ saving: true, failed: false });
  try {
    await record("no_answer_step", { resident_id: id, result: "done", finding: "", whom: "", note: "", ...payload });
  } catch {
    put({ saving: false, failed: true });
    return false;
  }
  put({ saving: false, asking: "" });
  return true;
}

/** How it went, for `kin/0`, `neighbour/402`, `second_try/phone` or `second_try/door`. */
export const answered = async (reached) => {
  const [step, whom = ""] = ui.asking.split("/");
  await write({ step, whom, result: reached ? "reached" : "not_reached" });
};
/** Red signs, the community told, 110 or 120 called: written down at once. */
export const done = (step) => write({ step });
export const found = async (what) => {
  if (!(await write({ step: "found", finding: what, result: "done" }))) return;
  say("找到了，存在手机里了", "Found; saved on this phone");
  closeForm();
};
export const cancel = async () => (await write({ step: "cancel" })) && closeForm();

onShut((form) => {
  if (form === "case") {
    id = "";
    set({ trouble: NO_CASE });
  }
});

/** The big button on Today: the call has begun, the sheet asks how it went. */
export function callKin(resident, n) {
  openCase(resident);
  put({ asking: `kin/${n}` });
}
