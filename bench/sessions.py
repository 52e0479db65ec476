"""Many open sessions in one process: every one sends an event in ten seconds; how long answers take, what memory they hold."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Ping, RejectConnection, Request, TextMessage

from app.api.deps import COOKIE
from app.models import Role
from app.rules.places import DISTRICT
from bench.figures import Figure
from bench.ground import Ground, Server

STATE = "reflex___state____state"
RESIDENTS = f"{STATE}.app___state___residents____residents_state"
EVERY, SECONDS, DRAIN, OPENING = 10, 60, 30, 8
SHARES = ((Role.COMMUNITY, 0.80), (Role.STREET, 0.15), (Role.DISTRICT, 0.05))
"""Who reads residents from the server; grid staff read them from their phones (design.md §8)."""
WORDS = ["王", "李", "张", "刘", "陈", "淑", "秀", "桂", "玉", "建", "王秀", "李桂", "wxl", "zs", "lgz", "3-1-402", "1-2-301", "5-1-101", "2-3-502", "602"]


class Phone:
    """One socket, as the page opens it: engine.io 4 and socket.io 5 over a websocket, with the cookie in the handshake."""

    def __init__(self, role: str, token: str):
        """Nothing happens before `open`."""
        self.role, self.token, self.id = role, token, str(uuid4())
        self.ms: list[float] = []
        self.lost = self.late = 0
        self._wire = WSConnection(ConnectionType.CLIENT)
        self._text = ""
        self._open = asyncio.Event()
        self._answer: asyncio.Future[None] | None = None
        self._wanted = ""

    async def open(self, port: int) -> None:
        """Connect, join the namespace with the hydrating event, wait until the State is there."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        query = urlencode({"EIO": 4, "transport": "websocket", "token": self.id})
        headers = [(b"Origin", f"http://127.0.0.1:{port}".encode()), (b"Cookie", f"{COOKIE}={self.token}".encode())]
        self._put(Request(host=f"127.0.0.1:{port}", target=f"/_event/?{query}", extra_headers=headers))
        self._reading = asyncio.create_task(self._read())
        await asyncio.wait_for(self._open.wait(), 60)
        self._wanted, self._answer = "is_hydrated", asyncio.get_running_loop().create_future()
        self._send("40/_event," + json.dumps({"event": self._event(f"{STATE}.hydrate_and_load", {})}))
        await asyncio.wait_for(self._answer, 60)

    def _event(self, name: str, payload: dict[str, object]) -> dict[str, object]:
        return {"name": name, "payload": payload, "router_data": {"pathname": "/residents/", "query": {}, "asPath": "/residents/"}}

    def _put(self, event: object) -> None:
        self._writer.write(self._wire.send(event))  # type: ignore[arg-type]

    def _send(self, text: str) -> None:
        self._put(TextMessage(data=text))

    async def ask(self, name: str, **payload: object) -> None:
        """Send an event and wait for the delta that answers it. Gives up after 60 s."""
        self._wanted, self._answer = "residents_state", asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._send("42/_event," + json.dumps(["event", self._event(f"{RESIDENTS}.{name}", payload)]))
        try:
            await asyncio.wait_for(self._answer, 60)
            self.ms.append((time.perf_counter() - began) * 1000)
        except TimeoutError:
            self.late += 1

    async def close(self) -> None:
        """Leave."""
        self._reading.cancel()
        self._writer.close()

    async def _read(self) -> None:
        while data := await self._reader.read(2**18):
            self._wire.receive_data(data)
            for event in self._wire.events():
                if isinstance(event, TextMessage):
                    self._text += event.data
                    if event.message_finished:
                        self._packet(self._text)
                        self._text = ""
                elif isinstance(event, Ping):
                    self._put(event.response())
                elif isinstance(event, (CloseConnection, RejectConnection)):
                    self.lost += 1
                    return
                elif not isinstance(event, (AcceptConnection, Message)):
                    continue
        self.lost += 1

    def _packet(self, text: str) -> None:
        if text.startswith("0"):
            self._open.set()
        elif text == "2":
            self._send("3")
        elif text.startswith("42") and self._answer and not self._answer.done() and self._wanted in text:
            self._answer.set_result(None)


