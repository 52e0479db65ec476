"""What stands on a volunteer's pages while their part is not here: for others, on another device, without contact, and while it comes."""

from typing import Any

import reflex as rx

from app.components.kit import empty
from app.components.not_here import not_on_this_phone
from app.components.offline import OFF
from app.components.scene import one_house
from app.components.shell import not_yours
from app.i18n import _

_HELPS = OFF.role_list.contains("volunteer") | OFF.role_list.contains("leader")


def for_volunteers(body: Any) -> Any:
    """The body for volunteers alone: there is no check-in and there are no hours of anybody else (design.md §1)."""
    alone = empty(one_house({4}), _("Your shifts are not here yet"), _("Join a team first, or open Linli on your own phone."))
    return rx.match(OFF.mode, ("tasks", body), ("pack", not_yours()), ("server", not_yours()), ("none", rx.cond(_HELPS, rx.el.main(alone), not_yours())), rx.el.main(not_on_this_phone()))
