"""Needs and errands: opened, moved on, never without an owner, a next step and a day (domain.md §10.4, §10.6)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Invalid, NotFound
from app.models import Account, Act, Category, Need, NeedKind, NeedStep, Resident, Role, RoleGrant, Urgency
from app.models.base import new_id
from app.rules import needs as rules
from app.rules.dalian import ZONE
from app.rules.visibility import Sight
from app.services import access, notes
from app.services.access import Actor
from app.services.field_work import Work
from app.services.phone_records import Author, Held, Record, Refused

OWNERS = frozenset({Role.GRID, Role.INFO, Role.SECRETARY, Role.COMMUNITY, Role.SPECIALIST, Role.POSTED_CADRE})
"""Who may own a need."""
SAID = {
    "not_from_here": ("这一步现在不能走，需求已经往前走了。", "This step cannot be made from here; the need has moved on."),
    "unknown_move": ("没有这一步。", "There is no such step."),
    "words_missing": ("写一句结果或者原因。", "Say in a few words what came of it, or why."),
    "to_missing": ("写明转给了谁。", "Say who has it now."),
    "next_on_missing": ("定一个下次看的日子。", "Set a day on which it is looked at again."),
    "next_on_past": ("下次看的日子已经过了。", "The day of the next look has passed."),
    "next_on_far": ("下次看的日子太远了，一年以内。", "The day of the next look is more than a year ahead."),
}


def _text(need: Need, column: str) -> str:
    return notes.opened(getattr(need, f"{column}_sealed"), table="need", column=column, row=need.id)


def words_of(need: Need) -> str:
    """The need in the person's own words."""
    return _text(need, "words")


def next_step_of(need: Need) -> str:
    """What happens next, in a few words."""
    return _text(need, "next_step")


def result_of(need: Need) -> str:
    """What came of it."""
    return _text(need, "result")


def open_need(
    work: Work, person: Resident, *, need_id: UUID, category: str, urgency: str, words: str, at: datetime, kind: str = "need", policy: str = "",
    consent: str = "", next_step: str = "", next_on: date | None = None,
) -> Need:  # fmt: skip
    """Open a need or an errand; its first owner is who heard it, its first look within a day or a week (DR-N)."""
    known = work.session.get(Need, need_id)
    if known is not None:
        return known
    today = work.now.astimezone(ZONE).date()
    first = rules.first_look(urgency, today)
    when = next_on if next_on is not None and today <= next_on <= today + timedelta(days=366) else first
    if urgency == "today":
        when = first
    need = Need(
        id=need_id, resident_id=person.id, grid=person.grid, kind=NeedKind(kind), category=Category(category), urgency=Urgency(urgency), policy=policy,
        consent=consent, words_sealed=notes.sealed(words, table="need", column="words", row=need_id), state=rules.FIRST[kind], owner_id=work.author.id,
        next_step_sealed=notes.sealed(next_step, table="need", column="next_step", row=need_id), next_on=when, created_at=at, created_by=work.author.id,
        received_at=work.now,
    )  # fmt: skip
    work.session.add(need)
    work.session.flush()  # a step of it may come in the same batch
    work.note(act=Act.NEED, person=person.id, reason=f"open:{category}", area=person.grid, happened_at=at)
    work.touch(person)
    return need


def apply_need(work: Work, record: Record) -> list[str]:
    """Take in a need that was recorded on its own."""
    payload = record.payload
    person = work.people[record.people[0]]
    need_id = UUID(payload["id"])
    known = work.session.get(Need, need_id)
    if known is not None:
        raise Refused("conflict")
    open_need(
        work, person, need_id=need_id, category=payload["category"], urgency=payload["urgency"], words=payload["words"], at=record.at(work.now),
        kind=payload["kind"], policy=payload["policy"], consent=payload["consent"], next_step=payload["next_step"],
        next_on=date.fromisoformat(payload["next_on"]) if payload["next_on"] else None,
    )
    return []


def apply_step(work: Work, record: Record) -> list[str]:
    """Take in one move that a phone tells of. Two phones may have moved it: what cannot be done from here any more is
    kept as a step without a move, and the phone hears so."""
    payload = record.payload
    need = work.session.get(Need, UUID(payload["need_id"]))
    if need is None:
        raise Held("unknown_need")
    when = date.fromisoformat(payload["next_on"]) if payload["next_on"] else None
    day = record.at(work.now).astimezone(ZONE).date()
    owner = _owner(work.session, need, UUID(payload["owner"]), work.now) if payload["owner"] else None
    try:
        _move(work, need, move=payload["move"], next_on=when, words=payload["words"], to=payload["to"], next_step=payload["next_step"], owner=owner,
              at=record.at(work.now), step_id=record.id, today=day)  # fmt: skip
    except rules.NotAMove as error:
        if error.code != "not_from_here":
            raise Refused(error.code) from error
        only_said(work, need, words=payload["words"], at=record.at(work.now), step_id=record.id)
        return ["moved_on_already"]
    return []


def advance(work: Work, need: Need, *, move: str, words: str, next_on: date | None, at: datetime, step_id: UUID, today: date) -> None:
    """A move that follows from work done elsewhere, such as a volunteer's shift. Raises rules.NotAMove."""
    _move(work, need, move=move, next_on=next_on, words=words, to="", next_step="", owner=None, at=at, step_id=step_id, today=today)


