"""Looking for somebody who did not answer: who can be asked, with big buttons, and an end that is always a finding."""

from typing import Any

import reflex as rx

from app.components import field_words
from app.components.door_words import FINDINGS, loose
from app.components.forms import alarm, choice, do, panel, part, who
from app.components.kit import GROUP, QUIET_SMALL, banner, icon
from app.components.offline import OFF
from app.components.today_rows import clock_words, steps_bar, told_words
from app.components.words import age_words, living_word, stairs
from app.i18n import _, both
from app.models.field_shapes import CallLine, LogLine

T: Any = OFF.trouble
_CALL = "flex min-h-press grow items-center justify-center gap-2 rounded-field px-3 text-base font-semibold bg-alarm text-on-alarm"
_STEP = "flex min-h-press w-full items-center justify-center gap-2 rounded-field border border-alarm bg-surface px-3 text-base font-semibold text-alarm-ink"


def _call_words() -> tuple[Any, Any, Any]:
    return _("Did somebody answer?"), _("Reached"), _("Not reached")


def _door_words() -> tuple[Any, Any, Any]:
    return _("Did somebody open?"), _("Somebody opened"), _("Nobody opened")


def _asked_words() -> tuple[Any, Any, Any]:
    return _("Did you learn anything?"), _("Yes, we know"), _("Learned nothing")


def _how_it_went(what: Any, words: tuple[Any, Any, Any]) -> rx.Component:
    """After a call, a knock or a question: what came of it."""
    question, yes, no = words
    return rx.cond(
        T.asking == what,
        rx.el.div(
            rx.el.p(question, class_name="text-note font-semibold"),
            rx.el.div(
                choice(yes, False, do("case.answered", True), glyph="check"),
                choice(no, False, do("case.answered", False), glyph="x"),
                class_name="mt-1 grid grid-cols-2 gap-2",
            ),
            role="alert",
            class_name="mt-2 rounded-field bg-lamp-soft p-3 text-lamp-ink",
        ),
    )


def _went(tried: Any, words: tuple[Any, Any, Any]) -> rx.Component:
    _question, yes, no = words
    return rx.match(
        tried,
        ("reached", rx.el.span(icon("check", "size-4.5"), yes, class_name="flex items-center gap-1 text-note font-semibold text-good-ink")),
        ("not_reached", rx.el.span(icon("x", "size-4.5"), no, class_name="flex items-center gap-1 text-note font-semibold text-ink-2")),
        rx.fragment(),
    )


def _line(line: Any, step: str) -> rx.Component:
    what = step + "/" + line.key.to(str)
    shown = rx.cond(OFF.shade, "**", line.name)
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(rx.cond(line.relation != "", line.relation, line.key), " ", shown, class_name="block font-semibold"),
                rx.cond(line.has_key, rx.el.span(icon("key-round", "size-4.5"), _("has the key"), class_name="flex items-center gap-1 text-note text-ink-2")),
                rx.cond(line.phone != "", _went(line.tried, _call_words()), _went(line.tried, _asked_words())),
                class_name="min-w-0 grow",
            ),
            rx.cond(
                (line.phone != "") & ~OFF.shade,
                rx.el.a(icon("phone", "size-5"), _("Call"), href="tel:" + line.phone.to(str), on_click=do("case.ask", what), aria_label=_("Call {name}", name=line.relation.to(str) + " " + line.name.to(str)),
                        class_name="flex min-h-press items-center justify-center gap-2 rounded-field bg-alarm px-4 text-base font-semibold text-on-alarm"),
                rx.el.button(icon("message-circle", "size-5"), _("Asked"), type="button", on_click=do("case.ask", what), class_name=QUIET_SMALL),
            ),
            class_name="flex items-center gap-3",
        ),
        rx.cond(
            (line.phone != "") & ~OFF.shade,
            _how_it_went(what, _call_words()),
            _how_it_went(what, _asked_words()),
        ),
        class_name="px-3 py-2",
        key=line.key,
    )  # fmt: skip


def _head() -> rx.Component:
    left = rx.el.div(
        rx.cond(T.escalated, rx.fragment(), rx.el.p(icon("timer", "size-5"), clock_words(T), role="timer", class_name="flex items-center gap-1.5 font-semibold text-alarm-ink tabular-nums")),
        rx.el.p(told_words(T), class_name="text-note font-semibold text-alarm-ink"),
        class_name="flex flex-wrap items-center justify-between gap-x-3",
    )
    return rx.el.div(
        rx.el.p(T.courtyard, " ", stairs(T.building, T.unit), " ", rx.el.b(T.door), rx.el.span(" ", age_words(T.age_band), " ", rx.cond(OFF.shade, "", living_word(T.living))), class_name="text-note text-ink-2"),
        rx.cond(T.closed, rx.el.p(_("This search has ended."), class_name="font-semibold text-good-ink"), left),
        rx.cond(T.closed, rx.fragment(), steps_bar(T)),
        class_name="rounded-card bg-alarm-soft p-3",
    )  # fmt: skip


