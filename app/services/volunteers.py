"""Volunteers: registered with their own word, changed, given an account, and gone again in one step (domain.md §4.5; promise A3).

Who leads a team that somebody is in, or keeps the teams of the community, sees and changes the particulars; nobody else.
About leaders and deputies only who keeps the teams decides, and nobody notes the own insurance or training.
"""

import json
import re
import secrets
import unicodedata
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.config import settings
from app.errors import AppError, Conflict, Invalid, NotAllowed, NotFound
from app.models import Account, Act, CalendarFeed, Part, Role, RoleGrant, Skill, TeamMember, Volunteer
from app.models.volunteer_shapes import VolunteerFacts
from app.rules import granting, masks, names
from app.rules.dalian import ZONE
from app.rules.roster import phones
from app.rules.roster.refusals import Refused
from app.rules.volunteering import NOTICE, STAFF, VOLUNTEERS, is_minor
from app.services import access, audit, keys, links, shifts, teams, texts
from app.services.access import Actor

TIMES = tuple(f"{day}_{part}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for part in ("am", "pm", "eve"))
"""When somebody can come, as people say it."""
FRESH = timedelta(days=30)
"""So long somebody counts as new in a team."""
INSURANCE_SOON = timedelta(days=42)
"""So long before its end an insurance is to be renewed: the paper takes its time."""
KEPT = timedelta(days=3 * 366)
"""Three years after leaving, as the register says (models/volunteers.py)."""
_ID_NUMBER = re.compile(r"\d{15}|\d{17}[\dX]")
_NUMBER = re.compile(r"[A-Z0-9-]{0,24}")


def name_of(told: str) -> str:
    """A person's name. Raises Invalid where there is none, or it is a number."""
    found = texts.plain(told, 40, code="name", zh="请填姓名，最长 40 字。", en="Please give a name of at most 40 characters.", least=1)
    if sum(c.isdigit() for c in unicodedata.normalize("NFKC", found)) > 3:
        raise Invalid("name", "请填姓名，最长 40 字。", "Please give a name of at most 40 characters.")
    return found


def phone_number(told: str) -> str:
    """A phone number in its one spelling, "" for none. Raises Invalid for what is none."""
    if not told.strip():
        return ""
    try:
        return phones.phone(unicodedata.normalize("NFKC", told)[:40])[0]
    except Refused as error:
        raise Invalid("phone", "电话号码不对，再看看。", "The phone number does not fit.") from error


def birth(told: str, today: date) -> str:
    """A birth month, "" where it is not said. Raises Invalid for one that cannot be."""
    wrong = Invalid("birth", "出生年月写成 1958-03 这样。", "Write the birth month like 1958-03.")
    text = told.strip()
    if not text:
        return ""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII) or not today.year - 110 <= int(text[:4]) or text > f"{today:%Y-%m}":
        raise wrong
    return text


def number_on_platform(told: str) -> str:
    """A number of the national platform; an identity number is none and is kept nowhere. Raises Invalid."""
    text = "".join(unicodedata.normalize("NFKC", told).upper().split())
    if _ID_NUMBER.search(text.replace("-", "")):
        raise Invalid("number_is_id", "这是身份证号，邻里不存身份证号。请填志愿者编号，没有就空着。",
                      "That is an ID number, and Linli keeps none. Give the volunteer number, or leave it empty.")  # fmt: skip
    if not _NUMBER.fullmatch(text):
        raise Invalid("volunteer_no", "志愿者编号只有字母、数字和短横，最长 24 位。", "A volunteer number has letters, digits and dashes, at most 24.")
    return text


def known(told: Collection[str], allowed: Collection[str]) -> list[str]:
    """The codes of a closed list, in its order. Raises Invalid for another one."""
    if set(told) - set(allowed):
        raise Invalid("not_a_choice", "有一项不在可选的里面。", "One of the choices is none of those offered.")
    return [code for code in allowed if code in set(told)]


def phone_of(volunteer: Volunteer) -> str:
    """The phone, unsealed; "" for none."""
    return keys.unseal(volunteer.phone_sealed, table="volunteer", column="phone", row=volunteer.id) if volunteer.phone_sealed else ""


def guardian_of(volunteer: Volunteer) -> tuple[str, str]:
    """Name and phone of a minor's guardian; empty for none."""
    if not volunteer.guardian_sealed:
        return "", ""
    kept: dict[str, str] = json.loads(keys.unseal(volunteer.guardian_sealed, table="volunteer", column="guardian", row=volunteer.id))
    return kept["name"], kept["phone"]


