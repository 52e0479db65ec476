"""Files that somebody at a desk has sent: held in memory only, previewed, taken in, and gone within half an hour.

A roster holds identity numbers, which Linli never stores; so an uploaded file lies in memory without a name
(`memfd`), never on the disk. Another process, or this one after a restart, does not know it: then the page asks for it again.
"""

import asyncio
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app import db
from app.errors import AppError, Invalid, NotAllowed, NotFound, TooMany
from app.rules import granting
from app.rules.dalian import ZONE
from app.rules.granting import ADMINISTERS, IMPORTS
from app.services import accounts, second_factor, staff_list
from app.services.access import Actor
from app.services.imports import desk_words, guards
from app.services.imports.held import Held
from app.services.imports.report import Report
from app.services.imports.residents import import_residents
from app.services.imports.undo import undo
from app.services.staff_list import StaffReport

WHO = {"residents": IMPORTS, "accounts": ADMINISTERS}
"""Who may send which kind of list."""
LARGEST = 64 * 2**20
"""Bytes of one file (design.md §6)."""
KEPT_SECONDS = 1800
MOST_HELD = 6
_work = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
"""One list at a time: two would wait for the same rows."""
_books = ThreadPoolExecutor(max_workers=1, thread_name_prefix="books")
"""Workbooks that go out have a thread of their own: a rush of them keeps no sign-in waiting."""


def clock() -> datetime:
    """The server's time at the moment when a list has its turn."""
    return datetime.now(UTC)


BUSY = frozenset({"reading", "taking"})
_held: dict[str, Held] = {}
_coming: set[UUID] = set()
"""Who is sending a file at this moment."""
_guard = threading.Lock()


def _nameless() -> int:
    """A file in memory that no other program can open by a name; where there is none of that kind, one on the disk without a name."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("linli", 0)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _sweep() -> None:
    """Let files go that nobody has touched for half an hour; called with `_guard`."""
    for held in list(_held.values()):
        if time.monotonic() - held.at > KEPT_SECONDS and held.state not in BUSY:
            _held.pop(held.id).close()


def _sweep_later() -> None:
    def sweep() -> None:
        with _guard:
            _sweep()

    timer = threading.Timer(KEPT_SECONDS + 1, sweep)
    timer.daemon = True
    timer.start()


class Incoming:
    """A file on its way in: written piece by piece, then handed over or dropped. One at a time for each person."""

    def __init__(self, owner: UUID) -> None:
        """Make the place for it. Raises TooMany where this person sends one already, or too many wait."""
        self.owner, self.size = owner, 0
        with _guard:
            _sweep()
            if owner in _coming or len(_coming) + len(_held) >= MOST_HELD + (owner in {h.owner for h in _held.values()}):
                raise _too_many()
            _coming.add(owner)
        self.file = _nameless()

    def write(self, piece: bytes) -> None:
        """Take one piece. Raises Invalid where it is more than a list can be."""
        self.size += len(piece)
        if self.size > LARGEST:
            raise too_large()
        view = memoryview(piece)
        while view:
            view = view[os.write(self.file, view) :]

    def arrived(self) -> None:
        """Nothing more comes; the place among those on their way is free again."""
        with _guard:
            _coming.discard(self.owner)

    def drop(self) -> None:
        """Give the memory back."""
        self.arrived()
        os.close(self.file)


def _too_many() -> TooMany:
    return TooMany("imports_wait", "还有别的名册在处理，过几分钟再试。", "Other lists are being read. Try again in a few minutes.")


def too_large() -> Invalid:
    """More than 64 MB (413)."""
    error = Invalid("file_large", "文件超过 {n} MB，没有收。请分成几个文件。", "More than {n} MB; the file was not taken. Split it.", n=LARGEST // 2**20)
    error.status = 413
    return error


def hold(incoming: Incoming, *, actor: Actor, kind: str) -> str:
    """Keep a file and begin to read it for the preview; its id, which only its owner can use.

    Raises Invalid at once where it is no sheet, TooMany where too many wait. An earlier file of this person goes.
    """
    made = Held(secrets.token_hex(16), kind, actor.id, incoming.file, incoming.size, time.monotonic())
    try:
        with made.opened() as path:
            guards.kind_of(path)
        with _guard:
            if any(h.owner == actor.id and h.state in BUSY for h in _held.values()):
                raise _too_many()
            for other in [h for h in _held.values() if h.owner == actor.id]:
                _held.pop(other.id).close()
            _held[made.id] = made
    except AppError:
        incoming.drop()
        raise
    incoming.arrived()
    _sweep_later()
    _start(made, actor, dry_run=True)
    return made.id


def find(held_id: str, *, actor: Actor) -> Held:
    """The file of this id. Raises NotFound where it is gone, or somebody else's."""
    with _guard:
        _sweep()
        found = _held.get(held_id)
    if found is None or found.owner != actor.id:
        raise NotFound
    return found


