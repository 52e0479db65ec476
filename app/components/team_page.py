"""One team as its people see it: story, members, requests, codes, dates; what a leader does stands beside what it is about."""

from typing import Any

import reflex as rx

from app.components.days import plain_day
from app.components.desk import ONE_TAP, asks
from app.components.desk import said as in_words
from app.components.field_words import said
from app.components.forms import chip, chips
from app.components.kit import GROUP, QUIET, QUIET_SMALL, SOFT_SMALL, banner, icon, link, section_title, waiting_rows
from app.components.offline import OFF
from app.components.shift_words import SKILLS
from app.components.team_forms import (
    activity_form,
    cancel_form,
    code_form,
    date_form,
    edit_team_form,
    invite_form,
    member_form,
    person_form,
)
from app.components.team_words import STATES, TIMES, insurance_tag, kind_word, part_tag, tag
from app.i18n import _, both
from app.state.teams import TeamState as State

T: Any = State.team
PATH: Any = rx.Var("window.location.pathname", _var_type=str).to(str)


def _name(row: Any) -> Any:
    return rx.cond(OFF.shade, row.masked, row.name)


def _toggle(glyph: str, word: Any, doing: str) -> rx.Component:
    return rx.el.button(
        icon(glyph, "size-5"), word, type="button", on_click=State.begin(doing), custom_attrs={"aria-expanded": rx.cond(State.doing == doing, "true", "false")},
        class_name=SOFT_SMALL,
    )  # fmt: skip


def _words(codes: Any, words: dict[str, tuple[str, str]]) -> rx.Component:
    return rx.foreach(codes, lambda code: rx.el.span(said(code, words, code), " "))


@rx.memo
def team_about() -> rx.Component:
    """Story, offers, courtyards, how to reach it."""
    return rx.el.section(
        rx.cond(T.closed, rx.el.p(icon("circle-slash", "size-5"), _("This team was closed."), class_name="mb-2 flex items-center gap-2 font-semibold text-ink-2")),
        rx.el.p(tag(kind_word(T.line.kind), "bg-brand-soft text-brand"), " ", part_tag(T.line.part), rx.cond(~T.line.public, tag(_("By invitation"), "bg-sunken text-ink-2")), class_name="flex flex-wrap gap-2"),
        rx.cond(T.story != "", rx.el.p(T.story, class_name="mt-2 whitespace-pre-line break-words")),
        rx.el.dl(
            rx.cond(T.line.offers.length() > 0, _fact(_("Offers"), T.line.offers.join("、"))),
            _fact(_("Courtyards"), rx.cond(T.courtyards.length() > 0, T.courtyards.join("、"), _("the whole community"))),
            rx.cond(T.line.reach != "", _fact(_("To reach it"), T.line.reach)),
            class_name="mt-3 grid gap-2",
        ),
        rx.el.div(
            rx.cond(T.keeps & ~T.closed, _toggle("pencil", _("Change"), "edit")),
            rx.cond(T.line.public & ~T.closed, link(icon("globe", "size-5"), _("Public page"), to="/public/teams/" + T.line.id.to(str) + "/", class_name=QUIET_SMALL)),
            class_name="mt-3 flex flex-wrap gap-2",
        ),
        rx.cond(State.doing == "edit", rx.el.div(edit_team_form(key=T.line.id), class_name="mt-3")),
        class_name="rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


def _fact(label: Any, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(label, class_name="shrink-0 text-note text-ink-2"), rx.el.dd(value, class_name="min-w-0 break-words"), class_name="flex gap-3")


@rx.memo
def requests() -> rx.Component:
    """Who asks to be in the team."""
    return rx.cond(
        T.asking.length() > 0,
        rx.el.section(
            section_title(_("Want to join"), T.asking.length()),
            rx.el.ul(rx.foreach(T.asking, _asking), class_name=GROUP),
            class_name="mb-4",
        ),
    )


def _asking(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(_name(row), " ", rx.cond(row.minor, tag(_("Under 18"), "bg-slate-soft text-slate-ink")), class_name="flex flex-wrap items-center gap-2 text-lead font-semibold"),
            rx.el.span(_("asked on {day}", day=plain_day(row.since)), class_name="block text-note text-ink-2 tabular-nums"),
            rx.el.span(_words(row.skills, SKILLS), class_name="block text-note text-ink-2"),
            type="button", on_click=State.look_at(row.id), custom_attrs={"aria-expanded": rx.cond(State.person.id == row.id, "true", "false")},
            class_name="block min-h-touch w-full text-left",
        ),
        rx.cond(State.person.id == row.id, person_open(key=row.id)),
        rx.cond(
            row.twin != "",
            rx.el.p(
                icon("users", "size-5", "mt-0.5"), rx.el.span(rx.cond(row.twin_id != "", _("The same phone is registered already: {name}", name=row.twin), _("The same phone is registered already. Ask the community."))),
                class_name="mt-1 flex gap-2 text-note font-semibold text-lamp-ink",
            ),
        ),
        rx.el.div(
            rx.cond(State.person.id != row.id, rx.el.button(icon("phone", "size-5"), _("Call and ask"), type="button", on_click=State.look_at(row.id), class_name=QUIET_SMALL)),
            rx.el.button(icon("check", "size-5"), _("Take in"), type="button", disabled=State.busy, on_click=State.accept(row.id, "").throttle(ONE_TAP), class_name=SOFT_SMALL),
            rx.cond(row.twin_id != "", rx.el.button(icon("merge", "size-5"), _("Take in as the same person"), type="button", disabled=State.busy, on_click=State.accept(row.id, row.twin_id).throttle(ONE_TAP), class_name=QUIET_SMALL)),
            rx.el.button(icon("x", "size-5"), _("Not this time"), type="button", on_click=State.refuse(row.id), class_name=QUIET_SMALL),
            class_name="mt-2 flex flex-wrap gap-2",
        ),
        class_name="px-4 py-3",
    )  # fmt: skip


