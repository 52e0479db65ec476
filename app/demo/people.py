"""Rows of one household: residents with their tags, access needs, emergency contacts and history."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.demo import history, names, tags
from app.demo.access import flags, preference
from app.demo.dice import SHANGHAI, row_id, weighted
from app.demo.households import House, Person
from app.models import Living, Status
from app.rules.names import initials
from app.rules.tiers import tier_of
from app.services import keys

FAKE_PHONES = "1990000"
"""Every number begins so: 199 0000 0000 to 199 0000 9999 is the range reserved for demonstrations (domain.md §14.3)."""

_HOUSE_STATUS = {Status.HERE: 0.978, Status.AWAY: 0.012, Status.MOVED: 0.010}
_STATUS = {Status.HERE: 0.985, Status.AWAY: 0.014, Status.HOSPITAL: 0.001}
_ELDER_STATUS = {Status.HERE: 0.976, Status.AWAY: 0.012, Status.HOSPITAL: 0.012}
_RELATIONS = {"女儿": ("f", 34), "儿子": ("m", 32), "邻居": ("f", 12), "侄女": ("f", 5), "外甥": ("m", 5), "弟弟": ("m", 4), "妹妹": ("f", 5)}
_RELATION_WEIGHTS = {name: weight for name, (_, weight) in _RELATIONS.items()}
_HAS_EMERGENCY = {Living.ALONE: 0.88, Living.COUPLE: 0.76, Living.CHILDREN: 0.6}
_NEW_HOUSE = 0.004
"""How many households have come within the last days; the first contact with them is still to be made."""

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Making:
    """What is the same for everybody in a grid while it is built, and the rows made so far, by table."""

    rng: Random
    grid: str
    now: datetime
    by: list[UUID] = field(default_factory=list)
    """Accounts of the grid, for what they have recorded."""
    rows: Rows = field(default_factory=lambda: defaultdict(list))

    @property
    def today(self) -> date:
        """The day in Dalian."""
        return self.now.astimezone(SHANGHAI).date()

    def id(self) -> UUID:
        """An id for the next row."""
        return row_id(self.rng, self.grid)


def _phone(make: Making, table: str, row: UUID) -> dict[str, Any]:
    """A sealed number of the fake range with its index."""
    phone = f"{FAKE_PHONES}{make.rng.randrange(10_000):04d}"
    return {
        "phone_sealed": keys.seal(phone, table=table, column="phone", row=row),
        "phone_index": keys.phone_index(phone),
    }


def _birth_ym(rng: Random, age: int, today: date) -> str:
    month = rng.randint(1, 12)
    return f"{today.year - age - (today.month < month):04d}-{month:02d}"


def _emergency(make: Making, person: Person, resident: UUID) -> None:
    rng = make.rng
    for rank in range(2 if rng.random() < 0.12 else 1):
        relation = weighted(rng, _RELATION_WEIGHTS)
        sex = _RELATIONS[relation][0]
        kin = person.sex == "m" and relation in {"女儿", "儿子", "侄女", "弟弟", "妹妹"}
        family = person.surname if kin else names.surname(rng)
        row = make.id()
        make.rows["emergency_contact"].append(
            {
                "id": row,
                "resident_id": resident,
                "rank": rank,
                "name": names.honorific(family, sex),
                "relation": relation,
                "has_key": rng.random() < (0.5 if relation == "邻居" else 0.25),
                "batch_id": None,
                **_phone(make, "emergency_contact", row),
            }
        )


def _tags(make: Making, resident: UUID, held: dict[str, str]) -> dict[str, str]:
    """Write the ledger rows; the answer is what is in force."""
    made = [
        tags.row(make.rng, resident=resident, grid=make.grid, code=code, grade=grade, today=make.today)
        for code, grade in held.items()
    ]
    make.rows["resident_tag"] += made
    return {row["tag"]: row["grade"] for row in made if row["state"] in tags.IN_FORCE}


def _resident(make: Making, house: House, i: int, *, household: UUID, dwelling: UUID, since: datetime, new: bool) -> None:
    rng, person, resident = make.rng, house.people[i], make.id()
    held = _tags(make, resident, house.tags[i])
    tier = tier_of(tags=held, age=person.age, living=person.living)
    elder = person.age >= 60
    status = house.status
    if status is Status.HERE and not new and person.age >= 18:
        status = weighted(rng, _ELDER_STATUS if elder else _STATUS)
    wish = preference(rng, person, owed=bool(tier.letter))
    if elder or held:
        make.rows["access_flag"] += flags(
            rng, resident=resident, grid=make.grid, person=person, house=house, tags=held, wish=wish, today=make.today
        )
    if elder and rng.random() < _HAS_EMERGENCY.get(person.living, 0.7):
        _emergency(make, person, resident)
    last = None
    if tier.letter and not new:
        seen, last = history.contacts(
            rng, resident=resident, grid=make.grid, tier=tier.letter, status=status, preference=wish, by=make.by, now=make.now
        )
        make.rows["contact"] += seen
    name = person.surname + person.given
    has_phone = person.age >= 14 and rng.random() < (0.86 if person.age >= 80 else 0.95)
    make.rows["resident"].append(
        {
            "id": resident,
            "household_id": household,
            "dwelling_id": dwelling,
            "grid": make.grid,
            "name": name,
            "given": person.given,
            "initials": initials(name),
            "birth_ym": _birth_ym(rng, person.age, make.today),
            "sex": person.sex,
            "living": person.living.value,
            "status": status.value,
            "preference": wish.value,
            **(_phone(make, "resident", resident) if has_phone else {"phone_sealed": None, "phone_index": None}),
            "id_hash": None,
            "notice_given_at": since.date() if tier.letter and not new and rng.random() < 0.9 else None,
            "tier": tier.letter,
            "tier_reason": tier.reason,
            "last_seen_at": last,
            "version": 1,
            "created_at": since,
            "updated_at": last or since,
            "synthetic": True,
            "batch_id": None,
        }
    )


def settle(make: Making, house: House, *, dwelling: UUID) -> None:
    """Add the rows of a household that lives behind a door."""
    new = make.rng.random() < _NEW_HOUSE
    days = make.rng.randint(1, 4) if new else make.rng.randint(130, 400)
    household = make.id()
    make.rows["household"].append({"id": household, "dwelling_id": dwelling, "label": "", "batch_id": None})
    tags.draw(make.rng, house)
    if not new:
        house.status = weighted(make.rng, _HOUSE_STATUS)
    for i in range(len(house.people)):
        _resident(make, house, i, household=household, dwelling=dwelling, since=make.now - timedelta(days=days), new=new)
