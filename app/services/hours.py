"""Volunteers' hours: an append-only ledger, what may be asked of it, and who decides (domain.md §4.5).

Nobody decides about their own hours, and no line is ever changed: a mistake is put right by another line.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Act, Attendance, HourEntry, HourRequest, Shift, ShiftState, SignUp, Team, Volunteer
from app.models.base import new_id
from app.rules import hours as rules
from app.rules import shifts as shift_rules
from app.rules.hours import Span
from app.services import access, attendance, audit, notes, shifts, teams
from app.services.access import Actor

SHORTEST_REASON, LONGEST_REASON = 2, 200
MOST_REFUSED = 2
"""So often somebody can ask for one shift again."""
MOST_SHOWN = 200


@dataclass(frozen=True)
class Balance:
    """Minutes that count, by how they came in."""

    system: int = 0
    backfill: int = 0
    correction: int = 0
    since: date | None = None

    @property
    def minutes(self) -> int:
        """All of them."""
        return self.system + self.backfill + self.correction


def balance(session: Session, *, volunteer_id: UUID, first: date | None = None, last: date | None = None) -> Balance:
    """What stands in the ledger of one person, between two days where they are given."""
    where = [col(HourEntry.volunteer_id) == volunteer_id]
    if first is not None:
        where.append(col(HourEntry.day) >= first)
    if last is not None:
        where.append(col(HourEntry.day) <= last)
    rows = session.execute(
        sa.select(HourEntry.source, sa.func.sum(HourEntry.minutes), sa.func.min(HourEntry.day)).where(*where).group_by(col(HourEntry.source))  # type: ignore[call-overload]
    ).all()
    by = {row[0]: int(row[1]) for row in rows}
    return Balance(by.get("system", 0), by.get("backfill", 0), by.get("correction", 0), min((row[2] for row in rows), default=None))


def entries(session: Session, *, volunteer_id: UUID, most: int = MOST_SHOWN) -> list[HourEntry]:
    """The lines of one person, the newest day first."""
    lines = select(HourEntry).where(HourEntry.volunteer_id == volunteer_id).order_by(col(HourEntry.day).desc(), col(HourEntry.at).desc(), col(HourEntry.id))
    return list(session.exec(lines.limit(most)))


def standing(session: Session, entry: HourEntry) -> int:
    """What a line amounts to with all that was put right about it."""
    added = session.exec(select(sa.func.coalesce(sa.func.sum(HourEntry.minutes), 0)).where(HourEntry.corrects == entry.id)).one()
    return entry.minutes + int(added)


# -- the leader ends a shift ------------------------------------------------------------------------------------------


def _lock_shift(session: Session, shift_id: UUID) -> Shift | None:
    return session.exec(select(Shift).where(Shift.id == shift_id).with_for_update().execution_options(populate_existing=True)).first()


def _waiting_at(session: Session, shift: Shift) -> list[Attendance]:
    """The attendances of a shift that wait, each with its person locked, always in the same order of people."""
    ids = session.exec(select(Attendance.volunteer_id).where(Attendance.shift_id == shift.id, Attendance.state == "waiting")).all()
    for volunteer_id in sorted(ids, key=str):
        shifts.lock_person(session, volunteer_id)
    rows = select(Attendance).where(Attendance.shift_id == shift.id, Attendance.state == "waiting").with_for_update().execution_options(populate_existing=True)
    return list(session.exec(rows))


def confirm_shift(session: Session, *, actor: Actor, shift_id: UUID, refuse: Collection[UUID] = (), now: datetime) -> int:
    """End a shift and confirm everybody's hours but those of `refuse`; how many were counted.

    One's own, those of whoever leads the team where a leader confirms, and whatever is too odd for one tap stay open for
    somebody else or a look of its own. Who has not checked out yet asks for the time afterwards. Raises NotFound for
    another team's shift, Conflict before it has begun or where it was cancelled.
    """
    shift = _lock_shift(session, shift_id)
    if shift is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="shift", object_id=shift_id)
    team = teams.team_for_leader(session, actor=actor, team_id=shift.team_id, now=now)
    _not_cancelled(shift)
    if now < shift.starts_at:
        raise Conflict("shift_not_begun", "活动还没有开始，结束以后再确认。", "The shift has not begun; confirm when it is over.")
    counted = 0
    alone = attendance.alone_in(session, shift=shift)  # then a person looks at it for itself
    for one in _waiting_at(session, shift):
        if _may_not(session, actor, team, one.volunteer_id):
            continue
        if one.volunteer_id in refuse:
            _refuse(session, one, actor=actor, now=now)
        elif not alone and not set(one.doubts) & _NEVER and not _is_counted(session, one, shift):
            _count(session, one, shift, actor=actor, now=now)
            counted += 1
    open_ones = session.exec(
        select(sa.func.count()).select_from(Attendance).where(Attendance.shift_id == shift.id, col(Attendance.state).in_(["in", "waiting"]))
    ).one()
    shift.state = ShiftState.CONFIRMED if not open_ones and now >= shift.ends_at else ShiftState.ENDED
    shift.confirmed_at, shift.confirmed_by = now, actor.id
    shift.version += 1
    audit.record(session, act=Act.DECIDE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="shift", object_id=shift.id,
                 reason=f"confirmed:{counted}", area=shift.community, device_id=actor.device_id)  # fmt: skip
    session.flush()
    return counted


_NEVER = frozenset({"overlap", "nothing", "long_day", "own_code", "unproved", "not_your_team", "shift_cancelled"})
"""What a leader's one tap does not count. A person decides about each."""


