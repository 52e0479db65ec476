"""What one person takes along on the phone for the next days: own grid, tiered people in detail, nothing else (D11)."""

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.config import settings
from app.models import (
    AccessFlag,
    Act,
    Area,
    Building,
    Contact,
    Courtyard,
    Dwelling,
    Resident,
    Unit,
)
from app.rules import ages, masks
from app.rules.volunteering import VOLUNTEERS
from app.services import access, accounts, audit, meta, pack_shifts, pack_work, residents, shifts
from app.services.access import Actor

MOST_IN_DETAIL = 200
_TIER_ORDER = {"A": 0, "B": 1, "": 2, "C": 3}


def fingerprint(session: Session, *, actor: Actor, now: datetime) -> str:
    """A hash that changes whenever the pack does, at a fraction of its cost: a 304 asks for nothing more.

    It rests on one habit: whatever changes a person, their tags, flags or contacts raises `Resident.version`.
    """
    parts: list[Any] = [meta.epoch(session), _me(session, actor), residents.today_in_dalian(now).isoformat()]
    if actor.carries_pack:
        for grid in sorted({g.area for g in actor.grants}):
            parts.append(
                session.exec(
                    select(sa.func.count(), sa.func.sum(Resident.version), sa.func.max(Resident.updated_at)).where(Resident.grid == grid)
                ).one()
            )
            parts.append(session.exec(select(sa.func.count()).select_from(Contact).where(Contact.grid == grid)).one())
            parts.append(
                session.exec(select(sa.func.count()).select_from(Dwelling).join(Unit, col(Unit.id) == col(Dwelling.unit_id)).where(Unit.grid == grid)).one()
            )
            parts.append(session.exec(select(Area.name).where(Area.code == grid)).first())
            parts.append([tuple(place) for place in session.execute(_places(grid))])
        parts.append(pack_work.stamp(session, actor=actor, now=now))
    if actor.roles & VOLUNTEERS:
        parts.append(pack_shifts.build(session, actor=actor, now=now))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _places(grid: str) -> Any:
    """The names and the order of a grid's staircases: a few dozen rows that no person's version tells of."""
    return (
        sa.select(  # type: ignore[call-overload]
            Courtyard.name, Courtyard.rank, Building.number, Building.rank, Unit.code, Unit.number, Unit.rank
        )
        .join(Building, col(Building.courtyard_id) == col(Courtyard.id))
        .join(Unit, col(Unit.building_id) == col(Building.id))
        .where(Unit.grid == grid)
        .order_by(col(Unit.code))
    )


