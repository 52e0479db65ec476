"""POST /api/feedback takes a complaint or suggestion, /api/feedback/look tells the answer; both without an account.

Plain requests, so that a bad connection loses nothing: the page keeps what was typed until an answer has come.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app import db, routes
from app.api import deps
from app.config import settings
from app.errors import AppError, BadRequest, TooLarge
from app.services import accounts, feedback
from app.services.access import Actor

router = APIRouter()
MOST_BYTES = 32 * 1024
"""2,000 characters of any script, also as a form writes them."""
SLIP = "linli_feedback"
"""Number and code for the page that a form without scripts comes back to: in no address, for ten minutes, and the page
that shows them takes them away."""
_TEN_MINUTES = 600


async def _fields(request: Request) -> tuple[dict[str, str], bool]:
    """The fields of a JSON body or a form, and whether the caller wants JSON back. Raises BadRequest, TooLarge."""
    kind = request.headers.get("content-type", "")
    raw = await deps.body(request, most=MOST_BYTES, too_large=TooLarge("feedback_too_large", "内容太长了，最长 {n} 字。", "This is too long; at most {n} characters.", n=feedback.LONGEST_WORDS))
    try:
        found: Any = json.loads(raw) if "json" in kind else dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=20))
        if not isinstance(found, dict):
            raise TypeError
        "".join(v for v in found.values() if isinstance(v, str)).encode()  # half a character is no text
    except (ValueError, TypeError, RecursionError) as error:
        raise BadRequest("malformed", "写的内容读不出来，再试一次。", "This could not be read. Try again.") from error
    wants_json = "json" in kind or "application/json" in request.headers.get("accept", "")
    return {str(k): v for k, v in found.items() if isinstance(v, str)}, wants_json


async def _somebody(request: Request) -> Actor | None:
    """Who is signed in, if anybody is; nobody has to be."""
    found = await db.read(accounts.actor_for, token=deps.token_in(request.headers.get("cookie", "")), now=deps.now())
    return None if found is None or found.upload_only else found


@router.post("/api/feedback")
async def send(request: Request) -> Response:
    """Take in `about`, `words`, `reach`. JSON answers {number, code}; a form goes back to the page, which shows them."""
    fields, wants_json = await _fields(request)
    try:
        number, code = await db.run(
            feedback.send, about=fields.get("about", ""), words=fields.get("words", ""), reach=fields.get("reach", ""),
            actor=await _somebody(request), address=deps.address(request), now=deps.now(),
        )  # fmt: skip
    except AppError as error:
        if wants_json:
            raise
        return RedirectResponse(f"{routes.FEEDBACK}/?error={error.code}", status_code=303)
    if wants_json:
        return JSONResponse({"number": number, "code": code}, status_code=201)
    back = RedirectResponse(f"{routes.FEEDBACK}/?sent=1", status_code=303)
    back.set_cookie(SLIP, f"{number}.{code}", max_age=_TEN_MINUTES, path=routes.FEEDBACK, secure=settings.https, httponly=False, samesite="strict")
    return back


@router.post("/api/feedback/look")
async def look(request: Request) -> Response:
    """The state and the answer for whoever sends `number` and `code`; 404 for a wrong one of either, 429 for guessing."""
    fields, _ = await _fields(request)
    found = await db.run(
        feedback.look, number=fields.get("number", ""), code=fields.get("code", ""), address=deps.address(request), now=deps.now()
    )
    return JSONResponse(
        {"number": found.number, "about": found.about, "state": found.state, "answer": found.answer, "answered": found.answered}
    )
