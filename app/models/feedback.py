"""Complaints and suggestions of anybody, with or without an account, and what was answered (投诉建议)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from app.models.base import id_field, personal, text, time_field

ASKED = "PIPL 13(1)(3), 50: handling complaints about the handling of personal information"
ANSWERED = "2 years after the answer"


class About(StrEnum):
    """What it is about; the third asks for a right over one's own data (PIPL 44-50)."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    MY_DATA = "my_data"


class Feedback(SQLModel, table=True):
    """One complaint or suggestion. Words and the way to reach somebody are sealed (promise F1)."""

    __tablename__ = "feedback"

    id: UUID = id_field()
    number: str = Field(max_length=12, unique=True)
    """What the person is told, to ask about it later; with it comes a code of which only the hash is here."""
    code_hash: str = Field(max_length=64)
    about: About = Field(sa_type=text(10))  # type: ignore[call-overload]
    sent_at: datetime = time_field(index=True)
    account_id: UUID | None = None
    words: bytes = Field(sa_type=LargeBinary, sa_column_kwargs=personal("to answer what was said", ASKED, ANSWERED))  # type: ignore[call-overload]
    reach: bytes = Field(
        default=b"", sa_type=LargeBinary, sa_column_kwargs=personal("to answer, where the person wants it", ASKED, ANSWERED)  # type: ignore[call-overload]
    )
    answer: bytes = Field(default=b"", sa_type=LargeBinary, sa_column_kwargs=personal("what was answered", ASKED, ANSWERED))  # type: ignore[call-overload]
    answered_at: datetime | None = time_field(default=None)
    answered_by: UUID | None = None
