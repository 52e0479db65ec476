"""Which counts may be shown to those who see no names: none under five, and none that subtracting would give away (A11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.rules.visibility import SMALLEST_COUNT


@dataclass(frozen=True)
class Shown:
    """Which rows of a table of parts show their counts, and whether the sums may stand beside them."""

    rows: tuple[bool, ...]
    sums: bool


def protect(table: Sequence[Sequence[int]], least: int = SMALLEST_COUNT) -> Shown:
    """Rows are areas, columns are counts of disjoint groups of people in them (reached, left; tier A, B, C).

    A row shows all its counts only where none of them is small. The sums are shown only where what is hidden cannot be
    told by subtracting: nothing is hidden, or at least two rows are and their hidden people are many in every column.
    Where one more hidden row makes that so, the smallest shown one is hidden too.
    """
    rows = [all(n >= least for n in row) for row in table]
    columns = range(len(table[0])) if table else range(0)

    def sums_tell() -> bool:
        hidden = [row for row, shown in zip(table, rows, strict=True) if not shown]
        return bool(hidden) and (len(hidden) < 2 or any(sum(row[c] for row in hidden) < least for c in columns))

    while sums_tell() and any(rows):
        smallest = min((n for n, shown in enumerate(rows) if shown), key=lambda n: sum(table[n]))
        rows[smallest] = False
    whole = [sum(row[c] for row in table) for c in columns]
    return Shown(tuple(rows), not sums_tell() and all(n >= least for n in whole))


def word(n: int, shown: bool = True, least: int = SMALLEST_COUNT) -> str:
    """A count as words: the number, "<5" for a small one, "–" for one that is hidden because of its neighbours."""
    return "<5" if n < least else str(n) if shown else "–"
