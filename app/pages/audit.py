"""/audit: who did what to which record, when and why; filters above the list on a phone, beside it from 820 px."""

from typing import Any

import reflex as rx

from app.components.kit import GROUP, QUIET, banner, icon, section_title, waiting_rows
from app.components.second import second_step
from app.components.shell import app_bar, shell
from app.components.words import act_name, audit_object, role_name
from app.i18n import _, both
from app.state.audit import AuditState

_FIELD = (
    "min-h-touch w-full min-w-0 rounded-field border border-edge bg-surface px-3.5 text-base text-ink "
    "placeholder:text-ink-3 focus-visible:outline-3 focus-visible:outline-focus"
)


def _field(label: Any, **props: Any) -> rx.Component:
    return rx.el.label(rx.el.span(label, class_name="mb-1 block text-note text-ink-2"), rx.el.input(class_name=_FIELD, **props), class_name="block min-w-0")


@rx.memo
def audit_filters() -> rx.Component:
    """Day, person and resident, then the kinds that there are."""
    state = AuditState
    return rx.el.div(
        rx.el.div(
            _field(_("Day"), type="date", value=state.day, on_change=state.choose_day),
            _field(
                _("Colleague"), type="search", placeholder=_("Account or name"), on_change=state.find_person.debounce(500), auto_complete="off",
                custom_attrs={"autoCapitalize": "none", "spellCheck": "false"},
            ),
            _field(
                _("Resident"), type="search", placeholder=_("Number on the print-out"), on_change=state.find_resident.debounce(500),
                auto_complete="off", custom_attrs={"autoCapitalize": "none", "spellCheck": "false"},
            ),
            class_name="grid gap-3",
        ),
        rx.el.div(
            rx.foreach(state.counts, _kind),
            role="group",
            aria_label=_("Kinds"),
            class_name="no-bar mt-2 flex gap-2 overflow-x-auto split:flex-wrap",
        ),
        class_name="px-3 pt-3",
    )  # fmt: skip


def _kind(count: Any) -> rx.Component:
    inner = "flex items-center gap-1.5 rounded-full border px-3.5 py-2 text-note whitespace-nowrap "
    return rx.el.button(
        rx.el.span(
            rx.cond(count.on, icon("check", "size-4.5")),
            act_name(count.code),
            rx.el.span(count.count, class_name="tabular-nums"),
            class_name=rx.cond(
                count.on, inner + "border-brand bg-brand font-semibold text-on-brand", inner + "border-edge bg-surface text-ink"
            ),
        ),
        type="button",
        on_click=AuditState.toggle_kind(count.code),
        custom_attrs={"aria-pressed": rx.cond(count.on, "true", "false")},
        class_name="flex min-h-touch shrink-0 items-center",
        key=count.code,
    )


@rx.memo
def chain_banner() -> rx.Component:
    """Whether the chain of records is whole, as the last check found it."""
    chain = AuditState.chain
    checked = _("{n} records sealed, checked {t}", n=chain.rows, t=chain.checked)
    return rx.el.div(
        rx.match(
            chain.state,
            ("whole", banner("link", _("The chain is whole"), checked, "bg-good-soft text-good-ink")),
            ("broken", banner("unlink", _("The chain is broken"), _("Checked {t}. Records were changed or removed; tell whoever runs Linli, and check: linli audit verify", t=chain.checked), "bg-alarm text-on-alarm")),
            ("unchecked", banner("clock", _("Not checked yet"), _("The chain is checked every night."), "bg-sunken text-ink-2")),
            rx.fragment(),
        ),
        class_name="px-3 pt-3",
    )  # fmt: skip


@rx.memo
def audit_hints() -> rx.Component:
    """What deserves a look on this day, each with what it rests on."""
    return rx.cond(
        AuditState.hints.length() > 0,
        rx.el.section(
            section_title(_("Worth a look")),
            rx.el.ul(rx.foreach(AuditState.hints, _hint), class_name=GROUP),
            rx.el.p(_("Hints only: there may be a good reason. Ask first."), class_name="mt-1 px-1 text-note text-ink-2"),
            class_name="px-3",
        ),
    )


