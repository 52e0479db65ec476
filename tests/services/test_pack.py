"""What goes along on a phone, and that its fingerprint changes whenever it does (promise D11, design.md §3)."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.models import (
    AccessFlag,
    Account,
    Area,
    Building,
    Contact,
    Courtyard,
    Dwelling,
    EmergencyContact,
    Flag,
    Meta,
    Preference,
    Resident,
    ResidentTag,
    Role,
    Status,
    TagState,
    Unit,
)
from app.services import meta, pack
from app.services.access import Actor, Grant
from tests import factories as make
from tests.conftest import NOW

PEOPLE = 4


@pytest.fixture
def worker(session: Session) -> Actor:
    """The worker of a grid with an elder of whom everything is known, and a few others."""
    meta.ensure(session)
    make.areas(session)
    account = make.an_account(session)
    elder = make.a_resident(session, name="曲凤英", phone="13900000421", tier="A", tier_reason="alone_80", tag="E02", living="alone")
    make.a_flag(session, elder.id, hint="对门")
    make.some_kin(session, elder.id)
    make.a_contact(session, elder, account_id=account.id)
    for n in range(PEOPLE - 1):
        make.a_resident(session, name=f"李{'甲乙丙'[n]}", door=f"{n + 1}01", birth_ym="1990-01")
    make.a_resident(session, name="赵桂兰", grid=make.OTHER_GRID, building="9", tier="A")
    return Actor(id=account.id, account="grid", name=account.name, grants=(Grant(Role.GRID, make.GRID),), own_device=True)


def _elder(session: Session) -> Resident:
    return session.exec(select(Resident).where(Resident.name == "曲凤英")).one()


def _built(session: Session, actor: Actor, now: Any = NOW) -> str:
    return json.dumps(pack.build(session, actor=actor, now=now), ensure_ascii=False, sort_keys=True)


def _person(**fields: Any) -> Callable[[Session], None]:
    """A change of the person as services make it: the version goes up with it."""

    def change(session: Session) -> None:
        elder = _elder(session)
        for name, value in fields.items():
            setattr(elder, name, value)
        elder.version += 1
        elder.updated_at = NOW
        session.add(elder)

    return change


def _of_person(work: Callable[[Session, Resident], Any]) -> Callable[[Session], None]:
    """A change of something that belongs to the person; it raises the person's version."""

    def change(session: Session) -> None:
        elder = _elder(session)
        work(session, elder)
        elder.version += 1
        session.add(elder)

    return change


def _set(model: Any, **fields: Any) -> Callable[[Session], None]:
    """A change of the first row of another table."""

    def change(session: Session) -> None:
        row = session.exec(select(model)).first()
        for name, value in fields.items():
            setattr(row, name, value)
        session.add(row)

    return change


def _set_at(code: str, name: str) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        area = session.get(Area, code)
        assert area is not None
        area.name = name
        session.add(area)

    return change


def _moves_in(session: Session) -> None:
    make.a_resident(session, name="新来的", door="701")


def _swaps(session: Session) -> None:
    """One goes and another comes: the number of people stays, and so does the sum of the versions."""
    other = session.exec(select(Resident).where(Resident.name == "李甲")).one()
    other.status, other.version = Status.MOVED, other.version + 1
    session.add(other)
    make.a_resident(session, name="李丁", door="801")


def _new_door(session: Session) -> None:
    unit = make.a_unit(session)
    session.add(Dwelling(code="d", path="d", unit_id=unit.id, door="901", short="3-1-901", floor=9))


CHANGES: dict[str, Callable[[Session], None]] = {
    "name": _person(name="曲凤仪", initials="qfy"),
    "initials": _person(initials="xfy"),
    "phone": _person(phone_sealed=None),
    "tier": _person(tier="B"),
    "tier goes": _person(tier=""),
    "reason": _person(tier_reason="alone"),
    "living": _person(living="children"),
    "preference": _person(preference=Preference.PHONE_ONLY),
    "status": _person(status=Status.HOSPITAL),
    "death": _person(status=Status.DIED),
    "birth": _person(birth_ym="1932-03"),
    "seen": _person(last_seen_at=NOW),
    "moved to another grid": _person(grid=make.OTHER_GRID),
    "somebody moves in": _moves_in,
    "one goes and another comes": _swaps,
    "new tag": _of_person(lambda s, e: make.a_tag(s, e.id, "W01")),
    "tag ends": _of_person(lambda s, e: s.exec(sa.update(ResidentTag).where(ResidentTag.resident_id == e.id).values(state=TagState.ENDED))),
    "grade": _of_person(lambda s, e: s.exec(sa.update(ResidentTag).where(ResidentTag.resident_id == e.id).values(grade="2"))),
    "new flag": _of_person(lambda s, e: make.a_flag(s, e.id, Flag.PET)),
    "flag goes": _of_person(lambda s, e: s.exec(sa.delete(AccessFlag).where(AccessFlag.resident_id == e.id))),
    "hint": _of_person(lambda s, e: s.exec(sa.update(AccessFlag).where(AccessFlag.resident_id == e.id).values(hint="楼下"))),
    "new kin": _of_person(lambda s, e: make.some_kin(s, e.id, name="王大明", phone="13900000888")),
    "kin goes": _of_person(lambda s, e: s.exec(sa.delete(EmergencyContact).where(EmergencyContact.resident_id == e.id))),
    "contact": lambda s: (make.a_contact(s, _elder(s), days_ago=0), None)[1],
    "courtyard": _set(Courtyard, name="新名小区"),
    "building": _set(Building, number="33"),
    "staircase": _set(Unit, number="11"),
    "new door": _new_door,
    "name of the grid": _set_at(make.GRID, "第十网格"),
    "own name": _set(Account, name="改名"),
    "epoch": _set(Meta, value="0" * 16),
}


