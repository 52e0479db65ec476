/* Drawing: the snapshot's parts that come from the pack, from what is pending, and from taps. */
import { clock } from "./clock.js";
import { held } from "./hold.js";
import { withOwn } from "./own.js";
import { getPrefs } from "./prefs.js";
import { pendingRecords } from "./queue.js";
import { today } from "./search.js";
import { get, set } from "./snapshot.js";
import { FIRST_ROWS, NO_CARD, card, doors, list } from "./view.js";

const FIRST_UI = { text: "", filters: [], limit: FIRST_ROWS, house: "", unit: "", chosen: "", opened: "" };
/** What was tapped on the list, the picture and the card. */
export let ui = FIRST_UI;
export const changeUi = (part) => (ui = { ...ui, ...part });
export const forgetUi = () => (ui = FIRST_UI);

const contributors = [];
const freshers = [];
/** `fn({pack, pending, snap, day})` returns a part of the snapshot; it is called at every draw. `pack` may be null. */
export const contribute = (fn) => contributors.push(fn);
/** `fn(pack)` is called when another pack was opened. */
export const onFresh = (fn) => freshers.push(fn);
export const tellFresh = () => freshers.forEach((tell) => tell(held.pack));
/** The pack as it stands in memory, with `byId` and `duty`; null while there is none. */
export const thePack = () => held.pack;

/** Work out anew what the screens show. */
export function redraw() {
  const prefs = getPrefs();
  const snap = get();
  const pack = snap.mode === "pack" && held.pack ? withOwn(held.pack, pendingRecords(), today(clock.now())) : null;
  const shade = prefs.shade === "on" || (prefs.shade === "auto" && /\b(street|district)\b/.test(snap.roles));
  const next = { shade, text: ui.text };
  if (pack) {
    Object.assign(next, list(pack, ui));
    if (snap.tab === "doors") {
      const { peek, ...picture } = doors(pack, ui);
      Object.assign(next, { doors: picture, peek });
    }
    const found = snap.route_id ? card(pack, snap.route_id, { opened: ui.opened === snap.route_id }) : null;
    next.card = found ?? NO_CARD;
    next.card_state = !snap.route_id ? "none" : !found ? "missing" : !found.detail && snap.online ? "server" : "open";
  } else next.card_state = snap.route_id ? "server" : "none";
  const given = { pack, pending: pendingRecords(), snap: { ...snap, ...next }, day: today(clock.now()) };
  for (const part of contributors) Object.assign(next, part(given));
  set(next);
}
