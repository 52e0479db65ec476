"""The doors of a shift: whom a volunteer sees of a resident and how long, and what came of it for the need (domain.md §4.5, §10.4).

Door, surname with an honorific, what to do, what helps at the door; never tags, a phone, an illness or the list of residents.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    AccessFlag,
    Act,
    Audit,
    Building,
    Courtyard,
    Dwelling,
    Flag,
    Need,
    Resident,
    Shift,
    ShiftState,
    ShiftTask,
    SignUp,
    Team,
    Unit,
    Volunteer,
)
from app.models.base import new_id
from app.rules import ages, masks, names
from app.rules import needs as need_rules
from app.rules import shifts as rules
from app.rules.dalian import ZONE
from app.rules.hours import EARLY
from app.rules.volunteering import is_minor
from app.services import needs, notes, residents, shifts
from app.services.access import Actor
from app.services.field_work import Work
from app.services.phone_records import Author, Held, Record, Refused

OPEN_AFTER = timedelta(hours=4)
"""How long after the end of a shift a door that nobody closed can still be seen, for those who came home late."""
HINTS = frozenset({
    Flag.HARD_OF_HEARING, Flag.POOR_SIGHT, Flag.SLOW_TO_DOOR, Flag.NO_LIFT, Flag.PET, Flag.PHONE_ONLY, Flag.TIME_OF_DAY, Flag.NO_SMARTPHONE,
})  # fmt: skip
"""What helps at the door and says nothing of an illness. Who holds a key is for the grid worker alone."""
RESULTS = frozenset({"done", "nobody", "refused", "trouble"})
_SAYS = {
    "done": "志愿者办好了", "nobody": "志愿者去了，没有人在家", "refused": "本人说不用了", "trouble": "志愿者去了，有情况，请看一下",
    "dropped": "志愿活动取消了，要另想办法",
}  # fmt: skip


def is_shown(shift: Shift, who: Volunteer, *, my: str, coming: int, now: datetime) -> bool:
    """Whether somebody sees the doors of a shift now: a place accepted, two people coming, insured, grown up, and not over.

    A door is somebody's home whatever the shift is called, so the rules of home visits hold for all of them.
    """
    day = shift.ends_at.astimezone(ZONE).date()
    fit = coming >= rules.PAIR and shifts.insured_on(who, day) and bool(who.birth_ym) and not is_minor(who.birth_ym, day)
    return my in rules.COMES and fit and shift.state not in (ShiftState.CANCELLED, ShiftState.CONFIRMED) and now < shift.ends_at + OPEN_AFTER


def cards(session: Session, *, shift_ids: Iterable[UUID], now: datetime) -> dict[UUID, list[tuple[ShiftTask, dict[str, Any]]]]:
    """The open doors of these shifts in walking order, each as the card that a volunteer sees: eight fields."""
    today = now.astimezone(ZONE).date()
    rows = session.execute(
        sa.select(ShiftTask, Resident, Dwelling, Unit, Building, Courtyard)  # type: ignore[call-overload]
        .join(Resident, col(Resident.id) == col(ShiftTask.resident_id))
        .join(Dwelling, col(Dwelling.id) == col(Resident.dwelling_id))
        .join(Unit, col(Unit.id) == col(Dwelling.unit_id))
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Courtyard, col(Courtyard.id) == col(Building.courtyard_id))
        .outerjoin(Need, col(Need.id) == col(ShiftTask.need_id))
        .where(
            col(ShiftTask.shift_id).in_(list(shift_ids)), col(ShiftTask.state) == "open", col(Resident.status).not_in(residents.GONE),
            sa.or_(col(ShiftTask.need_id).is_(None), col(Need.open).is_(True)),
        )
        .order_by(col(ShiftTask.rank), col(Courtyard.rank), col(Building.rank), col(Unit.rank), col(Dwelling.floor).desc(), col(Dwelling.door), col(ShiftTask.id))
    ).all()  # fmt: skip
    hints: dict[UUID, list[str]] = {}
    people = [row[1].id for row in rows]
    for flag in session.exec(select(AccessFlag).where(col(AccessFlag.resident_id).in_(people), col(AccessFlag.expires_on) >= today, col(AccessFlag.flag).in_(sorted(HINTS)))):
        hints.setdefault(flag.resident_id, []).append(str(flag.flag))
    found: dict[UUID, list[tuple[ShiftTask, dict[str, Any]]]] = {}
    for task, person, dwelling, unit, building, courtyard in rows:
        card = {
            "id": str(task.id), "courtyard": courtyard.name, "stairs": f"{building.number}-{unit.number}", "door": dwelling.door,
            "who": names.honorific(person.name, person.sex, ages.age_on(person.birth_ym, today)), "what": masks.mask_text(task.what),
            "hints": sorted(hints.get(person.id, [])), "asks_code": bool(task.spoken),
        }  # fmt: skip
        found.setdefault(task.shift_id, []).append((task, card))
    return found


def note_seen(session: Session, *, actor: Actor, seen: Iterable[ShiftTask], now: datetime) -> None:
    """That a volunteer was shown a door stands in the resident's trail, once for each volunteer and door."""
    rows = {uuid5(task.id, str(actor.id)): task for task in seen}
    known = set(session.exec(select(Audit.record_id).where(col(Audit.record_id).in_(list(rows)))))
    for key, task in rows.items():
        if key not in known:
            session.add(Audit(
                at=now, happened_at=now, actor_id=actor.id, role=actor.role or "", act=Act.VIEW, object_kind="resident", object_id=str(task.resident_id),
                reason="volunteer_task", area=actor.area, device_id=actor.device_id, record_id=key,
            ))  # fmt: skip
    session.flush()


