"""/accounts: who works here; making accounts one by one or from a list, lending roles, letting somebody go."""

from typing import Any

import reflex as rx

from app.components.batches import batch_history, counts, refused_list
from app.components.desk import (
    ALARM,
    DESK,
    INPUT,
    PAGE,
    asks,
    at_desk,
    choice,
    download,
    field,
    file_button,
    progress,
    said,
    with_fields,
)
from app.components.kit import (
    GROUP,
    ICON_BUTTON,
    PRIMARY,
    QUIET,
    QUIET_SMALL,
    banner,
    icon,
    section_title,
    waiting_rows,
)
from app.components.lists import pager, search_field
from app.components.second import second_step
from app.components.shell import app_bar, shell
from app.components.words import programme_name, programme_options, role_name, role_options
from app.i18n import _
from app.state.accounts import AccountsState

S = AccountsState


def _state_word(state: Any) -> rx.Component:
    return rx.match(
        state,
        ("invited", rx.el.span(icon("mail", "size-4.5"), _("has not come yet"), class_name="flex items-center gap-1 text-lamp-ink")),
        ("disabled", rx.el.span(icon("ban", "size-4.5"), _("disabled"), class_name="flex items-center gap-1 text-alarm-ink")),
        ("ended", rx.el.span(icon("clock", "size-4.5"), _("no role any more"), class_name="flex items-center gap-1 text-ink-2")),
        rx.fragment(),
    )


def account_row(row: Any) -> rx.Component:
    """One account of the list."""
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(row.name, class_name="text-lead font-semibold"),
                rx.el.span(row.account, class_name="text-note text-ink-2"),
                class_name="flex flex-wrap items-baseline gap-x-3",
            ),
            rx.el.span(
                rx.foreach(row.grants, lambda g: rx.el.span(role_name(g.role), " · ", g.area_name, class_name="mr-3")),
                _state_word(row.state),
                class_name="flex flex-wrap gap-x-3 text-note text-ink-2",
            ),
            type="button",
            on_click=S.open(row.id),
            custom_attrs={"aria-current": rx.cond(S.opened.id == row.id, "true", "false")},
            class_name=rx.cond(
                S.opened.id == row.id,
                "block min-h-row w-full bg-brand-soft px-4 py-3 text-left",
                "block min-h-row w-full px-4 py-3 text-left",
            ),
        )
    )


@rx.memo
def account_list() -> rx.Component:
    """The list, fifty at a time; asked for when it is mounted."""
    return rx.el.div(
        search_field(S.search.debounce(250), label=_("Find an account"), hint=_("Account or name")),
        rx.el.div(
            rx.el.button(icon("user-plus"), _("New account"), type="button", on_click=S.begin, class_name=f"{PRIMARY} w-full"),
            rx.el.p(_("{n} accounts", n=S.total), role="status", class_name="mt-3 px-1 text-note text-ink-2"),
            rx.cond(S.loaded, rx.el.ul(rx.foreach(S.rows, account_row), class_name=GROUP), waiting_rows()),
            pager(S.page, S.pages, S.turn),
            class_name="px-3 pt-3",
        ),
        on_mount=S.load,
    )  # fmt: skip


def _area_field() -> rx.Component:
    """An area by its code; what is typed looks for names and codes, and the phone offers what was found."""
    return rx.el.label(
        rx.el.span(_("Area code"), class_name="mb-1.5 block text-base font-semibold"),
        rx.el.input(name="area", required=True, list="areas", on_change=S.find_area.debounce(250), auto_complete="off", class_name=INPUT),
        rx.el.datalist(rx.foreach(S.areas, lambda area: rx.el.option(area.name, value=area.code)), id="areas"),
        rx.el.span(_("Type a name or a code: a grid has 15 digits, a community 12, a street 9."), class_name="mt-1 block text-note text-ink-2"),
        class_name="block",
    )  # fmt: skip


def _role_fields() -> list[rx.Component]:
    return [
        choice(_("Role"), "role", [("", _("Choose")), *role_options()], required=True),
        _area_field(),
        choice(_("Programme"), "programme", [("", _("only for specialists")), *programme_options()]),
        field(_("Until"), "ends", kind="date", hint=_("Leave empty where there is no end.")),
    ]


