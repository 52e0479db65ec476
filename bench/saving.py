"""Saving a record on the phone: from a tap on a telephone link to the row that is durable in IndexedDB."""

import shutil
from collections.abc import Iterator

from app.models import Role
from bench.browser import phone, settled, signed_in, slow_down, take_along
from bench.figures import Figure
from bench.ground import Ground

TIMES, SIZE = 20, 717
CALL = 'a[href^="tel:"]'

# Watches the outbox from the tap on: another transaction sees a row only after the one that wrote it is complete.
WATCH = """() => new Promise((ready) => {
  const opening = indexedDB.open("linli");
  opening.onsuccess = () => {
    const db = opening.result;
    const count = () => new Promise((done) => {
      const asking = db.transaction("outbox").objectStore("outbox").count();
      asking.onsuccess = () => done(asking.result);
    });
    window.linliBenchSave = [];
    document.addEventListener("click", async (event) => {
      if (!event.target.closest('a[href^="tel:"]')) return;
      event.preventDefault();  // nobody is called
      const before = window.linliBenchRows;
      while ((await count()) === before) await new Promise((next) => setTimeout(next));
      window.linliBenchSave.push(performance.now() - event.timeStamp);
      window.linliBenchRows = await count();
    }, true);
    count().then((n) => { window.linliBenchRows = n; ready(n); });
  };
})"""


def measure(ground: Ground) -> Iterator[Figure]:
    """Twenty taps at full speed and with the processor four times slower, with no signal, so that nothing else runs."""
    grid, _ = ground.grid_near(SIZE)
    token = ground.sign_in(ground.account(Role.GRID, grid))[0]
    folder = ground.home / "phone"
    shutil.rmtree(folder, ignore_errors=True)
    with ground.server() as server, phone(folder) as context:
        signed_in(context, server, token)
        page = context.new_page()
        take_along(page, server)
        page.wait_for_selector(CALL)
        page.wait_for_timeout(1500)
        context.set_offline(True)
        page.evaluate(WATCH)
        for slower in (1, 4):
            slow_down(page, slower)
            page.evaluate("window.linliBenchSave.length = 0")
            for n in range(TIMES):
                page.locator(CALL).first.click()
                settled(page, f"window.linliBenchSave.length === {n + 1}")
            yield Figure(f"tap on a number → durable, {slower}× CPU", "ms", page.evaluate("window.linliBenchSave"), "≤ 100", "kind call")
    shutil.rmtree(folder, ignore_errors=True)