def community_of(session: Session, payload: dict[str, Any]) -> str:
    """The community whose shift a volunteer's record is about; "" where it names none."""
    key = payload.get("shift_id")
    if key is None and payload.get("task_id"):
        key = session.exec(select(ShiftTask.shift_id).where(ShiftTask.id == UUID(payload["task_id"]))).first()
    return (session.exec(select(Shift.community).where(Shift.id == UUID(str(key)))).first() or "") if key else ""


def apply_result(work: Work, record: Record) -> list[str]:
    """Take in what a volunteer says came of one door. Raises Held where the task is unknown or not theirs.

    A door that is closed already stays as it is; the words are kept with the need all the same.
    """
    payload = record.payload
    session = work.session
    task = session.exec(select(ShiftTask).where(ShiftTask.id == UUID(payload["task_id"])).with_for_update()).first()
    who = session.exec(select(Volunteer).where(Volunteer.account_id == work.author.id)).first()
    if task is None or who is None:
        raise Refused("task_unknown")
    shift = session.get_one(Shift, task.shift_id)
    if record.at(work.now) < shift.starts_at - EARLY:
        raise Refused("task_early")
    word = session.exec(select(SignUp).where(SignUp.shift_id == task.shift_id, SignUp.volunteer_id == who.id)).first()
    if word is None or (word.state not in rules.COMES and not work.decided):
        raise Held("not_signed_up")
    at = record.at(work.now)
    if task.state != "open":
        _tell_need(work, task, result=payload["result"], words=payload["words"], at=at, step_id=record.id, move=False)
        return ["task_closed_already"]
    task.state, task.done_at, task.done_by, task.record_id = payload["result"], at, who.id, record.id
    task.words_sealed = notes.sealed(payload["words"], table="shift_task", column="words", row=task.id)
    said = bool(task.spoken) and payload["spoken"] == task.spoken and payload["result"] == "done"
    if said:
        task.confirmed = "spoken"
    session.add(task)
    shift.version += 1
    work.note(act=Act.NEED, person=task.resident_id, reason=f"task:{payload['result']}", happened_at=at)
    _tell_need(work, task, result=payload["result"], words=payload["words"], at=at, step_id=record.id, move=True)
    if said and task.need_id:
        _move(work, task.need_id, move="confirm", words="本人当面说了口令", at=at, step_id=record.child("confirmed"))
    return [] if said or not payload["spoken"] or not task.spoken else ["spoken_wrong"]


