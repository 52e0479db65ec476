"""Searches for people who did not answer, as a lead sees them: how long, what was done, whom to call, how it ended."""

from typing import Any

import reflex as rx

from app.components.desk import INPUT, asks
from app.components.kit import PRIMARY, QUIET_SMALL, icon
from app.components.offline import OFF
from app.components.words import rhythm
from app.i18n import ZH, _, both
from app.rules.work_words import FINDINGS
from app.state.inbox import InboxState as State

_STEPS = (("kin", "reached"), ("kin", "not_reached"), ("neighbour", "reached"), ("neighbour", "not_reached"), ("police", "done"), ("ambulance", "done"))
_SMALL = "min-h-touch rounded-field border border-alarm bg-surface px-3.5 text-base font-semibold text-alarm-ink"


def name_of(row: Any) -> Any:
    """A name, or the masked one while the shade is on."""
    return rx.cond(OFF.shade, row.masked, row.name)


def _time(case: Any) -> Any:
    return rx.cond(
        case.over >= 0,
        rx.cond(case.over >= 120, _("{n} hours over time", n=case.over // 60), _("{n} minutes over time", n=case.over)),
        rx.cond(case.over <= -120, _("{n} hours left", n=-(case.over // 60) - 1), _("{n} minutes left", n=-case.over)),
    )


def _step_word(step: str, result: str) -> Any:
    return {
        ("kin", "reached"): _("The family was reached"), ("kin", "not_reached"): _("The family was not reached"),
        ("neighbour", "reached"): _("A neighbour was asked"), ("neighbour", "not_reached"): _("No neighbour was there"),
        ("police", "done"): _("110 was called"), ("ambulance", "done"): _("120 was called"),
    }[step, result]  # fmt: skip


def _ask(one: Any) -> rx.Component:
    mine = rx.cond(one.key == "", State.shown_for == State.asked, State.shown_for == one.key)
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.cond(one.key == "", _("The person"), one.name), rx.cond(one.relation != "", rx.el.span(" · ", one.relation)), class_name="font-semibold"),
            rx.el.p(one.masked, rx.cond(one.has_key, rx.el.span(" · ", _("has a key"))), class_name="text-note text-ink-2 tabular-nums"),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            mine & (State.shown_phone != ""),
            rx.el.a(icon("phone", "size-5"), State.shown_phone, href="tel:" + State.shown_phone, class_name=f"{QUIET_SMALL} tabular-nums"),
            rx.el.button(icon("phone", "size-5"), _("Show number"), type="button", on_click=State.reveal(one.key), aria_label=_("Show the number of {name}", name=rx.cond(one.key == "", "", one.name)), class_name=QUIET_SMALL),
        ),
        class_name="flex items-center gap-3 px-4 py-2",
    )  # fmt: skip


@rx.memo
def end_of_search(resident_id: rx.Var[str]) -> rx.Component:
    """The form that ends a search. A component of its own: what a form sends is put together outside of a list."""

    def send(data: rx.Var[dict[str, Any]]) -> Any:
        fields = data.to(dict[str, str])
        return State.close_case(resident_id, fields["finding"], fields["note"])

    return rx.el.form(
        rx.el.label(
            rx.el.span(_("What was found?"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.select(
                rx.el.option(_("Choose"), value=""), *(rx.el.option(both(zh, en), value=code) for code, (zh, en) in FINDINGS.items()),
                name="finding", required=True, class_name=INPUT,
            ),
            class_name="block",
        ),
        rx.el.label(
            rx.el.span(_("A few words (may stay empty)"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.input(name="note", type="text", max_length=200, auto_complete="off", class_name=INPUT),
            class_name="block",
        ),
        rx.el.button(_("End the search"), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=send,
        class_name="grid gap-3",
    )  # fmt: skip


def case_card(case: Any) -> rx.Component:
    """One search."""
    return rx.el.li(
        rx.el.div(
            icon("bell-ring", "size-6", "mt-1 text-alarm"),
            rx.el.div(
                rx.el.p(rx.cond(case.named, name_of(case), case.grid), class_name="text-lead font-semibold"),
                rx.cond(case.named, rx.el.p(case.place, " · ", case.grid, class_name="text-note")),
                rx.el.p(rhythm(case.tier), " · ", _("no answer since {t}", t=case.since), class_name="text-note tabular-nums"),
                class_name="min-w-0 grow",
            ),
            rx.el.p(_time(case), class_name=rx.cond(case.over >= 0, "text-base font-semibold text-alarm-ink", "text-base font-semibold")),
            class_name="flex items-start gap-3",
        ),
        rx.cond(case.escalated, rx.el.p(icon("siren", "size-5"), _("Reported to those above"), class_name="mt-2 flex items-center gap-1.5 font-semibold text-alarm-ink")),
        rx.el.ol(
            rx.foreach(case.steps, lambda step: rx.el.li(rx.el.span(step.at, class_name="tabular-nums text-ink-2"), " ", rx.cond(ZH, step.zh, step.en))),
            aria_label=_("What was done"), class_name="mt-2 grid gap-1 text-note",
        ),
        rx.cond(
            case.named & OFF.role_list.contains("community"),
            rx.el.div(
                rx.el.button(
                    icon("phone-call", "size-5"), rx.cond(State.asked == case.resident_id, _("Close the numbers"), _("Whom to call")), type="button",
                    on_click=State.ask(case.resident_id), aria_label=_("Whom to call about {name}", name=name_of(case)), class_name=f"{QUIET_SMALL} w-full",
                ),
                rx.cond(State.asked == case.resident_id, rx.el.ul(rx.foreach(State.asks, _ask), class_name="divide-y divide-line overflow-hidden rounded-card bg-surface")),
                rx.el.div(
                    *(
                        rx.el.button(_step_word(step, result), type="button", on_click=State.step(case.resident_id, step, result), class_name=_SMALL)
                        for step, result in _STEPS
                    ),
                    role="group", aria_label=_("Note a step"), class_name="grid grid-cols-2 gap-2",
                ),
                asks(_("Found: end the search"), "user-check", _("A search ends with what was found, never by itself."), end_of_search(resident_id=case.resident_id)),
                class_name="mt-3 grid gap-3",
            ),
        ),
        class_name="rounded-card bg-alarm-soft p-4",
    )  # fmt: skip