def only_said(work: Work, need: Need, *, words: str, at: datetime, step_id: UUID) -> None:
    """Words that are kept with a need which somebody else has moved on meanwhile."""
    _step(work, need, move="said", state=need.state, words=words, at=at, step_id=step_id)


def _move(work: Work, need: Need, *, move: str, next_on: date | None, words: str, to: str, next_step: str, owner: UUID | None, at: datetime,
          step_id: UUID, today: date) -> None:  # fmt: skip
    came = rules.after(need.kind, need.state, move=move, next_on=next_on, words=words, to=to, today=today)
    need.state, need.open, need.next_on, need.call_back_by = came.state, came.open, came.next_on, came.call_back_by
    need.closed_at = None if came.open else at
    need.version += 1
    if to:
        need.to = to
    if owner is not None:
        need.owner_id = owner
    elif move == "claim":
        need.owner_id = work.author.id
    if next_step or came.open:
        need.next_step_sealed = notes.sealed(next_step, table="need", column="next_step", row=need.id)
    if words and move in rules.NEEDS_WORDS | {"confirm", "close", "tell", "call_back"}:
        need.result_sealed = notes.sealed(words, table="need", column="result", row=need.id)
    _step(work, need, move=move, state=came.state, words=words, at=at, step_id=step_id)


def _step(work: Work, need: Need, *, move: str, state: str, words: str, at: datetime, step_id: UUID) -> None:
    work.session.add(NeedStep(
        id=step_id, need_id=need.id, resident_id=need.resident_id, account_id=work.author.id, move=move, state=state, next_on=need.next_on, to=need.to, happened_at=at,
        received_at=work.now, words_sealed=notes.sealed(words, table="need_step", column="words", row=step_id),
    ))  # fmt: skip
    work.note(act=Act.NEED, person=need.resident_id, reason=f"{move}:{state}", area=need.grid, happened_at=at)
    work.load([need.resident_id])
    work.touch(work.people[need.resident_id])


def _owner(session: Session, need: Need, account_id: UUID, now: datetime) -> UUID:
    """Somebody who works for this grid. Raises Refused for anybody else."""
    grants = session.exec(
        select(RoleGrant.area).join(Account, col(Account.id) == col(RoleGrant.account_id)).where(
            RoleGrant.account_id == account_id, col(RoleGrant.role).in_(sorted(OWNERS)), col(Account.disabled_at).is_(None),
            col(RoleGrant.starts_at) <= now, sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
        )
    ).all()  # fmt: skip
    if not any(need.grid.startswith(area) for area in grants):
        raise Refused("not_a_value")
    return account_id


def move(
    session: Session, *, actor: Actor, need_id: UUID, move: str, next_step: str = "", next_on: date | None = None, words: str = "", to: str = "",
    owner: UUID | None = None, happened_at: datetime, now: datetime, step_id: UUID | None = None,
) -> Need:  # fmt: skip
    """A move by somebody at a desk. Raises NotFound for somebody else's need, Invalid for a move that cannot be made."""
    need = session.get(Need, need_id)
    if need is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="need", object_id=need_id)
    access.resident_for(session, actor=actor, resident_id=need.resident_id, now=now, at_least=Sight.CARD)
    work = Work(session=session, now=now, author=Author.of(actor))
    try:
        _move(work, need, move=move, next_on=next_on, words=words, to=to, next_step=next_step, owner=_owner(session, need, owner, now) if owner else None,
              at=min(happened_at, now), step_id=step_id or new_id(), today=now.astimezone(ZONE).date())  # fmt: skip
    except (rules.NotAMove, Refused) as error:
        raise Invalid(error.code, *SAID.get(error.code, ("有一项填得不对。", "One of the values cannot be right."))) from error
    work.finish()
    return need


def for_actor(session: Session, *, actor: Actor, only: str = "", page: int = 0, size: int = 50, now: datetime) -> list[tuple[Need, Resident]]:
    """Needs of people whom this person may see by name, the open ones by their next day. `only`: "", stuck, mine, ended."""
    today = now.astimezone(ZONE).date()
    where = [access.visible(actor, Sight.CARD), col(Need.open).is_(only != "ended")]
    if only == "stuck":
        where.append(col(Need.next_on) < today)
    if only == "mine":
        where.append(col(Need.owner_id) == actor.id)
    rows = session.execute(
        sa.select(Need, Resident).join(Resident, col(Resident.id) == col(Need.resident_id)).where(*where)
        .order_by(col(Need.next_on), col(Need.created_at), col(Need.id)).offset(page * size).limit(size)
    ).all()  # fmt: skip
    return [(need, person) for need, person in rows]


def steps_of(session: Session, *, ids: list[UUID]) -> dict[UUID, list[NeedStep]]:
    """The moves of these needs in their order."""
    found: dict[UUID, list[NeedStep]] = {}
    if ids:
        for one in session.exec(select(NeedStep).where(col(NeedStep.need_id).in_(ids)).order_by(col(NeedStep.happened_at), col(NeedStep.id))):
            found.setdefault(one.need_id, []).append(one)
    return found
