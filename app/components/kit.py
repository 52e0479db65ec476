"""The small pieces that every screen is made of: icons, buttons, chips, groups, empty and error states."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

PRIMARY = (
    "flex min-h-press items-center justify-center gap-2 rounded-field px-3 text-lead font-semibold bg-brand text-on-brand "
    "active:bg-brand-press"
)
QUIET = (
    "flex min-h-press items-center justify-center gap-2 rounded-field px-3 text-lead font-semibold border border-edge "
    "bg-surface text-brand"
)
SOFT_SMALL = (
    "flex min-h-touch items-center justify-center gap-1.5 rounded-field px-3.5 text-base font-semibold bg-brand-soft text-brand"
)
QUIET_SMALL = (
    "flex min-h-touch items-center justify-center gap-1.5 rounded-field px-3.5 text-base font-semibold border border-edge "
    "bg-surface text-brand"
)
GROUP = "divide-y divide-line overflow-hidden rounded-card bg-surface shadow-card"
ICON_BUTTON = "grid size-touch shrink-0 place-items-center rounded-field"


def icon(name: str, size: str = "size-6", extra: str = "") -> rx.Component:
    """A lucide icon; it never stands alone without a word or a label beside it."""
    return rx.icon(name, class_name=f"{size} shrink-0 {extra}", custom_attrs={"aria-hidden": "true"})


def link(*children: Any, to: Any, **props: Any) -> rx.Component:
    """A link within Linli that changes the page without loading it anew."""
    return ReactRouterLink.create(*children, to=to, **props)


def section_title(text: Any, aside: Any = None) -> rx.Component:
    """The heading of a group, with a quiet word at the right."""
    return rx.el.div(
        rx.el.h2(text, class_name="text-lead font-semibold"),
        rx.el.div(aside, class_name="text-note text-ink-2") if aside is not None else rx.fragment(),
        class_name="mt-6 mb-2 flex items-end justify-between gap-3 px-1",
    )


def banner(name: str, title: Any, line: Any, tone: str = "bg-lamp-soft text-lamp-ink") -> rx.Component:
    """An icon, one bold line, one plain line; announced to screen readers."""
    return rx.el.div(
        icon(name, "size-6", "mt-0.5"),
        rx.el.p(
            rx.el.span(title, class_name="block font-semibold"),
            rx.el.span(line, class_name="block text-note"),
            class_name="min-w-0",
        ),
        role="status",
        class_name=f"flex gap-3 rounded-card px-4 py-3 {tone}",
    )


def empty(drawing: rx.Component, title: Any, line: Any, *actions: Any) -> rx.Component:
    """A drawing, one sentence of fact, and what is next."""
    return rx.el.div(
        drawing,
        rx.el.p(title, class_name="mt-4 text-title font-semibold"),
        rx.el.p(line, class_name="mt-1 max-w-80 text-base text-ink-2"),
        rx.el.div(*actions, class_name="mt-5 grid w-full max-w-80 gap-3"),
        class_name="flex flex-col items-center px-6 py-12 text-center",
    )


def waiting_rows(n: int = 6) -> rx.Component:
    """The layout of a list while it is on its way."""
    return rx.el.div(
        *(
            rx.el.div(
                rx.el.span(class_name="size-window rounded-window bg-sunken animate-wait"),
                rx.el.span(
                    rx.el.span(class_name="block h-5 w-1/3 rounded-chip bg-sunken animate-wait"),
                    rx.el.span(class_name="mt-2 block h-4 w-2/3 rounded-chip bg-sunken animate-wait"),
                    class_name="grow",
                ),
                class_name="flex min-h-row items-center gap-3 px-3 py-2.5",
            )
            for _ in range(n)
        ),
        class_name=GROUP,
        custom_attrs={"aria-hidden": "true"},
    )


def segmented(options: list[tuple[Any, Any, Any]], label: Any) -> rx.Component:
    """Two to four choices side by side: (word, is chosen, event)."""
    return rx.el.div(
        *(
            rx.el.button(
                word,
                type="button",
                on_click=event,
                custom_attrs={"aria-pressed": rx.cond(on, "true", "false")},
                class_name=rx.cond(
                    on,
                    "flex min-h-touch items-center justify-center rounded-chip px-1 text-base bg-surface font-semibold "
                    "text-ink shadow-card",
                    "flex min-h-touch items-center justify-center rounded-chip px-1 text-base text-ink-2",
                ),
            )
            for word, on, event in options
        ),
        role="group",
        aria_label=label,
        class_name="grid auto-cols-fr grid-flow-col gap-1 rounded-field bg-sunken p-1",
    )
