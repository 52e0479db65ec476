"""What the public page of certificates is made of: the field for a code, what it says, and what stands in public now."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from app.components.days import plain_day
from app.components.desk import INPUT
from app.components.kit import GROUP, PRIMARY, banner, section_title
from app.components.offline import tap, with_form
from app.components.outside import headline
from app.i18n import _
from app.models.volunteer_shapes import CertificateTitle, PublicLine

MODULE = "$/public/offline/certificate.js"
_DATA = VarData(hooks={"const certificate = useCertificate()": None}, imports={MODULE: "useCertificate"})


def certificate_var(name: str, kind: Any = str) -> Any:
    """A Var that reads one field of assets/offline/certificate.js."""
    return rx.Var(f"certificate.{name}", _var_type=kind, _var_data=_DATA).guess_type()


class C:
    """The fields of assets/offline/certificate.js."""

    code, busy, error, listed = certificate_var("code"), certificate_var("busy", bool), certificate_var("error"), certificate_var("listed")
    state, number, issuer = certificate_var("state"), certificate_var("number"), certificate_var("issuer")
    hours, first, last = certificate_var("hours"), certificate_var("first"), certificate_var("last")
    issued_on, ended_on = certificate_var("issued_on"), certificate_var("ended_on")
    titles, lines = certificate_var("titles", list[CertificateTitle]), certificate_var("lines", list[PublicLine])


def _error() -> Any:
    return rx.match(
        C.error,
        ("offline", _("No signal. Try again later.")),
        ("certificate_unknown", _("There is no such code. Compare it with the certificate and enter it again; it has 12 signs.")),
        ("certificate_too_many", _("Too many wrong codes. Wait an hour.")),
        _("It did not work just now. Try again in a moment."),
    )


def _fact(label: Any, value: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label, class_name="text-note text-ink-2"), rx.el.dd(value, class_name="text-lead font-semibold break-words tabular-nums"), class_name="px-4 py-3",
    )  # fmt: skip


@rx.memo
def code_answer() -> rx.Component:
    """What the code says."""
    return rx.el.div(
        rx.match(
            C.state,
            ("valid", rx.el.div(
                banner("check-check", _("This certificate holds"), _("Compare what is printed on it with what stands here."), "bg-good-soft text-good-ink"),
                rx.el.dl(
                    _fact(_("Number"), C.number),
                    _fact(_("Hours of service"), _("{n} h", n=C.hours)),
                    _fact(_("From – to"), rx.fragment(plain_day(C.first), " – ", plain_day(C.last))),
                    _fact(_("Issued by"), C.issuer),
                    _fact(_("Issued on"), plain_day(C.issued_on)),
                    class_name=f"mt-3 {GROUP}",
                ),
                section_title(_("Content of the service")),
                rx.el.ul(
                    rx.foreach(C.titles, lambda t: rx.el.li(
                        rx.el.span(t.title, class_name="min-w-0 grow break-words"),
                        rx.el.span(_("{n} times", n=t.often), " · ", _("{n} h", n=t.hours), class_name="shrink-0 text-note text-ink-2 tabular-nums"),
                        class_name="flex items-center gap-3 px-4 py-3",
                    )),
                    class_name=GROUP,
                ),
                rx.el.p(_("Names and other personal data are not shown here."), class_name="mt-2 px-1 text-note text-ink-2"),
            )),
            ("revoked", rx.el.div(
                banner("circle-alert", _("This certificate no longer holds"), _("It was taken back on {day}. Call the number on the certificate and ask.", day=plain_day(C.ended_on)), "bg-alarm-soft text-alarm-ink"),
                rx.el.dl(_fact(_("Number"), C.number), _fact(_("Issued by"), C.issuer), class_name=f"mt-3 {GROUP}"),
            )),
            ("changed", rx.el.div(
                banner("circle-alert", _("Do not rely on the hours printed on it"), _("Hours were corrected after it was issued. Call the number on the certificate and ask."), "bg-lamp-soft text-lamp-ink"),
                rx.el.dl(_fact(_("Number"), C.number), _fact(_("Issued by"), C.issuer), _fact(_("Issued on"), plain_day(C.issued_on)), class_name=f"mt-3 {GROUP}"),
            )),
            rx.fragment(),
        ),
        role="status",
        class_name="mt-4",
    )  # fmt: skip


@rx.memo
def code_form() -> rx.Component:
    """The field for a code."""
    return rx.el.form(
        rx.el.div(
            rx.cond(C.error != "", banner("circle-alert", _("Not found"), _error(), "bg-alarm-soft text-alarm-ink")), role="alert", class_name="empty:hidden",
        ),
        rx.el.label(
            rx.el.span(_("Code on the certificate"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.input(
                name="code", type="text", required=True, max_length=60, default_value=C.code, key=C.code, auto_complete="off", placeholder="XXXX-XXXX-XXXX",
                custom_attrs={"autoCapitalize": "characters", "spellCheck": "false"}, class_name=f"{INPUT} tracking-wider",
            ),
            class_name="block",
        ),
        rx.el.button(rx.cond(C.busy, _("One moment"), _("Check")), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=with_form("checkCode", MODULE),
        class_name="space-y-4 rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


def shown_line(line: Any) -> rx.Component:
    """One certificate in its seven public days: a masked name, the days, the hours, until when."""
    return rx.el.li(
        rx.el.span(
            rx.el.span(line.name, class_name="block font-semibold"),
            rx.el.span(plain_day(line.first), " – ", plain_day(line.last), class_name="block text-note text-ink-2 tabular-nums"),
            rx.el.span(line.issuer, " · ", _("until the end of {day}", day=plain_day(line.until)), class_name="block text-note text-ink-2 tabular-nums"),
            class_name="min-w-0 grow",
        ),
        rx.el.span(_("{n} h", n=line.hours), class_name="shrink-0 font-semibold tabular-nums"),
        class_name="flex items-center gap-3 px-4 py-3",
    )


@rx.memo
def shown_now() -> rx.Component:
    """What stands in public: masked names and hours."""
    return rx.cond(
        C.listed != "",
        rx.el.section(
            section_title(_("In public now"), _("for seven days before a certificate is issued")),
            rx.cond(
                C.listed == "no",
                rx.el.p(_("No signal. Try again later."), class_name="px-1 text-ink-2"),
                rx.cond(
                    C.lines.length() == 0,
                    rx.el.p(_("Nothing just now."), class_name="px-1 text-ink-2"),
                    rx.el.ul(
                        rx.foreach(C.lines, shown_line),
                        class_name=GROUP,
                    ),
                ),
            ),
            rx.el.p(_("Something wrong here? Call the number on the certificate; where it is not issued yet, ask the community named here."), class_name="mt-2 px-1 text-note text-ink-2"),
        ),
    )  # fmt: skip


@rx.memo
def certificate_title() -> rx.Component:
    """The title, and the question when the page opens."""
    return rx.el.div(
        headline(_("Check a certificate"), _("Certificates of volunteer service. You need no account.")), on_mount=tap("begin", module=MODULE),
    )  # fmt: skip
