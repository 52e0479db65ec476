/* What a person chose for this phone: language, text size, theme, shade. Nothing else may rest here (promise B18). */
import { useEffect, useSyncExternalStore } from "react";

const KEY = "linli-prefs";
const FIRST = Object.freeze({ lang: "zh", size: "standard", theme: "auto", shade: "auto" });
/** Text size where nobody has chosen one, because the person is over sixty; a choice always wins. */
const SUGGESTED = "auto-large";
const VALUES = {
  lang: ["zh", "en"],
  size: ["standard", "large"],
  theme: ["auto", "light", "dark"],
  shade: ["auto", "off", "on"],
};

let prefs = FIRST;
const listeners = new Set();

/** Read what was stored; anything that is not one of our own values is dropped. */
export function readPrefs(raw) {
  let stored = {};
  try {
    stored = JSON.parse(raw ?? "{}") ?? {};
  } catch {
    stored = {};
  }
  const kept = { ...FIRST };
  for (const [name, allowed] of Object.entries(VALUES)) if (allowed.includes(stored[name])) kept[name] = stored[name];
  if (stored.size === SUGGESTED) kept.size = "large";
  // What was chosen is not what is shown: a suggestion may change with the person who signs in.
  kept.chosen = VALUES.size.includes(stored.size);
  return Object.freeze(kept);
}

function show(next) {
  const root = document.documentElement;
  root.lang = next.lang === "zh" ? "zh-CN" : "en";
  root.dataset.size = next.size;
  root.dataset.shade = next.shade === "on" ? "on" : "off";
  if (next.theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = next.theme;
  root.dataset.theme ??= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.style.colorScheme = root.dataset.theme;
}

if (typeof window !== "undefined") {
  prefs = readPrefs(localStorage.getItem(KEY));
  show(prefs);
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    prefs = readPrefs(event.newValue);
    show(prefs);
    for (const tell of listeners) tell();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show(prefs));
}

/** Change one choice; it holds at once and after a restart. */
export function setPref(name, value) {
  if (!VALUES[name]?.includes(value)) return;
  keep({ ...stored(), [name]: value });
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

function keep(next) {
  const text = JSON.stringify(next);
  localStorage.setItem(KEY, text);
  prefs = readPrefs(text);
  show(prefs);
  for (const tell of listeners) tell();
}

/** Large text for somebody who has chosen nothing yet, or not any more; whoever has chosen keeps the choice. */
export function suggestLarge(large) {
  if (prefs.chosen || large === (prefs.size === "large")) return;
  const { size, ...rest } = stored();
  keep(large ? { ...rest, size: SUGGESTED } : rest);
}

export const getPrefs = () => prefs;
export const subscribePrefs = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};
export const usePrefs = () => useSyncExternalStore(subscribePrefs, getPrefs, () => FIRST);
/** Whether Chinese is shown. The page stays hidden until another language than that of its HTML is drawn. */
export function useZh() {
  const zh = useSyncExternalStore(subscribePrefs, () => prefs.lang === "zh", () => true);
  useEffect(() => document.documentElement.classList.remove("relang"), []);
  return zh;
}
