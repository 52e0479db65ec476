"""The part of a pack that is work: duties, searches, needs, surge lists, and what was decided about this account's records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Account,
    Clash,
    DutyRule,
    HeldRecord,
    LifeEvent,
    Need,
    NoAnswerCase,
    PolicyCard,
    Promise,
    Resident,
    Shift,
    ShiftTask,
    SurgeList,
    SurgePerson,
    TagProposal,
)
from app.rules import duties
from app.rules import needs as need_rules
from app.rules.dalian import ZONE
from app.rules.tags import TAGS
from app.services import cases, duty_book, needs, notes, policies, tasks
from app.services.access import Actor

DECISIONS_KEPT = timedelta(days=30)
CASE_KEPT = timedelta(hours=24)
"""So long a closed search still stands on the phone, for those who looked as well."""
STEPS = 3


@dataclass
class PackWork:
    """What is open about the people of a pack."""

    now: datetime
    today: date
    actor: Actor
    book: duties.Book
    people: Mapping[UUID, Resident]
    cases: list[NoAnswerCase] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    promises: dict[UUID, Promise] = field(default_factory=dict)
    surges: dict[UUID, list[UUID]] = field(default_factory=dict)
    events: set[UUID] = field(default_factory=set)
    owed: dict[UUID, list[duties.Owed]] = field(default_factory=dict)
    gaps: dict[UUID, list[Any]] = field(default_factory=dict)

    @property
    def urgent(self) -> set[UUID]:
        """Whoever is being looked for, or is on an open surge list."""
        return {case.resident_id for case in self.cases if case.closed_at is None} | {p for people in self.surges.values() for p in people}

    @property
    def matters(self) -> set[UUID]:
        """Everybody with an open matter."""
        return self.urgent | {case.resident_id for case in self.cases} | {need.resident_id for need in self.needs} | set(self.promises) | self.events

    def about(self, person: Resident) -> dict[str, Any]:
        """What a card in detail says besides."""
        promise = self.promises.get(person.id)
        first = next((one for one in self.owed.get(person.id, []) if one.rule in duties.CONTACT_RULES), None)
        return {
            "version": person.version,
            "pauses_until": person.paused_until.isoformat() if person.paused_until else "",
            "last_effective": person.last_seen_at.astimezone(ZONE).date().isoformat() if person.last_seen_at else "",
            "promise": {"on": promise.on.isoformat(), "words": notes.opened(promise.words_sealed, table="promise", column="words", row=promise.id)}
            if promise else None,
            "mode_due": "phone" if first is not None and first.mode == "phone" else "door",
            "gaps": [gap.wire() for gap in self.gaps.get(person.id, [])],
        }  # fmt: skip

    def lists(self, session: Session, *, detailed: Sequence[UUID]) -> dict[str, Any]:
        """The lists of the pack, about those who are in it in detail."""
        inside = set(detailed)
        names = _names(session, [*(n.owner_id for n in self.needs), *(c.opened_by for c in self.cases if c.opened_by)])
        return {
            "duties": [_duty(key, one, self.people[key]) for key in detailed for one in self.owed.get(key, []) if one.rule in duties.CONTACT_RULES],
            "asks": [_duty(key, one, self.people[key]) for key in detailed for one in self.owed.get(key, []) if one.rule not in duties.CONTACT_RULES],
            "needs": self._needs(session, inside, names),
            "cases": self._cases(session, inside, names),
            "surges": _surges(session, self.surges),
            "decisions": _decisions(session, self.actor, self.now),
            "rules": {code: [n["days"], n["grace"], n["lead"]] for code in duties.REGULAR if (n := self.book.get(code)) is not None},
        }

    def _needs(self, session: Session, inside: set[UUID], names: dict[UUID, str]) -> list[dict[str, Any]]:
        mine = [need for need in self.needs if need.resident_id in inside]
        steps = needs.steps_of(session, ids=[need.id for need in mine])
        helped = tasks.help_lines(session, need_ids=[need.id for need in mine])
        by = names | _names(session, [s.account_id for listed in steps.values() for s in listed[-STEPS:] if s.account_id])
        return [
            {
                "id": str(need.id), "kind": need.kind, "resident_id": str(need.resident_id), "category": need.category, "urgency": need.urgency,
                "words": needs.words_of(need), "state": need.state, "owner": {"id": str(need.owner_id), "name": names.get(need.owner_id, "")},
                "next_step": needs.next_step_of(need), "next_on": need.next_on.isoformat() if need.next_on else "", "to": need.to,
                "stuck": need_rules.is_stuck(need.open, need.next_on, self.today), "policy": need.policy,
                "help": helped.get(need.id, []),
                "created": need.created_at.astimezone(ZONE).date().isoformat(),
                "steps": [
                    {"at": s.happened_at.isoformat(), "move": s.move, "by": by.get(s.account_id, "") if s.account_id else "",
                     "words": notes.opened(s.words_sealed, table="need_step", column="words", row=s.id)}
                    for s in steps.get(need.id, [])[-STEPS:]
                ],
            }
            for need in mine
        ]  # fmt: skip

    def _cases(self, session: Session, inside: set[UUID], names: dict[UUID, str]) -> list[dict[str, Any]]:
        mine = [case for case in self.cases if case.resident_id in inside]
        steps = cases.steps_of(session, ids=[case.id for case in mine])
        by = names | _names(session, [s.account_id for listed in steps.values() for s in listed if s.account_id])
        return [
            {
                "id": str(case.id), "resident_id": str(case.resident_id), "tier": case.tier, "state": case.state, "finding": case.finding,
                "opened_at": case.opened_at.isoformat(), "second_by": case.second_by.isoformat(), "escalate_at": case.escalate_at.isoformat(),
                "closed_at": case.closed_at.isoformat() if case.closed_at else "", "by": names.get(case.opened_by, "") if case.opened_by else "",
                "steps": [
                    {"id": str(s.id), "at": s.happened_at.isoformat(), "step": s.step, "result": s.result, "whom": s.whom,
                     "by": by.get(s.account_id, "") if s.account_id else ""}
                    for s in steps.get(case.id, [])
                ],
            }
            for case in mine
        ]  # fmt: skip


def _names(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    return {row[0]: row[1] for row in session.execute(sa.select(Account.id, Account.name).where(col(Account.id).in_(wanted)))}  # type: ignore[call-overload]


def _duty(key: UUID, one: duties.Owed, person: Resident) -> dict[str, Any]:
    tag = TAGS.get(one.source) if one.rule in {"T1", "T2", "T3"} else None
    return {
        "resident_id": str(key), "tier": person.tier, "due_on": one.due_on.isoformat(), "reason": one.reason, "rule": one.rule, "source": one.source,
        "late_on": one.late_on.isoformat() if one.late_on else "", "lead_on": one.lead_on.isoformat(), "at": one.at.isoformat() if one.at else "",
        "mode": one.mode, "label": {"zh": tag.zh, "en": tag.en} if tag is not None and not tag.sensitive else None,
    }  # fmt: skip


def read(session: Session, *, actor: Actor, people: Sequence[Resident], now: datetime) -> PackWork:
    """Everything open about these people, in a handful of statements; the duties are worked out here, so that they are
    right also where no write has come since a roster was read in."""
    today = now.astimezone(ZONE).date()
    work = PackWork(now, today, actor, duty_book.book(session, day=today), {p.id: p for p in people})
    grids = sorted({g.area for g in actor.grants})
    mine = col(Resident.grid).in_(grids)
    kept = sa.or_(col(NoAnswerCase.closed_at).is_(None), col(NoAnswerCase.closed_at) > now - CASE_KEPT)
    work.cases = list(session.exec(
        select(NoAnswerCase).join(Resident, col(Resident.id) == col(NoAnswerCase.resident_id)).where(mine, kept).order_by(col(NoAnswerCase.escalate_at))
    ))  # fmt: skip
    work.needs = list(session.exec(
        select(Need).join(Resident, col(Resident.id) == col(Need.resident_id)).where(mine, col(Need.open).is_(True))
        .order_by(col(Need.next_on), col(Need.created_at), col(Need.id))
    ))  # fmt: skip
    for promise in session.exec(
        select(Promise).join(Resident, col(Resident.id) == col(Promise.resident_id)).where(mine, col(Promise.kept_at).is_(None)).order_by(col(Promise.on).desc())
    ):
        work.promises[promise.resident_id] = promise
    for surge_id, resident_id in session.execute(
        sa.select(SurgePerson.surge_id, SurgePerson.resident_id).join(SurgeList, col(SurgeList.id) == col(SurgePerson.surge_id))  # type: ignore[call-overload]
        .where(col(SurgePerson.grid).in_(grids), col(SurgePerson.reached_at).is_(None), col(SurgeList.closed_at).is_(None))
    ):
        work.surges.setdefault(surge_id, []).append(resident_id)
    work.events = set(session.exec(
        select(LifeEvent.resident_id).join(Resident, col(Resident.id) == col(LifeEvent.resident_id)).where(mine, col(LifeEvent.ended_at).is_(None))
    ))  # fmt: skip
    work.cases = [case for case in work.cases if case.resident_id in work.people]
    work.needs = [need for need in work.needs if need.resident_id in work.people]
    known = [p for p in people if p.tier or p.id in work.matters]
    facts = duty_book.facts_of(session, ids=[p.id for p in known])
    work.owed = {key: duties.owed(one, book=work.book, today=today) for key, one in facts.items()}
    work.gaps = policies.gaps_for(session, people=known, today=today)
    return work


def _surges(session: Session, mine: Mapping[UUID, Sequence[UUID]]) -> list[dict[str, Any]]:
    if not mine:
        return []
    rows = session.exec(select(SurgeList).where(col(SurgeList.id).in_(list(mine))).order_by(col(SurgeList.until_at), col(SurgeList.id)))
    return [
        {"id": str(row.id), "kind": row.kind, "opened_at": row.opened_at.isoformat(), "until_at": row.until_at.isoformat(),
         "people": [str(one) for one in mine[row.id]]}
        for row in rows
    ]  # fmt: skip


SAID = {
    "taken": ("有人看过，收下了。", "Somebody looked at it and took it in."),
    "dropped": ("有人看过，没有收下。", "Somebody looked at it and did not take it in."),
    "changed": ("有人看过，改了以后收下了。", "Somebody looked at it and took it in with changes."),
}


def _decisions(session: Session, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    found, why = [], {}
    since = now - DECISIONS_KEPT
    for row in session.exec(select(HeldRecord).where(HeldRecord.account_id == actor.id, col(HeldRecord.decided_at) > since)):
        found.append((row.decided_at, str(row.id), row.kind, row.decision, row.code))
    for clash in session.exec(select(Clash).where(Clash.account_id == actor.id, col(Clash.decided_at) > since)):
        found.append((clash.decided_at, str(clash.record_id), "resident_edit", clash.decision, clash.field))
    for tag in session.exec(select(TagProposal).where(TagProposal.account_id == actor.id, col(TagProposal.decided_at) > since)):
        found.append((tag.decided_at, str(tag.record_id), "tag_proposal", tag.decision, tag.tag))
        why[str(tag.record_id)] = notes.opened(tag.answer_sealed, table="tag_proposal", column="answer", row=tag.id)
    found.sort(key=lambda one: (one[0], one[1]), reverse=True)  # type: ignore[arg-type, return-value]
    return [
        {"id": key, "kind": kind, "decision": decision, "at": at.isoformat() if at else "", "code": code,
         "message": {lang: " ".join(part for part in (said, why.get(key, "")) if part) for lang, said in zip(("zh", "en"), SAID.get(decision, ("", "")), strict=True)}}
        for at, key, kind, decision, code in found[:100]
    ]  # fmt: skip


def stamp(session: Session, *, actor: Actor, now: datetime) -> list[Any]:
    """What changes a pack without changing a person: lists opened and closed, rules and cards, decisions, a search that ends its day."""
    grids = sorted({g.area for g in actor.grants})
    paths = sorted({area[:n] for area in grids for n in (6, 9, 12, 15)})
    return [
        tuple(session.execute(
            sa.select(sa.func.count(), sa.func.max(SurgeList.opened_at), sa.func.max(SurgeList.closed_at)).where(col(SurgeList.area).in_(paths))  # type: ignore[arg-type]
        ).one()),
        tuple(session.execute(sa.select(sa.func.count(), sa.func.max(DutyRule.made_at)).select_from(DutyRule)).one()),  # type: ignore[arg-type]
        tuple(session.execute(sa.select(sa.func.count(), sa.func.max(PolicyCard.made_at)).select_from(PolicyCard)).one()),  # type: ignore[arg-type]
        *(
            tuple(session.execute(
                sa.select(sa.func.count(), sa.func.max(decided)).where(account == actor.id, decided > now - DECISIONS_KEPT)
            ).one())
            for account, decided in (
                (col(HeldRecord.account_id), col(HeldRecord.decided_at)), (col(Clash.account_id), col(Clash.decided_at)),
                (col(TagProposal.account_id), col(TagProposal.decided_at)),
            )
        ),
        session.execute(
            sa.select(sa.func.count()).select_from(NoAnswerCase).where(col(NoAnswerCase.grid).in_(grids), col(NoAnswerCase.closed_at) > now - CASE_KEPT)
        ).scalar_one(),
        tuple(session.execute(  # volunteers who come, or do not, for a need of these grids
            sa.select(sa.func.count(), sa.func.sum(Shift.version)).select_from(ShiftTask).join(Shift, col(Shift.id) == col(ShiftTask.shift_id))
            .join(Need, col(Need.id) == col(ShiftTask.need_id)).where(col(Need.grid).in_(grids), col(Need.open).is_(True))
        ).one()),
    ]  # fmt: skip
