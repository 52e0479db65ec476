"""Lists of residents: rows with their windows, groups by staircase, filter chips, the search field."""

from typing import Any

import reflex as rx

from app import routes
from app.components.kit import GROUP, QUIET, icon, link
from app.components.offline import OFF, tap
from app.components.words import age_words, filter_name, flag_name, living_word, rhythm, stairs, window_word
from app.i18n import _
from app.models.shapes import Chip, Group, Row

TILE = {
    "due": "bg-lamp text-on-lamp border-lamp-edge",
    "late": "bg-lamp text-on-lamp border-2 border-alarm",
    "help": "bg-alarm text-on-alarm border-alarm",
    "soon": "bg-surface text-ink border-edge",
    "seen": "bg-good-soft text-good-ink border-good",
    "paused": "bg-sunken text-ink-2 border-line",
    "none": "bg-canvas text-ink-3 border-line",
}
WORD_INK = {
    "due": "text-lamp-ink", "late": "text-alarm-ink", "help": "text-alarm-ink", "soon": "text-ink-2",
    "seen": "text-good-ink", "paused": "text-ink-2", "none": "text-ink-2",
}  # fmt: skip


def tile_class(window: Any, base: str) -> Any:
    """The classes of a door tile for its state; each written out, none glued together."""
    return rx.match(window, *((state, f"{base} {look}") for state, look in TILE.items()), f"{base} {TILE['none']}")


def window_icon(window: Any, size: str = "size-4.5") -> rx.Component:
    """The icon that says the same as the colour."""
    return rx.match(
        window,
        ("due", icon("clock", size)),
        ("late", icon("triangle-alert", size)),
        ("help", icon("bell-ring", size)),
        ("seen", icon("check", size)),
        ("paused", icon("pause", size)),
        rx.fragment(),
    )


def _name(row: Any) -> rx.Component:
    return rx.cond(
        OFF.shade,
        rx.el.span(row.masked),
        rx.el.span(
            row.pre,
            rx.cond(row.hit != "", rx.el.mark(row.hit, class_name="rounded-sm bg-brand-soft text-brand")),
            row.post,
        ),
    )


def resident_row(row: Any) -> rx.Component:
    """One resident: window, name, rhythm and state, one access need, a phone. Lists show no benefit or illness."""
    return rx.el.li(
        door_tile(row),
        link(
            rx.el.span(
                rx.el.span(_name(row), class_name="text-lead font-semibold"),
                rx.el.span(age_words(row.age_band), " ", living_word(row.living), class_name="text-note text-ink-2"),
                class_name="flex flex-wrap items-baseline gap-x-2",
            ),
            rx.el.span(
                rx.cond(row.tier != "", rx.el.span(rhythm(row.tier), class_name="text-ink-2")),
                rx.el.span(
                    window_word(row.window, row.days, row.ago, row.status),
                    class_name=rx.match(
                        row.window, *((s, f"font-semibold {ink}") for s, ink in WORD_INK.items()), "text-ink-2"
                    ),
                ),
                rx.cond(row.flag != "", rx.el.span(flag_name(row.flag), class_name="text-ink-2")),
                class_name="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-note",
            ),
            to=routes.RESIDENTS + "/" + row.id.to(str) + "/",
            class_name="flex min-h-row min-w-0 grow flex-col justify-center py-2.5",
        ),
        phone_disc(row),
        class_name="flex items-center gap-3 pl-3",
    )


def door_tile(row: Any) -> rx.Component:
    """The window of a door. For those who carry a pack it opens the contact sheet, for the others it leads to the card."""
    look = tile_class(row.window, "flex size-window shrink-0 flex-col items-center justify-center rounded-window border")
    inside = (
        rx.cond(
            row.door == "",
            icon("eye-off", "size-5"),
            rx.el.span(row.door, class_name="text-lead leading-tight font-semibold tabular-nums"),
        ),
        window_icon(row.window),
    )
    return rx.cond(
        OFF.mode == "pack",
        rx.el.button(
            *inside,
            type="button",
            on_click=tap("form", "contact.open", row.id, module="$/public/offline/field.js"),
            aria_label=_("Record {door} {name}", door=row.door, name=rx.cond(OFF.shade, row.masked, row.name)),
            class_name=look,
        ),
        link(
            *inside,
            to=routes.RESIDENTS + "/" + row.id.to(str) + "/",
            custom_attrs={"aria-hidden": "true", "tabIndex": -1},
            class_name=look,
        ),
    )


