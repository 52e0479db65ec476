"""/approvals: volunteers' hours that wait for a leader or keeper; nobody finds a button for their own."""

from typing import Any

import reflex as rx

from app.components.days import plain_day
from app.components.desk import PAGE, asks, field, said
from app.components.field_words import said as word_of
from app.components.kit import GROUP, PRIMARY, QUIET, SOFT_SMALL, empty, icon, section_title, waiting_rows
from app.components.offline import OFF
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.components.shift_words import DOUBTS, SOURCES
from app.i18n import _
from app.state.approvals import ApprovalsState as State


def _one_field(label: Any, name: str, most: int, word: Any, send: Any, *, numeric: bool = False) -> rx.Component:
    """A form of one field and its button."""
    mode = {"custom_attrs": {"inputMode": "numeric"}} if numeric else {}
    return rx.el.form(
        field(label, name, required=True, max_length=most, auto_complete="off", **mode),
        rx.el.button(word, type="submit", class_name=f"{QUIET} mt-3 w-full"),
        on_submit=send,
    )


@rx.memo
def fewer_minutes(row_id: rx.Var[str], most: rx.Var[int]) -> rx.Component:
    """Count less than was recorded. A component of its own: what a form sends is put together outside of a list."""

    def send(data: rx.Var[dict[str, Any]]) -> Any:
        return State.count_hours(row_id, data.to(dict[str, str])["minutes"])

    return _one_field(_("Minutes, at most {n}", n=most), "minutes", 4, _("Count these minutes"), send, numeric=True)


@rx.memo
def request_refusal(row_id: rx.Var[str]) -> rx.Component:
    """Why a request is refused."""

    def send(data: rx.Var[dict[str, Any]]) -> Any:
        return State.refuse(row_id, data.to(dict[str, str])["why"])

    return _one_field(_("Why?"), "why", 200, _("Send it back"), send)


@rx.memo
def right_minutes(row_id: rx.Var[str], now: rx.Var[int]) -> rx.Component:
    """What a counted line should amount to."""

    def send(data: rx.Var[dict[str, Any]]) -> Any:
        return State.put_right(row_id, data.to(dict[str, str])["minutes"])

    return _one_field(_("How many minutes it should be, now {n}", n=now), "minutes", 4, _("Put it right"), send, numeric=True)


def _counted_row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(_name(row), " · ", row.what, class_name="font-semibold"),
        rx.el.p(plain_day(row.day), " · ", _("{n} minutes", n=row.minutes), " · ", word_of(row.source, SOURCES), " · ", row.team, class_name="text-note text-ink-2 tabular-nums"),
        rx.cond(row.mine, rx.el.div(asks(_("Put it right"), "pencil", _("A line of its own says the difference; nothing is overwritten."), right_minutes(row_id=row.id, now=row.minutes)), class_name="mt-2")),
        class_name="px-4 py-3",
    )  # fmt: skip


def _name(row: Any) -> Any:
    return rx.cond(OFF.shade, row.masked, row.name)


def _buttons(row: Any) -> rx.Component:
    attended = rx.fragment(
        rx.el.button(icon("check", "size-5"), _("Confirm {h} h", h=row.hours), type="button", on_click=State.count_hours(row.id, ""), aria_label=_("Confirm the hours of {name}", name=_name(row)), class_name=f"{PRIMARY} w-full"),
        asks(_("Count less"), "minus", _("Only what was really served. The volunteer sees it and can dispute it."), fewer_minutes(row_id=row.id, most=row.minutes)),
        asks(_("Do not count it"), "x", _("The volunteer can ask for the time with a reason."),
             rx.el.button(_("Do not count it"), type="button", on_click=State.drop_hours(row.id), class_name=f"{QUIET} w-full")),
    )  # fmt: skip
    asked = rx.fragment(
        rx.el.button(icon("check", "size-5"), _("Approve"), type="button", on_click=State.approve(row.id), aria_label=_("Approve what {name} asks for", name=_name(row)), class_name=f"{PRIMARY} w-full"),
        asks(_("Refuse"), "x", _("Whoever asked reads the reason."), request_refusal(row_id=row.id)),
    )
    return rx.el.div(rx.cond(row.kind == "attendance", attended, asked), class_name="mt-3 grid gap-2")