@rx.memo
def new_account() -> rx.Component:
    """The form for one account. Its owner chooses the password by a link; nobody else ever knows it."""
    return rx.el.form(
        rx.el.h2(_("New account"), class_name="text-title font-semibold"),
        field(_("Account"), "account", required=True, max_length=40, auto_complete="off", hint=_("Letters, digits and . _ - @, such as a staff number; never an ID number."),
              custom_attrs={"autoCapitalize": "none", "spellCheck": "false"}),
        field(_("Name"), "name", required=True, max_length=40, auto_complete="off"),
        *_role_fields(),
        rx.el.div(
            rx.el.button(_("Create"), type="submit", class_name=PRIMARY),
            rx.el.button(_("Cancel"), type="button", on_click=S.close, class_name=QUIET),
            class_name="grid grid-cols-2 gap-3",
        ),
        on_submit=with_fields(S.create, "account", "name", "role", "area", "programme", "ends"),
        class_name="grid gap-4 rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


def _link_card() -> rx.Component:
    return rx.cond(
        S.link != "",
        rx.el.div(
            rx.el.p(_("One-time link for {a}", a=S.link_for), class_name="font-semibold"),
            rx.el.p(_("Give it to this person alone: by hand, or as a message that only they read. It works once and is shown only now."), class_name="mt-1 text-note"),
            rx.el.input(value=S.link, read_only=True, aria_label=_("One-time link"), class_name=INPUT + " mt-2 text-base", on_focus=rx.call_function("((e) => e?.target?.select?.())")),
            rx.el.button(icon("copy", "size-5"), _("Copy"), type="button", on_click=at_desk("copy", S.link), class_name=f"{QUIET_SMALL} mt-2 w-full"),
            role="status",
            class_name="rounded-card bg-lamp-soft p-4 text-lamp-ink",
        ),
    )  # fmt: skip


def _grant_row(g: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(role_name(g.role), class_name="font-semibold"),
            rx.cond(g.programme != "", rx.el.span(" ", programme_name(g.programme))),
            rx.el.span(g.area_name, " ", rx.el.span(g.area, class_name="tabular-nums"), class_name="block text-note text-ink-2"),
            rx.cond(g.ends != "", rx.el.span(_("until {t}", t=g.ends), class_name="block text-note text-ink-2")),
            rx.cond(g.acting_for != "", rx.el.span(_("acting for {n}", n=g.acting_for), class_name="block text-note text-slate-ink")),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            g.mine_to_end,
            asks(
                _("End"), "circle-x", _("From this moment this role no longer holds."),
                rx.el.button(_("Yes, end it"), type="button", on_click=S.end_grant(g.id), class_name=ALARM),
            ),
        ),
        class_name="flex flex-wrap items-start gap-3 px-4 py-3",
    )  # fmt: skip


def _opener(word: Any, glyph: str, *inside: rx.Component) -> rx.Component:
    return rx.el.details(
        rx.el.summary(icon(glyph, "size-5"), word, class_name=f"{QUIET_SMALL} cursor-pointer list-none"),
        rx.el.div(*inside, class_name="mt-3"),
    )


@rx.memo
def one_account() -> rx.Component:
    """The open account: its roles, and what an administrator can do for it."""
    o = S.opened
    return rx.el.div(
        rx.el.div(
            rx.el.button(icon("chevron-left", "size-7"), type="button", on_click=S.close, aria_label=_("Back"), class_name=f"{ICON_BUTTON} split:hidden"),
            rx.el.div(
                rx.el.h2(o.name, class_name="text-title font-semibold"),
                rx.el.p(o.account, " ", _state_word(o.state), class_name="flex flex-wrap gap-x-3 text-note text-ink-2"),
            ),
            class_name="flex items-center gap-2",
        ),
        rx.el.div(_link_card(), class_name="mt-3"),
        section_title(_("Roles")),
        rx.cond(o.grants.length() > 0, rx.el.ul(rx.foreach(o.grants, _grant_row), class_name=GROUP), rx.el.p(_("No role is in force."), class_name="px-1")),
        rx.el.div(
            _opener(_("Give a role"), "plus", rx.el.form(
                *_role_fields(), rx.el.button(_("Give this role"), type="submit", class_name=PRIMARY),
                on_submit=with_fields(S.grant, "role", "area", "programme", "ends"),
                reset_on_submit=True, class_name="grid gap-4 rounded-card bg-surface p-4 shadow-card")),
            _opener(_("Act for a colleague"), "users-round", rx.el.form(
                rx.el.p(_("This person gets the colleague's roles until the day you name; the colleague keeps them too.")),
                field(_("The colleague's account"), "colleague", required=True, max_length=40, auto_complete="off"),
                field(_("Until"), "ends", kind="date", required=True),
                rx.el.button(_("Let them act"), type="submit", class_name=PRIMARY),
                on_submit=with_fields(S.act_for, "colleague", "ends"),
                reset_on_submit=True, class_name="grid gap-4 rounded-card bg-surface p-4 shadow-card")),
            _opener(_("Change the name"), "pencil", rx.el.form(
                field(_("Name"), "name", required=True, max_length=40, default_value=o.name, auto_complete="off"),
                rx.el.button(_("Save"), type="submit", class_name=PRIMARY),
                on_submit=with_fields(S.rename, "name"), class_name="grid gap-4 rounded-card bg-surface p-4 shadow-card")),
            asks(_("New password"), "key-round", _("A one-time link is made. The old password, the authenticator and every session end at once."),
                 rx.el.button(_("Make the link"), type="button", on_click=S.new_link, class_name=PRIMARY)),
            asks(_("End every session"), "monitor-off", _("This person has to sign in again everywhere. What was recorded on the phone and not sent yet stays there."),
                 rx.el.button(_("Yes, end them"), type="button", on_click=S.end_sessions, class_name=ALARM)),
            rx.cond(
                o.state == "disabled",
                rx.el.button(icon("user-check", "size-5"), _("Take back into work"), type="button", on_click=S.enable, class_name=QUIET_SMALL),
                asks(_("Disable"), "ban", _("From this moment the account opens nothing on any device, and lists leave the phones. Records not sent yet can still be handed in for 30 days."),
                     rx.el.button(_("Yes, disable"), type="button", on_click=S.disable, class_name=ALARM)),
            ),
            class_name="mt-4 grid gap-3",
        ),
        class_name="px-3 pt-3",
    )  # fmt: skip


