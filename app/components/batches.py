"""What a list did or would do, on the pages that take one: its figures, the refused rows, the lists so far."""

from typing import Any

import reflex as rx

from app.components.desk import ALARM, DESK, asks, at_desk, download, said
from app.components.kit import GROUP, banner, empty, icon, section_title, waiting_rows
from app.components.scene import one_house
from app.i18n import _


def _count(number: Any, word: Any, tone: str = "text-ink") -> rx.Component:
    return rx.el.div(
        rx.el.p(number, class_name=f"text-head font-semibold tabular-nums {tone}"),
        rx.el.p(word, class_name="text-note text-ink-2"),
        class_name="px-4 py-3",
    )


def counts() -> rx.Component:
    """The four figures of a list."""
    return rx.el.div(
        _count(DESK.new, _("new")),
        _count(DESK.changed, _("changed")),
        _count(DESK.unchanged, _("unchanged")),
        _count(DESK.rows_refused, _("rows not taken"), "text-alarm-ink"),
        class_name="grid grid-cols-2 rounded-card bg-surface shadow-card desk:grid-cols-4",
    )


def refused_list() -> rx.Component:
    """What was not taken, row by row, and the workbook to correct and send again."""
    return rx.cond(
        DESK.refused_total > 0,
        rx.el.section(
            section_title(_("Not taken, and why"), _("{n} places", n=DESK.refused_total)),
            rx.el.ul(
                rx.foreach(
                    DESK.refused,
                    lambda note: rx.el.li(
                        rx.el.span(_("Row {n}", n=note.row), class_name="shrink-0 font-semibold tabular-nums"),
                        rx.el.span(rx.cond(note.column != "", note.column + " · ", ""), said(note.zh, note.en), class_name="min-w-0"),
                        class_name="flex flex-wrap gap-x-3 px-4 py-3",
                    ),
                ),
                class_name=GROUP + " max-h-96 overflow-y-auto",
            ),
            rx.el.p(_("Correct these rows in the workbook and send it again; what was taken is then simply unchanged."), class_name="mt-2 px-1 text-note text-ink-2"),
            rx.el.div(download("/api/imports/" + DESK.id.to(str) + "/refused", _("Download these rows")), class_name="mt-2 grid"),
        ),
    )  # fmt: skip


def batch_row(batch: Any) -> rx.Component:
    """One list of the history, with its way back."""
    return rx.el.li(
        rx.el.p(
            rx.el.span(batch.when, class_name="font-semibold tabular-nums"),
            rx.el.span(" · ", rx.cond(batch.kind == "accounts", _("Accounts"), _("Residents"))),
            rx.cond(batch.who != "", rx.el.span(" · ", batch.who, class_name="text-ink-2")),
        ),
        rx.el.p(
            _("{rows} rows: {new} new, {changed} changed, {same} unchanged, {refused} not taken", rows=batch.rows, new=batch.new,
              changed=batch.changed, same=batch.unchanged, refused=batch.refused),
            class_name="text-note text-ink-2",
        ),
        rx.cond(
            batch.undone != "",
            rx.el.p(icon("undo-2", "size-4.5"), _("Taken back {t}", t=batch.undone), class_name="mt-1 flex items-center gap-1.5 text-note text-ink-2"),
            rx.cond(
                DESK.undoing == batch.id,
                rx.el.p(_("Taking it back…"), role="status", class_name="mt-1"),
                rx.el.div(
                    asks(
                        _("Take back"), "undo-2",
                        _("The whole list goes again. People who were contacted or changed since stay, and you are told how many."),
                        rx.el.button(_("Yes, take it back"), type="button", on_click=at_desk("undoBatch", batch.id), class_name=ALARM),
                    ),
                    class_name="mt-2",
                ),
            ),
        ),
        class_name="px-4 py-3",
    )  # fmt: skip


@rx.memo
def batch_history(kind: rx.Var[str]) -> rx.Component:
    """The lists of the last months; asked for when it is mounted."""
    return rx.el.section(
        section_title(_("Lists so far")),
        rx.cond(DESK.undone_zh != "", rx.el.div(banner("undo-2", _("Taken back"), said(DESK.undone_zh, DESK.undone_en), "bg-slate-soft text-slate-ink"), class_name="mb-3")),
        rx.cond(
            DESK.undo_error_zh != "",
            rx.el.div(banner("circle-alert", _("That did not work"), said(DESK.undo_error_zh, DESK.undo_error_en), "bg-alarm-soft text-alarm-ink"), class_name="mb-3"),
        ),
        rx.match(
            DESK.history_state,
            ("waiting", waiting_rows(3)),
            rx.cond(
                DESK.history.length() > 0,
                rx.el.ul(rx.foreach(DESK.history, batch_row), class_name=GROUP),
                empty(one_house(set()), _("No list yet"), _("The first one stands here once it is in, with a way to take it back.")),
            ),
        ),
        on_mount=at_desk("loadHistory", kind),
    )  # fmt: skip