async def crowd(port: int, guests: list[tuple[str, str]]) -> None:
    """Open everybody's socket, load the page once, say so; at a word from outside send events for a minute, tell, leave."""
    phones = [Phone(role, token) for role, token in guests]
    gate = asyncio.Semaphore(OPENING)

    async def arrive(phone: Phone) -> None:
        async with gate:
            await phone.open(port)

    async def load(phone: Phone) -> None:
        async with gate:
            await phone.ask("load")

    async def work(phone: Phone, rng: Random) -> None:
        await asyncio.sleep(rng.random() * EVERY)
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            began = time.perf_counter()
            await phone.ask("search", text=rng.choice(WORDS))
            await asyncio.sleep(max(0, EVERY - (time.perf_counter() - began)))

    async def step(name: str, jobs: list[object]) -> None:
        began = time.perf_counter()
        await asyncio.wait(map(asyncio.ensure_future, jobs), timeout=SECONDS + DRAIN + EVERY if name == "work" else 240)  # type: ignore[call-overload]
        told = {"step": name, "seconds": time.perf_counter() - began, "lost": sum(p.lost for p in phones), "late": sum(p.late for p in phones),
                "waiting": sum(bool(p._answer and not p._answer.done()) for p in phones),
                "ms": {role: [ms for p in phones if p.role == role for ms in p.ms] for role in dict(guests)}}  # fmt: skip
        print(json.dumps(told), flush=True)
        for phone in phones:
            phone.ms = []
        await asyncio.to_thread(sys.stdin.readline)

    rng = Random(210202)
    await step("open", [arrive(p) for p in phones])
    await step("load", [load(p) for p in phones])
    await step("work", [work(p, Random(rng.random())) for p in phones])
    await asyncio.gather(*(p.close() for p in phones), return_exceptions=True)


def guests_of(ground: Ground, *, shares: tuple[tuple[Role, float], ...] = SHARES) -> list[tuple[str, str]]:
    """A session for everybody, by role in these shares, over the areas that there are."""
    codes = [code for code, _ in ground.grids()]
    areas = {Role.COMMUNITY: sorted({c[:12] for c in codes}), Role.STREET: sorted({c[:9] for c in codes}), Role.DISTRICT: [DISTRICT]}
    guests: list[tuple[str, str]] = []
    for role, share in shares:
        wanted = max(1, round(ground.sessions * share))
        for n, area in enumerate(areas[role]):
            times = len(range(n, wanted, len(areas[role])))
            if times:
                guests += [(role.value, t) for t in ground.sign_in(ground.account(role, area), own_device=False, times=times)]
    Random(1).shuffle(guests)
    return guests[: ground.sessions]


def measure(ground: Ground) -> Iterator[Figure]:
    """Memory before, with open sockets, and with a loaded page in each; then a minute of searches."""
    guests = guests_of(ground)
    with ground.server() as server:
        yield from load_of(ground, server, guests)


def load_of(ground: Ground, server: Server, guests: list[tuple[str, str]]) -> Iterator[Figure]:
    """Let the crowd, in a process of its own, load this server."""
    warm = guests[:24]  # fills the page caches of the database, which are not the sessions'
    _run(ground, server, warm, upto="load")
    before = server.memory()
    crowd_process = _start(ground, server, guests)
    try:
        for name in ("open", "load", "work"):
            cpu = server.cpu()
            told = json.loads(crowd_process.stdout.readline())  # type: ignore[union-attr]
            answered = sum(map(len, told["ms"].values())) or 1
            after = server.memory()
            each = [(after[k] - before[k]) / len(guests) for k in ("own", "whole")]
            if name != "work":
                words = {"open": "open socket", "load": "loaded page of residents"}[name]
                yield Figure(f"memory of a session: {words}", "KB", [each[0]], "≤ 150" if name == "load" else "",
                             f"{len(guests)} sessions; {each[1]:.0f} with mapped files; {told['late'] + told['waiting']} not answered in time")  # fmt: skip
            for role, ms in told["ms"].items():
                if ms and name == "load":
                    yield Figure(f"load, {OPENING} at once: {role}", "ms", ms)
            if name == "work":
                every = [ms for found in told["ms"].values() for ms in found]
                missing = told["late"] + told["waiting"]
                note = f"{len(every) / told['seconds']:.0f} events/s answered; {missing} not in time, {told['lost']} sockets lost"
                yield Figure(f"search, {len(guests)} sessions, each one in {EVERY} s", "ms", every, "p95 ≤ 250", note)
                yield Figure("… processor time of the server for one event", "ms", [(server.cpu() - cpu) / answered])
                for role, ms in told["ms"].items():
                    if ms:
                        yield Figure(f"… {role}", "ms", ms)
            _go(crowd_process)
        yield Figure("memory of a session after the minute", "KB", [(server.memory()["own"] - before["own"]) / len(guests)])
    finally:
        _end(crowd_process)
        (ground.home / "guests.json").unlink(missing_ok=True)  # it holds session secrets


def _start(ground: Ground, server: Server, guests: list[tuple[str, str]]) -> "subprocess.Popen[str]":
    file = ground.home / "guests.json"
    file.write_text(json.dumps(guests))
    file.chmod(0o600)
    return subprocess.Popen([sys.executable, "-m", "bench.sessions", str(server.port), str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _go(process: "subprocess.Popen[str]") -> None:
    process.stdin.write("\n")  # type: ignore[union-attr]
    process.stdin.flush()  # type: ignore[union-attr]


def _run(ground: Ground, server: Server, guests: list[tuple[str, str]], *, upto: str) -> None:
    process = _start(ground, server, guests)
    try:
        while json.loads(process.stdout.readline())["step"] != upto:  # type: ignore[union-attr]
            _go(process)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    process.wait(20)


if __name__ == "__main__":
    asyncio.run(crowd(int(sys.argv[1]), [(r, t) for r, t in json.loads(Path(sys.argv[2]).read_text())]))
