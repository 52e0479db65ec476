"""Makers of places, people and accounts for tests: plain functions with defaults, named as the product speaks."""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, select

from app.models import (
    AccessFlag,
    Account,
    Area,
    Building,
    Contact,
    Courtyard,
    Dwelling,
    EmergencyContact,
    Flag,
    Household,
    Level,
    Mode,
    Outcome,
    Programme,
    Resident,
    ResidentTag,
    Role,
    RoleGrant,
    SignIn,
    TagSource,
    Unit,
)
from app.rules import names, places, tags
from app.services import keys
from app.services.access import Actor, Grant
from tests.conftest import NOW

GRID = "210202001001001"
OTHER_GRID = "210202001001002"
FAR_GRID = "210202002001001"


def areas(session: Session) -> None:
    """One district, two streets, a community each, three grids."""
    for code, level, name in (
        ("210202", Level.DISTRICT, "中山区"),
        ("210202001", Level.STREET, "青泥洼桥街道"),
        ("210202002", Level.STREET, "老虎滩街道"),
        ("210202001001", Level.COMMUNITY, "甲社区"),
        ("210202002001", Level.COMMUNITY, "乙社区"),
        (GRID, Level.GRID, "第1网格"),
        (OTHER_GRID, Level.GRID, "第2网格"),
        (FAR_GRID, Level.GRID, "第1网格"),
    ):
        if session.get(Area, code) is None:
            parent = code[:-3] if len(code) > 6 else None
            session.add(Area(code=code, level=level, name=name, parent=parent, path=places.area_path(code)))
            session.flush()


def a_unit(session: Session, *, grid: str = GRID, courtyard: str = "和平里小区", building: str = "3", unit: str = "1") -> Unit:
    """The staircase with these names, made if it is not there yet."""
    community = grid[:12]
    yard = session.exec(select(Courtyard).where(Courtyard.community == community, Courtyard.name == courtyard)).first()
    if yard is None:
        n = len(session.exec(select(Courtyard).where(Courtyard.community == community)).all()) + 1
        code = places.courtyard_code(community, n)
        path = places.child_path(places.area_path(community), code, community)
        yard = Courtyard(code=code, path=path, community=community, name=courtyard, rank=n)
        session.add(yard)
        session.flush()
    house = session.exec(select(Building).where(Building.courtyard_id == yard.id, Building.number == building)).first()
    if house is None:
        n = len(session.exec(select(Building).where(Building.courtyard_id == yard.id)).all()) + 1
        code = places.building_code(yard.code, n)
        house = Building(code=code, path=places.child_path(yard.path, code, yard.code), courtyard_id=yard.id, number=building, floors=7, rank=n)
        session.add(house)
        session.flush()
    stairs = session.exec(select(Unit).where(Unit.building_id == house.id, Unit.number == unit)).first()
    if stairs is None:
        n = len(session.exec(select(Unit).where(Unit.building_id == house.id)).all()) + 1
        code = places.unit_code(house.code, n)
        stairs = Unit(code=code, path=places.child_path(house.path, code, house.code), building_id=house.id, grid=grid, number=unit, rank=n)
        session.add(stairs)
        session.flush()
    return stairs


def a_resident(
    session: Session,
    *,
    name: str = "曲凤英",
    grid: str = GRID,
    courtyard: str = "和平里小区",
    building: str = "3",
    unit: str = "1",
    door: str = "402",
    birth_ym: str = "1942-03",
    phone: str = "",
    tier: str = "",
    tag: str = "",
    **fields: object,
) -> Resident:
    """Somebody who lives behind a door; places are made as needed."""
    stairs = a_unit(session, grid=grid, courtyard=courtyard, building=building, unit=unit)
    dwelling = session.exec(select(Dwelling).where(Dwelling.unit_id == stairs.id, Dwelling.door == door)).first()
    if dwelling is None:
        code = places.dwelling_code(stairs.code, door)
        dwelling = Dwelling(
            code=code, path=places.child_path(stairs.path, code, stairs.code), unit_id=stairs.id, door=door,
            floor=places.floor_of(door), short=places.short_door(building, unit, door),
        )  # fmt: skip
        session.add(dwelling)
        session.flush()
    household = session.exec(select(Household).where(Household.dwelling_id == dwelling.id)).first()
    if household is None:
        household = Household(dwelling_id=dwelling.id)
        session.add(household)
        session.flush()
    resident = Resident(
        household_id=household.id, dwelling_id=dwelling.id, grid=grid, name=name, given=names.split_name(name)[1],
        initials=names.initials(name), birth_ym=birth_ym, tier=tier, created_at=NOW - timedelta(days=400), updated_at=NOW,
        **fields,
    )  # fmt: skip
    if phone:
        resident.phone_sealed = keys.seal(phone, table="resident", column="phone", row=resident.id)
        resident.phone_index = keys.phone_index(phone)
    session.add(resident)
    session.flush()
    if tag:
        a_tag(session, resident.id, tag)
    return resident


