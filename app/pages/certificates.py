"""/certificates: what volunteers asked for, what stands in public, what is ready to sign; and the hours for the national platform."""

from typing import Any

import reflex as rx

from app import routes
from app.components.days import plain_day
from app.components.desk import INPUT, ONE_TAP, PAGE, asks, download, field, with_fields
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
    segmented,
    waiting_rows,
)
from app.components.lists import pager
from app.components.offline import OFF
from app.components.second import second_step
from app.components.shell import app_bar, shell
from app.i18n import _
from app.state.certificates import CertificatesState as State
from app.state.certificates import HoursFileState as Files

_CHIP = "inline-flex shrink-0 items-center gap-1 rounded-chip px-2 py-0.5 text-note font-semibold "


def _chip(state: Any) -> rx.Component:
    return rx.match(
        state,
        ("asked", rx.el.span(_("A certificate is asked for"), class_name=_CHIP + "bg-lamp-soft text-lamp-ink")),
        ("shown", rx.el.span(icon("megaphone", "size-4.5"), _("In public"), class_name=_CHIP + "bg-sunken text-ink")),
        ("ready", rx.el.span(icon("pencil-line", "size-4.5"), _("Ready to sign"), class_name=_CHIP + "bg-lamp text-on-lamp")),
        ("issued", rx.el.span(icon("check", "size-4.5"), _("Issued"), class_name=_CHIP + "bg-good-soft text-good-ink")),
        ("revoked", rx.el.span(_("Revoked"), class_name=_CHIP + "bg-alarm-soft text-alarm-ink")),
        rx.el.span(_("Not issued"), class_name=_CHIP + "bg-sunken text-ink-2"),
    )


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(line.name, class_name="block text-lead font-semibold"),
                rx.el.span(_("{n} h", n=line.hours), " · ", plain_day(line.first), " – ", plain_day(line.last), class_name="block text-note text-ink-2 tabular-nums"),
                class_name="min-w-0 grow text-left",
            ),
            _chip(line.state),
            type="button",
            on_click=State.open_one(line.id),
            custom_attrs={"aria-expanded": rx.cond(State.opened.id == line.id, "true", "false")},
            class_name="flex min-h-row w-full flex-wrap items-center gap-3 px-4 py-3",
        ),
        rx.cond(State.opened.id == line.id, open_certificate(key=line.id)),
    )  # fmt: skip


def _print(one: Any, look: str) -> rx.Component:
    return rx.el.a(
        icon("printer", "size-5"), _("Print it"), href="/api/certificates/" + one.to(str) + "/print", target="_blank", custom_attrs={"reloadDocument": True}, class_name=look,
    )  # fmt: skip


def _because(handler: Any, word: Any) -> rx.Component:
    return rx.el.form(
        field(_("Why (the volunteer reads it)"), "reason", required=True, max_length=200),
        rx.el.button(word, type="submit", class_name=f"{QUIET} mt-3 w-full"),
        on_submit=with_fields(handler, "reason"),
    )


@rx.memo
def refuse_form() -> rx.Component:
    """Not to be issued, with the reason."""
    return asks(_("Do not issue it"), "x", _("The volunteer sees the reason and can ask again."), _because(State.refuse, _("Do not issue it")))


@rx.memo
def revoke_form() -> rx.Component:
    """No longer in force, with the reason."""
    return asks(_("Revoke it"), "undo-2", _("Whoever checks its code is told that it no longer holds."), _because(State.revoke, _("Revoke it")))


