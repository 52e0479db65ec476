/* Installing Linli, and letting a new version take over: when somebody asks for it, never in the middle of a form. */
import { define, get, set } from "./snapshot.js";
import { say } from "./speak.js";

define({ editing: 0 }); // how many forms are open; the sheets keep it

let prompt = null;
/** The browser offers to install Linli. */
export function mayInstall(event) {
  event.preventDefault();
  prompt = event;
  set({ installable: true });
}
export async function install() {
  await prompt?.prompt();
  prompt = null;
  set({ installable: false });
}

let waiting = null;
let asked = false;
export function update() {
  if (get().editing > 0) return say("先把正在填的记完，再更新。", "Finish what you are writing first, then update.");
  asked = true;
  waiting?.postMessage({ type: "SKIP_WAITING" });
}

export async function watchWorker() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const look = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    waiting = registration.waiting;
    set({ update: true });
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  look();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && registration.update().catch(() => {}));
}
