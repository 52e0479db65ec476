"""Who may give, end and reset whose roles: nobody more than they hold (domain.md §11; promises B5, H5)."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from app.models.accounts import Role
from app.rules.volunteering import STAFF, VOLUNTEERS

ADMINISTERS = frozenset({Role.DISTRICT, Role.COMMUNITY})
"""Who has a page of accounts: the district everywhere, a community its own people (domain.md §11, column admin)."""
IMPORTS = frozenset({Role.DISTRICT})
"""Who loads rosters."""
APART = frozenset({Role.AUDITOR})
"""Who watches the administrators is none of them and is made by none of them, only by `linli user add` at the machine;
an account has one of these roles or others, never both (H5)."""

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
    Role.VOLUNTEER: frozenset({12}),
    Role.LEADER: frozenset({12}),
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
        if role in APART or (own.role == Role.COMMUNITY and role not in _COMMUNITY_GIVES):
            continue
        if own.ends_at is not None and (ends_at is None or ends_at > own.ends_at):
            continue
        return True
    return False


def may_manage(held: Collection[Held], theirs: Collection[Held], *, as_them: bool = False) -> bool:
    """Whether somebody may disable or rename an account: only where every role of it is one they may give.

    With `as_them`, for what lets somebody come in as the other (a new link, taking back into work), not for longer
    than the own time either: else a stand-in would reset the permanent colleague and stay. An account that holds
    nothing any more can be managed by who may give what it held last. Whoever watches is managed by nobody here, but
    by the operator at the machine (H5).
    """
    return bool(theirs) and all(
        any(
            own.role in ADMINISTERS
            and other.role not in APART
            and other.area.startswith(own.area)
            and (own.role == Role.DISTRICT or other.role in _COMMUNITY_GIVES)
            and (not as_them or own.ends_at is None or (other.ends_at is not None and other.ends_at <= own.ends_at))
            for own in held
        )
        for other in theirs
    )


def administers(held: Collection[Held], roles: Collection[Role] = ADMINISTERS) -> str:
    """The area that somebody administers by one of these roles: the widest; "" for none."""
    return min((own.area for own in held if own.role in roles), key=len, default="")


def clash(roles: Collection[Role]) -> bool:
    """Whether these roles may not meet in one account: auditor beside anything else (H5), a volunteer's beside the office's."""
    held = set(roles)
    return (bool(APART & held) and len(held) > 1) or mixed(held)


def mixed(roles: Collection[Role]) -> bool:
    """Whether an account would be somebody's at work and as a volunteer: volunteers have hours, staff have none (design.md §1)."""
    return bool(STAFF & set(roles)) and bool(VOLUNTEERS & set(roles))
