"""No act without its row, no row without its act (promise H1)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from app import db
from app.errors import AppError, Invalid, NotFound
from app.models import Act, Audit, Role
from app.services import access, audit, pack, passwords, residents, staff
from tests import factories as make
from tests.conftest import NOW


def _trail() -> list[Audit]:
    with db.reading() as session:
        found = list(session.exec(select(Audit).order_by(Audit.id)).all())  # type: ignore[arg-type]
        session.expunge_all()
    return found


class People:
    """Two people of two grids, and who asks."""

    def __init__(self) -> None:
        with db.transaction() as session:
            make.areas(session)
            self.elder = make.a_resident(session, name="曲凤英", phone="13900000421", tier="A", tag="W01").id
            self.kin = make.some_kin(session, self.elder).id
            self.far = make.a_resident(session, name="赵桂兰", grid=make.FAR_GRID, phone="13900000423").id
            self.far_kin = make.some_kin(session, self.far).id
        self.worker = make.an_actor((Role.GRID, make.GRID))
        self.officer = make.an_actor((Role.STREET, "210202001"))


@pytest.fixture
def people(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.setattr(passwords, "_context", passwords._context.copy(argon2__memory_cost=64, argon2__time_cost=1))
    return People()


Work = Callable[[Session, People], Any]
DONE: dict[str, tuple[Work, str]] = {
    "search": (lambda s, p: residents.list_for(s, actor=p.worker, text="曲", filters=[], page=0, now=NOW), "search"),
    "filter": (lambda s, p: residents.list_for(s, actor=p.worker, text="", filters=["W01"], page=0, now=NOW), "search"),
    "card": (lambda s, p: residents.card_for(s, actor=p.worker, resident_id=p.elder, now=NOW), "view"),
    "masked card": (lambda s, p: residents.card_for(s, actor=p.officer, resident_id=p.elder, now=NOW), "view"),
    "tags": (lambda s, p: residents.open_sensitive(s, actor=p.worker, resident_id=p.elder, now=NOW), "reveal"),
    "phone": (lambda s, p: residents.reveal_phone(s, actor=p.worker, resident_id=p.elder, kin_id=None, purpose="visit", now=NOW), "reveal"),
    "kin's phone": (lambda s, p: residents.reveal_phone(s, actor=p.worker, resident_id=p.elder, kin_id=p.kin, purpose="errand", now=NOW), "reveal"),
    "pack": (lambda s, p: pack.note_fetched(s, actor=p.worker, now=NOW), "pack"),
    "grant": (lambda s, p: staff.add(s, account="new", name="新来的", role=Role.GRID, area=make.GRID, password="a good sentence", now=NOW), "grant"),
}
REFUSED: dict[str, Work] = {
    "card": lambda s, p: residents.card_for(s, actor=p.worker, resident_id=p.far, now=NOW),
    "no card": lambda s, p: residents.card_for(s, actor=p.worker, resident_id=uuid4(), now=NOW),
    "tags": lambda s, p: residents.open_sensitive(s, actor=p.worker, resident_id=p.far, now=NOW),
    "tags for who sees less": lambda s, p: residents.open_sensitive(s, actor=p.officer, resident_id=p.elder, now=NOW),
    "phone": lambda s, p: residents.reveal_phone(s, actor=p.worker, resident_id=p.far, kin_id=None, purpose="visit", now=NOW),
    "kin's phone": lambda s, p: residents.reveal_phone(s, actor=p.worker, resident_id=p.elder, kin_id=p.far_kin, purpose="visit", now=NOW),
    "no kin": lambda s, p: residents.reveal_phone(s, actor=p.worker, resident_id=p.elder, kin_id=uuid4(), purpose="visit", now=NOW),
}


@pytest.mark.parametrize("what", DONE)
def test_what_is_done_leaves_exactly_one_row(people: People, what: str) -> None:
    work, act = DONE[what]
    with db.transaction() as session:
        work(session, people)
    rows = _trail()
    assert [(r.act, r.result) for r in rows] == [(act, "ok")]
    assert rows[0].at == rows[0].happened_at == NOW
    if what != "grant":
        assert rows[0].actor_id in {people.worker.id, people.officer.id}
        assert rows[0].role in {"grid", "street"}


def _then_fails(work: Work, people: People, later: Exception) -> None:
    with db.transaction() as session:
        work(session, people)
        raise later


@pytest.mark.parametrize("what", DONE)
def test_what_is_rolled_back_leaves_none(people: People, what: str) -> None:
    for later in (RuntimeError(), Invalid("later", "后来出错。", "It failed later.")):
        with pytest.raises(type(later)):
            _then_fails(DONE[what][0], people, later)
    assert _trail() == []


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_leaves_exactly_one_row_although_all_else_is_rolled_back(people: People, what: str) -> None:
    def work() -> None:
        with db.transaction() as session:
            audit.record(session, act=Act.CHANGE, now=NOW, object_kind="before")
            REFUSED[what](session, people)

    with pytest.raises(NotFound):
        work()
    rows = _trail()
    assert [(r.act, r.result) for r in rows] == [("refused", "refused")]
    assert rows[0].actor_id in {people.worker.id, people.officer.id}


def test_an_empty_list_without_filters_is_no_look_at_anybody(people: People) -> None:
    with db.transaction() as session:
        residents.list_for(session, actor=people.worker, text="", filters=[], page=0, now=NOW)
    assert _trail() == []


def test_a_reveal_needs_a_purpose(people: People) -> None:
    for purpose in ("", "curious", "VISIT", "tags"):
        with pytest.raises(Invalid), db.transaction() as session:
            residents.reveal_phone(session, actor=people.worker, resident_id=people.elder, kin_id=None, purpose=purpose, now=NOW)
    assert _trail() == []


def test_rows_hold_ids_and_codes_and_no_word_of_anybody(people: People) -> None:
    for work, _ in DONE.values():
        with db.transaction() as session:
            work(session, people)
    said = repr([vars(r) for r in _trail()])
    assert not [w for w in ("曲", "凤英", "13900000421", "13900000777", "王小红", "新来的") if w in said]


def _reveal(people: People, at: Any) -> None:
    with db.transaction() as session:
        residents.reveal_phone(session, actor=people.worker, resident_id=people.elder, kin_id=None, purpose="visit", now=at)


def test_the_31st_reveal_of_a_day_raises_one_alarm(people: People) -> None:
    for n in range(30):
        _reveal(people, NOW + timedelta(minutes=n))
    assert [r.act for r in _trail()] == ["reveal"] * 30
    for n in range(30, 35):
        _reveal(people, NOW + timedelta(minutes=n))
    alarms = [r for r in _trail() if r.act == Act.ALARM]
    assert len(alarms) == 1
    assert (alarms[0].actor_id, alarms[0].object_id, alarms[0].reason) == (people.worker.id, str(people.worker.id), "reveals")


def test_each_day_in_dalian_and_each_person_counts_apart(people: People) -> None:
    late = NOW.replace(hour=15, minute=0)  # 23:00 in Dalian
    for n in range(30):
        _reveal(people, late + timedelta(minutes=n))
    for n in range(30):
        _reveal(people, late + timedelta(hours=1, minutes=n))
    people.worker = make.an_actor((Role.GRID, make.GRID))
    _reveal(people, late + timedelta(hours=2))
    assert not [r for r in _trail() if r.act == Act.ALARM]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=st.lists(st.sampled_from([*DONE, *(f"refused {k}" for k in REFUSED), *(f"undone {k}" for k in DONE)]), max_size=8))
def test_any_sequence_of_acts_leaves_its_rows_one_to_one(people: People, what: list[str]) -> None:
    expected, before = [], len(_trail())
    for name in what:
        kind, _, rest = name.partition(" ")
        if kind == "refused" and rest in REFUSED:
            with pytest.raises(AppError), db.transaction() as session:
                REFUSED[rest](session, people)
            expected.append("refused")
        elif kind == "undone":
            with pytest.raises((RuntimeError, AppError)):
                _then_fails(DONE[rest][0], people, RuntimeError())
        elif name != "grant":
            with db.transaction() as session:
                DONE[name][0](session, people)
            expected.append(DONE[name][1])
    assert [r.act for r in _trail()[before:] if r.act != Act.ALARM] == expected


def test_a_refusal_carries_its_row_with_it(people: People) -> None:
    error = access.refusal(NotFound(), actor=people.worker, now=NOW, object_kind="resident", object_id="x" * 60)
    assert len(error.refused) == 1
    assert len(error.refused[0].object_id) == 40
