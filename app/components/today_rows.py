"""The rows of Today: people in walking order, the search for somebody who did not answer, lists for cold and storm."""

from typing import Any

import reflex as rx

from app import routes
from app.components.door_words import STEPS, SURGES, from_floor, why
from app.components.field_words import said
from app.components.forms import FIELD, do, who
from app.components.kit import GROUP, icon, link
from app.components.lists import WORD_INK, door_tile, phone_disc
from app.components.offline import OFF, tap
from app.components.words import (
    FLAG_ICONS,
    age_words,
    flag_name,
    living_word,
    outcome_name,
    rhythm,
    stairs,
    window_word,
)
from app.i18n import _
from app.models.field_shapes import Half, Stair, Step, SurgeLine, TodayRow, Trouble, Yard

_ALARM = "flex min-h-press items-center justify-center gap-1.5 rounded-field px-3.5 text-base font-semibold bg-alarm text-on-alarm"
_ALARM_QUIET = "flex min-h-press items-center justify-center gap-1.5 rounded-field px-3.5 text-base font-semibold border border-alarm bg-surface text-alarm-ink"


def flag_line(code: Any) -> rx.Component:
    """One access need with its icon."""
    return rx.el.span(
        rx.match(code, *((key, icon(name, "size-4.5")) for key, name in FLAG_ICONS.items()), rx.fragment()),
        flag_name(code),
        class_name="inline-flex items-center gap-1 whitespace-nowrap text-ink-2",
    )


def _state(row: Any) -> rx.Component:
    return rx.el.span(
        rx.el.span(why(row), rx.cond((row.why == "W") & (row.tier != ""), rx.fragment(" · ", rhythm(row.tier))), class_name="text-ink-2"),
        rx.el.span(
            window_word(row.window, row.days, row.ago, row.status),
            class_name=rx.match(row.window, *((s, f"font-semibold {ink}") for s, ink in WORD_INK.items()), "text-ink-2"),
        ),
        class_name="inline-flex items-center gap-2 whitespace-nowrap",
    )


def where_it_is(where: Any) -> rx.Component:
    """On this phone, or received with its number."""
    return rx.match(
        where,
        ("", rx.fragment()),
        ("phone", rx.el.span(icon("smartphone", "size-4.5"), _("On this phone"), class_name="inline-flex items-center gap-1 whitespace-nowrap font-semibold text-lamp-ink")),
        rx.el.span(icon("check-check", "size-4.5"), _("Received, no. {n}", n=where), class_name="inline-flex items-center gap-1 whitespace-nowrap font-semibold text-good-ink"),
    )


def today_row(row: Any, seen: bool = False) -> rx.Component:
    """One person: the window opens the sheet, the rest opens the card, the phone dials."""
    line = (
        (
            rx.el.span(outcome_name(row.outcome), class_name="text-ink-2"),
            where_it_is(row.where),
            rx.cond(row.where == "", rx.el.span(window_word(row.window, row.days, row.ago, row.status), class_name="text-good-ink")),
        )
        if seen
        else (
            _state(row),
            rx.cond(row.tried > 0, rx.el.span(_("tried today"), class_name="whitespace-nowrap text-ink-2"), rx.cond(row.flag != "", flag_line(row.flag))),
        )
    )
    return rx.el.li(
        door_tile(row),
        link(
            rx.el.span(
                rx.el.span(who(row.name, row.masked), class_name="text-lead font-semibold"),
                rx.el.span(age_words(row.age_band), " ", rx.cond(OFF.shade, "", living_word(row.living)), class_name="text-note text-ink-2"),
                class_name="flex flex-wrap items-baseline gap-x-2",
            ),
            rx.el.span(*line, class_name="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-note"),
            to=routes.RESIDENTS + "/" + row.id.to(str) + "/",
            class_name="flex min-h-row min-w-0 grow flex-col justify-center py-2.5",
        ),
        phone_disc(row),
        class_name="flex items-center gap-3 pl-3",
        key=row.id,
    )


