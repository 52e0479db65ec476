"""Lines of the ledger for tests, and who asks by the name of an account."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.models import Account, HourEntry, Role, RoleGrant, Team, Volunteer
from app.services.access import Actor, Grant
from tests.conftest import NOW


def a_line(session: Session, who: Volunteer, *, day: date, minutes: int, what: str = "周四维修服务", source: str = "system", corrects: UUID | None = None,
           team: Team | None = None, at: datetime = NOW - timedelta(days=1), **fields: Any) -> HourEntry:  # fmt: skip
    """A line of the ledger."""
    made = HourEntry(
        volunteer_id=who.id, community=who.community, team_id=team.id if team else None, corrects=corrects, source=source, minutes=minutes, day=day, what=what, at=at,
        **{"proof": "code" if source == "system" else "", **fields},
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def by_account(session: Session, account: str, **fields: Any) -> Actor:
    """The actor behind an account, with all of its roles."""
    found = session.exec(select(Account).where(Account.account == account)).one()
    grants = session.exec(select(RoleGrant).where(RoleGrant.account_id == found.id)).all()
    return Actor(id=found.id, account=account, name=found.name, grants=tuple(Grant(Role(g.role), g.area) for g in grants), **fields)
