"""A shift as a card and as a line: the day, the time and place, what has to be known, and the doors in walking order."""

from typing import Any

import reflex as rx

from app import routes
from app.components.field_words import said
from app.components.forms import do, who
from app.components.kit import PRIMARY, QUIET, QUIET_SMALL, SOFT_SMALL, icon, link
from app.components.offline import OFF, tap
from app.components.shift_words import SKILLS, WHY_NOT
from app.components.volunteer import CALLS
from app.components.words import FLAG_ICONS, flag_hint, flag_name, stairs
from app.i18n import ZH, _
from app.models.shift_shapes import DoorTask, ShiftCard, TaskYard

CHIP = "inline-flex items-center gap-1 rounded-chip px-2 py-0.5 text-note "


def chip(glyph: str, word: Any, tone: str = "bg-sunken text-ink-2") -> rx.Component:
    """A fact with its icon."""
    return rx.el.span(icon(glyph, "size-4.5"), word, class_name=CHIP + tone)


def when_word(shift: Any) -> Any:
    """Today, tomorrow, Friday."""
    return rx.cond(ZH, shift.when_zh, shift.when_en)


def hours_word(shift: Any) -> Any:
    """11:00 to 12:30, also over midnight."""
    return rx.cond(shift.overnight, _("{a} to {b} the next day", a=shift.start, b=shift.end), _("{a} to {b}", a=shift.start, b=shift.end))


def time_and_place(shift: Any) -> Any:
    """11:00 to 12:30, the canteen."""
    return rx.fragment(hours_word(shift), rx.cond(shift.place != "", rx.cond(ZH, "，", ", ").to(str) + shift.place.to(str), ""))


def date_tile(shift: Any) -> rx.Component:
    """The day as a tile; today's is filled."""
    base = "flex w-14 shrink-0 flex-col items-center justify-center rounded-window py-1.5 large:w-18 "
    return rx.el.span(
        rx.el.span(shift.number, class_name="text-title leading-tight font-semibold tabular-nums"),
        rx.el.span(when_word(shift), class_name="text-note leading-tight whitespace-nowrap"),
        class_name=rx.cond(shift.today, base + "bg-brand text-on-brand", base + "bg-sunken text-ink"),
    )


def shift_chips(shift: Any) -> rx.Component:
    """What has to be known of it: two people, insurance, cancelled, not sure, I lead it."""
    return rx.el.span(
        rx.cond(shift.state == "cancelled", chip("circle-x", rx.cond(shift.why != "", _("Cancelled: {why}", why=shift.why), _("Cancelled")), "bg-alarm-soft text-alarm-ink")),
        rx.cond(shift.lead, chip("flag", _("I lead it"), "bg-brand-soft text-brand")),
        rx.cond(
            shift.lead & (shift.state != "cancelled"),
            rx.cond(shift.short > 0, chip("users", _("{n} come, {m} short", n=shift.taken, m=shift.short), "bg-lamp-soft text-lamp-ink"), chip("users", _("{n} come", n=shift.taken), "bg-good-soft text-good-ink")),
        ),
        rx.cond(shift.my == "unsure", chip("circle-help", _("May not make it"), "bg-lamp-soft text-lamp-ink")),
        rx.cond(shift.my == "waiting", chip("hourglass", _("On the waiting list"), "bg-slate-soft text-slate-ink")),
        rx.cond(shift.pair, chip("users", _("In pairs"))),
        rx.cond(shift.pair & shift.insured, chip("shield-check", _("Insured"), "bg-good-soft text-good-ink")),
        class_name="mt-1 flex flex-wrap gap-1.5 empty:hidden",
    )


def page_of(shift: Any) -> Any:
    """The address of a shift: the leader's view for whoever leads it."""
    return routes.SHIFTS + "/#" + rx.cond(shift.lead & (shift.my == ""), "lead=", "").to(str) + shift.id.to(str)


def shift_line(item: Any) -> rx.Component:
    """One of my shifts that comes later."""
    shift = item.to(ShiftCard)
    return rx.el.li(
        link(
            date_tile(shift),
            rx.el.span(
                rx.el.span(shift.title, class_name="block text-lead font-semibold"),
                rx.el.span(time_and_place(shift), class_name="block text-note text-ink-2 tabular-nums"),
                shift_chips(shift),
                class_name="min-w-0 grow",
            ),
            icon("chevron-right", "size-5", "text-ink-3"),
            to=page_of(shift),
            class_name="flex items-center gap-3 px-3 py-3",
        ),
        key=shift.id,
    )


def why_closed(shift: Any) -> Any:
    """Why a shift is not open to me; a skill is named."""
    skill = (shift.why_not == "skill") & (shift.skills.length() > 0)
    return rx.cond(skill, rx.fragment(_("Needs: "), rx.foreach(shift.skills, lambda code: rx.el.span(said(code, SKILLS), class_name="mr-1.5"))), said(shift.why_not, WHY_NOT))


