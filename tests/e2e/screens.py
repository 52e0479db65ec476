"""What a person does on the screens, as verbs; no expectations live here."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, Error, Locator, Page

PASSWORD = "linli-demo"


class Screens:
    """One person with one device."""

    def __init__(self, page: Page, base: str):
        self.page, self.base = page, base

    @property
    def context(self) -> BrowserContext:
        """The browser of this device."""
        return self.page.context

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(self.base + path)

    def sign_in(self, account: str = "grid", password: str = PASSWORD, own: bool = True) -> None:
        """Fill the sign-in form as it stands and press the button."""
        self.open("/login/")
        self.page.get_by_role("textbox", name="账号").fill(account)
        self.page.get_by_label("密码", exact=True).fill(password)
        if not own:
            self.page.get_by_role("checkbox").uncheck()
        self.page.get_by_role("button", name="登录").click()

    def arrive(self, account: str = "grid", **how: Any) -> None:
        """Sign in, go to the residents where the day's list came first, and wait for the first of them."""
        self.sign_in(account, **how)
        try:
            self.page.wait_for_url(lambda url: "/login" not in url)
            if "/today" in self.page.url:
                self.open("/residents/")
            self.rows.first.wait_for()
        except Error as error:  # what the person saw instead says more than that something was not there
            raise AssertionError(f"{account} did not arrive; at {self.page.url}: {self.page.locator('body').inner_text()[:400]}") from error

    @property
    def rows(self) -> Locator:
        """The residents on the list."""
        return self.page.locator("section li:has(a[href*='/residents/'])")

    def find(self, text: str) -> None:
        """Type into the one search field."""
        self.page.get_by_role("searchbox", name="找人").fill(text)

    def filter(self, name: str | re.Pattern[str]) -> Locator:
        """A filter chip by its name."""
        return self.page.get_by_role("group", name="筛选").get_by_role("button", name=name)

    def worker_ready(self) -> None:
        """Wait until the service worker has the shell and controls the page after a reload."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("caches.keys().then(async k => { for (const n of k) if ((await (await caches.open(n)).keys()).length > 10) return true; return false })")

    def flight_mode(self, on: bool = True) -> None:
        """No signal at all."""
        self.context.set_offline(on)

    def cold_start(self, path: str) -> None:
        """Close the page and open Linli anew, as after the phone was put away."""
        self.page.close()
        self.page = self.context.new_page()
        self.open(path)

    def outbox(self) -> list[dict[str, Any]]:
        """The rows of the outbox as they lie in IndexedDB, sealed."""
        found: list[dict[str, Any]] = self.page.evaluate(
            """() => new Promise((done, fail) => {
              const r = indexedDB.open('linli');
              r.onerror = fail;
              r.onsuccess = () => {
                const q = r.result.transaction('outbox').objectStore('outbox').getAll();
                q.onsuccess = () => { r.result.close(); done(q.result.map(({ id, kind, state, receipt }) => ({ id, kind, state, receipt }))); };
              };
            })"""
        )
        return found

    def everything_stored(self) -> str:
        """All that rests in this browser, as one text: IndexedDB, caches, local and session storage."""
        found: str = self.page.evaluate(
            """async () => {
              const out = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
              for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                  out.push(request.url);
                  if (/api/.test(request.url)) out.push(await (await cache.match(request)).text());
                }
              }
              const { name } = (await indexedDB.databases())[0] ?? {};
              if (name) {
                const db = await new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
                const show = (v) => v instanceof Uint8Array ? new TextDecoder().decode(v) : v && typeof v === 'object' && !(v instanceof CryptoKey)
                  ? Object.entries(v).map(([k, x]) => k + '=' + show(x)).join(' ') : String(v);
                for (const store of db.objectStoreNames) {
                  const rows = await new Promise((done) => { const q = db.transaction(store).objectStore(store).getAll(); q.onsuccess = () => done(q.result); });
                  out.push(store + ':' + rows.map(show).join('\\n'));
                }
                db.close();
              }
              return out.join('\\n');
            }"""
        )
        return found
