/* What the public page of a team asks of the server and how it reads an address, a cookie and a birth month; nothing of the screen. */

const PATH = /^\/public\/teams\/([0-9a-f-]{36})\/?$/;
const SLIP = /(?:^|; )linli_joined=(v\d{6})\.([\w-]{20,64})(?:;|$)/;

/** The team in the address; "" for none. */
export const teamIn = (pathname) => PATH.exec(pathname)?.[1] ?? "";

/** Account and link out of a cookie that a form without scripts was answered with; null where there is none. */
export function slipIn(cookies) {
  const found = SLIP.exec(cookies);
  return found ? { account: found[1], secret: found[2] } : null;
}

/** Whether somebody born in this month (1958-03) may still be under 18 on a day: the month's last day counts. */
export function isMinor(birth, today) {
  const found = /^(\d{4})-(\d{2})$/.exec(birth ?? "");
  if (!found) return false;
  const months = today.getFullYear() * 12 + today.getMonth() + 1 - (Number(found[1]) * 12 + Number(found[2]));
  return months <= 18 * 12;
}

/** What the page shows of a team that the server told of. */
export function shown(body) {
  return {
    state: "there", name: body.name, kind: body.kind, brand: body.brand, story: body.story, offers: body.offers.join("、"), reach: body.reach, community: body.community,
    courtyards: body.courtyards.join("、"), leader: body.leader, dates: body.dates, certificates: body.certificates ?? [],
  };
}

/** Ask for the team. */
export async function fetchTeam(id, ask = fetch) {
  try {
    const response = await ask(`/api/teams/${id}`, { headers: { accept: "application/json" }, cache: "no-store" });
    return response.ok ? shown(await response.json()) : { state: "missing" };
  } catch {
    return { state: "offline" };
  }
}

/** What the form sends: the fields as they were typed, the chips, and yes for what was ticked. */
export function sent(form, skills) {
  const data = { skills };
  for (const name of ["name", "phone", "birth_ym", "guardian_name", "guardian_phone", "code"]) data[name] = form[name] ?? "";
  return { ...data, agreed: form.agreed ? "1" : "", guardian_agreed: form.guardian_agreed ? "1" : "" };
}

/** Post the form. @returns {Promise<{error: string, body: any}>} an error code, "offline" where nobody answered, or "" */
export async function post(id, data, ask = fetch) {
  try {
    const headers = { "content-type": "application/json", accept: "application/json" };
    const response = await ask(`/api/teams/${id}/join`, { method: "POST", headers, body: JSON.stringify(data), cache: "no-store" });
    const body = await response.json().catch(() => ({}));
    return { error: response.ok ? "" : (body.code ?? "failure"), body };
  } catch {
    return { error: "offline", body: {} };
  }
}
