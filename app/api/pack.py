"""GET /api/pack: what this person takes along, with an ETag; unchanged is a 304 (design.md §3, §5)."""

import gzip
import json
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app import db
from app.api import deps
from app.api.session import set_session
from app.rules.sessions import LEASE_HOURS
from app.rules.volunteering import VOLUNTEERS
from app.services import accounts, pack
from app.services.access import Actor

router = APIRouter()


def _packed(session: Session, *, actor: Actor, now: datetime, squeeze: bool) -> bytes:
    raw = json.dumps(pack.build(session, actor=actor, now=now), ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(raw, 5, mtime=0) if squeeze else raw


@router.get("/api/pack")
async def get_pack(request: Request) -> Response:
    """The pack, or 304 where the phone has it already. Each answer extends the lease of the phone."""
    actor = await deps.actor(request)
    now = deps.now()
    etag = f'W/"{await db.read(pack.fingerprint, actor=actor, now=now)}"'
    headers = {
        "ETag": etag,
        "Linli-Lease-Until": (now + timedelta(hours=LEASE_HOURS)).isoformat(timespec="seconds"),
        "Linli-Time": now.isoformat(timespec="milliseconds"),
        "Vary": "Accept-Encoding, Cookie",
    }
    if etag in request.headers.get("if-none-match", ""):
        response = Response(status_code=304, headers=headers)
    else:
        squeeze = "gzip" in request.headers.get("accept-encoding", "")
        body = await db.read(_packed, actor=actor, now=now, squeeze=squeeze)
        if actor.carries_pack or actor.roles & VOLUNTEERS:
            await db.run(pack.note_fetched, actor=actor, now=now)
        if squeeze:
            headers["Content-Encoding"] = "gzip"
        response = Response(body, media_type="application/json", headers=headers)
    if await db.run(accounts.touch, token=request.state.token, now=now):
        set_session(response, request.state.token, actor)
    return response
