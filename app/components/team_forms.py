"""The forms of a team: what it says of itself, an activity, one date; fields that a plain form carries, chips that the page keeps."""

from typing import Any

import reflex as rx

from app.components.desk import INPUT, ONE_TAP, choice, field, with_fields
from app.components.forms import chip, chips
from app.components.kit import PRIMARY, QUIET
from app.components.shift_words import SKILLS
from app.components.team_words import CAUTIONS, DAYS, KINDS, REPEATS, SEEN_BY, WHICH, YES_NO, options
from app.i18n import _, both
from app.state.teams import TeamsState, TeamState

CARD = "grid gap-4 rounded-card bg-surface p-4 shadow-card"


def area(label: Any, name: str, *, hint: Any = None, rows: str = "4", most: int = 1000, **props: Any) -> rx.Component:
    """A labelled field of several lines."""
    return rx.el.label(
        rx.el.span(label, class_name="mb-1.5 block text-base font-semibold"),
        rx.el.textarea(name=name, rows=rows, max_length=most, class_name=f"{INPUT} py-3", **props),
        rx.el.span(hint, class_name="mt-1 block text-note text-ink-2") if hint is not None else rx.fragment(),
        class_name="block",
    )


def picks(label: Any, words: dict[str, tuple[str, str]], kind: str, held: Any) -> rx.Component:
    """Several out of a closed list, as chips."""
    return rx.el.div(
        rx.el.p(label, class_name="mb-1 text-base font-semibold"),
        chips(*(chip(both(zh, en), held.contains(code), TeamState.tick(kind, code)) for code, (zh, en) in words.items()), label=label),
    )


def _about(team: Any) -> list[rx.Component]:
    """The fields of a team; `team` is None for a new one, else the open one."""
    line = team.line if team is not None else None
    return [
        field(_("Name of the team"), "name", max_length=40, required=True, default_value=line.name if line is not None else "", auto_complete="off"),
        choice(_("What it does"), "kind", options(KINDS), default_value=line.kind if line is not None else "repair"),
        field(_("Brand (may stay empty)"), "brand", max_length=40, default_value=line.brand if line is not None else "", hint=_("A name people know, such as a sisters' group"), auto_complete="off"),
        area(_("Its story"), "story", default_value=team.story if team is not None else "", hint=_("For everybody to read: no private phone, no door, no name of a resident")),
        field(_("What it offers"), "offers", max_length=200, default_value=line.offers.join("、") if line is not None else "", hint=_("A few words each, with commas between")),
        field(_("How to reach it"), "reach", max_length=60, default_value=line.reach if line is not None else "", hint=_("An official number or a place, never a private phone"), auto_complete="off"),
        choice(
            _("On a public page"), "public", options(SEEN_BY),
            default_value=rx.cond(line.public, "yes", "no") if line is not None else "yes",
        ),
    ]  # fmt: skip


_ABOUT = ("name", "kind", "brand", "story", "offers", "reach", "public")


