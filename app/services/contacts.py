"""A contact and all that follows from it: clocks, pauses, searches, needs, wishes, promises (domain.md §2.2, §10.1).

Contacts are append-only. One effective contact by anyone sets every clock anew; an attempt sets none.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.models import EFFECTIVE, Act, Need, Outcome, Promise, Resident, Status
from app.rules import cases as case_rules
from app.rules.dalian import ZONE
from app.rules.duties import IN_PERSON, RULES
from app.services import cases, needs, notes, policies, statuses, tag_proposals
from app.services.field_work import Work
from app.services.phone_records import Record

STATUS_OF = {Outcome.IN_HOSPITAL: Status.HOSPITAL, Outcome.AWAY: Status.AWAY, Outcome.MOVED: Status.MOVED, Outcome.DIED: Status.DIED}
WEEKLY = timedelta(days=4)
"""The least time between two contacts of which both count after a discharge or a bereavement (DR-24: weekly)."""


@dataclass(frozen=True)
class One:
    """One person of a contact: what came of it for this one, and when by the server's clock."""

    person: Resident
    mode: str
    outcome: Outcome
    at: datetime
    record: Record

    @property
    def day(self) -> date:
        """The day in Dalian."""
        return self.at.astimezone(ZONE).date()

    @property
    def effective(self) -> bool:
        """Whether it counts (domain.md §10.1)."""
        return self.outcome in EFFECTIVE


def apply(work: Work, record: Record) -> list[str]:
    """Take in one contact sheet of a household; codes of what could not be done just as it was asked."""
    payload, at = record.payload, record.at(work.now)
    told: list[str] = []
    changed = {name: value for name, value in payload["checks"].items() if value == "changed"}
    done: set[UUID] = set()
    for key in record.people:
        person = work.people[key]
        if person.id in done:  # two entries of the sheet have become one person meanwhile
            continue
        done.add(person.id)
        one = One(person, payload["mode"], Outcome(payload["each"].get(str(key), payload["outcome"])), at, record)
        wish = payload["wish"]["words"] if payload["wish"] and len(done) == 1 else ""
        _write(work, one, changed, " ".join(part for part in (payload["note"], wish) if part), first=len(done) == 1)
        told += _follow(work, one, payload)
    first = work.people[record.people[0]]
    _ask(work, record, first, at)
    return list(dict.fromkeys(told))


def _write(work: Work, one: One, checks: dict[str, str], note: str, *, first: bool) -> None:
    row = one.record.child(f"contact:{one.person.id}")
    work.contacts.append({
        "id": row, "resident_id": one.person.id, "grid": one.person.grid, "account_id": work.author.id, "mode": one.mode,
        "outcome": one.outcome, "happened_at": one.at, "recorded_at": one.record.recorded_at,
        "received_at": work.now, "record_id": one.record.id, "skewed": one.record.skewed, "checks": checks,
        "note_sealed": notes.sealed(note, table="contact", column="note", row=row),
    })  # fmt: skip
    work.note(act=Act.CONTACT, person=one.person.id, reason=f"{one.mode}:{one.outcome}", area=one.person.grid, happened_at=one.at,
              record_id=one.record.id if first else None)  # fmt: skip


def _follow(work: Work, one: One, payload: dict[str, Any]) -> list[str]:
    person = one.person
    # Somebody was met after this happened: what is older says nothing about today.
    stale = person.last_seen_at is not None and person.last_seen_at > one.at
    work.touch(person)
    if one.effective:
        _reach(work, one, stale=stale)
    told = _set_status(work, one, payload, stale=stale)
    _search(work, one, stale=stale)
    return told


