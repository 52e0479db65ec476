"""Searching all residents of the district by name, initials and door, in the service, with 200 queries of each kind."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random
from statistics import median
from time import perf_counter, process_time

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import db
from app.models import Dwelling, Resident, Role
from app.rules.places import DISTRICT
from app.services import residents
from bench.figures import Figure, Watch
from bench.ground import Ground, now

QUERIES = 200
DRAWN = 6000
MOST_SECONDS = 40
"""A kind that is slow stops here; n in the table says how many queries it came to."""


def drawn(ground: Ground, rng: Random) -> list[tuple[str, str, str]]:
    """Some residents of the data: name, initials, short door."""
    with ground.session() as session:
        grids = [code for code, _ in ground.grids()]
        rng.shuffle(grids)
        statement = (
            select(Resident.name, Resident.initials, Dwelling.short)
            .join(Dwelling, col(Dwelling.id) == col(Resident.dwelling_id))
            .where(col(Resident.grid).in_(grids[:40]))
            .order_by(sa.func.random())
            .limit(DRAWN)
        )
        return [(name, initials, short) for name, initials, short in session.exec(statement)]


def queries(people: list[tuple[str, str, str]]) -> dict[str, list[str]]:
    """For each kind of search, different words that find somebody."""
    kinds = {
        "name, 1 character": [c for name, _, _ in people for c in name],
        "name, 2 characters": [t for name, _, _ in people for t in (name[:2], name[-2:])],
        "name, 3 characters": [name for name, _, _ in people if len(name) == 3],
        "initials, 2 letters": [letters[:2] for _, letters, _ in people],
        "initials, 3 letters": [letters for _, letters, _ in people if len(letters) == 3],
        "door (3-1-402)": [short for _, _, short in people],
        "mixed (zs 3-1-402)": [f"{letters} {short}" for _, letters, short in people],
    }
    return {kind: [q for q in dict.fromkeys(found) if q.strip()][:QUERIES] for kind, found in kinds.items()}


def measure(ground: Ground) -> Iterator[Figure]:
    """Each query once, as the district asks it; the service alone, then with its transaction."""
    actor = ground.actor(ground.sign_in(ground.account(Role.DISTRICT, DISTRICT), own_device=False)[0])
    rng = Random(210202)
    for kind, words in queries(drawn(ground, rng)).items():
        service, whole, found = [], [], 0
        limit, cpu = perf_counter() + MOST_SECONDS, process_time()
        for text in words:
            began = perf_counter()
            with ground.session() as session:
                inside = perf_counter()
                page = residents.list_for(session, actor=actor, text=text, filters=(), page=0, now=now())
                service.append((perf_counter() - inside) * 1000)
            whole.append((perf_counter() - began) * 1000)
            found += page.total
            if perf_counter() > limit:
                break
        yield Figure(f"search by {kind}", "ms", service, "p95 ≤ 20", f"{found / len(service):,.0f} found; processor {(process_time() - cpu) * 1000 / len(service):.0f} ms; committed {median(whole):.0f} ms")
    blank = []
    for _ in range(10):
        with ground.session() as session:
            inside = perf_counter()
            residents.list_for(session, actor=actor, text="", filters=(), page=0, now=now())
            blank.append((perf_counter() - inside) * 1000)
    yield Figure("list of the whole district, first page", "ms", blank)
    community = ground.grids()[0][0][:12]
    lead = ground.actor(ground.sign_in(ground.account(Role.COMMUNITY, community), own_device=False)[0])
    for who, where in ((actor, "district"), (lead, "a community")):
        chips, titles, limit = Watch(), Watch(), perf_counter() + MOST_SECONDS
        while len(chips.ms) < 5 and perf_counter() < limit:
            with db.reading() as session, _bound(session, limit):
                titles.time(lambda s=session, a=who: residents.area_title(s, actor=a))
                chips.time(lambda s=session, a=who: residents.chips_for(s, actor=a, filters=(), now=now()))
        note = "" if chips.ms else f"not ready after {MOST_SECONDS} s"
        yield Figure(f"filter chips, {where}", "ms", chips.ms, "", note)
        yield Figure(f"title, {where}", "ms", titles.ms)


@contextmanager
def _bound(session: Session, limit: float) -> Iterator[None]:
    """Let SQLite give up what would run on for minutes."""
    raw = session.connection().connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.set_progress_handler(lambda: perf_counter() > limit, 100_000)
    try:
        with suppress(sa.exc.OperationalError):
            yield
    finally:
        raw.set_progress_handler(None, 0)
