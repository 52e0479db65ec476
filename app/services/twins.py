"""Two entries of one person: compared by a person, made one with everything that belongs to them, and taken apart again.

What is moved and what stood before is written in a sealed journal, so that for ninety days the same people stand there
again as before. What came in meanwhile stays with the entry that was kept.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, CaseState, Merge, Resident, Role, Status, TagState, Twin
from app.models.base import new_id
from app.rules.visibility import Sight
from app.services import access, audit, duty_book, keys, upkeep
from app.services.access import LIVE_TAGS, Actor
from app.services.residents import GONE, today_in_dalian

MERGES = frozenset({Role.COMMUNITY})
UNDO_DAYS = 90
MOVED, DERIVED, STAYS = "moved", "derived", "stays"
TABLES: Mapping[str, str] = MappingProxyType({
    "access_flag": MOVED, "emergency_contact": MOVED, "resident_tag": MOVED, "contact": MOVED, "tier_override": MOVED, "life_event": MOVED,
    "promise": MOVED, "surge_person": MOVED, "held_record": MOVED, "clash": MOVED, "tag_proposal": MOVED, "no_answer_case": MOVED,
    "no_answer_step": MOVED, "need": MOVED, "need_step": MOVED, "policy_answer": MOVED, "shift_task": MOVED,
    "duty": DERIVED,
    "twin": STAYS, "merge": STAYS,
})  # fmt: skip
"""What becomes of the rows of every table that names a resident; a test finds those that are not here."""
_CARRIED = frozenset({"promise", "surge_person", "clash", "tag_proposal", "no_answer_case", "need"})
"""What is looked for by its grid, and so goes along to the grid of the entry that is kept."""
_FILLED = (("birth_ym", ""), ("sex", ""), ("living", "unknown"), ("preference", "any"), ("notice_given_at", None), ("id_hash", None))
"""What the kept entry takes over where it knows nothing itself; the phone and the last contact are below."""


@dataclass
class _Journal:
    """What one merge has done, in the words of the database."""

    moved: list[list[Any]] = field(default_factory=list)
    """[table, id, columns before]"""
    changed: list[list[Any]] = field(default_factory=list)
    """[table, id, columns before, columns after]"""


def _table(name: str) -> sa.Table:
    return SQLModel.metadata.tables[name]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, UUID):
        return {"u": str(value)}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"j": value} if isinstance(value, dict) else value if value is None or isinstance(value, bool | int | str) else str(value)


def _back(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kind, said = next(iter(value.items()))
    read: dict[str, Any] = {"b": base64.b64decode, "u": UUID, "t": datetime.fromisoformat, "d": date.fromisoformat}
    return read[kind](said) if kind in read else said


def _coded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def waiting(session: Session, *, actor: Actor, page: int = 0, size: int = 20) -> list[tuple[Twin, Resident, Resident]]:
    """Pairs that nobody has decided about, of people whom this lead sees whole, the oldest first."""
    one, other = aliased(Resident), aliased(Resident)
    rows = session.execute(
        sa.select(Twin, one, other).join(one, col(one.id) == col(Twin.resident_id)).join(other, col(other.id) == col(Twin.other_id))
        .where(*_open(actor), col(one.status).not_in((Status.MERGED, Status.DIED)), col(other.status).not_in((Status.MERGED, Status.DIED)))
        .order_by(col(Twin.found_at), col(Twin.id)).offset(page * size).limit(size)
    ).all()  # fmt: skip
    return [(twin, a, b) for twin, a, b in rows if _sees(session, actor, a) and _sees(session, actor, b)]


def _open(actor: Actor) -> list[Any]:
    areas = [g.area for g in actor.grants if g.role in MERGES and not actor.upload_only]
    mine = sa.or_(*(access.in_area(col(Twin.grid), area) for area in areas)) if areas else sa.false()
    return [col(Twin.decided_at).is_(None), mine]


def _sees(session: Session, actor: Actor, person: Resident) -> bool:
    return access.sight(session, actor, person) >= Sight.FULL


def count(session: Session, *, actor: Actor) -> int:
    """How many pairs wait for this person."""
    return len(waiting(session, actor=actor, size=100))


def apart(session: Session, *, actor: Actor, twin_id: UUID, now: datetime) -> None:
    """They are two people. Raises NotFound, Conflict (decided already)."""
    twin = session.get(Twin, twin_id)
    if twin is None or not _mine(actor, twin.grid):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="twin", object_id=twin_id)
    if twin.decided_at is not None:
        raise Conflict("decided_already", "这一条已经有人定过了。", "Somebody has decided this one already.")
    twin.decided_at, twin.decided_by, twin.decision = now, actor.id, "apart"
    session.add(twin)
    audit.record(session, act=Act.DECIDE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident", object_id=twin.resident_id,
                 reason="twin", result="apart", area=twin.grid, device_id=actor.device_id)  # fmt: skip


def _mine(actor: Actor, grid: str) -> bool:
    return not actor.upload_only and any(g.role in MERGES and grid.startswith(g.area) for g in actor.grants)


def _both(session: Session, actor: Actor, keep_id: UUID, gone_id: UUID, now: datetime) -> tuple[Resident, Resident]:
    found = {p.id: p for p in session.exec(select(Resident).where(col(Resident.id).in_((keep_id, gone_id))).order_by(col(Resident.id)).with_for_update())}
    for key in (keep_id, gone_id):
        if key not in found or not _mine(actor, found[key].grid):
            raise access.refusal(NotFound(), actor=actor, now=now, object_kind="resident", object_id=key)
    return found[keep_id], found[gone_id]


def merge(session: Session, *, actor: Actor, keep_id: UUID, gone_id: UUID, now: datetime) -> Merge:
    """Make two entries one: everything of the one goes to the other, and phones that still name it are understood.

    Raises NotFound (not both of the own community), Invalid (one and the same, or merged already), Conflict where the
    office's lists know two different people.
    """
    kept, gone = _both(session, actor, keep_id, gone_id, now)
    if keep_id == gone_id or Status.MERGED in (kept.status, gone.status):
        raise Invalid("merge_same", "要选两条不同的、还在用的记录。", "Choose two different entries that are in use.")
    if kept.status in GONE and gone.status not in GONE:
        raise Invalid("merge_gone", "留下的这一条已经搬走或去世，换过来合并。", "The entry to keep has moved away or died; merge the other way round.")
    if kept.id_hash and gone.id_hash and kept.id_hash != gone.id_hash and kept.id_hash.split(":")[0] == gone.id_hash.split(":")[0]:
        raise Conflict("merge_two_people", "名册上这是两个不同的人，不能合并。", "The office's lists know these as two different people.")
    session.flush()
    journal = _Journal()
    _settle_doubles(session, journal, kept, gone, now=now, by=actor.id)
    for name, what in TABLES.items():
        if what == MOVED:
            _move(session, journal, name, kept, gone)
    _fill(session, journal, kept, gone)
    _leave(session, journal, kept, gone, now)
    twins = select(Twin).where(sa.or_(sa.and_(col(Twin.resident_id) == keep_id, col(Twin.other_id) == gone_id), sa.and_(col(Twin.resident_id) == gone_id, col(Twin.other_id) == keep_id)))
    for twin in session.exec(twins).all():
        _change(session, journal, "twin", twin.id, {"decided_at": twin.decided_at, "decided_by": twin.decided_by, "decision": twin.decision},
                {"decided_at": now, "decided_by": actor.id, "decision": "merged"})  # fmt: skip
    session.execute(sa.delete(_table("duty")).where(_table("duty").c.resident_id == gone_id))
    key = new_id()
    words = json.dumps({"moved": journal.moved, "changed": journal.changed}, ensure_ascii=False)
    made = Merge(id=key, kept_id=keep_id, gone_id=gone_id, grid=kept.grid, at=now, by=actor.id, journal_sealed=keys.seal(words, table="merge", column="journal", row=key))
    session.add(made)
    _after(session, actor, [keep_id, gone_id], "merge", now)
    return made


def _change(session: Session, journal: _Journal, table: str, key: UUID, before: dict[str, Any], after: dict[str, Any]) -> None:
    session.execute(sa.update(_table(table)).where(_table(table).c.id == key).values(**after))
    journal.changed.append([table, str(key), _coded(before), _coded(after)])


def _rows(session: Session, name: str, resident_id: UUID) -> list[Any]:
    table = _table(name)
    return list(session.execute(sa.select(table).where(table.c.resident_id == resident_id)).mappings())


def _doubles(session: Session, name: str, kept: Resident, gone: Resident) -> set[UUID]:
    """Rows that the kept entry has already, under a rule that allows but one of them; they stay with the other entry."""
    keys_of = {
        "access_flag": lambda r: r["flag"], "surge_person": lambda r: r["surge_id"],
        "resident_tag": lambda r: r["tag"] if r["state"] in (*LIVE_TAGS, TagState.PENDING) else None,
        "emergency_contact": lambda r: (r["name"], r["phone_index"]),
        "tier_override": lambda r: "live" if r["ended_at"] is None else None,
    }  # fmt: skip
    if name not in keys_of:
        return set()
    key = keys_of[name]
    there = {key(row) for row in _rows(session, name, kept.id)} - {None}
    return {row["id"] for row in _rows(session, name, gone.id) if key(row) in there}


def _move(session: Session, journal: _Journal, name: str, kept: Resident, gone: Resident) -> None:
    table, stays = _table(name), _doubles(session, name, kept, gone)
    rank = max((row["rank"] for row in _rows(session, name, kept.id)), default=-1) + 1 if name == "emergency_contact" else 0
    for row in _rows(session, name, gone.id):
        if row["id"] in stays:
            continue
        after: dict[str, Any] = {"resident_id": kept.id}
        if name in _CARRIED:
            after["grid"] = kept.grid
        if name == "emergency_contact":
            after["rank"] = rank + row["rank"]
        session.execute(sa.update(table).where(table.c.id == row["id"]).values(**after))
        journal.moved.append([name, str(row["id"]), _coded({column: row[column] for column in after})])


def _settle_doubles(session: Session, journal: _Journal, kept: Resident, gone: Resident, *, now: datetime, by: UUID) -> None:
    """Two searches go on as one with the earlier clock; whoever was reached under either entry was reached."""
    one, other = (next((r for r in _rows(session, "no_answer_case", p.id) if r["closed_at"] is None), None) for p in (kept, gone))
    if one is not None and other is not None:
        earlier = {name: min(one[name], other[name]) for name in ("opened_at", "second_by", "escalate_at")}
        if CaseState.ESCALATED in (one["state"], other["state"]):
            earlier |= {"state": CaseState.ESCALATED.value, "escalated_at": one["escalated_at"] or other["escalated_at"] or now}
        _change(session, journal, "no_answer_case", one["id"], {name: one[name] for name in earlier}, earlier)
        after = {"state": CaseState.CLOSED.value, "closed_at": now, "closed_by": by, "finding": "mistake"}
        _change(session, journal, "no_answer_case", other["id"], {name: other[name] for name in after}, after)
        steps = _table("no_answer_step")
        for row in session.execute(sa.select(steps.c.id).where(steps.c.case_id == other["id"])).all():
            _change(session, journal, "no_answer_step", row.id, {"case_id": other["id"]}, {"case_id": one["id"]})
    mine = {row["surge_id"]: row for row in _rows(session, "surge_person", kept.id)}
    for row in _rows(session, "surge_person", gone.id):
        same = mine.get(row["surge_id"])
        if same is not None and same["reached_at"] is None and row["reached_at"] is not None:
            _change(session, journal, "surge_person", same["id"], {"reached_at": None}, {"reached_at": row["reached_at"]})


def _fill(session: Session, journal: _Journal, kept: Resident, gone: Resident) -> None:
    after: dict[str, Any] = {}
    for name, nothing in _FILLED:
        if getattr(kept, name) == nothing and getattr(gone, name) != nothing:
            after[name] = getattr(gone, name)
    if not kept.phone_sealed and gone.phone_sealed:
        number = keys.unseal(gone.phone_sealed, table="resident", column="phone", row=gone.id)
        after |= {"phone_sealed": keys.seal(number, table="resident", column="phone", row=kept.id), "phone_index": gone.phone_index}
    if gone.last_seen_at is not None and (kept.last_seen_at is None or kept.last_seen_at < gone.last_seen_at):
        after |= {"last_seen_at": gone.last_seen_at, "last_seen_mode": gone.last_seen_mode}
    if after:
        _change(session, journal, "resident", kept.id, {name: getattr(kept, name) for name in after}, after)


def _leave(session: Session, journal: _Journal, kept: Resident, gone: Resident, now: datetime) -> None:
    """The other entry stays, so that phones are understood, and is found by no list, number or import any more."""
    after = {"status": Status.MERGED.value, "merged_into": kept.id, "tier": "", "tier_reason": "", "id_hash": None, "phone_index": None, "left_on": today_in_dalian(now)}
    _change(session, journal, "resident", gone.id, {name: getattr(gone, name) for name in after}, after)


def _after(session: Session, actor: Actor, ids: list[UUID], what: str, now: datetime) -> None:
    session.flush()
    people = _table("resident")
    session.execute(sa.update(people).where(people.c.id.in_(ids)).values(version=people.c.version + 1, updated_at=now))
    session.expire_all()
    living = [key for key in ids if session.get_one(Resident, key).status != Status.MERGED]
    upkeep.retier(session, ids=living, now=now, today=today_in_dalian(now))
    duty_book.refresh(session, ids=ids, now=now)
    for key in ids:
        audit.record(session, act=Act.MERGE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident", object_id=key, reason=what,
                     area=session.get_one(Resident, key).grid, device_id=actor.device_id)  # fmt: skip
    session.flush()


def recent(session: Session, *, actor: Actor, now: datetime) -> list[tuple[Merge, Resident]]:
    """What was made one in the last ninety days and can still be taken apart, the newest first."""
    areas = [g.area for g in actor.grants if g.role in MERGES and not actor.upload_only]
    mine = sa.or_(*(access.in_area(col(Merge.grid), area) for area in areas)) if areas else sa.false()
    rows = session.execute(
        sa.select(Merge, Resident).join(Resident, col(Resident.id) == col(Merge.kept_id))
        .where(mine, col(Merge.undone_at).is_(None), col(Merge.at) > now - timedelta(days=UNDO_DAYS), col(Resident.status) != Status.MERGED)
        .order_by(col(Merge.at).desc(), col(Merge.id)).limit(20)
    ).all()  # fmt: skip
    return [(row, person) for row, person in rows]


def undo(session: Session, *, actor: Actor, merge_id: UUID, now: datetime) -> None:
    """Take two entries apart again: what was moved goes back, what was taken over is given back where nobody changed it since.

    Raises NotFound, Conflict (taken back already, over ninety days ago, or the kept entry was itself merged since).
    """
    row = session.get(Merge, merge_id)
    if row is None or not _mine(actor, row.grid):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="merge", object_id=merge_id)
    kept = _both(session, actor, row.kept_id, row.gone_id, now)[0]
    if row.undone_at is not None:
        raise Conflict("merge_undone", "这次合并已经撤回过了。", "This has been taken back already.")
    if now - row.at > timedelta(days=UNDO_DAYS):
        raise Conflict("merge_old", "合并过了 {n} 天，不能撤回了。", "It is over {n} days ago and cannot be taken back.", n=UNDO_DAYS)
    if kept.status == Status.MERGED:
        raise Conflict("merge_later", "留下的那条后来又并入了别的记录，要先撤回后来那次。", "The entry that was kept was merged itself since; take that back first.")
    journal = json.loads(keys.unseal(row.journal_sealed, table="merge", column="journal", row=row.id))
    session.flush()
    for name, key, before in journal["moved"]:
        table = _table(name)
        values = {column: _back(value) for column, value in before.items()}
        session.execute(sa.update(table).where(table.c.id == UUID(key), table.c.resident_id == row.kept_id).values(**values))
    for name, key, before, after in reversed(journal["changed"]):
        table, then = _table(name), {column: _back(value) for column, value in before.items()}
        now_there = session.execute(sa.select(table).where(table.c.id == UUID(key))).mappings().first()
        if now_there is None:
            continue
        since = {column: value for column, value in then.items() if _plain(now_there[column]) == after[column]}
        if since:
            session.execute(sa.update(table).where(table.c.id == UUID(key)).values(**since))
    row.undone_at = now
    session.add(row)
    _after(session, actor, [row.kept_id, row.gone_id], "undo", now)


def clean_up(session: Session, *, now: datetime) -> int:
    """Empty the journals that nobody can use any more; how many. Runs at night."""
    old = session.exec(select(Merge).where(col(Merge.at) <= now - timedelta(days=UNDO_DAYS), col(Merge.journal_sealed) != b"")).all()
    for row in old:
        row.journal_sealed = b""
        session.add(row)
    return len(old)
