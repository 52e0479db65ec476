"""What the pages of the office share: Vars of a list that is being sent, form fields, and a question before what cannot be undone."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars import VarData

from app.components.kit import QUIET_SMALL, icon
from app.components.offline import tap
from app.i18n import ZH
from app.models.shapes import BatchRow

MODULE = "$/public/offline/desk.js"
_DATA = VarData(hooks={"const desk = useDesk()": None}, imports={MODULE: "useDesk"})
INPUT = (
    "min-h-press w-full min-w-0 rounded-field border border-edge bg-surface px-4 text-lead text-ink "
    "focus:outline-3 focus:outline-focus"
)
ALARM = "flex min-h-press items-center justify-center gap-2 rounded-field px-3 text-lead font-semibold bg-alarm text-on-alarm"
ONE_TAP = 1000
"""Milliseconds in which a second tap on a button that makes something counts as the same."""
PAGE = "mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+2rem)] split:max-w-[72rem]"


@dataclass
class Refusal:
    """A row of the sheet that was not taken, as the page shows it."""

    row: int = 0
    column: str = ""
    zh: str = ""
    en: str = ""


@dataclass
class Counted:
    """A sentence with how often it is true, and in which rows."""

    zh: str = ""
    en: str = ""
    n: int = 0
    rows: str = ""


def _var(name: str, kind: Any = str) -> Any:
    return rx.Var(f"desk.{name}", _var_type=kind, _var_data=_DATA).guess_type()


class DESK:
    """The fields of assets/offline/desk.js that screens read."""

    stage = _var("stage")
    kind = _var("kind")
    name = _var("name")
    percent = _var("percent", int)
    done = _var("done", int)
    total = _var("total", int)
    error_zh = _var("error_zh")
    error_en = _var("error_en")
    id = _var("id")
    batch = _var("batch")
    rows = _var("report.rows", int)
    new = _var("report.new", int)
    changed = _var("report.changed", int)
    unchanged = _var("report.unchanged", int)
    rows_refused = _var("report.rows_refused", int)
    repeated = _var("report.repeated", int)
    refused = _var("report.refused", list[Refusal])
    refused_total = _var("report.refused_total", int)
    warnings = _var("report.warnings", list[Counted])
    made = _var("report.made", list[Counted])
    columns_ignored = _var("report.columns_ignored")
    columns_refused = _var("report.columns_refused")
    invited = _var("report.invited", int)
    history = _var("history", list[BatchRow])
    history_state = _var("history_state")
    undoing = _var("undoing")
    undone_zh = _var("undone_zh")
    undone_en = _var("undone_en")
    undo_error_zh = _var("undo_error_zh")
    undo_error_en = _var("undo_error_en")


def at_desk(function: str, *args: Any) -> Any:
    """An event that calls a function of assets/offline/desk.js."""
    return tap(function, *args, module=MODULE)


def send_list(kind: str, field: str) -> Any:
    """The event of a file field: send what was chosen."""
    return at_desk("sendList", kind, field)


def with_fields(handler: Any, *names: str) -> Any:
    """The event of a form: a handler with the named fields as its arguments, in this order, each a string."""

    def send(data: rx.Var[dict[str, Any]]) -> Any:
        fields = data.to(dict[str, str])
        return handler(*(fields[name] for name in names))

    return send


def field(label: Any, name: str, *, kind: str = "text", hint: Any = None, **props: Any) -> rx.Component:
    """A labelled field of a form."""
    return rx.el.label(
        rx.el.span(label, class_name="mb-1.5 block text-base font-semibold"),
        rx.el.input(name=name, type=kind, class_name=INPUT, **props),
        rx.el.span(hint, class_name="mt-1 block text-note text-ink-2") if hint is not None else rx.fragment(),
        class_name="block",
    )


def choice(label: Any, name: str, options: list[tuple[str, Any]], **props: Any) -> rx.Component:
    """A labelled choice out of a closed list, drawn by the phone itself."""
    return rx.el.label(
        rx.el.span(label, class_name="mb-1.5 block text-base font-semibold"),
        rx.el.select(*(rx.el.option(word, value=value) for value, word in options), name=name, class_name=INPUT, **props),
        class_name="block",
    )


def asks(word: Any, glyph: str, warning: Any, *buttons: rx.Component) -> rx.Component:
    """Something that needs a second thought: it opens, says what will happen, and only then offers the button."""
    return rx.el.details(
        rx.el.summary(icon(glyph, "size-5"), word, class_name=f"{QUIET_SMALL} cursor-pointer list-none"),
        rx.el.div(rx.el.p(warning, class_name="text-base"), *buttons, class_name="mt-2 grid gap-3 rounded-card bg-sunken p-4"),
    )


def said(zh: Any, en: Any) -> Any:
    """A sentence that came in both languages."""
    return rx.cond(ZH, zh, en)


def file_button(kind: str, field_id: str, word: Any) -> rx.Component:
    """The button that opens the phone's own file chooser."""
    return rx.el.div(
        rx.el.input(
            id=field_id, type="file", on_change=send_list(kind, field_id), class_name="peer sr-only",
            custom_attrs={"accept": ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
            aria_label=word,
        ),
        rx.el.label(
            icon("file-up"), word, html_for=field_id,
            class_name="flex min-h-press cursor-pointer items-center justify-center gap-2 rounded-field bg-brand px-3 text-lead "
            "font-semibold text-on-brand peer-focus-visible:outline-3 peer-focus-visible:outline-focus",
        ),
    )  # fmt: skip


def progress(done: Any, total: Any, word: Any) -> rx.Component:
    """How far something is, as a bar and in words."""
    return rx.el.div(
        rx.el.progress(value=done.to(str), max=rx.cond(total > 0, total, 1).to(str), class_name="h-3 w-full accent-brand", aria_label=word),
        rx.el.p(word, role="status", class_name="mt-2 text-base"),
        class_name="rounded-card bg-surface px-4 py-4 shadow-card",
    )


def download(href: Any, word: Any) -> rx.Component:
    """A file to take home. The router must leave the address alone: it is no page."""
    return rx.el.a(icon("download", "size-5"), word, href=href, download=True, custom_attrs={"reloadDocument": True}, class_name=QUIET_SMALL)
