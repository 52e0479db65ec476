"""The open duties of people, kept as rows: worked out anew by every write that changes them, and at night (domain.md §10.1, §12)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Duty,
    DutyRule,
    LifeEvent,
    Meta,
    Need,
    Promise,
    Resident,
    ResidentTag,
    SurgeList,
    SurgePerson,
    TierOverride,
)
from app.models.base import new_id
from app.rules import duties
from app.rules.dalian import ZONE
from app.rules.duties import Book, Facts, Owed
from app.services.access import LIVE_TAGS

_CHUNK = 400
PART = 2000
"""So many people are worked out in one transaction; a phone's write waits no longer than that."""
_MARK, _BOOK = "duties_until", "duties_book"


def _day(at: datetime | None) -> date | None:
    return at.astimezone(ZONE).date() if at is not None else None


def book(session: Session, *, day: date) -> Book:
    """The rule book as it holds on this day: the newest row of each rule that has begun, over the first rows."""
    numbers: dict[str, Mapping[str, int]] = {code: dict(rule.numbers) for code, rule in duties.RULES.items()}
    rows = session.exec(
        select(DutyRule).where(DutyRule.valid_from <= day).order_by(col(DutyRule.valid_from), col(DutyRule.made_at), col(DutyRule.id))
    )
    for row in rows:
        if row.code not in duties.RULES:
            continue
        if row.on:
            numbers[row.code] = {**duties.RULES[row.code].numbers, **row.numbers}
        else:
            numbers.pop(row.code, None)
    return Book(numbers)


def facts_of(session: Session, *, ids: Sequence[UUID]) -> dict[UUID, Facts]:
    """The facts of these people for the rules, in a handful of statements whatever their number."""
    found: dict[UUID, dict[str, Any]] = {}
    people = session.execute(
        sa.select(  # type: ignore[call-overload]
            Resident.id, Resident.tier, Resident.tier_reason, Resident.status, Resident.preference, Resident.created_at,
            Resident.last_seen_at, Resident.last_seen_mode, Resident.paused_until,
        ).where(col(Resident.id).in_(ids))
    )  # fmt: skip
    for row in people:
        found[row[0]] = {
            "tier": row[1], "reason": row[2], "status": row[3], "preference": row[4], "since": _day(row[5]),
            "last_effective": _day(row[6]), "last_mode": row[7], "paused_until": row[8],
        }  # fmt: skip
    _tags(session, ids, found)
    _open(session, ids, found)
    return {key: Facts(**values) for key, values in found.items()}


def _tags(session: Session, ids: Sequence[UUID], found: dict[UUID, dict[str, Any]]) -> None:
    tags: dict[UUID, set[str]] = defaultdict(set)
    reviews: dict[UUID, list[duties.Open]] = defaultdict(list)
    rows = session.execute(
        sa.select(ResidentTag.resident_id, ResidentTag.tag, ResidentTag.review_due, ResidentTag.created_at, ResidentTag.created_by)  # type: ignore[call-overload]
        .where(col(ResidentTag.resident_id).in_(ids), col(ResidentTag.state).in_(LIVE_TAGS))
    )  # fmt: skip
    for resident_id, tag, review, made, by in rows:
        mine = found.get(resident_id)
        if mine is None:
            continue
        tags[resident_id].add(tag)
        if review is not None:
            reviews[resident_id].append(duties.Open(tag, review, code=tag))
        new = _day(made)
        # A roster that is read in makes nobody new; a tag that a person gave does.
        unmet = mine["last_effective"] is None or (new is not None and new > mine["last_effective"])
        if by is not None and mine["tier"] and new and unmet and mine["since"] < new and (mine.get("new_on") or new) <= new:
            mine["new_on"] = new
    for key, mine in found.items():
        mine["tags"] = frozenset(tags.get(key, ()))
        mine["reviews"] = tuple(reviews.get(key, ()))


