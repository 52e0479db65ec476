"""GET /api/health: whether the server and its database answer, without an account."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter
from sqlmodel import Session

from app import db
from app.config import VERSION
from app.services import meta

router = APIRouter()


def _look(session: Session) -> tuple[str, str]:
    session.execute(sa.text("SELECT 1"))
    return session.get_bind().dialect.name, meta.epoch(session)


@router.get("/api/health")
async def health() -> dict[str, Any]:
    """The version, the kind of database and its epoch. Raises where the database does not answer (then 500)."""
    database, epoch = await db.read(_look)
    return {"status": "ok", "version": VERSION, "database": database, "epoch": epoch}