def drop(session: Session, *, shift_id: UUID, actor: Actor, now: datetime) -> int:
    """A shift is cancelled: its open doors are closed to volunteers, and their needs go back to their owners, to look at
    today. How many."""
    left = session.exec(select(ShiftTask).where(ShiftTask.shift_id == shift_id, ShiftTask.state == "open").with_for_update()).all()
    work = Work(session=session, now=now, author=Author.of(actor))
    for task in left:
        task.state, task.done_at = "dropped", now
        _tell_need(work, task, result="dropped", words="", at=now, step_id=new_id(), move=True)
    work.finish()
    return len(left)


def _tell_need(work: Work, task: ShiftTask, *, result: str, words: str, at: datetime, step_id: UUID, move: bool) -> None:
    """The need follows the result: delivered where the help came, else back with its owner, who looks at it today."""
    if task.need_id is None:
        return
    said = "：".join(filter(None, (_SAYS[result], words)))
    _move(work, task.need_id, move=("deliver" if result == "done" else "plan") if move else "", words=said, at=at, step_id=step_id)


def _move(work: Work, need_id: UUID, *, move: str, words: str, at: datetime, step_id: UUID) -> None:
    need = work.session.get_one(Need, need_id)
    today = work.now.astimezone(ZONE).date()
    try:
        if not move:
            raise need_rules.NotAMove("not_from_here")
        needs.advance(work, need, move=move, words=words, next_on=today if move == "plan" else None, at=at, step_id=step_id, today=today)
    except need_rules.NotAMove:
        needs.only_said(work, need, words=words, at=at, step_id=step_id)


def help_lines(session: Session, *, need_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The shifts that were made for these needs, as their owners see them: when, which team, who comes (so that the person
    can be told whom to expect), what came of it, and the four digits that the person helped may say at the door."""
    if not need_ids:
        return {}
    rows = session.execute(
        sa.select(Shift, ShiftTask, Team.name).join(ShiftTask, col(ShiftTask.shift_id) == col(Shift.id)).join(Team, col(Team.id) == col(Shift.team_id))  # type: ignore[call-overload]
        .where(col(ShiftTask.need_id).in_(list(need_ids))).order_by(col(Shift.starts_at), col(Shift.id))
    ).all()  # fmt: skip
    who = _who_comes(session, [row[0].id for row in rows])
    found: dict[UUID, list[dict[str, Any]]] = {}
    for shift, task, team in rows:
        local = shift.starts_at.astimezone(ZONE)
        found.setdefault(task.need_id, []).append({
            "day": local.date().isoformat(), "from": f"{local:%H:%M}", "team": team, "coming": len(who.get(shift.id, [])), "names": who.get(shift.id, []), "slots": shift.slots,
            "state": "cancelled" if shift.state == ShiftState.CANCELLED else task.state, "code": task.spoken if task.state == "open" else "",
        })  # fmt: skip
    return found


def _who_comes(session: Session, shift_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    rows = session.execute(
        sa.select(SignUp.shift_id, Volunteer.name).join(Volunteer, col(Volunteer.id) == col(SignUp.volunteer_id))  # type: ignore[call-overload]
        .where(col(SignUp.shift_id).in_(list(shift_ids)), col(SignUp.state).in_(sorted(rules.COMES))).order_by(col(Volunteer.initials), col(Volunteer.name))
    )  # fmt: skip
    found: dict[UUID, list[str]] = {}
    for shift_id, name in rows:
        found.setdefault(shift_id, []).append(name)
    return found
