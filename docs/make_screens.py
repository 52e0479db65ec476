"""Makes the two pictures of the README from the running demo: `python docs/make_screens.py` (needs Chromium)."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import sync_playwright

from tests.e2e.browser import ARGS, find_or_install
from tests.e2e.conftest import Server, free_port
from tests.e2e.screens import Screens

HERE = Path(__file__).parent


def main() -> None:
    """Start a demo of its own, sign in as the grid worker, take the list and the building picture."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = Server(Path(home), free_port())
        for words in (("build",), ("migrate",), ("demo",)):
            server.linli(*words).check_returncode()
        server.start()
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=ARGS)
        try:
            context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", device_scale_factor=1.5)
            p = Screens(context.new_page(), server.base)
            p.arrive("grid")
            p.filter("每周").click()
            p.page.screenshot(path=HERE / "residents.png")
            p.filter("每周").click()
            p.page.get_by_role("button", name="楼栋图").click()
            p.page.get_by_role("gridcell").filter(has_not_text="没有登记").nth(2).click()
            p.page.screenshot(path=HERE / "buildings.png")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
