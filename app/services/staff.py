"""Accounts of staff: making them, giving and ending roles, letting people go on the day they leave (domain.md §11).

Nobody gives more than they hold, nobody changes their own roles, and whoever watches is nobody who administers (H5).
An `actor` of None is the operator at the machine itself, who may do all of it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Account, Act, Area, Programme, Role, RoleGrant, SignIn
from app.models.shapes import AccountRow, AreaOption, GrantRow
from app.rules import granting
from app.rules.dalian import ZONE
from app.rules.places import DISTRICT
from app.services import audit, links, office, passwords, second_factor
from app.services.access import Actor, in_area

PAGE = 50
REMEMBERED = timedelta(days=30)
"""So long a community still sees somebody who has left."""


def _area(session: Session, code: str) -> Area:
    found = session.get(Area, code)
    if found is None and code == DISTRICT:
        # The district is the owner of a deployment and is there before any roster (domain.md §0.2).
        found = Area(code=DISTRICT, level="district", name="中山区", path=DISTRICT)  # type: ignore[arg-type]
        session.add(found)
        session.flush()
    if found is None or found.closed_at is not None:
        raise Invalid("unknown_area", "没有这个区域代码。", "There is no such area code.")
    return found


def clean_account(account: str) -> str:
    """The account as it is kept: small letters. Raises Invalid for signs that cannot be typed on every phone."""
    plain = account.strip().lower()
    if not plain or len(plain) > 40 or not all(c.isalnum() or c in "._-@" for c in plain):
        raise Invalid("account_name", "账号用字母、数字和 . _ - @，最长 40 位。", "An account has letters, digits and . _ - @, at most 40.")
    if re.fullmatch(r"\d{15}|\d{17}[\dx]", plain):
        raise Invalid("account_is_id", "账号不能用身份证号，请用工号。", "An ID number cannot be an account; use a staff number.")
    return plain


def clean_name(name: str) -> str:
    """A person's name as it is shown. Raises Invalid where it is empty, too long, or holds control characters."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 40 or not plain.isprintable():
        raise Invalid("name", "请填姓名，最长 40 字。", "Please give a name of at most 40 characters.")
    return plain


def _make(session: Session, *, account: str, name: str, now: datetime, batch_id: UUID | None = None) -> Account:
    account, name = clean_account(account), clean_name(name)
    if session.exec(select(Account).where(Account.account == account)).first():
        raise Conflict("account_exists", "这个账号已经有了。", "This account exists already.")
    made = Account(account=account, name=name, created_at=now, batch_id=batch_id)
    session.add(made)
    session.flush()
    return made


def add(
    session: Session, *, account: str, name: str, role: Role, area: str, password: str, must_change: bool = False, now: datetime
) -> Account:
    """A new account with one role and a password, made by the operator at the machine.

    Raises Conflict where it exists, Invalid for a bad name, area or password.
    """
    _area(session, area)
    passwords.check_new(password, clean_account(account))
    made = _make(session, account=account, name=name, now=now)
    made.password, made.password_at, made.must_change = passwords.hash_password(password), now, must_change
    session.add(RoleGrant(account_id=made.id, role=role, area=area, starts_at=now))
    audit.record(session, act=Act.GRANT, now=now, object_kind="account", object_id=made.id, reason=role, area=area)
    return made


def check_grant(
    session: Session, *, actor: Actor | None, role: Role, area: str, programme: Programme | None, ends_at: datetime | None,
    acting: bool = False, now: datetime,
) -> None:
    """Raise Invalid or NotAllowed where this role cannot be given like this by this person."""  # fmt: skip
    _area(session, area)
    if not granting.fits_level(role, area):
        raise Invalid("role_area", "这个角色不在这一级：网格员要填 15 位网格编码，社区 12 位，街道 9 位。",
                      "This role belongs to another level: a grid has 15 digits, a community 12, a street 9.")  # fmt: skip
    if role == Role.SPECIALIST and programme is None:
        raise Invalid("programme", "专干要填管哪一项：民政、残联、儿童或退役军人。", "A specialist needs a programme.")
    if ends_at is not None and ends_at <= now:
        raise Invalid("ends_past", "到期日要在今天以后。", "The end must be after today.")
    if acting and ends_at is None:
        raise Invalid("acting_end", "代班要写到哪天为止。", "Acting for a colleague needs an end.")
    if actor is not None and not granting.may_give(actor.grants, role=role, area=area, ends_at=ends_at):
        raise NotAllowed("grant_beyond", "这个角色或区域不在你能给的范围里。", "This role or area is beyond what you may give.")


