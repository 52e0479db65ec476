/* What rests on the phone is AES-GCM under a random data key, wrapped by a non-extractable key of this device.
   The PIN comes with "At the door": `wrapped.by` already says which keys wrap, and only `open` changes then. */

const NAME = "AES-GCM";
const text = new TextEncoder();

/** Whether this page may encrypt at all: over plain http from another host a phone has no crypto (promise D17). */
export const canSeal = () => !!globalThis.crypto?.subtle;

async function encrypt(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, body: new Uint8Array(await crypto.subtle.encrypt({ name: NAME, iv }, key, bytes)) };
}
const decrypt = (key, { iv, body }) => crypto.subtle.decrypt({ name: NAME, iv }, key, body);

/** The key of this device, made once; no script can read it out. */
async function deviceKey(keys) {
  const known = await keys.get("device");
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: NAME, length: 256 }, false, ["encrypt", "decrypt"]);
  await keys.putOnce("device", made);
  return keys.get("device");
}

/**
 * Open the vault of one account on this device; made if it is not there.
 * @param {{get:(name:string)=>Promise<any>, putOnce:(name:string, value:any)=>Promise<void>}} keys where keys rest
 * @param {string} account the account's id
 * @returns {Promise<{seal:(value:any)=>Promise<object>, unseal:(sealed:object)=>Promise<any>}>}
 */
export async function openVault(keys, account) {
  const device = await deviceKey(keys);
  const slot = `data:${account}`;
  if (!(await keys.get(slot))) {
    const raw = crypto.getRandomValues(new Uint8Array(32));
    await keys.putOnce(slot, { v: 1, by: "device", ...(await encrypt(device, raw)) });
    raw.fill(0);
  }
  const raw = await decrypt(device, await keys.get(slot));
  const data = await crypto.subtle.importKey("raw", raw, NAME, false, ["encrypt", "decrypt"]);
  return {
    seal: async (value) => encrypt(data, text.encode(JSON.stringify(value))),
    unseal: async (sealed) => JSON.parse(new TextDecoder().decode(await decrypt(data, sealed))),
  };
}
