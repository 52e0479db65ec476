"""/me: language, text size, theme, shade, installing, and signing out here or everywhere."""

from typing import Any

import reflex as rx

from app import routes
from app.components.desk import ALARM, asks
from app.components.kit import GROUP, QUIET, QUIET_SMALL, SOFT_SMALL, icon, link, section_title, segmented
from app.components.lock import leaving_asked
from app.components.offline import OFF, pref, tap
from app.components.password import change_form
from app.components.second import my_second
from app.components.shell import TABS, app_bar, has_tab, shell, tab_name
from app.components.words import role_name
from app.i18n import _
from app.state.devices import DevicesState


def _setting(label: Any, name: str, *options: tuple[str, Any]) -> rx.Component:
    return rx.el.div(
        rx.el.p(label, class_name="mb-2 font-semibold"),
        segmented([(word, pref(name) == value, tap("choose", name, value)) for value, word in options], label),
        class_name="px-4 py-3",
    )


def _session_row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(rx.cond(row.name != "", row.name, rx.cond(row.browser != "", row.browser, _("A browser"))), class_name="block font-semibold"),
            rx.el.span(_("since {a}, last used {b}", a=row.since, b=row.seen), class_name="block text-note text-ink-2 tabular-nums"),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            row.here,
            rx.el.span(_("this one"), class_name="text-note text-good-ink"),
            rx.el.div(
                rx.el.button(_("Sign out"), type="button", on_click=DevicesState.end(row.handle), class_name=QUIET_SMALL),
                asks(
                    _("It is lost"), "shield-alert",
                    _("It is signed out at once, and the list leaves it as soon as it has signal; without signal the list locks within a day."),
                    rx.el.button(_("Report as lost"), type="button", on_click=DevicesState.lost(row.handle), class_name=ALARM),
                ),
                class_name="grid gap-2",
            ),
        ),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
    )  # fmt: skip


@rx.memo
def my_devices() -> rx.Component:
    """Where I am signed in; asked for by a tap, so that the page stands without signal."""
    return rx.cond(
        DevicesState.shown,
        rx.el.ul(rx.foreach(DevicesState.rows, _session_row), class_name=GROUP),
        rx.el.button(icon("smartphone", "size-5"), _("Show where I am signed in"), type="button", on_click=DevicesState.load, class_name=f"{QUIET} w-full"),
    )


@rx.memo
def desk_links() -> rx.Component:
    """On a phone the pages of the office stand here; on a tablet they are in the rail."""
    rows = [
        rx.cond(
            has_tab(tab),
            link(icon(tab.glyph, "size-6", "text-brand"), rx.el.span(tab_name(tab.key), class_name="grow"), icon("chevron-right", "size-5", "text-ink-3"),
                 to=f"{tab.path}/", class_name="flex min-h-press items-center gap-3 px-4"),
        )
        for tab in TABS
        if tab.desk
    ]  # fmt: skip
    shown: Any = has_tab(next(tab for tab in TABS if tab.desk))
    for tab in TABS:
        if tab.desk:
            shown = shown | has_tab(tab)
    return rx.cond(shown, rx.el.div(section_title(rx.cond(OFF.role_list.contains("volunteer") | OFF.role_list.contains("leader"), _("Volunteering"), _("Office"))), rx.el.div(*rows, class_name=GROUP), class_name="tablet:hidden"))


def storage_words() -> rx.Component:
    """What the browser answered when it was asked to keep what lies here."""
    return rx.cond(
        OFF.persisted,
        rx.el.p(_("The browser has promised to keep what is on this phone."), class_name="text-note text-ink-2"),
        rx.el.p(_("The browser may clear its storage when space runs out. Installing prevents that."), class_name="text-note text-lamp-ink"),
    )


@rx.memo
def pin_setting() -> rx.Component:
    """Setting or changing the PIN, and locking by hand."""
    return rx.fragment(
        section_title(_("Lock")),
        rx.el.div(
            rx.el.p(
                rx.cond(OFF.lock_pin, _("Locks after 15 minutes unused, and whenever Linli is opened."), _("There is no PIN yet.")),
                class_name="text-note text-ink-2",
            ),
            rx.el.div(
                rx.cond(OFF.lock_pin, rx.el.button(icon("lock", "size-5"), _("Lock now"), type="button", on_click=tap("lockNow"), class_name=SOFT_SMALL)),
                rx.el.button(
                    icon("key-round", "size-5"), rx.cond(OFF.lock_pin, _("Change PIN"), _("Set a PIN")), type="button", on_click=tap("askPin"), class_name=QUIET_SMALL,
                ),
                class_name="flex flex-wrap gap-3 *:flex-[1_1_8rem]",
            ),
            class_name="grid gap-3 rounded-card bg-surface px-4 py-3 shadow-card",
        ),
    )  # fmt: skip


