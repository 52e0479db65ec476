/* A hazard in two taps: what it is, then who deals with it; the place is the staircase that was used last unless another is chosen. */
import { clock } from "./clock.js";
import { cut } from "./draft_sheet.js";
import { redraw, thePack } from "./draw.js";
import { NO_HAZARD } from "./first.js";
import { closeForm, onShut, openForm } from "./frame.js";
import { recentPlaces, usePlace } from "./form_person.js";
import { stairList } from "./people.js";
import { record, replaceRecord } from "./queue.js";
import { get, set } from "./snapshot.js";
import { say } from "./speak.js";

let correcting = "";
let at;

async function show(part = {}) {
  const pack = thePack();
  if (!pack) return;
  const places = stairList(pack, await recentPlaces());
  openForm("hazard", { hazard: { ...NO_HAZARD, places, unit: places[0]?.code ?? "", place: places[0]?.place ?? "", ...part } });
}
export const open = () => {
  correcting = "";
  at = undefined;
  return show();
};
export const correct = (row) => {
  correcting = row.id;
  at = Date.parse(row.happened_at) - clock.offset();
  const { place, category, words } = row.payload;
  return show({ category, words, unit: place?.unit ?? "", elsewhere: !place?.unit, place: place?.words ?? "" });
};

const put = (part) => set({ hazard: { ...get().hazard, lacks: "", ...part } });
export const category = (code) => put({ category: code });
export const choosing = () => put({ choosing: !get().hazard.choosing });
export const place = (code, name) => put({ unit: code, place: name, elsewhere: false, choosing: false });
export const elsewhere = (text) => put({ unit: "", place: String(text), elsewhere: true });
export const words = (text) => put({ words: text });

export async function save(handled) {
  const one = get().hazard;
  if (one.saving) return;
  if (!one.category) return put({ lacks: "category" });
  put({ saving: true, failed: false });
  const payload = { place: { unit: one.elsewhere ? "" : one.unit, words: one.elsewhere ? cut(one.place, 60) : "" }, category: one.category, handled, words: cut(one.words) };
  try {
    if (correcting) await replaceRecord(correcting, "hazard", payload, { happenedAt: at });
    else await record("hazard", payload);
  } catch {
    return put({ saving: false, failed: true });
  }
  if (one.unit) await usePlace(one.unit);
  say("存在手机里了", "Saved on this phone");
  closeForm();
  redraw();
}

onShut((form) => form === "hazard" && set({ hazard: NO_HAZARD }));
