"""What every route shares: the session cookie, the actor behind it, the clock, the caller's language and address."""

from datetime import UTC, datetime

from starlette.requests import Request

from app import db
from app.config import settings
from app.errors import AppError
from app.services import accounts, devices
from app.services.access import Actor
from app.services.cookies import COOKIE, KNOWN_COOKIE, token_in

__all__ = ["COOKIE", "KNOWN_COOKIE", "actor", "actor_or_uploader", "address", "body", "language", "now", "token_in"]


class DeviceLost(AppError):
    """This phone was reported as lost: it has to take its list away and say so (401; promise D13)."""

    status = 401

    def __init__(self) -> None:
        super().__init__("device_lost", "这台手机已挂失，名单会从这里删掉。", "This phone was reported as lost; its list goes away.")


def now() -> datetime:
    """The server's time, aware UTC. Services take it as an argument; only the two doors look at the clock."""
    return datetime.now(UTC)


def language(request: Request) -> str:
    """zh unless the caller asks for English."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def address(request: Request) -> str:
    """The caller's network address. Forwarded headers count only as far as our own proxies reach (promise C7)."""
    if settings.proxy_hops:
        hops = [h.strip() for h in request.headers.get("x-forwarded-for", "").split(",") if h.strip()]
        if len(hops) >= settings.proxy_hops:
            return hops[-settings.proxy_hops]
    return request.client.host if request.client else ""


async def body(request: Request, *, most: int, too_large: AppError) -> bytes:
    """The whole body, read no further than `most` bytes. Raises `too_large` where it has more."""
    if int(request.headers.get("content-length") or 0) > most:
        raise too_large
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > most:
            raise too_large
    return bytes(read)


async def actor(request: Request) -> Actor:
    """Who is asking. Raises NotSignedIn; a session that hands in work only is refused everywhere but at sync."""
    found = await actor_or_uploader(request)
    if found.upload_only:
        await db.run(accounts.refuse_ended, actor=found, what=request.url.path, now=now())
    if found.must_change:
        accounts.refuse_first_password()
    return found


async def actor_or_uploader(request: Request) -> Actor:
    """Who is asking, also an ended account that still has records to hand in. Raises NotSignedIn."""
    token = token_in(request.headers.get("cookie", ""))
    found = await db.read(accounts.actor_for, token=token, now=now())
    request.state.token = token
    if found is None and await db.read(devices.is_lost, token=token):
        raise DeviceLost
    return accounts.require(found)
