"""/sheets: week and month sheets, counted and to download in the columns that other systems ask for; hand-over of a grid."""

from typing import Any

import reflex as rx

from app.components.desk import INPUT, PAGE, download
from app.components.kit import ICON_BUTTON, QUIET_SMALL, icon, section_title, segmented, waiting_rows
from app.components.offline import OFF
from app.components.second import second_step
from app.components.shell import app_bar, shell
from app.i18n import _
from app.state.days import SheetsState as State


def _href(kind: str, form: str, named: bool) -> Any:
    return f"/api/sheets?kind={kind}&form={form}&named={'true' if named else 'false'}&area=" + State.area + "&span=" + State.span + "&day=" + State.day


def _files(word: Any, kind: str, named: bool) -> rx.Component:
    return rx.el.div(
        rx.el.p(word, class_name="min-w-0 grow font-semibold"),
        download(_href(kind, "xlsx", named), "Excel"),
        download(_href(kind, "csv", named), "CSV"),
        class_name="flex flex-wrap items-center gap-2 px-4 py-3",
    )


def _columns() -> list[Any]:
    return [_("weekly"), _("monthly"), _("quarterly"), _("reached"), _("not reached"), _("new needs"), _("needs ended"), _("hazards"), _("hazards open")]


def _table() -> rx.Component:
    head = "px-2 py-2 text-right text-note font-normal whitespace-nowrap text-ink-2"
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(rx.el.th(_("Area"), class_name="sticky left-0 bg-surface px-3 py-2 text-left text-note font-normal text-ink-2"), *(rx.el.th(word, class_name=head) for word in _columns()))),
            rx.el.tbody(
                rx.foreach(State.rows, lambda row: rx.el.tr(
                    rx.el.th(row.name, class_name="sticky left-0 bg-surface px-3 py-3 text-left font-semibold whitespace-nowrap"),
                    rx.foreach(row.cells, lambda c: rx.el.td(c, class_name="px-2 py-3 text-right tabular-nums")),
                )),
                class_name="divide-y divide-line",
            ),
            class_name="w-full",
        ),
        custom_attrs={"tabIndex": "0"}, role="region", aria_label=_("Counts"), class_name="overflow-x-auto rounded-card bg-surface shadow-card",
    )  # fmt: skip


@rx.memo
def sheet_files() -> rx.Component:
    """What can be downloaded; with names for the community and the grid alone."""
    named = OFF.role_list.contains("community") | OFF.role_list.contains("grid") | OFF.role_list.contains("info")
    return rx.el.div(
        section_title(_("To download")),
        rx.el.div(
            _files(_("These counts"), "counts", False),
            rx.cond(named, rx.fragment(_files(_("Visits, with names"), "visits", True), _files(_("Needs, with names"), "needs", True), _files(_("Hazards"), "hazards", True), _files(_("Visits, without names"), "visits", False))),
            class_name="divide-y divide-line overflow-hidden rounded-card bg-surface shadow-card",
        ),
        rx.cond(
            named,
            rx.el.p(_("With names at most 200 rows at a time. Every download is recorded; the file says who made it and when."), class_name="mt-2 px-1 text-note text-ink-2"),
            rx.el.p(_("Counts under five are hidden."), class_name="mt-2 px-1 text-note text-ink-2"),
        ),
        rx.cond(
            named & State.grid,
            rx.el.div(
                section_title(_("Hand-over")),
                rx.el.p(_("Promises, wishes, what to know before knocking, open needs, searches and hazards of this grid, for whoever comes next."), class_name="px-1 text-ink-2"),
                rx.el.a(icon("printer", "size-5"), _("Hand-over sheet to print"), href="/api/handover?grid=" + State.area, target="_blank", custom_attrs={"reloadDocument": True}, class_name=f"{QUIET_SMALL} mt-2"),
            ),
        ),
    )  # fmt: skip


@rx.memo
def sheets_desk() -> rx.Component:
    """The counts and the files. A component of its own, because it asks when it is mounted."""
    return rx.el.div(
        rx.cond(
            State.loaded,
            rx.fragment(
                rx.el.label(
                    rx.el.span(_("Area"), class_name="mb-1.5 block text-base font-semibold"),
                    rx.el.select(rx.foreach(State.areas, lambda a: rx.el.option(a.name, value=a.code)), value=State.area, on_change=State.choose_area, class_name=INPUT),
                    class_name="block",
                ),
                rx.el.div(
                    segmented([(_("Week"), State.span == "week", State.choose_span("week")), (_("Month"), State.span == "month", State.choose_span("month"))], _("Week or month")),
                    rx.el.div(
                        rx.el.button(icon("chevron-left"), type="button", on_click=State.turn(-1), aria_label=_("Earlier"), class_name=ICON_BUTTON),
                        rx.el.p(State.first, " – ", State.last, class_name="grow text-center tabular-nums"),
                        rx.el.button(icon("chevron-right"), type="button", on_click=State.turn(1), aria_label=_("Later"), class_name=ICON_BUTTON),
                        class_name="mt-2 flex items-center gap-2",
                    ),
                    class_name="mt-3",
                ),
                rx.el.div(_table(), class_name="mt-2"),
                rx.cond(
                    OFF.role_list.contains("community") | OFF.role_list.contains("district"),
                    second_step(sheet_files(key="files")),
                    sheet_files(key="files"),
                ),
            ),
            waiting_rows(4),
        ),
        on_mount=State.load,
        class_name="px-3",
    )  # fmt: skip


@rx.memo
def sheets_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Sheets"), "")


def page() -> rx.Component:
    """The page at /sheets."""
    return shell(rx.el.main(sheets_bar(), sheets_desk(key="sheets"), class_name=PAGE), tab="sheets")
