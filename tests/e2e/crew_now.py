"""Puts a team with a shift that is just beginning into the running server's data, and lets time pass for it; run with the server's environment.

`python -m tests.e2e.crew_now begin` prints the shift and the accounts, `code SHIFT` what the leader's phone shows now, `later SHIFT MINUTES` moves it back.
"""

import base64
import json
import secrets
import sys
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import db
from app.models import (
    Activity,
    Area,
    Attendance,
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
from app.services import keys, staff
from app.services.attendance import secret_of

PASSWORD = "linli-demo"


def begin(session: Session) -> dict[str, str]:
    """A leader, a volunteer over sixty with one door to go to, and somebody without a phone, at a shift that began five minutes ago."""
    now = datetime.now(UTC)
    area = session.exec(select(Area.code).where(sa.func.length(col(Area.code)) == 12).order_by(col(Area.code))).first()
    assert area is not None
    tail = secrets.token_hex(3)
    team = Team(community=area, name="送餐队", kind=TeamKind.ELDERS, made_at=now)
    session.add(team)
    session.flush()
    people: dict[str, Volunteer] = {}
    for key, name, born, role, part in (("lead", "刘志红", "1975-04", Role.LEADER, Part.LEADER), ("vol", "曲美华", "1957-03", Role.VOLUNTEER, Part.MEMBER), ("none", "初建军", "1950-01", None, Part.MEMBER)):
        account = staff.add(session, account=f"{key}{tail}", name=name, role=role, area=area, password=PASSWORD, now=now) if role else None
        people[key] = Volunteer(
            account_id=account.id if account else None, community=area, name=name, initials=names.initials(name), birth_ym=born, insured_until=date(now.year + 1, 8, 31),
            registered_at=now - timedelta(days=200),
        )  # fmt: skip
        session.add(people[key])
        session.flush()
        session.add(TeamMember(team_id=team.id, volunteer_id=people[key].id, part=part, since=now - timedelta(days=100)))
    starts_at = now - timedelta(minutes=5)
    activity = Activity(team_id=team.id, title="送午饭", starts_at=starts_at, minutes=90, slots=4, made_at=now)
    session.add(activity)
    session.flush()
    key = uuid4()
    secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    session.add(Shift(
        id=key, activity_id=activity.id, team_id=team.id, community=area, title="送午饭", place="社区食堂", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), slots=4,
        doing=["到食堂领饭，看清名字", "按路线送到家"], secret_sealed=keys.seal(secret, table="shift", column="secret", row=key),
    ))  # fmt: skip
    session.flush()
    for who in ("vol", "none"):
        session.add(SignUp(shift_id=key, volunteer_id=people[who].id, state="in", at=now))
    resident = session.exec(select(Resident).where(col(Resident.grid).startswith(area), Resident.tier == "A")).first()
    if resident is not None:
        session.add(ShiftTask(shift_id=key, resident_id=resident.id, what="送午饭"))
    return {"shift": str(key), "leader": f"lead{tail}", "volunteer": f"vol{tail}", "surname": resident.name[0] if resident else ""}


def later(session: Session, shift_id: UUID, minutes: int) -> None:
    """As if so many minutes had passed since for this shift."""
    by = timedelta(minutes=minutes)
    shift = session.get_one(Shift, shift_id)
    shift.starts_at, shift.ends_at, shift.version = shift.starts_at - by, shift.ends_at - by, shift.version + 1
    for one in session.exec(select(Attendance).where(Attendance.shift_id == shift_id)):
        one.in_at -= by


if __name__ == "__main__":
    with db.transaction() as session:
        if sys.argv[1] == "begin":
            print(json.dumps(begin(session)))
        elif sys.argv[1] == "code":
            shift = session.get_one(Shift, UUID(sys.argv[2]))
            print(code_of(secret_of(shift), shift.id, counter_at(datetime.now(UTC))))
        else:
            later(session, UUID(sys.argv[2]), int(sys.argv[3]))
