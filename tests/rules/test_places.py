"""How places are coded, named and walked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import places

numbers = st.from_regex(r"\A[1-9][0-9]{0,2}[A-C]?\Z")


def test_a_code_grows_with_its_path_and_below_the_grid_holds_a_letter() -> None:
    community = "210202001003"
    yard = places.courtyard_code(community, 2)
    house = places.building_code(yard, 7)
    unit = places.unit_code(house, 1)
    door = places.dwelling_code(unit, "402")
    path = places.area_path(community)
    assert path == "210202/001/003"
    for parent, code in ((community, yard), (yard, house), (house, unit), (unit, door)):
        assert code.startswith(parent)
        assert re.search("[A-Z]", code)
        path = places.child_path(path, code, parent)
    assert path == "210202/001/003/C002/B07/U1/D402"


@pytest.mark.parametrize(("code", "area", "inside"), [("210202001001001", "210202001", True), ("210202001001001", "210202001001001", True), ("210202001001001", "210202002", False),
                                                      ("210202", "210202001", False)])  # fmt: skip
def test_within(code: str, area: str, inside: bool) -> None:
    assert places.within(code, area) is inside


@pytest.mark.parametrize(("door", "floor"), [("402", 4), ("1203", 12), ("B102", -1), ("7", 0), ("12", 0), ("101A", 1), ("商铺", 0), ("", 0), ("-1", 0)])
def test_the_floor_a_door_tells(door: str, floor: int) -> None:
    assert places.floor_of(door) == floor


@pytest.mark.parametrize(("parts", "short"), [(("3", "1", "402"), "3-1-402"), (("3", "", "402"), "3-402"), (("", "", "7"), "7")])
def test_how_people_say_a_door(parts: tuple[str, str, str], short: str) -> None:
    assert places.short_door(*parts) == short


def test_numbers_are_walked_as_people_count() -> None:
    walked = sorted(["10", "2", "3A", "3", "甲", "1"], key=places.number_rank)
    assert walked == ["1", "2", "3", "3A", "10", "甲"]


@given(numbers, numbers)
def test_the_order_of_numbers_is_the_order_of_their_values(one: str, other: str) -> None:
    values = [int(re.match(r"\d+", n)[0]) for n in (one, other)]  # type: ignore[index]
    if values[0] < values[1]:
        assert places.number_rank(one) < places.number_rank(other)
