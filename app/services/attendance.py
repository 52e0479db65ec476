"""Volunteers' check-in and check-out as the phones tell of them: by a code, a QR, or the leader's roll-call (domain.md §4.5).

Both phones may have been without signal: the code is checked here, against the time at which it was entered. What cannot
stand is held for a person, what is odd becomes a doubt for the leader; nothing that was recorded is lost. For volunteers
only; staff have no attendance.
"""

import base64
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import Attendance, Caution, CodeTry, Part, Role, RoleGrant, Shift, ShiftState, SignUp, Volunteer
from app.rules import hours as rules
from app.rules import shift_codes, volunteering
from app.rules import shifts as shift_rules
from app.rules.hours import Span
from app.services import keys, shifts
from app.services.field_work import Work
from app.services.phone_records import Held, Record, Refused


def secret_of(shift: Shift) -> bytes:
    """What the codes of a shift are made of."""
    text = keys.unseal(shift.secret_sealed, table="shift", column="secret", row=shift.id)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def apply_in(work: Work, record: Record) -> list[str]:
    """Take in a check-in; notes for the phone. Raises Refused for a wrong code, Held for what a person has to decide.

    The first check-in of somebody at a shift stands; a second one (another phone, the roll-call as well) is noted, and the
    earlier of two verified times counts.
    """
    shift, who, leads = _about(work, record)
    at = record.at(work.now)
    doubts = _how_it_was_shown(work, record, shift, who, at, leads)
    known = _known(work.session, shift, who)
    if known is None:
        doubts |= _may_take_part(work, shift, who, at)
    if not shift.starts_at - rules.EARLY <= at <= shift.ends_at + rules.GRACE:
        doubts.add("off_time")
    if known is not None:
        if at < known.in_at and known.state in ("in", "waiting") and not doubts:  # an odd one moves nothing
            known.in_at, known.in_record = at, record.id
            weigh(work.session, known, shift)
        return ["already_in"]
    work.session.add(Attendance(
        shift_id=shift.id, team_id=shift.team_id, volunteer_id=who.id, in_at=at, in_source=_source(record, doubts), in_record=record.id,
        doubts=sorted(doubts), received_at=work.now,
    ))  # fmt: skip
    if shift.state in (ShiftState.OPEN, ShiftState.READY) and "off_time" not in doubts:
        shift.state = ShiftState.RUNNING
    shift.version += 1
    work.session.flush()
    return sorted(doubts & {"late_code", "clock"})


def apply_out(work: Work, record: Record) -> list[str]:
    """Take in a check-out: the time between counts, as far as the rules let it, once the leader has confirmed it.

    Raises Refused for a wrong code and for a check-out before the check-in.
    """
    shift, who, leads = _about(work, record)
    at = record.at(work.now)
    doubts = _how_it_was_shown(work, record, shift, who, at, leads)
    known = _known(work.session, shift, who)
    if known is None or at < known.in_at:
        raise Refused("out_before_in")
    source = _source(record, doubts)
    later = known.out_at is not None and known.out_source == source == "self" and at > known.out_at  # tapped too soon, and once more when leaving
    if known.state not in ("in", "waiting") or (known.out_at is not None and not later and not _proves_more(source, known.out_source)):
        return ["already_out"]
    known.out_at, known.out_source, known.out_record = at, source, record.id
    known.doubts = sorted(set(known.doubts) | doubts)
    weigh(work.session, known, shift)
    shift.version += 1
    work.session.flush()
    return sorted(doubts & {"late_code", "clock"})


def _about(work: Work, record: Record) -> tuple[Shift, Volunteer, bool]:
    """The shift, who it is about, and whether the author leads it. Raises Held."""
    session, payload = work.session, record.payload
    shift = session.exec(select(Shift).where(Shift.id == UUID(payload["shift_id"])).with_for_update()).first()
    own = session.exec(select(Volunteer).where(Volunteer.account_id == work.author.id)).first()
    if shift is None:
        raise Refused("shift_unknown")
    if own is None:
        raise Held("not_your_team")
    leads = _leads(work, own, shift)
    if payload["source"] != "rollcall":
        return shift, own, leads
    if not leads:
        raise Held("not_your_team")
    who = session.get(Volunteer, UUID(payload["volunteer_id"])) if payload["volunteer_id"] else own
    if who is None:
        raise Held("not_signed_up")
    return shift, who, leads


