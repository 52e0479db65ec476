"""Shifts and who comes: sign up, cancel, "may not make it", the waiting list, and asking the next person (domain.md §4.5).

No number is kept of how often somebody did not come.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, Shift, ShiftState, SignUp, TeamMember, Volunteer
from app.rules import shifts as rules
from app.rules.hours import Span
from app.services import access, audit, office
from app.services.access import Actor

LEFT_OPEN = timedelta(hours=4)
"""A shift that has just ended still shows its doors; who leaves loses those too."""
OPEN_DAYS = 30
"""How many days ahead shifts that need people are shown."""
SAID: dict[str, tuple[str, str]] = {
    "no_birth": ("先请队长登记你的出生年月：入户和有风险的活动要成年人。", "Ask your leader to note your birth month first: shifts at homes are for grown-ups."),
    "minor": ("未成年人不能报入户和有风险的活动。", "Under 18, shifts at somebody's home or with hard work are not open."),
    "not_insured": ("这项服务要先有意外险。请队长登记保险到期日。", "This needs accident insurance first. Ask your leader to note until when you are insured."),
    "skill": ("这项服务要会这门手艺的人。", "This needs somebody with the skill."),
    "overlap": ("这段时间你已经报了别的活动。", "You have another shift at that time."),
}
_OVER = {ShiftState.ENDED, ShiftState.CONFIRMED, ShiftState.CANCELLED}


def of_account(session: Session, account_id: UUID) -> Volunteer | None:
    """The volunteer behind an account; None for everybody else and for somebody who has left."""
    return session.exec(select(Volunteer).where(Volunteer.account_id == account_id, col(Volunteer.left_at).is_(None))).first()


def membership(session: Session, *, volunteer_id: UUID, team_id: UUID) -> TeamMember | None:
    """The person's place in a team; None where there is none now."""
    found = select(TeamMember).where(TeamMember.volunteer_id == volunteer_id, TeamMember.team_id == team_id, TeamMember.state == "in")
    return session.exec(found).first()


def _mine(session: Session, actor: Actor, shift_id: UUID, now: datetime) -> tuple[Shift, Volunteer]:
    """A shift of a team that the person is in, locked until the end of the transaction. Raises NotFound for any other."""
    shift = session.exec(select(Shift).where(Shift.id == shift_id).with_for_update()).first()
    who = of_account(session, actor.id)
    if shift is None or who is None or membership(session, volunteer_id=who.id, team_id=shift.team_id) is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="shift", object_id=shift_id)
    return shift, who


def _still_takes(shift: Shift, now: datetime) -> None:
    if shift.state == ShiftState.CANCELLED:
        raise Conflict("shift_cancelled", "这次活动取消了。", "This shift was cancelled.")
    if shift.state not in rules.TAKES or shift.ends_at <= now:
        raise Conflict("shift_over", "这次活动已经结束了。", "This shift is over.")


def coming(session: Session, *, shift_ids: Sequence[UUID], states: Iterable[str] = rules.COMES) -> dict[UUID, int]:
    """How many have a place, for each of these shifts."""
    rows = session.execute(
        sa.select(SignUp.shift_id, sa.func.count()).where(col(SignUp.shift_id).in_(shift_ids), col(SignUp.state).in_(sorted(states))).group_by(col(SignUp.shift_id))  # type: ignore[call-overload]
    )
    return {row[0]: int(row[1]) for row in rows}


def busy(session: Session, *, volunteer_ids: Sequence[UUID], around: Shift) -> dict[UUID, tuple[Span, ...]]:
    """The other shifts of these people that lie over this one's time."""
    rows = session.execute(
        sa.select(SignUp.volunteer_id, Shift.starts_at, Shift.ends_at)  # type: ignore[call-overload]
        .join(Shift, col(Shift.id) == col(SignUp.shift_id))
        .where(
            col(SignUp.volunteer_id).in_(volunteer_ids), col(SignUp.state).in_(sorted(rules.COMES)), Shift.id != around.id,
            Shift.state != ShiftState.CANCELLED, Shift.starts_at < around.ends_at, Shift.ends_at > around.starts_at,
        )
    )  # fmt: skip
    found: dict[UUID, tuple[Span, ...]] = {}
    for who, start, end in rows:
        found[who] = (*found.get(who, ()), Span(start, end))
    return found


