"""Bad roads: wrong password, an ended session, somebody else's resident, no scripts, the other roles' lists."""

import re
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.screens import Screens


def test_a_wrong_password_is_said_plainly_and_loses_nothing(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.sign_in("grid2", "falsch-falsch")
    expect(p.page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(p.page.get_by_role("textbox", name="账号")).to_have_value("grid2")
    p.page.get_by_label("密码", exact=True).fill("linli-demo")
    p.page.get_by_role("button", name="登录").click()
    p.rows.first.wait_for()


def test_no_signal_at_sign_in_is_said_plainly(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.open("/login/")
    p.page.get_by_role("textbox", name="账号").fill("grid")
    p.page.get_by_label("密码", exact=True).fill("linli-demo")
    p.flight_mode()
    p.page.get_by_role("button", name="登录").click()
    expect(p.page.get_by_role("alert")).to_contain_text("没信号")


def test_the_form_signs_in_before_any_script_has_started(browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(server.base + "/login/")
    page.get_by_label("账号").fill("grid")
    page.get_by_label("密码", exact=True).fill("linli-demo")
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile(r"/today/$"))
    assert any(c["name"] == "linli_session" and c["httpOnly"] for c in context.cookies())
    context.close()


def test_an_ended_session_leads_to_the_sign_in_page_and_back(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.arrive("grid")
    p.context.clear_cookies()
    p.page.reload()
    expect(p.page).to_have_url(re.compile(r"/login/\?next=%2Fresidents%2F"))
    p.page.get_by_role("textbox", name="账号").fill("grid")
    p.page.get_by_label("密码", exact=True).fill("linli-demo")
    p.page.get_by_role("button", name="登录").click()
    expect(p.page).to_have_url(re.compile(r"/residents/$"))


def test_another_grids_resident_and_nobody_look_the_same(phone: Callable[..., Screens]) -> None:
    other = phone()
    other.arrive("grid2")
    foreign = other.rows.first.locator("a[href*='/residents/']").first.get_attribute("href") or ""
    p = phone()
    p.arrive("grid")
    seen = []
    for path in (foreign, f"/residents/{uuid.uuid4()}/", "/residents/not-an-id/"):
        p.open(path)
        expect(p.page.get_by_text("你的范围里没有这个人")).to_be_visible()
        seen.append(p.page.locator("main").inner_text())
    assert len(set(seen)) == 1


@pytest.mark.parametrize(
    ("account", "named"),
    [("community", True), ("secretary", True), ("info", True), ("specialist", True), ("posted_cadre", True), ("street", False), ("district", False)],
)
def test_every_role_reads_its_own_scope_from_the_server(phone: Callable[..., Screens], account: str, named: bool) -> None:
    p = phone(820, 1180)
    p.arrive(account, own=False)
    text = p.page.locator("section").first.inner_text()
    assert ("*" in text) != named
    p.rows.first.click()
    expect(p.page.get_by_role("heading", level=1)).to_be_visible()
    assert p.page.locator("main a[href^='tel:']").count() == 0
    assert p.page.evaluate("indexedDB.databases().then(d => d.length)") <= 1


def test_a_lead_sees_a_number_only_for_a_purpose_and_for_a_moment(phone: Callable[..., Screens]) -> None:
    p = phone(820, 1180)
    p.arrive("community")
    p.filter("每周").click()
    expect(p.filter("每周")).to_have_attribute("aria-pressed", "true")
    p.rows.first.click()
    p.page.get_by_text("看号码").first.click()
    p.page.get_by_role("button", name="紧急").first.click()
    shown = p.page.locator("main a[href^='tel:1990000']")
    expect(shown.first).to_be_visible()
    expect(shown).to_have_count(0, timeout=25_000)


def test_signed_out_elsewhere_the_next_tap_leads_to_the_sign_in_page(phone: Callable[..., Screens]) -> None:
    p = phone(820, 1180)
    p.arrive("specialist")
    done = p.page.request.delete(p.base + "/api/session?everywhere=true", headers={"Origin": p.base})
    assert done.ok
    p.filter("每月").click()
    expect(p.page).to_have_url(re.compile("/login/"))


def test_what_goes_wrong_on_the_server_is_said_in_a_sentence(phone: Callable[..., Screens], server: Server) -> None:
    p = phone(820, 1180)
    p.arrive("community")
    p.filter("每周").click()
    expect(p.filter("每周")).to_have_attribute("aria-pressed", "true")
    p.rows.first.click()
    p.page.get_by_text("看号码").first.click()
    resident = uuid.UUID(p.page.url.rstrip("/").rsplit("/", 1)[-1]).hex
    moved = "UPDATE resident SET grid = '210202002001001' WHERE id = ?"
    with closing(sqlite3.connect(server.home / "linli.db", timeout=15)) as connection:
        (grid,) = connection.execute("SELECT grid FROM resident WHERE id = ?", (resident,)).fetchone()
        connection.execute(moved, (resident,))
        connection.commit()
        p.page.get_by_role("button", name="紧急").first.click()
        expect(p.page.get_by_role("status").filter(has_text="没有找到")).to_be_visible()
        connection.execute(moved.replace("'210202002001001'", f"'{grid}'"), (resident,))
        connection.commit()


def test_searching_on_the_server_finds_by_door_and_initials(phone: Callable[..., Screens]) -> None:
    p = phone(820, 1180)
    p.arrive("community")
    name = p.rows.nth(3).locator(".text-lead.font-semibold").last.inner_text()
    p.find(name)
    expect(p.rows.first).to_contain_text(name)
    p.find("zzzz")
    expect(p.page.get_by_text("找到 0 人")).to_be_visible()


def test_roles_without_residents_land_on_their_own_page(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.sign_in("auditor")
    expect(p.page).to_have_url(re.compile(r"/audit/$"))
    p.open("/residents/")
    expect(p.page.get_by_text("这里没有居民名单")).to_be_visible()
