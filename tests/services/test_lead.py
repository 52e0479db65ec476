"""What a lead decides and sets: proposals of tags, rhythms by hand, due rules, held records, what waits in the inbox."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import (
    Act,
    Audit,
    Device,
    Duty,
    DutyRule,
    Need,
    NoAnswerCase,
    Programme,
    Resident,
    ResidentTag,
    Role,
    TagProposal,
    TierOverride,
)
from app.services import due_rules, duty_book, inbox, keys, need_lists, overrides, tag_reviews, upkeep
from app.services.access import Actor
from app.services.residents import today_in_dalian
from tests.conftest import NOW
from tests.factories import GRID, OTHER_GRID, a_resident, a_tag, an_account, an_actor, areas, some_kin

COMMUNITY = GRID[:12]
TODAY = today_in_dalian(NOW)


@pytest.fixture(autouse=True)
def _areas(session: Session) -> None:
    areas(session)


def who(session: Session, role: Role, area: str, programme: Programme | None = None) -> Actor:
    """Somebody with this role and an account behind."""
    made = an_account(session, f"{role}{area}", role=role, area=area)
    return Actor(id=made.id, account=made.account, name=made.name, grants=an_actor((role, area), programme=programme).grants)


@pytest.fixture
def lead(session: Session) -> Actor:
    """The lead of the community."""
    return who(session, Role.COMMUNITY, COMMUNITY)


def a_proposal(session: Session, person: Resident, by: UUID, tag: str = "E02", action: str = "add", grade: str = "") -> TagProposal:
    """A proposal from the door, with a word why."""
    key = uuid4()
    made = TagProposal(id=key, resident_id=person.id, grid=person.grid, record_id=uuid4(), account_id=by, tag=tag, grade=grade, action=action, happened_at=NOW, received_at=NOW,
                       words_sealed=keys.seal("老伴走了", table="tag_proposal", column="words", row=key))  # fmt: skip
    session.add(made)
    session.flush()
    return made


def test_a_proposal_that_is_taken_is_a_tag_with_source_and_basis_and_the_rhythm_follows(session: Session, lead: Actor) -> None:
    person = a_resident(session, birth_ym="1950-01")
    one = a_proposal(session, person, lead.id)
    line = inbox.tag_lines(session, actor=lead)[0]
    assert (line.name, line.tag, line.words, line.place) == ("曲凤英", "E02", "老伴走了", "和平里小区 3栋1单元 402")
    tag_reviews.decide(session, actor=lead, proposal_id=one.id, take=True, now=NOW)
    tag = session.exec(select(ResidentTag)).one()
    assert (tag.source, tag.state, tag.valid_from, tag.review_due) == ("V", "active", TODAY, date(2027, 5, 22)) and tag.legal_basis
    session.refresh(person)
    assert (person.tier, person.tier_reason) == ("B", "alone") and person.version > 1
    assert {d.rule for d in session.exec(select(Duty))} >= {"B"}
    assert session.exec(select(Audit).where(Audit.act == Act.DECIDE)).one().reason == "add:E02"
    with pytest.raises(Conflict):
        tag_reviews.decide(session, actor=lead, proposal_id=one.id, take=True, now=NOW)
    assert tag_reviews.count(session, actor=lead) == 0


def test_a_refusal_needs_a_reason_and_changes_nothing_else(session: Session, lead: Actor) -> None:
    person = a_resident(session)
    one = a_proposal(session, person, lead.id)
    with pytest.raises(Invalid):
        tag_reviews.decide(session, actor=lead, proposal_id=one.id, take=False, reason=" ", now=NOW)
    tag_reviews.decide(session, actor=lead, proposal_id=one.id, take=False, reason="和女儿同住", now=NOW)
    assert one.decision == "dropped" and one.answer_sealed and "和女儿".encode() not in one.answer_sealed
    assert session.exec(select(ResidentTag)).all() == []


def test_ending_and_confirming_and_grades(session: Session, lead: Actor) -> None:
    person = a_resident(session, birth_ym="1950-01")
    tag = a_tag(session, person.id, "E02")
    tag_reviews.decide(session, actor=lead, proposal_id=a_proposal(session, person, lead.id, action="confirm").id, take=True, now=NOW)
    assert tag.review_due == date(2027, 5, 22) and len(session.exec(select(ResidentTag)).all()) == 1
    tag_reviews.decide(session, actor=lead, proposal_id=a_proposal(session, person, lead.id, action="remove").id, take=True, now=NOW)
    session.refresh(tag)
    session.refresh(person)
    assert (tag.state, person.tier) == ("ended", "")
    with pytest.raises(Invalid):
        tag_reviews.decide(session, actor=lead, proposal_id=a_proposal(session, person, lead.id, tag="D01", grade="9").id, take=True, now=NOW)
    assert [tag_reviews.months_on(date(2026, 1, 31), n) for n in (1, 12, 13)] == [date(2026, 2, 28), date(2027, 1, 31), date(2027, 2, 28)]


def test_a_specialist_decides_the_own_programme_only(session: Session, lead: Actor) -> None:
    person = a_resident(session)
    old, disabled = a_proposal(session, person, lead.id), a_proposal(session, person, lead.id, tag="D01", grade="1")
    officer = who(session, Role.SPECIALIST, COMMUNITY, Programme.DISABILITY)
    assert [line.tag for line in inbox.tag_lines(session, actor=officer)] == ["D01"]
    with pytest.raises(NotFound):
        tag_reviews.decide(session, actor=officer, proposal_id=old.id, take=True, now=NOW)
    for other in (who(session, Role.GRID, GRID), who(session, Role.COMMUNITY, "210202002001"), who(session, Role.DISTRICT, "210202")):
        with pytest.raises(NotFound):
            tag_reviews.decide(session, actor=other, proposal_id=disabled.id, take=True, now=NOW)
    tag_reviews.decide(session, actor=officer, proposal_id=disabled.id, take=True, now=NOW)


def test_a_rhythm_by_hand_holds_until_its_day_and_then_the_rules_decide(session: Session, lead: Actor) -> None:
    person = a_resident(session, birth_ym="1960-01", tier="")
    until = TODAY + timedelta(days=30)
    made = overrides.set_tier(session, actor=lead, resident_id=person.id, tier="A", reason="刚出院，女儿在外地", until=until, now=NOW)
    session.refresh(person)
    assert (person.tier, person.tier_reason) == ("A", "override") and b"\xe5" not in made.reason_sealed[:3]
    assert [(line.name, line.tier, line.until) for line in inbox.override_lines(session, actor=lead, now=NOW)] == [("曲凤英", "A", until.isoformat())]
    assert {d.rule for d in session.exec(select(Duty))} == {"A"}
    after = NOW + timedelta(days=31)
    ended = duty_book.ended_overrides(session, today=today_in_dalian(after), now=after)
    session.flush()
    upkeep.retier(session, ids=ended, now=after, today=today_in_dalian(after))
    assert person.tier == "" and ended == {person.id}


def test_what_cannot_be_set_by_hand(session: Session, lead: Actor) -> None:
    person = a_resident(session)
    good = {"resident_id": person.id, "tier": "A", "reason": "x", "until": TODAY + timedelta(days=90), "now": NOW}
    for bad in ({"tier": "D"}, {"reason": " "}, {"reason": "x" * 101}, {"until": TODAY}, {"until": TODAY + timedelta(days=91)}):
        with pytest.raises(Invalid):
            overrides.set_tier(session, actor=lead, **{**good, **bad})
    for other in (who(session, Role.GRID, GRID), who(session, Role.COMMUNITY, "210202002001"), who(session, Role.DISTRICT, "210202")):
        with pytest.raises(NotFound):
            overrides.set_tier(session, actor=other, **good)
    first = overrides.set_tier(session, actor=lead, **good)
    overrides.set_tier(session, actor=lead, **{**good, "tier": "C"})
    assert len(session.exec(select(TierOverride).where(TierOverride.ended_at.is_(None))).all()) == 1  # type: ignore[union-attr]
    overrides.end(session, actor=lead, override_id=first.id, now=NOW)


def test_a_rule_changes_from_a_day_on_inside_its_bounds(session: Session, lead: Actor) -> None:
    district = who(session, Role.DISTRICT, "210202")
    good = {"code": "A", "numbers": {"days": 5, "grace": 1, "lead": 2}, "on": True, "valid_from": TODAY + timedelta(days=1), "reason": "冬天", "now": NOW}
    with pytest.raises(NotAllowed):
        due_rules.change(session, actor=lead, **good)
    for bad in ({"numbers": {"days": 0, "grace": 1, "lead": 0}}, {"numbers": {"days": 5}}, {"numbers": {"days": 3, "grace": 1, "lead": 3}}, {"valid_from": TODAY}, {"reason": ""},
                {"numbers": {"days": 401, "grace": 1, "lead": 2}}):  # fmt: skip
        with pytest.raises(Invalid):
            due_rules.change(session, actor=district, **{**good, **bad})
    with pytest.raises(NotFound):
        due_rules.change(session, actor=district, **{**good, "code": "Z"})
    due_rules.change(session, actor=district, **good)
    line = next(r for r in due_rules.lines(session, now=NOW) if r.code == "A")
    assert "最多 7 天" in line.zh and "最多 5 天" in line.coming[0].zh and line.past == [] and line.on
    later = next(r for r in due_rules.lines(session, now=NOW + timedelta(days=1)) if r.code == "A")
    assert "最多 5 天" in later.zh and "within 5 days" in later.en and later.coming == [] and len(later.past) == 1
    assert duty_book.book(session, day=TODAY).get("A")["days"] == 7 and duty_book.book(session, day=TODAY + timedelta(days=1)).get("A")["days"] == 5  # type: ignore[index]
    due_rules.change(session, actor=district, **{**good, "code": "F", "numbers": {"days": 10}, "on": False})
    off = next(r for r in due_rules.lines(session, now=NOW + timedelta(days=1)) if r.code == "F")
    assert not off.on and len(session.exec(select(DutyRule)).all()) == 2
    for n in range(10):
        a_resident(session, name=f"人{n}", door=f"{n + 1}01", tier="A")
    assert due_rules.effect(session, actor=district, code="A", numbers=good["numbers"], on=True, now=NOW) == (10, 10.0, 14.0)


def a_case(session: Session, person: Resident, *, escalated: bool) -> NoAnswerCase:
    """A search for somebody."""
    made = NoAnswerCase(resident_id=person.id, grid=person.grid, tier="A", state="escalated" if escalated else "open", opened_at=NOW - timedelta(hours=3), received_at=NOW,
                        second_by=NOW, escalate_at=NOW - timedelta(hours=1), escalated_at=NOW if escalated else None)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def test_those_above_see_reported_searches_and_no_names(session: Session, lead: Actor) -> None:
    one, other = a_resident(session, phone="13800000001"), a_resident(session, name="于德海", grid=OTHER_GRID, building="9")
    some_kin(session, one.id)
    a_case(session, one, escalated=True)
    a_case(session, other, escalated=False)
    lines = inbox.case_lines(session, actor=lead, now=NOW)
    assert {(line.name, line.over, line.waited, line.named) for line in lines} == {("曲凤英", 60, 180, True), ("于德海", 60, 180, True)}
    asks = inbox.ask_lines(session, actor=lead, resident_id=one.id, now=NOW)
    assert [(a.name, a.masked) for a in asks] == [("曲凤英", "138****0001"), ("王小红", "139****0777")]
    for role, area in ((Role.STREET, GRID[:9]), (Role.DISTRICT, "210202")):
        above = inbox.case_lines(session, actor=who(session, role, area), now=NOW)
        assert [(line.name, line.place, line.resident_id, line.grid, line.named) for line in above] == [("", "", "", "甲社区 第1网格", False)]
    assert inbox.case_lines(session, actor=who(session, Role.COMMUNITY, "210202002001"), now=NOW) == []


def test_the_counts_of_the_inbox(session: Session, lead: Actor) -> None:
    worker = who(session, Role.GRID, GRID)
    person = a_resident(session)
    a_case(session, person, escalated=True)
    a_proposal(session, person, worker.id)
    session.add(Device(account_id=worker.id, name="红米", registered_at=NOW, lost_at=NOW))
    session.add(Need(resident_id=person.id, grid=GRID, category="meals", state="claimed", owner_id=worker.id, next_on=TODAY - timedelta(days=2), created_at=NOW, created_by=worker.id, received_at=NOW))
    session.flush()
    n = inbox.counts(session, actor=lead, now=NOW)
    assert (n.cases, n.tags, n.phones, n.stuck, n.held, n.clashes, n.twins, n.total) == (1, 1, 1, 1, 0, 0, 0, 3)
    assert inbox.counts(session, actor=worker, now=NOW).total == 0
    assert [p.who for p in inbox.phone_lines(session, actor=lead, now=NOW)] == [f"测试grid{GRID}"]
    groups = need_lists.groups(session, actor=who(session, Role.POSTED_CADRE, GRID[:9]), now=NOW)
    assert [(g.key, [(r.name, r.days) for r in g.rows]) for g in groups] == [("stuck", [("曲凤英", -2)])]
    need = session.exec(select(Need)).one()
    opened = need_lists.open_one(session, actor=lead, need_id=need.id, now=NOW)
    assert {c.code for c in opened.owners} == {str(worker.id), str(lead.id)} and "deliver" in opened.moves
    need_lists.hand_over(session, actor=lead, need_id=need.id, owner_id=lead.id, now=NOW)
    assert need.owner_id == lead.id
    with pytest.raises(NotFound):
        need_lists.hand_over(session, actor=lead, need_id=need.id, owner_id=uuid4(), now=NOW)
    with pytest.raises(NotFound):
        need_lists.open_one(session, actor=who(session, Role.GRID, OTHER_GRID), need_id=need.id, now=NOW)
