"""Text files that no spreadsheet program takes for formulas (promise G1): every cell that begins like one gets a mark."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""By it Excel and WPS know that the file is UTF-8."""
_BEGINS = frozenset("=+-@\t\r\n\x00|%")


def cell(text: str) -> str:
    """The text as a cell: without control characters, and with a quote in front where it would begin a formula.

    Full-width signs and signs after blanks count too: some programs fold them.
    """
    clean = "".join(c if c not in "\r\n\t" else " " for c in text if c.isprintable() or c in "\r\n\t")
    folded = unicodedata.normalize("NFKC", clean).lstrip()
    # Read once more as it was: a control character in front was dropped above, and what it hid must not come through.
    return "'" + clean if folded[:1] in _BEGINS or text[:1] in _BEGINS else clean


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file, UTF-8 with BOM, lines ended as spreadsheets on Windows end them."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(str(value)) for value in row])
    return (BOM + out.getvalue()).encode()