@rx.memo
def members() -> rx.Component:
    """The roster by name."""
    return rx.el.section(
        section_title(_("Members"), _("by name")),
        rx.cond(
            T.roster.length() > 0,
            rx.el.ul(rx.foreach(T.roster, _member), class_name=GROUP),
            rx.el.p(_("Nobody yet. Give somebody a code, or add them here."), class_name="px-1 text-ink-2"),
        ),
        rx.cond(~T.closed, rx.el.div(_toggle("user-plus", _("Add somebody"), "member"), class_name="mt-3 flex flex-wrap gap-2")),
        rx.cond(State.doing == "member", rx.el.div(rx.cond(T.keeps, _find()), member_form(key="new"), class_name="mt-3 grid gap-3")),
    )


def _find() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span(_("Somebody of the community"), class_name="mb-1.5 block text-base font-semibold"),
            rx.el.input(type="search", on_change=State.find, auto_complete="off", placeholder=_("Name or pinyin initials"), class_name="min-h-press w-full rounded-field border border-edge bg-surface px-4 text-lead"),
            class_name="block",
        ),
        rx.el.ul(rx.foreach(State.found, lambda p: rx.el.li(
            rx.el.span(_name(p), class_name="min-w-0 grow"),
            rx.el.button(icon("plus", "size-5"), _("Add"), type="button", on_click=State.add_known(p.id), aria_label=_("Add {name}", name=p.name), class_name=SOFT_SMALL),
            class_name="flex items-center gap-3 py-1",
        ))),
        class_name="rounded-card bg-surface p-4 shadow-card",
    )  # fmt: skip


def _member(row: Any) -> rx.Component:
    here = State.person.id == row.id
    return rx.el.li(
        rx.el.button(
            rx.el.span(row.family, class_name="grid size-12 shrink-0 place-items-center rounded-full bg-brand-soft text-lead font-semibold text-brand", custom_attrs={"aria-hidden": "true"}),
            rx.el.span(
                rx.el.span(
                    _name(row), " ", part_tag(row.part), rx.cond(row.fresh, tag(_("New"), "bg-slate-soft text-slate-ink")),
                    rx.cond(row.minor, tag(_("Under 18"), "bg-slate-soft text-slate-ink", "baby")), insurance_tag(row.insurance),
                    class_name="flex flex-wrap items-center gap-2 text-lead font-semibold",
                ),
                rx.cond(row.skills.length() > 0, rx.el.span(_words(row.skills, SKILLS), class_name="block text-note text-ink-2")),
                rx.cond(row.availability.length() > 0, rx.el.span(_words(row.availability, TIMES), class_name="block text-note text-ink-2")),
                rx.cond(row.insured_until != "", rx.el.span(_("Insured until {day}", day=plain_day(row.insured_until)), class_name="block text-note tabular-nums text-ink-2")),
                rx.cond(row.twin_id != "", rx.el.span(_("Same phone as {name}", name=row.twin), class_name="block text-note text-lamp-ink")),
                class_name="min-w-0 grow text-left",
            ),
            type="button", on_click=State.look_at(row.id), custom_attrs={"aria-expanded": rx.cond(here, "true", "false")},
            class_name="flex min-h-row w-full items-center gap-3 px-4 py-3",
        ),
        rx.cond(here, person_open(key=row.id)),
    )  # fmt: skip


