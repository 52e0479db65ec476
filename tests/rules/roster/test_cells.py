"""Phones, ID numbers, names and plain cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.roster import cells, identity, persons, phones
from app.rules.roster.numerals import arabic
from app.rules.roster.refusals import CELL, ROW, WARN, Refused, sentence

born = st.tuples(st.integers(1900, 2025), st.integers(1, 12), st.integers(1, 28)).map(
    lambda t: f"{t[0]}{t[1]:02d}{t[2]:02d}"
)
first17 = st.tuples(st.integers(110101, 659004), born, st.integers(1, 999)).map(lambda t: f"{t[0]}{t[1]}{t[2]:03d}")
ids = first17.map(lambda digits: digits + identity.check_digit(digits)).filter(
    lambda number: not number.endswith("000")
)
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@pytest.mark.parametrize(
    ("cell", "told"),
    [(402.0, "402"), (402, "402"), ("402.0", "402"), ("４０２", "402"), ('="0411"', "0411"), (" 张\u3000三 ", "张 三"), ("张\u200b三\x07", "张三"),
     (True, "是"), (None, ""), ("无", ""), ("#N/A", ""), (2.5, "2.5"), ("n/a", "")],
)  # fmt: skip
def test_cells_as_text(cell: object, told: str) -> None:
    assert cells.text(cell) == told


def test_scientific_notation_is_restored_only_with_all_digits() -> None:
    assert cells.exact_whole("2.10202001001001E+14") == 210202001001001
    assert cells.exact_whole("2.1E+17") is None
    assert cells.exact_whole("2.10202E+14") is None
    assert cells.exact_whole("1.99E+10") is None


@pytest.mark.parametrize(
    "told",
    ["19900001234", "199 0000 1234", "199-0000-1234", "+86 19900001234", "8619900001234", "0086-199-0000-1234", "１９９００００１２３４", 19900001234,
     19900001234.0, "19900001234.0", "1.9900001234E+10", '="19900001234"'],
)  # fmt: skip
def test_one_mobile_in_every_spelling(told: object) -> None:
    assert phones.phone(told) == ("19900001234", False)


@pytest.mark.parametrize(
    "told",
    [
        "0411-82345678",
        "041182345678",
        "(0411)82345678",
        "+86-411-82345678",
        "0411 8234 5678",
        "０４１１－８２３４５６７８",
    ],
)
def test_one_landline_in_every_spelling(told: str) -> None:
    assert phones.phone(told) == ("0411-82345678", False)


@pytest.mark.parametrize(
    "told",
    [
        "12345",
        "1990000123",
        "199000012345",
        "82345678",
        "1.99E+10",
        "12900001234",
        "张三",
        "110",
        "0411-123",
        1.5,
        "+1 202 555 0100",
    ],
)
def test_other_phones_are_refused(told: object) -> None:
    with pytest.raises(Refused, match="bad_phone"):
        phones.phone(told)


def test_of_several_phones_the_first_is_taken() -> None:
    assert phones.phone("19900001234、19900005678") == ("19900001234", True)
    assert phones.phone("坏的/19900005678") == ("19900005678", True)


@given(ids)
def test_every_spelling_of_an_id_meets(number: str) -> None:
    for told in (
        number,
        number.lower(),
        number.translate(WIDE),
        f" {number[:6]} {number[6:14]} {number[14:]} ",
        f"'{number}",
        number + "42",
        number + "42B1",
    ):
        assert identity.identity(told) == number


@given(first17.filter(lambda digits: digits[6:8] == "19"))
def test_the_old_form_meets_the_new_one(digits: str) -> None:
    number = digits + identity.check_digit(digits)
    assert identity.identity(digits[:6] + digits[8:]) == number
    assert identity.identity(int(digits[:6] + digits[8:])) == number


@given(ids, st.sampled_from("0123456789X"))
def test_a_wrong_check_digit_is_refused(number: str, last: str) -> None:
    if last != number[-1] and not (number[:17] + last).endswith("000"):
        with pytest.raises(Refused, match="bad_id"):
            identity.identity(number[:17] + last)


@given(ids)
def test_what_a_spreadsheet_destroyed_is_refused(number: str) -> None:
    digits = int(number[:17] + "0")
    for told in (
        float(digits),
        digits,
        f"{float(digits):.5E}",
        f"{float(digits):.1e}",
        number[:15] + "000",
        f"{number[:17]}5.0",
    ):
        with pytest.raises(Refused, match="id_destroyed"):
            identity.identity(told)


@pytest.mark.parametrize("told", ["12345", "abc", "1234567890123456", "护照", "21020219429913001X"])
def test_what_is_no_id_is_refused(told: str) -> None:
    with pytest.raises(Refused, match="bad_id"):
        identity.identity(told)


def test_permits_are_taken_as_they_are() -> None:
    assert identity.identity("h1234567890"[:9].upper()) == "H12345678"
    assert identity.identity("无") == ""


@pytest.mark.parametrize(("told", "name"), [("张 三", "张三"), ("欧阳　修", "欧阳修"), ("阿卜杜拉•买买提", "阿卜杜拉·买买提"), ("John  Smith", "John Smith"), ("王芳（大）", "王芳(大)"), ("", "")])  # fmt: skip
def test_names(told: str, name: str) -> None:
    assert persons.name(told) == name


@pytest.mark.parametrize("told", ["张三19900001234", "=cmd()", "张<b>三", "12345", "张三;李四", "张" * 41, "@三"])
def test_names_with_other_signs_are_refused(told: str) -> None:
    with pytest.raises(Refused, match="bad_name"):
        persons.name(told)


@given(ids)
def test_no_id_hides_in_a_name(number: str) -> None:
    for told in (number, f"张三{number}", f"张三 {number}", number.translate(WIDE)):
        with pytest.raises(Refused):
            persons.name(told)


@pytest.mark.parametrize(
    ("told", "contact"),
    [("张三", ("张三", "", "")), ("张三（女儿）", ("张三", "女儿", "")), ("女儿 张三", ("张三", "女儿", "")), ("张三19900001234", ("张三", "", "19900001234")),
     ("儿子:张三 199 0000 1234", ("张三", "儿子", "199 0000 1234"))],
)  # fmt: skip
def test_emergency_contacts(told: str, contact: tuple[str, str, str]) -> None:
    assert persons.contact(told) == contact


def test_sex_and_living() -> None:
    assert [persons.sex(t) for t in ("男", "女性", "F", 1.0, "")] == ["m", "f", "f", "m", ""]
    assert [persons.living(t) for t in ("独居", "老两口", "与子女同住", "养老院", "")] == [
        "alone",
        "couple",
        "children",
        "other",
        "",
    ]
    with pytest.raises(Refused):
        persons.sex("不男不女")
    with pytest.raises(Refused):
        persons.living("隔壁")


def test_numerals() -> None:
    assert [arabic(t) for t in ("三", "十", "十二", "二十", "三十一", "一〇二", "甲")] == [
        "3",
        "10",
        "12",
        "20",
        "31",
        "102",
        "甲",
    ]


def test_every_code_has_a_sentence_in_both_languages() -> None:
    for code in (*ROW, *CELL, *WARN):
        assert sentence(code, "zh")
        assert sentence(code, "en") != sentence(code, "zh")
