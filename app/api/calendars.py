"""POST and DELETE /api/calendar make and end the address of one's own calendar; GET /calendar/{token}.ics is what it answers."""

from fastapi import APIRouter, Request, Response

from app import db, routes
from app.api import deps
from app.services import calendars

router = APIRouter()


@router.post("/api/calendar", status_code=201)
async def make(request: Request) -> dict[str, str]:
    """A new address, shown this once; the one before ends."""
    actor = await deps.actor(request)
    return {"url": routes.calendar(await db.run(calendars.make, actor=actor, now=deps.now()))}


@router.delete("/api/calendar")
async def revoke(request: Request) -> dict[str, bool]:
    """End the address."""
    actor = await deps.actor(request)
    return {"ended": await db.run(calendars.revoke, actor=actor, now=deps.now())}


@router.get("/calendar/{token}.ics")
async def feed(token: str) -> Response:
    """The calendar, for whoever has its address; 404 for any other and for one that was ended."""
    body = await db.read(calendars.feed, token=token, now=deps.now())
    return Response(body, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
