"""/borders: merge and split grids, give a courtyard to another one; told in words before it is done, and taken back."""

from typing import Any

import reflex as rx

from app import routes
from app.components.desk import ALARM, INPUT, PAGE, asks
from app.components.kit import GROUP, PRIMARY, QUIET, SOFT_SMALL, banner, icon, link, section_title, waiting_rows
from app.components.lists import pager
from app.components.second import second_step
from app.components.shell import app_bar, shell
from app.components.words import stairs
from app.i18n import _
from app.state.borders import BordersState as State


def _select(label: Any, options: Any, value: Any, event: Any) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="mb-1.5 block text-base font-semibold"),
        rx.el.select(
            rx.el.option(_("Choose"), value=""),
            rx.foreach(options, lambda place: rx.el.option(place.name, value=place.code)),
            value=value,
            on_change=event,
            class_name=INPUT,
        ),
        class_name="block",
    )


def _missing(lacks: Any) -> Any:
    return rx.match(
        lacks,
        ("grid info", _("Nobody looks after it yet: it needs a grid worker and an information officer.")),
        ("grid", _("It has no grid worker.")),
        ("info", _("It has no information officer.")),
        "",
    )


def _numbers(people: Any, doors: Any, staircases: Any) -> Any:
    return _("{people} people, {doors} doors, {staircases} staircases", people=people, doors=doors, staircases=staircases)


def _grid(grid: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(grid.name, class_name="text-lead font-semibold"),
                rx.el.span(grid.code, class_name="text-note text-ink-2 tabular-nums"),
                class_name="flex flex-wrap items-baseline gap-x-3",
            ),
            rx.cond(
                grid.became != "",
                rx.el.p(_("closed, now part of {name}", name=grid.became), class_name="text-note text-ink-2"),
                rx.fragment(
                    rx.el.p(_numbers(grid.people, grid.doors, grid.staircases), " · ", _("{n} colleagues", n=grid.staff), class_name="text-note text-ink-2 tabular-nums"),
                    rx.cond(grid.lacks != "", rx.el.p(icon("user-x", "size-4.5"), _missing(grid.lacks), class_name="mt-1 flex items-center gap-1.5 text-note font-semibold text-lamp-ink")),
                ),
            ),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            grid.became == "",
            rx.el.div(
                rx.el.button(icon("merge", "size-5"), _("Merge"), type="button", on_click=State.begin_merge(grid.code), aria_label=_("Merge {name}", name=grid.name), class_name=SOFT_SMALL),
                rx.el.button(icon("split", "size-5"), _("Split"), type="button", on_click=State.begin_split(grid.code), aria_label=_("Split {name}", name=grid.name), class_name=SOFT_SMALL),
                class_name="flex shrink-0 gap-2",
            ),
        ),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
    )  # fmt: skip


def _yard(yard: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(yard.name, class_name="text-lead font-semibold"),
            rx.el.p(rx.cond(yard.grids != "", yard.grids, _("no staircases yet")), " · ", _("{n} staircases", n=yard.staircases), class_name="text-note text-ink-2"),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            yard.staircases > 0,
            rx.el.button(icon("move-right", "size-5"), _("Give to a grid"), type="button", on_click=State.begin_move(yard.id), aria_label=_("Give {name} to a grid", name=yard.name), class_name=SOFT_SMALL),
        ),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
    )  # fmt: skip


