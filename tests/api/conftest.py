"""The API in this process, behind the same guard as in the real server, with a clock that the test holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select
from starlette.testclient import TestClient

from app import db
from app.api import build, deps
from app.api.guard import Guard
from app.config import settings
from app.models import Audit, Role
from app.services import meta
from tests import factories as make
from tests.conftest import NOW

ORIGIN = settings.origins[0]


class Clock:
    """The server's time; it stands still until a test moves it."""

    def __init__(self) -> None:
        self.now: datetime = NOW

    def on(self, **delta: float) -> datetime:
        """Move on."""
        self.now += timedelta(**delta)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the API looks at."""
    made = Clock()
    monkeypatch.setattr(deps, "now", lambda: made.now)
    return made


@pytest.fixture
def client(database: sa.Engine, clock: Clock) -> Iterator[TestClient]:
    """A browser on our own origin, with no session yet."""
    with TestClient(Guard(build()), base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False, raise_server_exceptions=False) as made:  # type: ignore[arg-type]
        yield made


class World:
    """A grid with its worker, somebody who is owed contact, somebody who is not, and a neighbour grid."""

    def __init__(self) -> None:
        with db.transaction() as session:
            meta.ensure(session)
            make.areas(session)
            self.account = make.an_account(session, "grid").id
            self.token = make.a_session(session, self.account)
            self.elder = make.a_resident(session, name="曲凤英", phone="13900000421", tier="A", tier_reason="alone_80", tag="E02").id
            self.other = make.a_resident(session, name="李明", door="501", birth_ym="1985-06", phone="13900000422").id
            self.far = make.a_resident(session, name="赵桂兰", grid=make.OTHER_GRID, building="9", tier="A", phone="13900000423").id
            make.some_kin(session, self.elder, phone="13900000777", has_key=True)

    def colleague(self, account: str, role: Role, area: str = make.GRID, **fields: Any) -> str:
        """The session secret of another colleague."""
        own_device = fields.pop("own_device", True)
        with db.transaction() as session:
            return make.a_session(session, make.an_account(session, account, role=role, area=area, **fields).id, own_device=own_device)

    def rows(self, model: Any) -> list[Any]:
        """All rows of a table as they are now."""
        with db.reading() as session:
            found = list(session.exec(select(model)).all())
            session.expunge_all()
        return found

    def trail(self) -> list[tuple[str, str]]:
        """The audit trail as pairs of act and result."""
        return [(a.act, a.result) for a in sorted(self.rows(Audit), key=lambda a: a.id)]


@pytest.fixture
def world(database: sa.Engine) -> World:
    """The small world, in the database of this test."""
    return World()


@pytest.fixture
def signed_in(client: TestClient, world: World) -> TestClient:
    """The browser of the grid worker."""
    client.cookies.set(deps.COOKIE, world.token)
    return client


def a_record(kind: str = "view", **fields: Any) -> dict[str, Any]:
    """A record as a phone sends it."""
    at = (NOW - timedelta(minutes=5)).isoformat()
    base = {"id": str(UUID(int=0x4000_8000_0000_0000_0000 + fields.pop("n", 1))), "kind": kind, "version": 1, "account": "grid",
            "happened_at": at, "recorded_at": at, "clock_offset_ms": 0, "seq": 1, "payload": {}}  # fmt: skip
    return base | fields


def a_batch(*records: Any, **fields: Any) -> dict[str, Any]:
    """A batch as a phone sends it."""
    return {"device_id": None, "sent_at": NOW.isoformat(), "records": list(records)} | fields
