"""Needs and errands: the rows of a list or a card, and the sheet with the moves that are allowed now."""

from typing import Any

import reflex as rx

from app.components.door_words import MOVES, NEED_ICONS, SHELVES, STATES, category, loose, short_day
from app.components.field_words import CATEGORIES, CONSENT, said
from app.components.forms import BOX, alarm, chip, chips, choice, do, panel, part, save_foot, typed, who, words_field
from app.components.kit import GROUP, SOFT_SMALL, icon, segmented
from app.components.offline import OFF, tap
from app.components.today_rows import where_it_is
from app.components.words import stairs
from app.i18n import ZH, _, both
from app.models.field_shapes import HelpLine, NeedGroup, NeedStepLine
from app.models.shapes import NeedRow

N: Any = OFF.need


def need_title(need: Any) -> Any:
    """What it is about: an errand says so."""
    return rx.cond(need.kind == "errand", _("Errand: {what}", what=category(need.category)), category(need.category))


def _state(need: Any) -> rx.Component:
    chip_look = "inline-flex shrink-0 items-center gap-1 rounded-chip px-2 py-0.5 text-note "
    return rx.cond(
        need.stuck,
        rx.el.span(icon("triangle-alert", "size-4"), rx.cond(need.late > 0, _("Stuck, {n} days", n=need.late), _("Stuck")), class_name=chip_look + "bg-alarm-soft font-semibold text-alarm-ink"),
        rx.match(
            need.state,
            ("waiting", rx.el.span(icon("hourglass", "size-4"), _("Waiting"), class_name=chip_look + "bg-lamp-soft text-lamp-ink")),
            ("delivered", rx.el.span(icon("message-circle-question", "size-4"), _("To confirm"), class_name=chip_look + "bg-good-soft text-good-ink")),
            ("told", rx.el.span(icon("message-circle-question", "size-4"), _("To call back"), class_name=chip_look + "bg-good-soft text-good-ink")),
            rx.el.span(said(need.state, STATES), class_name=chip_look + "bg-sunken text-ink-2"),
        ),
    )


def need_row(need: Any, named: bool = True) -> rx.Component:
    """One need: what, who looks after it, what is next and when."""
    return rx.el.li(
        rx.el.button(
            rx.match(need.category, *((code, icon(glyph, "size-6", "mt-0.5 text-brand")) for code, glyph in NEED_ICONS.items()), icon("heart-handshake", "size-6", "mt-0.5 text-brand")),
            rx.el.span(
                rx.el.span(
                    rx.el.span(need_title(need), class_name="min-w-0 text-left text-base font-semibold"), _state(need),
                    class_name="flex flex-wrap items-start justify-between gap-x-3 gap-y-1",
                ),
                rx.el.span(need.door, " ", who(need.name, need.masked), class_name="block text-left text-note text-ink-2") if named else rx.fragment(),
                rx.cond((need.words != "") & ~OFF.shade, rx.el.span("“", need.words, "”", class_name="block text-left text-note text-ink-2")),
                rx.el.span(
                    rx.cond(need.next_step != "", need.next_step.to(str) + " ", ""),
                    rx.cond(need.next_on != "", _("next on {d}", d=short_day(need.next_on)), ""),
                    rx.cond(need.handed != "", " · " + need.handed.to(str), ""),
                    class_name="block text-left text-note text-ink-2",
                ),
                rx.el.span(rx.cond(need.mine, _("I look after it"), _("{n} looks after it", n=need.owner)), " ", where_it_is(need.where), class_name="block text-left text-note text-ink-2"),
                class_name="min-w-0 grow",
            ),
            type="button", on_click=do("need.open", need.id), class_name="flex w-full items-start gap-3 px-4 py-3",
        ),
        key=need.id,
    )  # fmt: skip


@rx.memo
def need_groups(groups: rx.Var[list[NeedGroup]]) -> rx.Component:
    """Needs by what their day asks for."""
    return rx.el.div(
        rx.foreach(
            groups,
            lambda group: rx.el.section(
                rx.el.div(
                    rx.el.h2(said(group.to(NeedGroup).key, SHELVES), class_name="text-lead font-semibold"),
                    rx.el.span(_("{n} matters", n=group.to(NeedGroup).count), class_name="text-note text-ink-2"),
                    class_name="mt-6 mb-2 flex items-end justify-between gap-3 px-1",
                ),
                rx.el.ul(rx.foreach(group.to(NeedGroup).rows, lambda need: need_row(need.to(NeedRow))), class_name=GROUP),
                key=group.to(NeedGroup).key,
            ),
        )
    )


