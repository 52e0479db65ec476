"""What waits for a lead: searches, held records, proposals, clashes, twins, lost phones, surge lists, needs that are stuck.

Lines for one screen, as far as this person may see. Deciding is done by the services of each subject.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import (
    Account,
    Act,
    Area,
    Contact,
    Device,
    Need,
    NoAnswerCase,
    Resident,
    ResidentTag,
    Role,
    RoleGrant,
)
from app.models.desk_shapes import (
    AskLine,
    CaseLine,
    ClashLine,
    Entry,
    HeldLine,
    Inbox,
    MergeLine,
    OverrideLine,
    Pair,
    PhoneLine,
    SurgeLine,
    SurgePart,
    TagAsk,
    Tell,
    TwinLine,
)
from app.rules import masks, tags
from app.rules import work_words as words
from app.rules.visibility import Sight
from app.services import access, audit, cases, held, notes, overrides, people, residents, surge, tag_reviews, twins
from app.services.access import LIVE_TAGS, Actor
from app.services.residents import SHANGHAI, today_in_dalian

LEADS = frozenset({Role.COMMUNITY})
SEES = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT, Role.SPECIALIST})
"""Who has an inbox."""
_PAGE = 50
_LOST_DAYS = 30
_INNER = frozenset({"resident_ids", "resident_id", "need_id", "id", "twin_of", "twin_seen", "base_version", "owner"})
"""What a record holds for machines only."""


def clock(at: datetime | None) -> str:
    """A moment as it is shown: 11-22 09:40, in Dalian."""
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}" if at is not None else ""


def places_of(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """The door of each of these people, as it is recorded: 和平里小区 3栋1单元 402."""
    found: dict[UUID, str] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        for person, dwelling, unit, building, yard in session.execute(residents.placed().where(col(Resident.id).in_(wanted[start : start + 500]))):
            stairs = f"{unit.number}单元" if unit.number else ""
            found[person.id] = f"{yard.name} {building.number}栋{stairs} {dwelling.door}"
    return found


def names_of(session: Session, ids: Collection[UUID | None]) -> dict[UUID | None, str]:
    """Names of colleagues."""
    wanted = [key for key in set(ids) if key is not None]
    rows = session.execute(sa.select(col(Account.id), col(Account.name)).where(col(Account.id).in_(wanted))).all()
    return {key: name for key, name in rows}


def _leads(actor: Actor) -> list[str]:
    return [] if actor.upload_only else [g.area for g in actor.grants if g.role in LEADS]


def counts(session: Session, *, actor: Actor, now: datetime) -> Inbox:
    """How many of each kind wait for this person."""
    if actor.upload_only or not actor.roles & SEES:
        return Inbox()
    made = Inbox(cases=len(case_lines(session, actor=actor, now=now)), tags=tag_reviews.count(session, actor=actor), surges=len(surge.live(session, actor=actor, now=now)))
    if _leads(actor):
        made.held = len(held.waiting(session, actor=actor))
        made.clashes, made.twins = len(people.clashes(session, actor=actor)), twins.count(session, actor=actor)
        made.phones = sum(not line.wiped for line in phone_lines(session, actor=actor, now=now))
        today = today_in_dalian(now)
        stuck = select(sa.func.count()).select_from(Need).join(Resident, col(Resident.id) == col(Need.resident_id)).where(
            access.visible(actor, Sight.CARD), col(Need.open).is_(True), col(Need.next_on) < today
        )  # fmt: skip
        made.stuck = session.exec(stuck).one()
    made.total = made.cases + made.held + made.tags + made.clashes + made.twins + made.phones
    return made


def case_lines(session: Session, *, actor: Actor, now: datetime) -> list[CaseLine]:
    """Searches that go on, the most pressing first. Those above a community see the escalated ones, without names."""
    if access.highest_sight(actor) < Sight.CARD:
        return _masked_cases(session, actor, now)
    found = cases.live(session, actor=actor, now=now)
    where, who = places_of(session, [p.id for _, p, _ in found]), names_of(session, [s.account_id for _, _, steps in found for s in steps])
    grids = _grids(session, {p.grid for _, p, _ in found})
    made = []
    for case, person, steps in found:
        line = _case(case, now)
        line.resident_id, line.name, line.masked = str(person.id), person.name, masks.mask_name(person.name)
        line.place, line.grid = where.get(person.id, ""), grids.get(person.grid, "")
        line.steps = [_step(one, who.get(one.account_id, "")) for one in steps]
        made.append(line)
    return made


def _case(case: NoAnswerCase, now: datetime) -> CaseLine:
    return CaseLine(
        id=str(case.id), tier=case.tier, escalated=case.state == "escalated", since=clock(case.opened_at),
        over=int((now - case.escalate_at).total_seconds() // 60), waited=max(0, int((now - case.opened_at).total_seconds() // 60)),
    )  # fmt: skip


def _step(one: Any, by: str) -> Tell:
    step, result = words.said(words.STEPS, one.step), words.said(words.RESULTS, one.result) if one.result in ("reached", "not_reached") else ("", "")
    note = notes.opened(one.note_sealed, table="no_answer_step", column="note", row=one.id)
    zh = " · ".join(part for part in (step[0], result[0], note, by) if part)
    en = " · ".join(part for part in (step[1], result[1], note, by) if part)
    return Tell(clock(one.happened_at), zh, en)


def _masked_cases(session: Session, actor: Actor, now: datetime) -> list[CaseLine]:
    areas = [g.area for g in actor.grants if g.role in SEES]
    if not areas or actor.upload_only:
        return []
    rows = session.exec(
        select(NoAnswerCase).where(col(NoAnswerCase.closed_at).is_(None), col(NoAnswerCase.escalated_at).is_not(None), sa.or_(*(access.in_area(col(NoAnswerCase.grid), a) for a in areas)))
        .order_by(col(NoAnswerCase.escalate_at), col(NoAnswerCase.id)).limit(_PAGE)
    ).all()  # fmt: skip
    grids = _grids(session, {row.grid for row in rows})
    made = []
    for row in rows:
        line = _case(row, now)
        line.grid, line.named = grids.get(row.grid, ""), False
        line.steps = [Tell(clock(s.happened_at), *words.said(words.STEPS, s.step)) for s in cases.steps_of(session, ids=[row.id]).get(row.id, [])]
        made.append(line)
    return made


def _grids(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Grid code → community and grid by name."""
    wanted = {*codes, *(code[:12] for code in codes)}
    names = {a.code: a.name for a in session.exec(select(Area).where(col(Area.code).in_(sorted(wanted))))}
    return {code: f"{names.get(code[:12], '')} {names.get(code, code)}".strip() for code in codes}


