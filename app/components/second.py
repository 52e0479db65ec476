"""The panel that stands before administration until a code of the authenticator was given (promise C10)."""

from typing import Any

import reflex as rx

from app.components.desk import field, with_fields
from app.components.kit import PRIMARY, QUIET, icon, waiting_rows
from app.i18n import _
from app.state.second import SecondState


def _code_form(event: Any, word: Any) -> rx.Component:
    return rx.el.form(
        field(_("Six digits of the authenticator"), "code", custom_attrs={"inputMode": "numeric", "autoComplete": "one-time-code"}, max_length=8, required=True),
        rx.el.button(word, type="submit", class_name=f"{PRIMARY} mt-3 w-full"),
        on_submit=event,
        class_name="mt-4",
    )


@rx.memo
def second_panel() -> rx.Component:
    """Give a code, or set an authenticator up first."""
    return rx.el.section(
        icon("shield-check", "size-8", "text-brand"),
        rx.el.h2(_("One more step for administration"), class_name="mt-2 text-title font-semibold"),
        rx.cond(
            SecondState.enrolled,
            _code_form(with_fields(SecondState.give, "code"), _("Open")),
            rx.cond(
                SecondState.picture == "",
                rx.el.div(
                    rx.el.p(_("Accounts and exports need an authenticator: an app on your phone that shows six digits. It works without signal."), class_name="mt-1"),
                    rx.el.button(_("Set it up"), type="button", on_click=SecondState.offer, class_name=f"{QUIET} mt-4 w-full"),
                ),
                rx.el.div(
                    rx.el.p(_("Scan this with the authenticator, then enter the six digits it shows."), class_name="mt-1"),
                    rx.el.img(src=SecondState.picture, alt=_("Code to scan"), class_name="mx-auto mt-3 size-56 rounded-card"),
                    rx.el.p(_("Or type it in: "), rx.el.code(SecondState.secret, class_name="break-all select-all"), class_name="mt-3 text-note"),
                    _code_form(with_fields(SecondState.enrol, "code"), _("Put it in force")),
                ),
            ),
        ),
        class_name="mx-auto my-6 max-w-[28rem] rounded-card bg-surface p-5 shadow-card",
    )  # fmt: skip


@rx.memo
def ask_second() -> rx.Component:
    """Finds out whether a code is needed, once it is mounted."""
    return rx.el.div(
        rx.cond(SecondState.known & ~SecondState.open, second_panel(), rx.cond(SecondState.known, rx.fragment(), waiting_rows(2))),
        on_mount=SecondState.load,
    )


def second_step(inside: rx.Component) -> rx.Component:
    """What needs the second factor, behind the panel."""
    return rx.el.div(rx.el.div(ask_second(key="second"), class_name="px-3"), rx.cond(SecondState.open, inside))


@rx.memo
def my_second() -> rx.Component:
    """On the own page: whether there is an authenticator, and setting one up before anybody asks for it."""
    return rx.cond(
        SecondState.known,
        rx.cond(
            SecondState.enrolled,
            rx.el.p(icon("check", "size-5", "text-good-ink"), _("An authenticator is set up. To change it, ask another administrator for a new password link."), class_name="flex gap-2 px-1"),
            second_panel(),
        ),
        rx.el.button(icon("shield-check", "size-5"), _("Set up an authenticator"), type="button", on_click=SecondState.load, class_name=f"{QUIET} w-full"),
    )  # fmt: skip
