"""A hazard in two taps: what it is, and whether it was dealt with. And the chooser behind the middle tab."""

from typing import Any

import reflex as rx

from app import routes
from app.components.door_words import HAZARDS
from app.components.field_words import HAZARDS as NAMES
from app.components.forms import alarm, do, panel, part, typed, words_field
from app.components.kit import GROUP, PRIMARY, QUIET, icon, link
from app.components.offline import OFF
from app.components.words import stairs
from app.i18n import _, both
from app.models.field_shapes import PlaceLine

H: Any = OFF.hazard
_KEY = "flex min-h-20 flex-col items-center justify-center gap-1 rounded-field border px-1 "


def _kind(code: str, glyph: str, first: bool) -> rx.Component:
    on = H.category == code
    return rx.el.button(
        icon(glyph, "size-7"),
        rx.el.span(both(*NAMES[code]), class_name="text-center text-base leading-tight"),
        type="button",
        on_click=do("hazard.category", code),
        custom_attrs={"aria-pressed": rx.cond(on, "true", "false"), **({"data-first": "true"} if first else {})},
        class_name=rx.cond(on, _KEY + "border-2 border-brand bg-brand-soft font-semibold text-brand", _KEY + "border-edge bg-surface"),
    )


def _place(place: Any) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            place.courtyard, " ", stairs(place.building, place.unit),
            type="button", on_click=do("hazard.place", place.code, place.place), custom_attrs={"aria-pressed": rx.cond(H.unit == place.code, "true", "false")},
            class_name="flex min-h-touch w-full items-center px-4 py-2 text-left aria-pressed:font-semibold aria-pressed:text-brand",
        ),
        key=place.code,
    )  # fmt: skip


def _where() -> rx.Component:
    chosen = rx.cond(H.elsewhere, H.place, rx.el.span(rx.foreach(H.places, lambda p: rx.cond(p.to(PlaceLine).code == H.unit, rx.fragment(p.to(PlaceLine).courtyard, " ", stairs(p.to(PlaceLine).building, p.to(PlaceLine).unit)), rx.fragment()))))
    return rx.el.div(
        rx.el.button(
            icon("map-pin", "size-5", "text-brand"), rx.el.span(chosen, class_name="grow text-left font-semibold"), rx.el.span(_("Another"), class_name="text-note text-brand"),
            type="button", on_click=do("hazard.choosing"), aria_label=_("Place"), custom_attrs={"aria-expanded": rx.cond(H.choosing, "true", "false")},
            class_name="flex min-h-press w-full items-center gap-3 rounded-field border border-edge bg-surface px-4",
        ),
        rx.cond(
            H.choosing,
            rx.el.div(
                rx.el.ul(rx.foreach(H.places, lambda p: _place(p.to(PlaceLine))), class_name="mt-2 max-h-64 divide-y divide-line overflow-y-auto rounded-field border border-line"),
                rx.el.div(words_field(_("Or somewhere else"), typed("hazard.elsewhere"), hint=_("By the bins, at the gate…"), most=60), class_name="mt-2"),
            ),
        ),
    )  # fmt: skip


@rx.memo
def hazard_sheet() -> rx.Component:
    """What, where, and who deals with it."""
    foot = rx.el.div(
        rx.cond(H.failed, alarm(_("This could not be kept on the phone. Tap once more."))),
        rx.cond(H.lacks == "category", alarm(_("First tap what it is."))),
        rx.el.div(
            rx.el.button(_("Dealt with"), type="button", on_click=do("hazard.save", "on_spot"), disabled=H.saving, class_name=QUIET),
            rx.el.button(_("Somebody must come"), type="button", on_click=do("hazard.save", "needs_somebody"), disabled=H.saving, class_name=PRIMARY),
            class_name="grid grid-cols-2 gap-2",
        ),
        rx.el.p(icon("smartphone", "size-4.5"), _("Kept on this phone first; nothing is lost without signal"), class_name="mt-1.5 flex items-center justify-center gap-1.5 text-note text-ink-2"),
    )
    return panel(
        _("Report a hazard"),
        rx.el.div(*(_kind(code, glyph, at == 0) for at, (code, glyph) in enumerate(HAZARDS)), role="group", aria_label=_("Kind of hazard"), class_name="grid grid-cols-3 gap-2"),
        part(_("Where")),
        _where(),
        rx.el.div(words_field(_("A few words"), typed("hazard.words"), hint=_("May stay empty")), class_name="mt-3"),
        foot=foot,
    )


@rx.memo
def chooser() -> rx.Component:
    """What is to be written down."""

    def row(glyph: str, word: Any, line: Any) -> tuple[rx.Component, ...]:
        return (
            icon(glyph, "size-6", "text-brand"),
            rx.el.span(rx.el.span(word, class_name="block text-lead font-semibold"), rx.el.span(line, class_name="block text-note text-ink-2"), class_name="grow text-left"),
            icon("chevron-right", "size-5", "text-ink-3"),
        )

    look = "flex min-h-row w-full items-center gap-3 px-4 py-2"
    return panel(
        _("Record"),
        rx.el.ul(
            rx.el.li(link(*row("search", _("Somebody"), _("Find the person, tap the door")), to=f"{routes.RESIDENTS}/", on_click=do("chooser.find"), class_name=look, custom_attrs={"data-first": "true"})),
            rx.el.li(rx.el.button(*row("triangle-alert", _("A hazard"), _("What, where, two taps")), type="button", on_click=do("hazard.open"), class_name=look)),
            rx.el.li(rx.el.button(*row("user-plus", _("Somebody new"), _("Not on the list yet")), type="button", on_click=do("person.create"), class_name=look)),
            class_name=GROUP,
        ),
    )  # fmt: skip