def facts(volunteer: Volunteer, spans: tuple[Span, ...] = ()) -> rules.Who:
    """What the rules need to know of somebody."""
    return rules.Who(
        volunteer.id, volunteer.birth_ym, frozenset(volunteer.skills), frozenset(volunteer.availability), volunteer.insured_until, spans,
    )  # fmt: skip


def particulars(shift: Shift) -> rules.What:
    """What the rules need to know of a shift."""
    return rules.What(shift.starts_at, shift.ends_at, shift.caution, frozenset(shift.skills))


def _word(session: Session, shift: Shift, volunteer_id: UUID) -> SignUp | None:
    return session.exec(select(SignUp).where(SignUp.shift_id == shift.id, SignUp.volunteer_id == volunteer_id)).first()


def _say(session: Session, shift: Shift, volunteer_id: UUID, state: str, *, actor: Actor | None, now: datetime) -> SignUp:
    """Write down somebody's word, and what it makes of the shift."""
    word = _word(session, shift, volunteer_id)
    if word is None:
        word = SignUp(shift_id=shift.id, volunteer_id=volunteer_id, state=state, at=now, by=actor.id if actor else None)
    else:
        word.state, word.at, word.by = state, now, actor.id if actor else None
    session.add(word)
    session.flush()
    shift.state = rules.state_with(shift.state, slots=shift.slots, coming=coming(session, shift_ids=[shift.id], states={"in"}).get(shift.id, 0))
    shift.version += 1
    if actor is not None:
        audit.record(session, act=Act.CHANGE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="shift", object_id=shift.id,
                     reason=f"sign_up:{state}", area=actor.area, device_id=actor.device_id)  # fmt: skip
    session.flush()
    return word


def lock_person(session: Session, volunteer_id: UUID) -> None:
    """Nothing else is decided about this person's time meanwhile. The order is: the shift, then the person, then the rest."""
    session.exec(select(Volunteer.id).where(Volunteer.id == volunteer_id).with_for_update()).one()


def _place_or_queue(session: Session, shift: Shift, who: Volunteer, *, actor: Actor | None, now: datetime) -> str:
    lock_person(session, who.id)
    spans = busy(session, volunteer_ids=[who.id], around=shift).get(who.id, ())
    code = rules.why_not(facts(who, spans), particulars(shift))
    if code:
        raise Invalid(code, *SAID[code])
    taken = coming(session, shift_ids=[shift.id]).get(shift.id, 0)
    state = "in" if taken < shift.slots else "waiting"
    _say(session, shift, who.id, state, actor=actor, now=now)
    return state


def sign_up(session: Session, *, actor: Actor, shift_id: UUID, now: datetime) -> str:
    """Take a place, or the next one of the waiting list; "in" or "waiting". Asking twice is the same as once.

    Raises NotFound for another team's shift, Conflict for one that is over or cancelled, Invalid where something stands
    against it (insurance, age, skill, another shift at that time).
    """
    shift, who = _mine(session, actor, shift_id, now)
    _still_takes(shift, now)
    word = _word(session, shift, who.id)
    if word is not None and word.state in ("in", "waiting"):
        return word.state
    if word is not None and word.state == "unsure":
        _say(session, shift, who.id, "in", actor=actor, now=now)
        return "in"
    return _place_or_queue(session, shift, who, actor=actor, now=now)


def cancel(session: Session, *, actor: Actor, shift_id: UUID, now: datetime) -> str:
    """Give the place back; the next of the waiting list has it. No reason is asked and nothing is counted."""
    shift, who = _mine(session, actor, shift_id, now)
    word = _word(session, shift, who.id)
    if word is None or word.state in ("cancelled", "declined"):
        return "cancelled"
    if shift.state in _OVER:
        raise Conflict("shift_over", "这次活动已经结束了。", "This shift is over.")
    _say(session, shift, who.id, "cancelled", actor=actor, now=now)
    fill(session, shift=shift, now=now)
    return "cancelled"


