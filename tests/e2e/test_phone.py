"""One phone: its lock, its outbox, several people on it, a clock that is wrong, storage that vanishes, and leaving."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Route, expect

from tests.e2e.screens import Screens

PIN, OTHER = "135790", "864209"


def _type(p: Screens, pin: str) -> None:
    p.page.get_by_role("textbox", name="PIN").fill(pin)


def _set_pin(p: Screens, pin: str = PIN) -> None:
    p.page.get_by_role("button", name="设 PIN").click()
    expect(p.page.get_by_role("heading", name="给这台手机设个 PIN")).to_be_visible()
    _type(p, pin)
    expect(p.page.get_by_role("heading", name="再输一次新 PIN")).to_be_visible()
    _type(p, pin)
    expect(p.page.get_by_text("PIN 设好了")).to_be_visible()


def _names(p: Screens) -> list[str]:
    pack: dict[str, Any] = p.page.request.get(p.base + "/api/pack").json()
    return [r["name"] for r in pack["residents"][:200]]


def _until(p: Screens, state: str, n: int = 1) -> None:
    """Wait until so many records of the outbox are in this state."""
    found = p.page.evaluate(
        """async ([state, n]) => {
          for (const end = performance.now() + 20000; performance.now() < end; await new Promise((go) => setTimeout(go, 50))) {
            const db = await new Promise((done) => { const r = indexedDB.open('linli'); r.onsuccess = () => done(r.result); });
            const rows = await new Promise((done) => { const q = db.transaction('outbox').objectStore('outbox').getAll(); q.onsuccess = () => done(q.result); });
            db.close();
            if (rows.filter((x) => x.state === state).length >= n) return true;
          }
          return false;
        }""",
        [state, n],
    )
    assert found, p.outbox()


def _look(p: Screens) -> str:
    """Open the card of somebody whom this phone carries in detail, which leaves a record; returns the name."""
    p.filter("每周").click()
    expect(p.filter("每周")).to_have_attribute("aria-pressed", "true")
    name = p.rows.first.locator(".text-lead.font-semibold").last.inner_text()
    p.rows.first.click()
    expect(p.page.get_by_role("heading", level=1)).to_contain_text(name)
    return name


def _look_offline(p: Screens) -> None:
    """Leave a record on the phone that is not sent."""
    _look(p)
    _until(p, "waiting")


def _arrive(p: Screens, account: str) -> None:
    """Sign in and open the list."""
    p.sign_in(account)
    p.page.wait_for_url(lambda url: "/login" not in url)
    p.open("/residents/")
    p.rows.first.wait_for()


def _ready_offline(p: Screens, account: str = "grid") -> None:
    """Signed in, and opened once more under the worker's hand."""
    _arrive(p, account)
    p.worker_ready()
    p.cold_start("/residents/")
    p.rows.first.wait_for()


def test_a_pin_locks_at_a_cold_start_and_nothing_personal_is_there_until_it_opens(phone: Callable[..., Screens]) -> None:
    p = phone(360, 740)
    _arrive(p, "grid")
    names = _names(p)
    _set_pin(p)
    p.worker_ready()
    p.flight_mode()
    p.cold_start("/residents/")
    expect(p.page.get_by_role("heading", name="邻里锁着")).to_be_visible()
    shown = p.page.content()
    assert not [name for name in names if name in shown]
    assert p.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _type(p, "135791")
    expect(p.page.get_by_text("不对，再试一次")).to_be_visible()
    for digit in PIN:
        p.page.get_by_role("button", name=digit, exact=True).click()
    expect(p.rows.first).to_be_visible()
    p.open("/me/")
    expect(p.page.get_by_role("heading", name="邻里锁着")).to_be_visible()  # loading anew is a cold start
    _type(p, PIN)
    p.page.get_by_role("button", name="锁上").click()
    expect(p.page.get_by_role("heading", name="邻里锁着")).to_be_visible()
    assert not [name for name in names if name in p.page.content()]


def test_an_easy_pin_is_refused_and_a_pin_can_be_changed(phone: Callable[..., Screens]) -> None:
    p = phone()
    _arrive(p, "grid")
    p.page.get_by_role("button", name="设 PIN").click()
    for easy in ("111111", "123456"):
        _type(p, easy)
        expect(p.page.get_by_text("太好猜了")).to_be_visible()
    _type(p, PIN)
    expect(p.page.get_by_role("heading", name="再输一次新 PIN")).to_be_visible()
    _type(p, OTHER)
    expect(p.page.get_by_text("两次不一样")).to_be_visible()
    p.page.get_by_role("button", name="现在不设").click()
    _set_pin(p)
    p.page.get_by_role("link", name="我的").first.click()
    p.page.get_by_role("button", name="改 PIN").click()
    _type(p, OTHER)
    expect(p.page.get_by_text("不对，再试一次")).to_be_visible()
    _type(p, PIN)
    expect(p.page.get_by_role("heading", name="新的 PIN")).to_be_visible()
    _type(p, OTHER)
    expect(p.page.get_by_role("heading", name="再输一次新 PIN")).to_be_visible()
    _type(p, OTHER)
    expect(p.page.get_by_role("textbox", name="PIN")).to_have_count(0)
    p.open("/residents/")
    _type(p, OTHER)
    expect(p.rows.first).to_be_visible()


