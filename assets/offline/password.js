/* Choosing a password: by a one-time link behind the # of the address, or one's own, while signed in. */
import { useSyncExternalStore } from "react";

const FIRST = Object.freeze({ form: "", account: "", busy: false, error_zh: "", error_en: "", done: false });
let snap = FIRST;
let token = "";
const listeners = new Set();
function set(part) {
  snap = Object.freeze({ ...snap, ...part });
  for (const tell of listeners) tell();
}

async function post(path, body) {
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  try {
    const response = await fetch(path, {
      method: "POST", headers: { "content-type": "application/json", accept: "application/json", "accept-language": lang }, body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    if (answer.code === "wrong_password") set({ busy: false, error_zh: "现在的密码不对。", error_en: "The password so far is wrong." });
    else set({ busy: false, error_zh: answer.message || "没办成，再试一次。", error_en: answer.message || "It did not work. Try again." });
  } catch {
    set({ busy: false, error_zh: "没有信号，等一下再试。", error_en: "No signal. Try again in a moment." });
  }
  return null;
}

/** What the address asks for: a link, the change of a first password, or nothing. The secret leaves the address at once. */
async function read() {
  const hash = location.hash;
  if (hash === "#change") return set({ ...FIRST, form: "change" });
  const found = /^#once=([\w-]{16,100})$/.exec(hash);
  if (!found) return;
  token = found[1];
  history.replaceState(history.state, "", location.pathname);
  set({ ...FIRST, form: "once", busy: true });
  const answer = await post("/api/once/look", { token });
  set(answer ? { busy: false, account: answer.account } : { form: "over" });
}

function differ(form) {
  if ((form.new ?? "") === (form.again ?? "")) return false;
  set({ error_zh: "两次填的不一样，再填一次。", error_en: "The two are not the same. Type it again." });
  return true;
}

/** Set the password by the link, then sign in with it. */
export async function chooseOnce(form) {
  if (snap.busy || differ(form)) return;
  set({ busy: true, error_zh: "", error_en: "" });
  const answer = await post("/api/once", { token, password: form.new });
  if (!answer) return;
  const signedIn = await post("/api/session", { account: answer.account, password: form.new, own: !!form.own, own_shown: true, next: "" });
  location.replace(signedIn?.next ?? "/login/");
}

/** Change one's own password. */
export async function changeOwn(form) {
  if (snap.busy || differ(form)) return;
  set({ busy: true, error_zh: "", error_en: "", done: false });
  const answer = await post("/api/password", { old: form.old ?? "", new: form.new ?? "" });
  if (!answer) return;
  set({ busy: false, done: true });
  document.querySelectorAll("input[type=password]").forEach((input) => (input.value = ""));
  if (snap.form === "change") location.replace("/");
}

if (typeof window !== "undefined") {
  void read();
  addEventListener("hashchange", () => void read());
}

const subscribe = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};
export const usePassword = () => useSyncExternalStore(subscribe, () => snap, () => FIRST);