def _fresh() -> rx.Component:
    return rx.el.div(
        segmented([(_("A need"), N.kind == "need", do("need.kind", "need")), (_("An errand"), N.kind == "errand", do("need.kind", "errand"))], _("What kind")),
        rx.cond(
            (N.kind == "errand") & (loose(N, "policy_zh") != ""),
            rx.el.p(icon("hand-coins", "size-5", "text-brand"), rx.cond(ZH, loose(N, "policy_zh"), loose(N, "policy_en")), class_name="mt-3 flex items-center gap-2 text-lead font-semibold"),
        ),
        part(_("What is needed")),
        rx.cond(N.lacks == "category", alarm(_("First tap what is needed."))),
        chips(*(chip(both(zh, en), N.category == code, do("need.category", code)) for code, (zh, en) in CATEGORIES.items()), label=_("What is needed")),
        words_field(_("In her words"), typed("need.words"), hint=_("What did she say?"), value=N.words, key=N.id),
        rx.cond(
            N.kind == "errand",
            rx.el.div(
                part(_("Did the person agree?"), _("asked before papers are handed over")),
                rx.cond(N.lacks == "consent", alarm(_("An errand begins with consent. Tap how it was given."))),
                chips(*(chip(both(zh, en), N.consent == code, do("need.consent", code)) for code, (zh, en) in CONSENT.items()), label=_("Consent")),
            ),
        ),
        part(_("How urgent")),
        segmented([(_("Today"), N.urgency == "today", do("need.urgency", "today")), (_("This week"), N.urgency == "week", do("need.urgency", "week")),
                   (_("No hurry"), N.urgency == "later", do("need.urgency", "later"))], _("How urgent")),
        part(_("Next step"), _("I look after it")),
        words_field(_("Next step"), typed("need.said"), hint=_("May stay empty"), value=N.said, hidden=True, key=N.id),
        _days(),
    )  # fmt: skip


def _days() -> rx.Component:
    return rx.el.div(
        rx.cond(N.lacks == "day", alarm(_("Tap a day: nothing stays open without one."))),
        rx.el.div(
            choice(_("Tomorrow"), N.day == N.tomorrow, do("need.day", N.tomorrow)),
            choice(_("In 3 days"), N.day == N.in_three, do("need.day", N.in_three)),
            choice(_("In a week"), N.day == N.in_week, do("need.day", N.in_week)),
            class_name="grid grid-cols-3 gap-2",
        ),
        rx.el.label(
            rx.el.span(_("Or on"), class_name="mb-1 block text-note font-semibold"),
            rx.el.input(type="date", value=N.day, min=N.today, on_change=typed("need.day"), class_name=BOX),
            class_name="mt-2 block",
        ),
        class_name="mt-3",
    )


def _moves() -> rx.Component:
    def one(code: Any) -> rx.Component:
        return rx.fragment(choice(said(code, MOVES), N.move == code, do("need.move", code)), key=code)

    return rx.el.div(
        part(_("What happened?")),
        rx.el.div(rx.foreach(N.moves, lambda code: one(code.to(str))), class_name="grid grid-cols-2 gap-2"),
        rx.cond(
            N.asks_to,
            rx.el.div(
                rx.cond(N.lacks == "to", alarm(_("Write who has it now."))),
                words_field(_("To whom"), typed("need.whom"), hint=_("A team, an office, a firm"), most=40, value=N.whom, key=N.move),
                class_name="mt-3",
            ),
        ),
        rx.cond(
            N.asks_words,
            rx.el.div(
                rx.cond(N.lacks == "words", alarm(_("A few words, so that the next one knows."))),
                words_field(_("What came of it, or why not"), typed("need.said"), value=N.said, key=N.move),
                class_name="mt-3",
            ),
            rx.cond(N.asks_day, rx.el.div(words_field(_("Next step"), typed("need.said"), hint=_("May stay empty"), value=N.said, key=N.move), class_name="mt-3")),
        ),
        rx.cond(N.asks_day, _days()),
    )


