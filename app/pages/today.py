"""/today: who waits for us, in walking order, with searches on top; all of it out of the phone, with or without signal."""

from typing import Any

import reflex as rx

from app import routes
from app.components.forms import FIELD
from app.components.kit import QUIET, QUIET_SMALL, banner, empty, icon, link
from app.components.lock import pin_card
from app.components.need_sheet import need_groups
from app.components.not_here import not_on_this_phone
from app.components.offline import OFF, tap
from app.components.route_sheet import route_sheet
from app.components.scene import one_house
from app.components.shell import app_bar, shade_button, shell
from app.components.today_rows import on_top, seen_rows, yards
from app.i18n import ZH, _

T: Any = OFF.today


def _tab(key: str, word: Any, count: Any) -> rx.Component:
    base = "flex min-h-touch items-center justify-center gap-1.5 rounded-chip px-1 text-base whitespace-nowrap "
    return rx.el.button(
        word, " ", rx.el.b(count, class_name="tabular-nums"),
        type="button", role="tab", on_click=tap("showPart", key, module=FIELD),
        custom_attrs={"aria-selected": rx.cond(T.tab == key, "true", "false")},
        class_name=rx.cond(T.tab == key, base + "bg-surface font-semibold text-ink shadow-card", base + "text-ink-2"),
    )  # fmt: skip


def _filter(key: str, word: Any) -> rx.Component:
    inner = "flex items-center gap-1.5 rounded-full border px-3.5 py-2 text-note whitespace-nowrap "
    return rx.el.button(
        rx.el.span(rx.cond(T.mode == key, icon("check", "size-4.5")), word,
                   class_name=rx.cond(T.mode == key, inner + "border-brand bg-brand font-semibold text-on-brand", inner + "border-edge bg-surface text-ink")),
        type="button", on_click=tap("showMode", key, module=FIELD), custom_attrs={"aria-pressed": rx.cond(T.mode == key, "true", "false")},
        class_name="flex min-h-touch shrink-0 items-center",
    )  # fmt: skip


def _waiting() -> rx.Component:
    nobody = empty(
        one_house(set()),
        _("Nobody is waiting today"),
        rx.cond(T.seen > 0, _("{n} people were reached today.", n=T.seen), _("The next ones light up here when their day comes.")),
        link(_("See who comes next"), to=f"{routes.RESIDENTS}/", class_name=QUIET),
    )
    return rx.el.div(
        rx.cond(
            T.due > 0,
            rx.el.div(
                rx.el.div(_filter("all", _("All")), _filter("door", _("At the door")), _filter("phone", _("By phone")), role="group", aria_label=_("How"), class_name="flex gap-2"),
                rx.el.button(icon("printer", "size-5"), _("Print the route"), type="button", on_click=tap("printRoute", module=FIELD), class_name=f"{QUIET_SMALL} hidden tablet:flex"),
                class_name="mt-2 flex flex-wrap items-center justify-between gap-2",
            ),
        ),
        rx.cond(T.groups.length() > 0, yards(groups=T.groups), rx.cond(T.due > 0, rx.el.p(_("Nobody in this way. Tap All."), class_name="mt-6 px-1 text-ink-2"), nobody)),
        rx.cond(T.due > 0, rx.el.button(icon("printer", "size-5"), _("Print the route"), type="button", on_click=tap("printRoute", module=FIELD), class_name=f"{QUIET_SMALL} mt-6 w-full tablet:hidden")),
    )  # fmt: skip


@rx.memo
def today_list() -> rx.Component:
    """The list out of the pack."""
    return rx.el.div(
        rx.cond(~OFF.online, rx.el.div(banner("cloud-off", _("No signal, carry on as usual"), _("This is the list of {t}. What you record is sent when there is signal.", t=OFF.fetched)), class_name="mb-3")),
        rx.el.div(pin_card(), class_name="-mx-3 mb-3"),
        on_top(),
        rx.el.div(
            _tab("due", _("To contact"), T.due), _tab("todo", _("To do"), T.todo), _tab("seen", _("Seen "), T.seen),
            role="tablist", aria_label=_("Today"), class_name="grid auto-cols-fr grid-flow-col gap-1 rounded-field bg-sunken p-1",
        ),
        rx.match(
            T.tab,
            ("todo", rx.cond(T.todo > 0, need_groups(groups=T.todo_groups), rx.el.p(_("Nothing to do for anybody. Needs that you write down stand here."), class_name="mt-6 px-1 text-ink-2"))),
            ("seen", rx.cond(T.seen > 0, seen_rows(rows=T.seen_rows),
                             rx.el.p(_("Nobody seen yet today."), class_name="mt-6 px-1 text-ink-2"))),
            _waiting(),
        ),
        class_name="px-3",
    )  # fmt: skip


@rx.memo
def today_head() -> rx.Component:
    """Title, the day, the badge, the shade."""
    return app_bar(_("Today "), rx.cond(ZH, T.date_zh, T.date_en), shade_button())


def page() -> rx.Component:
    """The page at /today."""
    return shell(
        rx.el.main(
            today_head(),
            rx.cond(OFF.mode == "pack", today_list(), not_on_this_phone()),
            class_name="mx-auto w-full max-w-[44rem] pb-[calc(var(--spacing-tabs)+1.5rem)] tablet:pb-8",
        ),
        rx.cond(OFF.mode == "pack", route_sheet()),
        tab="today",
    )
