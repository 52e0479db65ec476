/* A hand-made volunteer part of a pack for the tests of shifts and hours. */

export const NOW = Date.parse("2026-01-14T10:58:00+08:00");
export const LUNCH = "00000000-0000-4000-8000-000000000001";
export const CLINIC = "00000000-0000-4000-8000-000000000002";
export const at = (day, time) => new Date(`${day}T${time}:00+08:00`).toISOString();
export const task = (id, more = {}) => ({ id, courtyard: "槐荫里3号院", stairs: "2-1", door: "602", who: "曲大娘", what: "送午饭", hints: ["hard_of_hearing"], asks_code: false, ...more });
export const shift = (id, day, from, to, more = {}) => ({
  id, team_id: "t", team: "爱心助老队", title: "送午饭", place: "社区食堂", starts_at: at(day, from), ends_at: at(day, to), slots: 8, taken: 6, caution: "plain", doing: [], state: "ready", my: "in", lead: false,
  leader: { name: "刘志红", phone: "19900000009" }, insured: true, pair: false, tasks: [], attendance: null, secret: "", roster: [], ...more,
});
export const member = (id, name, more = {}) => ({ id, name, initials: "", my: "in", part: "member", phone: "", insured_until: "2026-08-31", insured: true, minor: false, fresh: false, attendance: null, ...more });
export const entry = (id, day, minutes, more = {}) => ({ id, shift_id: `s-${id}`, day, what: "送午饭", minutes, source: "system", proof: "code", asked: false, ...more });
export const part = (more = {}) => ({
  id: "me", name: "曲美华", large_text: true, minor: false, insured_until: "2026-08-31", teams: [{ id: "t", name: "爱心助老队", kind: "elders", brand: "", part: "member" }],
  shifts: [
    shift(CLINIC, "2026-01-16", "08:00", "11:30", { title: "陪诊", caution: "home", pair: true }),
    shift(LUNCH, "2026-01-14", "11:00", "12:30", { tasks: [task("a"), task("b", { door: "102", stairs: "2-3", hints: [] }), task("c", { courtyard: "望海街41号院", stairs: "7", hints: [] })] }),
  ],
  open: [
    { id: "o1", team_id: "t", team: "爱心助老队", title: "扫雪", place: "望海街", starts_at: at("2026-01-15", "06:30"), ends_at: at("2026-01-15", "08:00"), slots: 10, taken: 6, caution: "hard", skills: [], why_not: "" },
    { id: "o2", team_id: "t", team: "爱心助老队", title: "修水管", place: "", starts_at: at("2026-01-17", "09:30"), ends_at: at("2026-01-17", "11:00"), slots: 1, taken: 0, caution: "home", skills: ["plumbing"], why_not: "skill" },
  ],
  hours: {
    minutes: 7_950, system: 7_590, backfill: 360, correction: 0, since: "2024-03", entries: [entry("e1", "2026-01-12", 88), entry("e2", "2025-12-30", 90, { source: "backfill", proof: "" })],
    waiting: [], requests: [], forgot: [{ shift_id: "f", day: "2026-01-09", what: "送午饭", minutes: 90 }],
  },
  ...more,
});
let n = 0;
export const record = (kind, payload, more = {}) => ({ id: `r${(n += 1)}`, kind, payload, happened_at: "2026-01-14T02:59:00Z", recorded_at: "2026-01-14T02:59:00Z", state: "waiting", code: "", receipt: "", ...more });
export const checkIn = (more = {}, row = {}) => record("attendance_in", { shift_id: LUNCH, source: "code", code: "408271", volunteer_id: null, ...more }, row);
export const checkOut = (more = {}, row = {}) => record("attendance_out", { shift_id: LUNCH, source: "self", code: "", volunteer_id: null, ...more }, { happened_at: "2026-01-14T04:31:00Z", ...row });