def check_clash(session: Session, account_id: UUID, role: Role, now: datetime) -> None:
    """Raise Conflict where this role may not meet those in force in one person (H5; volunteers and staff are two accounts)."""
    roles = {g.role for g in _in_force(session, account_id, now)} | {role}
    if granting.mixed(roles):
        raise Conflict("staff_volunteer", "工作账号和志愿者账号要分开，请另建账号。", "An account for work and a volunteer's account are two; make another one.")
    if granting.clash(roles):
        raise Conflict("role_clash", "审计员不能兼任别的角色，请另建账号。", "An auditor holds no other role; make another account.")


def _in_force(session: Session, account_id: UUID, now: datetime) -> list[RoleGrant]:
    """Roles that hold now or will."""
    statement = select(RoleGrant).where(
        RoleGrant.account_id == account_id, sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now)
    )
    return list(session.exec(statement.order_by(col(RoleGrant.starts_at), col(RoleGrant.id))))


def _held(session: Session, account_id: UUID, now: datetime) -> list[RoleGrant]:
    """The roles by which an account is judged: those in force, else those it held last."""
    held = _in_force(session, account_id, now)
    if held:
        return held
    past = list(session.exec(select(RoleGrant).where(RoleGrant.account_id == account_id)))
    last = max((g.ends_at for g in past if g.ends_at), default=None)
    return [g for g in past if g.ends_at == last]


def manageable(session: Session, *, actor: Actor | None, account_id: UUID, now: datetime, as_them: bool = False) -> Account:
    """An account that this person may change; `as_them` for what lets somebody come in as the other.

    Raises NotFound, the same for "not there" and "not yours" (B4), and NotAllowed for the own account.
    """
    if actor is not None:
        second_factor.require(actor)
    account = session.get(Account, account_id)
    if account is None or (
        actor is not None and (account.id == actor.id or not granting.may_manage(actor.grants, _held(session, account_id, now), as_them=as_them))
    ):
        if actor is not None and account is not None and account.id == actor.id:
            raise NotAllowed("own_account", "自己的角色和停用，请另一位管理员来办。", "Your own account is for another administrator.")
        error = NotFound()
        if actor is not None:
            error.refused = [audit.row(act=Act.REFUSED, now=now, actor_id=actor.id, role=actor.role or "", object_kind="account",
                                       object_id=account_id, result="refused", area=actor.area)]  # fmt: skip
        raise error
    return account


def create(
    session: Session, *, actor: Actor | None, account: str, name: str, role: Role, area: str, programme: Programme | None = None,
    ends_at: datetime | None = None, batch_id: UUID | None = None, now: datetime,
) -> tuple[Account, str]:
    """A new account with one role, and the secret of the link by which its owner chooses a password.

    Raises Conflict where it exists, Invalid for a bad name or area, NotAllowed beyond what the actor holds.
    """  # fmt: skip
    if actor is not None:
        second_factor.require(actor)
    check_grant(session, actor=actor, role=role, area=area, programme=programme, ends_at=ends_at, now=now)
    made = _make(session, account=account, name=name, now=now, batch_id=batch_id)
    _give(session, actor=actor, account=made, role=role, area=area, programme=programme, ends_at=ends_at, acting_for=None, now=now)
    return made, links.make(session, account=made, made_by=actor.id if actor else None, lasts=links.FIRST, now=now)


def _give(
    session: Session, *, actor: Actor | None, account: Account, role: Role, area: str, programme: Programme | None,
    ends_at: datetime | None, acting_for: UUID | None, batch_id: UUID | None = None, now: datetime,
) -> RoleGrant:
    made = RoleGrant(account_id=account.id, role=role, area=area, programme=programme, starts_at=now, ends_at=ends_at,
                     granted_by=actor.id if actor else None, acting_for=acting_for, batch_id=batch_id)  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, Act.GRANT, actor, account.id, now, reason=role, area=area, result="acting" if acting_for else "ok")
    return made  # fmt: skip