def ask_lines(session: Session, *, actor: Actor, resident_id: UUID, now: datetime) -> list[AskLine]:
    """Whom one may call about a search: the person and the emergency contacts; numbers stay masked until asked for."""
    person, _ = access.resident_for(session, actor=actor, resident_id=resident_id, now=now, at_least=Sight.FULL)
    audit.record(session, act=Act.VIEW, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident", object_id=person.id, reason="case",
                 area=person.grid, device_id=actor.device_id)  # fmt: skip
    made = [AskLine("", person.name, "", masks.mask_phone(residents.phone_of(person)))] if person.phone_sealed else []
    kin = residents.kin_of(session, ids=[person.id]).get(person.id, [])
    return made + [AskLine(str(k.id), k.name, k.relation, masks.mask_phone(residents.kin_phone_of(k)), k.has_key) for k in kin if k.phone_sealed]


def held_lines(session: Session, *, actor: Actor) -> list[HeldLine]:
    """Records that wait for this lead, the oldest first; what is in them is read one at a time."""
    return [
        HeldLine(
            str(row.id), row.kind, row.code, by, person.name if person is not None else "", clock(row.happened_at), clock(row.received_at),
            person is not None and row.code not in {"unknown_resident", "unknown_place", "unknown_need"},
        )
        for row, person, by in held.waiting(session, actor=actor)[:_PAGE]
    ]  # fmt: skip


def held_open(session: Session, *, actor: Actor, record_id: UUID, now: datetime) -> list[Pair]:
    """One held record in full, line by line; a look that is recorded. Raises NotFound."""
    payload: Mapping[str, Any] = held.read(session, actor=actor, record_id=record_id, now=now).get("payload", {})
    return [
        Pair(*words.label(name), *words.value(name, told))
        for name, told in payload.items()
        if name not in _INNER and told not in (None, "", [], {})
    ]


def tag_lines(session: Session, *, actor: Actor) -> list[TagAsk]:
    """Proposals of tags that wait for this person."""
    found = tag_reviews.waiting(session, actor=actor)
    where, who = places_of(session, [p.id for _, p in found]), names_of(session, [t.account_id for t, _ in found])
    there = tag_reviews.held_by(session, pairs=[(p.id, t.tag) for t, p in found])
    made = []
    for one, person in found:
        has = there.get((person.id, one.tag))
        made.append(
            TagAsk(
                str(one.id), str(person.id), person.name, masks.mask_name(person.name), where.get(person.id, ""), one.tag, one.grade, one.action,
                tag_reviews.words_of(one), who.get(one.account_id, ""), clock(one.happened_at), (has.grade or "yes") if has else "",
                tags.TAGS[one.tag].sensitive,
            )
        )  # fmt: skip
    return made


