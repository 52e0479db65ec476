"""The main job: sign in once, find people, call them, and have them in the pocket with no signal."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.screens import Screens


@pytest.mark.parametrize(("width", "height"), [(390, 844), (820, 1180)])
def test_a_worker_finds_and_calls_people_also_after_a_cold_start_in_flight_mode(
    phone: Callable[..., Screens], width: int, height: int
) -> None:
    p = phone(width, height)
    p.arrive("grid")
    expect(p.page).to_have_url(re.compile(r"/residents/$"))
    everybody = int(re.search(r"(\d+) 人", p.page.get_by_text("按走的顺序").inner_text())[1])  # type: ignore[index]
    assert everybody > 400

    weekly = p.filter("每周")
    count = int(re.search(r"\d+", weekly.inner_text())[0])  # type: ignore[index]
    weekly.click()
    expect(weekly).to_have_attribute("aria-pressed", "true")
    expect(p.page.get_by_text(f"找到 {count} 人")).to_be_visible()
    expect(p.rows).to_have_count(count)
    name = p.rows.first.locator(".text-lead.font-semibold").last.inner_text()
    door = p.rows.first.locator(".size-window").inner_text().strip()
    weekly.click()

    p.find(door)
    expect(p.rows.filter(has_text=name).first).to_be_visible()
    p.find(f"{name[0]} {door}")
    expect(p.rows.first).to_contain_text(name[0])
    p.rows.filter(has_text=name).first.click()
    expect(p.page).to_have_url(re.compile(r"/residents/[0-9a-f-]{36}/$"))
    expect(p.page.get_by_role("heading", level=1)).to_contain_text(name)
    address = p.page.url
    if width >= 820:
        expect(p.page.get_by_role("searchbox", name="找人")).to_be_visible()  # the list stays beside the card
    p.worker_ready()

    p.flight_mode()
    p.cold_start("/residents/")
    expect(p.page.get_by_text("没信号，照常用")).to_be_visible()
    expect(p.page.get_by_text(f"{everybody} 人，按走的顺序")).to_be_visible()
    p.cold_start(address.removeprefix(p.base))
    expect(p.page.get_by_role("heading", level=1)).to_contain_text(name)
    calls = p.page.locator("main a[href^='tel:199']")
    if calls.count():
        assert re.fullmatch(r"tel:1990000\d{4}", calls.first.get_attribute("href") or "")
    waiting = [r for r in p.outbox() if r["state"] == "waiting"]
    assert any(r["kind"] == "view" for r in waiting), "an offline look must wait in the outbox for the audit"

    p.flight_mode(False)
    p.cold_start("/outbox/")
    expect(p.page.get_by_text(re.compile("收到了")).first).to_be_visible()
    p.page.wait_for_function("() => !document.body.innerText.includes('在手机里')")
    assert {r["state"] for r in p.outbox()} == {"accepted"}


def test_a_call_is_one_tap_and_leaves_a_record(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.arrive("grid")
    p.filter("每周").click()
    call = p.page.get_by_role("link", name=re.compile("^打给")).first
    href = call.get_attribute("href") or ""
    assert re.fullmatch(r"tel:1990000\d{4}", href)
    p.page.evaluate("addEventListener('click', (e) => e.target.closest('a[href^=\"tel:\"]') && e.preventDefault())")
    call.click()
    p.page.wait_for_function("() => true")
    expect.set_options(timeout=10_000)
    p.open("/outbox/")
    expect(p.page.get_by_text("打了电话").first).to_be_visible()


def test_sensitive_tags_open_one_card_at_a_time_and_leave_a_record(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.arrive("grid")
    p.filter(re.compile(r"^低保 ?\d")).click()
    p.rows.first.click()
    ask = p.page.get_by_role("button", name=re.compile("点开会留记录"))
    expect(p.page.get_by_text("低保对象")).to_have_count(0)
    ask.click()
    expect(p.page.get_by_text("低保对象")).to_be_visible()
    p.open("/outbox/")
    expect(p.page.get_by_text("看了要留记录的内容").first).to_be_visible()


def test_the_building_picture_leads_to_the_card_by_touch_and_by_keyboard(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.arrive("grid")
    p.page.get_by_role("button", name="楼栋图").click()
    grid = p.page.get_by_role("grid", name="各门")
    known = grid.get_by_role("gridcell").filter(has_not_text="没有登记")
    known.first.click()
    expect(known.first).to_have_attribute("aria-selected", "true")
    known.first.focus()
    p.page.keyboard.press("ArrowDown")
    moved = p.page.evaluate("document.activeElement.dataset.cell")
    assert moved and moved != known.first.get_attribute("data-cell")
    p.page.get_by_role("link", name="看卡片").click()
    expect(p.page).to_have_url(re.compile(r"/residents/[0-9a-f-]{36}/$"))


def test_the_shade_hides_names_tags_and_phones_until_it_is_lifted(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.arrive("grid")
    p.filter("每周").click()
    expect(p.filter("每周")).to_have_attribute("aria-pressed", "true")
    name = p.rows.first.locator(".text-lead.font-semibold").last.text_content() or ""
    assert name
    p.page.get_by_role("button", name="遮挡", exact=True).first.click()
    expect(p.page.get_by_text(name, exact=True)).to_have_count(0)
    expect(p.rows.first).to_contain_text(name[0] + "*")
    assert p.page.locator("a[href^='tel:']").count() == 0
    p.rows.first.click()
    expect(p.page.get_by_role("heading", level=1)).to_contain_text("*")
    assert name not in p.page.content()
    p.page.get_by_role("button", name="遮挡中").last.click()
    expect(p.page.get_by_role("heading", level=1)).to_contain_text(name)


def test_language_size_and_theme_switch_in_place_and_hold(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.arrive("grid")
    p.find("zz9")
    p.page.get_by_role("link", name="我的").first.click()
    p.page.get_by_role("button", name="English").click()
    expect(p.page.get_by_role("heading", name="Me")).to_be_visible()
    p.page.get_by_role("button", name="Large", exact=True).click()
    p.page.get_by_role("button", name="Dark", exact=True).click()
    root = p.page.locator("html")
    expect(root).to_have_attribute("data-size", "large")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("lang", "en")
    p.page.get_by_role("link", name="Residents").first.click()
    expect(p.page.get_by_role("searchbox", name="Find a person")).to_have_value("zz9")  # nothing typed is lost
    p.page.reload()
    expect(p.page.get_by_role("heading", name="Residents")).to_be_visible()


def test_what_rests_on_the_phone_is_unreadable_and_small(phone: Callable[..., Screens]) -> None:
    """Promises D11, D12, D14: no plain name or number, no answer of the API in a cache, only choices in storage."""
    p = phone()
    p.arrive("grid")
    p.worker_ready()
    pack = p.page.request.get(p.base + "/api/pack").json()
    stored = p.everything_stored()
    assert "/api/" not in stored
    for resident in pack["residents"][:200]:
        assert resident["name"] not in stored and resident["id"] not in stored
        assert not resident.get("phone") or resident["phone"] not in stored
    assert sum(r["detail"] for r in pack["residents"]) <= 200


def test_signing_out_takes_the_list_off_the_phone(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.arrive("grid")
    p.open("/me/")
    p.page.get_by_role("button", name="退出这部手机").click()
    expect(p.page).to_have_url(re.compile("/login/"))
    assert "packs:\n" in p.everything_stored() + "\n" or "packs:" in p.everything_stored()
    assert "sealed" not in p.everything_stored().split("packs:")[1]
    p.open("/residents/")
    expect(p.page).to_have_url(re.compile("/login/"))