def _reach(work: Work, one: One, *, stale: bool) -> None:
    person = one.person
    if not stale:
        person.last_seen_at, person.last_seen_mode = one.at, one.mode
        # A lead may have taken in that somebody thought dead or gone stood at the door.
        if person.status != Status.HERE and one.outcome == Outcome.SEEN and one.mode in IN_PERSON:
            statuses.back_home(work, person, one.at, source=one.record.child(f"back:{person.id}"))
    work.seen[person.id] = max(one.at, work.seen.get(person.id, one.at))
    for event in work.events.get(person.id, []):
        # One contact a week counts, so that five calls of one afternoon do not stand for five weeks.
        again = event.last_contact_at is None or one.at - event.last_contact_at >= WEEKLY
        if event.ended_at is None and one.at >= event.happened_at and again:
            event.contacts += 1
            event.last_contact_at = one.at
            if event.contacts > RULES["24"].numbers["weeks"]:
                event.ended_at = work.now
    for promise in work.promises.get(person.id, []):
        if promise.kept_at is None and one.at > promise.made_at and one.day >= promise.on - timedelta(days=1):
            promise.kept_at = one.at


def _set_status(work: Work, one: One, payload: dict[str, Any], *, stale: bool) -> list[str]:
    status = STATUS_OF.get(one.outcome)
    if status is None:
        return []
    if stale:
        return ["newer_known"]
    until = date.fromisoformat(payload["until"]) if payload["until"] else None
    statuses.set_status(work, one.person, status, at=one.at, until=until, source=one.record.id)
    return []


def _search(work: Work, one: One, *, stale: bool) -> None:
    case = work.cases.get(one.person.id)
    found = case_rules.BY_OUTCOME[one.outcome]
    if one.outcome == Outcome.NO_ANSWER and case is None and not stale and one.person.tier in case_rules.OPENS and one.person.status == Status.HERE:
        cases.open_case(work, one.person, one.at, source=one.record.child(f"case:{one.person.id}"))
    elif case is not None and work.is_open(case) and one.at >= case.opened_at:
        if found:
            cases.add_step(work, case, step="found", result="reached", finding=found, at=one.at, step_id=one.record.child(f"found:{one.person.id}"))
        elif one.outcome in (Outcome.NO_ANSWER, Outcome.NOT_HOME):
            cases.add_step(work, case, step="second_try", result="not_reached", at=one.at, step_id=one.record.child(f"try:{one.person.id}"))


def _ask(work: Work, record: Record, person: Resident, at: datetime) -> None:
    payload = record.payload
    if payload["wish"] and person.preference != payload["wish"]["preference"]:
        person.preference = payload["wish"]["preference"]
        work.touch(person, "preference")
    if payload["promise"]:
        row = record.child("promise")
        promise = Promise(
            id=row, resident_id=person.id, grid=person.grid, on=date.fromisoformat(payload["promise"]["on"]), made_at=at, made_by=work.author.id,
            words_sealed=notes.sealed(payload["promise"]["words"], table="promise", column="words", row=row),
        )  # fmt: skip
        work.session.add(promise)
        work.promises.setdefault(person.id, []).append(promise)
    for n, need in enumerate(payload["needs"]):
        needs.open_need(
            work, person, need_id=_need_id(work, record, need, n, person), category=need["category"], urgency=need["urgency"],
            words=need["words"], at=at,
        )
    for n, tag in enumerate(payload["tags"]):
        tag_proposals.propose(work, person, proposal_id=record.child(f"tag:{n}"), record_id=record.id, tag=tag["tag"], grade=tag["grade"],
                              action=tag["action"], words="", at=at)  # fmt: skip


def _need_id(work: Work, record: Record, need: dict[str, Any], n: int, person: Resident) -> UUID:
    """The phone's own id for a need; another one where somebody else's need has it already."""
    if not need["id"]:
        return record.child(f"need:{n}")
    known = work.session.get(Need, UUID(need["id"]))
    return UUID(need["id"]) if known is None or known.resident_id == person.id else record.child(f"need:{n}")


def answers(work: Work, record: Record, person: Resident, at: datetime) -> None:
    """What somebody said about things they may be owed (domain.md §3.3)."""
    for n, line in enumerate(record.payload["policies"]):
        policies.note_answer(
            work.session, answer_id=record.child(f"policy:{n}"), resident_id=person.id, policy=line["code"], outcome=line["outcome"],
            ask_again_on=date.fromisoformat(line["ask_again_on"]) if line["ask_again_on"] else None, account_id=work.author.id, happened_at=at,
            record_id=record.id,
        )  # fmt: skip
        work.touch(person)
