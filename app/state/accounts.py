"""The accounts page: who works here, what they may do and until when; making, lending, ending (domain.md §11)."""

from datetime import UTC, date, datetime, time, timedelta

import reflex as rx

from app import db, routes
from app.errors import Invalid
from app.models.accounts import Programme, Role
from app.models.shapes import AccountRow, AreaOption
from app.rules.dalian import ZONE
from app.rules.granting import ADMINISTERS
from app.services import staff
from app.state.gate import allow, current_actor, known_id


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise Invalid("unknown_role", "请选一个角色。", "Please choose a role.") from error


def _programme(text: str) -> Programme | None:
    try:
        return Programme(text) if text else None
    except ValueError as error:
        raise Invalid("programme", "专干要填管哪一项：民政、残联、儿童或退役军人。", "A specialist needs a programme.") from error


def _ends(text: str) -> datetime | None:
    """The end of a day in Dalian; "" for no end."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(0), ZONE).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid("bad_end", "到期日认不出，写成 2027-12-31 这样。", "The end is not a date; write 2027-12-31.") from error


class AccountsState(rx.State):
    """One page of the list, and the account that is open."""

    rows: list[AccountRow] = []
    total: int = 0
    page: int = 0
    pages: int = 1
    loaded: bool = False
    opened: AccountRow = AccountRow()
    link: str = ""
    """A fresh one-time link, shown once to whoever made it."""
    link_for: str = ""
    making: bool = False
    areas: list[AreaOption] = []
    _text: str = ""

    @rx.event
    @allow(*ADMINISTERS)
    async def load(self):
        """The first page, and the areas that roles can be given for."""
        self._text, self.page = "", 0
        self.opened, self.link, self.making = AccountRow(), "", False
        self.areas = await db.read(staff.areas_for, actor=await current_actor(self), text="")
        await self._show()

    @rx.event
    @allow(*ADMINISTERS)
    async def search(self, text: str):
        """Accounts and names that hold this."""
        self._text, self.page = text, 0
        await self._show()

    @rx.event
    @allow(*ADMINISTERS)
    async def find_area(self, text: str):
        """Areas whose name or code holds this; a district has six hundred, so they are looked for."""
        self.areas = await db.read(staff.areas_for, actor=await current_actor(self), text=text)

    @rx.event
    @allow(*ADMINISTERS)
    async def turn(self, by: int):
        """One page on or back."""
        self.page = max(0, min(self.pages - 1, self.page + by))
        await self._show()

    @rx.event
    @allow(*ADMINISTERS)
    async def open(self, account_id: str):
        """One account, beside the list or in its place."""
        self.link, self.making = "", False
        await self._reopen(account_id)

    @rx.event
    @allow(*ADMINISTERS)
    async def close(self):
        """Back to the list."""
        self.opened, self.link, self.making = AccountRow(), "", False

    @rx.event
    @allow(*ADMINISTERS)
    async def begin(self):
        """The form for a new account."""
        self.opened, self.link, self.making = AccountRow(), "", True

    @rx.event
    @allow(*ADMINISTERS)
    async def create(self, account: str, name: str, role: str, area: str, programme: str, ends: str):
        """A new account and its one-time link."""
        made, token = await db.run(
            staff.create, actor=await current_actor(self), account=account, name=name, role=_role(role), area=area.strip(),
            programme=_programme(programme), ends_at=_ends(ends), now=datetime.now(UTC),
        )  # fmt: skip
        self.making, self.link, self.link_for = False, routes.once(token), made.account
        await self._reopen(str(made.id))
        await self._show()

    @rx.event
    @allow(*ADMINISTERS)
    async def grant(self, role: str, area: str, programme: str, ends: str):
        """One more role for the open account."""
        await db.run(
            staff.grant, actor=await current_actor(self), account_id=known_id(self.opened.id), role=_role(role), area=area.strip(),
            programme=_programme(programme), ends_at=_ends(ends), now=datetime.now(UTC),
        )  # fmt: skip
        await self._again()

    @rx.event
    @allow(*ADMINISTERS)
    async def act_for(self, colleague: str, ends: str):
        """Let the open account do a colleague's work until a day."""
        actor, now = await current_actor(self), datetime.now(UTC)
        await db.run(staff.act_for, actor=actor, account_id=known_id(self.opened.id), colleague=colleague, ends_at=_ends(ends), now=now)
        await self._again()

    @rx.event
    @allow(*ADMINISTERS)
    async def end_grant(self, grant_id: str):
        """End one role today."""
        await db.run(staff.end_grant, actor=await current_actor(self), grant_id=known_id(grant_id), now=datetime.now(UTC))
        await self._again()

    @rx.event
    @allow(*ADMINISTERS)
    async def rename(self, name: str):
        """Another display name."""
        await db.run(staff.rename, actor=await current_actor(self), account_id=known_id(self.opened.id), name=name, now=datetime.now(UTC))
        await self._again()

    @rx.event
    @allow(*ADMINISTERS)
    async def disable(self):
        """Let the open account go, everywhere at once."""
        await db.run(staff.disable, actor=await current_actor(self), account_id=known_id(self.opened.id), now=datetime.now(UTC))
        await self._again()

    @rx.event
    @allow(*ADMINISTERS)
    async def enable(self):
        """Take the open account back."""
        await db.run(staff.enable, actor=await current_actor(self), account_id=known_id(self.opened.id), now=datetime.now(UTC))
        await self._again()

    @rx.event
    @allow(*ADMINISTERS)
    async def new_link(self):
        """A one-time link for a new password."""
        token = await db.run(staff.reset, actor=await current_actor(self), account_id=known_id(self.opened.id), now=datetime.now(UTC))
        await self._again()
        self.link, self.link_for = routes.once(token), self.opened.account

    @rx.event
    @allow(*ADMINISTERS)
    async def end_sessions(self):
        """End every session of the open account."""
        await db.run(staff.end_sessions, actor=await current_actor(self), account_id=known_id(self.opened.id), now=datetime.now(UTC))

    async def _again(self) -> None:
        await self._reopen(self.opened.id)
        await self._show()

    async def _reopen(self, account_id: str) -> None:
        self.opened = await db.read(staff.account_for, actor=await current_actor(self), account_id=known_id(account_id), now=datetime.now(UTC))

    async def _show(self) -> None:
        actor = await current_actor(self)
        self.rows, self.total = await db.read(staff.list_for, actor=actor, text=self._text, page=self.page, now=datetime.now(UTC))
        self.pages = max(1, -(-self.total // staff.PAGE))
        self.loaded = True
