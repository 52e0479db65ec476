"""The frame of every signed-in screen: bar on top, tabs below on a phone, a rail at the side on a tablet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from app import routes
from app.components.inbox_badge import inbox_badge
from app.components.kit import PRIMARY, icon, link
from app.components.lock import CLOSED, lock_screen, over_page, phone_banners
from app.components.offline import OFF, tap
from app.components.sheets import sheet_when_asked
from app.i18n import ZH, _
from app.models.accounts import Role
from app.rules.granting import ADMINISTERS, IMPORTS
from app.rules.visibility import CARRIES_PACK, SEES_RESIDENTS
from app.rules.volunteering import APPROVES, COUNTS_TEAMS, KEEPS_TEAMS, READS_TEAMS, VOLUNTEERS


@dataclass(frozen=True)
class Tab:
    """A place that the tabs and the rail lead to; it exists only when its page does."""

    key: str
    glyph: str
    path: str
    roles: frozenset[Role] | None = None
    """Who has it; None for everybody."""
    desk: bool = False
    """Work at a desk: beside the others on a tablet, under Me on a phone."""
    verb: bool = False
    """Not a place but the thing to do: it opens the chooser of what to write down, or the check-in of the nearest shift."""


LEADS = frozenset({Role.COMMUNITY, Role.SPECIALIST, Role.STREET, Role.DISTRICT})
"""Who has something to decide, or sees what was reported."""
RULE_READERS = frozenset({Role.DISTRICT, Role.STREET, Role.COMMUNITY, Role.SPECIALIST, Role.GRID, Role.INFO, Role.SECRETARY})
SHEETS = frozenset({Role.COMMUNITY, Role.GRID, Role.INFO, Role.SECRETARY, Role.STREET, Role.DISTRICT})
SIGNERS = frozenset({Role.COMMUNITY, Role.SECRETARY, Role.LEADER})
"""Who signs for a certificate: the community first, then one of the three."""
DAY_NOTES = frozenset({Role.GRID, Role.INFO, Role.SECRETARY, Role.COMMUNITY, Role.SPECIALIST, Role.POSTED_CADRE})
TEAMS = VOLUNTEERS | KEEPS_TEAMS | COUNTS_TEAMS | READS_TEAMS
TABS = (
    Tab("inbox", "inbox", routes.INBOX, LEADS),
    Tab("today", "sun", routes.TODAY, CARRIES_PACK),
    Tab("residents", "users", routes.RESIDENTS, SEES_RESIDENTS),
    Tab("record", "pencil-line", "", CARRIES_PACK, verb=True),
    Tab("needs", "heart-handshake", routes.NEEDS, SEES_RESIDENTS),
    Tab("shifts", "calendar-check", routes.SHIFTS, VOLUNTEERS),
    Tab("openings", "hand-helping", routes.OPENINGS, VOLUNTEERS),
    Tab("check_in", "log-in", f"{routes.SHIFTS}/#now", VOLUNTEERS, verb=True),
    Tab("hours", "clock", routes.HOURS, VOLUNTEERS),
    Tab("teams", "users-round", routes.TEAMS, TEAMS, desk=True),
    Tab("approvals", "clipboard-check", routes.APPROVALS, APPROVES, desk=True),
    Tab("day", "notebook-pen", routes.DAY, DAY_NOTES, desk=True),
    Tab("sheets", "table-2", routes.SHEETS, SHEETS, desk=True),
    Tab("certificates", "file-check", routes.CERTIFICATES, SIGNERS, desk=True),
    Tab("rules", "scale", routes.RULES, RULE_READERS, desk=True),
    Tab("import", "file-up", routes.IMPORT, IMPORTS, desk=True),
    Tab("accounts", "id-card", routes.ACCOUNTS, ADMINISTERS, desk=True),
    Tab("borders", "map", routes.BORDERS, ADMINISTERS, desk=True),
    Tab("feedback", "message-square", routes.FEEDBACK, frozenset({Role.DISTRICT}), desk=True),
    Tab("audit", "scroll-text", routes.AUDIT, frozenset({Role.AUDITOR})),
    Tab("me", "user-round", routes.ME),
)


def tab_name(key: str) -> Any:
    """What a place is called."""
    return {
        "inbox": _("Inbox"), "day": _("Day notes"), "sheets": _("Sheets"), "certificates": _("Certificates"), "rules": _("Rules"),
        "today": _("Today "), "record": _("Record"), "needs": _("To do"),
        "residents": _("Residents"), "import": _("Import"), "accounts": _("Accounts"), "borders": _("Grid borders"),
        "shifts": _("Shifts"), "openings": _("Sign up"), "check_in": _("Code "), "hours": _("Hours"), "approvals": _("Confirm hours"), "teams": _("Teams"),
        "feedback": _("Complaints"), "audit": _("Audit"), "me": _("Me"),
    }[key]  # fmt: skip


def has_tab(tab: Tab) -> Any:
    """Whether the person who is signed in has it."""
    if tab.roles is None:
        return True
    shown: Any = OFF.role_list.contains(sorted(tab.roles)[0])
    for role in sorted(tab.roles)[1:]:
        shown = shown | OFF.role_list.contains(role)
    return shown


def _verb(tab: Tab) -> rx.Component:
    inside = (
        rx.el.span(icon(tab.glyph), class_name="grid h-8 w-14 place-items-center rounded-full bg-brand text-on-brand"),
        rx.el.span(tab_name(tab.key), class_name="text-center text-note leading-[1.25]"),
    )
    look = "flex h-full min-h-16 w-full flex-col items-center justify-center gap-0.5 font-semibold text-brand"
    if tab.path:
        return rx.cond(has_tab(tab), rx.el.li(link(*inside, to=tab.path, class_name=look), class_name="w-full"))
    button = rx.el.button(
        *inside,
        type="button",
        on_click=tap("form", "chooser.open", module="$/public/offline/field.js"),
        custom_attrs={"aria-haspopup": "dialog"},
        class_name=look,
    )
    return rx.cond(has_tab(tab) & (OFF.mode == "pack"), rx.el.li(button, class_name="w-full"))


def _tab(tab: Tab, chosen: bool) -> rx.Component:
    if tab.verb:
        return _verb(tab)
    lit = "grid h-8 w-14 place-items-center rounded-full bg-brand-soft text-brand"
    item = link(
        rx.el.span(
            icon(tab.glyph), inbox_badge() if tab.key == "inbox" else rx.fragment(),
            class_name="relative " + (lit if chosen else "grid h-8 w-14 place-items-center rounded-full text-ink-2"),
        ),
        rx.el.span(tab_name(tab.key), class_name="text-center text-note leading-[1.25]"),
        to=f"{tab.path}/",
        class_name="flex h-full min-h-16 flex-col items-center justify-center gap-0.5 "
        + ("font-semibold text-brand" if chosen else "text-ink-2"),
        custom_attrs={"aria-current": "page"} if chosen else {},
    )
    shown = has_tab(tab)
    return rx.el.li(item, class_name="w-full") if shown is True else rx.cond(shown, rx.el.li(item, class_name="w-full"))


@rx.memo
def sync_badge() -> rx.Component:
    """Where this phone's records are; a link to all of them."""
    pill = "flex items-center gap-1.5 rounded-full px-3 py-1.5 text-note font-semibold whitespace-nowrap "
    aged: Any = rx.cond(OFF.age == "red", "bg-alarm text-on-alarm", rx.cond(OFF.age == "amber", "bg-lamp text-on-lamp", "bg-sunken text-ink-2"))
    return rx.cond(
        OFF.own_device & ((OFF.mode == "pack") | (OFF.mode == "tasks")),
        rx.el.div(link(
            rx.match(
                OFF.badge,
                ("refused", rx.el.span(icon("cloud-alert", "size-5"), _("{n} not accepted", n=OFF.refused), class_name=pill + "bg-alarm text-on-alarm")),
                ("offline", rx.el.span(icon("cloud-off", "size-5"), rx.cond(OFF.waiting > 0, _("No signal, {n} waiting", n=OFF.waiting), _("No signal")), class_name=pill + aged)),
                ("waiting", rx.el.span(icon("cloud-upload", "size-5"), _("{n} to send", n=OFF.waiting), class_name=pill + rx.cond(OFF.age == "red", "bg-alarm text-on-alarm", "bg-lamp text-on-lamp"))),
                rx.el.span(icon("cloud-check", "size-5"), _("All sent"), class_name=pill + "bg-good-soft text-good-ink"),
            ),
            to=f"{routes.OUTBOX}/",
            class_name="flex min-h-touch min-w-touch items-center justify-center",
        ), role="status"),
    )  # fmt: skip