def _leads(work: Work, who: Volunteer, shift: Shift) -> bool:
    """Whether somebody leads the team now: by their part in it and by a role that is in force."""
    found = shifts.membership(work.session, volunteer_id=who.id, team_id=shift.team_id)
    if found is None or found.part not in (Part.LEADER, Part.DEPUTY):
        return False
    held = select(RoleGrant.id).where(
        RoleGrant.account_id == who.account_id, RoleGrant.role == Role.LEADER, RoleGrant.area == shift.community, RoleGrant.starts_at <= work.now,
        sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > work.now),
    )  # fmt: skip
    return work.session.exec(held).first() is not None


def _how_it_was_shown(work: Work, record: Record, shift: Shift, who: Volunteer, at: datetime, leads: bool) -> set[str]:
    """Doubts about how presence was shown. Raises Refused for a wrong code, which is counted, Held after too many.

    Whoever shows the code can always enter it, and call the roll for themselves: that proves nothing (`own_code`). Where a
    person has taken a held record in, a code that does not fit is no proof either (`unproved`).
    """
    doubts = {"clock"} if record.skewed else set()
    source, code = record.payload["source"], record.payload["code"]
    if source != "self" and (leads if source != "rollcall" else who.account_id == work.author.id):
        doubts.add("own_code")
    if source not in ("code", "qr"):
        return doubts
    fit = shift_codes.fit(secret_of(shift), shift.id, code, at) if code.strip() else shift_codes.Fit.WRONG
    if work.decided:
        return doubts | {shift_codes.Fit.WRONG: {"unproved"}, shift_codes.Fit.LATE: {"late_code"}}.get(fit, set())
    if not code.strip():
        raise Refused("code_missing")
    tried = set(work.session.exec(select(CodeTry.id).where(CodeTry.volunteer_id == who.id, CodeTry.shift_id == shift.id)))
    this = record.child("try")  # the same record sent again, because its answer was lost, is the same try
    if len(tried - {this}) >= shift_codes.TRIES:
        raise Held("code_tries")
    if fit == shift_codes.Fit.WRONG:
        raise Refused("code_wrong", keeps=() if this in tried else (CodeTry(id=this, shift_id=shift.id, volunteer_id=who.id, at=work.now),))
    return doubts | ({"late_code"} if fit == shift_codes.Fit.LATE else set())


def _source(record: Record, doubts: set[str]) -> str:
    """How it was shown, as the ledger says it later: a code that did not fit is a person's decision, no code."""
    return "decided" if "unproved" in doubts else str(record.payload["source"])


def _may_take_part(work: Work, shift: Shift, who: Volunteer, at: datetime) -> set[str]:
    """Doubts about whether somebody should have been there. Raises Held, unless a person has decided already."""
    session = work.session
    stands: list[str] = []
    if shift.state == ShiftState.CANCELLED:
        stands.append("shift_cancelled")
    word = session.exec(select(SignUp).where(SignUp.shift_id == shift.id, SignUp.volunteer_id == who.id)).first()
    doubts: set[str] = set()
    if word is None or word.state not in shift_rules.COMES:
        if shifts.membership(session, volunteer_id=who.id, team_id=shift.team_id) is None:
            stands.append("not_your_team")
        elif shifts.coming(session, shift_ids=[shift.id]).get(shift.id, 0) >= shift.slots:
            stands.append("shift_full")
        doubts.add("no_sign_up")
    day = rules.day_of(at)
    if shift.caution != Caution.PLAIN:
        if not who.birth_ym or volunteering.is_minor(who.birth_ym, day):
            stands.append("minor_alone")
        if not shifts.insured_on(who, day):
            stands.append("not_insured")
    if _elsewhere(session, who.id, shift.id, Span(at, shift.ends_at)):
        stands.append("overlap")
    if stands and not work.decided:
        raise Held(stands[0])
    if stands:  # taken in by a person: the hours may count, a place with its doors it is not
        return doubts | set(stands)
    if word is None:
        session.add(SignUp(shift_id=shift.id, volunteer_id=who.id, state="in", at=at, by=work.author.id))
    elif word.state not in shift_rules.COMES:
        word.state, word.at, word.by = "in", at, work.author.id
    return doubts