def register(
    session: Session, *, name: str, phone: str, birth_ym: str = "", skills: Collection[str] = (), availability: Collection[str] = (), volunteer_no: str = "",
    guardian_name: str = "", guardian_phone: str = "", guardian_agreed: bool = False, agreed: bool, community: str, actor: Actor | None,
    account_id: UUID | None = None, now: datetime,
) -> Volunteer:  # fmt: skip
    """Somebody new, by their own word. Raises Invalid (no word to the notice, a value that cannot be, a minor without a guardian).

    A phone that is known already makes a second entry all the same: strangers learn nothing by it; `same_phone` tells the leader.
    """
    if not agreed:
        raise Invalid("notice", "请先读一读说明，同意了再登记。", "Please read the notice and agree to it first.")
    today = now.astimezone(ZONE).date()
    made = Volunteer(
        community=community, name=name_of(name), birth_ym=birth(birth_ym, today), skills=known(skills, list(Skill)), availability=known(availability, TIMES),
        volunteer_no=number_on_platform(volunteer_no), notice_version=NOTICE, agreed_at=now, registered_at=now, account_id=account_id, synthetic=settings.demo,
    )  # fmt: skip
    made.initials = names.initials(made.name)[:40]
    _set_phone(made, phone_number(phone))
    _set_guardian(made, name=guardian_name, phone=guardian_phone, agreed=guardian_agreed, today=today)
    session.add(made)
    session.flush()
    _note(session, Act.CREATE, actor, made, now, reason="register")
    return made


def _set_phone(volunteer: Volunteer, number: str) -> None:
    volunteer.phone_sealed = keys.seal(number, table="volunteer", column="phone", row=volunteer.id) if number else None
    volunteer.phone_index = keys.phone_index(number) if number else None


def _set_guardian(volunteer: Volunteer, *, name: str, phone: str, agreed: bool, today: date) -> None:
    """A minor has a guardian who agreed on a day; nobody else has one here."""
    if not is_minor(volunteer.birth_ym, today):
        volunteer.guardian_sealed, volunteer.guardian_agreed_on = None, None
        return
    if not agreed or not name.strip() or not phone.strip():
        raise Invalid("guardian", "未满 18 岁，要写上监护人的姓名和电话，并且监护人同意。", "Under 18, a guardian's name, phone and agreement are needed.")
    kept = {"name": name_of(name), "phone": phone_number(phone)}
    volunteer.guardian_sealed = keys.seal(json.dumps(kept, ensure_ascii=False), table="volunteer", column="guardian", row=volunteer.id)
    volunteer.guardian_agreed_on = volunteer.guardian_agreed_on or today


def _note(session: Session, act: Act, actor: Actor | None, volunteer: Volunteer, now: datetime, *, reason: str) -> None:
    audit.record(session, act=act, now=now, actor_id=actor.id if actor else None, role=(actor.role or "") if actor else "", object_kind="volunteer",
                 object_id=volunteer.id, reason=reason, area=volunteer.community, device_id=actor.device_id if actor else None)  # fmt: skip


def for_leader(session: Session, *, actor: Actor, volunteer_id: UUID, now: datetime) -> Volunteer:
    """Somebody who is in a team that the actor leads, or belongs to a community whose teams the actor keeps.

    Who only asks to be in a team is nobody's yet: a leader reads of them in `team_lists` and answers, and no more. Raises
    NotFound for everybody else, with an audit row.
    """
    found = session.get(Volunteer, volunteer_id)
    if found is not None and not actor.upload_only:
        if teams.keeps(actor, found.community):
            return found
        mine = [t.id for t in teams.led_teams(session, actor=actor, closed=True)]
        there = select(TeamMember.id).where(TeamMember.volunteer_id == found.id, col(TeamMember.team_id).in_(mine), TeamMember.state == "in")
        if mine and session.exec(there).first() is not None:
            return found
    raise access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id=volunteer_id)


def edit_own(
    session: Session, *, actor: Actor, skills: Collection[str] | None = None, availability: Collection[str] | None = None, phone: str | None = None, now: datetime
) -> Volunteer:
    """Change the own skills, times and phone; None leaves one as it is. Raises NotFound for whoever is no volunteer, Invalid."""
    mine = shifts.of_account(session, actor.id)
    if mine is None or actor.upload_only:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id="own")
    _change(session, mine, actor=actor, now=now, reason="own", values={"skills": skills, "availability": availability, "phone": phone})
    return mine


