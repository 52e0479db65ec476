"""One production server for the whole run, with a demo district; a fresh browser context for each test."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browser import ARGS, find_or_install
from tests.e2e.screens import Screens

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`linli serve` as a newcomer starts it, on its own data."""

    def __init__(self, home: Path, port: int):
        self.home, self.port, self.base = home, port, f"http://localhost:{port}"
        self.log = home / "server.log"
        self.env = {
            **os.environ, "LINLI_DATA_DIR": str(home), "PORT": str(port), "LINLI_DEMO": "1", "PYTHONUNBUFFERED": "1", "LINLI_SHOWN_SECONDS": "5",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def linli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a `linli` command on this server's data."""
        return subprocess.run([str(BIN / "linli"), *words], env=self.env, capture_output=True, text=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.process = subprocess.Popen(
            [str(BIN / "linli"), "serve"], env=self.env, stdout=self.log.open("ab"), stderr=subprocess.STDOUT
        )
        end = time.monotonic() + 240
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.base}/api/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()[-3000:]
            time.sleep(0.1)
        raise AssertionError("the server did not start: " + self.log.read_text()[-3000:])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop the very process that was started."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(15)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The running server."""
    os.environ["LINLI_DEMO"] = "1"
    made = Server(tmp_path_factory.mktemp("server"), free_port())
    for words in (("build",), ("migrate",), ("demo",)):
        done = made.linli(*words)
        assert done.returncode == 0, done.stdout + done.stderr
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=find_or_install(), args=ARGS)
        yield made
        made.close()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Callable[..., Screens]]:
    """Makes a phone or tablet of its own: `phone()`, `phone(820, 1180)`, `phone(scheme="dark")`.

    At the end of the test, no page may have thrown an error and nothing may have asked for another host.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on("console", lambda m: faults.append(f"console: {m.text}") if m.type == "error" and _is_fault(m.text) else None)
        page.on("request", lambda r: faults.append(f"left the house: {r.url}") if not _ours(r.url, server.base) else None)

    def make(width: int = 390, height: int = 844, scheme: str = "light", lang: str = "zh-CN") -> Screens:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale=lang)  # type: ignore[arg-type]
        context.set_default_timeout(25_000)
        contexts.append(context)
        context.on("page", watch)
        return Screens(context.new_page(), server.base)

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(text: str) -> bool:
    expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "WebSocket connection")
    return not any(word in text for word in expected)


def _ours(url: str, base: str) -> bool:
    socket_base = base.replace("http", "ws", 1)
    return url.startswith((base, socket_base, "data:", "blob:", "about:", "tel:"))