def open_line(item: Any) -> rx.Component:
    """A shift that needs people, with the button that signs up, or why it is not open to me."""
    shift = item.to(ShiftCard)
    closed = (shift.why_not != "") & (shift.why_not != "full")
    return rx.el.li(
        date_tile(shift),
        link(
            rx.el.span(shift.title, class_name="block text-lead font-semibold"),
            rx.el.span(time_and_place(shift), class_name="block text-note text-ink-2 tabular-nums"),
            rx.el.span(shift.team, class_name="block text-note text-ink-2"),
            rx.el.span(
                rx.cond(shift.short > 0, chip("users", _("{n} more needed", n=shift.short), "bg-lamp-soft text-lamp-ink"), chip("users", _("Full"))),
                rx.cond(shift.pair, chip("users", _("In pairs"))),
                rx.cond(shift.why_not == "not_insured", chip("shield-alert", _("Insurance needed"))),
                class_name="mt-1 flex flex-wrap gap-1.5",
            ),
            rx.cond(shift.why_not != "", rx.el.span(icon("info", "size-4.5", "mt-0.5"), rx.el.span(why_closed(shift)), class_name="mt-1 flex gap-1.5 text-note text-ink-2")),
            to=routes.SHIFTS + "/#" + shift.id.to(str),
            class_name="min-h-touch min-w-0 grow basis-40",
        ),
        rx.cond(
            closed,
            rx.fragment(),
            rx.el.button(
                rx.cond((shift.why_not == "full") | (shift.short == 0), _("Wait for a place"), _("Sign up")),
                type="button", disabled=OFF.busy, on_click=tap("signUp", shift.id, module=CALLS), aria_label=_("Sign up: {t}", t=shift.title), class_name=SOFT_SMALL,
            ),
        ),
        class_name="flex flex-wrap items-center gap-3 px-3 py-3",
        key=shift.id,
    )  # fmt: skip


def offer_card(item: Any) -> rx.Component:
    """Somebody is asked whether they can come, or stands on the waiting list."""
    shift = item.to(ShiftCard)
    offered = shift.my == "offered"
    return rx.el.section(
        rx.el.div(
            date_tile(shift),
            rx.el.div(
                rx.el.h2(rx.cond(offered, _("Can you come?"), _("On the waiting list")), class_name="text-note font-semibold text-lamp-ink"),
                rx.el.p(shift.title, class_name="text-lead font-semibold"),
                rx.el.p(time_and_place(shift), class_name="text-note text-ink-2 tabular-nums"),
                shift_chips(shift),
                class_name="min-w-0 grow",
            ),
            class_name="flex items-center gap-3",
        ),
        rx.cond(
            offered,
            rx.el.div(
                rx.el.button(_("Not this time"), type="button", disabled=OFF.busy, on_click=tap("decline", shift.id, module=CALLS), class_name=QUIET_SMALL),
                rx.el.button(icon("check", "size-5"), _("I can come"), type="button", disabled=OFF.busy, on_click=tap("accept", shift.id, module=CALLS), class_name=SOFT_SMALL),
                class_name="mt-3 flex flex-wrap gap-2.5 *:flex-[1_1_8rem]",
            ),
            rx.el.div(
                rx.el.button(_("No longer wait"), type="button", disabled=OFF.busy, on_click=tap("cancel", shift.id, module=CALLS), class_name=f"{QUIET_SMALL} w-full"),
                class_name="mt-3",
            ),
        ),
        class_name="mb-3 rounded-card border border-lamp-edge bg-surface p-3 shadow-card",
        key=shift.id,
    )


def hint_line(code: Any) -> rx.Component:
    """One thing that helps at the door, as an icon and words."""
    return rx.el.span(
        rx.match(code, *((key, icon(name, "size-4.5")) for key, name in FLAG_ICONS.items()), rx.fragment()),
        rx.cond(flag_hint(code) != "", flag_hint(code), flag_name(code)),
        class_name="inline-flex items-center gap-1",
    )


def _task(item: Any) -> rx.Component:
    task = item.to(DoorTask)
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(task.door, class_name="text-lead leading-tight font-semibold tabular-nums"), icon("heart-handshake", "size-4.5"),
                class_name="flex size-window shrink-0 flex-col items-center justify-center rounded-window border border-lamp-edge bg-lamp text-on-lamp",
            ),
            rx.el.span(
                rx.el.span(who(task.who, task.masked), class_name="block text-lead font-semibold"),
                rx.el.span(stairs(task.building, task.unit), rx.cond(task.what != "", rx.cond(ZH, "，", ", ").to(str) + task.what.to(str), ""), class_name="block text-note text-ink-2"),
                rx.cond(task.hint != "", rx.el.span(rx.foreach(task.hints, lambda code: hint_line(code)), class_name="flex flex-wrap items-center gap-x-3 text-note text-ink-2")),
                class_name="min-w-0 grow text-left",
            ),
            icon("chevron-right", "size-5", "text-ink-3"),
            type="button",
            on_click=do("task.open", task.id),
            class_name="flex min-h-row w-full items-center gap-3 py-2 pr-2 pl-3",
        ),
        key=task.id,
    )  # fmt: skip


