"""How long a whole district's roster takes to import on SQLite, and in how much memory: python -m bench.import_district

Prints machine, data and the figures of each run; passes or fails nothing. Each import runs in a process of its own, so
that its peak of memory is its own. All people are made up; ID numbers are computed while the file is written.
"""

import argparse
import csv
import json
import os
import platform
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

ROWS, STREETS, COMMUNITIES, GRIDS = 388_564, 6, 9, 10
"""6 streets of 9 communities of 10 grids: 540, as near to 542 as whole numbers come."""
COLUMNS = [
    "序号",
    "姓名",
    "性别",
    "出生年月",
    "身份证号",
    "民族",
    "联系电话",
    "网格编码",
    "小区",
    "楼号",
    "单元",
    "房号",
    "人员类别",
    "紧急联系人",
    "紧急联系电话",
    "备注",
]
ONE_TEXT = ["姓名", "性别", "出生日期", "身份证号码", "手机", "所属网格", "家庭住址", "对象类别"]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "英兰华秀玉桂珍凤明国建军伟强芳敏静丽杰艳霞平红刚勇燕梅荣春生福祥德文志永新海波涛龙成林飞淑芝云莲清金香月琴素萍洪庆树学义忠宝"
TAGS = ["独居、低保", "空巢", "肢体残疾二级", "优抚", "失能（重度）", "特困", "家庭医生已签约"]


def grid_codes() -> list[str]:
    """All grids, in order."""
    return [
        f"210202{s:03d}{c:03d}{g:03d}"
        for s in range(1, STREETS + 1)
        for c in range(1, COMMUNITIES + 1)
        for g in range(1, GRIDS + 1)
    ]


