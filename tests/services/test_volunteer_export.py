"""The export for the national platform: its columns, what counts, who may, how much, and that it is recorded."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import db
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Act, Audit, Role
from app.rules import inert
from app.services import volunteer_export, workbooks
from app.services.sheets import Sheet
from tests import factories as make
from tests.conftest import NOW
from tests.services import crew
from tests.services.crew import COMMUNITY
from tests.services.ledgers import a_line, by_account

DAY = date(2026, 11, 5)
START = datetime(2026, 11, 5, 1, 0, tzinfo=UTC)
"""09:00 in Dalian."""


class Month:
    """A month of hours."""

    def __init__(self) -> None:
        with db.transaction() as session:
            make.areas(session)
            team = crew.a_team(session, "和平里设施维修队")
            who = crew.a_volunteer(session, team, name="王秀兰", volunteer_no="2102020123456")
            other = crew.a_volunteer(session, team, account="", name="=赵桂兰")
            span = {"from_at": START, "to_at": START + timedelta(minutes=90)}
            a_line(session, who, day=DAY, minutes=90, team=team, **span)
            late = a_line(session, other, day=DAY + timedelta(days=1), minutes=125, team=team, proof="rollcall", from_at=START + timedelta(days=1))
            a_line(session, other, day=date(2026, 12, 1), minutes=-65, source="correction", corrects=late.id)
            gone = a_line(session, who, day=DAY, minutes=60, what="没有去")
            a_line(session, who, day=DAY, minutes=-60, source="correction", corrects=gone.id)
            a_line(session, who, day=date(2026, 11, 9), minutes=60, what="爱心助老", source="backfill")
            a_line(session, who, day=date(2026, 10, 31), minutes=60)
            a_line(session, who, day=date(2026, 11, 10), minutes=10)
            self.who = who
            make.an_account(session, "community", role=Role.COMMUNITY, area=COMMUNITY)
            make.an_account(session, "far", role=Role.COMMUNITY, area=make.FAR_GRID[:12])
            make.an_account(session, "secretary", role=Role.SECRETARY, area=make.GRID)
            make.an_account(session, "street", role=Role.STREET, area=COMMUNITY[:9])
            names = ("community", "far", "secretary", "street", "volunteer")
            self.people = {name: by_account(session, name) for name in names}

    def take(self, account: Any = "community", **what: Any) -> Sheet:
        """The export of November."""
        actor = self.people[account] if isinstance(account, str) else account
        values = {"community": COMMUNITY, "first": date(2026, 11, 1), "last": date(2026, 11, 22), "reason": "platform", "now": NOW, **what}
        with db.transaction() as session:
            return volunteer_export.make(session, actor=actor, **values)


@pytest.fixture
def month(database: sa.Engine) -> Month:
    return Month()


def test_the_columns_are_those_of_the_platform_and_corrections_are_counted_in(month: Month) -> None:
    made = month.take()
    assert made.headings == ("志愿者姓名", "志愿者编号", "服务队伍", "活动/项目名称", "服务开始时间", "服务结束时间", "服务时长(小时)", "记录方式", "备注")
    assert made.rows == [
        ("王秀兰", "2102020123456", "和平里设施维修队", "周四维修服务", "2026-11-05 09:00", "2026-11-05 10:30", "1.5", "系统记录（签到码）", ""),
        ("=赵桂兰", "", "和平里设施维修队", "周四维修服务", "2026-11-06 09:00", "2026-11-06 10:00", "1", "系统记录（队长点名）", "有更正"),
        ("王秀兰", "2102020123456", "", "爱心助老", "2026-11-09", "2026-11-09", "1", "补录", ""),
    ]
    assert "community" in made.note and "2026-11-22 10:00" in made.note


def test_no_cell_of_either_file_is_a_formula(month: Month) -> None:
    made = month.take()
    rows = [made.headings, *made.rows]
    assert '"\'=赵桂兰"' in inert.table(rows).decode()
    sheet = openpyxl.load_workbook(io.BytesIO(workbooks.plain_sheet("表", rows, notes=[made.note])))["表"]
    assert sheet["A3"].value == "=赵桂兰" and sheet["A3"].data_type == "s" and sheet["A3"].quotePrefix


def test_who_took_it_and_why_is_recorded_and_no_name_is_in_the_record(month: Month) -> None:
    month.take(reason="check")
    with db.reading() as session:
        row = session.exec(select(Audit).where(Audit.act == Act.EXPORT)).one()
        assert (row.object_id, row.reason, row.result, row.area) == ("hours:2026-11-01:2026-11-22", "export_check", "3 rows", COMMUNITY)


@pytest.mark.parametrize("account", ["far", "secretary", "street", "volunteer"])
def test_nobody_but_the_own_community_gets_it_and_the_try_is_recorded(month: Month, account: str) -> None:
    with pytest.raises(NotFound):
        month.take(account)
    with db.reading() as session:
        assert [r.act for r in session.exec(select(Audit)).all()] == [Act.REFUSED]


@pytest.mark.parametrize("community", ["", "999999999999", make.GRID, COMMUNITY[:9], "'; --"])
def test_another_area_is_not_there(month: Month, community: str) -> None:
    with pytest.raises(NotFound):
        month.take(community=community)


def test_it_asks_for_the_second_factor(month: Month) -> None:
    with pytest.raises(NotAllowed) as refused:
        month.take(replace(month.people["community"], second_given=False))
    assert refused.value.code == "second_factor"


@pytest.mark.parametrize("what", [
    {"reason": ""}, {"reason": "because"}, {"first": date(2026, 11, 22), "last": date(2026, 11, 1)}, {"last": date(2026, 11, 23)},
    {"first": date(2026, 10, 1), "last": date(2026, 11, 1)},
])  # fmt: skip
def test_a_reason_and_days_that_are_over_are_needed(month: Month, what: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        month.take(**what)


def test_thirty_one_days_are_one_file(month: Month) -> None:
    assert len(month.take(first=date(2026, 10, 1), last=date(2026, 10, 31)).rows) == 1


def test_more_than_two_hundred_rows_want_a_shorter_time(month: Month) -> None:
    with db.transaction() as session:
        for n in range(198):
            a_line(session, month.who, day=DAY + timedelta(days=n % 10), minutes=60)
    with pytest.raises(Conflict) as refused:
        month.take()
    assert "200" in refused.value.sentence("zh") and "201" in refused.value.sentence("zh")
    assert month.take(last=DAY).rows
