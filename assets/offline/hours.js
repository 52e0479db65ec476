/* A volunteer's own hours as the page shows them: totals in minutes first, months with their entries, what waits and what was asked for. */
import { dayOf } from "./times.js";
import { halfHours } from "./shifts.js";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
export const NO_HOURS = Object.freeze({
  ready: false, total: "0.0", since_zh: "", since_en: "", system: "0.0", backfill: "0.0", correction: "", share: "0%", months: [], waiting: [], requests: [], forgot: [], count: 0,
});

/** 1月9日, 9 Jan */
export const dayWords = (day) => {
  const [, month, date] = day.split("-").map(Number);
  return { day_zh: `${month}月${date}日`, day_en: `${date} ${MONTHS[month - 1]}` };
};

const line = (one) => ({ ...one, key: one.id ?? one.shift_id, ...dayWords(one.day), half: halfHours(one.minutes ?? 0) });

/** Entries by month, the newest first; a month of another year says its year. */
function monthsOf(entries, year) {
  const months = [];
  for (const one of entries) {
    const key = one.day.slice(0, 7);
    const [y, m] = key.split("-").map(Number);
    if (months.at(-1)?.key !== key) months.push({ key, title_zh: y === year ? `${m}月` : `${y}年${m}月`, title_en: y === year ? MONTHS[m - 1] : `${MONTHS[m - 1]} ${y}`, n: 0, rows: [] });
    months.at(-1).rows.push({ ...line(one), date: String(Number(one.day.slice(8))) });
    months.at(-1).n += 1;
  }
  return months;
}

/** The page of hours. */
export function hoursView(hours, now) {
  const year = Number(dayOf(now).slice(0, 4));
  const [y, m] = (hours.since || "").split("-").map(Number);
  const both = hours.system + hours.backfill;
  // The parts are shown so that they add up to the total, which is rounded once.
  const [total, backfill, correction] = [hours.minutes, hours.backfill, hours.correction].map((n) => Number(halfHours(n)));
  return {
    ...NO_HOURS, ready: true, total: halfHours(hours.minutes), since_zh: y ? `${y}年${m}月` : "", since_en: y ? `${MONTHS[m - 1]} ${y}` : "", system: (total - backfill - correction).toFixed(1), backfill: halfHours(hours.backfill),
    correction: correction ? correction.toFixed(1) : "", share: both > 0 ? `${Math.max(0, Math.min(100, (hours.system / both) * 100)).toFixed(1)}%` : "0%", months: monthsOf(hours.entries, year),
    waiting: hours.waiting.map((one) => ({ ...line(one), doubts: one.doubts ?? [] })), requests: hours.requests.map(line), forgot: hours.forgot.map(line), count: hours.entries.length,
  };
}

/** Past shifts for which somebody may ask for time: a check-out that was forgotten, or a shift nobody checked them in at. */
export function missing(volunteer, now) {
  const asked = new Set(volunteer.hours.requests.filter((r) => r.kind === "backfill" && r.state !== "withdrawn").map((r) => r.shift_id));
  const counted = new Set([...volunteer.hours.entries, ...volunteer.hours.waiting].map((one) => one.shift_id));
  const found = new Map(volunteer.hours.forgot.map((one) => [one.shift_id, { shift_id: one.shift_id, day: one.day, what: one.what, minutes: one.minutes }]));
  for (const s of volunteer.shifts) {
    if (Date.parse(s.ends_at) > now || !["in", "unsure"].includes(s.my) || s.state === "cancelled" || s.attendance?.out_at) continue;
    if (!found.has(s.id)) found.set(s.id, { shift_id: s.id, day: dayOf(Date.parse(s.starts_at)), what: s.title, minutes: Math.round((Date.parse(s.ends_at) - Date.parse(s.starts_at)) / 60_000) });
  }
  return [...found.values()].filter((one) => !asked.has(one.shift_id) && !counted.has(one.shift_id)).sort((a, b) => b.day.localeCompare(a.day)).map(line);
}