def _card(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            _name(row), " · ",
            rx.match(row.kind, ("backfill", _("asks to fill in {h} h", h=row.hours)), ("dispute", _("says it should be {m} minutes, not {n}", m=row.minutes, n=row.stands)), _("{h} h to confirm", h=row.hours)),
            class_name="text-lead font-semibold",
        ),
        rx.el.p(row.what, " · ", row.team),
        rx.el.p(_("{d}, {a} to {b}, planned {h} h", d=plain_day(row.day), a=row.from_, b=row.until, h=row.planned), class_name="text-note text-ink-2 tabular-nums"),
        rx.cond(row.words != "", rx.el.p(row.words, class_name="mt-2 rounded-card bg-sunken px-4 py-2 break-words")),
        rx.cond(
            row.doubts.length() > 0,
            rx.el.ul(
                rx.foreach(row.doubts, lambda code: rx.el.li(icon("circle-help", "size-5", "mt-0.5"), word_of(code, DOUBTS, code), class_name="flex gap-1.5 font-semibold text-lamp-ink")),
                class_name="mt-2 grid gap-1",
            ),
        ),
        rx.cond(
            row.not_mine != "",
            rx.el.p(icon("lock", "size-5"), rx.cond(row.not_mine == "own", _("These are your own hours: somebody else confirms them."), _("Hours of who leads a team are confirmed by the community or the branch secretary.")), class_name="mt-3 flex items-center gap-2 rounded-field bg-sunken px-4 py-3 text-ink-2"),
            _buttons(row),
        ),
        class_name="rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


def _done() -> rx.Component:
    word = rx.match(
        State.done,
        ("counted", _("Counted.")), ("dropped", _("Not counted.")), ("approved", _("Approved; it stands in the ledger as filled in.")), ("refused", _("Refused; whoever asked reads why.")),
        ("right", _("Put right; both lines stand.")), "",
    )  # fmt: skip
    return rx.el.div(
        rx.cond(State.done != "", rx.el.p(icon("check", "size-5"), word, class_name="mb-2 flex items-center gap-2 rounded-card bg-good-soft px-4 py-3 font-semibold text-good-ink")),
        rx.cond(State.said_zh != "", rx.el.p(icon("circle-alert", "size-5"), said(State.said_zh, State.said_en), class_name="mb-2 flex items-center gap-2 rounded-card bg-alarm-soft px-4 py-3 font-semibold text-alarm-ink")),
        role="status",
    )  # fmt: skip


@rx.memo
def approvals_desk() -> rx.Component:
    """Everything below the bar. A component of its own, because it asks when it is mounted."""
    nothing = empty(one_house(set()), _("No hours wait for you"), _("What nobody doubts counts by itself after three days."))
    return rx.el.div(
        rx.cond(
            State.loaded,
            rx.fragment(
                _done(),
                rx.cond(State.rows.length() > 0, rx.el.ul(rx.foreach(State.rows, _card), class_name="grid gap-3 split:grid-cols-2"), nothing),
                rx.cond(
                    State.counted.length() > 0,
                    rx.el.section(section_title(_("Counted lately"), _("last 30 days")), rx.el.ul(rx.foreach(State.counted, _counted_row), class_name=GROUP)),
                ),
                rx.el.button(icon("refresh-cw", "size-5"), _("Look again"), type="button", on_click=State.load, class_name=f"{SOFT_SMALL} mt-4"),
            ),
            waiting_rows(4),
        ),
        on_mount=State.load,
        class_name="px-3",
    )


@rx.memo
def approvals_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Confirm hours"), rx.cond(State.rows.length() > 0, _("{n} to decide", n=State.rows.length()), ""), shade_button())


def page() -> rx.Component:
    """The page at /approvals."""
    return shell(rx.el.main(approvals_bar(), approvals_desk(key="approvals"), class_name=PAGE), tab="approvals")
