/* The pack: opened from this phone, asked for from the server, kept sealed, and shown for as long as the lease holds. */
import { clock } from "./clock.js";
import * as disk from "./db.js";
import { onFresh, redraw, tellFresh } from "./draw.js";
import { held } from "./hold.js";
import { leaseOver } from "./lease.js";
import { considerPin, onUnlock, showLocked } from "./lock.js";
import { leaveMark } from "./marker.js";
import { hearEpoch, closeQueue, count, send } from "./queue.js";
import { suggestLarge } from "./prefs.js";
import { choosePassword, ended, onLogin } from "./session.js";
import { define, get, set } from "./snapshot.js";
import { clockTime } from "./times.js";
import { canSeal, hasPin, hasSafe, openBySignIn, openVaults } from "./vault.js";
import { index } from "./view.js";

define({ lease_why: "" });
const me = (body) => ({ name: body.me.name, account: body.me.account, roles: body.me.roles.join(" "), role_list: body.me.roles });

/** `pack` for those who carry residents, `tasks` for volunteers, who carry their own shifts and open doors. */
const kindOf = (body) => (body.me.carries_pack ? "pack" : body.me.carries_tasks ? "tasks" : "");

function adopt(body, row) {
  held.pack = index(body);
  held.packTime = row.server_at ?? row.at;
  const mode = kindOf(body);
  set({
    ...me(body), mode, area_name: mode === "pack" ? body.grids.map((g) => g.name).join(" ") : body.me.area_name, people: body.residents.length,
    own_device: true, fetched: clockTime(row.at), lease_why: "",
  });
  tellFresh();
}

onFresh((pack) => suggestLarge(!!pack?.volunteer?.large_text));

/** A PIN guards residents; a volunteer's few open doors are not worth one (design.md §3). */
const pinFor = async (body) => body?.me.carries_pack && considerPin({ required: body.me.pin_required, now: clock.now() });

/** Open what rests on this phone, as far as it may be opened. */
export async function openStored() {
  const account = await disk.lastAccount();
  if (!account || !canSeal()) return;
  held.account = account;
  held.device = (await disk.keyShelf.get(`phone:${account}`)) ?? "";
  clock.resume(await disk.getNote("offset"));
  if (await hasPin(disk.keyShelf, account)) return showLocked();
  if (!(await disk.keyShelf.get(`data:${account}`))) return;
  Object.assign(held, await openVaults(disk.keyShelf, account));
  await openPack();
}

async function openPack() {
  const row = await disk.getPack(held.account);
  if (!row) return;
  const why = leaseOver(row, clock.now());
  if (why) return set({ mode: "lease_over", lease_why: why, own_device: true });
  // Version 1 had one key for the pack and the outbox.
  adopt(await (row.key === "safe" ? held.safe : held.box).unseal(row.sealed), row);
  await pinFor(held.pack);
}

onUnlock(async (vaults) => {
  Object.assign(held, vaults);
  if (held.safe) await openPack().catch(() => {});
  await count();
  redraw();
  await refresh();
});

/** A page that stays open closes the list by itself when its lease is over. */
export async function watchLease() {
  clock.beat();
  if (!["pack", "tasks"].includes(get().mode)) return;
  const row = await disk.getPack(held.account);
  const why = row ? leaseOver(row, clock.now()) : "";
  if (!why) return;
  held.pack = null;
  set({ mode: "lease_over", lease_why: why, groups: [], peek: null });
  redraw();
}

let asking = null;
/** Ask the server for the pack; what is on the phone stays on screen meanwhile. */
export function refresh() {
  asking ??= (get().mode === "locked" ? stillOurs() : ask()).finally(() => (asking = null));
  return asking;
}

/** While locked nothing is fetched, but a phone that was reported as lost hears of it (D13). */
async function stillOurs() {
  if (!held.device) return;
  const answer = await tellDevice().catch(() => null);
  set({ online: !!answer });
  if (answer?.status === 401) await ended((await answer.json().catch(() => ({}))).code === "device_lost");
}

