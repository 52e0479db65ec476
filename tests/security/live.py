"""A real server on a real socket, in a process of its own, and a browser tab that says what we tell it to."""

import json
import os
import secrets
import shutil
import socket as sockets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import socketio
from sqlmodel import Session

from app import db
from app.config import ROOT, settings
from app.models import SignIn
from app.services import keys

STATE = "reflex___state____state"
RESIDENTS = f"{STATE}.app___state___residents____residents_state"
HYDRATE = f"{STATE}.hydrate_and_load"
COOKIE = "linli_session"


def make() -> Any:
    """The ASGI factory of the server under test: the app itself, with one second where people get thirty."""
    from app.state import gate, residents

    gate.SWEEP_SECONDS = residents.SHOWN_SECONDS = 1
    from app.app import app

    return app()


def wait_until(true: Callable[[], Any], seconds: float = 20) -> Any:
    """What `true` returns once it is truthy; fails when that takes too long."""
    end = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    return value


def _free_port() -> int:
    with sockets.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _stand_in_for_the_build(folder: Path) -> Path:
    """Pages as the build leaves them, one small file each, so that no test depends on a build being there."""
    client = folder / "web" / "build" / "client"
    for name in ("index", "404", "login/index", "residents/index", "outbox/index", "me/index"):
        (client / name).parent.mkdir(parents=True, exist_ok=True)
        (client / f"{name}.html").write_text(f"<!doctype html><title>{name}</title>")
    (client / "assets").mkdir()
    (client / "assets" / "entry-abc.js").write_text("export {}")
    (client / "sw.js").write_text("self.x = 1")
    (client / "manifest.webmanifest").write_text("{}")
    return folder / "web"


class Answer:
    """Status, headers and body of one HTTP answer."""

    def __init__(self, status: int, headers: Any, body: bytes):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.body)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


class Server:
    """One server with its own database, folder and log. Keys are those of the tests, so that sessions can be made."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="linli-live-"))
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        self.port = _free_port()
        self.origin = f"http://localhost:{self.port}"
        self.log = self.folder / "server.log"
        self.engine = db.make_engine(f"sqlite:///{self.data / 'linli.db'}")
        self.tabs: list[Tab] = []
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start granian as `linli serve` does, and wait until it answers."""
        keys.current("fields")
        env = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "PYTEST_", "REFLEX_"))} | {
            "LINLI_SHOWN_SECONDS": "8",
            "PORT": str(self.port),
            "LINLI_DATA_DIR": str(self.data),
            "LINLI_KEY_FILE": str(settings.keys),
            "REFLEX_ENV_MODE": "prod",
            "__REFLEX_SKIP_COMPILE": "true",
            "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
            "REFLEX_WEB_WORKDIR": str(_stand_in_for_the_build(self.folder)),
            "REFLEX_STATES_WORKDIR": str(self.folder / "states"),
            "REFLEX_TELEMETRY_ENABLED": "false",
            "PYTHONPATH": str(ROOT),
            "NO_PROXY": "*",
        }
        command = [
            str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--factory", "--host", "127.0.0.1",
            "--port", str(self.port), "--log-level", "warning", "--no-access-log", "--workers", "1",
            "tests.security.live:make",
        ]  # fmt: skip
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
        wait_until(self._answers, 60)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.get("/ping").status == 200
        except OSError:
            return False

    def stop(self) -> None:
        """End the tabs and the server."""
        for tab in self.tabs:
            tab.close()
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        self.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One HTTP request; redirects are not followed."""
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        request = urllib.request.Request(f"{self.origin}{path}", data=body, method=method, headers=named)
        try:
            with _opener.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def get(self, path: str, **headers: str) -> Answer:
        """A GET."""
        return self.request("GET", path, **headers)

    def post(self, path: str, data: Any, **headers: str) -> Answer:
        """A POST of JSON from our own pages."""
        given = {"Content_Type": "application/json", "Origin": self.origin, **headers}
        return self.request("POST", path, json.dumps(data).encode(), **given)

    def session_for(self, account_id: UUID, *, own_device: bool = True) -> str:
        """A session made straight in the database, for signing in takes a tenth of a second on purpose."""
        token = secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        with Session(self.engine) as session, session.begin():
            session.add(SignIn(token_hash=keys.token_hash(token), account_id=account_id, own_device=own_device,
                               started_at=now, last_seen_at=now, ends_at=now + timedelta(days=30)))  # fmt: skip
        return token

    def tab(self, token: str = "", *, client: str = "", **headers: str) -> "Tab":
        """A connected, hydrated tab."""
        made = Tab(self, token, client=client or secrets.token_hex(8), headers=headers)
        self.tabs.append(made)
        return made


class Tab:
    """A browser tab on the wire: what it sends, and every frame it gets."""

    def __init__(self, server: Server, token: str, *, client: str, headers: dict[str, str]):
        self.server, self.client = server, client
        self.frames: list[Any] = []
        self.socket = socketio.Client(reconnection=False, handle_sigint=False, websocket_extra_options={"suppress_origin": True})
        self.socket.on("event", self.frames.append, namespace="/_event")
        self.socket.on("new_token", lambda new: self.frames.append({"new_token": new}), namespace="/_event")
        given = {"Origin": server.origin} | headers
        if token:
            given["Cookie"] = f"{COOKIE}={token}"
        self.socket.connect(
            f"{server.origin}/?token={client}", headers=given, socketio_path="_event", namespaces=["/_event"],
            transports=["websocket"], auth={}, wait_timeout=10,
        )  # fmt: skip
        self.settle()
        self.snapshot = list(self.frames)
        """What a page is told when it opens."""

    def send(self, name: str, payload: Any = None, **more: Any) -> None:
        """One event as a page sends it."""
        event = {"name": name, "payload": {} if payload is None else payload, "router_data": {"pathname": "/residents/", "query": {}}}
        self.raw(event | more)

    def raw(self, event: Any) -> None:
        """Anything at all under the name of an event."""
        self.socket.emit("event", event, namespace="/_event")

    def settle(self) -> None:
        """Wait until everything sent so far was handled: a hydration ends with a frame of its own, and events go in order."""
        done = self._hydrated() + 1
        self.send(HYDRATE)
        wait_until(lambda: self._hydrated() >= done or not self.socket.connected)

    def _hydrated(self) -> int:
        return sum((f.get("delta") or {}).get(STATE, {}).get("is_hydrated_rx_state_") is True for f in self.frames)

    def ask(self, name: str, payload: Any = None) -> list[Any]:
        """Send an event and give the frames that came of it."""
        seen = len(self.frames)
        self.send(name, payload)
        self.settle()
        return self.frames[seen:]

    def text(self) -> str:
        """Every frame this tab ever got, as one text to look through."""
        return json.dumps(self.frames, ensure_ascii=False)

    def close(self) -> None:
        """Close the socket."""
        if self.socket.connected:
            self.socket.disconnect()