def _link() -> rx.Component:
    return rx.cond(
        State.link != "",
        rx.el.div(
            rx.el.p(_("For {account}. Shown only now; hand it over yourself. With it a password is chosen once.", account=State.link_for)),
            rx.el.p(State.link, class_name="mt-1 rounded-field bg-surface p-3 break-all text-ink select-all"),
            role="status",
        ),
    )


@rx.memo
def what_was_done() -> rx.Component:
    """What was just done; after somebody was taken in, the way to give them their link."""
    word = rx.match(
        State.done,
        ("saved", _("Saved.")), ("made", _("The activity is there.")), ("cancelled", _("This date is cancelled; those who signed up see it.")), ("stopped", _("It was stopped.")),
        ("seen", _("It can be seen now.")), ("added", _("Added to the team.")), ("refused", _("Not taken in.")), ("removed", _("Taken off the roster.")), ("ended", _("The code no longer works.")),
        ("joined", _("You are in the team.")), ("asked", _("Asked; the leader answers.")), ("left", _("Done: you are no longer in this team.")), ("closed", _("The team is closed.")),
        ("accepted", rx.cond(State.person.has_account, _("They are in the team."), _("Taken in. Now give them the link to sign in."))), "",
    )  # fmt: skip
    return rx.el.div(
        rx.cond(
            State.done != "",
            rx.el.div(
                rx.el.p(icon("check", "size-5"), word, class_name="flex items-center gap-2 font-semibold"),
                rx.cond(
                    (State.done == "accepted") & (State.person.id != "") & ~State.person.has_account,
                    rx.fragment(
                        rx.cond(State.link == "", rx.el.button(icon("link", "size-5"), _("Link for {name}", name=_name(State.person)), type="button", on_click=State.make_link, class_name=f"{SOFT_SMALL} w-full")),
                        _link(),
                    ),
                ),
                class_name="mt-2 mb-3 grid gap-2 rounded-card bg-good-soft px-4 py-3 text-good-ink shadow-card",
            ),
        ),
        role="status",
        class_name="sticky top-[calc(var(--spacing-appbar)+env(safe-area-inset-top))] z-(--z-bar)",
    )  # fmt: skip


