"""The frozen table of roles: who sees how much, who carries a pack (domain.md §11, promise A2). Changing it is a decision."""

from app.models import Programme, Role
from app.rules import tags
from app.rules.visibility import CARRIES_PACK, PROGRAMME_TAGS, SEES_RESIDENTS, SIGHT, SMALLEST_COUNT, Sight


def test_the_table_is_the_one_that_was_decided() -> None:
    assert SIGHT == {
        Role.GRID: Sight.FULL, Role.INFO: Sight.FULL, Role.COMMUNITY: Sight.FULL, Role.SPECIALIST: Sight.FULL, Role.SECRETARY: Sight.CARD,
        Role.POSTED_CADRE: Sight.CARD, Role.STREET: Sight.MASKED, Role.DISTRICT: Sight.MASKED,
    }  # fmt: skip
    assert {Role.GRID, Role.INFO} == CARRIES_PACK
    assert set(SIGHT) == SEES_RESIDENTS


def test_volunteers_committees_and_the_auditor_see_no_resident() -> None:
    for role in (Role.VOLUNTEER, Role.LEADER, Role.COMMITTEE, Role.SUPERVISION, Role.MENTOR, Role.MENTEE, Role.PROPERTY, Role.OWNERS, Role.LIAISON, Role.CARE, Role.AUDITOR):
        assert role not in SIGHT


def test_every_programme_has_tags_of_the_closed_list_and_none_twice() -> None:
    assert set(PROGRAMME_TAGS) == set(Programme)
    listed = [code for codes in PROGRAMME_TAGS.values() for code in codes]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(tags.TAGS)


def test_small_counts_start_at_five() -> None:
    assert SMALLEST_COUNT == 5
