"""Reading the audit trail: by day, kind, person and resident for the auditor, and who looked at whom after a leak (A8).

The auditor sees colleagues' names and residents' numbers, never a resident's name. Whoever reads leaves a row too.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Invalid, NotFound
from app.models import Account, Act, Area, Audit, Resident, Role, RoleGrant
from app.models.shapes import ActCount, AuditHint, AuditLine, ChainState
from app.rules.record_words import reason_words, result_words
from app.rules.visibility import CARRIES_PACK
from app.services import access, audit, audit_chain, second_factor
from app.services.access import Actor
from app.services.residents import SHANGHAI, today_in_dalian

PAGE = 50
CARDS_AN_HOUR = 40
"""Opening more cards than this in an hour is faster than anybody's round; a hint (promise H6)."""
REFUSED_A_DAY = 5
PRINTED_A_DAY = 5
REVEALS_A_DAY = 20
LOOKS = (Act.VIEW, Act.REVEAL, Act.CALL, Act.EXPORT)
"""Acts by which somebody learns something about one resident."""
_HEX = frozenset("0123456789abcdef")


@dataclass
class AuditPage:
    """Up to 50 rows, newest first, with counts by kind, hints for a day, and whether there are older ones."""

    rows: list[AuditLine] = field(default_factory=list)
    counts: list[ActCount] = field(default_factory=list)
    hints: list[AuditHint] = field(default_factory=list)
    day: str = ""
    page: int = 0
    more: bool = False
    unknown: bool = False
    """Nobody has this account name, or this is no resident's number."""


@dataclass(frozen=True)
class Looked:
    """What one account saw of one resident; `packs` says that the phone carried the whole grid."""

    resident_id: str
    grid: str
    views: int = 0
    reveals: int = 0
    calls: int = 0
    exports: int = 0
    packs: int = 0
    first: datetime | None = None
    last: datetime | None = None


def number_of(resident_id: UUID | str) -> str:
    """The number on a resident's print-out, such as 7F3A-21C4-9E0B: enough to find the rows, and no name."""
    plain = str(resident_id).replace("-", "")[:12].upper()
    return "-".join(plain[n : n + 4] for n in range(0, 12, 4))


def entries(
    session: Session,
    *,
    actor: Actor,
    kind: str = "",
    day: str = "",
    person: str = "",
    resident: str = "",
    page: int = 0,
    now: datetime,
) -> AuditPage:
    """Rows of the trail, narrowed by kind, day (YYYY-MM-DD in Dalian), account name and resident id or number.

    Without a person or a resident it is always one day, today if none is named, so that an index answers. Reading is
    recorded itself. Raises NotFound for anybody but an auditor, Invalid for a day or a kind that there is not.
    """
    require_auditor(actor, now=now)
    if kind and kind not in set(Act):
        raise Invalid("unknown_filter", "没有这个筛选。", "There is no such filter.")
    when = parse_day(day) if day else None if person.strip() or resident.strip() else today_in_dalian(now)
    found = AuditPage(day=when.isoformat() if when else "", page=max(page, 0))
    where = _on(when) if when else []
    target = ""
    if person.strip():
        ids = _accounts(session, person.strip())
        found.unknown = not ids
        target = str(ids[0]) if ids else "unknown"
        where.append(col(Audit.actor_id).in_(ids))
    if resident.strip():
        bounds = _bounds(resident)
        found.unknown = found.unknown or bounds is None
        target = bounds[0] if bounds else "unknown"
        where.append(col(Audit.object_id).between(*bounds) if bounds else sa.false())
    if not found.unknown:
        counted = session.execute(sa.select(col(Audit.act), sa.func.count()).where(*where).group_by(col(Audit.act))).all()
        found.counts = [ActCount(act, n, act == kind) for act, n in sorted(counted, key=lambda c: list(Act).index(c[0]))]
        rows = session.exec(page_of(where, kind, found.page, by_time=not target)).all()
        found.more = len(rows) > PAGE
        found.rows = _lines(session, rows[:PAGE])
        found.hints = _hints(session, when) if when and not target and not found.page else []
    audit.record(session, act=Act.SEARCH, now=now, actor_id=actor.id, role=Role.AUDITOR, area=actor.area, object_kind="audit",
                 object_id=target, reason=",".join(filter(None, (found.day, kind))), device_id=actor.device_id)  # fmt: skip
    return found


def page_of(where: Sequence[Any], kind: str, page: int, *, by_time: bool) -> Any:
    """The statement behind one page of rows, one more than fits, in the order of the index that finds them."""
    narrowed = [*where, col(Audit.act) == kind] if kind else where
    order = [col(Audit.at).desc(), col(Audit.id).desc()] if by_time else [col(Audit.id).desc()]
    return select(Audit).where(*narrowed).order_by(*order).offset(page * PAGE).limit(PAGE + 1)


