"""Deny by default: no event handler runs without an explicit policy, checked arguments and a live session (B1 to B3).

Every public method of a Reflex State is a network endpoint, decorated or not, and its type hints are not checked by
Reflex. So the gate stands before all of them, and outside it a second wall drops names that nobody registered.
"""

import asyncio
import json
import logging
import time
import typing
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import reflex as rx
from pydantic import TypeAdapter, ValidationError
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import transform_form_data

from app import db
from app.errors import NotFound
from app.models import Act, Audit, Role
from app.services import accounts
from app.services.access import Actor
from app.services.cookies import COOKIE as COOKIE
from app.services.cookies import token_in as token_of

log = logging.getLogger("linli")
F = TypeVar("F", bound=Callable[..., Any])
INTERNAL = frozenset(
    {
        "State.hydrate",
        "State.hydrate_and_load",
        "State.set_is_hydrated",
        "OnLoadInternalState.on_load_internal",
        "OnLoadInternalState.set_is_hydrated",
        "UpdateVarsInternalState.update_vars_internal",
        "FrontendEventExceptionState.handle_frontend_exception",
    }
)
"""Reflex's own handlers; they carry no data of ours and change none."""
LONGEST_TEXT = 4000
LONGEST_FRAME = 65536
EVENTS_PER_SECOND, BURST = 20, 100
SWEEP_SECONDS = 30


def allow(*roles: Role, anyone_signed_in: bool = False) -> Callable[[F], F]:
    """The policy of a handler: which roles may call it, or anybody who is signed in. Works above or below rx.event."""

    def mark(handler: F) -> F:
        target: Any = getattr(handler, "fn", handler)
        target.__policy__ = frozenset(Role) if anyone_signed_in else frozenset(roles)
        return handler

    return mark


async def current_actor(state: BaseState) -> Actor:
    """Who is behind this event, found in the database now. Raises NotSignedIn where the session is over."""
    token = token_of(state.router.headers.cookie)
    return accounts.require(await db.read(accounts.actor_for, token=token, now=datetime.now(UTC)))


def known_id(text: str) -> UUID:
    """An id that came from a screen. Raises NotFound for what is none, the same as for one that is nobody's."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


def _checks(handler: Any) -> dict[str, tuple[Any, TypeAdapter[Any], bool]]:
    hints = typing.get_type_hints(handler.fn)
    checks = {}
    for param in list(handler.get_parameters().values())[1:]:
        if param.name not in hints:
            raise TypeError(f"{handler.fn.__qualname__}: no type for {param.name}")
        hint = hints[param.name]
        if hint not in (int, str, bool, float):
            raise TypeError(f"{handler.fn.__qualname__}: {param.name} must be int, str, bool or float (promise B3)")
        checks[param.name] = (hint, TypeAdapter(hint), param.default is param.empty)
    return checks


def _shapes(handler: Any) -> dict[str, tuple[Any, TypeAdapter[Any], bool]]:
    """The arguments of one of Reflex's own handlers, as its hints say."""
    hints = typing.get_type_hints(handler.fn)
    params = list(handler.get_parameters().values())[1:]
    return {p.name: (hints[p.name], TypeAdapter(hints[p.name]), p.default is p.empty) for p in params}


def policies() -> dict[str, Any]:
    """Every registered handler by name with the roles that may call it, None for Reflex's own, and its arguments."""
    found: dict[str, Any] = {}
    for name, registered in RegistrationContext.get().event_handlers.items():
        state = registered.states[0]
        if state.__module__.startswith("reflex") and registered.handler.fn.__qualname__ in INTERNAL:
            found[name] = (None, _shapes(registered.handler))
        elif (roles := getattr(registered.handler.fn, "__policy__", None)) is not None:
            found[name] = (roles, _checks(registered.handler))
    return found


def unguarded() -> list[str]:
    """Handlers of ours that have no policy; start-up stops if there is one."""
    known = policies()
    return sorted(
        name
        for name, registered in RegistrationContext.get().event_handlers.items()
        if name not in known
        and not registered.states[0].__module__.startswith("reflex")
        and not name.endswith(".setvar")
    )


class BoundState(rx.State):
    """Which session filled the States of this tab."""

    _session: str = ""


