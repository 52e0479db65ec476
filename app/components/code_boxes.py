"""Six boxes for the code of the leader's phone."""

import reflex as rx
from reflex.vars import FunctionVar, VarData

from app.components.forms import alarm
from app.components.volunteer import CHECK, CHECK_IN
from app.i18n import _


def boxes() -> rx.Component:
    """Six boxes with one field behind them, so that a keyboard, a paste and a screen reader find a single one."""
    typing = rx.Var("((event) => type(event.target.value))", _var_data=VarData(imports={CHECK_IN: "type"})).to(FunctionVar)
    field = rx.el.input(
        type="text", id="code", aria_label=_("Check-in code, six digits"),
        custom_attrs={"inputMode": "numeric", "value": CHECK.digits, "onInput": typing, "onChange": typing, "autoComplete": "off", "pattern": "[0-9]*", "aria-describedby": "code-said", "data-first": "true"},
        class_name="peer absolute inset-0 size-full cursor-pointer rounded-field text-[1rem] opacity-0",
    )  # fmt: skip
    box = "grid h-16 place-items-center rounded-field border text-head font-semibold tabular-nums bg-surface text-ink "
    shown = rx.el.div(
        rx.foreach(CHECK.boxes, lambda digit, at: rx.el.span(digit, key=at.to(str), class_name=rx.cond(digit != "", box + "border-brand", box + "border-edge"))),
        custom_attrs={"aria-hidden": "true"},
        class_name="grid grid-cols-6 gap-2 rounded-field peer-focus-visible:outline-3 peer-focus-visible:outline-offset-4 peer-focus-visible:outline-focus",
    )
    said = rx.match(
        CHECK.error,
        ("short", alarm(_("Six digits, please."))),
        ("failed", alarm(_("This could not be kept on the phone. Tap once more."))),
        ("not_here", alarm(_("This is not your own phone. Use your own, or ask the leader to call the roll."))),
        rx.fragment(),
    )
    return rx.el.div(rx.el.div(field, shown, class_name="relative"), rx.el.div(said, id="code-said", class_name="mt-2 empty:hidden"))