def unsure(session: Session, *, actor: Actor, shift_id: UUID, now: datetime) -> str:
    """ "May not make it": the place is kept, and somebody else is asked in good time."""
    shift, who = _mine(session, actor, shift_id, now)
    _still_takes(shift, now)
    word = _word(session, shift, who.id)
    if word is None or word.state not in rules.COMES:
        raise Conflict("not_signed_up", "你还没有报名这次活动。", "You have not signed up for this shift.")
    if word.state == "in":
        _say(session, shift, who.id, "unsure", actor=actor, now=now)
        shift.warned = 0  # the next look asks somebody else
    return "unsure"


def sure(session: Session, *, actor: Actor, shift_id: UUID, now: datetime) -> str:
    """After "may not make it": they do come."""
    shift, who = _mine(session, actor, shift_id, now)
    _still_takes(shift, now)
    word = _word(session, shift, who.id)
    if word is None or word.state not in rules.COMES:
        raise Conflict("not_signed_up", "你还没有报名这次活动。", "You have not signed up for this shift.")
    if word.state == "unsure":
        _say(session, shift, who.id, "in", actor=actor, now=now)
    return "in"


def decline(session: Session, *, actor: Actor, shift_id: UUID, now: datetime) -> str:
    """Say no to an offer; somebody else is asked at the next look."""
    shift, who = _mine(session, actor, shift_id, now)
    word = _word(session, shift, who.id)
    if word is not None and word.state == "offered":
        _say(session, shift, who.id, "declined", actor=actor, now=now)
        if shift.state in rules.TAKES and shift.warned:
            offer(session, shift=shift, now=now)
    return "declined"


def fill(session: Session, *, shift: Shift, now: datetime) -> int:
    """Give free places to the waiting list in its order, to those who still may; how many came in."""
    if shift.state not in rules.TAKES or shift.ends_at <= now:
        return 0
    came = 0
    waiting = session.execute(
        sa.select(SignUp, Volunteer).join(Volunteer, col(Volunteer.id) == col(SignUp.volunteer_id))  # type: ignore[call-overload]
        .where(col(SignUp.shift_id) == shift.id, col(SignUp.state) == "waiting", col(Volunteer.left_at).is_(None)).order_by(col(SignUp.at), col(SignUp.id))
    ).all()  # fmt: skip
    spans = busy(session, volunteer_ids=[who.id for _, who in waiting], around=shift)
    for word, who in waiting:
        if coming(session, shift_ids=[shift.id]).get(shift.id, 0) >= shift.slots:
            break
        if rules.why_not(facts(who, spans.get(who.id, ())), particulars(shift)):
            continue
        _say(session, shift, word.volunteer_id, "in", actor=None, now=now)
        came += 1
    return came


def offer(session: Session, *, shift: Shift, now: datetime) -> int:
    """Ask as many more people as the shift is short of, the most suitable members first; how many were asked.

    Nobody is asked twice for one shift, and nobody who has said no, cancelled or is in already.
    """
    sure_ones = coming(session, shift_ids=[shift.id], states={"in", "offered"}).get(shift.id, 0)
    short = shift.slots - sure_ones
    if short <= 0:
        return 0
    known = set(session.exec(select(SignUp.volunteer_id).where(SignUp.shift_id == shift.id)))
    members = session.exec(
        select(Volunteer).join(TeamMember, col(TeamMember.volunteer_id) == col(Volunteer.id)).where(
            TeamMember.team_id == shift.team_id, TeamMember.state == "in", col(Volunteer.left_at).is_(None), col(Volunteer.account_id).is_not(None),
        )
    ).all()  # fmt: skip
    spans = busy(session, volunteer_ids=[m.id for m in members], around=shift)
    who = rules.next_suitable([facts(m, spans.get(m.id, ())) for m in members], particulars(shift), asked=known)[:short]
    for volunteer_id in who:
        _say(session, shift, volunteer_id, "offered", actor=None, now=now)
    return len(who)