def _stair(stair: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h3(stairs(stair.building, stair.unit), class_name="font-semibold"),
            rx.el.span(icon("arrow-down-narrow-wide", "size-4.5"), from_floor(stair.top), class_name="inline-flex items-center gap-1 whitespace-nowrap"),
            class_name="flex items-center justify-between gap-3 px-3 py-1.5 text-note text-ink-2",
        ),
        rx.el.ul(rx.foreach(stair.rows, lambda row: today_row(row.to(TodayRow))), class_name="divide-y divide-line"),
        class_name="divide-y divide-line",
        key=stair.key,
    )


def _yard(yard: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(icon("map-pin-house", "size-5.5", "text-brand"), yard.courtyard, class_name="flex items-center gap-1.5 text-lead font-semibold"),
            rx.el.span(_("{n} doors", n=yard.count), class_name="text-note whitespace-nowrap text-ink-2"),
            class_name="mt-6 mb-2 flex items-end justify-between gap-3 px-1",
        ),
        rx.el.div(rx.foreach(yard.stairs, lambda stair: _stair(stair.to(Stair))), class_name=GROUP),
        key=yard.key,
    )


@rx.memo
def yards(groups: rx.Var[list[Yard]]) -> rx.Component:
    """Everybody who waits, courtyard by courtyard, top floor first."""
    return rx.el.div(rx.foreach(groups, lambda yard: _yard(yard.to(Yard))), class_name="walk")


@rx.memo
def seen_rows(rows: rx.Var[list[TodayRow]]) -> rx.Component:
    """Everybody who was reached today, with where the own record is."""
    return rx.el.ul(rx.foreach(rows, lambda row: today_row(row.to(TodayRow), seen=True)), class_name=GROUP + " mt-4")


def clock_words(one: Any) -> Any:
    """42 minutes left, or over, and whether those above know it."""
    left = rx.match(one.unit_of, ("minutes", _("{n} minutes left", n=one.n)), ("hours", _("{n} hours left", n=one.n)), _("{n} days left", n=one.n))
    over = rx.match(one.unit_of, ("minutes", _("over by {n} minutes", n=one.n)), ("hours", _("over by {n} hours", n=one.n)), _("over by {n} days", n=one.n))
    return rx.cond(one.over, over, left)


def told_words(one: Any) -> Any:
    """Whether the community knows: only what is true."""
    return rx.cond(one.told, _("Reported"), rx.cond(one.escalated | (one.here_only & one.over), _("Not reported yet: no signal, call the community yourself"), rx.cond(one.here_only, _("not reported yet"), "")))


def steps_bar(one: Any) -> rx.Component:
    """The four parts of a search."""

    def step(item: Any) -> rx.Component:
        return rx.el.li(
            rx.match(
                item.state,
                ("done", rx.el.span(class_name="block h-1.5 rounded-full bg-alarm")),
                ("now", rx.el.span(rx.el.span(class_name="block h-full w-1/2 bg-alarm"), class_name="block h-1.5 overflow-hidden rounded-full bg-alarm-line")),
                rx.el.span(class_name="block h-1.5 rounded-full bg-alarm-line"),
            ),
            rx.el.span(
                rx.cond(item.state == "done", icon("check", "size-4")),
                said(item.key, STEPS),
                class_name=rx.cond(
                    item.state == "now",
                    "mt-1 flex items-center gap-0.5 text-note whitespace-nowrap font-semibold text-alarm-ink",
                    "mt-1 flex items-center gap-0.5 text-note whitespace-nowrap text-ink-2",
                ),
            ),
            class_name="min-w-0",
            custom_attrs={"aria-current": rx.cond(item.state == "now", "step", "false")},
        )

    return rx.el.ol(rx.foreach(one.steps, lambda item: step(item.to(Step))), class_name="mt-3 grid grid-cols-4 gap-1.5")


