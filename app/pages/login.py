"""/login: account and password, this phone or a borrowed one, large text and language before signing in."""

from typing import Any

import reflex as rx

from app import routes
from app.components.kit import PRIMARY, banner, icon
from app.components.lock import others_wait
from app.components.offline import OFF, with_form
from app.components.outside import reading_choices
from app.components.password import PASSWORD, change_form, link_over, once_form
from app.components.scene import evening, sign
from app.config import settings
from app.i18n import _

DEMO_ACCOUNTS = ("grid", "grid2", "info", "secretary", "community", "specialist", "posted_cadre", "street", "district", "auditor")


def _field(name: str, label: Any, kind: str, glyph: str, complete: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="mb-1.5 block text-base font-semibold"),
        rx.el.span(
            icon(glyph, "size-6", "text-ink-3"),
            rx.el.input(
                name=name,
                type=kind,
                required=True,
                max_length=256 if kind == "password" else 40,
                auto_complete=complete,
                custom_attrs={"autoCapitalize": "none", "spellCheck": "false"},
                class_name="w-full min-w-0 bg-transparent text-lead outline-none",
            ),
            class_name="flex min-h-press items-center gap-2 rounded-field border border-edge bg-surface px-4 "
            "focus-within:outline-3 focus-within:outline-focus",
        ),
        class_name="block",
    )


def _error() -> Any:
    return rx.match(
        OFF.sign_in_error,
        ("wrong_password", _("Account or password is wrong. Check the capitals.")),
        ("too_many_tries", _("Too many tries. Wait an hour, or ask an administrator to reset the password.")),
        ("sign_in_empty", _("Please enter account and password.")),
        ("pin_over", _("Ten wrong PINs: the list was taken off this phone. Sign in with the password; records not sent yet are safe.")),
        ("offline", _("No signal. Signing in needs it once; what is on the phone is safe.")),
        ("origin", _("This address is not the one Linli was set up for. Ask whoever runs it.")),
        _("It did not work just now. Try again in a moment."),
    )


@rx.memo
def sign_in() -> rx.Component:
    """Account and password; it posts by itself where scripts have not started yet."""
    return rx.el.form(
        rx.el.div(
            rx.cond(OFF.sign_in_error != "", banner("circle-alert", _("Not signed in"), _error(), "bg-alarm-soft text-alarm-ink")),
            role="alert",
        ),
        _field("account", _("Account"), "text", "user-round", "username"),
        _field("password", _("Password"), "password", "key-round", "current-password"),
        rx.el.input(type="hidden", name="own_shown", value="1"),
        rx.el.label(
            rx.el.input(
                type="checkbox", name="own", default_checked=True, class_name="size-7 shrink-0 accent-brand",
            ),
            rx.el.span(_("This is my own phone; stay signed in for 30 days")),
            class_name="flex min-h-touch items-center gap-3",
        ),
        rx.el.button(
            rx.cond(OFF.busy, _("One moment"), _("Sign in")), type="submit", class_name=f"{PRIMARY} w-full",
        ),
        on_submit=with_form("signIn"),
        action="/api/session",
        method="post",
        class_name="mt-5 space-y-4",
    )


@rx.memo
def sign_in_form() -> rx.Component:
    """The whole page: who we are, the form that is asked for, choices before signing in."""
    return rx.el.main(
        rx.el.div(
            sign(),
            rx.el.div(
                rx.el.h1(_("Linli"), class_name="text-head font-semibold"),
                rx.el.p(_("Find the neighbours who need help, and bring it to the door"), class_name="text-note text-ink-2"),
            ),
            class_name="flex items-center gap-4",
        ),
        rx.match(
            PASSWORD.form,
            ("once", once_form()),
            ("over", link_over()),
            ("change", change_form()),
            sign_in(),
        ),
        rx.el.div(
            rx.cond(
                OFF.leaving,
                banner("cloud-off", _("The server has not heard yet that you signed out"), _("The list is off this phone. The rest follows as soon as there is signal.")),
            ),
            others_wait(),
            class_name="mt-3 grid gap-3 empty:hidden",
        ),
        rx.el.details(
            rx.el.summary(_("Demo accounts"), class_name="flex min-h-touch cursor-pointer items-center text-base font-semibold text-brand"),
            rx.el.p(_("Password of all of them: {p}", p=settings.demo_password), class_name="text-note text-ink-2"),
            rx.el.ul(*(rx.el.li(rx.el.code(a)) for a in DEMO_ACCOUNTS), class_name="mt-1 grid grid-cols-2 gap-1 text-base"),
            class_name="mt-3 rounded-card bg-surface px-4 py-1 shadow-card",
        ) if settings.demo else rx.fragment(),
        rx.el.span(class_name="grow"),
        rx.el.p(
            icon("shield-check", "size-5", "text-brand"),
            _("No clocking in, no ranking, no record of where you are"),
            class_name="mt-4 flex items-center justify-center gap-2 text-note text-ink-2",
        ),
        rx.el.p(
            rx.el.a(_("Complaints and suggestions"), href=f"{routes.FEEDBACK}/", class_name="flex min-h-touch items-center"),
            rx.el.a(_("Privacy"), href=f"{routes.PRIVACY}/", class_name="flex min-h-touch items-center"),
            class_name="flex justify-center gap-6 text-base text-brand",
        ),
        rx.el.div(
            *reading_choices("flex min-h-touch items-center justify-center gap-1.5"),
            class_name="mt-1 grid grid-cols-2 text-base text-brand",
        ),
        class_name="flex grow flex-col px-6 pt-5 pb-4",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /login."""
    return rx.el.div(
        rx.el.div(evening(), sign_in_form(), class_name="mx-auto flex min-h-dvh max-w-phone flex-col"),
        class_name="min-h-dvh bg-canvas font-sans text-base text-ink antialiased",
    )
