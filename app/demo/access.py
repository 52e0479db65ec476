"""Access needs and wishes for contact that go with age, health and the staircase (domain.md §3.1, §14.3)."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.demo.dice import row_id, weighted
from app.demo.households import House, Person
from app.models import Flag, Living, Preference

_WISHES = {
    Preference.ANY: 0.78, Preference.CALL_FIRST: 0.08, Preference.PHONE_ONLY: 0.04,
    Preference.MORNING: 0.05, Preference.AFTERNOON: 0.03, Preference.EVENING: 0.02,
}  # fmt: skip
_HOURS = {
    Preference.MORNING: ("上午9点以后", "上午10点前"),
    Preference.AFTERNOON: ("下午3点以后", "午睡后"),
    Preference.EVENING: ("晚饭后", "晚上7点前"),
}
_NO_SMARTPHONE = {60: 0.13, 70: 0.30, 80: 0.70}
"""One elder in four, and seven in ten from 80."""
_KEYS = ("对门", "楼下邻居", "楼上邻居", "女儿", "儿子", "社区")
"""Who has the key, never by name."""


def preference(rng: Random, person: Person, *, owed: bool) -> Preference:
    """How somebody wishes to be reached; only those to whom contact is owed have been asked."""
    return weighted(rng, _WISHES) if owed and person.age >= 18 else Preference.ANY


def _needs(rng: Random, person: Person, house: House, tags: dict[str, str], wish: Preference) -> Iterator[tuple[Flag, str]]:
    age, fall = person.age, rng.random
    frail = tags.get("E05", "") in {"2", "3", "4"} or tags.get("D01", "") in {"1", "2"}
    very_old, old = age >= 80, age >= 70
    if age >= 60:
        if fall() < _NO_SMARTPHONE[min(age // 10 * 10, 80)]:
            yield Flag.NO_SMARTPHONE, ""
        if fall() < (0.28 if very_old else 0.07 if old else 0.015):
            yield Flag.HARD_OF_HEARING, rng.choice(("", "大声", "用力敲"))
        if fall() < (0.14 if very_old else 0.04 if old else 0.01):
            yield Flag.POOR_SIGHT, ""
    if fall() < (0.6 if frail else 0.22 if very_old else 0.04 if old else 0):
        yield Flag.SLOW_TO_DOOR, rng.choice(("", "等两分钟"))
    if not house.lift and house.floor >= 4 and fall() < (0.65 if frail else 0.5 if age >= 78 else 0.15 if old else 0.02):
        yield Flag.NO_LIFT, ""
    if fall() < (0.16 if age >= 75 and person.living is Living.ALONE else 0.15 if frail else 0.01 if old else 0):
        yield Flag.MEALS, ""
    if fall() < (0.2 if frail else 0.08 if very_old else 0.01):
        yield Flag.ESCORT, ""
    if person.living is Living.ALONE and fall() < 0.07:
        yield Flag.PET, rng.choice(("", "狗", "猫"))
    if old and fall() < 0.015:
        yield Flag.SAME_PERSON, ""
    if person.living is Living.ALONE and age >= 60 and fall() < (0.3 if very_old else 0.14):
        yield Flag.SPARE_KEY, rng.choice(_KEYS)
    if wish is Preference.PHONE_ONLY:
        yield Flag.PHONE_ONLY, ""
    if wish in _HOURS:
        yield Flag.TIME_OF_DAY, rng.choice(_HOURS[wish])


def flags(
    rng: Random, *, resident: UUID, grid: str, person: Person, house: House, tags: dict[str, str], wish: Preference, today: date
) -> list[dict[str, Any]]:
    """The access needs of one person; each lapses within a year."""
    return [
        {
            "id": row_id(rng, grid),
            "resident_id": resident,
            "flag": flag.value,
            "hint": hint,
            "expires_on": today + timedelta(days=rng.randint(5, 360)),
            "batch_id": None,
        }
        for flag, hint in _needs(rng, person, house, tags, wish)
    ]
