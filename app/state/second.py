"""The second factor on screen: whether this session still needs a code, setting an authenticator up, giving a code."""

from datetime import UTC, datetime

import reflex as rx

from app import db
from app.models.accounts import Role
from app.rules.granting import ADMINISTERS
from app.services import second_factor
from app.state.gate import allow, current_actor

WHO = (*ADMINISTERS, Role.AUDITOR)


class SecondState(rx.State):
    """What the panel shows. The secret of an offer is here until its first code was given, and nowhere else."""

    known: bool = False
    open: bool = False
    """Administration is open in this session."""
    enrolled: bool = False
    picture: str = ""
    secret: str = ""

    @rx.event
    @allow(*WHO)
    async def load(self):
        """Whether a code is needed."""
        actor = await current_actor(self)
        self.open, self.enrolled, self.known = actor.second_given, actor.second_factor, True

    @rx.event
    @allow(*WHO)
    async def offer(self):
        """A fresh secret to scan; it counts only after its first code."""
        made = await db.off_loop(second_factor.offer, actor=await current_actor(self))
        self.picture, self.secret = made.picture, made.secret

    @rx.event
    @allow(*WHO)
    async def enrol(self, code: str):
        """Put the scanned secret in force by its first code."""
        actor = await current_actor(self)
        await db.run(second_factor.enrol, actor=actor, secret=self.secret, code=code, now=datetime.now(UTC))
        self.picture, self.secret, self.enrolled, self.open = "", "", True, True

    @rx.event
    @allow(*WHO)
    async def give(self, code: str):
        """Open administration in this session."""
        await db.run(second_factor.give, actor=await current_actor(self), code=code, now=datetime.now(UTC))
        self.open = True
