/* The snapshot that screens read: one frozen object, its first values, and who is told when it changes. It knows nothing of the store. */
import { useEffect, useSyncExternalStore } from "react";
import { useLocation } from "react-router";
import { NO_CARD } from "./view.js";

const EMPTY_DOORS = { houses: [], units: [], floors: [], columns: 3, house: "", courtyard: "", building: "" };
let FIRST = Object.freeze({
  mode: "starting", online: true, name: "", account: "", area_name: "", people: 0, roles: "", role_list: [], own_device: false,
  waiting: 0, refused: 0, badge: "sent", fetched: "", persisted: true, text: "", tab: "list", groups: [], chips: [],
  found: 0, more: false, narrowed: false, doors: EMPTY_DOORS, peek: null, picking: false, card: NO_CARD, card_state: "none",
  route_id: "", shade: false, sign_in_error: "", busy: false, update: false, installable: false, standalone: false,
  toast_zh: "", toast_en: "",
});

let snap = FIRST;
const listeners = new Set();
const walkers = new Set();

export const get = () => snap;

/** Change some fields; everybody who reads is told. */
export function set(part) {
  snap = Object.freeze({ ...snap, ...part });
  for (const tell of listeners) tell();
}

/** Fields of another module, with their first values; a module says them when it is loaded. */
export function define(part) {
  FIRST = Object.freeze({ ...FIRST, ...part });
  snap = Object.freeze({ ...part, ...snap });
}

/** Back to the first values, but for what `kept` says: nothing of a person stays behind. */
export function reset(kept) {
  snap = FIRST;
  set(kept);
}

export const subscribe = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

/** `walk(pathname)` is called whenever another page of ours opens. */
export const onRoute = (walk) => walkers.add(walk);

/** The snapshot, inside a component. */
export function useOffline() {
  const { pathname } = useLocation();
  useEffect(() => {
    for (const walk of walkers) walk(pathname);
  }, [pathname]);
  return useSyncExternalStore(subscribe, get, () => FIRST);
}
