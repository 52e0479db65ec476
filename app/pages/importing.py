"""/import: a clerk loads this month's roster, reads in words what would change, and takes it back if it was the wrong file."""

from typing import Any

import reflex as rx

from app.components.batches import batch_history, counts, refused_list
from app.components.desk import DESK, PAGE, at_desk, download, file_button, progress, said
from app.components.kit import GROUP, PRIMARY, QUIET, banner, icon, section_title
from app.components.second import second_step
from app.components.shell import app_bar, shell
from app.i18n import _


def _notes() -> rx.Component:
    return rx.fragment(
        rx.cond(
            DESK.made.length() > 0,
            rx.el.p(
                _("Made on the way: "),
                rx.foreach(DESK.made, lambda made: rx.el.span(said(made.zh, made.en), " ", made.n, class_name="mr-3 whitespace-nowrap")),
                class_name="mt-3 px-1 text-base",
            ),
        ),
        rx.cond(DESK.columns_refused != "", rx.el.p(_("Columns that are not collected and were not read: {c}", c=DESK.columns_refused), class_name="mt-3 px-1")),
        rx.cond(DESK.columns_ignored != "", rx.el.p(_("Columns that are not used: {c}", c=DESK.columns_ignored), class_name="mt-3 px-1 text-note text-ink-2")),
        rx.cond(
            DESK.warnings.length() > 0,
            rx.el.section(
                section_title(_("Worth a second look")),
                rx.el.ul(
                    rx.foreach(
                        DESK.warnings,
                        lambda w: rx.el.li(
                            said(w.zh, w.en),
                            rx.el.span(_("{n} times, such as row {rows}", n=w.n, rows=w.rows), class_name="block text-note text-ink-2"),
                            class_name="px-4 py-3",
                        ),
                    ),
                    class_name=GROUP,
                ),
            ),
        ),
    )  # fmt: skip


def _in_words() -> Any:
    return _(
        "{rows} rows read: {new} people are new, {changed} change, {same} stay as they are, {refused} rows are not taken.",
        rows=DESK.rows, new=DESK.new, changed=DESK.changed, same=DESK.unchanged, refused=DESK.rows_refused,
    )  # fmt: skip


@rx.memo
def roster_now() -> rx.Component:
    """The list in hand: choose, on its way, preview, taken, or why not."""
    again = rx.el.button(_("Choose another file"), type="button", on_click=at_desk("putAside"), class_name=QUIET)
    now = rx.match(
        DESK.stage,
        ("sending", progress(DESK.percent, rx.Var.create(100), _("Sending {name}: {p} %", name=DESK.name, p=DESK.percent))),
        ("reading", progress(DESK.done, DESK.total, _("Reading on trial, nothing is written: {done} of {total} rows", done=DESK.done, total=DESK.total))),
        ("taking", progress(DESK.done, DESK.total, _("Taking it in: {done} of {total} rows. All of it or nothing.", done=DESK.done, total=DESK.total))),
        (
            "ready",
            rx.el.div(
                banner("eye", _("This is what would happen"), _in_words(), "bg-slate-soft text-slate-ink"),
                rx.el.div(counts(), class_name="mt-3"),
                refused_list(),
                _notes(),
                rx.cond(DESK.error_zh != "", rx.el.div(banner("circle-alert", _("That did not work"), said(DESK.error_zh, DESK.error_en), "bg-alarm-soft text-alarm-ink"), class_name="mt-4")),
                rx.el.div(
                    rx.cond(
                        DESK.new + DESK.changed > 0,
                        rx.el.button(icon("check"), _("Take it in"), type="button", on_click=at_desk("takeIn"), class_name=PRIMARY),
                        rx.el.p(_("Nothing would change."), class_name="px-1 text-lead"),
                    ),
                    again,
                    class_name="mt-5 grid gap-3 tablet:grid-cols-2",
                ),
            ),
        ),
        (
            "done",
            rx.el.div(
                banner("check", _("It is in"), _in_words(), "bg-good-soft text-good-ink"),
                rx.el.div(counts(), class_name="mt-3"),
                refused_list(),
                _notes(),
                rx.el.div(again, class_name="mt-5 grid gap-3"),
            ),
        ),
        (
            "failed",
            rx.el.div(
                banner("circle-alert", _("This file was not taken"), said(DESK.error_zh, DESK.error_en), "bg-alarm-soft text-alarm-ink"),
                rx.el.div(again, class_name="mt-5 grid gap-3"),
            ),
        ),
        rx.el.div(
            rx.el.p(_("A workbook (.xlsx) or .csv of up to 64 MB. It is first read on trial: nothing is written until you say so."), class_name="text-base"),
            rx.el.p(_("ID numbers only serve to know the same person again; they are never stored."), class_name="mt-1 text-note text-ink-2"),
            rx.el.div(
                file_button("residents", "roster", _("Choose a roster")),
                download("/api/imports/template?kind=residents", _("Template")),
                class_name="mt-4 grid gap-3 tablet:grid-cols-2",
            ),
            class_name="rounded-card bg-surface px-4 py-4 shadow-card",
        ),
    )  # fmt: skip
    return rx.el.div(now, id="desk-result", tab_index=-1, class_name="outline-none")


@rx.memo
def import_body() -> rx.Component:
    """The page under its bar."""
    return second_step(
        rx.el.div(
            rx.el.section(section_title(_("A roster")), roster_now(), aria_label=_("A roster"), class_name="min-w-0"),
            batch_history(kind="residents", key="history"),
            class_name="px-3 desk:grid desk:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] desk:gap-x-6",
        )
    )


def page() -> rx.Component:
    """The page at /import."""
    return shell(rx.el.main(import_bar(), import_body(), class_name=PAGE), tab="import")


@rx.memo
def import_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Import"), "")
