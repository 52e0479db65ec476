"""Shapes that go over the wire to the pages of a lead: what waits for a decision, lists, rules, days. Never a row of a table."""

from dataclasses import dataclass, field


@dataclass
class Tell:
    """One line in both languages with the time it was."""

    at: str = ""
    zh: str = ""
    en: str = ""


@dataclass
class CaseLine:
    """A search for somebody who did not answer, as a lead sees it; without names for those above a community."""

    id: str = ""
    resident_id: str = ""
    name: str = ""
    masked: str = ""
    place: str = ""
    grid: str = ""
    tier: str = ""
    escalated: bool = False
    since: str = ""
    """When nobody answered: 11-22 09:40."""
    over: int = 0
    """Minutes past the hour at which those above are told; negative while there is time left."""
    waited: int = 0
    """Minutes since nobody answered."""
    steps: list[Tell] = field(default_factory=list)
    named: bool = True


@dataclass
class AskLine:
    """Somebody whom one may call about a search, the number masked until it is asked for."""

    key: str = ""
    name: str = ""
    relation: str = ""
    masked: str = ""
    has_key: bool = False


@dataclass
class Pair:
    """A label with a value, both languages."""

    zh: str = ""
    en: str = ""
    value: str = ""
    value_en: str = ""


@dataclass
class HeldLine:
    """A phone's record that could not stand as it was."""

    id: str = ""
    kind: str = ""
    code: str = ""
    by: str = ""
    who: str = ""
    when: str = ""
    came: str = ""
    takes: bool = True
    """Whether it could be taken in at all; what belongs to nobody can only be dropped."""


@dataclass
class TagAsk:
    """A proposal of a tag that waits for a decision."""

    id: str = ""
    resident_id: str = ""
    name: str = ""
    masked: str = ""
    place: str = ""
    tag: str = ""
    grade: str = ""
    action: str = ""
    words: str = ""
    by: str = ""
    when: str = ""
    held: str = ""
    """The grade or a tick where the person has the tag already."""
    sensitive: bool = False


@dataclass
class ClashLine:
    """One field that two people changed."""

    id: str = ""
    name: str = ""
    masked: str = ""
    place: str = ""
    field: str = ""
    was: str = ""
    theirs: str = ""
    mine: str = ""
    by: str = ""
    when: str = ""


@dataclass
class Entry:
    """One of two entries that may be one person."""

    id: str = ""
    name: str = ""
    masked: str = ""
    place: str = ""
    grid: str = ""
    born: str = ""
    phone: str = ""
    living: str = ""
    status: str = ""
    tags: int = 0
    contacts: int = 0
    needs: int = 0
    last_seen: str = ""
    since: str = ""


@dataclass
class TwinLine:
    """Two entries side by side."""

    id: str = ""
    why: str = ""
    newer: Entry = field(default_factory=Entry)
    other: Entry = field(default_factory=Entry)


@dataclass
class MergeLine:
    """Two entries that were made one, for as long as it can be taken back."""

    id: str = ""
    name: str = ""
    masked: str = ""
    place: str = ""
    when: str = ""
    until: str = ""


@dataclass
class PhoneLine:
    """A phone that was reported as lost, and whether its list is gone."""

    name: str = ""
    who: str = ""
    reported: str = ""
    wiped: str = ""


@dataclass
class SurgePart:
    """One part of a surge list; counts as words."""

    code: str = ""
    name: str = ""
    people: str = ""
    reached: str = ""
    left: str = ""


@dataclass
class SurgeLine:
    """A surge list with its counts as words."""

    id: str = ""
    kind: str = ""
    area: str = ""
    opened: str = ""
    until: str = ""
    over: bool = False
    people: str = ""
    reached: str = ""
    left: str = ""
    parts: list[SurgePart] = field(default_factory=list)
    names: bool = False
    mine: bool = False


@dataclass
class Choice:
    """Something to choose: a code and its word."""

    code: str = ""
    name: str = ""


@dataclass
class NeedLine:
    """A need in the list of those who read from the server."""

    id: str = ""
    kind: str = ""
    resident_id: str = ""
    name: str = ""
    masked: str = ""
    place: str = ""
    category: str = ""
    urgency: str = ""
    words: str = ""
    state: str = ""
    owner: str = ""
    passed_to: str = ""
    next_step: str = ""
    next_on: str = ""
    days: int = 0
    """Days until it is looked at again; negative where it is stuck."""
    group: str = ""


@dataclass
class NeedGroup:
    """The needs of one group: stuck, today, week, waiting, confirm, later."""

    key: str = ""
    count: int = 0
    rows: list[NeedLine] = field(default_factory=list)


@dataclass
class StepLine:
    """One move of a need."""

    at: str = ""
    by: str = ""
    move: str = ""
    words: str = ""
    passed_to: str = ""


@dataclass
class NeedOpen:
    """One need with its moves so far and those that can be made now."""

    line: NeedLine = field(default_factory=NeedLine)
    result: str = ""
    steps: list[StepLine] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    owners: list[Choice] = field(default_factory=list)


@dataclass
class Number:
    """One number of a rule with its bounds."""

    name: str = ""
    value: int = 0
    least: int = 0
    most: int = 0


@dataclass
class RuleLine:
    """One due rule as it holds today, in both languages, with what is to come."""

    code: str = ""
    zh: str = ""
    en: str = ""
    basis: str = ""
    on: bool = True
    since: str = ""
    numbers: list[Number] = field(default_factory=list)
    coming: list[Tell] = field(default_factory=list)
    past: list[Tell] = field(default_factory=list)


@dataclass
class CardLine:
    """One policy card as the page of rules shows and edits it."""

    code: str = ""
    on: bool = True
    since: str = ""
    title_zh: str = ""
    title_en: str = ""
    definition_zh: str = ""
    definition_en: str = ""
    script_zh: str = ""
    script_en: str = ""
    materials_zh: str = ""
    materials_en: str = ""
    where_zh: str = ""
    where_en: str = ""
    days: int = 0
    source: str = ""
    coming: str = ""
    """The day from which another version holds; "" for none."""


@dataclass
class OverrideLine:
    """A rhythm that somebody set by hand, and until when."""

    id: str = ""
    resident_id: str = ""
    name: str = ""
    masked: str = ""
    place: str = ""
    tier: str = ""
    reason: str = ""
    by: str = ""
    until: str = ""


@dataclass
class NoteLine:
    """One line of a day: the hour, what, whom, and what came of it."""

    at: str = ""
    what_zh: str = ""
    what_en: str = ""
    whom: str = ""
    masked: str = ""
    zh: str = ""
    en: str = ""
    late: bool = False
    """Whether it was written down more than an hour after it happened."""


@dataclass
class Day:
    """The day notes of one account."""

    day: str = ""
    by: str = ""
    area: str = ""
    lines: list[NoteLine] = field(default_factory=list)
    counts: list[Pair] = field(default_factory=list)
    words: str = ""
    editable: bool = False


@dataclass
class SheetRow:
    """One row of a sheet of counts, its cells as words."""

    name: str = ""
    cells: list[str] = field(default_factory=list)


@dataclass
class Inbox:
    """How many of each kind wait for this person."""

    cases: int = 0
    held: int = 0
    tags: int = 0
    clashes: int = 0
    twins: int = 0
    phones: int = 0
    surges: int = 0
    stuck: int = 0
    total: int = 0
