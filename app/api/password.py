"""Choosing a password: by a one-time link, or one's own while signed in (promises C9, C12)."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from app import db
from app.api import deps
from app.errors import AppError
from app.services import accounts, links, passwords

router = APIRouter()
Secret = Annotated[str, Field(max_length=100)]
Password = Annotated[str, Field(max_length=2000)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Link(_Shape):
    """The secret of a link."""

    token: Secret


class ByLink(Link):
    """The secret of a link and the password chosen."""

    password: Password


class Own(_Shape):
    """The old password and the new one."""

    old: Password
    new: Password


@router.post("/api/once/look")
async def look(request: Request, body: Link) -> dict[str, str]:
    """The account that a link is for. 422 where it was used, is over, or never was."""
    return {"account": await db.read(links.look, token=body.token, now=deps.now())}


@router.post("/api/once")
async def once(request: Request, body: ByLink) -> dict[str, str]:
    """Set the password by the link; it does not sign in by itself, the page does that next."""
    now = deps.now()
    await db.read(links.check, token=body.token, password=body.password, now=now)
    hashed = await db.off_loop(passwords.hash_password, body.password)
    return {"account": await db.run(links.use, token=body.token, hashed=hashed, now=now)}


@router.post("/api/password")
async def own(request: Request, body: Own) -> dict[str, Any]:
    """Change one's own password; other sessions end. Also open to somebody who must change a first one.

    401 for a wrong old password, counted like a wrong sign-in; 422 for a new one that is not good enough.
    """
    actor, now = await deps.actor_or_uploader(request), deps.now()
    if actor.upload_only:
        await db.run(accounts.refuse_ended, actor=actor, what=request.url.path, now=now)
    if body.new == body.old:
        raise AppError("password_same", "新密码和旧的一样，换一个。", "The new password is the old one; choose another.")
    await db.off_loop(passwords.check_new, body.new, actor.account)
    known = request.cookies.get(deps.KNOWN_COOKIE, "")
    attempt = await db.run(accounts.begin, account=actor.account, password=body.old, address=deps.address(request), known_device=known, now=now)
    fits, _ = await db.off_loop(accounts.check, attempt, body.old)
    if not fits:
        raise accounts.WrongPassword
    hashed = await db.off_loop(passwords.hash_password, body.new)
    await db.run(links.change_own, account_id=actor.id, checked=attempt.stored, hashed=hashed, keep=actor.session, now=now)
    return {"changed": True}