def _elsewhere(session: Session, volunteer_id: UUID, shift_id: UUID, span: Span) -> bool:
    """Whether somebody is checked in at another shift at this time: until they checked out there, or it was over."""
    rows = session.execute(
        sa.select(Attendance.in_at, Attendance.out_at, Shift.ends_at)  # type: ignore[call-overload]
        .join(Shift, col(Shift.id) == col(Attendance.shift_id))
        .where(Attendance.volunteer_id == volunteer_id, Attendance.shift_id != shift_id, Attendance.state != "refused")
    )
    return rules.overlap(span, (Span(start, out or ends) for start, out, ends in rows))


def _known(session: Session, shift: Shift, who: Volunteer) -> Attendance | None:
    return session.exec(select(Attendance).where(Attendance.shift_id == shift.id, Attendance.volunteer_id == who.id).with_for_update()).first()


def _proves_more(new: str, old: str) -> bool:
    """Whether a second check-out outweighs the first: what somebody else saw outweighs one's own word."""
    return old in ("self", "decided") and new not in ("self", "decided")


def weigh(session: Session, one: Attendance, shift: Shift) -> None:
    """Work out anew what counts and what a person should look at."""
    if one.out_at is None:
        return
    span = span_of(one, shift)
    doubts = set(one.doubts) - {"cut", "overlap", "long_day", "nothing"}
    if not _own_word(one) and rules.is_cut(one.out_at, ends=shift.ends_at):
        doubts.add("cut")
    if span.minutes == 0:
        doubts.add("nothing")
    others = _others(session, one)
    if rules.overlap(span, others):
        doubts.add("overlap")
    day = rules.day_of(span.start)
    if rules.is_long_day(span.minutes, sum(s.minutes for s in others if rules.day_of(s.start) == day)):
        doubts.add("long_day")
    one.minutes, one.doubts, one.state = span.minutes, sorted(doubts), "waiting"


def _own_word(one: Attendance) -> bool:
    """Whether nobody else saw somebody leave; then the planned end is the most that counts."""
    return one.out_source in ("self", "decided") or "own_code" in one.doubts


def span_of(one: Attendance, shift: Shift) -> Span:
    """The time that counts of an attendance with both ends."""
    assert one.out_at is not None
    left = min(one.out_at, shift.ends_at) if _own_word(one) else one.out_at
    return rules.counted(one.in_at, left, starts=shift.starts_at, ends=shift.ends_at)


def _others(session: Session, one: Attendance) -> list[Span]:
    """The person's other times that count or may."""
    rows = session.execute(
        sa.select(Attendance, Shift).join(Shift, col(Shift.id) == col(Attendance.shift_id))  # type: ignore[call-overload]
        .where(col(Attendance.volunteer_id) == one.volunteer_id, col(Attendance.id) != one.id, col(Attendance.out_at).is_not(None), col(Attendance.state) != "refused")
    )
    return [span_of(other, shift) for other, shift in rows]


def forget_tries(session: Session, *, before: datetime) -> int:
    """Wrong codes are kept a day; how many went."""
    return int(session.exec(sa.delete(CodeTry).where(col(CodeTry.at) < before)).rowcount)


def alone_in(session: Session, *, shift: Shift) -> bool:
    """Whether fewer were there than the two who are the rule at somebody's home and at hard work."""
    if not shift_rules.needs_pair(shift.caution):
        return False
    there = select(sa.func.count()).select_from(Attendance).where(Attendance.shift_id == shift.id, Attendance.state != "refused")
    return session.exec(there).one() < shift_rules.PAIR
