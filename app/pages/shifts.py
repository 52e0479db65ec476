"""/shifts: a volunteer's shifts, today's on top with its doors; one shift with its check-in; the leader's code and roll."""

import reflex as rx

from app import routes
from app.components.kit import GROUP, PRIMARY, banner, empty, link, section_title
from app.components.offline import OFF
from app.components.roll import roll_page
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.components.shift_cards import offer_card, open_line, shift_line, today_card
from app.components.shift_page import shift_page
from app.components.volunteer import SHIFTS
from app.components.volunteer_missing import for_volunteers
from app.i18n import ZH, _


@rx.memo
def shift_list() -> rx.Component:
    """What is asked of me, today, what comes next, and where people are short."""
    nothing = (SHIFTS.today.length() + SHIFTS.later.length() + SHIFTS.asked.length()) == 0
    return rx.el.main(
        app_bar(_("Shifts"), rx.cond(ZH, SHIFTS.date_zh, SHIFTS.date_en), shade_button()),
        rx.el.div(
            rx.cond(~OFF.online, rx.el.div(banner("cloud-off", _("No signal, carry on as usual"), _("These are the shifts of {t}. Checking in works; signing up needs signal.", t=OFF.fetched)), class_name="mb-3")),
            rx.cond(
                ~OFF.own_device,
                rx.el.div(banner("smartphone", _("Check in on your own phone"), _("This is not it. Or ask the leader to call the roll."), "bg-slate-soft text-slate-ink"), class_name="mb-3"),
            ),
            rx.foreach(SHIFTS.today, today_card),
            rx.foreach(SHIFTS.asked, offer_card),
            rx.cond(
                nothing,
                empty(one_house({2}), _("No shift yet"), _("Look where people are short, and take what suits you."), link(_("Find a shift"), to=f"{routes.OPENINGS}/", class_name=PRIMARY)),
            ),
            rx.cond(SHIFTS.later.length() > 0, rx.el.section(section_title(_("Coming up")), rx.el.ul(rx.foreach(SHIFTS.later, shift_line), class_name=GROUP))),
            rx.cond(
                SHIFTS.short.length() > 0,
                rx.el.section(
                    section_title(_("People are short")),
                    rx.el.ul(rx.foreach(SHIFTS.short, open_line), class_name=GROUP),
                    link(_("See all"), to=f"{routes.OPENINGS}/", class_name="mt-2 flex min-h-touch items-center justify-center font-semibold text-brand"),
                ),
            ),
            class_name="px-3",
        ),
        class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+1.5rem)] tablet:pb-8",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /shifts."""
    return shell(for_volunteers(rx.match(SHIFTS.view, ("shift", shift_page()), ("lead", roll_page()), shift_list())), tab="shifts", tabs=(SHIFTS.view != "shift") & (SHIFTS.view != "lead"))
