"""Reading residents: lists in walking order, search, filters with counts, one card, a phone number for a purpose."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Invalid, NotFound
from app.models import (
    EFFECTIVE,
    AccessFlag,
    Account,
    Act,
    Area,
    Audit,
    Building,
    Contact,
    Courtyard,
    Dwelling,
    EmergencyContact,
    Flag,
    Resident,
    ResidentTag,
    Status,
    TagState,
    Unit,
)
from app.models.shapes import Card, Chip, ContactLine, FlagLine, Group, KinLine, Row, TagLine
from app.rules import ages, masks, names, search, tags
from app.rules.dalian import ZONE
from app.rules.visibility import SMALLEST_COUNT, Sight
from app.services import access, audit, duty_book, keys
from app.services.access import Actor

SHANGHAI = ZONE
PAGE = 50
COUNT_STOP = 1000
"""Beyond this a count says "1000+": nobody reads further, and counting on would only cost time."""
PURPOSES = ("visit", "emergency", "errand", "check_number")
REVEALS_A_DAY = 30
"""More than this in one day raises an alarm (promise F6)."""
TIERS = ("A", "B", "C")
GONE = (Status.MOVED, Status.DIED, Status.MERGED)
FILTER_FLAGS = (Flag.HARD_OF_HEARING, Flag.NO_SMARTPHONE, Flag.SLOW_TO_DOOR, Flag.NO_LIFT, Flag.MEALS, Flag.SPARE_KEY)
FILTER_TAGS = ("E02", "E01", "E03", "E05", "D01", "W01", "W02", "W04", "M01", "F01", "C01", "C02", "C03")


@dataclass
class Page:
    """Up to 50 rows of a list, grouped by staircase, with how many there are and whether that number was cut."""

    groups: list[Group] = field(default_factory=list)
    total: int = 0
    more_than_total: bool = False
    page: int = 0


def today_in_dalian(now: datetime) -> date:
    """The day on the wall calendar of Dalian."""
    return now.astimezone(SHANGHAI).date()


_TAILS: tuple[Any, ...] = tuple(sa.literal_column(f"substr(resident.name, {n})") for n in (2, 3, 4))
_LONG: tuple[Any, ...] = (sa.literal_column("length(resident.name) > 4"), sa.literal_column("resident.name >= ''"))
"""Written out, not as parameters: only so does SQLite know the index on the same expression."""


def _prefix(column: Any, text: str) -> Any:
    return sa.and_(column >= text, column < text + "\U0010ffff")


def _search(query: search.Query, *, wide: bool) -> list[Any]:
    """Conditions for a search. In a wide area only those that an index answers; together they find every piece of
    every name, wherever it stands."""
    found: list[Any] = []
    for name in query.names:
        if wide:
            ways = [_prefix(col(Resident.name), name), *(_prefix(tail, name) for tail in _TAILS)]
            ways.append(sa.and_(*_LONG, col(Resident.name).contains(name, autoescape=True)))
        else:
            ways = [col(Resident.name).contains(name, autoescape=True)]
        found.append(sa.or_(*ways))
    for word in query.initials:
        found.append(
            _prefix(col(Resident.initials), word) if wide else col(Resident.initials).contains(word, autoescape=True)
        )
    for door in query.doors:
        here = sa.or_(col(Dwelling.short) == door, col(Dwelling.door) == door, _prefix(col(Dwelling.short), door + "-"))
        if not wide:
            here = sa.or_(here, col(Dwelling.short).endswith("-" + door), _prefix(col(Dwelling.door), door))
        found.append(col(Resident.dwelling_id).in_(select(Dwelling.id).where(here)))
    return found


def _filter(code: str, today: date) -> Any:
    if code in TIERS:
        return col(Resident.tier) == code
    if code == "E01":
        return sa.and_(col(Resident.birth_ym) != "", col(Resident.birth_ym) <= ages.born_by(80, today))
    if code == "pending":
        return sa.exists().where(
            col(ResidentTag.resident_id) == col(Resident.id),
            col(ResidentTag.state).in_((TagState.PENDING, TagState.REVIEW)),
        )
    if code in tags.TAGS:
        return sa.exists().where(
            col(ResidentTag.resident_id) == col(Resident.id),
            col(ResidentTag.tag) == code,
            col(ResidentTag.state).in_(access.LIVE_TAGS),
        )
    if code in set(Flag):
        return sa.exists().where(
            col(AccessFlag.resident_id) == col(Resident.id),
            col(AccessFlag.flag) == code,
            col(AccessFlag.expires_on) >= today,
        )
    raise Invalid("unknown_filter", "没有这个筛选。", "There is no such filter.")


def is_wide(actor: Actor) -> bool:
    """Whether the area holds more people than can be looked through one by one."""
    return any(len(g.area) < 12 for g in actor.grants)


def allowed_filters(actor: Actor) -> tuple[str, ...]:
    """Filters this person may use: by rhythm for all, by need and tag only where the whole card may be seen."""
    if access.highest_sight(actor) < Sight.FULL:
        return TIERS
    limited = access.programme_tags(actor)
    shown = FILTER_TAGS if limited is None else tuple(t for t in FILTER_TAGS if t in limited or t == "E01")
    return (*TIERS, *shown[:2], *FILTER_FLAGS[:2], "pending", *shown[2:], *FILTER_FLAGS[2:])


def _conditions(actor: Actor, query: search.Query, filters: Sequence[str], today: date) -> list[Any]:
    if set(filters) - set(allowed_filters(actor)):
        raise Invalid("unknown_filter", "没有这个筛选。", "There is no such filter.")
    wide = is_wide(actor)
    return [
        access.visible(actor, by_index=not wide or query.empty),
        col(Resident.status).not_in(GONE),
        *_search(query, wide=wide),
        *(_filter(code, today) for code in filters),
    ]


def list_for(
    session: Session, *, actor: Actor, text: str, filters: Sequence[str], page: int, now: datetime
) -> Page:
    """Up to 50 people that fit a search and filters, in walking order; searching leaves a record without the words."""
    today = today_in_dalian(now)
    query = search.parse(text)
    where = _conditions(actor, query, filters, today)
    counted = session.exec(
        select(sa.func.count()).select_from(select(Resident.id).where(*where).limit(COUNT_STOP + 1).subquery())
    ).one()
    statement = placed().where(*where)
    if is_wide(actor):
        statement = statement.order_by(col(Resident.grid), col(Resident.name), col(Resident.id)) if query.empty else statement
    else:
        statement = statement.order_by(
            col(Resident.grid), col(Courtyard.rank), col(Building.rank), col(Unit.rank), col(Dwelling.floor).desc(),
            col(Dwelling.door), col(Resident.birth_ym), col(Resident.id),
        )  # fmt: skip
    found = session.exec(statement.offset(page * PAGE).limit(PAGE)).all()
    rows = rows_of(session, actor=actor, found=found, query=query, today=today)
    if not query.empty or filters:  # narrowing a list to one tag is a look too, as on the phone
        audit.record(session, act=Act.SEARCH, now=now, actor_id=actor.id, role=actor.role or "", area=actor.area,
                     object_kind="resident", reason=",".join(filters)[:40])  # fmt: skip
    return Page(grouped(rows), min(counted, COUNT_STOP), counted > COUNT_STOP, page)


def placed() -> Any:
    """Residents with the names of their places, ready for a list."""
    return (
        sa.select(Resident, Dwelling, Unit, Building, Courtyard)
        .join(Dwelling, col(Dwelling.id) == col(Resident.dwelling_id))
        .join(Unit, col(Unit.id) == col(Dwelling.unit_id))
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Courtyard, col(Courtyard.id) == col(Building.courtyard_id))
    )


def rows_of(
    session: Session, *, actor: Actor, found: Iterable[Any], query: search.Query, today: date
) -> list[Row]:
    """List rows, each as far as this person may see that resident."""
    people = list(found)
    flags = _first_flags(session, [p[0].id for p in people], today)
    windows = duty_book.windows(session, people=[p[0] for p in people], today=today)
    rows = []
    for resident, dwelling, unit, building, courtyard in people:
        seen = access.sight(session, actor, resident)
        due = windows[resident.id]
        plain = seen >= Sight.CARD
        name = resident.name if plain else masks.mask_name(resident.name)
        pre, hit, post = mark(resident.name, query) if plain else (name, "", "")
        rows.append(
            Row(
                id=str(resident.id), name=name, masked=masks.mask_name(resident.name), pre=pre, hit=hit, post=post,
                door=dwelling.door if plain else "", courtyard=courtyard.name, building=building.number,
                unit=unit.number if plain else "", age_band=ages.age_band(resident.birth_ym, today),
                living=resident.living if seen >= Sight.FULL else "", status=resident.status, tier=resident.tier, window=due.state, days=due.days,
                ago=_ago(resident, today) if plain else -1, flag=flags.get(resident.id, "") if plain else "", detail=bool(resident.tier),
            )
        )  # fmt: skip
    return rows


def _ago(resident: Resident, today: date) -> int:
    return (today - today_in_dalian(resident.last_seen_at)).days if resident.last_seen_at else -1


def mark(name: str, query: search.Query) -> tuple[str, str, str]:
    """The name in three parts; the middle is what the search found by character or by initial."""
    for part in query.names:
        at = name.find(part)
        if at >= 0:
            return name[:at], part, name[at + len(part) :]
    letters = names.initials(name)
    for word in query.initials:
        at = letters.find(word)
        if at >= 0 and len(letters) == len(name):
            return name[:at], name[at : at + len(word)], name[at + len(word) :]
    return name, "", ""


_FLAG_ORDER = {flag: n for n, flag in enumerate((
    Flag.HARD_OF_HEARING, Flag.SLOW_TO_DOOR, Flag.PHONE_ONLY, Flag.POOR_SIGHT, Flag.SPARE_KEY, Flag.PET, Flag.TIME_OF_DAY,
    Flag.SAME_PERSON, Flag.NO_SMARTPHONE, Flag.ESCORT, Flag.MEALS, Flag.NO_LIFT))}  # fmt: skip


def _flags(session: Session, ids: Sequence[UUID], today: date) -> dict[UUID, list[AccessFlag]]:
    found: dict[UUID, list[AccessFlag]] = defaultdict(list)
    statement = select(AccessFlag).where(col(AccessFlag.resident_id).in_(ids), col(AccessFlag.expires_on) >= today)
    for flag in session.exec(statement):
        found[flag.resident_id].append(flag)
    for flags in found.values():
        flags.sort(key=lambda f: _FLAG_ORDER[Flag(f.flag)])
    return found


def _first_flags(session: Session, ids: Sequence[UUID], today: date) -> dict[UUID, str]:
    return {key: flags[0].flag for key, flags in _flags(session, ids, today).items()}


def grouped(rows: Sequence[Row]) -> list[Group]:
    """Rows by staircase, in the order they come."""
    groups: list[Group] = []
    for row in rows:
        key = f"{row.courtyard}/{row.building}/{row.unit}"
        if not groups or groups[-1].key != key:
            groups.append(Group(key, row.courtyard, row.building, row.unit, 0, []))
        groups[-1].rows.append(row)
        groups[-1].count += 1
    return groups


def chips_for(session: Session, *, actor: Actor, filters: Sequence[str], now: datetime) -> list[Chip]:
    """Every filter this person may use with its count in the area; small counts are hidden from who sees no names."""
    today = today_in_dalian(now)
    base = [access.visible(actor), col(Resident.status).not_in(GONE)]
    hide = access.highest_sight(actor) < Sight.CARD
    tiers = dict(
        session.exec(select(Resident.tier, sa.func.count()).where(*base).group_by(col(Resident.tier))).all()
    )
    chips = []
    for code in allowed_filters(actor):
        n = tiers.get(code, 0) if code in TIERS else 0
        if code not in TIERS:
            n = session.exec(select(sa.func.count()).select_from(Resident).where(*base, _filter(code, today))).one()
        if n == 0 and code not in filters:
            continue
        chips.append(Chip(code, "<5" if hide and n < SMALLEST_COUNT else str(n), code in filters))
    return chips


def area_title(session: Session, *, actor: Actor) -> tuple[str, int]:
    """The name of the actor's area and how many people live there."""
    area = session.get(Area, actor.area)
    n = session.exec(
        select(sa.func.count()).select_from(Resident).where(access.visible(actor), col(Resident.status).not_in(GONE))
    ).one()
    return (area.name if area else ""), n