@rx.memo
def shade_button() -> rx.Component:
    """One tap hides every name on the screen, another shows them again."""
    return rx.el.button(
        rx.cond(
            OFF.shade,
            rx.el.span(
                icon("eye-off", "size-5"),
                _("Shaded"),
                class_name="flex items-center gap-1.5 rounded-full bg-ink px-3 py-1.5 text-note font-semibold text-canvas",
            ),
            icon("eye"),
        ),
        type="button",
        on_click=tap("toggleShade"),
        aria_label=rx.cond(OFF.shade, _("Shaded"), _("Shade")),
        custom_attrs={"aria-pressed": rx.cond(OFF.shade, "true", "false")},
        class_name="grid min-h-touch min-w-touch place-items-center px-1 text-ink-2",
    )


@rx.memo
def notices() -> rx.Component:
    """A new version that waits, and what just happened, above the tabs."""
    box = (
        "pointer-events-auto mx-auto flex min-h-press max-w-phone items-center gap-3 rounded-card px-4 py-2 shadow-pop "
    )
    return rx.el.div(
        rx.cond(
            OFF.update,
            rx.el.div(
                icon("sparkles", "size-5"),
                rx.el.p(_("A new version is ready"), class_name="grow"),
                rx.el.button(
                    _("Use it now"),
                    type="button",
                    on_click=tap("update"),
                    class_name="min-h-touch px-2 font-semibold underline",
                ),
                class_name=box + "bg-raised text-ink",
            ),
        ),
        rx.el.div(
            rx.cond(
                OFF.toast_zh != "",
                rx.el.p(rx.cond(ZH, OFF.toast_zh, OFF.toast_en), class_name=box + "bg-ink text-canvas"),
            ),
            role="status",
        ),
        class_name="pointer-events-none fixed inset-x-3 bottom-[calc(var(--spacing-tabs)+0.75rem)] z-(--z-toast) grid gap-2",
    )


