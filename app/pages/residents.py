"""/residents and /residents/[id]: the list or the building picture, and one card; side by side from 820 px.

Those who carry a pack read it from the phone; everybody else reads the same rows from the server (design.md §8).
"""

from typing import Any

import reflex as rx

from app import routes
from app.components.card import card_body, nobody
from app.components.doors import picture
from app.components.forms import do
from app.components.kit import ICON_BUTTON, PRIMARY, QUIET, banner, empty, icon, link, segmented, waiting_rows
from app.components.lists import chip_row, grouped_rows, pager, search_field
from app.components.lock import pin_card
from app.components.offline import OFF, tap, with_value
from app.components.overrides import override_form
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.i18n import _
from app.state.residents import ResidentsState


@rx.memo
def from_phone() -> rx.Component:
    """The list and the picture out of the pack; every part of it works with no signal."""
    return rx.el.div(
        search_field(with_value("search"), default_value=OFF.text),
        rx.el.div(
            segmented(
                [(_("List"), OFF.tab == "list", tap("showTab", "list")), (_("Buildings"), OFF.tab == "doors", tap("showTab", "doors"))],
                _("View"),
            ),
            class_name="px-3 pt-3",
        ),
        rx.cond(~OFF.online, rx.el.div(
            banner("cloud-off", _("No signal, carry on as usual"), _("This is the list of {t}. What you look at is recorded later.", t=OFF.fetched)),
            class_name="px-3 pt-3")),
        pin_card(),
        rx.cond(OFF.tab == "doors", picture(), _phone_list()),
    )  # fmt: skip


def _phone_list() -> rx.Component:
    return rx.el.div(
        chip_row(OFF.chips, lambda code: tap("toggle", code)),
        rx.el.div(
            rx.el.p(
                rx.cond(OFF.narrowed, _("{n} found", n=OFF.found), _("{n} people, in walking order", n=OFF.found)),
                role="status",
                class_name="mt-3 px-1 text-note text-ink-2",
            ),
            grouped_rows(groups=OFF.groups),
            rx.cond(OFF.more, rx.el.button(_("Show more"), type="button", on_click=tap("more"), class_name=f"{QUIET} mt-4 w-full")),
            rx.cond(OFF.found == 0, rx.el.p(_("Nobody found. Try the door, or take a filter off."), class_name="mt-4 px-1 text-ink-2")),
            class_name="px-3",
        ),
    )  # fmt: skip


@rx.memo
def from_server() -> rx.Component:
    """The same list read from the server, fifty at a time."""
    state = ResidentsState
    return rx.el.div(
        search_field(state.search.debounce(250)),
        chip_row(state.chips, lambda code: state.toggle(code)),
        rx.el.div(
            rx.el.p(
                rx.cond(state.more_than_total, _("More than {n} found", n=state.total), _("{n} found", n=state.total)),
                role="status",
                class_name="mt-3 px-1 text-note text-ink-2",
            ),
            rx.cond(state.loaded, grouped_rows(groups=state.groups), waiting_rows()),
            pager(state.page, state.pages, state.turn),
            class_name="px-3",
        ),
        on_mount=state.load,
    )  # fmt: skip


@rx.memo
def list_pane() -> rx.Component:
    """Whichever list this person has, or why there is none."""
    return rx.match(
        OFF.mode,
        ("pack", from_phone()),
        ("server", from_server()),
        ("lease_over", empty(one_house(set()), _("One day without contact"), rx.cond(OFF.lease_why == "clock", _("The phone's clock went back, so the list stays closed until there is signal. Nothing is lost."), _("Linli opens again as soon as there is signal. Nothing is lost.")),
                             rx.el.button(_("Try again"), type="button", on_click=tap("refresh"), class_name=QUIET))),
        ("nothing", empty(one_house(set()), _("The list did not open"), _("The server did not answer; it is not your phone. Nothing you wrote is lost."),
                          rx.el.button(_("Try again"), type="button", on_click=tap("refresh"), class_name=QUIET))),
        ("none", empty(one_house({4, 9}), _("No residents here"), _("Your role works without the list of residents."))),
        ("ended", empty(one_house(set()), _("This account has ended"), _("What was not sent yet can still be handed in. Ask your community."))),
        rx.el.div(waiting_rows(), class_name="px-3 pt-3"),
    )  # fmt: skip


@rx.memo
def list_head() -> rx.Component:
    """The bar above the list where the list is the page."""
    return app_bar(_("Residents"), _aside(), shade_button())


@rx.memo
def list_head_beside() -> rx.Component:
    """The same bar where a card is the page and the list stands beside it."""
    return app_bar(_("Residents"), _aside(), shade_button(), heading="h2")


