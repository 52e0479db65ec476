"""The people a chunk of rows may mean: loaded by ID index and by door, found by the rules of matching, kept with changes.

Matching: ID index; else name, birth month and door; else name and door, with a warning.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from app.rules.places import within
from app.rules.roster.refusals import Refused
from app.services.imports.line import Line
from app.services.imports.tables import access_flag, emergency_contact, resident, resident_tag

COLUMNS = (
    "id", "household_id", "dwelling_id", "grid", "name", "given", "initials", "birth_ym", "sex", "living", "status",
    "phone_sealed", "phone_index", "id_hash", "tier", "tier_reason", "version", "batch_id",
)  # fmt: skip
IN_FORCE = frozenset({"active", "review"})


@dataclass(slots=True, eq=False)
class Person:
    """One resident: the values of the row, and what this import has added or changed."""

    values: dict[str, Any]
    fresh: bool
    """Made by this very batch: needs no record of its changes."""
    pending: bool = False
    """Not yet written; its values are the row that will be."""
    before: dict[str, Any] = field(default_factory=dict)
    """Column → value before this import, of what it changed."""
    tags: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    touched: bool = False

    def tag_in_force(self, code: str, today: date) -> dict[str, Any] | None:
        """The row of a tag that holds today or waits to be checked."""
        for row in self.tags:
            if (
                row["tag"] == code
                and row["state"] in {"active", "review", "pending"}
                and not (row["expires_on"] and row["expires_on"] <= today)
            ):
                return row
        return None

    def set(self, column: str, value: Any) -> None:
        """Change a column and remember what was there before."""
        self.before.setdefault(column, self.values.get(column))
        self.values[column] = value
        self.touched = True


@dataclass(slots=True)
class Match:
    """Who a line means, and how that was known."""

    person: Person | None
    warning: str = ""


class People:
    """The candidates of one chunk."""

    def __init__(self, connection: Connection, batch: UUID, area: str):
        self.connection, self.batch, self.area = connection, batch, area
        self.seen: set[int] = set()
        """People who were there before and whom this file has named, as numbers to save memory."""
        self.by_id: dict[UUID, Person] = {}
        self.by_hash: dict[str, list[Person]] = {}
        self.by_door: dict[tuple[UUID, str], list[Person]] = {}

    def load(self, hashes: Iterable[str], dwellings: Iterable[UUID]) -> None:
        """Load everybody with one of these ID indexes or behind one of these doors, with tags, flags and contacts."""
        self.by_id, self.by_hash, self.by_door = {}, {}, {}
        columns = [resident.c[name] for name in COLUMNS]
        for column, keys in ((resident.c.id_hash, list(hashes)), (resident.c.dwelling_id, list(dwellings))):
            for start in range(0, len(keys), 1000):
                for row in self.connection.execute(select(*columns).where(column.in_(keys[start : start + 1000]), resident.c.merged_into.is_(None))):
                    if row.id not in self.by_id:
                        self.add(Person(dict(row._mapping), fresh=row.batch_id == self.batch))
        ids = list(self.by_id)
        for start in range(0, len(ids), 1000):
            part = ids[start : start + 1000]
            for row in self.connection.execute(select(resident_tag).where(resident_tag.c.resident_id.in_(part))):
                self.by_id[row.resident_id].tags.append(dict(row._mapping))
            for row in self.connection.execute(
                select(emergency_contact).where(emergency_contact.c.resident_id.in_(part))
            ):
                self.by_id[row.resident_id].contacts.append(dict(row._mapping))
            for row in self.connection.execute(
                select(access_flag.c.resident_id, access_flag.c.flag).where(access_flag.c.resident_id.in_(part))
            ):
                self.by_id[row.resident_id].flags.add(row.flag)

    def add(self, person: Person) -> None:
        """Make somebody findable for the lines that follow."""
        values = person.values
        self.by_id[values["id"]] = person
        self.find_by(person)

    def find_by(self, person: Person) -> None:
        """Make somebody findable by the ID index and the door that the values hold now."""
        values = person.values
        if values["id_hash"] and person not in (known := self.by_hash.setdefault(values["id_hash"], [])):
            known.append(person)
        if person not in (behind := self.by_door.setdefault((values["dwelling_id"], values["name"]), [])):
            behind.append(person)

    def again(self, person: Person) -> bool:
        """Whether this file has named the person before; from now on it has."""
        if person.fresh:
            return True
        number = person.values["id"].int
        if number in self.seen:
            return True
        self.seen.add(number)
        return False

    def match(self, line: Line, dwelling: UUID | None) -> Match:
        """Who a line means. Raises Refused with person_elsewhere or person_ambiguous."""
        if line.id_hash and (found := self.by_hash.get(line.id_hash)):
            inside = [person for person in found if within(person.values["grid"], self.area)]
            if not inside:
                raise Refused("person_elsewhere")
            exact = [person for person in inside if person.values["name"] == line.name] or inside
            return Match(exact[0], "" if exact[0].values["name"] == line.name else "name_changed")
        if dwelling is None:
            return Match(None)
        at_door = [
            person
            for person in self.by_door.get((dwelling, line.name), ())
            if not (line.id_hash and person.values["id_hash"]) and within(person.values["grid"], self.area)
        ]
        same = [person for person in at_door if line.birth_ym and person.values["birth_ym"] == line.birth_ym]
        if len(same) > 1 or (not same and len(at_door) > 1):
            raise Refused("person_ambiguous")
        if same:
            return Match(same[0])
        return Match(at_door[0], "name_and_door") if at_door else Match(None)


def contact_of(person: Person, name: str, phone_index: str | None) -> dict[str, Any] | None:
    """The emergency contact that is meant: the same number, else the same name."""
    for row in person.contacts:
        if phone_index and row["phone_index"] == phone_index:
            return row
    return next((row for row in person.contacts if row["name"] == name), None)