def _hint(hint: Any) -> rx.Component:
    return rx.el.li(
        icon("eye", "size-5", "mt-0.5 text-ink-2"),
        rx.match(
            hint.code,
            ("fast", _("{who} opened {n} cards within an hour, from {t}", who=hint.who, n=hint.count, t=hint.at)),
            ("outside", _("{who} was refused {n} times outside the own area", who=hint.who, n=hint.count)),
            ("printed", _("{who} printed {n} people's records in one day", who=hint.who, n=hint.count)),
            _("{who} opened {n} hidden numbers or tags in one day", who=hint.who, n=hint.count),
        ),
        class_name="flex gap-3 px-4 py-3",
        key=hint.code + hint.account,
    )


@rx.memo
def audit_list() -> rx.Component:
    """Fifty rows at a time, newest first. A component of its own, because it asks when it is mounted."""
    state = AuditState
    return rx.el.div(
        rx.cond(
            state.loaded,
            rx.cond(
                state.rows.length() > 0,
                rx.el.ul(rx.foreach(state.rows, _line), class_name=GROUP),
                rx.el.p(rx.cond(state.unknown, _("Nobody has this name or number."), _("Nothing recorded here.")), role="status", class_name="px-1 py-4 text-ink-2"),
            ),
            waiting_rows(),
        ),
        rx.cond(
            state.more | (state.page > 0),
            rx.el.nav(
                rx.el.button(_("Newer"), type="button", on_click=state.turn(-1), disabled=state.page == 0, class_name=f"{QUIET} disabled:text-ink-3"),
                rx.el.span(state.page + 1, class_name="self-center text-center tabular-nums"),
                rx.el.button(_("Older"), type="button", on_click=state.turn(1), disabled=~state.more, class_name=f"{QUIET} disabled:text-ink-3"),
                aria_label=_("Pages"),
                class_name="mt-4 grid grid-cols-3 gap-3",
            ),
        ),
        on_mount=state.load,
        class_name="px-3 pt-3",
    )  # fmt: skip


def _line(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(act_name(row.act), class_name="font-semibold"),
            rx.el.span(rx.cond(row.kind != "", audit_object(row.kind), ""), " ", row.object, " ", row.grid, class_name="min-w-0 break-words"),
            rx.cond(
                (row.result != "ok") & (row.result_zh != ""),
                rx.el.span(both(row.result_zh, row.result_en), class_name="rounded-chip bg-lamp-soft px-2 text-note text-lamp-ink"),
            ),
            class_name="flex flex-wrap items-baseline gap-x-2",
        ),
        rx.el.div(
            rx.el.span(row.when, class_name="tabular-nums"),
            rx.el.span(rx.cond(row.who != "", row.who + " (" + row.account + ")", _("Linli itself"))),
            rx.el.span(role_name(row.role)),
            rx.cond(row.reason_zh != "", rx.el.span(both(row.reason_zh, row.reason_en))),
            class_name="mt-0.5 flex flex-wrap gap-x-3 text-note text-ink-2",
        ),
        class_name="px-4 py-3",
        key=row.key,
    )  # fmt: skip


@rx.memo
def audit_head() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Audit"), _("Who did what, when and why. Reading here is recorded too."))


def page() -> rx.Component:
    """The page at /audit."""
    column = "min-w-0 split:h-dvh split:overflow-y-auto "
    return shell(
        rx.el.main(
            audit_head(),
            second_step(rx.el.div(
                rx.el.section(chain_banner(), audit_filters(), aria_label=_("Filters"), class_name="min-w-0 split:pb-8"),
                rx.el.section(
                    audit_hints(),
                    audit_list(key="audit"),
                    aria_label=_("Records"),
                    class_name="min-w-0 pb-[calc(var(--spacing-tabs)+1.5rem)] tablet:pb-8",
                ),
                class_name="split:grid split:grid-cols-[21rem_minmax(0,1fr)]",
            )),
            class_name=column + "mx-auto w-full max-w-phone split:max-w-none",
        ),
        tab="audit",
    )  # fmt: skip
