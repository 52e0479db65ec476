"""Policy cards and what people may be missing: cards of the day, gaps in bulk, answers, new versions (domain.md §3.3).

Nothing here is asked before anything is refused: a gap is a hint with its reasons, and a person decides (promise A12).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import Invalid, NotAllowed, NotFound
from app.models import AccessFlag, Act, Need, PolicyAnswer, PolicyCard, PolicyOutcome, Resident, ResidentTag, Role
from app.models.base import new_id
from app.models.desk_shapes import CardLine
from app.rules import ages, policies
from app.rules.policies import Person, Who, Words
from app.rules.visibility import Sight
from app.services import access, audit, second_factor
from app.services.access import LIVE_TAGS, Actor
from app.services.residents import today_in_dalian

_CHUNK = 500
PARTS = {"title": 20, "definition": 120, "script": 120, "materials": 120, "where": 60}
"""The words of a card with their longest length in Chinese; English may be three times as long."""


@dataclass(frozen=True)
class Card:
    """One policy card as it holds on a day."""

    code: str
    ways: tuple[Who, ...]
    words: Mapping[str, Words]
    days: int
    source: str
    valid_from: date
    on: bool = True
    row: PolicyCard | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Gap:
    """Something one person may be missing, with the reasons for the hint."""

    code: str
    title: Words
    script: Words
    materials: Words
    where: Words
    source: str
    reasons: tuple[Words, ...]
    days: int = 0

    def wire(self) -> dict[str, Any]:
        """As the pack carries it: code, title, script, materials, where, why; texts as {"zh", "en"}."""
        texts = {name: _two(getattr(self, name)) for name in ("title", "script", "materials", "where")}
        return {"code": self.code, **texts, "why": [_two(why) for why in self.reasons]}


def _two(words: Words) -> dict[str, str]:
    return {"zh": words[0], "en": words[1]}


def ensure(session: Session, *, now: datetime) -> int:
    """Put in the cards that come with Linli and are not there yet; how many. Runs with the migrations, any number of times."""
    there = set(session.exec(select(PolicyCard.code)))
    fresh = [seed for seed in policies.SEEDS if seed.code not in there]
    for seed in fresh:
        policies.read(seed.who)
        session.add(
            PolicyCard(
                code=seed.code, who=dict(seed.who), statutory_days=seed.days, source=seed.source, valid_from=date(2026, 1, 1), made_at=now,
                words={name: _two(getattr(seed, name)) for name in PARTS},
            )
        )  # fmt: skip
    session.flush()
    return len(fresh)


def cards(session: Session, *, day: date) -> list[Card]:
    """The cards in force on a day, in the order of the seeds, then by code. Before `ensure` has run: the seeds."""
    return [card for card in versions_on(session, day=day) if card.on]


def versions_on(session: Session, *, day: date) -> list[Card]:
    """The version of each card that holds on a day, also of those that are switched off."""
    newest: dict[str, PolicyCard] = {}
    for row in session.exec(select(PolicyCard).where(col(PolicyCard.valid_from) <= day).order_by(col(PolicyCard.valid_from), col(PolicyCard.made_at))):
        newest[row.code] = row
    if not newest:
        made = [Card(s.code, policies.read(s.who), {n: getattr(s, n) for n in PARTS}, s.days, s.source, date(2026, 1, 1)) for s in policies.SEEDS]
        return made
    order = {seed.code: n for n, seed in enumerate(policies.SEEDS)}
    return [_card(newest[code], day) for code in sorted(newest, key=lambda code: (order.get(code, len(order)), code))]


def _card(row: PolicyCard, day: date) -> Card:
    words = {name: (str(row.words.get(name, {}).get("zh", "")), str(row.words.get(name, {}).get("en", ""))) for name in PARTS}
    on = row.on and (row.valid_to is None or day <= row.valid_to)
    return Card(row.code, policies.read(row.who), words, row.statutory_days, row.source, row.valid_from, on, row)


def gaps_for(session: Session, *, people: Sequence[Resident], today: date) -> dict[UUID, list[Gap]]:
    """What each of these people may be missing, three hints at most; a handful of queries for a thousand people.

    Nothing where they said that they have it, are not entitled, or do not want it, until the day to ask again.
    """
    known = cards(session, day=today)
    found: dict[UUID, list[Gap]] = {}
    for start in range(0, len(people), _CHUNK):
        part = people[start : start + _CHUNK]
        facts, quiet = _facts(session, part, today), _quiet(session, [p.id for p in part], today)
        for person in part:
            mine = []
            for card in known:
                if card.code in quiet[person.id]:
                    continue
                if why := policies.reasons(card.ways, facts[person.id], today=today):
                    words = card.words
                    mine.append(Gap(card.code, words["title"], words["script"], words["materials"], words["where"], card.source, tuple(why), card.days))
                if len(mine) == policies.MOST_GAPS:
                    break
            if mine:
                found[person.id] = mine
    return found


def _facts(session: Session, people: Sequence[Resident], today: date) -> dict[UUID, Person]:
    ids = [p.id for p in people]
    tags: dict[UUID, dict[str, str]] = defaultdict(dict)
    for key, tag, grade in session.exec(select(ResidentTag.resident_id, ResidentTag.tag, ResidentTag.grade).where(col(ResidentTag.resident_id).in_(ids), col(ResidentTag.state).in_(LIVE_TAGS))):
        tags[key][tag] = grade
    flags: dict[UUID, set[str]] = defaultdict(set)
    for key, flag in session.exec(select(AccessFlag.resident_id, AccessFlag.flag).where(col(AccessFlag.resident_id).in_(ids), col(AccessFlag.expires_on) >= today)):
        flags[key].add(str(flag))
    needs: dict[UUID, set[str]] = defaultdict(set)
    for key, category in session.exec(select(Need.resident_id, Need.category).where(col(Need.resident_id).in_(ids), col(Need.open))):
        needs[key].add(str(category))
    return {
        p.id: Person(ages.age_on(p.birth_ym, today), tags[p.id], p.living, frozenset(flags[p.id]), frozenset(needs[p.id])) for p in people
    }


def _quiet(session: Session, ids: Sequence[UUID], today: date) -> dict[UUID, set[str]]:
    """Cards that nobody brings up now: answered, or an errand for them is under way."""
    last: dict[tuple[UUID, str], PolicyAnswer] = {}
    for answered in session.exec(select(PolicyAnswer).where(col(PolicyAnswer.resident_id).in_(ids)).order_by(col(PolicyAnswer.happened_at))):
        last[answered.resident_id, answered.policy] = answered
    found: dict[UUID, set[str]] = defaultdict(set)
    for (key, code), answered in last.items():
        if policies.is_quiet(answered.outcome, answered_on=today_in_dalian(answered.happened_at), ask_again_on=answered.ask_again_on, today=today):
            found[key].add(code)
    for key, code in session.exec(select(Need.resident_id, Need.policy).where(col(Need.resident_id).in_(ids), col(Need.open), col(Need.policy) != "")):
        found[key].add(code)
    return found


def answer(
    session: Session, *, actor: Actor, resident_id: UUID, policy: str, outcome: str, ask_again_on: date | None, happened_at: datetime, now: datetime,
    record_id: UUID | None = None,
) -> PolicyAnswer:  # fmt: skip
    """Note what the person said about one card. "wants" opens nothing by itself: the caller opens the errand.

    Raises NotFound (not theirs), Invalid (unknown card or outcome, a day that is past or more than five years off).
    """
    resident, _ = access.resident_for(session, actor=actor, resident_id=resident_id, now=now, at_least=Sight.FULL)
    if outcome not in set(PolicyOutcome):
        raise Invalid("policy_outcome", "请选一项：已享、愿申请、不符合、不愿意。", "Choose one: has it, wants it, not entitled, does not want it.")
    if policy not in {card.code for card in versions_on(session, day=today_in_dalian(now))}:
        raise Invalid("policy_unknown", "没有这张政策卡。", "There is no such policy card.")
    day = today_in_dalian(happened_at)
    if ask_again_on is not None and not day <= ask_again_on <= day + timedelta(days=5 * 366):
        raise Invalid("policy_ask_again", "再问的日子要在今天之后、五年之内。", "The day to ask again must lie ahead, within five years.")
    made = note_answer(
        session, answer_id=new_id(), resident_id=resident.id, policy=policy, outcome=outcome, ask_again_on=ask_again_on, account_id=actor.id,
        happened_at=happened_at, record_id=record_id,
    )  # fmt: skip
    resident.version += 1
    resident.updated_at = now
    session.add(resident)
    audit.record(session, act=Act.CHANGE, now=now, happened_at=happened_at, actor_id=actor.id, role=actor.role or "", object_kind="resident",
                 object_id=resident.id, reason="policy", result=outcome, area=resident.grid, device_id=actor.device_id)  # fmt: skip
    session.flush()
    return made


def note_answer(
    session: Session, *, answer_id: UUID, resident_id: UUID, policy: str, outcome: str, ask_again_on: date | None, account_id: UUID,
    happened_at: datetime, record_id: UUID | None = None,
) -> PolicyAnswer:  # fmt: skip
    """Write an answer down, once; rights, version and audit row are the caller's, as for a phone's record."""
    known = session.get(PolicyAnswer, answer_id)
    if known is not None:
        return known
    made = PolicyAnswer(
        id=answer_id, resident_id=resident_id, policy=policy[:20], outcome=PolicyOutcome(outcome), ask_again_on=ask_again_on, account_id=account_id,
        happened_at=happened_at, record_id=record_id,
    )  # fmt: skip
    session.add(made)
    return made


def publish(
    session: Session, *, actor: Actor, code: str, words: Mapping[str, Words], who: Mapping[str, Any] | None, days: int, source: str, on: bool,
    valid_from: date, now: datetime,
) -> PolicyCard:  # fmt: skip
    """Write a new version of a card that holds from a day on; the old one stays in the history. District only.

    `who` None keeps the condition as it is. Raises NotAllowed, NotFound (no such card), Invalid (what does not fit).
    """
    if Role.DISTRICT not in actor.roles:
        raise NotAllowed
    second_factor.require(actor)
    today = today_in_dalian(now)
    before = next((card for card in versions_on(session, day=max(valid_from, today)) if card.code == code), None)
    if before is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="policy", object_id=code[:20])
    if not today <= valid_from <= today + timedelta(days=366):
        raise Invalid("rule_day", "从哪天起：要在今天之后、一年之内。", "The day must lie ahead, within a year.")
    if not 0 <= days <= 365:
        raise Invalid("policy_days", "法定天数请填 0 到 365。", "Days must be 0 to 365.")
    kept = {name: (_line(words.get(name, before.words[name])[0]), _line(words.get(name, before.words[name])[1])) for name in PARTS}
    for name, longest in PARTS.items():
        zh, en = kept[name]
        if not zh or not en or len(zh) > longest or len(en) > 3 * longest:
            raise Invalid("policy_words", "每一栏两种文字都要写，不要太长。", "Every field needs both languages and must not be too long.")
    condition = dict(who) if who is not None else dict(before.row.who if before.row is not None else {})
    try:
        policies.read(condition)
    except policies.NotACondition as error:
        raise Invalid("policy_who", "条件不对，请检查。", "The condition does not fit.") from error
    made = PolicyCard(
        code=code, who=condition, words={name: _two(both) for name, both in kept.items()}, statutory_days=days, source=_line(source)[:200], on=on,
        valid_from=valid_from, made_at=now, made_by=actor.id,
    )  # fmt: skip
    session.add(made)
    audit.record(session, act=Act.RULE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="policy", object_id=code, result="on" if on else "off", area=actor.area)
    session.flush()
    return made


def _line(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable() or c == " ").split())


def history(session: Session, *, code: str) -> list[PolicyCard]:
    """All versions of a card, the newest first."""
    statement = select(PolicyCard).where(PolicyCard.code == code).order_by(col(PolicyCard.valid_from).desc(), col(PolicyCard.made_at).desc())
    return list(session.exec(statement.limit(50)))


def counts(session: Session, *, area: str, today: date) -> dict[str, tuple[int, int, int]]:
    """For each card: how many people of an area were asked, want it, have it, by their last answer."""
    statement = (
        select(PolicyAnswer.resident_id, PolicyAnswer.policy, PolicyAnswer.outcome)
        .join(Resident, col(Resident.id) == col(PolicyAnswer.resident_id))
        .where(access.in_area(col(Resident.grid), area))
        .order_by(col(PolicyAnswer.happened_at))
    )
    last = {(key, code): outcome for key, code, outcome in session.exec(statement)}
    found: dict[str, tuple[int, int, int]] = {}
    for (_, code), outcome in last.items():
        asked, wants, has = found.get(code, (0, 0, 0))
        found[code] = (asked + 1, wants + (outcome == PolicyOutcome.WANTS), has + (outcome == PolicyOutcome.HAS))
    return found


def card_lines(session: Session, *, now: datetime) -> list[CardLine]:
    """The cards as the page of rules shows them, also those that are switched off."""
    today = today_in_dalian(now)
    made = []
    for card in versions_on(session, day=today):
        words: dict[str, Any] = {f"{name}_{lang}": card.words[name][n] for name in PARTS for n, lang in enumerate(("zh", "en"))}
        coming = min((row.valid_from.isoformat() for row in history(session, code=card.code) if row.valid_from > today), default="")
        made.append(CardLine(code=card.code, on=card.on, since=card.valid_from.isoformat(), days=card.days, source=card.source, coming=coming, **words))
    return made
