"""One's own certificates on the page of hours: how far each is, why one was refused, and the way to the paper."""

from typing import Any

import reflex as rx

from app.components.certificate import MODULE, certificate_var
from app.components.days import plain_day
from app.components.kit import GROUP, QUIET_SMALL, icon, section_title
from app.components.offline import tap
from app.i18n import _
from app.models.volunteer_shapes import CertificateLine

MINE = certificate_var("mine", list[CertificateLine])


def _stage(one: Any) -> Any:
    return rx.match(
        one.state,
        ("asked", _("The community has it")),
        ("shown", _("In public until {day}", day=plain_day(one.shown_until))),
        ("ready", _("Seven days are over; the second signature is missing")),
        ("issued", _("Issued on {day}", day=plain_day(one.issued_on))),
        ("revoked", _("This certificate no longer holds")),
        _("Not issued"),
    )


def _line(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(_("{n} h", n=one.hours), " · ", plain_day(one.first), " – ", plain_day(one.last), class_name="font-semibold tabular-nums"),
            rx.el.p(_stage(one), class_name="text-note text-ink-2 tabular-nums"),
            rx.cond(one.answer != "", rx.el.p(_("Why: {words}", words=one.answer), class_name="text-note break-words")),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            one.may_print,
            rx.el.a(
                icon("printer", "size-5"), _("Print it"), href="/api/certificates/" + one.id + "/print", target="_blank", custom_attrs={"reloadDocument": True},
                class_name=QUIET_SMALL,
            ),
        ),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
    )  # fmt: skip


@rx.memo
def my_certificates() -> rx.Component:
    """The list, once the server has told it; nothing where there are none."""
    return rx.el.section(
        rx.cond(MINE.length() > 0, rx.fragment(section_title(_("My certificates")), rx.el.ul(rx.foreach(MINE, _line), class_name=GROUP))),
        on_mount=tap("loadMine", module=MODULE),
    )