def _note(session: Session, act: Act, actor: Actor | None, account_id: UUID, now: datetime, *, reason: str, area: str = "", result: str = "ok") -> None:
    audit.record(session, act=act, now=now, actor_id=actor.id if actor else None, role=(actor.role or "") if actor else "",
                 object_kind="account", object_id=account_id, reason=reason, result=result,
                 area=area or (actor.area if actor else ""))  # fmt: skip


def grant(
    session: Session, *, actor: Actor | None, account_id: UUID, role: Role, area: str, programme: Programme | None = None,
    ends_at: datetime | None = None, batch_id: UUID | None = None, now: datetime,
) -> RoleGrant:
    """One more role for an account. Raises NotFound, NotAllowed, Invalid, Conflict (there already; auditor beside others)."""
    account = manageable(session, actor=actor, account_id=account_id, now=now)
    check_grant(session, actor=actor, role=role, area=area, programme=programme, ends_at=ends_at, now=now)
    check_clash(session, account.id, role, now)
    if any(g.role == role and g.area == area and g.programme == programme and g.acting_for is None for g in _in_force(session, account.id, now)):
        raise Conflict("role_there", "这个角色已经有了。", "This role is there already.")
    return _give(session, actor=actor, account=account, role=role, area=area, programme=programme, ends_at=ends_at, acting_for=None, batch_id=batch_id, now=now)


def act_for(session: Session, *, actor: Actor | None, account_id: UUID, colleague: str, ends_at: datetime | None, now: datetime) -> int:
    """Let somebody do a colleague's work for a time: the colleague's roles, with an end; how many roles.

    `colleague` is the account's name. Raises NotFound, NotAllowed, Invalid (no such colleague, no end, nothing to take
    over), Conflict. The colleague keeps the own roles.
    """
    account = manageable(session, actor=actor, account_id=account_id, now=now)
    try:
        other = manageable(session, actor=actor, account_id=by_name(session, colleague).id, now=now)
    except NotFound as error:
        raise Invalid("colleague_unknown", "没有这个同事的账号，或不归你管。", "There is no such colleague, or not in your area.") from error
    theirs = [g for g in _in_force(session, other.id, now) if g.acting_for is None]
    if not theirs or other.id == account.id:
        raise Invalid("acting_none", "这位同事现在没有可以代的角色。", "This colleague holds no role to act in.")
    mine = {(g.role, g.area, g.programme) for g in _in_force(session, account.id, now)}
    given = 0
    for g in theirs:
        if (g.role, g.area, g.programme) in mine:
            continue
        check_grant(session, actor=actor, role=g.role, area=g.area, programme=g.programme, ends_at=ends_at, acting=True, now=now)
        check_clash(session, account.id, g.role, now)
        _give(session, actor=actor, account=account, role=g.role, area=g.area, programme=g.programme, ends_at=ends_at,
              acting_for=other.id, now=now)  # fmt: skip
        given += 1
    return given


def end_grant(session: Session, *, actor: Actor | None, grant_id: UUID, now: datetime) -> None:
    """End one role today. Raises NotFound where it is not there, is over, or is not the actor's to end."""
    found = session.get(RoleGrant, grant_id)
    if found is None or (found.ends_at is not None and found.ends_at <= now):
        raise NotFound
    manageable(session, actor=actor, account_id=found.account_id, now=now)
    if actor is not None and not granting.may_give(actor.grants, role=found.role, area=found.area, ends_at=now):
        raise NotFound
    if found.role == Role.DISTRICT and not _another_district(session, found.account_id, now):
        raise _last_administrator()
    found.ends_at = max(now, found.starts_at)
    session.add(found)
    _note(session, Act.GRANT, actor, found.account_id, now, reason=found.role, area=found.area, result="ended")


def disable(session: Session, *, actor: Actor | None, account_id: UUID, now: datetime) -> None:
    """Let somebody go: from this moment every session only hands in what was recorded, and phones drop their list.

    Raises NotFound, NotAllowed (the own account), Conflict (nobody would be left to administer the district).
    """
    account = manageable(session, actor=actor, account_id=account_id, now=now)
    if any(g.role == Role.DISTRICT for g in _in_force(session, account.id, now)) and not _another_district(session, account.id, now):
        raise _last_administrator()
    if account.disabled_at is None:
        account.disabled_at = now
        session.add(account)
        _note(session, Act.DISABLE, actor, account.id, now, reason="disable")
        office.tell(session, kind="accounts_disabled", now=now, accounts=1)


