"""Borders as pure decisions: who may, how a new grid is numbered, which names are one, where a closed grid leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import Role
from app.rules import borders
from tests.factories import FAR_GRID, GRID, OTHER_GRID

COMMUNITY = GRID[:12]


@pytest.mark.parametrize(("role", "area", "codes", "may"), [
    (Role.DISTRICT, "210202", (GRID, FAR_GRID), True), (Role.COMMUNITY, COMMUNITY, (GRID, OTHER_GRID), True),
    (Role.COMMUNITY, COMMUNITY, (GRID, FAR_GRID), False), (Role.STREET, "210202001", (GRID,), False), (Role.GRID, GRID, (GRID,), False),
    (Role.COMMUNITY, COMMUNITY, ("210202001",), False), (Role.AUDITOR, "210202", (GRID,), False),
])  # fmt: skip
def test_the_district_changes_all_borders_and_a_community_its_own(role: Role, area: str, codes: tuple[str, ...], may: bool) -> None:
    assert borders.may_change([(role, area)], *codes) is may


def test_a_new_grid_never_gets_the_code_of_another_not_even_of_a_closed_one() -> None:
    assert borders.next_grid(COMMUNITY, []) == f"{COMMUNITY}001"
    assert borders.next_grid(COMMUNITY, [f"{COMMUNITY}001", f"{COMMUNITY}007", FAR_GRID]) == f"{COMMUNITY}008"
    assert borders.next_grid(COMMUNITY, [f"{COMMUNITY}999"]) == ""


@given(taken=st.sets(st.integers(1, 998)))
def test_the_next_code_is_always_free_and_of_the_same_community(taken: set[int]) -> None:
    codes = {f"{COMMUNITY}{n:03d}" for n in taken}
    made = borders.next_grid(COMMUNITY, codes)
    assert made not in codes and borders.same_community(made, GRID)


@pytest.mark.parametrize("name", ["第3网格", "3号网格", "第 3 网格", "03", "三网格", "第三网格"])
def test_names_that_people_would_mix_up_are_one(name: str) -> None:
    assert borders.name_key(name) == "3"


@pytest.mark.parametrize(("name", "fits"), [("第9网格", True), ("", False), ("网格", False), ("x" * 61, False), ("a\nb", False), ("第9网格\u202e", False)])
def test_a_name_can_be_shown_and_matched(name: str, fits: bool) -> None:
    assert borders.name_fits(name) is fits


def test_a_closed_grid_leads_through_all_mergers_and_a_ring_ends() -> None:
    assert borders.led_to("a", {"a": "b", "b": "c"}) == "c"
    assert borders.led_to("x", {"a": "b"}) == "x"
    assert borders.led_to("a", {"a": "b", "b": "a"}) in {"a", "b"}


def test_who_is_missing_is_named() -> None:
    assert borders.without([Role.GRID, Role.SECRETARY]) == [Role.INFO]
    assert borders.without([Role.GRID, Role.INFO]) == []
