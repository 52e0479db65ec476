"""Service certificates: seven days in public, two signatures, and the code by which others check one (Order 67; domain.md §4.5)."""

import secrets
import unicodedata
from datetime import date, datetime, timedelta
from typing import Final

from app.rules.dalian import ZONE

PUBLIC_DAYS: Final = 7
"""Whole days in public before a certificate can be issued."""
SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without signs that look like one another on paper."""
LENGTH: Final = 12


def shown_on(shown_at: datetime) -> date:
    """The day in Dalian on which it was put up."""
    return shown_at.astimezone(ZONE).date()


def shown_until(shown_at: datetime) -> date:
    """The last of the seven whole days; the day on which it was put up is not one of them."""
    return shown_on(shown_at) + timedelta(days=PUBLIC_DAYS)


def is_ready(shown_at: datetime, now: datetime) -> bool:
    """Whether the seven days are over, by the calendar in Dalian."""
    return now.astimezone(ZONE).date() > shown_until(shown_at)


def number(community: str, year: int, n: int) -> str:
    """`210202001001-2026-0007`."""
    return f"{community}-{year}-{n:04d}"


def new_code() -> str:
    """A code of twelve signs; one of 10^17, so that guessing finds nothing."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def spelled(code: str) -> str:
    """The code in groups of four, as it is printed."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def folded(typed: str) -> str:
    """A code as it was printed, however it is typed again: full width, small letters, blanks, dashes; "" where it cannot be one."""
    if len(typed) > 100:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isascii() and c.isalnum())
    return plain if len(plain) == LENGTH and set(plain) <= set(SIGNS) else ""
