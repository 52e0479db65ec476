"""Chromium for the measurements that need a phone: one profile folder, a processor made slower, rows that show."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from app.api.deps import COOKIE
from bench.ground import Server

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE: dict[str, Any] = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True}
ROW = 'a[href^="/residents/"][href*="-"]'
"""A link to the card of one resident; only a row of the list has one."""

# Notes, by the clock that starts with the navigation, when the first row has a place on the screen and was painted.
WHEN_ROW = """(() => {
  const look = () => {
    const row = document.querySelector('ROW');
    if (row && row.getBoundingClientRect().height > 0)
      requestAnimationFrame(() => setTimeout(() => { window.linliBenchRow ??= performance.now(); }));
    else requestAnimationFrame(look);
  };
  look();
})()""".replace("ROW", ROW)


def executable() -> str | None:
    """The Chromium of the system, or None for the one Playwright brought."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def phone(folder: Path) -> Iterator[BrowserContext]:
    """A browser whose storage lies in this folder and outlives it."""
    with sync_playwright() as player:
        context = player.chromium.launch_persistent_context(
            str(folder), headless=True, executable_path=executable(), args=list(FLAGS), locale="zh-CN", **PHONE
        )
        try:
            yield context
        finally:
            context.close()


def signed_in(context: BrowserContext, server: Server, token: str) -> None:
    """Give the browser the session cookie, as a sign-in on an own phone does."""
    context.add_cookies([{"name": COOKIE, "value": token, "url": server.address, "httpOnly": True, "sameSite": "Lax",
                          "expires": 4102444800}])  # fmt: skip


def slow_down(page: Page, times: float) -> None:
    """Make the processor of this page slower, as Lighthouse does for a phone."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


def take_along(page: Page, server: Server) -> None:
    """Open the residents, wait until the pack is stored and the worker has the shell."""
    page.goto(f"{server.address}/residents/")
    page.wait_for_selector(ROW, timeout=60_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    settled(page, """(() => new Promise((done) => {
      const opening = indexedDB.open("linli");
      opening.onsuccess = () => {
        const asking = opening.result.transaction("packs").objectStore("packs").count();
        asking.onsuccess = () => { opening.result.close(); done(asking.result >= 2); };
      };
    }))()""")


def settled(page: Page, expression: str) -> None:
    """Wait until this is true in the page. Playwright's own waiting would need `eval`, which our policy refuses."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
          const limit = performance.now() + 60_000;
          const look = async () => {{
            if (await ({expression})) done();
            else if (performance.now() > limit) fail(new Error("never came true"));
            else setTimeout(look, 10);
          }};
          look();
        }})"""
    )
