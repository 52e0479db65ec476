"""Vars of a volunteer's screens: shifts, hours, the code on the leader's phone; `assets/offline/volunteer.js` and `lead.js` fill them."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from app.components.offline import offline_var
from app.models.shift_shapes import CheckBoxes, HourForm, HourLine, HourMonth, Roll, ShiftCard, TaskForm

VOLUNTEER = "$/public/offline/volunteer.js"
LEAD = "$/public/offline/lead.js"
CHECK_IN = "$/public/offline/check_in.js"
CALLS = "$/public/offline/volunteer_calls.js"

_SHIFTS = VarData(hooks={"const shifts = useShifts()": None}, imports={VOLUNTEER: "useShifts"})
_HOURS = VarData(hooks={"const myHours = useHours()": None}, imports={VOLUNTEER: "useHours"})
_CODE = VarData(hooks={"const shiftCode = useCode()": None}, imports={LEAD: "useCode"})


def _var(path: str, data: VarData, kind: Any = str) -> Any:
    return rx.Var(path, _var_type=kind, _var_data=data).guess_type()


class SHIFTS:
    """The shifts of whoever is signed in."""

    ready = _var("shifts.ready", _SHIFTS, bool)
    view = _var("shifts.view", _SHIFTS)
    date_zh, date_en = _var("shifts.date_zh", _SHIFTS), _var("shifts.date_en", _SHIFTS)
    insured_zh, insured_en = _var("shifts.insured_zh", _SHIFTS), _var("shifts.insured_en", _SHIFTS)
    now_time = _var("shifts.now_time", _SHIFTS)
    today = _var("shifts.today", _SHIFTS, list[ShiftCard])
    later = _var("shifts.next", _SHIFTS, list[ShiftCard])
    asked = _var("shifts.asked", _SHIFTS, list[ShiftCard])
    short = _var("shifts.short", _SHIFTS, list[ShiftCard])
    open = _var("shifts.open", _SHIFTS, list[ShiftCard])
    open_all, fitting = _var("shifts.open_all", _SHIFTS, int), _var("shifts.fitting", _SHIFTS, int)
    only = _var("shifts.only", _SHIFTS)
    teams = _var("shifts.teams", _SHIFTS, int)
    shift = _var("shifts.shift", _SHIFTS, ShiftCard)
    lead = _var("shifts.lead", _SHIFTS, Roll)


class HOURS:
    """The own hours."""

    ready = _var("myHours.ready", _HOURS, bool)
    total, share = _var("myHours.total", _HOURS), _var("myHours.share", _HOURS)
    system, backfill, correction = _var("myHours.system", _HOURS), _var("myHours.backfill", _HOURS), _var("myHours.correction", _HOURS)
    since_zh, since_en = _var("myHours.since_zh", _HOURS), _var("myHours.since_en", _HOURS)
    months = _var("myHours.months", _HOURS, list[HourMonth])
    waiting = _var("myHours.waiting", _HOURS, list[HourLine])
    requests = _var("myHours.requests", _HOURS, list[HourLine])
    forgot = _var("myHours.forgot", _HOURS, list[HourLine])
    entries = _var("myHours.count", _HOURS, int)


class CODE:
    """The check-in code of now, on the leader's phone."""

    code, spoken, left = _var("shiftCode.code", _CODE), _var("shiftCode.spoken", _CODE), _var("shiftCode.left", _CODE)
    path, size, qr = _var("shiftCode.path", _CODE), _var("shiftCode.size", _CODE, int), _var("shiftCode.qr", _CODE, bool)
    asking, busy = _var("shiftCode.asking", _CODE, bool), _var("shiftCode.busy", _CODE, bool)


CHECK: Any = offline_var("check", CheckBoxes)
TASK: Any = offline_var("task", TaskForm)
HOUR_FORM: Any = offline_var("hour_form", HourForm)
