"""The district's own list of streets, communities and grids: a deployment loads it before the first roster."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.errors import Invalid
from app.models import Act, Area, Level
from app.rules.places import DISTRICT, LEVEL_OF_LENGTH, area_path
from app.services import audit


def load(session: Session, *, rows: Sequence[tuple[str, str]], actor_id: UUID | None = None, now: datetime) -> tuple[int, int]:
    """Take in (code, name) rows; how many areas are new and how many have a new name. None is ever removed.

    Codes are those of domain.md §9: 210202, then three digits each for street, community and grid; a parent must be
    in the list or there already. Raises Invalid with the row that does not fit, and then nothing is kept.
    """
    new = renamed = 0
    order = {code: rank for rank, (code, _) in enumerate(rows, 1)}
    for code, name in sorted(rows, key=lambda row: len(row[0])):
        row = order[code]
        if not code.isascii() or not code.isdigit() or len(code) not in LEVEL_OF_LENGTH or not code.startswith(DISTRICT):
            raise Invalid("area_code", "第 {row} 行的代码不对：210202 后面每级三位数字。",
                          "Row {row}: the code does not fit; 210202, then three digits a level.", row=row)  # fmt: skip
        if not name or len(name) > 60:
            raise Invalid("area_name", "第 {row} 行没有名称，或名称超过 60 字。", "Row {row}: no name, or one of over 60 characters.", row=row)
        known = session.get(Area, code)
        if known is not None:
            renamed += known.name != name
            known.name = name
            continue
        parent = code[:-3] if len(code) > len(DISTRICT) else None
        if parent is not None and session.get(Area, parent) is None:
            raise Invalid("area_parent", "第 {row} 行的上一级还没有。", "Row {row}: the area above it is not there.", row=row)
        session.add(Area(code=code, parent=parent, level=Level(LEVEL_OF_LENGTH[len(code)]), name=name, path=area_path(code), rank=row))
        session.flush()
        new += 1
    if new or renamed:
        audit.record(session, act=Act.CHANGE, now=now, actor_id=actor_id, object_kind="areas", result=f"new {new} renamed {renamed}")
    return new, renamed