@rx.memo
def staff_file() -> rx.Component:
    """A whole list at once: preview, take in, the links to hand out."""
    again = rx.el.button(_("Choose another file"), type="button", on_click=at_desk("putAside"), class_name=QUIET)
    words = _("{rows} rows: {new} new accounts, {changed} changed, {same} unchanged, {refused} not taken", rows=DESK.rows, new=DESK.new,
              changed=DESK.changed, same=DESK.unchanged, refused=DESK.rows_refused)  # fmt: skip
    return rx.el.section(
        section_title(_("From a list")),
        rx.match(
            DESK.stage,
            ("sending", progress(DESK.percent, rx.Var.create(100), _("Sending {name}: {p} %", name=DESK.name, p=DESK.percent))),
            ("reading", rx.el.p(_("Reading on trial…"), role="status", class_name="px-1")),
            ("taking", rx.el.p(_("Making the accounts…"), role="status", class_name="px-1")),
            ("ready", rx.el.div(
                banner("eye", _("This is what would happen"), words, "bg-slate-soft text-slate-ink"), rx.el.div(counts(), class_name="mt-3"), refused_list(),
                rx.el.div(rx.cond(DESK.new + DESK.changed > 0, rx.el.button(icon("check"), _("Take it in"), type="button", on_click=at_desk("takeIn"), class_name=PRIMARY)), again,
                          class_name="mt-4 grid gap-3 desk:grid-cols-2"))),
            ("done", rx.el.div(
                banner("check", _("It is in"), words, "bg-good-soft text-good-ink"), refused_list(),
                rx.cond(DESK.invited > 0, rx.el.div(
                    rx.el.p(_("Each new person has a one-time link. Take the list now: it can be had for half an hour and never again."), class_name="mb-2"),
                    download("/api/imports/" + DESK.id.to(str) + "/links", _("Download the links")), class_name="mt-4 rounded-card bg-lamp-soft p-4 text-lamp-ink")),
                rx.el.div(rx.el.button(_("Show the accounts"), type="button", on_click=S.load, class_name=QUIET), again, class_name="mt-4 grid gap-3 desk:grid-cols-2"))),
            ("failed", rx.el.div(banner("circle-alert", _("This file was not taken"), said(DESK.error_zh, DESK.error_en), "bg-alarm-soft text-alarm-ink"), rx.el.div(again, class_name="mt-4 grid"))),
            rx.el.div(
                rx.el.p(_("Bring many people in at once: one row for each role. Nothing is written until you have seen what would happen.")),
                rx.el.div(file_button("accounts", "staff", _("Choose a list of staff")), download("/api/imports/template?kind=accounts", _("Template")),
                          class_name="mt-3 grid gap-3 desk:grid-cols-2"),
                class_name="rounded-card bg-surface px-4 py-4 shadow-card"),
        ),
        batch_history(kind="accounts", key="history"),
        class_name="px-3",
    )  # fmt: skip


@rx.memo
def accounts_body() -> rx.Component:
    """List and account side by side from 1024 px, one after the other below."""
    busy = (S.opened.id != "") | S.making
    return second_step(
        rx.el.div(
            rx.el.section(account_list(key="list"), aria_label=_("All accounts"), class_name=rx.cond(busy, "hidden min-w-0 split:block", "min-w-0")),
            rx.el.section(
                rx.cond(S.making, rx.el.div(new_account(), class_name="px-3 pt-3"), rx.cond(S.opened.id != "", one_account(), staff_file())),
                aria_label=_("Details"),
                class_name="min-w-0",
            ),
            class_name="split:grid split:grid-cols-[minmax(0,23.5rem)_minmax(0,1fr)] split:gap-x-6",
        )
    )  # fmt: skip


@rx.memo
def accounts_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Accounts"), "")


def page() -> rx.Component:
    """The page at /accounts."""
    return shell(rx.el.main(accounts_bar(), accounts_body(), class_name=PAGE), tab="accounts")
