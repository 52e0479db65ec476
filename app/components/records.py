"""One record of the outbox: as a row, as a refused one with what can be done about it, and read in full."""

from typing import Any

import reflex as rx

from app.components import field_words as words
from app.components.door_words import loose
from app.components.kit import GROUP, ICON_BUTTON, QUIET, QUIET_SMALL, SOFT_SMALL, icon
from app.components.offline import OFF, tap
from app.components.shift_words import source_word as said_source
from app.components.words import filter_name, mode_name, outcome_name, preference_name, stairs, tag_name
from app.i18n import ZH, _

ALARM_QUIET = "flex min-h-touch items-center justify-center gap-1.5 rounded-field border border-alarm bg-surface px-3.5 text-base font-semibold text-alarm-ink"


def _glyph(record: Any) -> Any:
    contact = rx.match(
        record.what,
        ("no_answer", icon("bell", "size-6", "text-ink-2")),
        ("not_home", icon("door-closed", "size-6", "text-ink-2")),
        ("spoken", icon("phone-call", "size-6", "text-ink-2")),
        icon("user-check", "size-6", "text-ink-2"),
    )
    return rx.match(
        record.kind,
        ("contact", contact),
        ("need", icon("heart-handshake", "size-6", "text-ink-2")),
        ("need_step", icon("heart-handshake", "size-6", "text-ink-2")),
        ("hazard", icon("triangle-alert", "size-6", "text-ink-2")),
        ("no_answer_step", icon("bell-ring", "size-6", "text-ink-2")),
        ("call", icon("phone", "size-6", "text-ink-2")),
        ("view", icon("eye", "size-6", "text-ink-2")),
        ("reveal", icon("eye", "size-6", "text-ink-2")),
        ("tag_proposal", icon("tag", "size-6", "text-ink-2")),
        ("attendance_in", icon("log-in", "size-6", "text-ink-2")),
        ("attendance_out", icon("log-out", "size-6", "text-ink-2")),
        ("task_result", icon("heart-handshake", "size-6", "text-ink-2")),
        icon("pencil-line", "size-6", "text-ink-2"),
    )


def _what(record: Any) -> Any:
    return rx.match(
        record.kind,
        ("view", rx.cond(record.what == "filter", _("The list was narrowed"), _("A card was opened"))),
        ("call", _("A call was made")),
        ("reveal", _("Something hidden was opened")),
        ("contact", rx.cond(outcome_name(record.what) != "", _("Contact: {w}", w=outcome_name(record.what)), _("Contact"))),
        ("no_answer_step", words.said(record.what, words.STEPS, _("No answer"))),
        ("need", _("Need: {w}", w=words.said(record.what, words.CATEGORIES))),
        ("need_step", _("Matter: {w}", w=words.said(record.what, words.MOVES))),
        ("hazard", words.said(record.what, words.HAZARDS, _("Hazard"))),
        ("resident_new", _("A new person")),
        ("resident_edit", rx.cond(record.what == "policy", _("Asked about a benefit"), _("A card was changed"))),
        ("tag_proposal", _("Tag: {w}", w=tag_name(record.what))),
        ("attendance_in", rx.cond(record.what == "rollcall", _("Roll-call: here"), _("Checked in"))),
        ("attendance_out", rx.cond(record.what == "rollcall", _("Roll-call: left"), _("Checked out"))),
        ("task_result", _("A door: {w}", w=words.said(record.what, words.TASKS))),
        record.kind,
    )


def _who(record: Any) -> Any:
    name = rx.cond(OFF.shade, record.masked, record.who)
    more = rx.cond(record.others > 0, _(" and {n} more", n=record.others), "")
    return rx.cond(
        record.who != "", rx.el.span(_dot(), name, " ", record.door, more), rx.cond(
            loose(record, "courtyard") != "",
            rx.el.span(_dot(), loose(record, "courtyard"), " ", stairs(loose(record, "building"), loose(record, "unit"))),
            rx.cond(record.door != "", rx.el.span(_dot(), record.door)),
        ),
    )


