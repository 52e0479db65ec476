"""The privacy notice tells all that is held, and on paper it is black, large enough and out of the way of buttons (PIPL 17)."""

import re

import pytest
from sqlmodel import SQLModel

import app.models  # noqa: F401
from app.components import privacy_words
from app.config import ROOT
from app.pages import privacy


def test_every_personal_column_stands_in_exactly_one_line() -> None:
    named = [column for group in privacy_words.GROUPS for column in group.columns]
    assert sorted(named) == sorted(privacy_words.register())
    assert len(privacy_words.lines()) == len(privacy_words.GROUPS)


def test_a_column_that_nobody_has_put_into_words_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    column = SQLModel.metadata.tables["resident"].c["synthetic"]
    monkeypatch.setattr(column, "info", {"purpose": "x", "basis": "y", "keep": "z", "class": "P2"})
    with pytest.raises(KeyError, match=r"resident\.synthetic"):
        privacy_words.lines()


def test_what_the_register_calls_sensitive_the_notice_calls_sensitive() -> None:
    for group, line in zip(privacy_words.GROUPS, privacy_words.lines(), strict=True):
        assert line.sensitive == any(privacy_words.register()[column]["class"] == "P3" for column in group.columns)
        assert len(line.keep) == 1 and len(line.basis) == 1


def test_the_notice_is_dated_and_numbered() -> None:
    assert re.fullmatch(r"\d+\.\d+", privacy_words.VERSION) and re.fullmatch(r"\d{4}-\d\d-\d\d", privacy_words.DATE)
    assert privacy.page().render()


def test_on_paper_nothing_is_smaller_than_twelve_points_and_all_is_black_on_white() -> None:
    css = (ROOT / "assets/app.css").read_text().split("@media print", 1)[1]
    assert "size: A4" in css and "color: #000" in css and "background: #fff" in css
    assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)pt", css)) >= 12
