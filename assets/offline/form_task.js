/* One door of a shift: what came of it, a few words, and the four digits that the person helped may say. */
import { cut } from "./draft_sheet.js";
import { redraw } from "./draw.js";
import { NO_TASK } from "./first.js";
import { closeForm, onShut, openForm } from "./frame.js";
import { digitsOf } from "./codes.js";
import { record } from "./queue.js";
import { get, set } from "./snapshot.js";
import { say } from "./speak.js";

/** Open the card of a door. */
export function open(id) {
  const { today, next, shift } = get().shifts;
  const early = [shift, ...today, ...next].find((s) => s.phase === "early" && s.yards.some((yard) => yard.tasks.some((one) => one.id === id)));
  if (early) return say("到那天再记。开始前两小时起可以点", "Record it on the day, from two hours before the start");
  const task = [shift, ...today, ...next].flatMap((s) => s.yards.flatMap((yard) => yard.tasks)).find((one) => one.id === id);
  if (task) openForm("task", { task: { ...NO_TASK, ...task } });
}

const put = (part) => set({ task: { ...get().task, lacks: "", ...part } });
export const result = (code) => put({ result: code });
export const words = (text) => put({ words: String(text) });
export const spoken = (text) => put({ spoken: digitsOf(text).slice(0, 4) });

export async function save() {
  const one = get().task;
  if (one.saving) return;
  if (!one.result) return put({ lacks: "result" });
  if (one.result === "trouble" && !one.words.trim()) return put({ lacks: "words" });
  if (one.spoken && one.spoken.length < 4) return put({ lacks: "spoken" });
  put({ saving: true, failed: false });
  try {
    await record("task_result", { task_id: one.id, result: one.result, words: cut(one.words), spoken: one.result === "done" ? one.spoken : "" });
  } catch {
    return put({ saving: false, failed: true });
  }
  say("存在手机里了，这户收起来了", "Saved on this phone; the door is put away");
  closeForm();
  redraw();
}

onShut((form) => form === "task" && set({ task: NO_TASK }));
