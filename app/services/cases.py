"""Searches for people who did not answer: opened, moved on step by step, escalated by the clock, closed by a finding only."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Invalid, NotFound
from app.models import Act, CaseState, CaseStep, NoAnswerCase, NoAnswerStep, Resident, Status
from app.models.base import new_id
from app.rules import cases as rules
from app.rules.visibility import Sight
from app.services import access, notes, office, statuses
from app.services.access import Actor
from app.services.field_work import Work
from app.services.phone_records import Author, Record, Refused

_SAFE = {"safe_seen": "door", "safe_told": "phone"}
"""Findings that are an effective contact, and how the person was reached."""


def open_case(work: Work, person: Resident, at: datetime, *, source: UUID) -> NoAnswerCase:
    """Start a search. The clock begins at the door, also where the phone could tell of it only later."""
    clock = rules.clock(person.tier, at)
    case = NoAnswerCase(
        id=source, resident_id=person.id, grid=person.grid, tier=person.tier, opened_at=at, opened_by=work.author.id, received_at=work.now,
        second_by=clock.second_by, escalate_at=clock.escalate_at,
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    work.cases[person.id] = case
    work.note(act=Act.CASE, person=person.id, reason="open", area=person.grid, happened_at=at)
    work.touch(person)
    if rules.is_overdue(case.state, case.escalate_at, work.now):
        escalate(work.session, case=case, now=work.now)
        work.tell("case_escalated")
    else:
        work.tell("case_open")
    return case


def add_step(
    work: Work, case: NoAnswerCase, *, step: str, result: str, at: datetime, step_id: UUID, finding: str = "", whom: str = "", note: str = "",
    moves: bool = True,
) -> None:  # fmt: skip
    """Write down what was done; a finding closes the case. Raises Refused for what makes no sense.

    `moves` is False for what was done before this search began: it is kept, and changes nothing.
    """
    try:
        state, found = rules.state_after(case.state, step=step, result=result, finding=finding)
    except rules.NotAMove as error:
        raise Refused(error.code) from error
    if work.session.get(NoAnswerStep, step_id) is not None:
        return
    work.session.add(NoAnswerStep(
        id=step_id, case_id=case.id, resident_id=case.resident_id, account_id=work.author.id, step=CaseStep(step), result=result, whom=whom,
        happened_at=at, received_at=work.now, note_sealed=notes.sealed(note, table="no_answer_step", column="note", row=step_id),
    ))  # fmt: skip
    if moves and case.state != CaseState.CLOSED:
        if state == CaseState.ESCALATED and case.escalated_at is None:
            case.escalated_at = work.now
            work.tell("case_escalated")
        if state == CaseState.CLOSED:
            case.closed_at, case.closed_by, case.finding = max(at, case.opened_at), work.author.id, found
            work.cases.pop(case.resident_id, None)
        case.state = CaseState(state)
    work.note(act=Act.CASE, person=case.resident_id, reason=f"{step}:{finding or result}", area=case.grid, happened_at=at)
    if person := work.people.get(case.resident_id):
        work.touch(person)


def apply_step(work: Work, record: Record) -> list[str]:
    """Take in one step that a phone tells of. Where nobody is looked for any more, it goes to the last search.

    Where there never was one, the step itself begins it: somebody is out looking, and that has to be seen.
    """
    payload, at = record.payload, record.at(work.now)
    person = work.people[record.people[0]]
    told = []
    case, moves = work.cases.get(person.id), True
    if case is None or at < case.opened_at:
        # The search of that time, not the one that began since: an old "found" must not end a new search.
        earlier = _search_of(work, person.id, at)
        if earlier is not None or case is not None:
            case, moves = earlier or case, False
            told.append("case_closed_already")
    if case is None or (moves is False and case.closed_at is not None and at > case.closed_at and payload["step"] not in ("found", "cancel")
                        and person.id not in work.cases):  # fmt: skip
        case, moves, told = open_case(work, person, at, source=record.child("case")), True, []
    was_open = work.is_open(case)
    add_step(
        work, case, step=payload["step"], result=payload["result"], finding=payload["finding"], whom=payload["whom"], note=payload["note"],
        at=at, step_id=record.id, moves=moves,
    )  # fmt: skip
    if was_open and not work.is_open(case):
        _found(work, person, payload["finding"], at, source=record.id)
    return told


def _found(work: Work, person: Resident, finding: str, at: datetime, *, source: UUID) -> None:
    """What a finding says of the person: a status, or that they were seen or heard; never over what is newer."""
    work.touch(person)
    if person.last_seen_at is not None and person.last_seen_at > at:
        return
    if finding in rules.STATUS_OF:
        statuses.set_status(work, person, Status(rules.STATUS_OF[finding]), at=at, source=source)
    elif finding in _SAFE:
        person.last_seen_at, person.last_seen_mode = at, _SAFE[finding]
        work.seen[person.id] = at


def _search_of(work: Work, resident_id: UUID, at: datetime) -> NoAnswerCase | None:
    """The last search that had begun by then."""
    mine = select(NoAnswerCase).where(NoAnswerCase.resident_id == resident_id, col(NoAnswerCase.opened_at) <= at)
    return work.session.exec(mine.order_by(col(NoAnswerCase.opened_at).desc()).limit(1)).first()


def step(
    session: Session, *, actor: Actor, resident_id: UUID, step: str, result: str = "done", finding: str = "", note: str = "", whom: str = "",
    happened_at: datetime, now: datetime, record_id: UUID | None = None,
) -> NoAnswerCase:  # fmt: skip
    """A step by somebody at a desk, such as the lead. Raises NotFound where this person has no open case or is not theirs."""
    person, _ = access.resident_for(session, actor=actor, resident_id=resident_id, now=now, at_least=Sight.CARD)
    work = Work(session=session, now=now, author=Author.of(actor))
    work.load([person.id])
    case = work.cases.get(person.id)
    if case is None:
        raise NotFound()
    if result not in rules.RESULTS:
        raise Invalid("not_a_value", "有一项填得不对。", "One of the values cannot be right.")
    try:
        add_step(work, case, step=step, result=result, finding=finding, whom=whom, note=note, at=min(happened_at, now), step_id=record_id or new_id())
    except (Refused, ValueError) as error:
        raise Invalid(getattr(error, "code", "unknown_step"), "结束以前要写明人怎么样。", "Closing needs a finding: how is the person?") from error
    if not work.is_open(case):
        _found(work, person, finding, now, source=new_id())
    work.finish()
    return case


def escalate(session: Session, *, case: NoAnswerCase, now: datetime) -> None:
    """The clock ran out: those above see it first from now on."""
    case.state, case.escalated_at = CaseState.ESCALATED, now
    session.add(NoAnswerStep(
        id=new_id(), case_id=case.id, resident_id=case.resident_id, account_id=None, step=CaseStep.ESCALATE, result="done", happened_at=now,
        received_at=now,
    ))  # fmt: skip


def run_clock(session: Session, *, now: datetime) -> int:
    """Escalate every search whose clock has run out; how many. Runs each minute; running it twice changes nothing."""
    due = session.exec(select(NoAnswerCase).where(NoAnswerCase.state == CaseState.OPEN, NoAnswerCase.escalate_at <= now)).all()
    for case in due:
        escalate(session, case=case, now=now)
        person = session.get_one(Resident, case.resident_id)
        person.version += 1
        person.updated_at = now
    if due:
        office.tell(session, kind="case_escalated", now=now, waiting=len(due))
    return len(due)


def live(session: Session, *, actor: Actor, now: datetime) -> list[tuple[NoAnswerCase, Resident, list[NoAnswerStep]]]:
    """The open searches of this person's area, the most pressing first, with their steps in order."""
    rows = session.execute(
        sa.select(NoAnswerCase, Resident)
        .join(Resident, col(Resident.id) == col(NoAnswerCase.resident_id))
        .where(col(NoAnswerCase.closed_at).is_(None), access.visible(actor, Sight.CARD))
        .order_by(col(NoAnswerCase.escalate_at))
        .limit(200)
    ).all()
    steps = steps_of(session, ids=[case.id for case, _ in rows])
    return [(case, person, steps.get(case.id, [])) for case, person in rows]


def steps_of(session: Session, *, ids: list[UUID]) -> dict[UUID, list[Any]]:
    """The steps of these searches in the order in which they were made."""
    found: dict[UUID, list[Any]] = {}
    if ids:
        for one in session.exec(select(NoAnswerStep).where(col(NoAnswerStep.case_id).in_(ids)).order_by(col(NoAnswerStep.happened_at), col(NoAnswerStep.id))):
            found.setdefault(one.case_id, []).append(one)
    return found
