"""Builds the demo district, some grids at a time, and only what is not there yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app import db
from app.config import settings
from app.demo import accounts, grid, plan, volunteers
from app.demo.dice import dice
from app.demo.people import Rows
from app.errors import Conflict
from app.models import Account, Area, Level, Meta, Resident
from app.rules import places
from app.services import passwords

DEFAULT_GRIDS = 12
TOGETHER = 12
"""Grids in one transaction: a short demo is there as a whole or not at all, and an interrupted full one goes on
where it stopped. Smaller transactions would write the same index pages over and over."""
_SEED = "demo_seed"


@dataclass(frozen=True)
class Summary:
    """What this run has added, and what is there now."""

    new_grids: int
    new_residents: int
    streets: int
    grids: int
    residents: int


def build(
    *, grids: int | None = None, full: bool = False, seed: int = plan.SEED, now: datetime, progress: Callable[[int], None] | None = None
) -> Summary:
    """Make the first `grids` grids of the plan, or all of them. A grid that is there is left as it is.

    Raises Conflict where real people are in the database, or a demo district from another seed.
    """
    wanted = plan.grids(seed)[: plan.GRIDS if full else grids or DEFAULT_GRIDS]
    there = _there(seed)
    missing = [one for one in wanted if one.code not in there]
    helpers = accounts.GRID in there and not _helped()
    hashed = passwords.hash_password(settings.demo_password) if missing or helpers else ""
    if helpers:  # a district that an earlier release has built
        with db.transaction() as session:
            accounts.ensure(session, dice(seed, accounts.COMMUNITY, "helpers"), areas={accounts.COMMUNITY}, password_hash=hashed, now=now)
            volunteers.add(session, seed=seed, now=now)
    residents = 0
    for start in range(0, len(missing), TOGETHER):
        with db.transaction() as session:
            _refuse(session, seed)  # again, under the lock: an import may have come in between
            for one in missing[start : start + TOGETHER]:
                if session.exec(select(Resident.id).where(Resident.grid == one.code).limit(1)).first():
                    continue  # another run was faster
                _areas(session, seed, one, hashed, now)
                made = grid.rows(seed, one, now=now, by=_recorders(session, one))
                _write(session, one, made)
                if one.code == accounts.GRID:
                    volunteers.add(session, seed=seed, now=now)
                residents += len(made["resident"])
                if progress:
                    progress(residents)
    return _summary(seed, len(missing), residents)


def planned(*, grids: int | None, full: bool, seed: int) -> int:
    """How many residents a run would leave behind, for the progress bar."""
    return sum(one.size for one in plan.grids(seed)[: plan.GRIDS if full else grids or DEFAULT_GRIDS])


def _there(seed: int) -> set[str]:
    with db.reading() as session:
        _refuse(session, seed)
        return set(session.exec(select(Resident.grid).where(col(Resident.synthetic)).distinct()).all())


def _helped() -> bool:
    with db.reading() as session:
        return volunteers.are_there(session)


def _refuse(session: Session, seed: int) -> None:
    if session.exec(select(Resident.id).where(col(Resident.synthetic).is_(False)).limit(1)).first():
        raise Conflict(
            "real_people", "数据库里有真实居民，不能加入演示数据。没有改动。",
            "This database has real people in it; the demo district stays out. Nothing was changed.",
        )  # fmt: skip
    before = session.get(Meta, _SEED)
    if before is not None and before.value != str(seed):
        raise Conflict(
            "demo_other_seed", "数据库里已有种子为 {seed} 的演示数据，不能混用。没有改动。",
            "This database already has the demo district of seed {seed}; two do not mix. Nothing was changed.", seed=before.value,
        )  # fmt: skip


def _areas(session: Session, seed: int, one: plan.Grid, hashed: str, now: datetime) -> None:
    """The grid and whatever it lies in, each with the demo accounts that belong there."""
    code = one.code
    names = {
        6: (Level.DISTRICT, "中山区"),
        9: (Level.STREET, list(plan.STREETS)[int(code[6:9]) - 1]),
        12: (Level.COMMUNITY, plan.communities(seed)[code[:12]][0]),
        15: (Level.GRID, f"第{int(code[12:])}网格"),
    }
    new = set()
    for length, (level, name) in names.items():
        area = code[:length]
        if session.get(Area, area) is None:
            rank = int(area[-3:]) if length > 6 else 0
            parent = area[:-3] if length > 6 else None
            session.add(Area(code=area, parent=parent, level=level, name=name, path=places.area_path(area), rank=rank))
            session.flush()
            new.add(area)
    if session.get(Meta, _SEED) is None:
        session.add(Meta(key=_SEED, value=str(seed)))
    accounts.ensure(session, dice(seed, code, "accounts"), areas=new, password_hash=hashed, now=now)


def _recorders(session: Session, one: plan.Grid) -> list[UUID]:
    names = accounts.RECORDERS.get(one.code, ())
    found = dict(session.exec(select(Account.account, Account.id).where(col(Account.account).in_(names))).all())
    return [found[name] for name in names if name in found]


def _write(session: Session, one: plan.Grid, made: Rows) -> None:
    """Write all rows of a grid. A courtyard or building that a neighbouring grid has brought is not written twice."""
    tables = SQLModel.metadata.tables
    for name in grid.TABLES:
        table, rows = tables[name], made[name]
        if name in {"courtyard", "building"}:
            first, last = one.community + "C", one.community + "D"
            codes = sa.select(table.c.code).where(table.c.code > first, table.c.code < last)
            there = set(session.connection().execute(codes).scalars())
            rows = [row for row in rows if row["code"] not in there]
        if rows:
            session.connection().execute(table.insert(), rows)


def _summary(seed: int, new_grids: int, new_residents: int) -> Summary:
    grids = _there(seed)
    with db.reading() as session:
        residents = session.exec(select(sa.func.count()).select_from(Resident)).one()
    return Summary(new_grids, new_residents, len({code[:9] for code in grids}), len(grids), residents)