def test_the_fingerprint_changes_when_the_pack_does(session: Session, worker: Actor) -> None:
    before, mark = _built(session, worker), pack.fingerprint(session, actor=worker, now=NOW)
    for what, change in CHANGES.items():
        tried = session.begin_nested()
        change(session)
        session.flush()
        name = "改名" if what == "own name" else worker.name
        actor = Actor(id=worker.id, account=worker.account, name=name, grants=worker.grants, own_device=True)
        assert _built(session, actor) != before, f"{what}: this should change the pack"
        assert pack.fingerprint(session, actor=actor, now=NOW) != mark, what
        tried.rollback()
        session.expire_all()
    assert (_built(session, worker), pack.fingerprint(session, actor=worker, now=NOW)) == (before, mark)


def test_the_fingerprint_changes_with_the_role_the_device_and_the_day(session: Session, worker: Actor) -> None:
    marks = {pack.fingerprint(session, actor=worker, now=NOW)}
    for grants, own in (((Grant(Role.INFO, make.GRID),), True), (worker.grants, False), ((*worker.grants, Grant(Role.GRID, make.OTHER_GRID)), True)):
        actor = Actor(id=worker.id, account="grid", name=worker.name, grants=grants, own_device=own)
        marks.add(pack.fingerprint(session, actor=actor, now=NOW))
    marks.add(pack.fingerprint(session, actor=worker, now=NOW + timedelta(days=1)))
    assert len(marks) == 5


def test_the_fingerprint_stays_when_nothing_of_theirs_changes(session: Session, worker: Actor) -> None:
    mark, before = pack.fingerprint(session, actor=worker, now=NOW), _built(session, worker)
    make.a_resident(session, name="别处", grid=make.FAR_GRID)
    assert pack.fingerprint(session, actor=worker, now=NOW + timedelta(hours=1)) == mark
    assert _built(session, worker, NOW + timedelta(hours=1)) == before


def test_a_flag_lapses_with_its_day_and_the_fingerprint_with_it(session: Session, worker: Actor) -> None:
    flag = session.exec(select(AccessFlag)).one()
    flag.expires_on = date(2026, 11, 22)
    session.add(flag)
    session.flush()
    today, tomorrow = _built(session, worker), _built(session, worker, NOW + timedelta(days=1))
    assert "spare_key" in today
    assert "spare_key" not in tomorrow
    assert pack.fingerprint(session, actor=worker, now=NOW) != pack.fingerprint(session, actor=worker, now=NOW + timedelta(days=1))


def test_at_most_two_hundred_go_in_detail_and_the_strictest_tiers_first(session: Session, worker: Actor) -> None:
    for n in range(210):
        make.a_resident(session, name="钱多", building="5", door=f"{n // 4 + 1}0{n % 4 + 1}", tier="C")
    built = pack.build(session, actor=worker, now=NOW)
    detailed = [r for r in built["residents"] if r["detail"]]
    assert len(detailed) == 200
    assert len(built["residents"]) == PEOPLE + 210
    assert "曲凤英" in {r["name"] for r in detailed}
    assert len({d["resident_id"] for d in built["duties"]}) == 200
    assert all(set(r) & {"phone", "tags", "emergency"} == set() for r in built["residents"] if not r["detail"])


def test_nothing_that_may_never_be_on_a_phone_is_in_it(session: Session, worker: Actor) -> None:
    elder = _elder(session)
    elder.id_hash = "k1:feedfacefeedface"
    session.add(elder)
    make.a_tag(session, elder.id, "W01", evidence="批次 7")
    make.a_flag(session, elder.id, Flag.PET, "13900000421 的狗 21020219420301123X")
    text = _built(session, worker)
    for never in ("feedface", "evidence", "批次", "legal_basis", "赵桂兰", "note", "birth_ym", "1942-03", "21020219420301123X"):
        assert never not in text, never
    assert not re.search(r"(?<![0-9a-zA-Z-])\d{15,18}[Xx]?(?![0-9a-zA-Z])", text.replace(make.GRID, ""))


def test_codes_below_the_grid_hold_a_letter(session: Session, worker: Actor) -> None:
    codes = [door["code"] for door in pack.build(session, actor=worker, now=NOW)["doors"]]
    assert codes
    assert all(re.search("[A-Z]", code) for code in codes)


def test_nobody_is_due_who_is_away_and_everybody_else_with_a_tier_is(session: Session, worker: Actor) -> None:
    built = pack.build(session, actor=worker, now=NOW)
    assert [(d["tier"], d["reason"]) for d in built["duties"]] == [("A", "alone_80")]
    CHANGES["status"](session)
    session.flush()
    built = pack.build(session, actor=worker, now=NOW)
    assert built["duties"] == []
    assert "曲凤英" in {r["name"] for r in built["residents"]}


def test_contacts_in_another_grid_come_along_with_the_person(session: Session, worker: Actor) -> None:
    session.exec(sa.delete(Contact))
    make.a_contact(session, _elder(session), grid=make.OTHER_GRID)
    elder = next(r for r in pack.build(session, actor=worker, now=NOW)["residents"] if r["detail"])
    assert len(elder["contacts"]) == 1
