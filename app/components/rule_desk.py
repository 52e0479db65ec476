"""The rules as everybody reads them and the district changes them: due rules, policy cards, rhythms set by hand."""

from typing import Any

import reflex as rx

from app.components.desk import ALARM, INPUT, asks, choice, field, with_fields
from app.components.kit import GROUP, PRIMARY, QUIET, SOFT_SMALL, icon, segmented, waiting_rows
from app.components.offline import OFF
from app.components.second import ask_second
from app.components.words import rhythm
from app.i18n import ZH, _
from app.rules.duties import RULES
from app.state.rules import RulesState as State
from app.state.second import SecondState

_CARD_FIELDS = ("title", "definition", "script", "materials", "where")


def _district() -> Any:
    return OFF.role_list.contains("district") & SecondState.open


def _number_name(name: Any) -> Any:
    return rx.match(
        name,
        ("days", _("days between")), ("grace", _("days until it is late")), ("lead", _("days ahead")), ("hours", _("hours")), ("weeks", _("weeks after")), ("times", _("times a year")), name,
    )  # fmt: skip


def _past(rule: Any) -> rx.Component:
    def told(t: Any) -> rx.Component:
        return rx.el.li(rx.el.span(_("from {day}", day=t.at), class_name="tabular-nums"), ": ", rx.cond(ZH, t.zh, t.en))

    return rx.fragment(
        rx.cond(rule.coming.length() > 0, rx.el.div(rx.el.p(_("To come"), class_name="font-semibold"), rx.el.ul(rx.foreach(rule.coming, told)), class_name="mt-2 rounded-card bg-lamp-soft px-4 py-2 text-lamp-ink")),
        rx.cond(
            rule.past.length() > 0,
            rx.el.details(rx.el.summary(_("What held before"), class_name="min-h-touch cursor-pointer py-3 text-note font-semibold text-brand"), rx.el.ul(rx.foreach(rule.past, told), class_name="text-note text-ink-2")),
        ),
    )  # fmt: skip


def _join(names: list[str], data: Any) -> Any:
    """days=7 grace=1 lead=3, out of the fields of a form."""
    fields = data.to(dict[str, str])
    whole: Any = rx.Var.create(f"{names[0]}=") + fields[names[0]]
    for name in names[1:]:
        whole = whole + f" {name}=" + fields[name]
    return whole


