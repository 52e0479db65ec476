"""The audit page: the trail by day, kind, person and resident, for the auditor alone."""

from datetime import UTC, datetime

import reflex as rx

from app import db
from app.models.accounts import Role
from app.models.shapes import ActCount, AuditHint, AuditLine, ChainState
from app.services import audit_reading
from app.state.gate import allow, current_actor


class AuditState(rx.State):
    """What one screen of the trail shows. Whatever is read here is recorded as well."""

    rows: list[AuditLine] = []
    counts: list[ActCount] = []
    hints: list[AuditHint] = []
    chain: ChainState = ChainState()
    day: str = ""
    page: int = 0
    more: bool = False
    unknown: bool = False
    loaded: bool = False
    _day: str = ""
    _kind: str = ""
    _person: str = ""
    _resident: str = ""

    @rx.event
    @allow(Role.AUDITOR)
    async def load(self):
        """Today's rows and the state of the chain, without filters."""
        self._day, self._kind, self._person, self._resident, self.page = "", "", "", "", 0
        self.chain = await db.run(audit_reading.chain, actor=await current_actor(self), now=datetime.now(UTC))
        await self._show()

    @rx.event
    @allow(Role.AUDITOR)
    async def choose_day(self, day: str):
        """The rows of one day; an emptied field means today, or all days of a person or a resident."""
        if day:
            audit_reading.parse_day(day)
        self._day, self.page = day, 0
        await self._show()

    @rx.event
    @allow(Role.AUDITOR)
    async def toggle_kind(self, kind: str):
        """Only one kind of act, or all again."""
        before = self._kind
        self._kind, self.page = "" if kind == before else kind, 0
        try:
            await self._show()
        except Exception:
            self._kind = before  # one that is not there must not spoil every list after it
            raise

    @rx.event
    @allow(Role.AUDITOR)
    async def find_person(self, account: str):
        """What one colleague did, by account or name."""
        self._person, self.page = account.strip()[:40], 0
        await self._show()

    @rx.event
    @allow(Role.AUDITOR)
    async def find_resident(self, number: str):
        """What was done with one resident's record, by id or by the number on the print-out."""
        self._resident, self.page = number.strip()[:40], 0
        await self._show()

    @rx.event
    @allow(Role.AUDITOR)
    async def turn(self, by: int):
        """One page on or back."""
        self.page = max(0, min(10_000, self.page + by))
        await self._show()

    async def _show(self) -> None:
        actor = await current_actor(self)
        found = await db.run(
            audit_reading.entries, actor=actor, kind=self._kind, day=self._day, person=self._person, resident=self._resident,
            page=self.page, now=datetime.now(UTC),
        )  # fmt: skip
        self.rows, self.counts, self.hints = found.rows, found.counts, found.hints
        self.day, self.page, self.more, self.unknown = found.day, found.page, found.more, found.unknown
        self.loaded = True
