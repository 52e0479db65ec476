"""The contact sheet: one tap for what came of it, one to save; everything else is there for whoever needs it."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from app.components.door_words import CHECKS, MODES, OUTCOMES, RARE, SECOND_HAND, TAGS_AT_THE_DOOR, WISHES, day_words
from app.components.field_words import CATEGORIES
from app.components.forms import BOX, alarm, chip, chips, choice, do, panel, part, save_foot, typed, who, words_field
from app.components.kit import QUIET_SMALL, banner, icon, segmented
from app.components.offline import OFF
from app.components.words import tag_name
from app.i18n import ZH, _, both
from app.models.field_shapes import SheetNeed, SheetPerson
from app.models.shapes import GapLine

S: Any = OFF.sheet
_ALL = [*((code, glyph, both(zh, en)) for code, glyph, zh, en in (*OUTCOMES, *RARE))]
_RARE: Any = (S.outcome == "in_hospital") | (S.outcome == "away") | (S.outcome == "moved") | (S.outcome == "died")
_KEY = "relative flex min-h-20 flex-col items-center justify-center gap-1 rounded-field border px-1 "


def _outcome(code: str, glyph: str, word: Any, first: bool) -> rx.Component:
    on = S.outcome == code
    return rx.el.button(
        rx.cond(on, rx.el.span(icon("check", "size-3.5"), class_name="absolute top-1.5 right-1.5 grid size-5 place-items-center rounded-full bg-brand text-on-brand")),
        icon(glyph, "size-7", "text-alarm" if code == "no_answer" else ""),
        rx.el.span(word, class_name="text-center text-base leading-tight"),
        type="button",
        on_click=do("contact.outcome", code),
        custom_attrs={"aria-pressed": rx.cond(on, "true", "false"), **({"data-first": "true"} if first else {})},
        class_name=rx.cond(on, _KEY + "border-2 border-brand bg-brand-soft font-semibold text-brand", _KEY + "border-edge bg-surface"),
    )


def _outcomes() -> rx.Component:
    chosen = rx.el.button(
        rx.match(S.outcome, *((code, icon(glyph, "size-6")) for code, glyph, _w in _ALL), rx.fragment()),
        rx.el.span(rx.match(S.outcome, *((code, word) for code, _g, word in _ALL), ""), class_name="grow text-left text-lead font-semibold"),
        rx.el.span(_("Another"), class_name="text-base"),
        type="button",
        on_click=do("contact.unfold"),
        custom_attrs={"data-chosen": "true"},
        class_name="flex min-h-press w-full items-center gap-3 rounded-field border-2 border-brand bg-brand-soft px-4 text-brand",
    )
    keys = rx.el.div(
        rx.el.div(
            *(_outcome(code, glyph, both(zh, en), at == 0) for at, (code, glyph, zh, en) in enumerate(OUTCOMES)),
            role="group", aria_label=_("What came of it"), class_name="grid grid-cols-3 gap-2",
        ),
        rx.el.button(
            _("Hospital, away, moved, died"), rx.cond(S.more, icon("chevron-down", "size-5"), icon("chevron-right", "size-5")),
            type="button", on_click=do("contact.more"), custom_attrs={"aria-expanded": rx.cond(S.more, "true", "false")},
            class_name="mt-1 flex min-h-touch w-full items-center justify-center gap-1 text-base text-brand",
        ),
        rx.cond(S.more, rx.el.div(*(_outcome(code, glyph, both(zh, en), False) for code, glyph, zh, en in RARE), class_name="grid grid-cols-2 gap-2")),
    )  # fmt: skip
    return rx.cond(S.folded & (S.outcome != ""), chosen, keys)


def _follows() -> rx.Component:
    """What an outcome brings with it: a date, a second tap, a search."""
    tiered = (S.tier == "A") | (S.tier == "B") | (S.tier == "C")
    away = (S.outcome == "in_hospital") | (S.outcome == "away")
    return rx.el.div(
        rx.cond(
            ((S.outcome == "died") | (S.outcome == "moved")) & ~S.sure,
            rx.el.div(
                rx.el.p(rx.cond(S.outcome == "died", _("Died: nobody knocks there any more and the file closes. Are you sure?"), _("Moved away: nobody knocks there any more. Are you sure?")), class_name="font-semibold"),
                rx.el.button(rx.cond(S.outcome == "died", _("Yes, died"), _("Yes, moved")), type="button", on_click=do("contact.sure"), class_name=f"{QUIET_SMALL} mt-2 w-full"),
                role="alert", class_name="mt-2 rounded-field bg-alarm-soft p-3 text-alarm-ink",
            ),
        ),
        rx.cond(
            away,
            rx.el.label(
                rx.el.span(_("Back when? May stay empty."), class_name="mb-1 block text-note font-semibold"),
                rx.el.input(type="date", default_value=S.until, min=S.today, on_change=typed("contact.until"), class_name=BOX),
                class_name="mt-3 block",
            ),
        ),
        rx.cond(
            _RARE,
            rx.el.div(
                part(_("How do you know?")),
                chips(*(chip(both(zh, en), S.mode == code, do("contact.mode", code)) for code, zh, en in SECOND_HAND), label=_("How do you know?")),
            ),
        ),
        rx.cond(
            (S.outcome == "no_answer") & tiered,
            rx.el.p(icon("bell-ring", "size-5"), _("When you save, the search begins: try again, ask the family, tell the community."), class_name="mt-2 flex gap-2 text-note font-semibold text-alarm-ink"),
        ),
    )  # fmt: skip


def _person(person: Any) -> rx.Component:
    others = tuple(one for one in _ALL if one[0] not in {"died", "moved"})
    return rx.el.div(
        rx.el.div(
            chip(rx.cond(OFF.shade, "**", person.name), person.on, do("contact.person", person.id)),
            rx.cond(
                person.on & (S.outcome != "") & (S.how_many > 1),
                rx.el.button(
                    rx.match(person.other, *((code, word) for code, _g, word in others), _("other for this one")),
                    type="button", on_click=do("contact.differs", person.id), class_name="min-h-touch px-2 text-note text-brand underline",
                ),
            ),
            class_name="flex items-center",
        ),
        rx.cond(
            person.open,
            chips(*(chip(word, person.other == code, do("contact.other", person.id, code)) for code, _g, word in others), label=_("Other outcome")),
        ),
        key=person.id,
    )  # fmt: skip


def _household() -> rx.Component:
    return rx.cond(
        S.people.length() > 1,
        rx.el.div(
            rx.foreach(S.people, lambda person: _person(person.to(SheetPerson))), role="group", aria_label=_("Who of this household"), class_name="mb-1 flex flex-wrap gap-x-2"
        ),
    )


def _condition(code: str, word: Any) -> rx.Component:
    on = S.check[code]
    look = "flex min-h-press flex-col items-start justify-center rounded-field border px-2.5 py-1.5 "
    return rx.el.button(
        rx.el.span(word, class_name=rx.cond(on, "text-left text-base font-semibold text-lamp-ink", "text-left text-base")),
        rx.cond(
            on,
            rx.el.span(icon("pencil-line", "size-4"), _("Changed "), class_name="flex items-center gap-1 text-note font-semibold text-lamp-ink"),
            rx.el.span(icon("check", "size-4"), _("No change"), class_name="flex items-center gap-1 text-note text-ink-2"),
        ),
        type="button",
        on_click=do("contact.check", code),
        custom_attrs={"aria-pressed": rx.cond(on, "true", "false")},
        class_name=rx.cond(on, look + "border-2 border-lamp-edge bg-lamp-soft", look + "border-line bg-canvas"),
    )


def _conditions() -> rx.Component:
    changed: Any = S.check["health"]
    for code, _zh, _en in CHECKS[1:]:
        changed = changed | S.check[code]
    return rx.el.div(
        part(_("Condition"), _("tap only what changed")),
        rx.el.div(*(_condition(code, both(zh, en)) for code, zh, en in CHECKS), class_name="grid grid-cols-3 gap-2 large:grid-cols-2"),
        rx.cond(changed, rx.el.div(words_field(_("What changed"), typed("contact.checkWords"), value=S.check_words, hint=_("In a few words, if you like"), hidden=True, key=S.id), class_name="mt-2")),
    )


def _need(need: Any, at: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            *(chip(both(zh, en), need.category == code, do("contact.needCategory", at, code)) for code, (zh, en) in CATEGORIES.items()),
            role="group", aria_label=_("What is needed"), class_name="no-bar -mx-3 flex gap-2 overflow-x-auto px-3",
        ),
        rx.el.div(words_field(_("In her words"), typed("contact.needWords", at), value=need.words, hint=_("What did she say?"), hidden=True, key=need.id), class_name="mt-2"),
        rx.el.div(
            segmented([(_("Today"), need.urgency == "today", do("contact.needUrgency", at, "today")), (_("This week"), need.urgency == "week", do("contact.needUrgency", at, "week")),
                       (_("No hurry"), need.urgency == "later", do("contact.needUrgency", at, "later"))], _("How urgent")),
            class_name="mt-2",
        ),
        rx.el.div(
            rx.el.p(icon("user-round", "size-4.5"), rx.cond(need.urgency == "today", _("I look after it, first look today"), _("I look after it, first look within a week")), class_name="flex items-center gap-2 text-note text-ink-2"),
            rx.el.button(_("Take it out"), type="button", on_click=do("contact.dropNeed", at), class_name="min-h-touch min-w-touch px-2 text-note text-brand underline"),
            class_name="mt-1 flex flex-wrap items-center justify-between gap-2",
        ),
        class_name="mb-2 rounded-field border border-line bg-canvas p-3",
        key=need.id,
    )  # fmt: skip


def _needs() -> rx.Component:
    return rx.cond(
        S.needs.length() > 0,
        rx.el.div(
            part(_("Needs"), _("somebody looks after it, with a next step")),
            rx.foreach(S.needs, lambda need, at: _need(need.to(SheetNeed), at)),
            rx.cond(S.needs.length() < 6, rx.el.button(icon("plus", "size-5"), _("One more need"), type="button", on_click=do("contact.addNeed"), class_name=f"{QUIET_SMALL} w-full")),
            custom_attrs={"data-part": "need"},
        ),
    )


def _extras() -> rx.Component:
    def open_button(word: Any, glyph: str, key: str, event: Any) -> rx.Component:
        return rx.el.button(icon(glyph, "size-5"), word, type="button", on_click=event, custom_attrs={"aria-expanded": rx.cond(S.show == key, "true", "false")}, class_name=QUIET_SMALL)

    tags = rx.el.div(
        rx.el.p(_("A proposal; somebody in the community decides."), class_name="mb-1 text-note text-ink-2"),
        *(
            rx.el.div(
                rx.el.span(tag_name(code), class_name="min-w-0 grow text-note font-semibold"),
                choice(_("Holds"), _has(code, "confirm"), do("contact.tag", code, "confirm")),
                choice(_("Add"), _has(code, "add"), do("contact.tag", code, "add")),
                choice(_("Take off"), _has(code, "remove"), do("contact.tag", code, "remove")),
                class_name="flex flex-wrap items-center gap-2 py-1",
            )
            for code in TAGS_AT_THE_DOOR
        ),
    )
    wish = rx.el.div(
        chips(*(chip(both(zh, en), S.wish == code, do("contact.wish", code)) for code, zh, en in WISHES), label=_("How to be in touch")),
        rx.cond(S.wish != "", words_field(_("Who or when"), typed("contact.wishWords"), value=S.wish_words, hint=_("Who or when, if you like"), most=40, hidden=True, key=S.id)),
    )
    promise = rx.el.div(
        rx.el.label(
            rx.el.span(_("I come back on"), class_name="mb-1 block text-note font-semibold"),
            rx.el.input(type="date", default_value=S.promise, min=S.today, on_change=typed("contact.promise"), class_name=BOX),
            class_name="block",
        ),
        rx.cond(S.promise != "", rx.el.div(words_field(_("What for"), typed("contact.promiseWords"), value=S.promise_words, hint=_("What for, if you like"), hidden=True, key=S.id), class_name="mt-2")),
    )
    return rx.el.div(
        rx.el.div(
            open_button(_("A need"), "heart-handshake", "need", do("contact.addNeed")),
            open_button(_("A note"), "message-circle", "note", do("contact.show", "note")),
            open_button(_("Next contact"), "phone-call", "wish", do("contact.show", "wish")),
            open_button(_("I come again"), "calendar-check", "promise", do("contact.show", "promise")),
            open_button(_("Propose a tag"), "tag", "tags", do("contact.show", "tags")),
            class_name="mt-3 grid grid-cols-2 gap-2",
        ),
        _needs(),
        rx.cond((S.show == "note") | (S.note != ""), rx.el.div(part(_("Note"), _("may stay empty")), words_field(_("Note"), typed("contact.note"), value=S.note, hint=_("A few words"), hidden=True, key=S.id), custom_attrs={"data-part": "note"})),
        rx.cond((S.show == "wish") | (S.wish != ""), rx.el.div(part(_("How to be in touch"), _("as the person wishes")), wish, custom_attrs={"data-part": "wish"})),
        rx.cond((S.show == "promise") | (S.promise != ""), rx.el.div(part(_("I come again")), promise, custom_attrs={"data-part": "promise"})),
        rx.cond((S.show == "tags") | (S.tags.length() > 0), rx.el.div(part(_("Propose a tag")), tags, custom_attrs={"data-part": "tags"})),
    )  # fmt: skip


def _has(code: str, action: str) -> Any:
    data = S.tags._get_all_var_data()
    return rx.Var(f"({S.tags!s} ?? []).some((t) => t.tag === '{code}' && t.action === '{action}')", _var_type=bool, _var_data=data).guess_type()


def _gap(gap: Any) -> rx.Component:
    said_so = S.answers[gap.code]
    return rx.el.div(
        rx.el.p(icon("hand-coins", "size-5", "text-brand"), rx.cond(ZH, gap.title_zh, gap.title_en), class_name="flex items-center gap-2 font-semibold"),
        rx.el.p(rx.cond(ZH, gap.script_zh, gap.script_en), class_name="mt-1 text-note text-ink-2"),
        rx.el.div(
            choice(_("Wants it"), said_so == "wants", do("contact.answer", gap.code, "wants")),
            choice(_("Has it"), said_so == "has", do("contact.answer", gap.code, "has")),
            choice(_("Not entitled"), said_so == "not_eligible", do("contact.answer", gap.code, "not_eligible")),
            choice(_("Does not want it"), said_so == "unwanted", do("contact.answer", gap.code, "unwanted")),
            class_name="mt-2 grid grid-cols-2 gap-2",
        ),
        class_name="mb-2 rounded-field border border-line bg-canvas p-3",
        key=gap.code,
    )


def _questions() -> rx.Component:
    return rx.el.div(
        rx.cond(
            S.ask_alone & (S.outcome != ""),
            rx.el.div(
                part(_("Still living alone?"), _("asked from time to time")),
                rx.el.div(choice(_("Yes, alone"), S.alone == "yes", do("contact.alone", "yes")), choice(_("No longer"), S.alone == "no", do("contact.alone", "no")), class_name="grid grid-cols-2 gap-2"),
            ),
        ),
        rx.cond(
            (S.outcome == "seen") | (S.outcome == "spoken"),
            rx.cond(S.gap_lines.length() > 0, rx.el.div(part(_("May be missing out"), _("ask, if it suits")), rx.foreach(S.gap_lines, lambda gap: _gap(gap.to(GapLine))))),
        ),
    )  # fmt: skip


def _when() -> rx.Component:
    return rx.el.div(
        rx.el.button(
            rx.el.span(
                icon("clock", "size-4.5"),
                rx.cond(S.back, _("written later"), rx.cond(S.is_today, _("Today"), "")), " ",
                rx.cond(S.is_today, "", day_words(S.day, S.today, "")), " ", S.time,
                class_name="flex items-center gap-1.5 rounded-full bg-sunken px-3 py-1.5 text-note text-ink tabular-nums",
            ),
            type="button", on_click=do("contact.show", "when"), aria_label=_("Change the time"), class_name="flex min-h-touch items-center",
        ),
    )  # fmt: skip


def _back_entry() -> rx.Component:
    return rx.cond(
        S.show == "when",
        rx.el.div(
            rx.el.p(_("Written down later is fine, up to 30 days back."), class_name="mb-2 text-note text-ink-2"),
            rx.el.div(
                rx.el.label(rx.el.span(_("Day"), class_name="mb-1 block text-note font-semibold"), rx.el.input(type="date", value=S.day, min=S.first_day, max=S.today, on_change=typed("contact.when", "day"), class_name=BOX)),
                rx.el.label(rx.el.span(_("Time"), class_name="mb-1 block text-note font-semibold"), rx.el.input(type="time", value=S.time, on_change=typed("contact.when", "time"), class_name=BOX)),
                class_name="grid grid-cols-2 gap-2",
            ),
            class_name="mb-3 rounded-field border border-line bg-canvas p-3",
        ),
    )  # fmt: skip


def _chosen() -> Any:
    """The names of everybody for whom this is saved."""
    code = f"({S.people!s} ?? []).filter((p) => p.on).map((p) => {OFF.shade!s} ? p.name[0] + '**' : p.name).join({rx.cond(ZH, '、', ', ')!s})"
    return rx.Var(code, _var_type=str, _var_data=VarData.merge(S.people._get_all_var_data(), OFF.shade._get_all_var_data(), ZH._get_all_var_data())).to(str)


def _how() -> rx.Component:
    return rx.cond(
        (S.outcome != "") & ~_RARE,
        rx.el.div(
            part(_("How")),
            chips(*(chip(both(zh, en), S.mode == code, do("contact.mode", code)) for code, zh, en in MODES), label=_("How")),
        ),
    )


@rx.memo
def contact_sheet() -> rx.Component:
    """One visit, call or meeting, for everybody behind one door."""
    missing = rx.match(
        S.lacks,
        ("outcome", alarm(_("First tap what came of it."))),
        ("people", alarm(_("Tap at least one person."))),
        ("sure", alarm(_("Tap once more to say that you are sure."))),
        rx.fragment(),
    )
    return panel(
        rx.fragment(who(S.name, S.masked), " ", rx.el.span(S.door, class_name="text-base font-normal text-ink-2 tabular-nums")),
        rx.cond(S.restored, rx.el.div(
            banner("pencil-line", _("You had begun this"), _("Go on where you were, or throw it away."), "bg-lamp-soft text-lamp-ink"),
            rx.el.button(_("Throw it away"), type="button", on_click=do("contact.forget"), class_name="min-h-touch px-4 text-note text-brand underline"),
        )),
        _back_entry(),
        _household(),
        _outcomes(),
        _follows(),
        rx.cond((S.outcome != "no_answer") & (S.outcome != "not_home"), _conditions()),
        _extras(),
        _questions(),
        _how(),
        beside=_when(),
        foot=save_foot(do("contact.save"), S.saving, S.failed, word=rx.cond(S.how_many > 1, _("Save: {who}", who=_chosen()), _("Save")), why=missing),
    )  # fmt: skip
