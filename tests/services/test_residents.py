"""Lists, search and cards: recall of Chinese names, indexes in wide areas, and which fields each sight fills (E9, B5)."""

import re
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from app.errors import Invalid
from app.models import Dwelling, Flag, Outcome, Preference, Programme, Resident, Role, Status, TagState
from app.models.shapes import Card, Row
from app.rules import names, search
from app.services import residents
from app.services.access import Actor
from tests import factories as make
from tests.conftest import NOW

WORKER = make.an_actor((Role.GRID, make.GRID))
COMMUNITY = make.an_actor((Role.COMMUNITY, "210202001001"))
STREET = make.an_actor((Role.STREET, "210202001"))
DISTRICT = make.an_actor((Role.DISTRICT, "210202"))
NAMES = ["曲凤英", "曲凤", "赵桂兰", "欧阳修", "欧阳桂英", "李明", "李明明", "王桂英", "桂英", "尉迟恭", "单于飞", "曾国藩", "吕布", "丛培英", "Anna Weber", "买买提·艾力"]


def _rows(session: Session, actor: Actor, text: str = "", filters: tuple[str, ...] = (), page: int = 0) -> list[Row]:
    found = residents.list_for(session, actor=actor, text=text, filters=filters, page=page, now=NOW)
    return [row for group in found.groups for row in group.rows]


def _found(session: Session, actor: Actor, text: str) -> set[str]:
    ids = {row.id for row in _rows(session, actor, text)}
    return {p.name for p in session.exec(select(Resident)).all() if str(p.id) in ids}


@pytest.fixture
def named(session: Session) -> Session:
    """People with many kinds of names, each behind a door of their own, and one of each name in another street."""
    make.areas(session)
    for n, name in enumerate(NAMES):
        make.a_resident(session, name=name, door=f"{n // 4 + 1}0{n % 4 + 1}", building=str(n % 3 + 1), unit="2")
        make.a_resident(session, name=name, grid=make.FAR_GRID, courtyard="远山小区", door=f"{n // 4 + 1}0{n % 4 + 1}", building=str(n % 3 + 1), unit="2")
    return session


def _pieces(name: str, length: int) -> set[str]:
    return {name[at : at + length] for at in range(len(name) - length + 1)}


def test_in_a_grid_every_piece_of_every_name_is_found(named: Session) -> None:
    for length in (1, 2, 3):
        for piece in {p for name in NAMES if name[0] > "z" for p in _pieces(name, length) if "·" not in p}:
            assert _found(named, WORKER, piece) == {n for n in NAMES if piece in n}, piece


@pytest.mark.parametrize("actor", [STREET, DISTRICT], ids=["street", "district"])
def test_in_a_wide_area_one_two_and_three_characters_of_a_chinese_name_are_found(named: Session, actor: Actor) -> None:
    chinese = [n for n in NAMES if n[0] > "z"]
    pieces = {p for name in chinese for length in (1, 2, 3) for p in _pieces(name[: 3 + length], length) if "·" not in p}
    for piece in pieces:
        assert _found(named, actor, piece) == {n for n in NAMES if piece in n}, piece
    assert all(name in _found(named, actor, name) for name in chinese)


@pytest.mark.parametrize(("text", "expected"), [
    ("qfy", {"曲凤英"}), ("QFY", {"曲凤英"}), ("oy", {"欧阳修", "欧阳桂英"}), ("zgf", {"曾国藩"}), ("yc", {"尉迟恭"}), ("cy", {"单于飞"}), ("lm", {"李明", "李明明"}),
    ("cp", {"丛培英"}), ("lb", {"吕布"}), ("anna", {"Anna Weber"}), ("曲 q", {"曲凤英", "曲凤"}), ("曲凤英 qfy", {"曲凤英"}), ("李 402", set()), ("英 qfy", {"曲凤英"}),
])  # fmt: skip
def test_initials_and_mixtures_are_found_near_and_far(named: Session, text: str, expected: set[str]) -> None:
    assert _found(named, WORKER, text) == expected
    assert _found(named, DISTRICT, text) == expected


