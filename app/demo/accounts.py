"""The demo accounts, each named after its role, all with the same well-known password (design.md §5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, select

from app.demo.dice import row_id
from app.models import Account, Programme, Role, RoleGrant
from app.rules.places import DISTRICT

COMMUNITY = f"{DISTRICT}001001"
GRID, GRID2 = f"{COMMUNITY}001", f"{COMMUNITY}002"
IN_POST = timedelta(days=200)
"""Longer than the history, so that nobody recorded anything before they came."""


@dataclass(frozen=True)
class Demo:
    """An account to make."""

    account: str
    zh: str
    en: str
    role: Role
    area: str
    programme: Programme | None = None


DEMOS = (
    Demo("grid", "演示网格员", "grid worker", Role.GRID, GRID),
    Demo("grid2", "演示网格员二", "second grid worker", Role.GRID, GRID2),
    Demo("info", "演示信息员", "grid information officer", Role.INFO, GRID),
    Demo("secretary", "演示网格支部书记", "grid branch secretary", Role.SECRETARY, GRID),
    Demo("community", "演示社区书记", "community secretary", Role.COMMUNITY, COMMUNITY),
    Demo("specialist", "演示民政专干", "civil-affairs specialist", Role.SPECIALIST, COMMUNITY, Programme.CIVIL),
    Demo("posted_cadre", "演示下沉干部", "posted cadre", Role.POSTED_CADRE, COMMUNITY),
    Demo("street", "演示街道干部", "street officer", Role.STREET, DISTRICT + "001"),
    Demo("district", "演示区级管理员", "district administrator", Role.DISTRICT, DISTRICT),
    Demo("volunteer", "演示志愿者", "volunteer", Role.VOLUNTEER, COMMUNITY),
    Demo("volunteer2", "演示志愿者二", "second volunteer", Role.VOLUNTEER, COMMUNITY),
    Demo("leader", "演示志愿队长", "leader of two teams", Role.LEADER, COMMUNITY),
    Demo("auditor", "演示数据保护员", "data-protection auditor", Role.AUDITOR, DISTRICT),
)
RECORDERS = {GRID: ("grid", "grid", "grid", "info"), GRID2: ("grid2",)}
"""Who has recorded the contacts of a grid: mostly its worker."""


def ensure(session: Session, rng: Random, *, areas: set[str], password_hash: str, now: datetime) -> None:
    """Make the accounts that belong to areas which have just been made. One that exists stays as it is."""
    wanted = [demo for demo in DEMOS if demo.area in areas]
    names = [demo.account for demo in wanted]
    there = set(session.exec(select(Account.account).where(Account.account.in_(names))).all())  # type: ignore[attr-defined]
    for demo in wanted:
        if demo.account in there:
            continue
        began = now - IN_POST
        made = Account(id=row_id(rng, demo.area), account=demo.account, name=demo.zh, password=password_hash, created_at=began)
        session.add(made)
        session.flush()
        session.add(
            RoleGrant(
                id=row_id(rng, demo.area), account_id=made.id, role=demo.role, area=demo.area,
                programme=demo.programme, starts_at=began,
            )
        )  # fmt: skip
    session.flush()
