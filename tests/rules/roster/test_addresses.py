"""Addresses in one text: all the usual shapes, a round trip, and no guessing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.roster import addresses
from app.rules.roster.addresses import Place, compose, read
from app.rules.roster.refusals import Refused

HEPING = Place("和平里小区", "3", "1", "402")


@pytest.mark.parametrize(
    "told",
    ["和平里小区3号楼1单元402室", "和平里小区3-1-402", "和平里小区３－１－４０２", "和平里小区3—1—402", "和平里小区3栋1单元402", "和平里小区3幢1单元402室",
     "和平里小区3#1-402", "和平里小区3号楼1-402", "和平里小区3号楼1门402", "和平里小区三号楼一单元402", "和平里小区3号楼1单元4楼402", "和平里小区3号楼1单元4层2号",
     "和平里小区3号1单元402", "和平里小区 3号楼 1单元 402 室", "和平里小区03号楼01单元0402室", "和平里小区3号楼1单元402室(租户)", "和平里小区3楼1单元402",
     "大连市中山区和平里小区3-1-402", "辽宁省大连市中山区青泥洼桥街道甲社区第3网格和平里小区3号楼1单元402室", "人民路街道和平里小区3-1-402"],
)  # fmt: skip
def test_usual_shapes(told: str) -> None:
    assert read(told).place == HEPING


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("望海街41号院2栋1单元301", ("望海街41号院", "2", "1", "301")),
        ("望海街41号2单元301", ("望海街", "41", "2", "301")),
        ("望海街41号2-301", ("望海街", "41", "2", "301")),
        ("望海街41号402", ("望海街", "41", "", "402")),
        ("望海街41号3-1-402", ("望海街41号", "3", "1", "402")),
        ("和平里小区3号楼402", ("和平里小区", "3", "", "402")),
        ("和平里小区3-402", ("和平里小区", "3", "", "402")),
        ("和平里小区3栋402", ("和平里小区", "3", "", "402")),
        ("和平里小区3#402", ("和平里小区", "3", "", "402")),
        ("和平里小区A座1203", ("和平里小区", "A", "", "1203")),
        ("和平里小区甲3号楼1单元402", ("和平里小区", "甲3", "1", "402")),
        ("和平里小区3号甲1单元402", ("和平里小区", "3甲", "1", "402")),
        ("和平里小区3号甲楼1单元402", ("和平里小区", "3甲", "1", "402")),
        ("和平里小区3号楼1单元B102", ("和平里小区", "3", "1", "B102")),
        ("和平里小区3号楼1单元地下室B1", ("和平里小区", "3", "1", "B1")),
        ("和平里小区3号楼1单元负101", ("和平里小区", "3", "1", "B101")),
        ("和平里5区13号楼2单元1203", ("和平里5区", "13", "2", "1203")),
        ("和平里小区3号楼东单元402", ("和平里小区", "3", "东", "402")),
        ("和平里小区3号楼1单元3楼东户", ("和平里小区", "3", "1", "3东")),
        ("和平里小区3-1-7", ("和平里小区", "3", "1", "7")),
    ],
)
def test_other_shapes(told: str, place: tuple[str, ...]) -> None:
    assert tuple(read(told).place) == place


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("望海街41号3-5-2", "address_ambiguous"),  # building-unit-door, or unit-floor-door
        ("和平里小区", "bad_address"),
        ("402", "bad_address"),
        ("老楼后面", "bad_address"),
        ("3-1-402", "bad_address"),  # no courtyard
        ("和平里小区3楼402", "bad_address"),  # the third building, or the third floor
        ("和平里小区3号楼1单元5层402", "bad_address"),  # two floors
        ("和平里小区3-1-4-402", "bad_address"),
        ("和平里小区" + "3" * 200, "bad_address"),
    ],
)
def test_unreadable_ones_are_refused(told: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(told)
    assert refused.value.code == code


def test_community_and_grid_are_told_too() -> None:
    told = read("青泥洼桥街道甲社区第3网格和平里小区3-1-402")
    assert (told.community, told.grid) == ("甲社区", "第3网格")


def test_the_courtyard_of_its_own_column_holds() -> None:
    assert read("3-1-402", "和平里小区").place == HEPING
    assert read("3号楼1单元402", "和平里小区").place == HEPING


yards = st.sampled_from(
    ["和平里小区", "五一小区", "望海街41号院", "和平里二期", "春和花园", "甲子园小区", "九号院", "三八里"]
)
numbers = st.integers(1, 199).map(str)
doors = st.one_of(
    st.tuples(st.integers(1, 33), st.integers(1, 12)).map(lambda t: f"{t[0]}{t[1]:02d}"),
    st.sampled_from(["B101", "B1", "7", "402A"]),
)


@given(yards, numbers, st.one_of(st.just(""), st.integers(1, 20).map(str)), doors)
def test_what_is_composed_is_read_back(yard: str, building: str, unit: str, door: str) -> None:
    place = Place(yard, building, unit, door)
    assert read(compose(place)).place == place


@given(yards.filter(lambda y: "号" not in y), numbers, st.integers(1, 20).map(str), st.integers(101, 3312).map(str))
def test_dashes_are_read_back(yard: str, building: str, unit: str, door: str) -> None:
    assert read(f"{yard}{building}-{unit}-{door}").place == Place(yard, building, unit, door)


@given(st.text(alphabet="和平里小区街号楼单元室层栋幢#-0123456789甲东B (", max_size=30))
def test_anything_gives_a_place_or_a_refusal(told: str) -> None:
    try:
        place = read(told).place
    except Refused:
        return
    assert place.courtyard
    assert place.door
    assert len(place.building) <= 12
    assert len(place.unit) <= 8
    assert len(place.door) <= 10


def test_parts_of_columns() -> None:
    assert [addresses.building(t) for t in ("3号楼", "03", "3#", "三幢", ["3", "0"][0])] == ["3"] * 5
    assert [addresses.unit(t) for t in ("1单元", "01", "一门", "1")] == ["1"] * 4
    assert [addresses.unit(t) for t in ("", "0")] == ["", ""]
    assert [addresses.door(t) for t in ("402", "402室", "0402", "4层2号", "4楼402")] == ["402"] * 5
