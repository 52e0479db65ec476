"""Shapes that the phone's own side hands to the screens of the work at the door; `assets/offline/` makes them, nothing sends them."""

from dataclasses import dataclass, field

from app.models.shapes import GapLine, NeedRow, Row


@dataclass
class TodayRow(Row):
    """One person of the day's list: the rule that asks for contact, how, and what was recorded today."""

    why: str = ""
    why_zh: str = ""
    why_en: str = ""
    mode: str = ""
    where: str = ""
    """"" for nothing of one's own, `phone` for a record on this phone, else its receipt."""
    outcome: str = ""
    tried: int = 0


@dataclass
class Stair:
    """One staircase of the day's list; `top` is the floor to begin with."""

    key: str = ""
    building: str = ""
    unit: str = ""
    top: int = 0
    rows: list[TodayRow] = field(default_factory=list)


@dataclass
class Yard:
    """One courtyard of the day's list; `count` is in doors."""

    key: str = ""
    courtyard: str = ""
    count: int = 0
    stairs: list[Stair] = field(default_factory=list)


@dataclass
class Step:
    """One part of a search on the bar: done, now or later."""

    key: str = ""
    state: str = ""


@dataclass
class CallLine:
    """Somebody who may know where a person is, and how the last call went."""

    key: str = ""
    relation: str = ""
    name: str = ""
    masked: str = ""
    phone: str = ""
    has_key: bool = False
    tried: str = ""


@dataclass
class LogLine:
    """One step of a search as it was written down."""

    key: str = ""
    at: str = ""
    step: str = ""
    result: str = ""
    whom: str = ""
    by: str = ""
    here: bool = False


@dataclass
class Trouble:
    """One search for somebody who did not answer."""

    id: str = ""
    name: str = ""
    masked: str = ""
    courtyard: str = ""
    building: str = ""
    unit: str = ""
    door: str = ""
    age_band: str = ""
    living: str = ""
    phone: str = ""
    tier: str = ""
    opened: str = ""
    over: bool = False
    n: int = 0
    unit_of: str = ""
    minutes: int = 0
    told: bool = False
    here_only: bool = False
    escalated: bool = False
    kin: str = ""
    kin_phone: str = ""
    kin_n: str = ""
    steps: list[Step] = field(default_factory=list)
    family: list[CallLine] = field(default_factory=list)
    near: list[CallLine] = field(default_factory=list)
    log: list[LogLine] = field(default_factory=list)
    again: str = ""
    red: bool = False
    called_lead: bool = False
    police: bool = False
    ambulance: bool = False
    asking: str = ""
    closing: bool = False
    closed: bool = False
    failed: bool = False
    saving: bool = False
    lead_name: str = ""
    lead_phone: str = ""


@dataclass
class SurgeLine:
    """A list for cold, heat or a failure, with how many of it were not reached yet."""

    id: str = ""
    kind: str = ""
    left: int = 0
    all: int = 0
    on: bool = False
    at: str = ""
    today: bool = False


@dataclass
class NeedGroup:
    """Needs of one kind of day: stuck, today, this week, waiting, to confirm, later."""

    key: str = ""
    count: int = 0
    rows: list[NeedRow] = field(default_factory=list)


@dataclass
class Today:
    """The whole of Today."""

    date_zh: str = ""
    date_en: str = ""
    groups: list[Yard] = field(default_factory=list)
    due: int = 0
    todo: int = 0
    seen: int = 0
    late: int = 0
    seen_rows: list[TodayRow] = field(default_factory=list)
    todo_groups: list[NeedGroup] = field(default_factory=list)
    cases: list[Trouble] = field(default_factory=list)
    surges: list[SurgeLine] = field(default_factory=list)
    tab: str = ""
    mode: str = ""
    surge: str = ""
    ready: bool = False


@dataclass
class Half:
    """A sheet that was begun and not saved."""

    id: str = ""
    name: str = ""
    masked: str = ""
    door: str = ""


@dataclass
class SheetPerson:
    """Somebody behind the door of a contact sheet; `other` is an outcome of their own."""

    id: str = ""
    name: str = ""
    tier: str = ""
    on: bool = False
    other: str = ""
    open: bool = False


@dataclass
class SheetNeed:
    """A need that is being said."""

    id: str = ""
    category: str = ""
    urgency: str = ""
    words: str = ""


