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
class Sent:
    """One record of the outbox: what it is, where it is, and the server's receipt."""

    id: str = ""
    kind: str = ""
    state: str = ""
    code: str = ""
    receipt: str = ""
    at: str = ""
    received: str = ""
