"""/outbox: every record of this phone and where it is: on this phone, received with its number, or not accepted."""

import reflex as rx

from app import routes
from app.components.kit import GROUP, ICON_BUTTON, PRIMARY, banner, empty, icon, link
from app.components.offline import OFF, tap
from app.components.records import record_row
from app.components.scene import one_house
from app.components.shell import shade_button, shell
from app.i18n import _


@rx.memo
def outbox_body() -> rx.Component:
    """What waits, what was received, and a button that sends now."""
    return rx.el.main(
        rx.el.header(
            link(icon("chevron-left", "size-7"), to=f"{routes.RESIDENTS}/", aria_label=_("Back"), class_name=ICON_BUTTON),
            rx.el.h1(_("Records of this phone"), class_name="min-w-0 grow text-lead font-semibold"),
            shade_button(),
            class_name="sticky top-0 z-(--z-bar) flex min-h-appbar items-center bg-canvas px-1 pt-safe",
        ),
        rx.el.div(
            rx.cond(
                ~OFF.online,
                banner("cloud-off", _("No signal now"), _("What you look at is written down here and sent by itself when there is signal.")),
            ),
            rx.cond(
                OFF.records.length() == 0,
                empty(one_house({3}), _("Nothing here yet"), _("Calls and cards that you open are listed here, with the server's number.")),
                rx.el.ul(rx.foreach(OFF.records, record_row), class_name=GROUP + " mt-3"),
            ),
            rx.cond(
                OFF.waiting > 0,
                rx.el.button(icon("cloud-upload"), _("Send {n} now", n=OFF.waiting), type="button", on_click=tap("refresh"), class_name=f"{PRIMARY} mt-4 w-full"),
            ),
            class_name="px-3 pt-2",
        ),
        class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+2rem)]",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /outbox."""
    return shell(outbox_body(), tab="residents")