def a_tag(session: Session, resident_id: UUID, tag: str, grade: str = "", **fields: object) -> ResidentTag:
    """A tag in force."""
    values = {"valid_from": date(2026, 1, 1), "review_due": date(2027, 1, 1), "created_at": NOW, **fields}
    made = ResidentTag(
        resident_id=resident_id, tag=tag, grade=grade, source=TagSource.AUTHORITY, legal_basis=tags.TAGS[tag].basis[:60], **values
    )
    session.add(made)
    session.flush()
    return made


def an_account(
    session: Session,
    account: str = "grid",
    *,
    role: Role = Role.GRID,
    area: str = GRID,
    password: str = "",
    starts_at: datetime = NOW - timedelta(days=30),
    ends_at: datetime | None = None,
    **fields: object,
) -> Account:
    """A colleague with one role. `password` is a PHC string; most tests sign in by making a session directly."""
    values = {"name": f"测试{account}", "created_at": NOW - timedelta(days=30), **fields}
    made = Account(account=account, password=password, **values)
    session.add(made)
    session.flush()
    session.add(RoleGrant(account_id=made.id, role=role, area=area, starts_at=starts_at, ends_at=ends_at))
    session.flush()
    return made


def a_session(session: Session, account_id: UUID, *, own_device: bool = True, now: datetime = NOW, **fields: object) -> str:
    """A session of this account; the secret that goes in its cookie."""
    token = secrets.token_urlsafe(32)
    values = {"started_at": now, "last_seen_at": now, "ends_at": now + timedelta(days=30), **fields}
    session.add(SignIn(token_hash=keys.token_hash(token), account_id=account_id, own_device=own_device, **values))
    session.flush()
    return token


def an_actor(*grants: tuple[Role, str], own_device: bool = True, programme: Programme | None = None, **fields: object) -> Actor:
    """Who asks, without an account behind it: for services that read only."""
    held = tuple(Grant(role, area, programme if role == Role.SPECIALIST else None) for role, area in grants)
    return Actor(id=uuid4(), account="somebody", name="某某", grants=held, own_device=own_device, **fields)


def a_contact(
    session: Session, resident: Resident, *, days_ago: int = 1, mode: Mode = Mode.DOOR, outcome: Outcome = Outcome.SEEN, **fields: object
) -> Contact:
    """A contact so many days ago."""
    at = NOW - timedelta(days=days_ago)
    values = {"grid": resident.grid, "happened_at": at, "recorded_at": at, "received_at": at, **fields}
    made = Contact(resident_id=resident.id, mode=mode, outcome=outcome, **values)
    session.add(made)
    session.flush()
    return made


def a_flag(session: Session, resident_id: UUID, flag: Flag = Flag.SPARE_KEY, hint: str = "", expires_on: date = date(2027, 6, 1)) -> AccessFlag:
    """An access need."""
    made = AccessFlag(resident_id=resident_id, flag=flag, hint=hint, expires_on=expires_on)
    session.add(made)
    session.flush()
    return made


def some_kin(session: Session, resident_id: UUID, *, name: str = "王小红", relation: str = "女儿", phone: str = "13900000777", **fields: object) -> EmergencyContact:
    """Somebody to call when nobody answers."""
    made = EmergencyContact(resident_id=resident_id, name=name, relation=relation, **fields)
    made.phone_sealed = keys.seal(phone, table="emergency_contact", column="phone", row=made.id)
    made.phone_index = keys.phone_index(phone)
    session.add(made)
    session.flush()
    return made
