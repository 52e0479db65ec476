"""The only file that knows passlib: Argon2id hashes, made and checked (promises C5, C6)."""

import threading
import unicodedata
from functools import cache

from passlib.context import CryptContext

from app.config import settings
from app.errors import Invalid

MEMORY_KIB, ROUNDS, LANES = 65536, 3, 1
"""64 MiB, three passes, one lane: above the OWASP minimum of 19 MiB and t=2."""

_context = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=MEMORY_KIB,
    argon2__time_cost=ROUNDS,
    argon2__parallelism=LANES,
)
_slots = threading.BoundedSemaphore(2)  # 64 MiB each: more at once would only wait for the processor

LONGEST = 256
SHORTEST = 8
MLPS_DAYS, MLPS_KINDS = 90, 3
"""Where MLPS_PASSWORD=1: changed every 90 days, of three of four kinds of signs (GB/T 22239; promises.md, decision (d))."""
_COMMON = frozenset({"woaini520", "5201314520", "linli123", "zhongshan", "dalian123"})
"""Usual here, and missing from the list of the world's usual ones."""


@cache
def _usual() -> frozenset[str]:
    """The 30,000 most used passwords, from the list that zxcvbn carries."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"]) | _COMMON


def _fold(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """The PHC string of a password."""
    with _slots:
        return str(_context.hash(_fold(password)))


def verify(password: str, stored: str) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash where the stored one used weaker parameters."""
    if len(password) > LONGEST or not stored:
        pretend()
        return False, None
    with _slots:
        fits, fresh = _context.verify_and_update(_fold(password), stored)
    return bool(fits), fresh


def pretend() -> None:
    """Spend as long as a real check, so that the answer does not tell whether an account exists (promise C8)."""
    with _slots:
        _context.dummy_verify()


def check_new(password: str, account: str = "") -> None:
    """Raise Invalid where a new password is too short, too long or one of the usual ones (promise C9)."""
    if len(password) < SHORTEST:
        raise Invalid("password_short", "密码至少 {n} 位，长一点更好，可以用一句话。",
                      "At least {n} characters; a short sentence is best.", n=SHORTEST)  # fmt: skip
    if len(password) > LONGEST:
        raise Invalid("password_long", "密码最长 {n} 位。", "At most {n} characters.", n=LONGEST)
    if password.lower() in _usual() or (account and not password.lower().replace(account.lower(), "")):
        raise Invalid("password_common", "这个密码太常见，换一个。", "This password is too common; choose another.")
    if settings.mlps_password and _kinds(password) < MLPS_KINDS:
        raise Invalid("password_kinds", "本单位要求密码里有大写、小写、数字、符号中的 {n} 种。",
                      "Here a password needs {n} of: capitals, small letters, digits, signs.", n=MLPS_KINDS)  # fmt: skip


def _kinds(password: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit, lambda c: not (c.isascii() and c.isalnum()))
    return sum(any(test(c) for c in password) for test in tests)
