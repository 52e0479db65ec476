"""/teams and /teams/[id]: my teams and those to join, a keeper's teams, counts for those above; one team with all it does."""

from typing import Any

import reflex as rx

from app import routes
from app.components.desk import PAGE, asks, field, with_fields
from app.components.forms import chip, choice
from app.components.kit import (
    GROUP,
    QUIET,
    QUIET_SMALL,
    SOFT_SMALL,
    banner,
    empty,
    icon,
    link,
    section_title,
    waiting_rows,
)
from app.components.offline import OFF
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.components.shift_page import back_bar
from app.components.shift_words import SKILLS
from app.components.team_forms import new_team_form
from app.components.team_page import team_body
from app.components.team_words import TIMES, kind_word, part_tag, tag
from app.i18n import _, both
from app.state.teams import TeamsState, TeamState

D: Any = TeamsState.desk


def _line(row: Any) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.span(
                rx.el.span(row.name, " ", part_tag(row.part), rx.cond(row.asked > 0, tag(_("{n} want to join", n=row.asked), "bg-lamp-soft text-lamp-ink")), class_name="flex flex-wrap items-center gap-2 text-lead font-semibold"),
                rx.el.span(
                    kind_word(row.kind), rx.cond(row.brand != "", " · " + row.brand.to(str), ""), rx.cond(row.people > 0, rx.el.span(" · ", _("{n} people", n=row.people))),
                    class_name="block text-note text-ink-2",
                ),
                rx.cond(row.offers.length() > 0, rx.el.span(row.offers.join("、"), class_name="block text-note text-ink-2")),
                rx.cond(row.reach != "", rx.el.span(row.reach, class_name="block text-note text-ink-2")),
                class_name="min-w-0 grow",
            ),
            icon("chevron-right", "size-6", "text-ink-3"),
            to=f"{routes.TEAMS}/" + row.id.to(str) + "/",
            class_name="flex min-h-row items-center gap-3 px-4 py-3",
        )
    )  # fmt: skip


def _counts() -> rx.Component:
    cell = "px-4 py-3 text-right tabular-nums"
    return rx.cond(
        D.counts.length() > 0,
        rx.el.section(
            section_title(_("Teams and volunteers"), _("counts under five are hidden")),
            rx.el.div(
                rx.el.table(
                    rx.el.thead(rx.el.tr(rx.el.th(_("Area"), scope="col", class_name="px-4 py-3 text-left"), rx.el.th(_("Teams"), scope="col", class_name=cell), rx.el.th(_("Volunteers"), scope="col", class_name=cell))),
                    rx.el.tbody(
                        rx.foreach(D.counts, lambda c: rx.el.tr(rx.el.th(c.name, scope="row", class_name="px-4 py-3 text-left font-normal"), rx.el.td(c.teams, class_name=cell), rx.el.td(c.people, class_name=cell))),
                        rx.el.tr(rx.el.th(_("All together"), scope="row", class_name="px-4 py-3 text-left"), rx.el.td(D.total_teams, class_name=cell), rx.el.td(D.total_people, class_name=cell)),
                        class_name="divide-y divide-line",
                    ),
                    class_name="w-full",
                ),
                class_name=f"{GROUP} overflow-x-auto",
            ),
        ),
    )  # fmt: skip


@rx.memo
def own_phone() -> rx.Component:
    """The own phone."""
    return rx.el.form(
        field(_("Your phone"), "phone", kind="tel", max_length=20, default_value=TeamsState.me.phone, auto_complete="off", hint=_("Only the leader and the community see it")),
        rx.el.button(_("Save"), type="submit", class_name=f"{QUIET_SMALL} w-full"),
        on_submit=with_fields(TeamsState.keep_phone, "phone"),
        class_name="grid gap-3",
    )


def _picks(label: Any, words: dict[str, tuple[str, str]], kind: str, held: Any) -> rx.Component:
    one = choice if kind == "time" else chip  # three parts of a day stand in one row
    return rx.el.div(
        rx.el.p(label, class_name="mb-1 text-base font-semibold"),
        rx.el.div(
            *(one(both(zh, en), held.contains(code), TeamsState.tick_own(kind, code)) for code, (zh, en) in words.items()),
            role="group", aria_label=label, class_name="grid grid-cols-3 gap-2" if kind == "time" else "flex flex-wrap gap-x-2",
        ),
    )


