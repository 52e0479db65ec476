"""Needs for those who carry no pack: the same groups from the server, one opened, its next move, another owner."""

from typing import Any

import reflex as rx

from app.components.desk import INPUT, with_fields
from app.components.field_words import CATEGORIES, MOVES, URGENCY, said
from app.components.kit import (
    GROUP,
    PRIMARY,
    QUIET_SMALL,
    SOFT_SMALL,
    empty,
    icon,
    section_title,
    segmented,
    waiting_rows,
)
from app.components.lists import pager
from app.components.offline import OFF
from app.components.scene import one_house
from app.i18n import _
from app.rules.work_words import STATES
from app.state.needs import NeedsState as State


def _name(row: Any) -> Any:
    return rx.cond(OFF.shade, row.masked, row.name)


def _group_name(key: Any) -> Any:
    return rx.match(
        key,
        ("stuck", _("Stuck")), ("today", _("For today")), ("week", _("This week")), ("waiting", _("Waiting for others")), ("confirm", _("To be confirmed")),
        ("later", _("Later on")), _("Ended"),
    )  # fmt: skip


def _when(row: Any) -> Any:
    return rx.cond(row.group == "ended", "", rx.cond(row.days < 0, _("stuck for {n} days", n=-row.days), rx.cond(row.days == 0, _("look today"), _("look on {day}", day=row.next_on))))


def _row(row: Any) -> rx.Component:
    here = State.is_open & (State.opened.line.id == row.id)
    return rx.el.li(
        rx.el.button(
            rx.el.div(
                rx.el.p(_name(row), " · ", said(row.category, CATEGORIES), class_name="text-lead font-semibold"),
                rx.cond(row.words != "", rx.el.p(row.words, class_name="text-base")),
                rx.el.p(row.place, class_name="text-note text-ink-2"),
                rx.el.p(
                    said(row.state, STATES), " · ", rx.cond(row.passed_to != "", row.passed_to, row.owner), rx.cond(row.urgency == "today", rx.el.span(" · ", said(row.urgency, URGENCY))),
                    class_name="text-note text-ink-2",
                ),
                class_name="min-w-0 grow text-left",
            ),
            rx.el.span(_when(row), class_name=rx.cond(row.days < 0, "shrink-0 text-note font-semibold text-alarm-ink", "shrink-0 text-note tabular-nums text-ink-2")),
            type="button", on_click=State.open_one(row.id), custom_attrs={"aria-expanded": rx.cond(here, "true", "false")},
            class_name="flex min-h-touch w-full items-start gap-3 px-4 py-3",
        ),
        rx.cond(here, _opened()),
    )  # fmt: skip


def _field(label: Any, name: str, **props: Any) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="mb-1.5 block text-base font-semibold"), rx.el.input(name=name, auto_complete="off", class_name=INPUT, **props), class_name="block"
    )


def _opened() -> rx.Component:
    one = State.opened
    return rx.el.div(
        rx.cond(one.line.next_step != "", rx.el.p(_("Next: {step}", step=one.line.next_step), class_name="text-base")),
        rx.cond(one.result != "", rx.el.p(_("What came of it: {words}", words=one.result), class_name="text-base")),
        rx.el.ol(
            rx.foreach(one.steps, lambda s: rx.el.li(
                rx.el.span(s.at, class_name="tabular-nums text-ink-2"), " ", said(s.move, MOVES, s.move), rx.cond(s.passed_to != "", rx.el.span(" · ", s.passed_to)),
                rx.cond(s.words != "", rx.el.span(" · ", s.words)), rx.cond(s.by != "", rx.el.span(" · ", s.by, class_name="text-ink-2")),
            )),
            aria_label=_("What was done"), class_name="grid gap-1 text-note",
        ),
        rx.el.div(
            rx.foreach(one.moves, lambda m: rx.el.button(
                said(m, MOVES, m), type="button", on_click=State.begin(m), custom_attrs={"aria-pressed": rx.cond(State.move == m, "true", "false")},
                class_name=rx.cond(State.move == m, f"{QUIET_SMALL} border-2 border-brand", QUIET_SMALL),
            )),
            role="group", aria_label=_("What next?"), class_name="flex flex-wrap gap-2",
        ),
        rx.cond(
            one.moves.contains("refer") & (one.line.kind == "need"),
            rx.el.button(icon("hand-helping", "size-5"), _("Ask volunteers"), type="button", on_click=State.ask_volunteers, class_name=SOFT_SMALL),
        ),
        rx.cond(
            State.move != "",
            rx.el.form(
                _field(_("A few words"), "words", type="text", max_length=200),
                _field(_("Passed on to (team or office)"), "to", type="text", max_length=40),
                _field(_("Next step"), "next_step", type="text", max_length=200),
                _field(_("Looked at again on"), "next_on", type="date"),
                rx.el.button(_("Keep this step"), type="submit", class_name=f"{PRIMARY} w-full"),
                on_submit=with_fields(State.make, "words", "to", "next_step", "next_on"),
                key=State.move, class_name="grid gap-3 rounded-card bg-surface p-4",
            ),
        ),
        rx.cond(
            one.owners.length() > 0,
            rx.el.form(
                rx.el.label(
                    rx.el.span(_("Who looks after it"), class_name="mb-1.5 block text-base font-semibold"),
                    rx.el.select(rx.foreach(one.owners, lambda o: rx.el.option(o.name, value=o.code)), name="owner", class_name=INPUT),
                    class_name="block min-w-0 grow",
                ),
                rx.el.button(_("Hand it to them"), type="submit", class_name=SOFT_SMALL),
                on_submit=with_fields(State.assign, "owner"),
                class_name="flex items-end gap-2",
            ),
        ),
        class_name="grid gap-3 border-t border-line bg-sunken px-4 py-3",
    )  # fmt: skip


def _group(group: Any) -> rx.Component:
    return rx.el.section(section_title(_group_name(group.key), group.count), rx.el.ul(rx.foreach(group.rows, _row), class_name=GROUP))


@rx.memo
def needs_server_desk() -> rx.Component:
    """The list. A component of its own, because it asks when it is mounted."""
    def pick(key: str, word: Any) -> tuple[Any, Any, Any]:
        return word, State.only == key, State.choose(key)

    return rx.el.div(
        segmented([pick("", _("Still open")), pick("stuck", _("Stuck")), pick("mine", _("Mine")), pick("ended", _("Ended"))], _("Which needs?")),
        rx.cond(
            State.loaded,
            rx.cond(
                State.groups.length() > 0,
                rx.foreach(State.groups, _group),
                empty(one_house({3}), _("No needs here"), _("Whoever hears a need at the door writes it down, and it shows up here.")),
            ),
            rx.el.div(waiting_rows(4), class_name="mt-4"),
        ),
        rx.cond(State.more | (State.page > 0), pager(State.page, rx.cond(State.more, State.page + 2, State.page + 1), State.turn)),
        on_mount=State.load,
        class_name="px-3",
    )


def needs_from_server() -> rx.Component:
    """What /needs shows to whoever carries no pack."""
    return needs_server_desk(key="needs")


