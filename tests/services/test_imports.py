"""Import of rosters: untidy files are read, people matched, everything or nothing written, and taken back (promises G2, G4)."""

import json
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app import db
from app.errors import Conflict, Invalid, NotFound
from app.models import (
    AccessFlag,
    Act,
    Audit,
    Building,
    Contact,
    Courtyard,
    Dwelling,
    EmergencyContact,
    Household,
    ImportBatch,
    ImportChange,
    Mode,
    Outcome,
    Resident,
    ResidentTag,
    TagSource,
    TagState,
    Unit,
)
from app.services import keys
from app.services.imports import reading
from app.services.imports.ledger import Ledger
from app.services.imports.report import Report
from app.services.imports.residents import import_residents
from app.services.imports.undo import find_batch, undo
from tests.conftest import NOW
from tests.factories import FAR_GRID, GRID, OTHER_GRID, a_resident, a_tag, areas
from tests.services.rosters import HEADER, a_csv, a_row, a_workbook, an_id

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _areas(session: Session) -> None:
    areas(session)


def bring(session: Session, path: Path, **more: object) -> Report:
    return import_residents(session, path=path, now=NOW, today=TODAY, **more)  # type: ignore[arg-type]


def people(session: Session) -> dict[str, Resident]:
    return {resident.name: resident for resident in session.exec(select(Resident))}


def tags_of(session: Session, resident: Resident) -> dict[str, ResidentTag]:
    return {tag.tag: tag for tag in session.exec(select(ResidentTag).where(ResidentTag.resident_id == resident.id))}


def particulars(resident: Resident) -> dict[str, object]:
    return {name: getattr(resident, name) for name in Resident.model_fields if name not in {"version", "updated_at"}}


def count(session: Session, table: type) -> int:
    return session.exec(select(sa.func.count()).select_from(table)).one()


def codes(report: Report) -> list[tuple[int, str, str]]:
    return [(note.row, note.column, note.code) for note in report.refused]


def untidy(path: Path) -> Path:
    """Every kind of row: good ones, doubles, refused rows and refused cells. Row 5 of the sheet is the first."""
    return a_workbook(
        path,
        [
            a_row(1, "曲凤英", 人员类别="独居、低保", 联系电话=19900000001.0, 出生年月=1942.3),
            a_row(
                2,
                "王 秀兰",
                人员类别="肢体残疾二级；重度失能",
                房号=402.0,
                楼号=3.0,
                单元="一单元",
                出生年月="1942年3月",
            ),
            a_row(1, "曲凤英", 人员类别="空巢"),  # the same person again
            a_row(3, ""),  # no name
            a_row(4, "丁一", 网格编码="210202009009009"),  # no such grid
            a_row(5, "丁二", 房号="老地方"),  # no door
            a_row(6, "丁三", 身份证号=an_id(6)[:17] + ("1" if an_id(6)[17] != "1" else "2")),
            a_row(7, "丁四", 身份证号=2.1e17),
            a_row(8, "李桂珍", 人员类别="低保，上访户，夜猫子"),  # a forbidden and an unknown label
            a_row(9, "赵玉梅", 联系电话="12345"),
            a_row(10, "孙淑芬", 出生年月=1938.1),
            a_row(11, "周国栋", 出生年月="1942-13", 网格编码=float(GRID)),
        ],
    )