def _yard(item: Any) -> rx.Component:
    yard = item.to(TaskYard)
    return rx.el.div(
        rx.el.p(
            rx.el.span(yard.courtyard, class_name="font-semibold"), rx.el.span(_("{n} doors, in walking order", n=yard.n)),
            class_name="flex flex-wrap items-center justify-between gap-x-3 border-y border-line px-3 py-1.5 text-note text-ink-2",
        ),
        rx.el.ul(rx.foreach(yard.tasks, _task), class_name="divide-y divide-line"),
        key=yard.key,
    )  # fmt: skip


def doors(shift: Any) -> rx.Component:
    """The doors of a shift, until each is closed."""
    return rx.cond(
        shift.doors > 0,
        rx.el.div(
            rx.foreach(shift.yards, _yard),
            rx.el.p(icon("eye-off", "size-5", "mt-0.5"), rx.cond(shift.phase == "early", _("On the day, tap a door when it is done."), _("Tap a door when it is done; what stands here of the person is put away then.")), class_name="flex items-start gap-1.5 border-t border-line p-3 text-note text-ink-2"),
        ),
    )


def at_line(at: Any) -> rx.Component:
    """That somebody is checked in, since when, and where that record is."""
    return rx.cond(
        at.in_at != "",
        rx.el.p(
            rx.el.span(
                icon("circle-check", "size-5"),
                rx.cond(at.out_at != "", _("{a} to {b}", a=at.in_at, b=at.out_at), _("Checked in at {t}", t=at.in_at)),
                class_name="flex items-center gap-1.5 font-semibold text-good-ink tabular-nums",
            ),
            rx.match(
                at.where,
                ("", rx.fragment()),
                ("phone", rx.el.span(icon("smartphone", "size-4.5"), _("Saved on this phone, checked when there is signal"), class_name="flex items-center gap-1 text-note text-lamp-ink")),
                ("held", rx.el.span(icon("hourglass", "size-4.5"), _("Received; the leader has a look"), class_name="flex items-center gap-1 text-note text-slate-ink")),
                rx.el.span(icon("check-check", "size-4.5"), _("Received, no. {n}", n=at.where), class_name="flex items-center gap-1 text-note text-good-ink"),
            ),
            role="status",
            class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
        ),
    )


def today_card(item: Any) -> rx.Component:
    """Today's shift: when and where, the doors, the leader, and the way to the check-in."""
    shift = item.to(ShiftCard)
    here = shift.at.in_at != ""
    return rx.el.section(
        link(
            date_tile(shift),
            rx.el.span(
                rx.el.h2(shift.title, class_name="text-title font-semibold"),
                rx.el.span(time_and_place(shift), class_name="block text-base text-ink-2 tabular-nums"),
                shift_chips(shift),
                class_name="min-w-0 grow",
            ),
            to=routes.SHIFTS + "/#" + shift.id.to(str),
            class_name="flex items-center gap-3 p-3",
        ),
        doors(shift),
        rx.cond(here, rx.el.div(at_line(shift.at), class_name="border-t border-line px-3 py-2")),
        rx.cond(
            here & (shift.at.out_at == "") & ((shift.phase == "late") | (shift.phase == "over")),
            rx.el.p(icon("hourglass", "size-5", "mt-0.5"), _("It ended at {t}. Do not forget to check out.", t=shift.end), role="status", class_name="flex gap-1.5 bg-lamp-soft px-3 py-2 text-lamp-ink"),
        ),
        rx.cond(
            shift.state != "cancelled",
            rx.el.div(
                rx.cond(
                    (shift.phone != "") & ~OFF.shade & ~shift.lead,
                    rx.el.a(icon("phone", "size-5"), _("Leader"), href="tel:" + shift.phone.to(str), aria_label=_("Call the leader {name}", name=shift.leader), class_name=QUIET),
                ),
                rx.cond(shift.lead, link(icon("list-checks"), _("Code and roll-call"), to=routes.SHIFTS + "/#lead=" + shift.id.to(str), class_name=PRIMARY)),
                rx.cond(
                    ~shift.lead | (shift.my != ""),
                    link(
                        rx.cond(here, rx.cond(shift.at.out_at != "", icon("info"), icon("log-out")), icon("log-in")),
                        rx.cond(here, rx.cond(shift.at.out_at != "", _("See it"), _("To check out")), _("To check in")),
                        to=routes.SHIFTS + "/#" + shift.id.to(str),
                        class_name=rx.cond(shift.lead | (shift.at.out_at != ""), QUIET, PRIMARY),
                    ),
                ),
                class_name="flex flex-wrap gap-2.5 border-t border-line p-3 *:flex-[1_1_8rem]",
            ),
        ),
        class_name="mb-3 overflow-hidden rounded-card bg-surface shadow-card",
        key=shift.id,
    )


