"""Which roles may record what at the door: the frozen table of kinds and roles (domain.md §11).

Volunteers record their own hours and what came of their task; nobody of the staff has an attendance to record.
Whoever meets somebody may say so ("有人见过就算"); what changes a person is for those who look after the grid.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from app.models.accounts import Role
from app.rules.volunteering import VOLUNTEERS

_DOOR: Final = frozenset({Role.GRID, Role.INFO, Role.COMMUNITY})
"""Those who look after a grid: they record everything."""
_MEET: Final = _DOOR | {Role.SECRETARY, Role.POSTED_CADRE, Role.SPECIALIST}

MAY: Final[Mapping[str, frozenset[Role]]] = MappingProxyType({
    "contact": _MEET,
    "no_answer_step": _DOOR | {Role.SECRETARY},
    "need": _DOOR | {Role.SECRETARY, Role.SPECIALIST},
    "need_step": _MEET,
    "hazard": _DOOR | {Role.SECRETARY, Role.POSTED_CADRE},
    "resident_new": _DOOR,
    "resident_edit": _DOOR,
    "tag_proposal": _DOOR | {Role.SPECIALIST},
    "attendance_in": VOLUNTEERS,
    "attendance_out": VOLUNTEERS,
    "task_result": VOLUNTEERS,
})
VOLUNTARY: Final = frozenset({"attendance_in", "attendance_out", "task_result"})
"""Kinds of volunteers, which are about no resident's particulars."""
_STATUS: Final = frozenset({"in_hospital", "away", "moved", "died"})


def changes_the_person(kind: str, payload: Mapping[str, Any]) -> bool:
    """Whether a contact says more than that somebody was met: a new status, a wish, tags, a promise."""
    if kind != "contact":
        return False
    told = {payload["outcome"], *payload["each"].values()}
    return bool(told & _STATUS or payload["wish"] or payload["tags"] or payload["promise"])


def roles_for(kind: str, payload: Mapping[str, Any]) -> frozenset[Role] | None:
    """Who may record this; None where everybody may who sees the person."""
    if changes_the_person(kind, payload):
        return _DOOR
    return MAY.get(kind)
