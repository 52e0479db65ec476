import { useSyncExternalStore } from "react";
const s = { name: "x" };
export const useOffline = () => useSyncExternalStore(() => () => {}, () => s, () => s);
