"""Whether the key file at hand opens what a backup holds: a random sample of sealed fields (promises E5, F7)."""

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlmodel import Session, col, select

from app.config import settings
from app.errors import AppError, Conflict, Invalid
from app.models import EmergencyContact, Resident
from app.services import keys

SAMPLE = 200


def need_keys() -> None:
    """Raises Conflict where there is no key file, before anything could make a new one. Raises KeyFileError for a bad one."""
    if not settings.keys.exists():
        raise Conflict(
            "no_key_file",
            "没有密钥文件（{name}）。密钥不在备份里，请先把单独保管的密钥文件放回来，再恢复。",
            "The key file ({name}) is missing. Keys are in no backup: put back the one you keep apart, then restore.",
            name=settings.keys.name,
        )
    keys.current("fields")


def try_keys(session: Session) -> tuple[int, int]:
    """How many sealed fields were tried and how many opened, of a random sample of each column."""
    tried = opened = 0
    for table, model in (("resident", Resident), ("emergency_contact", EmergencyContact)):
        found = session.exec(
            select(model.id, model.phone_sealed).where(col(model.phone_sealed).is_not(None)).order_by(sa.func.random()).limit(SAMPLE)
        )
        for row, sealed in found:
            tried += 1
            try:
                keys.unseal(sealed or b"", table=table, column="phone", row=row)
                opened += 1
            except InvalidTag:
                continue
    return tried, opened


def refusal(tried: int, opened: int) -> AppError | None:
    """What is to be said of a sample, None where every field opened."""
    if opened == tried:
        return None
    if opened == 0:
        return Conflict(
            "other_key_file",
            "密钥文件不是这份备份的那一份：{n} 处加密内容一处也打不开。",
            "This is not the key file of this backup: none of {n} sealed fields opens.",
            n=tried,
        )
    return Invalid("sealed_damaged", "{n} 处加密内容打不开，备份已损坏。", "{n} sealed fields do not open: the backup is damaged.", n=tried - opened)
