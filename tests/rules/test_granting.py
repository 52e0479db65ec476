"""Nobody gives more than they hold: who may give, manage and combine which roles (domain.md §11, H5)."""

from datetime import timedelta

import pytest

from app.models import Role
from app.rules import granting
from app.rules.volunteering import STAFF, VOLUNTEERS
from app.services.access import Grant
from tests.conftest import NOW
from tests.factories import FAR_GRID, GRID

DISTRICT, STREET, COMMUNITY = "210202", "210202001", "210202001001"
THE_DISTRICT = [Grant(Role.DISTRICT, DISTRICT)]
A_COMMUNITY = [Grant(Role.COMMUNITY, COMMUNITY)]


@pytest.mark.parametrize(
    ("held", "role", "area", "may"),
    [
        (THE_DISTRICT, Role.GRID, GRID, True),
        (THE_DISTRICT, Role.DISTRICT, DISTRICT, True),
        (THE_DISTRICT, Role.AUDITOR, DISTRICT, False),
        (THE_DISTRICT, Role.GRID, "110101001001001", False),
        (A_COMMUNITY, Role.GRID, GRID, True),
        (A_COMMUNITY, Role.COMMUNITY, COMMUNITY, True),
        (A_COMMUNITY, Role.GRID, FAR_GRID, False),
        (A_COMMUNITY, Role.STREET, STREET, False),
        (A_COMMUNITY, Role.DISTRICT, DISTRICT, False),
        (A_COMMUNITY, Role.DISTRICT, COMMUNITY, False),
        (A_COMMUNITY, Role.AUDITOR, COMMUNITY, False),
        ([Grant(Role.GRID, GRID)], Role.VOLUNTEER, GRID, False),
        ([Grant(Role.STREET, STREET)], Role.GRID, GRID, False),
        ([Grant(Role.AUDITOR, DISTRICT)], Role.AUDITOR, DISTRICT, False),
        ([], Role.GRID, GRID, False),
    ],
)
def test_a_role_is_given_inside_the_own_area_and_kind_only(held: list[Grant], role: Role, area: str, may: bool) -> None:
    assert granting.may_give(held, role=role, area=area, ends_at=None) is may


def test_nothing_is_given_for_longer_than_it_is_held() -> None:
    held = [Grant(Role.COMMUNITY, COMMUNITY, ends_at=NOW + timedelta(days=7))]
    give = {"role": Role.GRID, "area": GRID}
    assert granting.may_give(held, **give, ends_at=NOW + timedelta(days=7))
    assert not granting.may_give(held, **give, ends_at=NOW + timedelta(days=8))
    assert not granting.may_give(held, **give, ends_at=None)


@pytest.mark.parametrize("own", list(Role))
def test_whoever_can_manage_an_account_could_have_given_all_of_it(own: Role) -> None:
    held = [Grant(own, COMMUNITY if own != Role.DISTRICT else DISTRICT)]
    for theirs in Role:
        for area in (DISTRICT, STREET, COMMUNITY, GRID, FAR_GRID):
            if granting.may_manage(held, [Grant(theirs, area)]):
                assert granting.may_give(held, role=theirs, area=area, ends_at=None), (theirs, area)
    assert not granting.may_manage(held, [])


def test_one_role_out_of_reach_puts_the_whole_account_out_of_reach() -> None:
    assert granting.may_manage(A_COMMUNITY, [Grant(Role.GRID, GRID)])
    assert not granting.may_manage(A_COMMUNITY, [Grant(Role.GRID, GRID), Grant(Role.DISTRICT, DISTRICT)])
    assert not granting.may_manage(A_COMMUNITY, [Grant(Role.GRID, GRID), Grant(Role.GRID, FAR_GRID)])


@pytest.mark.parametrize("other", [r for r in Role if r != Role.AUDITOR])
def test_who_watches_holds_nothing_else(other: Role) -> None:
    assert granting.clash([Role.AUDITOR, other])
    assert not granting.clash([Role.AUDITOR, Role.AUDITOR])
    assert granting.clash([Role.GRID, other]) is (other in {Role.VOLUNTEER, Role.LEADER})


@pytest.mark.parametrize("office", sorted(STAFF))
def test_an_account_is_a_volunteers_or_the_offices_and_never_both(office: Role) -> None:
    for helps in VOLUNTEERS:
        assert granting.clash([office, helps])
    assert not granting.clash(VOLUNTEERS)


@pytest.mark.parametrize(
    ("role", "area", "fits"),
    [(Role.GRID, GRID, True), (Role.GRID, COMMUNITY, False), (Role.COMMUNITY, COMMUNITY, True), (Role.COMMUNITY, GRID, False), (Role.COMMUNITY, DISTRICT, False),
     (Role.STREET, STREET, True), (Role.STREET, DISTRICT, False), (Role.DISTRICT, DISTRICT, True), (Role.DISTRICT, GRID, False), (Role.VOLUNTEER, GRID, False),
     (Role.VOLUNTEER, COMMUNITY, True), (Role.VOLUNTEER, DISTRICT, False), (Role.AUDITOR, DISTRICT, True), (Role.AUDITOR, COMMUNITY, False)],
)  # fmt: skip
def test_a_role_has_its_level(role: Role, area: str, fits: bool) -> None:
    assert granting.fits_level(role, area) is fits


def test_a_stand_in_cannot_come_in_as_the_permanent_colleague() -> None:
    until = NOW + timedelta(days=1)
    stand_in = [Grant(Role.COMMUNITY, COMMUNITY, ends_at=until)]
    permanent, shorter = [Grant(Role.COMMUNITY, COMMUNITY)], [Grant(Role.GRID, GRID, ends_at=until)]
    assert granting.may_manage(stand_in, permanent) and not granting.may_manage(stand_in, permanent, as_them=True)
    assert granting.may_manage(stand_in, shorter, as_them=True)
    assert granting.may_manage(A_COMMUNITY, permanent, as_them=True)


def test_whoever_watches_is_managed_by_no_administrator() -> None:
    for held in (THE_DISTRICT, A_COMMUNITY):
        assert not granting.may_manage(held, [Grant(Role.AUDITOR, DISTRICT)])
        assert not granting.may_manage(held, [Grant(Role.AUDITOR, DISTRICT)], as_them=True)


def test_the_area_somebody_administers_is_that_of_the_administering_role() -> None:
    held = [Grant(Role.STREET, STREET), Grant(Role.COMMUNITY, FAR_GRID[:12])]
    assert granting.administers(held) == FAR_GRID[:12]
    assert granting.administers([Grant(Role.STREET, STREET)]) == ""
