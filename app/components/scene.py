"""The small drawings of courtyards in the evening, and the sign of Linli."""

import reflex as rx

# (x, y, width, height, columns, rows, lit windows)
_HOUSES = (
    (20, 82, 92, 126, 4, 6, {1, 8, 15, 18}),
    (206, 60, 58, 148, 3, 8, {3, 8, 13}),
    (122, 110, 72, 98, 3, 4, {2, 3}),
    (282, 100, 92, 108, 4, 5, {3, 5, 14, 15}),
)


def _house(x: float, y: float, width: float, height: float, columns: int, rows: int, lit: set[int]) -> list[rx.Component]:
    step_x, step_y = (width - 9) / columns, (height - 9) / rows
    windows = [
        rx.el.svg.rect(
            x=f"{x + 7 + (i % columns) * step_x:.1f}",
            y=f"{y + 7 + (i // columns) * step_y:.1f}",
            width=f"{step_x - 5:.1f}",
            height=f"{step_y - 5:.1f}",
            rx="1.5",
            fill="var(--color-lamp)" if i in lit else "var(--color-scene-dim)",
        )
        for i in range(columns * rows)
    ]
    return [
        rx.el.svg.rect(x=str(x), y=str(y), width=str(width), height=str(height), rx="3", fill="var(--color-scene)"),
        *windows,
    ]


def evening() -> rx.Component:
    """A courtyard at dusk with some windows lit: somebody is waiting there."""
    parts = [part for house in _HOUSES for part in _house(*house)]
    return rx.el.svg(
        rx.el.svg.rect(width="390", height="208", fill="var(--color-brand-soft)"),
        rx.el.svg.circle(cx="318", cy="54", r="17", fill="var(--color-scene-moon)"),
        rx.el.svg.path(d="M0 156 C70 130 130 142 190 146 C260 130 330 136 390 148 V208 H0z", fill="var(--color-scene-dim)"),
        rx.el.svg.path(d="M16 84 L66 62 L116 84z M118 112 L158 92 L198 112z", fill="var(--color-scene)"),
        *parts,
        view_box="0 0 390 208",
        custom_attrs={"preserveAspectRatio": "xMidYMax slice", "aria-hidden": "true"},
        class_name="block h-48 w-full shrink-0",
    )


def one_house(lit: set[int]) -> rx.Component:
    """One house for empty and error states."""
    return rx.el.svg(
        *_house(34, 30, 92, 86, 4, 5, lit),
        rx.el.svg.path(d="M26 32 L80 8 L134 32z", fill="var(--color-scene)"),
        rx.el.svg.path(d="M8 116 H152", stroke="var(--color-edge)", stroke_width="2"),
        view_box="0 0 160 120",
        custom_attrs={"aria-hidden": "true"},
        class_name="h-32 w-44",
    )


def sign() -> rx.Component:
    """The sign of Linli: a house with one lit window."""
    return rx.el.svg(
        rx.el.svg.rect(width="56", height="56", rx="14", fill="var(--color-scene)"),
        rx.el.svg.path(d="M10 29 L28 14 L46 29 V45 H10z", fill="var(--color-scene-moon)"),
        rx.el.svg.rect(x="31", y="31", width="9", height="9", rx="1.5", fill="var(--color-lamp)"),
        rx.el.svg.rect(x="17", y="31", width="9", height="9", rx="1.5", fill="var(--color-scene-dim)"),
        view_box="0 0 56 56",
        custom_attrs={"aria-hidden": "true"},
        class_name="size-14 shrink-0",
    )
