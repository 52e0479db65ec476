"""The leader's view of a shift: the code to read out, who is here and who is not yet, the roll-call, and everybody's hours at the end."""

from typing import Any

import reflex as rx

from app import routes
from app.components.field_words import said
from app.components.forms import who
from app.components.kit import ICON_BUTTON, PRIMARY, QUIET, QUIET_SMALL, SOFT_SMALL, banner, icon, link
from app.components.offline import OFF, tap
from app.components.shift_cards import chip
from app.components.shift_page import FOOT, back_bar
from app.components.shift_words import DOUBTS, source_word
from app.components.volunteer import CODE, LEAD, SHIFTS, VOLUNTEER
from app.i18n import ZH, _
from app.models.shift_shapes import RollRow

L: Any = SHIFTS.lead


@rx.memo
def code_card() -> rx.Component:
    """The six digits, large enough to read across a courtyard, or their QR code; drawn anew each second by itself alone."""
    return rx.cond(
        CODE.code != "",
        rx.el.section(
            rx.el.div(
                rx.el.h2(_("Check-in code, read it out"), class_name="text-base font-semibold"),
                rx.el.span(icon("refresh-cw", "size-4.5"), _("new in {t}", t=CODE.left), class_name="flex items-center gap-1 text-note tabular-nums whitespace-nowrap"),
                class_name="flex flex-wrap items-center justify-between gap-x-3",
            ),
            rx.cond(
                CODE.qr,
                rx.el.div(
                    rx.el.svg(
                        rx.el.svg.path(d=CODE.path),
                        custom_attrs={"viewBox": "0 0 " + CODE.size.to(str) + " " + CODE.size.to(str), "role": "img", "shapeRendering": "crispEdges"},
                        aria_label=_("QR code of the check-in"), class_name="mx-auto mt-3 w-full max-w-72 rounded-window bg-[#fff] fill-[#000]",
                    ),
                    rx.el.p(CODE.code, class_name="mt-2 text-center text-title font-semibold tracking-[.12em] tabular-nums"),
                ),
                rx.el.p(rx.el.span(CODE.code, custom_attrs={"aria-hidden": "true"}), rx.el.span(CODE.spoken, class_name="sr-only"), class_name="mt-2 text-center text-[3.25rem] leading-none font-semibold tracking-[.12em] whitespace-nowrap tabular-nums max-[22rem]:text-[2.5rem]"),
            ),
            rx.el.button(
                rx.cond(CODE.qr, icon("hash", "size-5"), icon("qr-code", "size-5")), rx.cond(CODE.qr, _("Show the digits large"), _("Show as QR code")),
                type="button", on_click=tap("toggleQr", module=LEAD), class_name="mt-3 flex min-h-touch w-full items-center justify-center gap-1.5 rounded-field border border-on-brand px-3.5 text-base font-semibold",
            ),
            class_name="rounded-card bg-brand px-4 pt-3 pb-4 text-on-brand",
        ),
        rx.el.section(
            rx.el.p(icon("clock", "size-5", "mt-0.5"), _("The code is here from a day before the start. Your phone needs signal once before it."), class_name="flex gap-2"),
            class_name="rounded-card bg-surface p-4 text-ink-2 shadow-card",
        ),
    )  # fmt: skip


def _tab(key: str, word: Any, n: Any) -> rx.Component:
    base = "flex min-h-touch items-center justify-center gap-1.5 rounded-chip px-1 text-base whitespace-nowrap "
    return rx.el.button(
        word, " ", rx.el.b(n, class_name="tabular-nums"), type="button", on_click=tap("showRoll", key, module=VOLUNTEER),
        custom_attrs={"aria-pressed": rx.cond(L.tab == key, "true", "false")},
        class_name=rx.cond(L.tab == key, base + "bg-surface font-semibold text-ink shadow-card", base + "text-ink-2"),
    )  # fmt: skip


def _disc(glyph: str, tone: str) -> rx.Component:
    return rx.el.span(icon(glyph, "size-4.5") if glyph else rx.fragment(), class_name="grid size-7 place-items-center rounded-full border-2 " + tone)


def _mark(row: Any) -> rx.Component:
    look = "flex min-h-touch min-w-20 items-center justify-center gap-1.5 text-note "
    here = rx.el.span(_disc("check", "bg-good text-on-good border-good"), rx.cond(row.gone, _("Left already"), _("Here")), class_name=look + "font-semibold text-good-ink")
    call_in = rx.el.button(
        _disc("", "bg-surface text-ink-3 border-edge"), _("Call the roll"), type="button", on_click=tap("callIn", row.id, module=LEAD), aria_label=_("{name} is here", name=who(row.name, row.masked)),
        class_name=look + "text-ink-2",
    )  # fmt: skip
    off = rx.el.span(_disc("minus", "bg-sunken text-ink-2 border-line"), _("Excused"), class_name=look + "text-ink-2")
    leave = rx.el.button(icon("log-out", "size-5"), _("Leaves"), type="button", on_click=tap("callOut", row.id, module=LEAD), aria_label=_("{name} leaves", name=who(row.name, row.masked)), class_name=SOFT_SMALL)
    return rx.cond(
        row.here,
        rx.cond((L.tab == "out") & ~row.gone, leave, here),
        rx.cond(row.off & (L.tab != "all"), off, rx.cond((L.state == "confirmed") | (L.state == "cancelled") | L.early | ~OFF.own_device, rx.fragment(), call_in)),
    )