@rx.memo
def new_team_form() -> rx.Component:
    """A new team."""
    return rx.el.form(
        *_about(None),
        rx.el.button(_("Make the team"), type="submit", disabled=TeamsState.busy, class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(TeamsState.create.throttle(ONE_TAP), *_ABOUT),
        class_name=CARD,
    )


@rx.memo
def edit_team_form() -> rx.Component:
    """What the open team says of itself."""
    team = TeamState.team
    return rx.el.form(
        *_about(team),
        rx.cond(
            team.yards.length() > 0,
            rx.el.div(
                rx.el.p(_("Courtyards it serves (none chosen: all)"), class_name="mb-1 text-base font-semibold"),
                rx.el.div(
                    rx.foreach(team.yards, lambda y: chip(y.name, TeamState.yards.contains(y.id), TeamState.tick("yard", y.id))),
                    role="group", aria_label=_("Courtyards it serves (none chosen: all)"), class_name="flex flex-wrap gap-x-2",
                ),
            ),
        ),
        rx.el.button(_("Save"), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(TeamState.change, *_ABOUT),
        class_name=CARD,
    )  # fmt: skip


def _work(at: Any) -> list[rx.Component]:
    """The fields that an activity and one date share; `at` is the chosen date, or None."""

    def old(name: str, otherwise: str = "") -> Any:
        value = getattr(at, name) if at is not None else otherwise
        return value.to(str) if isinstance(value, rx.Var) else value

    return [
        field(_("What is done"), "title", max_length=40, required=True, default_value=old("title"), auto_complete="off", hint=_("Without a door or anybody's name: all who may sign up read it")),
        rx.el.div(
            field(_("Day"), "day", kind="date", required=True, default_value=old("day")),
            field(_("Begins at"), "clock", kind="time", required=True, default_value=old("starts", "10:00")),
            class_name="grid grid-cols-2 gap-3",
        ),
        rx.el.div(
            field(_("Minutes"), "minutes", kind="number", min=15, max=720, step="any", required=True, default_value=old("minutes", "90")),
            field(_("People"), "slots", kind="number", min=1, max=200, required=True, default_value=old("slots", "2")),
            class_name="grid grid-cols-2 gap-3",
        ),
        field(_("Where to meet"), "place", max_length=60, default_value=old("place"), hint=_("A public place"), auto_complete="off"),
        area(_("Step by step"), "steps", rows="3", most=700, default_value=at.doing.join("\n") if at is not None else "", hint=_("One step a line")),
        choice(_("How careful"), "caution", options(CAUTIONS), default_value=old("caution", "plain")),
        picks(_("Skills it needs (one of them)"), SKILLS, "skill", TeamState.skills),
    ]  # fmt: skip


@rx.memo
def activity_form() -> rx.Component:
    """A new activity."""
    return rx.el.form(
        *_work(None),
        choice(_("How often"), "repeat", options(REPEATS), default_value="once"),
        picks(_("On which days (every week or every other)"), DAYS, "day", TeamState.days),
        field(_("Until (may stay empty)"), "until", kind="date"),
        choice(_("Keep it as a draft"), "draft", options(YES_NO), default_value="no"),
        rx.el.button(_("Make the activity"), type="submit", disabled=TeamState.busy, class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(TeamState.make_activity.throttle(ONE_TAP), "title", "day", "clock", "minutes", "place", "steps", "slots", "caution", "repeat", "until", "draft"),
        class_name=CARD,
    )


@rx.memo
def date_form() -> rx.Component:
    """The chosen date, alone or with all later ones."""
    at = TeamState.at
    return rx.el.form(
        *_work(at),
        rx.cond(
            at.repeats,
            choice(_("Change"), "later", options(WHICH), default_value="no"),
            rx.el.input(type="hidden", name="later", default_value="no"),
        ),
        rx.el.button(_("Save"), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(TeamState.change_date, "title", "day", "clock", "minutes", "place", "steps", "slots", "caution", "later"),
        class_name=CARD,
    )


@rx.memo
def cancel_form() -> rx.Component:
    """Why the chosen date is cancelled; those who signed up read it."""
    return rx.el.form(
        field(_("Why is it cancelled?"), "reason", max_length=60, required=True, auto_complete="off", hint=_("Those who signed up read this. Needs go back to whoever looks after them.")),
        rx.el.button(_("Cancel this date"), type="submit", class_name=f"{QUIET} w-full"),
        on_submit=with_fields(TeamState.cancel_date, "reason"),
        class_name=CARD,
    )


@rx.memo
def invite_form() -> rx.Component:
    """For how many people a new code is."""
    return rx.el.form(
        field(_("For how many people"), "uses", kind="number", min=1, max=200, required=True, default_value="20"),
        rx.el.button(_("New invitation code"), type="submit", disabled=TeamState.busy, class_name=f"{QUIET} w-full"),
        on_submit=with_fields(TeamState.invite.throttle(ONE_TAP), "uses"),
        class_name="grid gap-3",
    )


@rx.memo
def member_form() -> rx.Component:
    """Somebody who stands here, with or without a phone."""
    return rx.el.form(
        field(_("Name"), "name", max_length=40, required=True, auto_complete="off"),
        field(_("Phone (may stay empty)"), "phone", kind="tel", max_length=20, auto_complete="off"),
        field(_("Birth month (may stay empty)"), "birth_ym", kind="month", hint=_("Such as 1958-03. Visits at homes and risky work are for adults: without it they cannot sign up for them.")),
        field(_("Guardian's name (under 18)"), "guardian_name", max_length=40, auto_complete="off"),
        field(_("Guardian's phone (under 18)"), "guardian_phone", kind="tel", max_length=20, auto_complete="off"),
        rx.el.label(
            rx.el.input(type="checkbox", name="agreed", required=True, class_name="size-6 shrink-0 accent-brand"),
            rx.el.span(_("They have read the notice or had it read to them, and agree; under 18 the guardian agrees as well")),
            class_name="flex min-h-touch items-center gap-3",
        ),
        rx.el.button(_("Add to the team"), type="submit", disabled=TeamState.busy, class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(TeamState.add_new.throttle(ONE_TAP), "name", "phone", "birth_ym", "guardian_name", "guardian_phone", "agreed"),
        class_name=CARD,
    )


@rx.memo
def person_form() -> rx.Component:
    """The particulars of who is open."""
    who = TeamState.person
    return rx.el.form(
        field(_("Phone"), "phone", kind="tel", max_length=20, default_value=who.phone, auto_complete="off"),
        field(_("Insured until"), "insured_until", kind="date", default_value=who.insured_until),
        field(_("Birth month"), "birth_ym", kind="month", default_value=who.birth_ym, hint=_("Such as 1958-03. Visits at homes and risky work are for adults: without it they cannot sign up for them.")),
        field(_("Volunteer number"), "volunteer_no", max_length=24, default_value=who.volunteer_no, hint=_("Of the national platform; never an ID number"), auto_complete="off"),
        field(_("Guardian's name (under 18)"), "guardian_name", max_length=40, default_value=who.guardian, auto_complete="off"),
        field(_("Guardian's phone (under 18)"), "guardian_phone", kind="tel", max_length=20, default_value=who.guardian_phone, auto_complete="off"),
        choice(_("The guardian agrees"), "guardian_agreed", options(YES_NO), default_value=rx.cond(who.guardian_agreed_on != "", "yes", "no")),
        rx.el.button(_("Save"), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(TeamState.keep_person, "phone", "birth_ym", "insured_until", "volunteer_no", "guardian_name", "guardian_phone", "guardian_agreed"),
        class_name="grid gap-3",
    )


@rx.memo
def code_form() -> rx.Component:
    """Ask to be in the open team; a code makes it at once."""
    return rx.el.form(
        field(_("Invitation code (may stay empty)"), "code", max_length=20, auto_complete="off", custom_attrs={"autoCapitalize": "characters", "spellCheck": "false"}),
        rx.el.button(_("Join this team"), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(TeamState.join_team, "code"),
        class_name=CARD,
    )
