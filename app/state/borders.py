"""The page of borders: choose a community, see what a change would move, make it, and take it back."""

from datetime import UTC, datetime

import reflex as rx

from app import db
from app.models.accounts import Role
from app.models.shapes import BorderEffect, BorderLine, GridLine, HouseLine, Place, StairLine, YardLine
from app.services import border_lists, borders
from app.state.gate import allow, current_actor, known_id

WHO = (Role.DISTRICT, Role.COMMUNITY)


class BordersState(rx.State):
    """What the page shows. `work` says what is being prepared: merge, split, move, or nothing."""

    streets: list[Place] = []
    communities: list[Place] = []
    street: str = ""
    community: str = ""
    community_name: str = ""
    grids: list[GridLine] = []
    yards: list[YardLine] = []
    history: list[BorderLine] = []
    loaded: bool = False
    work: str = ""
    subject: str = ""
    subject_name: str = ""
    to_streets: list[Place] = []
    to_communities: list[Place] = []
    to_street: str = ""
    to_community: str = ""
    targets: list[Place] = []
    target: str = ""
    houses: list[HouseLine] = []
    house_page: int = 0
    house_pages: int = 1
    ticked: int = 0
    seen: bool = False
    """Whether `effect` tells what would happen if the work were done now."""
    effect: BorderEffect = BorderEffect()
    done: str = ""
    """merge, split, move or undo: what has just been done, told by `effect`."""
    _units: list[str] = []
    _name: str = ""

    @rx.event
    @allow(*WHO)
    async def load(self):
        """The streets this person may change; with only one of them, its communities; with only one of these, its grids."""
        actor = await current_actor(self)
        self.streets = await db.read(border_lists.children, actor=actor)
        self.history = await db.read(border_lists.history, actor=actor)
        self.loaded = True
        if len(self.streets) == 1:
            await self._take_street(self.streets[0].code)
        elif self.community:
            await self._show()

    @rx.event
    @allow(*WHO)
    async def choose_street(self, code: str):
        """The communities of a street."""
        await self._take_street(code)

    @rx.event
    @allow(*WHO)
    async def choose_community(self, code: str):
        """The grids and courtyards of a community."""
        await self._take_community(code)

    @rx.event
    @allow(*WHO)
    async def begin_merge(self, code: str):
        """Prepare to merge a grid into another one of the community."""
        self._begin("merge", code, next((g.name for g in self.grids if g.code == code), ""))
        self.targets = [Place(g.code, g.name) for g in self.grids if g.code != code and not g.became]

    @rx.event
    @allow(*WHO)
    async def begin_split(self, code: str):
        """Prepare to make a new grid of some staircases."""
        self._begin("split", code, next((g.name for g in self.grids if g.code == code), ""))
        await self._staircases()

    @rx.event
    @allow(*WHO)
    async def begin_move(self, yard_id: str):
        """Prepare to give a courtyard to a grid."""
        self._begin("move", yard_id, next((y.name for y in self.yards if y.id == yard_id), ""))
        self.to_streets, self.to_communities = self.streets, self.communities
        self.to_street, self.to_community = self.street, self.community
        self.targets = [Place(g.code, g.name) for g in self.grids if not g.became]

    @rx.event
    @allow(*WHO)
    async def cancel(self):
        """Put away what was being prepared."""
        self._begin("", "", "")

    @rx.event
    @allow(*WHO)
    async def to_another_street(self, code: str):
        """Look for the courtyard's new grid in another street."""
        self.to_street, self.to_community, self.target, self.targets, self.seen = code, "", "", [], False
        self.to_communities = await db.read(border_lists.children, actor=await current_actor(self), parent=code) if code else []

    @rx.event
    @allow(*WHO)
    async def to_another_community(self, code: str):
        """Look for the courtyard's new grid in another community."""
        self.to_community, self.target, self.targets, self.seen = code, "", [], False
        if code:
            found = await db.run(border_lists.grids, actor=await current_actor(self), community=code, now=datetime.now(UTC))
            self.targets = [Place(g.code, g.name) for g in found if not g.became]

    @rx.event
    @allow(*WHO)
    async def choose_target(self, code: str):
        """The grid that takes it over, and at once what would move."""
        self.target, self.seen = code, False
        if code:
            await self._preview()

    @rx.event
    @allow(*WHO)
    async def turn_houses(self, by: int):
        """The next or the last fifty buildings; what is ticked stays ticked."""
        self.house_page = max(0, min(self.house_pages - 1, self.house_page + by))
        await self._staircases()

    @rx.event
    @allow(*WHO)
    async def tick(self, unit_id: str):
        """Take a staircase along, or leave it."""
        unit = str(known_id(unit_id))
        self._units = [u for u in self._units if u != unit] if unit in self._units else [*self._units, unit]
        self._mark()

    @rx.event
    @allow(*WHO)
    async def tick_house(self, key: str):
        """Take all staircases of a building along, or none of them."""
        mine = next(([s.id for s in h.stairs] for h in self.houses if h.key == key), [])
        others = [u for u in self._units if u not in mine]
        self._units = others if all(u in self._units for u in mine) else [*others, *mine]
        self._mark()

    @rx.event
    @allow(*WHO)
    async def preview_split(self, name: str):
        """What the split would move, under this name."""
        self._name = name
        await self._preview()

    @rx.event
    @allow(*WHO)
    async def confirm(self):
        """Do what was shown."""
        actor, now = await current_actor(self), datetime.now(UTC)
        work = self.work
        if work == "merge":
            effect = await db.run(borders.merge, actor=actor, source=self.subject, target=self.target, now=now)
        elif work == "split":
            effect = await db.run(borders.split, actor=actor, grid=self.subject, new_name=self._name, units=[known_id(u) for u in self._units], now=now)
        elif work == "move":
            effect = await db.run(borders.move_courtyard, actor=actor, courtyard_id=known_id(self.subject), to_grid=self.target, now=now)
        else:
            return
        await self._tell(work, effect)

    @rx.event
    @allow(*WHO)
    async def take_back(self, move_id: str):
        """Take a change back."""
        effect = await db.run(borders.undo, actor=await current_actor(self), move_id=known_id(move_id), now=datetime.now(UTC))
        await self._tell("undo", effect)

    async def _take_street(self, code: str) -> None:
        self.street, self.community, self.community_name, self.grids, self.yards, self.done = code, "", "", [], [], ""
        self._begin("", "", "")
        self.communities = await db.read(border_lists.children, actor=await current_actor(self), parent=code) if code else []
        if len(self.communities) == 1:
            await self._take_community(self.communities[0].code)

    async def _take_community(self, code: str) -> None:
        self.community, self.done = code, ""
        self.community_name = next((p.name for p in self.communities if p.code == code), "")
        self._begin("", "", "")
        await self._show()

    async def _show(self) -> None:
        actor, now = await current_actor(self), datetime.now(UTC)
        self.grids, self.yards = [], []
        if self.community:
            self.grids = await db.run(border_lists.grids, actor=actor, community=self.community, now=now)
            self.yards = await db.run(border_lists.courtyards, actor=actor, community=self.community, now=now)

    def _begin(self, work: str, subject: str, name: str) -> None:
        self.work, self.subject, self.subject_name = work, subject, name
        self.target, self.targets, self.houses, self._units, self._name = "", [], [], [], ""
        self.house_page, self.ticked, self.seen = 0, 0, False
        if work:
            self.done = ""

    async def _staircases(self) -> None:
        self.houses, self.house_pages = await db.run(
            border_lists.staircases, actor=await current_actor(self), grid=self.subject, page=self.house_page, now=datetime.now(UTC)
        )
        self._mark()

    def _mark(self) -> None:
        self.houses = [
            HouseLine(h.key, h.courtyard, h.building, [StairLine(s.id, s.number, s.doors, s.id in self._units) for s in h.stairs]) for h in self.houses
        ]
        self.ticked, self.seen = len(self._units), False

    async def _preview(self) -> None:
        actor, now = await current_actor(self), datetime.now(UTC)
        self.seen = False
        if self.work == "merge":
            self.effect = await db.run(borders.preview_merge, actor=actor, source=self.subject, target=self.target, now=now)
        elif self.work == "split":
            self.effect = await db.run(
                borders.preview_split, actor=actor, grid=self.subject, new_name=self._name, units=[known_id(u) for u in self._units], now=now
            )
        elif self.work == "move":
            self.effect = await db.run(borders.preview_move, actor=actor, courtyard_id=known_id(self.subject), to_grid=self.target, now=now)
        else:
            return
        self.seen = True

    async def _tell(self, done: str, effect: BorderEffect) -> None:
        self._begin("", "", "")
        self.effect, self.done = effect, done
        await self._show()
        self.history = await db.read(border_lists.history, actor=await current_actor(self))