def _help() -> rx.Component:
    """Volunteers: the one tap that asks them, who comes, and what came of it."""

    def line(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.p(icon("hand-helping", "size-5", "text-brand"), one.team, rx.el.span(short_day(one.day), " ", one.at, class_name="tabular-nums text-ink-2"), class_name="flex flex-wrap items-center gap-x-2 font-semibold"),
            rx.el.p(
                rx.match(
                    one.state,
                    ("open", _("{n} of {m} volunteers come", n=one.coming, m=one.slots)), ("done", _("The volunteers have done it")), ("nobody", _("The volunteers found nobody in")),
                    ("refused", _("The person did not want it")), ("trouble", _("The volunteers say that something is wrong")), _("The shift was cancelled"),
                ),
                rx.cond((one.names != "") & ~OFF.shade, rx.el.span(" · ", one.names)),
                class_name="text-note",
            ),
            rx.cond(one.code != "", rx.el.p(_("Tell the person these four digits; said at the door they confirm that help came: "), rx.el.b(one.code, class_name="tabular-nums tracking-wide"), class_name="mt-1 text-note text-ink-2")),
            key=one.key, class_name="rounded-card bg-sunken px-4 py-3",
        )  # fmt: skip

    return rx.el.div(
        rx.cond(N.help.length() > 0, rx.el.ul(rx.foreach(N.help, lambda one: line(one.to(HelpLine))), class_name="mt-3 grid gap-2")),
        rx.cond(N.can_ask, rx.el.button(icon("hand-helping", "size-5"), _("Ask volunteers"), type="button", disabled=N.saving, on_click=do("need.volunteers"), class_name=f"{SOFT_SMALL} mt-3 w-full")),
    )  # fmt: skip


def _story() -> rx.Component:
    def step(line: Any) -> rx.Component:
        return rx.el.li(
            rx.el.b(short_day(line.at), class_name="tabular-nums"), " ", said(line.move, MOVES), rx.cond(line.words != "", _(", "), ""), line.words, " ", rx.el.span(line.by, class_name="text-ink-2"),
            key=line.key, class_name="py-1 text-note",
        )  # fmt: skip

    return rx.cond(N.steps.length() > 0, rx.el.div(part(_("So far")), rx.el.ol(rx.foreach(N.steps, lambda line: step(line.to(NeedStepLine))))))


@rx.memo
def need_sheet() -> rx.Component:
    """One need or errand; each move asks only for what it needs."""
    known = rx.el.div(
        rx.el.p(N.courtyard, " ", stairs(N.building, N.unit), " ", rx.el.b(N.door), " ", who(N.name, N.masked), class_name="text-note text-ink-2"),
        rx.cond((N.words != "") & ~OFF.shade, rx.el.p("“", N.words, "”", class_name="mt-1")),
        rx.el.p(
            _state(N), " ", rx.cond(N.mine, _("I look after it"), _("{n} looks after it", n=N.owner)), " ",
            rx.cond(N.next_on != "", _("next on {d}", d=short_day(N.next_on)), ""), rx.cond(N.handed != "", " · " + N.handed.to(str), ""),
            class_name="mt-1 flex flex-wrap items-center gap-2 text-note text-ink-2",
        ),
        rx.cond((N.phone != "") & ~OFF.shade, rx.el.a(icon("phone", "size-5"), _("Call {name}", name=N.name), href="tel:" + N.phone.to(str), on_click=tap("called", N.resident_id, "resident"),
                                                     class_name="mt-3 flex min-h-touch items-center justify-center gap-2 rounded-field bg-brand-soft px-3 text-base font-semibold text-brand")),
        _help(),
        _moves(),
        _story(),
    )  # fmt: skip
    return panel(
        rx.cond(N.fresh, rx.fragment(N.door, " ", who(N.name, N.masked)), need_title(N)),
        rx.cond(N.fresh, _fresh(), known),
        foot=save_foot(do("need.save"), N.saving, N.failed), foot_when=N.fresh | (N.move != ""),
    )  # fmt: skip
