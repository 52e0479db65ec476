"""Who is a volunteer and who is not: roles, ages and what they mean (domain.md §4.5). Volunteers' check-in is for their own hours; staff have none."""

from datetime import date
from typing import Final

from app.models.accounts import Role
from app.rules.ages import age_on

VOLUNTEERS: Final = frozenset({Role.VOLUNTEER, Role.LEADER})
"""Who signs up, checks in and has hours. Nobody else has: there is no attendance of staff in Linli (design.md §1)."""
STAFF: Final = frozenset({
    Role.DISTRICT, Role.STREET, Role.COMMUNITY, Role.SPECIALIST, Role.POSTED_CADRE, Role.GRID, Role.INFO, Role.SECRETARY, Role.AUDITOR,
})  # fmt: skip
"""Who works for the district. Whoever of them helps in their free time does so with an account of their own as a volunteer,
so that the two never mix."""
KEEPS_TEAMS: Final = frozenset({Role.SECRETARY, Role.COMMUNITY})
"""Who makes teams and decides where no leader may: the branch secretary of a grid and the community (domain.md §11)."""
ISSUES: Final = frozenset({Role.COMMUNITY})
"""Whose name stands under a certificate: the residents' committee (谁组织谁记录、谁记录谁证明, Order 67)."""
COUNTS_TEAMS: Final = frozenset({Role.STREET, Role.DISTRICT})
"""Who sees counts of volunteers and no names."""
READS_TEAMS: Final = frozenset({Role.GRID, Role.INFO})
"""Who sees which teams there are, to ask them for help."""
APPROVES: Final = KEEPS_TEAMS | {Role.LEADER}
"""Who has hours to confirm: leaders and deputies of their teams, keepers of theirs; nobody their own."""
ADULT = 18
LARGE_TEXT_FROM = 60
"""Large text is the default from this age on; everybody can change it."""
NOTICE = "2026-11"
"""The version of the notice that volunteers agree to (promise A3)."""


def is_minor(birth_ym: str, on: date) -> bool:
    """Whether somebody may be under 18 on that day: with the month alone known, its last day counts as the birthday.
    Somebody without a birth month counts as grown up."""
    age = age_on(birth_ym, on)
    return age is not None and age - (int(birth_ym[5:]) == on.month) < ADULT


def wants_large_text(birth_ym: str, on: date) -> bool:
    """Whether large text is the default for this person."""
    age = age_on(birth_ym, on)
    return age is not None and age >= LARGE_TEXT_FROM