@rx.memo
def first_signature() -> rx.Component:
    """The first signature: who answers for it and how to reach them."""
    return rx.el.form(
        field(_("Person in charge"), "in_charge", required=True, max_length=40, auto_complete="off"),
        field(_("Phone of the community"), "contact", required=True, max_length=40, min_length=5, auto_complete="off"),
        rx.el.p(_("It gets its number and stands in public for seven whole days, with a masked name. Then somebody else signs."), class_name="text-note text-ink-2"),
        rx.el.button(_("Sign and put it up"), type="submit", disabled=State.busy, class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(State.put_up.throttle(ONE_TAP), "in_charge", "contact"),
        class_name="grid gap-3",
    )


@rx.memo
def open_certificate() -> rx.Component:
    """The one that is open: what it states, and what can be done with it."""
    one = State.opened
    return rx.el.div(
        rx.el.ul(
            rx.foreach(one.titles, lambda t: rx.el.li(
                rx.el.span(t.title, class_name="min-w-0 grow break-words"),
                rx.el.span(_("{n} times", n=t.often), " · ", _("{n} h", n=t.hours), class_name="shrink-0 text-note text-ink-2 tabular-nums"),
                class_name="flex gap-3 py-1",
            )),
        ),
        rx.cond(one.number != "", rx.el.p(_("Number"), " ", one.number, class_name="mt-2 text-note text-ink-2 tabular-nums select-all")),
        rx.cond(one.shown_from != "", rx.el.p(_("In public"), " ", plain_day(one.shown_from), " – ", plain_day(one.shown_until), class_name="text-note text-ink-2 tabular-nums")),
        rx.cond(one.answer != "", rx.el.p(_("Why: {words}", words=one.answer), class_name="mt-2 break-words")),
        rx.el.div(
            rx.cond(one.may_show, first_signature(key="show")),
            rx.cond(one.may_sign, rx.el.button(icon("pencil-line", "size-5"), _("Sign and issue it"), type="button", disabled=State.busy, on_click=State.sign.throttle(ONE_TAP), class_name=f"{PRIMARY} w-full")),
            rx.cond((one.state == "ready") & ~one.may_sign, rx.el.p(_("The second signature has to be somebody else's: the team's leader, or another person of the community."), class_name="text-ink-2")),
            rx.cond(one.may_print, _print(one.id, QUIET_SMALL)),
            rx.cond(one.may_refuse, refuse_form(key="refuse")),
            rx.cond(one.may_revoke, revoke_form(key="revoke")),
            class_name="mt-3 grid gap-3",
        ),
        class_name="bg-canvas px-4 py-4",
    )  # fmt: skip


@rx.memo
def certificate_list() -> rx.Component:
    """What waits and what is over. A component of its own, because it asks when it is mounted."""
    return rx.el.section(
        segmented([(_("Under way"), State.section == "open", State.choose("open")), (_("Over"), State.section == "ended", State.choose("ended"))], _("Certificates")),
        rx.el.div(
            rx.cond(
                State.done != "",
                banner(
                    "check",
                    rx.match(
                        State.done, ("shown", _("It stands in public now")), ("issued", _("It is issued")), ("revoked", _("It was taken back")), _("It will not be issued"),
                    ),
                    rx.match(State.done, ("shown", _("The second signature can follow after seven whole days.")), ("issued", _("The volunteer can print it, and so can you.")), ""),
                    "bg-good-soft text-good-ink",
                ),
            ),
            rx.cond((State.done == "issued") & (State.decided != ""), _print(State.decided, f"{SOFT_SMALL} mt-2")),
            role="status",
            class_name="mt-3 empty:hidden",
        ),
        rx.cond(
            State.loaded,
            rx.cond(
                State.total == 0,
                rx.el.p(_("Nothing just now."), class_name="mt-3 px-1 text-ink-2"),
                rx.el.ul(rx.foreach(State.lines, _line), class_name=f"mt-3 {GROUP}"),
            ),
            rx.el.div(waiting_rows(3), class_name="mt-3"),
        ),
        pager(State.page, State.pages, State.turn),
        on_mount=State.load,
    )  # fmt: skip


def _href(form: str) -> Any:
    return f"/api/volunteers/export?form={form}&community=" + Files.community + "&first=" + Files.first + "&last=" + Files.last + "&reason=" + Files.reason


@rx.memo
def hours_file() -> rx.Component:
    """The hours of a month in the columns of the national platform."""
    return rx.el.section(
        section_title(_("Hours for the national platform")),
        rx.el.div(
            rx.el.div(
                rx.el.button(icon("chevron-left"), type="button", on_click=Files.turn(-1), aria_label=_("Earlier"), class_name=ICON_BUTTON),
                rx.el.p(plain_day(Files.first), " – ", plain_day(Files.last), class_name="grow text-center tabular-nums"),
                rx.el.button(icon("chevron-right"), type="button", on_click=Files.turn(1), aria_label=_("Later"), class_name=ICON_BUTTON),
                class_name="flex items-center gap-2",
            ),
            segmented(
                [
                    (_("Whole month"), Files.part == "month", Files.choose_part("month")),
                    (_("To the 15th"), Files.part == "first_half", Files.choose_part("first_half")),
                    (_("From the 16th"), Files.part == "second_half", Files.choose_part("second_half")),
                ],
                _("Which days"),
            ),
            rx.el.label(
                rx.el.span(_("What it is for"), class_name="mb-1.5 block text-base font-semibold"),
                rx.el.select(
                    rx.el.option(_("To hand in to the national platform"), value="platform"), rx.el.option(_("To check hours"), value="check"),
                    rx.el.option(_("Asked for by the street or an audit"), value="asked"), value=Files.reason, on_change=Files.choose_reason, class_name=INPUT,
                ),
                class_name="block",
            ),
            rx.cond(
                Files.rows > Files.most,
                rx.el.p(_("{n} rows; with names at most 200 at a time. Choose half a month.", n=Files.rows), role="status", class_name="text-alarm-ink"),
                rx.el.div(
                    rx.el.p(_("{n} rows", n=Files.rows), role="status", class_name="min-w-0 grow tabular-nums"),
                    rx.cond(Files.rows > 0, rx.fragment(download(_href("xlsx"), "Excel"), download(_href("csv"), "CSV"))),
                    class_name="flex flex-wrap items-center gap-2",
                ),
            ),
            class_name="grid gap-3 rounded-card bg-surface p-4 shadow-card",
        ),
        rx.el.p(_("Lines that were taken back are left out, corrections are counted in. Every download is recorded; the file says who made it and when."), class_name="mt-2 px-1 text-note text-ink-2"),
        on_mount=Files.load,
    )  # fmt: skip


@rx.memo
def check_link() -> rx.Component:
    """The way to the public page."""
    return rx.el.p(link(_("How others check a certificate"), to=f"{routes.PUBLIC_CERTIFICATES}/", class_name="flex min-h-touch items-center justify-center text-base font-semibold text-brand underline"))


@rx.memo
def certificates_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Certificates"), "")


@rx.memo
def certificates_desk() -> rx.Component:
    """The list, for the community with the file below it and behind the second factor."""
    return rx.el.div(
        rx.cond(
            OFF.role_list.contains("community"),
            second_step(rx.el.div(certificate_list(key="list"), hours_file(key="file"), class_name="px-3")),
            rx.el.div(certificate_list(key="list"), class_name="px-3"),
        ),
        check_link(),
    )


def page() -> rx.Component:
    """The page at /certificates."""
    return shell(rx.el.main(certificates_bar(), certificates_desk(), class_name=PAGE), tab="certificates")
