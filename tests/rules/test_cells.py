"""Small counts stay hidden, and no sum gives away what a row hides (promise A11); cells of files that are no formulas (G1)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import cells, inert

TABLES = st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=8))


@settings(max_examples=600, deadline=None)
@given(TABLES)
def test_nothing_small_is_shown_and_nothing_small_can_be_subtracted(table: list[list[int]]) -> None:
    shown = cells.protect(table)
    for row, visible in zip(table, shown.rows, strict=True):
        assert not visible or min(row) >= 5
    if shown.sums:
        hidden = [row for row, visible in zip(table, shown.rows, strict=True) if not visible]
        for c in range(len(table[0])):
            rest = sum(row[c] for row in table) - sum(row[c] for row, visible in zip(table, shown.rows, strict=True) if visible)
            assert rest == sum(row[c] for row in hidden)
            assert not hidden or (rest >= 5 and len(hidden) >= 2)


def test_words_of_counts() -> None:
    assert [cells.word(4), cells.word(5), cells.word(9, False), cells.word(0)] == ["<5", "5", "–", "<5"]
    assert cells.protect([(10,), (12,)]) == cells.Shown((True, True), True)
    assert cells.protect([(3,), (12,), (40,)]) == cells.Shown((False, False, True), True)
    assert cells.protect([(3,)]) == cells.Shown((False,), False)


FORMULAS = ["=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1", " =1", "　＝1", "＋1", "－1", "＠x", "\x00=1", "|x", "%x", "\u200b=1"]


def test_no_cell_begins_like_a_formula() -> None:
    for text in FORMULAS:
        assert inert.cell(text).startswith("'"), repr(text)
    assert inert.cell("曲凤英") == "曲凤英"
    assert inert.cell("") == ""


@settings(max_examples=1500, deadline=None)
@given(st.text(alphabet=st.sampled_from("=+-@＝＋－＠\t\r\n\x00 　a1|%\u200b\ufeff'\""), max_size=8))
def test_no_made_up_cell_gets_through(text: str) -> None:
    import unicodedata

    made = inert.cell(text)
    assert unicodedata.normalize("NFKC", made).lstrip()[:1] not in set("=+-@|%")
    assert not set(made) & set("\t\r\n\x00")


def test_a_table_is_utf8_with_its_mark_and_windows_lines() -> None:
    made = inert.table([("姓名", "电话"), ("=cmd", "13800000001")])
    assert made.startswith(b"\xef\xbb\xbf") and made.count(b"\r\n") == 2
    assert "'=cmd" in made.decode("utf-8-sig") and '"13800000001"' in made.decode("utf-8-sig")
