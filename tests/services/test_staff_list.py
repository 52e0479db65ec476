"""A list of staff is previewed like any import, taken twice it changes nothing, and nobody climbs by it (issue: bulk accounts)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Account, ImportBatch, Role, RoleGrant
from app.services import links, staff_list
from app.services.access import Actor, Grant
from tests import factories as make
from tests.conftest import NOW

HEAD = ["账号", "姓名", "角色", "区域", "专项", "到期日"]


@pytest.fixture
def district(session: Session) -> Actor:
    make.areas(session)
    head = make.an_account(session, "head", role=Role.DISTRICT, area="210202")
    return Actor(id=head.id, account="head", name="", grants=(Grant(Role.DISTRICT, "210202"),))


def a_list(path: Path, *rows: list[object], head: list[str] | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["员工名单"])
    sheet.append(head or HEAD)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def take(session: Session, path: Path, actor: Actor | None, *, dry_run: bool = False) -> staff_list.StaffReport:
    return staff_list.take(session, path=path, actor=actor, now=NOW, dry_run=dry_run)


def test_a_preview_says_it_all_and_writes_nothing(session: Session, district: Actor, tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", ["g101", "李明", "网格员", make.GRID], ["g102", "王秀", "网格员", "不存在"], ["s1", "赵云", "专干", make.GRID[:12], "民政"])
    said = take(session, path, district, dry_run=True)
    assert (said.rows, said.new, said.changed, [r.row for r in said.refused], said.invited) == (3, 2, 0, [4], [])
    assert session.exec(select(Account).where(Account.account == "g101")).first() is None
    done = take(session, path, district)
    assert (done.new, [r.row for r in done.refused]) == (said.new, [r.row for r in said.refused])


def test_each_new_person_gets_a_link_that_works(session: Session, district: Actor, tmp_path: Path) -> None:
    done = take(session, a_list(tmp_path / "a.xlsx", ["g101", "李明", "专职网格员", make.GRID], ["G102", "王秀", "grid", make.OTHER_GRID]), district)
    assert [links.look(session, token=i.token, now=NOW) for i in done.invited] == ["g101", "g102"]


def test_the_same_list_again_changes_nothing_and_a_new_line_only_itself(session: Session, district: Actor, tmp_path: Path) -> None:
    rows: list[list[object]] = [["g101", "李明", "网格员", make.GRID], ["g101", "李明", "三会成员", make.GRID[:12]], ["g102", "王秀", "网格员", make.OTHER_GRID]]
    first = take(session, a_list(tmp_path / "a.xlsx", *rows), district)
    assert (first.new, first.changed, first.refused) == (2, 0, [])
    again = take(session, a_list(tmp_path / "b.xlsx", *rows), district)
    assert (again.new, again.changed, again.unchanged, again.invited) == (0, 0, 2, [])
    renamed = take(session, a_list(tmp_path / "c.xlsx", ["g102", "王秀英", "网格员", make.OTHER_GRID]), district)
    assert (renamed.changed, session.exec(select(Account.name).where(Account.account == "g102")).one()) == (1, "王秀英")
    assert len(session.exec(select(RoleGrant)).all()) == 4


@pytest.mark.parametrize(
    ("row", "code_zh"),
    [(["", "李明", "网格员", make.GRID], "账号用字母"), (["g1", "", "网格员", make.GRID], "请填姓名"), (["g1", "李明", "科长", make.GRID], "认不出这个角色"),
     (["g1", "李明", "网格员", "210202"], "不在这一级"), (["g1", "李明", "专干", make.GRID[:12]], "管哪一项"), (["g1", "李明", "网格员", "某网格"], "没有这个区域"),
     (["g1", "李明", "网格员", make.GRID, "", "昨天"], "到期日认不出"), (["g1", "李明", "网格员", make.GRID, "", "2020-01-01"], "今天以后")],
)  # fmt: skip
def test_every_fault_has_a_sentence_and_a_row(session: Session, district: Actor, tmp_path: Path, row: list[object], code_zh: str) -> None:
    for dry_run in (True, False):
        said = take(session, a_list(tmp_path / "a.xlsx", row, ["g2", "王秀", "网格员", make.GRID]), district, dry_run=dry_run)
        assert [(r.row, code_zh in r.zh, bool(r.en)) for r in said.refused] == [(3, True, True)]
        assert said.new == 1


def test_an_end_is_the_end_of_that_day_in_dalian(session: Session, district: Actor, tmp_path: Path) -> None:
    take(session, a_list(tmp_path / "a.xlsx", ["g101", "李明", "网格员", make.GRID, None, "2027-12-31"], ["g102", "王秀", "网格员", make.GRID, None, datetime(2027, 12, 31)]), district)
    ends = session.exec(select(RoleGrant.ends_at).where(RoleGrant.role == Role.GRID)).all()
    assert set(ends) == {datetime(2027, 12, 31, 16, tzinfo=UTC)}


def test_a_community_cannot_climb_by_a_list(session: Session, district: Actor, tmp_path: Path) -> None:
    lead = make.an_account(session, "lead", role=Role.COMMUNITY, area=make.GRID[:12])
    actor = Actor(id=lead.id, account="lead", name="", grants=(Grant(Role.COMMUNITY, make.GRID[:12]),))
    rows: list[list[object]] = [["x1", "甲", "区级管理员", "210202"], ["x2", "乙", "网格员", make.FAR_GRID], ["head", "改名", "网格员", make.GRID], ["lead", "自己", "街道", "210202001"]]
    for dry_run in (True, False):
        said = take(session, a_list(tmp_path / "a.xlsx", *rows), actor, dry_run=dry_run)
        assert (said.new, said.changed, len(said.refused)) == (0, 0, 4)
    assert session.exec(select(Account.name).where(Account.account == "head")).one() != "改名"


def test_a_disabled_account_is_left_alone(session: Session, district: Actor, tmp_path: Path) -> None:
    gone = make.an_account(session, "g101", disabled_at=NOW)
    said = take(session, a_list(tmp_path / "a.xlsx", ["g101", "李明", "信息员", make.GRID]), district)
    assert len(said.refused) == 1 and "停用" in said.refused[0].zh
    assert gone.disabled_at == NOW


def test_a_file_without_these_headings_is_refused_in_a_sentence(session: Session, district: Actor, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no_staff_header"):
        take(session, a_list(tmp_path / "a.xlsx", ["x"], head=["姓名", "住址"]), district)
    (tmp_path / "b.xlsx").write_bytes(b"%PDF-1.4")
    with pytest.raises(Invalid, match="not_a_sheet"):
        take(session, tmp_path / "b.xlsx", district)


def test_a_list_taken_back_leaves_those_who_have_come(session: Session, district: Actor, tmp_path: Path) -> None:
    done = take(session, a_list(tmp_path / "a.xlsx", ["g101", "李明", "网格员", make.GRID], ["g102", "王秀", "网格员", make.GRID]), district)
    links.use(session, token=done.invited[0].token, hashed="$argon2id$x", now=NOW)
    assert done.batch is not None
    assert staff_list.take_back(session, actor=district, batch_id=done.batch, now=NOW + timedelta(hours=1)) == (1, 1, 0)
    assert {a for a in session.exec(select(Account.account))} == {"head", "g101"}
    with pytest.raises(Conflict, match="already_undone"):
        staff_list.take_back(session, actor=district, batch_id=done.batch, now=NOW)
    roster = ImportBatch(kind="residents", file_hash="", created_at=NOW)
    session.add(roster)
    session.flush()
    with pytest.raises(NotFound):
        staff_list.take_back(session, actor=district, batch_id=roster.id, now=NOW)
