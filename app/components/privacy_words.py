"""The privacy notice out of the register: every personal column of every table, grouped, in plain words (PIPL 17)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

import app.models  # noqa: F401  the register stands in the tables
from app.i18n import _
from app.models.base import DUTY, WHILE_HERE
from app.models.feedback import ANSWERED, ASKED
from app.models.volunteers import AGREED, REGISTERED

VERSION = "1.2"
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
        _of("resident", "tier", "tier_reason") | _of("duty", "reason", "due_on"),
        lambda: _("How often we get in touch, and why"), lambda: _("worked out from age, household and entitlements; no score"),
    ),
    Group(
        _of("tier_override", "tier"), lambda: _("How often we get in touch, where a person has set it for a while"), lambda: _("because the rules do not know everything"),
    ),
    Group(
        _of("tier_override", "reason_sealed"), lambda: _("Why a person has set how often we get in touch, encrypted"), lambda: _("so that you can be told why"),
    ),
    Group(
        _of("life_event", "kind"), lambda: _("What has just happened to you, such as coming home from hospital"), lambda: _("so that somebody comes within a day"),
    ),
    Group(_of("resident", "last_seen_at", "last_seen_mode"), lambda: _("When somebody last saw or spoke to you"), lambda: _("so that nobody is forgotten")),
    Group(
        _of("resident", "paused_until", "left_on"),
        lambda: _("Until when you are in hospital or away; when you moved"), lambda: _("so that nobody knocks in vain"),
    ),
    Group(
        _of("contact", "checks"), lambda: _("What has changed since the last visit"), lambda: _("so that others need not ask again"),
    ),
    Group(
        _of("contact", "note_sealed"), lambda: _("A short note about a visit, encrypted"), lambda: _("so that others need not ask again"),
    ),
    Group(
        _of("promise", "on", "words_sealed"), lambda: _("What we promised you, and for which day"), lambda: _("so that it is kept"),
    ),
    Group(
        _of("no_answer_case", "tier", "state", "finding") | _of("no_answer_step", "step", "note_sealed") | _of("surge_person", "reached_at"),
        lambda: _("When you did not answer, or in an emergency: what was done to find you, and how you were"), lambda: _("so that you are found in time"),
    ),
    Group(
        _of("need", "category", "policy", "words_sealed", "state", "next_step_sealed", "next_on", "result_sealed", "call_back_by")
        | _of("need_step", "words_sealed"),
        lambda: _("What you need or applied for, your words (encrypted), what was done"), lambda: _("so that help comes and you hear of it"),
    ),
    Group(
        _of("need", "consent"), lambda: _("That you agreed to an errand done for you"), lambda: _("because nobody may do it without your word"),
    ),
    Group(
        _of("policy_answer", "policy", "outcome", "ask_again_on"),
        lambda: _("Which benefits you were asked about, and your answer"), lambda: _("so that you miss nothing and are not asked twice"),
    ),
    Group(
        _of("tag_proposal", "tag", "grade", "words_sealed", "answer_sealed") | _of("held_record", "sealed")
        | _of("clash", "base_sealed", "theirs_sealed", "mine_sealed"),
        lambda: _("What somebody proposed or changed and a person has to decide, encrypted"), lambda: _("so that nothing is lost and nothing changes by mistake"),
    ),
    Group(
        _of("merge", "journal_sealed"), lambda: _("What was moved when two entries of the same person became one, encrypted"), lambda: _("so that it can be undone"),
    ),
    Group(_of("hazard", "words_sealed") | _of("day_note", "words_sealed"), lambda: _("Short notes of colleagues about a danger or a day, encrypted"),
          lambda: _("so that dangers are dealt with")),
    Group(_of("contact", "mode", "outcome"), lambda: _("Each contact: the day, how, and what came of it"), lambda: _("so that others need not ask again")),
    Group(_of("resident", "notice_given_at"), lambda: _("When this notice was given to you"), lambda: _("because you have a right to it")),
    Group(_of("import_change", "before", "after"), lambda: _("What a list that was loaded has changed"), lambda: _("to take a wrong list back")),
    Group(_of("feedback", "words", "reach", "answer"), lambda: _("Complaints and suggestions, encrypted, with the answer"), lambda: _("to answer you")),
    Group(
        _of("shift_task", "what", "state", "words_sealed", "confirmed"),
        lambda: _("What a volunteer did at your door, what came of it (encrypted), and whether you said so"), lambda: _("so that help comes and you hear of it"),
    ),
    Group(
        _of("volunteer", "name", "initials", "phone_sealed", "phone_index", "volunteer_no"),
        lambda: _("Volunteers: name, phone (encrypted), number on the national platform"), lambda: _("so that the team knows who comes and can call"),
    ),
    Group(
        _of("volunteer", "birth_ym"), lambda: _("Volunteers: year and month of birth"), lambda: _("minors are never alone in homes; large text over 60"),
    ),
    Group(
        _of("volunteer", "skills", "trained", "availability"), lambda: _("Volunteers: what they can do, were trained in, and when they can come"),
        lambda: _("to find who can help"),
    ),
    Group(_of("volunteer", "insured_until"), lambda: _("Volunteers: until when they are insured"), lambda: _("nobody does risky work without insurance")),
    Group(
        _of("volunteer", "guardian_sealed", "guardian_agreed_on"), lambda: _("Volunteers under 18: a guardian and how to reach them, encrypted; when they agreed"),
        lambda: _("because a minor helps only with a guardian's word"),
    ),
    Group(
        _of("attendance", "in_at", "out_at", "minutes") | _of("hour_entry", "minutes", "day", "from_at", "to_at"),
        lambda: _("Volunteers: when a service began and ended, and their hours"), lambda: _("so that their hours are true and can be proved"),
    ),
    Group(
        _of("hour_request", "minutes", "from_at", "reason_sealed", "answer_sealed"),
        lambda: _("Volunteers: what they asked about their hours, why, and the answer, encrypted"), lambda: _("so that a mistake is put right"),
    ),
    Group(
        _of("certificate", "minutes", "lines", "answer_sealed"), lambda: _("Volunteers: what a certificate states, which they asked for; why it was refused (encrypted)"), lambda: _("so that others can check it"),
    ),
    Group(_of("account", "account", "name"), lambda: _("Colleagues: account and name"), lambda: _("to sign in, and to see who recorded what")),
)  # fmt: skip


def _keeps() -> dict[str, Any]:
    return {
        WHILE_HERE: _("while you live here, and 90 days after"),
        "24 months": _("24 months"),
        "24 months, then counts only": _("24 months, then only counts without names"),
        "1 year unless confirmed": _("1 year, unless confirmed again"),
        "90 days": _("90 days"),
        "24 months after the end": _("24 months after it ended"),
        "6 months": _("6 months"),
        "until decided, then 30 days": _("until it is decided, then 30 days"),
        ANSWERED: _("2 years after the answer"),
        REGISTERED: _("while registered; 3 years after leaving, because hours must stay provable"),
        "while in post; 3 years in the audit trail as an id": _("while in post; 3 years as a number in the trail"),
    }


def _bases() -> dict[str, Any]:
    return {
        DUTY: _("statutory duty"),
        "PIPL 17": _("duty to inform"),
        "PIPL 29": _("your separate consent"),
        ASKED: _("your request"),
        AGREED: _("their consent"),
        "PIPL 31": _("the guardian's consent"),
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
