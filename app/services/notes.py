"""Free text of the field: sealed in its row, without identity numbers, opened only where it is shown (promise F1)."""

from uuid import UUID

from cryptography.exceptions import InvalidTag

from app.rules import masks
from app.services import keys


def sealed(text: str, *, table: str, column: str, row: UUID) -> bytes | None:
    """The text as it is kept; None for an empty one. An identity number in it becomes stars: it is never stored."""
    clean = masks.without_identity(text.strip())
    return keys.seal(clean, table=table, column=column, row=row) if clean else None


def opened(value: bytes | None, *, table: str, column: str, row: UUID) -> str:
    """The text; "" where there is none, or where it can no longer be opened."""
    if not value:
        return ""
    try:
        return keys.unseal(value, table=table, column=column, row=row)
    except InvalidTag:
        return ""
