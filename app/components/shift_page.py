"""A shift's own page: six boxes for the code of the leader's phone, when and where, who leads, what to do, the doors, the way out."""

from typing import Any

import reflex as rx

from app import routes
from app.components.code_boxes import boxes
from app.components.desk import asks
from app.components.kit import (
    GROUP,
    ICON_BUTTON,
    PRIMARY,
    QUIET,
    QUIET_SMALL,
    SOFT_SMALL,
    banner,
    icon,
    link,
    section_title,
)
from app.components.offline import OFF, tap
from app.components.shell import shade_button
from app.components.shift_cards import at_line, chip, doors, hours_word, when_word, why_closed
from app.components.shift_words import problem_words
from app.components.volunteer import CALLS, CHECK, CHECK_IN, SHIFTS
from app.i18n import ZH, _

S: Any = SHIFTS.shift
FOOT = "fixed inset-x-0 bottom-0 z-(--z-tabs) mx-auto max-w-phone bg-surface px-edge pt-3 shadow-bar tablet:left-24 tablet:max-w-[44rem] pb-[max(0.75rem,env(safe-area-inset-bottom))]"
_SCANNED = ~S.known & CHECK.scanned
_COMES = (S.my == "in") | (S.my == "unsure") | S.lead | _SCANNED
_CAN_IN = OFF.own_device & _COMES & (S.at.in_at == "") & ((S.phase == "open") | (S.phase == "late") | _SCANNED)
_CAN_OUT = OFF.own_device & (S.at.in_at != "") & (S.at.out_at == "") & (S.at.state == "in")
_LEFT_EARLY = OFF.own_device & (S.at.out_source == "self") & (S.at.state == "waiting") & (S.phase == "open")


def back_bar(title: Any, line: Any = None, *actions: rx.Component, to: Any = f"{routes.SHIFTS}/") -> rx.Component:
    """The bar of a page under Shifts."""
    return rx.el.header(
        link(icon("chevron-left", "size-7"), to=to, aria_label=_("Back"), class_name=ICON_BUTTON),
        rx.el.div(
            rx.el.h1(title, class_name="text-lead font-semibold"),
            rx.el.p(line, class_name="text-note text-ink-2") if line is not None else rx.fragment(),
            class_name="min-w-0 grow pt-1.5 pb-1",
        ),
        rx.el.div(*actions, shade_button(), class_name="flex shrink-0 items-center"),
        class_name="sticky top-0 z-(--z-bar) mb-1 flex min-h-appbar items-center bg-canvas px-1 pt-safe",
    )


def _check_card() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Check in"), class_name="text-title font-semibold"),
        rx.el.p(rx.cond(CHECK.scanned, _("Scanned. Now tap Check in."), _("Look at the leader's phone and type the six digits")), class_name="mt-0.5 mb-3 text-ink-2"),
        boxes(),
        rx.el.div(
            rx.el.button(icon("scan-line", "size-5"), _("Scan"), type="button", on_click=tap("scan", module=CHECK_IN), class_name=QUIET_SMALL),
            class_name="mt-3 grid",
        ),
        rx.el.p(icon("list-checks", "size-5", "mt-0.5"), _("Without a phone, or if the code does not work: the leader calls the roll."), class_name="mt-3 flex gap-1.5 text-note text-ink-2"),
        class_name="rounded-card bg-surface p-4 shadow-card",
    )


def _standing() -> rx.Component:
    """Instead of the boxes: checked in, too early, over, cancelled, not on this phone."""
    done = rx.el.section(
        rx.el.h2(rx.cond(S.at.out_at != "", _("Thank you for helping"), _("You are here")), class_name="mb-1 text-title font-semibold"),
        at_line(S.at),
        rx.cond(
            (S.at.out_at != "") & (S.at.state == "waiting") & (S.at.where != "phone") & (S.at.where != "held"),
            rx.el.p(rx.cond(S.at.half != "", _("{h} hours wait for the leader to confirm.", h=S.at.half), _("waits for the leader to confirm")), class_name="mt-1 text-note text-ink-2"),
        ),
        rx.cond((S.at.state == "counted") & (S.at.half != ""), rx.el.p(_("{h} hours stand in your hours.", h=S.at.half), class_name="mt-1 text-note text-ink-2")),
        class_name="rounded-card bg-surface p-4 shadow-card",
    )
    return rx.cond(
        S.phase == "cancelled",
        banner("circle-x", rx.cond(S.why != "", _("Cancelled: {why}", why=S.why), _("This shift was cancelled")), _("You need not come. Nothing is counted against anybody."), "bg-alarm-soft text-alarm-ink"),
        rx.cond(
            S.at.in_at != "",
            done,
            rx.cond(
                ~OFF.own_device,
                banner("smartphone", _("Check in on your own phone"), _("This is not it. Or ask the leader to call the roll."), "bg-slate-soft text-slate-ink"),
                rx.cond(
                    _CAN_IN,
                    _check_card(),
                    rx.cond(
                        (S.phase == "early") & ((S.my == "in") | (S.my == "unsure")),
                        banner("clock", _("Check in from two hours before the start"), _("It appears here then."), "bg-slate-soft text-slate-ink"),
                        rx.cond(
                            (S.phase == "over") & ((S.my == "in") | (S.my == "unsure")),
                            banner("clock", _("This shift is over"), _("If you were there, fill the time in on the page Hours."), "bg-slate-soft text-slate-ink"),
                        ),
                    ),
                ),
            ),
        ),
    )


