"""Work in the background: when each job last ran and which process runs it, and messages on their way to the office."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.models.base import id_field, text, time_field


class Job(SQLModel, table=True):
    """A job of the night or the hour. `holder` and `held_until` elect one runner among several processes."""

    __tablename__ = "job"

    name: str = Field(primary_key=True, max_length=30)
    holder: str = Field(default="", max_length=40)
    held_until: datetime | None = time_field(default=None)
    last_run_at: datetime | None = time_field(default=None)
    last_result: str = Field(default="", max_length=200)
    """ok, or the kind of the error: never its words, which could hold somebody's data."""


class OfficeMessage(SQLModel, table=True):
    """A message to the office's chat robot: a kind out of a closed list and numbers, never a name or a text."""

    __tablename__ = "office_message"

    id: UUID = id_field()
    kind: str = Field(max_length=30, sa_type=text(30))  # type: ignore[call-overload]
    numbers: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    made_at: datetime = time_field()
    tries: int = 0
    next_at: datetime = time_field(index=True)
    sent_at: datetime | None = time_field(default=None)
    given_up_at: datetime | None = time_field(default=None)
    last_error: str = Field(default="", max_length=40)