def build(session: Session, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """The pack of this person as plain data. For those who carry none, the lists are empty.

    Codes of tags only, never notes, health words, evidence or anything of an ID number (design.md §5).
    """
    pack: dict[str, Any] = {
        "epoch": meta.epoch(session),
        "me": _me(session, actor),
        "grids": [],
        "residents": [],
        "duties": [],
        "needs": [],
        "decisions": [],
        "asks": [],
        "cases": [],
        "surges": [],
        "rules": {},
        "doors": [],
        "ledger": {},
        "facts": {},
        "volunteer": pack_shifts.build(session, actor=actor, now=now),
    }
    if not actor.carries_pack:
        return pack
    today = residents.today_in_dalian(now)
    codes = sorted({g.area for g in actor.grants})
    pack["grids"] = [
        {"code": a.code, "name": a.name} for a in session.exec(select(Area).where(col(Area.code).in_(codes)).order_by(col(Area.code)))
    ]
    people = session.exec(
        residents.placed()
        .where(access.visible(actor, access.Sight.FULL), col(Resident.status).not_in(residents.GONE))
        .order_by(
            col(Resident.grid), col(Courtyard.rank), col(Building.rank), col(Unit.rank), col(Dwelling.floor).desc(),
            col(Dwelling.door), col(Resident.birth_ym), col(Resident.id),
        )
    ).all()  # fmt: skip
    work = pack_work.read(session, actor=actor, people=[p[0] for p in people], now=now)
    # Whoever is being looked for, or waits for something, comes before the rest of a grid that is too large.
    known = sorted((p[0] for p in people if p[0].tier or p[0].id in work.matters), key=lambda r: (r.id not in work.urgent, _TIER_ORDER[r.tier], str(r.id)))
    detailed = [r.id for r in known[:MOST_IN_DETAIL]]
    flags: dict[Any, list[dict[str, str]]] = {}
    for flag in session.exec(
        select(AccessFlag).where(col(AccessFlag.resident_id).in_(detailed), col(AccessFlag.expires_on) >= today)
    ):
        flags.setdefault(flag.resident_id, []).append({"code": flag.flag, "hint": masks.mask_text(flag.hint)})
    lines = residents.tag_lines(session, ids=detailed)
    contacts = residents.last_contacts(session, ids=detailed)
    kin = residents.kin_of(session, ids=detailed)
    chosen = set(detailed)
    for order, (resident, dwelling, unit, building, courtyard) in enumerate(people):
        row: dict[str, Any] = {
            "id": str(resident.id),
            "name": resident.name,
            "initials": resident.initials,
            "grid": resident.grid,
            "door": {
                "courtyard": courtyard.name,
                "building": building.number,
                "unit": unit.number,
                "floor": dwelling.floor,
                "door": dwelling.door,
                "order": order,
            },
            "age_band": ages.age_band(resident.birth_ym, today),
            "status": resident.status,
            "detail": resident.id in chosen,
        }
        if resident.id in chosen:
            tags = lines.get(resident.id, [])
            old = (ages.age_on(resident.birth_ym, today) or 0) >= 80
            row |= {
                "tags": sorted({t.code for t in tags} | ({"E01"} if old else set())),
                "tier": resident.tier,
                "living": resident.living,
                "access_flags": flags.get(resident.id, []),
                "preference": resident.preference,
                "phone": residents.phone_of(resident),
                "emergency": [
                    {"name": k.name, "relation": k.relation, "phone": residents.kin_phone_of(k), "has_key": k.has_key}
                    for k in kin.get(resident.id, [])
                ],
                "contacts": [
                    {"when": c.day, "mode": c.mode, "outcome": c.outcome, "by": c.by} for c in contacts.get(resident.id, [])
                ],
            }
            pack["ledger"][str(resident.id)] = [[t.code, t.grade, t.source, t.since, t.review, t.state] for t in tags]
            pack["facts"][str(resident.id)] = work.about(resident)
        pack["residents"].append(row)
    pack["doors"] = _doors(session, codes)
    pack |= work.lists(session, detailed=detailed)
    return pack


def _me(session: Session, actor: Actor) -> dict[str, Any]:
    area = session.get(Area, actor.area) if actor.area else None
    return {
        "id": str(actor.id),
        "account": actor.account,
        "name": actor.name,
        "roles": [g.role for g in actor.grants],
        "area": actor.area,
        "area_name": area.name if area else "",
        "carries_pack": actor.carries_pack,
        "carries_tasks": actor.carries_tasks,
        "sees_residents": access.highest_sight(actor) > access.Sight.NONE,
        "own_device": actor.own_device,
        "vault_half": accounts.vault_half(actor) if actor.carries_pack or actor.carries_tasks else "",
        "pin_required": settings.strict,
    }


def _doors(session: Session, grids: list[str]) -> list[dict[str, Any]]:
    """Every staircase with all its doors, also those behind which nobody is known: the building picture needs them."""
    statement = (
        sa.select(
            col(Unit.code), col(Courtyard.name), col(Building.number), col(Unit.number), col(Dwelling.door), col(Dwelling.floor),
        )
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Courtyard, col(Courtyard.id) == col(Building.courtyard_id))
        .join(Dwelling, col(Dwelling.unit_id) == col(Unit.id))
        .where(col(Unit.grid).in_(grids))
        .order_by(
            col(Unit.grid), col(Courtyard.rank), col(Building.rank), col(Unit.rank), col(Dwelling.floor).desc(),
            col(Dwelling.door),
        )
    )  # fmt: skip
    units: dict[str, dict[str, Any]] = {}
    for code, courtyard, building, unit, door, floor in session.execute(statement):
        entry = units.setdefault(
            code, {"code": code, "courtyard": courtyard, "building": building, "unit": unit, "doors": []}
        )
        entry["doors"].append([floor, door])
    return list(units.values())


def note_fetched(session: Session, *, actor: Actor, now: datetime) -> None:
    """The audit row of a pack that was handed out whole; an unchanged one (304) and an empty one show nothing."""
    if not actor.carries_pack and shifts.of_account(session, actor.id) is None:
        return
    audit.record(session, act=Act.PACK, now=now, actor_id=actor.id, role=actor.role or "", area=actor.area,
                 object_kind="pack", device_id=actor.device_id)  # fmt: skip
    pack_shifts.note_seen(session, actor=actor, now=now)
