"""The volunteer's part of the pack: own shifts with the doors of accepted ones, shifts that need people, hours, and for a
leader the roster with the secret of the check-in codes (design.md §3, §5). No resident but behind an accepted door."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Attendance,
    HourEntry,
    HourRequest,
    Part,
    Role,
    Shift,
    ShiftState,
    ShiftTask,
    SignUp,
    Team,
    TeamMember,
    Volunteer,
)
from app.rules import hours as hour_rules
from app.rules import shifts as rules
from app.rules import volunteering
from app.rules.dalian import ZONE
from app.services import hours, keys, notes, shifts, tasks
from app.services.access import Actor

BACK, AHEAD = timedelta(days=3), timedelta(days=60)
SECRET_BEFORE, SECRET_AFTER = timedelta(hours=24), timedelta(hours=12)
"""When a leader's phone holds what the codes are made of: from the day before, so that it may be offline all day."""
MOST_OPEN = 60
FRESH = timedelta(days=60)
"""So long somebody is new to a team."""


def build(session: Session, *, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The part of this account; None where there is no volunteer behind it."""
    who = shifts.of_account(session, actor.id) if actor.roles & volunteering.VOLUNTEERS and not actor.upload_only else None
    if who is None:
        return None
    today = now.astimezone(ZONE).date()
    places = _places(session, who)
    led = _led(actor, places)
    own, words = _own(session, who, {team.id for team, _ in places}, led, now)
    return {
        "id": str(who.id), "name": who.name, "large_text": volunteering.wants_large_text(who.birth_ym, today), "minor": volunteering.is_minor(who.birth_ym, today),
        "insured_until": who.insured_until.isoformat() if who.insured_until else "",
        "teams": [{"id": str(t.id), "name": t.name, "kind": str(t.kind), "brand": t.brand, "part": str(m.part)} for t, m in places],
        "shifts": _shifts(session, who, own, words, led, now),
        "open": _open(session, who, [t.id for t, _ in places if t.closed_at is None], set(words), now),
        "hours": _hours(session, who, now),
    }  # fmt: skip


def _led(actor: Actor, places: list[tuple[Team, TeamMember]]) -> set[UUID]:
    """The teams somebody leads now: by their part in it and by a role that is in force."""
    held = {g.area for g in actor.grants if g.role == Role.LEADER}
    return {team.id for team, member in places if member.part in (Part.LEADER, Part.DEPUTY) and team.community in held}


def _places(session: Session, who: Volunteer) -> list[tuple[Team, TeamMember]]:
    rows = session.execute(
        sa.select(Team, TeamMember).join(TeamMember, col(TeamMember.team_id) == col(Team.id))  # type: ignore[call-overload]
        .where(col(TeamMember.volunteer_id) == who.id, col(TeamMember.state) == "in").order_by(col(Team.name), col(Team.id))
    ).all()  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def _own(session: Session, who: Volunteer, teams: set[UUID], led: set[UUID], now: datetime) -> tuple[list[Shift], dict[UUID, str]]:
    """The shifts this phone shows as one's own, in order of time, and one's word for each."""
    words: dict[UUID, str] = dict(
        session.execute(
            sa.select(SignUp.shift_id, SignUp.state).join(Shift, col(Shift.id) == col(SignUp.shift_id))  # type: ignore[call-overload]
            .where(col(SignUp.volunteer_id) == who.id, col(Shift.team_id).in_(list(teams)), col(Shift.ends_at) > now - BACK, col(Shift.starts_at) < now + AHEAD)
        ).all()
    )  # fmt: skip
    mine = [key for key, state in words.items() if state in ("in", "unsure", "waiting", "offered")]
    shown = sa.or_(col(Shift.id).in_(mine), col(Shift.team_id).in_(list(led)))
    rows = session.exec(
        select(Shift).where(shown, col(Shift.ends_at) > now - BACK, col(Shift.starts_at) < now + AHEAD).order_by(col(Shift.starts_at), col(Shift.id)).limit(200)
    ).all()
    return list(rows), {key: str(state) for key, state in words.items()}


def _shifts(session: Session, who: Volunteer, own: list[Shift], words: dict[UUID, str], led: set[UUID], now: datetime) -> list[dict[str, Any]]:
    ids = [s.id for s in own]
    taken = shifts.coming(session, shift_ids=ids)
    names = {t.id: t.name for t in session.exec(select(Team).where(col(Team.id).in_({s.team_id for s in own})))}
    leaders = _leaders(session, {s.team_id for s in own})
    seen = [s.id for s in own if tasks.is_shown(s, who, my=words.get(s.id, ""), coming=taken.get(s.id, 0), now=now)]
    doors = tasks.cards(session, shift_ids=seen, now=now)
    there = _attendance(session, ids)
    rosters = _rosters(session, [s for s in own if s.team_id in led], there, now)
    _add_the_others(session, [s for s in own if s.team_id in led and _secret(s, now)], rosters, there, now)
    found = []
    for shift in own:
        my = words.get(shift.id, "") if words.get(shift.id) in ("in", "unsure", "waiting", "offered") else ""
        leads = shift.team_id in led
        leader = leaders.get(shift.team_id)
        found.append(shifts.describe(shift) | {
            "team": names.get(shift.team_id, ""), "taken": taken.get(shift.id, 0), "doing": shift.doing, "why": shift.cancelled_why, "my": my, "lead": leads,
            "leader": {"name": leader.name, "phone": _phone(leader) if my in rules.COMES else ""} if leader else None,
            "insured": shifts.insured_on(who, shift.ends_at.astimezone(ZONE).date()), "pair": rules.needs_pair(shift.caution),
            "tasks": [card for _, card in doors.get(shift.id, [])],
            "attendance": _shown(there.get((shift.id, who.id))),
            "secret": _secret(shift, now) if leads else "",
            "roster": rosters.get(shift.id, []) if leads else [],
        })  # fmt: skip
    return found


def _leaders(session: Session, team_ids: set[UUID]) -> dict[UUID, Volunteer]:
    rows = session.execute(
        sa.select(TeamMember.team_id, Volunteer).join(Volunteer, col(Volunteer.id) == col(TeamMember.volunteer_id))  # type: ignore[call-overload]
        .where(col(TeamMember.team_id).in_(list(team_ids)), col(TeamMember.part) == Part.LEADER, col(TeamMember.state) == "in", col(Volunteer.left_at).is_(None))
        .order_by(col(TeamMember.since).desc())
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def _phone(who: Volunteer) -> str:
    return notes.opened(who.phone_sealed, table="volunteer", column="phone", row=who.id)


def _secret(shift: Shift, now: datetime) -> str:
    near = shift.starts_at - SECRET_BEFORE <= now <= shift.ends_at + SECRET_AFTER and shift.state not in (ShiftState.CANCELLED, ShiftState.CONFIRMED)
    return keys.unseal(shift.secret_sealed, table="shift", column="secret", row=shift.id) if near else ""


def _attendance(session: Session, shift_ids: list[UUID]) -> dict[tuple[UUID, UUID], Attendance]:
    rows = session.exec(select(Attendance).where(col(Attendance.shift_id).in_(shift_ids)))
    return {(one.shift_id, one.volunteer_id): one for one in rows}


def _shown(one: Attendance | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "state": one.state, "source": one.in_source, "out_source": one.out_source, "in_at": one.in_at.isoformat(timespec="seconds"), "out_at": one.out_at.isoformat(timespec="seconds") if one.out_at else "",
        "minutes": one.minutes, "doubts": one.doubts,
    }  # fmt: skip


def _rosters(session: Session, led: list[Shift], there: dict[tuple[UUID, UUID], Attendance], now: datetime) -> dict[UUID, list[dict[str, Any]]]:
    """Who comes to each shift that is led, by the pinyin of the name; with who was there without having signed up."""
    by_id = {s.id: s for s in led}
    rows = session.execute(
        sa.select(SignUp.shift_id, SignUp.state, Volunteer, TeamMember).join(Volunteer, col(Volunteer.id) == col(SignUp.volunteer_id))  # type: ignore[call-overload]
        .join(Shift, col(Shift.id) == col(SignUp.shift_id))
        .outerjoin(TeamMember, sa.and_(col(TeamMember.volunteer_id) == col(Volunteer.id), col(TeamMember.team_id) == col(Shift.team_id)))
        .where(col(SignUp.shift_id).in_(list(by_id)), col(SignUp.state).in_(["in", "unsure", "waiting", "offered", "cancelled"]))
        .order_by(col(Volunteer.initials), col(Volunteer.name), col(Volunteer.id))
    ).all()  # fmt: skip
    found: dict[UUID, list[dict[str, Any]]] = {}
    for shift_id, state, who, member in rows:
        found.setdefault(shift_id, []).append(_on_roll(by_id[shift_id], state, who, member, there, now))
    return found


def _on_roll(shift: Shift, state: str, who: Volunteer, member: TeamMember | None, there: dict[tuple[UUID, UUID], Attendance], now: datetime) -> dict[str, Any]:
    day = shift.ends_at.astimezone(ZONE).date()
    return {
        "id": str(who.id), "name": who.name, "initials": who.initials, "my": state, "part": str(member.part) if member and member.state == "in" else "",
        "phone": _phone(who) if state in rules.COMES else "", "insured_until": who.insured_until.isoformat() if who.insured_until else "",
        "insured": shifts.insured_on(who, day), "minor": volunteering.is_minor(who.birth_ym, day),
        "fresh": member is not None and now - member.since < FRESH, "attendance": _shown(there.get((shift.id, who.id))),
    }  # fmt: skip


def _add_the_others(session: Session, near: list[Shift], rosters: dict[UUID, list[dict[str, Any]]], there: dict[tuple[UUID, UUID], Attendance], now: datetime) -> None:
    """Around the shift the rest of the team stands on the leader's roll too: somebody without a phone cannot sign up, and
    whoever simply turns up is called there."""
    rows = session.execute(
        sa.select(TeamMember, Volunteer).join(Volunteer, col(Volunteer.id) == col(TeamMember.volunteer_id))  # type: ignore[call-overload]
        .where(col(TeamMember.team_id).in_({s.team_id for s in near}), col(TeamMember.state) == "in", col(Volunteer.left_at).is_(None))
        .order_by(col(Volunteer.initials), col(Volunteer.name), col(Volunteer.id))
    ).all()  # fmt: skip
    for shift in near:
        roll = rosters.setdefault(shift.id, [])
        known = {one["id"] for one in roll}
        roll += [_on_roll(shift, "", who, member, there, now) for member, who in rows if member.team_id == shift.team_id and str(who.id) not in known]


def _open(session: Session, who: Volunteer, team_ids: list[UUID], known: set[UUID], now: datetime) -> list[dict[str, Any]]:
    """Shifts of one's teams that still take people, the next ones first; with why one cannot, where one cannot."""
    mine = set(session.exec(select(SignUp.shift_id).where(col(SignUp.volunteer_id) == who.id, col(SignUp.state).in_(["in", "unsure", "waiting", "offered"]))))
    rows = session.exec(
        select(Shift).where(
            col(Shift.team_id).in_(team_ids), col(Shift.state).in_(sorted(rules.TAKES)), col(Shift.ends_at) > now, col(Shift.starts_at) < now + timedelta(days=shifts.OPEN_DAYS),
        ).order_by(col(Shift.starts_at), col(Shift.id)).limit(MOST_OPEN + len(mine))
    ).all()  # fmt: skip
    free = [s for s in rows if s.id not in mine][:MOST_OPEN]
    taken = shifts.coming(session, shift_ids=[s.id for s in free])
    names = {t.id: t.name for t in session.exec(select(Team).where(col(Team.id).in_({s.team_id for s in free})))}
    spans = _spans(session, who)
    found = []
    for shift in free:
        why = rules.why_not(shifts.facts(who, spans), shifts.particulars(shift))
        full = taken.get(shift.id, 0) >= shift.slots
        line = {k: v for k, v in shifts.describe(shift).items() if k != "state"}
        found.append(line | {"team": names.get(shift.team_id, ""), "taken": taken.get(shift.id, 0), "doing": shift.doing, "skills": shift.skills, "why_not": why or ("full" if full else "")})
    return found


def _spans(session: Session, who: Volunteer) -> tuple[hour_rules.Span, ...]:
    rows = session.execute(
        sa.select(Shift.starts_at, Shift.ends_at).join(SignUp, col(SignUp.shift_id) == col(Shift.id))  # type: ignore[call-overload]
        .where(col(SignUp.volunteer_id) == who.id, col(SignUp.state).in_(sorted(rules.COMES)), col(Shift.state) != ShiftState.CANCELLED)
    )
    return tuple(hour_rules.Span(row[0], row[1]) for row in rows)


def _hours(session: Session, who: Volunteer, now: datetime) -> dict[str, Any]:
    held = hours.balance(session, volunteer_id=who.id)
    lines = hours.entries(session, volunteer_id=who.id)
    requests = session.execute(
        sa.select(HourRequest, Shift).join(Shift, col(Shift.id) == col(HourRequest.shift_id))  # type: ignore[call-overload]
        .where(col(HourRequest.volunteer_id) == who.id, col(HourRequest.asked_at) > now - timedelta(days=180)).order_by(col(HourRequest.asked_at).desc()).limit(40)
    ).all()  # fmt: skip
    asked = {row.entry_id for row, _ in requests if row.state == "asked" and row.entry_id}
    asked_for = {row.shift_id for row, _ in requests if row.kind == "backfill" and row.state in ("asked", "approved")}
    rows = session.execute(
        sa.select(Attendance, Shift).join(Shift, col(Shift.id) == col(Attendance.shift_id))  # type: ignore[call-overload]
        .where(col(Attendance.volunteer_id) == who.id, col(Attendance.state).in_(["in", "waiting"])).order_by(col(Attendance.in_at).desc()).limit(60)
    ).all()  # fmt: skip
    late = now - hour_rules.GRACE
    return {
        "minutes": held.minutes, "system": held.system, "backfill": held.backfill, "correction": held.correction,
        "since": held.since.isoformat()[:7] if held.since else "",
        "entries": [_entry(e, asked) for e in lines],
        "waiting": [_line(one, shift) for one, shift in rows if one.state == "waiting"],
        "requests": [
            {"id": str(r.id), "kind": r.kind, "shift_id": str(r.shift_id), "day": hour_rules.day_of(s.starts_at).isoformat(), "what": s.title, "minutes": r.minutes,
             "state": r.state, "answer": notes.opened(r.answer_sealed, table="hour_request", column="answer", row=r.id)}
            for r, s in requests
        ],
        "forgot": [
            {"shift_id": str(s.id), "day": hour_rules.day_of(s.starts_at).isoformat(), "what": s.title, "minutes": _at_most(one, s)}
            for one, s in rows
            if one.state == "in" and s.ends_at < late and s.id not in asked_for and now - s.ends_at < timedelta(days=hour_rules.BACKFILL_DAYS)
        ],
    }  # fmt: skip


def _at_most(one: Attendance, shift: Shift) -> int:
    """What can be filled in after a forgotten check-out: from the check-in to the planned end."""
    return hour_rules.counted(one.in_at, shift.ends_at, starts=shift.starts_at, ends=shift.ends_at).minutes


def _entry(one: HourEntry, asked: set[UUID]) -> dict[str, Any]:
    return {
        "id": str(one.id), "shift_id": str(one.shift_id or ""), "day": one.day.isoformat(), "what": one.what, "minutes": one.minutes, "source": one.source,
        "proof": one.proof, "corrects": str(one.corrects or ""), "asked": one.id in asked,
    }  # fmt: skip


def _line(one: Attendance, shift: Shift) -> dict[str, Any]:
    return {
        "shift_id": str(shift.id), "day": hour_rules.day_of(shift.starts_at).isoformat(), "what": shift.title, "minutes": one.minutes, "doubts": one.doubts,
    }  # fmt: skip


def note_seen(session: Session, *, actor: Actor, now: datetime) -> None:
    """That this volunteer was shown these doors stands in the residents' trails, once a door."""
    who = shifts.of_account(session, actor.id) if actor.roles & volunteering.VOLUNTEERS else None
    if who is None:
        return
    own, words = _own(session, who, {team.id for team, _ in _places(session, who)}, set(), now)
    taken = shifts.coming(session, shift_ids=[s.id for s in own])
    seen = [s.id for s in own if tasks.is_shown(s, who, my=words.get(s.id, ""), coming=taken.get(s.id, 0), now=now)]
    cards: list[ShiftTask] = [task for found in tasks.cards(session, shift_ids=seen, now=now).values() for task, _ in found]
    tasks.note_seen(session, actor=actor, seen=cards, now=now)


