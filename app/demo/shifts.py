"""What the demo volunteers do: a weekly round with months of hours behind it, shifts today, tomorrow and next week, a door to go to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.demo.accounts import COMMUNITY, GRID
from app.demo.dice import SHANGHAI, row_id
from app.models import (
    Activity,
    Area,
    Attendance,
    Caution,
    Certificate,
    HourEntry,
    HourRequest,
    Need,
    Shift,
    ShiftState,
    ShiftTask,
    SignUp,
    Team,
    Volunteer,
)
from app.rules import certificates, ledger
from app.services import notes
from app.services.activities import seal_secret

WEEKS_BACK, WEEKS_AHEAD = 14, 8


class _Book:
    """Makes rows in order, each with an id that the seed decides."""

    def __init__(self, session: Session, rng: Random, now: datetime, by: UUID | None):
        self.session, self.rng, self.now, self.by = session, rng, now, by
        self.entries: list[HourEntry] = []

    def key(self) -> UUID:
        """An id."""
        return row_id(self.rng, GRID)

    def activity(self, team: Team, title: str, starts_at: datetime, minutes: int, **fields: Any) -> Activity:
        """What a team does."""
        made = Activity(id=self.key(), team_id=team.id, title=title, starts_at=starts_at, minutes=minutes, made_at=min(self.now, starts_at) - timedelta(days=3), made_by=self.by, **fields)
        self.session.add(made)
        self.session.flush()
        return made

    def shift(self, activity: Activity, at: datetime, state: ShiftState = ShiftState.OPEN) -> Shift:
        """One date of it."""
        key = self.key()
        made = Shift(
            id=key, activity_id=activity.id, team_id=activity.team_id, community=COMMUNITY, title=activity.title, doing=list(activity.doing), place=activity.place,
            starts_at=at, ends_at=at + timedelta(minutes=activity.minutes), slots=activity.slots, skills=list(activity.skills), caution=activity.caution, state=state,
            secret_sealed=seal_secret(key), confirmed_at=at + timedelta(hours=5) if state == ShiftState.CONFIRMED else None,
            confirmed_by=self.by if state == ShiftState.CONFIRMED else None,
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        return made

    def comes(self, shift: Shift, *people: Volunteer, state: str = "in") -> None:
        """People who said they come."""
        self.session.add_all(
            SignUp(id=self.key(), shift_id=shift.id, volunteer_id=p.id, state=state, at=min(self.now, shift.starts_at) - timedelta(days=2)) for p in people
        )

    def served(self, shift: Shift, who: Volunteer, minutes: int, proof: str) -> HourEntry:
        """Somebody was there, and it was counted."""
        end = shift.starts_at + timedelta(minutes=minutes)
        day = shift.starts_at.astimezone(SHANGHAI).date()
        self.session.add(Attendance(
            id=self.key(), shift_id=shift.id, team_id=shift.team_id, volunteer_id=who.id, in_at=shift.starts_at, in_source=proof, in_record=self.key(), out_at=end,
            out_source="rollcall" if proof == "rollcall" else "self", out_record=self.key(), minutes=minutes, state="counted", decided_at=shift.confirmed_at,
            decided_by=self.by, received_at=end,
        ))  # fmt: skip
        return self.line(shift, who, minutes, day, source="system", proof=proof, from_at=shift.starts_at, to_at=end)

    def line(self, shift: Shift, who: Volunteer, minutes: int, day: date, *, source: str, proof: str = "", corrects: UUID | None = None,
             from_at: datetime | None = None, to_at: datetime | None = None) -> HourEntry:  # fmt: skip
        """A line of the ledger."""
        made = HourEntry(
            id=self.key(), volunteer_id=who.id, community=COMMUNITY, team_id=shift.team_id, shift_id=shift.id, corrects=corrects, source=source, proof=proof,
            minutes=minutes, day=day, from_at=from_at, to_at=to_at, what=shift.title, at=shift.ends_at + timedelta(hours=3), by=self.by,
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        self.entries.append(made)
        return made


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def add(session: Session, rng: Random, *, teams: Mapping[str, Team], people: Sequence[Volunteer], accounts: Mapping[str, UUID], now: datetime) -> None:
    """Give the teams their shifts. `people` are in the order of the list in app/demo/volunteers.py."""
    book = _Book(session, rng, now, accounts.get("leader"))
    today = now.astimezone(SHANGHAI).date()
    _weekly(book, teams, people, today)
    _one_offs(book, teams, people, today)
    _door(book, teams["r"], people, today)
    _papers(book, people, accounts, today)


def _weekly(book: _Book, teams: Mapping[str, Team], people: Sequence[Volunteer], today: date) -> None:
    """Repairs on Thursdays, lunch for elders on Saturdays: fourteen weeks behind, eight ahead."""
    plans = (
        (teams["r"], "周四维修服务日", 3, (9, 0), 120, ("登记要修的东西", "当场修，修不了的写下来"), "TH", (0, 2, 3, 5, 12)),
        (teams["e"], "周六助老送餐", 5, (10, 30), 90, ("到社区食堂取餐", "按单子送", "把空饭盒带回来"), "SA", (0, 1, 4, 6, 10)),
    )
    forgot: Shift | None = None
    for team, title, weekday, (hour, minute), minutes, doing, day_code, regulars in plans:
        first = today - timedelta(days=(today.weekday() - weekday) % 7 + 7 * WEEKS_BACK)
        activity = book.activity(
            team, title, _at(first, hour, minute), minutes, rule=f"FREQ=WEEKLY;BYDAY={day_code}", doing=list(doing), place="社区服务站一楼", slots=4,
            made_until=today + timedelta(weeks=WEEKS_AHEAD),
        )  # fmt: skip
        for n in range(WEEKS_BACK + WEEKS_AHEAD + 1):
            at = _at(first + timedelta(weeks=n), hour, minute)
            if at.date() > today:
                shift = book.shift(activity, at)
                if n <= WEEKS_BACK + 2:
                    book.comes(shift, people[regulars[0]], people[regulars[1]])
                continue
            if at.date() == today:
                continue  # today has a shift of its own
            shift = book.shift(activity, at, ShiftState.CONFIRMED)
            there = [people[i] for i in regulars if book.rng.random() < 0.75 or i in regulars[:2]]
            book.comes(shift, *there)
            for who in there:
                if who is people[1] and n == WEEKS_BACK - 1:
                    forgot = shift
                    continue
                entry = book.served(shift, who, minutes - book.rng.choice((0, 0, 5, 10, 25)), book.rng.choice(("code", "code", "qr", "rollcall")))
                if who is people[0] and n == 4 and weekday == 3:
                    book.line(shift, who, 15, entry.day, source="correction", corrects=entry.id)
    asker = people[1].account_id
    if forgot is not None and asker is not None:
        key = book.key()
        book.session.add(HourRequest(
            id=key, kind="backfill", volunteer_id=people[1].id, team_id=forgot.team_id, shift_id=forgot.id, minutes=90, from_at=forgot.starts_at,
            reason_sealed=notes.sealed("那天手机没电了，和队里一起送到最后一家", table="hour_request", column="reason", row=key),
            asked_at=book.now - timedelta(hours=20), asked_by=asker,
        ))  # fmt: skip


def _one_offs(book: _Book, teams: Mapping[str, Team], people: Sequence[Volunteer], today: date) -> None:
    """One that runs now, one tomorrow that is short of people, one next week for those who know electricity."""
    start = (book.now - timedelta(minutes=30)).replace(second=0, microsecond=0)
    start -= timedelta(minutes=start.minute % 10)
    sweep = book.activity(teams["e"], "楼道清扫", start, 120, place="和平广场凉亭", doing=["分段清扫", "旧物放到一楼，不往外扔"], slots=6, skills=[])
    book.comes(book.shift(sweep, start, ShiftState.RUNNING), people[0], people[1], people[2], people[4], people[9])
    escort = book.activity(teams["e"], "结伴去医院", _at(today + timedelta(days=1), 8, 30), 180, place="社区服务站门口", doing=["八点半集合", "陪着挂号、取药"], slots=4)
    book.comes(book.shift(escort, escort.starts_at), people[1])
    lamps = book.activity(
        teams["r"], "换楼道灯", _at(today + timedelta(days=7), 13, 30), 150, place="社区服务站一楼", doing=["先断电", "一人换灯，一人扶梯子"], slots=3, skills=["electric"], caution=Caution.HARD,
    )  # fmt: skip
    book.comes(book.shift(lamps, lamps.starts_at), people[2], people[3])


def _door(book: _Book, team: Team, people: Sequence[Volunteer], today: date) -> None:
    """A need of the first grid that the repair team takes on: two people, one door."""
    need = book.session.exec(select(Need).where(Need.grid == GRID, Need.category == "repair", col(Need.open)).order_by(col(Need.id))).first()
    if need is None:
        return
    activity = book.activity(
        team, "上门小修", _at(today + timedelta(days=2), 9, 30), 90, place="社区服务站一楼", doing=["取工具和配件", "两个人一起去"], slots=2, skills=["plumbing"], caution=Caution.HOME, need_id=need.id,
    )  # fmt: skip
    shift = book.shift(activity, activity.starts_at, ShiftState.READY)
    book.comes(shift, people[0], people[2])
    book.session.add(ShiftTask(id=book.key(), shift_id=shift.id, resident_id=need.resident_id, need_id=need.id, what="换厨房水龙头", spoken="4827"))


def _papers(book: _Book, people: Sequence[Volunteer], accounts: Mapping[str, UUID], today: date) -> None:
    """One certificate that was asked for, one in its public days, one that waits for the second signature."""
    plans = ((people[3], "shown", 9), (people[0], "shown", 3), (people[1], "asked", 1))
    issuer = f"{book.session.get_one(Area, COMMUNITY).name}居民委员会"
    year, given = today.year, 0
    for who, state, days in plans:
        first, last = today - timedelta(days=95), today - timedelta(days=days + 1)
        held = ledger.in_days([e for e in book.entries if e.volunteer_id == who.id], first, last)
        minutes = sum(m for _, m in held)
        if not minutes:
            continue
        at = book.now - timedelta(days=days)
        made = Certificate(
            id=book.key(), volunteer_id=who.id, community=COMMUNITY, from_day=first, to_day=last, minutes=minutes, state=state, asked_at=at - timedelta(hours=20),
            lines=[{"title": t.title, "times": t.times, "minutes": t.minutes, "first": t.first.isoformat(), "last": t.last.isoformat()} for t in ledger.by_title(held)],
        )  # fmt: skip
        if state == "shown":
            given += 1
            made.number, made.issuer, made.in_charge, made.contact = certificates.number(COMMUNITY, year, given), issuer, "演示社区书记", "0411-00000000"
            made.shown_at, made.first_at, made.first_by = at, at, accounts.get("community")
        book.session.add(made)
    book.session.flush()
