"""What a file must pass before anything in it is read: size, kind, no bomb, no macros (promise G3).

Every refusal is a plain sentence; the limits leave twice the room that a whole district needs.
"""

import zipfile
from pathlib import Path

from app.errors import Invalid

LARGEST_FILE = 256 * 2**20
LARGEST_INSIDE = 2**30
LARGEST_RATIO = 100
"""Real sheets pack 8 to 30 times smaller; a bomb 1000 times."""
MOST_MEMBERS = 1000
MOST_ROWS = 600_000
MOST_BLANK = 10_000
"""This many empty rows in a row are a formatted void, not a roster."""
LONGEST_CELL = 32_767
"""The longest text a spreadsheet program can put into a cell."""


def not_a_sheet() -> Invalid:
    """The file is something else."""
    return Invalid(
        "not_a_sheet", "这个文件不是表格。请用 .xlsx 或 .csv。", "This is not a spreadsheet. Use .xlsx or .csv."
    )


def broken() -> Invalid:
    """The file begins like a sheet and cannot be read to its end."""
    return Invalid("broken_file", "文件坏了，读不下去。请在 WPS 或 Excel 里打开后另存为 .xlsx 再试。",
                   "The file is damaged. Open it in WPS or Excel and save it as .xlsx again.")  # fmt: skip


def too_large() -> Invalid:
    """More than any roster of a district."""
    return Invalid("too_large", "文件太大，或解压后大得不正常，没有读。下面若有许多空行请删掉，或分成几个文件。",
                   "The file is too large, or swells abnormally when unpacked; it was not read. Delete empty rows below, or split it.")  # fmt: skip


def too_many_rows() -> Invalid:
    """More rows than a district has people."""
    return Invalid("too_many_rows", "表里超过 {n} 行，没有读。多半是下面的空行带着格式：删掉空行再试，或分成几个文件。",
                   "More than {n} rows; the file was not read. Delete the empty rows below, or split the file.", n=MOST_ROWS)  # fmt: skip


def empty_rows(row: int) -> Invalid:
    """Thousands of empty rows."""
    return Invalid("empty_rows", "从第 {row} 行起连着 {n} 多行是空的，没有读。请删掉空行再试。",
                   "More than {n} empty rows from row {row}; delete them and try again.", row=row, n=MOST_BLANK)  # fmt: skip


def cell_too_long() -> Invalid:
    """A cell no spreadsheet program could have written."""
    return Invalid(
        "cell_too_long", "有一格的内容长得不正常，没有读。", "A cell is abnormally long; the file was not read."
    )


def kind_of(path: Path) -> str:
    """`xlsx` or `csv`. Raises Invalid where the file is missing, empty, too large or of another kind."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Invalid(
            "no_file", "打不开这个文件，请看看路径对不对。", "The file cannot be opened; check its path."
        ) from error
    if not size:
        raise Invalid("empty_file", "文件是空的。", "The file is empty.")
    if size > LARGEST_FILE:
        raise too_large()
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("old_format", "这是旧格式（.xls、.et）或加了密码的表格。请在 WPS 或 Excel 里去掉密码，另存为 .xlsx。",
                      "An old format (.xls, .et) or a sheet with a password. Save it as .xlsx without a password.")  # fmt: skip
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if (b"\0" in head and not utf16) or head.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")
    ):
        raise not_a_sheet()
    if (
        head.lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<style"))
    ):
        raise Invalid("web_page", "这是改了名的网页文件。请在 WPS 或 Excel 里打开后另存为 .xlsx。",
                      "This is a web page under another name. Open it and save it as .xlsx.")  # fmt: skip
    return "csv"


def checked_zip(path: Path) -> zipfile.ZipFile:
    """The archive of an .xlsx, still packed. Raises Invalid for bombs, macros, passwords and other formats."""
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise broken() from error
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_INSIDE:
        raise too_large()
    for member in members:
        if member.flag_bits & 0x1:
            raise Invalid(
                "password", "表格加了密码。请去掉密码再试。", "The sheet has a password. Remove it and try again."
            )
        if member.file_size > 10 * 2**20 and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
            raise too_large()
    if any(name.lower().endswith(("vbaproject.bin", "xlm.bin")) or "/macrosheets/" in name.lower() for name in names):
        raise Invalid(
            "macros",
            "文件带宏，没有读。请另存为不带宏的 .xlsx。",
            "The file holds macros; save it as .xlsx without them.",
        )
    if "xl/workbook.bin" in names:
        raise Invalid("old_format", "这是 .xlsb 格式。请另存为 .xlsx。", "This is .xlsb. Save it as .xlsx.")
    if "[Content_Types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise not_a_sheet()
    return archive
