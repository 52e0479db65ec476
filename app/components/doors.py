"""The building picture: every door of a staircase as a window, highest floor on top, street door at the foot."""

from typing import Any

import reflex as rx

from app import routes
from app.components.forms import do
from app.components.kit import PRIMARY, QUIET_SMALL, icon, link
from app.components.lists import tile_class, window_icon
from app.components.offline import OFF, tap
from app.components.words import age_words, rhythm, rhythm_short, stairs, window_word
from app.i18n import _
from app.models.shapes import Cell, Floor, House, UnitTab


def _lit(n: Any) -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name="size-3 rounded-sm border border-lamp-edge bg-lamp", custom_attrs={"aria-hidden": "true"}),
        n,
        rx.el.span(_("waiting"), class_name="sr-only"),
        class_name="inline-flex items-center gap-1 text-note tabular-nums",
    )


def _house(house: Any) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(house.courtyard, " ", stairs(house.building, ""), class_name="grow text-left"),
            rx.cond(house.lit > 0, _lit(house.lit)),
            type="button",
            on_click=tap("pickHouse", house.key),
            custom_attrs={"aria-pressed": rx.cond(house.on, "true", "false")},
            class_name="flex min-h-touch w-full items-center gap-2 px-4 py-2 aria-pressed:font-semibold aria-pressed:text-brand",
        ),
        key=house.key,
    )


def _cell(cell: Any, floor_at: Any, column_at: Any) -> rx.Component:
    ring = "flex min-h-15 min-w-0 flex-col justify-center rounded-window border px-2 text-left"
    chosen = " ring-3 ring-brand ring-offset-2 ring-offset-sunken"
    return rx.el.button(
        rx.el.span(
            rx.el.span(cell.door, class_name="text-lead leading-tight font-semibold tabular-nums"),
            window_icon(cell.window),
            class_name="flex items-center justify-between",
        ),
        rx.cond(
            OFF.columns <= 3,
            rx.el.span(
                rx.el.span(
                    rx.cond(cell.tier != "", rx.cond(OFF.shade, cell.masked, cell.name), ""),
                    class_name="min-w-0 overflow-hidden",
                ),
                rx.el.span(rhythm_short(cell.tier)),
                class_name="flex min-h-5 justify-between gap-1 text-note leading-tight whitespace-nowrap",
            ),
        ),
        rx.el.span(
            rx.cond(cell.people == 0, _("nobody known here"), window_word(cell.window, 0, -1)), class_name="sr-only"
        ),
        type="button",
        role="gridcell",
        on_click=tap("pickDoor", cell.key),
        custom_attrs={"data-cell": floor_at.to(str) + ":" + column_at.to(str), "aria-selected": rx.cond(cell.chosen, "true", "false")},
        class_name=rx.cond(cell.chosen, tile_class(cell.window, ring + chosen), tile_class(cell.window, ring)),
        key=cell.key,
    )


def _floor(floor: Any, at: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(
            floor.floor,
            role="rowheader",
            class_name="sticky left-0 text-center text-base font-semibold text-ink-2 tabular-nums",
        ),
        rx.foreach(floor.cells, lambda cell, column: _cell(cell.to(Cell), at, column)),
        role="row",
        style={"gridTemplateColumns": "1.5rem repeat(" + OFF.columns.to(str) + ", minmax(3.5rem, 1fr))"},
        class_name="grid items-center gap-2",
        key=floor.key,
    )


def _legend() -> rx.Component:
    words = (("due", _("Due")), ("late", _("Late")), ("soon", _("Not yet")), ("seen", _("Seen")), ("paused", _("Paused")))
    return rx.el.ul(
        *(
            rx.el.li(
                rx.el.span(
                    window_icon(state, "size-4"),
                    class_name=tile_class(state, "grid size-6 place-items-center rounded-chip border"),
                ),
                word,
                class_name="flex items-center gap-1.5",
            )
            for state, word in words
        ),
        class_name="flex flex-wrap gap-x-4 gap-y-1.5 px-4 py-3 text-note text-ink-2",
    )


