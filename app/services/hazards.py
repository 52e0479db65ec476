"""Hazards in two taps: what, where, dealt with or not (domain.md §2.4). Their full life comes with a later release."""


from sqlmodel import Session, col, select

from app.models import Act, Hazard, HazardCategory, Role, Unit
from app.services import notes
from app.services.access import Actor
from app.services.field_work import Work
from app.services.phone_records import Held, Record

SEE = frozenset({Role.GRID, Role.INFO, Role.SECRETARY, Role.COMMUNITY, Role.POSTED_CADRE})


def apply(work: Work, record: Record, actor: Actor) -> list[str]:
    """Take in one hazard. A staircase that is not known, or of another grid, is for a person to decide."""
    payload = record.payload
    code = payload["place"]["unit"]
    grid = actor.area
    if code:
        unit = work.session.exec(select(Unit).where(Unit.code == code)).first()
        if unit is None:
            raise Held("unknown_place")
        grid = unit.grid
    if not any(g.role in SEE and grid.startswith(g.area) for g in actor.grants):
        raise Held("other_grid")
    handled = payload["handled"]
    at = record.at(work.now)
    work.session.add(Hazard(
        id=record.id, grid=grid, unit_code=code, place_words=payload["place"]["words"], category=HazardCategory(payload["category"]), handled=handled,
        words_sealed=notes.sealed(payload["words"], table="hazard", column="words", row=record.id), open=handled == "needs_somebody",
        account_id=work.author.id, happened_at=at, received_at=work.now, closed_at=at if handled == "on_spot" else None,
        closed_by=work.author.id if handled == "on_spot" else None,
    ))  # fmt: skip
    work.note(act=Act.HAZARD, person=record.id, kind="hazard", reason=payload["category"], result=handled, area=grid, happened_at=at)
    return []


def open_in(session: Session, *, actor: Actor, area: str = "") -> list[Hazard]:
    """Hazards that still need somebody, in this person's areas, the newest first."""
    areas = [g.area for g in actor.grants if g.role in SEE and (not area or g.area.startswith(area) or area.startswith(g.area))]
    rows = session.exec(select(Hazard).where(col(Hazard.open).is_(True)).order_by(col(Hazard.happened_at).desc()).limit(500)).all()
    return [row for row in rows if any(row.grid.startswith(a) for a in areas) and row.grid.startswith(area)]


def words_of(row: Hazard) -> str:
    """What was seen."""
    return notes.opened(row.words_sealed, table="hazard", column="words", row=row.id)
