"""What a lead decides: held records, proposals of tags, two versions of one field, two entries of one person, lost phones."""

from typing import Any

import reflex as rx

from app.components.desk import ALARM, INPUT, asks
from app.components.field_words import said
from app.components.inbox_cases import name_of
from app.components.kit import GROUP, PRIMARY, QUIET, QUIET_SMALL, icon, section_title
from app.components.offline import OFF
from app.components.words import grade_name, living_word, tag_name
from app.i18n import ZH, _
from app.rules.work_words import FIELDS, KINDS, WHY_HELD
from app.state.inbox import InboxState as State

_CARD = "rounded-card bg-surface p-4 shadow-card"
_PAIR = "mt-3 flex flex-wrap gap-2 *:flex-[1_1_8rem]"


def _pair(pair: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(rx.cond(ZH, pair.zh, pair.en), class_name="text-note text-ink-2"),
        rx.el.dd(rx.cond(ZH, pair.value, pair.value_en), class_name="break-words"),
        class_name="py-1.5",
    )


def held_card(row: Any) -> rx.Component:
    """A record that could not stand: what, who, why; read in full, then taken in or dropped."""
    return rx.el.li(
        rx.el.p(said(row.kind, KINDS, row.kind), rx.cond(row.who != "", rx.el.span(" · ", rx.cond(OFF.shade, "*", row.who))), class_name="text-lead font-semibold"),
        rx.el.p(_("{name} wrote it, {t}", name=row.by, t=row.when), class_name="text-note text-ink-2 tabular-nums"),
        rx.el.p(icon("circle-help", "size-5"), said(row.code, WHY_HELD, row.code), class_name="mt-1 flex items-center gap-1.5 font-semibold text-lamp-ink"),
        rx.el.button(rx.cond(State.read == row.id, _("Close"), _("Read it")), type="button", on_click=State.read_held(row.id), class_name=f"{QUIET_SMALL} mt-3 w-full"),
        rx.cond(State.read == row.id, rx.el.dl(rx.foreach(State.read_lines, _pair), class_name="mt-2 divide-y divide-line rounded-card bg-sunken px-4 py-2")),
        rx.el.div(
            rx.el.button(_("Drop it"), type="button", on_click=State.decide_held(row.id, "dropped"), class_name=QUIET),
            rx.cond(row.takes, rx.el.button(_("Take it"), type="button", on_click=State.decide_held(row.id, "taken"), class_name=PRIMARY)),
            class_name=_PAIR,
        ),
        class_name=_CARD,
    )  # fmt: skip


