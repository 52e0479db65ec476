"""Each record once, each with its own answer, and reveals told by phones count like any other (promises D2, D3, F6, H1)."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app import db
from app.api import records
from app.models import Act, Audit, Received, Role
from app.services import residents, sync
from app.services.access import Actor, Grant
from tests import factories as make
from tests.conftest import NOW


class Ground:
    """A worker and an elder."""

    def __init__(self) -> None:
        with db.transaction() as session:
            make.areas(session)
            account = make.an_account(session)
            self.elder = make.a_resident(session, name="曲凤英", phone="13900000421").id
            self.worker = Actor(id=account.id, account="grid", name="x", grants=(Grant(Role.GRID, make.GRID),), own_device=True)

    def reveal(self, at: datetime, **fields: object) -> sync.Record:
        """One reveal as a phone tells it."""
        values = {"id": uuid4(), "kind": "reveal", "version": 1, "account": "grid", "happened_at": at, "recorded_at": at, "clock_offset_ms": 0, "seq": 1,
                  "payload": {"resident_id": str(self.elder)}, "people": (self.elder,), "reason": "phone:card", **fields}  # fmt: skip
        return sync.Record(**values)  # type: ignore[arg-type]

    def take(self, *taken: sync.Record, now: datetime = NOW) -> list[sync.Answer]:
        """Hand in records, all in one transaction."""
        with db.transaction() as session:
            return [sync.take(session, actor=self.worker, record=r, device_id=None, now=now) for r in taken]


@pytest.fixture
def ground(database: sa.Engine) -> Ground:
    return Ground()


def _rows(model: type) -> list:  # type: ignore[type-arg]
    with db.reading() as session:
        found = list(session.exec(select(model)).all())
        session.expunge_all()
    return found


def _alarms() -> list[Audit]:
    return [a for a in _rows(Audit) if a.act == Act.ALARM]


def test_the_31st_reveal_told_by_a_phone_raises_one_alarm(ground: Ground) -> None:
    ground.take(*(ground.reveal(NOW - timedelta(minutes=n)) for n in range(30)))
    assert _alarms() == []
    ground.take(*(ground.reveal(NOW - timedelta(minutes=30 + n)) for n in range(3)), now=NOW + timedelta(days=2))
    assert len(_alarms()) == 1
    assert len(_rows(Audit)) == 34


def test_reveals_at_both_doors_are_counted_together(ground: Ground) -> None:
    ground.take(*(ground.reveal(NOW - timedelta(minutes=n)) for n in range(15)))
    for n in range(16):
        with db.transaction() as session:
            residents.reveal_phone(session, actor=ground.worker, resident_id=ground.elder, kin_id=None, purpose="visit", now=NOW + timedelta(minutes=n))
    assert len(_alarms()) == 1


def test_a_reveal_counts_on_the_day_it_happened_and_only_once(ground: Ground) -> None:
    day_before = [ground.reveal(NOW - timedelta(days=1, minutes=n)) for n in range(20)]
    ground.take(*day_before, *(ground.reveal(NOW - timedelta(minutes=n)) for n in range(20)))
    ground.take(*day_before)
    assert _alarms() == []


def test_looks_and_calls_raise_no_alarm(ground: Ground) -> None:
    ground.take(*(ground.reveal(NOW, kind="view", reason="") for _ in range(40)), *(ground.reveal(NOW, kind="call", reason="") for _ in range(40)))
    assert _alarms() == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=st.lists(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=6), max_size=6))
def test_whatever_the_network_repeats_each_record_counts_once(ground: Ground, deliveries: list[list[tuple[int, bool]]]) -> None:
    """`True` is the same id with other content: it is refused and the first stays."""
    base = uuid4().int >> 8 << 8
    first: dict[int, bool] = {}
    receipts: dict[int, int | None] = {}
    before = len(_rows(Received)), len([a for a in _rows(Audit) if a.act != Act.ALARM])
    for batch in deliveries:
        answers = ground.take(*(ground.reveal(NOW - timedelta(hours=other), id=UUID(int=base + n), kind="view", reason="") for n, other in batch))
        for (n, other), answer in zip(batch, answers, strict=True):
            if first.setdefault(n, other) == other:
                assert answer.status == "accepted"
                assert receipts.setdefault(n, answer.receipt) == answer.receipt
            else:
                assert (answer.status, answer.code) == ("refused", "conflict")
    assert len(_rows(Received)) - before[0] == len(first)
    assert len([a for a in _rows(Audit) if a.act != Act.ALARM]) - before[1] == len(first)
    assert len(set(receipts.values())) == len(receipts)


def test_every_kind_the_door_knows_has_its_act() -> None:
    kinds = {shape.model_fields["kind"].annotation.__args__[0] for shape in records.Envelope.__subclasses__()}  # type: ignore[union-attr]
    assert kinds == set(sync.CARRY)


def test_the_edges_of_time(ground: Ground) -> None:
    told = [(NOW + sync.FUTURE, ""), (NOW + sync.FUTURE + timedelta(seconds=1), "future"), (sync.EARLIEST, ""), (sync.EARLIEST - timedelta(seconds=1), "too_old")]
    assert [a.code for a in ground.take(*(ground.reveal(at) for at, _ in told))] == [code for _, code in told]
