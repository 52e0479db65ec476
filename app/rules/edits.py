"""Which of a person's particulars may be changed at the door, to what, and how two changes of one field meet (promise D8)."""

import re
from datetime import date
from typing import Any

from app.models.people import Flag, Living, Preference, Sex, Status
from app.rules.masks import without_identity
from app.rules.roster.phones import phone
from app.rules.roster.refusals import Refused

PLAIN = frozenset({"name", "living", "status", "preference", "sex", "birth_ym"})
"""Fields that are one column of the person."""
_CHOICES: dict[str, frozenset[str]] = {
    "living": frozenset(Living), "preference": frozenset(Preference), "sex": frozenset(Sex),
    "status": frozenset({Status.HERE, Status.AWAY, Status.HOSPITAL, Status.MOVED, Status.DIED}),
}  # fmt: skip
_MONTH = re.compile(r"(19|20)\d{2}-(0[1-9]|1[0-2])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
MOST_KIN = 5
MOST_FIELDS = 20


class NotAValue(ValueError):
    """A value that this field cannot hold."""


def _words(value: Any, longest: int, *, least: int = 0) -> str:
    if not isinstance(value, str) or _CONTROL.search(value):
        raise NotAValue
    text = " ".join(value.split())
    if not least <= len(text) <= longest:
        raise NotAValue
    return text


def _number(value: Any) -> str:
    try:
        return phone(_words(value, 30))[0]
    except Refused as error:
        raise NotAValue from error


def _kin(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > MOST_KIN:
        raise NotAValue
    kin = []
    for one in value:
        if not isinstance(one, dict) or set(one) - {"name", "relation", "phone", "has_key"}:
            raise NotAValue
        if not isinstance(one.get("has_key", False), bool):
            raise NotAValue
        kin.append({
            "name": _words(one.get("name"), 40, least=1), "relation": _words(one.get("relation", ""), 20),
            "phone": _number(one.get("phone", "")), "has_key": one.get("has_key", False),
        })  # fmt: skip
    return kin


def _place(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) != {"unit", "door"}:
        raise NotAValue
    return {"unit": _words(value["unit"], 34, least=1), "door": _words(value["door"], 10, least=1)}


def value_of(field: str, value: Any) -> Any:
    """A value as it is kept: numbers in one spelling, words without stray spaces. Raises NotAValue.

    Fields: name, phone, living, status, preference, sex, birth_ym, place ({unit, door}), kin (a list), and flag:<code>,
    which is False, True or a hint of up to 40 characters.
    """
    if field.startswith("flag:"):
        if field[5:] not in set(Flag):
            raise NotAValue
        return value if isinstance(value, bool) else _words(value, 40)
    if field in _CHOICES:
        if not isinstance(value, str) or value not in _CHOICES[field]:
            raise NotAValue
        return value
    if field == "name":
        return _words(value, 40, least=1)
    if field == "birth_ym":
        if value != "" and (not isinstance(value, str) or not _MONTH.fullmatch(value)):
            raise NotAValue
        return value
    if field == "phone":
        return _number(value)
    if field == "kin":
        return _kin(value)
    if field == "place":
        return _place(value)
    raise NotAValue


def same(field: str, one: Any, other: Any) -> bool:
    """Whether two values of a field say the same, whatever their spelling. What was not seen says nothing: False."""
    if one is None or other is None:
        return one is None and other is None
    if field.startswith("flag:"):
        return bool(one) == bool(other) and (isinstance(one, bool) or isinstance(other, bool) or one == other)
    try:
        return bool(value_of(field, one) == value_of(field, other))
    except NotAValue:
        return bool(one == other)


def meet(field: str, *, now: Any, was: Any, to: Any, changed_at: int, base: int) -> str:
    """What becomes of one change: "same" (it stands so already), "apply", or "clash" (somebody else changed it meanwhile).

    now: what stands there; was: what the writer saw, None where the phone did not hold it; changed_at: the version at
    which the field last changed; base: the version the writer saw. Any order of any two edits ends alike: the first
    one stands, the second is kept beside it for a person.
    """
    if same(field, now, to):
        return "same"
    if was is not None:
        return "apply" if same(field, now, was) else "clash"
    return "apply" if changed_at <= base or now in (None, "", [], False) else "clash"


def beyond(kind: str, payload: dict[str, Any]) -> str:
    """What a shape cannot say of a payload: the code of what is wrong with it, or ""."""
    if kind == "need" and payload["kind"] == "errand" and not payload["consent"]:
        return "consent_missing"
    if kind == "resident_edit":
        if len(payload["changes"]) > MOST_FIELDS or not (payload["changes"] or payload["policies"]):
            return "not_a_value"
        try:
            for field, change in payload["changes"].items():
                change["to"] = value_of(field, change["to"])
        except (NotAValue, TypeError):
            return "not_a_value"
    if kind == "resident_new":
        try:
            payload["phone"] = _number(payload["phone"])
            payload["name"] = _words(payload["name"], 40, least=1)
        except NotAValue:
            return "not_a_value"
    if kind == "contact" and set(payload["each"]) - set(payload["resident_ids"]):
        return "not_a_value"  # somebody who is not on this sheet
    _clean(payload)
    if kind == "contact" and payload["promise"] and not _near(payload["promise"]["on"]):
        return "not_a_value"
    return ""


def _clean(payload: dict[str, Any]) -> None:
    """Short words that stand in plain columns hold no identity number either (promises.md §0 a)."""
    for name in ("whom", "to", "name"):
        if isinstance(payload.get(name), str):
            payload[name] = without_identity(payload[name])
    place = payload.get("place")
    if isinstance(place, dict) and isinstance(place.get("words"), str):
        place["words"] = without_identity(place["words"])


def _near(day: str) -> bool:
    return 2000 <= date.fromisoformat(day).year <= 2200
