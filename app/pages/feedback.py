"""/feedback: a complaint, a suggestion or a question about one's own data, with or without an account (投诉建议).

The district reads and answers them above the same form.
"""

from typing import Any

import reflex as rx
from reflex.vars import FunctionVar, VarData

from app import routes
from app.components.desk import INPUT
from app.components.kit import GROUP, PRIMARY, QUIET, banner, icon, link, section_title, waiting_rows
from app.components.lists import pager
from app.components.offline import OFF, tap, with_form
from app.components.outside import SIGNED_IN, headline, outside
from app.components.second import second_step
from app.components.shell import app_bar, shell
from app.i18n import _
from app.state.feedback import FeedbackState

MODULE = "$/public/offline/feedback.js"
_DATA = VarData(hooks={"const feedback = useFeedback()": None}, imports={MODULE: "useFeedback"})
_BOX = INPUT + " py-3"
ANSWER_LENGTH = 2000
"""As much as one event of a screen carries in any script; a longer answer goes to the person themselves."""


def _var(name: str, kind: Any = str) -> Any:
    return rx.Var(f"feedback.{name}", _var_type=kind, _var_data=_DATA).guess_type()


class FB:
    """The fields of assets/offline/feedback.js."""

    about, words, reach = _var("about"), _var("words"), _var("reach")
    busy, error = _var("busy", bool), _var("error")
    number, code = _var("number"), _var("code")
    looking, look_error = _var("looking", bool), _var("look_error")
    found, answer, answered = _var("found"), _var("answer"), _var("answered")


def _draft(name: str) -> Any:
    return rx.Var(f'((value) => draft("{name}", value))', _var_data=VarData(imports={MODULE: "draft"})).to(FunctionVar, rx.EventChain)


def about_word(about: Any) -> Any:
    """What it is about."""
    return rx.match(about, ("complaint", _("Complaint")), ("suggestion", _("Suggestion")), ("my_data", _("My own data")), "")


def _kind(value: str, word: Any, line: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio", name="about", value=value, default_checked=FB.about == value, on_change=_draft("about"),
            class_name="size-6 shrink-0 accent-brand",
        ),
        rx.el.span(rx.el.span(word, class_name="block font-semibold"), rx.el.span(line, class_name="block text-note text-ink-2")),
        class_name="flex min-h-touch items-center gap-3 px-4 py-2",
    )  # fmt: skip


def _send_error() -> Any:
    return rx.match(
        FB.error,
        ("offline", _("No signal. What you wrote is still here; send it again later.")),
        ("feedback_words", _("Please write a few words, at most 2,000 characters.")),
        ("feedback_reach", _("How to reach you: at most 120 characters.")),
        ("feedback_too_many", _("Too many within the hour. What you wrote is still here; try later, or call the community.")),
        _("It did not work just now. Try again in a moment."),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.cond(FB.error != "", banner("circle-alert", _("Not sent yet"), _send_error(), "bg-alarm-soft text-alarm-ink")),
            role="alert",
            class_name="empty:hidden",
        ),
        rx.el.fieldset(
            rx.el.legend(_("What is it about?"), class_name="mb-1.5 text-base font-semibold"),
            rx.el.div(
                _kind("complaint", _("Complaint"), _("something went wrong")),
                _kind("suggestion", _("Suggestion"), _("something could be better")),
                _kind("my_data", _("My own data"), _("to see, correct or delete what is held about me; answered within 30 days")),
                class_name=GROUP,
            ),
        ),
        rx.el.label(
            rx.el.span(_("In your own words"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.textarea(
                name="words", required=True, rows="6", max_length=2000, default_value=FB.words, on_change=_draft("words"), class_name=_BOX,
            ),
            class_name="block",
        ),
        rx.el.label(
            rx.el.span(_("How to reach you (may stay empty)"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.input(
                name="reach", type="text", max_length=120, auto_complete="off", default_value=FB.reach, on_change=_draft("reach"), class_name=INPUT,
            ),
            rx.el.span(_("A phone number, if you would like to be called. You can read the answer here without one."), class_name="mt-1 block text-note text-ink-2"),
            class_name="block",
        ),
        rx.el.button(rx.cond(FB.busy, _("One moment"), _("Send")), type="submit", class_name=f"{PRIMARY} w-full"),
        rx.el.p(
            icon("lock", "size-5", "mt-0.5"),
            rx.el.span(_("Only the district's office reads it. It is kept encrypted and deleted two years after the answer.")),
            class_name="flex gap-2 text-note text-ink-2",
        ),
        on_submit=with_form("sendFeedback", MODULE),
        action="/api/feedback",
        method="post",
        class_name="space-y-4",
    )  # fmt: skip


def _slip(label: Any, value: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label, class_name="text-note"),
        rx.el.dd(value, class_name="text-head font-semibold tracking-wider tabular-nums break-all select-all"),
        class_name="px-4 py-3",
    )


def _taken() -> rx.Component:
    return rx.el.section(
        rx.el.h2(icon("check-check", "size-6"), _("Received"), class_name="flex items-center gap-2 text-title font-semibold text-good-ink"),
        rx.el.p(_("Note both down or take a picture. With them you can read the answer here; the code is shown only now."), class_name="mt-1"),
        rx.el.dl(_slip(_("Number"), FB.number), _slip(_("Code"), FB.code), class_name=f"mt-3 text-ink {GROUP}"),
        rx.el.button(_("Write another one"), type="button", on_click=tap("another", module=MODULE), class_name=f"{QUIET} mt-4 w-full"),
        role="status",
        class_name="rounded-card bg-good-soft p-4",
    )


def _look_error() -> Any:
    return rx.match(
        FB.look_error,
        ("offline", _("No signal. Try again later.")),
        ("feedback_unknown", _("Nothing found. Check the number and the code; both were shown when it was sent.")),
        ("feedback_look_too_many", _("Too many tries. Wait an hour.")),
        _("It did not work just now. Try again in a moment."),
    )


def _small_field(name: str, label: Any, longest: int) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="mb-1.5 block text-base font-semibold"),
        rx.el.input(
            name=name, type="text", required=True, max_length=longest, auto_complete="off",
            custom_attrs={"autoCapitalize": "characters", "spellCheck": "false"}, class_name=INPUT,
        ),
        class_name="block",
    )  # fmt: skip