def edit(
    session: Session, *, actor: Actor, volunteer_id: UUID, name: str | None = None, phone: str | None = None, birth_ym: str | None = None,
    skills: Collection[str] | None = None, availability: Collection[str] | None = None, volunteer_no: str | None = None, guardian_name: str = "",
    guardian_phone: str = "", guardian_agreed: bool = False, insured_until: date | str | None = None, trained: dict[str, str] | None = None, now: datetime,
) -> Volunteer:  # fmt: skip
    """Change somebody's particulars, insurance and training as who leads a team of theirs; None leaves a value as it is,
    "" for `insured_until` takes the day away. Raises NotFound, NotAllowed (oneself, a leader or deputy), Invalid."""
    who = _to_change(session, actor=actor, volunteer_id=volunteer_id, now=now)
    values = {"name": name, "phone": phone, "birth_ym": birth_ym, "skills": skills, "availability": availability, "volunteer_no": volunteer_no,
              "insured_until": insured_until, "trained": trained}  # fmt: skip
    _change(session, who, actor=actor, now=now, reason="particulars", values=values)
    today = now.astimezone(ZONE).date()
    if birth_ym is not None or guardian_name or guardian_phone:
        had_name, had_phone = guardian_of(who)
        _set_guardian(who, name=guardian_name or had_name, phone=guardian_phone or had_phone, agreed=guardian_agreed or who.guardian_agreed_on is not None, today=today)
        session.add(who)
        session.flush()
    return who


def _to_change(session: Session, *, actor: Actor, volunteer_id: UUID, now: datetime) -> Volunteer:
    """Somebody whose particulars the actor may change: not oneself, and a leader or deputy only as who keeps the teams."""
    who = for_leader(session, actor=actor, volunteer_id=volunteer_id, now=now)
    if who.account_id == actor.id:
        raise _refused(NotAllowed("particulars_own", "自己的保险、培训和出生年月，由别人来记。", "Your own insurance, training and birth month are noted by somebody else."),
                       actor, who, now)  # fmt: skip
    if not teams.keeps(actor, who.community) and teams.leads_any(session, who.id):
        raise _refused(NotAllowed("particulars_leader", "队长和副队长的资料由社区来改。", "The community changes the particulars of leaders and deputies."), actor, who, now)
    return who


def _refused(error: AppError, actor: Actor, who: Volunteer, now: datetime) -> AppError:
    error.refused = access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id=who.id).refused
    return error


def trained_today(session: Session, *, actor: Actor, volunteer_id: UUID, skill: str, now: datetime) -> Volunteer:
    """Note that somebody was trained in a skill today, or take the note away where it stands.

    Raises NotFound, NotAllowed (oneself, a leader or deputy), Invalid.
    """
    who = _to_change(session, actor=actor, volunteer_id=volunteer_id, now=now)
    held = dict(who.trained)
    if held.pop(skill, None) is None:
        held[skill] = now.astimezone(ZONE).date().isoformat()
    _change(session, who, actor=actor, now=now, reason="particulars", values={"trained": held})
    return who


def _change(session: Session, who: Volunteer, *, actor: Actor, now: datetime, reason: str, values: dict[str, Any]) -> None:
    today = now.astimezone(ZONE).date()
    told = {key: value for key, value in values.items() if value is not None}
    if "name" in told:
        who.name = name_of(told["name"])
        who.initials = names.initials(who.name)[:40]
    if "phone" in told:
        _set_phone(who, phone_number(told["phone"]))
    if "birth_ym" in told:
        who.birth_ym = birth(told["birth_ym"], today)
    if "skills" in told:
        who.skills = known(told["skills"], list(Skill))
    if "availability" in told:
        who.availability = known(told["availability"], TIMES)
    if "volunteer_no" in told:
        who.volunteer_no = number_on_platform(told["volunteer_no"])
    if "insured_until" in told:
        who.insured_until = insurance_day(told["insured_until"], today)
    if "trained" in told:
        who.trained = _training(told["trained"], today)
    who.version += 1
    session.add(who)
    session.flush()
    _note(session, Act.CHANGE, actor, who, now, reason=reason)


