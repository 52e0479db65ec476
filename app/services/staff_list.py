"""A list of staff from a workbook: what it would change, row by row, and then the change (bulk accounts)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import AppError, Conflict, Invalid, NotFound
from app.models import Account, Act, Area, ImportBatch, OnceLink, Programme, Role, RoleGrant
from app.models.shapes import RefusedRow
from app.rules import granting
from app.rules.dalian import ZONE
from app.rules.roles import programme_named, role_named
from app.rules.roster.cells import Cell, text
from app.rules.roster.dates import from_serial
from app.services import audit, staff
from app.services.access import Actor
from app.services.imports.sheet import plain_rows

MOST = 5_000
HEADER_WITHIN = 10
COLUMNS = {
    "account": ("账号", "登录账号", "工号", "account"),
    "name": ("姓名", "名字", "name"),
    "role": ("角色", "岗位", "职务", "role"),
    "area": ("区域", "区域编码", "区域代码", "网格编码", "网格", "所属网格", "所属社区", "社区", "area"),
    "programme": ("专项", "条线", "管哪一项", "programme"),
    "ends": ("到期日", "到期", "截止日期", "ends"),
}
"""The headings that a list may have; the first of each is that of the template."""


@dataclass
class Line:
    """One row that can be used."""

    row: int
    account: str
    name: str
    role: Role
    area: str
    programme: Programme | None
    ends_at: datetime | None


@dataclass
class Invitation:
    """A new account and the secret of its first link; shown once, never stored."""

    account: str
    name: str
    token: str


@dataclass
class StaffReport:
    """What a list did, or would do."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    invited: list[Invitation] = field(default_factory=list)
    batch: UUID | None = None


def _plain(cell: Cell) -> str:
    return "".join(text(cell).split()).strip("*＊:：").lower() if cell is not None else ""


def _columns(cells: list[Cell]) -> dict[str, int]:
    said = {_plain(cell): n for n, cell in reversed(list(enumerate(cells)))}
    return {name: said[word] for name, words in COLUMNS.items() for word in reversed(words) if word in said}


def _header(rows: Iterator[tuple[int, list[Cell]]]) -> dict[str, int]:
    for _, (number, cells) in zip(range(HEADER_WITHIN), rows, strict=False):
        found = _columns(cells)
        if {"account", "name", "role", "area"} <= found.keys():
            return found
        if number > HEADER_WITHIN:
            break
    raise Invalid("no_staff_header", "没有找到表头。表头要有：账号、姓名、角色、区域。请用模板填。",
                  "No header found; it needs 账号, 姓名, 角色, 区域. Use the template.")  # fmt: skip


def _ends(cell: Cell) -> datetime | None:
    """The end of the day in Dalian that a cell names; None for an empty one. Raises Invalid."""
    said = text(cell).strip() if cell is not None else ""
    if not said:
        return None
    try:
        digits = said.replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").replace("日", "")
        day = from_serial(float(said)) if said.replace(".", "", 1).isdigit() and len(said) < 8 else datetime.strptime(digits[:10], "%Y-%m-%d").date()
        return datetime.combine(day + timedelta(days=1), time(0), ZONE).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid("bad_end", "到期日认不出，写成 2027-12-31 这样。", "The end is not a date; write 2027-12-31.") from error


class _Areas:
    """Finds the area that a list means: by code, or by a name that only one has."""

    def __init__(self, session: Session):
        self.codes: set[str] = set()
        self.names: dict[str, list[str]] = {}
        for code, name in session.exec(select(Area.code, Area.name).where(col(Area.closed_at).is_(None))):
            self.codes.add(code)
            self.names.setdefault(name, []).append(code)

    def find(self, said: str, role: Role) -> str:
        """Raises Invalid where there is none, or several."""
        if said in self.codes:
            return said
        found = [code for code in self.names.get(said, []) if granting.fits_level(role, code)]
        if len(found) == 1:
            return found[0]
        if found:
            raise Invalid("area_ambiguous", "叫这个名字的不止一个，请填编码。", "Several areas have this name; use the code.")
        raise Invalid("unknown_area", "没有这个区域代码。", "There is no such area code.")


def _line(row: int, cells: list[Cell], columns: dict[str, int], areas: _Areas) -> Line:
    def cell(name: str) -> Cell:
        at = columns.get(name)
        return cells[at] if at is not None and at < len(cells) else None

    def said(name: str) -> str:
        value = cell(name)
        return text(value).strip() if value is not None else ""

    account, name = staff.clean_account(said("account")), staff.clean_name(said("name"))
    role = role_named(said("role"))
    if role is None:
        raise Invalid("unknown_role", "认不出这个角色，请照模板里的写法填。", "This role is not known; write it as in the template.")
    programme = programme_named(said("programme")) if said("programme") else None
    return Line(row, account, name, role, areas.find(said("area"), role), programme, _ends(cell("ends")))


