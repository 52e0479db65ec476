"""What a measurement says: numbers with their unit, their aim beside them, and the table they are printed in."""

import json
import os
import platform
import sqlite3
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any


@dataclass
class Figure:
    """One line of the table: what was measured, every value of it, and what design.md §6 aims at."""

    what: str
    unit: str
    values: Sequence[float]
    aim: str = ""
    note: str = ""

    def told(self) -> dict[str, Any]:
        """The line as plain data, for --json."""
        return {"what": self.what, "unit": self.unit, "n": len(self.values), "median": at(self.values, 0.5),
                "p95": at(self.values, 0.95), "max": max(self.values, default=None), "aim": self.aim, "note": self.note}  # fmt: skip


@dataclass
class Watch:
    """Collects times in milliseconds."""

    ms: list[float] = field(default_factory=list)

    def time(self, act: Callable[[], Any]) -> Any:
        """Do it and note how long it took; the answer is what it gave."""
        began = perf_counter()
        found = act()
        self.ms.append((perf_counter() - began) * 1000)
        return found


def at(values: Sequence[float], share: float) -> float | None:
    """The value below which this share of all lies; the middle one is the median."""
    if not values:
        return None
    if share == 0.5:
        return statistics.median(values)
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _short(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def machine() -> dict[str, Any]:
    """The cores, the memory and the versions that numbers depend on."""
    memory = next((int(x.split()[1]) for x in Path("/proc/meminfo").read_text().splitlines() if x.startswith("MemTotal")), 0)
    return {"cores": os.cpu_count(), "memory_gib": round(memory / 1024**2, 1), "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version, "system": platform.platform(), "load": round(os.getloadavg()[0], 2)}  # fmt: skip


def table(figures: Sequence[Figure]) -> str:
    """All lines under one another, each with n, median, p95, max and its aim; single values stand under median."""
    head = ("measured", "n", "median", "p95", "max", "unit", "aim", "")
    lines = [head]
    for figure in figures:
        v = figure.values
        several = len(v) > 1
        lines.append((
            figure.what, str(len(v)), _short(at(v, 0.5)), _short(at(v, 0.95)) if several else "",
            _short(max(v)) if several else "", figure.unit, figure.aim, figure.note,
        ))  # fmt: skip
    widths = [max(len(line[i]) for line in lines) for i in range(7)]
    rows = []
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:5], widths[1:5], strict=True)]
        cells += [line[5].ljust(widths[5]), line[6].ljust(widths[6]), line[7]]
        rows.append("  ".join(cells).rstrip())
    rows.insert(1, "-" * (sum(widths) + 12))
    return "\n".join(rows)


def append(path: Path, *, name: str, facts: dict[str, Any], figures: Sequence[Figure]) -> None:
    """Add one JSON line for each figure to a file, with the machine and the data it was measured on."""
    with path.open("a", encoding="utf-8") as out:
        for figure in figures:
            out.write(json.dumps({"measurement": name, **facts, **figure.told()}, ensure_ascii=False) + "\n")


def say(words: str) -> None:
    """Tell on stderr what is going on."""
    print(words, file=sys.stderr, flush=True)
