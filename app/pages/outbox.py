"""/outbox: every record of this phone and where it is: on this phone, received with its number, or not accepted."""

from typing import Any

import reflex as rx

from app import routes
from app.components.kit import GROUP, ICON_BUTTON, PRIMARY, banner, empty, icon, link
from app.components.offline import OFF, tap
from app.components.scene import one_house
from app.components.shell import shade_button, shell
from app.i18n import _
from app.models.shapes import Sent


def _kind(kind: Any) -> Any:
    return rx.match(
        kind, ("view", _("A card was opened")), ("call", _("A call was made")), ("reveal", _("Something hidden was opened")), kind
    )


def _why(code: Any) -> Any:
    return rx.match(
        code,
        ("future", _("This is dated more than a day ahead. Check the phone's date.")),
        ("too_old", _("This is dated before 2000. Check the phone's date.")),
        ("conflict", _("The same record came with other content. Both are kept for a person.")),
        ("unknown_kind", _("The server does not know this kind of record yet. Update Linli.")),
        ("unknown_version", _("The server does not know this kind of record yet. Update Linli.")),
        ("account_ended", _("The account has ended. The record is kept; a person decides.")),
        ("other_account", _("Another account recorded this. It is kept; a person decides.")),
        ("unknown_resident", _("This person is not known. The record is kept; a person decides.")),
        ("other_grid", _("This person is no longer in your grid. It is kept; a person decides.")),
        ("died", _("This person has died. The record is kept; a person decides.")),
        ("", ""),
        _("This record cannot be read."),
    )


def _record(record: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(_kind(record.kind), class_name="block font-semibold"),
            rx.el.span(record.at, class_name="block text-note text-ink-2 tabular-nums"),
            rx.cond(record.code != "", rx.el.span(_why(record.code), class_name="block text-note text-ink-2")),
            class_name="min-w-0 grow",
        ),
        rx.match(
            record.state,
            ("waiting", rx.el.span(icon("smartphone", "size-4.5"), _("On this phone"), class_name="flex items-center gap-1 text-note font-semibold text-lamp-ink")),
            ("held", rx.el.span(icon("hourglass", "size-4.5"), _("A person decides"), class_name="flex items-center gap-1 text-note font-semibold text-slate-ink")),
            ("refused", rx.el.span(icon("cloud-alert", "size-4.5"), _("Not accepted"), class_name="flex items-center gap-1 text-note font-semibold text-alarm-ink")),
            rx.el.span(icon("check-check", "size-4.5"), _("Received, no. {n} at {t}", n=record.receipt, t=record.received), class_name="flex items-center gap-1 text-note font-semibold text-good-ink"),
        ),
        class_name="flex items-center gap-3 px-4 py-3",
        key=record.id,
    )  # fmt: skip


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
                rx.el.ul(rx.foreach(OFF.records, lambda r: _record(r.to(Sent))), class_name=GROUP + " mt-3"),
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