def _dot() -> rx.Component:
    return rx.el.i(class_name="mx-1.5 inline-block size-1 rounded-full bg-current align-middle opacity-60", custom_attrs={"aria-hidden": "true"})


def _when(record: Any) -> rx.Component:
    day = rx.cond(record.day != "", record.day + " ", "")
    return rx.el.span(
        _("{t} happened", t=day + record.at),
        rx.cond(record.written != "", rx.el.span(_dot(), _("{t} written down", t=record.written))),
        rx.cond(record.late, rx.el.span(_dot(), _("written later"), class_name="font-semibold")),
        rx.cond(record.skew > 0, rx.el.span(_dot(), _("the phone's clock was {n} min off", n=record.skew), class_name="text-lamp-ink")),
        class_name="block text-note text-ink-2 tabular-nums",
    )


def _why(code: Any) -> Any:
    return rx.match(
        code,
        ("future", _("This is dated more than a day ahead. Check the phone's date.")),
        ("too_old", _("This is dated before 2000. Check the phone's date.")),
        ("conflict", _("The same record came with other content. Both are kept for a person.")),
        ("unknown_kind", _("The server does not know this kind of record yet. Update Linli.")),
        ("unknown_version", _("The server does not know this kind of record yet. Update Linli.")),
        ("control_characters", _("The text holds invisible characters. Take them out and send again.")),
        ("account_ended", _("The account has ended. The record is kept; a person decides.")),
        ("other_account", _("Another account recorded this. It is kept; a person decides.")),
        ("unknown_resident", _("This person is not known. The record is kept; a person decides.")),
        ("other_grid", _("This person is no longer in your grid. It is kept; a person decides.")),
        ("died", _("This person has died. The record is kept; a person decides.")),
        ("code_wrong", _("The code did not fit. Look at the leader's phone again and type it once more, or ask for the roll-call.")),
        ("code_missing", _("The code is missing. Type it, or ask for the roll-call.")),
        ("code_tries", _("Several codes did not fit. Ask the leader to call the roll; nothing else is needed.")),
        ("out_before_in", _("There is no check-in before it. Ask the leader to call the roll.")),
        ("shift_unknown", _("This shift is not known. The record is kept; a person decides.")),
        ("shift_cancelled", _("This shift was cancelled. The record is kept; a person decides.")),
        ("shift_full", _("The shift was full. The record is kept; the leader decides.")),
        ("not_your_team", _("This is another team's shift. The record is kept; a person decides.")),
        ("not_signed_up", _("You are not signed up for this. The record is kept; a person decides.")),
        ("not_your_task", _("This is not your task. The record is kept; a person decides.")),
        ("task_unknown", _("This door is no longer known. The record is kept; a person decides.")),
        ("not_insured", _("Without accident insurance a person decides about this. The record is kept.")),
        ("minor_alone", _("Under 18 a person decides about this. The record is kept.")),
        ("overlap", _("It lies over another shift of the same person. The record is kept; a person decides.")),
        ("unreadable", _("This phone can no longer open this record. It stays here; nothing was deleted.")),
        ("", ""),
        _("This record cannot be read."),
    )


_STATE = "flex shrink-0 items-center gap-1 text-note font-semibold "


def _state(record: Any) -> Any:
    received = rx.el.span(
        rx.el.span(icon("check-check", "size-4.5"), _("Received"), class_name=_STATE + "justify-end text-good-ink"),
        rx.el.span(_("No. {n}", n=record.receipt), _dot(), record.received, class_name="block text-ink-3 tabular-nums"),
        class_name="shrink-0 text-right text-note",
    )
    return rx.match(
        record.state,
        ("waiting", rx.el.span(icon("smartphone", "size-4.5"), _("On this phone"), class_name=_STATE + "text-lamp-ink")),
        ("held", rx.el.span(icon("hourglass", "size-4.5"), _("A person decides"), class_name=_STATE + "text-slate-ink")),
        ("refused", rx.el.span(icon("cloud-alert", "size-4.5"), _("Not accepted"), class_name=_STATE + "text-alarm-ink")),
        ("given_up", rx.el.span(icon("archive", "size-4.5"), rx.cond(record.replaced, _("Corrected"), _("Given up")), class_name=_STATE + "text-ink-2")),
        received,
    )


