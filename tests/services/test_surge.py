"""Surge lists: who is on one, who counts as reached, what those above may see of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Duty, Role, SurgePerson
from app.services import surge
from app.services.access import Actor
from tests.conftest import NOW
from tests.factories import FAR_GRID, GRID, OTHER_GRID, a_resident, an_account, an_actor, areas

COMMUNITY = GRID[:12]


@pytest.fixture(autouse=True)
def _areas(session: Session) -> None:
    areas(session)


def who(session: Session, role: Role, area: str) -> Actor:
    """Somebody with this role and an account behind."""
    made = an_account(session, f"{role}{area}", role=role, area=area)
    return Actor(id=made.id, account=made.account, name="x", grants=an_actor((role, area)).grants)


def some_people(session: Session) -> dict[str, object]:
    """One of each kind."""
    return {
        "a": a_resident(session, name="甲一", tier="A", door="101"), "b_alone": a_resident(session, name="乙一", tier="B", door="201", living="alone"),
        "b_tag": a_resident(session, name="乙二", tier="B", door="301", tag="E04"), "b_couple": a_resident(session, name="乙三", tier="B", door="401", living="couple"),
        "c": a_resident(session, name="丙一", tier="C", door="501", living="alone"), "gone": a_resident(session, name="走了", tier="A", door="601", status="moved"),
        "ward": a_resident(session, name="住院", tier="A", door="701", status="hospital"), "other": a_resident(session, name="甲二", tier="A", grid=OTHER_GRID, building="9"),
        "far": a_resident(session, name="远处", tier="A", grid=FAR_GRID, building="9"),
    }  # fmt: skip


def test_all_of_a_and_those_of_b_who_live_alone_are_on_it(session: Session) -> None:
    people, lead = some_people(session), who(session, Role.COMMUNITY, COMMUNITY)
    total, parts = surge.preview(session, actor=lead, area=COMMUNITY, now=NOW)
    assert (total, [(p.name, p.people) for p in parts]) == ("4", [("第1网格", "3"), ("第2网格", "1")])
    made = surge.open_list(session, actor=lead, area=COMMUNITY, kind="cold", now=NOW)
    assert made.until_at == NOW + timedelta(hours=12)
    on = {p.resident_id for p in session.exec(select(SurgePerson))}
    assert on == {people[k].id for k in ("a", "b_alone", "b_tag", "other")}  # type: ignore[attr-defined]
    due = session.exec(select(Duty).where(Duty.rule == "W")).all()
    assert {d.resident_id for d in due} == on and {d.mode for d in due} == {"phone"}


def test_whoever_is_reached_afterwards_counts_once(session: Session) -> None:
    people, lead = some_people(session), who(session, Role.COMMUNITY, COMMUNITY)
    made = surge.open_list(session, actor=lead, area=COMMUNITY, kind="cold", now=NOW)
    a, other = people["a"].id, people["other"].id  # type: ignore[attr-defined]
    assert surge.reached(session, reached={a: NOW - timedelta(minutes=1), uuid4(): NOW}) == 0
    assert surge.reached(session, reached={a: NOW + timedelta(minutes=1)}) == 1
    assert surge.reached(session, reached={a: NOW + timedelta(minutes=9), other: NOW}) == 1
    line = surge.progress(session, actor=lead, surge_id=made.id, now=NOW)
    assert (line.people, line.reached, line.left, line.names, line.mine) == ("4", "2", "2", True, True)
    left = surge.missing(session, actor=lead, surge_id=made.id, now=NOW)
    assert {row.name for row in left} == {"乙一", "乙二"}
    worker = who(session, Role.GRID, OTHER_GRID)
    assert (lambda p: (p.people, p.left, p.mine))(surge.progress(session, actor=worker, surge_id=made.id, now=NOW)) == ("1", "0", False)
    surge.close(session, actor=lead, surge_id=made.id, now=NOW)
    assert surge.live(session, actor=lead, now=NOW) == [] and session.exec(select(Duty).where(Duty.rule == "W")).all() == []


def test_those_above_see_counts_without_small_ones_and_no_names(session: Session) -> None:
    some_people(session)
    for n in range(6):
        a_resident(session, name=f"多{n}", tier="A", building="5", door=f"{n + 1}01")
    street = who(session, Role.STREET, GRID[:9])
    made = surge.open_list(session, actor=street, area=GRID[:9], kind="power", now=NOW)
    line = surge.progress(session, actor=street, surge_id=made.id, now=NOW)
    assert [(p.code, p.people, p.reached, p.left) for p in line.parts] == [(COMMUNITY, "10", "<5", "–")]
    assert (line.people, line.reached, line.left, line.names) == ("10", "<5", "–", False)
    assert surge.missing(session, actor=street, surge_id=made.id, now=NOW) == []


def test_what_cannot_be_opened(session: Session) -> None:
    lead = who(session, Role.COMMUNITY, COMMUNITY)
    with pytest.raises(Invalid):
        surge.open_list(session, actor=lead, area=COMMUNITY, kind="cold", now=NOW)
    some_people(session)
    for area, actor in ((FAR_GRID[:12], lead), (COMMUNITY, who(session, Role.GRID, GRID)), ("210202", lead)):
        with pytest.raises(NotFound):
            surge.open_list(session, actor=actor, area=area, kind="cold", now=NOW)
        with pytest.raises(NotFound):
            surge.preview(session, actor=actor, area=area, now=NOW)
    for bad in ({"kind": "war"}, {"kind": "cold", "hours": 0}, {"kind": "cold", "hours": 73}):
        with pytest.raises(Invalid):
            surge.open_list(session, actor=lead, area=COMMUNITY, now=NOW, **bad)
    made = surge.open_list(session, actor=lead, area=COMMUNITY, kind="cold", hours=6, now=NOW)
    with pytest.raises(Conflict):
        surge.open_list(session, actor=lead, area=COMMUNITY, kind="cold", now=NOW)
    with pytest.raises(NotFound):
        surge.close(session, actor=who(session, Role.COMMUNITY, FAR_GRID[:12]), surge_id=made.id, now=NOW)
    assert [a.code for a in surge.area_choices(session, actor=lead)] == [COMMUNITY, GRID, OTHER_GRID]
