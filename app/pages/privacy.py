"""/privacy: what is held about people, why, how long, who sees it and whom to ask; also as an A4 notice (PIPL 17, 44-50)."""

from typing import Any

import reflex as rx
from reflex.vars import FunctionVar

from app import routes
from app.components import privacy_words as words
from app.components.kit import PRIMARY, QUIET, icon, link
from app.components.outside import headline, outside
from app.config import settings
from app.i18n import _

PRINT = rx.Var("((_event) => window.print())").to(FunctionVar, rx.EventChain)
_CELL = "block tablet:table-cell tablet:py-2 tablet:pr-4 tablet:align-top print:table-cell print:py-[1.5pt] print:pr-3 print:align-top"


def _part(title: Any, *children: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name="mt-6 mb-2 text-title font-semibold"), *children, class_name="px-1",
    )  # fmt: skip


def _list(*items: Any) -> rx.Component:
    return rx.el.ul(*(rx.el.li(item) for item in items), class_name="list-disc space-y-1 pl-6")


def _responsible() -> Any:
    if settings.office_name and settings.office_phone:
        return _("Responsible: {office}, for Zhongshan District. Phone: {phone}.", office=settings.office_name, phone=settings.office_phone)
    if settings.office_name:
        return _("Responsible: {office}, for Zhongshan District. Your community gives you the way there.", office=settings.office_name)
    return _("Zhongshan District is responsible. Ask at your community who answers for it; they have to tell you.")


def _line(line: words.Line) -> rx.Component:
    sensitive = rx.el.span(icon("lock", "size-4.5"), _("sensitive, opened one at a time"), class_name="flex items-center gap-1 text-note font-normal text-lamp-ink")
    label = "mr-1 text-note text-ink-2 tablet:hidden print:hidden"
    return rx.el.tr(
        rx.el.th(line.what, sensitive if line.sensitive else rx.fragment(), scope="row", role="rowheader", class_name=f"{_CELL} text-left font-semibold"),
        rx.el.td(rx.el.span(_("Why:"), class_name=label), line.why, role="cell", class_name=_CELL),
        rx.el.td(
            rx.el.span(_("How long:"), class_name=label),
            *(rx.el.span(keep, class_name="mr-1") for keep in line.keep),
            rx.el.span("(", *line.basis, ")", class_name="text-note text-ink-2"),
            role="cell",
            class_name=_CELL,
        ),
        role="row",
        class_name="block py-3 tablet:table-row print:table-row print:py-0",
    )


def _table() -> rx.Component:
    head = "py-2 pr-4 text-left font-semibold"
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(*(rx.el.th(word, scope="col", role="columnheader", class_name=head) for word in (_("What"), _("Why"), _("How long, and on what ground"))), role="row"),
            class_name="hidden tablet:table-header-group print:table-header-group",
        ),
        rx.el.tbody(*(_line(line) for line in words.lines()), class_name="block divide-y divide-line tablet:table-row-group print:table-row-group"),
        role="table",
        class_name="block w-full rounded-card bg-surface px-4 shadow-card tablet:table print:table",
    )  # fmt: skip


@rx.memo
def notice() -> rx.Component:
    """The whole notice; headings and lists, so that it can be read aloud."""
    return rx.el.main(
        headline(_("How Linli handles personal information"), _("Linli helps the district find neighbours who need help, and bring it to the door.")),
        rx.el.button(icon("printer"), _("Print (A4)"), type="button", on_click=PRINT, class_name=f"{QUIET} mt-2 self-start px-5 print:hidden"),
        _part(_("Who is responsible"), rx.el.p(_responsible())),
        _part(
            _("What is held, why, and how long"),
            rx.el.p(_("By law the district and the communities care for people in need; for that, and for nothing else, this is held:"), class_name="mb-2"),
            _table(),
            rx.el.p(
                _("Ground: Personal Information Protection Law, Art. 13 (1) 2 and 3, 17, 34 and 50; sensitive information also Art. 28 to 30. It stays in the country and is given to nobody for advertising or trade."),
                class_name="mt-2",
            ),
        ),
        _part(
            _("What is never held"),
            _list(
                _("your ID number or a picture of it, bank cards, passwords"),
                _("where you or a colleague are or were; photos are never demanded"),
                _("your income in figures, illnesses by name, religion, ethnicity, politics, petitions, criminal record"),
                _("a score or ranking of people; no machine decides about you or refuses you anything"),
            ),
        ),
        _part(
            _("What is on phones"),
            rx.el.p(_("Only a grid worker's and an information officer's own phone carries the list of their own grid, encrypted. It opens for 24 hours after the last contact with the server and goes at signing out. Everybody else carries nothing. Notes, health words and the fingerprint of the ID number are never on a phone.")),
        ),
        _part(
            _("Who sees what"),
            _list(
                _("Grid worker and information officer: their own grid. A phone number stays masked until it is needed; sensitive entries open one at a time."),
                _("Grid secretary and posted cadre: name, door, what helps at the door, the last contact."),
                _("Community lead: their own community. Specialist: only people of their programme."),
                _("Street and district: counts and masked names; numbers under 5 are hidden."),
                _("Auditor: who looked at whom, no cards. Volunteers, property firms and partner units: none of it."),
            ),
            rx.el.p(_("Every look, call and change is recorded. You can ask who looked at your card."), class_name="mt-2"),
        ),
        _part(
            _("Your rights"),
            _list(
                _("to see what is held about you and to have a copy on paper"),
                _("to have mistakes corrected, and deleted what is no longer needed"),
                _("to have explained why you are contacted as often as you are, and to object"),
                _("not to be visited: nothing that you are owed depends on it"),
                _("to complain here, to the authority for personal information, or in court"),
                _("close relatives have these rights for somebody who has died"),
            ),
            rx.el.p(_("It costs nothing and is answered within 30 days; where the answer is no, with the reason. Ask your grid worker or the community, in person or by phone, or use the page for complaints."), class_name="mt-2"),
            link(
                icon("message-square", "size-6"), _("Complaints and suggestions"), to=f"{routes.FEEDBACK}/", class_name=f"{PRIMARY} mt-3 px-5 print:hidden",
            ),
        ),
        rx.el.p(_("Version {v} of {d}. It is dated anew whenever what is held, why or how long changes.", v=words.VERSION, d=words.DATE), class_name="mt-6 px-1 text-note text-ink-2"),
        class_name="notice flex flex-col px-4",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /privacy."""
    return outside(notice(), wide=True)
