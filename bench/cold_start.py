"""Opening Linli in flight mode on a slow phone: from the start of the navigation to the first resident that shows."""

import shutil
from collections.abc import Iterator

from app.models import Role
from bench.browser import WHEN_ROW, phone, settled, signed_in, slow_down, take_along
from bench.figures import Figure
from bench.ground import Ground

TIMES, SLOWER, SIZE = 7, 4, 717
PARTS = """() => [
  performance.getEntriesByType("navigation")[0].responseEnd,
  Math.max(...performance.getEntriesByType("resource").filter((r) => r.name.endsWith(".js")).map((r) => r.responseEnd)),
  performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
]"""


def measure(ground: Ground) -> Iterator[Figure]:
    """Each time in a browser that was just started, then in a new page of one that runs; the server is gone."""
    grid, people = ground.grid_near(SIZE)
    token = ground.sign_in(ground.account(Role.GRID, grid))[0]
    folder = ground.home / "phone"
    shutil.rmtree(folder, ignore_errors=True)
    with ground.server() as server:
        address = f"{server.address}/residents/"
        with phone(folder) as context:
            signed_in(context, server, token)
            take_along(context.new_page(), server)
    cold, warm, parts = [], [], []
    for n in range(TIMES + 1):
        with phone(folder) as context:
            context.set_offline(True)
            context.add_init_script(WHEN_ROW)
            for times in (cold, warm):
                page = context.new_page()
                slow_down(page, SLOWER)
                page.goto(address, wait_until="commit")
                settled(page, "window.linliBenchRow")
                if n:  # the first one compiles and caches the scripts, as the first start after an install does
                    times.append(page.evaluate("window.linliBenchRow"))
                    parts.append(page.evaluate(PARTS))
                page.close()
    shutil.rmtree(folder, ignore_errors=True)
    yield Figure("flight mode, browser just started, 4× CPU: first row", "ms", cold, "≤ 1,500", f"{people} people in the pack")
    for n, words in enumerate(("the page came from the worker", "the last script came", "something was painted")):
        yield Figure(f"… until {words}", "ms", [p[n] for p in parts[::2]])
    yield Figure("flight mode, new page of a running browser, 4× CPU", "ms", warm, "≤ 1,500")