async function ask() {
  const known = held.account && held.safe ? await disk.getPack(held.account) : null;
  let response;
  try {
    const headers = known?.etag && held.pack && known.key === "safe" ? { "if-none-match": known.etag } : {};
    response = await fetch("/api/pack", { headers, cache: "no-store" });
  } catch {
    return lost(known);
  }
  const said = response.status === 401 || response.status === 403 ? (await response.json().catch(() => ({}))).code : "";
  if (response.status === 401) return ended(said === "device_lost");
  if (said === "must_change") return choosePassword();
  if (response.status === 403) return over();
  const lease = response.headers.get("linli-lease-until");
  if ((!response.ok && response.status !== 304) || !lease) return lost(known);
  clock.heard(response.headers.get("linli-time"));
  // What the server took in while this answer was under way is not in it: the pack is as old as the server says, not as its arrival.
  const spoken = Date.parse(response.headers.get("linli-time") ?? "") || clock.now();
  await disk.putNote("offset", clock.offset()).catch(() => {});
  if (get().mode === "locked") return; // it locked while the answer was on its way
  set({ online: true });
  if (response.status === 304) {
    held.packTime = spoken;
    await disk.putPack(held.account, { ...known, lease, at: Date.now(), server_at: held.packTime });
    set({ fetched: clockTime(Date.now()) });
    await pinFor(held.pack);
  } else await keep(await response.json(), response.headers.get("etag"), lease, spoken);
  await count();
  redraw();
  void send();
}

/** Whoever has left keeps no list, at once; what was recorded and not sent yet stays, and can still be handed in. */
async function over() {
  held.pack = null;
  await disk.dropPacks().catch(() => {});
  set({ mode: "ended", online: true });
  redraw();
  void send();
}

async function keep(body, etag, lease, spoken) {
  const another = held.account !== body.me.id;
  if (another) {
    closeQueue();
    Object.assign(held, { account: body.me.id, safe: null, box: null, pack: null, device: "" });
  }
  if (!kindOf(body) || !canSeal()) {
    // A volunteer on somebody else's device sees the shifts while the page is open; nothing of them rests here.
    held.pack = body.volunteer ? index(body) : null;
    held.packTime = spoken;
    await disk.dropPacks({ account: true }).catch(() => {});
    const mode = body.me.sees_residents ? "server" : body.volunteer ? "tasks" : "none";
    set({ ...me(body), mode, area_name: body.me.area_name, own_device: body.me.own_device && canSeal() });
    return tellFresh();
  }
  if (another && (await disk.lastAccount()) !== held.account) await disk.dropPacks();
  if (!held.safe) {
    const shelf = disk.keyShelf;
    if ((await hasPin(shelf, held.account)) && (await hasSafe(shelf, held.account))) {
      await disk.setLastAccount(held.account);
      return showLocked();
    }
    Object.assign(held, await openBySignIn(shelf, held.account, body.me.vault_half));
  }
  const safe = held.safe;
  const row = { key: "safe", sealed: await safe.seal(body), etag, lease, at: Date.now(), server_at: spoken };
  if (held.safe !== safe) return; // locked meanwhile
  await disk.putPack(held.account, row);
  await disk.setLastAccount(held.account);
  await hearEpoch(body.epoch);
  adopt(body, row);
  await pinFor(body);
  set({ persisted: (await navigator.storage?.persist?.()) ?? false });
  await leaveMark(get().unsent);
  void registerPhone().catch(() => {});
}

/** Tell the server once which phone this is, so that its owner can report it as lost from another one. */
async function registerPhone() {
  const slot = `phone:${held.account}`;
  await disk.keyShelf.putOnce(slot, crypto.randomUUID());
  held.device = await disk.keyShelf.get(slot);
  await tellDevice();
}

const tellDevice = () =>
  fetch("/api/device", {
    method: "POST", headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: held.device, name: "", facts: get().standalone ? "home screen" : "browser" }),
  });

async function lost(known) {
  set({ online: false });
  if (!held.pack && get().mode !== "locked" && get().mode !== "lease_over") set({ mode: known ? "lease_over" : "nothing" });
  await count();
  redraw();
}

/** From the bare address to where this person works. */
export function home() {
  if (location.pathname !== "/") return;
  const { mode, role_list } = get();
  const helps = role_list.includes("volunteer") || role_list.includes("leader");
  if (mode === "signed_out") location.replace("/login/");
  else if (mode === "tasks" || (mode === "none" && helps)) location.replace("/shifts/");
  else if (mode === "none") location.replace(role_list.includes("auditor") ? "/audit/" : "/me/");
  else if (mode !== "starting" && !onLogin()) location.replace(mode === "server" ? "/residents/" : "/today/");
}