def card_for(session: Session, *, actor: Actor, resident_id: UUID, now: datetime) -> Card:
    """One card, as far as this person may see; opening it is recorded. Raises NotFound for anybody else's."""
    resident, seen = access.resident_for(session, actor=actor, resident_id=resident_id, now=now)
    audit.record(session, act=Act.VIEW, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident",
                 object_id=resident.id, area=resident.grid, device_id=actor.device_id)  # fmt: skip
    today = today_in_dalian(now)
    dwelling, unit, building, courtyard = session.exec(placed().where(Resident.id == resident.id)).one()[1:]
    due = duty_book.windows(session, people=[resident], today=today)[resident.id]
    plain = seen >= Sight.CARD
    card = Card(
        id=str(resident.id), name=resident.name if plain else masks.mask_name(resident.name),
        masked=masks.mask_name(resident.name), courtyard=courtyard.name, building=building.number,
        unit=unit.number if plain else "", door=dwelling.door if plain else "",
        age_band=ages.age_band(resident.birth_ym, today), status=resident.status, tier=resident.tier,
        reason=resident.tier_reason if seen >= Sight.FULL else "", window=due.state, days=due.days,
        ago=_ago(resident, today) if plain else -1, sight=int(seen),
        detail=True,
    )  # fmt: skip
    if not plain:
        return card
    card.preference = resident.preference
    card.flags = [FlagLine(f.flag, f.hint) for f in _flags(session, [resident.id], today).get(resident.id, [])]
    card.contacts = last_contacts(session, ids=[resident.id]).get(resident.id, [])[: 3 if seen >= Sight.FULL else 1]
    card.last_day = next((c.day for c in card.contacts if c.outcome in EFFECTIVE), "")
    if seen < Sight.FULL:
        return card
    card.living = resident.living
    if resident.phone_sealed:
        card.phone_masked = masks.mask_phone(phone_of(resident))
    lines = tag_lines(session, ids=[resident.id], limited=access.programme_tags(actor)).get(resident.id, [])
    age = ages.age_on(resident.birth_ym, today) or 0
    card.tags = [t for t in lines if not tags.TAGS[t.code].sensitive]
    if age >= 80:
        card.tags.append(TagLine(code="E01", source="R", state="active"))
    card.sensitive = len(lines) - sum(not tags.TAGS[t.code].sensitive for t in lines)
    card.owed = [t.code for t in card.tags]
    card.kin = [
        KinLine(str(k.id), k.name, k.relation, masks.mask_phone(kin_phone_of(k)), "", k.has_key)
        for k in kin_of(session, ids=[resident.id]).get(resident.id, [])
    ]
    mates = session.exec(
        placed().where(Resident.household_id == resident.household_id, Resident.id != resident.id,
                       col(Resident.status).not_in(GONE), access.visible(actor, Sight.CARD)).limit(12)
    ).all()  # fmt: skip
    card.mates = rows_of(session, actor=actor, found=mates, query=search.Query(), today=today)
    return card


