"""My devices: where I am signed in, ending one of them, reporting one as lost (promises C12, D13)."""

from datetime import UTC, datetime

import reflex as rx

from app import db
from app.models.shapes import SessionRow
from app.services import devices
from app.state.gate import allow, current_actor


class DevicesState(rx.State):
    """The own sessions; asked for by a tap, so that the page stands without signal too."""

    rows: list[SessionRow] = []
    shown: bool = False

    @rx.event
    @allow(anyone_signed_in=True)
    async def load(self):
        """Where this person is signed in."""
        self.rows = await db.read(devices.sessions_of, actor=await current_actor(self), now=datetime.now(UTC))
        self.shown = True

    @rx.event
    @allow(anyone_signed_in=True)
    async def end(self, handle: str):
        """End one session."""
        await db.run(devices.end_one, actor=await current_actor(self), handle=handle, now=datetime.now(UTC))
        await self._again()

    @rx.event
    @allow(anyone_signed_in=True)
    async def lost(self, handle: str):
        """Report the phone behind a session as lost."""
        await db.run(devices.report_lost, actor=await current_actor(self), handle=handle, now=datetime.now(UTC))
        await self._again()

    async def _again(self) -> None:
        self.rows = await db.read(devices.sessions_of, actor=await current_actor(self), now=datetime.now(UTC))
