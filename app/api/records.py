"""The closed union of record kinds that a phone may send; each kind has its shape here and so in the OpenAPI document.

The kinds of this release tell what was looked at with no signal: `view`, `call`, `reveal`. Later issues add theirs.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.services.sync import Record

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters, which no database can write."""


def _clean(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control characters")
    return text


Text = Annotated[str, AfterValidator(_clean)]


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)  # one instant written in two zones is the same content
    except OverflowError as error:
        raise ValueError("outside the calendar") from error


Time = Annotated[AwareDatetime, AfterValidator(_utc)]


class Shape(BaseModel):
    """A shape that takes no field it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ViewPayload(Shape):
    """A card was opened, or the list was narrowed to the people of one tag."""

    resident_id: UUID | None = None
    filter: Annotated[Text, Field(max_length=20, pattern=r"^[A-Za-z0-9_]*$")] = ""


class CallPayload(Shape):
    """A number was dialled: the person's own, or the nth emergency contact's."""

    resident_id: UUID
    whom: Literal["resident", "kin"] = "resident"


class RevealPayload(Shape):
    """Something that stays hidden until it is asked for was opened, with the reason."""

    resident_id: UUID
    what: Literal["phone", "kin_phone", "tags"] = "phone"
    purpose: Literal["visit", "emergency", "errand", "check_number", "card"] = "card"


class Envelope(Shape):
    """What every record carries, whatever its kind."""

    id: UUID
    version: Literal[1]
    account: Annotated[Text, Field(min_length=1, max_length=40)]
    happened_at: Time
    recorded_at: Time
    clock_offset_ms: Annotated[int, Field(ge=-(10**12), le=10**12)] = 0
    seq: Annotated[int, Field(ge=0, le=2**53)] = 0


class ViewRecord(Envelope):
    """`view`, version 1."""

    kind: Literal["view"]
    payload: ViewPayload


class CallRecord(Envelope):
    """`call`, version 1."""

    kind: Literal["call"]
    payload: CallPayload


class RevealRecord(Envelope):
    """`reveal`, version 1."""

    kind: Literal["reveal"]
    payload: RevealPayload


AnyRecord = Annotated[ViewRecord | CallRecord | RevealRecord, Field(discriminator="kind")]
_adapter: TypeAdapter[ViewRecord | CallRecord | RevealRecord] = TypeAdapter(AnyRecord)


class Batch(BaseModel):
    """A batch as it arrives. Its records are parsed one by one, so that a bad one never sinks the others."""

    device_id: UUID | None = None
    sent_at: datetime | None = None
    records: list[AnyRecord]


def parse(raw: Any) -> tuple[Record | None, str]:
    """One raw record as a Record, or None with the code of what is wrong with it."""
    try:
        shaped = _adapter.validate_python(_from_json(raw))
    except ValidationError as error:
        return None, _code(error, raw)
    except (ValueError, TypeError, RecursionError):
        return None, "malformed"
    payload = shaped.payload.model_dump(mode="json")
    reason = payload.get("purpose") or payload.get("whom") or payload.get("filter") or ""
    if payload.get("what"):
        reason = f"{payload['what']}:{reason}"
    return (
        Record(
            shaped.id, shaped.kind, shaped.version, shaped.account, shaped.happened_at, shaped.recorded_at,
            shaped.clock_offset_ms, shaped.seq, payload, shaped.payload.resident_id, reason,
        ),
        "",
    )  # fmt: skip


def _from_json(raw: Any) -> Any:
    if not isinstance(raw, dict):
        raise TypeError("a record is an object")
    return raw


def _code(error: ValidationError, raw: Any) -> str:
    kinds = {e["type"] for e in error.errors()}
    if kinds & {"union_tag_invalid", "union_tag_not_found"}:
        return "unknown_kind"
    places = {e["loc"][1] for e in error.errors() if len(e["loc"]) > 1}
    if places == {"version"}:
        return "unknown_version"
    if any("control characters" in str(e.get("msg")) for e in error.errors()):
        return "control_characters"
    return "malformed"


MESSAGES = {
    "future": ("时间在一天以后，先看看手机的日期。", "This is dated more than a day ahead. Check the phone's date."),
    "too_old": ("时间早于 2000 年，先看看手机的日期。", "This is dated before 2000. Check the phone's date."),
    "conflict": ("同一条记录有两个内容，两份都留着，请人来看。", "The same record came with other content. Both are kept for a person."),
    "unknown_kind": ("这种记录服务器还不认识，先更新邻里。", "The server does not know this kind of record yet. Update Linli."),
    "unknown_version": ("这条记录的版本服务器不认识，先更新邻里。", "The server does not know this version. Update Linli."),
    "control_characters": ("文字里有看不见的符号，删掉再传。", "The text holds invisible characters. Remove them and send again."),
    "malformed": ("这条记录读不出来。", "This record cannot be read."),
    "account_ended": ("账号已停用，记录收下了，等人处理。", "The account has ended. The record is kept; a person decides."),
    "other_account": ("这是别的账号记的，收下了，等人处理。", "Another account recorded this. It is kept; a person decides."),
    "unknown_resident": ("没有找到这个人，收下了，等人处理。", "This person is not known. The record is kept; a person decides."),
    "other_grid": ("她不在你的网格了，收下了，等人处理。", "This person is no longer in your grid. It is kept; a person decides."),
    "died": ("这位老人已经去世，收下了，等人处理。", "This person has died. The record is kept; a person decides."),
}