def _line(row: Any) -> Any:
    where = rx.match(row.at.where, ("", ""), ("phone", _(", not sent yet")), ("held", _(", somebody has a look")), "")
    until = rx.cond(ZH, row.until_zh, row.until_en)
    return rx.cond(
        row.here,
        rx.fragment(rx.cond(row.gone, _("{a} to {b}", a=row.at.in_at, b=row.at.out_at), row.at.in_at), " ", source_word(row.at.source), where, rx.cond(row.at.half != "", rx.fragment(" · ", _("{h} h", h=row.at.half)))),
        rx.cond(
            row.at.problem != "",
            _("The last record was not accepted"),
            rx.cond(row.my == "unsure", _("May not make it"), rx.cond(row.my == "waiting", _("On the waiting list"), rx.cond(row.my == "offered", _("Asked, no answer yet"), rx.cond(row.renew, _("Insured until {d}", d=until), rx.cond(row.uninsured, _("Must not go to this one without insurance"), ""))))),
        ),
    )


def _row(item: Any) -> rx.Component:
    row = item.to(RollRow)
    return rx.el.li(
        rx.el.span(row.first, class_name="grid size-11 shrink-0 place-items-center rounded-full bg-brand-soft text-lead font-semibold text-brand", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(
            rx.el.span(
                who(row.name, row.masked),
                rx.match(row.part, ("leader", chip("flag", _("Leader"), "bg-brand-soft text-brand font-normal")), ("deputy", chip("flag", _("Deputy"), "bg-brand-soft text-brand font-normal")), rx.fragment()),
                rx.cond(row.fresh, chip("sprout", _("New"), "bg-slate-soft text-slate-ink font-normal")),
                rx.cond(row.minor, chip("baby", _("Under 18"), "bg-slate-soft text-slate-ink font-normal")),
                rx.cond(row.uninsured, chip("shield-alert", _("Not insured"), "bg-alarm-soft text-alarm-ink font-normal"), rx.cond(row.renew, chip("shield-alert", _("Renew insurance"), "bg-lamp-soft text-lamp-ink font-normal"))),
                class_name="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-lead font-semibold",
            ),
            rx.el.span(_line(row), class_name="block text-note text-ink-2 tabular-nums empty:hidden"),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            (row.phone != "") & ~row.here & ~OFF.shade,
            rx.el.a(icon("phone", "size-5"), href="tel:" + row.phone.to(str), aria_label=_("Call {name}", name=row.name), class_name="grid size-touch shrink-0 place-items-center rounded-field text-brand"),
        ),
        _mark(row),
        class_name="flex items-center gap-x-2 gap-y-1 py-2 pr-2 pl-3 large:flex-wrap large:*:last:ml-auto large:*:nth-2:basis-24",
        key=row.id,
    )  # fmt: skip


def _counted(item: Any) -> rx.Component:
    row = item.to(RollRow)
    return rx.el.li(
        rx.el.span(
            rx.el.span(who(row.name, row.masked), " ", rx.cond(row.at.half != "", rx.el.b(_("{h} h", h=row.at.half), class_name="tabular-nums")), class_name="block font-semibold"),
            rx.el.span(rx.el.span(row.at.in_at, " – ", row.at.out_at), rx.foreach(row.at.doubts, lambda code: rx.el.span(icon("circle-alert", "size-4.5"), said(code, DOUBTS, code), class_name="flex items-center gap-1 text-lamp-ink")), class_name="flex flex-wrap gap-x-3 text-note text-ink-2 tabular-nums"),
            class_name="min-w-0 grow basis-40",
        ),
        rx.el.button(
            rx.cond(row.kept, _("It counts"), _("Left out")), type="button", on_click=tap("leaveOut", row.id, module=VOLUNTEER), aria_label=_("{name}: count it", name=who(row.name, row.masked)),
            custom_attrs={"aria-pressed": rx.cond(row.kept, "true", "false")}, class_name=rx.cond(row.kept, SOFT_SMALL, QUIET_SMALL),
        ),
        class_name="flex flex-wrap items-center gap-3 py-2",
        key=row.id,
    )  # fmt: skip


@rx.memo
def end_foot() -> rx.Component:
    """The end of a shift: the first tap shows what is to be confirmed, the second confirms it."""
    ask = rx.el.div(
        rx.el.h2(_("Confirm the hours of {n} people", n=L.to_count), class_name="text-lead font-semibold"),
        rx.cond(L.before_end, rx.el.p(icon("circle-alert", "size-5", "mt-0.5"), _("It is planned until {t}. What is confirmed now counts to now.", t=L.end), class_name="flex gap-1.5 text-note font-semibold text-lamp-ink")),
        rx.el.p(_("Whoever checked out counts. Tap where somebody was not there."), class_name="text-note text-ink-2"),
        rx.el.ul(rx.foreach(L.counting, _counted), class_name="divide-y divide-line"),
        rx.cond(L.own, rx.el.p(icon("info", "size-5", "mt-0.5"), _("Hours of who leads a team are confirmed by the community or the branch secretary."), class_name="flex gap-1.5 text-note text-ink-2")),
        rx.cond(
            L.uncounted > 0,
            rx.el.p(icon("circle-alert", "size-5", "mt-0.5"), _("{n} people have not checked out; call the roll for leaving, or they fill it in later.", n=L.uncounted), class_name="flex gap-1.5 text-note text-lamp-ink"),
        ),
        rx.el.div(
            rx.el.button(_("Wait a bit"), type="button", on_click=tap("askEnd", module=LEAD), class_name=QUIET),
            rx.el.button(icon("check"), rx.cond(CODE.busy, _("One moment"), _("Confirm")), type="button", disabled=CODE.busy, on_click=tap("endShift", module=LEAD), class_name=PRIMARY),
            class_name="mt-2 grid grid-cols-[1fr_1.6fr] gap-2.5",
        ),
        class_name="max-h-[70dvh] space-y-2 overflow-y-auto",
    )  # fmt: skip
    return rx.el.footer(
        rx.match(
            L.state,
            ("confirmed", rx.el.p(icon("circle-check", "size-5"), _("Confirmed; the hours stand"), class_name="flex min-h-press items-center justify-center gap-2 font-semibold text-good-ink")),
            ("cancelled", rx.el.p(icon("circle-x", "size-5"), _("This shift was cancelled"), class_name="flex min-h-press items-center justify-center gap-2 text-ink-2")),
            rx.cond(
                CODE.asking & L.can_end,
                ask,
                rx.cond(
                    L.can_end,
                    rx.el.button(icon("clock-check"), _("End, confirm everybody's hours"), type="button", on_click=tap("askEnd", module=LEAD), class_name=f"{PRIMARY} w-full"),
                    rx.el.p(icon("lock", "size-5"), rx.cond(L.settled, _("Everybody's hours are decided"), rx.cond(L.early, _("The roll is called from two hours before the start"), _("First somebody has to be here"))), class_name="flex min-h-press items-center justify-center gap-2 rounded-field bg-sunken px-3 text-lead font-semibold text-ink-2"),
                ),
            ),
        ),
        class_name=FOOT,
    )


@rx.memo
def roll_page() -> rx.Component:
    """The whole view of whoever leads the shift."""
    return rx.el.main(
        back_bar(
            rx.cond(L.team != "", L.team, _("Roll-call")),
            rx.fragment(L.title, rx.cond(ZH, "，", ", ").to(str), rx.cond(ZH, L.when_zh, L.when_en), " ", L.start),
            link(icon("user-plus"), to=routes.TEAMS + "/" + L.team_id.to(str) + "/", aria_label=_("The team"), class_name=ICON_BUTTON),
        ),
        rx.el.div(
            rx.cond((L.state != "confirmed") & (L.state != "cancelled") & (L.state != "ended"), code_card()),
            rx.match(
                L.blocked,
                ("pair", rx.el.div(banner("lock", _("Only once two insured people are here"), _("At somebody's home and at hard work nobody is alone."), "bg-lamp-soft text-lamp-ink"), class_name="mt-3")),
                ("insurance", rx.el.div(banner("shield-alert", _("Only once two insured people are here"), _("Of those who are here, fewer than two are insured."), "bg-lamp-soft text-lamp-ink"), class_name="mt-3")),
                rx.fragment(),
            ),
            rx.el.div(_tab("in", _("Arriving"), L.todays), _tab("out", _("Leaving"), L.here), _tab("all", _("Whole team"), L.all), role="group", aria_label=_("Roll-call"),
                      class_name="mt-3 grid auto-cols-fr grid-flow-col gap-1 rounded-field bg-sunken p-1"),
            rx.el.div(
                rx.el.p(rx.el.b(L.here, class_name="text-ink tabular-nums"), " ", _("here, {b} not yet, {c} excused", b=L.away, c=L.off), role="status"),
                rx.el.span(_("by name")),
                class_name="mt-3 mb-2 flex flex-wrap items-center justify-between gap-x-3 px-1 text-note text-ink-2",
            ),
            rx.cond(
                L.rows.length() > 0,
                rx.el.ul(rx.foreach(L.rows, _row), class_name="divide-y divide-line overflow-hidden rounded-card bg-surface shadow-card"),
                rx.el.p(rx.cond(L.tab == "out", _("Nobody is here yet."), _("Nobody has signed up yet.")), class_name="px-1 text-ink-2"),
            ),
            rx.cond(
                (L.tab == "out") & (L.uncounted > 1),
                rx.el.button(icon("log-out", "size-5"), _("All {n} leave now", n=L.uncounted), type="button", on_click=tap("callAllOut", module=LEAD), class_name=f"{QUIET_SMALL} mt-3 w-full"),
            ),
            class_name="px-3",
        ),
        end_foot(),
        class_name="mx-auto w-full max-w-[44rem] pb-36",
    )  # fmt: skip
