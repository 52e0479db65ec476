"""Surnames, given names and pinyin initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import names


@pytest.mark.parametrize(("name", "surname", "given_name", "letters"), [
    ("曲凤英", "曲", "凤英", "qfy"), ("李明", "李", "明", "lm"), ("欧阳修", "欧阳", "修", "oyx"), ("欧阳", "欧", "阳", "oy"), ("尉迟恭", "尉迟", "恭", "ycg"), ("单于飞", "单", "于飞", "cyf"),
    ("单田芳", "单", "田芳", "stf"), ("曾国藩", "曾", "国藩", "zgf"), ("仇英", "仇", "英", "qy"), ("解晓东", "解", "晓东", "xxd"), ("区寄", "区", "寄", "oj"), ("查良镛", "查", "良镛", "zly"),
    ("乐毅", "乐", "毅", "yy"), ("翟天临", "翟", "天临", "ztl"), ("吕布", "吕", "布", "lb"), ("曲", "曲", "", "q"), ("", "", "", ""), ("Anna Weber", "Anna Weber", "", "annaweber"),
])  # fmt: skip
def test_a_name_is_taken_apart(name: str, surname: str, given_name: str, letters: str) -> None:
    assert names.split_name(name) == (surname, given_name)
    assert names.initials(name) == letters


@given(name=st.text(max_size=60))
def test_nothing_is_lost_and_initials_fit_their_column(name: str) -> None:
    assert "".join(names.split_name(name)) == name
    letters = names.initials(name)
    assert all(c.isalnum() for c in letters)
    assert len(letters) <= 40
