"""Day notes, week and month sheets, hand-over: derived from records, with names only for whom they are for."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Act, Audit, DayNote, Hazard, Need, Promise, Role
from app.services import day_notes, handover, keys, sheets
from app.services.access import Actor
from app.services.residents import today_in_dalian
from tests.conftest import NOW
from tests.factories import FAR_GRID, GRID, OTHER_GRID, a_contact, a_flag, a_resident, an_account, an_actor, areas

COMMUNITY = GRID[:12]
TODAY = today_in_dalian(NOW)


@pytest.fixture(autouse=True)
def _areas(session: Session) -> None:
    areas(session)


def who(session: Session, role: Role, area: str, **fields: object) -> Actor:
    """Somebody with this role and an account behind."""
    made = an_account(session, f"{role}{area}", role=role, area=area)
    return Actor(id=made.id, account=made.account, name=made.name, grants=an_actor((role, area)).grants, **fields)  # type: ignore[arg-type]


def a_need(session: Session, resident: object, by: Actor, words: str = "中午没饭吃") -> Need:
    """A need that was said today."""
    made = Need(resident_id=resident.id, grid=resident.grid, category="meals", state="claimed", owner_id=by.id, next_on=TODAY - timedelta(days=1), created_at=NOW,  # type: ignore[attr-defined]
                created_by=by.id, received_at=NOW)  # fmt: skip
    made.words_sealed = keys.seal(words, table="need", column="words", row=made.id)
    session.add(made)
    session.flush()
    return made


def test_a_day_is_composed_from_what_was_recorded(session: Session) -> None:
    worker = who(session, Role.GRID, GRID)
    person, moved = a_resident(session), a_resident(session, name="于德海", grid=OTHER_GRID, building="9")
    a_contact(session, person, days_ago=0, account_id=worker.id, checks={"mood": "changed"})
    a_contact(session, moved, days_ago=0, account_id=worker.id, outcome="no_answer", recorded_at=NOW + timedelta(hours=2))
    a_contact(session, person, days_ago=1, account_id=worker.id)
    a_contact(session, person, days_ago=0)
    a_need(session, person, worker)
    session.add(Hazard(grid=GRID, category="e_bike", handled="on_spot", place_words="二楼", open=False, account_id=worker.id, happened_at=NOW, received_at=NOW))
    session.flush()
    made = day_notes.compose(session, actor=worker, day=TODAY, now=NOW)
    assert sorted((line.what_zh, line.whom, line.zh, line.late) for line in made.lines) == sorted([
        ("联系", "曲凤英", "上门，见到了，精神有变化", False), ("联系", "于**", "上门，没有回应", True), ("需求", "曲凤英", "吃饭，中午没饭吃", False),
        ("隐患", "", "电动车进楼，二楼，当场处理了", False),
    ])  # fmt: skip
    assert [(p.zh, p.value) for p in made.counts] == [("联系到", "1"), ("没联系到", "1"), ("新需求", "1"), ("隐患", "1")]
    assert len(day_notes.compose(session, actor=worker, day=TODAY - timedelta(days=1), now=NOW).lines) == 1
    assert day_notes.compose(session, actor=who(session, Role.GRID, OTHER_GRID), day=TODAY, now=NOW).lines == []
    with pytest.raises(NotAllowed):
        day_notes.compose(session, actor=who(session, Role.AUDITOR, "210202"), day=TODAY, now=NOW)
    with pytest.raises(Invalid):
        day_notes.compose(session, actor=worker, day=TODAY + timedelta(days=1), now=NOW)


def test_the_one_paragraph_is_written_on_its_day_and_sealed(session: Session) -> None:
    worker = who(session, Role.GRID, GRID)
    day_notes.write(session, actor=worker, day=TODAY, text="张大娘\n很高兴", now=NOW)
    day_notes.write(session, actor=worker, day=TODAY, text="张大娘\n很高兴，210202194203151234", now=NOW)
    row = session.exec(select(DayNote)).one()
    made = day_notes.compose(session, actor=worker, day=TODAY, now=NOW)
    assert made.words.startswith("张大娘\n很高兴") and "1942" not in made.words and made.editable and "张".encode() not in row.words_sealed
    with pytest.raises(Conflict):
        day_notes.write(session, actor=worker, day=TODAY - timedelta(days=1), text="x", now=NOW)
    with pytest.raises(Invalid):
        day_notes.write(session, actor=worker, day=TODAY, text="长" * 501, now=NOW)
    day_notes.write(session, actor=worker, day=TODAY, text=" ", now=NOW)
    assert session.exec(select(DayNote)).all() == []


def test_weeks_and_months() -> None:
    assert sheets.period("week", TODAY) == (date(2026, 11, 16), date(2026, 11, 22))
    assert sheets.period("month", date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))
    with pytest.raises(Invalid):
        sheets.period("year", TODAY)


def make(session: Session, actor: Actor, **how: object) -> sheets.Sheet:
    """A sheet of this week."""
    what = {"kind": "visits", "area": COMMUNITY, "span": "week", "day": TODAY, "named": True, "now": NOW, **how}
    return sheets.make(session, actor=actor, **what)  # type: ignore[arg-type]


def test_the_sheet_of_visits_has_the_columns_that_others_want_and_leaves_a_mark(session: Session) -> None:
    lead, person = who(session, Role.COMMUNITY, COMMUNITY), a_resident(session)
    a_contact(session, person, days_ago=0)
    a_contact(session, person, days_ago=9)
    a_need(session, person, lead)
    made = make(session, lead)
    assert made.headings == ("日期", "方式", "对象", "地址", "情况", "问题", "处理")
    assert made.rows == [("2026-11-22", "上门", "曲凤英", "和平里小区 3栋1单元 402", "见到了", "吃饭", "有人接了")]
    assert lead.account in made.note
    row = session.exec(select(Audit).where(Audit.act == Act.EXPORT)).one()
    assert (row.object_id, row.reason, row.result) == ("visits:week:2026-11-16", "named", "1 rows")
    assert make(session, lead, named=False).rows[0][2:4] == ("", "")
    assert make(session, lead, kind="needs").rows[0][1:5] == ("曲凤英", "和平里小区 3栋1单元 402", "吃饭", "中午没饭吃")
    assert "中午" not in str(make(session, lead, kind="needs", named=False).rows)


def test_who_gets_names(session: Session) -> None:
    for actor in (who(session, Role.STREET, GRID[:9]), who(session, Role.DISTRICT, "210202"), who(session, Role.COMMUNITY, FAR_GRID[:12]), who(session, Role.SECRETARY, GRID)):
        with pytest.raises(NotFound):
            make(session, actor)
    for actor in (an_actor((Role.STREET, GRID[:9])), an_actor((Role.VOLUNTEER, GRID))):
        with pytest.raises(NotFound):
            make(session, actor, named=False)
    with pytest.raises(NotAllowed):
        make(session, an_actor((Role.COMMUNITY, COMMUNITY), second_given=False))
    with pytest.raises(Invalid):
        make(session, an_actor((Role.COMMUNITY, COMMUNITY)), kind="everything")
    assert make(session, an_actor((Role.GRID, GRID)), area=GRID).rows == []


def test_two_hundred_rows_with_names_at_a_time(session: Session) -> None:
    lead, person = who(session, Role.COMMUNITY, COMMUNITY), a_resident(session)
    for _ in range(201):
        a_contact(session, person, days_ago=0)
    with pytest.raises(Conflict):
        make(session, lead)
    assert len(make(session, lead, named=False).rows) == 201


def test_counts_hide_small_numbers_from_those_who_see_no_names(session: Session) -> None:
    for n in range(7):
        a_contact(session, a_resident(session, name=f"人{n}", door=f"{n + 1}01", tier="A"), days_ago=0)
    a_contact(session, a_resident(session, name="远", grid=FAR_GRID, building="8", tier="A"), days_ago=0)
    lead = [(row.name, row.cells[0], row.cells[3]) for row in sheets.counts(session, actor=an_actor((Role.COMMUNITY, COMMUNITY)), area=COMMUNITY, span="week", day=TODAY)]
    assert lead == [("第1网格", "7", "7"), ("第2网格", "0", "0"), ("合计", "7", "7")]
    above = [(row.name, row.cells[0], row.cells[3]) for row in sheets.counts(session, actor=an_actor((Role.DISTRICT, "210202")), area="210202", span="week", day=TODAY)]
    assert above == [("青泥洼桥街道", "–", "–"), ("老虎滩街道", "<5", "<5"), ("合计", "8", "8")]
    assert [a.code for a in sheets.areas(session, actor=an_actor((Role.COMMUNITY, COMMUNITY)))] == [COMMUNITY, GRID, OTHER_GRID]


def test_the_hand_over_tells_what_whoever_comes_next_has_to_know(session: Session) -> None:
    worker = who(session, Role.GRID, GRID)
    person = a_resident(session, preference="phone_only")
    a_flag(session, person.id, hint="钥匙在对门")
    promise = Promise(resident_id=person.id, grid=GRID, on=TODAY, made_at=NOW, made_by=worker.id)
    promise.words_sealed = keys.seal("带表格来", table="promise", column="words", row=promise.id)
    session.add(promise)
    a_need(session, person, worker)
    session.add(Hazard(grid=GRID, category="gas", handled="needs_somebody", place_words="地下室", account_id=worker.id, happened_at=NOW, received_at=NOW))
    session.flush()
    made = handover.make(session, actor=worker, grid=GRID, now=NOW)
    rows = {part.title[0]: list(part.rows) for part in made.parts}
    place = "和平里小区 3栋1单元 402"
    assert rows["答应过、还没做的"] == [("曲凤英", place, "2026-11-22", "带表格来")]
    assert rows["没办完的需求"] == [("曲凤英", place, "吃饭", "中午没饭吃", "有人接了（卡住 1 天）", "2026-11-21")]
    assert rows["意愿和进门前要知道的"] == [("曲凤英", place, "只打电话", "有备用钥匙（钥匙在对门）", "")]
    assert rows["没处理完的隐患"][0][1:3] == ("燃气", "地下室")
    assert session.exec(select(Audit).where(Audit.act == Act.EXPORT)).one().object_kind == "handover"
    for actor in (who(session, Role.GRID, OTHER_GRID), who(session, Role.DISTRICT, "210202"), who(session, Role.SECRETARY, GRID)):
        with pytest.raises(NotFound):
            handover.make(session, actor=actor, grid=GRID, now=NOW)