@rx.memo
def me_body() -> rx.Component:
    """Everything a person chooses for this phone."""
    return rx.el.main(
        app_bar(_("Me"), ""),
        rx.el.div(
            rx.el.div(
                icon("user-round", "size-7", "text-brand"),
                rx.el.p(
                    rx.el.span(OFF.name, class_name="block text-lead font-semibold"),
                    rx.el.span(role_name(OFF.role_list[0]), rx.cond(OFF.area_name != "", " · ", ""), OFF.area_name, class_name="block text-note text-ink-2"),
                    class_name="min-w-0",
                ),
                class_name="flex items-center gap-3 rounded-card bg-surface px-4 py-3 shadow-card",
            ),
            desk_links(),
            section_title(_("Reading")),
            rx.el.div(
                _setting(_("Language"), "lang", ("zh", "中文"), ("en", "English")),
                _setting(_("Text size"), "size", ("standard", _("Standard")), ("large", _("Large"))),
                _setting(_("Theme"), "theme", ("auto", _("As the phone")), ("light", _("Light")), ("dark", _("Dark"))),
                _setting(_("Shade names"), "shade", ("auto", _("By role")), ("off", _("Off")), ("on", _("On"))),
                class_name=GROUP,
            ),
            section_title(_("This phone")),
            rx.el.div(
                rx.cond(
                    OFF.installable,
                    rx.el.div(
                        rx.el.p(_("Put Linli on the home screen; it then opens like an app."), class_name="mb-2"),
                        rx.el.button(icon("download", "size-5"), _("Install"), type="button", on_click=tap("install"), class_name=f"{SOFT_SMALL} w-full"),
                        class_name="px-4 py-3",
                    ),
                    rx.cond(
                        OFF.standalone,
                        rx.el.p(icon("check", "size-5"), _("Installed on this phone"), class_name="flex items-center gap-2 px-4 py-3"),
                        rx.el.details(
                            rx.el.summary(_("How to install"), class_name="flex min-h-touch cursor-pointer items-center font-semibold text-brand"),
                            rx.el.ol(
                                rx.el.li(_("Android: open the browser's menu, choose Add to home screen.")),
                                rx.el.li(_("iPhone: tap Share in Safari, choose Add to Home Screen.")),
                                rx.el.li(_("WeChat: open the menu, choose Open in browser first.")),
                                class_name="list-decimal space-y-1 pb-3 pl-5 text-ink-2",
                            ),
                            class_name="px-4",
                        ),
                    ),
                ),
                rx.cond(
                    OFF.mode == "pack",
                    rx.el.p(_("List of {t}, for {n} people; it works with no signal for one day.", t=OFF.fetched, n=OFF.people), class_name="px-4 py-3 text-note text-ink-2"),
                ),
                rx.cond((OFF.mode == "tasks") & OFF.own_device, rx.el.p(_("Your shifts of {t}; they work with no signal for one day.", t=OFF.fetched), class_name="px-4 py-3 text-note text-ink-2")),
                rx.cond((OFF.mode == "pack") | ((OFF.mode == "tasks") & OFF.own_device), rx.el.div(storage_words(), class_name="px-4 py-3")),
                class_name=GROUP,
            ),
            rx.cond(OFF.mode == "pack", pin_setting()),
            section_title(_("Password")),
            rx.el.details(
                rx.el.summary(_("Change password"), class_name="flex min-h-touch cursor-pointer items-center font-semibold text-brand"),
                rx.el.div(change_form(), class_name="pb-4"),
                class_name="rounded-card bg-surface px-4 py-1 shadow-card",
            ),
            rx.cond(
                OFF.role_list.contains("district") | OFF.role_list.contains("community") | OFF.role_list.contains("auditor"),
                rx.el.div(section_title(_("Authenticator")), my_second()),
            ),
            section_title(_("My devices")),
            my_devices(),
            section_title(_("Sign out")),
            leaving_asked(),
            rx.cond(
                OFF.unsent_ask == 0,
                rx.el.div(
                    rx.el.button(icon("log-out"), rx.cond(OFF.busy, _("One moment"), _("Sign out here")), type="button", on_click=tap("signOut", False), class_name=QUIET),
                    rx.el.button(icon("monitor-off"), _("Sign out everywhere"), type="button", on_click=tap("signOut", True), class_name=QUIET),
                    class_name="mt-2 grid gap-3 tablet:grid-cols-2",
                ),
            ),
            rx.el.p(_("Signing out takes the list off this phone. Records not sent yet stay locked until you are back."), class_name="mt-3 px-1 text-note text-ink-2"),
            rx.el.p(
                link(_("Complaints and suggestions"), to=f"{routes.FEEDBACK}/", class_name="flex min-h-touch items-center"),
                link(_("Privacy"), to=f"{routes.PRIVACY}/", class_name="flex min-h-touch items-center"),
                class_name="mt-4 flex gap-6 px-1 text-base text-brand",
            ),
            class_name="px-3",
        ),
        class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+2rem)]",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /me."""
    return shell(me_body(), tab="me")
