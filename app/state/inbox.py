"""The lead's inbox on screen: searches, held records, proposals, clashes, twins, lost phones, what was merged."""

import asyncio
from datetime import UTC, datetime

import reflex as rx

from app import db
from app.config import settings
from app.models.accounts import Role
from app.models.desk_shapes import (
    AskLine,
    CaseLine,
    ClashLine,
    HeldLine,
    Inbox,
    MergeLine,
    Pair,
    PhoneLine,
    TagAsk,
    TwinLine,
)
from app.services import cases, held, inbox, people, residents, tag_reviews, twins
from app.state.gate import allow, current_actor, known_id

WHO: tuple[Role, ...] = (Role.COMMUNITY, Role.SPECIALIST, Role.STREET, Role.DISTRICT)
LEAD = (Role.COMMUNITY,)
REVIEW = (Role.COMMUNITY, Role.SPECIALIST)
SECTIONS = ("cases", "held", "tags", "clashes", "twins", "surges", "phones")


class InboxState(rx.State):
    """What waits, one kind of it on screen at a time; everything personal in it was asked for by this very person."""

    loaded: bool = False
    counts: Inbox = Inbox()
    section: str = ""
    cases: list[CaseLine] = []
    asked: str = ""
    """The person of the search whose numbers are open."""
    asks: list[AskLine] = []
    shown_phone: str = ""
    shown_for: str = ""
    held: list[HeldLine] = []
    read: str = ""
    read_lines: list[Pair] = []
    tags: list[TagAsk] = []
    clashes: list[ClashLine] = []
    twins: list[TwinLine] = []
    merges: list[MergeLine] = []
    phones: list[PhoneLine] = []
    done: str = ""
    """What was just done, as a code."""
    _shown: int = 0

    @rx.event
    @allow(*WHO)
    async def load(self):
        """The counts, and the first section in which something waits."""
        await self._count()
        if not self.section:
            waits = {"cases": self.counts.cases, "held": self.counts.held, "tags": self.counts.tags, "clashes": self.counts.clashes, "twins": self.counts.twins}
            self.section = next((name for name in SECTIONS if waits.get(name)), "cases")
        await self._show()

    @rx.event
    @allow(*WHO)
    async def count(self):
        """The counts alone, for the tab."""
        await self._count()

    @rx.event
    @allow(*WHO)
    async def show(self, section: str):
        """Another kind of what waits."""
        self.section, self.done = section if section in SECTIONS else "cases", ""
        await self._count()
        await self._show()

    @rx.event
    @allow(*LEAD)
    async def ask(self, resident_id: str):
        """Whom one may call about a search; a look that is recorded. The same one again closes it."""
        self.shown_phone, self.shown_for = "", ""
        if self.asked == resident_id:
            self.asked, self.asks = "", []
            return
        actor = await current_actor(self)
        self.asks = await db.run(inbox.ask_lines, actor=actor, resident_id=known_id(resident_id), now=datetime.now(UTC))
        self.asked = resident_id

    @rx.event
    @allow(*LEAD)
    async def reveal(self, kin_id: str):
        """One number of the search that is open, to call it; gone again after half a minute."""
        actor = await current_actor(self)
        self.shown_phone = await db.run(
            residents.reveal_phone, actor=actor, resident_id=known_id(self.asked), kin_id=known_id(kin_id) if kin_id else None,
            purpose="emergency", now=datetime.now(UTC),
        )  # fmt: skip
        self.shown_for = kin_id or self.asked
        self._shown += 1
        return InboxState.hide_phone(self._shown)  # type: ignore[misc]  # a handler makes an event when called

    @rx.event(background=True)
    @allow(*LEAD)
    async def hide_phone(self, shown: int):
        """Take the number off the screen after half a minute, unless another one was asked for meanwhile."""
        async with self:
            if self._shown != shown or not shown:
                return
        await asyncio.sleep(settings.shown_seconds)
        async with self:
            if self._shown == shown:
                self.shown_phone, self.shown_for = "", ""

    @rx.event
    @allow(*LEAD)
    async def step(self, resident_id: str, step: str, result: str):
        """One step of a search, taken by the lead."""
        actor, now = await current_actor(self), datetime.now(UTC)
        await db.run(cases.step, actor=actor, resident_id=known_id(resident_id), step=step, result=result, happened_at=now, now=now)
        await self._after("step")

    @rx.event
    @allow(*LEAD)
    async def close_case(self, resident_id: str, finding: str, note: str):
        """End a search with what was found; there is no end without that."""
        actor, now = await current_actor(self), datetime.now(UTC)
        mistake = finding == "mistake"
        await db.run(
            cases.step, actor=actor, resident_id=known_id(resident_id), step="cancel" if mistake else "found", result="done" if mistake else "reached",
            finding="" if mistake else finding, note=note[:200], happened_at=now, now=now,
        )  # fmt: skip
        self.asked, self.asks = "", []
        await self._after("closed")

    @rx.event
    @allow(*LEAD)
    async def read_held(self, record_id: str):
        """One held record in full; a look that is recorded. The same one again closes it."""
        if self.read == record_id:
            self.read, self.read_lines = "", []
            return
        self.read_lines = await db.run(inbox.held_open, actor=await current_actor(self), record_id=known_id(record_id), now=datetime.now(UTC))
        self.read = record_id

    @rx.event
    @allow(*LEAD)
    async def decide_held(self, record_id: str, decision: str):
        """Take a held record in, or drop it."""
        await db.run(held.decide, actor=await current_actor(self), record_id=known_id(record_id), decision=decision, now=datetime.now(UTC))
        self.read, self.read_lines = "", []
        await self._after(decision)

    @rx.event
    @allow(*REVIEW)
    async def take_tag(self, proposal_id: str):
        """Take a proposal: the tag is in force, or ends, and the rhythm follows."""
        await db.run(tag_reviews.decide, actor=await current_actor(self), proposal_id=known_id(proposal_id), take=True, now=datetime.now(UTC))
        await self._after("taken")

    @rx.event
    @allow(*REVIEW)
    async def refuse_tag(self, proposal_id: str, reason: str):
        """Not taken, and why."""
        await db.run(tag_reviews.decide, actor=await current_actor(self), proposal_id=known_id(proposal_id), take=False, reason=reason, now=datetime.now(UTC))
        await self._after("dropped")

    @rx.event
    @allow(*LEAD)
    async def choose(self, clash_id: str, keep: str):
        """One of two versions of a field."""
        await db.run(people.decide_clash, actor=await current_actor(self), clash_id=known_id(clash_id), keep="mine" if keep == "mine" else "theirs", now=datetime.now(UTC))
        await self._after("chosen")

    @rx.event
    @allow(*LEAD)
    async def merge(self, keep_id: str, gone_id: str):
        """Two entries are one person; the first one is kept."""
        await db.run(twins.merge, actor=await current_actor(self), keep_id=known_id(keep_id), gone_id=known_id(gone_id), now=datetime.now(UTC))
        await self._after("merged")

    @rx.event
    @allow(*LEAD)
    async def apart(self, twin_id: str):
        """They are two people."""
        await db.run(twins.apart, actor=await current_actor(self), twin_id=known_id(twin_id), now=datetime.now(UTC))
        await self._after("apart")

    @rx.event
    @allow(*LEAD)
    async def undo_merge(self, merge_id: str):
        """Take two entries apart again."""
        await db.run(twins.undo, actor=await current_actor(self), merge_id=known_id(merge_id), now=datetime.now(UTC))
        await self._after("undone")

    async def _after(self, done: str) -> None:
        self.done = done
        await self._count()
        await self._show()

    async def _count(self) -> None:
        self.counts = await db.read(inbox.counts, actor=await current_actor(self), now=datetime.now(UTC))
        self.loaded = True

    async def _show(self) -> None:
        actor, now = await current_actor(self), datetime.now(UTC)
        lead = Role.COMMUNITY in actor.roles
        if self.section == "cases":
            self.cases = await db.read(inbox.case_lines, actor=actor, now=now)
        elif self.section == "held" and lead:
            self.held = await db.read(inbox.held_lines, actor=actor)
        elif self.section == "tags" and (lead or Role.SPECIALIST in actor.roles):
            self.tags = await db.read(inbox.tag_lines, actor=actor)
        elif self.section == "clashes" and lead:
            self.clashes = await db.read(inbox.clash_lines, actor=actor)
        elif self.section == "twins" and lead:
            self.twins = await db.read(inbox.twin_lines, actor=actor)
            self.merges = await db.read(inbox.merge_lines, actor=actor, now=now)
        elif self.section == "phones" and lead:
            self.phones = await db.read(inbox.phone_lines, actor=actor, now=now)
