"""Needs on screen for those who read from the server: leads, secretaries, posted cadres, workers on a borrowed device."""

from datetime import UTC, date, datetime

import reflex as rx

from app import db
from app.errors import Invalid
from app.models.accounts import Role
from app.models.desk_shapes import NeedGroup, NeedOpen
from app.services import need_help, need_lists, needs
from app.state.gate import allow, current_actor, known_id

WHO: tuple[Role, ...] = (Role.COMMUNITY, Role.SPECIALIST, Role.SECRETARY, Role.POSTED_CADRE, Role.GRID, Role.INFO)
ASSIGN = (Role.COMMUNITY, Role.SECRETARY)


def day_of(text: str) -> date | None:
    """A day out of a field; None for an empty one. Raises Invalid."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("day_wrong", "日期不对。", "The day does not fit.") from error


class NeedsState(rx.State):
    """The groups, and the need that is open."""

    loaded: bool = False
    only: str = ""
    page: int = 0
    more: bool = False
    groups: list[NeedGroup] = []
    opened: NeedOpen = NeedOpen()
    is_open: bool = False
    move: str = ""

    @rx.event
    @allow(*WHO)
    async def load(self):
        """The first fifty."""
        await self._show()

    @rx.event
    @allow(*WHO)
    async def choose(self, only: str):
        """All, the stuck ones, one's own, or those that have ended."""
        self.only, self.page, self.is_open = only if only in ("stuck", "mine", "ended") else "", 0, False
        await self._show()

    @rx.event
    @allow(*WHO)
    async def turn(self, by: int):
        """One page on or back."""
        self.page = max(0, min(200, self.page + by))
        await self._show()

    @rx.event
    @allow(*WHO)
    async def open_one(self, need_id: str):
        """One need with its moves; a look that is recorded. The same one again closes it."""
        self.move = ""
        if self.is_open and self.opened.line.id == need_id:
            self.is_open = False
            return
        self.opened = await db.run(need_lists.open_one, actor=await current_actor(self), need_id=known_id(need_id), now=datetime.now(UTC))
        self.is_open = True

    @rx.event
    @allow(*WHO)
    async def begin(self, move: str):
        """Prepare a move of the need that is open."""
        self.move = move[:12]

    @rx.event
    @allow(*WHO)
    async def make(self, words: str, to: str, next_step: str, next_on: str):
        """Make the move that was prepared."""
        actor, now = await current_actor(self), datetime.now(UTC)
        await db.run(
            needs.move, actor=actor, need_id=known_id(self.opened.line.id), move=self.move, next_step=next_step[:200], next_on=day_of(next_on), words=words[:200],
            to=to[:40], happened_at=now, now=now,
        )  # fmt: skip
        await self._again()

    @rx.event
    @allow(*WHO)
    async def ask_volunteers(self):
        """Ask volunteers for the open need: one tap makes the shift."""
        await db.run(need_help.from_need, actor=await current_actor(self), need_id=known_id(self.opened.line.id), now=datetime.now(UTC))
        await self._again()

    @rx.event
    @allow(*ASSIGN)
    async def assign(self, owner_id: str):
        """Give the open need another owner."""
        actor = await current_actor(self)
        await db.run(need_lists.hand_over, actor=actor, need_id=known_id(self.opened.line.id), owner_id=known_id(owner_id), now=datetime.now(UTC))
        await self._again()

    async def _again(self) -> None:
        self.move = ""
        if self.is_open:
            key = known_id(self.opened.line.id)
            self.opened = await db.run(need_lists.open_one, actor=await current_actor(self), need_id=key, now=datetime.now(UTC))
        await self._show()

    async def _show(self) -> None:
        self.groups = await db.read(need_lists.groups, actor=await current_actor(self), only=self.only, page=self.page, now=datetime.now(UTC))
        self.more = sum(g.count for g in self.groups) >= need_lists.PAGE
        self.loaded = True
