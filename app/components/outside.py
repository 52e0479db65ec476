"""The frame of pages that open without an account: a way back on top, one column, no tabs."""

from typing import Any

import reflex as rx

from app import routes
from app.components.kit import icon, link
from app.components.offline import OFF, pref, tap
from app.components.scene import sign
from app.i18n import ZH, _

SIGNED_IN = (OFF.mode == "pack") | (OFF.mode == "tasks") | (OFF.mode == "server") | (OFF.mode == "none")
"""Whether the phone knows that somebody is signed in here."""


def reading_choices(look: str) -> list[rx.Component]:
    """Large text and the other language, before anybody has signed in."""
    return [
        rx.el.button(
            icon("a-large-small", "size-5"),
            rx.cond(pref("size") == "large", _("Standard text"), _("Large text")),
            type="button",
            on_click=tap("choose", "size", rx.cond(pref("size") == "large", "standard", "large")),
            class_name=look,
        ),
        rx.el.button(
            icon("languages", "size-5"),
            rx.cond(ZH, "English", "中文"),
            type="button",
            on_click=tap("choose", "lang", rx.cond(ZH, "en", "zh")),
            class_name=look,
        ),
    ]


@rx.memo
def way_back() -> rx.Component:
    """Back to where one came from: the own page, or signing in; and the choice of language and size, as before signing in."""
    return rx.el.header(
        link(
            icon("chevron-left", "size-7"),
            rx.cond(SIGNED_IN, _("Me"), _("Sign in")),
            to=rx.cond(SIGNED_IN, f"{routes.ME}/", f"{routes.LOGIN}/"),
            class_name="flex min-h-touch items-center pr-3 text-base font-semibold text-brand",
        ),
        rx.el.span(class_name="grow"),
        *reading_choices("flex min-h-touch items-center gap-1.5 px-2 text-base text-brand"),
        class_name="flex min-h-appbar flex-wrap items-center px-2 pt-safe print:hidden",
    )


def headline(title: Any, line: Any) -> rx.Component:
    """The sign of Linli, the title of the page, and one sentence."""
    return rx.el.div(
        rx.el.div(sign(), class_name="print:hidden"),
        rx.el.div(rx.el.h1(title, class_name="text-head font-semibold"), rx.el.p(line, class_name="text-base text-ink-2")),
        class_name="flex items-center gap-4 px-1 pb-2",
    )


def outside(*children: Any, wide: bool = False) -> rx.Component:
    """A page for anybody. `wide` is for text to be read at a desk or printed."""
    return rx.el.div(
        rx.el.div(
            way_back(),
            *children,
            class_name="mx-auto flex min-h-dvh w-full flex-col pb-10 " + ("max-w-[52rem]" if wide else "max-w-phone"),
        ),
        class_name="min-h-dvh bg-canvas font-sans text-base text-ink antialiased",
    )
