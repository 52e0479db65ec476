"""The key file, the sealing of fields (AES-256-GCM) and the keyed indexes (HMAC): promises F1, F2, F7.

One file holds a key with an id for each purpose. It is made at first start with mode 0600 and never lies in the
database, a backup or the repository.
"""

import base64
import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.config import settings

PURPOSES = ("cookies", "fields", "phone_index", "id_index", "audit")


class KeyFileError(RuntimeError):
    """The key file is missing where data already need it, unreadable, or open to others."""


@dataclass(frozen=True)
class Key:
    """A key of 32 bytes with its id."""

    id: str
    secret: bytes


def _ring() -> dict[str, object]:
    return {"current": "k1", "keys": {"k1": base64.b64encode(secrets.token_bytes(32)).decode()}}


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    body = {purpose: _ring() for purpose in PURPOSES}
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(body, out, indent=1)
        out.flush()
        os.fsync(out.fileno())


def _complete(path: Path) -> None:
    """Give a key file of an earlier release the purposes that have come since; the keys in it stay as they are."""
    with path.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two processes that start together must not make two different keys
        body = json.loads(path.read_text())
        missing = [purpose for purpose in PURPOSES if purpose not in body]
        if not missing:
            return
        fresh = path.with_name(f"{path.name}.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            json.dump(body | {purpose: _ring() for purpose in missing}, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)


@lru_cache(maxsize=1)
def _rings() -> dict[str, tuple[str, dict[str, bytes]]]:
    path = settings.keys
    if not path.exists():
        with contextlib.suppress(FileExistsError):  # another process of ours was faster
            _make(path)
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"The key file can be read by others. Run: chmod 600 {path.name}")
    try:
        body = json.loads(path.read_text())
        if any(purpose not in body for purpose in PURPOSES) and "fields" in body:
            _complete(path)
            body = json.loads(path.read_text())
        rings = {
            purpose: (body[purpose]["current"], {k: base64.b64decode(v) for k, v in body[purpose]["keys"].items()})
            for purpose in PURPOSES
        }
    except OSError as error:
        raise KeyFileError("The key file needs a new key and cannot be written; start once with write access to it.") from error
    except (KeyError, ValueError, TypeError) as error:
        raise KeyFileError("The key file cannot be read; restore it from where you keep the keys.") from error
    if any(len(secret) != 32 or not any(secret) for _, ring in rings.values() for secret in ring.values()):
        raise KeyFileError("The key file holds an empty or default key; Linli does not start with one.")
    return rings


def current(purpose: str) -> Key:
    """The key that is used for new values of this purpose."""
    name, ring = _rings()[purpose]
    return Key(name, ring[name])


def named(purpose: str, name: str) -> bytes | None:
    """The key of this id, also one that is no longer used for new values; None where the file does not hold it."""
    return _rings()[purpose][1].get(name)


def _aad(table: str, column: str, row: UUID) -> bytes:
    return f"{table}\x1f{column}\x1f{row}".encode()


@lru_cache(maxsize=8)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def seal(value: str, *, table: str, column: str, row: UUID) -> bytes:
    """Encrypt one field so that it opens only in this column of this row. Layout: id length, id, nonce (12), body."""
    key = current("fields")
    nonce = os.urandom(12)
    name = key.id.encode()
    return bytes([len(name)]) + name + nonce + _cipher(key.secret).encrypt(nonce, value.encode(), _aad(table, column, row))


def unseal(sealed: bytes, *, table: str, column: str, row: UUID) -> str:
    """Open a field. Raises InvalidTag where it was changed, cut, or moved from another row or column."""
    size = sealed[0] if sealed else 0
    name, nonce, body = sealed[1 : 1 + size].decode("ascii", "replace"), sealed[1 + size : 13 + size], sealed[13 + size :]
    secret = _rings()["fields"][1].get(name)
    if secret is None or len(nonce) != 12:
        raise InvalidTag
    return _cipher(secret).decrypt(nonce, body, _aad(table, column, row)).decode()


def _keyed(purpose: str, value: str) -> str:
    key = current(purpose)
    return f"{key.id}:{hmac.new(key.secret, value.encode(), hashlib.sha256).hexdigest()[:48]}"


def phone_index(phone: str) -> str:
    """The keyed index of a phone number: digits only, full width folded, so that every spelling meets (promise F2)."""
    folded = unicodedata.normalize("NFKC", phone)
    return _keyed("phone_index", "".join(c for c in folded if c.isdigit()))


def id_index(number: str) -> str:
    """The keyed index of an identity number, over its 18-digit upper-case form; the number itself goes no further."""
    folded = unicodedata.normalize("NFKC", number).upper()
    return _keyed("id_index", "".join(c for c in folded if c.isalnum()))


def token_hash(token: str) -> str:
    """The hash of a session secret or another bearer value, keyed, so that a database dump cannot be searched."""
    return hmac.new(current("cookies").secret, token.encode(), hashlib.sha256).hexdigest()


def forget() -> None:
    """Read the key file anew at the next use (tests, and a process that changes the data folder)."""
    _rings.cache_clear()
