"""Ending an account or a role works at once, also with a socket open (promise B11)."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.models import Account, RoleGrant, SignIn
from app.state import gate
from tests.security.conftest import PERSONAL, Live
from tests.security.live import COOKIE, RESIDENTS, wait_until


def _disabled(session: Session, account: UUID) -> None:
    session.exec(sa.update(Account).where(col(Account.id) == account).values(disabled_at=datetime.now(UTC)))


def _ended(session: Session, account: UUID) -> None:
    session.exec(sa.update(RoleGrant).where(col(RoleGrant.account_id) == account).values(ends_at=datetime.now(UTC)))


def _signed_out_elsewhere(session: Session, account: UUID) -> None:
    session.exec(sa.delete(SignIn).where(col(SignIn.account_id) == account))


@pytest.mark.parametrize("how", [_disabled, _ended, _signed_out_elsewhere])
def test_the_next_event_is_refused_and_the_socket_is_closed(live: Live, how: Callable[[Session, UUID], None]) -> None:
    account = live.another(f"leaving{how.__name__}")
    token = live.session_for(account)
    tab = live.tab(token)
    assert tab.ask(f"{RESIDENTS}.load")
    with Session(live.engine) as session, session.begin():
        how(session, account)
    seen = len(tab.frames)
    tab.send(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
    wait_until(lambda: not tab.socket.connected)
    assert not [w for w in PERSONAL if w in str(tab.frames[seen:])]
    assert live.get("/api/pack", Cookie=f"{COOKIE}={token}").status in {401, 403}
    again = live.tab(token)
    again.ask(f"{RESIDENTS}.load")
    assert not [w for w in PERSONAL if w in again.text()]


def test_a_role_that_was_taken_away_is_gone_with_the_next_event(live: Live) -> None:
    account = live.another("changing")
    tab = live.tab(live.session_for(account))
    tab.ask(f"{RESIDENTS}.load")
    with Session(live.engine) as session, session.begin():
        session.exec(sa.update(RoleGrant).where(col(RoleGrant.account_id) == account).values(role="volunteer"))
    since = live.last_row()
    tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
    assert [(r.act, r.result) for r in live.trail(since)] == [("refused", "not_allowed")]


def test_sockets_are_swept_well_within_a_minute() -> None:
    assert gate.SWEEP_SECONDS <= 30