def _what_happens() -> rx.Component:
    """The sentence before it is done, and the button that does it."""
    effect = State.effect
    return rx.cond(
        State.seen,
        rx.el.div(
            rx.el.p(
                rx.match(
                    State.work,
                    ("merge", _("{people} people behind {doors} doors in {staircases} staircases go from {a} to {b}. {a} is closed; {staff} colleagues get the same roles for {b}.",
                                people=effect.shown, doors=effect.doors, staircases=effect.staircases, a=effect.from_name, b=effect.to_name, staff=effect.staff)),
                    ("split", _("{people} people behind {doors} doors in {staircases} staircases go from {a} to a new grid, {b}.",
                                people=effect.shown, doors=effect.doors, staircases=effect.staircases, a=effect.from_name, b=effect.to_name)),
                    _("{people} people behind {doors} doors in {staircases} staircases of {a} go to {b}. Colleagues keep their roles.",
                      people=effect.shown, doors=effect.doors, staircases=effect.staircases, a=effect.from_name, b=effect.to_name),
                ),
                class_name="text-lead",
            ),
            rx.cond(effect.lacks != "", rx.el.p(icon("user-x", "size-5"), rx.el.span(effect.to_name), _missing(effect.lacks), class_name="mt-2 flex flex-wrap items-center gap-1.5 font-semibold text-lamp-ink")),
            rx.el.p(_("Records stay with the grid they were made in. Phones fetch the new list at their next contact. You can take it back."), class_name="mt-2 text-note text-ink-2"),
            rx.el.button(
                rx.match(State.work, ("merge", _("Merge them")), ("split", _("Make the new grid")), _("Give it over")),
                type="button", on_click=State.confirm, class_name=f"{PRIMARY} mt-4 w-full",
            ),
            role="status",
            class_name="mt-4 rounded-card bg-brand-soft p-4",
        ),
    )  # fmt: skip


def _house(house: Any) -> rx.Component:
    tick = "size-6 shrink-0 accent-brand"
    return rx.el.li(
        rx.el.div(
            rx.el.p(house.courtyard, " ", stairs(house.building, ""), class_name="min-w-0 grow font-semibold"),
            rx.cond(
                house.stairs.length() > 1,
                rx.el.button(_("All or none"), type="button", on_click=State.tick_house(house.key), aria_label=_("All or none of {place}", place=house.courtyard + " " + house.building), class_name="min-h-touch px-2 font-semibold text-brand"),
            ),
            class_name="flex items-center gap-3",
        ),
        rx.el.div(
            rx.foreach(
                house.stairs,
                lambda stair: rx.el.label(
                    rx.el.input(type="checkbox", checked=stair.on, on_change=lambda _on: State.tick(stair.id), class_name=tick),
                    rx.el.span(rx.cond(stair.number == "", _("whole building"), _("Stair {u}", u=stair.number)), _(", "), _("{n} doors", n=stair.doors)),
                    class_name="flex min-h-touch items-center gap-3 pr-4",
                ),
            ),
            class_name="flex flex-wrap gap-x-4",
        ),
        class_name="px-4 py-2",
    )  # fmt: skip


def _split() -> rx.Component:
    return rx.fragment(
        rx.el.p(_("Tick what goes to the new grid. {n} ticked.", n=State.ticked), role="status", class_name="mt-1"),
        rx.el.ul(rx.foreach(State.houses, _house), class_name=GROUP + " mt-3 max-h-[60dvh] overflow-y-auto"),
        pager(State.house_page, State.house_pages, State.turn_houses),
        rx.el.form(
            rx.el.label(
                rx.el.span(_("Name of the new grid"), class_name="mb-1.5 block text-base font-semibold"),
                rx.el.input(name="name", type="text", required=True, max_length=60, auto_complete="off", class_name=INPUT),
                class_name="block",
            ),
            rx.el.button(_("What would happen?"), type="submit", disabled=State.ticked == 0, class_name=f"{QUIET} mt-3 w-full disabled:text-ink-3"),
            on_submit=lambda data: State.preview_split(data.to(dict[str, str])["name"]),
            class_name="mt-4",
        ),
    )  # fmt: skip


def _move() -> rx.Component:
    return rx.el.div(
        rx.cond(State.streets.length() > 1, _select(_("Street"), State.to_streets, State.to_street, State.to_another_street)),
        rx.cond(State.to_communities.length() > 1, _select(_("Community"), State.to_communities, State.to_community, State.to_another_community)),
        _select(_("To which grid?"), State.targets, State.target, State.choose_target),
        class_name="mt-3 grid gap-3 tablet:grid-cols-2",
    )


