"""/hours: a volunteer's own hours: the total and how it was recorded, what waits, every line, and what can be asked for."""

import reflex as rx

from app.components.forms import do
from app.components.hour_rows import asked, forgotten, month_of, total, waiting
from app.components.kit import GROUP, QUIET_SMALL, empty, icon, section_title
from app.components.my_certificates import my_certificates
from app.components.offline import OFF
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.components.volunteer import HOURS
from app.components.volunteer_missing import for_volunteers
from app.i18n import _


@rx.memo
def my_hours() -> rx.Component:
    """The whole page."""
    return rx.el.main(
        app_bar(_("Hours"), rx.cond(OFF.shade, "", OFF.name), shade_button()),
        rx.el.div(
            total(),
            rx.foreach(HOURS.forgot, forgotten),
            rx.foreach(HOURS.waiting, waiting),
            rx.cond(HOURS.requests.length() > 0, rx.el.section(section_title(_("Asked for")), rx.el.ul(rx.foreach(HOURS.requests, asked), class_name=GROUP))),
            my_certificates(key="certificates"),
            rx.el.button(icon("calendar-plus", "size-5"), _("Shifts in my calendar"), type="button", on_click=do("hours.calendar"), class_name=f"{QUIET_SMALL} mt-4 w-full"),
            rx.cond(
                HOURS.entries == 0,
                empty(one_house({1}), _("No hours yet"), _("Check in at a shift; once the leader has confirmed, your time stands here.")),
                rx.el.p(_("Is a line wrong? Tap it."), class_name="mt-4 px-1 text-ink-2"),
            ),
            rx.foreach(HOURS.months, month_of),
            class_name="px-3",
        ),
        class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+1.5rem)] tablet:pb-8",
    )


def page() -> rx.Component:
    """The page at /hours."""
    return shell(for_volunteers(my_hours()), tab="hours")
