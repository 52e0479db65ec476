/* People as they are written down at the door: who may be known already, what a number looks like, what was changed. Pure. */

const digits = (text) => String(text).replace(/\D/g, "");
const ages = (year, day) => {
  const decade = Math.floor((Number(day.slice(0, 4)) - year) / 10) * 10;
  return decade >= 90 ? "90+" : `${decade}-${decade + 9}`;
};

/** Who it may be already: the same number, the same surname behind the same door, the same name at about the same age. */
export function twins(pack, { name, place, door, phone, year }, day) {
  const number = digits(phone);
  const clean = name.trim();
  const found = [];
  for (const r of pack.residents) {
    const here = place && `${r.door.courtyard}/${r.door.building}/${r.door.unit}` === place && r.door.door === door.trim();
    const why =
      number.length >= 7 && digits(r.phone ?? "") === number ? "phone"
        : here && clean && r.name[0] === clean[0] ? "door"
          : clean.length > 1 && r.name === clean && (!year || !r.age_band || r.age_band === ages(Number(year), day)) ? "name" : "";
    if (why) found.push({ id: r.id, name: r.name, door: r.door.door, building: r.door.building, unit: r.door.unit, age_band: r.age_band, why });
  }
  return found.slice(0, 4);
}

/** A mobile number, a number of the town with or without its code, or nothing. */
export const isPhone = (text) => {
  const number = digits(text);
  return number === "" || /^1[3-9]\d{9}$/.test(number) || /^(0\d{2,3})?\d{7,8}$/.test(number);
};

/** 1942 and 3 as 1942-03; nothing where one is missing or makes no sense. */
export function birthMonth(year, month, day) {
  const [y, m] = [Number(year), Number(month)];
  const now = Number(day.slice(0, 4));
  return y >= now - 125 && y <= now && m >= 1 && m <= 12 ? `${y}-${String(m).padStart(2, "0")}` : "";
}

const same = (a, b) => JSON.stringify(a ?? "") === JSON.stringify(b ?? "");
/** Only what differs, each field with what stood there. */
export function changes(before, after) {
  const found = {};
  for (const field of Object.keys(after)) if (!same(before[field], after[field])) found[field] = { from: before[field] ?? null, to: after[field] };
  return found;
}

/** The particulars of a person as they can be changed, out of the pack. */
export function facts(r) {
  const out = { phone: r.phone ?? "", living: r.living ?? "unknown", status: r.status, preference: r.preference ?? "any" };
  out.kin = (r.emergency ?? []).map(({ name, relation, phone, has_key }) => ({ name, relation, phone: phone ?? "", has_key: !!has_key }));
  for (const flag of r.access_flags ?? []) out[`flag:${flag.code}`] = flag.hint || true;
  return out;
}

/** Staircases as a list to choose from, the last used first. */
export function stairList(pack, recent = []) {
  const all = pack.doors.map((u) => ({ code: u.code, courtyard: u.courtyard, building: u.building, unit: u.unit, place: `${u.courtyard}/${u.building}/${u.unit}` }));
  const at = (u) => (recent.includes(u.code) ? recent.indexOf(u.code) : recent.length);
  return all.sort((a, b) => at(a) - at(b));
}
