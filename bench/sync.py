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

BATCH, CONNECTIONS, PHONES = 20, 64, 540
RECORDS = PHONES * BATCH


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


KINDS = {"looks": ("view", "view", "call", "reveal"), "contacts": ("contact",), "a day": ("view", "view", "call", "contact", "contact")}
"""What a phone hands in: looks alone, contacts alone, or the mix of a day."""


def record(rng: Random, account: str, people: list[UUID], seq: int, kinds: tuple[str, ...]) -> dict[str, Any]:
    """A look, a call, a reveal of somebody in the own grid or a contact with them, some minutes ago."""
    kind, one = rng.choice(kinds), str(rng.choice(people))
    payload: dict[str, Any] = {
        "view": {"resident_id": one}, "call": {"resident_id": one, "whom": "resident"},
        "reveal": {"resident_id": one, "what": "tags", "purpose": "card"}, "contact": {"resident_ids": [one], "mode": "door", "outcome": "seen"},
    }[kind]  # fmt: skip
    at = (now() - timedelta(minutes=rng.randint(1, 600))).isoformat(timespec="milliseconds")
    return {"id": str(uuid4()), "kind": kind, "version": 1, "account": account, "happened_at": at, "recorded_at": at,
            "clock_offset_ms": 0, "seq": seq, "payload": payload}  # fmt: skip


def batches(there: list[tuple[str, str, list[UUID]]], *, records: int, kinds: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """Batches ready to send, each with the session of its phone."""
    rng, made = Random(210202), []
    for n in range(records // BATCH):
        token, account, people = there[n % len(there)]
        body = {"device_id": None, "sent_at": now().isoformat(), "records": [record(rng, account, people, s, kinds) for s in range(BATCH)]}
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
    """New records of each mix, then the last ones again, as after a lost answer."""
    there = phones(ground)
    with ground.server() as server, ThreadPoolExecutor(CONNECTIONS) as pool:
        send(server, batches(there, records=20 * BATCH, kinds=KINDS["a day"]))
        for name, kinds in KINDS.items():
            going = batches(there, records=RECORDS, kinds=kinds)
            lanes = [going[n::CONNECTIONS] for n in range(CONNECTIONS)]
            for again in (False, True) if name == "a day" else (False,):
                words = f"sync, {name}{', the same again' if again else ''}"
                began, cpu = perf_counter(), server.cpu()
                told = list(pool.map(lambda lane: send(server, lane), lanes))
                seconds = perf_counter() - began
                accepted = sum(n for _, n in told)
                yield Figure(words, "records/s", [accepted / seconds], "≥ 2,600", f"{accepted:,} records of {len(there)} phones, {CONNECTIONS} at once")
                yield Figure(f"{words}: processor time of the server for one", "ms", [(server.cpu() - cpu) / accepted])
                yield Figure(f"{words}: answer to a batch of {BATCH}", "ms", [ms for lane, _ in told for ms in lane])