def _look() -> rx.Component:
    return rx.el.section(
        section_title(_("Look for an answer")),
        rx.el.form(
            rx.el.div(
                rx.cond(FB.look_error != "", banner("circle-alert", _("No answer found"), _look_error(), "bg-alarm-soft text-alarm-ink")),
                role="alert",
                class_name="empty:hidden",
            ),
            _small_field("number", _("Number"), 20),
            _small_field("code", _("Code"), 20),
            rx.el.button(rx.cond(FB.looking, _("One moment"), _("Look")), type="submit", class_name=f"{QUIET} w-full"),
            on_submit=with_form("lookUp", MODULE),
            action="/api/feedback/look",
            method="post",
            class_name="space-y-4 rounded-card bg-surface p-4 shadow-card",
        ),
        rx.el.div(
            rx.match(
                FB.found,
                ("", rx.fragment()),
                ("answered", rx.el.div(
                    rx.el.h3(_("The answer of {day}", day=FB.answered), class_name="font-semibold"),
                    rx.el.p(FB.answer, class_name="mt-1 whitespace-pre-line"),
                    class_name="mt-3 rounded-card bg-good-soft px-4 py-3 text-good-ink",
                )),
                banner("hourglass", _("Not answered yet"), _("It has been received and is being looked into. Look again in a few days.")),
            ),
            role="status",
            class_name="mt-3",
        ),
    )  # fmt: skip


def state_chip(state: Any) -> rx.Component:
    """How long it has waited, in words and a colour."""
    chip = "inline-flex items-center gap-1 rounded-chip px-2 py-0.5 text-note font-semibold "
    return rx.match(
        state,
        ("answered", rx.el.span(icon("check", "size-4.5"), _("Answered"), class_name=chip + "bg-good-soft text-good-ink")),
        ("late", rx.el.span(icon("clock", "size-4.5"), _("Over 15 days"), class_name=chip + "bg-lamp text-on-lamp")),
        ("overdue", rx.el.span(icon("triangle-alert", "size-4.5"), _("Over 30 days"), class_name=chip + "bg-alarm text-on-alarm")),
        rx.el.span(_("To answer"), class_name=chip + "bg-lamp-soft text-lamp-ink"),
    )


