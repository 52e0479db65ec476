"""Every path and its builder, and where each role lands after signing in."""

from collections.abc import Collection
from uuid import UUID

from app.config import settings
from app.models.accounts import Role
from app.rules.visibility import CARRIES_PACK, SEES_RESIDENTS
from app.rules.volunteering import VOLUNTEERS

HOME = "/"
LOGIN = "/login"
TODAY = "/today"
NEEDS = "/needs"
RESIDENTS = "/residents"
RESIDENT = "/residents/[id]"
OUTBOX = "/outbox"
ME = "/me"
IMPORT = "/import"
ACCOUNTS = "/accounts"
AUDIT = "/audit"
PRIVACY = "/privacy"
FEEDBACK = "/feedback"
BORDERS = "/borders"
INBOX = "/inbox"
RULES = "/rules"
DAY = "/day"
SHEETS = "/sheets"
SHIFTS = "/shifts"
OPENINGS = "/openings"
HOURS = "/hours"
TEAMS = "/teams"
TEAM = "/teams/[id]"
PUBLIC_TEAM = "/public/teams/[id]"
APPROVALS = "/approvals"
CERTIFICATES = "/certificates"
PUBLIC_CERTIFICATES = "/public/certificates"
PUBLIC_CERTIFICATE = "/public/certificates/[code]"

PUBLIC = frozenset({HOME, LOGIN, FEEDBACK, PRIVACY, PUBLIC_CERTIFICATES, PUBLIC_CERTIFICATE, PUBLIC_TEAM})
"""Pages that open without an account; every other page asks for one."""


def choose_password() -> str:
    """Where somebody with a first password is sent; the part behind # is read by the page alone."""
    return f"{LOGIN}/#change"


def once(token: str) -> str:
    """The whole address of a one-time link. The secret stands behind the #, so that it reaches no log and no Referer."""
    return f"{_base()}{LOGIN}/#once={token}"


def _base() -> str:
    return settings.public_url or f"http://localhost:{settings.port}"


def public_certificate(code: str) -> str:
    """The whole address at which anybody checks a certificate, as it stands in its QR code."""
    return f"{_base()}{PUBLIC_CERTIFICATES}/{code}/"


def calendar(token: str) -> str:
    """The whole address of somebody's calendar; whoever has it can read it."""
    return f"{_base()}/calendar/{token}.ics"


def team(team_id: UUID | str) -> str:
    """The address of one team, for those who are signed in."""
    return f"{TEAMS}/{team_id}/"


def public_team(team_id: UUID | str) -> str:
    """The address of a team's page for everybody."""
    return f"/public/teams/{team_id}/"


def resident(resident_id: UUID | str) -> str:
    """The address of one card."""
    return f"{RESIDENTS}/{resident_id}/"


def landing(roles: Collection[str], *, own_phone: bool = True) -> str:
    """The page that this person uses most: the day's list where it lies on the phone."""
    if roles and own_phone and CARRIES_PACK.issuperset(roles):
        return f"{TODAY}/"
    if SEES_RESIDENTS & set(roles):
        return f"{RESIDENTS}/"
    if VOLUNTEERS & set(roles):
        return f"{SHIFTS}/"
    return f"{AUDIT}/" if Role.AUDITOR in roles else f"{ME}/"


def safe_next(wanted: str) -> str:
    """A path of our own to go to after signing in, or "" for anything else (no open redirect)."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\", "/api/", "/login")):
        return ""
    plain = all(c.isalnum() or c in "/-_?=&.%[]" for c in wanted)
    return wanted[:200] if plain and "\\" not in wanted else ""
