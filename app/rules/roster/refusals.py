"""Why a row or a cell of a roster was not taken, and what is worth a second look: one sentence for each code.

The sentences never repeat what stood in the cell; row and column say where to look.
"""

from typing import Final

ROW: Final[dict[str, tuple[str, str]]] = {
    "no_name": ("没有姓名，这一行没有导入。", "No name; the row was not taken."),
    "bad_name": ("姓名里有认不出的内容（数字或符号），这一行没有导入。", "The name holds digits or signs; the row was not taken."),
    "unknown_grid": ("没有这个网格，这一行没有导入。网格由街道新建，不从名册里建。",
                     "No such grid; the row was not taken. Grids are not created from rosters."),
    "grid_outside": ("这个网格不在这次导入的范围里，这一行没有导入。", "The grid is outside the area of this import; the row was not taken."),
    "grid_ambiguous": ("叫这个名字的网格不止一个，请写 15 位网格编码。这一行没有导入。",
                       "Several grids have this name; use the 15-digit code. The row was not taken."),
    "no_address": ("没有门牌地址，也没能用证件号对上已有的人，这一行没有导入。",
                   "No address, and no known person with this ID; the row was not taken."),
    "bad_address": ("地址认不出是哪栋、哪门，这一行没有导入。例：和平里小区3号楼1单元402室。",
                    "The address does not tell building and door; the row was not taken. Example: 和平里小区3-1-402."),
    "address_ambiguous": ("地址有两种读法，没有替你猜，这一行没有导入。请写明楼、单元、门牌。",
                          "The address can be read in two ways and was not guessed; the row was not taken."),
    "address_date": ("门牌被表格改成了日期，这一行没有导入。请把这一列设成文本再填一次。",
                     "The spreadsheet turned the door into a date; the row was not taken. Set the column to text."),
    "unit_missing": ("这栋楼有几个单元，地址没写是哪一个，这一行没有导入。", "The building has several staircases and the address names none; the row was not taken."),
    "bad_id": ("证件号码的位数或校验位不对，这一行没有导入。", "The ID number has a wrong length or check digit; the row was not taken."),
    "id_destroyed": ("证件号码被表格当成数字弄坏了（后几位已丢失），这一行没有导入。请把这一列设成文本再填一次。",
                     "The spreadsheet destroyed the ID number (its last digits are lost); the row was not taken."),
    "person_elsewhere": ("这个人登记在这次导入的范围以外，这一行没有导入，请区里核对。",
                         "This person is registered outside the area of this import; the row was not taken."),
    "person_ambiguous": ("同一门里有几位同名的人，分不清是谁，这一行没有导入。请补上出生年月或证件号。",
                         "Several people of this name live behind this door; the row was not taken. Add birth month or ID."),
    "cell_broken": ("格子里的内容坏了，这一行没有导入。", "A cell of this row is damaged; the row was not taken."),
}  # fmt: skip
"""The row was not taken."""

CELL: Final[dict[str, tuple[str, str]]] = {
    "unknown_tag": ("不认识的类别{word}，这一项没有导入，其余照收。", "Unknown tag{word}; this value was not taken, the rest was."),
    "denied_tag": ("这一类不收集，这一项没有导入，其余照收。", "This kind of label is not collected; this value was not taken, the rest was."),
    "bad_phone": ("电话号码不对，这一格没有导入，其余照收。", "Not a phone number; the cell was not taken, the rest was."),
    "date_impossible": ("日期不可能（没有这个月日、在将来或太早），这一格没有导入，其余照收。",
                        "An impossible date; the cell was not taken, the rest was."),
    "date_ambiguous": ("这个数认不准是几月，没有替你猜，这一格没有导入，其余照收。请写成 1942-03 这样。",
                       "This number can be read as two dates and was not guessed; write it as 1942-03. The rest was taken."),
    "date_unreadable": ("认不出的日期，这一格没有导入，其余照收。请写成 1942-03 这样。",
                        "Not a date; write it as 1942-03. The rest was taken."),
    "unknown_sex": ("性别只认男、女，这一格没有导入，其余照收。", "Sex is 男 or 女; the cell was not taken, the rest was."),
    "unknown_living": ("认不出的居住情况，这一格没有导入，其余照收。", "Not a known way of living; the cell was not taken, the rest was."),
    "unknown_grade": ("认不出的等级，这一格没有导入，其余照收。", "Not a known grade; the cell was not taken, the rest was."),
    "bad_contact": ("紧急联系人认不出是谁，这一格没有导入，其余照收。", "The emergency contact cannot be read; the cell was not taken, the rest was."),
}  # fmt: skip
"""The cell was not taken, the row was."""

WARN: Final[dict[str, tuple[str, str]]] = {
    "name_and_door": ("只凭姓名和门牌对上了已有的人，请核对。", "Matched by name and door alone; please check."),
    "name_changed": ("证件号对上了，姓名不同，已按名册改。", "Same ID, other name; the name was changed to the roster's."),
    "same_id_other_name": ("同一个证件号在名册里有两个姓名，收了先出现的。", "One ID with two names in this file; the first was kept."),
    "moved_door": ("这个人换了门牌，已按名册改。", "This person has another door now; changed to the roster's."),
    "unit_other_grid": ("这个单元属于另一个网格，按已有的划分收下。", "This staircase belongs to another grid; the known border was kept."),
    "not_here": ("名册里有这个人，但已登记为搬走或去世，状态没有改。", "On the roster, but recorded as moved or dead; the status was not changed."),
    "more_phones": ("一格里有几个号码，收了第一个。", "Several numbers in one cell; the first was taken."),
    "repeated": ("同一个人在名册里不止一行，算一次。", "The same person is in this file more than once and counts once."),
    "other_sheets": ("文件里还有别的工作表，这次只读了第一张有表头的。", "The file has other sheets; only the first with headings was read."),
}  # fmt: skip
"""Taken, and worth a second look."""

_ALL = {**ROW, **CELL, **WARN}


class Refused(ValueError):
    """A cell cannot be used. `code` is one of ROW or CELL; `word` is only ever a masked, harmless word."""

    def __init__(self, code: str, word: str = ""):
        super().__init__(code)
        self.code, self.word = code, word


def sentence(code: str, language: str = "zh", word: str = "") -> str:
    """The sentence of a code in `zh` or `en`."""
    zh, en = _ALL[code]
    if language.startswith("zh"):
        return zh.replace("{word}", f"“{word}”" if word else "")
    return en.replace("{word}", f" “{word}”" if word else "")
