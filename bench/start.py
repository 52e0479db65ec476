"""From `linli serve` on an unchanged bundle to the first page that is answered, and what memory the server holds."""

import http.client
import time
from collections.abc import Iterator
from contextlib import suppress

from app import build
from app.models import Role
from bench.figures import Figure
from bench.ground import Ground, ask, free_port

TIMES = 5


def measure(ground: Ground) -> Iterator[Figure]:
    """Five starts one after another."""
    grid, _ = ground.grid_near(717)
    token = ground.sign_in(ground.account(Role.GRID, grid))[0]
    seconds, whole, own, after = [], [], [], []
    for _ in range(TIMES):
        port, began = free_port(), time.perf_counter()
        server = ground.start(port)
        try:
            while time.perf_counter() - began < 60:
                with suppress(OSError, http.client.HTTPException):
                    if ask(server.connect(), "GET", "/login/")[0] == 200:
                        break
            seconds.append(time.perf_counter() - began)
            memory = server.memory()
            whole.append(memory["whole"] / 1000)
            own.append(memory["own"] / 1000)
            connection = server.connect()
            for _ in range(5):
                ask(connection, "GET", "/api/pack", token=token, Accept_Encoding="gzip")
            after.append(server.memory()["own"] / 1000)
        finally:
            server.stop()
    note = "" if build.is_current() else "the bundle is older than the sources; taken as it is"
    yield Figure("start to the first page", "s", seconds, "≤ 10", note)
    yield Figure("memory after the start, supervisor and worker", "MB", whole)
    yield Figure("… its own part", "MB", own)
    yield Figure("… after five packs", "MB", after)
