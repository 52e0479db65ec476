"""Records that many phones hand in at once: batches of twenty over eight connections against the running server."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import select

from app import db
from app.models import Resident, Role
from bench.figures import Figure
from bench.ground import Ground, Server, ask, now

RECORDS, BATCH, CONNECTIONS, PHONES = 5000, 20, 8, 120


def phones(ground: Ground) -> list[tuple[str, str, list[UUID]]]:
    """A phone in each of up to 120 grids: its session, its account, the people it may record."""
    found = []
    for grid, _ in ground.grids()[:PHONES]:
        account = ground.account(Role.GRID, grid)
        token = ground.sign_in(account)[0]
        with db.reading() as session:
            people = list(session.exec(select(Resident.id).where(Resident.grid == grid)))
        found.append((token, str(account), people))
    return found


def record(rng: Random, account: str, people: list[UUID], seq: int) -> dict[str, Any]:
    """A look, a call or a reveal of somebody in the own grid, some minutes ago."""
    kind = rng.choice(("view", "view", "call", "reveal"))
    payload: dict[str, Any] = {"resident_id": str(rng.choice(people))}
    payload |= {"view": {}, "call": {"whom": "resident"}, "reveal": {"what": "tags", "purpose": "card"}}[kind]
    at = (now() - timedelta(minutes=rng.randint(1, 600))).isoformat(timespec="milliseconds")
    return {"id": str(uuid4()), "kind": kind, "version": 1, "account": account, "happened_at": at, "recorded_at": at,
            "clock_offset_ms": 0, "seq": seq, "payload": payload}  # fmt: skip


def batches(ground: Ground, *, records: int) -> list[tuple[str, bytes]]:
    """Batches ready to send, each with the session of its phone."""
    rng, there, made = Random(210202), phones(ground), []
    for n in range(records // BATCH):
        token, account, people = there[n % len(there)]
        body = {"device_id": None, "sent_at": now().isoformat(), "records": [record(rng, account, people, s) for s in range(BATCH)]}
        made.append((token, json.dumps(body).encode()))
    return made


def send(server: Server, going: list[tuple[str, bytes]]) -> tuple[list[float], int]:
    """Send these one after another over one connection: how long each took in ms, how many records were accepted."""
    connection, ms, accepted = server.connect(), [], 0
    for token, body in going:
        began = perf_counter()
        status, answer, _ = ask(connection, "POST", "/api/sync", token=token, body=body)
        ms.append((perf_counter() - began) * 1000)
        if status != 200:
            raise RuntimeError(f"sync was answered {status}: {answer[:200]!r}")
        accepted += sum(r["status"] == "accepted" for r in json.loads(answer)["results"])
    return ms, accepted


def measure(ground: Ground) -> Iterator[Figure]:
    """New records, then the same ones again, as after a lost answer."""
    going = batches(ground, records=RECORDS + 20 * BATCH)
    warm, going = going[:20], going[20:]
    lanes = [going[n::CONNECTIONS] for n in range(CONNECTIONS)]
    with ground.server() as server, ThreadPoolExecutor(CONNECTIONS) as pool:
        send(server, warm)
        for words, aim in (("sync, new records", "≥ 2,600"), ("sync, the same records again", "")):
            began, cpu = perf_counter(), server.cpu()
            told = list(pool.map(lambda lane: send(server, lane), lanes))
            seconds = perf_counter() - began
            accepted = sum(n for _, n in told)
            yield Figure(words, "records/s", [accepted / seconds], aim, f"{accepted:,} records, {CONNECTIONS} connections, kinds view, call, reveal")
            yield Figure(f"{words}: processor time of the server for one", "ms", [(server.cpu() - cpu) / accepted])
            yield Figure(f"{words}: answer to a batch of {BATCH}", "ms", [ms for lane, _ in told for ms in lane])