@dataclass
class SheetTag:
    """A tag that is being proposed."""

    tag: str = ""
    action: str = ""


@dataclass
class Sheet:
    """The open contact sheet."""

    id: str = ""
    name: str = ""
    masked: str = ""
    door: str = ""
    phone: str = ""
    tier: str = ""
    people: list[SheetPerson] = field(default_factory=list)
    how_many: int = 0
    outcome: str = ""
    mode: str = ""
    folded: bool = False
    more: bool = False
    sure: bool = False
    until: str = ""
    check: dict[str, bool] = field(default_factory=dict)
    check_words: str = ""
    note: str = ""
    show: str = ""
    needs: list[SheetNeed] = field(default_factory=list)
    tags: list[SheetTag] = field(default_factory=list)
    wish: str = ""
    wish_words: str = ""
    promise: str = ""
    promise_words: str = ""
    day: str = ""
    time: str = ""
    today: str = ""
    first_day: str = ""
    is_today: bool = True
    back: bool = False
    restored: bool = False
    saving: bool = False
    failed: bool = False
    lacks: str = ""
    gap_lines: list[GapLine] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    alone: str = ""
    ask_alone: bool = False


@dataclass
class NeedStepLine:
    """One move that a need has made."""

    key: str = ""
    at: str = ""
    time: str = ""
    move: str = ""
    by: str = ""
    words: str = ""


@dataclass
class HelpLine:
    """A shift of volunteers that was made for a need."""

    key: str = ""
    day: str = ""
    at: str = ""
    team: str = ""
    names: str = ""
    coming: int = 0
    slots: int = 0
    state: str = ""
    code: str = ""


@dataclass
class NeedSheet(NeedRow):
    """The open need or errand, or a new one."""

    consent: str = ""
    moves: list[str] = field(default_factory=list)
    move: str = ""
    asks_day: bool = False
    asks_words: bool = False
    asks_to: bool = False
    day: str = ""
    said: str = ""
    whom: str = ""
    steps: list[NeedStepLine] = field(default_factory=list)
    help: list[HelpLine] = field(default_factory=list)
    can_ask: bool = False
    fresh: bool = False
    lacks: str = ""
    failed: bool = False
    saving: bool = False
    today: str = ""
    tomorrow: str = ""
    in_three: str = ""
    in_week: str = ""


@dataclass
class PlaceLine:
    """A staircase to choose."""

    code: str = ""
    courtyard: str = ""
    building: str = ""
    unit: str = ""
    place: str = ""


@dataclass
class Hazard:
    """The open sheet of a hazard."""

    category: str = ""
    unit: str = ""
    place: str = ""
    places: list[PlaceLine] = field(default_factory=list)
    elsewhere: bool = False
    choosing: bool = False
    words: str = ""
    lacks: str = ""
    failed: bool = False
    saving: bool = False


@dataclass
class TwinLine:
    """Somebody on the list who may be the same person, and by what."""

    id: str = ""
    name: str = ""
    masked: str = ""
    door: str = ""
    building: str = ""
    unit: str = ""
    age_band: str = ""
    why: str = ""


@dataclass
class NewPerson:
    """The open form of somebody new."""

    name: str = ""
    unit: str = ""
    place: str = ""
    door: str = ""
    year: str = ""
    month: str = ""
    sex: str = ""
    living: str = ""
    phone: str = ""
    houses: list[PlaceLine] = field(default_factory=list)
    doors: list[str] = field(default_factory=list)
    twins: list[TwinLine] = field(default_factory=list)
    lacks: str = ""
    failed: bool = False
    saving: bool = False


@dataclass
class EditKin:
    """One emergency contact in the form."""

    key: str = ""
    name: str = ""
    relation: str = ""
    phone: str = ""
    has_key: bool = False


@dataclass
class Edit:
    """The open form of somebody's particulars."""

    id: str = ""
    name: str = ""
    masked: str = ""
    changed: int = 0
    phone: str = ""
    living: str = ""
    status: str = ""
    preference: str = ""
    flags: list[str] = field(default_factory=list)
    kin: list[EditKin] = field(default_factory=list)
    houses: list[PlaceLine] = field(default_factory=list)
    unit: str = ""
    door: str = ""
    moving: bool = False
    lacks: str = ""
    failed: bool = False
    saving: bool = False
    bad_phone: bool = False