def decide_attendance(session: Session, *, actor: Actor, attendance_id: UUID, count: bool, minutes: int | None = None, now: datetime) -> None:
    """Count one attendance, with fewer minutes where asked, or refuse it. Raises NotFound for another team's, NotAllowed
    for one's own, Conflict where it was decided already or its time is counted elsewhere."""
    one, shift, team = _one(session, actor, attendance_id, now)
    _somebody_else(session, actor, team, one.volunteer_id)
    if one.state != "waiting":
        raise _decided()
    if not count:
        _refuse(session, one, actor=actor, now=now)
    else:
        _not_cancelled(shift)
        if minutes is not None:
            if not 0 < minutes <= one.minutes:
                raise Invalid("not_more", "只能少记，不能比签到的时间多。", "It can be less than the time recorded, never more.")
            one.minutes = minutes
        if one.minutes <= 0:
            raise Invalid("nothing_to_count", "没有可以记的时间。", "There is no time to count.")
        if _is_counted(session, one, shift):
            raise _twice()
        _count(session, one, shift, actor=actor, now=now)
    session.flush()


def _one(session: Session, actor: Actor, attendance_id: UUID, now: datetime) -> tuple[Attendance, Shift, Team]:
    """An attendance of a team that is led, with its shift and its person locked, in this order. Raises NotFound."""
    seen = session.get(Attendance, attendance_id)
    if seen is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="attendance", object_id=attendance_id)
    team = teams.team_for_leader(session, actor=actor, team_id=seen.team_id, now=now)
    shift = _lock_shift(session, seen.shift_id)
    assert shift is not None
    shifts.lock_person(session, seen.volunteer_id)
    one = select(Attendance).where(Attendance.id == attendance_id).with_for_update().execution_options(populate_existing=True)
    return session.exec(one).one(), shift, team


def _may_not(session: Session, actor: Actor, team: Team, volunteer_id: UUID) -> str:
    """Why this person does not decide about those hours: "own", or "leader" where somebody who leads the team served and
    only its keepers decide (two who lead one team could otherwise confirm each other)."""
    who = session.get_one(Volunteer, volunteer_id)
    if who.account_id == actor.id:
        return "own"
    place = shifts.membership(session, volunteer_id=volunteer_id, team_id=team.id)
    leads = place is not None and place.part in teams.LEADS
    return "leader" if leads and not teams.keeps(actor, team.community) else ""


def _somebody_else(session: Session, actor: Actor, team: Team, volunteer_id: UUID) -> None:
    why = _may_not(session, actor, team, volunteer_id)
    if why == "own":
        raise NotAllowed("own_hours", "自己的时长要别人来确认。", "Somebody else has to confirm your own hours.")
    if why:
        raise NotAllowed("leader_hours", "队长和副队长的时长由社区或者支部书记确认。", "Hours of who leads a team are confirmed by the community or the branch secretary.")


