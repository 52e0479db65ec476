/* A hand-made pack of four people for the tests of the day's list and of the forms. */
import { index } from "../../assets/offline/view.js";

export const DAY = "2026-11-22";
export const NOW = Date.parse("2026-11-22T10:00:00+08:00");
export const door = (floor, number, order, yard = "槐荫里3号院") => ({ courtyard: yard, building: "2", unit: "1", floor, door: number, order });
export const who = (id, at, more = {}) => ({
  id, name: `曲${id}`, initials: "q", grid: "g", door: at, age_band: "80-89", status: "here", detail: true, tags: [], tier: "A", living: "alone", access_flags: [], preference: "any",
  phone: "19900000001", emergency: [{ name: "于女士", relation: "女儿", phone: "19900000002", has_key: true }], contacts: [], version: 3, ...more,
});
export const duty = (id, due_on, more = {}) => ({ resident_id: id, tier: "A", rule: "A", due_on, lead_on: due_on, late_on: due_on, mode: "any", reason: "", label: null, at: "", ...more });
export const made = (more = {}) => index({
  me: { id: "me", name: "丛丽" }, ledger: {}, needs: [], cases: [], surges: [], decisions: [], rules: { A: [7, 1, 3], B: [30, 3, 7], C: [90, 10, 7] },
  doors: [{ code: "u1", courtyard: "槐荫里3号院", building: "2", unit: "1", doors: [[6, "602"], [4, "402"], [3, "301"]] }, { code: "u2", courtyard: "望海街41号院", building: "2", unit: "1", doors: [[7, "702"]] }],
  residents: [who("a", door(6, "602", 0)), who("b", door(4, "402", 1), { tier: "B", preference: "phone_only" }), who("c", door(3, "301", 2)), who("d", door(7, "702", 3, "望海街41号院"), { tier: "C" })],
  duties: [duty("a", DAY), duty("b", "2026-11-19", { tier: "B", rule: "B", late_on: "2026-11-22" }), duty("c", "2026-11-20"), duty("d", "2026-12-30", { tier: "C", rule: "C", lead_on: "2026-12-23" })], ...more,
});
