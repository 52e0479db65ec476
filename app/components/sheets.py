"""The form that is open, over whatever page it was opened from. Its code is not part of the first load of a page."""

from typing import Any

import reflex as rx
from reflex_base.components.component import NoSSRComponent

from app.components.case_sheet import case_sheet
from app.components.contact_sheet import contact_sheet
from app.components.hazard_sheet import chooser, hazard_sheet
from app.components.need_sheet import need_sheet
from app.components.offline import OFF
from app.components.person_sheet import edit_sheet, person_sheet
from app.components.shift_sheets import code_sheet, hours_sheet, scan_sheet, task_sheet


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
        ("task", task_sheet()),
        ("code", code_sheet()),
        ("scan", scan_sheet()),
        ("hours", hours_sheet()),
        rx.fragment(),
    )


class _Later(NoSSRComponent):
    """The same component, fetched when it is first drawn; the worker has it on the phone by then."""

    is_default: Any = False


def sheet_when_asked() -> rx.Component:
    """The open form, loaded with the first one that opens."""
    made = open_sheet()
    later = _Later.create()
    later.library, later.tag = made.library, made.tag
    return later
