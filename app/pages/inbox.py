"""/inbox: what waits for a lead, one kind at a time, searches first; made for thumbs."""

from typing import Any

import reflex as rx

from app.components.desk import PAGE
from app.components.inbox_cases import case_card
from app.components.inbox_decide import clash_card, held_card, merged_list, phone_row, tag_card, twin_card
from app.components.kit import GROUP, banner, empty, icon, waiting_rows
from app.components.offline import OFF
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.components.surges import surge_desk
from app.i18n import _
from app.state.inbox import InboxState as State

_CARDS = "grid gap-3"


def _chip(key: str, word: Any, n: Any) -> rx.Component:
    on = State.section == key
    look = "flex items-center gap-1.5 rounded-full border px-3.5 py-2 text-note whitespace-nowrap "
    return rx.el.button(
        rx.el.span(
            word, rx.cond(n > 0, rx.el.span(n, class_name="font-semibold tabular-nums")),
            class_name=rx.cond(on, look + "border-brand bg-brand text-on-brand", rx.cond(n > 0, look + "border-lamp-edge bg-lamp-soft text-lamp-ink", look + "border-edge bg-surface text-ink")),
        ),
        type="button", on_click=State.show(key), custom_attrs={"aria-pressed": rx.cond(on, "true", "false")}, class_name="flex min-h-touch shrink-0 items-center",
    )  # fmt: skip


def _none(word: Any) -> rx.Component:
    return empty(one_house({3}), word, _("What comes in shows up here and under the tab."))


def _list(rows: Any, make: Any, nothing: Any, look: str = _CARDS) -> rx.Component:
    return rx.cond(rows.length() > 0, rx.el.ul(rx.foreach(rows, make), class_name=look), _none(nothing))


@rx.memo
def inbox_chips() -> rx.Component:
    """The kinds of what waits, with their counts."""
    n = State.counts
    lead = OFF.role_list.contains("community")
    return rx.el.div(
        _chip("cases", _("No answer"), n.cases),
        rx.cond(lead, _chip("held", _("Held records"), n.held)),
        rx.cond(lead | OFF.role_list.contains("specialist"), _chip("tags", _("Proposed tags"), n.tags)),
        rx.cond(lead, _chip("clashes", _("Changed twice"), n.clashes)),
        rx.cond(lead, _chip("twins", _("Perhaps one person"), n.twins)),
        rx.cond(lead | OFF.role_list.contains("street") | OFF.role_list.contains("district"), _chip("surges", _("Surge lists"), n.surges)),
        rx.cond(lead, _chip("phones", _("Lost phones"), n.phones)),
        role="group", aria_label=_("What waits"), class_name="flex gap-2 overflow-x-auto px-3 pb-2",
    )  # fmt: skip


@rx.memo
def inbox_done() -> rx.Component:
    """What was just done."""
    word = rx.match(
        State.done,
        ("step", _("Noted.")), ("closed", _("The search is over.")), ("taken", _("Taken in.")), ("dropped", _("Not taken; whoever sent it sees that.")), ("chosen", _("Chosen.")),
        ("merged", _("They are one entry now.")), ("apart", _("They stay two.")), ("undone", _("Taken back.")), "",
    )  # fmt: skip
    return rx.el.div(
        rx.cond(State.done != "", rx.el.p(icon("check", "size-5"), word, class_name="mx-3 mb-2 flex items-center gap-2 rounded-card bg-good-soft px-4 py-3 font-semibold text-good-ink")),
        role="status",
    )


@rx.memo
def inbox_list() -> rx.Component:
    """The section that is chosen."""
    return rx.el.div(
        rx.match(
            State.section,
            ("held", _list(State.held, held_card, _("No record waits"))),
            ("tags", _list(State.tags, tag_card, _("No proposal waits"))),
            ("clashes", _list(State.clashes, clash_card, _("Nothing was changed twice"))),
            ("twins", rx.fragment(_list(State.twins, twin_card, _("Nobody seems to be there twice")), merged_list())),
            ("surges", surge_desk(key="surges")),
            ("phones", _list(State.phones, phone_row, _("No phone is lost"), GROUP)),
            _list(State.cases, case_card, _("Nobody is being looked for")),
        ),
        class_name="px-3",
    )


@rx.memo
def inbox_desk() -> rx.Component:
    """Everything below the bar. A component of its own, because it asks when it is mounted."""
    return rx.el.div(
        rx.cond(
            State.loaded,
            rx.fragment(
                rx.cond(
                    ~OFF.role_list.contains("community") & ~OFF.role_list.contains("specialist"),
                    rx.el.div(banner("shield-check", _("Counts, and searches that were reported"), _("Names stay with the community."), "bg-slate-soft text-slate-ink"), class_name="px-3 pb-2"),
                ),
                inbox_chips(), inbox_done(), inbox_list(),
            ),
            rx.el.div(waiting_rows(4), class_name="px-3"),
        ),
        on_mount=State.load,
    )  # fmt: skip


@rx.memo
def inbox_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Inbox"), rx.cond(State.counts.total > 0, _("{n} to decide", n=State.counts.total), ""), shade_button())


def page() -> rx.Component:
    """The page at /inbox."""
    return shell(rx.el.main(inbox_bar(), inbox_desk(key="inbox"), class_name=PAGE), tab="inbox")