@rx.memo
def person_open() -> rx.Component:
    """Somebody opened: call, link, part, particulars, training, and the way out."""
    who = State.person
    inside = who.state == "in"
    ours = inside & (T.keeps | (who.part == "member"))  # about leaders and deputies the community decides
    return rx.el.div(
        rx.el.div(
            rx.cond((who.phone != "") & ~OFF.shade, rx.el.a(icon("phone", "size-5"), rx.cond(who.state == "asked", _("Call and ask"), _("Call")), " ", who.phone, href="tel:" + who.phone.to(str), class_name=f"{SOFT_SMALL} tabular-nums")),
            rx.cond((who.phone == "") & (who.state == "asked"), rx.el.p(_("There is no phone here for you; ask the community."), class_name="text-note text-ink-2")),
            rx.cond((who.guardian_phone != "") & ~OFF.shade, rx.el.a(icon("phone", "size-5"), _("Call the guardian"), href="tel:" + who.guardian_phone.to(str), class_name=QUIET_SMALL)),
            rx.cond(ours, rx.el.button(icon("link", "size-5"), _("Link to sign in"), type="button", on_click=State.make_link, class_name=QUIET_SMALL)),
            rx.cond(inside & T.keeps & (who.part == "member"), rx.el.button(_("Make deputy"), type="button", on_click=State.name_part("deputy"), class_name=QUIET_SMALL)),
            rx.cond(inside & T.keeps & (who.part != "member"), rx.el.button(_("Make member again"), type="button", on_click=State.name_part("member"), class_name=QUIET_SMALL)),
            rx.cond(inside & T.keeps & (who.part != "leader"), rx.el.button(_("Make leader"), type="button", on_click=State.name_part("leader"), class_name=QUIET_SMALL)),
            class_name="flex flex-wrap gap-2",
        ),
        rx.cond(State.done != "accepted", _link()),
        rx.cond(
            inside & ~ours,
            rx.el.p(_("About leaders and deputies the community decides: their particulars, who becomes one, and who stops being one."), class_name="text-note text-ink-2"),
        ),
        rx.cond(
            ours,
            rx.fragment(
                rx.el.div(
                    rx.el.p(_("Trained in"), class_name="text-base font-semibold"),
                    chips(*(chip(both(zh, en), who.trained.contains(code), State.train(code)) for code, (zh, en) in SKILLS.items()), label=_("Trained in")),
                ),
                person_form(key=who.id),
                asks(_("Take off the roster"), "user-minus", _("The places in coming shifts are given back. Hours that were served stay."), rx.el.button(_("Take off the roster"), type="button", on_click=State.remove, class_name=QUIET)),
                rx.cond(T.keeps | (T.line.part == "leader"), asks(_("Wants to stop volunteering"), "door-open", _("All teams, coming shifts and the account end today. Hours that were served stay theirs."), rx.el.button(_("Note it"), type="button", on_click=State.let_go, class_name=QUIET))),
            ),
        ),
        class_name="grid gap-3 border-t border-line bg-sunken px-4 py-3 text-left",
    )  # fmt: skip


@rx.memo
def codes() -> rx.Component:
    """Invitation codes: a new one large, the ones that work, and their end."""
    return rx.el.section(
        section_title(_("Invitation codes")),
        rx.cond(
            State.code != "",
            rx.el.div(
                rx.el.p(_("Shown only now. Read it out or write it down; it works for 14 days.")),
                rx.el.p(State.code, class_name="mt-2 text-center text-figure font-semibold tracking-widest tabular-nums select-all"),
                role="status", class_name="mb-3 rounded-card bg-brand p-4 text-on-brand",
            ),
        ),
        rx.el.ul(
            rx.foreach(T.invites, lambda i: rx.el.li(
                rx.el.span(_("works until {day}, for {n} more", day=plain_day(i.ends), n=i.uses_left), class_name="min-w-0 grow tabular-nums"),
                rx.el.button(_("End it"), type="button", on_click=State.revoke(i.id), class_name=f"{QUIET_SMALL} shrink-0"),
                class_name="flex min-h-touch items-center gap-3 px-4 py-2",
            )),
            class_name=rx.cond(T.invites.length() > 0, GROUP + " mb-3", "hidden"),
        ),
        rx.cond(~T.closed, rx.el.div(invite_form(key="invite"), class_name="rounded-card bg-surface p-4 shadow-card")),
    )  # fmt: skip


@rx.memo
def dates() -> rx.Component:
    """What the team does, and when."""
    return rx.el.section(
        section_title(_("Dates"), _("{n} dates", n=T.dates.length())),
        rx.cond(T.leads & ~T.closed, rx.el.div(_toggle("calendar-plus", _("New activity"), "activity"), class_name="mb-3 flex flex-wrap gap-2")),
        rx.cond(State.doing == "activity", rx.el.div(activity_form(key="activity"), class_name="mb-3")),
        rx.cond(T.activities.length() > 0, rx.el.ul(rx.foreach(T.activities, _activity), class_name=f"{GROUP} mb-3")),
        rx.cond(T.dates.length() > 0, rx.el.ul(rx.foreach(T.dates, _date), class_name=GROUP), rx.el.p(_("Nothing is planned yet."), class_name="px-1 text-ink-2")),
    )


def _activity(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.title, " ", rx.cond(row.state == "draft", tag(_("Draft"), "bg-sunken text-ink-2")), class_name="font-semibold"),
            rx.el.p(in_words(row.when_zh, row.when_en), class_name="text-note text-ink-2"),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            T.leads,
            rx.el.div(
                rx.cond(row.state == "draft", rx.el.button(_("Let it be seen"), type="button", on_click=State.open_draft(row.id), class_name=SOFT_SMALL)),
                asks(_("Stop it"), "circle-stop", _("Its coming dates are cancelled, and those who signed up see it."), rx.el.button(_("Stop it"), type="button", on_click=State.end_activity(row.id), class_name=QUIET)),
                class_name="flex flex-wrap gap-2",
            ),
        ),
        class_name="flex flex-wrap items-center gap-3 px-4 py-3",
    )  # fmt: skip