def _not_cancelled(shift: Shift) -> None:
    if shift.state == ShiftState.CANCELLED:
        raise Conflict("shift_cancelled", "这次活动取消了。", "This shift was cancelled.")


def _decided() -> Conflict:
    return Conflict("decided", "这一条已经有人定过了。", "Somebody has decided this one already.")


def _twice() -> Conflict:
    return Conflict("overlap", "这段时间已经在别的活动里记过了。", "This time is counted in another shift already.")


def _counted_spans(session: Session, volunteer_id: UUID, *, but: UUID | None = None) -> list[Span]:
    """The times that stand in the ledger, each as long as it is with its corrections; `but` leaves one line out."""
    lines = session.exec(select(HourEntry).where(HourEntry.volunteer_id == volunteer_id, col(HourEntry.corrects).is_(None))).all()
    rows = session.execute(
        sa.select(HourEntry.corrects, sa.func.sum(HourEntry.minutes)).where(col(HourEntry.volunteer_id) == volunteer_id, col(HourEntry.corrects).is_not(None)).group_by(col(HourEntry.corrects))  # type: ignore[call-overload]
    )
    added: dict[UUID, int] = {row[0]: int(row[1]) for row in rows}
    spans = [(e, e.minutes + added.get(e.id, 0)) for e in lines if e.from_at is not None and e.id != but]
    return [Span(e.from_at, e.from_at + timedelta(minutes=minutes)) for e, minutes in spans if minutes > 0 and e.from_at is not None]


def _is_counted(session: Session, one: Attendance, shift: Shift) -> bool:
    """Whether this time, or this service by another road, stands in the ledger already."""
    there = select(HourEntry.id).where(HourEntry.shift_id == shift.id, HourEntry.volunteer_id == one.volunteer_id, col(HourEntry.corrects).is_(None))
    start = attendance.span_of(one, shift).start
    return session.exec(there).first() is not None or rules.overlap(Span(start, start + timedelta(minutes=one.minutes)), _counted_spans(session, one.volunteer_id))


def _not_twice(session: Session, volunteer_id: UUID, span: Span) -> None:
    if rules.overlap(span, _counted_spans(session, volunteer_id)):
        raise _twice()


def _count(session: Session, one: Attendance, shift: Shift, *, actor: Actor | None, now: datetime) -> HourEntry:
    span = attendance.span_of(one, shift)
    made = _line(
        session, shift, one.volunteer_id, source="system", proof=one.in_source, minutes=one.minutes, from_at=span.start,
        to_at=span.start + timedelta(minutes=one.minutes), actor=actor, now=now,
    )  # fmt: skip
    one.state, one.decided_at, one.decided_by = "counted", now, actor.id if actor else None
    shift.version += 1
    return made


def _refuse(session: Session, one: Attendance, *, actor: Actor, now: datetime) -> None:
    one.state, one.decided_at, one.decided_by = "refused", now, actor.id
    audit.record(session, act=Act.DECIDE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="attendance", object_id=one.id,
                 reason="refused", area=actor.area, device_id=actor.device_id)  # fmt: skip


def _line(
    session: Session, shift: Shift, volunteer_id: UUID, *, source: str, minutes: int, actor: Actor | None, now: datetime, proof: str = "",
    from_at: datetime | None = None, to_at: datetime | None = None, day: date | None = None, corrects: UUID | None = None,
) -> HourEntry:  # fmt: skip
    made = HourEntry(
        volunteer_id=volunteer_id, community=shift.community, team_id=shift.team_id, shift_id=shift.id, corrects=corrects, source=source, proof=proof,
        minutes=minutes, day=day or rules.day_of(from_at or shift.starts_at), from_at=from_at, to_at=to_at, what=shift.title, at=now, by=actor.id if actor else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, act=Act.CREATE, now=now, actor_id=actor.id if actor else None, role=(actor.role or "") if actor else "", object_kind="hour_entry",
                 object_id=made.id, reason=f"{source}:{minutes}", area=shift.community)  # fmt: skip
    return made


