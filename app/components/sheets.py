"""The form that is open, over whatever page it was opened from."""

import reflex as rx

from app.components.case_sheet import case_sheet
from app.components.contact_sheet import contact_sheet
from app.components.hazard_sheet import chooser, hazard_sheet
from app.components.need_sheet import need_sheet
from app.components.offline import OFF
from app.components.person_sheet import edit_sheet, person_sheet


@rx.memo
def open_sheet() -> rx.Component:
    """One form at a time."""
    return rx.match(
        OFF.form,
        ("contact", contact_sheet()),
        ("case", case_sheet()),
        ("need", need_sheet()),
        ("hazard", hazard_sheet()),
        ("person", person_sheet()),
        ("edit", edit_sheet()),
        ("choose", chooser()),
        rx.fragment(),
    )
