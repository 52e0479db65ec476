"""Headings and tag words: synonyms are known, the denylist is refused and never repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import tags
from app.rules.roster import headings, tag_words
from app.rules.roster.refusals import Refused


@pytest.mark.parametrize(
    ("heading", "field"),
    [("姓 名", "name"), ("*姓名：", "name"), ("姓名（必填）", "name"), ("1、姓名", "name"), ("出生年月", "birth"), ("身份证号", "id_number"),
     ("残疾证号", "id_number"), ("联系电话", "phone"), ("联系电话（手机）", "phone"), ("手　机", "phone"), ("紧急联系电话", "contact_phone"),
     ("紧急联系人", "contact_name"), ("紧急联系人电话", "contact_phone"), ("网格编码", "grid"), ("所属网格", "grid"), ("楼栋", "building"), ("房号", "door"),
     ("家庭住址", "address"), ("人员类别", "tags"), ("居住状况", "living"), ("残疾等级", "disability_grade"), ("是否低保", "tag:W01"), ("低收入家庭", "tag:W02"),
     ("户主姓名", ""), ("备注", ""), ("年龄", ""), ("序号", "")],
)  # fmt: skip
def test_headings(heading: str, field: str) -> None:
    assert headings.field(heading) == field


@pytest.mark.parametrize("heading", ["宗教信仰", "民 族", "政治面貌", "是否信访", "征信", "微信号", "月收入", "身份证照片", "备注（信访）", "手机（微信同号）", "病史", "银行卡号", *tags.DENIED_WORDS])  # fmt: skip
def test_forbidden_columns(heading: str) -> None:
    assert headings.field(heading) == headings.REFUSED


def _codes(told: str) -> list[tuple[str, str]]:
    return [(found.tag, found.grade) for word in tag_words.split(told) for found in tag_words.read(word)]


@pytest.mark.parametrize(
    ("told", "found"),
    [("低保、空巢", [("W01", ""), ("E03", "")]), ("低保，优抚；独居/残疾", [("W01", ""), ("M01", ""), ("E02", ""), ("D01", "")]), ("一级残疾", [("D01", "1")]),
     ("肢体残疾二级", [("D01", "2")]), ("残疾（二级）", [("D01", "2")]), ("重残", [("D01", "")]), ("重度失能", [("E05", "3")]), ("半失能", [("E05", "")]),
     ("留守/孤寡老人", [("E04", "")]), ("高龄独居老人", [("E01", ""), ("E02", "")]), ("独居 低保", [("E02", ""), ("W01", "")]), ("低收入", [("W02", "")]),
     ("计划生育特殊家庭", [("F01", "")]), ("残疾军人", [("M01", "")]), ("W01;D01", [("W01", ""), ("D01", "")]), ("无", []), ("其他", [])],
)  # fmt: skip
def test_tag_words(told: str, found: list[tuple[str, str]]) -> None:
    assert _codes(told) == found


@pytest.mark.parametrize("code", list(tags.TAGS))
def test_every_tag_is_known_by_all_its_words(code: str) -> None:
    for word in (code, tags.TAGS[code].zh, *tags.TAGS[code].words):
        assert {tag for tag, _ in _codes(word)} == {code}, word


def test_access_needs() -> None:
    assert [tag_words.read(w)[0].flag for w in ("无智能手机", "听力不便", "行动不便")] == [
        "no_smartphone",
        "hard_of_hearing",
        "slow_to_door",
    ]


@pytest.mark.parametrize(
    "word", [w for w in tags.DENIED_WORDS if w not in {"收入", "生育"}] + ["上访户", "社区矫正人员", "精神病人"]
)
def test_denied_words_are_refused_and_not_repeated(word: str) -> None:
    with pytest.raises(Refused) as refused:
        tag_words.read(word)
    assert (refused.value.code, refused.value.word) == ("denied_tag", "")


@pytest.mark.parametrize("word", ["糖尿病", "回族", "基督教", "19900001234", "党员家属", "张三13912345678"])
def test_unknown_words_that_may_hurt_are_not_repeated(word: str) -> None:
    with pytest.raises(Refused) as refused:
        tag_words.read(word)
    assert refused.value.word == ""


def test_an_unknown_harmless_word_is_repeated_and_cut() -> None:
    with pytest.raises(Refused) as refused:
        tag_words.read("一二三四五六七八九十甲乙丙丁")
    assert (refused.value.code, len(refused.value.word)) == ("unknown_tag", 12)


@given(st.text(max_size=8), st.sampled_from(tags.DENIED_WORDS), st.text(max_size=8), st.integers(10**14, 10**18))
def test_no_refusal_repeats_a_number_or_a_denied_word(before: str, denied: str, after: str, number: int) -> None:
    for word in (f"{before}{denied}{after}", f"{before}{number}{after}"):
        told = ""
        try:
            tag_words.read(word)
        except Refused as refused:
            told = refused.word
        assert denied not in told
        assert str(number)[:7] not in told
