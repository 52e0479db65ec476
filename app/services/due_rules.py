"""The due rules of the district: read by everybody who works by them, changed from a day on by the district (domain.md §12)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Invalid, NotAllowed, NotFound
from app.models import Act, DutyRule, Resident, Role
from app.models.desk_shapes import Number, RuleLine, Tell
from app.rules import duties
from app.rules.duties import RULES, Rule
from app.rules.visibility import Sight
from app.services import access, audit, duty_book, second_factor
from app.services.access import Actor
from app.services.residents import GONE, today_in_dalian

READS = frozenset({Role.DISTRICT, Role.STREET, Role.COMMUNITY, Role.SPECIALIST, Role.GRID, Role.INFO, Role.SECRETARY})
AHEAD = timedelta(days=366)
_LEAST = {"days": 1, "hours": 1, "weeks": 0, "times": 1}
_MOST = {"grace": 60, "lead": 60, "weeks": 26, "times": 12, "hours": 168}


def bounds(code: str, name: str) -> tuple[int, int]:
    """The least and the most that a number of a rule may be."""
    rule = RULES[code]
    return max(rule.least, _LEAST.get(name, 0)), min(rule.most, _MOST.get(name, rule.most))


def sentence(rule: Rule, numbers: Mapping[str, int]) -> tuple[str, str]:
    """The rule in both languages with these numbers."""
    filled = {**rule.numbers, **numbers}
    return rule.zh.format(**filled), rule.en.format(**filled)


def lines(session: Session, *, now: datetime) -> list[RuleLine]:
    """Every rule as it holds today, with what was before and what is to come."""
    today = today_in_dalian(now)
    rows = session.exec(select(DutyRule).order_by(col(DutyRule.valid_from), col(DutyRule.made_at), col(DutyRule.id))).all()
    held = duty_book.book(session, day=today)
    made = []
    for code, rule in RULES.items():
        mine = [row for row in rows if row.code == code]
        begun = [row for row in mine if row.valid_from <= today]
        numbers = dict(held.get(code) or (begun[-1].numbers if begun else rule.numbers))
        zh, en = sentence(rule, numbers)
        told = [Tell(row.valid_from.isoformat(), *_told(rule, row)) for row in mine]
        made.append(
            RuleLine(
                code=code, zh=zh, en=en, basis=rule.basis, on=held.get(code) is not None, since=begun[-1].valid_from.isoformat() if begun else "",
                numbers=[Number(name, {**rule.numbers, **numbers}[name], *bounds(code, name)) for name in rule.numbers],
                coming=told[len(begun) :], past=told[: len(begun)][::-1],
            )
        )  # fmt: skip
    return made


def _told(rule: Rule, row: DutyRule) -> tuple[str, str]:
    if not row.on:
        return "不用了", "switched off"
    return sentence(rule, row.numbers)


def check(code: str, numbers: Mapping[str, int]) -> dict[str, int]:
    """The numbers of a rule, all of them and inside their bounds. Raises NotFound, Invalid."""
    rule = RULES.get(code)
    if rule is None:
        raise NotFound()
    if set(numbers) != set(rule.numbers):
        raise Invalid("rule_numbers", "每个数都要填。", "Every number is needed.")
    for name, value in numbers.items():
        least, most = bounds(code, name)
        if type(value) is not int or not least <= value <= most:
            raise Invalid("rule_bounds", "有一个数超出了范围：{least} 到 {most}。", "One number is outside its range: {least} to {most}.", least=least, most=most)
    if "lead" in numbers and numbers["lead"] >= numbers["days"]:
        raise Invalid("rule_lead", "提前的天数要比间隔短。", "The days ahead must be fewer than the days between.")
    return dict(numbers)


def change(
    session: Session, *, actor: Actor, code: str, numbers: Mapping[str, int], on: bool, valid_from: date, reason: str, now: datetime
) -> DutyRule:
    """Write the version of a rule that holds from a day on, tomorrow at the earliest: the night works everything out anew.

    Raises NotAllowed (not the district), NotFound (no such rule), Invalid (numbers, day, no reason).
    """
    if Role.DISTRICT not in actor.roles:
        raise NotAllowed
    second_factor.require(actor)
    kept = check(code, numbers)
    today = today_in_dalian(now)
    if not today < valid_from <= today + AHEAD:
        raise Invalid("rule_day_ahead", "从哪天起：最早明天，最晚一年之内。", "From which day: tomorrow at the earliest, within a year.")
    words = " ".join(reason.split())
    if not words or len(words) > 80 or not words.isprintable():
        raise Invalid("rule_reason", "写一句为什么改，最长 80 字。", "Say why in at most 80 characters.")
    row = DutyRule(code=code, numbers=kept, on=on, valid_from=valid_from, made_at=now, made_by=actor.id, reason=words)
    session.add(row)
    audit.record(session, act=Act.RULE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="duty_rule", object_id=row.id, reason=code,
                 result="on" if on else "off", area=actor.area)  # fmt: skip
    session.flush()
    return row


def effect(session: Session, *, actor: Actor, code: str, numbers: Mapping[str, int], on: bool, now: datetime) -> tuple[int, float, float]:
    """What another interval would mean: how many people, and contacts a week before and after. For A, B, C only; else zeros.

    Counts of a whole district or community, none of them about anybody. Small ones are rounded up to five.
    """
    if code not in duties.REGULAR:
        return 0, 0.0, 0.0
    kept = check(code, numbers)
    where = [col(Resident.tier) == code, col(Resident.status).not_in(GONE), access.visible(actor, Sight.MASKED)]
    people = max(5, session.exec(select(sa.func.count()).select_from(Resident).where(*where)).one())
    held = duty_book.book(session, day=today_in_dalian(now)).get(code)
    return people, round(people * 7 / held["days"], 1) if held else 0.0, round(people * 7 / kept["days"], 1) if on else 0.0
