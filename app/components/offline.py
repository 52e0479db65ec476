"""Vars backed by the phone's own store and functions that act on it: the only Python that names our JavaScript."""

import json
from typing import Any

import reflex as rx
from reflex.vars import FunctionVar, VarData

from app.models.field_shapes import Edit, Half, Hazard, NeedSheet, NewPerson, Sheet, Today, Trouble
from app.models.shapes import Card, Chip, Floor, Group, House, Row, Sent, UnitTab

_STORE = "$/public/offline/store.js"
_DATA = VarData(hooks={"const offline = useOffline()": None}, imports={_STORE: "useOffline"})


def offline_var(name: str, kind: Any = str) -> Any:
    """A Var that reads one field of the phone's snapshot."""
    return rx.Var(f"offline.{name}", _var_type=kind, _var_data=_DATA).guess_type()


def tap(function: str, *args: Any, module: str = _STORE) -> Any:
    """An event that calls a function of the phone's side; it works with no signal and never waits for the server."""
    code, data = arguments(args)
    return rx.Var(
        f"((_event) => {function}({code}))", _var_data=VarData.merge(VarData(imports={module: function}), *data)
    ).to(FunctionVar, rx.EventChain)


def with_value(function: str) -> Any:
    """An event that passes what was typed."""
    return rx.Var(
        f"((value) => {function}(value))", _var_data=VarData(imports={_STORE: function})
    ).to(FunctionVar, rx.EventChain)


def with_form(function: str, module: str = _STORE) -> Any:
    """An event that passes the data of a form."""
    return rx.Var(f"((data) => {function}(data))", _var_data=VarData(imports={module: function})).to(
        FunctionVar, rx.EventChain
    )


def arguments(args: tuple[Any, ...]) -> tuple[str, list[Any]]:
    """What a call is given, as JavaScript, and what its Vars need."""
    parts, data = [], []
    for arg in args:
        if isinstance(arg, rx.Var):
            parts.append(str(arg))
            data.append(arg._get_all_var_data())
        else:
            parts.append(json.dumps(arg))
    return ", ".join(parts), data


class OFF:
    """The fields of the snapshot that screens read; `assets/offline/store.js` holds their first values."""

    mode = offline_var("mode")
    online = offline_var("online", bool)
    name = offline_var("name")
    account = offline_var("account")
    roles = offline_var("roles")
    role_list = offline_var("role_list", list[str])
    area_name = offline_var("area_name")
    people = offline_var("people", int)
    own_device = offline_var("own_device", bool)
    waiting = offline_var("waiting", int)
    refused = offline_var("refused", int)
    badge = offline_var("badge")
    fetched = offline_var("fetched")
    persisted = offline_var("persisted", bool)
    text = offline_var("text")
    tab = offline_var("tab")
    groups = offline_var("groups", list[Group])
    chips = offline_var("chips", list[Chip])
    found = offline_var("found", int)
    more = offline_var("more", bool)
    narrowed = offline_var("narrowed", bool)
    houses = offline_var("doors.houses", list[House])
    units = offline_var("doors.units", list[UnitTab])
    floors = offline_var("doors.floors", list[Floor])
    columns = offline_var("doors.columns", int)
    house_courtyard = offline_var("doors.courtyard")
    house_building = offline_var("doors.building")
    peek = offline_var("peek", Row)
    picking = offline_var("picking", bool)
    card = offline_var("card", Card)
    card_state = offline_var("card_state")
    route_id = offline_var("route_id")
    shade = offline_var("shade", bool)
    sign_in_error = offline_var("sign_in_error")
    busy = offline_var("busy", bool)
    update = offline_var("update", bool)
    installable = offline_var("installable", bool)
    standalone = offline_var("standalone", bool)
    toast_zh = offline_var("toast_zh")
    toast_en = offline_var("toast_en")

    # The outbox, the lock and this phone itself.
    attention = offline_var("attention", list[Sent])
    queued = offline_var("queued", list[Sent])
    received = offline_var("received", list[Sent])
    given_up = offline_var("given_up", list[Sent])
    decisions = offline_var("decisions", list[Sent])
    received_count = offline_var("received_count", int)
    record = offline_var("record", Sent)
    asked_giving_up = offline_var("asked_giving_up", bool)
    others = offline_var("others", int)
    hours = offline_var("hours", int)
    age = offline_var("age")
    skew = offline_var("skew", int)
    vanished = offline_var("vanished", int)
    cannot = offline_var("cannot")
    lease_why = offline_var("lease_why")
    leaving = offline_var("leaving", bool)
    unsent_ask = offline_var("unsent_ask", int)
    lock_state = offline_var("lock.state")
    lock_step = offline_var("lock.step")
    lock_forced = offline_var("lock.forced", bool)
    lock_pin = offline_var("lock.pin", bool)
    lock_card = offline_var("lock.card", bool)
    lock_typed = offline_var("lock.typed")
    lock_error = offline_var("lock.error")
    lock_left = offline_var("lock.left", int)
    lock_wait = offline_var("lock.wait", int)
    lock_busy = offline_var("lock.busy", bool)

    # The work at the door: the day's list, and the form that is open.
    today = offline_var("today", Today)
    half = offline_var("half", list[Half])
    form = offline_var("form")
    sheet = offline_var("sheet", Sheet)
    trouble = offline_var("trouble", Trouble)
    need = offline_var("need", NeedSheet)
    hazard = offline_var("hazard", Hazard)
    person = offline_var("person", NewPerson)
    edit = offline_var("edit", Edit)


_PREFS = VarData(hooks={"const prefs = usePrefs()": None}, imports={"$/public/offline/prefs.js": "usePrefs"})


def pref(name: str) -> Any:
    """A Var that reads one choice of this phone: lang, size, theme, shade."""
    return rx.Var(f"prefs.{name}", _var_type=str, _var_data=_PREFS).guess_type()
