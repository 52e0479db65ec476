"""Accounts: made with a link, lent for a time, ended at once; nobody reaches beyond their own (domain.md §11, B4, B11, C12)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from app.errors import AppError, Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from app.models import Account, Act, Area, Audit, OnceLink, Programme, Role, RoleGrant, SignIn
from app.services import accounts, keys, links, staff
from app.services.access import Actor, Grant
from tests import factories as make
from tests.conftest import NOW

COMMUNITY, DISTRICT = make.GRID[:12], "210202"


@pytest.fixture
def district(session: Session) -> Actor:
    make.areas(session)
    return _actor(make.an_account(session, "head", role=Role.DISTRICT, area=DISTRICT), Role.DISTRICT, DISTRICT)


@pytest.fixture
def community(session: Session, district: Actor) -> Actor:
    return _actor(make.an_account(session, "lead", role=Role.COMMUNITY, area=COMMUNITY), Role.COMMUNITY, COMMUNITY)


def _actor(account: Account, role: Role, area: str) -> Actor:
    return Actor(id=account.id, account=account.account, name=account.name, grants=(Grant(role, area),))


def _acts(session: Session) -> list[tuple[Act, str, str]]:
    return [(a.act, a.reason, a.result) for a in session.exec(select(Audit).order_by(Audit.id))]  # type: ignore[arg-type]


def test_a_new_account_has_no_password_but_a_link_of_which_only_the_hash_is_kept(session: Session, district: Actor) -> None:
    made, token = staff.create(session, actor=district, account=" G101 ", name="李 明", role=Role.GRID, area=make.GRID, now=NOW)
    assert (made.account, made.name, made.password) == ("g101", "李 明", "")
    kept = session.exec(select(OnceLink)).one()
    assert kept.token_hash == keys.token_hash(f"once:{token}") and token not in kept.token_hash
    assert (Act.GRANT, "grid", "ok") in _acts(session)


def test_a_link_sets_the_password_once_and_ends_every_session(session: Session, district: Actor) -> None:
    made, token = staff.create(session, actor=district, account="g101", name="李明", role=Role.GRID, area=make.GRID, now=NOW)
    make.a_session(session, made.id)
    assert links.look(session, token=token, now=NOW) == "g101"
    with pytest.raises(Invalid, match="password_short"):
        links.check(session, token=token, password="short", now=NOW)
    assert links.use(session, token=token, hashed="$argon2id$made", now=NOW) == "g101"
    assert session.exec(select(SignIn).where(SignIn.account_id == made.id)).all() == []
    for again in (lambda: links.look(session, token=token, now=NOW), lambda: links.use(session, token=token, hashed="x", now=NOW)):
        with pytest.raises(Invalid, match="link_over"):
            again()


@pytest.mark.parametrize(("after", "works"), [(timedelta(days=6, hours=23), True), (timedelta(days=7), False)])
def test_a_first_link_lasts_a_week(session: Session, district: Actor, after: timedelta, works: bool) -> None:
    _, token = staff.create(session, actor=district, account="g101", name="李明", role=Role.GRID, area=make.GRID, now=NOW)
    if works:
        assert links.look(session, token=token, now=NOW + after)
    else:
        with pytest.raises(Invalid, match="link_over"):
            links.look(session, token=token, now=NOW + after)


def test_a_new_link_ends_the_one_before_and_a_disabled_account_has_none(session: Session, district: Actor) -> None:
    made, first = staff.create(session, actor=district, account="g101", name="李明", role=Role.GRID, area=make.GRID, now=NOW)
    second = staff.reset(session, actor=district, account_id=made.id, now=NOW)
    with pytest.raises(Invalid, match="link_over"):
        links.look(session, token=first, now=NOW)
    assert links.look(session, token=second, now=NOW)
    staff.disable(session, actor=district, account_id=made.id, now=NOW)
    with pytest.raises(Invalid, match="link_over"):
        links.look(session, token=second, now=NOW)
    for guess in ("", "x" * 32, "x" * 5000):
        with pytest.raises(Invalid, match="link_over"):
            links.look(session, token=guess, now=NOW)


def test_a_reset_ends_the_old_password_and_every_session_at_once(session: Session, district: Actor) -> None:
    worker = make.an_account(session, "g101", password="$argon2id$old")
    token = make.a_session(session, worker.id)
    staff.reset(session, actor=district, account_id=worker.id, now=NOW)
    assert worker.password == "" and worker.second_factor is None
    assert accounts.actor_for(session, token=token, now=NOW) is None


def test_disabling_leaves_only_the_handing_in_and_enabling_brings_no_old_session_back(session: Session, district: Actor) -> None:
    worker = make.an_account(session, "g101")
    token = make.a_session(session, worker.id)
    staff.disable(session, actor=district, account_id=worker.id, now=NOW)
    left = accounts.actor_for(session, token=token, now=NOW)
    assert left is not None and left.upload_only and left.grants == ()
    staff.enable(session, actor=district, account_id=worker.id, now=NOW)
    assert accounts.actor_for(session, token=token, now=NOW) is None


def test_the_last_district_administrator_stays(session: Session, district: Actor) -> None:
    with pytest.raises(Conflict, match="last_administrator"):
        staff.disable(session, actor=None, account_id=district.id, now=NOW)
    make.an_account(session, "never-came", role=Role.DISTRICT, area=DISTRICT)
    make.an_account(session, "leaves", role=Role.DISTRICT, area=DISTRICT, password="$argon2id$x", ends_at=NOW + timedelta(days=1))
    with pytest.raises(Conflict, match="last_administrator"):
        staff.disable(session, actor=None, account_id=district.id, now=NOW)
    own = session.exec(select(RoleGrant).where(RoleGrant.account_id == district.id)).one()
    with pytest.raises(Conflict, match="last_administrator"):
        staff.end_grant(session, actor=None, grant_id=own.id, now=NOW)
    make.an_account(session, "second", role=Role.DISTRICT, area=DISTRICT, password="$argon2id$x")
    staff.disable(session, actor=None, account_id=district.id, now=NOW)


def test_nobody_touches_their_own_account(session: Session, district: Actor) -> None:
    own = {"session": session, "actor": district, "account_id": district.id, "now": NOW}
    for act in (lambda: staff.grant(**own, role=Role.COMMUNITY, area=COMMUNITY), lambda: staff.disable(**own), lambda: staff.reset(**own), lambda: staff.rename(**own, name="x")):
        with pytest.raises(NotAllowed, match="own_account"):
            act()


def test_an_account_beyond_the_own_area_looks_like_none(session: Session, community: Actor, district: Actor) -> None:
    far = make.an_account(session, "far", role=Role.GRID, area=make.FAR_GRID)
    both = make.an_account(session, "both", role=Role.GRID, area=make.GRID)
    session.add(RoleGrant(account_id=both.id, role=Role.DISTRICT, area=DISTRICT, starts_at=NOW))
    session.flush()
    for other in (far.id, both.id, district.id, uuid4()):
        for act in (staff.disable, staff.reset, staff.enable, staff.end_sessions):
            with pytest.raises(NotFound) as refused:
                act(session, actor=community, account_id=other, now=NOW)
            assert [row.result for row in refused.value.refused] == ["refused"]


def test_a_community_lead_cannot_climb(session: Session, community: Actor) -> None:
    worker = make.an_account(session, "g101")
    for role, area in ((Role.DISTRICT, DISTRICT), (Role.STREET, DISTRICT + "001"), (Role.AUDITOR, DISTRICT), (Role.GRID, make.FAR_GRID), (Role.COMMUNITY, make.FAR_GRID[:12])):
        with pytest.raises(NotAllowed, match="grant_beyond"):
            staff.grant(session, actor=community, account_id=worker.id, role=role, area=area, now=NOW)
        with pytest.raises(NotAllowed, match="grant_beyond"):
            staff.create(session, actor=community, account="new", name="新人", role=role, area=area, now=NOW)


def test_a_role_needs_its_level_its_programme_and_an_open_area(session: Session, district: Actor) -> None:
    worker = make.an_account(session, "g101")
    session.get(Area, make.OTHER_GRID).closed_at = NOW  # type: ignore[union-attr]
    for code, role, area, programme in (
        ("role_area", Role.GRID, COMMUNITY, None), ("programme", Role.SPECIALIST, COMMUNITY, None), ("unknown_area", Role.GRID, "210202999999999", None),
        ("unknown_area", Role.GRID, make.OTHER_GRID, None),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=code):
            staff.grant(session, actor=district, account_id=worker.id, role=role, area=area, programme=programme, now=NOW)
    staff.grant(session, actor=district, account_id=worker.id, role=Role.SPECIALIST, area=COMMUNITY, programme=Programme.CIVIL, now=NOW)
    with pytest.raises(Conflict, match="role_there"):
        staff.grant(session, actor=district, account_id=worker.id, role=Role.SPECIALIST, area=COMMUNITY, programme=Programme.CIVIL, now=NOW)


def test_the_auditor_holds_nothing_else_in_either_order(session: Session, district: Actor) -> None:
    worker, watcher = make.an_account(session, "g101"), make.an_account(session, "watch", role=Role.AUDITOR, area=DISTRICT)
    with pytest.raises(Conflict, match="role_clash"):
        staff.grant(session, actor=None, account_id=worker.id, role=Role.AUDITOR, area=DISTRICT, now=NOW)
    with pytest.raises(Conflict, match="role_clash"):
        staff.grant(session, actor=None, account_id=watcher.id, role=Role.GRID, area=make.GRID, now=NOW)
    for act in (staff.reset, staff.disable, staff.enable):  # nor is it made or reached by those it watches
        with pytest.raises(NotFound):
            act(session, actor=district, account_id=watcher.id, now=NOW)
    with pytest.raises(NotAllowed, match="grant_beyond"):
        staff.create(session, actor=district, account="watch2", name="新", role=Role.AUDITOR, area=DISTRICT, now=NOW)


def test_acting_for_a_colleague_gives_their_roles_until_a_day_and_no_longer(session: Session, community: Actor) -> None:
    worker, other = make.an_account(session, "g101"), make.an_account(session, "g102", area=make.OTHER_GRID)
    token = make.a_session(session, worker.id, now=NOW)
    with pytest.raises(Invalid, match="acting_end"):
        staff.act_for(session, actor=community, account_id=worker.id, colleague=other.account, ends_at=None, now=NOW)
    ends = NOW + timedelta(days=3)
    assert staff.act_for(session, actor=community, account_id=worker.id, colleague=other.account, ends_at=ends, now=NOW) == 1
    assert staff.act_for(session, actor=community, account_id=worker.id, colleague=other.account, ends_at=ends, now=NOW) == 0

    def areas(now: object) -> set[str]:
        actor = accounts.actor_for(session, token=token, now=now)  # type: ignore[arg-type]
        assert actor is not None
        return {g.area for g in actor.grants}

    assert areas(NOW) == {make.GRID, make.OTHER_GRID}
    assert areas(ends) == {make.GRID}
    row = staff.account_for(session, actor=community, account_id=worker.id, now=NOW)
    assert [g.acting_for for g in row.grants] == ["", other.name]
    # What was lent is not lent on.
    third = make.an_account(session, "g103", area=make.GRID)
    staff.act_for(session, actor=community, account_id=third.id, colleague=worker.account, ends_at=ends, now=NOW)
    held = session.exec(select(RoleGrant).where(RoleGrant.account_id == third.id)).all()
    assert make.OTHER_GRID not in {g.area for g in held}


def test_an_ended_role_ends_now_and_only_for_who_may(session: Session, community: Actor, district: Actor) -> None:
    far = make.an_account(session, "far", area=make.FAR_GRID)
    role = session.exec(select(RoleGrant).where(RoleGrant.account_id == far.id)).one()
    with pytest.raises(NotFound):
        staff.end_grant(session, actor=community, grant_id=role.id, now=NOW)
    staff.end_grant(session, actor=district, grant_id=role.id, now=NOW)
    assert role.ends_at == NOW
    with pytest.raises(NotFound):
        staff.end_grant(session, actor=district, grant_id=role.id, now=NOW + timedelta(hours=1))


def test_the_list_holds_the_own_area_and_is_searched_by_account_and_name(session: Session, community: Actor, district: Actor) -> None:
    make.an_account(session, "g101", name="李明")
    make.an_account(session, "far", name="赵远", area=make.FAR_GRID)
    rows, total = staff.list_for(session, actor=community, text="", page=0, now=NOW)
    assert {r.account for r in rows} == {"g101", "lead"} and total == 2
    assert {r.account for r in staff.list_for(session, actor=district, text="", page=0, now=NOW)[0]} == {"g101", "far", "lead", "head"}
    for text, found in (("李", {"g101"}), ("G10", {"g101"}), ("%", set()), ("_", set()), ("!", set())):
        assert {r.account for r in staff.list_for(session, actor=district, text=text, page=0, now=NOW)[0]} == found
    with pytest.raises(NotFound):
        staff.account_for(session, actor=community, account_id=session.exec(select(Account.id).where(Account.account == "far")).one(), now=NOW)


def test_the_own_roles_show_no_way_to_end_them(session: Session, community: Actor) -> None:
    assert [g.mine_to_end for g in staff.account_for(session, actor=community, account_id=community.id, now=NOW).grants] == [False]


@pytest.mark.parametrize("act", ["create", "grant", "disable", "reset", "end_sessions", "rename"])
def test_administration_waits_for_the_second_factor(session: Session, district: Actor, act: str) -> None:
    worker = make.an_account(session, "g101")
    waiting = Actor(id=district.id, account="head", name="", grants=district.grants, second_given=False)
    extra: dict[str, object] = {
        "create": {"account": "new", "name": "新", "role": Role.GRID, "area": make.GRID}, "grant": {"role": Role.INFO, "area": make.GRID}, "rename": {"name": "新"},
    }.get(act, {})  # fmt: skip
    if act != "create":
        extra = {**extra, "account_id": worker.id}
    with pytest.raises(NotAllowed, match="second_factor"):
        getattr(staff, act)(session, actor=waiting, now=NOW, **extra)


@pytest.mark.parametrize("account", ["", "  ", "a b", "x" * 41, "张三!", "a\x00", "210202194203150" + "318", "21020219420315031X"])
def test_an_account_that_cannot_be_typed_is_refused(session: Session, district: Actor, account: str) -> None:
    with pytest.raises(AppError) as refused:
        staff.create(session, actor=district, account=account, name="李明", role=Role.GRID, area=make.GRID, now=NOW)
    assert refused.value.code == ("account_is_id" if account.startswith("2102") else "account_name")


def test_a_name_is_one_line_of_a_person(session: Session, district: Actor) -> None:
    for name in ("", " ", "x" * 41, "李\x07明"):
        with pytest.raises(Invalid, match="name"):
            staff.create(session, actor=district, account="g101", name=name, role=Role.GRID, area=make.GRID, now=NOW)


def test_ids_that_are_nobodys_are_found_by_nobody(session: Session, district: Actor) -> None:
    with pytest.raises(NotFound):
        staff.rename(session, actor=district, account_id=UUID(int=1), name="x", now=NOW)
    with pytest.raises(NotFound):
        staff.by_name(session, "nobody")


def test_a_slow_change_of_password_does_not_win_an_account_back(session: Session, district: Actor) -> None:
    worker = make.an_account(session, "g101", password="$argon2id$old")
    token = make.a_session(session, worker.id)
    change = {"account_id": worker.id, "checked": "$argon2id$old", "hashed": "$argon2id$thief", "keep": keys.token_hash(token), "now": NOW}
    staff.reset(session, actor=district, account_id=worker.id, now=NOW)
    with pytest.raises(NotSignedIn):
        links.change_own(session, **change)
    assert worker.password == ""


def test_a_stand_in_cannot_reset_the_permanent_colleague(session: Session, community: Actor, district: Actor) -> None:
    permanent = make.an_account(session, "permanent", role=Role.COMMUNITY, area=COMMUNITY)
    stand_in = Actor(id=community.id, account="lead", name="", grants=(Grant(Role.COMMUNITY, COMMUNITY, ends_at=NOW + timedelta(days=1)),))
    for act in (staff.reset, staff.enable):
        with pytest.raises(NotFound):
            act(session, actor=stand_in, account_id=permanent.id, now=NOW)


def test_a_community_forgets_who_left_a_month_ago(session: Session, community: Actor, district: Actor) -> None:
    make.an_account(session, "left", ends_at=NOW - timedelta(days=31))
    make.an_account(session, "leaving", ends_at=NOW - timedelta(days=2))
    assert {r.account for r in staff.list_for(session, actor=community, text="", page=0, now=NOW)[0]} == {"lead", "leaving"}
    assert "left" in {r.account for r in staff.list_for(session, actor=district, text="", page=0, now=NOW)[0]}


def test_a_grid_is_named_with_its_community(session: Session, district: Actor) -> None:
    worker = make.an_account(session, "g101")
    community_name = session.get(Area, COMMUNITY).name  # type: ignore[union-attr]
    assert staff.account_for(session, actor=district, account_id=worker.id, now=NOW).grants[0].area_name.startswith(community_name)
