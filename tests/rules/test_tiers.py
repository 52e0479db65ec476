"""Who is owed contact how often: domain.md §12 as a table."""

import pytest

from app.rules.tiers import tier_of


@pytest.mark.parametrize(
    ("tags", "age", "living", "letter", "reason"),
    [
        ({"E02": ""}, 80, "alone", "A", "alone_80"),
        ({"E02": ""}, 79, "alone", "B", "alone"),
        ({}, 85, "alone", "A", "alone_80"),
        ({}, 65, "alone", "B", "alone"),
        ({}, 59, "alone", "", ""),
        ({"E05": "2"}, 70, "couple", "A", "care_alone"),
        ({"E05": "1"}, 70, "couple", "B", "care"),
        ({"E05": "3"}, 70, "children", "B", "care"),
        ({"E05": ""}, 70, "alone", "A", "care_alone"),
        ({"W04": ""}, 61, "alone", "A", "w04_alone"),
        ({"W04": ""}, 40, "other", "B", "w04"),
        ({"W05": ""}, 30, "other", "A", "relief"),
        ({"W05": "", "W01": ""}, 30, "other", "A", "relief"),
        ({"D03": ""}, 30, "other", "B", "nursing"),
        ({"D01": "2"}, 30, "other", "B", "disability_12"),
        ({"D01": "4"}, 30, "other", "C", "disability"),
        ({"C01": ""}, 9, "other", "B", "child"),
        ({"C02": ""}, 9, "other", "B", "child"),
        ({"C03": ""}, 9, "other", "C", "child_difficulty"),
        ({"F01": ""}, 66, "couple", "B", "family_planning"),
        ({"E04": ""}, 62, "other", "B", "no_kin"),
        ({"E04": ""}, 82, "other", "A", "alone_80"),
        ({"E06": ""}, 77, "children", "B", "memory"),
        ({}, 80, "children", "C", "age_80"),
        ({"E03": ""}, 75, "couple", "C", "empty_nest_75"),
        ({"E03": ""}, 74, "couple", "", ""),
        ({"W01": ""}, 50, "children", "C", "allowance"),
        ({"M01": ""}, 50, "children", "C", "military"),
        ({"H01": "", "J01": "", "D02": ""}, 50, "children", "", ""),
        ({}, None, "unknown", "", ""),
    ],
)
def test_the_strictest_rule_wins(tags: dict[str, str], age: int | None, living: str, letter: str, reason: str) -> None:
    tier = tier_of(tags=tags, age=age, living=living)
    assert (tier.letter, tier.reason) == (letter, reason)
