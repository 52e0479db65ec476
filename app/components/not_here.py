"""What stands in the place of the day's list for those whose list does not lie on this phone, and while it comes."""

import reflex as rx

from app import routes
from app.components.kit import QUIET, empty, link, waiting_rows
from app.components.offline import OFF, tap
from app.components.scene import one_house
from app.i18n import _


@rx.memo
def not_on_this_phone() -> rx.Component:
    """What stands here for those whose list does not lie on this phone, and while it comes."""
    again = rx.el.button(_("Try again"), type="button", on_click=tap("refresh"), class_name=QUIET)
    return rx.match(
        OFF.mode,
        ("lease_over", empty(one_house(set()), _("One day without contact"), rx.cond(OFF.lease_why == "clock", _("The phone's clock went back, so the list stays closed until there is signal. Nothing is lost."), _("Linli opens again as soon as there is signal. Nothing is lost.")), again)),
        ("nothing", empty(one_house(set()), _("The list did not open"), _("The server did not answer; it is not your phone. Nothing you wrote is lost."), again)),
        ("server", empty(one_house({4, 9}), _("No day's list here"), _("The day's list lies on the own phone of those who look after a grid."), link(_("To the residents"), to=f"{routes.RESIDENTS}/", class_name=QUIET))),
        ("none", empty(one_house({4, 9}), _("No day's list here"), _("The day's list lies on the own phone of those who look after a grid."), link(_("To my page"), to=f"{routes.ME}/", class_name=QUIET))),
        ("ended", empty(one_house(set()), _("This account has ended"), _("What was not sent yet can still be handed in. Ask your community."))),
        rx.el.div(waiting_rows(), class_name="px-3 pt-3"),
    )  # fmt: skip