def test_an_untidy_workbook(session: Session, tmp_path: Path) -> None:
    report = bring(session, untidy(tmp_path / "a.xlsx"))
    assert (report.rows, report.new, report.changed, report.unchanged, report.rows_refused) == (12, 6, 0, 0, 5)
    assert report.repeated == 1
    assert codes(report) == [
        (8, "姓名", "no_name"),
        (9, "网格编码", "unknown_grid"),
        (10, "房号", "bad_address"),
        (11, "身份证号", "bad_id"),
        (12, "身份证号", "id_destroyed"),
        (13, "人员类别", "denied_tag"),
        (13, "人员类别", "unknown_tag"),
        (14, "联系电话", "bad_phone"),
        (15, "出生年月", "date_ambiguous"),
        (16, "出生年月", "date_impossible"),
    ]
    assert report.columns_refused == ["宗教信仰"]
    assert report.columns_ignored == ["序号", "备注"]
    found = people(session)
    assert set(found) == {"曲凤英", "王秀兰", "李桂珍", "赵玉梅", "孙淑芬", "周国栋"}
    qu = found["曲凤英"]
    assert (qu.given, qu.initials, qu.birth_ym, qu.sex, qu.living, qu.grid) == (
        "凤英",
        "qfy",
        "1942-03",
        "f",
        "alone",
        GRID,
    )
    assert (qu.tier, qu.tier_reason, qu.version, qu.batch_id) == ("A", "alone_80", 1, report.batch)
    assert qu.phone_sealed is not None
    assert keys.unseal(qu.phone_sealed, table="resident", column="phone", row=qu.id) == "19900000001"
    assert qu.phone_index == keys.phone_index("19900000001")
    assert qu.id_hash == keys.id_index(an_id(1))
    assert set(tags_of(session, qu)) == {"E02", "E03", "W01"}
    assert {code: tag.grade for code, tag in tags_of(session, found["王秀兰"]).items()} == {"D01": "2", "E05": "3"}
    assert set(tags_of(session, found["李桂珍"])) == {"W01"}
    assert [found[n].birth_ym for n in ("孙淑芬", "周国栋")] == ["", ""]
    assert found["赵玉梅"].phone_index is None


def test_a_tag_carries_its_ledger(session: Session, tmp_path: Path) -> None:
    report = bring(session, a_workbook(tmp_path / "a.xlsx", [a_row(1, "曲凤英", 人员类别="临时救助、独居、高龄")]))
    given = tags_of(session, people(session)["曲凤英"])
    assert set(given) == {"W05", "E02"}  # E01 is derived from the birth month and never stored
    assert report.batch is not None
    relief, alone = given["W05"], given["E02"]
    assert (relief.source, alone.source) == (TagSource.AUTHORITY, TagSource.DOOR)
    assert relief.evidence == f"import:{report.batch.hex[:8]}"
    assert (relief.valid_from, relief.review_due, relief.expires_on) == (TODAY, date(2026, 12, 22), date(2027, 5, 22))
    assert (alone.review_due, alone.expires_on, alone.state) == (date(2027, 5, 22), None, TagState.ACTIVE)


def test_places_are_made_and_told(session: Session, tmp_path: Path) -> None:
    rows = [a_row(n, f"张{c}", 楼号=building, 单元=unit, 房号=door) for n, (c, building, unit, door) in enumerate(
        [("一", "10号楼", "2", "1203"), ("二", "2号楼", "", "402"), ("三", "2号楼", "", "101"), ("四", "10号楼", "1", "301")], 1)]  # fmt: skip
    report = bring(session, a_workbook(tmp_path / "a.xlsx", rows))
    assert {k: report.created[k] for k in ("courtyard", "building", "unit", "dwelling")} == {
        "courtyard": 1,
        "building": 2,
        "unit": 3,
        "dwelling": 4,
    }
    assert report.created_names == ["和平里小区", "和平里小区 10号楼", "和平里小区 2号楼"]
    yard = session.exec(select(Courtyard)).one()
    assert (yard.code, yard.path, yard.rank) == ("210202001001C001", "210202/001/001/C001", 1)
    houses = {house.number: house for house in session.exec(select(Building))}
    assert [(houses[n].rank, houses[n].floors) for n in ("2", "10")] == [(1, 4), (2, 12)]
    stairs = {(u.building_id, u.number): u.rank for u in session.exec(select(Unit))}
    assert [stairs[houses["10"].id, n] for n in ("1", "2")] == [1, 2]
    door = session.exec(select(Dwelling).where(Dwelling.door == "1203")).one()
    assert (door.short, door.floor) == ("10-2-1203", 12)
    assert all(place.batch_id == report.batch for place in (yard, door, *houses.values()))


def test_known_places_are_used(session: Session, tmp_path: Path) -> None:
    old = a_resident(session, name="老邻居", door="101")
    report = bring(
        session,
        a_workbook(tmp_path / "a.xlsx", [a_row(1, "新邻居", 小区="和平里", 房号="101"), a_row(2, "对门", 房号="102")]),
    )
    found = people(session)
    assert found["新邻居"].household_id == old.household_id
    assert {k: v for k, v in report.created.items() if k in {"courtyard", "building", "unit", "dwelling"}} == {
        "dwelling": 1
    }
    assert session.exec(select(Building)).one().floors == 7