@rx.memo
def tag_refusal(proposal_id: rx.Var[str]) -> rx.Component:
    """Why a proposal is not taken. A component of its own: what a form sends is put together outside of a list."""

    def send(data: rx.Var[dict[str, Any]]) -> Any:
        return State.refuse_tag(proposal_id, data.to(dict[str, str])["reason"])

    return rx.el.form(
        rx.el.label(
            rx.el.span(_("Why?"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.input(name="reason", type="text", required=True, max_length=100, auto_complete="off", class_name=INPUT),
            class_name="block",
        ),
        rx.el.button(_("Send it back"), type="submit", class_name=f"{QUIET} mt-3 w-full"),
        on_submit=send,
    )


def tag_card(row: Any) -> rx.Component:
    """A proposal: which tag, for whom, why; taken, or not taken with a reason."""
    return rx.el.li(
        rx.el.p(
            rx.match(row.action, ("add", _("Add: ")), ("remove", _("Take off: ")), _("Still holds: ")), tag_name(row.tag), " ", grade_name(row.tag, row.grade),
            class_name="text-lead font-semibold",
        ),
        rx.el.p(name_of(row), " · ", row.place),
        rx.el.p(_("{name} proposed it, {t}", name=row.by, t=row.when), class_name="text-note text-ink-2 tabular-nums"),
        rx.cond(row.words != "", rx.el.p(row.words, class_name="mt-2 rounded-card bg-sunken px-4 py-2")),
        rx.cond(row.held != "", rx.el.p(_("On record already"), class_name="mt-1 text-note text-ink-2")),
        rx.el.button(_("Take it"), type="button", on_click=State.take_tag(row.id), aria_label=_("Take the proposal for {name}", name=name_of(row)), class_name=f"{PRIMARY} mt-3 w-full"),
        rx.el.div(
            asks(
                _("Do not take it"), "x", _("Whoever proposed it sees the reason."),
                tag_refusal(proposal_id=row.id),
            ),
            class_name="mt-2",
        ),
        class_name=_CARD,
    )  # fmt: skip


def _version(label: Any, words: Any, button: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(label, class_name="text-note text-ink-2"),
        rx.el.p(words, class_name="min-h-12 break-words text-lead"),
        button,
        class_name="flex flex-col gap-2 rounded-card bg-sunken p-3",
    )


def clash_card(row: Any) -> rx.Component:
    """One field that two people changed: both side by side."""
    return rx.el.li(
        rx.el.p(name_of(row), " · ", said(row.field, FIELDS, row.field), class_name="text-lead font-semibold"),
        rx.el.p(row.place, " · ", row.when, class_name="text-note text-ink-2 tabular-nums"),
        rx.el.p(_("Before: {was}", was=row.was), class_name="mt-1 text-note"),
        rx.el.div(
            _version(_("What stands now"), row.theirs, rx.el.button(_("Keep this"), type="button", on_click=State.choose(row.id, "theirs"), class_name=f"{QUIET_SMALL} mt-auto")),
            _version(_("What {name} wrote", name=row.by), row.mine, rx.el.button(_("Take this"), type="button", on_click=State.choose(row.id, "mine"), class_name=f"{QUIET_SMALL} mt-auto")),
            class_name="mt-3 grid grid-cols-2 gap-2",
        ),
        class_name=_CARD,
    )  # fmt: skip


def _fact(label: Any, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(label, class_name="text-note text-ink-2"), rx.el.dd(rx.cond(value == "", "—", value), class_name="break-words"))


def _entry(one: Any, button: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(name_of(one), class_name="text-lead font-semibold"),
        rx.el.dl(
            _fact(_("Door"), one.place), _fact(_("Grid"), one.grid), _fact(_("Month of birth"), one.born), _fact(_("Phone"), one.phone),
            _fact(_("At home"), living_word(one.living)), _fact(_("Last seen"), one.last_seen), _fact(_("On record since"), one.since),
            _fact(_("Tags, contacts, needs"), one.tags.to(str) + " · " + one.contacts.to(str) + " · " + one.needs.to(str)),
            class_name="grid gap-1.5",
        ),
        button,
        class_name="flex min-w-0 flex-col gap-2 rounded-card bg-sunken p-3",
    )  # fmt: skip


def twin_card(row: Any) -> rx.Component:
    """Two entries side by side: one person, or two."""

    def keep(one: Any, other: Any) -> rx.Component:
        return rx.el.button(_("Keep this one"), type="button", on_click=State.merge(one.id, other.id), class_name=f"{QUIET_SMALL} mt-auto")

    return rx.el.li(
        rx.el.p(
            rx.match(row.why, ("phone", _("The same phone number")), ("name_birth", _("The same name and month of birth")), _("The same name at the same door")),
            class_name="font-semibold",
        ),
        rx.el.p(_("Keep one: contacts, needs, tags of the other go there. It can be taken back for 90 days."), class_name="mt-1 text-note text-ink-2"),
        rx.el.div(_entry(row.newer, keep(row.newer, row.other)), _entry(row.other, keep(row.other, row.newer)), class_name="mt-3 grid grid-cols-2 gap-2"),
        rx.el.button(_("They are two people"), type="button", on_click=State.apart(row.id), class_name=f"{QUIET} mt-3 w-full"),
        class_name=_CARD,
    )  # fmt: skip


def merged_list() -> rx.Component:
    """What was made one lately, with a way back."""
    return rx.cond(
        State.merges.length() > 0,
        rx.el.section(
            section_title(_("Made one lately")),
            rx.el.ul(
                rx.foreach(
                    State.merges,
                    lambda m: rx.el.li(
                        rx.el.div(rx.el.p(name_of(m), class_name="font-semibold"), rx.el.p(m.place, " · ", _("until {day}", day=m.until), class_name="text-note text-ink-2 tabular-nums"), class_name="min-w-0 grow"),
                        asks(_("Take back"), "undo-2", _("The two entries stand apart again as before."),
                             rx.el.button(_("Take it back"), type="button", on_click=State.undo_merge(m.id), class_name=ALARM)),
                        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
                    ),
                ),
                class_name=GROUP,
            ),
        ),
    )  # fmt: skip


def phone_row(row: Any) -> rx.Component:
    """A lost phone and whether its list is gone."""
    return rx.el.li(
        icon("smartphone", "size-6", "text-ink-2"),
        rx.el.div(
            rx.el.p(row.who, rx.cond(row.name != "", rx.el.span(" · ", row.name)), class_name="font-semibold"),
            rx.el.p(_("reported {t}", t=row.reported), class_name="text-note text-ink-2 tabular-nums"),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            row.wiped != "",
            rx.el.p(icon("check", "size-5"), _("list deleted {t}", t=row.wiped), class_name="flex items-center gap-1 text-note text-good-ink"),
            rx.el.p(icon("hourglass", "size-5"), _("not heard from yet; the list closes by itself within 24 hours"), class_name="flex items-center gap-1 text-note font-semibold text-lamp-ink"),
        ),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
    )  # fmt: skip