def _decision(record: Any) -> Any:
    word = rx.match(
        record.decision, ("taken", _("Taken")), ("dropped", _("Not taken")), ("changed", _("Taken with a change")), _("Decided")
    )
    return rx.el.span(
        rx.el.b(word, _dot(), record.decided, class_name="font-semibold"), " ", rx.cond(ZH, record.said_zh, record.said_en),
        class_name="block text-base",
    )  # fmt: skip


def record_row(record: Any) -> rx.Component:
    """One record: what it is, when, and where it is now; a tap reads it in full."""
    return rx.el.li(
        rx.el.button(
            _glyph(record),
            rx.el.span(
                rx.el.span(_what(record), _who(record), class_name="block text-base font-semibold"),
                _when(record),
                rx.foreach(record.notes, lambda code: rx.el.span(words.said(code, words.NOTES), class_name="block text-note text-lamp-ink")),
                class_name="min-w-0 grow text-left",
            ),
            _state(record),
            type="button",
            on_click=tap("openRecord", record.id),
            class_name="flex w-full flex-wrap items-center gap-3 px-4 py-3",
        ),
        key=record.id,
    )


def attention_card(record: Any) -> rx.Component:
    """A record that a person has to look at: refused with what can be done, or held while somebody decides."""
    refused = record.state == "refused"
    return rx.el.article(
        rx.el.div(
            _glyph(record),
            rx.el.p(rx.el.span(_what(record), _who(record), class_name="block text-base font-semibold"), _when(record), class_name="min-w-0 grow"),
            _state(record),
            class_name="flex flex-wrap items-center gap-3 px-4 pt-3",
        ),
        rx.el.p(_why(record.code), " ", rx.cond(refused, _("It is still on this phone."), _("The server has it.")), class_name="px-4 pt-2"),
        rx.el.div(
            rx.cond(refused & record.can_correct, rx.el.button(_("Correct it"), type="button", on_click=tap("correct", record.id), class_name=SOFT_SMALL)),
            rx.cond(refused, rx.el.button(_("Send again"), type="button", on_click=tap("sendAgain", record.id), class_name=QUIET_SMALL)),
            rx.el.button(_("Read"), type="button", on_click=tap("openRecord", record.id), class_name=QUIET_SMALL),
            class_name="flex flex-wrap gap-2 p-4 pt-3 *:flex-[1_1_6rem]",
        ),
        class_name=rx.cond(refused, "overflow-hidden rounded-card border-2 border-alarm bg-surface", "overflow-hidden rounded-card border border-line bg-surface"),
        key=record.id,
    )  # fmt: skip


def decision_row(record: Any) -> rx.Component:
    """What became of a record that a person decided about."""
    return rx.el.li(
        rx.el.p(rx.el.span(_what(record), _who(record), class_name="block font-semibold"), _when(record), _decision(record)),
        class_name="px-4 py-3",
        key=record.id,
    )


def _value(line: Any) -> Any:
    return rx.match(
        line.k,
        ("outcome", outcome_name(line.v)),
        ("mode", mode_name(line.v)),
        ("check", words.said(line.v, words.CHECKS, line.v)),
        ("need", words.said(line.v, words.CATEGORIES, line.v)),
        ("category", words.said(line.v, words.CATEGORIES, words.said(line.v, words.HAZARDS, line.v))),
        ("tag", tag_name(line.v)),
        ("change", words.said(line.v, words.EDITED, line.v)),
        ("preference", preference_name(line.v)),
        ("step", words.said(line.v, words.STEPS, line.v)),
        ("result", words.said(line.v, words.FINDINGS, line.v)),
        ("finding", words.said(line.v, words.FINDINGS, line.v)),
        ("move", words.said(line.v, words.MOVES, line.v)),
        ("urgency", words.said(line.v, words.URGENCY, line.v)),
        ("consent", words.said(line.v, words.CONSENT, line.v)),
        ("action", words.said(line.v, words.ACTIONS, line.v)),
        ("handled", words.said(line.v, words.HANDLED, line.v)),
        ("filter", filter_name(line.v)),
        ("source", said_source(line.v)),
        ("task", words.said(line.v, words.TASKS, line.v)),
        line.v,
    )


