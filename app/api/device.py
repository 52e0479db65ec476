"""POST /api/device registers a phone, /lost reports one, /wiped is the lost one's last word (promise D13)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app import db
from app.api import deps
from app.api.records import Text
from app.errors import NotFound
from app.services import devices

router = APIRouter()


class Phone(BaseModel):
    """What a phone says about itself: a name its owner knows, and facts that anybody could see."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    name: Annotated[Text, Field(max_length=60)] = ""
    facts: Annotated[Text, Field(max_length=200)] = ""


class Lost(BaseModel):
    """Which of the own phones is lost: its id, or the handle of its session."""

    model_config = ConfigDict(extra="forbid")

    device_id: UUID | None = None
    handle: Annotated[str, Field(max_length=40)] = ""


@router.post("/api/device")
async def register(request: Request, body: Phone) -> dict[str, Any]:
    """Note which phone this session runs on. The same id again updates its name."""
    actor = await deps.actor(request)
    await db.run(devices.register, actor=actor, device_id=body.id, name=body.name, facts=body.facts, now=deps.now())
    return {"id": str(body.id)}


@router.post("/api/device/lost")
async def lost(request: Request, body: Lost) -> dict[str, Any]:
    """Report one of the own phones as lost; its sessions are dead from now on. 404 for anybody else's."""
    actor, now = await deps.actor(request), deps.now()
    if body.device_id is not None:
        return {"ended": await db.run(devices.report_device_lost, actor=actor, device_id=body.device_id, now=now)}
    await db.run(devices.report_lost, actor=actor, handle=body.handle, now=now)
    return {"ended": 1}


@router.post("/api/device/wiped")
async def wiped(request: Request) -> Response:
    """The lost phone says that its list is gone. Only its own dead session can say so; 404 for all others."""
    token = deps.token_in(request.headers.get("cookie", ""))
    if not await db.run(devices.confirm_wiped, token=token, now=deps.now()):
        raise NotFound
    response = Response(status_code=204)
    response.delete_cookie(deps.COOKIE, path="/")
    return response
