"""Complaints and suggestions: sealed, limited, answered within the term, read again only with number and code (PIPL 50)."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlmodel import Session, select

from app import db
from app.config import settings
from app.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.models import Act, Audit, Feedback, OfficeMessage, Role, SignInTry
from app.services import feedback, keys, office
from app.services.access import Actor
from tests.conftest import NOW
from tests.factories import an_actor

WORDS = "楼道灯坏了三个月"
REACH = "13900000421"
DISTRICT = (Role.DISTRICT, "210202")
HERE = "10.0.0.1"


def said(session: Session, *, about: str = "complaint", words: str = WORDS, reach: str = REACH, actor: Actor | None = None, address: str = HERE, **late: float) -> tuple[str, str]:
    """Something that somebody sent."""
    return feedback.send(session, about=about, words=words, reach=reach, actor=actor, address=address, now=NOW + timedelta(**late))


def test_words_and_ways_to_reach_somebody_are_sealed_and_only_the_hash_of_the_code_is_kept(session: Session) -> None:
    number, code = said(session)
    row = session.exec(select(Feedback)).one()
    for value in (row.words, row.reach, row.code_hash.encode(), row.number.encode()):
        assert WORDS.encode() not in value and REACH.encode() not in value and code.encode() not in value and code.replace("-", "").encode() not in value
    assert row.number == number and len(number) == 12 and row.account_id is None
    trail = session.exec(select(Audit)).one()
    assert (trail.act, trail.object_kind, trail.reason, trail.actor_id) == (Act.CREATE, "feedback", "complaint", None)
    with pytest.raises(InvalidTag):  # moved to another column it does not open
        keys.unseal(row.words, table="feedback", column="reach", row=row.id)


@pytest.mark.parametrize("fields", [{"words": ""}, {"words": " \n\x00"}, {"words": "长" * 2001}, {"reach": "1" * 121}, {"about": "else"}])
def test_what_cannot_be_taken_is_told_and_kept_nowhere(session: Session, fields: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        said(session, **fields)
    assert session.exec(select(Feedback)).all() == [] and session.exec(select(SignInTry)).all() == []


def test_two_thousand_characters_in_any_script_arrive_as_they_were_written(session: Session) -> None:
    words = ("长𠮷\n" * 700)[:2000].strip()
    said(session, words=words.replace("\n", "\r\n"))
    line = feedback.list_for(session, actor=an_actor(DISTRICT), page=0, now=NOW)[0][0]
    assert feedback.open_one(session, actor=an_actor(DISTRICT), feedback_id=UUID(line.id), now=NOW).words == words


def test_five_an_hour_from_one_address_and_a_colleague_counts_alone(session: Session) -> None:
    for _ in range(5):
        said(session)
    with pytest.raises(TooMany):
        said(session)
    said(session, actor=an_actor((Role.GRID, "210202001001001")))
    said(session, address="10.0.0.2")
    said(session, minutes=61)


def test_three_hundred_an_hour_from_everybody_together(session: Session) -> None:
    for n in range(300):
        said(session, address=f"10.0.{n // 100}.{n % 100}")
    with pytest.raises(TooMany):
        said(session, address="10.9.9.9")
    assert not any(HERE in t.key or "10.0" in t.key for t in session.exec(select(SignInTry)))


def test_who_holds_number_and_code_reads_the_answer_and_nothing_else(session: Session) -> None:
    number, code = said(session)
    before = feedback.look(session, number=number, code=code, address=HERE, now=NOW)
    assert (before.state, before.answer, before.words, before.reach, before.id) == ("waiting", "", "", "", "")
    row = session.exec(select(Feedback)).one()
    feedback.answer(session, actor=an_actor(DISTRICT), feedback_id=row.id, words="今天换好了", now=NOW)
    for typed in ((number, code), (number.lower(), code.lower().replace("-", " ")), (f" {number[:7]}-{number[7:]}", code.replace("-", ""))):
        after = feedback.look(session, number=typed[0], code=typed[1], address=HERE, now=NOW)
        assert (after.state, after.answer, after.answered) == ("answered", "今天换好了", "2026-11-22")


def test_a_wrong_number_and_a_wrong_code_are_told_apart_by_nothing_and_are_counted(database: sa.Engine) -> None:
    with db.transaction() as session:
        number, code = said(session)
    told = []

    def wrong(number: str, code: str, kind: type[Exception] = NotFound) -> None:
        with pytest.raises(kind) as refused, db.transaction() as session:
            feedback.look(session, number=number, code=code, address=HERE, now=NOW)
        told.append((refused.value.code, refused.value.sentence(), refused.value.status))  # type: ignore[attr-defined]

    for n in range(20):
        wrong(*((number, "AAAA-AAAA") if n % 2 else ("F26112200000", code)))
    assert len(set(told)) == 1
    wrong(number, "AAAA-AAAA", TooMany)
    with db.transaction() as session:  # somebody else is not locked out by it
        assert feedback.look(session, number=number, code=code, address="10.0.0.2", now=NOW).state == "waiting"


def test_the_code_of_one_opens_no_other(session: Session) -> None:
    (first, _), (_, code) = said(session), said(session)
    with pytest.raises(NotFound):
        feedback.look(session, number=first, code=code, address=HERE, now=NOW)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DISTRICT}))
def test_only_the_district_reads_and_answers(session: Session, role: Role) -> None:
    said(session)
    row = session.exec(select(Feedback)).one()
    actor = an_actor((role, "210202"))
    attempts: list[Callable[[], object]] = [
        lambda: feedback.list_for(session, actor=actor, page=0, now=NOW),
        lambda: feedback.open_one(session, actor=actor, feedback_id=row.id, now=NOW),
        lambda: feedback.answer(session, actor=actor, feedback_id=row.id, words="x", now=NOW),
        lambda: feedback.open_one(session, actor=dataclasses.replace(an_actor(DISTRICT), upload_only=True), feedback_id=row.id, now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed) as refused:
            attempt()
        assert refused.value.refused[0].result == "not_allowed"


def test_opening_and_answering_are_recorded_and_the_list_opens_nothing(session: Session) -> None:
    said(session)
    actor = an_actor(DISTRICT)
    lines, total = feedback.list_for(session, actor=actor, page=0, now=NOW)
    assert total == 1 and not any(WORDS in str(v) or REACH in str(v) for v in vars(lines[0]).values())
    opened = feedback.open_one(session, actor=actor, feedback_id=UUID(lines[0].id), now=NOW)
    assert (opened.words, opened.reach, opened.state) == (WORDS, REACH, "waiting")
    feedback.answer(session, actor=actor, feedback_id=UUID(lines[0].id), words="已修", now=NOW)
    assert [(a.act, a.object_id) for a in session.exec(select(Audit).where(Audit.actor_id == actor.id).order_by(Audit.id))] == [(Act.VIEW, lines[0].id), (Act.ANSWER, lines[0].id)]  # type: ignore[arg-type]


def test_one_is_answered_once_and_with_words(session: Session) -> None:
    said(session)
    row, actor = session.exec(select(Feedback)).one(), an_actor(DISTRICT)
    for words in ("", "长" * 2001):
        with pytest.raises(Invalid):
            feedback.answer(session, actor=actor, feedback_id=row.id, words=words, now=NOW)
    feedback.answer(session, actor=actor, feedback_id=row.id, words="已修", now=NOW)
    with pytest.raises(Conflict):
        feedback.answer(session, actor=actor, feedback_id=row.id, words="又修", now=NOW)
    with pytest.raises(NotFound):
        feedback.answer(session, actor=actor, feedback_id=uuid4(), words="已修", now=NOW)


def test_questions_about_own_data_come_first_and_are_marked_on_day_15_and_30(session: Session) -> None:
    said(session, days=-3)
    said(session, about="my_data")
    done = session.exec(select(Feedback).where(Feedback.about == "complaint")).one()
    said(session, about="suggestion", days=-9, address="10.0.0.3")
    feedback.answer(session, actor=an_actor(DISTRICT), feedback_id=done.id, words="已修", now=NOW)

    def states(days: float) -> list[tuple[str, str, int]]:
        return [(x.about, x.state, x.left) for x in feedback.list_for(session, actor=an_actor(DISTRICT), page=0, now=NOW + timedelta(days=days))[0]]

    assert [x[:2] for x in states(0)] == [("my_data", "waiting"), ("suggestion", "waiting"), ("complaint", "answered")]
    assert states(0)[0][2] == 30
    assert [states(d)[0][1:] for d in (14.9, 15, 29.9, 30)] == [("waiting", 16), ("late", 15), ("late", 1), ("overdue", 0)]


def test_the_office_hears_of_day_15_with_numbers_only(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "settings", dataclasses.replace(settings, office_webhook="https://robot.example/x"))
    said(session, about="my_data")
    said(session)
    assert not feedback.remind(session, now=NOW + timedelta(days=14))
    assert feedback.remind(session, now=NOW + timedelta(days=15))
    message = session.exec(select(OfficeMessage)).one()
    assert (message.kind, message.numbers) == ("feedback_waiting", {"waiting": 2, "late": 1})


def test_two_years_after_the_answer_it_is_gone_and_never_before_it_is_answered(session: Session) -> None:
    said(session)
    said(session, about="suggestion")
    row = session.exec(select(Feedback).where(Feedback.about == "complaint")).one()
    feedback.answer(session, actor=an_actor(DISTRICT), feedback_id=row.id, words="已修", now=NOW)
    assert feedback.clean_up(session, now=NOW + timedelta(days=730)) == 0
    assert feedback.clean_up(session, now=NOW + timedelta(days=732)) == 1
    assert [f.about for f in session.exec(select(Feedback))] == ["suggestion"]


def test_more_than_a_page_is_turned_over(session: Session) -> None:
    for n in range(52):
        said(session, address=f"10.0.1.{n}", minutes=n)
    first, total = feedback.list_for(session, actor=an_actor(DISTRICT), page=0, now=NOW + timedelta(hours=2))
    second, _ = feedback.list_for(session, actor=an_actor(DISTRICT), page=1, now=NOW + timedelta(hours=2))
    assert (len(first), len(second), total) == (50, 2, 52)
    assert len({line.id for line in first + second}) == 52
