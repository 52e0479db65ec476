"""Real `linli` commands and servers for the tests of operations, each on data of its own, with pages that stand in."""

import os
import secrets
import signal
import socket as sockets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import socketio

from tests.security.live import COOKIE, HYDRATE, STATE

BIN = Path(sys.executable).parent
PASSWORD = "linli-demo"


def wait_until(true: Callable[[], Any], seconds: float = 40, why: Callable[[], str] = lambda: "") -> Any:
    """What `true` returns once it is truthy; fails when that takes too long."""
    end = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < end, f"waited in vain {why()}"
        time.sleep(0.02)
    return value


def free_port() -> int:
    """A port that nobody listens on, below those that the system hands out by itself."""
    for _ in range(200):
        port = 3410 + secrets.randbelow(80)
        with sockets.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise AssertionError("no free port")


def _open(port: int) -> bool:
    with sockets.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def bundle(folder: Path) -> Path:
    """Pages as a build leaves them, one small file each."""
    client = folder / "web" / "build" / "client"
    for name in ("index", "404", "login/index", "residents/index", "outbox/index", "me/index"):
        (client / name).parent.mkdir(parents=True, exist_ok=True)
        (client / f"{name}.html").write_text(f"<!doctype html><title>{name}</title>")
    (client / "assets").mkdir(exist_ok=True)
    for name in ("assets/entry-abc.js", "sw.js", "manifest.webmanifest"):
        (client / name).write_text("{}")
    (folder / "web" / "backend").mkdir(exist_ok=True)
    (folder / "web" / "backend" / "stateful_pages.json").write_text("[]")
    return folder / "web"


class Home:
    """A data folder with the environment that points to it."""

    def __init__(self, folder: Path, **env: str):
        self.folder, self.data = folder, folder / "data"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "PYTEST_", "REFLEX_", "PG"))}
        self.env = kept | {
            "LINLI_DATA_DIR": str(self.data), "LINLI_BUNDLE": str(bundle(folder)), "PYTHONUNBUFFERED": "1", "NO_PROXY": "*",
            "REFLEX_TELEMETRY_ENABLED": "false", "LINLI_BACKUP": "off",
        } | env  # fmt: skip

    def linli(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run([str(BIN / "linli"), *words], env=self.env | env, capture_output=True, text=True, timeout=60)

    def good(self, *words: str, **env: str) -> str:
        """Run one command that must go well; what it printed."""
        done = self.linli(*words, **env)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self, port: int, **env: str) -> Iterator["Process"]:
        """`linli serve` on this data until the end of the block."""
        process = Process(self, port, env)
        try:
            yield process
        finally:
            process.kill()


class Process:
    """One `linli serve` with everything it started, in a process group of its own."""

    def __init__(self, home: Home, port: int, env: dict[str, str]):
        self.port, self.log = port, home.folder / f"server-{port}.log"
        self.base = f"http://localhost:{port}"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [str(BIN / "linli"), "serve"], env=home.env | {"PORT": str(port)} | env, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def up(self) -> "Process":
        """Wait until it answers."""
        wait_until(self._answers, why=self.log.read_text)
        return self

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return httpx.get(f"{self.base}/api/health", timeout=2, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """Pull the plug: the whole group at once, as when a machine dies."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        wait_until(lambda: not _open(self.port), 10)  # its worker takes a moment longer to die


class Phone:
    """What a phone does over http: signs in once, reads its pack, sends records, opens a socket."""

    def __init__(self, base: str, *, origin: str = ""):
        self.base, self.origin = base, origin or base
        self.http = httpx.Client(base_url=base, headers={"Origin": self.origin}, verify=False, trust_env=False, timeout=10)

    def anew(self) -> "Phone":
        """The same phone with its cookies on fresh connections, as after a hole in the network."""
        again = Phone(self.base, origin=self.origin)
        again.http.cookies = self.http.cookies
        self.http.close()
        return again

    def sign_in(self, account: str = "grid", password: str = PASSWORD) -> None:
        """Sign in, as a form would."""
        answer = self.http.post("/api/session", json={"account": account, "password": password})
        assert answer.status_code == 200, answer.text

    def hello(self) -> str:
        """Open a socket, wait until the page would stand, close it; the token that the server uses for the tab."""
        client, frames = secrets.token_hex(8), []
        made = socketio.Client(reconnection=False, handle_sigint=False, ssl_verify=False, websocket_extra_options={"suppress_origin": True})
        made.on("event", frames.append, namespace="/_event")
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.http.cookies.jar)
        made.connect(
            f"{self.base}/?token={client}", headers={"Origin": self.origin, "Cookie": cookies}, socketio_path="_event",
            namespaces=["/_event"], transports=["websocket"], wait_timeout=10,
        )  # fmt: skip
        try:
            event = {"name": HYDRATE, "payload": {}, "router_data": {"pathname": "/residents/", "query": {}}}
            made.emit("event", event, namespace="/_event")
            wait_until(lambda: any((f.get("delta") or {}).get(STATE, {}).get("is_hydrated_rx_state_") for f in frames), 15)
        finally:
            made.disconnect()
        return client


__all__ = ["COOKIE", "Home", "Phone", "Process", "bundle", "free_port", "wait_until"]
