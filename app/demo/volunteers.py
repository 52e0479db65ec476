"""The invented volunteers of the first community: three teams and who is in them, with accounts and without (domain.md §4.5)."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from app.demo import shifts
from app.demo.accounts import COMMUNITY, GRID
from app.demo.dice import SHANGHAI, dice, row_id
from app.models import Account, Area, Part, Team, TeamKind, TeamMember, Volunteer
from app.rules import names
from app.rules.volunteering import NOTICE
from app.services import keys


@dataclass(frozen=True)
class Somebody:
    """One volunteer to make. `teams` are letters: R repairs, E elders, M mediation; a capital stands for a leader."""

    name: str
    born: str
    skills: tuple[str, ...] = ()
    teams: str = ""
    account: str = ""
    insured: int = 200
    """Days for which the insurance still holds; 0 for none."""
    free: tuple[str, ...] = ()


PEOPLE = (
    Somebody("佟玉兰", "1958-05", ("plumbing", "appliances"), "re", "volunteer", free=("thu_am", "sat_am")),
    Somebody("迟海燕", "1979-03", ("escort", "phones"), "e", "volunteer2", free=("sat_am", "sun_am")),
    Somebody("丛建军", "1965-11", ("electric", "plumbing"), "RE", "leader"),
    Somebody("于德福", "1954-08", ("carpentry", "electric"), "r", free=("thu_am",)),
    Somebody("宫丽华", "1961-02", ("cooking", "listening"), "e"),
    Somebody("曲志强", "1972-07", ("plumbing", "driving"), "r", insured=18),
    Somebody("姜淑芬", "1957-12", ("haircut",), "e", free=("sat_am", "wed_pm")),
    Somebody("隋国庆", "1959-04", ("mediation", "law"), "M"),
    Somebody("吕春梅", "1966-09", ("mediation", "listening"), "m"),
    Somebody("牟永泽", "", ("phones",), "e", insured=120),
    Somebody("衣晓红", "1985-06", ("first_aid", "nursing"), "e"),
    Somebody("林雪", "1996-01", ("teaching", "phones"), "e", insured=0),
    Somebody("阎宝山", "1968-03", ("appliances",), "r"),
    Somebody("初秀英", "1960-10", ("mediation",), "m", insured=0),
)
"""The one without a year is sixteen, whenever the demo is built."""
TEAMS = {
    "r": (TeamKind.REPAIR, "设施维修队", "", "退休的老师傅带着几位手巧的邻居，谁家水龙头漏了、灯不亮了，来搭把手。", ("换水龙头", "修灯换开关", "疏通下水", "装扶手")),
    "e": (TeamKind.ELDERS, "爱心助老队", "", "陪老人看病、送饭、理发、聊天，也教怎么用手机。", ("送午饭", "陪诊", "上门理发", "教用手机")),
    "m": (TeamKind.MEDIATION, "矛盾调解队", "和气说事角", "楼上楼下有了疙瘩，坐下来一起把话说开。", ("邻里说和", "家庭矛盾劝解")),
}  # fmt: skip


def add(session: Session, *, seed: int, now: datetime) -> None:
    """Make the teams, the people and what they do; nothing where they are there already."""
    place = session.get(Area, COMMUNITY)
    if place is None or are_there(session):
        return
    rng, today = dice(seed, COMMUNITY, "volunteers"), now.astimezone(SHANGHAI).date()
    wanted = [p.account for p in PEOPLE if p.account]
    accounts = dict(session.exec(select(Account.account, Account.id).where(col(Account.account).in_([*wanted, "community", "secretary"]))).all())
    teams = {letter: _team(rng, place.name.removesuffix("社区"), letter, now) for letter in TEAMS}
    session.add_all(teams.values())
    session.flush()
    people = []
    for n, one in enumerate(PEOPLE):
        who = _volunteer(rng, one, n, today, now)
        who.account_id = accounts.get(one.account)
        session.add(who)
        session.flush()
        people.append(who)
        for letter in one.teams:
            part = Part.LEADER if letter.isupper() else Part.MEMBER
            session.add(TeamMember(id=row_id(rng, GRID), team_id=teams[letter.lower()].id, volunteer_id=who.id, part=part, via="added", since=who.registered_at))
    session.flush()
    shifts.add(session, rng, teams=teams, people=people, accounts=accounts, now=now)


def are_there(session: Session) -> bool:
    """Whether the volunteers of the demo have been made."""
    return session.exec(select(Volunteer.id).where(col(Volunteer.synthetic)).limit(1)).first() is not None


def _team(rng: Random, name: str, letter: str, now: datetime) -> Team:
    kind, word, brand, story, offers = TEAMS[letter]
    return Team(
        id=row_id(rng, GRID), community=COMMUNITY, name=f"{name}{word}", kind=kind, brand=brand, story=story, offers=list(offers), reach="社区服务站一楼",
        made_at=now - timedelta(days=190),
    )  # fmt: skip


def _volunteer(rng: Random, one: Somebody, n: int, today: date, now: datetime) -> Volunteer:
    born = one.born or f"{today.year - 16}-01"
    joined = now - timedelta(days=180 - 4 * n)
    who = Volunteer(
        id=row_id(rng, GRID), community=COMMUNITY, name=one.name, initials=names.initials(one.name), birth_ym=born, skills=list(one.skills), availability=list(one.free),
        trained={s: (today - timedelta(days=120)).isoformat() for s in one.skills[:1]}, insured_until=today + timedelta(days=one.insured) if one.insured else None,
        volunteer_no=f"DEMO{210202:06d}{n:04d}" if one.account else "", notice_version=NOTICE, agreed_at=joined, registered_at=joined, synthetic=True,
    )  # fmt: skip
    phone = f"1990000{9000 + n:04d}"
    who.phone_sealed, who.phone_index = keys.seal(phone, table="volunteer", column="phone", row=who.id), keys.phone_index(phone)
    if not one.born:
        guardian = json.dumps({"name": "牟女士", "phone": "19900009099"}, ensure_ascii=False)
        who.guardian_sealed, who.guardian_agreed_on = keys.seal(guardian, table="volunteer", column="guardian", row=who.id), joined.astimezone(SHANGHAI).date()
    return who
