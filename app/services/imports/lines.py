"""One row of a sheet as one `Line`: understood, checked, and without the ID number, of which only the keyed index is left."""

import re
from datetime import date

from app.rules.roster import addresses, dates, identity, persons, phones
from app.rules.roster.addresses import Address, Place
from app.rules.roster.cells import Cell, text
from app.rules.roster.refusals import Refused
from app.services import keys
from app.services.imports.layout import Layout
from app.services.imports.line import Line, RowRefused
from app.services.imports.quick_initials import initials
from app.services.imports.tag_cells import TagCells

_FOOTER = re.compile(
    r"(?:合计|总计|小计|共计|总数|总人数|制表|填表|填报|审核|复核|负责人|经办|统计|截止|说明|备注|注[:：]|单位|日期|签字|盖章|共\d+|以下空白|本页|第\d+页)"
)
NAMELESS = "联系人"
"""The name of an emergency contact of whom the list has only the number."""
Told = dict[str, tuple[Cell, str]]


class Reader:
    """Reads the rows of one sheet."""

    def __init__(self, layout: Layout, *, today: date, typed: bool):
        self.layout, self.today, self.typed = layout, today, typed
        self._columns = [(name, tuple(columns)) for name, columns in layout.columns.items()]

    def read(self, row: int, cells: list[Cell]) -> Line | None:
        """The line of a row; None for an empty row, a footer and a repeated header. Raises RowRefused."""
        told = self._told(cells)
        marks = [(code, column, mark) for column, code in self.layout.tag_columns if (mark := _at(cells, column))]
        if not (told or marks) or self._is_footer(cells, told):
            return None
        heading = self.layout.heading
        line = Line(row)
        try:
            line.name = persons.name(told["name"][1]) if "name" in told else ""
        except Refused as refused:
            raise RowRefused(heading("name"), refused.code) from None
        if not line.name:
            raise RowRefused(heading("name"), "no_name")
        if "id_number" in told:
            line.id_hash = self._identity(cells)
        line.initials = initials(line.name)
        line.grid_told, line.community_told = _plain(told, "grid"), _plain(told, "community")
        self._place(line, told, cells)
        self._particulars(line, told, cells)
        if "tags" in told or marks or "disability_grade" in told or "care_grade" in told:
            TagCells(line, self.layout).read(cells, marks, told)
        if "contact_name" in told or "contact_phone" in told:
            self._contact(line, told)
        return line

    def _told(self, cells: list[Cell]) -> Told:
        """Field → the first of its cells that says anything, as it is and as text."""
        width = len(cells)
        told: Told = {}
        for name, columns in self._columns:
            for column in columns:
                if column < width and (value := cells[column]) is not None and (plain := text(value)):
                    told[name] = (value, plain)
                    break
        return told

    def _is_footer(self, cells: list[Cell], told: Told) -> bool:
        name = told["name"][1].replace(" ", "") if "name" in told else ""
        if name:
            return name == self.layout.heading("name") or bool(_FOOTER.match(name))
        first = next((plain for cell in cells[:64] if cell is not None and (plain := text(cell))), "")
        return bool(_FOOTER.match(first.replace(" ", "")))

    def _identity(self, cells: list[Cell]) -> str:
        """The keyed index of the first ID number; the number goes no further than this function."""
        found = ""
        for column in self.layout.columns["id_number"]:
            if column < len(cells) and cells[column] is not None:
                try:
                    number = identity.identity(cells[column])
                except Refused as refused:
                    raise RowRefused(self.layout.headings[column], refused.code) from None
                found = found or (keys.id_index(number) if number else "")
        return found

    def _place(self, line: Line, told: Told, cells: list[Cell]) -> None:
        named = [name for name in ("address", "door", "building", "unit", "courtyard") if name in told]
        if not named:
            return
        for name in named:
            if isinstance(told[name][0], date):
                raise RowRefused(self.layout.heading(name), "address_date")
        try:
            address = self._address(told, cells)
        except Refused as refused:
            raise RowRefused(self.layout.heading(named[0]), refused.code) from None
        line.place = address.place
        line.grid_told = line.grid_told or address.grid
        line.community_told = line.community_told or address.community

    def _address(self, told: Told, cells: list[Cell]) -> Address:
        yard, building, unit, door, whole = (
            told[name][1].replace(" ", "") if name in told else ""
            for name in ("courtyard", "building", "unit", "door", "address")
        )
        if door and not building and len(columns := self.layout.columns["door"]) > 1:
            doors = [plain for column in columns if (plain := _at(cells, column))]
            if len(doors) > 1:  # 门牌 41号 and 房号 402: the first is the house
                building, door = doors[0], doors[-1]
        yard = addresses.courtyard(yard)
        if building and door:
            if not yard and whole:
                yard = addresses.courtyard(whole)
            if not yard:
                raise Refused("bad_address")
            try:
                return Address(Place(yard, addresses.building(building), addresses.unit(unit), addresses.door(door)))
            except Refused:  # parts that share a cell: 楼号 "3号楼1单元"
                return addresses.read(building + unit + ("" if building[-1:].isalpha() else "-") + door, yard)
        if whole:
            return addresses.read(whole, yard)
        if door and yard:  # 房号 3-1-402 in one column
            return addresses.read(door, yard)
        raise Refused("bad_address")

    def _particulars(self, line: Line, told: Told, cells: list[Cell]) -> None:
        """Birth month, sex, living, phone: a cell that cannot be read is noted, and the row goes on."""
        if "birth" in told:
            try:
                line.birth_ym = dates.birth_month(told["birth"][0], today=self.today, typed=self.typed)
            except Refused as refused:
                line.refused.append((self.layout.heading("birth"), refused.code, ""))
        for name, read in (("sex", persons.sex), ("living", persons.living)):
            if name in told:
                try:
                    setattr(line, name, read(told[name][1]))
                except Refused as refused:
                    line.refused.append((self.layout.heading(name), refused.code, ""))
        if "phone" in told:
            for column in self.layout.columns["phone"]:
                if not line.phone and column < len(cells) and cells[column] is not None:
                    line.phone = self._phone(line, cells[column], self.layout.headings[column])
            line.phone_index = keys.phone_index(line.phone) if line.phone else ""

    def _phone(self, line: Line, value: Cell, heading: str) -> str:
        try:
            number, more = phones.phone(value)
        except Refused as refused:
            line.refused.append((heading, refused.code, ""))
            return ""
        if more:
            line.warned.append((heading, "more_phones"))
        return number

    def _contact(self, line: Line, told: Told) -> None:
        name = relation = phone = ""
        if "contact_name" in told:
            heading = self.layout.heading("contact_name")
            try:
                name, relation, number = persons.contact(told["contact_name"][1])
            except Refused as refused:
                line.refused.append((heading, refused.code, ""))
            else:
                phone = self._phone(line, number, heading) if number else ""
        if "contact_phone" in told:
            phone = self._phone(line, told["contact_phone"][0], self.layout.heading("contact_phone")) or phone
        if "contact_relation" in told:
            relation = persons.relation_word(told["contact_relation"][1]) or relation
        if name or phone:
            line.contact = (name or NAMELESS, relation, phone)


def _at(cells: list[Cell], column: int) -> str:
    return text(cells[column]) if column < len(cells) else ""


def _plain(told: Told, name: str) -> str:
    return told[name][1].replace(" ", "") if name in told else ""
