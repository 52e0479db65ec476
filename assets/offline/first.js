/* First values of what the forms show; the forms themselves are loaded later. */

export const NO_CASE = Object.freeze({
  id: "", name: "", masked: "", courtyard: "", building: "", unit: "", door: "", age_band: "", living: "", phone: "", tier: "", opened: "", over: false, n: 0, unit_of: "minutes",
  minutes: 0, told: false, here_only: false, escalated: false, steps: [], family: [], near: [], log: [], asking: "", failed: false, saving: false, closing: false, closed: false, lead_name: "", lead_phone: "",
});
export const NO_NEED = Object.freeze({
  id: "", kind: "need", resident_id: "", name: "", masked: "", door: "", phone: "", category: "", urgency: "week", words: "", state: "", owner: "", mine: false, next_step: "", next_on: "",
  handed: "", policy: "", consent: "", stuck: false, late: 0, where: "", moves: [], move: "", asks_day: false, asks_words: false, asks_to: false, day: "", said: "", whom: "", steps: [], help: [], can_ask: false,
  fresh: false, lacks: "", failed: false, saving: false, tomorrow: "", in_three: "", in_week: "", today: "",
});
export const NO_HAZARD = Object.freeze({ category: "", unit: "", place: "", places: [], elsewhere: false, words: "", failed: false, saving: false, choosing: false, lacks: "" });
export const NO_PERSON = Object.freeze({
  name: "", unit: "", place: "", door: "", year: "", month: "", sex: "", living: "unknown", phone: "", houses: [], doors: [], twins: [], seen: [], lacks: "", failed: false, saving: false,
});
export const NO_EDIT = Object.freeze({
  id: "", name: "", masked: "", changed: 0, phone: "", living: "", status: "", preference: "", flags: [], kin: [], unit: "", place: "", door: "", moving: false, houses: [], failed: false, saving: false, lacks: "", bad_phone: false,
});
export const NO_TASK = Object.freeze({
  id: "", courtyard: "", building: "", unit: "", door: "", who: "", masked: "", what: "", hints: [], asks_code: false, result: "", words: "", spoken: "", lacks: "", failed: false, saving: false,
});
export const NO_HOUR_FORM = Object.freeze({
  kind: "", choices: [], shift_id: "", entry_id: "", what: "", minutes: 0, half: "0.0", most: 0, reason: "", since: "", until: "", today: "", url: "", lacks: "", saving: false,
});
export const NO_CHECK = Object.freeze({ digits: "", boxes: ["", "", "", "", "", ""], scanned: false, error: "", saving: false, correcting: "" });
