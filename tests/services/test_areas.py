"""The district's list of areas: taken whole or not at all, twice changes nothing, names follow the newest list."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.commands.areas import read
from app.errors import Invalid
from app.models import Area, Level
from app.services import areas
from tests.conftest import NOW

ROWS = [("210202", "中山区"), ("210202001001001", "第1网格"), ("210202001", "某街道"), ("210202001001", "某社区")]


def test_a_list_in_any_order_makes_the_tree_and_twice_changes_nothing(session: Session) -> None:
    assert areas.load(session, rows=ROWS, now=NOW) == (4, 0)
    grid = session.get_one(Area, "210202001001001")
    assert (grid.level, grid.parent, grid.path) == (Level.GRID, "210202001001", "210202/001/001/001")
    assert areas.load(session, rows=ROWS, now=NOW) == (0, 0)
    assert areas.load(session, rows=[("210202001", "新名街道")], now=NOW) == (0, 1)


@pytest.mark.parametrize(("row", "code"), [
    (("21020200", "x"), "area_code"), (("310202001", "x"), "area_code"), (("21020200A", "x"), "area_code"), (("２１０２０２", "x"), "area_code"),
    (("210202001", ""), "area_name"), (("210202009009", "x"), "area_parent"),
])  # fmt: skip
def test_a_row_that_does_not_fit_is_named(session: Session, row: tuple[str, str], code: str) -> None:
    areas.load(session, rows=ROWS[:1], now=NOW)
    with pytest.raises(Invalid) as refused:
        areas.load(session, rows=[("210202", "中山区"), row], now=NOW)
    assert refused.value.code == code
    assert "2" in refused.value.sentence()
    assert len(session.exec(select(Area)).all()) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_file_is_read_in_the_encodings_that_offices_use(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "areas.csv"
    file.write_bytes("代码,名称\n210202, 中山区\n\n210202001,某街道\n".encode(encoding))
    assert read(file) == [("210202", "中山区"), ("210202001", "某街道")]