def test_a_second_time_nothing_changes(session: Session, tmp_path: Path) -> None:
    path = untidy(tmp_path / "a.xlsx")
    first = bring(session, path)
    before = {r.id: (r.version, r.updated_at, r.phone_sealed, r.tier) for r in session.exec(select(Resident))}
    tags, contacts = count(session, ResidentTag), count(session, EmergencyContact)
    second = bring(session, path)
    assert (second.new, second.changed, second.unchanged, second.rows_refused) == (0, 0, first.new, first.rows_refused)
    assert {r.id: (r.version, r.updated_at, r.phone_sealed, r.tier) for r in session.exec(select(Resident))} == before
    assert (count(session, ResidentTag), count(session, EmergencyContact)) == (tags, contacts)
    assert count(session, ImportChange) == 0
    assert not second.created


def test_matching_by_id_then_birth_then_door(session: Session, tmp_path: Path) -> None:
    by_id = a_resident(session, name="旧名字", door="102", id_hash=keys.id_index(an_id(1)), birth_ym="1950-01")
    by_birth = a_resident(session, name="王秀兰", door="202", birth_ym="1942-03")
    by_door = a_resident(session, name="李桂珍", door="302", birth_ym="")
    other_id = a_resident(session, name="赵玉梅", door="402", id_hash=keys.id_index(an_id(99)))
    report = bring(
        session,
        a_workbook(
            tmp_path / "a.xlsx", [a_row(n, name) for n, name in enumerate(["曲凤英", "王秀兰", "李桂珍", "赵玉梅"], 1)]
        ),
    )
    assert (report.new, report.changed) == (1, 3)
    assert [(w.row, w.code) for w in report.warnings] == [(5, "name_changed"), (7, "name_and_door")]
    for known, name in ((by_id, "曲凤英"), (by_birth, "王秀兰"), (by_door, "李桂珍")):
        session.refresh(known)
        assert (known.name, known.birth_ym, known.version) == (name, "1942-03", 2)
    assert by_birth.id_hash == keys.id_index(an_id(2))
    session.refresh(other_id)
    assert other_id.version == 1  # another ID number is another person, whatever the name


def test_two_of_one_name_behind_a_door_are_not_guessed(session: Session, tmp_path: Path) -> None:
    for birth in ("1930-01", "1960-01"):
        a_resident(session, name="曲凤英", door="102", birth_ym=birth)
    report = bring(session, a_workbook(tmp_path / "a.xlsx", [a_row(1, "曲凤英")]))
    assert codes(report) == [(5, "姓名", "person_ambiguous")]


def test_a_list_of_an_authority_needs_no_address(session: Session, tmp_path: Path) -> None:
    known = a_resident(session, id_hash=keys.id_index(an_id(1)), tier="")
    header = ["姓名", "身份证号码", "救助类型"]
    report = bring(
        session,
        a_workbook(tmp_path / "a.xlsx", [["曲凤英", an_id(1), "低保"], ["不认识", an_id(2), "低保"]], header=header),
    )
    assert (report.new, report.changed) == (0, 1)
    assert codes(report) == [(6, "身份证号码", "no_address")]
    assert set(tags_of(session, known)) == {"W01"}
    session.refresh(known)
    assert (known.tier, known.tier_reason) == ("C", "age_80")


def test_moving_house_is_told(session: Session, tmp_path: Path) -> None:
    known = a_resident(session, id_hash=keys.id_index(an_id(1)), door="901")
    report = bring(session, a_workbook(tmp_path / "a.xlsx", [a_row(1, "曲凤英", 网格编码=OTHER_GRID, 单元="5单元")]))
    assert (report.changed, [w.code for w in report.warnings]) == (1, ["moved_door"])
    session.refresh(known)
    assert (known.grid, session.get_one(Dwelling, known.dwelling_id).short) == (OTHER_GRID, "3-5-102")


def test_a_known_border_holds(session: Session, tmp_path: Path) -> None:
    a_resident(session, name="老邻居", door="901", grid=GRID)
    report = bring(session, a_workbook(tmp_path / "a.xlsx", [a_row(1, "曲凤英", 网格编码=OTHER_GRID)]))
    assert ([w.code for w in report.warnings], people(session)["曲凤英"].grid) == (["unit_other_grid"], GRID)


