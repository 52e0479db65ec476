"""The office's month: a bad file, a good file, an undo; a list of staff with faults; somebody who leaves while the phone is open."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pyotp
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.screens import Screens
from tests.factories import GRID
from tests.services.rosters import a_row, a_workbook

WORDS = "a sentence of one's own"


def _desk(phone: Callable[..., Screens], path: str) -> Screens:
    p = phone(820, 1180)
    p.sign_in("district", own=False)
    p.page.wait_for_url(re.compile("/residents/"))
    p.open(path)
    return p


def _send(p: Screens, name: str, path: Path) -> None:
    p.page.get_by_label(name, exact=True).first.set_input_files(path)


def test_a_clerk_sends_a_bad_file_then_a_good_one_and_takes_it_back(phone: Callable[..., Screens], tmp_path: Path) -> None:
    p = _desk(phone, "/import/")
    bad = tmp_path / "photo.xlsx"
    bad.write_bytes(b"\x89PNG no sheet at all")
    _send(p, "选名册文件", bad)
    expect(p.page.get_by_text("这个文件没有收")).to_be_visible()
    expect(p.page.get_by_text("这个文件不是表格")).to_be_visible()
    p.page.get_by_role("button", name="换一个文件").click()

    rows = [a_row(1, "测试甲"), a_row(2, "测试乙"), a_row(3, "测试丙", 网格编码="210202009009009")]
    _send(p, "选名册文件", a_workbook(tmp_path / "good.xlsx", rows))
    expect(p.page.get_by_text("导入后会这样")).to_be_visible()
    expect(p.page.get_by_text("读了 3 行：新增 2 人")).to_be_visible()
    expect(p.page.get_by_text("没有这个网格")).to_be_visible()
    with p.page.expect_download() as download:
        p.page.get_by_role("link", name="下载这些行").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    p.page.get_by_role("button", name="导入", exact=True).click()
    expect(p.page.get_by_text("导入好了")).to_be_visible()
    history = p.page.get_by_role("listitem").filter(has_text="新增 2")
    history.get_by_text("撤回", exact=True).click()
    history.get_by_role("button", name="撤回这一批").click()
    expect(p.page.get_by_text("去掉 2 人")).to_be_visible()
    expect(history.get_by_text(re.compile("撤回$")).first).to_be_visible()


def test_an_administrator_brings_in_a_list_with_faults_and_a_new_colleague_comes_by_the_link(
    phone: Callable[..., Screens], tmp_path: Path
) -> None:
    p = _desk(phone, "/accounts/")
    path = tmp_path / "staff.csv"
    path.write_text(f"账号,姓名,角色,区域\ne2e1,测试新人,网格员,{GRID}\ne2e2,测试二,科长,{GRID}\n,测试三,网格员,{GRID}\n")
    _send(p, "选员工名单", path)
    expect(p.page.get_by_text("导入后会这样")).to_be_visible()
    expect(p.page.get_by_text("认不出这个角色")).to_be_visible()
    expect(p.page.get_by_text("账号用字母、数字")).to_be_visible()
    p.page.get_by_role("button", name="导入", exact=True).click()
    expect(p.page.get_by_text("导入好了")).to_be_visible()
    with p.page.expect_download() as download:
        p.page.get_by_role("link", name="下载链接").click()
    download.value.save_as(tmp_path / "links.xlsx")
    link = str(openpyxl.load_workbook(tmp_path / "links.xlsx").worksheets[0]["C2"].value)
    p.page.get_by_role("button", name="看账号").click()
    p.page.get_by_role("searchbox", name="找账号").fill("e2e1")
    expect(p.page.get_by_role("button", name=re.compile("测试新人"))).to_contain_text("还没设密码")

    new = phone()
    new.page.goto(link.replace("http://localhost:3000", new.base))
    expect(new.page.get_by_text("你的账号是 e2e1")).to_be_visible()
    assert "once" not in new.page.url
    new.page.get_by_label("新密码").fill(WORDS)
    new.page.get_by_label("再填一次").fill("something else")
    new.page.get_by_role("button", name="保存并登录").click()
    expect(new.page.get_by_text("两次填的不一样")).to_be_visible()
    new.page.get_by_label("再填一次").fill(WORDS)
    new.page.get_by_role("button", name="保存并登录").click()
    new.rows.first.wait_for()
    new.page.goto(link.replace("http://localhost:3000", new.base))
    expect(new.page.get_by_text("这个链接不能用了")).to_be_visible()


def test_whoever_is_disabled_while_the_phone_is_open_loses_the_list_and_keeps_the_unsent(phone: Callable[..., Screens], server: Server) -> None:
    made = phone()
    env, server.env = server.env, {**server.env, "LINLI_PASSWORD": WORDS}
    assert server.linli("user", "add", "leaver", "--name", "测试离岗", "--role", "grid", "--area", GRID).returncode == 0
    server.env = env
    made.arrive("leaver", password=WORDS)
    made.worker_ready()
    made.cold_start("/residents/")
    made.flight_mode()
    made.rows.first.click()
    expect(made.page.get_by_role("heading", level=1)).to_be_visible()
    made.page.get_by_role("link", name="返回").click()
    made.page.wait_for_function("() => document.body.innerText.includes('1 条待传')")
    assert {r["state"] for r in made.outbox()} == {"waiting"}

    p = _desk(phone, "/accounts/")
    p.page.get_by_role("searchbox", name="找账号").fill("leaver")
    p.page.get_by_role("button", name=re.compile("测试离岗")).click()
    p.page.get_by_text("停用", exact=True).first.click()
    p.page.get_by_role("button", name="停用", exact=True).last.click()
    expect(p.page.get_by_text("已停用").first).to_be_visible()

    made.flight_mode(False)
    made.page.evaluate("dispatchEvent(new Event('online'))")
    expect(made.page.get_by_text("账号已停用")).to_be_visible()
    made.page.wait_for_function("indexedDB.databases().then(() => new Promise((ok) => { const o = indexedDB.open('linli'); o.onsuccess = () => { const q = o.result.transaction('packs').objectStore('packs').count(); q.onsuccess = () => { o.result.close(); ok(q.result === 0) } } }))")
    made.page.wait_for_function("() => true")
    expect(made.page.get_by_text("账号已停用")).to_be_visible()
    assert "held" in {r["state"] for r in made.outbox()} or [r["state"] for r in made.outbox()] == ["waiting"]


def test_one_phone_reports_the_other_as_lost(phone: Callable[..., Screens], server: Server) -> None:
    env, server.env = server.env, {**server.env, "LINLI_PASSWORD": WORDS}
    assert server.linli("user", "add", "loser", "--name", "测试丢机", "--role", "grid", "--area", GRID).returncode == 0
    server.env = env
    lost, here = phone(), phone()
    lost.arrive("loser", password=WORDS)
    here.arrive("loser", password=WORDS)
    here.open("/me/")
    here.page.get_by_role("button", name="看看我在哪里登录了").click()
    row = here.page.get_by_role("listitem").filter(has_text="丢了").first
    row.get_by_text("丢了", exact=True).click()
    row.get_by_role("button", name="挂失").click()
    expect(here.page.get_by_role("listitem").filter(has_text="丢了")).to_have_count(0)
    lost.page.evaluate("dispatchEvent(new Event('online'))")
    lost.page.wait_for_url(re.compile("/login/"))
    assert lost.page.evaluate("indexedDB.databases().then(() => new Promise((ok) => { const o = indexedDB.open('linli'); o.onsuccess = () => { const q = o.result.transaction('packs').objectStore('packs').count(); q.onsuccess = () => { o.result.close(); ok(q.result) } } }))") == 0


def test_an_administrator_sets_up_an_authenticator_and_is_asked_for_a_code_in_the_next_session(phone: Callable[..., Screens], server: Server) -> None:
    env, server.env = server.env, {**server.env, "LINLI_PASSWORD": WORDS}
    assert server.linli("user", "add", "careful", "--name", "测试管理", "--role", "district", "--area", "210202").returncode == 0
    server.env = env
    p = phone()
    p.sign_in("careful", password=WORDS, own=False)
    p.page.wait_for_url(re.compile("/residents/"))
    p.open("/me/")
    p.page.get_by_role("button", name="设置验证器").click()
    p.page.get_by_role("button", name="去设置").click()
    expect(p.page.get_by_role("img", name="要扫的码")).to_be_visible()
    secret = p.page.locator("code.break-all").inner_text().strip()
    totp = pyotp.TOTP(secret)
    p.page.get_by_label("验证器上的六位数").fill("000000")
    p.page.get_by_role("button", name="启用").click()
    expect(p.page.get_by_text("验证码不对")).to_be_visible()
    # The code of the step before is still good; so the present one is left for the next session. Not at the edge of a step.
    p.page.wait_for_function("() => Date.now() % 30000 < 20000")
    p.page.get_by_label("验证器上的六位数").fill(totp.at(datetime.now() - timedelta(seconds=30)))
    p.page.get_by_role("button", name="启用").click()
    expect(p.page.get_by_text("验证器设好了")).to_be_visible()

    other = phone(820, 1180)
    other.sign_in("careful", password=WORDS, own=False)
    other.page.wait_for_url(re.compile("/residents/"))
    other.open("/accounts/")
    expect(other.page.get_by_text("管理操作要多验证一步")).to_be_visible()
    expect(other.page.get_by_role("button", name="新建账号")).to_have_count(0)
    other.page.get_by_label("验证器上的六位数").fill(totp.now())
    other.page.get_by_role("button", name="打开", exact=True).click()
    expect(other.page.get_by_role("button", name="新建账号")).to_be_visible()
