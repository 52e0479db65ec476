"""A grid with an elder, her worker and the lead; records handed in as phones tell them. Shared by the tests of the field work."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, select

from app import db
from app.api import records
from app.models import Contact, NoAnswerCase, Resident, Role
from app.services import meta, sync
from app.services.access import Actor, Grant
from tests import factories as make
from tests.conftest import NOW


class Ground:
    """Two workers of two grids, their lead, and some people behind doors."""

    def __init__(self) -> None:
        with db.transaction() as session:
            meta.ensure(session)
            make.areas(session)
            accounts = [make.an_account(session, account=name, role=role, area=area) for name, role, area in (
                ("grid", Role.GRID, make.GRID), ("grid2", Role.GRID, make.OTHER_GRID), ("community", Role.COMMUNITY, make.GRID[:12]))]  # fmt: skip
            self.worker, self.other, self.lead = (
                Actor(id=a.id, account=a.account, name=a.name, grants=(Grant(role, area),), own_device=True)
                for a, (role, area) in zip(accounts, ((Role.GRID, make.GRID), (Role.GRID, make.OTHER_GRID), (Role.COMMUNITY, make.GRID[:12])), strict=True)
            )
            known = NOW - timedelta(days=400)
            elder = make.a_resident(session, name="曲凤英", door="602", phone="13900000421", tier="A", tier_reason="alone_80", living="alone",
                                    birth_ym="1942-03")  # fmt: skip
            make.a_tag(session, elder.id, "E02", created_at=known)
            make.some_kin(session, elder.id)
            couple = [make.a_resident(session, name=n, door="402", tier="C", tier_reason="age_80", living="couple", birth_ym="1944-05")
                      for n in ("于德海", "孙宝珍")]  # fmt: skip
            quiet = make.a_resident(session, name="李小明", door="101", birth_ym="1990-01")
            away = make.a_resident(session, name="赵桂兰", grid=make.OTHER_GRID, building="9", tier="B", tier_reason="alone")
            self.elder, self.husband, self.wife, self.quiet, self.stranger = elder.id, couple[0].id, couple[1].id, quiet.id, away.id
        self.seq = 0

    def record(self, kind: str, payload: dict[str, Any], *, at: datetime = NOW, key: UUID | None = None, account: str = "grid", **more: Any) -> dict[str, Any]:
        """One raw record."""
        self.seq += 1
        return {"id": str(key or uuid4()), "kind": kind, "version": 1, "account": account, "happened_at": at.isoformat(),
                "recorded_at": at.isoformat(), "clock_offset_ms": 0, "seq": self.seq, "payload": payload, **more}  # fmt: skip

    def contact(self, *people: UUID, outcome: str = "seen", mode: str = "door", at: datetime = NOW, **more: Any) -> dict[str, Any]:
        """A contact sheet."""
        return self.record("contact", {"resident_ids": [str(p) for p in people or (self.elder,)], "mode": mode, "outcome": outcome, **more}, at=at)

    def step(self, step: str, *, at: datetime = NOW, resident: UUID | None = None, **more: Any) -> dict[str, Any]:
        """A step of a search."""
        return self.record("no_answer_step", {"resident_id": str(resident or self.elder), "step": step, **more}, at=at)

    def send(self, *raws: dict[str, Any], actor: Actor | None = None, now: datetime = NOW) -> list[sync.Answer]:
        """Hand them in, as the door does."""
        parsed = [records.parse(raw) for raw in raws]
        assert [code for _, code in parsed if code] == []
        with db.transaction() as session:
            return sync.take_all(session, actor=actor or self.worker, taken=[r for r, _ in parsed if r], device_id=None, now=now)

    def took(self, *raws: dict[str, Any], now: datetime = NOW, actor: Actor | None = None) -> list[sync.Answer]:
        """Hand them in; each is accepted."""
        answers = self.send(*raws, now=now, actor=actor)
        assert [(a.status, a.code) for a in answers] == [("accepted", "")] * len(raws)
        return answers

    def person(self, key: UUID | None = None) -> Resident:
        """As the person stands now."""
        with db.reading() as session:
            return _detached(session, session.get_one(Resident, key or self.elder))

    def rows(self, model: Any, **where: Any) -> list[Any]:
        """All rows of a table."""
        with db.reading() as session:
            found = list(session.exec(select(model).filter_by(**where)).all())
            session.expunge_all()
        return found

    def case(self) -> NoAnswerCase:
        """The only search there is."""
        (found,) = self.rows(NoAnswerCase)
        return found

    def contacts(self) -> list[Contact]:
        """Every contact."""
        return self.rows(Contact)


def _detached(session: Session, row: Any) -> Any:
    session.expunge(row)
    return row