def test_an_empty_cell_changes_nothing(session: Session, tmp_path: Path) -> None:
    known = a_resident(
        session, id_hash=keys.id_index(an_id(1)), phone="19900009999", door="102", living="children", sex="f", tag="W01"
    )
    before = known.phone_sealed
    report = bring(session, a_workbook(tmp_path / "a.xlsx", [a_row(1, "曲凤英", 性别="", 出生年月="", 联系电话="")]))
    session.refresh(known)
    assert (known.phone_sealed, known.living, known.sex, known.birth_ym) == (before, "children", "f", "1942-03")
    assert set(tags_of(session, known)) == {"W01"}
    assert (report.changed, report.unchanged) == (0, 1)


def test_people_missing_from_a_file_are_left_alone(session: Session, tmp_path: Path) -> None:
    known = a_resident(session, name="不在名册", door="901", tag="W01")
    bring(session, untidy(tmp_path / "a.xlsx"))
    session.refresh(known)
    assert (known.version, known.status) == (1, "here")


def test_tags_already_there(session: Session, tmp_path: Path) -> None:
    known = a_resident(session, id_hash=keys.id_index(an_id(1)), door="102")
    a_tag(session, known.id, "W01")
    a_tag(session, known.id, "D01")
    a_tag(session, known.id, "M01", state=TagState.REVIEW)
    a_tag(session, known.id, "E03", state=TagState.ENDED)
    a_tag(session, known.id, "W05", expires_on=TODAY - timedelta(days=1))
    bring(
        session, a_workbook(tmp_path / "a.xlsx", [a_row(1, "曲凤英", 人员类别="低保、残疾二级、优抚、空巢、临时救助")])
    )
    rows = session.exec(select(ResidentTag).where(ResidentTag.resident_id == known.id)).all()
    told = sorted((r.tag, r.state, r.grade, r.batch_id is not None) for r in rows)
    assert told == [
        ("D01", "active", "2", False), ("E03", "active", "", True), ("E03", "ended", "", False), ("M01", "active", "", False),
        ("W01", "active", "", False), ("W05", "active", "", False), ("W05", "active", "", True),
    ]  # fmt: skip


def test_emergency_contacts(session: Session, tmp_path: Path) -> None:
    header = [*HEADER, "紧急联系人", "紧急联系电话", "与本人关系"]

    def file(name: str, phone: object) -> Path:
        return a_workbook(tmp_path / "a.xlsx", [[*a_row(1, "曲凤英"), name, phone, "女儿"]], header=header)

    bring(session, file("张 兰", 19900007777))
    assert bring(session, file("张兰", "199-0000-7777")).unchanged == 1
    assert bring(session, file("张小兰", "19900007777")).unchanged == 1  # the same number is the same person
    assert bring(session, file("张兰", "19900008888")).changed == 1
    kept = session.exec(select(EmergencyContact)).one()
    assert (kept.name, kept.relation) == ("张兰", "女儿")
    assert kept.phone_sealed is not None
    assert keys.unseal(kept.phone_sealed, table="emergency_contact", column="phone", row=kept.id) == "19900008888"


def test_access_needs_and_living(session: Session, tmp_path: Path) -> None:
    header = [*HEADER, "居住状况", "是否低保", "残疾等级"]
    bring(
        session,
        a_workbook(
            tmp_path / "a.xlsx", [[*a_row(1, "曲凤英", 人员类别="行动不便"), "老两口", "是", "二级"]], header=header
        ),
    )
    qu = people(session)["曲凤英"]
    assert (qu.living, {c: t.grade for c, t in tags_of(session, qu).items()}) == ("couple", {"W01": "", "D01": "2"})
    flag = session.exec(select(AccessFlag)).one()
    assert (flag.flag, flag.expires_on) == ("slow_to_door", date(2027, 11, 22))


