"""How often contact is owed: the tier of a person, from tags, age and living (domain.md §12, DR-A to DR-D).

The strictest rule wins. Each answer carries the code of the rule that gave it, so that a person can see why (A12).
"""

from collections.abc import Mapping
from dataclasses import dataclass

INTERVAL = {"A": 7, "B": 30, "C": 90}
"""Days between effective contacts."""
GRACE = {"A": 1, "B": 3, "C": 10}
"""Days after the due day before a contact counts as late."""
LEAD = {"A": 3, "B": 7, "C": 7}
"""Days before the due day from which it may already be done (A: from day 4; §10.1)."""


@dataclass(frozen=True)
class Tier:
    """A tier letter, or "" where no regular contact is owed, with the code of the reason."""

    letter: str
    reason: str


def tier_of(*, tags: Mapping[str, str], age: int | None, living: str) -> Tier:
    """The tier of a person.

    tags: code → grade ("" where there is none) of the tags in force; age in years or None; living as `Living`.
    """
    years = age if age is not None else 0
    alone = living == "alone" or "E02" in tags or "E04" in tags
    alone_or_couple = alone or living == "couple"
    care = tags.get("E05", "") if "E05" in tags else None
    for letter, reason, holds in (
        ("A", "alone_80", alone and years >= 80),
        ("A", "care_alone", care is not None and care != "1" and alone_or_couple),
        ("A", "w04_alone", "W04" in tags and years >= 60 and alone),
        ("A", "relief", "W05" in tags),
        ("B", "alone", "E02" in tags or (living == "alone" and years >= 60)),
        ("B", "no_kin", "E04" in tags),
        ("B", "care", care is not None),
        ("B", "memory", "E06" in tags),
        ("B", "w04", "W04" in tags),
        ("B", "nursing", "D03" in tags),
        ("B", "disability_12", tags.get("D01", "") in {"1", "2"}),
        ("B", "child", "C01" in tags or "C02" in tags),
        ("B", "family_planning", "F01" in tags),
        ("C", "age_80", years >= 80),
        ("C", "empty_nest_75", "E03" in tags and years >= 75),
        ("C", "allowance", bool({"W01", "W02", "W03"} & tags.keys())),
        ("C", "disability", "D01" in tags),
        ("C", "military", "M01" in tags),
        ("C", "child_difficulty", "C03" in tags),
    ):
        if holds:
            return Tier(letter, reason)
    return Tier("", "")
