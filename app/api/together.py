"""Batches that arrive at the same moment share one transaction and so one write to the disk (SQLite only).

When the signal comes back after lunch, hundreds of phones send at once. A commit is a write to the disk, and SQLite has
one writer: taken one by one, the batches wait for one disk write each. Here whatever waits goes in together, each
batch with savepoints of its own, and nobody is answered before the commit. PostgreSQL does the same by itself.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlmodel import Session

from app import db
from app.api import deps
from app.services import duty_book

Take = Callable[..., dict[str, Any]]
MOST = 24
"""Batches in one transaction: 24 of twenty records keep the writer for about half a second."""
Waiting = tuple[dict[str, Any], "asyncio.Future[dict[str, Any]]"]
_waiting: "WeakKeyDictionary[asyncio.AbstractEventLoop, list[Waiting]]" = WeakKeyDictionary()
_writers: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]]" = WeakKeyDictionary()


async def take(verb: Take, **batch: Any) -> dict[str, Any]:
    """Hand one batch to whoever writes next; its answer, after the commit. Raises what taking it alone would raise."""
    if db.engine().dialect.name != "sqlite":
        return await db.run(_one, how=verb, batch=batch)
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[dict[str, Any]] = loop.create_future()
    waiting = _waiting.setdefault(loop, [])
    waiting.append((batch, answer))
    if loop not in _writers or _writers[loop].done():
        # A task of its own: whoever came first may hang up, and the others are answered all the same.
        _writers[loop] = loop.create_task(_write(waiting, verb))
    return await answer


async def _write(waiting: "list[Waiting]", verb: Take) -> None:
    """Write what waits until nothing does."""
    while waiting:
        group, waiting[:] = waiting[:MOST], waiting[MOST:]
        await _together(verb, group)


async def _together(verb: Take, group: "Sequence[Waiting]") -> None:
    try:
        answers = await db.run(_all, how=verb, batches=[batch for batch, _ in group])
    except Exception:
        await _alone(verb, group)
        return
    for (_, future), answer in zip(group, answers, strict=True):
        if not future.done():
            future.set_result(answer)


async def _alone(verb: Take, group: "Sequence[Waiting]") -> None:
    """One of them could not be taken in: each for itself, so that it takes nobody along."""
    for batch, future in group:
        try:
            answer = await db.run(_one, how=verb, batch=batch)
        except Exception as error:
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(answer)


def _all(session: Session, *, how: Take, batches: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    later: set[UUID] = set()
    answers = [how(session, later=later, **batch) for batch in batches]
    if later:
        duty_book.refresh(session, ids=later, now=deps.now())
    return answers


def _one(session: Session, *, how: Take, batch: dict[str, Any]) -> dict[str, Any]:
    return _all(session, how=how, batches=[batch])[0]