def _fact(glyph: str, word: Any, line: Any = None, beside: Any = None) -> rx.Component:
    return rx.el.div(
        icon(glyph, "size-6", "text-brand"),
        rx.el.p(rx.el.span(word, class_name="block"), rx.el.span(line, class_name="block text-note text-ink-2 empty:hidden") if line is not None else rx.fragment(), class_name="min-w-0 grow"),
        beside if beside is not None else rx.fragment(),
        class_name="flex min-h-touch items-center gap-3 px-4 py-2.5",
    )


def _facts() -> rx.Component:
    call = rx.cond(
        (S.phone != "") & ~OFF.shade,
        rx.el.a(
            rx.el.span(icon("phone", "size-5"), class_name="grid size-[calc(var(--spacing-touch)-0.25rem)] place-items-center rounded-full bg-brand-soft"),
            href="tel:" + S.phone.to(str), aria_label=_("Call the leader {name}", name=S.leader), class_name="-mr-2 grid size-touch shrink-0 place-items-center text-brand",
        ),
    )  # fmt: skip
    insured = rx.cond(
        SHIFTS.insured_zh != "",
        _fact("shield-check", _("Insured against accidents until {d}", d=rx.cond(ZH, SHIFTS.insured_zh, SHIFTS.insured_en))),
        rx.cond(S.pair, _fact("shield-alert", _("This needs accident insurance"), _("Ask your leader to note until when you are insured."))),
    )
    return rx.el.div(
        _fact("clock", rx.fragment(rx.cond(S.today, rx.fragment(when_word(S), rx.cond(ZH, "，", ", ").to(str))), rx.cond(ZH, S.date_zh, S.date_en), " ", hours_word(S)), rx.cond(S.before & (S.at.in_at == "") & (S.phase == "open"), _("Now {t}; coming early is fine", t=SHIFTS.now_time), "")),
        rx.cond(S.place != "", _fact("map-pin", S.place)),
        _fact(
            "user-round",
            rx.cond(S.leader != "", _("Leader {name}", name=rx.cond(OFF.shade, S.leader_masked, S.leader)), S.team),
            rx.cond(S.leader != "", _("{team}, {n} people", team=S.team, n=S.taken), _("{n} people", n=S.taken)),
            call,
        ),
        insured,
        rx.cond(S.pair, _fact("users", _("Two people with insurance are the rule here"), _("Nobody goes alone."))),
        class_name=f"mt-3 {GROUP}",
    )


def _ways_out() -> rx.Component:
    coming = (S.my == "in") | (S.my == "unsure")
    before = ((S.phase == "early") | (S.phase == "open")) & (S.at.in_at == "")
    closed = (S.why_not != "") & (S.why_not != "full")
    return rx.fragment(
        rx.cond(
            (S.my == "") & ~S.lead & (S.at.in_at == "") & ((S.phase == "early") | (S.phase == "open")),
            rx.cond(
                closed,
                rx.el.p(icon("info", "size-5", "mt-0.5"), rx.el.span(why_closed(S)), class_name="mt-4 flex gap-2 px-1 text-ink-2"),
                rx.el.button(
                    rx.cond((S.why_not == "full") | (S.short == 0), _("Wait for a place"), _("Sign up")), type="button", disabled=OFF.busy,
                    on_click=tap("signUp", S.id, module=CALLS), class_name=f"{PRIMARY} mt-4 w-full",
                ),
            ),
        ),
        rx.cond(
            S.my == "offered",
            rx.el.div(
                rx.el.button(_("Not this time"), type="button", disabled=OFF.busy, on_click=tap("decline", S.id, module=CALLS), class_name=QUIET_SMALL),
                rx.el.button(_("I can come"), type="button", disabled=OFF.busy, on_click=tap("accept", S.id, module=CALLS), class_name=SOFT_SMALL),
                class_name="mt-4 grid grid-cols-2 gap-2.5",
            ),
        ),
        rx.cond(
            coming & before,
            rx.el.div(
                rx.cond(
                    S.my == "unsure",
                    rx.el.button(icon("check", "size-5"), _("I do come"), type="button", disabled=OFF.busy, on_click=tap("sure", S.id, module=CALLS), class_name=SOFT_SMALL),
                    rx.el.button(icon("circle-help", "size-5"), _("May not make it"), type="button", disabled=OFF.busy, on_click=tap("unsure", S.id, module=CALLS), class_name=QUIET_SMALL),
                ),
                asks(
                    _("I cannot come"), "calendar-x",
                    _("Your place goes to the next person. No reason is asked and nothing is counted against you."),
                    rx.el.button(_("Give my place back"), type="button", disabled=OFF.busy, on_click=tap("cancel", S.id, module=CALLS), class_name=QUIET),
                ),
                class_name="mt-4 grid gap-2.5",
            ),
        ),
    )  # fmt: skip


