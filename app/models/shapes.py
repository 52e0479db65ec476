"""Shapes that go over the wire to a screen: named fields, already masked, never a row of a table."""

from dataclasses import dataclass, field


@dataclass
class Row:
    """One resident in a list."""

    id: str = ""
    name: str = ""
    masked: str = ""
    pre: str = ""
    hit: str = ""
    post: str = ""
    """The name in three parts, the middle one being what the search found."""
    door: str = ""
    courtyard: str = ""
    building: str = ""
    unit: str = ""
    age_band: str = ""
    living: str = ""
    status: str = ""
    tier: str = ""
    window: str = "none"
    days: int = 0
    ago: int = -1
    """Days since somebody was last seen; -1 where that is not known."""
    flag: str = ""
    phone: str = ""
    detail: bool = False


@dataclass
class Group:
    """The rows of one staircase, in walking order."""

    key: str = ""
    courtyard: str = ""
    building: str = ""
    unit: str = ""
    count: int = 0
    rows: list[Row] = field(default_factory=list)


@dataclass
class Chip:
    """One filter with its count. `shown` is the count as words: small ones are hidden from those who see no names."""

    code: str = ""
    shown: str = ""
    on: bool = False


@dataclass
class FlagLine:
    """One access need, with a hint such as where the key is."""

    code: str = ""
    hint: str = ""


@dataclass
class TagLine:
    """One tag as the card shows it. `open` is False where a sensitive one has not been asked for."""

    code: str = ""
    grade: str = ""
    source: str = ""
    since: str = ""
    review: str = ""
    state: str = ""


@dataclass
class ContactLine:
    """One contact: the day as 1月7日 or 7 Jan, how, what came of it, and who was there."""

    day: str = ""
    mode: str = ""
    outcome: str = ""
    by: str = ""
    where: str = ""
    """`phone` where it lies on this phone alone, a receipt where the server has it and the list does not yet, else ""."""


@dataclass
class NeedRow:
    """One need or errand in a list or on a card: always with an owner, a next step and a day."""

    id: str = ""
    kind: str = "need"
    resident_id: str = ""
    name: str = ""
    masked: str = ""
    courtyard: str = ""
    building: str = ""
    unit: str = ""
    door: str = ""
    phone: str = ""
    category: str = ""
    urgency: str = ""
    words: str = ""
    state: str = ""
    owner: str = ""
    mine: bool = False
    next_step: str = ""
    next_on: str = ""
    handed: str = ""
    policy: str = ""
    stuck: bool = False
    late: int = 0
    """For how many days nothing happened past its day."""
    where: str = ""


@dataclass
class GapLine:
    """A benefit that somebody may be missing out on, with what to say and to bring."""

    code: str = ""
    title_zh: str = ""
    title_en: str = ""
    script_zh: str = ""
    script_en: str = ""
    materials_zh: str = ""
    materials_en: str = ""


@dataclass
class KinLine:
    """Somebody to call when nobody answers. `phone` is empty where it has not been revealed."""

    key: str = ""
    name: str = ""
    relation: str = ""
    masked: str = ""
    phone: str = ""
    has_key: bool = False


@dataclass
class Card:
    """One resident whole, as far as this person may see."""

    id: str = ""
    name: str = ""
    masked: str = ""
    courtyard: str = ""
    building: str = ""
    unit: str = ""
    door: str = ""
    age_band: str = ""
    living: str = ""
    status: str = ""
    preference: str = ""
    tier: str = ""
    reason: str = ""
    window: str = "none"
    days: int = 0
    ago: int = -1
    last_day: str = ""
    phone_masked: str = ""
    phone: str = ""
    detail: bool = False
    sight: int = 0
    flags: list[FlagLine] = field(default_factory=list)
    tags: list[TagLine] = field(default_factory=list)
    sensitive: int = 0
    """How many sensitive tags there are."""
    opened: list[TagLine] = field(default_factory=list)
    """The sensitive tags that were asked for."""
    owed: list[str] = field(default_factory=list)
    """Codes of tags whose services are owed, of those that are open."""
    contacts: list[ContactLine] = field(default_factory=list)
    kin: list[KinLine] = field(default_factory=list)
    mates: list[Row] = field(default_factory=list)
    """The others behind the same door."""
    needs: list[NeedRow] = field(default_factory=list)
    gaps: list[GapLine] = field(default_factory=list)
    promise: str = ""
    promise_words: str = ""
    trouble: bool = False
    """Whether somebody is looking for this person."""


@dataclass
class Cell:
    """One door of the building picture."""

    key: str = ""
    door: str = ""
    name: str = ""
    masked: str = ""
    tier: str = ""
    window: str = "none"
    people: int = 0
    id: str = ""
    chosen: bool = False


@dataclass
class Floor:
    """One floor of the building picture, its doors from left to right."""

    key: str = ""
    floor: str = ""
    cells: list[Cell] = field(default_factory=list)


@dataclass
class UnitTab:
    """One staircase with the count of lit windows."""

    code: str = ""
    number: str = ""
    lit: int = 0
    on: bool = False


@dataclass
class House:
    """One building in the list of buildings."""

    key: str = ""
    courtyard: str = ""
    building: str = ""
    lit: int = 0
    on: bool = False


@dataclass
class SentLine:
    """One line of a record read in full: which field, its value, a word beside it."""

    k: str = ""
    v: str = ""
    t: str = ""