def insurance_day(told: date | str, today: date) -> date | None:
    """The last day of an insurance, None for "". Raises Invalid for a day that cannot be one."""
    if told == "":
        return None
    try:
        day = told if isinstance(told, date) else date.fromisoformat(told.strip())
    except ValueError as error:
        raise Invalid("insured_until", "保险到期日不对。", "The day until which somebody is insured does not fit.") from error
    if not today - timedelta(days=3660) <= day <= today + timedelta(days=3660):
        raise Invalid("insured_until", "保险到期日不对。", "The day until which somebody is insured does not fit.")
    return day


def _training(told: dict[str, str], today: date) -> dict[str, str]:
    wrong = Invalid("trained", "培训的日子不对。", "The day of the training does not fit.")
    if set(told) - set(Skill):
        raise wrong
    try:
        found = {skill: date.fromisoformat(day) for skill, day in told.items() if day}
    except ValueError as error:
        raise wrong from error
    if any(day > today for day in found.values()):
        raise wrong
    return {skill: found[skill].isoformat() for skill in Skill if skill in found}


def same_phone(session: Session, volunteer: Volunteer) -> list[Volunteer]:
    """Others of the same community with the same phone, also those who have left: perhaps the same person, perhaps a couple."""
    if not volunteer.phone_index:
        return []
    found = select(Volunteer).where(Volunteer.phone_index == volunteer.phone_index, Volunteer.community == volunteer.community, Volunteer.id != volunteer.id)
    return list(session.exec(found.order_by(col(Volunteer.registered_at), col(Volunteer.id)).limit(5)))


def roles_of(session: Session, account_id: UUID, now: datetime) -> set[Role]:
    """The roles of an account that hold now or will."""
    found: Any = select(RoleGrant.role).where(RoleGrant.account_id == account_id, sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now))
    return {Role(role) for role in session.exec(found)}


def give_role(session: Session, *, account_id: UUID, role: Role, community: str, actor: Actor | None, now: datetime) -> None:
    """VOLUNTEER or LEADER for a community, where the account does not hold it yet. Raises Conflict for a staff account."""
    held = roles_of(session, account_id, now)
    if granting.clash({*held, role}):
        raise staff_account()
    there = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id, RoleGrant.role == role, RoleGrant.area == community,
        sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
    )  # fmt: skip
    if session.exec(there).first() is None:
        session.add(RoleGrant(account_id=account_id, role=role, area=community, starts_at=now, granted_by=actor.id if actor else None))
        session.flush()
        _grant_note(session, actor, account_id, now, reason=role, result="ok", area=community)


def end_role(session: Session, *, account_id: UUID, role: Role, community: str = "", actor: Actor | None, now: datetime) -> None:
    """End VOLUNTEER or LEADER, of one community or everywhere."""
    where: list[Any] = [RoleGrant.account_id == account_id, RoleGrant.role == role, sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now)]
    if community:
        where.append(RoleGrant.area == community)
    for grant in session.exec(select(RoleGrant).where(*where)):
        grant.ends_at = max(now, grant.starts_at)
        session.add(grant)
        _grant_note(session, actor, account_id, now, reason=role, result="ended", area=grant.area)
    session.flush()


def _grant_note(session: Session, actor: Actor | None, account_id: UUID, now: datetime, *, reason: str, result: str, area: str) -> None:
    audit.record(session, act=Act.GRANT, now=now, actor_id=actor.id if actor else None, role=(actor.role or "") if actor else "", object_kind="account",
                 object_id=account_id, reason=reason, result=result, area=area)  # fmt: skip


def staff_account() -> Conflict:
    """What somebody is told who comes with the account of the office."""
    return Conflict("staff_volunteer", "这是工作账号。做志愿者请用自己的志愿者账号，两样分开。",
                    "This is an account for work. As a volunteer use an account of your own; the two stay apart.")  # fmt: skip


def is_staff(actor: Actor) -> bool:
    """Whether somebody works for the district, so that this account is none of a volunteer."""
    return bool(actor.roles & STAFF)


