"""What the district reads of complaints and suggestions, and answers; sending one needs no State at all."""

from datetime import UTC, datetime

import reflex as rx

from app import db
from app.models.accounts import Role
from app.models.shapes import FeedbackLine, FeedbackOpen
from app.services import feedback
from app.state.gate import allow, current_actor, known_id


class FeedbackState(rx.State):
    """The list without its words, and the one that is open."""

    lines: list[FeedbackLine] = []
    total: int = 0
    page: int = 0
    pages: int = 1
    loaded: bool = False
    opened: FeedbackOpen = FeedbackOpen()

    @rx.event
    @allow(Role.DISTRICT)
    async def load(self):
        """The first page."""
        await self._show()

    @rx.event
    @allow(Role.DISTRICT)
    async def turn(self, by: int):
        """One page on or back."""
        self.page = max(0, min(self.pages - 1, self.page + by))
        await self._show()

    @rx.event
    @allow(Role.DISTRICT)
    async def open_one(self, feedback_id: str):
        """One, unsealed; a look that is recorded. The same one again closes it."""
        if self.opened.id == feedback_id:
            self.opened = FeedbackOpen()
            return
        actor = await current_actor(self)
        self.opened = await db.run(feedback.open_one, actor=actor, feedback_id=known_id(feedback_id), now=datetime.now(UTC))

    @rx.event
    @allow(Role.DISTRICT)
    async def answer(self, words: str):
        """Answer the one that is open."""
        actor = await current_actor(self)
        self.opened = await db.run(feedback.answer, actor=actor, feedback_id=known_id(self.opened.id), words=words, now=datetime.now(UTC))
        await self._show()

    async def _show(self) -> None:
        self.lines, self.total = await db.run(
            feedback.list_for, actor=await current_actor(self), page=self.page, now=datetime.now(UTC)
        )
        self.pages = max(1, -(-self.total // feedback.PAGE))
        self.loaded = True
