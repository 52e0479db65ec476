"""Surge lists in the inbox: open ones with who is left, and opening a new one."""

from typing import Any

import reflex as rx

from app.components.desk import ALARM, INPUT, asks, choice, field
from app.components.field_words import said
from app.components.kit import GROUP, PRIMARY, QUIET_SMALL, icon, section_title
from app.i18n import _, both
from app.rules.work_words import SURGES
from app.state.surges import SurgesState as State

_NUMBER = "px-3 py-2 text-right tabular-nums"


def _parts(parts: Any) -> rx.Component:
    return rx.cond(
        parts.length() > 0,
        rx.el.table(
            rx.el.thead(rx.el.tr(
                rx.el.th(_("Area"), class_name="px-3 py-2 text-left"), rx.el.th(_("People"), class_name=_NUMBER), rx.el.th(_("Reached so far"), class_name=_NUMBER),
                rx.el.th(_("Left"), class_name=_NUMBER), class_name="text-note text-ink-2",
            )),
            rx.el.tbody(rx.foreach(parts, lambda p: rx.el.tr(
                rx.el.td(p.name, class_name="px-3 py-2"), rx.el.td(p.people, class_name=_NUMBER), rx.el.td(p.reached, class_name=_NUMBER), rx.el.td(p.left, class_name=_NUMBER + " font-semibold"),
            )), class_name="divide-y divide-line"),
            class_name="mt-3 w-full rounded-card bg-sunken text-base",
        ),
    )  # fmt: skip


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(said(line.kind, SURGES), " · ", line.area, class_name="text-lead font-semibold"),
        rx.el.p(
            _("opened {a}, to be reached by {b}", a=line.opened, b=line.until),
            rx.cond(line.over, rx.el.span(" · ", _("time is over"), class_name="font-semibold text-alarm-ink")),
            class_name="text-note text-ink-2 tabular-nums",
        ),
        rx.el.p(
            rx.el.span(line.left, class_name="text-figure font-semibold tabular-nums"), rx.el.span(" ", _("not reached yet"), class_name="text-note"),
            rx.el.span(" · ", _("{n} of {m} reached", n=line.reached, m=line.people), class_name="text-note text-ink-2"), class_name="mt-2",
        ),
        _parts(line.parts),
        rx.el.div(
            rx.cond(
                line.names,
                rx.el.a(icon("printer", "size-5"), _("Who is left, to print"), href="/api/surges/" + line.id + "/missing", target="_blank", custom_attrs={"reloadDocument": True}, class_name=QUIET_SMALL),
            ),
            rx.cond(
                line.mine,
                asks(_("Close the list"), "check", _("Who was not reached stays on record as not reached."),
                     rx.el.button(_("Close it"), type="button", on_click=State.close_list(line.id), class_name=ALARM)),
            ),
            class_name="mt-3 flex flex-wrap gap-2",
        ),
        class_name="rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


@rx.memo
def surge_desk() -> rx.Component:
    """The open lists, and the form that opens one. A component of its own, because it asks when it is mounted."""
    return rx.el.div(
        rx.cond(
            State.lines.length() > 0,
            rx.el.ul(rx.foreach(State.lines, _line), class_name="grid gap-3"),
            rx.cond(State.loaded, rx.el.p(_("No list is open."), class_name="px-1 py-3 text-ink-2")),
        ),
        section_title(_("Open a list")),
        rx.el.div(
            rx.el.label(
                rx.el.span(_("For which area?"), class_name="mb-1.5 block text-base font-semibold"),
                rx.el.select(
                    rx.el.option(_("Choose"), value=""), rx.foreach(State.areas, lambda a: rx.el.option(a.name, value=a.code)), value=State.area,
                    on_change=State.preview, class_name=INPUT,
                ),
                class_name="block",
            ),
            rx.cond(
                State.people != "",
                rx.el.div(
                    rx.el.p(_("{n} people: everybody contacted weekly, and those contacted monthly who live alone.", n=State.people), role="status", class_name="mt-3 text-lead"),
                    rx.el.ul(
                        rx.foreach(State.parts, lambda p: rx.el.li(rx.el.span(p.name), rx.el.span(p.people, class_name="font-semibold tabular-nums"), class_name="flex justify-between gap-3 px-4 py-2")),
                        class_name=GROUP + " mt-2",
                    ),
                    rx.el.form(
                        choice(_("Why?"), "kind", [(code, both(zh, en)) for code, (zh, en) in SURGES.items()]),
                        field(_("Within how many hours?"), "hours", kind="number", default_value="12", min="1", max="72", required=True),
                        rx.el.button(_("Open the list"), type="submit", class_name=f"{PRIMARY} w-full"),
                        on_submit=lambda data: State.open_list(data.to(dict[str, str])["kind"], data.to(dict[str, str])["hours"]),
                        class_name="mt-3 grid gap-3",
                    ),
                ),
            ),
            class_name="rounded-card bg-surface p-4 shadow-card",
        ),
        on_mount=State.load,
    )  # fmt: skip