def _line(line: Any) -> rx.Component:
    state = FeedbackState
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(about_word(line.about), class_name="block text-lead font-semibold"),
                rx.el.span(
                    line.number, " · ",
                    rx.match(line.days, (0, _("today")), (1, _("1 day ago")), _("{n} days ago", n=line.days)),
                    rx.cond(line.colleague, rx.el.span(" · ", _("from a colleague"))),
                    rx.cond(
                        (line.about == "my_data") & (line.state != "answered") & (line.left > 0),
                        rx.el.span(" · ", _("{n} days left", n=line.left)),
                    ),
                    class_name="block text-note text-ink-2 tabular-nums",
                ),
                class_name="min-w-0 grow text-left",
            ),
            state_chip(line.state),
            type="button",
            on_click=state.open_one(line.id),
            custom_attrs={"aria-expanded": rx.cond(state.opened.id == line.id, "true", "false")},
            class_name="flex min-h-row w-full flex-wrap items-center gap-3 px-4 py-3",
        ),
        rx.cond(state.opened.id == line.id, open_feedback(key=line.id)),
    )  # fmt: skip


@rx.memo
def open_feedback() -> rx.Component:
    """The one that is open: its words, how to reach somebody, and the answer or a field for it."""
    one = FeedbackState.opened
    return rx.el.div(
        rx.el.p(one.words, class_name="whitespace-pre-line break-words"),
        rx.el.p(
            icon("phone", "size-5"), rx.cond(one.reach != "", one.reach, _("No way to reach them was given; the answer is read here.")),
            class_name="mt-3 flex items-center gap-2 text-note text-ink-2 break-all",
        ),
        rx.cond(
            one.state == "answered",
            rx.el.div(
                rx.el.h3(_("The answer of {day}", day=one.answered), class_name="font-semibold"),
                rx.el.p(one.answer, class_name="mt-1 whitespace-pre-line break-words"),
                class_name="mt-3 rounded-card bg-good-soft px-4 py-3 text-good-ink",
            ),
            rx.el.form(
                rx.el.label(
                    rx.el.span(_("Answer (at most 2000 characters)"), class_name="mb-1.5 block text-base font-semibold"),
                    rx.el.textarea(name="words", required=True, rows="5", max_length=ANSWER_LENGTH, class_name=_BOX),
                    class_name="block",
                ),
                rx.el.p(_("Whoever holds number and code reads this. Name nobody else in it."), class_name="mt-1 text-note text-ink-2"),
                rx.el.button(_("Answer"), type="submit", class_name=f"{PRIMARY} mt-3 w-full"),
                on_submit=lambda data: FeedbackState.answer(data.to(dict[str, str])["words"]),
                class_name="mt-4",
            ),
        ),
        class_name="bg-canvas px-4 py-4",
    )  # fmt: skip


@rx.memo
def to_answer() -> rx.Component:
    """What waits for the district. A component of its own, because it asks when it is mounted."""
    state = FeedbackState
    return rx.el.section(
        section_title(_("To answer"), _("{n} in all", n=state.total)),
        rx.cond(
            state.loaded,
            rx.cond(
                state.total == 0,
                rx.el.p(_("Nothing has been sent yet."), class_name="px-1 text-ink-2"),
                rx.el.ul(rx.foreach(state.lines, _line), class_name=GROUP),
            ),
            waiting_rows(3),
        ),
        pager(state.page, state.pages, state.turn),
        on_mount=state.load,
    )  # fmt: skip


@rx.memo
def write_one() -> rx.Component:
    """The form, or number and code once it was received; then the way to the answer."""
    return rx.fragment(
        rx.cond(FB.number == "", _form(), _taken()),
        _look(),
        rx.el.p(
            link(_("What Linli holds about people, and your rights"), to=f"{routes.PRIVACY}/", class_name="flex min-h-touch items-center justify-center text-base font-semibold text-brand underline"),
            class_name="mt-4",
        ),
    )  # fmt: skip


@rx.memo
def inside_bar() -> rx.Component:
    """The bar for those who are signed in."""
    return app_bar(_("Complaints and suggestions"), "")


@rx.memo
def outside_title() -> rx.Component:
    """The title for everybody else."""
    return headline(_("Complaints and suggestions"), _("To the district. You need no account and no name."))


@rx.memo
def district_part() -> rx.Component:
    """The list to answer, where the district is signed in."""
    return rx.cond(
        (OFF.mode == "server") & OFF.role_list.contains("district"),
        rx.el.div(second_step(to_answer(key="answer")), section_title(_("Write one yourself"))),
    )


@rx.memo
def frame() -> rx.Component:
    """With the tabs for those who are signed in, by itself for everybody else."""
    return rx.cond(
        SIGNED_IN,
        shell(
            rx.el.main(
                inside_bar(), rx.el.div(district_part(), write_one(), class_name="px-3"),
                class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+2rem)]",
            ),
            tab="feedback",
        ),
        outside(rx.el.main(outside_title(), write_one(), class_name="px-4")),
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /feedback."""
    return frame()
