"""Forms for a password: by a one-time link, a first one that has to change, and one's own at any time."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from app import routes
from app.components.desk import field
from app.components.kit import PRIMARY, banner
from app.components.offline import with_form
from app.i18n import ZH, _

MODULE = "$/public/offline/password.js"
_DATA = VarData(hooks={"const password = usePassword()": None}, imports={MODULE: "usePassword"})


def _var(name: str, kind: Any = str) -> Any:
    return rx.Var(f"password.{name}", _var_type=kind, _var_data=_DATA).guess_type()


class PASSWORD:
    """The fields of assets/offline/password.js."""

    form = _var("form")
    account = _var("account")
    busy = _var("busy", bool)
    error_zh = _var("error_zh")
    error_en = _var("error_en")
    done = _var("done", bool)


def _secret(label: Any, name: str, complete: str, hint: Any = None) -> rx.Component:
    return field(label, name, kind="password", required=True, max_length=256, auto_complete=complete, hint=hint)


def _twice() -> list[rx.Component]:
    return [
        _secret(_("New password"), "new", "new-password", _("At least 8 characters; a short sentence is easiest to keep.")),
        _secret(_("The same again"), "again", "new-password"),
    ]


def _error() -> rx.Component:
    said = rx.cond(ZH, PASSWORD.error_zh, PASSWORD.error_en)
    return rx.cond(PASSWORD.error_zh != "", banner("circle-alert", _("Not changed"), said, "bg-alarm-soft text-alarm-ink"))


def _button(word: Any) -> rx.Component:
    return rx.el.button(rx.cond(PASSWORD.busy, _("One moment"), word), type="submit", class_name=f"{PRIMARY} w-full")


@rx.memo
def once_form() -> rx.Component:
    """Whoever holds a one-time link chooses a password and is signed in."""
    return rx.el.form(
        rx.el.h2(_("Choose your password"), class_name="text-title font-semibold"),
        rx.el.p(_("Your account is {a}.", a=PASSWORD.account), class_name="text-lead"),
        rx.el.input(type="hidden", name="account", value=PASSWORD.account, auto_complete="username"),
        _error(),
        *_twice(),
        rx.el.label(
            rx.el.input(type="checkbox", name="own", default_checked=True, class_name="size-7 shrink-0 accent-brand"),
            rx.el.span(_("This is my own phone; stay signed in for 30 days")),
            class_name="flex min-h-touch items-center gap-3",
        ),
        _button(_("Save and sign in")),
        on_submit=with_form("chooseOnce", MODULE),
        class_name="mt-5 space-y-4",
    )


@rx.memo
def link_over() -> rx.Component:
    """A link that was used, is over, or never was."""
    return rx.el.div(
        banner("circle-alert", _("This link no longer works"), _("It was used, or its time is over. Ask whoever gave it to you for a new one."), "bg-alarm-soft text-alarm-ink"),
        rx.el.a(_("To the sign-in page"), href=f"{routes.LOGIN}/", class_name=f"{PRIMARY} mt-4"),
        class_name="mt-5",
    )  # fmt: skip


@rx.memo
def change_form() -> rx.Component:
    """The own password: the old one, the new one twice."""
    return rx.el.form(
        rx.cond(
            PASSWORD.form == "change",
            banner("key-round", _("Choose a password of your own"), _("The first one was chosen by somebody else; nothing opens until you have changed it.")),
        ),
        _error(),
        rx.cond(PASSWORD.done, banner("check", _("Changed"), _("Other devices have to sign in again."), "bg-good-soft text-good-ink")),
        _secret(_("Password so far"), "old", "current-password"),
        *_twice(),
        _button(_("Change password")),
        on_submit=with_form("changeOwn", MODULE),
        class_name="mt-3 space-y-4",
    )  # fmt: skip
