"""Volunteers: two phones without signal at once, a code from one to the other, and hours that stand once."""

import json
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, Server
from tests.e2e.screens import Screens

_SMALL = """([target]) => [...document.querySelectorAll('a[href], button, summary')].filter(e => e.checkVisibility() && !e.closest('.sr-only'))
  .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 140)]).filter(([r]) => r.width && (r.height < target - 0.5 || r.width < target - 0.5)).map(([r, h]) => `${r.width}x${r.height} ${h}`)"""
_WIDE = """() => [...document.querySelectorAll('body *')].filter(e => {
  const r = e.getBoundingClientRect();
  return r.width && e.checkVisibility() && !e.closest('.overflow-x-auto, .sr-only, svg') && (r.right > innerWidth + 1 || r.left < -1);
}).map(e => e.outerHTML.slice(0, 120))"""


def _crew(server: Server, *words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "tests.e2e.crew_now", *words], env=server.env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _arrive(p: Screens, account: str) -> None:
    p.sign_in(account)
    p.page.wait_for_url(re.compile("/shifts/$"))
    p.page.get_by_role("heading", level=1, name="任务").wait_for()


def _all_sent(p: Screens) -> None:
    p.cold_start("/outbox/")
    expect(p.page.get_by_text("收到了").first).to_be_visible(timeout=20_000)
    p.page.wait_for_function("() => !document.body.innerText.includes('在手机里')")
    assert {r["state"] for r in p.outbox()} == {"accepted"}


def _fresh(p: Screens, path: str) -> None:
    """Open a page anew and wait until the server has said what it knows now."""
    with p.context.expect_event("response", lambda r: r.url.endswith("/api/pack")):
        p.cold_start(path)


def _looks_right(page: Page, what: str) -> list[str]:
    found = []
    for size, theme in (("large", "light"), ("standard", "dark")):
        page.evaluate("([s, t]) => { document.documentElement.dataset.size = s; document.documentElement.dataset.theme = t }", [size, theme])
        page.wait_for_function("() => document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)")
        found += [f"{what} {size} {theme}: {v['id']} {[n['html'][:140] for n in v['nodes'][:3]]}" for v in Axe().run(page).response["violations"]]
        found += [f"{what} {size}: too wide {html}" for html in page.evaluate(_WIDE)]
        found += [f"{what} {size}: too small {html}" for html in page.evaluate(_SMALL, [60 if size == "large" else 48])]
    return found


