"""Every path and its builder, and where each role lands after signing in."""

from collections.abc import Collection
from uuid import UUID

from app.rules.visibility import SEES_RESIDENTS

HOME = "/"
LOGIN = "/login"
RESIDENTS = "/residents"
RESIDENT = "/residents/[id]"
OUTBOX = "/outbox"
ME = "/me"

PUBLIC = frozenset({HOME, LOGIN})
"""Pages that open without an account; every other page asks for one."""

def resident(resident_id: UUID | str) -> str:
    """The address of one card."""
    return f"{RESIDENTS}/{resident_id}/"


def landing(roles: Collection[str]) -> str:
    """The page that this person uses most."""
    return f"{RESIDENTS}/" if SEES_RESIDENTS & set(roles) else f"{ME}/"


def safe_next(wanted: str) -> str:
    """A path of our own to go to after signing in, or "" for anything else (no open redirect)."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\", "/api/", "/login")):
        return ""
    plain = all(c.isalnum() or c in "/-_?=&.%[]" for c in wanted)
    return wanted[:200] if plain and "\\" not in wanted else ""
