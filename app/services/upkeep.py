"""What time itself changes, once a day: tags that lapse, people who come of an age, tries and sessions long over."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import Meta, Resident, ResidentTag, TagState, TierOverride
from app.rules import ages
from app.rules.duties import PAUSE_DAYS
from app.rules.tiers import Tier, tier_of
from app.services import accounts, duty_book, feedback, office
from app.services.access import LIVE_TAGS

_DAY = "upkeep_day"
TURNING = (60, 75, 80)
"""Ages at which a rule of domain.md §12 begins to hold."""
_CHUNK = 500


def run(session: Session, *, now: datetime, today: date) -> int:
    """Do what is due since the last time; how many people's contact rhythm changed. Running it twice changes nothing."""
    row = session.get(Meta, _DAY)
    last = date.fromisoformat(row.value) if row is not None else None
    if last == today:
        return 0
    lapsed = set(
        session.exec(
            select(ResidentTag.resident_id).where(
                col(ResidentTag.expires_on) < today, col(ResidentTag.state).in_((*LIVE_TAGS, TagState.PENDING))
            )
        )
    )
    session.exec(
        sa.update(ResidentTag)
        .where(col(ResidentTag.expires_on) < today, col(ResidentTag.state).in_((*LIVE_TAGS, TagState.PENDING)))
        .values(state=TagState.ENDED)
    )
    reviewed = _to_review(session, today) | _end_of_pauses(session, today)
    back = duty_book.ended_overrides(session, today=today, now=now)
    changed = retier(session, ids=lapsed | reviewed | back | _come_of_age(session, last, today), now=now, today=today, touched=lapsed | reviewed | back)
    accounts.clean_up(session, now=now)
    feedback.clean_up(session, now=now)
    feedback.remind(session, now=now)
    office.clean_up(session, now=now)
    if row is None:
        session.add(Meta(key=_DAY, value=today.isoformat()))
    else:
        row.value = today.isoformat()
    session.flush()
    return changed


def _to_review(session: Session, today: date) -> set[UUID]:
    """Tags whose review day has passed hold on, but wait for a confirmation (domain.md §3.2); whose they are."""
    due = (col(ResidentTag.state) == TagState.ACTIVE, col(ResidentTag.review_due) < today)
    whose = set(session.exec(select(ResidentTag.resident_id).where(*due)))
    if whose:
        session.exec(sa.update(ResidentTag).where(*due).values(state=TagState.REVIEW))
    return whose


def _end_of_pauses(session: Session, today: date) -> set[UUID]:
    """A pause without an end would forget somebody: it gets the usual one, after which contact is owed again."""
    found: set[UUID] = set()
    for status, days in PAUSE_DAYS.items():
        endless = (col(Resident.status) == status, col(Resident.paused_until).is_(None))
        found |= set(session.exec(select(Resident.id).where(*endless)))
        session.exec(sa.update(Resident).where(*endless).values(paused_until=today + timedelta(days=days)))
    return found


def _come_of_age(session: Session, last: date | None, today: date) -> set[UUID]:
    found: set[UUID] = set()
    for years in TURNING:
        newest = ages.born_by(years, today)
        oldest = ages.born_by(years, last) if last is not None else "0000-00"
        found |= set(session.exec(select(Resident.id).where(Resident.birth_ym >= oldest, Resident.birth_ym <= newest, Resident.birth_ym != "")))
    return found


def retier(session: Session, *, ids: Iterable[UUID], now: datetime, today: date, touched: Iterable[UUID] = ()) -> int:
    """Work out the rhythm of these people anew; how many changed. `touched` are newer in any case, for the packs.

    What a lead has set by hand holds until its day, whatever the rules say (services/overrides.py).
    """
    wanted, newer, changed = list(ids), set(touched), 0
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        held: dict[UUID, dict[str, str]] = defaultdict(dict)
        tags = select(ResidentTag).where(col(ResidentTag.resident_id).in_(part), col(ResidentTag.state).in_(LIVE_TAGS))
        for tag in session.exec(tags):
            held[tag.resident_id][tag.tag] = tag.grade
        by_hand = {
            row.resident_id: Tier(row.tier, "override")
            for row in session.exec(
                select(TierOverride)
                .where(col(TierOverride.resident_id).in_(part), col(TierOverride.ended_at).is_(None), col(TierOverride.until) >= today)
                .order_by(col(TierOverride.made_at))
            )
        }
        for person in session.exec(select(Resident).where(col(Resident.id).in_(part))):
            tier = by_hand.get(person.id) or tier_of(tags=held[person.id], age=ages.age_on(person.birth_ym, today), living=person.living)
            if (person.tier, person.tier_reason) != (tier.letter, tier.reason):
                person.tier, person.tier_reason = tier.letter, tier.reason
                changed += 1
            elif person.id not in newer:
                continue
            person.version += 1
            person.updated_at = now
        session.flush()
    return changed
