"""/day: one's own day, composed from what was recorded, with one paragraph of one's own (民情日志)."""

from typing import Any

import reflex as rx

from app.components.desk import INPUT, PAGE, with_fields
from app.components.kit import GROUP, ICON_BUTTON, PRIMARY, QUIET_SMALL, icon, section_title, waiting_rows
from app.components.offline import OFF
from app.components.shell import app_bar, shade_button, shell
from app.i18n import ZH, _
from app.state.days import DayState as State


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.at, class_name="w-12 shrink-0 tabular-nums text-ink-2"),
        rx.el.div(
            rx.el.p(rx.cond(ZH, line.what_zh, line.what_en), rx.cond(line.whom != "", rx.el.span(" · ", rx.cond(OFF.shade, line.masked, line.whom))), class_name="font-semibold"),
            rx.el.p(rx.cond(ZH, line.zh, line.en), rx.cond(line.late, rx.el.span(" · ", _("written later"), class_name="text-ink-2")), class_name="break-words"),
            class_name="min-w-0 grow",
        ),
        class_name="flex gap-3 px-4 py-3",
    )  # fmt: skip


@rx.memo
def day_desk() -> rx.Component:
    """The day. A component of its own, because it asks when it is mounted."""
    day = State.day
    return rx.el.div(
        rx.cond(
            State.loaded,
            rx.fragment(
                rx.el.div(
                    rx.el.button(icon("chevron-left"), type="button", on_click=State.turn(-1), aria_label=_("The day before"), class_name=ICON_BUTTON),
                    rx.el.p(day.day, class_name="grow text-center text-lead font-semibold tabular-nums"),
                    rx.el.button(icon("chevron-right"), type="button", on_click=State.turn(1), disabled=day.editable, aria_label=_("The day after"), class_name=ICON_BUTTON + " disabled:text-ink-3"),
                    rx.el.a(icon("printer", "size-5"), _("Print"), href="/api/day?day=" + day.day, target="_blank", custom_attrs={"reloadDocument": True}, class_name=QUIET_SMALL),
                    class_name="flex items-center gap-2",
                ),
                rx.cond(
                    day.counts.length() > 0,
                    rx.el.ul(
                        rx.foreach(day.counts, lambda p: rx.el.li(rx.cond(ZH, p.zh, p.en), " ", rx.el.span(p.value, class_name="font-semibold tabular-nums"), class_name="rounded-chip bg-sunken px-2 py-0.5 text-note")),
                        class_name="mt-2 flex flex-wrap gap-2",
                    ),
                ),
                rx.cond(
                    day.lines.length() > 0, rx.el.ul(rx.foreach(day.lines, _line), class_name=GROUP + " mt-3"),
                    rx.el.p(_("Nothing was recorded on this day. Contacts, needs and hazards show up here by themselves."), class_name="px-1 py-6 text-ink-2"),
                ),
                section_title(_("Worth telling")),
                rx.cond(
                    day.editable,
                    rx.el.form(
                        rx.el.label(
                            rx.el.span(_("One paragraph, if you like; it can be changed until midnight."), class_name="mb-1.5 block text-base"),
                            rx.el.textarea(name="words", default_value=day.words, rows="4", max_length=500, class_name=INPUT + " py-3"),
                            class_name="block",
                        ),
                        rx.el.button(_("Keep the paragraph"), type="submit", class_name=f"{PRIMARY} w-full"),
                        rx.el.div(rx.cond(State.saved, rx.el.p(icon("check", "size-5"), _("Kept."), class_name="flex items-center gap-2 text-good-ink")), role="status"),
                        on_submit=with_fields(State.write, "words"),
                        class_name="grid gap-3",
                    ),
                    rx.el.p(rx.cond(day.words != "", day.words, _("Nothing was added.")), class_name="whitespace-pre-line px-1"),
                ),
            ),
            waiting_rows(4),
        ),
        on_mount=State.load,
        class_name="px-3",
    )  # fmt: skip


@rx.memo
def day_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Day notes"), State.day.area, shade_button())


def page() -> rx.Component:
    """The page at /day."""
    return shell(rx.el.main(day_bar(), day_desk(key="day"), class_name=PAGE), tab="day")
