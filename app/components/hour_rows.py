"""The parts of a volunteer's hours: the total, what waits or was forgotten, requests, and the entries by month."""

from typing import Any

import reflex as rx

from app.components.field_words import said
from app.components.forms import do
from app.components.kit import GROUP, QUIET_SMALL, SOFT_SMALL, icon, section_title
from app.components.offline import OFF, tap
from app.components.shift_words import DOUBTS, REQUESTS, source_icon, source_word
from app.components.volunteer import CALLS, HOURS
from app.i18n import ZH, _
from app.models.shift_shapes import HourLine, HourMonth


def _part(tone: str, word: Any, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(rx.el.span(class_name=f"size-3 rounded-sm {tone}"), word, class_name="flex items-center gap-1.5 text-ink-2"), rx.el.dd(value, class_name="font-semibold tabular-nums"), class_name="flex items-center gap-1.5")


def total() -> rx.Component:
    """The total, how it was recorded, and what can be asked for."""
    return rx.el.section(
        rx.el.p(_("Service time, without the way there"), class_name="text-ink-2"),
        rx.el.p(
            rx.el.span(HOURS.total, class_name="text-figure font-semibold tabular-nums"),
            rx.el.span(rx.cond(HOURS.since_zh != "", _("hours, since {m}", m=rx.cond(ZH, HOURS.since_zh, HOURS.since_en)), _("hours ")), class_name="text-ink-2"),
            class_name="mt-1 flex flex-wrap items-baseline gap-x-2",
        ),
        rx.el.div(
            rx.el.span(class_name="bg-brand", style={"width": HOURS.share}), rx.el.span(class_name="grow bg-slate"),
            class_name="mt-3 flex h-3 gap-0.5 overflow-hidden rounded-full bg-sunken", custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.dl(
            _part("bg-brand", _("checked in"), HOURS.system), _part("bg-slate", _("filled in"), HOURS.backfill),
            rx.cond(HOURS.correction != "", _part("bg-edge", _("corrected"), HOURS.correction)),
            class_name="mt-2 flex flex-wrap gap-x-6 text-note",
        ),
        rx.el.div(
            rx.el.button(icon("plus", "size-5"), _("Fill in"), type="button", on_click=do("hours.backfill"), class_name=QUIET_SMALL),
            rx.el.button(icon("stamp", "size-5"), _("Certificate"), type="button", on_click=do("hours.certificate"), class_name=SOFT_SMALL),
            class_name="mt-4 flex flex-wrap gap-2.5 *:flex-[1_1_8rem]",
        ),
        class_name="rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


def forgotten(item: Any) -> rx.Component:
    """A check-out that was forgotten, to be filled in with one tap."""
    one = item.to(HourLine)
    return rx.el.div(
        icon("hourglass", "size-6", "mt-0.5"),
        rx.el.p(
            rx.el.span(_("{d}: check-out forgotten", d=rx.cond(ZH, one.day_zh, one.day_en)), class_name="block font-semibold"),
            rx.el.span(one.what, " · ", _("at most the {h} hours that were planned", h=one.half), class_name="block text-note"),
            class_name="min-w-0 grow basis-48",
        ),
        rx.el.button(_("Fill in {h} hours", h=one.half), type="button", disabled=OFF.busy, on_click=tap("fillForgotten", one.shift_id, one.minutes, module=CALLS), class_name=SOFT_SMALL),
        class_name="mt-3 flex flex-wrap items-start gap-3 rounded-card bg-lamp-soft px-4 py-3 text-lamp-ink",
        key=one.key,
    )


def waiting(item: Any) -> rx.Component:
    """Time that waits for the leader."""
    one = item.to(HourLine)
    return rx.el.div(
        icon("hourglass", "size-6", "mt-0.5"),
        rx.el.p(
            rx.el.span(_("{d} {t}, {h} hours", d=rx.cond(ZH, one.day_zh, one.day_en), t=one.what, h=one.half), class_name="block font-semibold"),
            rx.el.span(_("waits for the leader to confirm"), class_name="block text-note"),
            rx.foreach(one.doubts, lambda code: rx.el.span(said(code, DOUBTS, code), class_name="block text-note")),
            class_name="min-w-0 grow",
        ),
        class_name="mt-3 flex items-start gap-3 rounded-card bg-lamp-soft px-4 py-3 text-lamp-ink",
        key=one.key,
    )


def asked(item: Any) -> rx.Component:
    """A request and what became of it."""
    one = item.to(HourLine)
    return rx.el.li(
        rx.el.p(
            rx.el.span(rx.cond(ZH, one.day_zh, one.day_en), " ", one.what, class_name="block font-semibold"),
            rx.el.span(rx.cond(one.kind == "backfill", _("filled in: {h} hours", h=one.half), _("should be {h} hours", h=one.half)), " · ", said(one.state, REQUESTS), class_name="block text-note text-ink-2"),
            rx.cond(one.answer != "", rx.el.span(one.answer, class_name="block text-note")),
            class_name="min-w-0 grow basis-40",
        ),
        rx.cond(one.state == "asked", rx.el.button(_("Take it back"), type="button", disabled=OFF.busy, on_click=tap("withdraw", one.id, module=CALLS), class_name=QUIET_SMALL)),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
        key=one.key,
    )


def _entry(item: Any) -> rx.Component:
    one = item.to(HourLine)
    how = rx.cond(one.source == "system", one.proof, one.source)
    return rx.el.li(
        rx.el.button(
            rx.el.span(_("{n} ", n=one.date), class_name="w-12 shrink-0 text-left text-note text-ink-2 tabular-nums large:w-16"),
            rx.el.span(
                rx.el.span(one.what, class_name="block font-semibold"),
                rx.el.span(source_icon(how), source_word(how), class_name="flex items-center gap-1 text-note text-ink-2"),
                rx.cond(one.asked, rx.el.span(icon("message-circle", "size-4.5"), _("You said this is wrong"), class_name="flex items-center gap-1 text-note text-lamp-ink")),
                class_name="min-w-0 grow text-left",
            ),
            rx.el.span(one.half, rx.el.span(" ", _("hours "), class_name="text-note font-normal text-ink-2"), class_name="shrink-0 text-lead font-semibold tabular-nums"),
            type="button", on_click=do("hours.dispute", one.id), disabled=one.asked, custom_attrs={"aria-haspopup": "dialog"}, class_name="flex min-h-row w-full items-center gap-3 px-4 py-3",
        ),
        key=one.key,
    )  # fmt: skip


def month_of(item: Any) -> rx.Component:
    """The entries of one month."""
    month = item.to(HourMonth)
    return rx.el.section(
        section_title(rx.cond(ZH, month.title_zh, month.title_en), _("{n} times", n=month.n)),
        rx.el.ul(rx.foreach(month.rows, _entry), class_name=GROUP),
        key=month.key,
    )