def _last_administrator() -> Conflict:
    return Conflict("last_administrator", "这是最后一个区级管理员，停了就没有人能管理。", "This is the last district administrator.")


def _another_district(session: Session, account_id: UUID, now: datetime) -> bool:
    """Whether somebody else can administer the district, with a password and with no end."""
    statement = (
        select(RoleGrant.id)
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(
            RoleGrant.role == Role.DISTRICT, RoleGrant.account_id != account_id, col(Account.disabled_at).is_(None),
            col(Account.password) != "", RoleGrant.starts_at <= now, col(RoleGrant.ends_at).is_(None),
        )
    )  # fmt: skip
    return session.exec(statement).first() is not None


def enable(session: Session, *, actor: Actor | None, account_id: UUID, now: datetime) -> None:
    """Take somebody back; old sessions stay ended. Raises NotFound, NotAllowed."""
    account = manageable(session, actor=actor, account_id=account_id, now=now, as_them=True)
    if account.disabled_at is not None:
        account.disabled_at = None
        session.add(account)
        _end_sessions(session, account.id)
        _note(session, Act.CHANGE, actor, account.id, now, reason="enable")


def reset(session: Session, *, actor: Actor | None, account_id: UUID, now: datetime) -> str:
    """A one-time link for a new password; the old password and every session end at once. Raises NotFound, NotAllowed.

    The authenticator goes too: whoever lost the phone has lost both.
    """
    account = manageable(session, actor=actor, account_id=account_id, now=now, as_them=True)
    if account.disabled_at is not None:
        raise Conflict("account_disabled", "这个账号停用了，先恢复再重置。", "This account is disabled; enable it first.")
    account.password, account.second_factor, account.second_factor_step = "", None, 0
    session.add(account)
    _end_sessions(session, account.id)
    _note(session, Act.CHANGE, actor, account.id, now, reason="reset")
    return links.make(session, account=account, made_by=actor.id if actor else None, lasts=links.RESET, now=now)


def rename(session: Session, *, actor: Actor | None, account_id: UUID, name: str, now: datetime) -> None:
    """Another display name. Raises NotFound, NotAllowed, Invalid."""
    account = manageable(session, actor=actor, account_id=account_id, now=now)
    account.name = clean_name(name)
    session.add(account)
    _note(session, Act.CHANGE, actor, account.id, now, reason="name")


def end_sessions(session: Session, *, actor: Actor | None, account_id: UUID, now: datetime) -> int:
    """End every session of somebody (promise C12); how many. Raises NotFound, NotAllowed."""
    account = manageable(session, actor=actor, account_id=account_id, now=now)
    ended = _end_sessions(session, account.id)
    _note(session, Act.SIGN_OUT, actor, account.id, now, reason="by_administrator")
    return ended


def _end_sessions(session: Session, account_id: UUID) -> int:
    return int(session.exec(sa.delete(SignIn).where(col(SignIn.account_id) == account_id)).rowcount)


def by_name(session: Session, account: str) -> Account:
    """The account of this name. Raises NotFound."""
    found = session.exec(select(Account).where(Account.account == account.strip().lower())).first()
    if found is None:
        raise NotFound
    return found


def _reach(actor: Actor, now: datetime) -> "sa.ColumnElement[bool]":
    """Accounts with a role inside an area that this person administers; of a community those of the last month at most."""
    inside = [
        in_area(col(RoleGrant.area), own.area)
        if own.role == Role.DISTRICT
        else sa.and_(in_area(col(RoleGrant.area), own.area), sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now - REMEMBERED))
        for own in actor.grants
        if own.role in granting.ADMINISTERS
    ]
    return col(Account.id).in_(select(RoleGrant.account_id).where(sa.or_(*inside))) if inside else sa.false()


def _anywhere(wanted: str) -> str:
    """A LIKE pattern for this piece of text, with ! before its own wildcards."""
    return f"%{wanted.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"