def open_account(session: Session, *, volunteer: Volunteer, actor: Actor | None, now: datetime) -> tuple[Account, str]:
    """An account for a volunteer who has none, and the secret of the link by which a password is chosen once.

    Its name is made up, so that it tells no phone. Raises Conflict where there is one already.
    """
    if volunteer.account_id is not None:
        raise Conflict("account_exists", "这个账号已经有了。", "This account exists already.")
    made = Account(account=_free_account(session), name=volunteer.name, created_at=now)
    session.add(made)
    session.flush()
    volunteer.account_id = made.id
    session.add(volunteer)
    give_role(session, account_id=made.id, role=Role.VOLUNTEER, community=volunteer.community, actor=actor, now=now)
    token = links.make(session, account=made, made_by=actor.id if actor else None, lasts=links.FIRST, now=now)
    _note(session, Act.GRANT, actor, volunteer, now, reason="link")
    return made, token


def _free_account(session: Session) -> str:
    while True:
        name = f"v{secrets.randbelow(900_000) + 100_000}"
        if session.exec(select(Account.id).where(Account.account == name)).first() is None:
            return name


def link_for(session: Session, *, actor: Actor, volunteer_id: UUID, now: datetime) -> tuple[str, str]:
    """The account name of somebody and a fresh link to choose a password, to be handed over by whoever leads them.

    Makes the account where there is none. A leader makes the first link only, and only who keeps the teams makes another
    once there is a password, or one for an account that can do more than a volunteer's: no leader comes in as somebody
    else. Raises NotFound, NotAllowed (there is a password), Conflict where an account does other work too.
    """
    who = for_leader(session, actor=actor, volunteer_id=volunteer_id, now=now)
    if who.left_at is not None:
        raise Conflict("volunteer_left", "这个人已经退出了。", "This person has left.")
    if who.account_id is None:
        made, token = open_account(session, volunteer=who, actor=actor, now=now)
        return made.account, token
    account = session.get_one(Account, who.account_id)
    held = roles_of(session, account.id, now)
    kept = teams.keeps(actor, who.community)
    if account.id == actor.id or (not kept and not held <= {Role.VOLUNTEER}):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="account", object_id=account.id)
    if not kept and account.password:
        raise _refused(NotAllowed("link_again", "这个人已经设过密码。忘了密码，请社区重置。", "This person has a password. Where it is forgotten, ask the community."), actor, who, now)
    if not held <= VOLUNTEERS or account.disabled_at is not None:
        raise Conflict("account_elsewhere", "这个账号请管理员来重置。", "An administrator has to reset this account.")
    token = links.make(session, account=account, made_by=actor.id, lasts=links.RESET if account.password else links.FIRST, now=now)
    _note(session, Act.GRANT, actor, who, now, reason="link")
    return account.account, token


def leave(session: Session, *, actor: Actor, now: datetime) -> None:
    """Take the own word back: teams, places in shifts, roles and calendar address end; hours that were served stay.

    Raises NotFound for whoever is no volunteer.
    """
    mine = shifts.of_account(session, actor.id)
    if mine is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id="own")
    _let_go(session, mine, actor=actor, now=now)


def leave_for(session: Session, *, actor: Actor, volunteer_id: UUID, now: datetime) -> None:
    """The same for somebody who said it by phone or at the door: by who keeps the teams, or by the leader of their only one.

    Raises NotFound, NotAllowed where it is not the leader's to end: a deputy asks, the person is more than a member, or is
    in another team too, or asks to be.
    """
    who = for_leader(session, actor=actor, volunteer_id=volunteer_id, now=now)
    if not teams.keeps(actor, who.community) and not _ends_with_one(session, actor, who):
        raise _refused(NotAllowed("leave_ask", "这件事请社区来办，或者只从你的队里移出。", "Ask the community for this, or take the person off your own roster alone."), actor, who, now)
    if who.left_at is None:
        _let_go(session, who, actor=actor, now=now)


def _ends_with_one(session: Session, actor: Actor, who: Volunteer) -> bool:
    """Whether somebody is a plain member of one team alone, and the actor is its leader, not a deputy."""
    places = session.exec(select(TeamMember).where(TeamMember.volunteer_id == who.id, col(TeamMember.state).in_(("in", "asked")))).all()
    leader = shifts.of_account(session, actor.id)
    if leader is None or len(places) != 1 or places[0].state != "in" or places[0].part != Part.MEMBER:
        return False
    leads = select(TeamMember.id).where(
        TeamMember.team_id == places[0].team_id, TeamMember.volunteer_id == leader.id, TeamMember.state == "in", TeamMember.part == Part.LEADER
    )
    return session.exec(leads).first() is not None


