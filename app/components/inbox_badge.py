"""How much waits for a decision, as a number on the tab of the inbox."""

import reflex as rx

from app.i18n import _
from app.state.inbox import InboxState as State


@rx.memo
def inbox_badge() -> rx.Component:
    """The number; nothing where nothing waits. It asks when it is mounted, and only leads have it."""
    n = State.counts.total
    return rx.el.span(
        rx.cond(
            n > 0,
            rx.el.span(
                rx.cond(n > 99, "99+", n.to(str)), rx.el.span(" ", _("wait"), class_name="sr-only"),
                class_name="absolute -top-0.5 right-1 grid h-5 min-w-5 place-items-center rounded-full bg-alarm px-1 text-[0.8125rem] leading-none font-semibold text-on-alarm tabular-nums",
            ),
        ),
        on_mount=State.count,
    )
