"""Masks never fail open (promise F5)."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import masks


def _n(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


area = st.sampled_from(["210202", "210211", "110105", "440306"])
born = st.dates(min_value=date(1910, 1, 1)).map(lambda d: d.strftime("%Y%m%d"))
identity = st.builds(lambda a, b, n, c: a + b + n + c, area, born, _n(3), st.sampled_from("0123456789Xx"))
old_identity = st.builds(lambda a, b, n: a + b[2:] + n, area, born, _n(3))
certificate = st.builds(lambda i, kind, grade: i + kind + grade, identity, st.sampled_from("1234567"), st.sampled_from("1234"))
mobile = st.builds(lambda a, b: "1" + a + b, st.sampled_from("3456789"), _n(9))
landline = st.builds(lambda a, dash, b: "0411" + dash + b, st.just(""), st.sampled_from(["", "-"]), _n(8))
permit = st.builds(lambda letters, number: letters + number, st.sampled_from(["H", "M", "h", "C", "HA", "E", "EA", "G", "PE"]), st.one_of(*(_n(n) for n in (7, 8, 9, 10))))
hong_kong = st.builds(lambda letter, number, check: f"{letter}{number}({check})", st.sampled_from(["A", "K", "WX"]), _n(6), st.sampled_from("0123456789A"))
taiwan = _n(8)
secret = st.one_of(identity, old_identity, certificate, mobile, landline, permit, hong_kong, taiwan, _n(18), _n(19), _n(20))


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _apart(text: str, sign: str, every: int) -> str:
    return sign.join(text[at : at + every] for at in range(0, len(text), every))


def _says_nothing(out: str, number: str) -> None:
    folded = unicodedata.normalize("NFKC", out)
    assert number not in folded
    assert not re.search(r"\d{7,}", "".join(c for c in folded if c.isalnum())), out


@settings(max_examples=500, deadline=None)
@given(number=secret, before=st.sampled_from(["", "身份证", "ID:", "(", "号", " ", "电话 ", "a", "证号："]), after=st.sampled_from(["", "。", ")", " 住3-1-402", "，", "z", "号"]))
def test_no_number_of_anybody_survives_in_a_text(number: str, before: str, after: str) -> None:
    for spelled in (number, _wide(number), number.lower()):
        _says_nothing(masks.mask_text(before + spelled + after).replace("3-1-402", ""), number)


@settings(max_examples=400, deadline=None)
@given(number=st.one_of(identity, certificate, mobile, old_identity), sign=st.sampled_from([" ", "-", ".", "·", "　", "_", "\u200b", "\u00a0", "–", "/", ",", "  "]), every=st.sampled_from([3, 4, 6]))
def test_pulling_a_number_apart_does_not_save_it(number: str, sign: str, every: int) -> None:
    _says_nothing(masks.mask_text(f"说是{_apart(number, sign, every)}吧"), number)


@settings(max_examples=250, deadline=None)
@given(text=st.text(max_size=40))
def test_no_long_run_of_digits_survives_in_any_text(text: str) -> None:
    assert not re.search(r"\d{7,}", masks.mask_text(text))


@pytest.mark.parametrize("text", ["对门王姨有钥匙", "3-1-402", "3号楼2单元", "上午9点到10点", "大声，用力敲", "12楼", "每周一、三、五", "2个人", ""])
def test_what_helps_at_the_door_stays(text: str) -> None:
    assert masks.mask_text(text) == text


@pytest.mark.parametrize("text", ["21020219420301123X", "２１０２０２１９４２０３０１１２３Ｘ", "210202194203011", "21020219420301123X42", "13900000421", "0411-82345678", "H1234567890"])
def test_a_number_alone_becomes_stars_alone(text: str) -> None:
    assert not re.search(r"[0-9]{3}", masks.mask_text(text))
    assert "*" in masks.mask_text(text)


@settings(max_examples=500, deadline=None)
@given(phone=st.one_of(st.text(max_size=25), secret, secret.map(_wide)))
def test_a_phone_of_unknown_shape_is_all_stars(phone: str) -> None:
    out = masks.mask_phone(phone)
    assert out == "********" or re.fullmatch(r"1[3-9]\d\*{4}\d{4}|0\d{2,3} \*{4}\d{4}", out)
    if out != "********":
        assert len(re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))) <= 12
        assert len(re.sub(r"\D", "", out)) <= 8


@pytest.mark.parametrize(("phone", "shown"), [("13812348888", "138****8888"), ("１３８１２３４８８８８", "138****8888"), ("0411-82340193", "0411 ****0193"), ("041182340193", "0411 ****0193"),
                                              ("", "********"), ("1381234888", "********"), ("21020219420301123X", "********"), ("abc", "********"), ("138 1234 8888", "********"),
                                              ("+8613812348888", "********"), ("138123488889", "********")])  # fmt: skip
def test_a_phone_is_masked_like_this(phone: str, shown: str) -> None:
    assert masks.mask_phone(phone) == shown


@settings(max_examples=300, deadline=None)
@given(name=st.text(max_size=30))
def test_of_a_name_at_most_the_first_sign_is_told(name: str) -> None:
    out = masks.mask_name(name)
    assert re.fullmatch(r"(?s).?\*{1,2}", out)
    assert out[0] in (*name.strip()[:1], "*")


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("张三丰", "张**"), ("欧阳修", "欧**"), ("买买提·艾力", "买**"), ("", "*"), (" ", "*"), ("曲", "曲*")])
def test_a_name_is_masked_like_this(name: str, shown: str) -> None:
    assert masks.mask_name(name) == shown
