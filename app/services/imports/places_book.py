"""Courtyards, buildings, units and doors during an import: found where they are known, made where they are not.

A community's courtyards are loaded when its first row comes, a courtyard's buildings and units when it is first
named, a unit's doors chunk by chunk, so that a whole district never lies in memory at once.
"""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, func, select

from app.rules import places
from app.rules.roster import addresses
from app.rules.roster.addresses import Place
from app.rules.roster.refusals import Refused
from app.services.imports.place_rows import House, Stairs, Yard
from app.services.imports.tables import building, courtyard, dwelling, household, unit

_UNITS_KEPT = 4000


def _highest(codes: Iterable[str], parent: str) -> int:
    """The highest number among the codes of a parent's children: …C007 → 7."""
    return max((int(n) for code in codes if (n := re.sub(r"\D", "", code.removeprefix(parent)))), default=0)


class Places:
    """The places a file has named so far, and the rows that have to be written for the new ones."""

    def __init__(self, connection: Connection, batch: UUID):
        self.connection, self.batch = connection, batch
        self.yards: dict[str, dict[str, Yard]] = {}
        self.loaded: dict[UUID, Stairs] = {}
        self._numbers: dict[str, int] = {}
        self.doors_made = 0
        self.pending: dict[str, list[dict[str, Any]]] = {
            "courtyard": [],
            "building": [],
            "unit": [],
            "dwelling": [],
            "household": [],
        }
        self.created: dict[str, list[tuple[UUID, UUID | str, str]]] = {"courtyard": [], "building": [], "unit": []}
        """New places with parent and number, to give them their place in the walk at the end."""
        self.created_names: list[str] = []

    def _community(self, code: str) -> dict[str, Yard]:
        if code not in self.yards:
            yards: dict[str, Yard] = {}
            rows = self.connection.execute(
                select(courtyard.c.id, courtyard.c.code, courtyard.c.path, courtyard.c.name)
                .where(courtyard.c.community == code)
                .order_by(courtyard.c.code)
            ).all()
            # Counted by code, not by community: a courtyard that moved elsewhere keeps the number it was given here.
            given = self.connection.execute(select(courtyard.c.code).where(courtyard.c.code > code, courtyard.c.code < code + "~"))
            self._numbers[code] = _highest(given.scalars(), code)
            for row in rows:
                yards.setdefault(
                    addresses.courtyard_key("".join(row.name.split())), Yard(row.id, row.code, row.path, row.name)
                )
            self.yards[code] = yards
        return self.yards[code]

    def _houses(self, yard: Yard) -> dict[str, House]:
        if yard.houses is None:
            yard.houses = {}
            by_id: dict[UUID, House] = {}
            houses = self.connection.execute(select(building).where(building.c.courtyard_id == yard.id)).all()
            self._numbers[yard.code] = _highest([row.code for row in houses], yard.code)
            for row in houses:
                by_id[row.id] = House(row.id, row.code, row.path, row.number, row.floors)
                yard.houses.setdefault(_key(addresses.building, row.number), by_id[row.id])
            units = self.connection.execute(select(unit).where(unit.c.building_id.in_(list(by_id)))).all()
            for row in units:
                house = by_id[row.building_id]
                self._numbers[house.code] = max(self._numbers.get(house.code, 0), _highest([row.code], house.code))
                house.units.setdefault(
                    _key(addresses.unit, row.number), Stairs(row.id, row.code, row.path, row.number, row.grid)
                )
        return yard.houses

    def find(self, community: str, place: Place) -> Stairs | None:
        """The known unit of a place. Raises Refused("unit_missing") where several could be meant."""
        yard = self._community(community).get(addresses.courtyard_key(place.courtyard))
        house = self._houses(yard).get(place.building) if yard else None
        if house is None:
            return None
        if place.unit or "" in house.units or not house.units:
            return house.units.get(place.unit)
        if len(house.units) > 1:
            raise Refused("unit_missing")
        return next(iter(house.units.values()))

    def load(self, units: Iterable[Stairs]) -> None:
        """Read the doors of those units whose doors have not been read."""
        missing = {stairs.id: stairs for stairs in units if stairs.doors is None}
        for stairs in missing.values():
            stairs.doors = {}
        self.loaded |= missing
        ids = list(missing)
        for start in range(0, len(ids), 500):
            for row in self.connection.execute(
                select(dwelling.c.unit_id, dwelling.c.door, dwelling.c.id, household.c.id.label("household"))
                .join(household, household.c.dwelling_id == dwelling.c.id, isouter=True)
                .where(dwelling.c.unit_id.in_(ids[start : start + 500]))
                .order_by(dwelling.c.id, household.c.id)
            ):
                doors = missing[row.unit_id].doors
                if doors is not None:
                    doors.setdefault(row.door, (row.id, row.household))

    def forget(self) -> None:
        """Let go of the doors of units long past. Only when nothing is pending: what is pending is known only here."""
        if len(self.loaded) > _UNITS_KEPT:
            for stairs in list(self.loaded.values())[: _UNITS_KEPT // 2]:
                stairs.doors = None
                del self.loaded[stairs.id]

    def ensure(self, grid: str, place: Place, stairs: Stairs | None) -> tuple[UUID, UUID]:
        """The dwelling and the household of a place, made with all that is missing above them; `stairs` is what `find` found."""
        stairs = stairs or self._make_unit(grid, place)
        if stairs.doors is None:
            self.load([stairs])
        doors = stairs.doors if stairs.doors is not None else {}
        door_id, home_id = doors.get(place.door, (None, None))
        if door_id is None:
            door_id = self._make_door(stairs, grid[:12], place)
        if home_id is None:
            home_id = uuid4()
            self.pending["household"].append(
                {"id": home_id, "dwelling_id": door_id, "label": "", "batch_id": self.batch}
            )
            doors[place.door] = (door_id, home_id)
        return door_id, home_id

    def unknown_floors(self) -> list[tuple[House, int]]:
        """The buildings that got new doors and have no number of floors yet, with the highest floor behind any door."""
        houses = [h for yards in self.yards.values() for yard in yards.values() for h in (yard.houses or {}).values()]
        asked = {house.id: house for house in houses if house.floors == 0 and house.top > 0}
        known = {house.id: house for house in asked.values() if not house.new}
        tops = {house.id: house.top for house in asked.values()}
        ids = list(known)
        for start in range(0, len(ids), 500):
            rows = self.connection.execute(
                select(unit.c.building_id, func.max(dwelling.c.floor))
                .join(dwelling, dwelling.c.unit_id == unit.c.id)
                .where(unit.c.building_id.in_(ids[start : start + 500]))
                .group_by(unit.c.building_id)
            )
            tops |= {row[0]: row[1] for row in rows}
        return [(asked[house], top) for house, top in tops.items()]

    def highest_ranks(self, table: Table, parent: str, above: list[UUID | str]) -> dict[UUID | str, int]:
        """The last place in the walk that is taken, for each of these parents."""
        found: dict[UUID | str, int] = {}
        for start in range(0, len(above), 1000):
            rows = self.connection.execute(
                select(table.c[parent], func.max(table.c.rank))
                .where(table.c[parent].in_(above[start : start + 1000]))
                .group_by(table.c[parent])
            )
            found |= {row[0]: row[1] or 0 for row in rows}
        return found

    def _next(self, parent: str) -> int:
        self._numbers[parent] = self._numbers.get(parent, 0) + 1
        return self._numbers[parent]

    def _make_door(self, stairs: Stairs, community: str, place: Place) -> UUID:
        yard = self.yards[community][addresses.courtyard_key(place.courtyard)]
        house = self._houses(yard)[place.building]
        code, floor = places.dwelling_code(stairs.code, place.door), places.floor_of(place.door)
        house.top = max(house.top, floor)
        self.doors_made += 1
        made = uuid4()
        self.pending["dwelling"].append(
            {"id": made, "code": code, "path": places.child_path(stairs.path, code, stairs.code), "unit_id": stairs.id, "door": place.door,
             "floor": floor, "short": places.short_door(house.number, stairs.number, place.door), "use": "own", "batch_id": self.batch}
        )  # fmt: skip
        return made

    def _make_unit(self, grid: str, place: Place) -> Stairs:
        yards = self._community(grid[:12])
        yard = yards.get(addresses.courtyard_key(place.courtyard)) or self._make_yard(grid[:12], place.courtyard, yards)
        houses = self._houses(yard)
        house = houses.get(place.building) or self._make_house(yard, place.building, houses)
        code = places.unit_code(house.code, self._next(house.code))
        stairs = Stairs(uuid4(), code, places.child_path(house.path, code, house.code), place.unit, grid, {})
        house.units[place.unit] = stairs
        self.loaded[stairs.id] = stairs
        self.pending["unit"].append(
            {"id": stairs.id, "code": code, "path": stairs.path, "building_id": house.id, "grid": grid, "number": place.unit, "rank": 0,
             "batch_id": self.batch}
        )  # fmt: skip
        self.created["unit"].append((stairs.id, house.id, place.unit))
        return stairs

    def _make_yard(self, community: str, name: str, yards: dict[str, Yard]) -> Yard:
        code = places.courtyard_code(community, self._next(community))
        yard = Yard(uuid4(), code, places.child_path(places.area_path(community), code, community), name, {})
        yards[addresses.courtyard_key(name)] = yard
        self.pending["courtyard"].append(
            {
                "id": yard.id,
                "code": code,
                "path": yard.path,
                "community": community,
                "name": name,
                "rank": 0,
                "batch_id": self.batch,
            }
        )
        self.created["courtyard"].append((yard.id, community, name))
        self.created_names.append(name)
        return yard

    def _make_house(self, yard: Yard, number: str, houses: dict[str, House]) -> House:
        code = places.building_code(yard.code, self._next(yard.code))
        house = House(uuid4(), code, places.child_path(yard.path, code, yard.code), number, 0, new=True)
        houses[number] = house
        self.pending["building"].append(
            {"id": house.id, "code": code, "path": house.path, "courtyard_id": yard.id, "number": number, "floors": 0, "lift": False, "rank": 0,
             "batch_id": self.batch}
        )  # fmt: skip
        self.created["building"].append((house.id, yard.id, number))
        self.created_names.append(f"{yard.name} {number}号楼" if number.isdigit() else f"{yard.name} {number}")
        return house


def _key(plain: Any, number: str) -> str:
    """A number as a roster would spell it; one that fits no spelling is its own key."""
    try:
        return str(plain(number))
    except Refused:
        return number
