"""The hours of a community in the columns of the national volunteer platform, so that nothing is typed twice (domain.md §4.5).

With names, so for the community alone, after the second factor, with a reason, two hundred rows at a time (promises C10, G5).
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, Area, HourEntry, Team, Volunteer
from app.rules import ledger
from app.rules.hours import half_hours
from app.rules.volunteering import ISSUES
from app.services import access, audit, second_factor
from app.services.access import Actor
from app.services.residents import SHANGHAI, today_in_dalian
from app.services.sheets import MOST_NAMED, Sheet

COLUMNS: Final = ("志愿者姓名", "志愿者编号", "服务队伍", "活动/项目名称", "服务开始时间", "服务结束时间", "服务时长(小时)", "记录方式", "备注")
LONGEST_DAYS: Final = 31
PARTS: Final = ("month", "first_half", "second_half")
REASONS: Final = frozenset({"platform", "check", "asked"})
"""To hand in to the platform, to check hours, because somebody above or an audit asked."""
_HOW: Final = {"code": "签到码", "qr": "二维码", "rollcall": "队长点名"}


def make(session: Session, *, actor: Actor, community: str, first: date, last: date, reason: str, now: datetime) -> Sheet:
    """The lines of these days that still hold, corrections counted in, and the audit row that says who took them and why.

    Raises NotFound (not their community), NotAllowed (second factor), Invalid (days, reason), Conflict (over 200 rows).
    """
    place = session.get(Area, community)
    if place is None or not _may(actor, community):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="hours", object_id=community[:15])
    second_factor.require(actor)
    if not first <= last <= today_in_dalian(now) or (last - first).days >= LONGEST_DAYS:
        raise Invalid("export_days", "请选已经过去的日子，一次最多 {n} 天。", "Choose days that are over, at most {n} at a time.", n=LONGEST_DAYS)
    if reason not in REASONS:
        raise Invalid("export_reason", "请选导出的原因。", "Please say what the file is for.")
    rows = _rows(session, community, first, last)
    if len(rows) > MOST_NAMED:
        raise Conflict("export_large", "带姓名的一次最多 {n} 行，这里有 {m} 行。请选短一点的时段。",
                       "With names at most {n} rows at a time; here are {m}. Choose a shorter time.", n=MOST_NAMED, m=len(rows))  # fmt: skip
    audit.record(session, act=Act.EXPORT, now=now, actor_id=actor.id, role=actor.role or "", object_kind="hours", object_id=f"hours:{first}:{last}",
                 reason=f"export_{reason}", result=f"{len(rows)} rows", area=community, device_id=actor.device_id)  # fmt: skip
    name = f"{place.name}志愿服务时长{first.isoformat()}至{last.isoformat()}"
    return Sheet(name, COLUMNS, rows, f"{actor.account} 于 {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 导出；{first.isoformat()} 至 {last.isoformat()}")


def days_of(day: date, part: str, today: date) -> tuple[date, date]:
    """The month around a day, or the half of it, as far as it is over; a half that has not begun is the first one."""
    first = day.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if part == "first_half":
        last = first.replace(day=15)
    elif part == "second_half" and first.replace(day=16) <= today:
        first = first.replace(day=16)
    return first, min(last, today)


def size(session: Session, *, actor: Actor, community: str, first: date, last: date) -> int:
    """How many rows the file would have; 0 for whoever may not have it."""
    return len(_rows(session, community, first, last)) if _may(actor, community) else 0


def _may(actor: Actor, community: str) -> bool:
    return not actor.upload_only and any(g.role in ISSUES and g.area == community for g in actor.grants)


def _rows(session: Session, community: str, first: date, last: date) -> list[tuple[str, ...]]:
    # A correction may bear a later day than its first line, so the lines of the people who served then are read whole.
    there = sa.select(col(HourEntry.volunteer_id)).where(col(HourEntry.community) == community, col(HourEntry.day) >= first, col(HourEntry.day) <= last)
    entries = session.exec(select(HourEntry).where(HourEntry.community == community, col(HourEntry.volunteer_id).in_(there))).all()
    held = ledger.in_days(entries, first, last)
    corrected = {e.corrects for e in entries if e.corrects}
    people = {v.id: v for v in session.exec(select(Volunteer).where(col(Volunteer.id).in_({e.volunteer_id for e, _ in held})))}
    names: dict[UUID, str] = dict(session.exec(select(Team.id, Team.name).where(Team.community == community)).all())
    return [
        (
            people[e.volunteer_id].name, people[e.volunteer_id].volunteer_no, names.get(e.team_id, "") if e.team_id else "", e.what,
            *_times(e, minutes), f"{half_hours(minutes):g}", _how(e), "有更正" if e.id in corrected else "",
        )
        for e, minutes in held if half_hours(minutes) > 0
    ]  # fmt: skip


def _times(entry: HourEntry, minutes: int) -> tuple[str, str]:
    if entry.from_at is None:
        return entry.day.isoformat(), entry.day.isoformat()
    start = entry.from_at.astimezone(SHANGHAI)
    return f"{start:%Y-%m-%d %H:%M}", f"{start + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"


def _how(entry: HourEntry) -> str:
    if entry.source == "backfill":
        return "补录"
    return f"系统记录（{_HOW[entry.proof]}）" if entry.proof in _HOW else "系统记录"
