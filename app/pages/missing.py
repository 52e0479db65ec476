"""What stands at an address that Linli does not have: a sentence in both languages, and the way back."""

import reflex as rx

from app import routes
from app.components.kit import PRIMARY
from app.components.scene import one_house
from app.i18n import _


@rx.memo
def nothing_here() -> rx.Component:
    """The sentence and the way back."""
    return rx.el.main(
        one_house(set()),
        rx.el.h1(_("There is no such page"), class_name="mt-4 text-title font-semibold"),
        rx.el.p(_("The address may be mistyped, or the page has moved."), class_name="mt-1 text-ink-2"),
        rx.el.a(_("To the first page"), href=routes.HOME, class_name=f"{PRIMARY} mt-5 w-full max-w-80"),
        class_name="mx-auto flex max-w-phone flex-col items-center px-6 py-12 text-center",
    )


def page() -> rx.Component:
    """The page at every address that is none."""
    return rx.el.div(nothing_here(), class_name="min-h-dvh bg-canvas font-sans text-base text-ink antialiased")
