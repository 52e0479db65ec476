"""The closed union of record kinds that a phone may send; each kind has its shape here and so in the OpenAPI document.

What was looked at with no signal (`view`, `call`, `reveal`) and what was done at the door. Later issues add theirs.
"""

import json
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from app.models import Category, Check, Consent, HazardCategory, Mode, Outcome, PolicyOutcome, Preference, Urgency
from app.rules.edits import beyond
from app.rules.tags import DERIVED, TAGS
from app.services.phone_records import Record, people_of, reason_of

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


def _known_tag(code: str) -> str:
    if code not in TAGS or code in DERIVED:
        raise ValueError("no such tag")
    return code


def _urgency(word: Any) -> Any:
    """Plain words of other clients for the three urgencies."""
    return {"urgent": "today", "high": "today", "normal": "week", "medium": "week", "low": "later"}.get(word, word)


NOTE = 200
LARGEST = 16 * 1024
"""Bytes of one record's payload; the longest that a phone makes has about a tenth of it."""
Note = Annotated[Text, Field(max_length=NOTE)]
Code = Annotated[str, AfterValidator(_known_tag)]
Grade = Annotated[str, Field(pattern=r"^[1-4]?$")]
Soon = Annotated[Urgency, BeforeValidator(_urgency)]
Phone = Annotated[str, Field(pattern=r"^[0-9+][0-9 ()-]{2,19}$|^$")]


class NeedLine(Shape):
    """A need said at the door; the phone gives it an id, so that its next steps can be recorded with no signal."""

    id: UUID | None = None
    category: Category
    urgency: Soon = Urgency.WEEK
    words: Note = ""


class TagLine(Shape):
    """A proposal: this tag should be added, ended, or still holds."""

    tag: Code
    grade: Grade = ""
    action: Literal["add", "remove", "confirm"] = "add"


class WishLine(Shape):
    """How somebody wishes to be reached from now on. It changes the mode, never the tier."""

    preference: Preference
    words: Annotated[Text, Field(max_length=40)] = ""


class PromiseLine(Shape):
    """What was promised, and for which day."""

    on: date
    words: Note = ""


class PolicyLine(Shape):
    """What somebody said about something they may be owed."""

    code: Annotated[str, Field(pattern=r"^[a-z_]{2,20}$")]
    outcome: PolicyOutcome
    ask_again_on: date | None = None


class ContactPayload(Shape):
    """A visit, a call, a meeting on the stairs: one sheet for a household, saved once (domain.md §2.2)."""

    resident_ids: Annotated[list[UUID], Field(min_length=1, max_length=12)]
    mode: Mode
    outcome: Outcome
    checks: dict[Check, Literal["same", "changed"]] = {}
    note: Note = ""
    needs: Annotated[list[NeedLine], Field(max_length=6)] = []
    tags: Annotated[list[TagLine], Field(max_length=6)] = []
    wish: WishLine | None = None
    promise: PromiseLine | None = None
    until: date | None = None
    each: dict[UUID, Outcome] = {}


class NoAnswerStepPayload(Shape):
    """One thing done to find somebody who did not answer (domain.md §10.2)."""

    resident_id: UUID
    step: Literal["second_try", "kin", "neighbour", "red_sign", "lead", "police", "ambulance", "found", "cancel"]
    result: Literal["reached", "not_reached", "done"] = "done"
    finding: Literal["", "safe_seen", "safe_told", "out_visiting", "in_hospital", "moved", "needs_help", "died", "emergency"] = ""
    whom: Annotated[Text, Field(max_length=20)] = ""
    note: Note = ""


class NeedPayload(Shape):
    """A need or an errand of its own, outside a contact (domain.md §10.4, §10.6)."""

    id: UUID
    resident_id: UUID
    category: Category
    urgency: Soon = Urgency.WEEK
    words: Note = ""
    kind: Literal["need", "errand"] = "need"
    policy: Annotated[str, Field(pattern=r"^[a-z_]{0,20}$")] = ""
    consent: Literal["", Consent.SAID, Consent.WRITTEN, Consent.FAMILY] = ""
    next_step: Note = ""
    next_on: date | None = None


class NeedStepPayload(Shape):
    """One move of a need or an errand."""

    need_id: UUID
    move: Annotated[str, Field(pattern=r"^[a-z_]{2,12}$")]
    next_step: Note = ""
    next_on: date | None = None
    words: Note = ""
    to: Annotated[Text, Field(max_length=40)] = ""
    owner: UUID | None = None


class HazardPlace(Shape):
    """Where: a staircase of the building list, or a few words."""

    unit: Annotated[Text, Field(max_length=34)] = ""
    words: Annotated[Text, Field(max_length=60)] = ""


