"""What somebody means who types: names, initials and doors told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.search import LONGEST, Query, parse


@pytest.mark.parametrize(("text", "names", "initials", "doors"), [
    ("", (), (), ()), ("   ", (), (), ()), ("曲", ("曲",), (), ()), ("曲凤英", ("曲凤英",), (), ()), ("曲 凤英", ("曲", "凤英"), (), ()),
    ("qfy", (), ("qfy",), ()), ("QFY", (), ("qfy",), ()), ("ｑｆｙ", (), ("qfy",), ()), ("zs 3-1-402", (), ("zs",), ("3-1-402",)),
    ("3-1-402", (), (), ("3-1-402",)), ("3号楼1单元402室", (), (), ("3-1-402",)), ("3栋1单元402", (), (), ("3-1-402",)), ("3#1-402", (), (), ("3-1-402",)),
    ("３－１－４０２", (), (), ("3-1-402",)), ("3—1—402", (), (), ("3-1-402",)), ("3/1/402", (), (), ("3-1-402",)), ("402", (), (), ("402",)), ("402室", (), (), ("402",)),
    ("张三402", ("张三",), (), ("402",)), ("曲凤英3-1-402", ("曲凤英",), (), ("3-1-402",)), ("曲 402 qfy", ("曲",), ("qfy",), ("402",)),
    ("买买提·艾力", ("买买提·艾力",), (), ()), ("anna weber", (), ("anna", "weber"), ()), ("%", (), (), ()), ("_", (), (), ()), ("3-", (), (), ("3",)),
    ("--", (), (), ()), ("b102", (), (), ("b102",)), ("张%", ("张",), (), ()),
])  # fmt: skip
def test_it_is_read_like_this(text: str, names: tuple[str, ...], initials: tuple[str, ...], doors: tuple[str, ...]) -> None:
    assert parse(text) == Query(names, initials, doors)
    assert parse(text).empty == (not (names or initials or doors))


@given(text=st.text(max_size=200))
def test_nothing_but_letters_digits_and_dashes_comes_out(text: str) -> None:
    query = parse(text)
    for part in (*query.names, *query.initials, *query.doors):
        assert all(c.isalnum() or c in "-·" for c in part)
        assert len(part) <= LONGEST * 20
    assert all((*query.names, *query.initials, *query.doors))
