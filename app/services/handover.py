"""The hand-over sheet of a grid: what whoever comes next has to know, derived from what is there (domain.md §2.7 R13).

Promises outstanding, wishes, what helps at the door, searches, needs, hazards, surge lists. Making it is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import AccessFlag, Act, Area, NoAnswerCase, Preference, Promise, Resident, Role, SurgeList, SurgePerson
from app.models import Need as NeedRow
from app.rules import work_words as words
from app.rules.record_words import Words
from app.services import access, audit, hazards, inbox, needs, notes, second_factor
from app.services.access import Actor
from app.services.residents import GONE, SHANGHAI, today_in_dalian

MAKERS = frozenset({Role.COMMUNITY, Role.GRID, Role.INFO})
MOST = 200
"""Rows of one part; what is beyond is told as a number."""


@dataclass(frozen=True)
class Part:
    """One part of the sheet: its title, its columns, its rows."""

    title: Words
    columns: tuple[Words, ...]
    rows: Sequence[tuple[str, ...]]
    more: int = 0


@dataclass(frozen=True)
class Handover:
    """The whole sheet."""

    grid: str
    name: str
    made: str
    by: str
    parts: list[Part] = field(default_factory=list)


def make(session: Session, *, actor: Actor, grid: str, now: datetime) -> Handover:
    """The sheet of one grid, for its worker or its community. Raises NotFound, NotAllowed (second factor); an export."""
    area = session.get(Area, grid)
    if area is None or len(grid) != 15 or actor.upload_only or not any(g.role in MAKERS and grid.startswith(g.area) for g in actor.grants):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="handover", object_id=grid[:15])
    second_factor.require(actor)
    community = session.get(Area, grid[:12])
    audit.record(session, act=Act.EXPORT, now=now, actor_id=actor.id, role=actor.role or "", object_kind="handover", object_id=grid, area=grid, device_id=actor.device_id)
    who = _Who(session, grid)
    parts = [_cases(session, who, grid), _promises(session, who, grid), _needs(session, who, grid, now), _surges(session, who, grid), _doors(session, who, grid, now), _hazards(session, actor, grid)]
    name = f"{community.name if community else ''} {area.name}".strip()
    return Handover(grid, name, f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", actor.name, [_cut(part) for part in parts])


def _cut(part: Part) -> Part:
    return Part(part.title, part.columns, part.rows[:MOST], max(0, len(part.rows) - MOST))


class _Who:
    """Names and doors of the people of one grid, read once."""

    def __init__(self, session: Session, grid: str) -> None:
        self.people = {p.id: p for p in session.exec(select(Resident).where(Resident.grid == grid, col(Resident.status).not_in(GONE)))}
        self.session = session
        self._places: dict[UUID, str] = {}

    def know(self, ids: list[UUID]) -> None:
        """Look these doors up."""
        self._places |= inbox.places_of(self.session, [key for key in ids if key in self.people and key not in self._places])

    def of(self, key: UUID) -> tuple[str, str]:
        """Name and door."""
        return (self.people[key].name, self._places.get(key, "")) if key in self.people else ("", "")


_WHO: tuple[Words, Words] = (("姓名", "name"), ("地址", "door"))


def _cases(session: Session, who: _Who, grid: str) -> Part:
    rows = session.exec(select(NoAnswerCase).where(NoAnswerCase.grid == grid, col(NoAnswerCase.closed_at).is_(None)).order_by(col(NoAnswerCase.opened_at))).all()
    who.know([r.resident_id for r in rows])
    return Part(("没人应，正在找", "no answer, being looked for"), (*_WHO, ("从什么时候", "since")), [(*who.of(r.resident_id), inbox.clock(r.opened_at)) for r in rows])


def _promises(session: Session, who: _Who, grid: str) -> Part:
    rows = session.exec(select(Promise).where(Promise.grid == grid, col(Promise.kept_at).is_(None)).order_by(col(Promise.on), col(Promise.id))).all()
    rows = [r for r in rows if r.resident_id in who.people]
    who.know([r.resident_id for r in rows])
    told = [(*who.of(r.resident_id), r.on.isoformat(), notes.opened(r.words_sealed, table="promise", column="words", row=r.id)) for r in rows]
    return Part(("答应过、还没做的", "promised and not kept yet"), (*_WHO, ("哪天", "day"), ("答应了什么", "what")), told)


def _needs(session: Session, who: _Who, grid: str, now: datetime) -> Part:
    rows = session.exec(select(NeedRow).where(NeedRow.grid == grid, col(NeedRow.open).is_(True)).order_by(col(NeedRow.next_on), col(NeedRow.id))).all()
    rows = [r for r in rows if r.resident_id in who.people]
    who.know([r.resident_id for r in rows])
    today = today_in_dalian(now)
    told = []
    for r in rows:
        stuck = f"（卡住 {(today - r.next_on).days} 天）" if r.next_on and r.next_on < today else ""
        told.append((
            *who.of(r.resident_id), words.said(words.CATEGORIES, r.category)[0], "，".join(p for p in (needs.words_of(r), needs.next_step_of(r), r.to) if p),
            words.said(words.STATES, r.state)[0] + stuck, r.next_on.isoformat() if r.next_on else "",
        ))  # fmt: skip
    return Part(("没办完的需求", "needs that are open"), (*_WHO, ("类别", "kind"), ("内容和下一步", "what, and what next"), ("进展", "how far"), ("哪天再看", "looked at again")), told)


def _surges(session: Session, who: _Who, grid: str) -> Part:
    rows = session.exec(
        select(SurgePerson.resident_id, SurgeList.kind, SurgeList.until_at).join(SurgeList, col(SurgeList.id) == col(SurgePerson.surge_id))
        .where(SurgePerson.grid == grid, col(SurgePerson.reached_at).is_(None), col(SurgeList.closed_at).is_(None)).order_by(col(SurgeList.until_at), col(SurgePerson.id))
    ).all()  # fmt: skip
    rows = [r for r in rows if r[0] in who.people]
    who.know([r[0] for r in rows])
    told = [(*who.of(key), words.said(words.SURGES, kind)[0], inbox.clock(until)) for key, kind, until in rows]
    return Part(("集中联系，还没联系到的", "surge lists, not reached yet"), (*_WHO, ("原因", "why"), ("最晚", "until")), told)


def _doors(session: Session, who: _Who, grid: str, now: datetime) -> Part:
    """Wishes and what helps at the door, of those who are contacted regularly or have either."""
    today = today_in_dalian(now)
    flags: dict[UUID, list[str]] = {}
    rows = session.exec(
        select(AccessFlag).join(Resident, col(Resident.id) == col(AccessFlag.resident_id)).where(Resident.grid == grid, AccessFlag.expires_on >= today)
    )
    for row in rows:
        flags.setdefault(row.resident_id, []).append(words.said(words.FLAGS, row.flag)[0] + (f"（{row.hint}）" if row.hint else ""))
    chosen = [p for p in who.people.values() if p.id in flags or p.preference != Preference.ANY or p.status in ("hospital", "away")]
    who.know([p.id for p in chosen])
    told = []
    for p in sorted(chosen, key=lambda p: (who.of(p.id)[1], p.name)):
        wish = words.said(words.PREFERENCES, p.preference)[0] if p.preference != Preference.ANY else ""
        state = words.said(words.STATUS, p.status)[0] + (f"，到 {p.paused_until.isoformat()}" if p.paused_until else "") if p.status in ("hospital", "away") else ""
        told.append((*who.of(p.id), wish, "、".join(flags.get(p.id, [])), state))
    return Part(("意愿和进门前要知道的", "wishes, and what to know before knocking"), (*_WHO, ("联系意愿", "wish"), ("进门前", "before knocking"), ("现在", "now")), told)


def _hazards(session: Session, actor: Actor, grid: str) -> Part:
    rows = [h for h in hazards.open_in(session, actor=actor, area=grid) if h.grid == grid]
    told = [
        (today_in_dalian(h.happened_at).isoformat(), words.said(words.HAZARDS, h.category)[0], h.place_words or h.unit_code, hazards.words_of(h))
        for h in rows
    ]
    return Part(("没处理完的隐患", "hazards that are open"), (("日期", "day"), ("类别", "kind"), ("地点", "where"), ("情况", "what")), told)
