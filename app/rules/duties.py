"""What contact is owed to whom, and when: the due rules of domain.md §12 over the facts of one person.

Pure: facts, the rule book of the day and today go in; a list of duties comes out, each with the rule that made it, so
that everybody can see why (promise A12). The clock of the regular rhythm counts from the last *effective* contact by
anyone (§10.1), never from a calendar slot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from app.rules.dalian import ZONE

PAUSED = frozenset({"away", "hospital"})
OVER = frozenset({"moved", "died", "merged"})
RECENT_DAYS = 7
"""For so long a door stays green after somebody was seen."""
PAUSE_DAYS = {"hospital": 14, "away": 30}
"""How long nobody knocks where nobody said until when."""
IN_PERSON = frozenset({"door", "met"})


@dataclass(frozen=True)
class Rule:
    """One due rule: its numbers with their bounds, and a sentence in both languages with a place for each number."""

    code: str
    numbers: Mapping[str, int]
    zh: str
    en: str
    basis: str
    least: int = 0
    most: int = 400


RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in (
    Rule("A", {"days": 7, "grace": 1, "lead": 3}, "每周联系的人：最多 {days} 天有效联系一次，提前 {lead} 天可以做，过 {grace} 天算晚；每两次至少一次见面，除非本人只要电话。",
         "People contacted weekly: effective contact within {days} days, may be done {lead} days ahead, late after {grace} more; every second one in person unless the person asked for phone only.", "F5"),
    Rule("B", {"days": 30, "grace": 3, "lead": 7}, "每月联系的人：最多 {days} 天有效联系一次，提前 {lead} 天可以做，过 {grace} 天算晚。",
         "People contacted monthly: effective contact within {days} days, may be done {lead} days ahead, late after {grace} more.", "F4, F5"),
    Rule("C", {"days": 90, "grace": 10, "lead": 7}, "每季联系的人：最多 {days} 天有效联系一次，提前 {lead} 天可以做，过 {grace} 天算晚。",
         "People contacted quarterly: effective contact within {days} days, may be done {lead} days ahead, late after {grace} more.", "F5"),
    Rule("D", {"times": 2}, "其他人家：一年 {times} 次，顺路看看，没有晚不晚。", "Other households: {times} times a year, in passing; never late.", "F7"),
    Rule("24", {"hours": 24, "weeks": 4}, "出院、丧亲、火灾、大的变故：{hours} 小时内联系，之后每周一次，共 {weeks} 次。",
         "Discharge, bereavement, fire, major change: contact within {hours} hours, then weekly {weeks} times.", "F5"),
    Rule("W", {"hours": 12}, "寒潮、高温、台风、停电停暖：名单打开后 {hours} 小时内打电话，每周联系的都要，每月联系的独居的要。",
         "Cold, heat, storm, power or heating failure: by phone within {hours} hours of opening the list; all who are contacted weekly, and those contacted monthly who live alone.", "F21"),
    Rule("F", {"days": 10}, "春节、中秋、重阳前 {days} 天内联系一次；优抚对象八一前也联系。",
         "One contact in the {days} days before Spring Festival, Mid-Autumn and Double Ninth; entitled military groups also before 1 August.", "F21"),
    Rule("NEW", {"days": 7}, "新认定或新来、有需要的：{days} 天内见第一面，讲清告知。", "A new tag, or somebody new with a need: first contact within {days} days, with the notice.", "D"),
    Rule("T1", {"days": 30}, "低保要复核：提前 {days} 天告诉家里。", "Minimum allowance to be re-checked: the family is told {days} days ahead.", "F13"),
    Rule("T2", {"days": 30}, "补贴、优抚、高龄津贴到期前 {days} 天：帮着办确认。", "Subsidies, pensions, old-age allowance: help with the confirmation {days} days before it lapses.", "K"),
    Rule("T3", {"days": 30}, "独居、家庭情况到期前 {days} 天：见面时顺便确认一句。", "Living alone and other facts of the door: confirmed in passing from {days} days before they lapse.", "D"),
    Rule("N", {"days": 7, "hours": 24}, "需求：{days} 天内要有下一步，急的 {hours} 小时内。", "A need: a next step within {days} days, an urgent one within {hours} hours.", "D"),
    Rule("CB", {"days": 3}, "办完以后 {days} 天内问一声办好没有。", "After it was delivered the person is asked within {days} days whether it helped.", "D"),
    Rule("P", {"grace": 1}, "答应过哪天来，就哪天来；过 {grace} 天算晚。", "A promised day is kept; late after {grace} more.", "D"),
)})  # fmt: skip
"""The first rows of the rule book; a district changes numbers from a day on, each change a row of its own."""

REGULAR = ("A", "B", "C")
CONTACT_RULES = frozenset({"A", "B", "C", "24", "W", "F", "NEW", "P"})
"""Rules that one effective contact satisfies together; the others ask for a word or a deed besides."""
FESTIVALS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "spring": ("2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08"),
    "autumn": ("2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12", "2031-10-01", "2032-09-19", "2033-09-08", "2034-09-27", "2035-09-16"),
    "ninth": ("2026-10-18", "2027-10-08", "2028-10-26", "2029-10-16", "2030-10-05", "2031-10-24", "2032-10-12", "2033-10-01", "2034-10-20", "2035-10-09"),
    "army": tuple(f"{year}-08-01" for year in range(2026, 2036)),
})  # fmt: skip
"""Days of the lunar calendar in the civil one, worked out once with a lunar calendar (lunardate) and written down here."""
BENEFIT_TAGS = frozenset({"W02", "W03", "W04", "D02", "D03", "M01", "E01", "C01", "C02", "F01"})
DOOR_TAGS = frozenset({"E02", "E03", "E04", "J01", "H01"})


@dataclass(frozen=True)
class Book:
    """The rule book as it holds on one day: numbers by code, without the rules that are off."""

    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: {c: dict(r.numbers) for c, r in RULES.items()})

    def get(self, code: str) -> Mapping[str, int] | None:
        """The numbers of a rule, None where it is off."""
        return self.numbers.get(code)


STANDARD = Book()


@dataclass(frozen=True)
class Event:
    """Something that asks for contact within a day (DR-24)."""

    id: str
    at: datetime
    contacts: int = 0
    last_contact: date | None = None


@dataclass(frozen=True)
class Open:
    """Something open with a day or an hour: a promise, a surge list, a need, a call-back, a tag's review."""

    id: str
    on: date
    at: datetime | None = None
    code: str = ""


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of one person."""

    tier: str = ""
    reason: str = ""
    status: str = "here"
    preference: str = "any"
    since: date = date(2000, 1, 1)
    """The day the person became known."""
    new_on: date | None = None
    """The day of the newest tag, where nobody has been met since."""
    last_effective: date | None = None
    last_mode: str = ""
    paused_until: date | None = None
    tags: frozenset[str] = frozenset()
    events: Sequence[Event] = ()
    surges: Sequence[Open] = ()
    promises: Sequence[Open] = ()
    needs: Sequence[Open] = ()
    call_backs: Sequence[Open] = ()
    reviews: Sequence[Open] = ()
    """Tags with the day of their next review; `code` is the tag."""


@dataclass(frozen=True)
class Owed:
    """One duty. `late_on` is the last day that is not late, None where a rule knows no lateness."""

    rule: str
    due_on: date
    lead_on: date
    late_on: date | None
    source: str = ""
    reason: str = ""
    mode: str = "any"
    at: datetime | None = None


@dataclass(frozen=True)
class Due:
    """How the window of somebody looks on a given day: due, late, soon, seen, paused, none.

    days: from today to the due day, negative once it has passed.
    """

    state: str
    due_on: date | None = None
    days: int = 0
    rule: str = ""


def _days(n: int) -> timedelta:
    return timedelta(days=n)


def owed(facts: Facts, *, book: Book = STANDARD, today: date) -> list[Owed]:
    """Everything that is owed to this person, the earliest first. Nothing to those who moved away or died."""
    if facts.status in OVER:
        return []
    found = [*_regular(facts, book), *_events(facts, book), *_new(facts, book), *_open(facts, book), *_festivals(facts, book, today)]
    if facts.status in PAUSED:
        found = [kept for one in found if (kept := _paused(one, facts)) is not None]
    return sorted(found, key=lambda one: (one.due_on, one.rule, one.source))


def _mode(facts: Facts) -> str:
    """Phone where the person wishes it; the door where a person of tier A was last only heard, not seen."""
    if facts.preference == "phone_only":
        return "phone"
    if facts.tier == "A" and facts.last_mode and facts.last_mode not in IN_PERSON:
        return "door"
    return "any"


def _regular(facts: Facts, book: Book) -> list[Owed]:
    numbers = book.get(facts.tier) if facts.tier in REGULAR else None
    if numbers is None:
        return []
    first = book.get("NEW") or RULES["NEW"].numbers
    due = (
        facts.last_effective + _days(numbers["days"])
        if facts.last_effective is not None
        else facts.since + _days(min(first["days"], numbers["days"]))
    )
    lead = due - _days(min(numbers["lead"], max(numbers["days"] - 1, 0)))
    return [Owed(facts.tier, due, lead, due + _days(numbers["grace"]), "", facts.reason, _mode(facts))]


def _new(facts: Facts, book: Book) -> list[Owed]:
    numbers = book.get("NEW")
    if numbers is None or facts.new_on is None or (facts.last_effective is not None and facts.new_on <= facts.last_effective):
        return []
    due = facts.new_on + _days(numbers["days"])
    return [Owed("NEW", due, facts.new_on, due, "", "new", _mode(facts))]


def _events(facts: Facts, book: Book) -> list[Owed]:
    numbers = book.get("24")
    found = []
    for event in facts.events if numbers else ():
        assert numbers is not None
        if event.contacts > numbers["weeks"]:
            continue
        if event.contacts == 0 or event.last_contact is None:
            at = event.at + timedelta(hours=numbers["hours"])
            day = at.astimezone(ZONE).date()
            found.append(Owed("24", day, event.at.astimezone(ZONE).date(), day, event.id, "change", _mode(facts), at))
        else:
            day = event.last_contact + _days(7)
            found.append(Owed("24", day, day - _days(2), day + _days(1), event.id, "change", _mode(facts)))
    return found


def _open(facts: Facts, book: Book) -> list[Owed]:
    found = []
    if book.get("W") is not None:
        found += [Owed("W", one.on, one.on, one.on, one.id, one.code, "phone", one.at) for one in facts.surges]
    if (promise := book.get("P")) is not None:
        found += [Owed("P", one.on, one.on - _days(1), one.on + _days(promise["grace"]), one.id, "promise", _mode(facts)) for one in facts.promises]
    if book.get("N") is not None:
        found += [Owed("N", one.on, one.on - _days(1), one.on, one.id, "need") for one in facts.needs]
    if book.get("CB") is not None:
        found += [Owed("CB", one.on, one.on - _days(3), one.on, one.id, "call_back") for one in facts.call_backs]
    for one in facts.reviews:
        rule = "T1" if one.code == "W01" else "T2" if one.code in BENEFIT_TAGS else "T3" if one.code in DOOR_TAGS else ""
        numbers = book.get(rule) if rule else None
        if numbers is not None:
            found.append(Owed(rule, one.on, one.on - _days(numbers["days"]), None, one.code, one.code))
    return found


def _festivals(facts: Facts, book: Book, today: date) -> list[Owed]:
    numbers = book.get("F")
    if numbers is None:
        return []
    found = []
    for name, days in FESTIVALS.items():
        if facts.tier not in {"A", "B"} if name != "army" else "M01" not in facts.tags:
            continue
        for day in map(date.fromisoformat, days):
            begin = day - _days(numbers["days"])
            if begin <= today <= day and (facts.last_effective is None or facts.last_effective < begin):
                found.append(Owed("F", day, begin, None, name, name, _mode(facts)))
    return found


def _paused(one: Owed, facts: Facts) -> Owed | None:
    """Nobody knocks before the person is expected back; what is no contact goes on.

    A pause without an end, as a roster may bring it, gets one in the night (`services.upkeep`).
    """
    if one.rule not in CONTACT_RULES or one.rule in {"24", "P"}:
        return one
    if facts.paused_until is None:
        return None
    back = facts.paused_until + _days(1)
    if one.due_on >= back:
        return one
    shift = back - one.due_on
    return Owed(one.rule, back, max(one.lead_on, back), one.late_on + shift if one.late_on else None, one.source, one.reason, one.mode, one.at)


def satisfied_by(rule: str, *, effective: bool) -> bool:
    """Whether one contact ends this duty: every contact rule by an effective contact, none by an attempt."""
    return effective and rule in CONTACT_RULES


def window(found: Sequence[Owed], *, status: str, last_effective: date | None, paused_until: date | None, today: date) -> Due:
    """What the window shows: the worst of the duties that a contact satisfies."""
    if status in OVER:
        return Due("none")
    mine = [one for one in found if one.rule in CONTACT_RULES]
    if status in PAUSED and (paused_until is None or today <= paused_until) and not any(one.rule == "24" for one in mine):
        return Due("paused")
    if not mine:
        return Due("none")
    late = [one for one in mine if one.late_on is not None and today > one.late_on]
    first = min(late or mine, key=lambda one: one.due_on)
    days = (first.due_on - today).days
    if late:
        return Due("late", first.due_on, days, first.rule)
    if days <= 0:
        return Due("due", first.due_on, days, first.rule)
    if last_effective is not None and today < first.lead_on and (today - last_effective).days <= RECENT_DAYS:
        return Due("seen", first.due_on, days, first.rule)
    return Due("soon", first.due_on, days, first.rule)


def due_on(*, tier: str, last_effective: date | None, since: date, book: Book = STANDARD) -> date | None:
    """The day the regular contact is due; None where none is owed."""
    found = _regular(Facts(tier=tier, last_effective=last_effective, since=since), book)
    return found[0].due_on if found else None


def due(*, tier: str, status: str, last_effective: date | None, since: date, today: date, book: Book = STANDARD) -> Due:
    """The window as the regular rhythm alone makes it."""
    facts = Facts(tier=tier, status=status, last_effective=last_effective, since=since)
    return window(_regular(facts, book), status=status, last_effective=last_effective, paused_until=None, today=today)
