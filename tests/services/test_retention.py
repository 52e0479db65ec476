"""Nothing older than its limit stays, and nothing younger goes (promise A6)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import db
from app.models import Contact, HeldRecord, Need, Promise
from app.services import held, retention
from tests.conftest import NOW
from tests.services.field import Ground

DAY = timedelta(days=1)


@pytest.fixture
def ground(database: sa.Engine) -> Ground:
    return Ground()


@pytest.mark.parametrize(("days", "there"), [(729, True), (731, False)])
def test_words_of_a_visit_go_after_two_years_and_the_visit_stays(ground: Ground, days: int, there: bool) -> None:
    ground.took(ground.contact(note="药快没了", checks={"medicine": "changed"}))
    with db.transaction() as session:
        retention.run(session, now=NOW + days * DAY)
        assert retention.run(session, now=NOW + days * DAY) == 0
    (contact,) = ground.rows(Contact)
    assert (contact.note_sealed is not None, contact.checks != {}) == (there, there)


def test_an_open_need_keeps_its_words_however_old(ground: Ground) -> None:
    ground.took(ground.contact(needs=[{"category": "meals", "words": "想吃热饭"}]))
    with db.transaction() as session:
        retention.run(session, now=NOW + 1000 * DAY)
    assert ground.rows(Need)[0].words_sealed


def test_what_was_decided_goes_after_thirty_days_and_what_waits_never(ground: Ground) -> None:
    for account in ("x", "y"):
        ground.send(ground.record("contact", ground.contact()["payload"], account=account))
    with db.transaction() as session:
        first = held.waiting(session, actor=ground.lead)[0][0].id
        held.decide(session, actor=ground.lead, record_id=first, decision="dropped", now=NOW)
        retention.run(session, now=NOW + 29 * DAY)
    assert len(ground.rows(HeldRecord)) == 2
    with db.transaction() as session:
        retention.run(session, now=NOW + 900 * DAY)
    assert [r.decided_at for r in ground.rows(HeldRecord)] == [None]


def test_a_promise_that_was_not_kept_stays(ground: Ground) -> None:
    ground.took(ground.contact(promise={"on": "2026-11-25", "words": "再来"}))
    with db.transaction() as session:
        retention.run(session, now=NOW + 900 * DAY)
    assert len(ground.rows(Promise)) == 1
