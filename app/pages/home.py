"""/ : on to where this person works; the phone's store decides, also with no signal."""

import reflex as rx

from app.components.kit import waiting_rows
from app.components.offline import OFF
from app.i18n import _


@rx.memo
def home_body() -> rx.Component:
    """The name and a quiet wait."""
    return rx.el.main(
        rx.el.h1(_("Linli"), class_name="px-edge py-4 text-head font-semibold"),
        rx.el.div(waiting_rows(), class_name="px-3"),
        custom_attrs={"aria-busy": rx.cond(OFF.mode == "starting", "true", "false")},
        class_name="mx-auto min-h-dvh max-w-phone bg-canvas font-sans text-base text-ink antialiased",
    )


def page() -> rx.Component:
    """The page at /."""
    return home_body()