def test_one_text_addresses_and_grid_names(session: Session, tmp_path: Path) -> None:
    header = ["姓名", "出生日期", "所属社区", "所属网格", "家庭住址"]
    rows: list[list[object]] = [
        ["曲凤英", 19420315, "甲社区", "第1网格", "和平里小区3号楼1单元402室"],
        ["王秀兰", 15415, "甲社区", "2", "大连市中山区和平里小区5-1-402"],
        ["李桂珍", "1942-03", "乙社区", "一网格", "望海街41号院2栋1单元301"],
        ["丁一", "1942-03", "甲社区", "9", "和平里小区3-1-402"],
        ["丁二", "1942-03", "", "第1网格", "和平里小区3-1-402"],  # two grids have this name
    ]
    report = bring(session, a_workbook(tmp_path / "a.xlsx", rows, header=header))
    assert [(c, r.grid) for c, r in sorted(people(session).items())] == [
        ("曲凤英", GRID),
        ("李桂珍", FAR_GRID),
        ("王秀兰", OTHER_GRID),
    ]
    assert [code for _, _, code in codes(report)] == ["unknown_grid", "grid_ambiguous"]


def test_area_limits_a_file(session: Session, tmp_path: Path) -> None:
    outside = a_resident(session, name="外面的人", grid=FAR_GRID, id_hash=keys.id_index(an_id(3)))
    rows = [
        a_row(1, "曲凤英"),
        a_row(2, "王秀兰", 网格编码=FAR_GRID),
        a_row(3, "外面的人"),
        a_row(4, "李桂珍", 网格编码="第1网格"),
        a_row(5, "周玉", 网格编码=2),
    ]
    report = bring(session, a_workbook(tmp_path / "a.xlsx", rows), area="210202001")
    assert codes(report) == [(6, "网格编码", "grid_outside"), (7, "身份证号", "person_elsewhere")]
    assert report.new == 3
    session.refresh(outside)
    assert outside.version == 1
    with pytest.raises(Invalid, match="unknown_area"):
        bring(session, tmp_path / "a.xlsx", area="210202099")


def test_a_grid_as_area_needs_no_grid_column(session: Session, tmp_path: Path) -> None:
    bring(
        session, a_workbook(tmp_path / "a.xlsx", [["曲凤英", "和平里小区3-1-402"]], header=["姓名", "住址"]), area=GRID
    )
    assert people(session)["曲凤英"].grid == GRID


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_encoding(session: Session, tmp_path: Path, encoding: str) -> None:
    rows = [a_row(1, "曲凤英", 人员类别="独居,低保"), a_row(2, "王秀兰", 房号="402.0"), ["合计", "", "", "2"]]
    report = bring(session, a_csv(tmp_path / "a.csv", rows, encoding=encoding))
    assert (report.rows, report.new, report.refused) == (2, 2, [])
    assert set(people(session)) == {"曲凤英", "王秀兰"}


def test_cells_merged_downwards_hold_for_each_row(session: Session, tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "a.xlsx",
        [a_row(1, "曲凤英"), a_row(2, "王秀兰", 小区=None, 楼号=None), a_row(3, "李桂珍", 小区=None, 楼号=None)],
    )
    book = openpyxl.load_workbook(path)
    for column in (9, 10):
        book["名册"].merge_cells(start_row=5, start_column=column, end_row=7, end_column=column)
    book.save(path)
    assert bring(session, path).new == 3


def test_a_header_of_two_rows(session: Session, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["甲社区名册"])
    sheet.append(["姓名", "住址信息", None, None, None, "信访情况", None, "网格编码"])
    sheet.append([None, "小区", "楼号", "单元", "房号", "类别", "时间", None])
    sheet.append(["曲凤英", "和平里小区", 3, 1, 402, "金丝雀", "2020", GRID])
    for first, last in ((2, 5), (6, 7)):
        sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=last)
    book.save(tmp_path / "a.xlsx")
    report = bring(session, tmp_path / "a.xlsx")
    assert (report.new, report.columns_refused, report.refused) == (1, ["信访情况类别", "信访情况时间"], [])


def test_no_unusable_file_is_half_read(session: Session, tmp_path: Path) -> None:
    for header in (["名称", "数量"], ["姓名", "备注"]):
        with pytest.raises(Invalid, match="no_header"):
            bring(session, a_workbook(tmp_path / "a.xlsx", [["曲凤英", "1"]], header=header))
    assert count(session, ImportBatch) == 0