def clash_lines(session: Session, *, actor: Actor) -> list[ClashLine]:
    """Fields that two people changed, with both versions in words."""
    if not _leads(actor):
        return []
    found = people.clashes(session, actor=actor)[:_PAGE]
    where, who = places_of(session, [p.id for _, p in found]), names_of(session, [c.account_id for c, _ in found])
    made = []
    for clash, person in found:
        told = {name: words.value(clash.field, value)[0] for name, value in people.versions(clash).items()}
        made.append(
            ClashLine(
                str(clash.id), person.name, masks.mask_name(person.name), where.get(person.id, ""), clash.field, told["base"], told["theirs"], told["mine"],
                who.get(clash.account_id, ""), clock(clash.happened_at),
            )
        )  # fmt: skip
    return made


def twin_lines(session: Session, *, actor: Actor) -> list[TwinLine]:
    """Pairs of entries side by side, with what tells them apart."""
    found = twins.waiting(session, actor=actor)
    ids = [p.id for _, a, b in found for p in (a, b)]
    where = places_of(session, ids)
    grids = _grids(session, {p.grid for _, a, b in found for p in (a, b)})
    tagged = _count_by(session, ResidentTag.resident_id, ids, col(ResidentTag.state).in_(LIVE_TAGS))
    contacted, needed = _count_by(session, Contact.resident_id, ids), _count_by(session, Need.resident_id, ids)

    def entry(person: Resident) -> Entry:
        return Entry(
            str(person.id), person.name, masks.mask_name(person.name), where.get(person.id, ""), grids.get(person.grid, ""), person.birth_ym,
            masks.mask_phone(residents.phone_of(person)) if person.phone_sealed else "", person.living, person.status,
            tagged.get(person.id, 0), contacted.get(person.id, 0), needed.get(person.id, 0),
            today_in_dalian(person.last_seen_at).isoformat() if person.last_seen_at else "", today_in_dalian(person.created_at).isoformat(),
        )  # fmt: skip

    return [TwinLine(str(twin.id), twin.why, entry(a), entry(b)) for twin, a, b in found]


def _count_by(session: Session, column: Any, ids: Collection[UUID], *more: Any) -> dict[UUID, int]:
    rows = session.execute(sa.select(column, sa.func.count()).where(col(column).in_(list(ids)), *more).group_by(column)).all()
    return {key: n for key, n in rows}


def merge_lines(session: Session, *, actor: Actor, now: datetime) -> list[MergeLine]:
    """What was made one and can still be taken apart."""
    found = twins.recent(session, actor=actor, now=now)
    where = places_of(session, [p.id for _, p in found])
    return [
        MergeLine(
            str(m.id), p.name, masks.mask_name(p.name), where.get(p.id, ""), today_in_dalian(m.at).isoformat(),
            today_in_dalian(m.at + timedelta(days=twins.UNDO_DAYS)).isoformat(),
        )
        for m, p in found
    ]  # fmt: skip


def phone_lines(session: Session, *, actor: Actor, now: datetime) -> list[PhoneLine]:
    """Phones of the own community's colleagues that were reported as lost: those not wiped yet, and the wiped of a month."""
    areas = _leads(actor)
    if not areas:
        return []
    mine = sa.or_(*(access.in_area(col(RoleGrant.area), area) for area in areas))
    rows = session.execute(
        sa.select(Device, Account).join(Account, col(Account.id) == col(Device.account_id))
        .where(
            col(Device.lost_at).is_not(None), sa.or_(col(Device.wiped_at).is_(None), col(Device.wiped_at) > now - timedelta(days=_LOST_DAYS)),
            sa.exists().where(col(RoleGrant.account_id) == col(Device.account_id), mine),
        )
        .order_by(col(Device.lost_at).desc()).limit(_PAGE)
    ).all()  # fmt: skip
    return [PhoneLine(d.name, a.name, clock(d.lost_at), clock(d.wiped_at)) for d, a in rows]


def surge_lines(session: Session, *, actor: Actor, now: datetime) -> list[SurgeLine]:
    """Open surge lists with how far they are."""
    return [
        SurgeLine(
            str(p.id), p.kind, p.area_name, clock(p.opened_at), clock(p.until_at), now > p.until_at, p.people, p.reached, p.left,
            [SurgePart(x.code, x.name, x.people, x.reached, x.left) for x in p.parts], p.names, p.mine,
        )
        for p in surge.live(session, actor=actor, now=now)
    ]  # fmt: skip


def override_lines(session: Session, *, actor: Actor, now: datetime) -> list[OverrideLine]:
    """Rhythms that were set by hand, the first to end at the top."""
    found = overrides.live(session, actor=actor, now=now)
    where, who = places_of(session, [p.id for _, p in found]), names_of(session, [row.made_by for row, _ in found])
    return [
        OverrideLine(
            str(row.id), str(p.id), p.name, masks.mask_name(p.name), where.get(p.id, ""), row.tier, overrides.reason_of(row), who.get(row.made_by, ""),
            row.until.isoformat(),
        )
        for row, p in found
    ]  # fmt: skip