def _beside(line: Any) -> Any:
    return rx.match(
        line.k,
        ("check", words.said(line.t, words.CHANGED, line.t)),
        ("tag", words.said(line.t, words.ACTIONS, line.t)),
        ("policy", words.said(line.t, words.POLICY, line.t)),
        line.t,
    )


def _line(line: Any) -> rx.Component:
    shaded = OFF.shade & ((line.k == "who") | (line.k == "name") | (line.k == "phone") | (line.k == "note") | (line.k == "words"))
    return rx.el.div(
        rx.el.dt(words.said(line.k, words.FIELDS, line.k), class_name="text-note text-ink-2"),
        rx.el.dd(rx.cond(shaded, "***", rx.fragment(_value(line), rx.cond(line.t != "", rx.el.span(_dot(), _beside(line))))), class_name="break-words"),
        class_name="px-4 py-2",
    )


@rx.memo
def open_record() -> rx.Component:
    """One record in full, over the page: everything it says, and what can be done with it."""
    record = OFF.record
    unsent = (record.state == "refused") | (record.state == "waiting")
    ask = rx.el.div(
        rx.el.p(_("It will not be sent. It stays locked on this phone for 30 days and can be taken back.")),
        rx.el.div(
            rx.el.button(_("Yes, give it up"), type="button", on_click=tap("giveUpRecord", record.id), class_name=ALARM_QUIET),
            rx.el.button(_("Keep it"), type="button", on_click=tap("openRecord", record.id), class_name=SOFT_SMALL),
            class_name="flex flex-wrap gap-2 *:flex-[1_1_8rem]",
        ),
        class_name="grid gap-3 rounded-card bg-sunken p-4",
    )
    return rx.cond(
        record.id != "",
        rx.el.div(
            rx.el.section(
                rx.el.div(
                    rx.el.h2(_what(record), _who(record), class_name="min-w-0 grow text-lead font-semibold"),
                    rx.el.button(icon("x", "size-7"), type="button", on_click=tap("closeRecord"), aria_label=_("Close"), class_name=ICON_BUTTON, auto_focus=True),
                    class_name="flex items-center gap-2",
                ),
                rx.el.div(_when(record), _state(record), class_name="flex flex-wrap items-center justify-between gap-3"),
                rx.cond(record.code != "", rx.el.p(_why(record.code), class_name="mt-2")),
                rx.cond(record.decision != "", rx.el.p(_decision(record), class_name="mt-2")),
                rx.el.dl(rx.foreach(record.lines, _line), class_name=GROUP + " mt-3"),
                rx.el.div(
                    rx.cond(record.can_correct, rx.el.button(_("Correct it"), type="button", on_click=tap("correct", record.id), class_name=QUIET)),
                    rx.cond(record.state == "refused", rx.el.button(_("Send again"), type="button", on_click=tap("sendAgain", record.id), class_name=QUIET)),
                    rx.cond(
                        (record.state == "given_up") & ~record.replaced,
                        rx.el.button(_("Take it back"), type="button", on_click=tap("takeBackRecord", record.id), class_name=QUIET),
                    ),
                    rx.cond(
                        unsent,
                        rx.cond(OFF.asked_giving_up, ask, rx.el.button(_("Give it up"), type="button", on_click=tap("askGiveUp"), class_name=ALARM_QUIET)),
                    ),
                    class_name="mt-4 grid gap-3",
                ),
                role="dialog",
                custom_attrs={"aria-modal": "true"},
                aria_label=_("The record in full"),
                class_name="mx-auto max-h-[92dvh] w-full max-w-phone overflow-y-auto rounded-t-sheet bg-raised px-edge pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] shadow-sheet",
            ),
            class_name="fixed inset-0 z-(--z-sheet) flex items-end bg-(--scrim)",
        ),
    )  # fmt: skip
