"""POST /api/needs/{id}/volunteers: one tap on a grid worker's phone asks the community's volunteers for a need."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session

from app import db
from app.api import deps
from app.services import need_help, tasks
from app.services.access import Actor

router = APIRouter()


def _ask(session: Session, *, actor: Actor, need_id: UUID, now: Any) -> dict[str, Any]:
    need_help.from_need(session, actor=actor, need_id=need_id, now=now)
    return {"help": tasks.help_lines(session, need_ids=[need_id]).get(need_id, [])}


@router.post("/api/needs/{need_id}/volunteers")
async def volunteers(request: Request, need_id: UUID) -> dict[str, Any]:
    """Ask volunteers for a need: {"help": [{day, from, team, coming, slots, state, code}]}; errors as `need_help.from_need` says."""
    return await db.run(_ask, actor=await deps.actor(request), need_id=need_id, now=deps.now())