def _open(session: Session, ids: Sequence[UUID], found: dict[UUID, dict[str, Any]]) -> None:
    lists: dict[str, dict[UUID, list[Any]]] = {name: defaultdict(list) for name in ("events", "surges", "promises", "needs", "call_backs")}
    for event in session.execute(
        sa.select(LifeEvent.resident_id, LifeEvent.id, LifeEvent.happened_at, LifeEvent.contacts, LifeEvent.last_contact_at)  # type: ignore[call-overload]
        .where(col(LifeEvent.resident_id).in_(ids), col(LifeEvent.ended_at).is_(None))
    ):  # fmt: skip
        lists["events"][event[0]].append(duties.Event(str(event[1]), event[2], event[3], _day(event[4])))
    for person in session.execute(
        sa.select(SurgePerson.resident_id, SurgeList.id, SurgeList.until_at, SurgeList.kind)  # type: ignore[call-overload]
        .join(SurgeList, col(SurgeList.id) == col(SurgePerson.surge_id))
        .where(col(SurgePerson.resident_id).in_(ids), col(SurgePerson.reached_at).is_(None), col(SurgeList.closed_at).is_(None))
    ):
        lists["surges"][person[0]].append(duties.Open(str(person[1]), _day(person[2]) or date.max, person[2], person[3]))
    for promise in session.execute(
        sa.select(Promise.resident_id, Promise.id, Promise.on)  # type: ignore[call-overload]
        .where(col(Promise.resident_id).in_(ids), col(Promise.kept_at).is_(None))
    ):  # fmt: skip
        lists["promises"][promise[0]].append(duties.Open(str(promise[1]), promise[2]))
    for need in session.execute(
        sa.select(Need.resident_id, Need.id, Need.next_on, Need.call_back_by)  # type: ignore[call-overload]
        .where(col(Need.resident_id).in_(ids), col(Need.open).is_(True))
    ):  # fmt: skip
        if need[3] is not None:
            lists["call_backs"][need[0]].append(duties.Open(str(need[1]), need[3]))
        elif need[2] is not None:
            lists["needs"][need[0]].append(duties.Open(str(need[1]), need[2]))
    for name, by_person in lists.items():
        for key, values in by_person.items():
            if key in found:
                found[key][name] = tuple(values)


def refresh(session: Session, *, ids: Iterable[UUID], now: datetime, known: Book | None = None) -> int:
    """Work out the duties of these people anew and keep only what changed; how many rows changed."""
    today = now.astimezone(ZONE).date()
    wanted = sorted(set(ids), key=str)
    used = known or book(session, day=today)
    changed = 0
    for start in range(0, len(wanted), _CHUNK):
        changed += _refresh(session, wanted[start : start + _CHUNK], used, today)
    return changed


def _refresh(session: Session, ids: Sequence[UUID], used: Book, today: date) -> int:
    session.flush()
    facts = facts_of(session, ids=ids)
    grids: dict[UUID, str] = {row[0]: row[1] for row in session.execute(sa.select(Resident.id, Resident.grid).where(col(Resident.id).in_(ids)))}  # type: ignore[call-overload]
    columns = [c for c in Duty.__table__.columns]  # type: ignore[attr-defined]
    there: dict[tuple[UUID, str, str], Any] = {
        (row.resident_id, row.rule, row.source): row for row in session.execute(sa.select(*columns).where(col(Duty.resident_id).in_(ids)))
    }
    add, change = [], []
    for resident_id, known in facts.items():
        for owed in duties.owed(known, book=used, today=today):
            row = {**_row(owed, known), "grid": grids[resident_id]}
            old = there.pop((resident_id, owed.rule, owed.source), None)
            if old is None:
                add.append({"id": new_id(), "resident_id": resident_id, "rule": owed.rule, "source": owed.source, **row})
            elif any(getattr(old, name) != value for name, value in row.items()):
                change.append({"key": old.id, **{f"new_{name}": value for name, value in row.items()}})
    table = Duty.__table__  # type: ignore[attr-defined]
    if there:
        session.execute(sa.delete(Duty).where(col(Duty.id).in_([row.id for row in there.values()])))
    if add:
        session.execute(sa.insert(table), add)
    if change:
        names = [name.removeprefix("new_") for name in change[0] if name != "key"]
        statement = sa.update(table).where(table.c.id == sa.bindparam("key")).values({name: sa.bindparam(f"new_{name}") for name in names})
        session.connection().execute(statement, change)
    return len(add) + len(change) + len(there)


