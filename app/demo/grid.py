"""All rows of one grid: its doors in the order of the walk, and households behind nine doors in ten."""

from datetime import datetime
from uuid import UUID

from app.demo import households, layout, matters
from app.demo.dice import dice, place_id, weighted
from app.demo.layout import Stairs
from app.demo.people import Making, Rows, settle
from app.demo.plan import Grid
from app.models import DwellingUse
from app.rules import places

TABLES = (
    "courtyard", "building", "unit", "dwelling", "household", "resident", "access_flag", "emergency_contact", "resident_tag", "contact",
    *matters.TABLES,
)  # fmt: skip
"""In the order in which rows can be written: what is pointed at comes first."""

_EMPTY = {DwellingUse.EMPTY: 0.85, DwellingUse.RENTED: 0.15}
_EMPTY_GROUND = {DwellingUse.EMPTY: 0.6, DwellingUse.BUSINESS: 0.4}
_LIVED_IN = {DwellingUse.OWN: 0.72, DwellingUse.RENTED: 0.28}
_OF_ELDERS = {DwellingUse.OWN: 0.96, DwellingUse.RENTED: 0.04}


def rows(seed: int, grid: Grid, *, now: datetime, by: list[UUID]) -> Rows:
    """Every row of a grid, by table. The same seed and time give the same rows, but for the nonces of sealed numbers."""
    rng = dice(seed, grid.code, "people")
    make = Making(rng, grid.code, now, by)
    doors: list[tuple[Stairs, int, dict[str, object]]] = []
    for stairs in layout.of_community(seed, grid.community)[grid.code]:
        unit = _place_rows(make.rows, seed, grid, stairs)
        doors += [(stairs, int(str(row["floor"])), row) for row in _door_rows(seed, stairs, unit)]
    make.rows["dwelling"] += [row for _, _, row in doors]
    walk = list(doors)
    rng.shuffle(walk)
    left = grid.size
    while left:
        stairs, floor, row = walk.pop() if walk else rng.choice(doors)  # no door left: two households share one
        house = households.house(rng, room=left, tower=stairs.yard.tower, year=make.today.year)
        house.floor = floor
        row["use"] = weighted(rng, _OF_ELDERS if house.people[0].age >= 60 else _LIVED_IN).value
        settle(make, house, dwelling=UUID(str(row["id"])))
        left -= len(house.people)
    for _, floor, row in walk:
        row["use"] = weighted(rng, _EMPTY_GROUND if floor == 1 else _EMPTY).value
    matters.add(dice(seed, grid.code, "matters"), make.rows, grid=grid.code, by=by, now=now)
    return make.rows


def _place_rows(found: Rows, seed: int, grid: Grid, stairs: Stairs) -> dict[str, object]:
    """Add a staircase, and its building and courtyard where they are not there yet; the answer is the staircase."""
    yard, building, unit = stairs.codes(grid.community)
    paths = [places.area_path(grid.community)]
    for code, parent in ((yard, grid.community), (building, yard), (unit, building)):
        paths.append(places.child_path(paths[-1], code, parent))
    ids = {code: place_id(seed, code) for code in (yard, building, unit)}
    if not any(row["code"] == yard for row in found["courtyard"]):
        found["courtyard"].append(
            {"id": ids[yard], "code": yard, "path": paths[1], "community": grid.community, "name": stairs.yard.name,
             "rank": stairs.yard.n, "batch_id": None}
        )  # fmt: skip
    if not any(row["code"] == building for row in found["building"]):
        found["building"].append(
            {"id": ids[building], "code": building, "path": paths[2], "courtyard_id": ids[yard], "number": str(stairs.building),
             "floors": stairs.floors, "lift": stairs.yard.tower, "rank": stairs.building, "batch_id": None}
        )  # fmt: skip
    found["unit"].append(
        {"id": ids[unit], "code": unit, "path": paths[3], "building_id": ids[building], "grid": grid.code,
         "number": stairs.number, "rank": stairs.unit, "batch_id": None}
    )  # fmt: skip
    return found["unit"][-1]


def _door_rows(seed: int, stairs: Stairs, unit: dict[str, object]) -> list[dict[str, object]]:
    made = []
    for floor, door in stairs.door_numbers():
        code = places.dwelling_code(str(unit["code"]), door)
        made.append(
            {"id": place_id(seed, code), "code": code, "path": places.child_path(str(unit["path"]), code, str(unit["code"])),
             "unit_id": unit["id"], "door": door, "floor": floor,
             "short": places.short_door(str(stairs.building), stairs.number, door), "use": "", "batch_id": None}
        )  # fmt: skip
    return made
