"""The real server, once for each worker, with a few people whose names and numbers nothing else contains."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app import migrations
from app.models import Audit, Programme, Role, RoleGrant
from app.services import duty_book, upkeep
from app.services.residents import today_in_dalian
from tests import factories as make
from tests.security.live import Server

ELDER, ELDER_PHONE = "鄢凤仪", "13900004217"
KIN, KIN_PHONE = "甄小满", "13900007771"
FAR, FAR_PHONE = "谯桂兰", "13900004239"
DOOR = "1402"
PERSONAL = (ELDER, "凤仪", ELDER_PHONE, KIN, "小满", KIN_PHONE, FAR, FAR_PHONE, "桂兰", DOOR, "鄢", "谯")

AREAS: dict[Role, str] = {
    Role.DISTRICT: "210202", Role.AUDITOR: "210202", Role.STREET: "210202001", Role.COMMUNITY: "210202001001",
    Role.SPECIALIST: "210202001001", Role.POSTED_CADRE: "210202001001",
}  # fmt: skip


class Live(Server):
    """The server with its people: an elder of the grid with kin, and somebody in another street."""

    def settle_in(self) -> None:
        """Make the schema, the people and one account for each role."""
        migrations.upgrade(self.engine)
        began = datetime.now(UTC) - timedelta(days=1)
        self.accounts: dict[str, UUID] = {}
        with Session(self.engine) as session, session.begin():
            make.areas(session)
            self.elder = make.a_resident(session, name=ELDER, phone=ELDER_PHONE, tier="A", tier_reason="alone_80", tag="E02", door=DOOR).id
            make.a_tag(session, self.elder, "W01")
            self.kin = make.some_kin(session, self.elder, name=KIN, phone=KIN_PHONE).id
            self.far = make.a_resident(session, name=FAR, phone=FAR_PHONE, grid=make.FAR_GRID, building="8", tier="A", tag="E02").id
            self.far_kin = make.some_kin(session, self.far, name="别人", phone="13900009999").id
            for role in Role:
                account = make.an_account(session, str(role), role=role, area=AREAS.get(role, make.GRID), starts_at=began)
                self.accounts[role] = account.id
                if role == Role.SPECIALIST:
                    grant = session.exec(select(RoleGrant).where(RoleGrant.account_id == account.id)).one()
                    grant.programme = Programme.CIVIL
                    session.add(grant)
            session.flush()
            now = datetime.now(UTC)
            # Else the server's own jobs do it in the middle of a test.
            upkeep.run(session, now=now, today=today_in_dalian(now))
            for part in duty_book.owed_anything(session):
                duty_book.refresh(session, ids=part, now=now)

    def another(self, name: str, role: Role = Role.GRID, **fields: Any) -> UUID:
        """One more account, for a test that ends it."""
        with Session(self.engine) as session, session.begin():
            began = datetime.now(UTC) - timedelta(days=1)
            return make.an_account(session, name, role=role, starts_at=began, **fields).id

    def signed_in(self, role: str = "grid") -> str:
        """A session of the account of this role."""
        return self.session_for(self.accounts[role])

    def trail(self, since: int = 0) -> list[Audit]:
        """Audit rows after a number, in order."""
        with Session(self.engine, expire_on_commit=False) as session:
            found = list(session.exec(select(Audit).where(Audit.id > since).order_by(Audit.id)).all())  # type: ignore[operator, arg-type]
            session.expunge_all()
        return found

    def last_row(self) -> int:
        """The number of the newest audit row."""
        rows = self.trail()
        return int(rows[-1].id or 0) if rows else 0


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """One server for all tests of this worker; each test opens tabs of its own."""
    made = Live()
    try:
        made.settle_in()
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(autouse=True)
def _closed_tabs(request: pytest.FixtureRequest) -> Iterator[None]:
    """No tab stays open after its test."""
    yield
    if "live" in request.fixturenames:
        server = request.getfixturevalue("live")
        while server.tabs:
            server.tabs.pop().close()