@rx.memo
def picture() -> rx.Component:
    """One building, its staircases as tabs, and the peek card of the chosen door."""
    arrow = "grid size-touch shrink-0 place-items-center text-brand"
    tab = "flex min-h-touch items-center justify-center gap-2 rounded-t-field px-2 "
    return rx.el.div(
        rx.el.div(
            rx.el.button(icon("chevron-left"), type="button", on_click=tap("stepHouse", -1), aria_label=_("Previous building"), class_name=arrow),
            rx.el.button(
                OFF.house_courtyard, " ", stairs(OFF.house_building, ""),
                icon("chevron-down", "size-5", "text-ink-2"),
                type="button", on_click=tap("openPicker"),
                custom_attrs={"aria-expanded": rx.cond(OFF.picking, "true", "false")},
                class_name="flex min-h-touch grow items-center justify-center gap-1.5 text-lead font-semibold",
            ),
            rx.el.button(icon("chevron-right"), type="button", on_click=tap("stepHouse", 1), aria_label=_("Next building"), class_name=arrow),
            class_name="mt-1 flex items-center px-1",
        ),
        rx.cond(
            OFF.picking,
            rx.el.ul(
                rx.foreach(OFF.houses, lambda house: _house(house.to(House))),
                class_name="mx-3 mb-3 max-h-80 divide-y divide-line overflow-y-auto rounded-card bg-raised shadow-pop",
            ),
        ),
        rx.el.div(
            rx.el.div(
                rx.foreach(
                    OFF.units,
                    lambda unit: rx.el.button(
                        rx.cond(unit.to(UnitTab).number == "", _("Doors"), _("Stair {u}", u=unit.to(UnitTab).number)),
                        rx.cond(unit.to(UnitTab).lit > 0, _lit(unit.to(UnitTab).lit)),
                        type="button",
                        on_click=tap("pickUnit", unit.to(UnitTab).code),
                        custom_attrs={"aria-pressed": rx.cond(unit.to(UnitTab).on, "true", "false")},
                        class_name=rx.cond(
                            unit.to(UnitTab).on, tab + "bg-sunken font-semibold text-ink", tab + "text-ink-2"
                        ),
                        key=unit.to(UnitTab).code,
                    ),
                ),
                role="group",
                aria_label=_("Stairs"),
                class_name="grid auto-cols-fr grid-flow-col gap-2",
            ),
            rx.el.div(
                rx.el.div(
                    rx.foreach(OFF.floors, lambda floor, at: _floor(floor.to(Floor), at)),
                    role="grid",
                    aria_label=_("Doors"),
                    class_name="grid gap-2",
                ),
                rx.el.div(
                    rx.el.span(
                        icon("door-open", "size-5"),
                        _("Street door"),
                        class_name="inline-flex items-center gap-1.5 rounded-t-chip bg-ink-2 px-4 py-1 text-note text-canvas",
                    ),
                    class_name="mt-3 flex justify-center",
                ),
                class_name="max-h-[70dvh] overflow-auto rounded-card rounded-tl-none bg-sunken p-3 pb-0",
            ),
            class_name="px-3",
        ),
        _legend(),
        rx.cond(OFF.peek, _peek()),
        class_name="pb-4",
    )  # fmt: skip


def _peek() -> rx.Component:
    row = OFF.peek
    return rx.el.div(
        rx.el.p(
            rx.el.span(row.door, " ", rx.cond(OFF.shade, row.masked, row.name), class_name="text-lead font-semibold"),
            " ",
            rx.el.span(age_words(row.age_band), class_name="text-note text-ink-2"),
            rx.el.span(
                rhythm(row.tier), " ", window_word(row.window, row.days, row.ago, row.status), class_name="block text-note text-ink-2"
            ),
            class_name="min-w-0 grow",
        ),
        link(_("Open the card"), to=routes.RESIDENTS + "/" + row.id.to(str) + "/", class_name=QUIET_SMALL),
        rx.cond(OFF.mode == "pack", rx.el.button(_("Record"), type="button", on_click=do("contact.open", row.id), class_name=PRIMARY)),
        role="status",
        class_name="sticky bottom-[calc(var(--spacing-tabs)+0.75rem)] mx-3 flex items-center gap-3 rounded-card bg-raised p-3 "
        "pl-4 shadow-pop tablet:bottom-3",
    )
