"""Hours that wait for a leader or keeper: what people ask for, and check-ins with something to look at."""

from datetime import UTC, datetime

import reflex as rx

from app import db
from app.errors import AppError
from app.models.accounts import Role
from app.models.volunteer_shapes import CountedLine, Waits
from app.services import hour_desk, hours
from app.state.gate import allow, current_actor, known_id

WHO: tuple[Role, ...] = (Role.LEADER, Role.SECRETARY, Role.COMMUNITY)


class ApprovalsState(rx.State):
    """What waits, and what was just done."""

    loaded: bool = False
    rows: list[Waits] = []
    counted: list[CountedLine] = []
    done: str = ""
    said_zh: str = ""
    said_en: str = ""

    @rx.event
    @allow(*WHO)
    async def load(self):
        """What waits now."""
        self.done = self.said_zh = self.said_en = ""
        await self._show()

    @rx.event
    @allow(*WHO)
    async def count_hours(self, row: str, minutes: str):
        """Confirm an attendance, with fewer minutes where some were typed."""
        await self._do(hours.decide_attendance, "counted", attendance_id=known_id(row), count=True, minutes=hour_desk.typed_minutes(minutes))

    @rx.event
    @allow(*WHO)
    async def drop_hours(self, row: str):
        """Do not confirm an attendance; the volunteer can ask for the time with a reason."""
        await self._do(hours.decide_attendance, "dropped", attendance_id=known_id(row), count=False)

    @rx.event
    @allow(*WHO)
    async def approve(self, row: str):
        """Approve what was asked for."""
        await self._do(hours.decide_request, "approved", request_id=known_id(row), approve=True)

    @rx.event
    @allow(*WHO)
    async def refuse(self, row: str, why: str):
        """Refuse what was asked for, with a sentence that its owner reads."""
        await self._do(hours.decide_request, "refused", request_id=known_id(row), approve=False, answer=why)

    @rx.event
    @allow(*WHO)
    async def put_right(self, row: str, minutes: str):
        """Put a counted line right by another line; its owner sees both."""
        await self._do(hours.correct, "right", entry_id=known_id(row), minutes=hour_desk.typed_minutes(minutes) or 0)

    async def _do(self, verb, word: str, **asked) -> None:  # type: ignore[no-untyped-def]
        self.done = self.said_zh = self.said_en = ""
        try:
            await db.run(verb, actor=await current_actor(self), now=datetime.now(UTC), **asked)
            self.done = word
        except AppError as error:
            self.said_zh, self.said_en = error.sentence("zh"), error.sentence("en")
        await self._show()

    async def _show(self) -> None:
        actor = await current_actor(self)
        self.rows = await db.read(hour_desk.lines, actor=actor)
        self.counted = await db.read(hour_desk.counted, actor=actor, now=datetime.now(UTC))
        self.loaded = True