def chain(session: Session, *, actor: Actor, now: datetime) -> ChainState:
    """What the last check of the seals found. Raises NotFound for anybody but an auditor."""
    require_auditor(actor, now=now)
    last = audit_chain.last_check(session)
    if last is None:
        return ChainState("unchecked")
    broken = not last.ok or audit_chain.standing_alarm(session)
    return ChainState("broken" if broken else "whole", last.rows, _when(last.at))


def require_auditor(actor: Actor, *, now: datetime) -> None:
    """Raise NotFound, with its row, for everybody who is not an auditor."""
    if Role.AUDITOR not in actor.roles or actor.upload_only:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="audit", object_id="")
    second_factor.require(actor)


def parse_day(text: str) -> date:
    """A day written YYYY-MM-DD. Raises Invalid for anything else."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError as error:
        raise Invalid("day", "日期写成 2026-11-22 这样。", "Write the day like 2026-11-22.") from error


def looked_at(session: Session, *, account: str, since: date, now: datetime) -> list[Looked]:
    """Every resident whom this account saw since a day, for telling those who are affected by a leak (promise A8).

    Cards opened, numbers revealed and dialled, print-outs, told by phones later or at once; and everybody of a grid
    that this account's phone carried. Making the list is recorded. Raises NotFound where there is no such account.
    """
    found = session.exec(select(Account).where(Account.account == account)).first()
    if found is None:
        raise NotFound
    began = datetime.combine(since, time(), SHANGHAI)
    seen: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    statement = sa.select(col(Audit.object_id), col(Audit.area), col(Audit.act), col(Audit.happened_at)).where(
        col(Audit.actor_id) == found.id, col(Audit.object_kind) == "resident", col(Audit.object_id) != "",
        col(Audit.act).in_(LOOKS), sa.or_(col(Audit.at) >= began, col(Audit.happened_at) >= began),
    )  # fmt: skip
    for object_id, area, act, at in session.execute(statement):
        one = seen[object_id]
        one[act] += 1
        one["grid"] = area
        one["first"], one["last"] = min(one["first"] or at, at), max(one["last"] or at, at)
    grids = _of_residents(session, seen)
    for grid in _carried(session, found.id, began):
        for key in session.exec(select(Resident.id).where(Resident.grid == grid)):
            seen[str(key)]["pack"] = 1
            grids[str(key)] = grid
    audit.record(session, act=Act.EXPORT, now=now, object_kind="breach_list", object_id=found.id, reason=since.isoformat(), result=f"residents {len(seen)}")
    return [
        Looked(key, grids.get(key, one["grid"] or ""), one[Act.VIEW], one[Act.REVEAL], one[Act.CALL], one[Act.EXPORT], one["pack"],
               one["first"] or None, one["last"] or None)
        for key, one in sorted(seen.items())
    ]  # fmt: skip


def about(session: Session, *, resident: str, now: datetime) -> list[AuditLine]:
    """Everything in the trail about one resident, by id or number, newest first; making the list is recorded.

    Raises NotFound where it is no resident's id or number.
    """
    bounds = _bounds(resident)
    if bounds is None:
        raise NotFound
    rows = session.exec(select(Audit).where(col(Audit.object_id).between(*bounds)).order_by(col(Audit.id).desc())).all()
    audit.record(session, act=Act.EXPORT, now=now, object_kind="audit", object_id=bounds[0], reason="resident", result=f"rows {len(rows)}")
    return _lines(session, rows, year=True)


def _on(day: date) -> list[Any]:
    began = datetime.combine(day, time(), SHANGHAI)
    return [col(Audit.at) >= began, col(Audit.at) < began + timedelta(days=1)]


def _accounts(session: Session, person: str) -> list[UUID]:
    """The account of this name, else those of colleagues who are called so."""
    exact = session.exec(select(Account.id).where(Account.account == person)).all()
    return list(exact or session.exec(select(Account.id).where(Account.name == person).limit(50)).all())


def _bounds(text: str) -> tuple[str, str] | None:
    """The first and last id that fits a whole id or the number on a print-out; None where it is neither."""
    plain = "".join(c for c in text.strip().lower() if c not in " -")
    if len(plain) not in {12, 32} or set(plain) - _HEX:
        return None
    return str(UUID(plain.ljust(32, "0"))), str(UUID(plain.ljust(32, "f")))


def _when(at: datetime, *, year: bool = False) -> str:
    return f"{at.astimezone(SHANGHAI):{'%Y-%m-%d %H:%M' if year else '%m-%d %H:%M'}}"


def _lines(session: Session, rows: Sequence[Audit], *, year: bool = False) -> list[AuditLine]:
    people = {r.actor_id for r in rows if r.actor_id} | {u for r in rows if r.object_kind == "account" and (u := _id(r.object_id))}
    names = {a.id: a for a in session.exec(select(Account).where(col(Account.id).in_(people)))}
    grids = _of_residents(session, {r.object_id for r in rows if r.object_kind == "resident"})
    areas = _area_names(session, {*grids.values(), *(r.area for r in rows)})
    made = []
    for row in rows:
        who = names.get(row.actor_id) if row.actor_id else None
        shown, grid = row.object_id, ""
        if row.object_kind == "resident" and row.object_id:
            shown = number_of(row.object_id)
            grid = areas.get(grids.get(row.object_id, row.area), "")
        elif row.object_kind == "account":
            other = names.get(_id(row.object_id))  # type: ignore[arg-type]
            shown = f"{other.name} ({other.account})" if other is not None else ""
        elif row.object_kind in {"event", "route"}:
            shown = ""  # the name of a handler says nothing to a person
        elif _id(row.object_id) is not None:
            shown = row.object_id[:8]
        made.append(
            AuditLine(
                key=str(row.id), when=_when(row.happened_at, year=year), who=who.name if who else "", account=who.account if who else "",
                role=row.role, act=row.act, kind=row.object_kind, object=shown, grid=grid, result=row.result,
                reason_zh=reason_words(row.reason)[0], reason_en=reason_words(row.reason)[1],
                result_zh=result_words(row.result)[0], result_en=result_words(row.result)[1],
            )
        )  # fmt: skip
    return made


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _of_residents(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """The grid of each resident who is still there."""
    wanted = [u for text in ids if (u := _id(text))]
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        statement = sa.select(col(Resident.id), col(Resident.grid)).where(col(Resident.id).in_(wanted[start : start + 500]))
        found |= {str(key): grid for key, grid in session.execute(statement)}
    return found


def _area_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Names of grids with their community, because every community has a first grid."""
    wanted = {c for code in codes for c in (code, code[:12])}
    names = {code: name for code, name in session.execute(sa.select(col(Area.code), col(Area.name)).where(col(Area.code).in_(wanted)))}
    return {c: (names.get(c[:12], "") if len(c) == 15 else "") + n for c, n in names.items()}


