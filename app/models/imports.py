"""Import batches and what they changed, so that a wrong file can be taken back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.models.base import DUTY, id_field, personal, text, time_field


class ImportBatch(SQLModel, table=True):
    """One file that was read. Its counts and refusals, never its contents."""

    __tablename__ = "import_batch"

    id: UUID = id_field()
    kind: str = Field(max_length=20, sa_type=text(20))  # type: ignore[call-overload]
    file_hash: str = Field(max_length=64)
    account_id: UUID | None = None
    area: str = Field(default="", max_length=15)
    created_at: datetime = time_field()
    undone_at: datetime | None = time_field(default=None)
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


class ImportChange(SQLModel, table=True):
    """What a batch changed in a row that was there before: the columns' values before and after."""

    __tablename__ = "import_change"

    id: UUID = id_field()
    batch_id: UUID = Field(foreign_key="import_batch.id", index=True)
    table: str = Field(max_length=20, sa_type=text(20))  # type: ignore[call-overload]
    row_id: UUID = Field(index=True)
    before: dict[str, str | int | bool | None] = Field(
        sa_type=JSON, sa_column_kwargs=personal("to take back a wrong import", DUTY, "90 days")
    )
    after: dict[str, str | int | bool | None] = Field(
        sa_type=JSON, sa_column_kwargs=personal("to see what has changed since", DUTY, "90 days")
    )
