"""Teams on screen: the list, one team with its people, codes, activities and dates. Everything is decided in the services."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import reflex as rx

from app import db, routes
from app.errors import Invalid
from app.models.volunteer_shapes import DateLine, TeamDesk, TeamOpen, VolunteerFacts
from app.rules import recurrence
from app.rules.dalian import ZONE
from app.rules.volunteering import COUNTS_TEAMS, KEEPS_TEAMS, READS_TEAMS, VOLUNTEERS
from app.services import activities, joining, team_invites, team_lists, team_members, teams, volunteers
from app.state.gate import allow, current_actor, known_id
from app.state.once import one_at_a_time

READS = tuple(sorted(VOLUNTEERS | KEEPS_TEAMS | COUNTS_TEAMS | READS_TEAMS))
LEADS = tuple(sorted(KEEPS_TEAMS | VOLUNTEERS))
"""Whom a service may let lead; which team, it decides itself."""
KEEPS = tuple(sorted(KEEPS_TEAMS))
HELPS = tuple(sorted(VOLUNTEERS))


def lines_of(text: str) -> list[str]:
    """One thing a line."""
    return [line for line in text.splitlines() if line.strip()][:40]


def parts_of(text: str) -> list[str]:
    """A few words each, with commas of either script, or a line each."""
    for sign in "，、,;；\r\n":
        text = text.replace(sign, "\n")
    return lines_of(text)


def moment(day: str, clock: str) -> datetime:
    """A day and an hour out of two fields, as Dalian reads them. Raises Invalid."""
    try:
        return datetime.fromisoformat(f"{day}T{clock[:5]}").replace(tzinfo=ZONE)
    except ValueError as error:
        raise Invalid("day_wrong", "日期或时间不对。", "The day or the hour does not fit.") from error


def whole(text: str) -> int:
    """A whole number out of a field. Raises Invalid."""
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Invalid("number_wrong", "这里要填一个数字。", "A number is asked for here.")
    return int(text)


class TeamsState(rx.State):
    """The teams that somebody has to do with."""

    desk: TeamDesk = TeamDesk()
    loaded: bool = False
    making: bool = False
    busy: bool = False
    done: str = ""
    """What was just done, as a code."""
    me: VolunteerFacts = VolunteerFacts()
    """What is kept of the reader as a volunteer; empty for everybody else."""

    @rx.event
    @allow(*READS)
    async def load(self):
        """The list."""
        self.making, self.busy, self.done = False, False, ""
        await self._show()

    @rx.event
    @allow(*KEEPS)
    async def begin(self):
        """The form for a new team, or away with it."""
        self.making, self.done = not self.making, ""

    @rx.event
    @allow(*KEEPS)
    @one_at_a_time
    async def create(self, name: str, kind: str, brand: str, story: str, offers: str, reach: str, public: str):
        """A new team."""
        await db.run(
            teams.make, actor=await current_actor(self), name=name, kind=kind, brand=brand, story=story, offers=parts_of(offers), reach=reach, public=public != "no",
            now=datetime.now(UTC),
        )  # fmt: skip
        self.making, self.done = False, "made"
        await self._show()

    @rx.event
    @allow(*HELPS)
    async def tick_own(self, kind: str, code: str):
        """Choose a skill or a time of one's own, or no longer; kept at once."""
        held = {"skill": self.me.skills, "time": self.me.availability}.get(kind, [])
        chosen = [one for one in held if one != code] if code in held else [*held, code[:20]]
        actor, now = await current_actor(self), datetime.now(UTC)
        if kind == "skill":
            await db.run(volunteers.edit_own, actor=actor, skills=chosen, now=now)
        else:
            await db.run(volunteers.edit_own, actor=actor, availability=chosen, now=now)
        await self._show()

    @rx.event
    @allow(*HELPS)
    async def keep_phone(self, phone: str):
        """Another phone of one's own."""
        await db.run(volunteers.edit_own, actor=await current_actor(self), phone=phone, now=datetime.now(UTC))
        self.done = "saved"
        await self._show()

    @rx.event
    @allow(*HELPS)
    async def stop(self):
        """Be a volunteer no more."""
        await db.run(volunteers.leave, actor=await current_actor(self), now=datetime.now(UTC))
        self.desk, self.me = TeamDesk(), VolunteerFacts()

    async def _show(self) -> None:
        actor, now = await current_actor(self), datetime.now(UTC)
        self.desk = await db.read(team_lists.desk, actor=actor, now=now)
        self.me = await db.read(volunteers.own_facts, actor=actor, now=now) if self.desk.volunteer else VolunteerFacts()
        self.loaded = True


