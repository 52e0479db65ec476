/* Times as the screens say them, always in Dalian's zone, whatever the phone's. */

const local = (at) => new Date(at + 8 * 3_600_000).toISOString();

/** 9:41 */
export const clockTime = (at) => local(at).slice(11, 16).replace(/^0/, "");
/** 2026-11-22 */
export const dayOf = (at) => local(at).slice(0, 10);
