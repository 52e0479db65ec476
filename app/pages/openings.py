"""/openings: shifts of my teams that still need people, and why one is not open to me."""

from typing import Any

import reflex as rx

from app import routes
from app.components.forms import chip
from app.components.kit import GROUP, QUIET, banner, empty, link
from app.components.offline import OFF, tap
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.components.shift_cards import open_line
from app.components.volunteer import SHIFTS, VOLUNTEER
from app.components.volunteer_missing import for_volunteers
from app.i18n import _


def _only(key: str, word: Any) -> rx.Component:
    return chip(word, SHIFTS.only == key, tap("showOnly", key, module=VOLUNTEER))


@rx.memo
def open_shifts() -> rx.Component:
    """The next thirty days."""
    return rx.el.main(
        app_bar(_("Find a shift"), _("next 30 days"), shade_button()),
        rx.el.div(
            rx.cond(~OFF.online, rx.el.div(banner("cloud-off", _("No signal now"), _("Signing up needs signal; the list is of {t}.", t=OFF.fetched)), class_name="mb-3")),
            rx.cond(
                SHIFTS.open_all > 0,
                rx.fragment(
                    rx.el.div(_only("all", _("All {n}", n=SHIFTS.open_all)), _only("fit", _("Those I can do: {n}", n=SHIFTS.fitting)), role="group", aria_label=_("Which"), class_name="mb-1 flex flex-wrap gap-x-2"),
                    rx.cond(
                        SHIFTS.open.length() > 0,
                        rx.el.ul(rx.foreach(SHIFTS.open, open_line), class_name=GROUP),
                        rx.el.p(_("None of these fits just now. Tap All to see why."), class_name="px-1 py-4 text-ink-2"),
                    ),
                ),
                empty(
                    one_house(set()), rx.cond(SHIFTS.teams > 0, _("Nobody is short just now"), _("You are in no team yet")),
                    rx.cond(SHIFTS.teams > 0, _("New shifts of your teams stand here."), _("Ask a leader for an invitation, or look at the teams near you.")),
                    link(_("To the teams"), to=f"{routes.TEAMS}/", class_name=QUIET),
                ),
            ),
            class_name="px-3",
        ),
        class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+1.5rem)] tablet:pb-8",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /openings."""
    return shell(for_volunteers(open_shifts()), tab="openings")
