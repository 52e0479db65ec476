"""POST /api/session signs in and sets the HttpOnly cookie, DELETE ends it; PUT keeps it alive (design.md §4)."""

import json
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app import db, routes
from app.api import deps
from app.config import settings
from app.errors import AppError, BadRequest
from app.services import accounts, devices
from app.services.access import Actor

router = APIRouter()
_MONTH = 30 * 24 * 3600


def _set(response: Response, name: str, value: str, *, max_age: int | None) -> None:
    response.set_cookie(name, value, max_age=max_age, path="/", secure=settings.https, httponly=True, samesite="lax")


def set_session(response: Response, token: str, actor: Actor) -> None:
    """The session cookie; on an own phone it outlives the browser, elsewhere it goes with it."""
    _set(response, deps.COOKIE, token, max_age=_MONTH if actor.own_device else None)


async def _fields(request: Request) -> tuple[dict[str, str], bool]:
    """The fields of a form or a JSON body, and whether the caller wants JSON back. Raises BadRequest."""
    kind = request.headers.get("content-type", "")
    wants_json = "application/json" in request.headers.get("accept", "") or "json" in kind
    try:
        raw: dict[str, Any] = json.loads(await request.body()) if "json" in kind else dict(await request.form())
        if not isinstance(raw, dict):
            raise TypeError
        "".join(v for v in raw.values() if isinstance(v, str)).encode()  # half a character is no text
    except (ValueError, TypeError, RecursionError) as error:
        raise BadRequest("malformed", "登录的内容读不出来，再试一次。", "The sign-in could not be read. Try again.") from error
    return {str(k): v for k, v in raw.items() if isinstance(v, str)} | {
        str(k): "1" if v else "" for k, v in raw.items() if isinstance(v, bool)
    }, wants_json


@router.post("/api/session")
async def sign_in(request: Request) -> Response:
    """Sign in. 303 to the page for forms, 200 or 401 for JSON; the session that came along ends."""
    fields, wants_json = await _fields(request)
    # A page that shows the box sends `own_shown`; then a missing `own` means that it was unticked.
    own = bool(fields.get("own")) if fields.get("own_shown") else fields.get("own", "1") != ""
    try:
        password, now = fields.get("password", ""), deps.now()
        attempt = await db.run(
            accounts.begin,
            account=fields.get("account", ""),
            password=password,
            address=deps.address(request),
            known_device=request.cookies.get(deps.KNOWN_COOKIE, ""),
            now=now,
        )
        checked = await db.off_loop(accounts.check, attempt, password)
        token, actor = await db.run(
            accounts.finish,
            attempt=attempt,
            checked=checked,
            own_device=own,
            old_token=deps.token_in(request.headers.get("cookie", "")),
            browser=devices.browser_name(request.headers.get("user-agent", "")),
            now=now,
        )
    except AppError as error:
        if wants_json:
            raise
        back = quote(routes.safe_next(fields.get("next", "")), safe="")
        return RedirectResponse(f"{routes.LOGIN}/?code={error.code}&next={back}", status_code=303)
    to = routes.choose_password() if actor.must_change else routes.safe_next(fields.get("next", "")) or routes.landing(actor.roles, own_phone=actor.own_device)
    response: Response = (
        JSONResponse({"next": to, "account": actor.account, "name": actor.name, "roles": [g.role for g in actor.grants]})
        if wants_json
        else RedirectResponse(to, status_code=303)
    )
    set_session(response, token, actor)
    _set(response, deps.KNOWN_COOKIE, accounts.known_device_token(actor.id), max_age=13 * _MONTH)
    return response


@router.put("/api/session", status_code=204)
async def keep_alive(request: Request) -> Response:
    """Note that the session is in use and renew its cookie, so that thirty days count from the last use."""
    actor = await deps.actor(request)
    response = Response(status_code=204)
    if await db.run(accounts.touch, token=request.state.token, now=deps.now()):
        set_session(response, request.state.token, actor)
    return response


@router.delete("/api/session")
async def sign_out(request: Request, everywhere: bool = False) -> Response:
    """End this session, or all sessions of this person. Ending what has already ended is fine."""
    token = deps.token_in(request.headers.get("cookie", ""))
    actor = await db.read(accounts.actor_for, token=token, now=deps.now())
    ended = 0
    if actor is not None:
        ended = await db.run(accounts.sign_out, actor=actor, everywhere=everywhere, now=deps.now())
    response = JSONResponse({"ended": ended})
    response.delete_cookie(deps.COOKIE, path="/", secure=settings.https, httponly=True, samesite="lax")
    return response