def look_ahead(session: Session, *, now: datetime) -> int:
    """The job of every few minutes: 48 and 4 hours before a shift that is short of people, the waiting list comes in,
    the next suitable ones are asked, and the office hears how many shifts are at risk. How many shifts were looked at."""
    soon = now + timedelta(hours=rules.WARNINGS[0])
    due = session.exec(
        select(Shift).where(col(Shift.state).in_([ShiftState.OPEN, ShiftState.READY]), Shift.starts_at > now, Shift.starts_at <= soon, Shift.warned != rules.WARNINGS[-1])
        .order_by(col(Shift.starts_at), col(Shift.id)).with_for_update()
    ).all()  # fmt: skip
    short = 0
    looked = 0
    for shift in due:
        warning = rules.warning_due(shift.starts_at, now, given=shift.warned)
        if not warning:
            continue
        looked += 1
        fill(session, shift=shift, now=now)
        if is_short(session, shift=shift):
            short += 1
            offer(session, shift=shift, now=now)
        shift.warned = warning
        shift.version += 1
    if short:
        office.tell(session, kind="shift_at_risk", now=now, waiting=short)
    session.flush()
    return looked


def is_short(session: Session, *, shift: Shift) -> bool:
    """Whether fewer will come for sure than are needed."""
    return coming(session, shift_ids=[shift.id], states={"in"}).get(shift.id, 0) < shift.slots


def close_past(session: Session, *, now: datetime) -> int:
    """Shifts whose end is two hours past and that nobody ended: ended. Their offers and waiting lists lapse. How many."""
    past = session.exec(
        select(Shift).where(col(Shift.state).in_([ShiftState.OPEN, ShiftState.READY, ShiftState.RUNNING]), Shift.ends_at < now - timedelta(hours=2)).with_for_update()
    ).all()  # fmt: skip
    for shift in past:
        shift.state = ShiftState.ENDED
        shift.version += 1
        session.execute(
            sa.update(SignUp).where(col(SignUp.shift_id) == shift.id, col(SignUp.state).in_(["offered", "waiting"])).values(state="declined", at=now)
        )
    session.flush()
    return len(past)


def stop_volunteer(session: Session, *, volunteer_id: UUID, team_id: UUID | None = None, now: datetime) -> int:
    """Somebody leaves, all or one team: every future place is given back, and the waiting lists move up. How many shifts."""
    words = session.execute(  # ordered, so that two who leave at once never wait for each other in a ring
        sa.select(SignUp, Shift).join(Shift, col(Shift.id) == col(SignUp.shift_id))  # type: ignore[call-overload]
        .where(col(SignUp.volunteer_id) == volunteer_id, col(SignUp.state).in_(["in", "unsure", "waiting", "offered"]), col(Shift.ends_at) > now - LEFT_OPEN)
        .order_by(col(Shift.id)).with_for_update(of=Shift)
    ).all()  # fmt: skip
    given = [shift for _, shift in words if team_id is None or shift.team_id == team_id]
    for shift in given:
        _say(session, shift, volunteer_id, "cancelled", actor=None, now=now)
        fill(session, shift=shift, now=now)
    return len(given)


def insured_on(volunteer: Volunteer, on: date) -> bool:
    """Whether somebody's insurance holds on a day."""
    return rules.is_insured(volunteer.insured_until, on)


def describe(shift: Shift) -> dict[str, Any]:
    """What a phone shows of a shift; nothing of any resident."""
    return {
        "id": str(shift.id), "team_id": str(shift.team_id), "title": shift.title, "place": shift.place,
        "starts_at": shift.starts_at.isoformat(timespec="seconds"), "ends_at": shift.ends_at.isoformat(timespec="seconds"),
        "slots": shift.slots, "caution": str(shift.caution), "state": str(shift.state),
    }  # fmt: skip
