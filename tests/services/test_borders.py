"""Borders: people, doors and duties move, records stay where they were made, and a change can be taken back (issue 3)."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotFound
from app.models import (
    Account,
    Act,
    Area,
    Audit,
    BorderMove,
    Building,
    Courtyard,
    Dwelling,
    Level,
    Resident,
    Role,
    RoleGrant,
    Unit,
)
from app.rules import places
from app.services import border_lists, borders, pack
from app.services.access import Actor, Grant
from app.services.imports.residents import import_residents
from app.services.imports.undo import undo as undo_import
from app.services.residents import today_in_dalian
from tests.conftest import NOW
from tests.factories import FAR_GRID, GRID, OTHER_GRID, a_contact, a_resident, a_unit, an_account, areas
from tests.services.rosters import a_csv, a_row

COMMUNITY = GRID[:12]
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _areas(session: Session) -> None:
    areas(session)


@pytest.fixture
def district(session: Session) -> Actor:
    """An administrator of the district."""
    account = an_account(session, "district", role=Role.DISTRICT, area="210202")
    return Actor(id=account.id, account="district", name="区", grants=(Grant(Role.DISTRICT, "210202"),))


@pytest.fixture
def community(session: Session) -> Actor:
    """The lead of one community."""
    account = an_account(session, "community", role=Role.COMMUNITY, area=COMMUNITY)
    return Actor(id=account.id, account="community", name="社区", grants=(Grant(Role.COMMUNITY, COMMUNITY),))


def grants(session: Session, account: Account) -> list[tuple[str, str]]:
    """The roles of somebody that hold an hour from now."""
    rows = session.exec(select(RoleGrant).where(RoleGrant.account_id == account.id).order_by(RoleGrant.area))  # type: ignore[arg-type]
    return [(g.role, g.area) for g in rows if g.ends_at is None or g.ends_at > LATER]


def grid_of(session: Session, resident: Resident) -> str:
    """Where somebody is now."""
    session.refresh(resident)
    assert session.exec(select(Unit.grid).join(Dwelling, Dwelling.unit_id == Unit.id).where(Dwelling.id == resident.dwelling_id)).one() == resident.grid  # type: ignore[arg-type]
    return resident.grid


def test_merging_moves_people_doors_and_workers_and_closes_the_grid(session: Session, community: Actor) -> None:
    moved, stays = a_resident(session, door="402"), a_resident(session, name="李明", grid=OTHER_GRID, building="9")
    worker, info = an_account(session, "grid"), an_account(session, "info", role=Role.INFO, ends_at=NOW + timedelta(days=40))
    ended = an_account(session, "left", ends_at=NOW - timedelta(days=1))
    done = borders.merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    assert (done.people, done.staircases, done.doors, done.staff, done.lacks) == (1, 1, 1, 2, "")
    assert grid_of(session, moved) == OTHER_GRID and moved.version == 2 and moved.updated_at == NOW
    assert grid_of(session, stays) == OTHER_GRID and stays.version == 1
    closed = session.get_one(Area, GRID)
    assert (closed.closed_at, closed.merged_into) == (NOW, OTHER_GRID)
    assert grants(session, worker) == [("grid", OTHER_GRID)] and grants(session, info) == [("info", OTHER_GRID)]
    ends = session.exec(select(RoleGrant.ends_at).where(RoleGrant.account_id == info.id, RoleGrant.area == OTHER_GRID)).one()
    assert ends == NOW + timedelta(days=40)
    assert grants(session, ended) == []
    assert not session.exec(select(RoleGrant).where(RoleGrant.area == GRID, sa.or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > NOW))).all()  # type: ignore[union-attr,operator]
    trail = [(a.act, a.object_kind, a.reason) for a in session.exec(select(Audit))]
    assert (Act.CHANGE, "grid", "merge") in trail and trail.count((Act.GRANT, "account", "grid")) == 2


def test_a_role_that_begins_later_moves_too(session: Session, community: Actor) -> None:
    coming = an_account(session, "coming", starts_at=NOW + timedelta(days=3))
    borders.merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    made = session.exec(select(RoleGrant).where(RoleGrant.account_id == coming.id, RoleGrant.area == OTHER_GRID)).one()
    assert (made.starts_at, made.ends_at) == (NOW + timedelta(days=3), None)


def test_records_stay_with_the_grid_they_were_made_in(session: Session, community: Actor) -> None:
    person = a_resident(session)
    contact = a_contact(session, person)
    borders.merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    session.refresh(contact)
    assert contact.grid == GRID
    assert grid_of(session, person) == OTHER_GRID


def test_the_packs_of_both_grids_change(session: Session, community: Actor) -> None:
    a_resident(session)
    a_resident(session, name="李明", grid=OTHER_GRID, building="9")
    workers = [Actor(id=an_account(session, f"w{n}", area=area).id, account="w", name="w", grants=(Grant(Role.GRID, area),), own_device=True)
               for n, area in enumerate((GRID, OTHER_GRID))]  # fmt: skip
    before = [pack.fingerprint(session, actor=w, now=NOW) for w in workers]
    borders.merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    after = [pack.fingerprint(session, actor=w, now=NOW) for w in workers]
    assert before[0] != after[0] and before[1] != after[1]
    assert len(pack.build(session, actor=workers[1], now=NOW)["residents"]) == 2


def test_splitting_gives_the_new_grid_the_next_code_and_says_that_nobody_looks_after_it(session: Session, community: Actor) -> None:
    stays, goes = a_resident(session, unit="1"), a_resident(session, name="李明", unit="2")
    worker = an_account(session, "grid")
    session.add(Area(code=f"{COMMUNITY}007", parent=COMMUNITY, level=Level.GRID, name="第7网格", path="210202/001/001/007", closed_at=NOW, merged_into=GRID))
    session.flush()
    unit = a_unit(session, unit="2")
    done = borders.split(session, actor=community, grid=GRID, new_name=" 第8网格 ", units=[unit.id], now=NOW)
    assert (done.to_code, done.to_name, done.people, done.staircases, done.lacks) == (f"{COMMUNITY}008", "第8网格", 1, 1, "grid info")
    assert (grid_of(session, stays), grid_of(session, goes)) == (GRID, f"{COMMUNITY}008")
    assert grants(session, worker) == [("grid", GRID)]
    assert session.get_one(Area, f"{COMMUNITY}008").path == places.area_path(f"{COMMUNITY}008")


def test_a_split_of_nothing_of_everything_or_of_others_is_refused(session: Session, community: Actor) -> None:
    mine, second, other = a_unit(session, unit="1"), a_unit(session, unit="2"), a_unit(session, grid=OTHER_GRID, building="9")
    for units, kind in (([], Invalid), ([mine.id, second.id], Invalid), ([mine.id, other.id], NotFound), ([uuid4()], NotFound)):
        with pytest.raises(kind):
            borders.split(session, actor=community, grid=GRID, new_name="第8网格", units=units, now=NOW)
    for name, kind in (("", Invalid), ("二网格", Conflict), ("x" * 61, Invalid)):
        with pytest.raises(kind):
            borders.split(session, actor=community, grid=GRID, new_name=name, units=[mine.id], now=NOW)
    assert session.exec(select(BorderMove)).all() == []


def test_only_open_grids_of_one_community_are_merged(session: Session, district: Actor) -> None:
    for source, target in ((GRID, GRID), (GRID, FAR_GRID)):
        with pytest.raises(Invalid):
            borders.merge(session, actor=district, source=source, target=target, now=NOW)
    borders.merge(session, actor=district, source=GRID, target=OTHER_GRID, now=NOW)
    for source, target in ((GRID, OTHER_GRID), (OTHER_GRID, GRID)):
        with pytest.raises(Conflict):
            borders.merge(session, actor=district, source=source, target=target, now=NOW)
    with pytest.raises(NotFound):
        borders.merge(session, actor=district, source="210202001001099", target=OTHER_GRID, now=NOW)


@pytest.mark.parametrize(("role", "area"), [(Role.STREET, "210202001"), (Role.GRID, GRID), (Role.COMMUNITY, FAR_GRID[:12]), (Role.AUDITOR, "210202")])
def test_nobody_else_changes_or_sees_borders_and_the_try_is_recorded(session: Session, role: Role, area: str) -> None:
    actor = Actor(id=an_account(session, "x", role=role, area=area).id, account="x", name="x", grants=(Grant(role, area),))
    yard = session.get_one(Courtyard, session.get_one(Building, a_unit(session).building_id).courtyard_id)
    for attempt in (
        lambda: borders.merge(session, actor=actor, source=GRID, target=OTHER_GRID, now=NOW),
        lambda: borders.split(session, actor=actor, grid=GRID, new_name="第8网格", units=[], now=NOW),
        lambda: borders.preview_merge(session, actor=actor, source=GRID, target=OTHER_GRID, now=NOW),
        lambda: borders.move_courtyard(session, actor=actor, courtyard_id=yard.id, to_grid=OTHER_GRID, now=NOW),
        lambda: border_lists.grids(session, actor=actor, community=COMMUNITY, now=NOW),
        lambda: border_lists.staircases(session, actor=actor, grid=GRID, page=0, now=NOW),
    ):
        with pytest.raises(NotFound) as refused:
            attempt()
        assert refused.value.refused
    assert border_lists.history(session, actor=actor) == [] or role == Role.COMMUNITY


def test_a_courtyard_moves_within_its_community_from_all_its_grids(session: Session, community: Actor) -> None:
    here, there = a_resident(session, unit="1"), a_resident(session, name="李明", grid=OTHER_GRID, unit="2")
    yard = session.exec(select(Courtyard)).one()
    seen = borders.preview_move(session, actor=community, courtyard_id=yard.id, to_grid=OTHER_GRID, now=NOW)
    done = borders.move_courtyard(session, actor=community, courtyard_id=yard.id, to_grid=OTHER_GRID, now=NOW)
    assert (seen.people, seen.staircases) == (done.people, done.staircases) == (1, 1)
    assert (grid_of(session, here), grid_of(session, there)) == (OTHER_GRID, OTHER_GRID)
    assert there.version == 1
    with pytest.raises(Invalid):
        borders.move_courtyard(session, actor=community, courtyard_id=yard.id, to_grid=OTHER_GRID, now=NOW)


def test_a_courtyard_moves_to_another_community_with_its_paths_and_keeps_its_codes(session: Session, district: Actor, community: Actor) -> None:
    person = a_resident(session)
    yard = session.exec(select(Courtyard)).one()
    codes = [session.exec(select(t.code)).one() for t in (Courtyard, Building, Unit, Dwelling)]
    paths = [session.exec(select(t.path)).one() for t in (Courtyard, Building, Unit, Dwelling)]
    with pytest.raises(NotFound):
        borders.move_courtyard(session, actor=community, courtyard_id=yard.id, to_grid=FAR_GRID, now=NOW)
    done = borders.move_courtyard(session, actor=district, courtyard_id=yard.id, to_grid=FAR_GRID, now=NOW)
    session.expire_all()
    assert grid_of(session, person) == FAR_GRID and yard.community == FAR_GRID[:12]
    assert [session.exec(select(t.code)).one() for t in (Courtyard, Building, Unit, Dwelling)] == codes
    new = [session.exec(select(t.path)).one() for t in (Courtyard, Building, Unit, Dwelling)]
    assert all(path.startswith(places.area_path(FAR_GRID[:12]) + "/") for path in new)
    assert all(later.startswith(earlier + "/") for earlier, later in pairwise(new))
    borders.undo(session, actor=district, move_id=UUID(done.move_id), now=LATER)
    session.expire_all()
    assert [session.exec(select(t.path)).one() for t in (Courtyard, Building, Unit, Dwelling)] == paths
    assert grid_of(session, person) == GRID and yard.community == COMMUNITY


def test_a_courtyard_does_not_move_where_there_is_one_of_its_name(session: Session, district: Actor) -> None:
    a_unit(session, grid=FAR_GRID)
    unit = a_unit(session)
    yard = session.get_one(Building, unit.building_id).courtyard_id
    with pytest.raises(Conflict):
        borders.preview_move(session, actor=district, courtyard_id=yard, to_grid=FAR_GRID, now=NOW)


def test_taking_a_merging_back_restores_people_workers_and_the_grid(session: Session, community: Actor) -> None:
    person = a_resident(session)
    worker = an_account(session, "grid", ends_at=NOW + timedelta(days=9))
    both = an_account(session, "both", area=OTHER_GRID)
    session.add(RoleGrant(account_id=both.id, role=Role.GRID, area=GRID, starts_at=NOW - timedelta(days=2)))
    left = an_account(session, "left")
    session.flush()
    done = borders.merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == left.id)):
        grant.ends_at = NOW  # left on the same day
    since = a_resident(session, name="新来", grid=OTHER_GRID, door="501")  # moved into the same staircase since
    back = borders.undo(session, actor=community, move_id=UUID(done.move_id), now=LATER)
    assert (back.people, back.staff) == (2, 2)
    assert (grid_of(session, person), grid_of(session, since)) == (GRID, GRID)
    assert person.version == 3
    opened = session.get_one(Area, GRID)
    assert (opened.closed_at, opened.merged_into) == (None, None)
    after = LATER + timedelta(minutes=1)
    now_held = {
        account.account: sorted(g.area for g in session.exec(select(RoleGrant).where(RoleGrant.account_id == account.id)) if g.starts_at <= after and (g.ends_at is None or g.ends_at > after))
        for account in (worker, both, left)
    }
    assert now_held == {"grid": [GRID], "both": sorted([GRID, OTHER_GRID]), "left": []}
    with pytest.raises(Conflict):
        borders.undo(session, actor=community, move_id=UUID(done.move_id), now=LATER)


def test_taking_a_split_back_closes_the_new_grid_and_takes_its_workers_along(session: Session, community: Actor) -> None:
    a_resident(session, unit="1")
    goes = a_resident(session, name="李明", unit="2")
    done = borders.split(session, actor=community, grid=GRID, new_name="第8网格", units=[a_unit(session, unit="2").id], now=NOW)
    worker = an_account(session, "new", area=done.to_code)
    found = a_unit(session, grid=done.to_code, building="11")  # found there since
    borders.undo(session, actor=community, move_id=UUID(done.move_id), now=LATER)
    session.refresh(found)
    assert grid_of(session, goes) == found.grid == GRID
    assert session.get_one(Area, done.to_code).merged_into == GRID
    assert [area for _, area in grants(session, worker)] == [GRID]


def test_a_change_is_taken_back_only_while_nothing_was_moved_since(session: Session, community: Actor) -> None:
    a_resident(session, unit="1")
    a_resident(session, name="李明", unit="2")
    first = borders.split(session, actor=community, grid=GRID, new_name="第8网格", units=[a_unit(session, unit="2").id], now=NOW)
    second = borders.merge(session, actor=community, source=first.to_code, target=OTHER_GRID, now=NOW + timedelta(minutes=1))
    with pytest.raises(Conflict) as refused:
        borders.undo(session, actor=community, move_id=UUID(first.move_id), now=LATER)
    assert refused.value.code == "border_moved_since"
    assert [(line.kind, line.free) for line in border_lists.history(session, actor=community)] == [("merge", True), ("split", False)]
    borders.undo(session, actor=community, move_id=UUID(second.move_id), now=LATER)
    borders.undo(session, actor=community, move_id=UUID(first.move_id), now=LATER + timedelta(minutes=1))
    assert {r.grid for r in session.exec(select(Resident))} == {GRID}


def test_a_community_takes_back_nothing_that_reaches_beyond_it(session: Session, district: Actor, community: Actor) -> None:
    a_resident(session)
    yard = session.exec(select(Courtyard)).one()
    done = borders.move_courtyard(session, actor=district, courtyard_id=yard.id, to_grid=FAR_GRID, now=NOW)
    assert [(line.kind, line.free) for line in border_lists.history(session, actor=community)] == [("move", False)]
    for move_id in (UUID(done.move_id), uuid4()):
        with pytest.raises(NotFound):
            borders.undo(session, actor=community, move_id=move_id, now=LATER)


def test_previews_say_what_happens_and_change_nothing(session: Session, community: Actor) -> None:
    a_resident(session, unit="1")
    a_resident(session, name="李明", unit="2")
    an_account(session, "grid")
    before = [(r.grid, r.version) for r in session.exec(select(Resident).order_by(Resident.name))]  # type: ignore[arg-type]
    merge = borders.preview_merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    split = borders.preview_split(session, actor=community, grid=GRID, new_name="第8网格", units=[a_unit(session, unit="2").id], now=NOW)
    assert (merge.people, merge.staircases, merge.doors, merge.staff, merge.lacks) == (2, 2, 2, 1, "info")
    assert (split.people, split.staircases, split.staff, split.lacks, split.to_name) == (1, 1, 0, "grid info", "第8网格")
    assert before == [(r.grid, r.version) for r in session.exec(select(Resident).order_by(Resident.name))]  # type: ignore[arg-type]
    assert session.exec(select(BorderMove)).all() == [] and session.exec(select(Area).where(Area.parent == COMMUNITY)).all().__len__() == 2


def test_the_lists_of_the_page_tell_people_doors_and_who_is_missing(session: Session, district: Actor, community: Actor) -> None:
    for n in range(5):
        a_resident(session, name="李明", door=f"{n + 1}01")
    a_resident(session, name="李明", grid=OTHER_GRID, building="9")
    a_resident(session, name="搬走", door="601", status="moved")
    an_account(session, "grid")
    lines = border_lists.grids(session, actor=district, community=COMMUNITY, now=NOW)
    assert [(g.name, g.people, g.doors, g.staircases, g.staff, g.lacks) for g in lines] == [
        ("第1网格", "5", 6, 1, 1, "info"), ("第2网格", "<5", 1, 1, 0, "grid info"),
    ]  # fmt: skip
    assert border_lists.grids(session, actor=community, community=COMMUNITY, now=NOW)[1].people == "1"
    assert [p.name for p in border_lists.children(session, actor=district)] == ["青泥洼桥街道", "老虎滩街道"]
    assert [p.code for p in border_lists.children(session, actor=district, parent="210202001")] == [COMMUNITY]
    assert [p.code for p in border_lists.children(session, actor=community)] == ["210202001"]
    assert border_lists.children(session, actor=community, parent="210202002") == []
    assert [(y.name, y.staircases, y.grids) for y in border_lists.courtyards(session, actor=district, community=COMMUNITY, now=NOW)] == [("和平里小区", 2, "第1网格、第2网格")]
    houses, pages = border_lists.staircases(session, actor=community, grid=GRID, page=0, now=NOW)
    assert [(h.building, [(s.number, s.doors) for s in h.stairs]) for h in houses] == [("3", [("1", 6)])] and pages == 1
    borders.merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    assert [(g.name, g.became) for g in border_lists.grids(session, actor=district, community=COMMUNITY, now=NOW)] == [("第2网格", ""), ("第1网格", "第2网格")]


def test_an_import_puts_nobody_into_a_closed_grid_whatever_the_list_calls_it(session: Session, community: Actor, tmp_path: Path) -> None:
    borders.merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    rows = [a_row(1, "张一", 网格编码=GRID), a_row(2, "张二", 网格编码="第1网格"), a_row(3, "张三", 网格编码=OTHER_GRID)]
    report = import_residents(session, path=a_csv(tmp_path / "r.csv", rows), now=NOW, today=today_in_dalian(NOW), area=COMMUNITY)
    assert (report.new, report.refused) == (3, [])
    assert {r.grid for r in session.exec(select(Resident))} == {OTHER_GRID}


def test_an_import_after_a_courtyard_has_moved_makes_no_code_twice(session: Session, district: Actor, tmp_path: Path) -> None:
    a_unit(session, courtyard="第一大院")
    moved = a_unit(session, courtyard="第二大院")
    yard = session.get_one(Building, moved.building_id).courtyard_id
    borders.move_courtyard(session, actor=district, courtyard_id=yard, to_grid=FAR_GRID, now=NOW)
    rows = [a_row(1, "张一", 小区="第三大院"), a_row(2, "张二", 网格编码=FAR_GRID, 小区="第四大院"), a_row(3, "张三", 网格编码=FAR_GRID, 小区="第二大院", 楼号="8号楼")]
    report = import_residents(session, path=a_csv(tmp_path / "r.csv", rows), now=NOW, today=today_in_dalian(NOW))
    assert (report.new, report.refused) == (3, [])
    codes = session.exec(select(Courtyard.code)).all()
    assert len(codes) == len(set(codes)) == 4 and all(len(code) <= 20 for code in codes)


def test_taking_an_import_back_after_a_merging_puts_nobody_into_the_closed_grid(session: Session, community: Actor, tmp_path: Path) -> None:
    first = import_residents(session, path=a_csv(tmp_path / "a.csv", [a_row(1, "张一")]), now=NOW, today=today_in_dalian(NOW))
    moved = import_residents(
        session, path=a_csv(tmp_path / "b.csv", [a_row(1, "张一", 网格编码=OTHER_GRID, 楼号="9号楼")]), now=NOW, today=today_in_dalian(NOW)
    )
    person = session.exec(select(Resident)).one()
    assert first.new == 1 and person.grid == OTHER_GRID
    borders.merge(session, actor=community, source=GRID, target=OTHER_GRID, now=NOW)
    undo_import(session, batch_id=moved.batch, now=LATER)
    assert grid_of(session, person) == OTHER_GRID


def test_a_large_grid_moves_in_a_handful_of_statements(session: Session, district: Actor) -> None:
    unit = a_unit(session)
    first = a_resident(session)
    session.add_all(
        Resident(household_id=first.household_id, dwelling_id=first.dwelling_id, grid=GRID, name=f"人{n}", created_at=NOW, updated_at=NOW) for n in range(700)
    )
    session.flush()
    session.expunge_all()
    seen: list[str] = []

    def count(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        seen.append(text)

    sa.event.listen(session.get_bind(), "before_cursor_execute", count)
    try:
        done = borders.merge(session, actor=district, source=GRID, target=OTHER_GRID, now=NOW)
    finally:
        sa.event.remove(session.get_bind(), "before_cursor_execute", count)
    assert done.people == 701 and done.staircases == 1 and unit.grid == GRID
    assert len(seen) < 30
    assert sum(text.lstrip().startswith("UPDATE resident") for text in seen) == 1
