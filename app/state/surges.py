"""Surge lists on screen: those that are open with how far they are, and opening a new one after a look at what it holds."""

from datetime import UTC, datetime

import reflex as rx

from app import db
from app.models.accounts import Role
from app.models.desk_shapes import Choice, SurgeLine, SurgePart
from app.services import inbox, surge
from app.state.gate import allow, current_actor, known_id

OPENS: tuple[Role, ...] = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)


class SurgesState(rx.State):
    """What the section shows."""

    loaded: bool = False
    lines: list[SurgeLine] = []
    areas: list[Choice] = []
    area: str = ""
    people: str = ""
    """How many a list of the chosen area would hold, as words; "" before one was chosen."""
    parts: list[SurgePart] = []

    @rx.event
    @allow(*OPENS)
    async def load(self):
        """The open lists and the areas for which one may be opened."""
        actor = await current_actor(self)
        self.areas = await db.read(surge.area_choices, actor=actor)
        await self._show()

    @rx.event
    @allow(*OPENS)
    async def preview(self, area: str):
        """How many people a list of this area would hold, and where."""
        self.area, self.people, self.parts = area, "", []
        if area:
            self.people, parts = await db.run(surge.preview, actor=await current_actor(self), area=area, now=datetime.now(UTC))
            self.parts = [SurgePart(p.code, p.name, p.people, p.reached, p.left) for p in parts]

    @rx.event
    @allow(*OPENS)
    async def open_list(self, kind: str, hours: str):
        """Open a list for the area that was looked at."""
        within = int(hours) if hours.isdigit() and len(hours) < 4 else None
        await db.run(surge.open_list, actor=await current_actor(self), area=self.area, kind=kind, hours=within, now=datetime.now(UTC))
        self.area, self.people, self.parts = "", "", []
        await self._show()

    @rx.event
    @allow(*OPENS)
    async def close_list(self, surge_id: str):
        """Close a list; who was not reached stays on it as not reached."""
        await db.run(surge.close, actor=await current_actor(self), surge_id=known_id(surge_id), now=datetime.now(UTC))
        await self._show()

    async def _show(self) -> None:
        self.lines = await db.read(inbox.surge_lines, actor=await current_actor(self), now=datetime.now(UTC))
        self.loaded = True