def count_undoubted(session: Session, *, now: datetime) -> int:
    """The night job: what nobody has doubted for three days counts without a tap. One shift a call, so that no lock is
    held for long; how many lines were made, 0 where nothing is left to do.

    Whatever is odd waits for a person: own codes of leaders, somebody alone where two are the rule, long days, and a
    check-out by one's own word from a shift of more than two hours.
    """
    for shift_id in session.exec(
        select(Shift.id).join(Attendance, col(Attendance.shift_id) == col(Shift.id))
        .where(Attendance.state == "waiting", Shift.ends_at < now - rules.SHOWN_FROM, Shift.state != ShiftState.CANCELLED).distinct().order_by(col(Shift.id))
    ).all():  # fmt: skip
        waiting = session.exec(select(Attendance).where(Attendance.shift_id == shift_id, Attendance.state == "waiting")).all()
        shift = session.get_one(Shift, shift_id)
        if attendance.alone_in(session, shift=shift) or not any(_is_plain(session, one, shift) for one in waiting):
            continue
        locked = _lock_shift(session, shift_id)
        assert locked is not None
        plain = [one for one in _waiting_at(session, locked) if _is_plain(session, one, locked)]
        for one in plain:
            _count(session, one, locked, actor=None, now=now)
        if plain:
            session.flush()
            return len(plain)
    return 0


def _is_plain(session: Session, one: Attendance, shift: Shift) -> bool:
    long_own_word = one.out_source == "self" and rules.planned(shift.starts_at, shift.ends_at) > rules.OWN_WORD
    return not one.doubts and not long_own_word and not _is_counted(session, one, shift)


# -- what a volunteer may ask -----------------------------------------------------------------------------------------


def _reason(words: str) -> str:
    clean = " ".join(words.split())
    if not SHORTEST_REASON <= len(clean) <= LONGEST_REASON:
        raise Invalid("reason_missing", "写一句原因，2 到 200 个字。", "Say why in 2 to 200 characters.")
    return clean


def ask_backfill(session: Session, *, actor: Actor, shift_id: UUID, minutes: int, reason: str, now: datetime) -> HourRequest:
    """Ask for time that was not recorded: at most the planned length, with a reason, decided by somebody else.

    Raises NotFound for a shift the person had no place in, Invalid for too much or no reason, Conflict where it is
    counted already, still running, too long ago, or asked for already.
    """
    shift, who = _served(session, actor, shift_id, now)
    words = _reason(reason)
    _not_cancelled(shift)
    shifts.lock_person(session, who.id)
    if now < shift.ends_at:
        raise Conflict("shift_not_over", "活动还没有结束，结束以后再补录。", "The shift is not over yet.")
    if now - shift.ends_at > timedelta(days=rules.BACKFILL_DAYS):
        raise Conflict("too_long_ago", "过了 {n} 天，不能补录了，请找队长。", "More than {n} days ago; ask your leader.", n=rules.BACKFILL_DAYS)
    one = session.exec(select(Attendance).where(Attendance.shift_id == shift.id, Attendance.volunteer_id == who.id)).first()
    if one is not None and one.state == "counted":
        raise Conflict("counted_already", "这次已经记过时长了，有错可以点“有疑问”。", "This shift is counted already; where it is wrong, dispute it.")
    if one is not None and one.state == "waiting":
        raise Conflict("waiting_already", "这次的时长在等队长确认。", "These hours wait for the leader.")
    asked = select(HourRequest).where(HourRequest.shift_id == shift.id, HourRequest.volunteer_id == who.id, HourRequest.kind == "backfill", col(HourRequest.state).in_(["asked", "approved"]))
    if session.exec(asked).first() is not None:
        raise Conflict("asked_already", "这次已经申请过了。", "This was asked for already.")
    refused = select(sa.func.count()).select_from(HourRequest).where(HourRequest.shift_id == shift.id, HourRequest.volunteer_id == who.id, HourRequest.state == "refused")
    if session.exec(refused).one() >= MOST_REFUSED:
        raise Conflict("refused_twice", "两次都没有同意，请找社区问一问。", "It was refused twice; ask the community.")
    start = max(one.in_at, shift.starts_at) if one is not None and one.in_at < shift.ends_at else shift.starts_at
    most = rules.planned(start, shift.ends_at)
    if not 0 < minutes <= most:
        raise Invalid("longer_than_planned", "补录最多 {n} 分钟：从签到到计划结束。", "At most {n} minutes: from the check-in to the planned end.", n=most)
    _not_twice(session, who.id, Span(start, start + timedelta(minutes=minutes)))
    return _ask(session, actor, kind="backfill", who=who, shift=shift, minutes=minutes, from_at=start, words=words, now=now)