def list_for(session: Session, *, actor: Actor, text: str, page: int, now: datetime) -> tuple[list[AccountRow], int]:
    """Accounts of the own area, fifty at a time, and how many there are; `text` is a piece of account or name."""
    second_factor.require(actor)
    condition = _reach(actor, now)
    wanted = text.strip()[:40]
    if wanted:
        like = _anywhere(wanted)
        condition = sa.and_(condition, sa.or_(col(Account.account).ilike(like, escape="!"), col(Account.name).ilike(like, escape="!")))
    total = session.exec(select(sa.func.count()).select_from(Account).where(condition)).one()
    found = session.exec(
        select(Account).where(condition).order_by(col(Account.disabled_at).is_not(None), col(Account.account)).offset(max(0, page) * PAGE).limit(PAGE)
    ).all()
    return rows_for(session, actor=actor, accounts=found, now=now), total


def account_for(session: Session, *, actor: Actor, account_id: UUID, now: datetime) -> AccountRow:
    """One account of the own area. Raises NotFound."""
    second_factor.require(actor)
    found = session.exec(select(Account).where(Account.id == account_id, _reach(actor, now))).first()
    if found is None:
        raise NotFound
    return rows_for(session, actor=actor, accounts=[found], now=now)[0]


def areas_for(session: Session, *, actor: Actor, text: str) -> list[AreaOption]:
    """Areas that this person administers, by a piece of their name or code; at most fifty, the highest first."""
    own = [in_area(col(Area.code), g.area) for g in actor.grants if g.role in granting.ADMINISTERS]
    if not own:
        return []
    condition = sa.and_(sa.or_(*own), col(Area.closed_at).is_(None))
    wanted = text.strip()[:40]
    if wanted:
        like = _anywhere(wanted)
        condition = sa.and_(condition, sa.or_(col(Area.name).ilike(like, escape="!"), col(Area.code).like(like, escape="!")))
    found = session.exec(select(Area).where(condition).order_by(sa.func.length(Area.code), col(Area.code)).limit(PAGE))
    codes = [area.code for area in found]
    names = _area_names(session, codes)
    return [AreaOption(code=code, name=names[code]) for code in codes]


def rows_for(session: Session, *, actor: Actor, accounts: Sequence[Account], now: datetime) -> list[AccountRow]:
    """Accounts as the page shows them. When somebody last signed in is not told: nobody's hours are watched."""
    grants: dict[UUID, list[RoleGrant]] = defaultdict(list)
    statement = select(RoleGrant).where(
        col(RoleGrant.account_id).in_([a.id for a in accounts]), sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now)
    )
    for g in session.exec(statement.order_by(col(RoleGrant.starts_at), col(RoleGrant.id))):
        grants[g.account_id].append(g)
    every = [g for held in grants.values() for g in held]
    areas = _area_names(session, {g.area for g in every})
    people = _names(session, Account.id, Account.name, {g.acting_for for g in every if g.acting_for})
    return [
        AccountRow(
            id=str(a.id), account=a.account, name=a.name, state=_state(a, grants[a.id]), second_factor=a.second_factor is not None,
            grants=[
                GrantRow(
                    id=str(g.id), role=g.role, area=g.area, area_name=areas.get(g.area, ""), programme=g.programme or "",
                    ends=g.ends_at.astimezone(ZONE).strftime("%Y-%m-%d") if g.ends_at else "",
                    acting_for=people.get(g.acting_for, "") if g.acting_for else "",
                    mine_to_end=a.id != actor.id and granting.may_give(actor.grants, role=g.role, area=g.area, ends_at=now),
                )
                for g in grants[a.id]
            ],
        )
        for a in accounts
    ]  # fmt: skip


def _area_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The names of areas; a grid with its community, because every community has a first grid."""
    wanted = set(codes)
    names = _names(session, Area.code, Area.name, wanted | {code[:12] for code in wanted if len(code) == 15})
    return {code: f"{names.get(code[:12], '')}{names.get(code, '')}" if len(code) == 15 else str(names.get(code, "")) for code in wanted}


def _names(session: Session, key: object, name: object, wanted: Iterable[object]) -> dict[object, str]:
    asked = list(wanted)
    return dict(session.exec(select(key, name).where(key.in_(asked))).all()) if asked else {}  # type: ignore[attr-defined, call-overload]


def _state(account: Account, grants: Sequence[RoleGrant]) -> str:
    if account.disabled_at is not None:
        return "disabled"
    if not grants:
        return "ended"
    return "working" if account.password else "invited"