def _rule_form(code: str) -> rx.Component:
    """The form of one rule, each number with its name; the bounds are the server's."""
    names = list(RULES[code].numbers)

    def send(data: rx.Var[dict[str, Any]]) -> Any:
        fields = data.to(dict[str, str])
        return State.change(_join(names, data), fields["state"], fields["valid_from"], fields["reason"])

    return rx.el.form(
        rx.el.div(*(field(_number_name(name), name, kind="number", default_value=str(RULES[code].numbers[name]), required=True, min="0", max="400") for name in names), class_name="grid grid-cols-2 gap-3"),
        choice(_("In force?"), "state", [("on", _("Yes")), ("off", _("No"))]),
        field(_("From which day?"), "valid_from", kind="date", required=True, hint=_("Tomorrow at the earliest: the night works everything out anew.")),
        field(_("Why?"), "reason", required=True, max_length=80, auto_complete="off"),
        rx.el.button(_("Write the new version"), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=send,
        class_name="mt-3 grid gap-3",
    )  # fmt: skip


def _look_form(code: str) -> rx.Component:
    names = list(RULES[code].numbers)
    return rx.el.form(
        rx.el.div(*(field(_number_name(name), name, kind="number", default_value=str(RULES[code].numbers[name]), required=True) for name in names), class_name="grid grid-cols-3 gap-2"),
        rx.el.button(_("What would it mean?"), type="submit", class_name=f"{QUIET} w-full"),
        rx.cond(
            State.effect_people > 0,
            rx.el.p(
                _("About {n} people: from {a} to {b} contacts a week in all.", n=State.effect_people, a=State.effect_before, b=State.effect_after), role="status", class_name="text-base",
            ),
        ),
        on_submit=lambda data: State.preview(_join(names, data)),
        class_name="mt-3 grid gap-3",
    )  # fmt: skip


def _rule(rule: Any) -> rx.Component:
    here = State.work == rule.code
    return rx.el.li(
        rx.el.p(rx.cond(ZH, rule.zh, rule.en), class_name=rx.cond(rule.on, "text-base", "text-base text-ink-2 line-through")),
        rx.el.p(
            rx.cond(rule.since != "", _("since {day}", day=rule.since), _("as Linli came")), rx.cond(~rule.on, rx.el.span(" · ", _("not in force"))),
            class_name="text-note text-ink-2 tabular-nums",
        ),
        _past(rule),
        rx.cond(
            _district(),
            rx.el.div(
                rx.el.button(icon("pencil", "size-5"), rx.cond(here, _("Close"), _("Change")), type="button", on_click=State.begin(rule.code), aria_label=_("Change rule {code}", code=rule.code), class_name=SOFT_SMALL),
                rx.cond(
                    here,
                    rx.el.div(
                        rx.match(rule.code, *((code, _look_form(code)) for code in ("A", "B", "C")), rx.fragment()),
                        rx.match(rule.code, *((code, _rule_form(code)) for code in RULES), rx.fragment()),
                        class_name="rounded-card bg-sunken p-4",
                    ),
                ),
                class_name="mt-2 grid gap-3 justify-items-stretch",
            ),
        ),
        class_name="px-4 py-3",
    )  # fmt: skip


def _both_fields(card: Any, name: str, label: Any) -> rx.Component:
    def box(lang: str, value: Any) -> rx.Component:
        return rx.el.label(
            rx.el.span(label, " · ", _("Chinese") if lang == "zh" else _("English"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.textarea(name=f"{name}_{lang}", default_value=value, rows="2", required=True, class_name=INPUT + " py-3"),
            class_name="block",
        )

    return rx.el.div(box("zh", getattr(card, f"{name}_zh")), box("en", getattr(card, f"{name}_en")), class_name="grid gap-3 tablet:grid-cols-2")


def _card_form(card: Any) -> rx.Component:
    names = [f"{name}_{lang}" for name in _CARD_FIELDS for lang in ("zh", "en")]
    labels = {"title": _("Title"), "definition": _("For whom"), "script": _("What to say"), "materials": _("Papers"), "where": _("Where to")}
    return rx.el.form(
        *(_both_fields(card, name, labels[name]) for name in _CARD_FIELDS),
        field(_("Days within which the office answers (0: not said)"), "days", kind="number", default_value=card.days.to(str), required=True, min="0", max="365"),
        field(_("Source"), "source", default_value=card.source, max_length=200),
        choice(_("In force?"), "state", [("on", _("Yes")), ("off", _("No"))]),
        field(_("From which day?"), "valid_from", kind="date", required=True),
        rx.el.button(_("Write the new version"), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=with_fields(State.publish, *names, "days", "source", "state", "valid_from"),
        class_name="mt-3 grid gap-3 rounded-card bg-sunken p-4",
    )  # fmt: skip


def _card(card: Any) -> rx.Component:
    here = State.work == card.code

    def part(label: Any, zh: Any, en: Any) -> rx.Component:
        return rx.el.p(rx.el.span(label, class_name="text-ink-2"), " ", rx.cond(ZH, zh, en), class_name="mt-1")

    return rx.el.li(
        rx.el.p(rx.cond(ZH, card.title_zh, card.title_en), class_name=rx.cond(card.on, "text-lead font-semibold", "text-lead font-semibold text-ink-2 line-through")),
        rx.el.p(rx.cond(ZH, card.definition_zh, card.definition_en)),
        part(_("Say:"), card.script_zh, card.script_en),
        part(_("Papers:"), card.materials_zh, card.materials_en),
        part(_("Where:"), card.where_zh, card.where_en),
        rx.el.p(_("since {day}", day=card.since), " · ", card.source, rx.cond(card.days > 0, rx.el.span(" · ", _("answered within {n} days", n=card.days))), class_name="mt-1 text-note text-ink-2 tabular-nums"),
        rx.cond(card.coming != "", rx.el.p(_("Another version holds from {day}.", day=card.coming), class_name="mt-1 text-note font-semibold text-lamp-ink")),
        rx.cond(
            _district(),
            rx.el.div(
                rx.el.button(icon("pencil", "size-5"), rx.cond(here, _("Close"), _("Change")), type="button", on_click=State.begin(card.code), class_name=SOFT_SMALL),
                rx.cond(here, _card_form(card)),
                class_name="mt-2",
            ),
        ),
        class_name="px-4 py-3",
    )  # fmt: skip


def _hand(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.cond(OFF.shade, row.masked, row.name), " · ", rhythm(row.tier), class_name="font-semibold"),
            rx.el.p(row.place, class_name="text-note text-ink-2"),
            rx.el.p(row.reason),
            rx.el.p(_("until {day}", day=row.until), " · ", row.by, class_name="text-note text-ink-2 tabular-nums"),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            OFF.role_list.contains("community"),
            asks(_("End it"), "x", _("From now on the rules decide again."), rx.el.button(_("End it now"), type="button", on_click=State.end_override(row.id), class_name=ALARM)),
        ),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
    )  # fmt: skip


@rx.memo
def rules_list() -> rx.Component:
    """What is chosen: due rules, policy cards, or what was set by hand."""
    return rx.match(
        State.tab,
        ("cards", rx.fragment(
            rx.el.p(_("A hint of what somebody may be owed. It never decides: the office that pays does. Amounts are local and are not written here."), class_name="mb-2 px-1 text-note text-ink-2"),
            rx.el.ul(rx.foreach(State.cards, _card), class_name=GROUP),
        )),
        ("hand", rx.cond(
            State.by_hand.length() > 0, rx.el.ul(rx.foreach(State.by_hand, _hand), class_name=GROUP),
            rx.el.p(_("Nobody's rhythm is set by hand. A lead sets one on the card."), class_name="px-1 py-3 text-ink-2"),
        )),
        rx.el.ul(rx.foreach(State.rules, _rule), class_name=GROUP),
    )  # fmt: skip


@rx.memo
def rules_desk() -> rx.Component:
    """Everything below the bar. A component of its own, because it asks when it is mounted."""
    def pick(key: str, word: Any) -> tuple[Any, Any, Any]:
        return word, State.tab == key, State.show(key)

    return rx.el.div(
        rx.cond(OFF.role_list.contains("district"), ask_second(key="second")),
        segmented([pick("due", _("Due rules")), pick("cards", _("Policy cards")), pick("hand", _("Set by hand"))], _("Which rules?")),
        rx.el.div(rx.cond(State.saved, rx.el.p(icon("check", "size-5"), _("Written. It holds from its day on."), class_name="mt-3 flex items-center gap-2 rounded-card bg-good-soft px-4 py-3 text-good-ink")), role="status"),
        rx.el.div(rx.cond(State.loaded, rules_list(), waiting_rows(4)), class_name="mt-3"),
        on_mount=State.load,
        class_name="px-3",
    )  # fmt: skip