def _row(owed: Owed, facts: Facts) -> dict[str, Any]:
    return {
        "tier": facts.tier, "reason": owed.reason, "mode": owed.mode, "lead_on": owed.lead_on, "due_on": owed.due_on,
        "late_on": owed.late_on, "at": owed.at,
    }  # fmt: skip


def windows(session: Session, *, people: Sequence[Resident], today: date) -> dict[UUID, duties.Due]:
    """How each window looks today, for a list of people; worked out from the facts, so it is right before any night."""
    facts = facts_of(session, ids=[person.id for person in people])
    used = book(session, day=today)
    return {
        key: duties.window(
            duties.owed(one, book=used, today=today), status=one.status, last_effective=one.last_effective, paused_until=one.paused_until, today=today
        )
        for key, one in facts.items()
    }


def ended_overrides(session: Session, *, today: date, now: datetime) -> set[UUID]:
    """End the overrides whose day has passed (90 days at most); whom they were about."""
    rows = session.exec(select(TierOverride).where(col(TierOverride.ended_at).is_(None), col(TierOverride.until) < today)).all()
    for row in rows:
        row.ended_at = now
    return {row.resident_id for row in rows}


def owed_anything(session: Session) -> list[list[UUID]]:
    """Everybody who is owed anything, or was, in parts: those of a tier, with a duty row, or with something open."""
    ids = set(session.exec(select(Resident.id).where(Resident.tier != "")))
    for column in (Duty.resident_id, Promise.resident_id, LifeEvent.resident_id):
        ids |= set(session.exec(select(column).distinct()))
    ids |= set(session.exec(select(Need.resident_id).where(col(Need.open).is_(True)).distinct()))
    ordered = sorted(ids, key=str)
    return [ordered[start : start + PART] for start in range(0, len(ordered), PART)]


def has_changed(session: Session, *, now: datetime) -> bool:
    """Whether the rule book is another one than at the last look; it remembers this one."""
    said = json.dumps(dict(book(session, day=now.astimezone(ZONE).date()).numbers), sort_keys=True)
    stamp = hashlib.sha256(said.encode()).hexdigest()[:32]
    row = session.get(Meta, _BOOK)
    if row is None:
        session.add(Meta(key=_BOOK, value=stamp))
        return False
    changed = row.value != stamp
    row.value = stamp
    return changed


def catch_up(session: Session, *, now: datetime) -> int:
    """Work out the duties of people who changed since the last time by a way that does not do so itself, such as a
    roster that was read in; at most `PART` people at once. How many people; 0 when there is nobody left."""
    row = session.get(Meta, _MARK)
    if row is None:
        row = Meta(key=_MARK, value="")
        session.add(row)
    at, _, last = row.value.partition(" ")
    since = datetime.fromisoformat(at) if at else datetime(2000, 1, 1, tzinfo=UTC)
    later = sa.or_(
        col(Resident.updated_at) > since, sa.and_(col(Resident.updated_at) == since, col(Resident.id) > UUID(last)) if last else sa.false()
    )
    found = session.execute(
        sa.select(Resident.id, Resident.updated_at)  # type: ignore[call-overload]
        .where(later, col(Resident.updated_at) <= now)
        .order_by(col(Resident.updated_at), col(Resident.id))
        .limit(PART)
    ).all()
    if found:
        refresh(session, ids=[one[0] for one in found], now=now)
        row.value = f"{found[-1][1].isoformat()} {found[-1][0]}"
    return len(found)