def test_initials_of_a_given_name_are_found_in_a_grid(named: Session) -> None:
    assert _found(named, WORKER, "gy") == {"欧阳桂英", "王桂英", "桂英"}


@pytest.mark.parametrize("text", ["1-2-101", "1号楼2单元101室", "1栋2单元101", "1#2-101", "１－２－１０１", "1-2-101 曲", "曲凤英1-2-101"])
def test_a_door_is_found_however_it_is_written(named: Session, text: str) -> None:
    assert _found(named, WORKER, text) == {"曲凤英"}
    assert _found(named, DISTRICT, text) == {"曲凤英"}


def test_a_door_alone_a_staircase_and_a_building_are_found(named: Session) -> None:
    assert _found(named, WORKER, "101") == {"曲凤英"}
    assert _found(named, DISTRICT, "101") == {"曲凤英"}
    assert _found(named, DISTRICT, "1-2") == _found(named, WORKER, "1-2") == {n for at, n in enumerate(NAMES) if at % 3 == 0}
    assert _found(named, WORKER, "2-101") == {"曲凤英"}


@pytest.mark.parametrize("text", ["%", "_", "曲%", "_凤_", "' OR 1=1 --", "\x00", "\\", "9-9-999", "无此人", "zzz", "；", "💥"])
def test_signs_of_the_database_are_no_wildcards(named: Session, text: str) -> None:
    everybody = set(NAMES)
    found = _found(named, WORKER, text)
    assert found != everybody or search.parse(text).empty


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_nothing_that_is_typed_breaks_the_search(named: Session, text: str) -> None:
    for actor in (WORKER, DISTRICT):
        _rows(named, actor, text)


def _plan(session: Session, actor: Actor, text: str) -> str:
    where = residents._conditions(actor, search.parse(text), [], residents.today_in_dalian(NOW))
    statement = select(Resident.id).where(*where).limit(50)
    bound = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    word = "EXPLAIN QUERY PLAN"
    if session.get_bind().dialect.name == "postgresql":
        word = "EXPLAIN"
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))  # the table is small; which index it could use is the question
    return "\n".join(str(tuple(row)) for row in session.connection().exec_driver_sql(f"{word} {str(bound).replace('%', '%%')}"))


SHARP = re.compile(r"ix_resident_(name|second|third|fourth|initials|dwelling_id)\b")