def app_bar(title: Any, aside: Any, *actions: Any, heading: str = "h1") -> rx.Component:
    """The bar of a main screen: title, a quiet word, the sync badge and the shade."""
    make = rx.el.h1 if heading == "h1" else rx.el.h2
    return rx.el.header(
        rx.el.div(
            make(title, class_name="text-head font-semibold"),
            rx.el.p(aside, class_name="text-note text-ink-2"),
            class_name="flex min-w-0 grow flex-wrap items-baseline gap-x-3 py-2",
        ),
        rx.el.div(sync_badge(), *actions, class_name="flex shrink-0 items-center"),
        class_name="sticky top-0 z-(--z-bar) flex min-h-appbar items-center gap-1 bg-canvas pt-safe pr-1.5 pl-edge",
    )


def _rail(chosen: str) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(*(_tab(tab, chosen=tab.key == chosen) for tab in TABS), class_name="grid w-24 gap-2 py-4"),
        aria_label=_("Main"),
        class_name="sticky top-0 hidden h-dvh w-24 shrink-0 overflow-y-auto border-r border-line bg-surface tablet:block",
    )


def _tabs(chosen: str) -> rx.Component:
    lit = "me" if any(tab.key == chosen and tab.desk for tab in TABS) else chosen
    return rx.el.nav(
        rx.el.ul(
            *(_tab(tab, chosen=tab.key == lit) for tab in TABS if not tab.desk),
            class_name="grid h-tabs auto-cols-fr grid-flow-col",
        ),
        aria_label=_("Main"),
        class_name="fixed inset-x-0 bottom-0 z-(--z-tabs) mx-auto max-w-phone bg-surface pb-safe shadow-bar tablet:hidden",
    )


def _named(made: Callable[[str], rx.Component], name: str, chosen: str) -> Callable[[], rx.Component]:
    """A memo component of its own for each chosen tab, so that choosing does not draw the others anew."""

    def body() -> rx.Component:
        return made(chosen)

    body.__name__ = body.__qualname__ = f"{name}_{chosen}"
    return rx.memo(body)


_RAILS = {tab.key: _named(_rail, "rail", tab.key) for tab in TABS if not tab.verb}
_BOTTOMS = {tab.key: _named(_tabs, "tabs", tab.key) for tab in TABS if not tab.verb}


OPEN_TO_ALL = frozenset({"today", "needs", "residents", "feedback", "shifts", "openings", "hours"})
"""These say themselves what they have for whom."""


@rx.memo
def not_yours() -> rx.Component:
    """What stands on a page of the office for somebody whose work is another."""
    return rx.el.main(
        rx.el.h1(_("This page is not part of your work"), class_name="text-title font-semibold"),
        rx.el.p(_("If it should be, ask whoever gave you your account."), class_name="mt-1 text-ink-2"),
        link(_("To my page"), to=f"{routes.ME}/", class_name=f"{PRIMARY} mt-5"),
        class_name="mx-auto max-w-phone px-edge pt-12",
    )


def shell(*children: Any, tab: str, tabs: Any = True) -> rx.Component:
    """A signed-in screen. `tab` is a key of TABS; `tabs` is False, or a condition, where the screen has a footer of its own.

    A page of the office shows itself to its roles alone; the services refuse everybody else in any case.
    """
    place = next(one for one in TABS if one.key == tab)
    inside: Any = rx.fragment(*children)
    if place.roles is not None and tab not in OPEN_TO_ALL:
        inside = rx.cond(has_tab(place), inside, rx.cond(OFF.mode == "starting", rx.fragment(), not_yours()))
    look = "flex min-h-dvh bg-canvas font-sans text-base text-ink antialiased"
    bottom = rx.cond(tabs, _BOTTOMS[tab]()) if isinstance(tabs, rx.Var) else _BOTTOMS[tab]() if tabs else rx.fragment()
    return rx.cond(
        CLOSED,
        rx.el.div(lock_screen(), class_name=look),
        rx.el.div(
            _RAILS[tab](),
            rx.el.div(phone_banners(), inside, class_name="min-w-0 grow"),
            bottom,
            notices(),
            rx.cond(OFF.form != "", sheet_when_asked()),
            over_page(),
            class_name=look,
        ),
    )
