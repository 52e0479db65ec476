"""Day notes and sheets on screen: one's own day with its one paragraph, and the counts of a week or month."""

from datetime import UTC, date, datetime, timedelta

import reflex as rx

from app import db
from app.models.accounts import Role
from app.models.desk_shapes import Choice, Day, SheetRow
from app.services import day_notes, sheets
from app.services.residents import today_in_dalian
from app.state.gate import allow, current_actor

WRITES: tuple[Role, ...] = (Role.GRID, Role.INFO, Role.SECRETARY, Role.COMMUNITY, Role.SPECIALIST, Role.POSTED_CADRE)
SHEETS: tuple[Role, ...] = (Role.COMMUNITY, Role.GRID, Role.INFO, Role.SECRETARY, Role.STREET, Role.DISTRICT)


class DayState(rx.State):
    """The day that is shown."""

    loaded: bool = False
    day: Day = Day()
    saved: bool = False

    @rx.event
    @allow(*WRITES)
    async def load(self):
        """Today, or the day that was shown last."""
        await self._show(self.day.day)

    @rx.event
    @allow(*WRITES)
    async def turn(self, by: int):
        """One day on or back."""
        self.saved = False
        day = date.fromisoformat(self.day.day) if self.day.day else today_in_dalian(datetime.now(UTC))
        await self._show((day + timedelta(days=max(-31, min(31, by)))).isoformat())

    @rx.event
    @allow(*WRITES)
    async def write(self, words: str):
        """Keep the one paragraph of today."""
        now = datetime.now(UTC)
        await db.run(day_notes.write, actor=await current_actor(self), day=today_in_dalian(now), text=words, now=now)
        self.saved = True
        await self._show("")

    async def _show(self, day: str) -> None:
        now = datetime.now(UTC)
        today = today_in_dalian(now)
        wanted = min(date.fromisoformat(day), today) if day else today
        self.day = await db.run(day_notes.compose, actor=await current_actor(self), day=wanted, now=now)
        self.loaded = True


class SheetsState(rx.State):
    """The area and the time of the sheet, and its counts."""

    loaded: bool = False
    areas: list[Choice] = []
    area: str = ""
    span: str = "week"
    day: str = ""
    first: str = ""
    last: str = ""
    rows: list[SheetRow] = []
    grid: bool = False
    """Whether the chosen area is a grid, for which there is a hand-over sheet."""

    @rx.event
    @allow(*SHEETS)
    async def load(self):
        """The own area, this week."""
        self.areas = await db.read(sheets.areas, actor=await current_actor(self))
        if self.areas and self.area not in {a.code for a in self.areas}:
            self.area = self.areas[0].code
        await self._show()

    @rx.event
    @allow(*SHEETS)
    async def choose_area(self, code: str):
        """Another area."""
        self.area = code if code in {a.code for a in self.areas} else ""
        await self._show()

    @rx.event
    @allow(*SHEETS)
    async def choose_span(self, span: str):
        """Weeks or months."""
        self.span = span if span in sheets.SPANS else "week"
        await self._show()

    @rx.event
    @allow(*SHEETS)
    async def turn(self, by: int):
        """One week or month on or back."""
        today = today_in_dalian(datetime.now(UTC))
        first, last = sheets.period(self.span, date.fromisoformat(self.day) if self.day else today)
        self.day = min(last + timedelta(days=1) if by > 0 else first - timedelta(days=1), today).isoformat()
        await self._show()

    async def _show(self) -> None:
        actor = await current_actor(self)
        day = date.fromisoformat(self.day) if self.day else today_in_dalian(datetime.now(UTC))
        first, last = sheets.period(self.span, day)
        self.first, self.last, self.day, self.grid = first.isoformat(), last.isoformat(), day.isoformat(), len(self.area) == 15
        inside = self.area and any(self.area.startswith(g.area) for g in actor.grants)
        self.rows = await db.read(sheets.counts, actor=actor, area=self.area, span=self.span, day=day) if inside else []
        self.loaded = True
