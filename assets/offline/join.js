/* A team's page for everybody and its form: kept in memory until the server has it; the link that came back is shown once. */
import { useSyncExternalStore } from "react";
import { fetchTeam, isMinor, post, sent, slipIn, teamIn } from "./join_calls.js";

const FIRST = Object.freeze({
  id: "", state: "loading", name: "", kind: "", brand: "", story: "", offers: "", reach: "", community: "", courtyards: "", leader: "", dates: [], certificates: [],
  skills: [], minor: false, busy: false, error: "", joined: "", account: "", link: "",
});
let snap = FIRST;
const listeners = new Set();
function set(part) {
  snap = Object.freeze({ ...snap, ...part });
  for (const tell of listeners) tell();
}

/** Send what was filled in; only an answer of the server takes the form away. */
export async function joinTeam(form) {
  if (snap.busy) return;
  set({ busy: true, error: "" });
  const { error, body } = await post(snap.id, sent(form, snap.skills));
  if (error) return set({ busy: false, error });
  set({ busy: false, joined: body.state, account: body.account, link: body.link });
}

/** Choose a skill, or no longer. */
export const toggleSkill = (code) => set({ skills: snap.skills.includes(code) ? snap.skills.filter((one) => one !== code) : [...snap.skills, code] });

/** The month of birth says whether a guardian has to agree. */
export const bornIn = (value) => {
  const minor = isMinor(String(value?.target ? value.target.value : value), new Date());
  if (minor !== snap.minor) set({ minor });
};

/** Print the page. */
export const printPage = () => window.print();

/** Show the team of the address: called when the page is drawn. */
export async function showTeam() {
  const id = teamIn(location.pathname);
  const slip = slipIn(document.cookie);
  if (slip) document.cookie = `linli_joined=; path=${location.pathname}; max-age=0; samesite=strict`;
  const asked = new URLSearchParams(location.search);
  const told = slip ? { joined: "in", account: slip.account, link: `${location.origin}/login/#once=${slip.secret}` } : { joined: asked.get("joined") === "asked" ? "asked" : "" };
  set({ ...FIRST, id, error: asked.get("error") ?? "", ...told });
  const came = id ? await fetchTeam(id) : { state: "missing" };
  if (snap.id === id) set(came);
}

const subscribe = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};
/** The snapshot, inside a component. */
export const useJoin = () => useSyncExternalStore(subscribe, () => snap, () => FIRST);
