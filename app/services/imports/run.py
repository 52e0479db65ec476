"""One pass over one sheet: chunk by chunk it reads lines, finds places and people, applies, and writes."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlmodel import Session

from app.rules.places import within
from app.rules.roster.refusals import Refused
from app.services.imports.apply import Applier
from app.services.imports.grids import Grids
from app.services.imports.ledger import Ledger
from app.services.imports.line import Line
from app.services.imports.people_book import People, Person
from app.services.imports.places_book import Places, Stairs
from app.services.imports.reading import Reading
from app.services.imports.report import Note, Report
from app.services.imports.tables import import_batch
from app.services.imports.walk import order_walk, set_floors

NAMES_TOLD = 200
_ONE_AT_A_TIME = 0x1341
"""The number of the lock that imports on PostgreSQL take in turn."""
Progress = Callable[[int, int], None]
_BLAME = {
    "no_address": ("address", "door", "id_number"),
    "unknown_grid": ("grid", "address", "door"),
    "grid_outside": ("grid", "address", "door"),
    "grid_ambiguous": ("grid", "address", "door"),
    "unit_missing": ("unit", "address", "door"),
    "moved_door": ("address", "door"),
    "unit_other_grid": ("grid", "address", "door"),
    "person_elsewhere": ("id_number", "name"),
}
"""Which column a refusal or a warning points at: the first of these that the sheet has, else the name."""


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Run:
    """One pass over one sheet."""

    def __init__(
        self,
        session: Session,
        read: Reading,
        *,
        path: Path,
        area: str,
        actor_id: UUID | None,
        now: datetime,
        today: date,
    ):
        self.batch = uuid4()
        self.read = read
        self.connection = session.connection()
        if (
            self.connection.dialect.name == "postgresql"
        ):  # SQLite has one writer anyway; two imports would make people twice
            self.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        self.report = Report(batch=self.batch, columns_ignored=read.ignored, columns_refused=read.refused)
        self.grids = Grids(session, area)
        self.places = Places(self.connection, self.batch)
        self.people = People(self.connection, self.batch, area)
        self.ledger = Ledger(self.connection, self.batch)
        self.applier = Applier(
            self.ledger, batch=self.batch, actor_id=actor_id, now=now, today=today, created=self.report.created
        )
        self.warned_units: set[UUID] = set()
        self.connection.execute(
            insert(import_batch).values(
                id=self.batch, kind="residents", file_hash=_file_hash(path), account_id=actor_id, area=area, created_at=now,
                rows=0, new=0, changed=0, unchanged=0, refused=0,
            )
        )  # fmt: skip

    def all(self, progress: Progress | None) -> Report:
        """Every chunk, then what can only be known at the end."""
        if self.read.other_sheets:
            self.report.warn(0, "", "other_sheets")
        done = 0
        for rows, lines, notes in self.read.chunks:
            self.report.rows += len(lines) + len(notes)
            self.report.rows_refused += len(notes)
            self.report.refused += notes
            self._chunk(lines)
            done += rows
            if progress:
                progress(done, max(self.read.total, done))
        order_walk(self.places, self.ledger)
        set_floors(self.places, self.ledger)
        self.ledger.write(self.places.pending)
        self._close()
        return self.report

    def _blame(self, code: str) -> str:
        headings = self.read.headings
        return next((headings[name] for name in _BLAME.get(code, ()) if name in headings), headings["name"])

    def _refuse(self, row: int, code: str) -> None:
        self.report.rows_refused += 1
        self.report.refused.append(Note(row, self._blame(code), code))

    def _located(self, lines: list[Line]) -> Iterator[tuple[Line, str, Stairs | None]]:
        """The lines with their grids and the units that are known."""
        for line in lines:
            try:
                grid, stairs = self._locate(line)
            except Refused as refused:
                self._refuse(line.row, refused.code)
                continue
            yield line, grid, stairs

    def _locate(self, line: Line) -> tuple[str, Stairs | None]:
        """The grid of a line and its unit where it is known. Raises Refused."""
        if line.place is None:
            if not line.id_hash:
                raise Refused("no_address")
            return "", None
        grid = self.grids.find(line.grid_told, line.community_told)
        if not grid:
            if not line.id_hash:
                raise Refused("unknown_grid")
            return "", None
        return grid, self.places.find(grid[:12], line.place)

    def _chunk(self, lines: list[Line]) -> None:
        located = list(self._located(lines))
        self.places.load([stairs for _, _, stairs in located if stairs is not None])
        known = (
            stairs.doors.get(line.place.door) for line, _, stairs in located if line.place and stairs and stairs.doors
        )
        self.people.load({line.id_hash for line, _, _ in located if line.id_hash}, {door[0] for door in known if door})
        named: dict[int, tuple[Person, bool]] = {}
        for line, grid, stairs in located:
            try:
                person, again = self._line(line, grid, stairs)
            except Refused as refused:
                self._refuse(line.row, refused.code)
                continue
            self.report.repeated += again
            named.setdefault(id(person), (person, again))
            self.report.refused += [Note(line.row, *cell) for cell in line.refused]
            for column, code in line.warned:
                self.report.warn(line.row, column, code)
        self._settle([*named.values()])
        self.ledger.write(self.places.pending)
        self.places.forget()

    def _line(self, line: Line, grid: str, stairs: Stairs | None) -> tuple[Person, bool]:
        """Match a line and apply it. Raises Refused where nobody or too many could be meant."""
        if (
            line.place and grid and (stairs is None or not line.place.unit)
        ):  # the chunk may have made it, or made another
            stairs = self.places.find(grid[:12], line.place)
        door = stairs.doors.get(line.place.door) if stairs and stairs.doors and line.place else None
        match = self.people.match(line, door[0] if door else None)
        if stairs is not None and stairs.grid != grid:
            if not within(stairs.grid, self.grids.area):
                raise Refused("grid_outside")
            if stairs.id not in self.warned_units:
                self.warned_units.add(stairs.id)
                self._warn(line, "unit_other_grid")
            grid = stairs.grid
        if match.person is None:
            if not line.place:
                raise Refused("no_address")
            if not grid:
                raise Refused("unknown_grid")
            person = self.applier.new_person(line, grid, *self.places.ensure(grid, line.place, stairs))
            self.people.add(person)
            self.report.new += 1
            return person, False
        person = match.person
        again = self.people.again(person)
        if again:
            self._warn(line, "same_id_other_name" if match.warning == "name_changed" else "repeated")
        elif match.warning:
            self._warn(line, match.warning)
        if person.values["status"] in {"moved", "died"}:
            self._warn(line, "not_here")
        move = None
        if not again and line.place and grid and (door is None or door[0] != person.values["dwelling_id"]):
            move = (grid, *self.places.ensure(grid, line.place, stairs))
            self._warn(line, "moved_door")
        self.applier.known_person(person, line, again=again, move=move)
        self.people.find_by(person)
        return person, again

    def _warn(self, line: Line, code: str) -> None:
        line.warned.append((self._blame(code), code))

    def _settle(self, named: list[tuple[Person, bool]]) -> None:
        """Count everybody once and give the changed their tier and version."""
        earlier = self.ledger.recorded(p.values["id"] for p, again in named if again and p.touched and not p.fresh)
        for person, again in named:
            changed_before = person.values["id"] in earlier
            if person.touched:
                self.applier.settle(person, bump=not changed_before)
            if person.fresh:
                continue
            if not again:
                self.report.changed += person.touched
                self.report.unchanged += not person.touched
            elif person.touched and not changed_before:
                self.report.changed += 1
                self.report.unchanged -= 1

    def _close(self) -> None:
        report = self.report
        report.refused.sort(key=lambda note: note.row)
        report.warnings.sort(key=lambda note: note.row)
        report.created |= Counter({name: len(made) for name, made in self.places.created.items()})
        report.created["dwelling"] = self.places.doors_made
        report.created_names = self.places.created_names[:NAMES_TOLD]
        report.created = Counter({name: n for name, n in report.created.items() if n})
        self.connection.execute(
            update(import_batch)
            .where(import_batch.c.id == self.batch)
            .values(
                rows=report.rows, new=report.new, changed=report.changed, unchanged=report.unchanged, refused=report.rows_refused
            )
        )  # fmt: skip