def open_sensitive(session: Session, *, actor: Actor, resident_id: UUID, now: datetime) -> list[TagLine]:
    """The sensitive tags of one person; asking for them is recorded."""
    resident, _ = access.resident_for(session, actor=actor, resident_id=resident_id, now=now, at_least=Sight.FULL)
    audit.record(session, act=Act.REVEAL, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident",
                 object_id=resident.id, reason="tags", area=resident.grid, device_id=actor.device_id)  # fmt: skip
    alarm_at_many_reveals(session, actor=actor, revealed_at=now, now=now)
    lines = tag_lines(session, ids=[resident.id], limited=access.programme_tags(actor)).get(resident.id, [])
    return [t for t in lines if tags.TAGS[t.code].sensitive]


def reveal_phone(
    session: Session, *, actor: Actor, resident_id: UUID, kin_id: UUID | None, purpose: str, now: datetime
) -> str:
    """One phone number, of the person or of one emergency contact, for a named purpose; recorded (promise F6).

    Raises Invalid for an unknown purpose, NotFound where there is no such person, contact or number for this actor.
    """
    if purpose not in PURPOSES:
        raise Invalid("purpose", "先选看号码的原因。", "Choose the reason first.")
    resident, _ = access.resident_for(session, actor=actor, resident_id=resident_id, now=now, at_least=Sight.FULL)
    if kin_id is None:
        number = phone_of(resident) if resident.phone_sealed else ""
    else:
        kin = session.get(EmergencyContact, kin_id)
        number = kin_phone_of(kin) if kin is not None and kin.resident_id == resident.id else ""
    if not number:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="resident", object_id=kin_id or resident.id)
    audit.record(session, act=Act.REVEAL, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident",
                 object_id=resident.id, reason=purpose, area=resident.grid, device_id=actor.device_id)  # fmt: skip
    alarm_at_many_reveals(session, actor=actor, revealed_at=now, now=now)
    return number


