"""At the door with no signal: visits, a need, a search and a hazard are kept, survive the browser, and arrive once and in order."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.browser import ARGS, find_or_install
from tests.e2e.conftest import Server
from tests.e2e.screens import Screens


def tiles(p: Screens) -> Locator:
    """The windows of the day's list."""
    return p.page.get_by_role("main").get_by_role("button", name=re.compile("^记一笔："))


def dialog(p: Screens) -> Locator:
    """The form that is open."""
    return p.page.get_by_role("dialog")


def tap(p: Screens, name: str) -> None:
    """A button of the open form."""
    dialog(p).get_by_role("button", name=name, exact=True).click()


def to_today(p: Screens, account: str = "grid") -> None:
    """Sign in and stand on the day's list."""
    p.sign_in(account)
    expect(p.page).to_have_url(re.compile(r"/today/$"))
    tiles(p).first.wait_for()


def all_well(p: Screens) -> None:
    """Three taps: the window, what came of it, save."""
    tiles(p).first.click()
    tap(p, "见到本人")
    tap(p, "保存")
    expect(dialog(p)).to_have_count(0)


def kinds(p: Screens) -> list[str]:
    """What the outbox holds besides looks, in the order in which the rows lie there."""
    return [row["kind"] for row in p.outbox() if row["kind"] not in {"view", "call", "reveal"}]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (820, 1180)])
def test_all_well_is_three_taps_and_nothing_typed(phone: Callable[..., Screens], width: int, height: int) -> None:
    p = phone(width, height)
    to_today(p, "grid2")
    name = re.sub(r"^记一笔：\S+ ", "", tiles(p).first.get_attribute("aria-label") or "")
    all_well(p)
    expect(p.page.get_by_text("存在手机里了")).to_be_visible()
    p.page.get_by_role("tab", name=re.compile("已见")).click()
    expect(p.page.get_by_role("main")).to_contain_text(name)


def test_a_half_done_sheet_survives_a_reload_and_the_way_back(phone: Callable[..., Screens]) -> None:
    p = phone()
    to_today(p, "grid2")
    tiles(p).nth(1).click()
    tap(p, "见到本人")
    dialog(p).get_by_role("button", name=re.compile("^吃饭吃药")).click()
    dialog(p).get_by_label("有什么变化").fill("降压药只剩三天")
    p.page.wait_for_timeout(500)
    p.page.reload()
    half = p.page.get_by_role("button", name=re.compile("^没记完"))
    half.click()
    expect(dialog(p).get_by_text("上次没记完")).to_be_visible()
    expect(dialog(p).get_by_label("有什么变化")).to_have_value("降压药只剩三天")
    p.page.go_back()
    expect(dialog(p)).to_have_count(0)
    expect(p.page).to_have_url(re.compile(r"/today/$"))
    half.click()
    expect(dialog(p)).to_be_visible()
    p.page.keyboard.press("Escape")
    expect(dialog(p)).to_have_count(0)
    half.click()
    tap(p, "不要这张")
    expect(half).to_have_count(0)


def _seen(p: Screens) -> int:
    """How many people the tab of those who were seen counts; the demo district may have some from this morning."""
    found = re.search(r"\d+", p.page.get_by_role("tab", name=re.compile("已见")).text_content() or "")
    return int(found.group()) if found else 0


def test_a_round_in_flight_mode_arrives_once_and_in_order(browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The browser is closed in the middle and opened again, as when a phone was put away."""
    home = str(tmp_path_factory.mktemp("profile"))
    kind = browser.browser_type

    def start() -> Screens:
        context = kind.launch_persistent_context(home, executable_path=find_or_install(), args=ARGS, viewport={"width": 390, "height": 844}, locale="zh-CN")
        context.set_default_timeout(25_000)
        return Screens(context.pages[0] if context.pages else context.new_page(), server.base)

    p = start()
    to_today(p)
    p.worker_ready()
    p.page.reload()
    tiles(p).first.wait_for()
    p.flight_mode()
    before = _seen(p)
    for _ in range(6):
        all_well(p)
    tiles(p).first.click()
    tap(p, "打通电话")
    tap(p, "提需求")
    tap(p, "用药")
    dialog(p).get_by_label("原话").fill("想让人帮着开药")
    tap(p, "保存")
    expect(dialog(p)).to_have_count(0)
    tiles(p).first.click()
    tap(p, "没人应")
    tap(p, "保存")
    expect(dialog(p)).to_contain_text("没人应")
    tap(p, "又敲了门")
    tap(p, "没应")
    expect(dialog(p).get_by_text("社区还不知道")).to_be_visible()
    p.page.keyboard.press("Escape")
    expect(p.page.get_by_role("region", name="没人应")).to_be_visible()
    p.page.get_by_role("button", name="记一笔", exact=True).click()
    dialog(p).get_by_role("button", name=re.compile("^报隐患")).click()
    tap(p, "楼道堆物")
    tap(p, "要有人来")
    expect(dialog(p)).to_have_count(0)
    assert sorted(kinds(p)) == sorted(["contact"] * 8 + ["no_answer_step", "hazard"])
    p.context.close()

    p = start()
    p.flight_mode()
    p.open("/today/")
    expect(p.page.get_by_role("region", name="没人应")).to_be_visible()
    assert _seen(p) >= before + 7
    p.flight_mode(False)
    p.open("/outbox/")
    expect(p.page.get_by_text(re.compile("收到了")).first).to_be_visible()
    p.page.wait_for_function("() => !document.body.innerText.includes('在手机里')")
    rows = [r for r in p.outbox() if r["kind"] not in {"view", "call", "reveal"}]
    assert {r["state"] for r in rows} == {"accepted"}, rows
    receipts = [int(r["receipt"]) for r in p.outbox() if r["receipt"]]
    assert len(receipts) == len(set(receipts))
    p.open("/today/")
    expect(p.page.get_by_role("region", name="没人应")).to_be_visible()
    p.context.close()
