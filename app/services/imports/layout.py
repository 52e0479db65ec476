"""Which column of a sheet is which field: found in the header, also where it has two rows or merged group headings."""

from dataclasses import dataclass, field

from app.rules import masks
from app.rules.roster import headings
from app.rules.roster.cells import Cell, fold, text

PLACE = ("grid", "community", "courtyard", "building", "unit", "door", "address")
Row = tuple[int, list[Cell]]


@dataclass
class Layout:
    """The columns of a sheet. A refused column has its heading here and is never looked at again."""

    last_row: int
    columns: dict[str, list[int]] = field(default_factory=dict)
    """Field → its columns, in the order of the sheet; the first with a value counts."""
    tag_columns: list[tuple[int, str]] = field(default_factory=list)
    """Columns that say yes or no about one tag."""
    headings: dict[int, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    refused_columns: set[int] = field(default_factory=set)

    @property
    def place_columns(self) -> frozenset[int]:
        """Where a cell merged downwards holds for each of its rows."""
        return frozenset(column for name in PLACE for column in self.columns.get(name, ()))

    @property
    def usable(self) -> bool:
        """Whether people can be told apart by these columns: a name, and a door or an ID."""
        has = self.columns.keys()
        return "name" in has and bool({"address", "id_number", "door"} & has)

    def heading(self, name: str) -> str:
        """The heading of a field as the sheet has it, for reports; "" where there is no such column."""
        found = self.columns.get(name)
        return self.headings.get(found[0], "") if found else ""


def _shown(heading: str) -> str:
    return masks.mask_text("".join(fold(heading).split()))[:24]


def _told(cells: list[Cell]) -> list[str]:
    return [text(cell) if isinstance(cell, str) else "" for cell in cells[:256]]


def _known(told: list[str]) -> int:
    fields = {headings.field(word) for word in told if 0 < len(word) <= 40}
    return len(fields - {headings.IGNORED, headings.REFUSED})


def _groups(upper: list[str], lower: list[str]) -> list[str]:
    """For each column the group heading above it: a merged heading stands only in its first cell."""
    groups, group = [], ""
    for column in range(max(len(upper), len(lower))):
        above = upper[column] if column < len(upper) else ""
        below = lower[column] if column < len(lower) else ""
        if above:
            group = above if below else ""
        groups.append(group if below else above)
    return groups


def _layout(upper: list[str], lower: list[str], last_row: int, above: list[str] | None = None) -> Layout:
    """`lower` is empty where the header has one row; `above` is the row before it, for forbidden group headings."""
    layout = Layout(last_row)
    over = _groups(above, upper) if above and not lower and sum(map(bool, above)) >= 2 else []
    groups = _groups(upper, lower) if lower else upper
    for column, group in enumerate(groups):
        below = lower[column] if column < len(lower) else ""
        word = below or group
        if not word:
            continue
        found = headings.field(word)
        if found == headings.IGNORED and below and group:
            word = group + below
            found = headings.field(word)
        above_it = group if below else over[column] if column < len(over) else ""
        if found == headings.REFUSED or (above_it and headings.field(above_it) == headings.REFUSED):
            layout.refused_columns.add(column)
            layout.refused.append(_shown(word if found == headings.REFUSED else above_it + word))
        elif found == headings.IGNORED:
            layout.ignored.append(_shown(word))
        elif found.startswith(headings.TAG):
            layout.tag_columns.append((column, found.removeprefix(headings.TAG)))
            layout.headings[column] = _shown(word)
        else:
            layout.columns.setdefault(found, []).append(column)
            layout.headings[column] = _shown(word)
    return layout


def find_layout(rows: list[Row], *, within: int) -> Layout | None:
    """The layout of the first row that names a person and a door or an ID; None where there is none.

    A header may be two rows high, with group headings above: then both rows together are the header.
    """
    for n, (number, cells) in enumerate(rows):
        if number > within:
            break
        upper = _told(cells)
        if _known(upper) < 2:
            continue
        single = _layout(upper, [], number, _told(rows[n - 1][1]) if n else None)
        following = rows[n + 1] if n + 1 < len(rows) and rows[n + 1][0] == number + 1 else None
        if following:
            lower = _told(following[1])
            fits = all(not word or headings.field(word) for word in lower) or _known(lower) >= 2
            if any(lower) and fits and "name" not in _fields(lower) & _fields(upper):
                double = _layout(upper, lower, number + 1)
                if double.usable and _known(lower) >= 1 and len(double.columns) > len(single.columns):
                    return double
        if single.usable:
            return single
    return None


def _fields(told: list[str]) -> set[str]:
    return {headings.field(word) for word in told if word}
