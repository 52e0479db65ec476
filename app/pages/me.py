"""/me: language, text size, theme, shade, installing, and signing out here or everywhere."""

from typing import Any

import reflex as rx

from app.components.kit import GROUP, QUIET, SOFT_SMALL, banner, icon, section_title, segmented
from app.components.offline import OFF, pref, tap
from app.components.shell import app_bar, shell
from app.i18n import _


def _setting(label: Any, name: str, *options: tuple[str, Any]) -> rx.Component:
    return rx.el.div(
        rx.el.p(label, class_name="mb-2 font-semibold"),
        segmented([(word, pref(name) == value, tap("choose", name, value)) for value, word in options], label),
        class_name="px-4 py-3",
    )


def _role() -> Any:
    names = (
        ("grid", _("Grid worker")), ("info", _("Grid information officer")), ("secretary", _("Grid secretary")),
        ("community", _("Community lead")), ("specialist", _("Community specialist")), ("posted_cadre", _("Posted cadre")),
        ("street", _("Street")), ("district", _("District")), ("auditor", _("Auditor")),
    )  # fmt: skip
    return rx.match(OFF.roles, *names, OFF.roles)


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
                    rx.el.span(_role(), rx.cond(OFF.area_name != "", " · ", ""), OFF.area_name, class_name="block text-note text-ink-2"),
                    class_name="min-w-0",
                ),
                class_name="flex items-center gap-3 rounded-card bg-surface px-4 py-3 shadow-card",
            ),
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
                rx.cond(
                    ~OFF.persisted,
                    rx.el.p(_("The browser may clear its storage when space runs out. Installing prevents that."), class_name="px-4 py-3 text-note text-lamp-ink"),
                ),
                class_name=GROUP,
            ),
            section_title(_("Sign out")),
            rx.cond(
                OFF.sign_in_error == "sign_out_offline",
                banner("cloud-off", _("No signal"), _("Signing out needs signal, so that the session really ends."), "bg-alarm-soft text-alarm-ink"),
            ),
            rx.el.div(
                rx.el.button(icon("log-out"), _("Sign out here"), type="button", on_click=tap("signOut", False), class_name=QUIET),
                rx.el.button(icon("monitor-off"), _("Sign out everywhere"), type="button", on_click=tap("signOut", True), class_name=QUIET),
                class_name="mt-2 grid gap-3 tablet:grid-cols-2",
            ),
            rx.el.p(_("Signing out takes the list off this phone. Records not sent yet stay locked until you are back."), class_name="mt-3 px-1 text-note text-ink-2"),
            class_name="px-3",
        ),
        class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+2rem)]",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /me."""
    return shell(me_body(), tab="me")