def alarm_at_many_reveals(session: Session, *, actor: Actor, revealed_at: datetime, now: datetime) -> None:
    """The first reveal of a day beyond what anybody's work needs raises an alarm, once; it refuses nothing (F6).

    Called after the reveal's own audit row. What a phone told later counts on the day on which it happened.
    """
    began = datetime.combine(today_in_dalian(revealed_at), time(), SHANGHAI)
    # A phone's clock may run up to a day ahead (sync.FUTURE), so rows of this day were written from a day before on.
    statement = select(sa.func.count()).where(
        Audit.actor_id == actor.id, Audit.act == Act.REVEAL, Audit.at >= began - timedelta(days=1),
        Audit.happened_at >= began, Audit.happened_at < began + timedelta(days=1),
    )  # fmt: skip
    if session.exec(statement).one() == REVEALS_A_DAY + 1:
        audit.record(session, act=Act.ALARM, now=now, happened_at=revealed_at, actor_id=actor.id, role=actor.role or "",
                     object_kind="account", object_id=actor.id, reason="reveals", area=actor.area, device_id=actor.device_id)  # fmt: skip


def phone_of(resident: Resident) -> str:
    """The plain number, "" where there is none; only for a reveal, a mask, or the pack of this very grid's worker."""
    if not resident.phone_sealed:
        return ""
    return keys.unseal(resident.phone_sealed, table="resident", column="phone", row=resident.id)


