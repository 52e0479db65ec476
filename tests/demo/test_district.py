"""The demo district is invented, repeatable, shaped like the real one, and stays away from real people."""

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app import db
from app.commands import demo as command
from app.demo import district, grid, plan
from app.demo.accounts import DEMOS, GRID
from app.demo.dice import SHANGHAI
from app.demo.people import Rows
from app.errors import Conflict
from app.models import Account, Area, Contact, EmergencyContact, Resident, ResidentTag, RoleGrant, Unit
from app.models.contacts import EFFECTIVE
from app.rules.ages import age_on
from app.rules.duties import due
from app.rules.tags import DERIVED, TAGS
from app.rules.tiers import tier_of
from app.services import keys, passwords
from tests import factories
from tests.conftest import NOW

TODAY = NOW.astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """A time as the clock in Dalian shows it."""
    return moment.astimezone(SHANGHAI)


@pytest.fixture(scope="module")
def dozen() -> list[Rows]:
    """All rows of the first twelve grids, without a database."""
    return [grid.rows(plan.SEED, one, now=NOW, by=[]) for one in plan.grids(plan.SEED)[:12]]


def rows(dozen: list[Rows], table: str) -> Iterator[dict[str, Any]]:
    """The rows of one table in all twelve grids."""
    return (row for made in dozen for row in made[table])


