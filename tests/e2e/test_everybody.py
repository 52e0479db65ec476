"""For everybody: axe on every route in both themes and large text, no sideways scroll, big enough to read and to hit."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.screens import Screens

ROUTES = ("/login/", "/residents/", "card", "picture", "/outbox/", "/me/")
OFFICE = {
    "district": ("/import/", "/accounts/", "account", "new account", "/borders/", "/feedback/", "/privacy/"),
    "auditor": ("/audit/",),
    "leader": ("/shifts/", "/openings/", "/hours/"),
}
MIXED = (("standard", "dark"), ("large", "light"))
"""Each theme and each size once; a phone has all four ways."""
WAYS = {"grid": (("standard", "light"), ("standard", "dark"), ("large", "light"), ("large", "dark")),
        "district": MIXED, "auditor": MIXED}  # fmt: skip
PEOPLE = {"grid": ROUTES, **OFFICE}


def _come_in(p: Screens, who: str) -> None:
    if who == "grid":
        p.arrive(who)
        return
    p.sign_in(who)
    p.page.wait_for_url(re.compile("/(residents|audit|shifts)/"))


def _go(p: Screens, route: str) -> None:
    if route == "card":
        p.open("/residents/")
        p.filter("独居").click()
        p.rows.first.click()
        p.page.wait_for_url(re.compile("/residents/[0-9a-f-]{36}"))
        p.page.get_by_role("heading", level=1).first.wait_for()
    elif route in ("account", "new account"):
        p.open("/accounts/")
        p.page.get_by_role("button", name="新建账号" if route == "new account" else re.compile("演示网格员二")).click()
        p.page.get_by_role("heading", level=2).filter(has_text="新建账号" if route == "new account" else "演示网格员二").wait_for()
        p.page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    elif route == "picture":
        p.open("/residents/")
        p.page.get_by_role("button", name="楼栋图").click()
        p.page.get_by_role("grid").wait_for()
    else:
        p.open(route)
        p.page.get_by_role("heading", level=1).first.wait_for()
    if route == "/residents/":
        p.rows.first.wait_for()


def _choose(p: Screens, size: str, theme: str) -> None:
    p.page.evaluate("([s, t]) => { document.documentElement.dataset.size = s; document.documentElement.dataset.theme = t }", [size, theme])


@pytest.mark.parametrize(("who", "width", "height"), [("grid", 390, 844), ("grid", 820, 1180), ("district", 390, 844), ("district", 1180, 820), ("auditor", 820, 1180)])
def test_axe_finds_nothing_on_any_route_in_any_theme_or_size(phone: Callable[..., Screens], who: str, width: int, height: int) -> None:
    p = phone(width, height)
    _come_in(p, who)
    found = []
    for route in PEOPLE[who]:
        _go(p, route)
        for size, theme in WAYS[who] if width < 800 else MIXED:
            _choose(p, size, theme)
            p.page.wait_for_function("() => document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)")
            for violation in Axe().run(p.page).response["violations"]:
                nodes = [n["html"][:120] for n in violation["nodes"][:3]]
                found.append(f"{route} {size} {theme}: {violation['id']} {nodes}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("who", "width"), [("grid", 320), ("grid", 360), ("district", 320), ("auditor", 320), ("leader", 320)])
def test_nothing_is_cut_or_scrolls_sideways_in_large_text(phone: Callable[..., Screens], who: str, width: int) -> None:
    p = phone(width, 700)
    _come_in(p, who)
    for route in PEOPLE[who]:
        _go(p, route)
        _choose(p, "large", "light")
        wide = p.page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(e => {
                 const r = e.getBoundingClientRect();
                 if (!r.width || !e.checkVisibility() || e.closest('.overflow-x-auto, .overflow-auto, .sr-only, svg')) return false;
                 return r.right > innerWidth + 1 || r.left < -1;
               }).map(e => e.outerHTML.slice(0, 120))"""
        )
        assert wide == [], route
        assert p.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), route


@pytest.mark.parametrize("who", list(PEOPLE))
@pytest.mark.parametrize(("size", "target", "letters"), [("standard", 48, 15), ("large", 60, 18)])
def test_targets_and_letters_are_big_enough(phone: Callable[..., Screens], who: str, size: str, target: int, letters: int) -> None:
    """Promise I1: 48 px and 15 px, in large text 60 px and 18 px."""
    p = phone()
    _come_in(p, who)
    for route in PEOPLE[who]:
        _go(p, route)
        _choose(p, size, "light")
        small = p.page.evaluate(
            """([target]) => [...document.querySelectorAll('a[href], button, summary, label:has(input[type=checkbox])')]
               .filter(e => e.checkVisibility() && !e.closest('.sr-only'))
               .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 140)])
               .filter(([r]) => r.width && (r.height < target - 0.5 || r.width < target - 0.5)).map(([r, h]) => `${r.width}x${r.height} ${h}`)""",
            [target],
        )
        assert small == [], route
        tiny = p.page.evaluate(
            """([letters]) => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.sr-only, svg')
                 && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
                 && parseFloat(getComputedStyle(e).fontSize) < letters).map(e => e.outerHTML.slice(0, 120))""",
            [letters],
        )
        assert tiny == [], route


def test_signing_in_asks_no_puzzle_and_lets_a_password_manager_work(phone: Callable[..., Screens]) -> None:
    """Promise I2."""
    p = phone()
    p.open("/login/")
    html = p.page.content()
    assert 'autocomplete="username"' in html.lower() and 'autocomplete="current-password"' in html.lower()
    assert not re.search("captcha|验证码|拼图", html)
    field = p.page.get_by_label("密码", exact=True)
    field.focus()
    p.page.keyboard.insert_text("pasted-text-正好")
    assert field.input_value() == "pasted-text-正好"
    p.page.keyboard.press("Tab")
    p.page.keyboard.press("Tab")
    assert p.page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_being_offline_is_a_word_and_an_icon_and_is_announced(phone: Callable[..., Screens]) -> None:
    """Promise I4."""
    p = phone()
    p.arrive("grid")
    p.flight_mode()
    banner = p.page.get_by_role("status").filter(has_text="没信号，照常用")
    banner.wait_for()
    assert banner.locator("svg").count() == 1


def test_the_app_can_be_installed(phone: Callable[..., Screens]) -> None:
    p = phone()
    p.open("/login/")
    manifest = p.page.request.get(p.base + "/manifest.webmanifest").json()
    assert manifest["display"] == "standalone" and manifest["start_url"] == "/"
    assert {i["purpose"] for i in manifest["icons"]} == {"any", "maskable"}
    for entry in manifest["icons"]:
        assert p.page.request.get(p.base + entry["src"]).ok
    assert p.page.request.get(p.base + "/sw.js").headers["cache-control"] == "no-cache"
