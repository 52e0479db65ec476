"""What stands before every answer: own origin only, security headers, no-store, plain errors (promises B8, C4, J2)."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request

from app.api import deps
from app.config import settings
from app.errors import AppError, NotAllowed, TooLarge

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
log = logging.getLogger("linli")

LARGEST_BODY = 2 * 2**20
"""Bytes; a full sync batch has one megabyte, everything else far less. Lists have a route and a limit of their own."""
UNSAFE = frozenset({"POST", "PUT", "DELETE", "PATCH"})
# 'unsafe-inline' scripts: React Router writes its own start data into each page, and those differ with every build.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'{socket}; font-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_CLOSED = ("/_upload", "/_all_routes", "/auth-codespace", "/api/docs", "/docs", "/redoc")


def _policy(headers: Headers) -> str:
    # Safari of older phones does not count ws: on the same host as 'self'.
    host = headers.get("host", "")
    sane = host and all(c.isalnum() or c in ".-:[]" for c in host)
    return POLICY.format(socket=f" ws://{host} wss://{host}" if sane else "")


def _cache(path: str) -> str:
    if path.startswith(("/api/", "/calendar/")):
        return "no-store"
    if path.startswith("/assets/"):
        return "public, max-age=31536000, immutable"
    return "no-cache"


class Guard:
    """An ASGI wrapper around everything Linli serves."""

    def __init__(self, inner: Callable[[Scope, Receive, Send], Awaitable[None]]):
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the origin, add the headers, and turn an unexpected failure into a number to ask about."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path: str = scope["path"]
        language = deps.language(Request(scope))
        started = failed = False
        number = secrets.token_hex(4)

        async def inside(message: MutableMapping[str, Any]) -> None:
            nonlocal failed
            failed = failed or message.get("status") == 500
            if not failed:  # of a framework's own page of failure nothing goes out; ours follows below
                await answer(message)

        async def answer(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                out = MutableHeaders(scope=message)
                _stay_here(out, headers)
                out["Cache-Control"] = _cache(path)
                out["Content-Security-Policy"] = _policy(headers)
                out["X-Content-Type-Options"] = "nosniff"
                out["Referrer-Policy"] = "same-origin"
                out["Permissions-Policy"] = "geolocation=(), camera=(self), microphone=(self), payment=()"
                out["Cross-Origin-Opener-Policy"] = "same-origin"
                if settings.https:
                    out["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
                for name in ("server", "x-powered-by"):
                    if name in out:
                        del out[name]
            await send(message)

        if any(path == p or path.startswith(p + "/") for p in _CLOSED):
            await _say(answer, no_page(), language)
            return
        if scope["method"] in UNSAFE and not allowed_origin(headers):
            await _say(answer, NotAllowed("origin", "请求不是从邻里的页面来的。", "This does not come from a page of Linli."), language)
            return
        limited = receive if path == "/api/imports" else _limited(receive, headers)
        try:
            if int(headers.get("content-length", "0") or 0) > LARGEST_BODY and limited is not receive:
                raise _body_too_large()
            await self.inner(scope, limited, inside)
        except AppError as error:
            await _say(answer, error, language)
        except ClientDisconnect:
            pass  # somebody went away in the middle; nobody is left to tell
        except Exception as error:
            failed = True
            log.error("failure %s: %s at %s", number, type(error).__name__, scope.get("route_name") or path.split("/")[1])
        if failed and not started:
            await _say(answer, _failure(number), language)


def _body_too_large() -> TooLarge:
    return TooLarge("body_large", "一次发来的内容太多。", "This is more than one request may carry.")


def _limited(receive: Receive, headers: Headers) -> Receive:
    """The same body, cut off with TooLarge where it grows beyond what any of our requests needs."""
    taken = 0

    async def piece() -> MutableMapping[str, Any]:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise _body_too_large()
        return message

    return piece


def _stay_here(out: MutableHeaders, headers: Headers) -> None:
    """A redirect to our own host loses scheme and host: behind a proxy that ends https the server would say http."""
    told = urlsplit(out.get("location", ""))
    if told.netloc and told.netloc == headers.get("host", ""):
        out["location"] = urlunsplit(("", "", told.path or "/", told.query, told.fragment))


def allowed_origin(headers: Headers) -> bool:
    """Whether a changing request comes from our own pages: Origin must be there and must be ours (promise C4)."""
    origin = headers.get("origin", "")
    site = headers.get("sec-fetch-site", "same-origin")
    return origin in settings.origins and site in {"same-origin", "none"}


def no_page() -> AppError:
    """What is said where there is nothing."""
    error = AppError("not_found", "没有这一页。", "There is no such page.")
    error.status = 404
    return error


def _failure(number: str) -> AppError:
    error = AppError("failure", "服务器出了问题，你的东西还在。报修时说这个号：{number}",
                     "Something failed on our side; your work is safe. Number: {number}", number=number)  # fmt: skip
    error.status = 500
    return error


async def _say(send: Send, error: AppError, language: str) -> None:
    body = json.dumps({"code": error.code, "message": error.sentence(language)}, ensure_ascii=False).encode()
    await send({"type": "http.response.start", "status": error.status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})
