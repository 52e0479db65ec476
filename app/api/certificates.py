"""Certificates over plain HTTP: to ask for one, one's own, to check a code without an account, to print one."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app import db, routes
from app.api import deps
from app.api.certificate_paper import certificate_page
from app.errors import BadRequest, NotFound, TooLarge
from app.services import certificate_check, certificate_print, certificates

router = APIRouter()
MOST_BYTES = 4096


class Wish(BaseModel):
    """From which day to which."""

    model_config = ConfigDict(extra="forbid")

    first: date = Field(alias="from")
    last: date = Field(alias="to")


@router.post("/api/certificates", status_code=201)
async def ask(request: Request, body: Wish) -> dict[str, Any]:
    """A volunteer asks for a certificate over these days."""
    actor = await deps.actor(request)
    return _own(asdict(await db.run(certificates.ask, actor=actor, first=body.first, last=body.last, now=deps.now())))


@router.get("/api/certificates")
async def mine(request: Request) -> dict[str, Any]:
    """One's own certificates, the newest first."""
    actor = await deps.actor(request)
    return {"certificates": [_own(asdict(line)) for line in await db.read(certificates.mine, actor=actor, now=deps.now())]}


@router.get("/api/certificates/shown")
async def shown(community: str = "") -> dict[str, Any]:
    """What stands in public for seven days now, of one community or of all: masked names and hours, nothing else."""
    return {"lines": [asdict(line) for line in await db.read(certificates.public_list, community=community[:12], now=deps.now())]}


@router.get("/api/certificates/check")
async def check(request: Request, code: str = "") -> dict[str, Any]:
    """Whether a code is that of a certificate that holds. Needs no account; tells nothing about the person."""
    return asdict(await db.run(certificate_check.check, code=code, address=deps.address(request), now=deps.now()))


@router.post("/api/certificates/check")
async def check_posted(request: Request) -> dict[str, Any]:
    """The same with the code in the body, so that it stands in no address; JSON or a form."""
    return asdict(await db.run(certificate_check.check, code=await _code(request), address=deps.address(request), now=deps.now()))


@router.get("/api/certificates/{certificate_id}/print")
async def paper_page(request: Request, certificate_id: str) -> Response:
    """An issued certificate as a page for A4; recorded as an export."""
    actor = await deps.actor(request)
    try:
        key = UUID(certificate_id)
    except ValueError as error:
        raise NotFound from error
    made = await db.run(certificate_print.compose, actor=actor, certificate_id=key, now=deps.now())
    page = certificate_page(made, routes.public_certificate(made.code))
    return Response(page, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})


def _own(line: dict[str, Any]) -> dict[str, Any]:
    """A certificate as its own volunteer gets it: without what signers may do."""
    return {k: v for k, v in line.items() if not k.startswith("may_") or k == "may_print"}


async def _code(request: Request) -> str:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise TooLarge("body_large", "一次发来的内容太多。", "This is more than one request may carry.")
    try:
        found: Any = json.loads(raw) if "json" in request.headers.get("content-type", "") else dict(parse_qsl(raw.decode(), max_num_fields=5))
        code = found["code"]
        if not isinstance(code, str):
            raise TypeError
        code.encode()  # half a character is no text
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadRequest("malformed", "写的内容读不出来，再试一次。", "This could not be read. Try again.") from error
    return code
