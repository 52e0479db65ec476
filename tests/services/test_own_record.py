"""A resident's print-out holds everything about them and who looked, and is made by their own people only (A4, H7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app import db
from app.errors import NotAllowed, NotFound
from app.models import Account, Act, Audit, Flag, Household, ImportBatch, ImportChange, Resident, Role
from app.rules.tags import TAGS
from app.services import audit, notes, own_record, residents
from app.services.access import Actor
from app.services.own_record import OwnRecord
from tests import factories as make
from tests.conftest import NOW
from tests.services import crew


class Home:
    """Somebody with one of everything, a neighbour, and who may print."""

    def __init__(self) -> None:
        with db.transaction() as session:
            make.areas(session)
            elder = make.a_resident(session, name="曲凤英", phone="13900000421", tier="A", tier_reason="alone_80", tag="W01", living="alone")
            make.a_tag(session, elder.id, "E05", grade="3")
            make.a_flag(session, elder.id, Flag.SPARE_KEY, hint="钥匙在楼下小卖部")
            make.some_kin(session, elder.id, name="王小红", phone="13900000777", has_key=True)
            worker = make.an_account(session, "grid")
            make.a_contact(session, elder, days_ago=3, account_id=worker.id)
            elder.id_hash = "k1:0123456789abcdef"
            household = session.get(Household, elder.household_id)
            assert household is not None
            household.label = "曲家"
            batch = ImportBatch(kind="residents", file_hash="x", created_at=NOW)
            session.add(batch)
            session.flush()
            session.add(ImportChange(batch_id=batch.id, table="resident", row_id=elder.id, before={"birth_ym": "1941-03", "phone_sealed": "c2VhbGVk"},
                                     after={"birth_ym": "1942-03", "phone_sealed": "c2VhbGVkMg"}))  # fmt: skip
            other = make.a_resident(session, name="赵桂兰", door="501", phone="13900000423", tag="D01")
            make.some_kin(session, other.id, name="赵明", phone="13900000888")
            make.a_contact(session, other)
            self.elder, self.other, self.worker_id = elder.id, other.id, worker.id
        self.worker = replace(make.an_actor((Role.GRID, make.GRID)), id=self.worker_id)
        self.lead = make.an_actor((Role.COMMUNITY, make.GRID[:12]), own_device=False)

    def make(self, actor: Actor | None = None, at: Any = NOW) -> OwnRecord:
        """The print-out."""
        with db.transaction() as session:
            return own_record.own_record(session, actor=actor or self.lead, resident_id=self.elder, now=at)


@pytest.fixture
def home(database: sa.Engine) -> Home:
    return Home()


def values(record: OwnRecord, table: str) -> list[dict[str, str]]:
    """Chinese label to Chinese value, by row of one section."""
    section = next(s for s in record.sections if s.table == table)
    return [{f.label[0]: f.value[0] for f in row} for row in section.rows]


def trail() -> list[Audit]:
    """All rows as they are."""
    with db.reading() as session:
        found = list(session.exec(select(Audit).order_by(col(Audit.id))).all())
        session.expunge_all()
    return found


def test_no_table_about_residents_is_missed() -> None:
    # A new table with a resident_id is covered by itself; this fails until it and its columns have words on paper.
    assert {"access_flag", "emergency_contact", "resident_tag", "contact"} <= set(own_record.covered())
    assert own_record.missing_words() == []


def test_a_table_that_comes_later_is_in_it_and_asks_for_words(monkeypatch: pytest.MonkeyPatch, home: Home) -> None:
    tables = sa.MetaData()
    later = sa.Table("later", tables, sa.Column("id", sa.Uuid(), primary_key=True), sa.Column("resident_id", sa.Uuid()), sa.Column("words", sa.String(40)))
    with db.transaction() as session:
        later.create(session.connection())
        session.execute(later.insert().values(id=uuid4(), resident_id=home.elder, words="想吃饺子"))
        session.execute(later.insert().values(id=uuid4(), resident_id=home.other, words="别人的"))
    monkeypatch.setattr(own_record, "_TABLES", {**SQLModel.metadata.tables, "later": later})
    try:
        said = repr(home.make())
        assert "想吃饺子" in said
        assert "别人的" not in said
        assert {"later", "later.words"} <= set(own_record.missing_words())
    finally:
        with db.transaction() as session:
            later.drop(session.connection())


def test_every_column_of_every_row_is_there_with_purpose_basis_and_retention(home: Home) -> None:
    record = home.make()
    assert [s.table for s in record.sections] == ["resident", "household", "dwelling", "access_flag", "emergency_contact", "resident_tag", "contact", "import_change"]
    for section in record.sections:
        assert section.rows, section.table
        for row in section.rows:
            assert len(row) == len(SQLModel.metadata.tables[section.table].columns)
            for f in row:
                for zh, en in (f.label, f.value, f.purpose, f.basis, f.keep):
                    assert zh.strip() and en.strip(), f
                assert not any("一" <= c <= "鿿" for c in f.label[1] + f.purpose[1] + f.keep[1]), f


def test_it_says_what_is_held_in_words(home: Home) -> None:
    record = home.make()
    person = values(record, "resident")[0]
    assert (person["姓名"], person["电话"], person["出生年月"], person["和谁住"], person["网格"]) == ("曲凤英", "13900000421", "1942-03", "独居", "甲社区第1网格")
    assert (person["多久联系一次"], person["为什么这样定"], person["现在的情况"]) == ("每周", "80岁以上且独居", "在住")
    assert values(record, "emergency_contact")[0]["电话"] == "13900000777"
    assert values(record, "access_flag")[0]["说明"] == "钥匙在楼下小卖部"
    assert {(t["标签"], t["等级"]) for t in values(record, "resident_tag")} == {("低保对象", "没有"), (TAGS["E05"].zh, "重度")}
    contact = values(record, "contact")[0]
    assert (contact["怎么联系的"], contact["结果"], contact["谁联系的"]) == ("上门", "见到了", "专职网格员 甲社区第1网格")
    assert "出生年月：1941-03" in values(record, "import_change")[0]["改之前"]
    assert (record.name, record.address) == ("曲凤英", "甲社区第1网格 和平里小区 3栋1单元 402")
    assert (record.role[0], record.office, record.made) == ("社区书记/主任", "甲社区", "2026-11-22 10:00")


def test_tags_are_marked_as_sensitive(home: Home) -> None:
    section = next(s for s in home.make().sections if s.table == "resident_tag")
    assert {f.label[0] for row in section.rows for f in row if f.sensitive} == {"标签", "等级"}


def test_codes_and_seals_are_said_to_be_there_and_not_shown(home: Home) -> None:
    record = home.make()
    person = values(record, "resident")[0]
    assert person["身份证号的比对码"] == person["电话的查找码"] == own_record.CODE_ONLY[0]
    said = repr(record)
    assert "0123456789abcdef" not in said
    assert "c2VhbGVk" not in said


def test_nothing_about_anybody_else_is_in_it(home: Home) -> None:
    said = repr(home.make())
    for word in ("赵桂兰", "赵明", "13900000423", "13900000888", "测试grid", str(home.worker_id)):
        assert word not in said, word


def test_it_says_which_volunteer_task_was_done_and_not_by_whom(home: Home) -> None:
    with db.transaction() as session:
        team = crew.a_team(session)
        who = crew.a_volunteer(session, team, name="孙建国")
        shift = crew.a_shift(session, team, title="周四维修")
        resident = session.get_one(Resident, home.elder)
        task = crew.a_door(session, shift, resident, what="换水龙头", state="done", done_at=NOW, done_by=who.id, confirmed="spoken")
        task.words_sealed = notes.sealed("换好了，不漏了", table="shift_task", column="words", row=task.id)
        crew.a_door(session, shift, session.get_one(Resident, home.other), what="量血压")
    record = home.make()
    rows = values(record, "shift_task")
    assert len(rows) == 1
    assert (rows[0]["做什么"], rows[0]["到哪一步"], rows[0]["谁"], rows[0]["说明"], rows[0]["本人说帮到了没有"]) == ("换水龙头", "办好了", "一位志愿者", "换好了，不漏了", "当面说了")
    said = repr(record)
    for word in ("孙建国", str(who.id), "量血压"):
        assert word not in said, word


def test_it_tells_who_looked_by_day_role_office_and_reason_and_no_name(home: Home) -> None:
    for at in (NOW, NOW + timedelta(minutes=1), NOW - timedelta(days=2)):
        with db.transaction() as session:
            residents.card_for(session, actor=home.worker, resident_id=home.elder, now=at)
    with db.transaction() as session:
        residents.reveal_phone(session, actor=home.worker, resident_id=home.elder, kin_id=None, purpose="emergency", now=NOW)
    stranger = make.an_actor((Role.GRID, make.OTHER_GRID))
    with pytest.raises(NotFound), db.transaction() as session:
        residents.card_for(session, actor=stranger, resident_id=home.elder, now=NOW)
    home.make(home.worker, NOW - timedelta(days=9))
    looks = [(x.day, x.role[0], x.office, x.act[0], x.reason[0], x.times, x.refused) for x in home.make().looks]
    office = "甲社区第1网格"
    assert looks == [
        ("2026-11-22", "专职网格员", office, "看了", "日常工作", 2, False),
        ("2026-11-22", "专职网格员", office, "点开隐藏的内容", "紧急情况", 1, False),
        ("2026-11-22", "专职网格员", "", "想看，没让看", "", 1, True),
        ("2026-11-20", "专职网格员", office, "看了", "日常工作", 1, False),
        ("2026-11-13", "专职网格员", office, "打印或导出", "应本人要求打印", 1, False),
    ]


def test_the_making_is_recorded_as_an_export_for_a_reason(home: Home) -> None:
    home.make()
    assert [(r.act, r.role, r.object_kind, r.object_id, r.reason, r.result, r.area) for r in trail()] == [
        ("export", "community", "resident", str(home.elder), "own_record", "ok", make.GRID)
    ]


NOT_THEIRS: dict[str, Callable[[], Actor]] = {
    "another grid": lambda: make.an_actor((Role.GRID, make.OTHER_GRID)),
    "another community": lambda: make.an_actor((Role.COMMUNITY, make.FAR_GRID[:12])),
    **{role.value: (lambda role=role: make.an_actor((role, "210202"))) for role in Role if role not in own_record.MAKERS},  # type: ignore[misc]
    "a specialist of this community": lambda: make.an_actor((Role.SPECIALIST, make.GRID[:12])),
    "a grid worker with another role here": lambda: make.an_actor((Role.GRID, make.OTHER_GRID), (Role.INFO, make.GRID)),
    "an ended account": lambda: make.an_actor((Role.GRID, make.GRID), upload_only=True),
}


@pytest.mark.parametrize("who", NOT_THEIRS)
def test_nobody_else_makes_it_and_the_try_is_recorded(home: Home, who: str) -> None:
    with pytest.raises(NotFound):
        home.make(NOT_THEIRS[who]())
    assert [(r.act, r.object_id, r.result) for r in trail()] == [("refused", str(home.elder), "refused")]


def test_nobodys_record_looks_the_same_as_somebody_elses(home: Home) -> None:
    home.elder = UUID(int=5)
    with pytest.raises(NotFound):
        home.make()


def test_where_a_code_is_due_it_is_asked_for_first(home: Home) -> None:
    with pytest.raises(NotAllowed, match="second_factor"):
        home.make(replace(home.lead, second_given=False))
    assert trail() == []


def test_the_worker_of_the_grid_may_make_it_too(home: Home) -> None:
    assert home.make(home.worker).role[0] == "专职网格员"


def test_a_number_that_was_moved_to_another_row_is_not_shown(home: Home) -> None:
    with db.transaction() as session:
        other = session.get(Resident, home.other)
        elder = session.get(Resident, home.elder)
        assert other is not None and elder is not None
        elder.phone_sealed = other.phone_sealed
    assert values(home.make(), "resident")[0]["电话"] == own_record.UNREADABLE[0]


def _queries(engine: sa.Engine, work: Callable[[], Any]) -> int:
    count = 0

    def note(*_: Any) -> None:
        nonlocal count
        count += 1

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return count


def test_a_long_history_needs_no_more_queries_and_stays_a_few_pages(home: Home, database: sa.Engine) -> None:
    before = _queries(database, home.make)
    with db.transaction() as session:
        elder = session.get(Resident, home.elder)
        assert elder is not None
        for n in range(300):
            make.a_contact(session, elder, days_ago=n, account_id=home.worker_id)
        for n in range(2000):
            audit.record(session, act=Act.VIEW, now=NOW - timedelta(hours=n), actor_id=home.worker_id, role="grid", object_kind="resident", object_id=home.elder)
    record: list[OwnRecord] = []
    after = _queries(database, lambda: record.append(home.make()))
    assert after <= before + 6
    assert len(record[0].looks) <= 90


def test_accounts_are_never_named_even_as_makers_of_tags(home: Home, session: Session) -> None:
    with db.transaction() as writing:
        make.a_tag(writing, home.elder, "E06", created_by=home.worker_id, review_due=date(2027, 1, 1))
        account = writing.get(Account, home.worker_id)
        assert account is not None
        account.name = "李某某"
    record = home.make()
    assert "李某某" not in repr(record)
    assert [t["谁登记的"] for t in values(record, "resident_tag") if t["谁登记的"] != "没有"] == ["专职网格员 甲社区第1网格"]


def test_the_number_on_the_sheet_finds_the_rows(home: Home) -> None:
    from app.services import audit_reading

    number = home.make().number
    with db.transaction() as session:
        found = audit_reading.about(session, resident=number, now=NOW)
    assert [r.act for r in found] == ["export"]
