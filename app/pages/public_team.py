"""/public/teams/[id]: what a team does and how to join it, for anybody, without an account; also on paper."""

from typing import Any

import reflex as rx
from reflex.vars import FunctionVar, VarData

from app import routes
from app.components.certificate import shown_line
from app.components.days import plain_day
from app.components.desk import INPUT, field
from app.components.forms import chip, chips
from app.components.join import MODULE, J
from app.components.kit import GROUP, PRIMARY, QUIET, banner, empty, icon, link, section_title, waiting_rows
from app.components.offline import tap, with_form
from app.components.outside import headline, outside
from app.components.scene import one_house
from app.components.shift_words import SKILLS
from app.components.team_words import kind_word
from app.i18n import _, both


def _typed(function: str) -> Any:
    return rx.Var(f"((value) => {function}(value))", _var_data=VarData(imports={MODULE: function})).to(FunctionVar, rx.EventChain)


def _error() -> Any:
    return rx.match(
        J.error,
        ("offline", _("No signal. What you filled in is still here; send it again later.")),
        ("notice", _("Please read the notice and agree to it first.")),
        ("name", _("Please give a name of at most 40 characters.")),
        ("phone", _("The phone number does not fit.")),
        ("phone_missing", _("Please give a phone number, so that the leader can call you.")),
        ("birth", _("Write the birth month like 1958-03.")),
        ("guardian", _("Under 18, a guardian's name, phone and agreement are needed.")),
        ("invite_wrong", _("The code is wrong or over. Check it, or leave it empty and the leader will answer.")),
        ("invite_too_many", _("Too many codes. Wait an hour, or leave the code empty and the leader will answer.")),
        ("join_too_many", _("Too many within the hour. What you filled in is still here; try later.")),
        ("staff_volunteer", _("This is an account for work. Sign out first, and join as yourself.")),
        _("It did not work just now. Try again in a moment."),
    )


def _fact(label: Any, value: Any) -> rx.Component:
    return rx.cond(
        value != "",
        rx.el.div(rx.el.dt(label, class_name="text-note text-ink-2"), rx.el.dd(value, class_name="break-words"), class_name="px-4 py-3"),
    )


@rx.memo
def public_about() -> rx.Component:
    """Story, offers, where, who leads it, and when people are wanted."""
    return rx.fragment(
        headline(J.name, rx.fragment(kind_word(J.kind), rx.cond(J.brand != "", " · " + J.brand.to(str), ""))),
        rx.cond(J.joined == "", rx.el.a(icon("user-plus"), _("Join this team"), href="#join", class_name=f"{PRIMARY} mb-3 w-full print:hidden")),
        rx.cond(J.story != "", rx.el.p(J.story, class_name="mb-3 rounded-card bg-surface p-4 whitespace-pre-line break-words shadow-card")),
        rx.el.dl(
            _fact(_("Community"), J.community),
            _fact(_("Offers"), J.offers),
            _fact(_("Courtyards"), rx.cond(J.courtyards != "", J.courtyards, _("the whole community"))),
            _fact(_("Leader"), J.leader),
            _fact(_("To reach it"), J.reach),
            class_name=GROUP,
        ),
        rx.cond(
            J.dates.length() > 0,
            rx.el.section(
                section_title(_("People are wanted")),
                rx.el.ul(
                    rx.foreach(J.dates, lambda d: rx.el.li(
                        rx.el.p(d.title, class_name="font-semibold"),
                        rx.el.p(plain_day(d.day), " ", d.starts, "–", d.ends, rx.cond(d.place != "", " · " + d.place.to(str), ""), " · ", _("{n} more wanted", n=d.wanted), class_name="text-note tabular-nums text-ink-2"),
                        class_name="px-4 py-3",
                    )),
                    class_name=GROUP,
                ),
            ),
        ),
        rx.cond(
            J.certificates.length() > 0,
            rx.el.section(
                section_title(_("Certificates in public now"), _("for seven days before a certificate is issued")),
                rx.el.ul(rx.foreach(J.certificates, shown_line), class_name=GROUP),
                class_name="print:hidden",
            ),
        ),
        rx.el.button(icon("printer", "size-5"), _("Print this page"), type="button", on_click=tap("printPage", module=MODULE), class_name=f"{QUIET} mt-4 w-full print:hidden"),
    )  # fmt: skip


@rx.memo
def notice() -> rx.Component:
    """What is kept of a volunteer and why (promise A3)."""
    return rx.el.div(
        rx.el.p(_("What you should know before you join"), class_name="font-semibold"),
        rx.el.ul(
            *(rx.el.li(words) for words in (
                _("Kept: your name, phone, birth month, what you can do and when, which shifts you took and your hours. No ID number."),
                _("The team's leader and the community read it, to call you and to record your hours. Nobody else does."),
                _("You can look at it, correct it and leave at any time, in as many taps as joining took. Your hours stay provable for three years."),
                _("Before work at somebody's home or at risk the community insures you. Under 18, a guardian agrees."),
            )),
            class_name="mt-1 list-disc pl-5 text-base",
        ),
        link(_("What Linli holds about people, and your rights"), to=f"{routes.PRIVACY}/", class_name="mt-1 inline-flex min-h-touch items-center font-semibold text-brand underline"),
        class_name="rounded-card bg-sunken p-4",
    )  # fmt: skip