def case_card(one: Any) -> rx.Component:
    """Somebody who did not answer: always first, and gone only with a result."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(icon("bell-ring", "size-5.5"), _("No answer"), class_name="flex items-center gap-2 text-lead font-semibold text-alarm-ink"),
            rx.cond(
                one.escalated,
                rx.fragment(),
                rx.el.span(
                    icon("timer", "size-5"), clock_words(one),
                    role="timer", class_name="flex items-center gap-1.5 text-base font-semibold text-alarm-ink tabular-nums",
                ),
            ),
            class_name="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-1",
        ),
        rx.cond(told_words(one) != "", rx.el.p(told_words(one), class_name="px-1 text-right text-note font-semibold text-alarm-ink")),
        rx.el.div(
            rx.el.span(
                rx.el.span(one.door, class_name="text-lead leading-tight font-semibold tabular-nums"), icon("bell-ring", "size-4.5"),
                class_name="flex size-window shrink-0 flex-col items-center justify-center rounded-window border border-alarm bg-alarm text-on-alarm",
            ),
            rx.el.p(
                rx.el.span(
                    rx.el.span(who(one.name, one.masked), class_name="text-lead font-semibold"),
                    rx.el.span(age_words(one.age_band), " ", rx.cond(OFF.shade, "", living_word(one.living)), class_name="text-note text-ink-2"),
                    class_name="flex flex-wrap items-baseline gap-x-2",
                ),
                rx.el.span(one.courtyard, " ", stairs(one.building, one.unit), class_name="mt-0.5 block text-note text-ink-2"),
                class_name="min-w-0",
            ),
            class_name="mt-2 flex items-center gap-3",
        ),
        steps_bar(one),
        rx.el.div(
            rx.cond(
                (one.kin_phone != "") & ~OFF.shade,
                rx.el.a(icon("phone", "size-5"), _("Call {name}", name=one.kin), href="tel:" + one.kin_phone.to(str), on_click=do("case.callKin", one.id, one.kin_n), class_name=_ALARM),
            ),
            rx.el.button(icon("arrow-right", "size-5"), _("Go on looking"), type="button", on_click=do("case.open", one.id), class_name=_ALARM_QUIET),
            class_name="mt-3 flex flex-wrap gap-2.5 *:flex-[1_1_8rem]",
        ),
        aria_label=_("No answer"),
        class_name="mb-3 rounded-card bg-alarm-soft p-3",
        key=one.id,
    )  # fmt: skip


def _surge(surge: Any) -> rx.Component:
    return rx.el.button(
        icon("snowflake", "size-6"),
        rx.el.span(
            rx.el.span(said(surge.kind, SURGES), " · ", rx.cond(surge.left > 0, _("{n} still to call", n=surge.left), _("everybody reached")), class_name="block font-semibold"),
            rx.el.span(rx.cond(surge.on, _("Only this list is shown. Tap for everybody."), _("Tap to see only these.")), class_name="block text-note"),
            class_name="grow text-left",
        ),
        type="button",
        on_click=tap("showSurge", surge.id, module=FIELD),
        custom_attrs={"aria-pressed": rx.cond(surge.on, "true", "false")},
        class_name=rx.cond(
            surge.on,
            "mb-3 flex min-h-press w-full items-center gap-3 rounded-card border-2 border-brand bg-lamp-soft px-4 py-3 text-lamp-ink",
            "mb-3 flex min-h-press w-full items-center gap-3 rounded-card bg-lamp-soft px-4 py-3 text-lamp-ink",
        ),
        key=surge.id,
    )


def _half(half: Any) -> rx.Component:
    return rx.el.button(
        icon("pencil-line", "size-5", "text-brand"),
        rx.el.span(_("Begun and not saved: {who}", who=half.door.to(str) + " " + rx.cond(OFF.shade, half.masked, half.name).to(str)), class_name="grow text-left"),
        icon("chevron-right", "size-5", "text-ink-3"),
        type="button",
        on_click=do("contact.open", half.id),
        class_name="flex min-h-touch w-full items-center gap-3 px-4 py-2 text-note",
        key=half.id,
    )


@rx.memo
def on_top() -> rx.Component:
    """What comes before the list: searches, lists for cold and storm, sheets that were begun."""
    return rx.el.div(
        rx.foreach(OFF.today.cases, lambda one: case_card(one.to(Trouble))),
        rx.foreach(OFF.today.surges, lambda surge: _surge(surge.to(SurgeLine))),
        rx.cond(
            OFF.half.length() > 0,
            rx.el.section(
                rx.el.h2(_("{n} not finished", n=OFF.half.length()), class_name="px-4 pt-2 text-note font-semibold text-lamp-ink"),
                rx.foreach(OFF.half, lambda half: _half(half.to(Half))),
                class_name="mb-3 overflow-hidden rounded-card border border-lamp-edge bg-surface",
            ),
        ),
    )