class Gate(Middleware):
    """Refuses every event that its table does not allow. Made after all States are imported."""

    def __init__(self) -> None:
        """Build the table. Raises TypeError where a handler has no policy or an argument no plain type."""
        if missing := unguarded():
            raise TypeError(f"handlers without a policy: {', '.join(missing)}")
        self.rules = policies()

    async def preprocess(self, app: Any, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event through; anything else stops it."""
        token = token_of(state.router.headers.cookie)
        now = datetime.now(UTC)
        actor = await db.read(accounts.actor_for, token=token, now=now) if token else None
        await _bind(state, actor.session if actor is not None and not actor.upload_only else "")
        if event.name not in self.rules:
            return await _refuse(event, actor, "no_policy")
        roles, checks = self.rules[event.name]
        if roles is None:
            return None if _fits(event.payload, checks, longest=LONGEST_FRAME) else StateUpdate()
        if actor is None or actor.upload_only:
            return await _refuse(event, actor, "not_signed_in")
        if actor.must_change:
            return await _refuse(event, actor, "must_change")
        if not roles & actor.roles:
            return await _refuse(event, actor, "not_allowed")
        if not _fits(event.payload, checks):
            return await _refuse(event, actor, "wrong_arguments")
        await db.run(accounts.touch, token=token, now=now)
        return None


async def _bind(state: BaseState, session: str) -> None:
    """Empty every State of ours where the session behind this tab is not the one that filled it.

    Whoever brings somebody else's client token finds nothing (B9), and neither does the next person here (B6).
    """
    root = state._get_root_state()
    bound = await root.get_state(BoundState)
    if bound._session == session:
        return
    for ours in _own_states(rx.State):
        (await root.get_state(ours)).reset()
    bound._session = session


def _own_states(parent: type[BaseState]) -> list[type[BaseState]]:
    return [
        state
        for child in parent.get_substates()
        for state in ([child] if child.__module__.startswith("app.") else []) + _own_states(child)
    ]


def _fits(payload: dict[str, Any], checks: dict[str, tuple[Any, TypeAdapter[Any], bool]], longest: int = LONGEST_TEXT) -> bool:
    if payload.keys() - checks.keys() or any(need and name not in payload for name, (*_, need) in checks.items()):
        return False
    try:
        for name, value in payload.items():
            hint, adapter, _ = checks[name]
            plain = json.dumps(transform_form_data(value, hint), ensure_ascii=False)  # a Chinese character counts once
            if len(plain) > longest:
                return False
            payload[name] = adapter.validate_json(plain, strict=True)
            if isinstance(payload[name], int) and abs(payload[name]) > 2**53:
                return False
    except (ValidationError, TypeError, ValueError, RecursionError):
        return False
    return True


def _note(session: Any, row: Audit) -> None:
    session.add(row)


async def _refuse(event: Event, actor: Actor | None, why: str) -> StateUpdate:
    if actor is not None:
        now = datetime.now(UTC)
        row = Audit(at=now, happened_at=now, actor_id=actor.id, role=actor.role or "", act=Act.REFUSED,
                    object_kind="event", object_id=event.name[-40:], result=why, area=actor.area)  # fmt: skip
        await db.run(_note, row)
    if why == "must_change":
        return StateUpdate(events=Event.from_event_type(rx.call_script("linli:choose-password")))
    if why == "not_signed_in":
        return StateUpdate(events=Event.from_event_type(rx.call_script("linli:signed-out")))
    return StateUpdate()


class Sockets:
    """The outer wall round Reflex's socket: unknown names, floods and ended sessions stop here (B11, B15)."""

    def __init__(self, namespace: Any, names: Collection[str]):
        self.namespace, self.names = namespace, names
        self.inner, self.on_event_inside = namespace.trigger_event, namespace.on_event
        self.buckets: dict[str, tuple[float, float]] = {}
        namespace.trigger_event = self.trigger_event
        namespace.on_event = self.on_event

    async def trigger_event(self, name: Any, sid: str, *args: Any) -> Any:
        """What the socket server calls for all that happens. A client may give its message any name, also `connect`."""
        if name == "connect" and sid not in self.buckets:
            self.buckets[sid] = (float(BURST), time.monotonic())
            return await self.inner(name, sid, *args)
        if name == "disconnect" and not self.namespace.server.manager.is_connected(sid, self.namespace.namespace):
            self.buckets.pop(sid, None)
            return await self.inner(name, sid, *args)
        if name in ("event", "ping", "client_error") and await self._has_room(sid):
            try:
                await self.inner(name, sid, *args)
            except Exception as error:  # its text would carry what was sent into the log
                log.error("message refused: %s", type(error).__name__)
        return None

    async def _has_room(self, sid: str) -> bool:
        """Whether this socket may say more now; one that floods is closed."""
        now = time.monotonic()
        left, at = self.buckets.get(sid, (float(BURST), now))
        left = min(BURST, left + (now - at) * EVENTS_PER_SECOND) - 1
        self.buckets[sid] = (left, now)
        if left < 0:
            await self.namespace.disconnect(sid)
        return left >= 0

    async def on_event(self, sid: str, data: Any) -> None:
        """Pass on what the gate knows; also the first event, which comes along with the connection."""
        if not isinstance(data, dict) or not isinstance(data.get("name"), str) or data["name"] not in self.names:
            return
        if isinstance(data.get("payload", {}), dict) and isinstance(data.get("router_data", {}), dict):
            await self.on_event_inside(sid, data)

    async def sweep(self) -> int:
        """Close the sockets of sessions that have ended meanwhile; how many were closed."""
        closed = 0
        for sid in list(self.namespace.sid_to_token):
            environ = self.namespace.app.sio.get_environ(sid, self.namespace.namespace) or {}
            token = token_of(environ.get("HTTP_COOKIE", ""))
            if not token:
                continue
            actor = await db.read(accounts.actor_for, token=token, now=datetime.now(UTC))
            if actor is None or actor.upload_only:
                await self.namespace.disconnect(sid)
                closed += 1
        return closed

    async def keep_sweeping(self) -> None:
        """Sweep twice a minute for as long as the server runs."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self.sweep()
