"""The check-in code of a shift: six digits that change every five minutes, made on the leader's phone and checked by the
server when the record arrives, so that both phones may be without signal (domain.md §4.5).

The construction is that of HOTP and TOTP (RFC 4226, RFC 6238) with SHA-256; `assets/offline/codes.js` is its twin.
"""

import hashlib
import hmac
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

STEP: Final = 300
"""Seconds for which one code is shown."""
NEAR: Final = 1
"""Steps by which a code may be off without a word: it was read out just before it changed."""
FAR: Final = 6
"""Steps (half an hour) by which two phones' clocks may differ; such a check-in stands, with a doubt for the leader."""
TRIES: Final = 5
"""Wrong codes of one person at one shift; after that the leader calls the roll. Five guesses at 13 valid codes of a
million hit about once in 15,000 shifts."""
SECRET: Final = 32
"""Bytes of the secret of one shift."""


class Fit(StrEnum):
    """How a code fits the time at which it was entered."""

    GOOD = "good"
    LATE = "late"
    WRONG = "wrong"


def counter_at(at: datetime) -> int:
    """The number of the five minutes in which this time lies."""
    return int(at.timestamp() // STEP)


def code_of(secret: bytes, shift_id: UUID, counter: int) -> str:
    """The six digits of these five minutes."""
    mac = hmac.new(secret, f"linli shift code 1|{shift_id}|{counter}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8], 'big') % 1_000_000:06d}"


def fit(secret: bytes, shift_id: UUID, code: str, at: datetime) -> Fit:
    """Whether a code was shown at about this time. Full-width digits and spaces are what a phone's keyboard makes of them."""
    digits = "".join(str(int(c)) for c in code if c.isdecimal())
    if len(digits) != 6:
        return Fit.WRONG
    now = counter_at(at)
    found = Fit.WRONG
    for off in range(-FAR, FAR + 1):  # all of them, so that the time it takes tells nothing
        if hmac.compare_digest(code_of(secret, shift_id, now + off), digits):
            found = Fit.GOOD if abs(off) <= NEAR or found == Fit.GOOD else Fit.LATE
    return found