def rows(total: int) -> Iterator[list[object]]:
    """People in the order of doors, about 2.3 behind each; every ninth has a tag and an emergency contact."""
    from app.rules.roster.identity import check_digit

    chance, grids, n = random.Random(7), grid_codes(), 0
    per_grid = -(-total // len(grids))
    for grid in grids:
        number = int(grid[12:])
        for place in range(min(per_grid, total - n)):
            door = place * 10 // 23
            building, unit, flat = (number - 1) * 6 + door // 56 + 1, door // 14 % 4 + 1, door % 14
            year, month, day = 1930 + chance.randrange(90), 1 + n % 12, 1 + n // 12 % 28
            serial = n // 336 % 998 + 1
            first17 = f"21020{2 + n // 335_328}{year}{month:02d}{day:02d}{serial:03d}"
            identity = first17 + check_digit(first17)
            name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
            tagged = n % 9 == 0
            yield [
                n + 1, name, "女男"[n % 2], f"{year}-{month:02d}", "" if identity.endswith("000") else identity, "不读", f"1990{n:07d}", grid,
                f"和平里{int(grid[9:12])}区", f"{building}号楼", f"{unit}单元", f"{flat // 2 + 1}0{flat % 2 + 1}", TAGS[n % 7] if tagged else "",
                "某某" if tagged else "", f"1991{n:07d}" if tagged else "", "",
            ]  # fmt: skip
            n += 1


def write_files(folder: Path, total: int) -> tuple[Path, Path]:
    """The same people as .xlsx with a column for each part, and as .csv in GB18030 with one text for the address."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(["居民名册"])
    sheet.append([])
    sheet.append(COLUMNS)
    with (folder / "district.csv").open("w", encoding="gb18030", newline="") as file:
        text = csv.writer(file)
        text.writerow(ONE_TEXT)
        for row in rows(total):
            sheet.append(row)
            address = f"{row[8]}{str(row[9]).removesuffix('号楼')}-{str(row[10]).removesuffix('单元')}-{row[11]}"
            text.writerow([row[1], row[2], row[3], row[4], row[6], row[7], address, row[12]])
    book.save(folder / "district.xlsx")
    return folder / "district.xlsx", folder / "district.csv"


def child(verb: str, told: str) -> None:
    """One import or undo in this process; prints seconds, peak memory and counts as JSON."""
    import resource

    from sqlmodel import SQLModel

    import app.models  # noqa: F401
    from app import db
    from app.models import Area, Level
    from app.rules.places import area_path
    from app.services.imports.residents import import_residents
    from app.services.imports.undo import find_batch, undo

    SQLModel.metadata.create_all(db.engine())
    with db.transaction() as session:
        if session.get(Area, "210202") is None:
            codes = sorted(
                {grid[:n] for grid in grid_codes() for n in (6, 9, 12, 15)}, key=lambda code: (len(code), code)
            )
            for code in codes:
                level = {6: Level.DISTRICT, 9: Level.STREET, 12: Level.COMMUNITY, 15: Level.GRID}[len(code)]
                session.add(
                    Area(
                        code=code,
                        parent=code[:-3] if len(code) > 6 else None,
                        level=level,
                        name=code,
                        path=area_path(code),
                    )
                )
                session.flush()
    begun, counts = time.perf_counter(), {}
    with db.transaction() as session:
        if verb == "undo":
            counts = undo(session, batch_id=find_batch(session, told), now=datetime.now(UTC)).as_json()
        else:
            report = import_residents(
                session, path=Path(told), now=datetime.now(UTC), today=date(2026, 11, 22), dry_run=verb == "dry-run"
            )  # fmt: skip
            counts = {
                key: value
                for key, value in report.as_json().items()
                if isinstance(value, int | str) or key == "created"
            }
            counts["created"] = {key: n for key, n in report.created.items()}
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        json.dumps(
            {"seconds": seconds, "peak_mb": peak, "reader_mb": reader, "cpu": time.process_time(), "counts": counts}
        )
    )


def measure(data: Path, verb: str, told: str) -> dict:  # type: ignore[type-arg]
    """Run one verb in a process of its own."""
    environment = {**os.environ, "LINLI_DATA_DIR": str(data), "LINLI_DATABASE_URL": "", "LINLI_KEY_FILE": ""}
    done = subprocess.run([sys.executable, "-m", "bench.import_district", "--child", verb, told], env=environment, check=True, capture_output=True, text=True)  # fmt: skip
    return dict(json.loads(done.stdout))


def main() -> None:
    """Write the files, import them as often as asked, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--child", nargs=2)
    args = parser.parse_args()
    if args.child:
        child(*args.child)
        return
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        home = Path(folder)
        begun = time.perf_counter()
        files = write_files(home, args.rows)
        cpu = next(
            (
                line.split(":")[1].strip()
                for line in Path("/proc/cpuinfo").read_text().splitlines()
                if "model name" in line
            ),
            platform.processor(),
        )
        print(
            f"machine: {cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, synchronous=FULL"
        )
        print(
            f"data: {args.rows:,} rows; "
            + ", ".join(f"{f.suffix} {f.stat().st_size / 2**20:.0f} MB" for f in files)
            + f"; written in {time.perf_counter() - begun:.0f} s"
        )
        for file in files:
            results: dict[str, list[dict]] = {"import": [], "again": []}  # type: ignore[type-arg]
            for n in range(args.runs):
                data = home / f"data{n}"
                first = measure(data, "import", str(file))
                results["import"].append(first)
                if n == 0:
                    results["again"].append(measure(data, "import", str(file)))
                    results["dry-run again"] = [measure(data, "dry-run", str(file))]
                    size = (data / "linli.db").stat().st_size / 2**20
                    results["undo"] = [measure(data, "undo", first["counts"]["batch"])]
                    print(f"{file.name}: database {size:.0f} MB, {first['counts']}")
                shutil.rmtree(data)
            for verb, runs in results.items():
                seconds = statistics.median(run["seconds"] for run in runs)
                print(
                    f"{file.name} {verb}: {seconds:.1f} s, peak {max(run['peak_mb'] for run in runs):.0f} MB + reader {max(run['reader_mb'] for run in runs):.0f} MB, CPU {statistics.median(run['cpu'] for run in runs):.1f} s (median of {len(runs)})"
                )


if __name__ == "__main__":
    main()