def dispute(session: Session, *, actor: Actor, entry_id: UUID, minutes: int, reason: str, now: datetime) -> HourRequest:
    """Say that a line of one's own is wrong, and how many minutes it should be. Raises like `ask_backfill`."""
    who = shifts.of_account(session, actor.id)
    entry = session.get(HourEntry, entry_id)
    if who is None or entry is None or entry.volunteer_id != who.id or entry.shift_id is None or entry.corrects is not None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="hour_entry", object_id=entry_id)
    words = _reason(reason)
    shift = session.get_one(Shift, entry.shift_id)
    shifts.lock_person(session, who.id)
    _not_longer(entry, shift, minutes)
    open_one = select(HourRequest).where(HourRequest.entry_id == entry.id, HourRequest.state == "asked")
    if session.exec(open_one).first() is not None:
        raise Conflict("asked_already", "这次已经申请过了。", "This was asked for already.")
    if minutes == standing(session, entry):
        raise Invalid("no_change", "和现在记的一样。", "That is what stands there now.")
    return _ask(session, actor, kind="dispute", who=who, shift=shift, minutes=minutes, from_at=entry.from_at, words=words, now=now, entry_id=entry.id)


def _served(session: Session, actor: Actor, shift_id: UUID, now: datetime) -> tuple[Shift, Volunteer]:
    """A shift in which the person had a place, or was. Raises NotFound for any other."""
    who, shift = shifts.of_account(session, actor.id), session.get(Shift, shift_id)
    if who is not None and shift is not None:
        word = session.exec(select(SignUp).where(SignUp.shift_id == shift.id, SignUp.volunteer_id == who.id)).first()
        there = session.exec(select(Attendance.id).where(Attendance.shift_id == shift.id, Attendance.volunteer_id == who.id)).first()
        if there is not None or (word is not None and word.state in shift_rules.COMES):
            return shift, who
    raise access.refusal(NotFound(), actor=actor, now=now, object_kind="shift", object_id=shift_id)


def _ask(
    session: Session, actor: Actor, *, kind: str, who: Volunteer, shift: Shift, minutes: int, from_at: datetime | None, words: str, now: datetime, entry_id: UUID | None = None
) -> HourRequest:
    key = new_id()
    made = HourRequest(
        id=key, kind=kind, volunteer_id=who.id, team_id=shift.team_id, shift_id=shift.id, entry_id=entry_id, minutes=minutes, from_at=from_at,
        reason_sealed=notes.sealed(words, table="hour_request", column="reason", row=key), asked_at=now, asked_by=actor.id,
    )  # fmt: skip
    session.add(made)
    audit.record(session, act=Act.CREATE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="hour_request", object_id=made.id, reason=kind,
                 area=shift.community, device_id=actor.device_id)  # fmt: skip
    session.flush()
    return made


def withdraw(session: Session, *, actor: Actor, request_id: UUID, now: datetime) -> None:
    """Take one's own request back. Raises NotFound for another's, Conflict where it was decided."""
    who = shifts.of_account(session, actor.id)
    row = session.exec(select(HourRequest).where(HourRequest.id == request_id).with_for_update()).first()
    if row is None or who is None or row.volunteer_id != who.id:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="hour_request", object_id=request_id)
    if row.state != "asked":
        raise _decided()
    row.state, row.decided_at = "withdrawn", now
    session.flush()


