"""The route on paper: the same list as on Today, with a box to tick; no tags, no phones, nothing about health."""

from typing import Any

import reflex as rx

from app.components.door_words import why
from app.components.offline import OFF
from app.components.words import flag_name, stairs, window_word
from app.i18n import ZH, _
from app.models.field_shapes import Stair, TodayRow, Yard


def _line(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td("☐"),
        rx.el.td(row.door),
        rx.el.td(rx.cond(OFF.shade, row.masked, row.name)),
        rx.el.td(why(row), " ", window_word(row.window, row.days, row.ago, row.status)),
        rx.el.td(flag_name(row.flag)),
        rx.el.td(),
        key=row.id,
    )


def _stair(yard: Any, stair: Any) -> rx.Component:
    return rx.el.tbody(
        rx.el.tr(rx.el.th(yard.courtyard, " ", stairs(stair.building, stair.unit), col_span=6, scope="rowgroup")),
        rx.foreach(stair.rows, lambda row: _line(row.to(TodayRow))),
        key=stair.key,
    )


@rx.memo
def route_sheet() -> rx.Component:
    """Seen on paper only."""
    heads = ("", _("Door"), _("Name"), _("Why"), _("At the door"), _("Note"))
    return rx.el.section(
        rx.el.h1(_("Route"), " ", rx.cond(ZH, OFF.today.date_zh, OFF.today.date_en)),
        rx.el.p(OFF.area_name, " ", OFF.name, " ", _("{n} people", n=OFF.today.due)),
        rx.el.table(
            rx.el.thead(rx.el.tr(*(rx.el.th(word) for word in heads))),
            rx.foreach(
                OFF.today.groups,
                lambda yard: rx.fragment(rx.foreach(yard.to(Yard).stairs, lambda stair: _stair(yard.to(Yard), stair.to(Stair)))),
            ),
        ),
        rx.el.p(_("Not for the notice board: tear it up after the round.")),
        class_name="route hidden",
        custom_attrs={"aria-hidden": "true"},
    )