class HazardPayload(Shape):
    """A hazard in two taps."""

    place: HazardPlace = HazardPlace()
    category: HazardCategory
    handled: Literal["on_spot", "needs_somebody"]
    words: Note = ""


class ResidentNewPayload(Shape):
    """Somebody new behind a door."""

    resident_id: UUID
    unit: Annotated[Text, Field(min_length=1, max_length=34)]
    door: Annotated[Text, Field(min_length=1, max_length=10)]
    name: Annotated[Text, Field(min_length=1, max_length=40)]
    birth_ym: Annotated[str, Field(pattern=r"^$|^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")] = ""
    sex: Literal["f", "m", ""] = ""
    living: Literal["alone", "couple", "children", "other", "unknown"] = "unknown"
    phone: Phone = ""
    twin_seen: Annotated[list[UUID], Field(max_length=10)] = []


class FieldChange(Shape):
    """What stood there when the change was made, and what should stand there."""

    was: Annotated[Any, Field(alias="from")] = None
    to: Any = None


class ResidentEditPayload(Shape):
    """A person's particulars, field by field, against what the writer saw (promise D8)."""

    resident_id: UUID
    base_version: Annotated[int, Field(ge=0, le=2**31)] = 0
    changes: dict[Annotated[str, Field(max_length=30, pattern=r"^[a-z_]+(:[a-z_]+)?$")], FieldChange] = {}
    policies: Annotated[list[PolicyLine], Field(max_length=8)] = []


class TagProposalPayload(TagLine):
    """A tag proposed from the card."""

    resident_id: UUID
    words: Note = ""


class AttendancePayload(Shape):
    """A volunteer's check-in or check-out. `volunteer_id` is for the leader's roll-call alone; everybody else is themselves."""

    shift_id: UUID
    source: Literal["code", "qr", "rollcall"]
    code: Annotated[Text, Field(max_length=12)] = ""
    volunteer_id: UUID | None = None


class AttendanceOutPayload(AttendancePayload):
    """A check-out may also be the volunteer's own word; it then counts to the planned end at most."""

    source: Literal["code", "qr", "rollcall", "self"]  # type: ignore[assignment]


class TaskResultPayload(Shape):
    """What came of one door of a shift."""

    task_id: UUID
    result: Literal["done", "nobody", "refused", "trouble"]
    words: Note = ""
    spoken: Annotated[Text, Field(max_length=8)] = ""


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


class ContactRecord(Envelope):
    """`contact`, version 1."""

    kind: Literal["contact"]
    payload: ContactPayload


class NoAnswerStepRecord(Envelope):
    """`no_answer_step`, version 1."""

    kind: Literal["no_answer_step"]
    payload: NoAnswerStepPayload


class NeedRecord(Envelope):
    """`need`, version 1."""

    kind: Literal["need"]
    payload: NeedPayload


class NeedStepRecord(Envelope):
    """`need_step`, version 1."""

    kind: Literal["need_step"]
    payload: NeedStepPayload


class HazardRecord(Envelope):
    """`hazard`, version 1."""

    kind: Literal["hazard"]
    payload: HazardPayload


class ResidentNewRecord(Envelope):
    """`resident_new`, version 1."""

    kind: Literal["resident_new"]
    payload: ResidentNewPayload


class ResidentEditRecord(Envelope):
    """`resident_edit`, version 1."""

    kind: Literal["resident_edit"]
    payload: ResidentEditPayload


class TagProposalRecord(Envelope):
    """`tag_proposal`, version 1."""

    kind: Literal["tag_proposal"]
    payload: TagProposalPayload


class AttendanceInRecord(Envelope):
    """`attendance_in`, version 1."""

    kind: Literal["attendance_in"]
    payload: AttendancePayload


class AttendanceOutRecord(Envelope):
    """`attendance_out`, version 1."""

    kind: Literal["attendance_out"]
    payload: AttendanceOutPayload


class TaskResultRecord(Envelope):
    """`task_result`, version 1."""

    kind: Literal["task_result"]
    payload: TaskResultPayload