def _step(word: Any, at: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span((at + 1).to(str), class_name="grid size-7 shrink-0 place-items-center rounded-full bg-brand-soft text-note font-semibold text-brand large:size-9"),
        rx.el.span(word), class_name="flex gap-3", key=at.to(str),
    )  # fmt: skip


@rx.memo
def shift_page() -> rx.Component:
    """Everything of one shift."""
    out = rx.el.div(
        rx.cond(
            (S.phase == "late") | (S.phase == "over"),
            banner("hourglass", _("The shift ended at {t}", t=S.end), _("Check out now; time counts to the planned end, or ask the leader if it took longer.")),
        ),
        class_name="mt-3 empty:hidden",
    )
    foot = rx.cond(
        _CAN_IN,
        rx.el.footer(
            rx.el.button(icon("log-in"), _("Check in"), type="button", disabled=CHECK.saving, on_click=tap("checkIn", S.id, module=CHECK_IN), class_name=f"{PRIMARY} w-full"),
            rx.el.p(icon("cloud-off", "size-4.5"), _("Works with no signal; it is checked later by itself"), class_name="mt-1.5 flex items-center justify-center gap-1.5 text-note text-ink-2"),
            class_name=FOOT,
        ),
        rx.cond(
            _CAN_OUT | _LEFT_EARLY,
            rx.el.footer(
                rx.cond(
                    S.phase == "open",
                    asks(
                        rx.cond(_LEFT_EARLY, _("I am still here"), _("Check out")), "log-out",
                        rx.cond(_LEFT_EARLY, _("Tap again when you really leave; then that time counts."), _("It is planned until {t}. Leave now? The time counts to now.", t=S.end)),
                        rx.el.button(icon("log-out"), _("I leave now"), type="button", disabled=CHECK.saving, on_click=tap("checkOut", S.id, module=CHECK_IN), class_name=f"{PRIMARY} w-full"),
                    ),
                    rx.el.button(icon("log-out"), _("Check out"), type="button", disabled=CHECK.saving, on_click=tap("checkOut", S.id, module=CHECK_IN), class_name=f"{PRIMARY} w-full"),
                ),
                rx.el.p(icon("cloud-off", "size-4.5"), _("Works with no signal; it is checked later by itself"), class_name="mt-1.5 flex items-center justify-center gap-1.5 text-note text-ink-2"),
                class_name=FOOT,
            ),
        ),
    )
    return rx.el.main(
        back_bar(rx.cond(S.title != "", S.title, _("Shift"))),
        rx.el.div(
            rx.cond(
                S.at.problem != "",
                rx.el.div(
                    banner("circle-alert", _("The last check-in was not accepted"), problem_words(S.at.problem), "bg-alarm-soft text-alarm-ink"),
                    link(_("Look at my records"), to=f"{routes.OUTBOX}/", class_name=f"{QUIET_SMALL} mt-2 w-full"),
                    class_name="mb-3",
                ),
            ),
            _standing(),
            rx.cond(_CAN_OUT, out),
            rx.cond(
                S.known,
                rx.fragment(
                    _facts(),
                    rx.cond(S.lead, link(icon("list-checks", "size-5"), _("Code and roll-call"), to=routes.SHIFTS + "/#lead=" + S.id.to(str), class_name=f"{QUIET} mt-3")),
                    rx.cond(S.doors > 0, rx.el.div(section_title(_("Doors to go to")), rx.el.div(doors(S), class_name="overflow-hidden rounded-card bg-surface shadow-card"))),
                    rx.cond(
                        S.doing.length() > 0,
                        rx.el.div(section_title(_("What to do")), rx.el.div(rx.el.ol(rx.foreach(S.doing, _step), class_name="space-y-2.5"), class_name="rounded-card bg-surface p-4 shadow-card")),
                    ),
                    _ways_out(),
                ),
                rx.cond(
                    ~CHECK.scanned,
                    rx.el.p(chip("info", _("Not on your list")), rx.el.span(_("This shift is not among yours. Scan the leader's code, or ask the leader."), class_name="mt-1 block"), class_name="mt-3 px-1 text-ink-2"),
                ),
            ),
            class_name="px-3",
        ),
        foot,
        class_name="mx-auto w-full max-w-[44rem] pb-36",
    )  # fmt: skip
