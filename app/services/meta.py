"""Facts about this database: its epoch, by which phones notice that a backup was restored (promise D16)."""

import secrets

from sqlmodel import Session

from app.models import Meta


def epoch(session: Session) -> str:
    """The epoch of this database, or "" before `ensure` has run."""
    row = session.get(Meta, "epoch")
    return row.value if row is not None else ""


def ensure(session: Session) -> None:
    """Give a new database its epoch. Runs with the migrations."""
    if session.get(Meta, "epoch") is None:
        session.add(Meta(key="epoch", value=secrets.token_hex(8)))
        session.flush()


def renew(session: Session) -> str:
    """Give a restored database another epoch and return it: phones then send once more what they keep (promise D16)."""
    row = session.get(Meta, "epoch")
    fresh = secrets.token_hex(8)
    if row is None:
        session.add(Meta(key="epoch", value=fresh))
    else:
        row.value = fresh
    session.flush()
    return fresh
