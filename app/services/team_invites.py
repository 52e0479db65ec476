"""Invitation codes of teams: eight signs that cannot be mistaken for one another, for a time and a number of people; only their hash is kept."""

import secrets
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, Team, TeamInvite
from app.models.volunteer_shapes import InviteLine
from app.rules.dalian import ZONE
from app.services import access, keys, teams
from app.services.access import Actor

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without signs that look like one another on paper or sound alike on the phone."""
LASTS = timedelta(days=14)
MOST_USES, MOST_OPEN = 200, 10
APART = timedelta(minutes=1)
"""Whoever has just made a code does not make another: a second tap would hide the first, which is shown once."""


def make(session: Session, *, actor: Actor, team_id: UUID, uses: int = 20, now: datetime) -> str:
    """A new code, shown only now: ABCD-EFGH. Raises NotFound for another's team, Invalid, Conflict for a closed one and
    where the same person has just made one."""
    team = teams.still_open(teams.team_for_leader(session, actor=actor, team_id=team_id, now=now))
    if not 1 <= uses <= MOST_USES:
        raise Invalid("invite_uses", "一个邀请码给 1 到 {n} 个人用。", "A code is for 1 to {n} people.", n=MOST_USES)
    session.exec(select(Team.id).where(Team.id == team.id).with_for_update()).one()  # two at once wait for one another
    held = _open(session, team_id, now)
    if any(i.made_by == actor.id and now - i.made_at < APART for i in held):
        raise Conflict("invite_just_made", "刚刚已经有一个新的邀请码，一分钟后可以再要一个。", "There is a new code already; ask for another in a minute.")
    if len(held) >= MOST_OPEN:
        raise Invalid("invite_many", "已经有 {n} 个邀请码在用，先停掉几个。", "{n} codes work already; end some of them first.", n=MOST_OPEN)
    code = "".join(secrets.choice(SIGNS) for _ in range(8))
    made = TeamInvite(team_id=team.id, code_hash=_hash(code), made_at=now, made_by=actor.id, ends_at=now + LASTS, uses_left=uses)
    session.add(made)
    session.flush()
    teams.note(session, actor, team, now, act=Act.GRANT, reason="invite")
    return f"{code[:4]}-{code[4:]}"


def revoke(session: Session, *, actor: Actor, invite_id: UUID, now: datetime) -> None:
    """End a code at once. Raises NotFound for another's."""
    found = session.get(TeamInvite, invite_id)
    if found is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="team_invite", object_id=invite_id)
    team = teams.team_for_leader(session, actor=actor, team_id=found.team_id, now=now)
    if found.revoked_at is None:
        found.revoked_at = now
        session.add(found)
        teams.note(session, actor, team, now, act=Act.GRANT, reason="invite", result="ended")
    session.flush()


def revoke_all(session: Session, *, team_id: UUID, now: datetime) -> None:
    """End every code of a team that is closed."""
    session.exec(sa.update(TeamInvite).where(col(TeamInvite.team_id) == team_id, col(TeamInvite.revoked_at).is_(None)).values(revoked_at=now))


def lines(session: Session, *, team_id: UUID, now: datetime) -> list[InviteLine]:
    """The codes of a team that still work, without the codes."""
    return [InviteLine(str(i.id), i.ends_at.astimezone(ZONE).date().isoformat(), i.uses_left) for i in _open(session, team_id, now)]


def _open(session: Session, team_id: UUID, now: datetime) -> list[TeamInvite]:
    found = select(TeamInvite).where(
        TeamInvite.team_id == team_id, col(TeamInvite.revoked_at).is_(None), TeamInvite.ends_at > now, TeamInvite.uses_left > 0
    )
    return list(session.exec(found.order_by(col(TeamInvite.ends_at), col(TeamInvite.id))))


def use(session: Session, *, team_id: UUID, code: str, now: datetime) -> bool:
    """Use a code once; whether it is one of this team's that still works. Two at once never use the last one twice."""
    plain = folded(code)
    if len(plain) != 8:
        return False
    took = session.exec(
        sa.update(TeamInvite)
        .where(
            col(TeamInvite.code_hash) == _hash(plain), col(TeamInvite.team_id) == team_id, col(TeamInvite.revoked_at).is_(None), col(TeamInvite.ends_at) > now,
            col(TeamInvite.uses_left) > 0,
        )
        .values(uses_left=TeamInvite.uses_left - 1)
    )  # fmt: skip
    return bool(took.rowcount == 1)


def folded(code: str) -> str:
    """A code as it was given out, however it is typed again: full width, small letters, blanks, dashes."""
    return "".join(c for c in unicodedata.normalize("NFKC", code[:60]).upper() if c.isascii() and c.isalnum())


def _hash(code: str) -> str:
    return keys.token_hash(f"team:{code}")
