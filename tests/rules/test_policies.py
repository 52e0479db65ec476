"""What somebody may be owed: closed conditions, reasons for every hint, silence after an answer, and never a decision (A12)."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from app.rules import policies
from app.rules.policies import NotACondition, Person, Who

TODAY = date(2026, 11, 22)
APP = Path(policies.__file__).parent.parent
OLD = Person(age=84)


def gaps(person: Person, today: date = TODAY) -> set[str]:
    """Codes of the seeds that hold for this person."""
    return {seed.code for seed in policies.SEEDS if policies.reasons(policies.read(seed.who), person, today=today)}


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(), set()),
        (Person(age=79), {"family_doctor"}),
        (OLD, {"old_age", "family_doctor"}),
        (Person(age=84, tags={"H01": ""}), {"old_age"}),
        (Person(age=84, living="alone", tags={"H01": ""}), {"old_age", "meals"}),
        (Person(age=40, tags={"D01": "1"}), {"disability_nursing", "family_doctor"}),
        (Person(age=40, tags={"D01": "3"}), {"family_doctor"}),
        (Person(age=40, tags={"D01": ""}), {"family_doctor"}),
        (Person(age=40, tags={"D01": "1", "D03": ""}), {"family_doctor"}),
        (Person(age=40, tags={"D01": "2", "W01": "", "H01": ""}), {"disability_living", "disability_nursing", "heating"}),
        (Person(age=40, tags={"D01": "2", "W01": "", "D02": "", "D03": "", "H01": ""}), {"heating"}),
        (Person(age=62, flags=frozenset({"meals"})), {"meals"}),
        (Person(age=50, needs=frozenset({"hardship"})), {"relief"}),
        (Person(age=50, needs=frozenset({"hardship"}), tags={"W05": ""}), set()),
        (Person(age=70, tags={"W04": "", "H01": ""}), {"heating", "meals", "adaptation"}),
    ],
)
def test_who_may_be_missing_what(person: Person, expected: set[str]) -> None:
    assert gaps(person) == expected


def test_heating_is_asked_for_around_the_winter_only() -> None:
    poor = Person(age=40, tags={"W01": "", "H01": ""})
    assert {month for month in range(1, 13) if "heating" in gaps(poor, date(2026, month, 15))} == {1, 9, 10, 11, 12}


def test_every_hint_has_its_reasons_in_both_languages_and_no_number_of_its_own() -> None:
    for seed in policies.SEEDS:
        for person in (OLD, Person(age=70, tags={"W01": "", "D01": "1", "E05": "3"}, living="alone", flags=frozenset({"meals"}), needs=frozenset({"hardship"}))):
            for zh, en in policies.reasons(policies.read(seed.who), person, today=TODAY):
                assert zh and en


@pytest.mark.parametrize(
    "raw",
    [
        {}, {"months": [1]}, {"min_age": "80"}, {"min_age": True}, {"min_age": -1}, {"min_age": 90, "max_age": 80}, {"tags_any": ["X99"]}, {"tags_any": "W01"},
        {"grades": {"W01": ["1"]}}, {"grades": {"D01": ["9"]}}, {"grades": {"D01": []}}, {"living": ["unknown"]}, {"flags_any": ["pet"]}, {"needs_any": ["job"]},
        {"score": 3}, {"min_age": 60, "eval": "1"}, {"any": []}, {"any": [{"min_age": 60}], "min_age": 3}, {"any": [{"min_age": 60}] * 5}, {"any": ["x"]},
        {"months": [13], "min_age": 60}, {"tags_none": ["H01"]},
    ],
)  # fmt: skip
def test_a_condition_is_of_the_closed_form_or_refused(raw: dict[str, object]) -> None:
    with pytest.raises(NotACondition):
        policies.read(raw)


def test_nothing_in_a_condition_is_ever_run() -> None:
    for name in ("rules/policies.py", "services/policies.py"):
        calls = {ast.unparse(node.func) for node in ast.walk(ast.parse((APP / name).read_text())) if isinstance(node, ast.Call)}
        assert not calls & {"eval", "exec", "compile", "__import__"}


def test_a_hint_never_decides() -> None:
    """Promise A12: no rule and no service but the cards' own reads the conditions, and none of them refuses by one."""
    users = {path.relative_to(APP).as_posix() for path in APP.rglob("*.py") if re.search(r"policies\.reasons|gaps_for", path.read_text())}
    assert {u for u in users if u.startswith(("services/", "rules/", "api/"))} <= {"services/policies.py", "services/pack.py", "services/pack_people.py", "services/residents.py", "services/pack_work.py"}
    source = ast.parse((APP / "services/policies.py").read_text())
    for function in (node for node in ast.walk(source) if isinstance(node, ast.FunctionDef) and node.name in {"gaps_for", "_facts", "_quiet"}):
        assert not [node for node in ast.walk(function) if isinstance(node, ast.Raise)]


def test_seeds_name_their_source_and_no_sum_of_money() -> None:
    assert len(policies.SEEDS) == 8
    for seed in policies.SEEDS:
        text = " ".join([*seed.title, *seed.definition, *seed.script, *seed.materials, *seed.where])
        assert seed.source and not re.search(r"\d+\s*(元|yuan|RMB)", text)


@pytest.mark.parametrize(
    ("outcome", "days", "ask", "quiet"),
    [
        ("has", 4000, None, True), ("wants", 30, None, True), ("wants", 90, None, False), ("not_eligible", 364, None, True), ("not_eligible", 365, None, False),
        ("unwanted", 10, date(2026, 11, 23), True), ("unwanted", 10, TODAY, False), ("has", 10, TODAY, False),
    ],
)  # fmt: skip
def test_how_long_an_answer_keeps_a_card_quiet(outcome: str, days: int, ask: date | None, quiet: bool) -> None:
    answered = date.fromordinal(TODAY.toordinal() - days)
    assert policies.is_quiet(outcome, answered_on=answered, ask_again_on=ask, today=TODAY) is quiet


def test_one_way_of_several_is_enough() -> None:
    ways = (Who(min_age=80), Who(tags_any=frozenset({"W04"})))
    assert policies.reasons(ways, Person(age=50, tags={"W04": ""}), today=TODAY) == [("特困人员", "Destitute-support person")]
