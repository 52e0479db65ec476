"""One record of the outbox as a row: the three words of truth, on this phone, received, or needs attention."""

from typing import Any

import reflex as rx

from app.components.kit import icon
from app.i18n import _


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


def record_row(record: Any) -> rx.Component:
    """One record: what it is, when, and where it is now."""
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
