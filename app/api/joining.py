"""GET /api/teams/{id} is what anybody reads of a team; POST /api/teams/{id}/join takes somebody who wants to be in it, also without an account.

Plain requests, so that a bad connection loses nothing; a form without scripts comes back to the page.
"""

import json
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app import db, routes
from app.api import deps
from app.config import settings
from app.errors import AppError, BadRequest, NotFound, TooLarge
from app.services import accounts, joining, team_lists
from app.services.access import Actor

router = APIRouter()
MOST_BYTES = 16 * 1024
SLIP = "linli_joined"
"""Account and link for the page that a form without scripts comes back to: in no address, for ten minutes, and the page takes it away."""
_TEN_MINUTES = 600


def _team(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError as error:
        raise NotFound from error


def _words(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["1"] if value else []
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]


async def _form(request: Request) -> tuple[joining.Form, bool]:
    """What was filled in, and whether the caller wants JSON back. Raises BadRequest, TooLarge."""
    kind = request.headers.get("content-type", "")
    raw = await deps.body(request, most=MOST_BYTES, too_large=TooLarge("join_too_large", "内容太长了。", "This is too long."))
    try:
        told: Any = json.loads(raw) if "json" in kind else parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=80)
        if not isinstance(told, dict):
            raise TypeError
        found = {str(key): _words(value) for key, value in told.items()}
        "".join(word for words in found.values() for word in words).encode()  # half a character is no text
    except (ValueError, TypeError, RecursionError) as error:
        raise BadRequest("malformed", "填的内容读不出来，再试一次。", "This could not be read. Try again.") from error

    def one(name: str) -> str:
        return next(iter(found.get(name, [])), "")

    form = joining.Form(
        name=one("name"), phone=one("phone"), birth_ym=one("birth_ym"), skills=joining.codes_of(found.get("skills", [])),
        availability=joining.codes_of(found.get("availability", [])), volunteer_no=one("volunteer_no"), guardian_name=one("guardian_name"),
        guardian_phone=one("guardian_phone"), guardian_agreed=bool(one("guardian_agreed")), agreed=bool(one("agreed")), code=one("code"),
    )  # fmt: skip
    return form, "json" in kind or "application/json" in request.headers.get("accept", "")


async def _somebody(request: Request) -> Actor | None:
    """Who is signed in, if anybody is; nobody has to be."""
    found = await db.read(accounts.actor_for, token=deps.token_in(request.headers.get("cookie", "")), now=deps.now())
    return None if found is None or found.upload_only or found.must_change else found


@router.get("/api/teams/{team_id}")
async def public_page(team_id: str, request: Request) -> Response:
    """What anybody reads of a public team, and whether the reader is a volunteer, who joins with one tap. 404 for any other."""
    team = await db.read(team_lists.public_page, team_id=_team(team_id), now=deps.now())
    return JSONResponse(team)


@router.post("/api/teams/{team_id}/join")
async def join(team_id: str, request: Request) -> Response:
    """Take in what somebody filled in. JSON answers {state, account, link}; a form goes back to the page, which shows it."""
    key = _team(team_id)
    form, wants_json = await _form(request)
    try:
        came = await db.run(joining.join, team_id=key, form=form, actor=await _somebody(request), address=deps.address(request), now=deps.now())
    except AppError as error:
        if wants_json:
            raise
        return RedirectResponse(f"{routes.public_team(key)}?error={error.code}", status_code=303)
    link = routes.once(came.token) if came.token else ""
    if wants_json:
        return JSONResponse({"state": came.state, "account": came.account, "link": link}, status_code=201)
    back = RedirectResponse(f"{routes.public_team(key)}?joined={came.state}", status_code=303)
    if came.token:
        back.set_cookie(SLIP, f"{came.account}.{came.token}", max_age=_TEN_MINUTES, path=routes.public_team(key), secure=settings.https, httponly=False, samesite="strict")
    return back
