"""People change: somebody new, another number, another door; field by field, both versions kept where two people differ (promise D8)."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.config import settings
from app.errors import Conflict, NotFound
from app.models import (
    AccessFlag,
    Act,
    Building,
    Clash,
    Dwelling,
    EmergencyContact,
    Flag,
    Household,
    Living,
    Need,
    Promise,
    Resident,
    Role,
    Sex,
    Status,
    SurgePerson,
    TagProposal,
    Twin,
    Unit,
)
from app.models.base import new_id
from app.rules import edits, names, places
from app.rules.dalian import ZONE
from app.rules.recording import MAY
from app.rules.visibility import SIGHT, Sight
from app.services import access, contacts, keys, notes, residents, statuses, upkeep
from app.services.access import Actor
from app.services.field_work import Work
from app.services.phone_records import Author, Held, Record, Refused

FLAG_DAYS = 365
_RETIER = frozenset({"living", "birth_ym"})


def _reaches(actor: Actor, grid: str, at_least: Sight = Sight.FULL) -> bool:
    return any(grid.startswith(g.area) and SIGHT.get(g.role, Sight.NONE) >= at_least for g in actor.grants)


def dwelling_at(session: Session, *, unit_code: str, door: str) -> tuple[Dwelling, Unit]:
    """The door of a staircase, made where the building list does not have it yet. Raises Held for an unknown staircase."""
    unit = session.exec(select(Unit).where(Unit.code == unit_code)).first()
    if unit is None:
        raise Held("unknown_place")
    known = session.exec(select(Dwelling).where(Dwelling.unit_id == unit.id, Dwelling.door == door)).first()
    if known is not None:
        return known, unit
    building = session.get_one(Building, unit.building_id)
    code = places.dwelling_code(unit.code, door)
    made = Dwelling(
        code=code, path=places.child_path(unit.path, code, unit.code), unit_id=unit.id, door=door, floor=places.floor_of(door),
        short=places.short_door(building.number, unit.number, door),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made, unit


def _household(session: Session, dwelling: Dwelling) -> Household:
    known = session.exec(select(Household).where(Household.dwelling_id == dwelling.id).limit(1)).first()
    if known is None:
        known = Household(dwelling_id=dwelling.id)
        session.add(known)
        session.flush()
    return known


def apply_new(work: Work, record: Record, actor: Actor) -> list[str]:
    """Take in somebody new behind a door. Whoever looks like somebody known is noted for a person to compare."""
    payload = record.payload
    key = UUID(payload["resident_id"])
    if work.session.get(Resident, key) is not None:
        raise Refused("conflict")
    dwelling, unit = dwelling_at(work.session, unit_code=payload["unit"], door=payload["door"])
    if not _reaches(actor, unit.grid):
        raise Held("other_grid")
    if not any(g.role in MAY["resident_new"] for g in actor.grants):
        raise Held("not_your_task")
    at, name = record.at(work.now), payload["name"]
    person = Resident(
        id=key, household_id=_household(work.session, dwelling).id, dwelling_id=dwelling.id, grid=unit.grid, name=name,
        given=names.split_name(name)[1], initials=names.initials(name), birth_ym=payload["birth_ym"], sex=Sex(payload["sex"]),
        living=Living(payload["living"]), created_at=work.now, updated_at=work.now, synthetic=settings.demo,
        phone_sealed=keys.seal(payload["phone"], table="resident", column="phone", row=key) if payload["phone"] else None,
        phone_index=keys.phone_index(payload["phone"]) if payload["phone"] else None,
    )  # fmt: skip
    work.session.add(person)
    work.session.flush()
    work.people[key] = person
    work.note(act=Act.CREATE, person=key, reason="door", area=person.grid, happened_at=at)
    upkeep.retier(work.session, ids=[key], now=work.now, today=work.now.astimezone(ZONE).date())
    work.touch(person)
    return ["twin_possible"] if note_twins(work, person, apart=[UUID(one) for one in payload["twin_seen"]]) else []


def twins_of(session: Session, person: Resident) -> list[tuple[Resident, str]]:
    """Entries of the same community that look like the same person, with why; never decided by itself."""
    community = person.grid[:12]
    ways = [sa.and_(Resident.dwelling_id == person.dwelling_id, Resident.name == person.name)]  # type: ignore[arg-type]
    if person.birth_ym:
        ways.append(sa.and_(Resident.name == person.name, Resident.birth_ym == person.birth_ym))  # type: ignore[arg-type]
        ways.append(sa.and_(
            Resident.dwelling_id == person.dwelling_id, Resident.initials == person.initials, Resident.birth_ym == person.birth_ym  # type: ignore[arg-type]
        ))  # fmt: skip
    if person.phone_index:
        ways.append(sa.and_(Resident.phone_index == person.phone_index, Resident.initials == person.initials))  # type: ignore[arg-type]
    found = session.exec(
        select(Resident).where(
            access.in_area(col(Resident.grid), community), Resident.id != person.id, col(Resident.merged_into).is_(None),
            col(Resident.status).not_in((Status.DIED, Status.MERGED)), sa.or_(*ways),
        ).limit(5)
    ).all()  # fmt: skip
    return [(other, _why(person, other)) for other in found]


def _why(one: Resident, other: Resident) -> str:
    if one.phone_index and one.phone_index == other.phone_index:
        return "phone"
    return "name_birth" if one.birth_ym and one.birth_ym == other.birth_ym else "name_door"


def note_twins(work: Work, person: Resident, *, apart: Sequence[UUID] = ()) -> bool:
    """Note every pair that a person should look at; "not the same" said at the door counts as decided."""
    noted = False
    for other, why in twins_of(work.session, person):
        pair = uuid5(min(person.id, other.id, key=str), str(max(person.id, other.id, key=str)))
        if work.session.get(Twin, pair) is not None:
            continue
        said = other.id in apart
        work.session.add(Twin(
            id=pair, resident_id=person.id, other_id=other.id, grid=person.grid, why=why, found_at=work.now,
            decided_at=work.now if said else None, decided_by=work.author.id if said else None, decision="apart" if said else "",
        ))  # fmt: skip
        noted = noted or not said
    if noted:
        work.tell("decisions_waiting")
    return noted


def stands(session: Session, person: Resident, field: str, *, today: date) -> Any:
    """What a field holds now, as a phone would write it."""
    if field.startswith("flag:"):
        flag = session.exec(select(AccessFlag).where(AccessFlag.resident_id == person.id, AccessFlag.flag == Flag(field[5:]))).first()
        return False if flag is None or flag.expires_on < today else (flag.hint or True)
    if field == "phone":
        return residents.phone_of(person) if person.phone_sealed else ""
    if field == "kin":
        kin = residents.kin_of(session, ids=[person.id]).get(person.id, [])
        return [{"name": k.name, "relation": k.relation, "phone": residents.kin_phone_of(k), "has_key": k.has_key} for k in kin]
    if field == "place":
        dwelling = session.get_one(Dwelling, person.dwelling_id)
        return {"unit": session.get_one(Unit, dwelling.unit_id).code, "door": dwelling.door}
    return str(getattr(person, field))


def apply_edit(work: Work, record: Record, actor: Actor) -> list[str]:
    """Take in changes of one person. Each field for itself: applied, already so, or kept as a clash for a person."""
    payload, at = record.payload, record.at(work.now)
    person = work.people[record.people[0]]
    if payload["changes"] and not _reaches(actor, person.grid):
        raise Held("other_grid")
    told, applied = [], set()
    for field, change in payload["changes"].items():
        now = stands(work.session, person, field, today=work.now.astimezone(ZONE).date())
        came = edits.meet(field, now=now, was=change["from"], to=change["to"], changed_at=person.field_versions.get(field, 0), base=payload["base_version"])
        if came == "clash":
            told.append("clash")
            _keep_both(work, record, person, field, base=change["from"], theirs=now, mine=change["to"], at=at)
        elif came == "apply":
            put(work, person, field, change["to"], at=at, source=record.child(field))
            applied.add(field)
    if payload["policies"]:
        contacts.answers(work, record, person, at)
    _settle(work, person, applied)
    if applied & {"name", "phone", "birth_ym", "place"} and note_twins(work, person):
        told.append("twin_possible")
    work.note(act=Act.CHANGE, person=person.id, reason=",".join(sorted(applied))[:40] or "answers", area=person.grid, happened_at=at, record_id=record.id)
    return list(dict.fromkeys(told))


def _settle(work: Work, person: Resident, applied: set[str]) -> None:
    if not applied:
        return
    work.touch(person, *applied)
    if applied & _RETIER:
        work.session.flush()
        upkeep.retier(work.session, ids=[person.id], now=work.now, today=work.now.astimezone(ZONE).date())


def put(work: Work, person: Resident, field: str, value: Any, *, at: datetime, source: UUID) -> None:
    """Write one field, its value already checked by `rules.edits.value_of`."""
    if field.startswith("flag:"):
        _put_flag(work.session, person, Flag(field[5:]), value, at)
    elif field == "phone":
        person.phone_sealed = keys.seal(value, table="resident", column="phone", row=person.id) if value else None
        person.phone_index = keys.phone_index(value) if value else None
    elif field == "kin":
        _put_kin(work.session, person, value)
    elif field == "place":
        _put_place(work, person, value)
    elif field == "status":
        if Status(value) != person.status:
            statuses.set_status(work, person, Status(value), at=at, source=source)
    elif field == "name":
        person.name, person.given, person.initials = value, names.split_name(value)[1], names.initials(value)
    else:
        kind = {"living": Living, "sex": Sex}.get(field, str)
        setattr(person, field, kind(value))


def _put_flag(session: Session, person: Resident, flag: Flag, value: Any, at: datetime) -> None:
    row = session.exec(select(AccessFlag).where(AccessFlag.resident_id == person.id, AccessFlag.flag == flag)).first()
    if value is False:
        if row is not None:
            session.delete(row)
        return
    until = at.astimezone(ZONE).date() + timedelta(days=FLAG_DAYS)
    hint = value if isinstance(value, str) else ""
    if row is None:
        session.add(AccessFlag(resident_id=person.id, flag=flag, hint=hint, expires_on=until))
    else:
        row.expires_on, row.hint = until, hint or row.hint


def _put_kin(session: Session, person: Resident, kin: list[dict[str, Any]]) -> None:
    """Write the whole list; whoever is on it already keeps the row, so that taking a merge back finds it again."""
    left = list(session.exec(select(EmergencyContact).where(EmergencyContact.resident_id == person.id).order_by(col(EmergencyContact.rank))))
    for rank, one in enumerate(kin):
        index = keys.phone_index(one["phone"]) if one["phone"] else None
        row = next((r for r in left if r.name == one["name"] or (index and r.phone_index == index)), None)
        if row is None:
            row = EmergencyContact(id=new_id(), resident_id=person.id, name=one["name"])
            session.add(row)
        else:
            left.remove(row)
        row.rank, row.name, row.relation, row.has_key, row.phone_index = rank, one["name"], one["relation"], one["has_key"], index
        row.phone_sealed = keys.seal(one["phone"], table="emergency_contact", column="phone", row=row.id) if one["phone"] else None
    for row in left:
        session.delete(row)


def _put_place(work: Work, person: Resident, place: dict[str, str]) -> None:
    """Another door; in another grid the person goes there with all that is open, and the new grid sees it at once."""
    dwelling, unit = dwelling_at(work.session, unit_code=place["unit"], door=place["door"])
    if unit.grid[:6] != person.grid[:6]:
        raise Held("unknown_place")
    person.dwelling_id, person.household_id, person.grid = dwelling.id, _household(work.session, dwelling).id, unit.grid
    case = work.cases.get(person.id)
    if case is not None:
        case.grid = unit.grid
    carry(work.session, person, unit.grid)


def carry(session: Session, person: Resident, grid: str) -> None:
    """What is open about somebody goes along to another grid; what was recorded stays where it was made."""
    for model in (Need, Promise, SurgePerson, TagProposal, Clash):
        session.exec(sa.update(model).where(col(model.resident_id) == person.id).values(grid=grid))  # type: ignore[attr-defined]


def _seal(row: UUID, column: str, value: Any) -> bytes:
    return keys.seal(json.dumps(value, ensure_ascii=False), table="clash", column=column, row=row)


def _keep_both(work: Work, record: Record, person: Resident, field: str, *, base: Any, theirs: Any, mine: Any, at: datetime) -> None:
    row = record.child(f"clash:{field}")
    if work.session.get(Clash, row) is None:
        work.session.add(Clash(
            id=row, resident_id=person.id, grid=person.grid, record_id=record.id, account_id=work.author.id, field=field,
            base_sealed=_seal(row, "base", base), theirs_sealed=_seal(row, "theirs", theirs), mine_sealed=_seal(row, "mine", mine),
            happened_at=at, received_at=work.now,
        ))  # fmt: skip
        work.tell("decisions_waiting")


def versions(clash: Clash) -> dict[str, Any]:
    """What the second writer saw, what the first made of it, what the second wants."""
    return {
        column: json.loads(notes.opened(getattr(clash, f"{column}_sealed"), table="clash", column=column, row=clash.id) or "null")
        for column in ("base", "theirs", "mine")
    }


def clashes(session: Session, *, actor: Actor) -> list[tuple[Clash, Resident]]:
    """Fields that two people changed and nobody has decided about, of people whom this person sees whole."""
    rows = session.execute(
        sa.select(Clash, Resident).join(Resident, col(Resident.id) == col(Clash.resident_id))
        .where(col(Clash.decided_at).is_(None), access.visible(actor, Sight.FULL)).order_by(col(Clash.received_at)).limit(200)
    ).all()  # fmt: skip
    return [(clash, person) for clash, person in rows]


def decide_clash(session: Session, *, actor: Actor, clash_id: UUID, keep: str, now: datetime) -> None:
    """Choose one of the two versions: "theirs" stands already, "mine" is written now. Raises NotFound, Conflict."""
    clash = session.exec(select(Clash).where(Clash.id == clash_id).with_for_update()).first()
    if clash is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="clash", object_id=clash_id)
    person, _ = access.resident_for(session, actor=actor, resident_id=clash.resident_id, now=now, at_least=Sight.FULL)
    if not any(g.role == Role.COMMUNITY and person.grid.startswith(g.area) for g in actor.grants):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="clash", object_id=clash_id)
    if clash.decided_at is not None:
        raise Conflict("decided", "这一条已经有人定过了。", "Somebody has decided this one already.")
    work = Work(session=session, now=now, author=Author.of(actor))
    work.load([person.id])
    if keep == "mine":
        try:
            put(work, person, clash.field, edits.value_of(clash.field, versions(clash)["mine"]), at=now, source=clash.id)
        except (Held, edits.NotAValue) as error:
            raise Conflict("not_a_value", "这个内容现在写不进去。", "This value cannot be written now.") from error
        _settle(work, person, {clash.field})
    clash.decided_at, clash.decided_by, clash.decision = now, actor.id, "taken" if keep == "mine" else "dropped"
    work.note(act=Act.DECIDE, person=person.id, reason=f"clash:{keep}", area=person.grid)
    work.finish()
