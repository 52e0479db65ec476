"""POST /api/shifts/… and /api/hours/…: what a volunteer says about a shift and asks about hours; for the phone, with signal.

Check-in and check-out are not here: they are records and go through the outbox, because they have to work without signal.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from app import db
from app.api import deps
from app.errors import NotAllowed
from app.rules.volunteering import KEEPS_TEAMS, VOLUNTEERS
from app.services import hours, shifts
from app.services.access import Actor

router = APIRouter()
Reason = Annotated[str, Field(max_length=400)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Backfill(_Shape):
    """Time that was not recorded."""

    shift_id: UUID
    minutes: Annotated[int, Field(ge=1, le=1440)]
    reason: Reason


class Dispute(_Shape):
    """A line that is wrong, and what it should amount to."""

    entry_id: UUID
    minutes: Annotated[int, Field(ge=0, le=1440)]
    reason: Reason


class Confirm(_Shape):
    """The leader's list of those whose hours are not confirmed."""

    refuse: Annotated[list[UUID], Field(max_length=200)] = []


async def _volunteer(request: Request) -> Actor:
    actor = await deps.actor(request)
    if not actor.roles & VOLUNTEERS:
        raise NotAllowed
    return actor


@router.post("/api/shifts/{shift_id}/confirm")
async def confirm(request: Request, shift_id: UUID, body: Confirm | None = None) -> dict[str, Any]:
    """End the shift and confirm everybody's hours but one's own: {"counted": n}."""
    actor = await deps.actor(request)
    if not actor.roles & (VOLUNTEERS | KEEPS_TEAMS):
        raise NotAllowed
    refuse = body.refuse if body else []
    return {"counted": await db.run(hours.confirm_shift, actor=actor, shift_id=shift_id, refuse=refuse, now=deps.now())}


_SAYS = {
    "sign-up": shifts.sign_up, "accept": shifts.sign_up, "cancel": shifts.cancel, "unsure": shifts.unsure, "sure": shifts.sure, "decline": shifts.decline,
}  # fmt: skip


@router.post("/api/shifts/{shift_id}/{word}")
async def say(request: Request, shift_id: UUID, word: Literal["sign-up", "accept", "cancel", "unsure", "sure", "decline"]) -> dict[str, str]:
    """Somebody's word for a shift: {"state"}."""
    return {"state": await db.run(_SAYS[word], actor=await _volunteer(request), shift_id=shift_id, now=deps.now())}


@router.post("/api/hours/backfill")
async def backfill(request: Request, body: Backfill) -> dict[str, str]:
    """Ask for time that was not recorded: {"id", "state"}."""
    row = await db.run(_asked, ask=hours.ask_backfill, actor=await _volunteer(request), shift_id=body.shift_id, minutes=body.minutes, reason=body.reason, now=deps.now())
    return {"id": row, "state": "asked"}


@router.post("/api/hours/dispute")
async def dispute(request: Request, body: Dispute) -> dict[str, str]:
    """Say that a line is wrong: {"id", "state"}."""
    row = await db.run(_asked, ask=hours.dispute, actor=await _volunteer(request), entry_id=body.entry_id, minutes=body.minutes, reason=body.reason, now=deps.now())
    return {"id": row, "state": "asked"}


def _asked(session: Any, *, ask: Any, **asked: Any) -> str:
    return str(ask(session, **asked).id)


@router.post("/api/hours/requests/{request_id}/withdraw")
async def withdraw(request: Request, request_id: UUID) -> dict[str, str]:
    """Take one's own request back: {"state"}."""
    await db.run(hours.withdraw, actor=await _volunteer(request), request_id=request_id, now=deps.now())
    return {"state": "withdrawn"}
