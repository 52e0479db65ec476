"""/outbox: every record of this phone and where it is: to be looked at, waiting for signal, or received with its number."""

from typing import Any

import reflex as rx

from app import routes
from app.components.kit import GROUP, ICON_BUTTON, PRIMARY, banner, empty, icon, link, section_title
from app.components.lock import others_wait
from app.components.offline import OFF, tap
from app.components.records import attention_card, decision_row, open_record, record_row
from app.components.scene import one_house
from app.components.shell import shade_button, shell
from app.i18n import _


def _rows(title: Any, rows: Any, count: Any) -> rx.Component:
    return rx.cond(
        rows.length() > 0,
        rx.el.section(section_title(title, _("{n} records", n=count)), rx.el.ul(rx.foreach(rows, record_row), class_name=GROUP)),
    )


@rx.memo
def outbox_body() -> rx.Component:
    """What needs a look, what waits, what was received, and a button that sends now."""
    nothing = (OFF.attention.length() + OFF.queued.length() + OFF.received.length() + OFF.given_up.length() + OFF.decisions.length()) == 0
    return rx.el.main(
        rx.el.header(
            link(icon("chevron-left", "size-7"), to=rx.cond(OFF.mode == "tasks", f"{routes.SHIFTS}/", f"{routes.RESIDENTS}/"), aria_label=_("Back"), class_name=ICON_BUTTON),
            rx.el.h1(_("Records of this phone"), class_name="min-w-0 grow text-lead font-semibold"),
            shade_button(),
            class_name="sticky top-0 z-(--z-bar) flex min-h-appbar items-center bg-canvas px-1 pt-safe",
        ),
        rx.el.div(
            rx.cond(
                ~OFF.online,
                banner("cloud-off", _("No signal now"), _("Record as usual; it is sent by itself when there is signal. All of it is on this phone.")),
            ),
            rx.cond(
                OFF.attention.length() > 0,
                rx.el.section(
                    section_title(_("Please look"), _("{n} records", n=OFF.attention.length())),
                    rx.el.div(rx.foreach(OFF.attention, attention_card), class_name="grid gap-3"),
                ),
            ),
            _rows(_("Waiting for signal"), OFF.queued, OFF.queued.length()),
            rx.cond(
                OFF.decisions.length() > 0,
                rx.el.section(section_title(_("Decided")), rx.el.ul(rx.foreach(OFF.decisions, decision_row), class_name=GROUP)),
            ),
            _rows(_("Received, 30 days"), OFF.received, OFF.received_count),
            _rows(_("Given up or corrected"), OFF.given_up, OFF.given_up.length()),
            rx.cond(
                nothing,
                empty(one_house({3}), _("Nothing here yet"), rx.cond(OFF.mode == "tasks", _("Check-ins, check-outs and the doors you went to are listed here."), _("Calls and cards that you open are listed here, with the server's number."))),
            ),
            rx.el.div(others_wait(), class_name="mt-4"),
            class_name="px-3 pt-2",
        ),
        rx.cond(
            OFF.waiting > 0,
            rx.el.footer(
                rx.el.button(icon("cloud-upload"), _("Send {n} now", n=OFF.waiting), type="button", on_click=tap("refresh"), class_name=f"{PRIMARY} w-full"),
                class_name="fixed inset-x-0 bottom-0 z-(--z-tabs) mx-auto max-w-phone bg-surface px-edge pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] shadow-bar",
            ),
        ),
        open_record(),
        class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+3rem)]",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /outbox."""
    return shell(outbox_body(), tab="residents", tabs=False)
