"""A day as a screen says it: 11月19日 or 19 Nov, with the year only where it is another one."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from app.i18n import ZH

MODULE = "$/public/offline/day_text.js"


def plain_day(day: Any) -> Any:
    """The words of a day that comes as 2026-11-19; nothing stays nothing."""
    data = VarData.merge(day._get_all_var_data(), ZH._get_all_var_data(), VarData(imports={MODULE: "dayText"}))
    return rx.Var(f"dayText({day!s}, {ZH!s})", _var_type=str, _var_data=data).to(str)