def decide_request(session: Session, *, actor: Actor, request_id: UUID, approve: bool, answer: str = "", now: datetime) -> None:
    """Approve or refuse a request; a refusal needs a sentence. Approved, it becomes a line of the ledger of its own kind.

    Raises NotFound for another team's, NotAllowed for one's own, Conflict where it was decided or its time is counted.
    """
    seen = session.get(HourRequest, request_id)
    if seen is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="hour_request", object_id=request_id)
    team = teams.team_for_leader(session, actor=actor, team_id=seen.team_id, now=now)
    _somebody_else(session, actor, team, seen.volunteer_id)
    _lock_shift(session, seen.shift_id)
    shifts.lock_person(session, seen.volunteer_id)
    row = session.exec(select(HourRequest).where(HourRequest.id == request_id).with_for_update().execution_options(populate_existing=True)).one()
    if row.state != "asked":
        raise _decided()
    words = " ".join(answer.split())[:LONGEST_REASON]
    if not approve and not words:
        raise Invalid("reason_missing", "写一句原因。", "Say why in a few words.")
    if approve:
        _carry_out(session, row, actor, now)
    row.state, row.decided_at, row.decided_by = "approved" if approve else "refused", now, actor.id
    row.answer_sealed = notes.sealed(words, table="hour_request", column="answer", row=row.id)
    audit.record(session, act=Act.DECIDE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="hour_request", object_id=row.id,
                 reason=f"{row.kind}:{row.state}", area=actor.area, device_id=actor.device_id)  # fmt: skip
    session.flush()


def _carry_out(session: Session, row: HourRequest, actor: Actor, now: datetime) -> None:
    shift = session.get_one(Shift, row.shift_id)
    if row.kind == "dispute":
        assert row.entry_id is not None
        _put_right(session, session.get_one(HourEntry, row.entry_id), shift, row.minutes, actor=actor, now=now)
        return
    _not_cancelled(shift)
    start = row.from_at or shift.starts_at
    span = Span(start, start + timedelta(minutes=row.minutes))
    one = session.exec(select(Attendance).where(Attendance.shift_id == shift.id, Attendance.volunteer_id == row.volunteer_id).with_for_update()).first()
    if one is not None and one.state == "counted":
        raise Conflict("counted_already", "这次已经记过时长了。", "This shift is counted already.")
    _not_twice(session, row.volunteer_id, span)
    _line(session, shift, row.volunteer_id, source="backfill", minutes=row.minutes, from_at=span.start, to_at=span.end, actor=actor, now=now)
    if one is not None:
        one.state, one.decided_at, one.decided_by = "counted", now, actor.id
        one.minutes = row.minutes


def correct(session: Session, *, actor: Actor, entry_id: UUID, minutes: int, now: datetime) -> HourEntry | None:
    """Put a line right without having been asked: `minutes` is what it should amount to; None where it does already.

    Raises NotFound for another team's, NotAllowed for one's own, Invalid for more than the shift was long.
    """
    entry = session.exec(select(HourEntry).where(HourEntry.id == entry_id)).first()
    if entry is None or entry.team_id is None or entry.shift_id is None or entry.corrects is not None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="hour_entry", object_id=entry_id)
    team = teams.team_for_leader(session, actor=actor, team_id=entry.team_id, now=now)
    _somebody_else(session, actor, team, entry.volunteer_id)
    shift = _lock_shift(session, entry.shift_id)
    assert shift is not None
    shifts.lock_person(session, entry.volunteer_id)
    return _put_right(session, entry, shift, minutes, actor=actor, now=now)


def _not_longer(entry: HourEntry, shift: Shift, minutes: int) -> None:
    """A line ends half an hour after the planned end at the latest, counted from where it begins."""
    most = rules.planned(entry.from_at or shift.starts_at, shift.ends_at + rules.GRACE)
    if not 0 <= minutes <= most:
        raise Invalid("longer_than_planned", "最多 {n} 分钟。", "At most {n} minutes.", n=most)


