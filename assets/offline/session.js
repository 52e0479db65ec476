/* Signing in and leaving: the list goes at once, also with no signal; unsent records stay sealed until their owner is back. */
import * as disk from "./db.js";
import { forgetUi } from "./draw.js";
import { held, letGo } from "./hold.js";
import { forgetOwn } from "./own.js";
import { closeQueue, count, send } from "./queue.js";
import { define, get, reset, set } from "./snapshot.js";

define({ leaving: false, unsent_ask: 0 });

const PUBLIC = /^\/((login|feedback|privacy)\/?|public\/.*)?$/;
const tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("linli");
export const onLogin = () => location.pathname.startsWith("/login");

/** A first password has to be changed before anything else opens. */
export function choosePassword() {
  if (!onLogin()) location.replace("/login/#change");
}

const IMPERSONAL =
  "online standalone installable update persisted route_id waiting refused others unsent badge age hours vanished cannot skew leaving own_device".split(" ");
/** Nothing of a person stays in this page. What names nobody stays in the snapshot. */
export function clearPage(more = {}) {
  letGo();
  closeQueue();
  forgetUi();
  forgetOwn();
  const kept = Object.fromEntries(IMPERSONAL.map((name) => [name, get()[name]]));
  reset({ ...kept, ...more });
}

async function tell(everywhere) {
  const how = { method: "DELETE", signal: AbortSignal.timeout(15_000) };
  const answer = await fetch(`/api/session${everywhere ? "?everywhere=true" : ""}`, how).catch(() => null);
  return !!answer && (answer.ok || answer.status === 401);
}

/** Somebody left while there was no signal: the server hears of it before anything else opens. True where nothing is owed. */
export async function tellLeft() {
  const owed = await disk.getNote("leave").catch(() => null);
  if (!owed) return true;
  const heard = await tell(owed.everywhere);
  if (heard) await disk.dropNote("leave");
  set({ leaving: !heard });
  return heard;
}

/** Take the list, the drafts and their keys off this phone and end the session, now or as soon as there is signal. */
export async function leave({ everywhere = false, code = "" } = {}) {
  await disk.putNote("leave", { everywhere, at: Date.now() });
  await disk.dropPacks({ account: true });
  clearPage({ mode: "signed_out" });
  held.account = "";
  tabs?.postMessage("left");
  await tellLeft();
  location.replace(`/login/${code ? `?code=${code}` : ""}`);
}

/** The button: what can be sent is sent first; what is left is said, and goes on only when the person agrees. */
export async function signOut(everywhere = false, agreed = false) {
  if (get().busy) return;
  set({ busy: true });
  await Promise.race([send(), new Promise((done) => setTimeout(done, 20_000))]);
  await count();
  const left = get().waiting + get().refused;
  if (left && !agreed) return set({ busy: false, unsent_ask: left, leave_everywhere: everywhere });
  await leave({ everywhere });
}
export const leaveAnyway = () => signOut(get().leave_everywhere, true);
export const stay = () => set({ unsent_ask: 0 });

/** The session is over. A phone that was reported as lost says that the list is gone. */
export async function ended(lost = false) {
  await disk.dropPacks({ account: true }).catch(() => {});
  if (lost) await fetch("/api/device/wiped", { method: "POST" }).catch(() => {});
  clearPage({ mode: "signed_out" });
  held.account = "";
  tabs?.postMessage("left");
  if (!PUBLIC.test(location.pathname)) location.replace(`/login/?next=${encodeURIComponent(location.pathname)}`);
}

/** Another tab of this phone left: so does this one. */
export function followTabs() {
  tabs?.addEventListener("message", ({ data }) => {
    if (data !== "left" || onLogin()) return;
    clearPage({ mode: "signed_out" });
    location.replace("/login/");
  });
}

/** From the sign-in page to the page this person uses most. */
export async function signIn(form) {
  if (get().busy) return;
  set({ busy: true, sign_in_error: "" });
  try {
    if (!(await tellLeft())) return set({ busy: false, sign_in_error: "offline" });
    const next = new URLSearchParams(location.search).get("next") ?? "";
    const body = { account: form.account ?? "", password: form.password ?? "", own: !!form.own, own_shown: true, next };
    const response = await fetch("/api/session", {
      method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) return set({ busy: false, sign_in_error: answer.code ?? "failure" });
    location.replace(answer.next);
  } catch {
    set({ busy: false, sign_in_error: "offline" });
  }
}