def _date(row: Any) -> rx.Component:
    coming = (row.state == "open") | (row.state == "ready")
    here = (State.at.id == row.id) & (State.doing == "date")
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.p(row.title, class_name="text-lead font-semibold"),
                rx.el.p(plain_day(row.day), " ", row.starts, "–", row.ends, rx.cond(row.overnight, _(" (next day)"), ""), rx.cond(row.place != "", " · " + row.place.to(str), ""), class_name="text-note tabular-nums text-ink-2"),
                rx.el.p(
                    _("{taken} of {slots} people", taken=row.taken, slots=row.slots), " · ", said(row.state, STATES),
                    rx.cond(row.caution == "home", rx.el.span(" · ", _("at somebody's home, two people"))), rx.cond(row.caution == "hard", rx.el.span(" · ", _("hard work, two people"))),
                    class_name="text-note text-ink-2",
                ),
                rx.cond(row.reason != "", rx.el.p(row.reason, class_name="text-note font-semibold text-alarm-ink")),
                class_name="min-w-0 grow",
            ),
            rx.cond(
                T.leads & coming,
                rx.el.button(
                    icon("pencil", "size-5"), _("Change"), type="button", on_click=State.choose_date(row.id, rx.cond(here, "", "date")),
                    aria_label=_("Change {title}", title=row.title.to(str) + " " + plain_day(row.day)), custom_attrs={"aria-expanded": rx.cond(here, "true", "false")},
                    class_name=f"{QUIET_SMALL} shrink-0",
                ),
            ),
            class_name="flex items-center gap-3",
        ),
        rx.cond(
            here,
            rx.el.div(
                date_form(key=row.id),
                rx.el.details(
                    rx.el.summary(icon("x", "size-5"), _("Cancel this date"), class_name=f"{QUIET_SMALL} cursor-pointer list-none"),
                    rx.el.div(cancel_form(key=row.id), class_name="mt-2"),
                ),
                class_name="mt-3 grid gap-3",
            ),
        ),
        class_name="px-4 py-3",
    )  # fmt: skip


@rx.memo
def in_or_out() -> rx.Component:
    """Join, or leave."""
    return rx.el.section(
        rx.cond(T.may_join, rx.el.div(section_title(_("Join")), code_form(key="code"))),
        rx.cond(
            T.member | (T.line.part == "asked"),
            rx.el.div(
                asks(
                    rx.cond(T.member, _("Leave this team"), _("Take my request back")), "log-out", _("Your places in coming shifts of this team are given back. Your hours stay yours."),
                    rx.el.button(rx.cond(T.member, _("Leave this team"), _("Take my request back")), type="button", on_click=State.leave_team, class_name=QUIET),
                ),
                class_name="mt-6",
            ),
        ),
        rx.cond(
            T.keeps & ~T.closed,
            rx.el.div(
                asks(_("Close this team"), "circle-slash", _("Its activities end, coming dates are cancelled, codes stop working. Hours stay."), rx.el.button(_("Close this team"), type="button", on_click=State.close_team, class_name=QUIET)),
                class_name="mt-3",
            ),
        ),
    )  # fmt: skip


@rx.memo
def team_body() -> rx.Component:
    """The whole page of a team; it asks for the one in the address when it is mounted."""
    return rx.el.div(
        what_was_done(),
        rx.cond(~OFF.online, banner("cloud-off", _("No signal now"), _("Teams need signal; it goes on by itself."))),
        rx.cond(
            State.loaded,
            rx.el.div(
                rx.el.div(rx.cond(T.leads, requests()), team_about(), rx.cond(T.leads | T.member, dates()), in_or_out(), class_name="min-w-0"),
                rx.cond(T.leads, rx.el.div(members(), codes(), class_name="min-w-0")),
                class_name=rx.cond(T.leads, "split:grid split:grid-cols-2 split:gap-x-6", ""),
            ),
            rx.cond(OFF.online, waiting_rows(4)),
        ),
        on_mount=State.open(PATH),
        class_name="px-3",
    )