def take(session: Session, *, path: Path, actor: Actor | None, now: datetime, dry_run: bool) -> StaffReport:
    """Read a list and bring its people in, or say what that would do. Rows that cannot be taken are told one by one.

    Somebody who is there already gets the role of the row if it is missing and the name of the list; nobody is ever
    disabled because a list does not name them. The same list again changes nothing.
    Raises Invalid where the file cannot be used at all.
    """
    rows = plain_rows(path)
    columns = _header(rows)
    areas, report, batch = _Areas(session), StaffReport(), uuid4()
    seen: set[str] = set()
    for number, cells in rows:
        report.rows += 1
        if report.rows > MOST:
            raise Invalid("too_many_staff", "一次最多 {n} 行，请分成几个文件。", "At most {n} rows at a time; split the file.", n=MOST)
        try:
            line = _line(number, cells, columns, areas)
            _take(session, line, actor=actor, batch=batch, now=now, dry_run=dry_run, report=report, again=line.account in seen)
            seen.add(line.account)
        except AppError as error:
            error.refused = []
            report.refused.append(RefusedRow(row=number, column="", zh=error.sentence("zh"), en=error.sentence("en")))
    if not dry_run and (report.new or report.changed):
        report.batch = batch
        session.add(ImportBatch(id=batch, kind="accounts", file_hash="", account_id=actor.id if actor else None,
                                area=granting.administers(actor.grants) if actor else "", created_at=now, rows=report.rows, new=report.new,
                                changed=report.changed, unchanged=report.unchanged, refused=len(report.refused)))  # fmt: skip
        audit.record(session, act=Act.IMPORT, now=now, actor_id=actor.id if actor else None, role=(actor.role or "") if actor else "",
                     object_kind="accounts", object_id=batch, result=f"new {report.new} changed {report.changed}",
                     area=actor.area if actor else "")  # fmt: skip
        session.flush()
    return report


def _take(
    session: Session, line: Line, *, actor: Actor | None, batch: UUID, now: datetime, dry_run: bool, report: StaffReport, again: bool
) -> None:
    known = session.exec(select(Account).where(Account.account == line.account)).first()
    if known is None:
        if dry_run and again:  # a second role of somebody whom this list brings in
            staff.check_grant(session, actor=actor, role=line.role, area=line.area, programme=line.programme, ends_at=line.ends_at, now=now)
            return
        if dry_run:
            staff.check_grant(session, actor=actor, role=line.role, area=line.area, programme=line.programme, ends_at=line.ends_at, now=now)
        else:
            made, token = staff.create(session, actor=actor, account=line.account, name=line.name, role=line.role, area=line.area,
                                       programme=line.programme, ends_at=line.ends_at, batch_id=batch, now=now)  # fmt: skip
            report.invited.append(Invitation(made.account, made.name, token))
        report.new += 1
        return
    if known.disabled_at is not None and (actor is None or known.id != actor.id):
        staff.manageable(session, actor=actor, account_id=known.id, now=now)
        raise Invalid("staff_disabled", "这个账号停用了，没有动它。要恢复请在账号页里办。", "This account is disabled and was left alone.")
    if actor is None or known.id != actor.id:  # nothing is told of an account that is not the actor's to manage
        staff.manageable(session, actor=actor, account_id=known.id, now=now)
    held = session.exec(select(RoleGrant).where(RoleGrant.account_id == known.id, RoleGrant.role == line.role, RoleGrant.area == line.area)).all()
    has = any(g.programme == line.programme and (g.ends_at is None or g.ends_at > now) for g in held)
    renamed = known.name != line.name
    if has and not renamed:
        report.unchanged += not again
        return
    staff.manageable(session, actor=actor, account_id=known.id, now=now)
    if not has:
        staff.check_grant(session, actor=actor, role=line.role, area=line.area, programme=line.programme, ends_at=line.ends_at, now=now)
        staff.check_clash(session, known.id, line.role, now)
    if not dry_run:
        if not has:
            staff.grant(session, actor=actor, account_id=known.id, role=line.role, area=line.area, programme=line.programme,
                        ends_at=line.ends_at, batch_id=batch, now=now)  # fmt: skip
        if renamed:
            staff.rename(session, actor=actor, account_id=known.id, name=line.name, now=now)
    report.changed += not again


def take_back(session: Session, *, actor: Actor, batch_id: UUID, now: datetime) -> tuple[int, int, int]:
    """Remove the accounts of a list whose owners have not come yet, and end the roles that it gave to others.

    Answers how many accounts went, how many stay because somebody has set a password, and how many roles ended.
    Raises NotFound where there is no such list or one of its accounts is beyond the actor, Conflict where it was taken
    back before.
    """
    batch = session.get(ImportBatch, batch_id)
    if batch is None or batch.kind != "accounts":
        raise NotFound
    if batch.undone_at is not None:
        raise Conflict("already_undone", "这一批已经撤回过了。", "This batch has been taken back already.")
    gone = kept = ended = 0
    for account in session.exec(select(Account).where(Account.batch_id == batch_id)).all():
        staff.manageable(session, actor=actor, account_id=account.id, now=now)
        if account.password_at is not None:  # a reset empties the password, and leaves this
            kept += 1
            continue
        session.exec(sa.delete(OnceLink).where(col(OnceLink.account_id) == account.id))
        session.exec(sa.delete(RoleGrant).where(col(RoleGrant.account_id) == account.id))
        session.delete(account)
        session.flush()
        gone += 1
    for given in session.exec(select(RoleGrant).where(RoleGrant.batch_id == batch_id)).all():
        if given.ends_at is None or given.ends_at > now:
            staff.end_grant(session, actor=actor, grant_id=given.id, now=now)
            ended += 1
    batch.undone_at = now
    session.add(batch)
    audit.record(session, act=Act.IMPORT_UNDO, now=now, actor_id=actor.id, role=actor.role or "", object_kind="accounts",
                 object_id=batch_id, result=f"removed {gone} kept {kept} ended {ended}", area=actor.area)  # fmt: skip
    return gone, kept, ended
