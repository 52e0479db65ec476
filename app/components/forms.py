"""The frame that every form at the door shares: a sheet from below on a phone, a panel at the side on a tablet, and its parts."""

from typing import Any

import reflex as rx
from reflex.vars import FunctionVar, VarData

from app.components.kit import ICON_BUTTON, PRIMARY, icon
from app.components.offline import OFF, arguments, tap
from app.i18n import ZH, _

FIELD = "$/public/offline/field.js"
CHOICE = "flex min-h-touch items-center justify-center gap-1.5 rounded-field border px-3 text-base "
ON = "border-2 border-brand bg-brand-soft font-semibold text-brand"
FREE = "border-edge bg-surface text-ink"
BOX = "w-full min-w-0 min-h-press rounded-field border border-edge bg-surface px-4 text-base text-ink placeholder:text-ink-3"
PANEL = (
    "fixed inset-x-0 top-auto bottom-0 m-0 mx-auto max-h-[92dvh] w-full max-w-phone flex-col overflow-hidden rounded-t-sheet bg-raised p-0 text-base "
    "text-ink shadow-sheet outline-none backdrop:bg-(--scrim) open:flex open:animate-sheet split:inset-y-0 split:right-0 split:left-auto split:mx-0 "
    "split:h-dvh split:max-h-none split:max-w-[30rem] split:rounded-none"
)
_REF: Any = rx.Var("frame", _var_data=VarData(imports={"$/public/offline/frame.js": "frame"}))


def do(verb: str, *args: Any) -> Any:
    """An event that does something in a form, such as `contact.open`."""
    return tap("form", verb, *args, module=FIELD)


def typed(verb: str, *args: Any) -> Any:
    """The same with what was typed or chosen as the last word."""
    code, data = arguments((verb, *args))
    return rx.Var(f"((value) => form({code}, value))", _var_data=VarData.merge(VarData(imports={FIELD: "form"}), *data)).to(FunctionVar, rx.EventChain)


def panel(title: Any, *body: Any, foot: Any = None, foot_when: Any = None, beside: Any = None) -> rx.Component:
    """A form: title and close on top, what scrolls, and what saves at the thumb."""
    below = rx.el.div(foot, class_name="shrink-0 px-edge pt-3 shadow-bar pb-[max(0.75rem,env(safe-area-inset-bottom))]") if foot is not None else rx.fragment()
    return rx.el.dialog(
        rx.el.div(rx.el.span(class_name="h-1.5 w-10 rounded-full bg-line"), class_name="grid h-5 shrink-0 place-items-center split:invisible", custom_attrs={"aria-hidden": "true"}),
        rx.el.header(
            rx.el.h2(title, id="form-title", class_name="min-w-0 grow text-title font-semibold"),
            beside if beside is not None else rx.fragment(),
            rx.el.button(icon("x"), type="button", on_click=do("frame.close"), aria_label=_("Close"), class_name=f"{ICON_BUTTON} text-ink-2"),
            class_name="flex shrink-0 items-center gap-1 pr-2 pb-1 pl-edge",
        ),
        rx.el.div(*body, class_name="no-bar min-h-0 grow overflow-y-auto px-edge pb-4"),
        # A dialog lies above every notice of the page, so it says itself what there is to say.
        rx.cond(OFF.toast_zh != "", rx.el.p(icon("info", "size-5", "mt-0.5"), rx.cond(ZH, OFF.toast_zh, OFF.toast_en), role="status", class_name="mx-edge mb-2 flex shrink-0 gap-2 rounded-card bg-ink px-4 py-3 text-canvas")),
        below if foot_when is None else rx.cond(foot_when, below),
        custom_attrs={"ref": _REF, "aria-labelledby": "form-title", "aria-modal": "true", "tabIndex": -1},
        class_name=PANEL,
    )  # fmt: skip


def save_foot(event: Any, saving: Any, failed: Any, *, word: Any = None, why: Any = None) -> rx.Component:
    """The one button that saves, where it will lie, and what to do where it could not be kept."""
    return rx.el.div(
        rx.cond(failed, alarm(_("This could not be kept on the phone. Leave the form open and try again; free some space if it happens twice."))),
        why if why is not None else rx.fragment(),
        rx.el.button(icon("check"), word if word is not None else _("Save"), type="button", on_click=event, disabled=saving, class_name=f"{PRIMARY} w-full"),
        rx.el.p(icon("smartphone", "size-4.5"), _("Kept on this phone first; nothing is lost without signal"), class_name="mt-1.5 flex items-center justify-center gap-1.5 text-note text-ink-2"),
    )  # fmt: skip


def alarm(words: Any) -> rx.Component:
    """What is missing or went wrong, in a sentence that says what to do."""
    return rx.el.p(icon("circle-alert", "size-5", "mt-0.5"), rx.el.span(words), role="alert", class_name="mb-2 flex gap-2 text-note font-semibold text-alarm-ink")


def part(title: Any, aside: Any = "") -> rx.Component:
    """The heading of a part of a form."""
    return rx.el.div(
        rx.el.h3(title, class_name="text-base font-semibold"),
        rx.el.span(aside, class_name="text-note text-ink-2"),
        class_name="mt-4 mb-2 flex items-baseline justify-between gap-3",
    )


def choice(word: Any, on: Any, event: Any, *, glyph: str = "", extra: str = "", **props: Any) -> rx.Component:
    """One of several answers."""
    return rx.el.button(
        icon(glyph, "size-5") if glyph else rx.fragment(),
        word,
        type="button",
        on_click=event,
        custom_attrs={"aria-pressed": rx.cond(on, "true", "false")},
        class_name=rx.cond(on, CHOICE + ON + extra, CHOICE + FREE + extra),
        **props,
    )


def chip(word: Any, on: Any, event: Any) -> rx.Component:
    """A small answer in a row that scrolls."""
    inner = "flex items-center gap-1.5 rounded-full border px-3.5 py-2 text-note whitespace-nowrap "
    return rx.el.button(
        rx.el.span(
            rx.cond(on, icon("check", "size-4.5")), word,
            class_name=rx.cond(on, inner + "border-brand bg-brand font-semibold text-on-brand", inner + "border-edge bg-surface text-ink"),
        ),
        type="button", on_click=event, custom_attrs={"aria-pressed": rx.cond(on, "true", "false")}, class_name="flex min-h-touch shrink-0 items-center",
    )  # fmt: skip


def chips(*items: Any, label: Any) -> rx.Component:
    """A row of small answers."""
    return rx.el.div(*items, role="group", aria_label=label, class_name="flex flex-wrap gap-x-2")


def words_field(label: Any, event: Any, *, value: Any = "", hint: Any = "", most: int = 200, hidden: bool = False, key: Any = "", **props: Any) -> rx.Component:
    """A field for a few words; nothing that is typed is lost, and nothing has to be typed."""
    return rx.el.label(
        rx.el.span(label, class_name="sr-only" if hidden else "mb-1 block text-note font-semibold"),
        rx.el.input(default_value=value, on_change=event, placeholder=hint, max_length=most, auto_complete="off", class_name=BOX, key=key, **props),
        class_name="block",
    )


def who(name: Any, masked: Any) -> Any:
    """A name, or its stars under the shade."""
    return rx.cond(OFF.shade, masked, name)
