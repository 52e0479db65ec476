"""Policy cards: seeds once, gaps in bulk with few statements, answers that keep quiet, new versions from a day on."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.errors import Invalid, NotAllowed, NotFound
from app.models import Act, Audit, Need, PolicyAnswer, PolicyCard, Role
from app.services import policies
from app.services.access import Actor
from app.services.residents import today_in_dalian
from tests.conftest import NOW
from tests.factories import GRID, a_flag, a_resident, a_tag, an_account, an_actor, areas

TODAY = today_in_dalian(NOW)


@pytest.fixture(autouse=True)
def _areas(session: Session) -> None:
    areas(session)
    policies.ensure(session, now=NOW)


def worker(session: Session) -> Actor:
    """A grid worker with an account behind."""
    made = an_account(session)
    return Actor(id=made.id, account="grid", name="x", grants=an_actor((Role.GRID, GRID)).grants)


def test_the_seeds_come_once(session: Session) -> None:
    assert policies.ensure(session, now=NOW) == 0
    assert len(session.exec(select(PolicyCard)).all()) == 8
    assert [c.code for c in policies.cards(session, day=TODAY)][:3] == ["old_age", "disability_living", "disability_nursing"]


def test_gaps_come_with_reasons_three_at_most_and_in_few_statements(session: Session) -> None:
    people = [a_resident(session, name=f"人{n}", door=f"{n + 1}01", birth_ym="1940-01", living="alone") for n in range(30)]
    for person in people[:10]:
        a_tag(session, person.id, "W04")
    session.flush()
    seen: list[str] = []

    def count(_c: object, _cur: object, text: str, *_rest: object) -> None:
        seen.append(text)

    sa.event.listen(session.get_bind(), "before_cursor_execute", count)
    try:
        found = policies.gaps_for(session, people=people, today=TODAY)
    finally:
        sa.event.remove(session.get_bind(), "before_cursor_execute", count)
    assert len(seen) <= 6
    assert {len(mine) for mine in found.values()} == {3}
    gap = found[people[0].id][0].wire()
    assert gap["code"] == "old_age" and gap["title"]["zh"] == "高龄津贴" and gap["why"] == [{"zh": "80岁以上", "en": "80 or over"}]


@pytest.mark.parametrize("outcome", ["has", "wants", "not_eligible", "unwanted"])
def test_an_answer_keeps_the_card_quiet_until_the_day(session: Session, outcome: str) -> None:
    person, actor = a_resident(session, tag="H01"), worker(session)
    again = TODAY + timedelta(days=30)
    before = person.version
    policies.answer(session, actor=actor, resident_id=person.id, policy="old_age", outcome=outcome, ask_again_on=again, happened_at=NOW, now=NOW)
    assert person.version == before + 1
    assert policies.gaps_for(session, people=[person], today=TODAY) == {}
    assert "old_age" in {g.code for g in policies.gaps_for(session, people=[person], today=again)[person.id]}


def test_an_errand_under_way_keeps_it_quiet_too(session: Session) -> None:
    person, actor = a_resident(session, tag="H01"), worker(session)
    session.add(Need(resident_id=person.id, grid=GRID, kind="errand", category="benefit", policy="old_age", state="accepted", owner_id=actor.id, next_on=TODAY,
                     created_at=NOW, created_by=actor.id, received_at=NOW))  # fmt: skip
    session.flush()
    assert policies.gaps_for(session, people=[person], today=TODAY) == {}


def test_who_may_answer_and_what(session: Session) -> None:
    person, actor = a_resident(session), worker(session)
    what = {"resident_id": person.id, "ask_again_on": None, "happened_at": NOW, "now": NOW}
    with pytest.raises(NotFound):
        policies.answer(session, actor=an_actor((Role.GRID, "210202001001002")), policy="old_age", outcome="has", **what)
    for bad in ({"policy": "nothing", "outcome": "has"}, {"policy": "old_age", "outcome": "refused"}):
        with pytest.raises(Invalid):
            policies.answer(session, actor=actor, **bad, **what)
    with pytest.raises(Invalid):
        policies.answer(session, actor=actor, policy="old_age", outcome="has", **{**what, "ask_again_on": TODAY - timedelta(days=1)})
    assert session.exec(select(PolicyAnswer)).all() == []


def test_flags_and_living_count(session: Session) -> None:
    person = a_resident(session, birth_ym="1964-01", tag="H01")
    a_flag(session, person.id, flag="meals")
    assert [g.code for g in policies.gaps_for(session, people=[person], today=TODAY)[person.id]] == ["meals"]
    assert policies.gaps_for(session, people=[person], today=date(2027, 7, 1)) == {}


def test_a_new_version_holds_from_its_day_on_and_the_old_one_stays(session: Session) -> None:
    district = Actor(id=an_account(session, "d", role=Role.DISTRICT, area="210202").id, account="d", name="x", grants=an_actor((Role.DISTRICT, "210202")).grants)
    begin = TODAY + timedelta(days=10)
    what = {"code": "old_age", "words": {"title": ("高龄补贴", "Allowance")}, "who": {"min_age": 85}, "days": 20, "source": "x", "on": True, "valid_from": begin, "now": NOW}
    with pytest.raises(NotAllowed):
        policies.publish(session, actor=worker(session), **what)
    policies.publish(session, actor=district, **what)
    person = a_resident(session, birth_ym="1943-01", tag="H01")
    assert [g.code for g in policies.gaps_for(session, people=[person], today=TODAY)[person.id]] == ["old_age"]
    assert policies.gaps_for(session, people=[person], today=begin) == {}
    assert [row.valid_from for row in policies.history(session, code="old_age")] == [begin, date(2026, 1, 1)]
    assert session.exec(select(Audit).where(Audit.act == Act.RULE)).one().object_id == "old_age"
    for bad in ({"who": {"score": 1}}, {"days": -1}, {"valid_from": TODAY - timedelta(days=1)}, {"words": {"title": ("", "")}}):
        with pytest.raises(Invalid):
            policies.publish(session, actor=district, **{**what, **bad})
    with pytest.raises(NotFound):
        policies.publish(session, actor=district, **{**what, "code": "nothing"})