_Known = (
    ViewRecord | CallRecord | RevealRecord | ContactRecord | NoAnswerStepRecord | NeedRecord | NeedStepRecord | HazardRecord
    | ResidentNewRecord | ResidentEditRecord | TagProposalRecord | AttendanceInRecord | AttendanceOutRecord | TaskResultRecord
)  # fmt: skip
AnyRecord = Annotated[_Known, Field(discriminator="kind")]
_adapter: TypeAdapter[_Known] = TypeAdapter(AnyRecord)


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
    try:
        payload = shaped.payload.model_dump(mode="json", by_alias=True)
        if len(json.dumps(payload, ensure_ascii=False).encode()) > LARGEST:  # half a character in any value fails here, not later
            return None, "malformed"
        people = people_of(shaped.kind, payload)
        code = beyond(shaped.kind, payload)
    except (ValueError, TypeError, RecursionError):
        return None, "malformed"
    if code:
        return None, code
    return (
        Record(
            shaped.id, shaped.kind, shaped.version, shaped.account, shaped.happened_at, shaped.recorded_at,
            shaped.clock_offset_ms, shaped.seq, payload, people, reason_of(shaped.kind, payload),
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
    "code_wrong": ("签到码不对，或者过了时间。看队长手机上现在的 6 位数，再输一次。", "The code is wrong or too old. Enter the six digits the leader's phone shows now."),
    "code_missing": ("还没有输入 6 位签到码。", "The six digits are missing."),
    "code_tries": ("输错太多次了，收下了。请队长点名。", "Too many wrong codes. It is kept; ask the leader to call the roll."),
    "out_before_in": ("还没有签到，先签到再签退。如果是队长点的名，等队长的手机联网后再传一次。", "There is no check-in yet. Where the leader called the roll, send again once the leader's phone had signal."),
    "shift_unknown": ("没有找到这次活动。记录还在手机里，过一会儿再传一次。", "This shift is not known. The record stays on the phone; send it again later."),
    "shift_cancelled": ("这次活动取消了，收下了，等人处理。", "This shift was cancelled. The record is kept; a person decides."),
    "shift_full": ("这次活动人满了，你不在名单上。收下了，等人处理。", "This shift is full and you are not on its list. The record is kept; a person decides."),
    "not_your_team": ("这是别的队的活动，收下了，等人处理。", "This shift belongs to another team. The record is kept; a person decides."),
    "not_insured": ("这项服务要先有意外险，收下了，等人处理。", "This service needs accident insurance first. The record is kept; a person decides."),
    "minor_alone": ("未成年人不能参加入户和有风险的活动，收下了，等人处理。", "Under 18 this shift is not open. The record is kept; a person decides."),
    "overlap": ("这段时间已经在另一次活动里签到了，收下了，等人处理。", "You are checked in at another shift at that time. The record is kept; a person decides."),
    "task_unknown": ("没有找到这件事。记录还在手机里，过一会儿再传一次。", "This task is not known. The record stays on the phone; send it again later."),
    "task_early": ("活动还没有开始，到时候再记。", "The shift has not begun; record it then."),
    "held_full": ("等人处理的记录太多了，先请社区看一看，再传一次。", "Too many of your records wait for a person. Ask the community to look, then send again."),
    "not_signed_up": ("你没有接这次活动，收下了，等人处理。", "You have not taken this shift. The record is kept; a person decides."),
    "not_your_task": ("这不是你的岗位能记的，收下了，等人处理。", "Your role does not record this. It is kept; a person decides."),
    "consent_missing": ("代办要先问本人同意不同意。", "An errand needs the person's consent first."),
    "not_a_value": ("有一项填得不对，改一改再传。", "One of the values cannot be right. Correct it and send again."),
    "denied_words": ("这句话里有不该记的内容，去掉再传。", "The words hold something that must not be written down. Remove it and send again."),
    "not_from_here": ("这一步现在不能走，需求已经往前走了。", "This step cannot be made from here; the need has moved on."),
    "words_missing": ("写一句结果或者原因。", "Say in a few words what came of it, or why."),
    "to_missing": ("写明转给了谁。", "Say who has it now."),
    "next_on_missing": ("定一个下次看的日子。", "Set a day on which it is looked at again."),
    "next_on_past": ("下次看的日子已经过了。", "The day of the next look has passed."),
    "next_on_far": ("下次看的日子太远了，一年以内。", "The day of the next look is more than a year ahead."),
    "unknown_move": ("没有这一步。", "There is no such step."),
    "finding_missing": ("结束以前要写明人怎么样。", "Closing needs a finding: how is the person?"),
    "finding_without_found": ("找到了才写结果。", "A finding belongs to the step that found the person."),
    "unknown_need": ("没有找到这件需求，收下了，等人处理。", "This need is not known. The record is kept; a person decides."),
    "unknown_place": ("没有找到这个楼门，收下了，等人处理。", "This staircase is not known. The record is kept; a person decides."),
    "moved": ("这个人已经搬走，收下了，等人处理。", "This person has moved away. The record is kept; a person decides."),
    "failure": ("服务器没能办好，收下了，等人处理。", "The server could not carry it out. The record is kept; a person decides."),
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
