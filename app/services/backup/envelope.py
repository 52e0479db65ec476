"""The file around a backup: written aside and renamed, readable by its owner only, sealed to a public key with age."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage

from app.config import settings
from app.errors import Conflict, Invalid

AGE = b"age-encryption.org/v1"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"


def fresh(path: Path) -> Path:
    """An empty file that only its owner reads. Raises FileExistsError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


@contextmanager
def aside(ending: str = "") -> Iterator[Path]:
    """An empty private file in the data folder, gone at the end with everything SQLite may have put beside it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = fresh(settings.data_dir / f".backup-{secrets.token_hex(6)}{ending}")
    try:
        yield path
    finally:
        away(path)


def away(path: Path) -> None:
    """Delete a file of ours and what was put beside it."""
    for name in ("", "-wal", "-shm", "-journal", ".migrating"):
        path.with_name(path.name + name).unlink(missing_ok=True)


@contextmanager
def to_be(target: Path) -> Iterator[Path]:
    """FILE.part, which becomes FILE when all went well and vanishes when not; on the disk before it has its name.

    Raises Conflict where FILE exists: a backup is never written over.
    """
    if target.exists():
        raise Conflict("backup_exists", "这个文件已经有了，换一个名字。", "This file exists already. Choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)  # left by one that was killed
    try:
        yield fresh(part)
        sync(part)
        try:
            os.link(part, target)  # unlike a rename it never takes the place of a file that came meanwhile
        except FileExistsError as error:
            raise Conflict("backup_exists", "这个文件已经有了，换一个名字。", "This file exists already. Choose another name.") from error
        except OSError:  # a file system without links, such as exFAT on a stick
            part.replace(target)
        sync(target.parent)
    finally:
        away(part)


def sync(path: Path) -> None:
    """Ask the disk to keep what was written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems know no sync of a folder
            os.fsync(handle)
    finally:
        os.close(handle)


def is_sealed(path: Path) -> bool:
    """Whether the file is encrypted with age."""
    with path.open("rb") as file:
        head = file.read(64)
    return head.startswith((AGE, _ARMOUR))


def check_recipient(recipient: str) -> None:
    """Raises Invalid where this is no public key of age."""
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except Exception as error:
        raise Invalid(
            "backup_recipient", "LINLI_BACKUP_RECIPIENT 不是 age 的公钥（age1…）。", "LINLI_BACKUP_RECIPIENT is no public key of age (age1…)."
        ) from error


def seal(plain: Path, sealed: Path, recipient: str) -> None:
    """Encrypt one file to a public key."""
    check_recipient(recipient)
    pyrage.encrypt_file(str(plain), str(sealed), [pyrage.x25519.Recipient.from_str(recipient)])
    sealed.chmod(0o600)


def unseal(sealed: Path, plain: Path, identity: Path | None) -> None:
    """Decrypt one file with the secret keys of an identity file. Raises Conflict without one, Invalid where none fits."""
    if identity is None:
        raise Conflict("backup_identity", "备份是加密的，请用 --identity 给出私钥文件。", "The backup is encrypted. Name the file with the secret key: --identity.")
    try:
        lines = identity.read_text().split()
        mine = [pyrage.x25519.Identity.from_str(w) for w in lines if w.startswith("AGE-SECRET-KEY-1")]
        if not mine:
            raise ValueError
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise Invalid("backup_identity_bad", "私钥文件读不出来。", "The file with the secret key cannot be read.") from error
    try:
        pyrage.decrypt_file(str(sealed), str(plain), mine)
        plain.chmod(0o600)
    except Exception as error:
        raise Invalid(
            "backup_sealed", "用这把私钥打不开备份，或者备份已损坏。", "This secret key does not open the backup, or the backup is damaged."
        ) from error
