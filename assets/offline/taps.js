/* Taps on the list, the picture and the card. */
import { changeUi, redraw, ui } from "./draw.js";
import { setPref } from "./prefs.js";
import { jot } from "./queue.js";
import { get, set } from "./snapshot.js";
import { STEP } from "./view.js";

export const search = (text) => {
  changeUi({ text: String(text), limit: STEP });
  if (ui.text && get().tab !== "list") set({ tab: "list" });
  redraw();
};
export const toggle = (code) => {
  const on = ui.filters.includes(code);
  changeUi({ filters: on ? ui.filters.filter((f) => f !== code) : [...ui.filters, code], limit: STEP });
  if (!on && /^[A-Z]\d\d$/.test(code)) jot("view", { filter: code });
  redraw();
};
export const more = () => {
  changeUi({ limit: ui.limit + STEP });
  redraw();
};
export const showTab = (tab) => {
  set({ tab });
  redraw();
};
export const pickHouse = (house) => {
  changeUi({ house, unit: "", chosen: "" });
  set({ picking: false });
  redraw();
};
export const stepHouse = (by) => {
  const houses = get().doors.houses;
  const at = houses.findIndex((h) => h.on);
  pickHouse(houses[(at + by + houses.length) % houses.length]?.key ?? "");
};
export const pickUnit = (unit) => {
  changeUi({ unit, chosen: "" });
  redraw();
};
export const pickDoor = (key) => {
  changeUi({ chosen: key });
  redraw();
};
export const openPicker = () => set({ picking: !get().picking });
export const openTags = () => {
  changeUi({ opened: get().route_id });
  jot("reveal", { resident_id: get().route_id, what: "tags", purpose: "card" });
  redraw();
};
export const called = (id, whom) => jot("call", { resident_id: id, whom });
export const toggleShade = () => setPref("shade", get().shade ? "off" : "on");
export const choose = (name, value) => setPref(name, value);

/** Arrow keys move between the doors of the picture, as in a grid; Enter opens. */
export function moveInPicture(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const here = document.activeElement?.closest("[data-cell]");
  if (!step || !here) return;
  event.preventDefault();
  const [floor, column] = here.dataset.cell.split(":").map(Number);
  document.querySelector(`[data-cell="${floor + step[0]}:${column + step[1]}"]`)?.focus();
}

let viewed = "";
/** A card that was opened is noted for the audit, once each time. */
export function noteView() {
  const snap = get();
  if (snap.mode !== "pack" || !snap.route_id || viewed === snap.route_id || snap.card_state !== "open") return;
  viewed = snap.route_id;
  jot("view", { resident_id: snap.route_id });
}

/** Where the person is: the id in the address decides which card is open. */
export function route(pathname) {
  const id = /^\/residents\/([0-9a-f-]{36})\/?$/.exec(pathname)?.[1] ?? (/^\/residents\/[^/]+/.test(pathname) ? "unknown" : "");
  if (id === get().route_id) return;
  if (!id) viewed = "";
  set({ route_id: id });
  redraw();
  noteView();
}