def _put_right(session: Session, entry: HourEntry, shift: Shift, minutes: int, *, actor: Actor, now: datetime) -> HourEntry | None:
    _not_longer(entry, shift, minutes)
    difference = minutes - standing(session, entry)
    if difference == 0:
        return None
    if difference > 0 and entry.from_at is not None:
        span = Span(entry.from_at, entry.from_at + timedelta(minutes=minutes))
        if rules.overlap(span, _counted_spans(session, entry.volunteer_id, but=entry.id)):
            raise _twice()
    return _line(session, shift, entry.volunteer_id, source="correction", minutes=difference, day=entry.day, actor=actor, now=now, corrects=entry.id)


# -- what waits for somebody ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """One thing that a leader or keeper decides: an attendance with doubts, or a request."""

    id: UUID
    kind: str
    volunteer: Volunteer
    shift: Shift
    team: Team
    minutes: int
    doubts: tuple[str, ...]
    words: str
    stands: int
    """Minutes that stand in the ledger now, for a dispute; 0 for everything else."""
    not_mine: str
    """Why somebody else decides: "own", or "leader" for those who lead the team; "" where this person does."""


def waiting_for(session: Session, *, actor: Actor, most: int = 200) -> list[Waiting]:
    """What waits for this person: of the teams led or kept, the oldest first."""
    led = {team.id: team for team in teams.led_teams(session, actor=actor, closed=True)}
    if not led:
        return []
    found: list[Waiting] = []
    asked = session.execute(
        sa.select(HourRequest, Volunteer, Shift).join(Volunteer, col(Volunteer.id) == col(HourRequest.volunteer_id)).join(Shift, col(Shift.id) == col(HourRequest.shift_id))  # type: ignore[call-overload]
        .where(col(HourRequest.team_id).in_(list(led)), col(HourRequest.state) == "asked").order_by(col(HourRequest.asked_at), col(HourRequest.id)).limit(most)
    ).all()  # fmt: skip
    for row, who, shift in asked:
        words = notes.opened(row.reason_sealed, table="hour_request", column="reason", row=row.id)
        entry = session.get(HourEntry, row.entry_id) if row.entry_id else None
        found.append(Waiting(row.id, row.kind, who, shift, led[row.team_id], row.minutes, (), words, standing(session, entry) if entry else 0, _may_not(session, actor, led[row.team_id], who.id)))
    shown = session.execute(
        sa.select(Attendance, Volunteer, Shift).join(Volunteer, col(Volunteer.id) == col(Attendance.volunteer_id)).join(Shift, col(Shift.id) == col(Attendance.shift_id))  # type: ignore[call-overload]
        .where(col(Attendance.team_id).in_(list(led)), col(Attendance.state) == "waiting").order_by(col(Attendance.in_at), col(Attendance.id)).limit(most)
    ).all()  # fmt: skip
    for one, who, shift in shown:
        doubts = list(one.doubts) + (["alone"] if attendance.alone_in(session, shift=shift) else [])
        found.append(Waiting(one.id, "attendance", who, shift, led[one.team_id], one.minutes, tuple(doubts), "", 0, _may_not(session, actor, led[one.team_id], who.id)))
    return found


@dataclass(frozen=True)
class Counted:
    """A line of a led team's ledger with what it amounts to now, and why this person may not put it right."""

    entry: HourEntry
    volunteer: Volunteer
    team: Team
    minutes: int
    not_mine: str


def counted_lately(session: Session, *, actor: Actor, now: datetime, most: int = 40) -> list[Counted]:
    """What was counted in the last month in the teams led or kept, the newest first: to look over, and to put right."""
    led = {team.id: team for team in teams.led_teams(session, actor=actor, closed=True)}
    rows = session.execute(
        sa.select(HourEntry, Volunteer).join(Volunteer, col(Volunteer.id) == col(HourEntry.volunteer_id))  # type: ignore[call-overload]
        .where(col(HourEntry.team_id).in_(list(led)), col(HourEntry.corrects).is_(None), col(HourEntry.at) > now - timedelta(days=rules.BACKFILL_DAYS))
        .order_by(col(HourEntry.at).desc(), col(HourEntry.id)).limit(most)
    ).all()  # fmt: skip
    return [Counted(entry, who, led[entry.team_id], standing(session, entry), _may_not(session, actor, led[entry.team_id], who.id)) for entry, who in rows]
