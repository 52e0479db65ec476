"""The forms of a volunteer: one door, the six digits again, the camera, and what is asked about hours."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from app.components.code_boxes import boxes
from app.components.forms import BOX, alarm, do, panel, part, save_foot, typed, who, words_field
from app.components.kit import GROUP, ICON_BUTTON, PRIMARY, QUIET_SMALL, icon
from app.components.shift_cards import hint_line
from app.components.shift_words import RESULTS
from app.components.volunteer import CHECK, CHECK_IN, HOUR_FORM, TASK
from app.components.words import stairs
from app.i18n import ZH, _
from app.models.shift_shapes import HourLine

_KEY = "flex min-h-20 flex-col items-center justify-center gap-1 rounded-field border px-1 "
_CAMERA: Any = rx.Var("camera", _var_data=VarData(imports={CHECK_IN: "camera"}))


def _result(code: str, glyph: str, zh: str, en: str, first: bool) -> rx.Component:
    on = TASK.result == code
    return rx.el.button(
        icon(glyph, "size-7"), rx.el.span(rx.cond(ZH, zh, en), class_name="text-center text-base leading-tight"),
        type="button", on_click=do("task.result", code), custom_attrs={"aria-pressed": rx.cond(on, "true", "false"), **({"data-first": "true"} if first else {})},
        class_name=rx.cond(on, _KEY + "border-2 border-brand bg-brand-soft font-semibold text-brand", _KEY + "border-edge bg-surface"),
    )  # fmt: skip


@rx.memo
def task_sheet() -> rx.Component:
    """One door: what helps there, and what came of it."""
    why = rx.match(
        TASK.lacks,
        ("result", alarm(_("First tap what came of it."))),
        ("words", alarm(_("Say in a few words what is wrong. If somebody is in danger, call 120 first."))),
        ("spoken", alarm(_("The spoken code has four digits, or stays empty."))),
        rx.fragment(),
    )
    return panel(
        rx.fragment(TASK.door, " ", who(TASK.who, TASK.masked)),
        rx.el.p(TASK.courtyard, " ", stairs(TASK.building, TASK.unit), class_name="text-ink-2"),
        rx.cond(TASK.what != "", rx.el.p(TASK.what, class_name="mt-1 text-lead")),
        rx.cond(TASK.hints.length() > 0, rx.el.p(rx.foreach(TASK.hints, lambda code: hint_line(code)), class_name="mt-1 flex flex-wrap gap-x-4 text-ink-2")),
        part(_("What came of it")),
        rx.el.div(*(_result(code, glyph, zh, en, at == 0) for at, (code, glyph, zh, en) in enumerate(RESULTS)), role="group", aria_label=_("What came of it"), class_name="grid grid-cols-2 gap-2"),
        rx.cond(
            TASK.asks_code & (TASK.result == "done"),
            rx.el.div(
                words_field(_("The four digits the person may say"), typed("task.spoken"), hint=_("May stay empty"), most=4, custom_attrs={"inputMode": "numeric"}),
                class_name="mt-3",
            ),
        ),
        rx.el.div(words_field(_("A few words"), typed("task.words"), hint=rx.cond(TASK.result == "trouble", _("What is wrong?"), _("May stay empty"))), class_name="mt-3"),
        foot=save_foot(do("task.save"), TASK.saving, TASK.failed, why=why),
    )  # fmt: skip


@rx.memo
def code_sheet() -> rx.Component:
    """The digits of a refused check-in once more."""
    return panel(
        _("Type the code again"),
        rx.el.p(_("The time stays as it was. If more than half an hour has passed, ask the leader to call the roll instead."), class_name="mb-3 text-ink-2"),
        boxes(),
        foot=save_foot(do("check.saveCorrected"), CHECK.saving, False, word=_("Send it again")),
    )


@rx.memo
def scan_sheet() -> rx.Component:
    """The camera, until it has found the leader's code."""
    return panel(
        _("Scan the leader's code"),
        rx.el.video(custom_attrs={"ref": _CAMERA, "playsInline": True, "muted": True}, aria_label=_("Picture of the camera"), class_name="aspect-square w-full rounded-card bg-sunken object-cover"),
        rx.el.p(_("Hold the phone so that the whole code is in the picture. No picture is kept or sent."), class_name="mt-2 text-note text-ink-2"),
    )


def _stepper() -> rx.Component:
    return rx.el.div(
        rx.el.button(icon("minus"), type="button", on_click=do("hours.more", -1), aria_label=_("Half an hour less"), class_name=f"{ICON_BUTTON} border border-edge text-brand"),
        rx.el.p(rx.el.b(HOUR_FORM.half, class_name="text-head tabular-nums"), " ", _("hours "), role="status", class_name="grow text-center"),
        rx.el.button(icon("plus"), type="button", on_click=do("hours.more", 1), aria_label=_("Half an hour more"), class_name=f"{ICON_BUTTON} border border-edge text-brand"),
        class_name="flex items-center gap-3",
    )


