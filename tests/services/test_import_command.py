"""The command: exit codes, the JSON contract, plain words, and no trace of what must not be kept (design.md §5, promise A1)."""

import argparse
import json
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import db
from app.commands import importing
from app.models import Resident
from tests.factories import GRID, areas
from tests.services.rosters import HEADER, a_csv, a_row, a_workbook, an_id

CANARY = "金丝雀宗"


@pytest.fixture(autouse=True)
def _areas(database: sa.Engine) -> None:
    with db.transaction() as session:
        areas(session)


def linli(*words: object) -> int:
    parser = argparse.ArgumentParser()
    importing.add_parser(parser.add_subparsers(dest="command"))
    args = parser.parse_args([str(word) for word in words])
    return int(args.run(args))


def good(path: Path) -> Path:
    return a_workbook(path, [a_row(n, name) for n, name in enumerate(["曲凤英", "王秀兰"], 1)])


def test_json_and_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert linli("import", "residents", good(tmp_path / "a.xlsx"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) >= {
        "batch",
        "rows",
        "new",
        "changed",
        "unchanged",
        "refused",
        "columns_ignored",
        "columns_refused",
    }
    assert (told["rows"], told["new"], told["refused"], told["columns_refused"]) == (2, 2, [], ["宗教信仰"])
    bad = a_workbook(tmp_path / "b.xlsx", [a_row(1, "曲凤英"), a_row(3, "李桂珍", 网格编码="210202009009009")])
    assert linli("import", "residents", bad, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [set(refusal) for refusal in told["refused"]] == [{"row", "column", "code", "message"}]
    assert (told["refused"][0]["row"], told["refused"][0]["column"], told["refused"][0]["code"]) == (
        6,
        "网格编码",
        "unknown_grid",
    )
    (tmp_path / "c.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(99))
    assert linli("import", "residents", tmp_path / "c.xls", "--json") == 2
    answer = capsys.readouterr()
    assert json.loads(answer.out)["code"] == "old_format"
    assert "另存为 .xlsx" in answer.err
    assert linli("import", "residents", tmp_path / "a.xlsx", "--area", "999") == 2


def test_a_dry_run_speaks_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = a_workbook(
        tmp_path / "a.xlsx",
        [a_row(1, "曲凤英", 人员类别="低保"), a_row(2, "", 人员类别="低保"), a_row(3, "李桂珍", 人员类别="夜猫子")],
    )
    assert linli("import", "residents", path, "--dry-run") == 1
    told = capsys.readouterr().out
    for words in (
        "什么也没有写",
        "新增 2 人",
        "新建：小区 1，楼 1，单元 1，门牌 2",
        "类别 1",
        "不收集、没有读的列：宗教信仰",
        "第 6 行「姓名」：没有姓名",
        "“夜猫子”",
    ):
        assert words in told
    with db.reading() as session:
        assert session.exec(select(Resident)).all() == []
    assert linli("import", "residents", path, "--dry-run", "--json") == 1
    assert json.loads(capsys.readouterr().out)["batch"] is None


def test_undo_asks_and_undoes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    linli("import", "residents", good(tmp_path / "a.xlsx"), "--json")
    batch = json.loads(capsys.readouterr().out)["batch"]
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert linli("import", "undo", batch) == 1
    assert linli("import", "undo", batch[:8], "--yes") == 0
    assert "去掉 2 人" in capsys.readouterr().out
    assert linli("import", "undo", batch, "--yes") == 2
    assert linli("import", "undo", "nonsense", "--yes") == 2


def test_nothing_that_must_not_be_kept_is_kept(
    database: sa.Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Canaries in refused columns, in ID cells good and bad, in wrong columns: not in the output, the log or the database's bytes."""
    caplog.set_level("DEBUG")
    header = [*HEADER, "是否信访", "紧急联系人", "残疾证号"]
    rows = [
        [*a_row(1, "曲凤英", 宗教信仰=CANARY), f"{CANARY}甲", "张兰", an_id(1) + "42"],
        [*a_row(2, "王秀兰", 身份证号=an_id(2)[:17] + "*"), CANARY, "", ""],
        [*a_row(3, f"李{an_id(3)}"), CANARY, "", ""],
        [*a_row(4, "赵玉梅", 联系电话=an_id(4)), CANARY, an_id(14), ""],
        [*a_row(5, "孙淑芬", 人员类别=f"低保、{an_id(5)}、{CANARY}信访"), CANARY, f"张三{an_id(15)}", ""],
        [*a_row(6, "周国栋", 小区=f"和平里{an_id(6)}"), CANARY, "", ""],
        [*a_row(7, "吴桂兰", 出生年月=an_id(7), 房号=an_id(17)), CANARY, "", ""],
        [*a_row(8, "郑玉兰", 网格编码=an_id(8)), CANARY, "", ""],
        [*a_row(9, "冯桂英", 备注=an_id(9)), CANARY, "", ""],
    ]
    for path in (
        a_workbook(tmp_path / "a.xlsx", rows, header=header),
        a_csv(tmp_path / "a.csv", rows, header=header, encoding="gb18030"),
    ):
        for more in (["--json"], ["--dry-run"], []):
            assert linli("import", "residents", path, *more) == 1
    answer = capfd.readouterr()
    said = (answer.out + answer.err + caplog.text).encode()
    if database.dialect.name == "sqlite":
        file = Path(str(database.url.database))
        kept = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    else:
        with database.connect() as connection:
            tables = (
                connection.execute(
                    sa.text("select table_name from information_schema.tables where table_schema = 'public'")
                )
                .scalars()
                .all()
            )
            kept = "".join(
                str(row) for table in tables for row in connection.execute(sa.text(f'select t::text from "{table}" t'))
            ).encode()
    assert "冯桂英".encode() in kept
    secrets = [CANARY, *(an_id(n) for n in range(1, 18)), *(an_id(n)[:17] for n in range(1, 18))]
    for secret in secrets:
        assert secret.encode() not in said, secret
        assert secret.encode() not in kept, secret
        assert secret.encode("gb18030") not in kept, secret
    for name in ("曲凤英", "王秀兰", "冯桂英", "张兰", GRID + "x", "19900000001"):
        assert name.encode() not in said, name


def test_a_failing_database_says_no_values(
    database: sa.Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError(
            "INSERT INTO resident VALUES (?)", {"name": "曲凤英"}, sqlite3.OperationalError("disk is full")
        )

    monkeypatch.setattr(importing, "import_residents", failing)
    assert linli("import", "residents", good(tmp_path / "a.xlsx")) == 2
    answer = capsys.readouterr()
    assert "曲凤英" not in answer.out + answer.err
    assert "什么也没有写" in answer.err
