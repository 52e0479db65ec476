"""Two entries of one person: everything goes along, nothing is lost, and it can be taken back exactly (issue 4)."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app.errors import Conflict, Invalid, NotFound
from app.models import (
    Clash,
    Contact,
    LifeEvent,
    Need,
    NeedStep,
    NoAnswerCase,
    NoAnswerStep,
    PolicyAnswer,
    Promise,
    Resident,
    Role,
    Status,
    SurgeList,
    SurgePerson,
    TagProposal,
    TierOverride,
    Twin,
)
from app.services import duty_book, twins, upkeep
from app.services.access import Actor
from app.services.residents import phone_of, today_in_dalian
from tests.conftest import NOW
from tests.factories import (
    GRID,
    OTHER_GRID,
    a_contact,
    a_flag,
    a_resident,
    a_tag,
    an_account,
    an_actor,
    areas,
    some_kin,
)

COMMUNITY = GRID[:12]
TODAY = today_in_dalian(NOW)
LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def _areas(session: Session) -> None:
    areas(session)


@pytest.fixture
def lead(session: Session) -> Actor:
    """The lead of the community."""
    made = an_account(session, "community", role=Role.COMMUNITY, area=COMMUNITY)
    return Actor(id=made.id, account="community", name="x", grants=an_actor((Role.COMMUNITY, COMMUNITY)).grants)


def a_life(session: Session, person: Resident, by: UUID, dice: random.Random, surge: SurgeList) -> None:
    """Rows of every kind about one person, some of them there and some not."""
    for flag in ("pet", "meals", "spare_key"):
        if dice.random() < 0.6:
            a_flag(session, person.id, flag=flag)  # type: ignore[arg-type]
    for tag in ("E02", "W01", "D01"):
        if dice.random() < 0.6:
            a_tag(session, person.id, tag, grade="2" if tag == "D01" else "")
    for n in range(dice.randrange(3)):
        some_kin(session, person.id, name=f"亲{n}", phone=f"1390000{dice.randrange(10)}777", rank=n)
    for _ in range(dice.randrange(3)):
        a_contact(session, person, days_ago=dice.randrange(1, 60))
    common = {"grid": person.grid}
    rows: list[SQLModel] = [
        Promise(resident_id=person.id, on=TODAY, made_at=NOW, made_by=by, **common), LifeEvent(resident_id=person.id, kind="discharge", happened_at=NOW),
        Need(resident_id=person.id, category="meals", state="claimed", owner_id=by, next_on=TODAY, created_at=NOW, created_by=by, received_at=NOW, **common),
        PolicyAnswer(resident_id=person.id, policy="old_age", outcome="has", happened_at=NOW),
        TagProposal(resident_id=person.id, record_id=uuid4(), account_id=by, tag="E03", action="add", happened_at=NOW, received_at=NOW, **common),
        Clash(resident_id=person.id, record_id=uuid4(), account_id=by, field="living", base_sealed=b"x", theirs_sealed=b"x", mine_sealed=b"x", happened_at=NOW, received_at=NOW, **common),
        TierOverride(resident_id=person.id, tier="A", reason_sealed=b"x", made_at=NOW, made_by=by, until=TODAY),
    ]  # fmt: skip
    session.add_all(row for row in rows if dice.random() < 0.7)
    session.flush()
    for need in session.exec(select(Need).where(Need.resident_id == person.id)).all():
        session.add(NeedStep(need_id=need.id, resident_id=person.id, account_id=by, move="claim", state="claimed", happened_at=NOW, received_at=NOW))
    if dice.random() < 0.7:
        case = NoAnswerCase(resident_id=person.id, tier="A", opened_at=NOW - timedelta(hours=dice.randrange(1, 9)), received_at=NOW, second_by=NOW, escalate_at=NOW, **common)
        session.add(case)
        session.flush()
        session.add(NoAnswerStep(case_id=case.id, resident_id=person.id, step="kin", happened_at=NOW, received_at=NOW))
    if dice.random() < 0.7:
        session.add(SurgePerson(surge_id=surge.id, resident_id=person.id, reached_at=NOW if dice.random() < 0.5 else None, **common))
    session.flush()


def naming() -> dict[str, list[str]]:
    """Every table that names a resident, with the columns that do."""
    found = {}
    for name, table in SQLModel.metadata.tables.items():
        columns = [c.name for c in table.columns if c.name == "resident_id" or any(key.target_fullname == "resident.id" for key in c.foreign_keys)]
        if columns:
            found[name] = columns
    return found


def everything(session: Session, ids: list[UUID]) -> dict[str, list[str]]:
    """All rows about these people, but for what counts changes and for the merge itself."""
    session.flush()
    found = {}
    for name, columns in {**naming(), "resident": ["id"]}.items():
        if name in {"merge", "duty", "twin"}:
            continue
        table = SQLModel.metadata.tables[name]
        keys = [table.c.id] if name == "resident" else [table.c[c] for c in columns]
        shown = [c for c in table.c if c.name not in {"version", "updated_at", "field_versions"}]
        rows = session.execute(sa.select(*shown).where(sa.or_(*(k.in_(ids) for k in keys)))).all()
        found[name] = sorted(repr(tuple(row)) for row in rows)
    duties = SQLModel.metadata.tables["duty"]
    rows = session.execute(sa.select(duties.c.resident_id, duties.c.rule, duties.c.due_on).where(duties.c.resident_id.in_(ids))).all()
    found["duty"] = sorted(repr(tuple(row)) for row in rows)
    return found


def test_every_table_that_names_a_resident_is_handled() -> None:
    assert set(naming()) == set(twins.TABLES)
    for name, what in twins.TABLES.items():
        assert what != twins.MOVED or "resident_id" in SQLModel.metadata.tables[name].c


@pytest.mark.parametrize("seed", range(12))
def test_taking_a_merge_back_restores_everything(session: Session, lead: Actor, seed: int) -> None:
    dice = random.Random(seed)
    surge = SurgeList(area=COMMUNITY, kind="cold", opened_at=NOW - timedelta(hours=1), opened_by=lead.id, until_at=NOW)
    session.add(surge)
    kept = a_resident(session, birth_ym=dice.choice(["", "1942-03"]), phone=dice.choice(["", "13800000001"]), living=dice.choice(["alone", "unknown"]))
    gone = a_resident(session, name="曲凤英", grid=dice.choice([GRID, OTHER_GRID]), building=dice.choice(["3", "9"]), door="501", phone=dice.choice(["", "13800000002"]),
                      last_seen_at=dice.choice([None, NOW]), last_seen_mode="door")  # fmt: skip
    for person in (kept, gone):
        a_life(session, person, lead.id, dice, surge)
    upkeep.retier(session, ids=[kept.id, gone.id], now=NOW, today=TODAY)
    duty_book.refresh(session, ids=[kept.id, gone.id], now=NOW)
    ids = [kept.id, gone.id]
    before, rows = everything(session, ids), sum(len(v) for k, v in everything(session, ids).items() if k != "duty")
    made = twins.merge(session, actor=lead, keep_id=kept.id, gone_id=gone.id, now=NOW)
    after = everything(session, ids)
    assert sum(len(v) for k, v in after.items() if k != "duty") == rows
    moved = [name for name, what in twins.TABLES.items() if what == twins.MOVED]
    stays = {"access_flag", "resident_tag", "surge_person", "emergency_contact", "tier_override"}
    for name in set(moved) - stays:
        table = SQLModel.metadata.tables[name]
        assert session.execute(sa.select(table.c.id).where(table.c.resident_id == gone.id)).first() is None, name
    assert session.exec(select(NoAnswerCase).where(NoAnswerCase.closed_at.is_(None))).all().__len__() <= 1  # type: ignore[union-attr]
    assert session.get_one(Resident, gone.id).merged_into == kept.id
    twins.undo(session, actor=lead, merge_id=made.id, now=NOW)
    assert everything(session, ids) == before


def test_what_came_in_since_stays_with_the_entry_that_was_kept(session: Session, lead: Actor) -> None:
    kept, gone = a_resident(session, living="unknown"), a_resident(session, door="501", living="alone", phone="13800000009")
    a_contact(session, gone)
    made = twins.merge(session, actor=lead, keep_id=kept.id, gone_id=gone.id, now=NOW)
    kept, gone = session.get_one(Resident, kept.id), session.get_one(Resident, gone.id)
    assert (kept.living, phone_of(kept), gone.status, gone.phone_index) == ("alone", "13800000009", Status.MERGED, None)
    kept.living = "couple"  # type: ignore[assignment]
    new = a_contact(session, kept, days_ago=0)
    twins.undo(session, actor=lead, merge_id=made.id, now=LATER)
    kept, gone = session.get_one(Resident, kept.id), session.get_one(Resident, gone.id)
    assert (kept.living, kept.phone_sealed, gone.status, phone_of(gone)) == ("couple", None, "here", "13800000009")
    owner = {c.id: c.resident_id for c in session.exec(select(Contact))}
    assert owner[new.id] == kept.id and len(set(owner.values())) == 2


def test_what_cannot_be_merged_or_taken_back(session: Session, lead: Actor) -> None:
    kept, gone = a_resident(session), a_resident(session, door="501")
    far = a_resident(session, grid="210202002001001", building="8")
    with pytest.raises(Invalid):
        twins.merge(session, actor=lead, keep_id=kept.id, gone_id=kept.id, now=NOW)
    for key in (far.id, uuid4()):
        with pytest.raises(NotFound):
            twins.merge(session, actor=lead, keep_id=kept.id, gone_id=key, now=NOW)
    with pytest.raises(NotFound):
        twins.merge(session, actor=an_actor((Role.GRID, GRID)), keep_id=kept.id, gone_id=gone.id, now=NOW)
    kept.id_hash, gone.id_hash = "k1:aa", "k1:bb"
    session.flush()
    with pytest.raises(Conflict):
        twins.merge(session, actor=lead, keep_id=kept.id, gone_id=gone.id, now=NOW)
    gone.id_hash = "k1:aa"
    made = twins.merge(session, actor=lead, keep_id=kept.id, gone_id=gone.id, now=NOW)
    with pytest.raises(Conflict):
        twins.undo(session, actor=lead, merge_id=made.id, now=NOW + timedelta(days=91))
    third = a_resident(session, door="601")
    later = twins.merge(session, actor=lead, keep_id=third.id, gone_id=kept.id, now=NOW)
    with pytest.raises(Conflict):
        twins.undo(session, actor=lead, merge_id=made.id, now=NOW)
    twins.undo(session, actor=lead, merge_id=later.id, now=NOW)
    twins.undo(session, actor=lead, merge_id=made.id, now=NOW)
    with pytest.raises(Conflict):
        twins.undo(session, actor=lead, merge_id=made.id, now=NOW)
    assert twins.recent(session, actor=lead, now=NOW) == []
    assert twins.clean_up(session, now=NOW + timedelta(days=91)) == 2


def test_pairs_wait_until_somebody_says_what_they_are(session: Session, lead: Actor) -> None:
    one, other = a_resident(session), a_resident(session, door="501")
    twin = Twin(resident_id=other.id, other_id=one.id, grid=GRID, why="name_birth", found_at=NOW)
    session.add(twin)
    session.flush()
    assert [(t.id, a.id, b.id) for t, a, b in twins.waiting(session, actor=lead)] == [(twin.id, other.id, one.id)]
    assert twins.count(session, actor=an_actor((Role.COMMUNITY, "210202002001"))) == 0
    with pytest.raises(NotFound):
        twins.apart(session, actor=an_actor((Role.COMMUNITY, "210202002001")), twin_id=twin.id, now=NOW)
    twins.apart(session, actor=lead, twin_id=twin.id, now=NOW)
    assert twins.count(session, actor=lead) == 0
    with pytest.raises(Conflict):
        twins.apart(session, actor=lead, twin_id=twin.id, now=NOW)