def _report() -> rx.Component:
    def said_line(done: Any, word: Any) -> rx.Component:
        return rx.cond(done, rx.el.p(icon("check", "size-4.5"), word, class_name="flex items-center gap-1 text-note font-semibold text-good-ink"))

    def emergency(number: str, word: Any, step: str) -> rx.Component:
        return rx.el.a(icon("siren", "size-5"), word, href=f"tel:{number}", on_click=do("case.done", step), class_name=_STEP)

    return rx.el.div(
        part(_("Signs of danger"), _("light on for days, post piling up, a smell, the family cannot reach them either")),
        rx.cond(T.red, said_line(T.red, _("Danger is written down")), rx.el.button(icon("triangle-alert", "size-5"), _("There are signs of danger"), type="button", on_click=do("case.done", "red_sign"), class_name=_STEP)),
        part(_("Tell the community")),
        rx.cond(
            T.here_only,
            rx.el.div(banner("cloud-off", _("The community does not know yet"), _("This search lies on this phone until there is signal. Call the community yourself."), "bg-alarm-soft text-alarm-ink"), class_name="mb-2"),
        ),
        rx.cond(
            T.lead_phone != "",
            rx.el.a(icon("phone", "size-5"), _("Call the community, {name}", name=T.lead_name), href="tel:" + T.lead_phone.to(str), on_click=do("case.done", "lead"), class_name=_CALL),
            rx.el.button(icon("megaphone", "size-5"), _("I told the community"), type="button", on_click=do("case.done", "lead"), class_name=_STEP),
        ),
        said_line(T.called_lead, _("Told the community, written down")),
        rx.el.div(emergency("110", "110", "police"), emergency("119", "119", "police"), emergency("120", "120", "ambulance"), class_name="mt-2 grid grid-cols-3 gap-2"),
        said_line(T.police | T.ambulance, _("Emergency call, written down")),
    )  # fmt: skip


def _end() -> rx.Component:
    return rx.el.div(
        rx.cond(
            T.closing,
            rx.el.div(
                rx.el.h3(_("What was found?"), class_name="mb-2 font-semibold"),
                rx.el.div(*(choice(both(*field_words.FINDINGS[code]), False, do("case.found", code), glyph=glyph) for code, glyph in FINDINGS), class_name="grid grid-cols-2 gap-2"),
                rx.el.button(_("A slip: nobody was missing"), type="button", on_click=do("case.cancel"), class_name="mt-2 min-h-touch w-full text-note text-brand underline"),
                class_name="mb-3",
            ),
        ),
        rx.cond(T.failed, alarm(_("This could not be kept on the phone. Tap once more."))),
        rx.cond(
            T.closed,
            rx.el.button(_("Close"), type="button", on_click=do("frame.close"), class_name=f"{QUIET_SMALL} w-full"),
            rx.el.button(icon("flag", "size-6"), _("Found, with a result"), type="button", on_click=do("case.finding"), custom_attrs={"aria-expanded": rx.cond(T.closing, "true", "false")},
                         class_name="flex min-h-press w-full items-center justify-center gap-2 rounded-field bg-brand px-3 text-lead font-semibold text-on-brand active:bg-brand-press"),
        ),
        rx.el.p(_("It ends only with a finding; until then it stays on top of Today."), class_name="mt-1.5 text-center text-note text-ink-2"),
    )  # fmt: skip


@rx.memo
def case_sheet() -> rx.Component:
    """One search: second try, family, neighbours, danger, the end."""
    lines = rx.el.div(
        part(_("Try again"), _("knock and call")),
        rx.el.div(
            rx.cond((T.phone != "") & ~OFF.shade, rx.el.a(icon("phone", "size-5"), _("Call again"), href="tel:" + T.phone.to(str), on_click=do("case.ask", "second_try/phone"), class_name=_CALL)),
            rx.el.button(icon("door-closed", "size-5"), _("Knocked again"), type="button", on_click=do("case.ask", "second_try/door"), class_name=_STEP),
            class_name="grid auto-cols-fr grid-flow-col gap-2",
        ),
        rx.cond(loose(T, "again_whom") == "phone", _went(T.again, _call_words()), _went(T.again, _door_words())),
        _how_it_went("second_try/phone", _call_words()),
        _how_it_went("second_try/door", _door_words()),
        rx.cond(T.family.length() > 0, rx.el.div(part(_("Ask the family")), rx.el.ul(rx.foreach(T.family, lambda line: _line(line.to(CallLine), "kin")), class_name=GROUP))),
        rx.cond(T.near.length() > 0, rx.el.div(part(_("Ask next door")), rx.el.ul(rx.foreach(T.near, lambda line: _line(line.to(CallLine), "neighbour")), class_name=GROUP))),
        _report(),
    )  # fmt: skip
    log = rx.cond(
        T.log.length() > 0,
        rx.el.div(
            part(_("Done so far")),
            rx.el.ol(
                rx.foreach(
                    T.log,
                    lambda line: rx.el.li(
                        rx.el.b(line.to(LogLine).at, class_name="tabular-nums"), " ", field_words.said(line.to(LogLine).step, field_words.STEPS), " ",
                        rx.cond(line.to(LogLine).result == "done", "", field_words.said(line.to(LogLine).result, field_words.FINDINGS)), " ",
                        rx.el.span(line.to(LogLine).by, class_name="text-ink-2"),
                        rx.cond(line.to(LogLine).here, rx.el.span(" · ", _("On this phone"), class_name="font-semibold text-lamp-ink")),
                        key=line.to(LogLine).key, class_name="py-1 text-note",
                    ),
                ),
            ),
        ),
    )  # fmt: skip
    return panel(
        rx.fragment(_("No answer"), " ", who(T.name, T.masked)),
        _head(),
        rx.cond(T.closed, rx.fragment(), lines),
        log,
        foot=_end(),
    )
