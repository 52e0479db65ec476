"""Shapes that the phone's own side hands to a volunteer's screens: shifts, the leader's roll, hours; `assets/offline/` makes them, nothing sends them."""

from dataclasses import dataclass, field


@dataclass
class At:
    """Somebody's being at a shift: what the server knows, and what this phone recorded since."""

    state: str = ""
    in_at: str = ""
    out_at: str = ""
    source: str = ""
    out_source: str = ""
    where: str = ""
    """"" for what the server has counted in, `phone` for a record on this phone, `held` where a person decides, else its receipt."""
    half: str = ""
    doubts: list[str] = field(default_factory=list)
    problem: str = ""
    """Why the last record was refused."""


@dataclass
class DoorTask:
    """One door of a shift."""

    id: str = ""
    courtyard: str = ""
    building: str = ""
    unit: str = ""
    door: str = ""
    who: str = ""
    masked: str = ""
    what: str = ""
    hints: list[str] = field(default_factory=list)
    hint: str = ""
    asks_code: bool = False


@dataclass
class TaskYard:
    """The doors of one courtyard, in walking order."""

    key: str = ""
    courtyard: str = ""
    n: int = 0
    tasks: list[DoorTask] = field(default_factory=list)


@dataclass
class ShiftCard:
    """One shift as a card, a line or a page."""

    id: str = ""
    team: str = ""
    title: str = ""
    place: str = ""
    day: str = ""
    number: str = ""
    date_zh: str = ""
    date_en: str = ""
    when_zh: str = ""
    when_en: str = ""
    start: str = ""
    end: str = ""
    overnight: bool = False
    today: bool = False
    slots: int = 0
    taken: int = 0
    short: int = 0
    caution: str = "plain"
    pair: bool = False
    insured: bool = False
    doing: list[str] = field(default_factory=list)
    why: str = ""
    """Why it was cancelled."""
    state: str = ""
    my: str = ""
    lead: bool = False
    leader: str = ""
    leader_masked: str = ""
    phone: str = ""
    yards: list[TaskYard] = field(default_factory=list)
    doors: int = 0
    at: At = field(default_factory=At)
    phase: str = ""
    """early, open, late (over, check-out still possible), over or cancelled."""
    before: bool = False
    """Whether it has not begun yet."""
    why_not: str = ""
    skills: list[str] = field(default_factory=list)
    known: bool = False


@dataclass
class RollRow:
    """One person on the leader's list."""

    id: str = ""
    name: str = ""
    masked: str = ""
    first: str = ""
    part: str = ""
    fresh: bool = False
    minor: bool = False
    phone: str = ""
    my: str = ""
    coming: bool = False
    insured: bool = False
    uninsured: bool = False
    renew: bool = False
    until_zh: str = ""
    until_en: str = ""
    at: At = field(default_factory=At)
    here: bool = False
    gone: bool = False
    off: bool = False
    kept: bool = True


@dataclass
class Roll:
    """The leader's view of a shift."""

    id: str = ""
    team: str = ""
    title: str = ""
    when_zh: str = ""
    when_en: str = ""
    start: str = ""
    end: str = ""
    early: bool = False
    """More than two hours before the start: nobody is called yet."""
    before_end: bool = False
    settled: bool = False
    """Everybody's hours are decided."""
    shows_code: bool = False
    tab: str = ""
    rows: list[RollRow] = field(default_factory=list)
    todays: int = 0
    all: int = 0
    here: int = 0
    away: int = 0
    off: int = 0
    blocked: str = ""
    state: str = ""
    counting: list[RollRow] = field(default_factory=list)
    """Those whose time is about to be confirmed, with what is odd on top."""
    own: bool = False
    """Whether the leader was there too: nobody confirms the own hours."""
    team_id: str = ""
    uncounted: int = 0
    to_count: int = 0
    can_end: bool = False


@dataclass
class HourLine:
    """One entry, something that waits, or a request."""

    key: str = ""
    id: str = ""
    shift_id: str = ""
    date: str = ""
    day_zh: str = ""
    day_en: str = ""
    what: str = ""
    minutes: int = 0
    half: str = ""
    source: str = ""
    proof: str = ""
    asked: bool = False
    kind: str = ""
    state: str = ""
    answer: str = ""
    doubts: list[str] = field(default_factory=list)


@dataclass
class HourMonth:
    """The entries of one month."""

    key: str = ""
    title_zh: str = ""
    title_en: str = ""
    n: int = 0
    rows: list[HourLine] = field(default_factory=list)


@dataclass
class CheckBoxes:
    """The six digits as they are typed."""

    digits: str = ""
    boxes: list[str] = field(default_factory=list)
    scanned: bool = False
    error: str = ""
    saving: bool = False
    correcting: str = ""


@dataclass
class TaskForm(DoorTask):
    """The open card of a door."""

    result: str = ""
    words: str = ""
    spoken: str = ""
    lacks: str = ""
    failed: bool = False
    saving: bool = False


@dataclass
class HourForm:
    """The open form of the hours page."""

    kind: str = ""
    choices: list[HourLine] = field(default_factory=list)
    shift_id: str = ""
    what: str = ""
    minutes: int = 0
    half: str = ""
    most: int = 0
    reason: str = ""
    since: str = ""
    until: str = ""
    today: str = ""
    url: str = ""
    lacks: str = ""
    saving: bool = False