@rx.memo
def border_work() -> rx.Component:
    """What is being prepared."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(
                rx.match(
                    State.work,
                    ("merge", _("Merge {name} into another grid", name=State.subject_name)),
                    ("split", _("Split {name}", name=State.subject_name)),
                    _("Give {name} to a grid", name=State.subject_name),
                ),
                class_name="min-w-0 grow text-title font-semibold",
            ),
            rx.el.button(icon("x", "size-6"), type="button", on_click=State.cancel, aria_label=_("Close"), class_name="grid size-touch shrink-0 place-items-center rounded-field"),
            class_name="flex items-center gap-2",
        ),
        rx.match(
            State.work,
            ("merge", rx.el.div(_select(_("To which grid?"), State.targets, State.target, State.choose_target), class_name="mt-3")),
            ("split", _split()),
            _move(),
        ),
        _what_happens(),
        class_name="mt-3 rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


@rx.memo
def border_done() -> rx.Component:
    """What was just done, and what is left to do."""
    effect = State.effect
    return rx.cond(
        State.done != "",
        rx.el.div(
            banner(
                "check-check",
                rx.cond(State.done == "undo", _("Taken back"), _("Done")),
                _("{people} people and {staircases} staircases now belong to {b}.", people=effect.shown, staircases=effect.staircases, b=effect.to_name),
                "bg-good-soft text-good-ink",
            ),
            rx.cond(
                effect.lacks != "",
                rx.el.div(
                    banner("user-x", effect.to_name, _missing(effect.lacks)),
                    link(icon("id-card", "size-5"), _("Give roles under Accounts"), to=f"{routes.ACCOUNTS}/", class_name=f"{QUIET} mt-2"),
                    class_name="mt-2",
                ),
            ),
            class_name="mt-3",
        ),
    )  # fmt: skip


def _past(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.match(
                    line.kind,
                    ("merge", _("{a} merged into {b}", a=line.from_name, b=line.to_name)),
                    ("split", _("{b} made out of {a}", a=line.from_name, b=line.to_name)),
                    ("undo", _("From {a} back to {b}", a=line.from_name, b=line.to_name)),
                    _("Courtyard from {a} to {b}", a=line.from_name, b=line.to_name),
                ),
                class_name="font-semibold",
            ),
            rx.el.p(
                line.day, " ", line.time, " · ", line.community, " · ", _("{people} people, {staircases} staircases", people=line.people, staircases=line.staircases),
                rx.cond(line.undone, rx.el.span(" · ", _("taken back"))),
                class_name="text-note text-ink-2 tabular-nums",
            ),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            line.free,
            asks(
                _("Take back"), "undo-2", _("People, doors and roles go back as they were, with everybody who has come since."),
                rx.el.button(_("Take it back"), type="button", on_click=State.take_back(line.id), class_name=ALARM),
            ),
        ),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
    )  # fmt: skip


@rx.memo
def border_history() -> rx.Component:
    """Every change so far."""
    return rx.cond(
        State.history.length() > 0,
        rx.el.section(section_title(_("Changes so far")), rx.el.ul(rx.foreach(State.history, _past), class_name=GROUP)),
    )


@rx.memo
def border_lists() -> rx.Component:
    """The grids and courtyards of the community that was chosen."""
    return rx.cond(
        State.community != "",
        rx.fragment(
            section_title(_("Grids"), State.community_name),
            rx.el.ul(rx.foreach(State.grids, _grid), class_name=GROUP),
            rx.cond(
                State.yards.length() > 0,
                rx.fragment(section_title(_("Courtyards")), rx.el.ul(rx.foreach(State.yards, _yard), class_name=GROUP)),
            ),
        ),
    )


@rx.memo
def border_desk() -> rx.Component:
    """Everything behind the second factor. A component of its own, because it asks when it is mounted."""
    return rx.el.div(
        rx.cond(
            State.loaded,
            rx.fragment(
                rx.el.div(
                    rx.cond(State.streets.length() > 1, _select(_("Street"), State.streets, State.street, State.choose_street)),
                    rx.cond(State.communities.length() > 1, _select(_("Community"), State.communities, State.community, State.choose_community)),
                    class_name="grid gap-3 tablet:grid-cols-2",
                ),
                border_done(),
                rx.cond(State.work != "", border_work(), border_lists()),
                border_history(),
            ),
            waiting_rows(4),
        ),
        on_mount=State.load,
        class_name="px-3",
    )


@rx.memo
def border_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Grid borders"), "")


def page() -> rx.Component:
    """The page at /borders."""
    return shell(rx.el.main(border_bar(), second_step(border_desk(key="desk")), class_name=PAGE), tab="borders")