def _carried(session: Session, account_id: UUID, began: datetime) -> list[str]:
    """Grids that the phone of this account carried since then.

    An unchanged pack leaves no new row, so one pack at any time is enough, as long as the role lasted until then.
    """
    ever = session.exec(select(Audit.id).where(Audit.actor_id == account_id, Audit.act == Act.PACK).limit(1)).first()
    if ever is None:
        return []
    statement = select(RoleGrant.area).where(
        RoleGrant.account_id == account_id, col(RoleGrant.role).in_(CARRIES_PACK), sa.func.length(RoleGrant.area) == 15,
        sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) >= began),
    )  # fmt: skip
    return sorted(set(session.exec(statement)))


def _hints(session: Session, day: date) -> list[AuditHint]:
    """Views that deserve a look, each with what it rests on; nothing follows from them by itself (promise A12)."""
    many = (
        sa.select(col(Audit.actor_id), col(Audit.act), sa.func.count())
        .where(*_on(day), col(Audit.object_kind) == "resident", col(Audit.act).in_((Act.VIEW, Act.REFUSED, Act.REVEAL, Act.EXPORT)), col(Audit.actor_id).is_not(None))
        .group_by(col(Audit.actor_id), col(Audit.act))
    )
    least = {Act.VIEW: CARDS_AN_HOUR + 1, Act.REFUSED: REFUSED_A_DAY, Act.REVEAL: REVEALS_A_DAY + 1, Act.EXPORT: PRINTED_A_DAY + 1}
    over = [(who, act, n) for who, act, n in session.execute(many) if n >= least[Act(act)]]
    hints: list[tuple[UUID, AuditHint]] = []
    for who, act, n in over:
        if act == Act.VIEW:
            count, at = _fastest_hour(session, who, day)
            if count > CARDS_AN_HOUR:
                hints.append((who, AuditHint("fast", count=count, at=f"{at.astimezone(SHANGHAI):%H:%M}")))
        else:
            hints.append((who, AuditHint({Act.REFUSED: "outside", Act.EXPORT: "printed"}.get(Act(act), "reveals"), count=n)))
    names = {a.id: a for a in session.exec(select(Account).where(col(Account.id).in_({who for who, _ in hints})))}
    for who, hint in hints:
        if account := names.get(who):
            hint.who, hint.account = account.name, account.account
    return sorted((hint for _, hint in hints), key=lambda h: (h.code, -h.count, h.account))[:PAGE]


def _fastest_hour(session: Session, who: UUID, day: date) -> tuple[int, datetime]:
    """The most people whose cards were opened within any hour of the day, and when that hour began."""
    statement = (
        sa.select(col(Audit.happened_at), col(Audit.object_id))
        .where(*_on(day), col(Audit.actor_id) == who, col(Audit.act) == Act.VIEW, col(Audit.object_kind) == "resident")
        .order_by(col(Audit.happened_at))
    )
    looks = [(at, key) for at, key in session.execute(statement)]
    ats = [at for at, _ in looks]
    best, began = 0, ats[0]
    for n, at in enumerate(ats):
        end = bisect_left(ats, at + timedelta(hours=1))
        if end - n > best:
            people = len({key for _, key in looks[n:end]})
            if people > best:
                best, began = people, at
    return best, began
