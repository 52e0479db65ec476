/* Filters, search by name, initials and door, masks: the same rules as app/rules, over the pack on the phone. */

/** The day on the wall calendar of Dalian, as 2026-11-22. */
export const today = (now = Date.now()) => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);

const WORDS = /(号楼|号院|号|栋|幢|座|单元|室|户|#|－|—|–|_|\.|\/)/g;

/** What somebody means who types `zs 3-1-402`: {names, initials, doors}. The twin of app/rules/search.py. */
export function parse(text) {
  const query = { names: [], initials: [], doors: [] };
  for (let part of text.normalize("NFKC").slice(0, 60).toLowerCase().split(/\s+/).filter(Boolean)) {
    if (/\p{Nd}/u.test(part)) {
      const lead = part.match(/^[一-鿿㐀-䶿]{2,}(?=\d)/);
      if (lead && !new RegExp("^" + WORDS.source).test(lead[0])) {
        query.names.push(lead[0]);
        part = part.slice(lead[0].length);
      }
      const door = part.replace(WORDS, "-").replace(/-+/g, "-").replace(/^-|-$/g, "").replace(/[^\p{L}\p{N}-]/gu, "");
      if (door) query.doors.push(door);
    } else {
      const name = part.replace(/[^\p{Script=Han}·]/gu, "").replace(/^·+|·+$/g, "");
      const word = part.replace(/[^\p{L}]/gu, "");
      if (name) query.names.push(name);
      else if (word) query.initials.push(word);
    }
  }
  return query;
}

export const isEmpty = (q) => !(q.names.length || q.initials.length || q.doors.length);
const shortDoor = (d) => [d.building, d.unit, d.door].filter(Boolean).join("-").toLowerCase();

/** Whether a resident fits every part of a query. */
export function fits(resident, query) {
  return (
    query.names.every((n) => resident.name.includes(n)) &&
    query.initials.every((w) => resident.initials.includes(w)) &&
    query.doors.every((d) => {
      const short = shortDoor(resident.door);
      const door = resident.door.door.toLowerCase();
      return short === d || short.startsWith(d + "-") || short.endsWith("-" + d) || door.startsWith(d);
    })
  );
}

/** The name in three parts; the middle is what the search found by character or by initial. */
export function mark(resident, query) {
  const name = resident.name;
  for (const part of query.names) {
    const at = name.indexOf(part);
    if (at >= 0) return [name.slice(0, at), part, name.slice(at + part.length)];
  }
  if (resident.initials.length === name.length)
    for (const word of query.initials) {
      const at = resident.initials.indexOf(word);
      if (at >= 0) return [name.slice(0, at), name.slice(at, at + word.length), name.slice(at + word.length)];
    }
  return [name, "", ""];
}

/** 张三丰 → 张**. */
export const maskName = (name) => (name ? name[0] + "*".repeat(Math.max(1, Math.min(2, name.length - 1))) : "*");

/** 138****8888; anything of another shape becomes stars only. */
export function maskPhone(phone) {
  if (/^1[3-9]\d{9}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(7)}`;
  const line = /^(0\d{2,3})-?(\d{3,4})(\d{4})$/.exec(phone);
  return line ? `${line[1]} ****${line[3]}` : phone ? "********" : "";
}

const FILTERS = {
  tiers: ["A", "B", "C"],
  first: ["E02", "E01", "hard_of_hearing", "no_smartphone", "pending"],
};

/** Whether a resident passes one filter: a rhythm, a tag, an access need, or "pending". */
export function passes(resident, code, ledger) {
  if (FILTERS.tiers.includes(code)) return resident.tier === code;
  if (code === "pending") return (ledger[resident.id] ?? []).some((t) => t[5] === "pending" || t[5] === "review");
  return !!resident.tags?.includes(code) || !!resident.access_flags?.some((f) => f.code === code);
}

/** Every filter that finds somebody, with its count: the useful ones first, then tags and needs by code. */
export function chips(residents, ledger, on) {
  const codes = new Set([...FILTERS.tiers, ...FILTERS.first]);
  for (const r of residents) {
    for (const tag of r.tags ?? []) codes.add(tag);
    for (const flag of r.access_flags ?? []) codes.add(flag.code);
  }
  return [...codes]
    .map((code) => ({ code, n: residents.filter((r) => passes(r, code, ledger)).length, on: on.includes(code) }))
    .filter((chip) => chip.n || chip.on)
    .map(({ code, n, on }) => ({ code, shown: String(n), on }));
}