def _aside() -> Any:
    here = rx.cond(OFF.mode == "server", ResidentsState.area_name, OFF.area_name)
    people = rx.cond(OFF.mode == "server", ResidentsState.area_people, OFF.people)
    return rx.cond(here != "", _("{area} {n} people", area=here, n=people), "")


@rx.memo
def card_from_server(resident_id: rx.Var[str]) -> rx.Component:
    """One card read from the server. A component of its own, because it asks when it is mounted, once for each id."""
    state = ResidentsState
    waiting = rx.el.div(waiting_rows(4), class_name="px-3")
    by_hand = rx.cond(OFF.role_list.contains("community"), rx.el.div(override_form(resident_id), class_name="mt-4 px-3"))
    return rx.el.div(
        rx.cond(state.card_missing, nobody(), rx.cond(state.card.id == resident_id, rx.fragment(card_body(card=state.card, server=True), by_hand), waiting)),
        on_mount=state.open_card(resident_id),
    )


@rx.memo
def card_pane() -> rx.Component:
    """The open card from the phone or from the server, or why there is none."""
    return rx.match(
        OFF.card_state,
        ("open", card_body(card=OFF.card, server=False)),
        ("missing", nobody()),
        (
            "server",
            rx.match(
                OFF.mode,
                ("server", card_from_server(resident_id=OFF.route_id, key=OFF.route_id)),
                ("pack", card_from_server(resident_id=OFF.route_id, key=OFF.route_id)),
                list_pane(),
            ),
        ),
        rx.fragment(),
    )


@rx.memo
def call_footer() -> rx.Component:
    """At the thumb: call this person, or write down what came of it."""
    call = rx.cond(
        (OFF.card.phone != "") & ~OFF.shade,
        rx.el.a(icon("phone"), _("Call"), href="tel:" + OFF.card.phone.to(str), on_click=tap("called", OFF.route_id, "resident"), class_name=f"{QUIET} flex-1"),
    )
    return rx.cond(
        OFF.card_state == "open",
        rx.el.footer(
            rx.el.div(
                call,
                rx.el.button(icon("pencil-line"), _("Record"), type="button", on_click=do("contact.open", OFF.route_id), class_name=f"{PRIMARY} flex-[1.6]"),
                class_name="flex gap-2.5",
            ),
            class_name="fixed inset-x-0 bottom-0 z-(--z-tabs) mx-auto max-w-phone bg-surface px-edge pt-3 shadow-bar "
            "pb-[max(0.75rem,env(safe-area-inset-bottom))] tablet:sticky tablet:bottom-0 tablet:max-w-none tablet:bg-canvas tablet:shadow-none",
        ),
    )  # fmt: skip


@rx.memo
def card_head() -> rx.Component:
    """The bar of a card: back, and the shade."""
    return rx.el.header(
        link(icon("chevron-left", "size-7"), to=f"{routes.RESIDENTS}/", aria_label=_("Back"), class_name=f"{ICON_BUTTON} split:invisible"),
        rx.el.span(class_name="grow"),
        shade_button(),
        class_name="sticky top-0 z-(--z-bar) mb-1 flex min-h-appbar items-center bg-canvas px-1 pt-safe",
    )


@rx.memo
def choose_someone() -> rx.Component:
    """What stands beside the list until somebody is chosen."""
    return empty(one_house({2, 7, 13}), _("Choose a person"), _("The card opens here, beside the list."))


def _screen(open_card: bool) -> rx.Component:
    column = "min-w-0 split:h-dvh split:overflow-y-auto "
    return shell(
        rx.el.div(
            rx.el.section(
                list_head_beside() if open_card else list_head(),
                list_pane(),
                aria_label=_("Residents"),
                class_name=column + ("hidden split:block " if open_card else "") + "pb-[calc(var(--spacing-tabs)+1.5rem)] tablet:pb-8",
            ),
            rx.el.main(
                card_head(),
                card_pane(),
                call_footer(),
                class_name=column + "mx-auto w-full max-w-[44rem] pb-32",
            )
            if open_card
            else rx.el.aside(choose_someone(), class_name=column + "hidden split:block"),
            class_name="mx-auto w-full max-w-phone split:grid split:max-w-none split:grid-cols-[23.5rem_minmax(0,1fr)]",
            **({} if open_card else {"role": "main"}),
        ),
        tab="residents",
        tabs=not open_card,
    )


def page() -> rx.Component:
    """The page at /residents."""
    return _screen(open_card=False)


def card_page() -> rx.Component:
    """The page at /residents/[id]."""
    return _screen(open_card=True)