@dataclass
class Sent:
    """One record of the outbox: what it is, about whom, where it is, and the server's receipt."""

    id: str = ""
    kind: str = ""
    what: str = ""
    extra: str = ""
    who: str = ""
    masked: str = ""
    door: str = ""
    others: int = 0
    state: str = ""
    code: str = ""
    notes: list[str] = field(default_factory=list)
    receipt: str = ""
    day: str = ""
    at: str = ""
    written: str = ""
    received: str = ""
    late: bool = False
    skew: int = 0
    replaced: bool = False
    can_correct: bool = False
    decision: str = ""
    decided: str = ""
    said_zh: str = ""
    said_en: str = ""
    lines: list[SentLine] = field(default_factory=list)


@dataclass
class SessionRow:
    """One place where a person is signed in, on the page of the own devices."""

    handle: str = ""
    name: str = ""
    browser: str = ""
    own_device: bool = False
    here: bool = False
    since: str = ""
    seen: str = ""


@dataclass
class GrantRow:
    """A role of an account: what, where, until when, and for whom it is done meanwhile."""

    id: str = ""
    role: str = ""
    area: str = ""
    area_name: str = ""
    programme: str = ""
    ends: str = ""
    acting_for: str = ""
    mine_to_end: bool = False


@dataclass
class AccountRow:
    """One account in the list of those who administer it."""

    id: str = ""
    account: str = ""
    name: str = ""
    state: str = ""
    """working, invited (no password yet), disabled, or ended (no role in force)."""
    second_factor: bool = False
    grants: list[GrantRow] = field(default_factory=list)


@dataclass
class RefusedRow:
    """A row of a sheet that was not taken, or taken only in part: where, and why in both languages."""

    row: int = 0
    column: str = ""
    zh: str = ""
    en: str = ""


@dataclass
class BatchRow:
    """One list that was imported, in the history."""

    id: str = ""
    kind: str = ""
    when: str = ""
    who: str = ""
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    undone: str = ""
    can_undo: bool = False


@dataclass
class Place:
    """An area to choose: its code and name."""

    code: str = ""
    name: str = ""


@dataclass
class GridLine:
    """A grid with what would move if its borders did. `people` is words: small counts are hidden from who sees no names."""

    code: str = ""
    name: str = ""
    people: str = ""
    doors: int = 0
    staircases: int = 0
    staff: int = 0
    lacks: str = ""
    """grid, info or both with a space between: who is not there to look after it."""
    became: str = ""
    """The name of the grid that a closed one went into; empty for an open one."""


@dataclass
class YardLine:
    """A courtyard with its staircases and the names of the grids they belong to."""

    id: str = ""
    name: str = ""
    staircases: int = 0
    grids: str = ""


@dataclass
class StairLine:
    """One staircase that can be ticked."""

    id: str = ""
    number: str = ""
    doors: int = 0
    on: bool = False


@dataclass
class HouseLine:
    """A building of a grid with its staircases."""

    key: str = ""
    courtyard: str = ""
    building: str = ""
    stairs: list[StairLine] = field(default_factory=list)


@dataclass
class BorderEffect:
    """What a change of borders moves, told before it is done and again after it."""

    people: int = 0
    shown: str = ""
    staircases: int = 0
    doors: int = 0
    staff: int = 0
    from_name: str = ""
    to_code: str = ""
    to_name: str = ""
    lacks: str = ""
    """Roles that nobody holds for the grid then, as in GridLine."""
    move_id: str = ""
    """The line of the history, once it is done."""


@dataclass
class BorderLine:
    """One change of borders in the history. `free` says that it can be taken back."""

    id: str = ""
    kind: str = ""
    day: str = ""
    time: str = ""
    from_name: str = ""
    to_name: str = ""
    community: str = ""
    people: str = ""
    staircases: int = 0
    undone: bool = False
    free: bool = False


@dataclass
class FeedbackLine:
    """One complaint or suggestion in the list of those who answer: what it is about and how long it has waited."""

    id: str = ""
    number: str = ""
    about: str = ""
    day: str = ""
    days: int = 0
    state: str = ""
    """waiting, late (a request about one's own data after 15 days), overdue (after 30), answered."""
    left: int = 0
    """Days left to answer a request about one's own data."""
    colleague: bool = False


@dataclass
class FeedbackOpen:
    """One complaint or suggestion, opened: the words, how to reach somebody, the answer."""

    id: str = ""
    number: str = ""
    about: str = ""
    state: str = ""
    words: str = ""
    reach: str = ""
    answer: str = ""
    answered: str = ""


@dataclass
class AuditLine:
    """One row of the audit trail as the auditor reads it: names of colleagues, never of residents."""

    key: str = ""
    when: str = ""
    who: str = ""
    """The colleague's name, joined when it is read; empty where nobody was signed in."""
    account: str = ""
    role: str = ""
    act: str = ""
    kind: str = ""
    object: str = ""
    """For a resident the number on the print-out and the grid's name; for an account the colleague's name."""
    grid: str = ""
    reason_zh: str = ""
    reason_en: str = ""
    result: str = ""
    result_zh: str = ""
    result_en: str = ""


@dataclass
class ActCount:
    """How many rows of one kind there are; `on` where the list is narrowed to it."""

    code: str = ""
    count: int = 0
    on: bool = False


@dataclass
class AuditHint:
    """Something that deserves a look, with what it rests on. It says nothing about why."""

    code: str = ""
    """fast (many cards in an hour), outside (refused outside the own area), reveals (many numbers in a day)."""
    who: str = ""
    account: str = ""
    count: int = 0
    at: str = ""


@dataclass
class ChainState:
    """What the last check of the seals found, and what waits since."""

    state: str = ""
    """whole, broken, or unchecked before the first check."""
    rows: int = 0
    checked: str = ""


@dataclass
class AreaOption:
    """An area that a role can be given for."""

    code: str = ""
    name: str = ""