class TeamState(rx.State):
    """The team that is open. `doing` says which form is open: edit, activity, date, member, or nothing."""

    team: TeamOpen = TeamOpen()
    loaded: bool = False
    busy: bool = False
    done: str = ""
    """What was just done, as a code."""
    doing: str = ""
    code: str = ""
    """A fresh invitation code, shown once."""
    person: VolunteerFacts = VolunteerFacts()
    link: str = ""
    """A fresh one-time link, shown once to whoever made it."""
    link_for: str = ""
    at: DateLine = DateLine()
    found: list[VolunteerFacts] = []
    skills: list[str] = []
    days: list[str] = []
    yards: list[str] = []

    @rx.event
    @allow(*READS)
    async def open(self, path: str):
        """The team of the address."""
        self._clear()
        self.loaded = self.busy = False
        key = known_id(path.rstrip("/").rpartition("/")[2])
        self.team = TeamOpen()
        await self._show(key)

    @rx.event
    @allow(*READS)
    async def begin(self, doing: str):
        """Open a form, or close it by the same tap."""
        self.doing, self.done = ("" if self.doing == doing else doing[:20]), ""
        self.skills, self.days = [], []
        self.yards = [y.id for y in self.team.yards if y.on]

    @rx.event
    @allow(*LEADS)
    async def tick(self, kind: str, code: str):
        """Choose a skill, a day of the week or a courtyard, or no longer."""
        held: list[str] = {"skill": self.skills, "day": self.days, "yard": self.yards}.get(kind, [])
        chosen = [one for one in held if one != code] if code in held else [*held, code[:40]][:60]
        if kind == "skill":
            self.skills = chosen
        elif kind == "day":
            self.days = chosen
        elif kind == "yard":
            self.yards = chosen

    @rx.event
    @allow(*KEEPS)
    async def change(self, name: str, kind: str, brand: str, story: str, offers: str, reach: str, public: str):
        """What the team says of itself."""
        await db.run(
            teams.edit, actor=await current_actor(self), team_id=self._id(), name=name, kind=kind, brand=brand, story=story, offers=parts_of(offers), courtyards=list(self.yards),
            reach=reach, public=public != "no", now=datetime.now(UTC),
        )  # fmt: skip
        await self._again("saved")

    @rx.event
    @allow(*KEEPS)
    async def close_team(self):
        """Close the team."""
        await db.run(activities.close_team, actor=await current_actor(self), team_id=self._id(), now=datetime.now(UTC))
        await self._again("closed")

    @rx.event
    @allow(*LEADS)
    @one_at_a_time
    async def invite(self, uses: str):
        """A new invitation code, shown once."""
        code = await db.run(team_invites.make, actor=await current_actor(self), team_id=self._id(), uses=whole(uses), now=datetime.now(UTC))
        await self._again()
        self.code = code

    @rx.event
    @allow(*LEADS)
    async def revoke(self, invite_id: str):
        """End an invitation code."""
        await db.run(team_invites.revoke, actor=await current_actor(self), invite_id=known_id(invite_id), now=datetime.now(UTC))
        await self._again("ended")

    @rx.event
    @allow(*LEADS)
    @one_at_a_time
    async def accept(self, volunteer_id: str, known: str):
        """Take in somebody who asks; `known` is the entry of the same person, or nothing."""
        actor, key = await current_actor(self), known_id(volunteer_id)
        await db.run(team_members.accept, actor=actor, team_id=self._id(), volunteer_id=key, known_id=known_id(known) if known else None, now=datetime.now(UTC))
        await self._again("accepted", person=known or volunteer_id)

    @rx.event
    @allow(*LEADS)
    async def refuse(self, volunteer_id: str):
        """Say no to somebody who asks."""
        await db.run(team_members.refuse, actor=await current_actor(self), team_id=self._id(), volunteer_id=known_id(volunteer_id), now=datetime.now(UTC))
        await self._again("refused")

    @rx.event
    @allow(*LEADS)
    async def look_at(self, volunteer_id: str):
        """Open somebody of the roster; a look that is recorded. The same one again closes it."""
        self.link = self.done = ""
        if self.person.id == volunteer_id:
            self.person = VolunteerFacts()
            return
        actor, key = await current_actor(self), known_id(volunteer_id)
        self.person = await db.run(team_lists.person, actor=actor, team_id=self._id(), volunteer_id=key, now=datetime.now(UTC))

    @rx.event
    @allow(*LEADS)
    async def keep_person(self, phone: str, birth_ym: str, insured_until: str, volunteer_no: str, guardian_name: str, guardian_phone: str, guardian_agreed: str):
        """Change the particulars of who is open."""
        await db.run(
            volunteers.edit, actor=await current_actor(self), volunteer_id=known_id(self.person.id), phone=phone, birth_ym=birth_ym, insured_until=insured_until,
            volunteer_no=volunteer_no, guardian_name=guardian_name, guardian_phone=guardian_phone, guardian_agreed=guardian_agreed == "yes", now=datetime.now(UTC),
        )  # fmt: skip
        await self._again("saved", person=self.person.id)

    @rx.event
    @allow(*LEADS)
    async def train(self, skill: str):
        """Note that who is open was trained in a skill today, or take the note away."""
        actor, now = await current_actor(self), datetime.now(UTC)
        await db.run(volunteers.trained_today, actor=actor, volunteer_id=known_id(self.person.id), skill=skill, now=now)
        await self._again("saved", person=self.person.id)

    @rx.event
    @allow(*KEEPS)
    async def name_part(self, part: str):
        """Make who is open a member, deputy or leader."""
        actor, key = await current_actor(self), known_id(self.person.id)
        await db.run(team_members.set_part, actor=actor, team_id=self._id(), volunteer_id=key, part=part, now=datetime.now(UTC))
        await self._again("saved", person=self.person.id)

    @rx.event
    @allow(*LEADS)
    async def remove(self):
        """Take who is open off the roster."""
        await db.run(team_members.remove, actor=await current_actor(self), team_id=self._id(), volunteer_id=known_id(self.person.id), now=datetime.now(UTC))
        await self._again("removed")

    @rx.event
    @allow(*LEADS)
    async def let_go(self):
        """Who is open wants to be a volunteer no more."""
        await db.run(volunteers.leave_for, actor=await current_actor(self), volunteer_id=known_id(self.person.id), now=datetime.now(UTC))
        await self._again("removed")

    @rx.event
    @allow(*LEADS)
    async def make_link(self):
        """A one-time link for who is open."""
        actor, key = await current_actor(self), known_id(self.person.id)
        account, token = await db.run(volunteers.link_for, actor=actor, volunteer_id=key, now=datetime.now(UTC))
        self.link, self.link_for = routes.once(token), account

    @rx.event
    @allow(*LEADS)
    @one_at_a_time
    async def add_new(self, name: str, phone: str, birth_ym: str, guardian_name: str, guardian_phone: str, agreed: str):
        """Register somebody who stands here."""
        await db.run(
            team_members.add_new, actor=await current_actor(self), team_id=self._id(), name=name, phone=phone, birth_ym=birth_ym, guardian_name=guardian_name,
            guardian_phone=guardian_phone, guardian_agreed=bool(guardian_name), agreed=bool(agreed), now=datetime.now(UTC),
        )  # fmt: skip
        await self._again("added")

    @rx.event
    @allow(*KEEPS)
    async def find(self, text: str):
        """Volunteers of the community by name, to put one into the team."""
        actor = await current_actor(self)
        self.found = list(await db.read(volunteers.people, actor=actor, text=text, limit=8, now=datetime.now(UTC))) if text.strip() else []

    @rx.event
    @allow(*KEEPS)
    async def add_known(self, volunteer_id: str):
        """Put one of those found into the team."""
        await db.run(team_members.add_known, actor=await current_actor(self), team_id=self._id(), volunteer_id=known_id(volunteer_id), now=datetime.now(UTC))
        await self._again("added")

    @rx.event
    @allow(*HELPS)
    async def join_team(self, code: str):
        """Ask to be in the team, or come in by a code."""
        actor = await current_actor(self)
        await db.run(joining.join, team_id=self._id(), form=joining.Form(code=code), actor=actor, address="", now=datetime.now(UTC))
        await self._again("joined")
        self.done = "joined" if self.team.member else "asked"

    @rx.event
    @allow(*HELPS)
    async def leave_team(self):
        """Go out of the team."""
        await db.run(team_members.leave, actor=await current_actor(self), team_id=self._id(), now=datetime.now(UTC))
        await self._again("left")

    @rx.event
    @allow(*LEADS)
    @one_at_a_time
    async def make_activity(
        self, title: str, day: str, clock: str, minutes: str, place: str, steps: str, slots: str, caution: str, repeat: str, until: str, draft: str
    ):
        """A new activity with its dates."""
        starts = moment(day, clock)
        rule = _rule(repeat, self.days, until, starts)
        await db.run(
            activities.make, actor=await current_actor(self), team_id=self._id(), title=title, starts_at=starts, minutes=whole(minutes), place=place, doing=lines_of(steps),
            rule=rule, slots=whole(slots), skills=list(self.skills), caution=caution, draft=draft == "yes", now=datetime.now(UTC),
        )  # fmt: skip
        await self._again("made")

    @rx.event
    @allow(*LEADS)
    async def choose_date(self, shift_id: str, doing: str):
        """One date, to change or to cancel it; with nothing to do it is closed again."""
        self.done = ""
        self.at = next((d for d in self.team.dates if d.id == shift_id), DateLine())
        self.doing = "date" if self.at.id and doing else ""
        self.skills = list(self.at.skills)

    @rx.event
    @allow(*LEADS)
    async def change_date(self, title: str, day: str, clock: str, minutes: str, place: str, steps: str, slots: str, caution: str, later: str):
        """Change the chosen date, or it and all later ones."""
        await db.run(
            activities.edit_shift, actor=await current_actor(self), shift_id=known_id(self.at.id), later=later == "yes", title=title, place=place, doing=lines_of(steps),
            starts_at=moment(day, clock), minutes=whole(minutes), slots=whole(slots), skills=list(self.skills), caution=caution, now=datetime.now(UTC),
        )  # fmt: skip
        await self._again("saved")

    @rx.event
    @allow(*LEADS)
    async def cancel_date(self, reason: str):
        """Cancel the chosen date."""
        await db.run(activities.cancel_shift, actor=await current_actor(self), shift_id=known_id(self.at.id), reason=reason, now=datetime.now(UTC))
        await self._again("cancelled")

    @rx.event
    @allow(*LEADS)
    async def end_activity(self, activity_id: str):
        """Stop what comes again."""
        await db.run(activities.end, actor=await current_actor(self), activity_id=known_id(activity_id), now=datetime.now(UTC))
        await self._again("stopped")

    @rx.event
    @allow(*LEADS)
    async def open_draft(self, activity_id: str):
        """Let a draft be seen."""
        await db.run(activities.open_draft, actor=await current_actor(self), activity_id=known_id(activity_id), now=datetime.now(UTC))
        await self._again("seen")

    def _id(self) -> UUID:
        return known_id(self.team.line.id)

    def _clear(self) -> None:
        self.doing, self.done, self.code, self.link, self.link_for = "", "", "", "", ""
        self.person, self.at, self.found = VolunteerFacts(), DateLine(), []
        self.skills, self.days, self.yards = [], [], []

    async def _again(self, done: str = "", *, person: str = "") -> None:
        """Show the team as it is now and say what was done; `person` is opened, or stays so."""
        self._clear()
        await self._show(self._id())
        self.done = done
        if person:
            self.person = await db.run(team_lists.person, actor=await current_actor(self), team_id=self._id(), volunteer_id=known_id(person), now=datetime.now(UTC))

    async def _show(self, key: UUID) -> None:
        self.team = await db.run(team_lists.open_one, actor=await current_actor(self), team_id=key, now=datetime.now(UTC))
        self.loaded = True


def _rule(repeat: str, days: Sequence[str], until: str, starts: datetime) -> str:
    try:
        return recurrence.built(repeat, days=days, until=date.fromisoformat(until) if until else None, start=starts)
    except recurrence.NotARule as error:
        raise Invalid(error.code, *recurrence.SAID[error.code]) from error
    except ValueError as error:
        raise Invalid("day_wrong", "日期不对。", "The day does not fit.") from error