def kin_phone_of(kin: EmergencyContact) -> str:
    """The same for an emergency contact."""
    if not kin.phone_sealed:
        return ""
    return keys.unseal(kin.phone_sealed, table="emergency_contact", column="phone", row=kin.id)


def kin_of(session: Session, *, ids: Sequence[UUID]) -> dict[UUID, list[EmergencyContact]]:
    """Emergency contacts by resident, in the order to call them."""
    found: dict[UUID, list[EmergencyContact]] = defaultdict(list)
    statement = select(EmergencyContact).where(col(EmergencyContact.resident_id).in_(ids)).order_by(col(EmergencyContact.rank))
    for kin in session.exec(statement):
        found[kin.resident_id].append(kin)
    return found


def tag_lines(session: Session, *, ids: Sequence[UUID], limited: frozenset[str] | None = None) -> dict[UUID, list[TagLine]]:
    """Tags in force or waiting for a check, by resident. `limited` are the only codes a specialist sees."""
    found: dict[UUID, list[TagLine]] = defaultdict(list)
    statement = (
        select(ResidentTag)
        .where(col(ResidentTag.resident_id).in_(ids), col(ResidentTag.state).in_((*access.LIVE_TAGS, TagState.PENDING)))
        .order_by(col(ResidentTag.tag), col(ResidentTag.valid_from))
    )
    for tag in session.exec(statement):
        if limited is None or tag.tag in limited:
            found[tag.resident_id].append(
                TagLine(tag.tag, tag.grade, tag.source, tag.valid_from.isoformat()[:7],
                        tag.review_due.isoformat()[:7] if tag.review_due else "", tag.state)
            )  # fmt: skip
    return found


def last_contacts(session: Session, *, ids: Sequence[UUID]) -> dict[UUID, list[ContactLine]]:
    """The last three contacts of each person, newest first; the last effective one is always among them."""
    newest = sa.func.row_number().over(
        partition_by=col(Contact.resident_id), order_by=(col(Contact.happened_at).desc(), col(Contact.id))
    )
    effective = sa.func.row_number().over(
        partition_by=(col(Contact.resident_id), col(Contact.outcome).in_(EFFECTIVE)),
        order_by=(col(Contact.happened_at).desc(), col(Contact.id)),
    )
    ranked = (
        sa.select(
            col(Contact.resident_id), col(Contact.happened_at), col(Contact.mode), col(Contact.outcome), col(Contact.account_id),
            newest.label("newest"), effective.label("effective"),
        )
        .where(col(Contact.resident_id).in_(ids))
        .subquery()
    )  # fmt: skip
    keep = sa.or_(ranked.c.newest <= 3, sa.and_(ranked.c.effective == 1, ranked.c.outcome.in_(EFFECTIVE)))
    statement = (
        sa.select(ranked, col(Account.name))
        .outerjoin(Account, col(Account.id) == ranked.c.account_id)
        .where(keep)
        .order_by(ranked.c.resident_id, ranked.c.happened_at.desc())
    )
    found: dict[UUID, list[ContactLine]] = defaultdict(list)
    for row in session.execute(statement):
        lines = found[row.resident_id]
        line = ContactLine(today_in_dalian(row.happened_at).isoformat(), row.mode, row.outcome, row.name or "")
        if len(lines) == 3:
            if any(c.outcome in EFFECTIVE for c in lines):
                continue
            lines.pop()
        lines.append(line)
    return found
