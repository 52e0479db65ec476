"""Joining a team: from its public page without an account, by an invitation code, or with one tap by who is a volunteer already.

A stranger learns nothing of who is known here: not whether a phone is registered, nor who is in a team. (promise A3)
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, select

from app.errors import Invalid, NotFound, TooMany
from app.models import Act, Audit, SignInTry, Team, Volunteer
from app.rules.volunteering import NOTICE, VOLUNTEERS
from app.services import keys, shifts, team_invites, team_members, volunteers
from app.services.access import Actor

PER_ADDRESS, PER_TEAM = 5, 60
"""People who register in an hour: from one address, and without a code with one team. Whoever floods one team shuts no other one's
door, and a right code still opens that one; a team that stands together round one phone uses codes one after another."""
WRONG_CODES = 10
"""Wrong codes an hour from one address. A code is one of 10^11, so nobody is locked out by strangers."""


@dataclass(frozen=True)
class Form:
    """What somebody filled in."""

    name: str = ""
    phone: str = ""
    birth_ym: str = ""
    skills: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    volunteer_no: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""
    guardian_agreed: bool = False
    agreed: bool = False
    code: str = ""


@dataclass(frozen=True)
class Joined:
    """What came of it: "in" with the account and the secret of the link to choose a password, or "asked"."""

    state: str
    account: str = ""
    token: str = ""


def join(session: Session, *, team_id: UUID, form: Form, actor: Actor | None, address: str, now: datetime) -> Joined:
    """Somebody asks to be in a team; with a right code they are in at once.

    Raises NotFound (no such public team; a private one opens to a code), Conflict for a staff account, Invalid (nothing said
    to the notice, a value, a wrong or old code), TooMany (5 registrations or 10 wrong codes an hour from one address, 60 with one team).
    """
    team = session.get(Team, team_id)
    if team is None or team.closed_at is not None or (not team.public and not form.code.strip()):
        raise NotFound
    if actor is not None and volunteers.is_staff(actor):
        raise volunteers.staff_account()
    who = shifts.of_account(session, actor.id) if actor is not None else None
    invited = _code(session, team, form.code, address=_source(actor, address), now=now)
    state = "in" if invited else "asked"
    if who is not None:
        if form.agreed and who.agreed_at is None:  # brought back by the community: the word is theirs to give again
            who.notice_version, who.agreed_at = NOTICE, now
            session.add(who)
        place = team_members.put(session, team=team, volunteer=who, state=state, via="code" if invited else "public", actor=actor, now=now)
        return Joined(place.state)
    if not form.phone.strip():
        raise Invalid("phone_missing", "请留一个电话，队长好联系你。", "Please give a phone number, so that the leader can call you.")
    _one_more(session, _source(actor, address), team=None if invited else team, now=now)
    own = actor.id if actor is not None and actor.roles & VOLUNTEERS and not _has_left(session, actor.id) else None
    made = volunteers.register(
        session, name=form.name, phone=form.phone, birth_ym=form.birth_ym, skills=form.skills, availability=form.availability, volunteer_no=form.volunteer_no,
        guardian_name=form.guardian_name, guardian_phone=form.guardian_phone, guardian_agreed=form.guardian_agreed, agreed=form.agreed,
        community=team.community, actor=actor, account_id=own, now=now,
    )  # fmt: skip
    team_members.put(session, team=team, volunteer=made, state=state, via="code" if invited else "public", actor=actor, now=now)
    if not invited or own is not None:
        return Joined(state)
    account, token = volunteers.open_account(session, volunteer=made, actor=None, now=now)
    return Joined("in", account.account, token)


def _has_left(session: Session, account_id: UUID) -> bool:
    return session.exec(select(Volunteer.id).where(Volunteer.account_id == account_id)).first() is not None


def _code(session: Session, team: Team, code: str, *, address: str, now: datetime) -> bool:
    """Whether a right code came along; none at all is no mistake. Raises Invalid for a wrong one, TooMany for guessing."""
    if not code.strip():
        return False
    key = _bucket(f"code:{address}")
    if _tries(session, key, now) >= WRONG_CODES:
        raise TooMany("invite_too_many", "邀请码试的次数太多了，一小时后再试，或者不填码，等队长同意。",
                      "Too many codes. Wait an hour, or leave the code empty and the leader will answer.")  # fmt: skip
    if team_invites.use(session, team_id=team.id, code=code, now=now):
        return True
    wrong = Invalid("invite_wrong", "邀请码不对，或者过期了。看看有没有抄错，也可以不填，等队长同意。",
                    "The code is wrong or over. Check it, or leave it empty and the leader will answer.")  # fmt: skip
    wrong.refused = [SignInTry(key=key, at=now), Audit(at=now, happened_at=now, act=Act.REFUSED, object_kind="team", object_id=str(team.id), result="invite_wrong", area=team.community)]
    raise wrong


def _source(actor: Actor | None, address: str) -> str:
    return f"account:{actor.id}" if actor is not None else f"address:{address}"


def _one_more(session: Session, source: str, *, team: Team | None, now: datetime) -> None:
    """Count a registration; `team` is None for who brought a right code. Raises TooMany."""
    most = {_bucket(f"join:{source}"): PER_ADDRESS} | ({_bucket(f"join:team:{team.id}"): PER_TEAM} if team is not None else {})
    if any(_tries(session, key, now) >= n for key, n in most.items()):
        raise TooMany("join_too_many", "一小时内登记的太多了。你填的还在，请过一会儿再送。", "Too many within the hour. What you filled in is still here; try later.")
    session.add_all([SignInTry(key=key, at=now) for key in most])


def _bucket(value: str) -> str:
    return hashlib.sha256(f"joining:{value}:{keys.token_hash(f'joining{value}')}".encode()).hexdigest()


def _tries(session: Session, key: str, now: datetime) -> int:
    statement = select(sa.func.count()).where(SignInTry.key == key, SignInTry.at > now - timedelta(hours=1))
    return session.exec(statement).one()


def codes_of(words: Collection[str]) -> tuple[str, ...]:
    """Codes of a list as a form or JSON sends them: separate values, or one with commas."""
    return tuple(dict.fromkeys(part for word in words for part in word.replace(" ", "").split(",") if part))[:60]