def test_two_phones_without_signal_check_in_by_code_and_the_hours_stand_once(phone: Callable[..., Screens], server: Server) -> None:
    crew = json.loads(_crew(server, "begin"))
    lead, who = phone(), phone()
    _arrive(lead, crew["leader"])
    _arrive(who, crew["volunteer"])
    expect(who.page.locator("html")).to_have_attribute("data-size", "large")  # over sixty, nothing chosen yet
    lead.worker_ready()
    who.worker_ready()
    lead.flight_mode()
    who.flight_mode()

    lead.cold_start(f"/shifts/#lead={crew['shift']}")
    code = lead.page.get_by_text(re.compile(r"^\d{3} \d{3}$"))
    expect(code).to_be_visible()
    lead.page.get_by_role("button", name="看二维码").click()
    expect(lead.page.get_by_role("img", name="签到的二维码")).to_be_visible()
    lead.page.get_by_role("button", name="初建军 到了").click()
    expect(lead.page.get_by_role("listitem").filter(has_text="初建军")).to_contain_text("队长点名，还没传")

    who.cold_start("/shifts/")
    who.page.get_by_role("link", name="签到", exact=True).click()
    box = who.page.get_by_label("六位签到码")
    box.fill("12")
    who.page.get_by_role("button", name="签到", exact=True).click()
    expect(who.page.get_by_text("要六位数字")).to_be_visible()
    box.fill((code.text_content() or "").replace(" ", ""))
    who.page.get_by_role("button", name="签到", exact=True).click()
    expect(who.page.get_by_role("status").filter(has_text="存在手机里，有信号就核对")).to_be_visible()
    if crew["surname"]:
        who.page.get_by_role("button", name=re.compile(crew["surname"])).click()
        who.page.get_by_role("button", name="办好了").click()
        who.page.get_by_role("button", name="保存").click()
        expect(who.page.get_by_text("送午饭", exact=True)).to_have_count(1)  # the title is left, the door is gone
    assert [r["state"] for r in who.outbox()] == ["waiting"] * (2 if crew["surname"] else 1)

    for p in (who, lead):
        p.flight_mode(False)
        _all_sent(p)
    _crew(server, "later", crew["shift"], "60")  # an hour of help

    _fresh(who, f"/shifts/#{crew['shift']}")
    who.page.locator("summary").filter(has_text="签退").click()
    expect(who.page.get_by_text("现在就走？")).to_be_visible()  # half an hour before the planned end it asks once
    who.page.get_by_role("button", name="现在就走").click()
    expect(who.page.get_by_text("等队长确认")).to_be_visible()

    _fresh(lead, f"/shifts/#lead={crew['shift']}")
    lead.page.get_by_role("button", name=re.compile("^走 ")).click()
    lead.page.get_by_role("button", name="初建军 签退").click()
    lead.page.get_by_role("button", name="结束，确认大家的时长").click()
    expect(lead.page.get_by_role("heading", name="确认 2 个人的时长")).to_be_visible()
    lead.page.get_by_role("button", name="确认", exact=True).click()
    expect(lead.page.get_by_text("确认好了，时长记上了").first).to_be_visible()

    who.cold_start("/hours/")
    row = who.page.get_by_role("button", name=re.compile("送午饭"))
    expect(row).to_have_count(1)
    expect(row).to_contain_text("1.0")
    expect(row).to_contain_text("签到码")
    who.open("/me/")
    who.page.get_by_role("group", name="字号").get_by_role("button", name="标准").click()
    who.cold_start("/hours/")
    expect(who.page.get_by_role("button", name=re.compile("送午饭"))).to_have_count(1)
    expect(who.page.locator("html")).to_have_attribute("data-size", "standard")  # a choice always wins


def test_a_wrong_code_of_a_scanned_link_is_refused_plainly_and_can_be_typed_again(phone: Callable[..., Screens], server: Server) -> None:
    crew = json.loads(_crew(server, "begin"))
    right = _crew(server, "code", crew["shift"]).strip()
    wrong = "000000" if right != "000000" else "000001"
    p = phone()
    _arrive(p, crew["volunteer"])
    p.open("/me/")
    p.open(f"/shifts/#in={crew['shift']}.{wrong}")
    expect(p.page.get_by_text("扫到了，点下面的“签到”。")).to_be_visible()
    p.page.get_by_role("button", name="签到", exact=True).click()
    expect(p.page.get_by_text("上一次签到没收下")).to_be_visible()
    assert wrong not in p.page.url
    p.page.get_by_role("link", name="看我的记录").click()
    expect(p.page.get_by_text("号码不对。再看一眼队长手机重新输，或请队长点名。")).to_be_visible()
    p.page.get_by_role("button", name="改一改").click()
    p.page.get_by_role("dialog").get_by_label("六位签到码").fill(right)
    p.page.get_by_role("button", name="重新传").click()
    expect(p.page.get_by_text("收到了").first).to_be_visible()
    states = sorted(r["state"] for r in p.outbox())
    assert states == ["accepted", "given_up"]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (820, 1180)])
def test_the_roll_and_the_volunteers_pages_are_clean(phone: Callable[..., Screens], server: Server, width: int, height: int) -> None:
    crew = json.loads(_crew(server, "begin"))
    p = phone(width, height)
    _arrive(p, crew["leader"])
    found = _looks_right(p.page, "shifts")
    for path, mark in (("/openings/", "找活动"), ("/hours/", "时长"), (f"/shifts/#{crew['shift']}", "送午饭"), (f"/shifts/#lead={crew['shift']}", "送餐队")):
        p.open("/me/")
        p.open(path)
        p.page.get_by_role("heading", level=1, name=mark).wait_for()
        found += _looks_right(p.page, path[:12])
    assert not found, "\n".join(found)


def test_there_is_no_check_in_for_staff(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.arrive("grid")
    for path in ("/shifts/", "/openings/", "/hours/"):
        p.open(path)
        expect(p.page.get_by_role("heading", name="这一页不归你管")).to_be_visible()
        expect(p.page.get_by_role("link", name="签到")).to_have_count(0)