@rx.memo
def own_part() -> rx.Component:
    """What a volunteer can do and when, the phone, and the way out."""
    return rx.cond(
        TeamsState.me.id != "",
        rx.el.section(
            section_title(_("My part as a volunteer")),
            rx.el.div(
                _picks(_("What I can do"), SKILLS, "skill", TeamsState.me.skills),
                _picks(_("When I can come"), TIMES, "time", TeamsState.me.availability),
                own_phone(key=TeamsState.me.id),
                asks(
                    _("Stop volunteering"), "door-open", _("All my teams, coming shifts and this account end today. My hours stay mine."),
                    rx.el.button(_("Yes, stop"), type="button", on_click=TeamsState.stop, class_name=QUIET),
                ),
                class_name="grid gap-4 rounded-card bg-surface p-4 shadow-card",
            ),
        ),
    )  # fmt: skip


@rx.memo
def team_list() -> rx.Component:
    """The lists. A component of its own, because it asks when it is mounted."""
    none = (D.mine.length() == 0) & (D.others.length() == 0) & (D.counts.length() == 0)
    return rx.el.div(
        rx.el.div(
            rx.cond(TeamsState.done != "", rx.el.p(icon("check", "size-5"), rx.cond(TeamsState.done == "made", _("The team is there."), _("Saved.")), class_name="mb-2 flex items-center gap-2 rounded-card bg-good-soft px-4 py-3 font-semibold text-good-ink")),
            role="status",
        ),
        rx.cond(~OFF.online, banner("cloud-off", _("No signal now"), _("Teams need signal; it goes on by itself."))),
        rx.cond(
            TeamsState.loaded,
            rx.fragment(
                rx.cond(D.asked > 0, banner("user-plus", _("{n} want to join", n=D.asked), _("Open the team, call them, and answer."))),
                rx.cond(D.keeps, rx.el.div(
                    rx.el.button(icon("plus", "size-5"), _("New team"), type="button", on_click=TeamsState.begin, custom_attrs={"aria-expanded": rx.cond(TeamsState.making, "true", "false")}, class_name=SOFT_SMALL),
                    class_name="mt-3 flex",
                )),
                rx.cond(TeamsState.making, rx.el.div(new_team_form(key="new"), class_name="mt-3")),
                rx.cond(D.mine.length() > 0, rx.el.section(section_title(rx.cond(D.keeps, _("Teams of the community"), _("My teams"))), rx.el.ul(rx.foreach(D.mine, _line), class_name=GROUP))),
                rx.cond(D.others.length() > 0, rx.el.section(section_title(rx.cond(D.volunteer, _("Teams to join"), _("Teams of the community"))), rx.el.ul(rx.foreach(D.others, _line), class_name=GROUP))),
                _counts(),
                own_part(),
                rx.cond(none & ~TeamsState.making, empty(one_house({4, 9}), _("No team yet"), rx.cond(D.keeps, _("Make one: repairs, help for elders, mediation."), _("The community makes the teams. Ask there.")))),
            ),
            rx.cond(OFF.online, waiting_rows(4)),
        ),
        on_mount=TeamsState.load,
        class_name="px-3",
    )  # fmt: skip


@rx.memo
def teams_head() -> rx.Component:
    """The bar of the list."""
    return app_bar(_("Teams"), "", shade_button())


@rx.memo
def team_head() -> rx.Component:
    """The bar of one team: back, its name, the shade."""
    return back_bar(TeamState.team.line.name, TeamState.team.line.brand, to=f"{routes.TEAMS}/")


def page() -> rx.Component:
    """The page at /teams."""
    return shell(rx.el.main(teams_head(), team_list(key="teams"), class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+2rem)]"), tab="teams")


def team_page() -> rx.Component:
    """The page at /teams/[id]."""
    return shell(rx.el.main(team_head(), team_body(key="team"), class_name=PAGE), tab="teams")