@pytest.fixture
def crowd(session: Session) -> Session:
    """Two grids with four thousand people, so that PostgreSQL has a reason to use an index."""
    make.areas(session)
    session.execute(sa.text("DELETE FROM resident"))
    first = make.a_resident(session, name="王桂英")
    chars = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "桂秀玉淑凤春兰英华珍梅红丽芳明国建文志强"
    unit = session.exec(select(Dwelling)).one().unit_id
    doors: list[dict[str, Any]] = [{"id": uuid4(), "code": f"c{n}", "path": f"p{n}", "unit_id": unit, "door": f"x{n}", "short": f"9-{n}", "floor": 1, "use": "own"} for n in range(800)]
    rows = []
    for n in range(4000):
        name = chars[0][n % 20] + chars[1][n // 20 % 20] + chars[1][n // 400 % 20]
        rows.append({**{c.name: getattr(first, c.name) for c in Resident.__table__.c if c.name != "id"}, "id": uuid4(), "name": name,
                     "given": name[1:], "initials": names.initials(name), "grid": (make.GRID, make.FAR_GRID)[n % 2], "dwelling_id": doors[n // 5]["id"]})  # fmt: skip
    session.execute(sa.insert(Dwelling), doors)
    session.execute(sa.insert(Resident), rows)
    session.execute(sa.text("ANALYZE"))
    return session


@pytest.mark.parametrize("text", ["英", "桂英", "王桂英", "王桂", "王桂英 wgy", "wgy", "3-1-402", "王桂英 402"])
def test_in_the_district_a_search_uses_an_index(crowd: Session, text: str) -> None:
    plan = _plan(crowd, DISTRICT, text)
    assert "SCAN resident" not in plan, plan
    assert "Seq Scan on resident" not in plan, plan
    assert "ix_resident_grid" not in plan, plan
    assert SHARP.search(plan), plan


def test_a_list_without_a_search_goes_by_the_grid(crowd: Session) -> None:
    """And so the check above can fail."""
    plan = _plan(crowd, DISTRICT, "")
    assert "ix_resident_grid" in plan
    assert not SHARP.search(plan)


@pytest.fixture
def whole(session: Session) -> Resident:
    """Somebody of whom everything is known."""
    make.areas(session)
    made = make.a_resident(session, name="曲凤英", phone="13900000421", tier="A", tier_reason="alone_80", tag="E02", living="alone",
                           preference=Preference.MORNING, last_seen_at=NOW - timedelta(days=3))  # fmt: skip
    make.a_tag(session, made.id, "W01")
    make.a_flag(session, made.id, Flag.SPARE_KEY, "对门")
    make.some_kin(session, made.id)
    make.a_contact(session, made, days_ago=3)
    make.a_resident(session, name="王建国")
    return made


ALWAYS = {"id", "name", "masked", "courtyard", "building", "age_band", "status", "tier", "window", "days", "ago", "sight", "detail"}
ON_A_CARD = ALWAYS | {"unit", "door", "preference", "last_day", "flags", "contacts"}
IN_FULL = ON_A_CARD | {"living", "reason", "phone_masked", "tags", "sensitive", "owed", "kin", "mates"}


ON_THE_PHONE = {"phone", "opened", "promise", "promise_words", "needs", "gaps", "trouble"}
"""Filled by the phone alone, out of the pack of whoever carries the person, or once asked for: never in the answer of the server."""


def _filled(shape: Any) -> set[str]:
    default = type(shape)()
    return {f.name for f in fields(shape) if getattr(shape, f.name) != getattr(default, f.name)}


@pytest.mark.parametrize(("actor", "may"), [(WORKER, IN_FULL), (COMMUNITY, IN_FULL), (make.an_actor((Role.SECRETARY, make.GRID)), ON_A_CARD),
                                            (make.an_actor((Role.POSTED_CADRE, "210202001001")), ON_A_CARD), (STREET, ALWAYS), (DISTRICT, ALWAYS),
                                            (make.an_actor((Role.SPECIALIST, "210202001001"), programme=Programme.CIVIL), IN_FULL)],
                         ids=["grid", "community", "secretary", "posted_cadre", "street", "district", "specialist"])  # fmt: skip
def test_a_card_fills_the_fields_of_its_sight_and_no_others(session: Session, whole: Resident, actor: Actor, may: set[str]) -> None:
    assert set(asdict(Card())) == IN_FULL | ON_THE_PHONE, "a new field of the card needs a place in this table"
    card = residents.card_for(session, actor=actor, resident_id=whole.id, now=NOW)
    assert _filled(card) <= may
    said = repr(asdict(card))
    assert ("曲凤英" in said) == (may != ALWAYS)
    assert "13900000421" not in said
    assert "13900000777" not in said
    assert "W01" not in said
    if may == IN_FULL:
        assert _filled(card) >= {"living", "reason", "phone_masked", "tags", "sensitive", "kin"}
        assert card.phone_masked == "139****0421"
        assert card.kin[0].masked == "139****0777"
        assert card.kin[0].phone == ""
    if may == ALWAYS:
        assert card.name == "曲**"
        assert "王建国" not in said


@pytest.mark.parametrize(("actor", "hidden"), [(WORKER, set()), (make.an_actor((Role.SECRETARY, make.GRID)), {"living"}),
                                               (STREET, {"living", "door", "unit", "flag", "hit", "post"})], ids=["grid", "secretary", "street"])  # fmt: skip
def test_a_row_fills_the_fields_of_its_sight_and_no_others(session: Session, whole: Resident, actor: Actor, hidden: set[str]) -> None:
    assert {f.name for f in fields(Row)} == {
        "id", "name", "masked", "pre", "hit", "post", "door", "courtyard", "building", "unit", "age_band", "living", "status", "tier", "window", "days",
        "ago", "flag", "phone", "detail",
    }, "a new field of a row needs a place in this table"  # fmt: skip
    row = next(r for r in _rows(session, actor, "曲凤英") if r.id == str(whole.id))
    assert not _filled(row) & hidden
    assert row.phone == ""
    if actor is STREET:
        assert row.name == row.pre == "曲**"
        assert row.ago == -1
    else:
        assert (row.pre, row.hit, row.post) == ("", "曲凤英", "")


def test_sensitive_tags_open_apart_and_pending_ones_say_so(session: Session, whole: Resident) -> None:
    make.a_tag(session, whole.id, "D01", state=TagState.PENDING)
    make.a_tag(session, whole.id, "C01", state=TagState.REVOKED)
    opened = residents.open_sensitive(session, actor=WORKER, resident_id=whole.id, now=NOW)
    assert [(t.code, t.state) for t in opened] == [("D01", "pending"), ("W01", "active")]
    limited = make.an_actor((Role.SPECIALIST, "210202001001"), programme=Programme.CIVIL)
    assert [t.code for t in residents.open_sensitive(session, actor=limited, resident_id=whole.id, now=NOW)] == ["W01"]


def test_a_phone_is_told_for_a_purpose_and_only_the_right_one(session: Session, whole: Resident) -> None:
    kin = residents.kin_of(session, ids=[whole.id])[whole.id][0]
    told = {residents.reveal_phone(session, actor=WORKER, resident_id=whole.id, kin_id=one, purpose=p, now=NOW) for one in (None, kin.id) for p in residents.PURPOSES}
    assert told == {"13900000421", "13900000777"}


def test_a_filter_that_is_not_theirs_is_refused(session: Session, whole: Resident) -> None:
    for actor, code in ((STREET, "W01"), (STREET, "spare_key"), (WORKER, "J01"), (WORKER, "x"), (DISTRICT, "pending"),
                        (make.an_actor((Role.SPECIALIST, "210202001001"), programme=Programme.CIVIL), "C01")):  # fmt: skip
        with pytest.raises(Invalid):
            _rows(session, actor, "", (code,))


@pytest.mark.parametrize("code", ["A", "E02", "E01", "W01", "spare_key"])
def test_every_filter_finds_whom_its_chip_counts(session: Session, whole: Resident, code: str) -> None:
    chips = {c.code: c for c in residents.chips_for(session, actor=WORKER, filters=[], now=NOW)}
    assert chips[code].shown == str(len(_rows(session, WORKER, "", (code,))))
    assert str(whole.id) in {r.id for r in _rows(session, WORKER, "", (code,))}


def test_small_counts_are_hidden_from_who_sees_no_names(session: Session, whole: Resident) -> None:
    assert [c.shown for c in residents.chips_for(session, actor=STREET, filters=[], now=NOW)] == ["<5"]


def test_people_who_have_moved_or_died_are_in_no_list(session: Session, whole: Resident) -> None:
    for status in (Status.MOVED, Status.DIED):
        whole.status = status
        session.add(whole)
        session.flush()
        assert str(whole.id) not in {r.id for r in _rows(session, WORKER)}


def test_a_list_is_fifty_rows_a_page_in_walking_order(session: Session) -> None:
    make.areas(session)
    for n in range(55):
        make.a_resident(session, name="钱多", door=f"{n // 4 + 1}0{n % 4 + 1}")
    pages = [_rows(session, WORKER, "", (), page) for page in (0, 1, 2)]
    assert [len(p) for p in pages] == [50, 5, 0]
    doors = [r.door for p in pages for r in p]
    assert len(set(doors)) == 55
    assert [int(d[:-2]) for d in doors] == sorted((int(d[:-2]) for d in doors), reverse=True)


def test_the_last_effective_contact_is_always_told(session: Session, whole: Resident) -> None:
    for n in range(1, 4):
        make.a_contact(session, whole, days_ago=3 - n, outcome=Outcome.NOT_HOME)
    lines = residents.last_contacts(session, ids=[whole.id])[whole.id]
    assert len(lines) == 3
    assert [line.outcome for line in lines] == ["not_home", "not_home", "seen"]