def test_a_dry_run_says_the_same_and_writes_nothing(session: Session, tmp_path: Path) -> None:
    path = untidy(tmp_path / "a.xlsx")
    known = a_resident(session, name="曲凤英", door="102", id_hash=keys.id_index(an_id(1)))
    dry = bring(session, path, dry_run=True)
    assert dry.batch is None
    assert {count(session, table) for table in (ImportBatch, ImportChange, ResidentTag, EmergencyContact, Audit)} == {0}
    assert (count(session, Resident), count(session, Dwelling)) == (1, 1)
    session.refresh(known)
    assert known.version == 1
    told, real = dry.as_json(), bring(session, path).as_json()
    assert told.pop("batch") is None
    assert UUID(str(real.pop("batch")))
    assert told == real


def test_the_act_is_in_the_audit_and_the_counts_in_the_batch(session: Session, tmp_path: Path) -> None:
    report = bring(session, untidy(tmp_path / "a.xlsx"), role="community", area="210202001001")
    row = session.exec(select(Audit)).one()
    assert (row.act, row.object_kind, row.object_id, row.role, row.area) == (
        Act.IMPORT,
        "import_batch",
        str(report.batch),
        "community",
        "210202001001",
    )
    assert row.result == "new 6 changed 0 refused 5"
    batch = session.get_one(ImportBatch, report.batch)
    assert (batch.rows, batch.new, batch.changed, batch.unchanged, batch.refused) == (12, 6, 0, 0, 5)
    assert len(batch.file_hash) == 64


