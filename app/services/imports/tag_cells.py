"""The cells of a row that hold tags: words in a tag column, yes and no under a tag's own heading, grades."""

from app.rules import tags
from app.rules.roster import tag_words
from app.rules.roster.cells import Cell, text
from app.rules.roster.refusals import Refused
from app.services.imports.layout import Layout
from app.services.imports.line import Line

_YES = frozenset({"是", "有", "√", "✓", "✔", "对", "1", "Y", "YES", "TRUE", "☑", "■", "●"})
_NO = frozenset({"否", "不是", "×", "✗", "✕", "0", "N", "NO", "FALSE", "☐", "□", "○", "X"})


class TagCells:
    """Reads them into a line; what is not known is noted there and nothing else is lost."""

    def __init__(self, line: Line, layout: Layout):
        self.line, self.layout = line, layout

    def read(self, cells: list[Cell], marks: list[tuple[str, int, str]], told: dict[str, tuple[Cell, str]]) -> None:
        """All of them. `marks`: tag, column, text of the yes-and-no columns; `told`: the other fields of the row."""
        for column in self.layout.columns.get("tags", ()):
            words = text(cells[column]) if column < len(cells) else ""
            for word in tag_words.split(words) if words else ():
                try:
                    for found in tag_words.read(word):
                        self._take(found)
                except Refused as refused:
                    self.line.refused.append((self.layout.headings[column], refused.code, refused.word))
        for code, column, mark in marks:
            self._mark(code, mark, self.layout.headings[column])
        for name, code in (("disability_grade", "D01"), ("care_grade", "E05")):
            if name in told:
                self._grade(code, told[name][1], self.layout.heading(name))

    def _take(self, found: tag_words.Word) -> None:
        line = self.line
        if found.flag and found.flag not in line.flags:
            line.flags.append(found.flag)
        if found.tag and found.tag not in tags.DERIVED:
            line.tags[found.tag] = found.grade or line.tags.get(found.tag, "")
        if found.tag == "E02" and not line.living:
            line.living = "alone"

    def _mark(self, code: str, told: str, heading: str) -> None:
        word = told.upper().replace(" ", "")
        if word in _NO:
            return
        if word in _YES:
            self._take(tag_words.Word(code))
            return
        try:
            for found in tag_words.read(told):
                if found.tag == code:
                    self._take(found)
                    return
        except Refused as refused:
            if refused.code == "denied_tag":
                self.line.refused.append((heading, refused.code, ""))
                return
        if code in {"D01", "E05"}:
            self._grade(code, told, heading)
        else:
            self.line.refused.append((heading, "unknown_tag", ""))

    def _grade(self, code: str, told: str, heading: str) -> None:
        try:
            grade = tag_words.grade(code, told)
        except Refused as refused:
            self.line.refused.append((heading, refused.code, ""))
            return
        if grade is not None:
            self.line.tags[code] = grade or self.line.tags.get(code, "")
