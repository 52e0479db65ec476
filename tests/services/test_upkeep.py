"""Once a day: lapsed tags end, people who come of an age are owed what that age is owed, and nothing twice."""

from datetime import date

from sqlmodel import Session

from app.models import ResidentTag, TagState
from app.services import upkeep
from tests.factories import NOW, a_resident, a_tag, areas


def test_a_lapsed_tag_ends_and_takes_its_rhythm_with_it(session: Session) -> None:
    areas(session)
    person = a_resident(session, birth_ym="1990-01", tier="A", tier_reason="relief")
    tag = a_tag(session, person.id, "W05", expires_on=date(2026, 11, 21))
    kept = a_tag(session, person.id, "W01", expires_on=date(2026, 11, 22))
    assert upkeep.run(session, now=NOW, today=date(2026, 11, 22)) == 1
    session.refresh(person)
    assert (person.tier, person.tier_reason, person.version) == ("C", "allowance", 2)
    assert session.get_one(ResidentTag, tag.id).state == TagState.ENDED
    assert session.get_one(ResidentTag, kept.id).state == TagState.ACTIVE


def test_somebody_who_turns_eighty_is_owed_contact_from_that_month(session: Session) -> None:
    areas(session)
    person = a_resident(session, birth_ym="1946-12", living="alone", tier="B", tier_reason="alone")
    upkeep.run(session, now=NOW, today=date(2026, 11, 30))
    assert person.tier == "B"
    upkeep.run(session, now=NOW, today=date(2026, 12, 1))
    session.refresh(person)
    assert (person.tier, person.tier_reason) == ("A", "alone_80")


def test_a_server_that_slept_for_months_catches_up(session: Session) -> None:
    areas(session)
    upkeep.run(session, now=NOW, today=date(2026, 3, 1))
    person = a_resident(session, birth_ym="1946-06", living="children")
    assert upkeep.run(session, now=NOW, today=date(2026, 11, 22)) == 1
    session.refresh(person)
    assert person.tier == "C"


def test_the_second_run_of_a_day_changes_nothing(session: Session) -> None:
    areas(session)
    person = a_resident(session, birth_ym="1940-01", living="alone")
    assert upkeep.run(session, now=NOW, today=date(2026, 11, 22)) == 1
    version = person.version
    assert upkeep.run(session, now=NOW, today=date(2026, 11, 22)) == 0
    assert person.version == version
