"""/needs: what is being done for whom, by what its day asks for; from the phone for those who carry a pack, else from the server."""

from typing import Any

import reflex as rx

from app.components.kit import empty
from app.components.need_sheet import need_groups
from app.components.needs_server import needs_from_server
from app.components.not_here import not_on_this_phone
from app.components.offline import OFF
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.i18n import _

T: Any = OFF.today


@rx.memo
def needs_head() -> rx.Component:
    """Title, how many, the badge, the shade."""
    return app_bar(_("To do"), rx.cond(OFF.mode == "pack", _("{n} matters", n=T.todo), ""), shade_button())


@rx.memo
def needs_from_phone() -> rx.Component:
    """The list out of the pack with what was recorded since."""
    return rx.el.div(
        rx.cond(T.todo > 0, need_groups(groups=T.todo_groups), empty(one_house({3}), _("Nothing is open"), _("Needs are written down on the contact sheet or on a card."))),
        class_name="px-3",
    )


def page() -> rx.Component:
    """The page at /needs."""
    return shell(
        rx.el.main(
            needs_head(),
            rx.match(OFF.mode, ("pack", needs_from_phone()), ("server", needs_from_server()), not_on_this_phone()),
            class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+1.5rem)] tablet:pb-8",
        ),
        tab="needs",
    )
