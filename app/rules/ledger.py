"""Reading the ledger of hours: what is left of each line once the lines that put it right are counted in (domain.md §4.5).

Works on anything that has the columns of a line, so that it needs no table.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol, TypeVar
from uuid import UUID

LINES: Final = 12
"""Titles on a certificate; what is more is summed under "other"."""
OTHER: Final = "其他志愿服务"


class Entry(Protocol):
    """A line of the ledger."""

    id: UUID
    corrects: UUID | None
    minutes: int
    day: date
    what: str
    from_at: datetime | None
    to_at: datetime | None
    at: datetime


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Titled:
    """All the service of one title: how often, how long, from when to when."""

    title: str
    times: int
    minutes: int
    first: date
    last: date


def folded(entries: Iterable[E]) -> list[tuple[E, int]]:
    """Each first line with the minutes that its corrections leave of it, by day; a correction may itself be corrected.

    A correction whose first line is not among the entries stands for itself, so that no minute is lost from the sum.
    """
    by_id = {e.id: e for e in entries}
    roots: dict[UUID, int] = defaultdict(int)
    for entry in by_id.values():
        root, seen = entry, {entry.id}
        while root.corrects in by_id and root.corrects not in seen:
            seen.add(root.corrects)
            root = by_id[root.corrects]
        roots[root.id] += entry.minutes
    return sorted(((by_id[key], minutes) for key, minutes in roots.items()), key=lambda pair: (pair[0].day, pair[0].at, str(pair[0].id)))


def in_days(entries: Iterable[E], first: date, last: date) -> list[tuple[E, int]]:
    """The lines of a time that still hold: those that were taken back whole are not among them."""
    return [(e, minutes) for e, minutes in folded(entries) if first <= e.day <= last and minutes > 0]


def by_title(held: Iterable[tuple[E, int]]) -> list[Titled]:
    """What was done, by title, the longest first; small rest under one word, so that a certificate fits its page."""
    found: dict[str, list[tuple[E, int]]] = defaultdict(list)
    for entry, minutes in held:
        found[entry.what or OTHER].append((entry, minutes))
    titled = sorted(
        (Titled(t, len(rows), sum(m for _, m in rows), min(e.day for e, _ in rows), max(e.day for e, _ in rows)) for t, rows in found.items()),
        key=lambda t: (-t.minutes, t.title),
    )
    head, rest = titled[:LINES], titled[LINES:]
    if rest:
        head.append(Titled(OTHER, sum(t.times for t in rest), sum(t.minutes for t in rest), min(t.first for t in rest), max(t.last for t in rest)))
    return head
