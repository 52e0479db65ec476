/* The check-in code of a shift: six digits that change every five minutes, made on the leader's phone. Twin of app/rules/shift_codes.py. */

export const STEP_MS = 300_000;
const text = new TextEncoder();

/** The number of the five minutes in which this time lies. */
export const counterAt = (now) => Math.floor(now / STEP_MS);

/** Seconds for which the code of now is still shown. */
export const secondsLeft = (now) => Math.ceil((STEP_MS - (now % STEP_MS)) / 1000);

/** Bytes of a base64url text. */
export function bytesOf(secret) {
  const plain = atob(secret.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

/** The six digits of these five minutes. */
export async function codeOf(secret, shiftId, counter) {
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, text.encode(`linli shift code 1|${shiftId.toLowerCase()}|${counter}`));
  return String(new DataView(mac).getBigUint64(0) % 1_000_000n).padStart(6, "0");
}

/** Six digits out of what somebody typed: full-width digits, spaces and dashes are what a phone's keyboard makes of them. */
export const digitsOf = (typed) => String(typed).normalize("NFKC").replace(/\D/g, "").slice(0, 6);

/** The shift and the code of a link that a leader's QR code shows: `#in=<shift>.<code>`; null for anything else. */
export function readLink(hash) {
  const found = /#in=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{6})$/i.exec(hash);
  return found && { shift: found[1].toLowerCase(), code: found[2] };
}
