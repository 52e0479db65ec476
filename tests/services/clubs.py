"""A community with two teams, their leader, members and keepers: shared by the tests of volunteers, teams and activities."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.models import Account, Part, Role, RoleGrant, Team, TeamMember, Volunteer
from app.services import access, team_members, teams, volunteers
from app.services.access import Actor, Grant
from tests import factories as make
from tests.conftest import NOW

HERE = make.GRID[:12]
FAR = make.FAR_GRID[:12]


def acting(session: Session, account: Account) -> Actor:
    """The account as it acts now, with the roles that are in force."""
    from sqlmodel import select

    rows = session.exec(select(RoleGrant).where(RoleGrant.account_id == account.id).order_by(RoleGrant.starts_at)).all()  # type: ignore[arg-type]
    grants = tuple(Grant(g.role, g.area, g.programme) for g in rows if g.ends_at is None or g.ends_at > NOW)
    return Actor(id=account.id, account=account.account, name=account.name, grants=grants, own_device=True)


class Club:
    """A community (甲社区) that keeps a repair team and an elders' team, and a far one that keeps its own."""

    def __init__(self, session: Session) -> None:
        self.session = session
        make.areas(session)
        self.keeper = acting(session, make.an_account(session, "lead", role=Role.COMMUNITY, area=HERE))
        self.secretary = acting(session, make.an_account(session, "secretary", role=Role.SECRETARY, area=make.GRID))
        self.worker = acting(session, make.an_account(session, "grid", role=Role.GRID, area=make.GRID))
        self.far = acting(session, make.an_account(session, "far", role=Role.COMMUNITY, area=FAR))
        self.repair = self.team("设施维修队", "repair")
        self.elders = self.team("爱心助老队", "elders")
        self.boss, self.leader = self.somebody("刘志红", self.repair, part=Part.LEADER, phone="13900000001")
        self.man, self.member = self.somebody("初建军", self.repair, phone="13900000002", insured_until=NOW.date() + timedelta(days=400))

    def team(self, name: str, kind: str, **fields: Any) -> Team:
        """A team of the community."""
        return teams.make(self.session, actor=fields.pop("actor", self.keeper), name=name, kind=kind, now=NOW - timedelta(days=90), **fields)

    def somebody(self, name: str, team: Team | None, *, part: Part = Part.MEMBER, phone: str = "", account: bool = True, **fields: Any) -> tuple[Volunteer, Actor]:
        """A volunteer, in a team for ninety days, with an account that acts."""
        session, then = self.session, NOW - timedelta(days=90)
        who = volunteers.register(session, name=name, phone=phone, birth_ym=fields.pop("birth_ym", "1958-05"), agreed=True, community=HERE, actor=None, now=then,
                                  **{k: fields.pop(k) for k in list(fields) if k.startswith("guardian")})  # fmt: skip
        for key, value in fields.items():
            setattr(who, key, value)
        session.add(who)
        if account:
            volunteers.open_account(session, volunteer=who, actor=None, now=then)
        if team is not None:
            team_members.put(session, team=team, volunteer=who, state="in", via="added", actor=self.keeper, now=then)
            if part != Part.MEMBER:
                team_members.set_part(session, actor=self.keeper, team_id=team.id, volunteer_id=who.id, part=part, now=then)
        session.flush()
        if who.account_id is None:
            return who, make.an_actor()
        return who, acting(session, session.get_one(Account, who.account_id))

    def again(self, who: Volunteer) -> Actor:
        """The same person with the roles held now."""
        assert who.account_id is not None
        return acting(self.session, self.session.get_one(Account, who.account_id))

    def place(self, team: Team, who: Volunteer) -> TeamMember:
        """Somebody's place in a team."""
        found = team_members.place(self.session, team.id, who.id)
        assert found is not None
        return found


__all__ = ["FAR", "HERE", "Club", "access", "acting"]