def test_a_failure_in_the_middle_leaves_nothing(
    database: sa.Engine, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.rollback()
    with db.transaction() as own:
        areas(own)
    monkeypatch.setattr(reading, "CHUNK", 2)
    write, calls = Ledger.write, []

    def failing(self: Ledger, places: dict) -> None:  # type: ignore[type-arg]
        calls.append(1)
        write(self, places)
        if len(calls) == 3:
            raise RuntimeError("power cut")

    monkeypatch.setattr(Ledger, "write", failing)
    with pytest.raises(RuntimeError), db.transaction() as own:
        bring(own, untidy(tmp_path / "a.xlsx"))
    with db.reading() as own:
        assert {
            count(own, table) for table in (ImportBatch, Resident, Household, Dwelling, Courtyard, ResidentTag)
        } == {0}


def test_small_chunks_give_the_same(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = untidy(tmp_path / "a.xlsx")
    whole = bring(session, path, dry_run=True)
    monkeypatch.setattr(reading, "CHUNK", 1)
    assert bring(session, path, dry_run=True).as_json() == whole.as_json()
    bring(session, path)
    assert bring(session, path).unchanged == 6


def test_a_reader_of_its_own_gives_the_same(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = untidy(tmp_path / "a.xlsx")
    whole = bring(session, path, dry_run=True)
    monkeypatch.setattr(reading, "LARGE", 0)
    assert bring(session, path, dry_run=True).as_json() == whole.as_json()
    with pytest.raises(Invalid, match="no_header"):
        bring(session, a_csv(tmp_path / "a.csv", [["1"]], header=["别的"]))
    monkeypatch.setattr(reading.sys, "executable", "/bin/false")
    with pytest.raises(reading.ReaderEnded):
        bring(session, path)


def test_a_double_in_another_chunk_counts_once(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 1)
    known = a_resident(
        session,
        name="曲凤英",
        door="102",
        id_hash=keys.id_index(an_id(1)),
        sex="f",
        phone="19900000001",
        tier="C",
        tier_reason="age_80",
    )
    rows = [
        a_row(1, "曲凤英"),
        a_row(1, "曲凤英", 人员类别="低保"),
        a_row(1, "曲凤英", 人员类别="独居", 联系电话="19900009999"),
    ]
    report = bring(session, a_workbook(tmp_path / "a.xlsx", rows))
    assert (report.new, report.changed, report.unchanged, report.repeated) == (0, 1, 0, 2)
    session.refresh(known)
    assert (known.version, known.tier, known.phone_index) == (2, "A", keys.phone_index("19900000001"))
    assert report.batch is not None
    undo(session, batch_id=report.batch, now=NOW)
    session.refresh(known)
    assert (known.tier, known.living, tags_of(session, known)) == ("C", "unknown", {})


def test_undo_takes_everything_back(session: Session, tmp_path: Path) -> None:
    known = a_resident(
        session,
        name="曲凤英",
        door="102",
        id_hash=keys.id_index(an_id(1)),
        phone="19900009999",
        living="children",
        tag="M01",
    )
    before = particulars(known)
    places = {table: count(session, table) for table in (Courtyard, Building, Unit, Dwelling, Household)}
    report = bring(session, untidy(tmp_path / "a.xlsx"))
    assert (report.new, report.changed) == (5, 1)
    assert report.batch is not None
    taken = undo(session, batch_id=report.batch, now=NOW, role="district")
    assert (taken.removed["resident"], taken.restored, taken.kept.total()) == (5, 1, 0)
    session.refresh(known)
    assert particulars(known) == before
    assert known.version == 3
    assert set(tags_of(session, known)) == {"M01"}
    assert set(people(session)) == {"曲凤英"}
    assert {table: count(session, table) for table in places} == places
    assert count(session, ImportChange) == 0
    assert session.get_one(ImportBatch, report.batch).undone_at == NOW
    assert [row.act for row in session.exec(select(Audit).order_by(Audit.id))] == [Act.IMPORT, Act.IMPORT_UNDO]  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="already_undone"):
        undo(session, batch_id=report.batch, now=NOW)
    assert bring(session, tmp_path / "a.xlsx").new == 5


def test_undo_keeps_what_somebody_has_used_or_changed(session: Session, tmp_path: Path) -> None:
    known = a_resident(session, name="旧名", door="102", id_hash=keys.id_index(an_id(1)), birth_ym="1950-01")
    report = bring(
        session,
        a_workbook(
            tmp_path / "a.xlsx",
            [a_row(1, "曲凤英"), a_row(2, "王秀兰"), a_row(3, "李桂珍"), a_row(4, "赵玉梅", 人员类别="低保")],
        ),
    )
    found = people(session)
    found["曲凤英"].name, found["曲凤英"].version = "曲凤瑛", 3
    found["王秀兰"].version = 2
    session.add(
        Contact(
            resident_id=found["李桂珍"].id,
            grid=GRID,
            mode=Mode.DOOR,
            outcome=Outcome.SEEN,
            happened_at=NOW,
            recorded_at=NOW,
            received_at=NOW,
        )
    )
    session.flush()
    assert report.batch is not None
    taken = undo(session, batch_id=report.batch, now=NOW)
    assert taken.removed["resident"] == 1
    assert (taken.kept["resident_changed"], taken.kept["resident_in_use"], taken.kept["field_changed"]) == (1, 1, 1)
    assert set(people(session)) == {"曲凤瑛", "王秀兰", "李桂珍"}
    session.refresh(known)
    assert (known.name, known.birth_ym) == ("曲凤瑛", "1950-01")
    assert (known.tier, known.tier_reason) == ("", "")


def test_undo_of_an_unknown_batch(session: Session, tmp_path: Path) -> None:
    report = bring(session, untidy(tmp_path / "a.xlsx"))
    assert report.batch is not None
    assert find_batch(session, report.batch.hex[:8]) == report.batch
    assert find_batch(session, str(report.batch)) == report.batch
    for told in ("", "abc", "00000000", "%%%%%%%%"):
        with pytest.raises(NotFound):
            find_batch(session, told)
    with pytest.raises(NotFound):
        undo(session, batch_id=UUID(int=1), now=NOW)


def test_the_report_holds_nothing_personal(session: Session, tmp_path: Path) -> None:
    told = json.dumps(bring(session, untidy(tmp_path / "a.xlsx")).as_json(), ensure_ascii=False)
    for n in range(1, 12):
        assert an_id(n) not in told
        assert f"1990000{n:04d}" not in told
    for secret in ("密宗金丝雀", "上访户", "曲凤英", "丁一", "老地方", "2.1", "12345", "1938"):
        assert secret not in told, secret
    assert "夜猫子" in told


def test_one_person_with_and_without_an_id_counts_once(session: Session, tmp_path: Path) -> None:
    report = bring(
        session, a_workbook(tmp_path / "a.xlsx", [a_row(1, "曲凤英"), a_row(2, "曲凤英", 身份证号="", 房号="102")])
    )
    assert (report.new, report.repeated) == (1, 1)