def content(engine: sa.Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database but sealed numbers, which never look the same twice, and password hashes."""
    found = {}
    with engine.connect() as connection:
        for name, table in SQLModel.metadata.tables.items():
            columns = [c for c in table.c if not c.name.endswith("_sealed") and c.name != "password"]
            found[name] = sorted(map(tuple, connection.execute(sa.select(*columns))), key=repr)
    return found


@pytest.mark.parametrize("seed", [plan.SEED, 1, 77])
def test_the_plan_holds_exactly_the_residents_of_the_district_in_uneven_grids(seed: int) -> None:
    sizes = sorted(one.size for one in plan.grids(seed))
    assert (len(sizes), sum(sizes)) == (542, 388_564)
    assert 425 <= sizes[54] <= 490
    assert 655 <= sizes[271] <= 720
    assert 950 <= sizes[488] <= 1040
    assert sizes[0] > 150
    assert sizes[-1] <= 1370
    assert len({one.code for one in plan.grids(seed)}) == 542
    assert len(plan.communities(seed)) == 52


def test_the_first_twelve_grids_show_every_street_and_uneven_sizes() -> None:
    first = plan.grids(plan.SEED)[:12]
    assert Counter(one.code[:9] for one in first) == {f"210202{n:03d}": 2 for n in range(1, 7)}
    assert first[0].code == GRID
    assert 717 <= first[0].size <= 995
    assert first[1].community == first[0].community
    assert any(abs(one.size - 995) < 15 for one in first)
    assert any(one.size < 500 for one in first)


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    def open_rows(seed: int) -> list[dict[str, Any]]:
        made = grid.rows(seed, plan.grids(seed)[4], now=NOW, by=[])
        return [{k: v for k, v in row.items() if k != "phone_sealed"} for name in grid.TABLES for row in made[name]]

    assert open_rows(5) == open_rows(5)
    assert open_rows(5) != open_rows(6)


def test_each_grid_has_as_many_residents_as_planned_all_synthetic_and_without_an_id_hash(dozen: list[Rows]) -> None:
    for one, made in zip(plan.grids(plan.SEED), dozen, strict=False):
        assert len(made["resident"]) == one.size
    assert all(row["synthetic"] and row["id_hash"] is None for row in rows(dozen, "resident"))


def test_no_phone_lies_outside_the_fake_range(dozen: list[Rows]) -> None:
    fake = {keys.phone_index(f"1990000{n:04d}") for n in range(10_000)}
    found = [row["phone_index"] for table in ("resident", "emergency_contact") for row in rows(dozen, table)]
    assert {index for index in found if index} <= fake
    assert sum(index is not None for index in found) > 5000
    row = next(row for row in rows(dozen, "resident") if row["phone_sealed"])
    opened = keys.unseal(row["phone_sealed"], table="resident", column="phone", row=row["id"])
    assert opened.startswith("1990000")
    assert keys.phone_index(opened) == row["phone_index"]
    row = next(rows(dozen, "emergency_contact"))
    assert keys.unseal(row["phone_sealed"], table="emergency_contact", column="phone", row=row["id"]).startswith("1990000")


def test_tiers_are_those_of_the_rules_and_about_as_many_as_planned(dozen: list[Rows]) -> None:
    held: dict[Any, dict[str, str]] = {}
    for tag in rows(dozen, "resident_tag"):
        if tag["state"] in {"active", "review"}:
            held.setdefault(tag["resident_id"], {})[tag["tag"]] = tag["grade"]
    people = list(rows(dozen, "resident"))
    for row in people:
        tier = tier_of(tags=held.get(row["id"], {}), age=age_on(row["birth_ym"], TODAY), living=row["living"])
        assert (row["tier"], row["tier_reason"]) == (tier.letter, tier.reason)
    per_grid = {letter: n * 717 / len(people) for letter, n in Counter(row["tier"] for row in people).items()}
    assert 7 <= per_grid["A"] <= 14
    assert 29 <= per_grid["B"] <= 42
    assert 42 <= per_grid["C"] <= 60


@pytest.mark.parametrize(
    ("tag", "low", "high"),
    [("E02", 0.032, 0.052), ("E03", 0.11, 0.16), ("E05", 0.008, 0.016), ("D01", 0.021, 0.034), ("D03", 0.005, 0.013),
     ("W01", 0.006, 0.018), ("W02", 0.0015, 0.008), ("M01", 0.003, 0.009), ("H01", 0.10, 0.20)],
)  # fmt: skip
def test_tags_are_about_as_frequent_as_in_the_simulation(dozen: list[Rows], tag: str, low: float, high: float) -> None:
    people = sum(1 for _ in rows(dozen, "resident"))
    assert low <= sum(row["tag"] == tag for row in rows(dozen, "resident_tag")) / people <= high


def test_the_tag_ledger_keeps_the_dictionary(dozen: list[Rows]) -> None:
    states = Counter()
    for row in rows(dozen, "resident_tag"):
        tag = TAGS[row["tag"]]
        states[row["state"]] += 1
        assert row["tag"] not in DERIVED
        assert row["source"] == tag.source
        assert row["valid_from"] < TODAY
        assert (row["expires_on"] is not None) == bool(tag.expires)
        assert (row["state"] == "review") == (row["review_due"] <= TODAY)
        if row["tag"] == "E05":
            assert row["grade"] in {"1", "2", "3", "4"}
    assert states["active"] > states["review"] > 0
    assert states["pending"] > 0


def test_a_third_are_elders_and_a_quarter_of_them_have_no_smartphone(dozen: list[Rows]) -> None:
    ages = {row["id"]: age_on(row["birth_ym"], TODAY) or 0 for row in rows(dozen, "resident")}
    elders = [who for who, age in ages.items() if age >= 60]
    without = {row["resident_id"] for row in rows(dozen, "access_flag") if row["flag"] == "no_smartphone"}
    assert 0.26 <= len(elders) / len(ages) <= 0.36
    assert 0.20 <= len(without) / len(elders) <= 0.31
    very_old = [who for who in elders if ages[who] >= 80]
    assert 0.6 <= len(without.intersection(very_old)) / len(very_old) <= 0.8


def test_last_seen_is_the_last_effective_contact_in_working_hours(dozen: list[Rows]) -> None:
    last: dict[Any, datetime] = {}
    for row in rows(dozen, "contact"):
        assert time(8, 30) <= local(row["happened_at"]).time() <= time(20, 0)
        assert row["happened_at"] <= row["recorded_at"] <= row["received_at"] < NOW
        if row["outcome"] in EFFECTIVE:
            last[row["resident_id"]] = max(row["happened_at"], last.get(row["resident_id"], row["happened_at"]))
    assert {row["id"]: row["last_seen_at"] for row in rows(dozen, "resident") if row["last_seen_at"]} == last


def test_some_are_due_a_handful_late_and_nobody_absurdly_late(dozen: list[Rows]) -> None:
    states = Counter()
    for row in rows(dozen, "resident"):
        seen = local(row["last_seen_at"]).date() if row["last_seen_at"] else None
        window = due(
            tier=row["tier"], status=row["status"], last_effective=seen, since=local(row["created_at"]).date(), today=TODAY
        )
        states[window.state] += 1
        assert window.days >= -20
        if seen and seen >= TODAY - timedelta(days=1):
            states["just seen"] += 1
    assert 20 <= states["due"] <= 140
    assert 4 <= states["late"] <= 45
    assert min(states[name] for name in ("soon", "seen", "paused", "just seen")) > 10


def test_doors_courtyards_and_uses_are_varied(dozen: list[Rows]) -> None:
    assert {"own", "rented", "empty", "business"} == {row["use"] for row in rows(dozen, "dwelling")}
    assert any(row["number"] == "" for row in rows(dozen, "unit"))
    for row in rows(dozen, "building"):
        assert (18 <= row["floors"] <= 33) if row["lift"] else (6 <= row["floors"] <= 7)
    assert all(any(c.isalpha() for c in row["code"]) for row in rows(dozen, "dwelling"))


def test_building_is_repeatable_and_a_second_run_changes_nothing(database: sa.Engine) -> None:
    made = district.build(grids=2, now=NOW)
    assert (made.new_grids, made.grids, made.streets) == (2, 2, 1)
    assert made.new_residents == made.residents == sum(one.size for one in plan.grids(plan.SEED)[:2])
    before = content(database)
    again = district.build(grids=2, now=NOW + timedelta(days=3))
    assert (again.new_grids, again.new_residents, again.residents) == (0, 0, made.residents)
    assert content(database) == before


def test_a_larger_demo_is_a_smaller_one_and_more(database: sa.Engine) -> None:
    district.build(grids=1, now=NOW)
    assert district.build(grids=3, now=NOW).new_grids == 2
    with Session(database) as session:
        assert len(session.exec(select(Area).where(Area.level == "grid")).all()) == 3
        assert session.exec(select(sa.func.count()).select_from(Resident)).one() == sum(
            one.size for one in plan.grids(plan.SEED)[:3]
        )
        assert {unit.grid for unit in session.exec(select(Unit))} == {one.code for one in plan.grids(plan.SEED)[:3]}


def test_accounts_sign_in_with_the_demo_password_and_have_recorded_the_contacts_of_their_grid(database: sa.Engine) -> None:
    district.build(grids=2, now=NOW)
    with Session(database) as session:
        found = {one.account: one for one in session.exec(select(Account))}
        assert set(found) == {demo.account for demo in DEMOS}
        assert passwords.verify("linli-demo", found["grid"].password)[0]
        assert all(one.name.startswith("演示") for one in found.values())
        for demo in DEMOS:
            grant = session.exec(select(RoleGrant).where(RoleGrant.account_id == found[demo.account].id)).one()
            assert (grant.role, grant.area, grant.programme) == (demo.role, demo.area, demo.programme)
        recorded = set(session.exec(select(Contact.account_id).where(Contact.grid == GRID)).all())
        assert recorded == {found["grid"].id, found["info"].id}
        assert session.exec(select(EmergencyContact)).first() is not None
        assert session.exec(select(ResidentTag)).first() is not None


def test_an_account_that_somebody_has_changed_stays_as_it_is(database: sa.Engine) -> None:
    with db.transaction() as session:
        session.add(Account(account="grid", name="改过的名字", created_at=NOW))
    district.build(grids=1, now=NOW)
    with Session(database) as session:
        assert session.exec(select(Account).where(Account.account == "grid")).one().name == "改过的名字"


def test_real_people_keep_the_demo_out(database: sa.Engine, capsys: pytest.CaptureFixture[str]) -> None:
    with db.transaction() as session:
        factories.areas(session)
        factories.a_resident(session)
    before = content(database)
    with pytest.raises(Conflict) as refused:
        district.build(grids=1, now=NOW)
    assert refused.value.code == "real_people"
    args = argparse.Namespace(grids=1, full=False, seed=plan.SEED)
    assert command.run(args) == 2
    assert "真实居民" in capsys.readouterr().err
    assert content(database) == before


def test_two_seeds_do_not_mix(database: sa.Engine) -> None:
    district.build(grids=1, now=NOW)
    with pytest.raises(Conflict):
        district.build(grids=2, seed=3, now=NOW)


def test_the_command_names_the_accounts_and_says_when_nothing_was_to_do(
    database: sa.Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["demo", "--grids", "1"])
    assert command.run(args) == 0
    first = capsys.readouterr().out
    assert "linli-demo" in first
    assert "district" in first
    assert command.run(args) == 0
    assert "没有改动" in capsys.readouterr().out


@pytest.mark.parametrize("hour", [0, 6, 9, 23])
def test_at_any_hour_nothing_has_happened_in_the_future_or_at_night(hour: int) -> None:
    now = datetime.combine(TODAY, time(hour, 1), SHANGHAI)
    for row in grid.rows(plan.SEED, plan.grids(plan.SEED)[4], now=now, by=[])["contact"]:
        assert row["received_at"] < now
        assert time(8, 30) <= local(row["happened_at"]).time() <= time(20, 0)


def test_an_interrupted_run_leaves_whole_transactions_and_can_be_run_again(database: sa.Engine) -> None:
    def pull_the_plug(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        district.build(grids=2, now=NOW, progress=pull_the_plug)
    assert not any(content(database).values())
    assert district.build(grids=2, now=NOW).new_grids == 2
