"""One resident's card: before you knock, what is owed, last contacts, family, tags. Drawn from either source."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from app import routes
from app.components.door_words import REASONS
from app.components.field_words import said
from app.components.forms import do
from app.components.kit import GROUP, PRIMARY, QUIET_SMALL, SOFT_SMALL, banner, icon, link, section_title
from app.components.lists import resident_row
from app.components.need_sheet import need_row
from app.components.offline import OFF, offline_var, tap
from app.components.today_rows import where_it_is
from app.components.words import (
    FLAG_ICONS,
    age_words,
    flag_hint,
    flag_name,
    grade_name,
    living_word,
    mode_name,
    outcome_name,
    preference_name,
    rhythm,
    rhythm_reason,
    source_name,
    stairs,
    status_word,
    tag_name,
    tag_services,
    window_word,
)
from app.i18n import ZH, _
from app.models.shapes import Card, ContactLine, FlagLine, GapLine, KinLine, NeedRow, Row, TagLine
from app.state.residents import ResidentsState

_PAUSES: Any = offline_var("pauses", dict[str, str])
_REACHED = "mt-0.5 grid size-8 shrink-0 place-items-center rounded-full bg-good-soft text-good-ink"


def _day(day: Any) -> Any:
    """2026-01-07 as 1月7日 or 7/1, without a library: the parts stand at fixed places."""
    month = rx.Var(f"String(Number({day!s}.slice(5, 7)))", _var_type=str, _var_data=day._get_all_var_data()).to(str)
    date = rx.Var(f"String(Number({day!s}.slice(8, 10)))", _var_type=str, _var_data=day._get_all_var_data()).to(str)
    return _("{d}/{m}", m=month, d=date)


def _flag(flag: Any) -> rx.Component:
    return rx.el.li(
        rx.match(
            flag.code,
            *((code, icon(name, "size-6.5", "mt-0.5 text-lamp-ink")) for code, name in FLAG_ICONS.items()),
            rx.fragment(),
        ),
        rx.el.span(
            rx.el.span(flag_name(flag.code), class_name="block leading-6 font-semibold"),
            rx.el.span(rx.cond(flag.hint != "", flag.hint, flag_hint(flag.code)), class_name="block text-note text-ink-2"),
            class_name="min-w-0",
        ),
        class_name="flex items-start gap-2.5 p-3",
    )


def _before(card: Any) -> rx.Component:
    return rx.cond(
        card.flags.length() > 0,
        rx.el.section(
            rx.el.h2(_("Before you knock"), class_name="px-4 pt-3 text-note font-semibold text-lamp-ink"),
            rx.el.ul(
                rx.foreach(card.flags, lambda flag: _flag(flag.to(FlagLine))), class_name="grid grid-cols-2 px-1 pb-1 large:grid-cols-1"
            ),
            class_name="mb-3 overflow-hidden rounded-card border border-lamp-edge bg-lamp-soft",
        ),
    )


def _reason(code: Any) -> Any:
    """Why contact is owed; nothing where there is no word for it."""
    return said(code, REASONS, rhythm_reason(code))


def _until(card: Any) -> Any:
    """The day until which somebody is in hospital or away, where it is known."""
    code = f"(({_PAUSES!s} ?? {{}})[{card.id!s}] ?? '')"
    return rx.Var(code, _var_type=str, _var_data=VarData.merge(_PAUSES._get_all_var_data(), card.id._get_all_var_data())).to(str)


def _owed(card: Any) -> rx.Component:
    return rx.cond(
        card.tier != "",
        rx.el.div(
            icon("calendar-clock", "size-6", "text-lamp-ink"),
            rx.el.p(
                rx.el.span(
                    _("{rhythm} contact", rhythm=rhythm(card.tier)),
                    " · ",
                    rx.el.span(window_word(card.window, card.days, card.ago, card.status), class_name="text-lamp-ink"),
                    class_name="block text-lead font-semibold",
                ),
                rx.cond(
                    _reason(card.reason) != "",
                    rx.el.span(_("Because: {why}", why=_reason(card.reason)), class_name="block text-note text-ink-2"),
                ),
                rx.cond(
                    card.last_day != "",
                    rx.el.span(_("Last reached {day}", day=_day(card.last_day)), class_name="block text-note text-ink-2"),
                ),
                rx.cond(
                    card.promise != "",
                    rx.el.span(_("Promised: {day}", day=_day(card.promise)), " ", rx.cond(OFF.shade, "", card.promise_words), class_name="block text-note font-semibold text-lamp-ink"),
                ),
                rx.cond(
                    card.preference != "any",
                    rx.el.span(preference_name(card.preference), class_name="block text-note text-ink-2"),
                ),
                class_name="min-w-0 grow",
            ),
            class_name="flex items-start gap-3 rounded-card bg-surface px-4 py-3 shadow-card",
        ),
    )


def _contact(contact: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.match(contact.mode, ("phone", icon("phone", "size-4.5")), ("door", icon("door-open", "size-4.5")), icon("users", "size-4.5")),
            class_name=rx.match(
                contact.outcome,
                ("seen", _REACHED),
                ("spoken", _REACHED),
                ("reliable_other", _REACHED),
                "mt-0.5 grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-ink-2",
            ),
        ),
        rx.el.span(
            rx.el.span(
                rx.el.b(_day(contact.day), class_name="font-semibold"),
                " ",
                mode_name(contact.mode),
                _(", "),
                outcome_name(contact.outcome),
                class_name="block",
            ),
            rx.cond(contact.by != "", rx.el.span(contact.by, class_name="block text-note text-ink-3")),
            rx.cond(contact.where != "", rx.el.span(where_it_is(contact.where), class_name="block text-note")),
            class_name="min-w-0",
        ),
        class_name="flex gap-3 px-4 py-3",
    )


def _purposes(kin: Any) -> rx.Component:
    """Why a number is looked at: one tap, and it is written down (promise F6)."""
    return rx.el.details(
        rx.el.summary(_("See the number"), class_name=f"{QUIET_SMALL} cursor-pointer list-none"),
        rx.el.div(
            rx.el.p(_("Why? It is recorded."), class_name="text-note text-ink-2"),
            *(
                rx.el.button(word, type="button", on_click=ResidentsState.reveal(kin, code), class_name=SOFT_SMALL)
                for code, word in (
                    ("visit", _("Visit")),
                    ("emergency", _("Emergency")),
                    ("errand", _("Errand")),
                    ("check_number", _("Check the number")),
                )
            ),
            class_name="mt-2 grid gap-2",
        ),
        class_name="shrink-0",
    )


def _number(masked: Any, phone: Any, server: Any, kin: Any, label: Any, call: Any) -> rx.Component:
    """A phone number: dialled with one tap from the pack, revealed for half a minute and a purpose from the server."""
    from_pack = rx.cond(
        phone != "",
        rx.el.a(
            rx.el.span(
                icon("phone", "size-5.5"),
                class_name="grid size-[calc(var(--spacing-touch)-0.25rem)] place-items-center rounded-full bg-brand-soft",
            ),
            href="tel:" + phone.to(str),
            on_click=call,
            aria_label=label,
            class_name="grid size-touch shrink-0 place-items-center text-brand",
        ),
    )
    shown = rx.el.a(
        icon("phone", "size-5"),
        ResidentsState.shown_phone,
        href="tel:" + ResidentsState.shown_phone.to(str),
        aria_label=label,
        class_name=f"{SOFT_SMALL} tabular-nums",
    )
    mine = ResidentsState.shown_for == rx.cond(kin == "", OFF.route_id, kin)
    from_server = rx.cond(masked == "", rx.fragment(), rx.cond(mine, shown, _purposes(kin)))
    return rx.cond(server, from_server, from_pack)


def _kin(kin: Any, server: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.span(kin.relation, " ", rx.cond(OFF.shade, "**", kin.name), class_name="block text-lead font-semibold"),
            rx.el.span(
                rx.cond(kin.has_key, _("Has the key · "), ""),
                rx.el.span(kin.masked, class_name="tabular-nums"),
                class_name="block text-note text-ink-2",
            ),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            OFF.shade,
            rx.fragment(),
            _number(kin.masked, kin.phone, server, kin.key, _("Call {name}", name=kin.relation.to(str) + " " + kin.name.to(str)),
                    tap("called", OFF.route_id, "kin")),
        ),
        class_name="flex flex-wrap items-center gap-2 py-2 pr-2 pl-4",
    )  # fmt: skip


def _tag(tag: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            tag_name(tag.code),
            rx.cond(tag.grade != "", rx.fragment(" ", grade_name(tag.code, tag.grade))),
            rx.match(
                tag.state,
                ("pending", rx.el.span(_("to check"), class_name="ml-2 rounded-chip bg-lamp-soft px-2 py-0.5 text-note text-lamp-ink")),
                ("review", rx.el.span(_("check again"), class_name="ml-2 rounded-chip bg-lamp-soft px-2 py-0.5 text-note text-lamp-ink")),
                rx.fragment(),
            ),
            class_name="font-semibold",
        ),
        rx.el.p(
            source_name(tag.source),
            rx.cond(tag.since != "", rx.fragment(_(", "), _("since {m}", m=tag.since))),
            rx.cond(tag.review != "", rx.fragment(_(", "), _("check by {m}", m=tag.review))),
            class_name="text-note text-ink-2",
        ),
        rx.el.p(_("Owed: {what}", what=tag_services(tag.code)), class_name="text-note text-ink-2"),
        class_name="px-4 py-3",
        key=tag.code,
    )


def _tags(card: Any, server: Any) -> rx.Component:
    hidden = (card.sensitive > 0) & (card.opened.length() == 0)
    ask = rx.cond(
        server,
        rx.el.button(icon("lock", "size-5"), _("{n} about aid, health or disability: opening is recorded", n=card.sensitive),
                     type="button", on_click=ResidentsState.open_tags, class_name="flex min-h-touch items-center gap-2 text-left text-brand"),
        rx.el.button(icon("lock", "size-5"), _("{n} about aid, health or disability: opening is recorded", n=card.sensitive),
                     type="button", on_click=tap("openTags"), class_name="flex min-h-touch items-center gap-2 text-left text-brand"),
    )  # fmt: skip
    return rx.cond(
        (card.tags.length() > 0) | (card.sensitive > 0),
        rx.el.section(
            section_title(_("Tags and what is owed")),
            rx.el.ul(
                rx.foreach(card.tags, lambda tag: _tag(tag.to(TagLine))),
                rx.foreach(card.opened, lambda tag: _tag(tag.to(TagLine))),
                rx.cond(hidden, rx.el.li(ask, class_name="px-4 py-1")),
                class_name=GROUP,
            ),
        ),
    )


def _gap(card: Any, gap: Any) -> rx.Component:
    """Something the person may be missing out on: asked once, answered with one tap."""

    def answer(word: Any, code: str, look: str) -> rx.Component:
        return rx.el.button(word, type="button", on_click=do("person.benefit", card.id, gap.code, code), class_name=look)

    return rx.el.div(
        rx.el.h3(icon("hand-coins", "size-6", "text-brand"), rx.cond(ZH, gap.title_zh, gap.title_en), class_name="flex items-center gap-2 text-lead font-semibold"),
        rx.el.p(rx.cond(ZH, gap.script_zh, gap.script_en), class_name="mt-1 text-ink-2"),
        rx.cond(gap.materials_zh != "", rx.el.p(_("Bring: {what}", what=rx.cond(ZH, gap.materials_zh, gap.materials_en)), class_name="mt-1 text-note text-ink-2")),
        rx.el.div(
            rx.el.button(_("Wants it"), type="button", on_click=do("need.wants", card.id, gap.code), class_name=SOFT_SMALL), answer(_("Has it"), "has", QUIET_SMALL), answer(_("Not entitled"), "not_eligible", QUIET_SMALL),
            answer(_("Does not want it"), "unwanted", QUIET_SMALL), class_name="mt-3 grid grid-cols-2 gap-2",
        ),
        class_name="px-4 py-3",
        key=gap.code,
    )  # fmt: skip


def _under_way(card: Any) -> rx.Component:
    """What is being done for the person, what may be missing, and what can be written down besides a contact."""
    add = rx.el.div(
        rx.el.button(icon("heart-handshake", "size-5"), _("A need"), type="button", on_click=do("need.create", card.id, "need"), class_name=QUIET_SMALL),
        rx.el.button(icon("file-text", "size-5"), _("An errand"), type="button", on_click=do("need.create", card.id, "errand"), class_name=QUIET_SMALL),
        rx.el.button(icon("pencil-line", "size-5"), _("Put right"), type="button", on_click=do("person.open", card.id), class_name=f"{QUIET_SMALL} col-span-2"),
        class_name="mt-3 grid grid-cols-2 gap-2",
    )
    return rx.cond(
        OFF.shade,
        rx.fragment(),
        rx.el.div(
            rx.cond(
                card.needs.length() > 0,
                rx.el.section(
                    section_title(_("Being done"), _("{n} matters", n=card.needs.length())),
                    rx.el.ul(rx.foreach(card.needs, lambda need: need_row(need.to(NeedRow), named=False)), class_name=GROUP),
                ),
            ),
            rx.cond(
                card.gaps.length() > 0,
                rx.el.section(section_title(_("May be missing out"), _("ask, if it suits")), rx.el.div(rx.foreach(card.gaps, lambda gap: _gap(card, gap.to(GapLine))), class_name=GROUP)),
            ),
            rx.cond(card.detail, add),
        ),
    )


@rx.memo
def card_body(card: rx.Var[Card], server: rx.Var[bool]) -> rx.Component:
    """The card of one resident; `server` says which source the numbers and tags come from."""
    return rx.el.article(
        rx.el.div(
            rx.el.h1(
                rx.el.span(rx.cond(OFF.shade, card.masked, card.name), class_name="text-head font-semibold"),
                rx.el.span(age_words(card.age_band), " ", rx.cond(OFF.shade, "", living_word(card.living)), class_name="text-base text-ink-2"),
                class_name="flex flex-wrap items-baseline gap-x-3",
            ),
            rx.el.p(
                card.courtyard, " ", stairs(card.building, card.unit), " ",
                rx.el.b(card.door, class_name="font-semibold text-ink"),
                class_name="mt-0.5 text-base text-ink-2",
            ),
            rx.cond(
                (card.status != "here") & (card.status != ""),
                rx.el.p(
                    icon("pause", "size-5"), status_word(card.status),
                    rx.cond(_until(card) != "", rx.el.span(_("until {d}", d=_day(_until(card))))),
                    class_name="mt-1 flex items-center gap-1.5 font-semibold text-ink-2",
                ),
            ),
            class_name="px-1 pb-3",
        ),
        rx.cond(
            card.sight == 1,
            banner("shield-check", _("Counts, not people"), _("Only the grid and its community see more of a person."), "bg-slate-soft text-slate-ink"),
        ),
        rx.cond(
            ~card.detail,
            banner("cloud-off", _("More when there is signal"), _("The phone carries people who are owed contact in detail, everybody else by door and name."), "bg-slate-soft text-slate-ink"),
        ),
        rx.cond(card.trouble, rx.el.div(
            banner("bell-ring", _("No answer"), _("Somebody is looking for this person."), "bg-alarm-soft text-alarm-ink"),
            rx.el.button(icon("arrow-right", "size-5"), _("Go on looking"), type="button", on_click=do("case.open", card.id), class_name=f"{QUIET_SMALL} mt-2 w-full"),
            class_name="mb-3",
        )),
        rx.cond(OFF.shade, rx.fragment(), _before(card)),
        _owed(card),
        rx.cond(
            card.phone_masked != "",
            rx.el.div(
                rx.el.p(
                    rx.el.span(_("Phone"), class_name="block font-semibold"),
                    rx.el.span(rx.cond(OFF.shade, "***********", card.phone_masked), class_name="block text-note whitespace-nowrap text-ink-2 tabular-nums"),
                    class_name="min-w-0 grow",
                ),
                rx.cond(
                    OFF.shade,
                    rx.fragment(),
                    _number(card.phone_masked, card.phone, server, "", _("Call {name}", name=card.name), tap("called", OFF.route_id, "resident")),
                ),
                class_name="mt-3 flex flex-wrap items-center gap-2 rounded-card bg-surface py-2 pr-2 pl-4 shadow-card",
            ),
        ),
        rx.cond(server, rx.fragment(), _under_way(card)),
        rx.cond(
            card.contacts.length() > 0,
            rx.el.section(
                section_title(_("Last contacts")),
                rx.el.ul(rx.foreach(card.contacts, lambda c: _contact(c.to(ContactLine))), class_name=GROUP),
            ),
        ),
        rx.cond(
            card.kin.length() > 0,
            rx.el.section(
                section_title(_("Family and neighbours")),
                rx.el.div(rx.foreach(card.kin, lambda k: _kin(k.to(KinLine), server)), class_name=GROUP),
            ),
        ),
        rx.cond(OFF.shade, rx.fragment(), _tags(card, server)),
        rx.cond(
            card.mates.length() > 0,
            rx.el.section(
                section_title(_("Behind the same door")),
                rx.el.ul(rx.foreach(card.mates, lambda row: resident_row(row.to(Row))), class_name=GROUP),
            ),
        ),
        _print_out(card),
        class_name="px-3",
    )  # fmt: skip


def _print_out(card: Any) -> rx.Component:
    """For the person who asks what is held about them and who looked (PIPL 44-45): a sheet to print, recorded as an export."""
    may = OFF.online & card.detail & (OFF.role_list.contains("grid") | OFF.role_list.contains("community"))
    return rx.cond(
        may & ~OFF.shade,
        rx.el.div(
            rx.el.a(
                icon("printer", "size-5"), _("Print what is held about this person"),
                href="/api/residents/" + card.id.to(str) + "/record", target="_blank", custom_attrs={"reloadDocument": True},
                class_name=f"{QUIET_SMALL} w-full",
            ),
            rx.el.p(_("For the person themself, when they ask. Printing is recorded."), class_name="mt-1 px-1 text-note text-ink-2"),
            class_name="mt-6",
        ),
    )  # fmt: skip


def nobody() -> rx.Component:
    """What stands there for nobody and for somebody else's resident alike (promise B4)."""
    return rx.el.div(
        banner("search-x", _("Nobody here"), _("There is nobody at this address in your area. They may have moved."), "bg-sunken text-ink"),
        link(_("To the list"), to=f"{routes.RESIDENTS}/", class_name=PRIMARY + " mt-4"),
        class_name="px-3 pt-3",
    )
