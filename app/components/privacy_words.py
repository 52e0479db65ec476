"""The privacy notice out of the register: every personal column of every table, grouped, in plain words (PIPL 17)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

import app.models  # noqa: F401  the register stands in the tables
from app.i18n import _
from app.models.base import DUTY, WHILE_HERE
from app.models.feedback import ANSWERED, ASKED

VERSION = "1.0"
DATE = "2026-11-22"
"""Of the wording here; both change whenever what is held, why or how long does."""


@dataclass(frozen=True)
class Group:
    """Columns that people would call by one name."""

    columns: frozenset[str]
    what: Callable[[], Any]
    why: Callable[[], Any]


def _of(table: str, *names: str) -> frozenset[str]:
    return frozenset(f"{table}.{name}" for name in names)


GROUPS: tuple[Group, ...] = (
    Group(_of("resident", "name", "given", "initials"), lambda: _("Name, and the door where you live"), lambda: _("to greet you and to find you")),
    Group(_of("resident", "birth_ym", "sex"), lambda: _("Year and month of birth, sex"), lambda: _("age decides what you are owed; to send a suitable helper")),
    Group(
        _of("resident", "living", "status", "preference"),
        lambda: _("With whom you live, whether you are at home, away or in hospital, and how you wish to be reached"),
        lambda: _("who lives alone is looked in on more often; your wish counts"),
    ),
    Group(_of("resident", "phone_sealed", "phone_index"), lambda: _("Phone number, encrypted"), lambda: _("to call instead of knocking")),
    Group(
        _of("resident", "id_hash"), lambda: _("A keyed fingerprint of the ID number; the number itself is forgotten at once"),
        lambda: _("to recognise the same person in the next list"),
    ),
    Group(_of("access_flag", "flag", "hint"), lambda: _("What helps at the door: hard of hearing, no lift, who has the key"), lambda: _("so that nobody knocks in vain")),
    Group(
        _of("emergency_contact", "name", "relation", "phone_sealed", "phone_index", "has_key"),
        lambda: _("Whom to call in an emergency: name, relation, phone (encrypted), key"), lambda: _("to reach somebody when you do not answer"),
    ),
    Group(
        _of("resident_tag", "tag", "grade"), lambda: _("What you are entitled to: allowances, care level, disability grade (never the kind or an illness)"),
        lambda: _("so that you get what you are owed"),
    ),
    Group(
        _of("resident", "tier", "tier_reason"), lambda: _("How often we get in touch, and why"), lambda: _("worked out from age, household and entitlements; no score"),
    ),
    Group(_of("resident", "last_seen_at"), lambda: _("When somebody last saw or spoke to you"), lambda: _("so that nobody is forgotten")),
    Group(_of("contact", "mode", "outcome"), lambda: _("Each contact: the day, how, and what came of it"), lambda: _("so that others need not ask again")),
    Group(_of("resident", "notice_given_at"), lambda: _("When this notice was given to you"), lambda: _("because you have a right to it")),
    Group(_of("import_change", "before", "after"), lambda: _("What a list that was loaded has changed"), lambda: _("to take a wrong list back")),
    Group(_of("feedback", "words", "reach", "answer"), lambda: _("Complaints and suggestions, encrypted, with the answer"), lambda: _("to answer you")),
    Group(_of("account", "account", "name"), lambda: _("Colleagues: account and name"), lambda: _("to sign in, and to see who recorded what")),
)  # fmt: skip


def _keeps() -> dict[str, Any]:
    return {
        WHILE_HERE: _("while you live here, and 90 days after"),
        "24 months": _("24 months"),
        "24 months, then counts only": _("24 months, then only counts without names"),
        "1 year unless confirmed": _("1 year, unless confirmed again"),
        "90 days": _("90 days"),
        ANSWERED: _("2 years after the answer"),
        "while in post; 3 years in the audit trail as an id": _("while in post; 3 years as a number in the trail"),
    }


def _bases() -> dict[str, Any]:
    return {
        DUTY: _("statutory duty"),
        "PIPL 17": _("duty to inform"),
        ASKED: _("your request"),
        "employment or volunteer agreement; PIPL 13(1)(2)(3)": _("their agreement"),
    }


@dataclass(frozen=True)
class Line:
    """One line of the notice."""

    what: Any
    why: Any
    keep: list[Any]
    basis: list[Any]
    sensitive: bool


def register() -> dict[str, dict[str, str]]:
    """Every personal column with its entry, by table.column."""
    return {f"{t.name}.{c.name}": dict(c.info) for t in SQLModel.metadata.sorted_tables for c in t.columns if c.info.get("purpose")}


def lines() -> list[Line]:
    """The table of the notice. Raises KeyError where the register holds a column or a term that has no words here: the
    pages are then not built, because a notice that leaves something out is none."""
    entries, keeps, bases = register(), _keeps(), _bases()
    left = set(entries) - frozenset().union(*(group.columns for group in GROUPS))
    if left:
        raise KeyError(f"not in the privacy notice: {sorted(left)}")
    made = []
    for group in GROUPS:
        mine = [entries[column] for column in sorted(group.columns)]
        made.append(
            Line(
                group.what(), group.why(), [keeps[k] for k in dict.fromkeys(e["keep"] for e in mine)],
                [bases[b] for b in dict.fromkeys(e["basis"] for e in mine)], any(e["class"] == "P3" for e in mine),
            )
        )  # fmt: skip
    return made
