"""A calendar address: its secret, what it shows and what never, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlmodel import col, select

from app import db
from app.errors import NotAllowed, NotFound
from app.models import Account, Act, Audit, CalendarFeed, Part, Role, RoleGrant, Shift, ShiftState, Volunteer
from app.services import calendars
from tests import factories as make
from tests.conftest import NOW
from tests.services import crew
from tests.services.ledgers import by_account


class Home:
    """A volunteer with some shifts, one of them at somebody's door."""

    def __init__(self) -> None:
        with db.transaction() as session:
            make.areas(session)
            team = crew.a_team(session)
            self.who = crew.a_volunteer(session, team)
            crew.a_volunteer(session, team, account="leader", name="孙建国", part=Part.LEADER)
            make.an_account(session, "grid")
            self.elder = make.a_resident(session, name="曲凤英", door="601")
            days = {"soon": 2, "past": -20, "long_ago": -31, "far": 91, "unsure": 5, "waiting": 6, "cancelled": 7, "not_mine": 8, "called_off": 9}
            self.shifts = {name: crew.a_shift(session, team, starts_at=NOW + timedelta(days=n), title=f"活动{name}") for name, n in days.items()}
            states = {"unsure": "unsure", "waiting": "waiting", "cancelled": "cancelled"}
            for name, shift in self.shifts.items():
                if name != "not_mine":
                    crew.signed(session, shift, self.who, states.get(name, "in"))
            self.shifts["called_off"].state = ShiftState.CANCELLED
            crew.a_door(session, self.shifts["soon"], self.elder, what="换水龙头")
            self.me, self.worker = by_account(session, "volunteer"), by_account(session, "grid")

    def make(self) -> str:
        """A new address."""
        with db.transaction() as session:
            return calendars.make(session, actor=self.me, now=NOW)

    def read(self, token: str) -> dict[str, Any]:
        """The events by title."""
        with db.reading() as session:
            found = Calendar.from_ical(calendars.feed(session, token=token, now=NOW))
        return {str(e["summary"]): e for e in found.walk("VEVENT")}


@pytest.fixture
def home(database: sa.Engine) -> Home:
    return Home()


def test_it_holds_the_own_shifts_from_thirty_days_back_to_ninety_ahead(home: Home) -> None:
    events = home.read(home.make())
    assert set(events) == {"活动soon", "活动past", "活动unsure", "活动called_off"}
    assert {name: str(e["status"]) for name, e in events.items()} == {
        "活动soon": "CONFIRMED", "活动past": "CONFIRMED", "活动unsure": "TENTATIVE", "活动called_off": "CANCELLED",
    }  # fmt: skip
    one, shift = events["活动soon"], home.shifts["soon"]
    assert (one["dtstart"].dt, one["dtend"].dt) == (shift.starts_at, shift.ends_at)
    assert one["dtstart"].dt.utcoffset() == timedelta(0)
    assert (str(one["uid"]), int(one["sequence"]), str(one["location"])) == (f"{shift.id}@linli", 1, "社区食堂")


def test_a_shift_that_was_moved_keeps_its_uid_and_counts_up(home: Home) -> None:
    token = home.make()
    before = home.read(token)["活动soon"]
    with db.transaction() as session:
        session.exec(sa.update(Shift).where(col(Shift.id) == home.shifts["soon"].id).values(version=2, starts_at=NOW + timedelta(days=3)))
    after = home.read(token)["活动soon"]
    assert str(after["uid"]) == str(before["uid"])
    assert int(after["sequence"]) == 2 and after["dtstart"].dt == NOW + timedelta(days=3)


def test_no_resident_no_door_no_task_and_nobody_else_is_in_it(home: Home) -> None:
    with db.reading() as session:
        text = calendars.feed(session, token=home.make(), now=NOW).decode()
    for word in ("曲凤英", "601", "换水龙头", "孙建国", "测试", str(home.elder.id), "ATTENDEE", "ORGANIZER", "DESCRIPTION"):
        assert word not in text, word
    assert "VERSION:2.0" in text and text.endswith("END:VCALENDAR\r\n")


def test_only_the_hash_of_the_secret_is_kept_and_a_new_address_ends_the_old(home: Home) -> None:
    old = home.make()
    with db.reading() as session:
        assert old not in repr([row.token_hash for row in session.exec(select(CalendarFeed))])
    new = home.make()
    assert home.read(new)
    with pytest.raises(NotFound):
        home.read(old)


def test_revoked_it_is_gone_and_a_second_time_there_is_nothing_to_end(home: Home) -> None:
    token = home.make()
    with db.transaction() as session:
        assert calendars.revoke(session, actor=home.me, now=NOW) is True
        assert calendars.revoke(session, actor=home.me, now=NOW) is False
    with pytest.raises(NotFound):
        home.read(token)
    with db.reading() as session:
        rows = session.exec(select(Audit).where(Audit.object_kind == "volunteer").order_by(col(Audit.id))).all()
        assert [(r.act, r.reason, r.object_id) for r in rows] == [(Act.CREATE, "calendar", str(home.who.id)), (Act.CHANGE, "calendar_end", str(home.who.id))]


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 5000, "令牌" * 20, "../../etc/passwd/and/more/of/it"])
def test_an_unknown_address_is_not_there(home: Home, token: str) -> None:
    home.make()
    with pytest.raises(NotFound):
        home.read(token)


def test_nobody_but_a_volunteer_has_one(home: Home) -> None:
    with db.transaction() as session, pytest.raises(NotAllowed):
        calendars.make(session, actor=home.worker, now=NOW)


@pytest.mark.parametrize("what", ["left", "disabled", "role"])
def test_it_ends_with_the_volunteer_the_account_and_the_role(home: Home, what: str) -> None:
    token = home.make()
    with db.transaction() as session:
        if what == "left":
            session.exec(sa.update(Volunteer).where(col(Volunteer.id) == home.who.id).values(left_at=NOW))
        elif what == "disabled":
            session.exec(sa.update(Account).where(col(Account.id) == home.me.id).values(disabled_at=NOW))
        else:
            session.exec(sa.update(RoleGrant).where(col(RoleGrant.account_id) == home.me.id).values(ends_at=NOW))
    with pytest.raises(NotFound):
        home.read(token)


def test_a_leader_may_have_one_too(home: Home) -> None:
    with db.transaction() as session:
        actor = by_account(session, "leader")
        assert actor.roles == {Role.LEADER}
        token = calendars.make(session, actor=actor, now=NOW)
    assert home.read(token) == {}


def test_a_title_with_a_phone_number_in_it_is_masked(home: Home) -> None:
    with db.transaction() as session:
        session.exec(sa.update(Shift).where(col(Shift.id) == home.shifts["soon"].id).values(title="找13812345678拿工具"))
    assert "找****拿工具" in home.read(home.make())
