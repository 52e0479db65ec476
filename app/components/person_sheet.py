"""Somebody new behind a door, and the particulars of somebody known."""

from typing import Any

import reflex as rx

from app.components.door_words import LIVING, STATUS, WISHES
from app.components.forms import BOX, alarm, chip, chips, do, panel, part, save_foot, typed, who, words_field
from app.components.kit import QUIET_SMALL, icon
from app.components.offline import OFF
from app.components.words import FLAG_ICONS, age_words, flag_name, stairs
from app.i18n import _, both
from app.models.field_shapes import EditKin, PlaceLine, TwinLine

P: Any = OFF.person
E: Any = OFF.edit


def _stairs_select(label: Any, houses: Any, event: Any, value: Any) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="mb-1 block text-note font-semibold"),
        rx.el.select(
            rx.el.option(_("Choose"), value=""),
            rx.foreach(houses, lambda h: rx.el.option(h.to(PlaceLine).courtyard, " ", stairs(h.to(PlaceLine).building, h.to(PlaceLine).unit), value=h.to(PlaceLine).code)),
            value=value, on_change=event, class_name=BOX,
        ),
        class_name="block",
    )  # fmt: skip


def _twins() -> rx.Component:
    def line(twin: Any) -> rx.Component:
        return rx.el.li(
            rx.el.b(who(twin.name, twin.masked)), " ", age_words(twin.age_band), " ", stairs(twin.building, twin.unit), " ", twin.door, _(", "),
            rx.match(twin.why, ("phone", _("same number")), ("door", _("same surname, same door")), _("same name")),
            key=twin.id, class_name="py-0.5",
        )  # fmt: skip

    return rx.cond(
        P.twins.length() > 0,
        rx.el.div(
            rx.el.p(icon("users", "size-5"), _("Somebody like this is on the list already"), class_name="flex gap-2 font-semibold"),
            rx.el.ul(rx.foreach(P.twins, lambda twin: line(twin.to(TwinLine))), class_name="mt-1 text-note"),
            rx.el.button(_("Not the same person"), type="button", on_click=do("person.another"), class_name=f"{QUIET_SMALL} mt-2 w-full"),
            role="alert", class_name="mt-3 rounded-field bg-lamp-soft p-3 text-lamp-ink",
        ),
    )  # fmt: skip


@rx.memo
def person_sheet() -> rx.Component:
    """Somebody new: the door, the name, and what is known."""
    missing = rx.match(
        P.lacks,
        ("name", alarm(_("Write the name."))),
        ("unit", alarm(_("Choose the staircase."))),
        ("door", alarm(_("Write the door."))),
        ("phone", alarm(_("This number has the wrong length."))),
        ("twins", alarm(_("Look whether it is the same person, then tap."))),
        rx.fragment(),
    )
    return panel(
        _("Somebody new"),
        _stairs_select(_("Staircase"), P.houses, typed("person.place"), P.unit),
        rx.el.label(
            rx.el.span(_("Door"), class_name="mt-3 mb-1 block text-note font-semibold"),
            rx.el.input(default_value=P.door, on_change=typed("person.field", "door"), max_length=10, auto_complete="off", list="doors", class_name=BOX),
            rx.el.datalist(rx.foreach(P.doors, lambda door: rx.el.option(value=door)), id="doors"),
            class_name="block",
        ),
        rx.el.div(words_field(_("Name"), typed("person.field", "name"), most=40), class_name="mt-3"),
        rx.el.div(
            words_field(_("Year of birth"), typed("person.field", "year"), most=4, input_mode="numeric", hint="1950"),
            words_field(_("Month"), typed("person.field", "month"), most=2, input_mode="numeric", hint="6"),
            class_name="mt-3 grid grid-cols-2 gap-2",
        ),
        rx.el.div(words_field(_("Phone"), typed("person.field", "phone"), most=20, type="tel", input_mode="tel"), class_name="mt-3"),
        _twins(),
        part(_("Lives")),
        chips(*(chip(both(zh, en), P.living == code, do("person.field", "living", code)) for code, zh, en in LIVING), label=_("Lives")),
        foot=save_foot(do("person.save"), P.saving, P.failed, why=missing),
    )  # fmt: skip


def _kin(kin: Any, at: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            words_field(_("Relation"), typed("person.kin", at, "relation"), value=kin.relation, most=20, key=kin.key),
            words_field(_("Name"), typed("person.kin", at, "name"), value=kin.name, most=40, key=kin.key),
            class_name="grid grid-cols-2 gap-2",
        ),
        rx.el.div(words_field(_("Phone"), typed("person.kin", at, "phone"), value=kin.phone, most=20, type="tel", key=kin.key), class_name="mt-2"),
        rx.el.div(
            chip(_("has the key"), kin.has_key, do("person.kin", at, "has_key", ~kin.has_key)),
            rx.el.button(_("Take it out"), type="button", on_click=do("person.dropKin", at), class_name="min-h-touch px-2 text-note text-brand underline"),
            class_name="flex flex-wrap items-center justify-between gap-2",
        ),
        class_name="mb-2 rounded-field border border-line bg-canvas p-3",
    )


@rx.memo
def edit_sheet() -> rx.Component:
    """What is not right any more: number, living, state, wish, what helps at the door, whom to call, the door."""
    missing = rx.match(
        E.lacks, ("phone", alarm(_("This number has the wrong length."))), ("kin", alarm(_("Name and number of the emergency contact, please."))), rx.fragment()
    )
    return panel(
        rx.fragment(_("Put right"), " ", who(E.name, E.masked)),
        words_field(_("Phone"), typed("person.phone"), value=E.phone, most=20, type="tel", input_mode="tel", key=E.id),
        rx.cond(E.bad_phone, rx.el.div(alarm(_("This number has the wrong length.")), class_name="mt-1")),
        part(_("Lives")),
        chips(*(chip(both(zh, en), E.living == code, do("person.choose", "living", code)) for code, zh, en in LIVING), label=_("Lives")),
        part(_("Now")),
        chips(*(chip(both(zh, en), E.status == code, do("person.choose", "status", code)) for code, zh, en in STATUS), label=_("Now")),
        part(_("How to be in touch"), _("as the person wishes")),
        chips(*(chip(both(zh, en), E.preference == code, do("person.choose", "preference", code)) for code, zh, en in WISHES), label=_("How to be in touch")),
        part(_("At the door")),
        chips(*(chip(flag_name(code), E.flags.contains(code), do("person.flag", code)) for code in FLAG_ICONS), label=_("At the door")),
        part(_("Emergency contacts")),
        rx.foreach(E.kin, lambda kin, at: _kin(kin.to(EditKin), at)),
        rx.cond(E.kin.length() < 5, rx.el.button(icon("plus", "size-5"), _("One more"), type="button", on_click=do("person.addKin"), class_name=f"{QUIET_SMALL} w-full")),
        part(_("Moved to another door")),
        rx.cond(
            E.moving,
            rx.el.div(
                _stairs_select(_("Staircase"), E.houses, typed("person.to", "unit"), E.unit),
                rx.el.div(words_field(_("Door"), typed("person.to", "door"), value=E.door, most=10), class_name="mt-2"),
            ),
            rx.el.button(_("Choose the door"), type="button", on_click=do("person.moving"), class_name=f"{QUIET_SMALL} w-full"),
        ),
        foot=save_foot(do("person.keep"), E.saving, E.failed, why=missing),
    )  # fmt: skip
