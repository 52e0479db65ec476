"""The residents screens of those who read from the server: leads, the district, and workers on a borrowed device."""

import asyncio
from datetime import UTC, datetime

import reflex as rx

from app import db
from app.config import settings
from app.errors import Invalid, NotFound
from app.models.accounts import Role
from app.models.shapes import Card, Chip, Group
from app.rules.visibility import SIGHT
from app.services import residents
from app.state.gate import allow, current_actor, known_id

READERS: tuple[Role, ...] = tuple(SIGHT)


class ResidentsState(rx.State):
    """What one screen shows; everything personal in it was asked for by this very person and goes with the session."""

    groups: list[Group] = []
    chips: list[Chip] = []
    total: int = 0
    more_than_total: bool = False
    page: int = 0
    pages: int = 1
    area_name: str = ""
    area_people: int = 0
    loaded: bool = False
    card: Card = Card()
    card_missing: bool = False
    shown_phone: str = ""
    shown_for: str = ""
    _text: str = ""
    _filters: list[str] = []
    _shown: int = 0

    @rx.event
    @allow(*READERS)
    async def load(self):
        """The first page of this person's area."""
        actor = await current_actor(self)
        self.area_name, self.area_people = await db.read(residents.area_title, actor=actor)
        # Counted once: they are of the whole area and do not depend on what is typed.
        self.chips = await db.read(residents.chips_for, actor=actor, filters=self._filters, now=datetime.now(UTC))
        await self._show()

    @rx.event
    @allow(*READERS)
    async def search(self, text: str):
        """People that fit what was typed."""
        self._text, self.page = text, 0
        await self._show()

    @rx.event
    @allow(*READERS)
    async def toggle(self, code: str):
        """Put a filter on or take it off."""
        before, self.page = self._filters, 0
        self._filters = [f for f in before if f != code] if code in before else [*before, code]
        try:
            await self._show()
        except Invalid:  # one that is not there must not stay and spoil every list after it
            self._filters = before
            raise

    @rx.event
    @allow(*READERS)
    async def turn(self, by: int):
        """One page on or back."""
        self.page = max(0, min(self.pages - 1, self.page + by))
        await self._show()

    @rx.event
    @allow(*READERS)
    async def open_card(self, resident_id: str):
        """One card; a look that is recorded. Somebody else's shows the same as nobody's."""
        actor = await current_actor(self)
        self.shown_phone, self.shown_for = "", ""
        try:
            self.card = await db.run(
                residents.card_for, actor=actor, resident_id=known_id(resident_id), now=datetime.now(UTC)
            )
            self.card_missing = False
        except NotFound:
            self.card, self.card_missing = Card(), True

    @rx.event
    @allow(*READERS)
    async def open_tags(self):
        """The sensitive tags of the open card; recorded."""
        actor = await current_actor(self)
        self.card.opened = await db.run(
            residents.open_sensitive, actor=actor, resident_id=known_id(self.card.id), now=datetime.now(UTC)
        )

    @rx.event
    @allow(*READERS)
    async def reveal(self, kin_id: str, purpose: str):
        """One phone number of the open card for a named purpose; it is gone again after half a minute."""
        actor = await current_actor(self)
        self.shown_phone = await db.run(
            residents.reveal_phone, actor=actor, resident_id=known_id(self.card.id),
            kin_id=known_id(kin_id) if kin_id else None, purpose=purpose, now=datetime.now(UTC),
        )  # fmt: skip
        self.shown_for = kin_id or self.card.id
        self._shown += 1
        return ResidentsState.hide_phone(self._shown)  # type: ignore[misc]  # a handler makes an event when called

    @rx.event(background=True)
    @allow(*READERS)
    async def hide_phone(self, shown: int):
        """Take the number off the screen after half a minute, unless another one was asked for meanwhile."""
        async with self:
            if self._shown != shown:  # nobody's number; a made-up call waits for nothing
                return
        await asyncio.sleep(settings.shown_seconds)
        async with self:
            if self._shown == shown:
                self.shown_phone, self.shown_for = "", ""

    async def _show(self) -> None:
        actor = await current_actor(self)
        now = datetime.now(UTC)
        found = await db.run(
            residents.list_for, actor=actor, text=self._text, filters=self._filters, page=self.page, now=now
        )
        self.groups, self.total, self.more_than_total = found.groups, found.total, found.more_than_total
        self.pages = max(1, -(-found.total // residents.PAGE))
        self.chips = [Chip(c.code, c.shown, c.code in self._filters) for c in self.chips]
        self.loaded = True
