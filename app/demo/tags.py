"""Tags of a household at the rates of domain.md §14.2, and their ledger rows with the dates of the dictionary."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.demo.dice import SHANGHAI, row_id, weighted
from app.demo.households import House, Person
from app.models import Living, TagState
from app.rules.tags import TAGS

IN_FORCE = frozenset({TagState.ACTIVE, TagState.REVIEW})
"""A tag that waits for its yearly check still counts; one that nobody has checked yet does not."""

_CARE = {60: (0.0015, 0.012), 70: (0.005, 0.035), 80: (0.02, 0.13)}
"""By age: mild, and moderate or worse."""
_MODERATE_UP = {"2": 0.55, "3": 0.30, "4": 0.15}
_DISABILITY = {"1": 0.14, "2": 0.28, "3": 0.27, "4": 0.31}
_UNCHECKED = {"E02": 0.04, "E03": 0.02, "J01": 0.1, "W05": 0.0}
"""How often a tag said at the door still waits for somebody to check it."""
_FADING = 0.03
"""How often the yearly check of a tag is due by now."""


def _band(age: int) -> int:
    return min(age // 10 * 10, 80)


def _of_house(rng: Random, house: House) -> dict[str, str]:
    """What the authority grants to a whole household."""
    if rng.random() < 0.011:
        return {"W01": ""}
    if rng.random() < 0.004:
        return {"W02": ""}
    if rng.random() < 0.001:
        return {"W03": ""}
    if rng.random() < 0.0004:
        return {"W05": ""}
    if house.kind in {"alone", "pair"} and rng.random() < 0.01:
        return {"F01": ""}
    return {}


def _of_elder(rng: Random, person: Person) -> dict[str, str]:
    tags: dict[str, str] = {}
    if person.living is Living.ALONE:
        if rng.random() < 0.97:
            tags["E02"] = ""
        if rng.random() < 0.06:
            tags["E04"] = ""
        if rng.random() < 0.008:
            tags |= {"W04": "", "E04": ""}
    elif person.living is Living.COUPLE and rng.random() < 0.98:
        tags["E03"] = ""
    mild, more = _CARE[_band(person.age)]
    fall = rng.random()
    if fall < more:
        tags["E05"] = weighted(rng, _MODERATE_UP)
    elif fall < more + mild:
        tags["E05"] = "1"
    if person.age >= 75 and rng.random() < 0.005:
        tags["E06"] = ""
    if person.age >= 65 and rng.random() < 0.55:
        tags["H01"] = ""
    return tags


def _of_child(rng: Random, person: Person) -> dict[str, str]:
    if person.without_parents:
        code = weighted(rng, {"C01": 0.015, "C02": 0.04, "C03": 0.14, "": 0.805})
        return {code: ""} if code else {}
    return {"C03": ""} if rng.random() < 0.001 else {}


def _of_person(rng: Random, person: Person, shared: dict[str, str]) -> dict[str, str]:
    tags = dict(shared)
    if person.age >= 60:
        tags |= _of_elder(rng, person)
    elif person.age < 18:
        tags |= _of_child(rng, person)
    elif rng.random() < 0.006 and person.age >= 20:
        tags["J01"] = ""
    if "H01" not in tags and rng.random() < 0.04:
        tags["H01"] = ""
    if rng.random() < 0.027 * (2.2 if person.age >= 60 else 0.5):
        grade = tags["D01"] = weighted(rng, _DISABILITY)
        if grade in "12" and rng.random() < 0.75:
            tags["D03"] = ""
        if "W01" in tags and rng.random() < 0.8:
            tags["D02"] = ""
        if grade == "1" and "W01" not in tags and rng.random() < 0.05:
            tags["W04"] = ""
    if person.age >= 18 and rng.random() < (0.026 if person.sex == "m" and person.age >= 60 else 0.0024):
        tags["M01"] = ""
    return tags


def draw(rng: Random, house: House) -> None:
    """Give each person of a household their tags: code → grade."""
    shared = _of_house(rng, house)
    house.tags = [_of_person(rng, person, shared) for person in house.people]


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the 28th where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


def row(rng: Random, *, resident: UUID, grid: str, code: str, grade: str, today: date) -> dict[str, Any]:
    """One row of the ledger: when it began, when it is checked again, and in which state it is by now."""
    tag = TAGS[code]
    state = TagState.ACTIVE
    if tag.source == "V" and rng.random() < _UNCHECKED.get(code, 0.02):
        state, begun = TagState.PENDING, today - timedelta(days=rng.randint(1, 12))
    elif tag.expires:  # only what has not run out is listed, and it is fresh
        begun = today - timedelta(days=rng.randint(1, 26))
    elif rng.random() < _FADING:
        state, begun = TagState.REVIEW, months_later(today, -tag.refresh) - timedelta(days=rng.randint(1, 25))
    else:
        begun = today - timedelta(days=rng.randint(3, tag.refresh * 30 - 8))
    return {
        "id": row_id(rng, grid),
        "resident_id": resident,
        "tag": code,
        "grade": grade,
        "source": tag.source,
        "evidence": "演示名单" if tag.source == "A" else "",
        "legal_basis": tag.basis[:60],
        "valid_from": begun,
        "review_due": months_later(begun, tag.refresh),
        "expires_on": months_later(begun, tag.expires) if tag.expires else None,
        "state": state.value,
        "created_at": datetime.combine(begun, time(10), SHANGHAI),
        "created_by": None,
        "batch_id": None,
    }
