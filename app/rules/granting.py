"""Who may give, end and reset whose roles: nobody more than they hold (domain.md §11; promises B5, H5)."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from app.models.accounts import Role

ADMINISTERS = frozenset({Role.DISTRICT, Role.COMMUNITY})
"""Who has a page of accounts: the district everywhere, a community its own people (domain.md §11, column admin)."""
IMPORTS = frozenset({Role.DISTRICT})
"""Who loads rosters."""
APART = frozenset({Role.AUDITOR})
"""Who watches the administrators is none of them: an account has one of these roles or others, never both (H5)."""

LEVELS: dict[Role, frozenset[int]] = {
    Role.DISTRICT: frozenset({6}),
    Role.AUDITOR: frozenset({6}),
    Role.STREET: frozenset({9}),
    Role.COMMUNITY: frozenset({12}),
    Role.SPECIALIST: frozenset({12}),
    Role.POSTED_CADRE: frozenset({9, 12, 15}),
    Role.GRID: frozenset({15}),
    Role.INFO: frozenset({15}),
    Role.SECRETARY: frozenset({15}),
    Role.CARE: frozenset({9, 12}),
    Role.LIAISON: frozenset({9, 12}),
    Role.MENTOR: frozenset({9, 12}),
}
"""Length of the area code that a role can have; roles that are not here belong to a community or a grid."""
_LOCAL = frozenset({12, 15})

_COMMUNITY_GIVES = frozenset(Role) - {Role.DISTRICT, Role.STREET, Role.AUDITOR, Role.POSTED_CADRE}


class Held(Protocol):
    """A role for an area, with the time it ends."""

    @property
    def role(self) -> Role:
        """The role."""

    @property
    def area(self) -> str:
        """The code of the area."""

    @property
    def ends_at(self) -> datetime | None:
        """When it ends; None for no end."""


def fits_level(role: Role, area: str) -> bool:
    """Whether a role can be held for an area of this level: a grid worker has a grid, a street officer a street."""
    return len(area) in LEVELS.get(role, _LOCAL)


def may_give(held: Collection[Held], *, role: Role, area: str, ends_at: datetime | None) -> bool:
    """Whether somebody who holds these roles may give this one: inside the own area, of the own kinds, not for longer."""
    for own in held:
        if own.role not in ADMINISTERS or not area.startswith(own.area):
            continue
        if own.role == Role.COMMUNITY and role not in _COMMUNITY_GIVES:
            continue
        if own.ends_at is not None and (ends_at is None or ends_at > own.ends_at):
            continue
        return True
    return False


def may_manage(held: Collection[Held], theirs: Collection[Held]) -> bool:
    """Whether somebody may reset, disable or rename an account: only where every role of it is one they may give.

    Otherwise a community lead could reset the district's password and come in as the district. An end of the own time
    does not matter here; an account that holds nothing any more can be managed by who may give what it held last.
    """
    return bool(theirs) and all(
        any(
            own.role in ADMINISTERS
            and other.area.startswith(own.area)
            and (own.role == Role.DISTRICT or other.role in _COMMUNITY_GIVES)
            for own in held
        )
        for other in theirs
    )


def clash(roles: Collection[Role]) -> bool:
    """Whether these roles may not meet in one person: auditor beside anything else (H5)."""
    return bool(APART & set(roles)) and len(set(roles)) > 1
