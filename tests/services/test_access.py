"""Rights are role × area × programme: a frozen table of who sees how much of whom (promises A2, B5)."""

from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.errors import NotFound
from app.models import Programme, Resident, Role, TagState
from app.rules.visibility import Sight
from app.services import access
from tests import factories as make
from tests.conftest import NOW

F, C, M, N = Sight.FULL, Sight.CARD, Sight.MASKED, Sight.NONE
# role, area of the role, then how much is seen of somebody in GRID, OTHER_GRID (same community), FAR_GRID (another street)
TABLE = [
    (Role.GRID, make.GRID, F, N, N), (Role.INFO, make.GRID, F, N, N), (Role.SECRETARY, make.GRID, C, N, N),
    (Role.COMMUNITY, "210202001001", F, F, N), (Role.POSTED_CADRE, "210202001001", C, C, N), (Role.SPECIALIST, "210202001001", F, N, N),
    (Role.STREET, "210202001", M, M, N), (Role.DISTRICT, "210202", M, M, M),
    *((role, area, N, N, N) for area in (make.GRID, "210202") for role in (
        Role.MEDIATOR, Role.COMMITTEE, Role.SUPERVISION, Role.VOLUNTEER, Role.LEADER, Role.MENTOR, Role.MENTEE, Role.PROPERTY, Role.OWNERS,
        Role.LIAISON, Role.CARE, Role.AUDITOR)),
]  # fmt: skip


@pytest.fixture
def people(session: Session) -> list[Resident]:
    """One person in each grid; the first has a tag of the civil programme, the second one of the disability programme."""
    make.areas(session)
    return [
        make.a_resident(session, name="曲凤英", tag="E02"),
        make.a_resident(session, name="赵桂兰", grid=make.OTHER_GRID, building="9", tag="D01"),
        make.a_resident(session, name="李明", grid=make.FAR_GRID),
    ]


def _seen(session: Session, actor: access.Actor, at_least: Sight) -> set[str]:
    return set(session.exec(select(Resident.name).where(access.visible(actor, at_least))).all())


def test_every_role_sees_what_the_table_says(session: Session, people: list[Resident]) -> None:
    assert {row[0] for row in TABLE} == set(Role)
    for role, area, *expected in TABLE:
        actor = make.an_actor((role, area), programme=Programme.CIVIL)
        assert [access.sight(session, actor, p) for p in people] == expected, role
        for level in (M, C, F):
            assert _seen(session, actor, level) == {p.name for p, seen in zip(people, expected, strict=True) if seen >= level}, (role, level)


def test_a_specialist_sees_people_of_the_own_programme_only(session: Session, people: list[Resident]) -> None:
    for programme, names in ((Programme.CIVIL, {"曲凤英"}), (Programme.DISABILITY, {"赵桂兰"}), (Programme.VETERANS, set()), (None, set())):
        actor = make.an_actor((Role.SPECIALIST, "210202001001"), programme=programme)
        assert _seen(session, actor, M) == names
        assert {p.name for p in people if access.sight(session, actor, p)} == names


def test_a_tag_that_has_ended_opens_nothing(session: Session, people: list[Resident]) -> None:
    gone = make.a_resident(session, name="王五", door="601")
    for state in (TagState.PENDING, TagState.ENDED, TagState.REVOKED):
        make.a_tag(session, gone.id, "W01", state=state)
    actor = make.an_actor((Role.SPECIALIST, "210202001001"), programme=Programme.CIVIL)
    assert access.sight(session, actor, gone) == N


def test_several_roles_add_up_and_never_reach_further_than_each(session: Session, people: list[Resident]) -> None:
    actor = make.an_actor((Role.GRID, make.GRID), (Role.STREET, "210202001"))
    assert [access.sight(session, actor, p) for p in people] == [F, M, N]
    assert _seen(session, actor, F) == {"曲凤英"}


def test_an_upload_only_session_sees_nobody(session: Session, people: list[Resident]) -> None:
    actor = make.an_actor((Role.COMMUNITY, "210202001001"), upload_only=True)
    assert [access.sight(session, actor, p) for p in people] == [N, N, N]
    assert _seen(session, actor, M) == set()
    assert not actor.carries_pack


def test_an_area_is_never_a_neighbour_with_a_like_code(session: Session, people: list[Resident]) -> None:
    for area in ("210202001001001", "210202001001", "210202001"):
        actor = make.an_actor((Role.COMMUNITY, area))
        assert "李明" not in _seen(session, actor, M)
        assert access.sight(session, actor, people[2]) == N


def test_not_there_and_not_yours_are_one_answer(session: Session, people: list[Resident]) -> None:
    actor = make.an_actor((Role.GRID, make.GRID))
    said = set()
    for one in (people[2].id, uuid4()):
        with pytest.raises(NotFound) as refused:
            access.resident_for(session, actor=actor, resident_id=one, now=NOW)
        said.add((refused.value.code, refused.value.sentence("zh"), refused.value.sentence("en"), len(refused.value.refused)))
    assert len(said) == 1


def test_a_pack_goes_with_the_own_phone_of_grid_staff_alone() -> None:
    assert make.an_actor((Role.GRID, make.GRID)).carries_pack
    assert make.an_actor((Role.INFO, make.GRID), (Role.GRID, make.OTHER_GRID)).carries_pack
    for actor in (
        make.an_actor((Role.GRID, make.GRID), own_device=False), make.an_actor((Role.GRID, "210202001001")), make.an_actor(),
        make.an_actor((Role.GRID, make.GRID), (Role.COMMUNITY, "210202001001")), make.an_actor((Role.SECRETARY, make.GRID)),
    ):  # fmt: skip
        assert not actor.carries_pack