def mine(*, actor: Actor, kind: str) -> Held | None:
    """The file of this kind that this person has sent and that is still here."""
    with _guard:
        _sweep()
        return next((h for h in _held.values() if h.owner == actor.id and h.kind == kind), None)


def take_in(held_id: str, *, actor: Actor) -> None:
    """Begin to take a previewed file in. Raises NotFound, Invalid where it was not previewed or is taken already."""
    held = find(held_id, actor=actor)
    with held.lock:
        if held.state != "ready":
            raise Invalid("not_previewed", "这个文件还没有试读，或已经导入了。", "This file was not previewed yet, or is in already.")
        held.state = "taking"
    _start(held, actor, dry_run=False)


def dismiss(held_id: str, *, actor: Actor) -> None:
    """Let a file go. Raises NotFound."""
    held = find(held_id, actor=actor)
    with held.lock:
        if held.state in BUSY:
            raise Invalid("still_reading", "还在读，等它读完。", "It is still being read; wait for it.")
        held.close()
    with _guard:
        _held.pop(held_id, None)


async def write_out(make: Callable[[], bytes]) -> bytes:
    """Make a workbook in its turn among the workbooks."""
    return await asyncio.get_running_loop().run_in_executor(_books, make)


async def take_back(batch_id: UUID, *, kind: str, actor: Actor) -> dict[str, str]:
    """Take a whole list back, in its turn among the lists; what happened, in both languages. Raises what the undo raises."""
    return await asyncio.get_running_loop().run_in_executor(_work, lambda: _take_back(batch_id, kind, actor))


def _take_back(batch_id: UUID, kind: str, actor: Actor) -> dict[str, str]:
    now = clock()
    with db.transaction() as session:
        actor = _still(session, actor, kind, now)
        if kind == "accounts":
            return desk_words.accounts_gone(*staff_list.take_back(session, actor=actor, batch_id=batch_id, now=now))
        return desk_words.undone(undo(session, batch_id=batch_id, actor_id=actor.id, role=actor.role or "", now=now))


def _start(held: Held, actor: Actor, *, dry_run: bool) -> None:
    work: Callable[..., Any] = _staff if held.kind == "accounts" else _residents

    def run() -> None:
        try:
            held.report = work(held, actor, dry_run)
            held.state = "ready" if dry_run else "done"
        except AppError as error:
            held.error, held.state = error, "failed"
        except Exception as error:  # its own words may hold a value of a row, so only its kind is kept
            held.error_number = type(error).__name__
            held.state = "failed"
        held.at = time.monotonic()

    held.progress = (0, 0)
    _work.submit(run)


def _still(session: Session, actor: Actor, kind: str, now: datetime) -> Actor:
    """The same person as they are now, inside the transaction that writes: a list waits its turn, and meanwhile a role may end.

    Raises NotAllowed.
    """
    again = accounts.again(session, actor=actor, now=now)
    if again is None or again.upload_only or again.must_change or not WHO[kind] & again.roles:
        raise NotAllowed
    second_factor.require(again)
    return again


def _residents(held: Held, actor: Actor, dry_run: bool) -> Report:
    now = clock()

    def progress(done: int, total: int) -> None:
        held.progress = (done, total)

    # A preview works on a copy, so that no phone waits for its turn to write while somebody reads what would change.
    with held.opened() as path, db.scratch() if dry_run else db.transaction() as session:
        actor = _still(session, actor, held.kind, now)
        return import_residents(
            session, path=path, area=granting.administers(actor.grants, WHO[held.kind]), actor_id=actor.id, role=actor.role or "",
            now=now, today=now.astimezone(ZONE).date(), dry_run=dry_run, progress=progress,
        )  # fmt: skip


def _staff(held: Held, actor: Actor, dry_run: bool) -> StaffReport:
    now = clock()
    with held.opened() as path, db.reading() if dry_run else db.transaction() as session:
        actor = _still(session, actor, held.kind, now)
        return staff_list.take(session, path=path, actor=actor, now=now, dry_run=dry_run)