def _let_go(session: Session, who: Volunteer, *, actor: Actor, now: datetime) -> None:
    who.left_at = now
    who.version += 1
    session.add(who)
    session.flush()
    shifts.stop_volunteer(session, volunteer_id=who.id, now=now)
    for place in session.exec(select(TeamMember).where(TeamMember.volunteer_id == who.id, col(TeamMember.state).in_(("in", "asked")))):
        place.state, place.left_at, place.decided_by = "left", now, actor.id
        session.add(place)
    session.exec(sa.update(CalendarFeed).where(col(CalendarFeed.volunteer_id) == who.id, col(CalendarFeed.revoked_at).is_(None)).values(revoked_at=now))
    if who.account_id is not None:
        for role in sorted(VOLUNTEERS):
            end_role(session, account_id=who.account_id, role=role, actor=actor, now=now)
    session.flush()
    _note(session, Act.CHANGE, actor, who, now, reason="leave")


def clean_up(session: Session, *, now: datetime) -> int:
    """Three years after leaving the particulars go; the hours stay with nobody's name on them. How many people."""
    due = session.exec(select(Volunteer).where(col(Volunteer.left_at) < now - KEPT, Volunteer.name != "")).all()
    for who in due:
        who.name = who.initials = who.volunteer_no = who.birth_ym = ""
        who.phone_sealed, who.phone_index, who.guardian_sealed, who.guardian_agreed_on, who.insured_until = None, None, None, None, None
        who.skills, who.availability, who.trained, who.account_id = [], [], {}, None
        session.add(who)
    if due:
        audit.record(session, act=Act.CHANGE, now=now, object_kind="volunteer", reason="kept_long_enough", result=f"cleared {len(due)}")
    session.flush()
    return len(due)


def facts(volunteer: Volunteer, *, since: datetime | None = None, part: str = "", state: str = "", phone: bool = False, now: datetime) -> VolunteerFacts:
    """What a leader reads of somebody; the phone only where it is asked for. `since`: in the team since."""
    today = now.astimezone(ZONE).date()
    until = volunteer.insured_until
    guardian_name, guardian_phone = guardian_of(volunteer) if phone else ("", "")
    return VolunteerFacts(
        id=str(volunteer.id), name=volunteer.name, masked=masks.mask_name(volunteer.name), family=volunteer.name[:1], initials=volunteer.initials, part=part, state=state,
        skills=list(volunteer.skills), availability=list(volunteer.availability), trained=list(volunteer.trained),
        insured_until=until.isoformat() if until else "", insurance="none" if until is None or until < today else "soon" if until - today < INSURANCE_SOON else "ok",
        minor=is_minor(volunteer.birth_ym, today), fresh=since is not None and now - since < FRESH, has_account=volunteer.account_id is not None,
        phone=phone_of(volunteer) if phone else "", birth_ym=volunteer.birth_ym if phone else "", volunteer_no=volunteer.volunteer_no if phone else "",
        guardian=guardian_name, guardian_phone=guardian_phone, guardian_agreed_on=volunteer.guardian_agreed_on.isoformat() if phone and volunteer.guardian_agreed_on else "",
        since=since.astimezone(ZONE).date().isoformat() if since else "",
    )  # fmt: skip


def own_facts(session: Session, *, actor: Actor, now: datetime) -> VolunteerFacts:
    """What is kept of the reader; empty for whoever is no volunteer."""
    mine = shifts.of_account(session, actor.id)
    return facts(mine, phone=True, now=now) if mine is not None and not actor.upload_only else VolunteerFacts()


def people(session: Session, *, actor: Actor, text: str = "", limit: int = 50, now: datetime) -> Sequence[VolunteerFacts]:
    """Volunteers of the communities whose teams this person keeps, by name or initials; nobody for anybody else."""
    kept = teams.kept_communities(actor)
    if not kept:
        return []
    where: list[Any] = [col(Volunteer.community).in_(kept), col(Volunteer.left_at).is_(None)]
    asked = "".join(text.split())[:20]
    if asked:
        where.append(sa.or_(col(Volunteer.name).contains(asked, autoescape=True), col(Volunteer.initials).startswith(asked.lower(), autoescape=True)))
    found = session.exec(select(Volunteer).where(*where).order_by(col(Volunteer.initials), col(Volunteer.name), col(Volunteer.id)).limit(limit))
    return [facts(who, now=now) for who in found]
