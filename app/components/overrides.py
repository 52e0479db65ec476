"""Setting the rhythm of one person by hand, with a reason and an end; on the card, for the lead of the community."""

from typing import Any

import reflex as rx

from app.components.desk import asks, choice, field
from app.components.kit import PRIMARY, icon
from app.i18n import _
from app.state.residents import ResidentsState
from app.state.rules import RulesState as State


def override_form(resident_id: Any) -> rx.Component:
    """The form; it opens on demand."""

    def send(data: rx.Var[dict[str, Any]]) -> Any:
        fields = data.to(dict[str, str])
        return [State.override(resident_id, fields["tier"], fields["until"], fields["reason"]), ResidentsState.open_card(resident_id)]

    return rx.el.div(
        asks(
            _("Contact more or less often"), "calendar-clock", _("For 90 days at most; then the rules decide again. Everybody sees that the community set it."),
            rx.el.form(
                choice(_("How often?"), "tier", [("A", _("Weekly")), ("B", _("Monthly")), ("C", _("Quarterly"))]),
                field(_("Until which day?"), "until", kind="date", required=True),
                field(_("Why?"), "reason", required=True, max_length=100, auto_complete="off"),
                rx.el.button(_("Set it"), type="submit", class_name=f"{PRIMARY} w-full"),
                on_submit=send,
                class_name="grid gap-3",
            ),
        ),
        rx.cond(State.saved, rx.el.p(icon("check", "size-5"), _("Set."), role="status", class_name="mt-2 flex items-center gap-2 text-good-ink")),
    )  # fmt: skip
