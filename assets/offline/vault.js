/* What rests on the phone is AES-GCM under random keys; this file wraps and opens those keys.

   Two keys for each account: `safe` opens the pack and drafts, `box` opens the outbox. Both are wrapped by a key of this
   device that no script can read out and, once a PIN is set, first by the PIN (PBKDF2, 600,000 rounds). Wrong PINs, a
   sign-out and a reported loss delete the wrapped safe key; the box key stays, so that no unsent record is ever lost.
   For somebody who forgot the PIN the box key has a spare wrap: by this device and by a half that only the server has
   and gives at signing in. What that buys: a copied storage file without the device key opens nothing; a copied browser
   profile needs the PIN (a search of hours) or a sign-in. What it does not: where the server gave no half, the spare
   rests on the device key alone, and before the first PIN everything does. */

const NAME = "AES-GCM";
export const ROUNDS = 600_000;
const text = new TextEncoder();

/** Whether this page may encrypt at all: over plain http from another host a phone has no crypto (promise D17). */
export const canSeal = () => !!globalThis.crypto?.subtle;

export class WrongKey extends Error {}

async function encrypt(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, body: new Uint8Array(await crypto.subtle.encrypt({ name: NAME, iv }, key, bytes)) };
}
const decrypt = (key, { iv, body }) => crypto.subtle.decrypt({ name: NAME, iv }, key, body);

const joined = ({ iv, body }) => {
  const bytes = new Uint8Array(12 + body.length);
  bytes.set(iv);
  bytes.set(body, 12);
  return bytes;
};
const parted = (bytes) => ({ iv: bytes.slice(0, 12), body: bytes.slice(12) });

/** The key of this device, made once; no script can read it out. */
async function deviceKey(keys) {
  const known = await keys.get("device");
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: NAME, length: 256 }, false, ["encrypt", "decrypt"]);
  await keys.putOnce("device", made);
  return keys.get("device");
}

async function pinKey(pin, salt, rounds = ROUNDS) {
  const word = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, word, { name: NAME, length: 256 }, false, ["encrypt", "decrypt"]);
}

async function halfKey(half) {
  const digest = await crypto.subtle.digest("SHA-256", text.encode(`linli-half:${half}`));
  return crypto.subtle.importKey("raw", digest, NAME, false, ["encrypt", "decrypt"]);
}

/** Wrap raw bytes by the device, and inside that by `inner` where there is one. */
async function wrap(device, raw, by, inner, facts = {}) {
  const bytes = inner ? joined(await encrypt(inner, raw)) : raw;
  return { v: 2, by, ...facts, ...(await encrypt(device, bytes)) };
}

async function unwrap(device, kept, inner) {
  const bytes = new Uint8Array(await decrypt(device, kept));
  if (kept.by === "device") return bytes;
  try {
    return new Uint8Array(await decrypt(inner, parted(bytes)));
  } catch {
    throw new WrongKey("wrong PIN or half");
  }
}

async function vaultOf(raw) {
  const key = await crypto.subtle.importKey("raw", raw, NAME, false, ["encrypt", "decrypt"]);
  return {
    seal: async (value) => encrypt(key, text.encode(JSON.stringify(value))),
    unseal: async (sealed) => JSON.parse(new TextDecoder().decode(await decrypt(key, sealed))),
  };
}

/* `data:` holds the box key; version 1 used it for everything and had no other. */
const boxSlot = (account) => `data:${account}`;
const safeSlot = (account) => `safe:${account}`;
const spareSlot = (account) => `spare:${account}`;

/** The slot whose presence proves that a record sealed now can be opened later. */
export const boxKeyName = boxSlot;
export const random = (n) => crypto.getRandomValues(new Uint8Array(n));

/** Whether a PIN guards this account's keys on this phone. */
export async function hasPin(keys, account) {
  return (await keys.get(boxSlot(account)))?.by === "device+pin";
}
export const hasSafe = async (keys, account) => !!(await keys.get(safeSlot(account)));

/** The raw keys, as bytes; a missing safe is null. Throws WrongKey for a wrong PIN. */
async function raws(keys, account, pin) {
  const device = await deviceKey(keys);
  const [box, safe] = await Promise.all([keys.get(boxSlot(account)), keys.get(safeSlot(account))]);
  const inner = box.by === "device" ? null : await pinKey(pin ?? "", box.salt, box.rounds);
  return { device, box: await unwrap(device, box, inner), safe: safe ? await unwrap(device, safe, inner) : null };
}

/**
 * Open both vaults of an account without a PIN; made if they are not there. Throws WrongKey where a PIN guards them.
 * @param {{get:(name:string)=>Promise<any>, putOnce:(name:string, value:any)=>Promise<void>,
 *          swap:(changes:Record<string, any>)=>Promise<void>}} keys where keys rest; `swap` is one transaction
 */
export async function openVaults(keys, account) {
  const device = await deviceKey(keys);
  if (await hasPin(keys, account)) throw new WrongKey("a PIN guards this");
  for (const slot of [boxSlot(account), safeSlot(account)]) {
    if (await keys.get(slot)) continue;
    const raw = random(32);
    await keys.putOnce(slot, await wrap(device, raw, "device"));
    raw.fill(0);
  }
  const raw = await raws(keys, account);
  return { box: await vaultOf(raw.box), safe: await vaultOf(raw.safe) };
}

/** Open with the PIN; `safe` is null where the pack's key is gone. Throws WrongKey. */
export async function openByPin(keys, account, pin) {
  const raw = await raws(keys, account, pin);
  return { box: await vaultOf(raw.box), safe: raw.safe && (await vaultOf(raw.safe)) };
}

/**
 * Set the first PIN, or another one; all wraps change in one transaction, so that a kill leaves the old or the new.
 * @param {{old?:string, pin:string, half?:string}} given `half` is the server's half for the spare
 */
export async function setPin(keys, account, { old, pin, half }) {
  const { device, box, safe } = await raws(keys, account, old);
  const salt = random(16);
  const inner = await pinKey(pin, salt);
  const facts = { salt, rounds: ROUNDS };
  const spare = half ? await wrap(device, box, "device+half", await halfKey(half)) : await wrap(device, box, "device");
  await keys.swap({
    [boxSlot(account)]: await wrap(device, box, "device+pin", inner, facts),
    [safeSlot(account)]: await wrap(device, safe ?? random(32), "device+pin", inner, facts),
    [spareSlot(account)]: spare,
    [`tries:${account}`]: null,
  });
  box.fill(0);
  safe?.fill(0);
}

/**
 * After signing in with the password: the PIN of before is over, the outbox opens by its spare, the pack gets a new key.
 * Where the spare does not open, the old wrap is put aside and kept, and new records get a key of their own.
 */
export async function openBySignIn(keys, account, half) {
  if (!(await hasPin(keys, account))) return openVaults(keys, account);
  const device = await deviceKey(keys);
  const [kept, spare] = await Promise.all([keys.get(boxSlot(account)), keys.get(spareSlot(account))]);
  const inner = half ? await halfKey(half) : null;
  const box = spare && (await unwrap(device, spare, inner).catch(() => null));
  await keys.swap({
    [boxSlot(account)]: await wrap(device, box ?? random(32), "device"),
    [safeSlot(account)]: await wrap(device, random(32), "device"),
    [spareSlot(account)]: null,
    [`tries:${account}`]: null,
    ...(box ? {} : { [`aside:${account}:${Date.now()}`]: kept }),
  });
  return openVaults(keys, account);
}