def _choice(item: Any) -> rx.Component:
    one = item.to(HourLine)
    return rx.el.li(
        rx.el.button(
            rx.el.span(rx.cond(ZH, one.day_zh, one.day_en), class_name="w-24 shrink-0 text-left text-note text-ink-2 tabular-nums"), rx.el.span(one.what, class_name="grow text-left font-semibold"),
            rx.cond(HOUR_FORM.shift_id == one.shift_id, icon("check", "size-5", "text-brand")),
            type="button", on_click=do("hours.pick", one.shift_id), custom_attrs={"aria-pressed": rx.cond(HOUR_FORM.shift_id == one.shift_id, "true", "false")},
            class_name="flex min-h-touch w-full items-center gap-3 px-4 py-2 aria-pressed:bg-brand-soft",
        ),
        key=one.shift_id,
    )  # fmt: skip


def _why() -> rx.Component:
    return rx.match(
        HOUR_FORM.lacks,
        ("shift", alarm(_("First tap which time it was."))),
        ("reason", alarm(_("Say in a few words why; somebody else has to agree."))),
        ("days", alarm(_("The first day has to come before the last."))),
        rx.fragment(),
    )


def _foot(word: Any) -> rx.Component:
    return rx.el.div(_why(), rx.el.button(word, type="button", disabled=HOUR_FORM.saving, on_click=do("hours.save"), class_name=f"{PRIMARY} w-full"))


@rx.memo
def backfill_sheet() -> rx.Component:
    """Time that was not recorded: which, how long, why."""
    return panel(
        _("Fill in once"),
        rx.cond(
            HOUR_FORM.choices.length() > 0,
            rx.fragment(
                part(_("Which one?")),
                rx.el.ul(rx.foreach(HOUR_FORM.choices, _choice), class_name=GROUP),
                rx.cond(
                    HOUR_FORM.shift_id != "",
                    rx.fragment(
                        part(_("How long? "), _("at most as planned")), _stepper(),
                        rx.el.div(words_field(_("Why it was not recorded"), typed("hours.reason"), hint=_("For instance: the phone was flat")), class_name="mt-3"),
                    ),
                ),
            ),
            rx.el.p(_("There is no shift of yours of the last days without hours. For older ones, tell your leader."), class_name="py-3 text-ink-2"),
        ),
        foot=_foot(_("Send to the leader")), foot_when=HOUR_FORM.choices.length() > 0,
    )  # fmt: skip


@rx.memo
def dispute_sheet() -> rx.Component:
    """A line that is wrong: what it should be, and why."""
    return panel(
        _("This line is wrong"),
        rx.el.p(HOUR_FORM.what, class_name="font-semibold"),
        rx.el.p(_("The line stays; if it is agreed, another one puts it right."), class_name="text-note text-ink-2"),
        part(_("How long should it be?")), _stepper(),
        rx.el.div(words_field(_("What is wrong?"), typed("hours.reason")), class_name="mt-3"),
        foot=_foot(_("Send")),
    )  # fmt: skip


def _day(label: Any, value: Any, verb: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="mb-1 block text-note font-semibold"),
        rx.el.input(type="date", default_value=value, max=HOUR_FORM.today, on_change=typed(verb), class_name=BOX),
        class_name="block",
    )


@rx.memo
def certificate_sheet() -> rx.Component:
    """Asking for a certificate, free of charge."""
    return panel(
        _("Service certificate"),
        rx.el.p(_("The community issues it: free of charge, with two signatures, after seven days of publicity. Only confirmed hours stand in it."), class_name="mb-3 text-ink-2"),
        rx.el.div(_day(_("From "), HOUR_FORM.since, "hours.since"), _day(_("Until"), HOUR_FORM.until, "hours.until"), class_name="grid gap-3"),
        foot=_foot(_("Ask for it")),
    )


@rx.memo
def calendar_sheet() -> rx.Component:
    """One's own shifts in the phone's calendar, by a secret address that can be taken back."""
    return panel(
        _("Shifts in my calendar"),
        rx.cond(
            HOUR_FORM.url != "",
            rx.fragment(
                rx.el.p(_("This address is shown only now. Put it into your calendar as a subscription, and give it to nobody."), class_name="mb-2"),
                rx.el.p(HOUR_FORM.url, class_name="rounded-field bg-sunken p-3 text-note break-all select-all"),
                rx.el.button(icon("copy"), _("Copy"), type="button", on_click=do("hours.copy"), class_name=f"{PRIMARY} mt-3 w-full"),
            ),
            rx.fragment(
                rx.el.p(_("Your shifts then stand in the phone's own calendar: time and meeting place, no names and no doors. A new address ends the one before."), class_name="mb-3 text-ink-2"),
                rx.el.button(icon("calendar-plus"), _("Make an address"), type="button", disabled=HOUR_FORM.saving, on_click=do("hours.address"), class_name=f"{PRIMARY} w-full"),
            ),
        ),
        rx.el.button(icon("calendar-x", "size-5"), _("End the address"), type="button", on_click=do("hours.revoke"), class_name=f"{QUIET_SMALL} mt-3 w-full"),
    )


def hours_sheet() -> rx.Component:
    """The form of the hours page that is open."""
    return rx.match(
        HOUR_FORM.kind, ("backfill", backfill_sheet()), ("dispute", dispute_sheet()), ("certificate", certificate_sheet()), ("calendar", calendar_sheet()), rx.fragment()
    )