def _tick(name: str, words: Any, **props: Any) -> rx.Component:
    return rx.el.label(rx.el.input(type="checkbox", name=name, value="1", class_name="size-6 shrink-0 accent-brand", **props), rx.el.span(words), class_name="flex min-h-touch items-center gap-3")


@rx.memo
def join_form() -> rx.Component:
    """The form; without scripts the browser sends it itself."""
    return rx.el.form(
        rx.el.div(rx.cond(J.error != "", banner("circle-alert", _("Not sent yet"), _error(), "bg-alarm-soft text-alarm-ink")), role="alert", class_name="empty:hidden"),
        field(_("Your name"), "name", max_length=40, required=True, auto_complete="name"),
        field(_("Your phone"), "phone", kind="tel", max_length=20, required=True, auto_complete="tel", hint=_("Only the leader and the community see it")),
        field(_("Birth month"), "birth_ym", kind="month", on_change=_typed("bornIn"), hint=_("Year and month, such as 1958-03")),
        rx.cond(
            J.minor,
            rx.el.div(
                field(_("Guardian's name (under 18)"), "guardian_name", max_length=40),
                field(_("Guardian's phone (under 18)"), "guardian_phone", kind="tel", max_length=20),
                _tick("guardian_agreed", _("My guardian agrees")),
                class_name="grid gap-4",
            ),
        ),
        rx.el.div(
            rx.el.p(_("What I can do (may stay empty)"), class_name="mb-1 text-base font-semibold"),
            chips(*(chip(both(zh, en), J.skills.contains(code), tap("toggleSkill", code, module=MODULE)) for code, (zh, en) in SKILLS.items()), label=_("What I can do (may stay empty)")),
        ),
        rx.el.label(
            rx.el.span(_("Invitation code (may stay empty)"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.input(name="code", type="text", max_length=20, auto_complete="off", custom_attrs={"autoCapitalize": "characters", "spellCheck": "false"}, class_name=INPUT),
            rx.el.span(_("With a code you are in at once; without one the leader answers you."), class_name="mt-1 block text-note text-ink-2"),
            class_name="block",
        ),
        notice(),
        _tick("agreed", _("I have read it and agree"), required=True),
        rx.el.button(rx.cond(J.busy, _("One moment"), _("Join this team")), type="submit", class_name=f"{PRIMARY} w-full"),
        on_submit=with_form("joinTeam", MODULE),
        action="/api/teams/" + J.id.to(str) + "/join",
        method="post",
        class_name="grid gap-4 rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


@rx.memo
def joined() -> rx.Component:
    """In, with the link to choose a password; or waiting for the leader."""
    return rx.el.section(
        rx.cond(
            J.joined == "in",
            rx.fragment(
                rx.el.h2(icon("check-check", "size-6"), _("Welcome, you are in"), class_name="flex items-center gap-2 text-title font-semibold text-good-ink"),
                rx.cond(
                    J.link != "",
                    rx.fragment(
                        rx.el.p(_("Your account is {account}. Note it down, then choose a password; this link works once and is shown only now.", account=J.account), class_name="mt-1 text-ink"),
                        rx.el.a(_("Choose a password"), href=J.link, custom_attrs={"reloadDocument": True}, class_name=f"{PRIMARY} mt-3 w-full"),
                        rx.el.p(J.link, class_name="mt-2 text-note break-all text-ink select-all"),
                    ),
                ),
            ),
            rx.fragment(
                rx.el.h2(icon("check", "size-6"), _("Your request is there"), class_name="flex items-center gap-2 text-title font-semibold text-good-ink"),
                rx.el.p(_("The leader calls you, and gives you a link for your account."), class_name="mt-1 text-ink"),
            ),
        ),
        role="status",
        class_name="rounded-card bg-good-soft p-4",
    )


@rx.memo
def public_team() -> rx.Component:
    """The page; it asks for the team of the address when it is drawn."""
    return rx.el.main(
        rx.match(
            J.state,
            ("loading", waiting_rows(4)),
            ("there", rx.fragment(
                public_about(),
                rx.el.section(section_title(_("Join")), rx.cond(J.joined != "", joined(), join_form()), id="join", class_name="print:hidden"),
            )),
            ("offline", empty(one_house({2}), _("No signal"), _("Try again later."))),
            empty(one_house({2}), _("There is no such team"), _("It may have been closed, or it takes people by invitation only.")),
        ),
        on_mount=tap("showTeam", module=MODULE),
        class_name="px-4",
    )  # fmt: skip


def page() -> rx.Component:
    """The page at /public/teams/[id]."""
    return outside(public_team())