def test_fifteen_minutes_unused_lock_the_phone(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.page.clock.install()
    _arrive(p, "grid")
    _set_pin(p)
    p.page.clock.fast_forward("14:00")
    expect(p.rows.first).to_be_visible()
    p.page.clock.fast_forward("02:00")
    expect(p.page.get_by_role("heading", name="邻里锁着")).to_be_visible()


def test_the_first_day_goes_without_a_pin_and_the_second_does_not(phone: Callable[..., Screens]) -> None:
    p = phone()
    _arrive(p, "grid")
    p.page.evaluate(
        """() => new Promise((done) => {
          const r = indexedDB.open('linli');
          r.onsuccess = () => {
            const tx = r.result.transaction('notes', 'readwrite');
            const q = tx.store ?? tx.objectStore('notes');
            const keys = q.getAllKeys();
            keys.onsuccess = () => keys.result.filter((k) => k.startsWith('first:')).forEach((k) => q.put(Date.now() - 25 * 3600e3, k));
            tx.oncomplete = () => { r.result.close(); done(); };
          };
        })"""
    )
    p.open("/residents/")
    expect(p.page.get_by_role("heading", name="给这台手机设个 PIN")).to_be_visible()
    expect(p.rows).to_have_count(0)
    expect(p.page.get_by_role("button", name="现在不设")).to_have_count(0)
    _type(p, PIN)
    expect(p.page.get_by_role("heading", name="再输一次新 PIN")).to_be_visible()
    _type(p, PIN)
    expect(p.rows.first).to_be_visible()


def test_ten_wrong_pins_take_the_list_and_keep_the_unsent_record(phone: Callable[..., Screens]) -> None:
    p = phone()
    _ready_offline(p)
    names = _names(p)
    _set_pin(p)
    p.flight_mode()
    _look_offline(p)
    p.page.evaluate(
        """() => new Promise((done) => {
          const r = indexedDB.open('linli');
          r.onsuccess = () => {
            const tx = r.result.transaction(['keys', 'notes'], 'readwrite');
            const q = tx.objectStore('notes').get('account');
            q.onsuccess = () => tx.objectStore('keys').put({ tries: 9, at: 0 }, 'tries:' + q.result);
            tx.oncomplete = () => { r.result.close(); done(); };
          };
        })"""
    )
    p.cold_start("/residents/")
    expect(p.page.get_by_text("1 条记录锁在手机里没传")).to_be_visible()
    _type(p, "975310")
    expect(p.page).to_have_url(re.compile("/login/"))
    expect(p.page.get_by_text("PIN 错了十次")).to_be_visible()
    expect(p.page.get_by_text("还没告诉服务器")).to_be_visible()
    stored = p.everything_stored()
    assert "sealed" not in stored.split("packs:")[1] and not [n for n in names if n in stored]
    assert [r["state"] for r in p.outbox()].count("waiting") == 1
    p.flight_mode(False)
    _arrive(p, "grid")
    p.open("/outbox/")
    expect(p.page.get_by_text("收到了").first).to_be_visible()
    p.page.wait_for_function("() => !document.body.innerText.includes('在手机里')")
    assert {r["state"] for r in p.outbox()} == {"accepted"}


def test_two_people_on_one_phone(phone: Callable[..., Screens]) -> None:
    p = phone()
    _ready_offline(p, "grid")
    names = set(_names(p))
    p.flight_mode()
    _look_offline(p)
    p.open("/me/")
    p.page.get_by_role("button", name="退出这部手机").click()
    expect(p.page.get_by_text("还有 1 条没传")).to_be_visible()
    p.page.get_by_role("button", name="留在这台手机里").click()
    expect(p.page).to_have_url(re.compile("/login/"))
    p.flight_mode(False)
    _arrive(p, "grid2")
    others = set(_names(p))
    shown = p.page.content()
    assert not [n for n in names - others if n in shown]
    p.open("/outbox/")
    expect(p.page.get_by_text("1 条是别的账号记的，还在这台手机里")).to_be_visible()
    p.open("/me/")
    p.page.get_by_role("button", name="退出这部手机").click()
    expect(p.page).to_have_url(re.compile("/login/"))
    expect(p.page.get_by_text("1 条是别的账号记的，还在这台手机里")).to_be_visible()
    _arrive(p, "grid")
    p.page.wait_for_function("() => document.querySelector('header')?.innerText.includes('都传好了')")
    assert {r["state"] for r in p.outbox()} == {"accepted"}


def test_signing_out_without_signal_leaves_nothing_readable_and_tells_the_server_later(phone: Callable[..., Screens]) -> None:
    p = phone()
    _ready_offline(p)
    names = _names(p)
    p.flight_mode()
    p.open("/me/")
    p.page.get_by_role("button", name="退出这部手机").click()
    expect(p.page).to_have_url(re.compile("/login/"))
    expect(p.page.get_by_text("还没告诉服务器")).to_be_visible()
    stored = p.everything_stored()
    assert "sealed" not in stored.split("packs:")[1] and not [n for n in names if n in stored]
    p.cold_start("/residents/")
    expect(p.page).to_have_url(re.compile("/login/"))
    expect(p.page.get_by_text("还没告诉服务器")).to_be_visible()
    p.flight_mode(False)
    p.page.evaluate("dispatchEvent(new Event('online'))")
    expect(p.page.get_by_text("还没告诉服务器")).to_have_count(0)
    assert p.page.request.get(p.base + "/api/pack").status == 401


def test_storage_that_vanished_is_said(phone: Callable[..., Screens]) -> None:
    p = phone()
    _ready_offline(p)
    p.flight_mode()
    _look_offline(p)
    p.page.evaluate(
        "async () => { for (;;) { const kept = await (await caches.open('linli-marker')).match('/linli-marker');"
        " if ((await kept?.json())?.unsent === 1) return; await new Promise((next) => requestAnimationFrame(next)); } }"
    )
    p.page.goto("about:blank")
    session = p.context.new_cdp_session(p.page)
    session.send("Storage.clearDataForOrigin", {"origin": p.base, "storageTypes": "indexeddb"})
    p.flight_mode(False)
    p.open("/residents/")
    expect(p.page.get_by_text("浏览器清掉了本机存的东西")).to_be_visible()
    expect(p.page.get_by_text("最后知道的是 1 条没传")).to_be_visible()
    p.page.get_by_role("button", name="知道了").click()
    expect(p.page.get_by_text("浏览器清掉了本机存的东西")).to_have_count(0)
    p.open("/residents/")
    expect(p.rows.first).to_be_visible()
    expect(p.page.get_by_text("浏览器清掉了本机存的东西")).to_have_count(0)


def test_a_phone_of_the_version_before_loses_nothing_with_a_full_outbox(phone: Callable[..., Screens]) -> None:
    """Version 1 of the database, with one key for all and records that wait; then this version opens it without signal."""
    p = phone()
    _ready_offline(p)
    me = p.page.request.get(p.base + "/api/pack").json()
    p.page.route("**/old-phone", lambda route: route.fulfill(body="<title>old</title>", content_type="text/html"))
    p.open("/old-phone")
    p.page.evaluate(_VERSION_1, me)
    p.flight_mode()
    p.cold_start("/residents/")
    expect(p.rows.first).to_be_visible()
    expect(p.page.get_by_text("没信号，150 条待传")).to_be_visible()
    p.flight_mode(False)
    p.page.evaluate("dispatchEvent(new Event('online'))")
    expect(p.page.get_by_text("都传好了")).to_be_visible()
    assert [r["state"] for r in p.outbox()] == ["accepted"] * 150


_VERSION_1 = """async (pack) => {
  await new Promise((done, fail) => { const r = indexedDB.deleteDatabase('linli'); r.onsuccess = done; r.onerror = fail; });
  const db = await new Promise((done) => {
    const r = indexedDB.open('linli', 1);
    r.onupgradeneeded = () => { r.result.createObjectStore('keys'); r.result.createObjectStore('packs'); r.result.createObjectStore('outbox', { keyPath: 'id' }); };
    r.onsuccess = () => done(r.result);
  });
  const seal = async (key, bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, body: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes)) };
  };
  const write = (value) => new TextEncoder().encode(JSON.stringify(value));
  const device = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const data = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const account = pack.me.id, now = Date.now();
  const rows = [];
  for (let n = 0; n < 150; n += 1) {
    const id = crypto.randomUUID(), at = new Date(now - n * 1000).toISOString();
    const record = { id, kind: 'view', version: 1, account, happened_at: at, recorded_at: at, clock_offset_ms: 0, seq: now - n, payload: { resident_id: pack.residents[0].id } };
    rows.push({ id, account, seq: now - n, state: 'waiting', epoch: '', at: now - n, kind: 'view', sealed: await seal(data, write({ record })) });
  }
  const wrapped = { v: 1, by: 'device', ...(await seal(device, raw)) };
  const sealed = await seal(data, write(pack));
  const tx = db.transaction(['keys', 'packs', 'outbox'], 'readwrite');
  tx.objectStore('keys').put(device, 'device');
  tx.objectStore('keys').put(wrapped, 'data:' + account);
  tx.objectStore('packs').put({ sealed, etag: '', lease: new Date(now + 3600e3).toISOString(), at: now }, account);
  tx.objectStore('packs').put(account, 'last');
  for (const row of rows) tx.objectStore('outbox').put(row);
  await new Promise((done) => (tx.oncomplete = done));
  db.close();
}"""


def test_a_refused_record_is_read_given_up_taken_back_and_sent_again(phone: Callable[..., Screens]) -> None:
    p = phone()
    _arrive(p, "grid")
    def refuse(route: Route) -> None:
        records = json.loads(route.request.post_data or "{}")["records"]
        refused = [{"id": r["id"], "status": "refused", "receipt": None, "code": "unknown_kind"} for r in records]
        route.fulfill(json={"epoch": "e", "results": refused})

    p.page.route("**/api/sync", refuse)
    name = _look(p)
    _until(p, "refused")
    p.open("/outbox/")
    expect(p.page.get_by_role("heading", name="要你看一下")).to_be_visible()
    card = p.page.get_by_role("article").first
    expect(card).to_contain_text(name)
    expect(card).to_contain_text("服务器还不认识这种记录")
    expect(card).to_contain_text("这条记录还在你手机里")
    card.get_by_role("button", name="看全文").click()
    dialog = p.page.get_by_role("dialog", name="记录全文")
    expect(dialog).to_contain_text(name)
    dialog.get_by_role("button", name="不要了").click()
    assert [r["state"] for r in p.outbox()].count("refused") == 1  # the first tap only asks
    dialog.get_by_role("button", name="确定不要了").click()
    expect(dialog.get_by_role("button", name="撤回")).to_be_visible()
    assert "given_up" in [r["state"] for r in p.outbox()]
    dialog.get_by_role("button", name="撤回").click()
    expect(dialog.get_by_text("没收下")).to_be_visible()
    p.page.unroute("**/api/sync")
    dialog.get_by_role("button", name="再传一次").click()
    expect(dialog.get_by_text("收到了")).to_be_visible()
    assert {r["state"] for r in p.outbox()} == {"accepted"}


def test_a_wrong_clock_is_said_and_the_record_carries_the_true_time(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.page.clock.install()
    _arrive(p, "grid")
    p.page.clock.set_system_time(p.page.evaluate("new Date(Date.now() + 3 * 3600e3).toISOString()"))
    p.page.evaluate("dispatchEvent(new Event('online'))")
    expect(p.page.get_by_text(re.compile("手机时间差了 1[78]\\d 分钟"))).to_be_visible()
    with p.page.expect_request("**/api/sync") as sent:
        _look(p)
    record = json.loads(sent.value.post_data or "{}")["records"][0]
    assert abs(record["clock_offset_ms"] + 3 * 3600_000) < 60_000
    assert abs(datetime.fromisoformat(record["happened_at"]) - datetime.now(UTC)) < timedelta(minutes=2)


def test_where_nothing_can_be_kept_it_is_said_at_once(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.context.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    p.sign_in("grid")
    expect(p.page.get_by_text("这里没有信号就不能记录")).to_be_visible()


def test_a_copy_of_the_storage_holds_no_name_with_a_pin_and_a_record_that_waits(phone: Callable[..., Screens]) -> None:
    p = phone()
    _ready_offline(p)
    names = _names(p)
    _set_pin(p)
    p.flight_mode()
    _look_offline(p)
    stored = p.everything_stored()
    assert not [name for name in names if name in stored]
    assert not re.search(r"1990000\d{4}", stored)


def test_a_phone_reported_as_lost_wipes_itself_also_while_it_is_locked(phone: Callable[..., Screens]) -> None:
    p, other = phone(), phone()
    _arrive(p, "grid")
    _set_pin(p)
    p.open("/residents/")
    expect(p.page.get_by_role("heading", name="邻里锁着")).to_be_visible()
    device = p.page.evaluate(
        """() => new Promise((done) => {
          const r = indexedDB.open('linli');
          r.onsuccess = () => {
            const store = r.result.transaction('keys').objectStore('keys');
            const q = store.getAllKeys();
            q.onsuccess = () => { const g = store.get(q.result.find((k) => k.startsWith('phone:'))); g.onsuccess = () => { r.result.close(); done(g.result); }; };
          };
        })"""
    )
    _arrive(other, "grid")
    told = other.page.request.post(other.base + "/api/device/lost", data={"device_id": device}, headers={"origin": other.base})
    assert told.ok
    p.page.evaluate("dispatchEvent(new Event('online'))")
    expect(p.page).to_have_url(re.compile("/login/"))
    stored = p.everything_stored()
    assert "sealed" not in stored.split("packs:")[1] and "safe:" not in stored
