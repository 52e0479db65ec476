"""Makers of teams, volunteers and shifts for tests, named as the product speaks."""

import base64
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, select

from app.models import (
    Account,
    Activity,
    Attendance,
    Caution,
    Part,
    Resident,
    Role,
    Shift,
    ShiftTask,
    SignUp,
    Team,
    TeamKind,
    TeamMember,
    Volunteer,
)
from app.rules import names
from app.rules.shift_codes import code_of, counter_at
from app.services import keys, sync
from app.services.access import Actor, Grant
from app.services.attendance import secret_of
from app.services.phone_records import Answer, Record, people_of, reason_of
from tests import factories
from tests.conftest import NOW

COMMUNITY = "210202001001"
OTHER_COMMUNITY = "210202002001"
INSURED = date(2027, 6, 30)


def a_team(session: Session, name: str = "和平里助老队", *, kind: TeamKind = TeamKind.ELDERS, community: str = COMMUNITY, **fields: Any) -> Team:
    """A team."""
    factories.areas(session)
    made = Team(community=community, name=name, kind=kind, made_at=NOW - timedelta(days=300), **fields)
    session.add(made)
    session.flush()
    return made


def a_volunteer(
    session: Session, team: Team | None = None, *, account: str = "volunteer", name: str = "测试甲", part: Part = Part.MEMBER, community: str = COMMUNITY,
    insured_until: date | None = INSURED, birth_ym: str = "1958-05", **fields: Any,
) -> Volunteer:  # fmt: skip
    """A volunteer, with an account of that name (none for ""), in a team where one is given."""
    factories.areas(session)
    made_for: Account | None = None
    if account:
        role = Role.VOLUNTEER if part == Part.MEMBER else Role.LEADER
        made_for = factories.an_account(session, account, role=role, area=community)
    made = Volunteer(
        account_id=made_for.id if made_for else None, community=community, name=name, initials=names.initials(name), birth_ym=birth_ym, insured_until=insured_until,
        registered_at=NOW - timedelta(days=200), **fields,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if team is not None:
        session.add(TeamMember(team_id=team.id, volunteer_id=made.id, part=part, since=NOW - timedelta(days=100)))
        session.flush()
    return made


def a_shift(
    session: Session, team: Team, *, starts_at: datetime = NOW, minutes: int = 90, slots: int = 4, caution: Caution = Caution.PLAIN, title: str = "送午饭", **fields: Any
) -> Shift:
    """A shift of an activity of its own."""
    activity = Activity(team_id=team.id, title=title, starts_at=starts_at, minutes=minutes, slots=slots, caution=caution, made_at=NOW - timedelta(days=3))
    session.add(activity)
    session.flush()
    key = uuid4()
    secret = base64.urlsafe_b64encode(key.bytes * 2).decode()
    made = Shift(
        id=key, activity_id=activity.id, team_id=team.id, community=team.community, title=title, place="社区食堂", starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes), slots=slots, caution=caution, secret_sealed=keys.seal(secret, table="shift", column="secret", row=key), **fields,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def signed(session: Session, shift: Shift, who: Volunteer, state: str = "in", *, at: datetime = NOW - timedelta(days=1)) -> SignUp:
    """Somebody's word for a shift."""
    made = SignUp(shift_id=shift.id, volunteer_id=who.id, state=state, at=at)
    session.add(made)
    session.flush()
    return made


def a_door(session: Session, shift: Shift, resident: Resident, **fields: Any) -> ShiftTask:
    """A door of a shift."""
    made = ShiftTask(shift_id=shift.id, resident_id=resident.id, **({"what": "换水龙头"} | fields))
    session.add(made)
    session.flush()
    return made


def acting(who: Volunteer, role: Role = Role.VOLUNTEER) -> Actor:
    """This volunteer at the door of the services."""
    assert who.account_id is not None
    return Actor(id=who.account_id, account="", name=who.name, grants=(Grant(role, who.community),), own_device=True)


def code_at(shift: Shift, at: datetime) -> str:
    """What the leader's phone shows at this time."""
    return code_of(secret_of(shift), shift.id, counter_at(at))


def told(
    session: Session, who: Volunteer, kind: str, payload: dict[str, Any], *, at: datetime, now: datetime | None = None, record_id: UUID | None = None, role: Role = Role.VOLUNTEER, offset_ms: int = 0
) -> Answer:
    """A record of this volunteer's phone on its way through the sync."""
    actor = acting(who, role)
    record = Record(
        record_id or uuid4(), kind, 1, str(actor.id), at, at, offset_ms, 1, payload, people_of(kind, payload), reason_of(kind, payload),
    )  # fmt: skip
    return sync.take(session, actor=actor, record=record, device_id=None, now=now or max(at, NOW))


def comes(session: Session, who: Volunteer, shift: Shift, *, at: datetime, code: str | None = None, source: str = "code", **how: Any) -> Answer:
    """A check-in with the code of that time, or with another."""
    payload = {"shift_id": str(shift.id), "source": source, "code": code if code is not None else code_at(shift, at), "volunteer_id": None}
    return told(session, who, "attendance_in", payload, at=at, **how)


def goes(session: Session, who: Volunteer, shift: Shift, *, at: datetime, source: str = "self", code: str = "", **how: Any) -> Answer:
    """A check-out, by one's own word unless another source is given."""
    return told(session, who, "attendance_out", {"shift_id": str(shift.id), "source": source, "code": code, "volunteer_id": None}, at=at, **how)


def calls(session: Session, leader: Volunteer, shift: Shift, who: Volunteer, *, at: datetime, out: bool = False, **how: Any) -> Answer:
    """The leader calls the roll for somebody."""
    payload = {"shift_id": str(shift.id), "source": "rollcall", "code": "", "volunteer_id": str(who.id)}
    return told(session, leader, "attendance_out" if out else "attendance_in", payload, at=at, role=Role.LEADER, **how)


def there(session: Session, shift: Shift, who: Volunteer) -> Attendance | None:
    """What stands of somebody at a shift."""
    session.expire_all()
    return session.exec(select(Attendance).where(Attendance.shift_id == shift.id, Attendance.volunteer_id == who.id)).first()
