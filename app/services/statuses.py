"""Whether somebody can be met at the door: in hospital, away, back home, moved, dead, and what follows from it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from app.models import Happening, LifeEvent, Living, Resident, Status
from app.rules.dalian import ZONE
from app.rules.duties import PAUSE_DAYS
from app.services.field_work import Work


def set_status(work: Work, person: Resident, status: Status, *, at: datetime, until: date | None = None, source: UUID) -> None:
    """Somebody is in hospital, away, has moved or died. A pause always has an end; a death is told to the other half."""
    day = at.astimezone(ZONE).date()
    if status == Status.HERE:
        back_home(work, person, at, source=source)
        return
    person.status = status
    person.paused_until = person.left_on = None
    if status in (Status.HOSPITAL, Status.AWAY):
        longest = day + timedelta(days=366)
        person.paused_until = min(max(until, day), longest) if until else day + timedelta(days=PAUSE_DAYS[status])
    if status in (Status.MOVED, Status.DIED):
        person.left_on = day
        for promise in work.promises.get(person.id, []):
            promise.kept_at = promise.kept_at or at
        for event in work.events.get(person.id, []):
            event.ended_at = event.ended_at or work.now
    work.touch(person, "status")
    if status == Status.DIED:
        _bereaved(work, person, at, source)


def _bereaved(work: Work, person: Resident, at: datetime, source: UUID) -> None:
    if person.living != Living.COUPLE:
        return
    mates = work.session.exec(
        select(Resident).where(
            Resident.household_id == person.household_id, Resident.id != person.id, Resident.living == Living.COUPLE,
            col(Resident.status).in_((Status.HERE, Status.AWAY, Status.HOSPITAL)),
        )
    )  # fmt: skip
    for mate in mates:
        work.people.setdefault(mate.id, mate)
        happened(work, mate, Happening.BEREAVEMENT, at, source=UUID(int=source.int ^ mate.id.int))


def back_home(work: Work, person: Resident, at: datetime, *, source: UUID) -> None:
    """Somebody is home again. After a hospital, contact is owed within a day and then weekly (DR-24)."""
    if person.status == Status.HOSPITAL:
        happened(work, person, Happening.DISCHARGE, at, source=source)
    person.status, person.paused_until, person.left_on = Status.HERE, None, None
    work.touch(person, "status")


def happened(work: Work, person: Resident, kind: Happening, at: datetime, *, source: UUID) -> None:
    """Note what asks for contact within a day, once for the same source."""
    if work.session.get(LifeEvent, source) is None:
        event = LifeEvent(id=source, resident_id=person.id, kind=kind, happened_at=at)
        work.session.add(event)
        work.events.setdefault(person.id, []).append(event)
    work.touch(person)