def phone_disc(row: Any) -> rx.Component:
    """Dials; where there is no number there is no button."""
    return rx.cond(
        (row.phone != "") & ~OFF.shade,
        rx.el.a(
            rx.el.span(
                icon("phone", "size-5.5"),
                class_name="grid size-[calc(var(--spacing-touch)-0.25rem)] place-items-center rounded-full bg-brand-soft",
            ),
            href="tel:" + row.phone.to(str),
            on_click=tap("called", row.id, "resident"),
            aria_label=_("Call {name}", name=row.name),
            class_name="mr-2 grid size-touch shrink-0 place-items-center text-brand",
        ),
    )


@rx.memo
def grouped_rows(groups: rx.Var[list[Group]]) -> rx.Component:
    """Residents by staircase in walking order, top floor first."""
    return rx.el.div(rx.foreach(groups, _group), class_name="walk")


def _group(group: rx.Var[Group]) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(
                rx.el.span(group.courtyard, class_name="font-semibold text-ink"),
                " ",
                rx.el.span(stairs(group.building, group.unit)),
                class_name="min-w-0 text-base text-ink-2",
            ),
            rx.el.span(
                icon("arrow-down-narrow-wide", "size-4.5"),
                rx.cond(group.count == 1, _("1 person"), _("{n} people", n=group.count)),
                class_name="flex shrink-0 items-center gap-1 text-note text-ink-2 tabular-nums",
            ),
            class_name="mt-4 mb-2 flex items-end justify-between gap-3 px-1",
        ),
        rx.el.ul(rx.foreach(group.rows, lambda row: resident_row(row.to(Row))), class_name=GROUP),
        key=group.key,
    )


def chip_row(chips: Any, toggle: Any) -> rx.Component:
    """Filters with counts in one line that scrolls; `toggle` makes the event of one code."""
    return rx.el.div(
        rx.foreach(chips, lambda chip: _chip(chip.to(Chip), toggle)),
        role="group",
        aria_label=_("Filters"),
        class_name="no-bar mt-1.5 flex gap-2 overflow-x-auto px-3",
    )


def _chip(chip: Any, toggle: Any) -> rx.Component:
    inner = "flex items-center gap-1.5 rounded-full border px-3.5 py-2 text-note whitespace-nowrap "
    return rx.el.button(
        rx.el.span(
            rx.cond(chip.on, icon("check", "size-4.5")),
            filter_name(chip.code),
            rx.el.span(chip.shown, class_name="tabular-nums"),
            class_name=rx.cond(
                chip.on,
                inner + "border-brand bg-brand font-semibold text-on-brand",
                inner + "border-edge bg-surface text-ink",
            ),
        ),
        type="button",
        on_click=toggle(chip.code),
        custom_attrs={"aria-pressed": rx.cond(chip.on, "true", "false")},
        class_name="flex min-h-touch shrink-0 items-center",
        key=chip.code,
    )


def pager(page: Any, pages: Any, turn: Any) -> rx.Component:
    """Back and on through the pages of a list, where there is more than one; `turn` takes the step."""
    return rx.cond(
        pages > 1,
        rx.el.nav(
            rx.el.button(_("Back"), type="button", on_click=turn(-1), disabled=page == 0, class_name=f"{QUIET} disabled:text-ink-3"),
            rx.el.span(page + 1, " / ", pages, class_name="self-center text-center tabular-nums"),
            rx.el.button(_("Next"), type="button", on_click=turn(1), disabled=page + 1 >= pages, class_name=f"{QUIET} disabled:text-ink-3"),
            aria_label=_("Pages"),
            class_name="mt-4 grid grid-cols-3 gap-3",
        ),
    )


def search_field(on_change: Any, value: Any = None, *, label: Any = None, hint: Any = None, **props: Any) -> rx.Component:
    """One field for name, pinyin initials and door; for other lists with a label and a hint of their own."""
    extra = {"value": value} if value is not None else {}
    return rx.el.div(
        rx.el.label(
            icon("search", "size-6", "text-ink-2"),
            rx.el.span(label if label is not None else _("Find a person"), class_name="sr-only"),
            rx.el.input(
                type="search",
                placeholder=hint if hint is not None else _("Name, pinyin initials, door"),
                on_change=on_change,
                auto_complete="off",
                custom_attrs={"enterKeyHint": "search", "autoCapitalize": "none", "spellCheck": "false"},
                class_name="w-full min-w-0 bg-transparent text-lead outline-none placeholder:text-ink-3",
                **extra,
                **props,
            ),
            class_name="flex min-h-press items-center gap-2.5 rounded-field border border-edge bg-surface px-3.5 "
            "focus-within:outline-3 focus-within:outline-focus",
        ),
        class_name="px-3",
    )
