/* The frame of a form: a dialog that takes the focus and gives it back, and closes with Escape, with a tap beside it and with the way back. */
import { define, get, set } from "./snapshot.js";

define({ form: "", editing: 0 });
const shutters = [];
let leaving = 0; // steps back that are on their way; they must not close what was opened meanwhile
/** `fn(form)` is called when a form was closed, however that came. */
export const onShut = (fn) => shutters.push(fn);

/** Open a form, or go from one to the next. */
export function openForm(form, part = {}) {
  if (!get().form && !history.state?.form) history.pushState({ ...history.state, form: true }, "");
  set({ ...part, form, editing: 1 });
}

function shut() {
  const { form } = get();
  if (!form) return;
  set({ form: "", editing: 0 });
  for (const tell of shutters) tell(form);
}

/** Close the form; the step back that stands for it goes as well. */
export function closeForm() {
  shut();
  if (!history.state?.form) return;
  leaving += 1;
  history.back();
}

/** Another page opens: the form closes, the page stays where it is going. */
export const leaveForm = () => shut();

/** On the dialog element: modal as soon as it is drawn, the focus on what comes first, and back where it was. */
export function frame(node) {
  if (!node) return undefined;
  const from = document.activeElement;
  node.showModal();
  (node.querySelector("[data-first]") ?? node).focus({ preventScroll: true });
  const cancel = (event) => {
    event.preventDefault();
    closeForm();
  };
  const beside = (event) => event.target === node && closeForm();
  node.addEventListener("cancel", cancel);
  node.addEventListener("click", beside);
  return () => {
    node.removeEventListener("cancel", cancel);
    node.removeEventListener("click", beside);
    if (from?.isConnected && !get().form) from.focus({ preventScroll: true });
  };
}

if (typeof window !== "undefined") addEventListener("popstate", () => (leaving ? (leaving -= 1) : shut()));
