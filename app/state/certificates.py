"""Certificates at the desk: what was asked for, stands in public or is ready to sign; and the export of hours."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import reflex as rx

from app import db
from app.models.accounts import Role
from app.models.volunteer_shapes import CertificateLine
from app.services import certificates, volunteer_export
from app.services.residents import today_in_dalian
from app.state.gate import allow, current_actor, known_id
from app.state.once import one_at_a_time

WHO: tuple[Role, ...] = (Role.COMMUNITY, Role.SECRETARY, Role.LEADER)
ISSUER = (Role.COMMUNITY,)


class CertificatesState(rx.State):
    """The list, the one that is open, and what was just done."""

    loaded: bool = False
    section: str = "open"
    lines: list[CertificateLine] = []
    total: int = 0
    page: int = 0
    pages: int = 1
    opened: CertificateLine = CertificateLine()
    done: str = ""
    """What was just done, as a code."""
    decided: str = ""
    """What it was done to."""
    busy: bool = False

    @rx.event
    @allow(*WHO)
    async def load(self):
        """What waits."""
        self.done, self.busy = "", False
        await self._show()

    @rx.event
    @allow(*WHO)
    async def choose(self, section: str):
        """What waits, or what is over."""
        self.section, self.page, self.opened, self.done = ("ended" if section == "ended" else "open"), 0, CertificateLine(), ""
        await self._show()

    @rx.event
    @allow(*WHO)
    async def turn(self, by: int):
        """One page on or back."""
        self.page = max(0, min(self.pages - 1, self.page + by))
        await self._show()

    @rx.event
    @allow(*WHO)
    async def open_one(self, certificate_id: str):
        """One of the list; the same one again closes it."""
        again = self.opened.id == certificate_id
        self.opened = next((line for line in self.lines if line.id == certificate_id and not again), CertificateLine())
        self.done = self.decided = ""

    @rx.event
    @allow(*ISSUER)
    @one_at_a_time
    async def put_up(self, in_charge: str, contact: str):
        """The first signature."""
        one, now = self._one(), datetime.now(UTC)
        await db.run(certificates.put_up, actor=await current_actor(self), certificate_id=one, in_charge=in_charge, contact=contact, now=now)
        await self._did("shown")

    @rx.event
    @allow(*WHO)
    @one_at_a_time
    async def sign(self):
        """The second signature."""
        await db.run(certificates.issue, actor=await current_actor(self), certificate_id=self._one(), now=datetime.now(UTC))
        await self._did("issued")

    @rx.event
    @allow(*ISSUER)
    async def refuse(self, reason: str):
        """Not to be issued, and why."""
        await db.run(certificates.refuse, actor=await current_actor(self), certificate_id=self._one(), reason=reason, now=datetime.now(UTC))
        await self._did("refused")

    @rx.event
    @allow(*ISSUER)
    async def revoke(self, reason: str):
        """No longer in force, and why."""
        await db.run(certificates.revoke, actor=await current_actor(self), certificate_id=self._one(), reason=reason, now=datetime.now(UTC))
        await self._did("revoked")

    def _one(self) -> UUID:
        """The open one; after it was decided, still the same, so that a second tap is told what became of it."""
        return known_id(self.opened.id or self.decided)

    async def _did(self, what: str) -> None:
        self.decided = self.opened.id or self.decided
        await self._show()
        self.done, self.opened = what, CertificateLine()

    async def _show(self) -> None:
        self.lines, self.total = await db.read(
            certificates.list_for, actor=await current_actor(self), section=self.section, page=self.page, now=datetime.now(UTC)
        )
        self.pages = max(1, -(-self.total // certificates.PAGE))
        self.loaded = True


class HoursFileState(rx.State):
    """The days of the export, what it is for, and how many rows it would have."""

    loaded: bool = False
    community: str = ""
    first: str = ""
    last: str = ""
    part: str = "month"
    reason: str = "platform"
    rows: int = 0
    most: int = volunteer_export.MOST_NAMED

    @rx.event
    @allow(*ISSUER)
    async def load(self):
        """This month so far."""
        await self._show(today_in_dalian(datetime.now(UTC)))

    @rx.event
    @allow(*ISSUER)
    async def turn(self, by: int):
        """One month on or back."""
        day = date.fromisoformat(self.first) if self.first else today_in_dalian(datetime.now(UTC))
        start = day.replace(day=1)
        await self._show(start + timedelta(days=32) if by > 0 else start - timedelta(days=1))

    @rx.event
    @allow(*ISSUER)
    async def choose_part(self, part: str):
        """The whole month, or one half of it."""
        self.part = part if part in volunteer_export.PARTS else "month"
        await self._show(date.fromisoformat(self.first) if self.first else today_in_dalian(datetime.now(UTC)))

    @rx.event
    @allow(*ISSUER)
    async def choose_reason(self, reason: str):
        """What the file is for."""
        self.reason = reason if reason in volunteer_export.REASONS else "platform"

    async def _show(self, day: date) -> None:
        actor, today = await current_actor(self), today_in_dalian(datetime.now(UTC))
        first, last = volunteer_export.days_of(min(day, today), self.part, today)
        self.community = next((g.area for g in actor.grants if g.role == Role.COMMUNITY), "")
        self.rows = await db.read(volunteer_export.size, actor=actor, community=self.community, first=first, last=last)
        self.first, self.last, self.loaded = first.isoformat(), last.isoformat(), True
