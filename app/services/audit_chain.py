"""Sealing the audit rows in a keyed chain, anchoring its heads outside the database, and checking all of it (H2).

A seal is an HMAC over the seal before, its own columns and the canonical form of every row in it. Who has no key
cannot make one; who has the key and the database still cannot change the anchor file, least of all a copy of it on
another host. What the chain cannot tell: what happened to rows before they were sealed.
"""

import fcntl
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.config import settings
from app.models import Act, Audit, AuditSeal, Meta
from app.services import audit, keys, office

log = logging.getLogger("linli")

COLUMNS = (
    "id", "at", "happened_at", "actor_id", "role", "act", "object_kind", "object_id", "reason", "result", "area",
    "device_id", "record_id",
)  # fmt: skip
"""What a seal covers, in this order. A column that comes later needs a second form beside this one, not a longer one:
the seals that are there were made over these."""
SEAL_COLUMNS = ("position", "first_id", "last_id", "rows", "gaps", "late", "key_id", "digest", "sealed_at")
BATCH = 5000
MOST_SEALS = 20
"""Seals of one call; the next call goes on."""
MOST_GAPS = 10_000
"""A hole in the ids wider than this is left out of all seals instead of being listed id by id."""
GRACE = timedelta(hours=1)
"""How long a transaction may have been under way when its neighbours were sealed. A row that turns up in a gap later
than this is never sealed, and `verify` names it."""
STALE = timedelta(days=1)
"""Rows that wait longer than this for a seal are a reason to look at the job that seals."""
MOST_FINDINGS = 50
CHAIN = "audit_chain"
"""Object of the audit rows about the chain itself."""
CHECKED = "audit_checked"
"""Key of the fact about the last check."""
_LOCK = 0x41756469740A
"""The number of the sealer's advisory lock in PostgreSQL."""
_TAIL = 65536
"""Bytes at the end of the anchor file that say where it ends."""
_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Head:
    """One seal as the anchor file knows it."""

    position: int
    last_id: int
    digest: str
    sealed_at: str = ""


@dataclass(frozen=True)
class Finding:
    """Something that does not fit. What is not grave is a reason to look, and breaks nothing."""

    code: str
    zh: str
    en: str
    position: int = 0
    grave: bool = True


@dataclass
class Verdict:
    """What a check found. `rows` are sealed ones, `unsealed` wait for the next seal, `gaps` are ids that nobody had."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    gaps: int = 0
    anchored: int = 0
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    """Findings beyond the first fifty."""
    ok: bool = True
    """Whether the chain is intact: nothing grave was found."""

    def add(self, finding: Finding) -> None:
        """Note a finding. Of very many only the first are kept, so that a check needs no more memory for a worse chain."""
        self.ok = self.ok and not finding.grave
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)
        else:
            self.more += 1


@dataclass(frozen=True)
class Check:
    """What the last check of the night found."""

    at: datetime
    ok: bool
    seals: int
    rows: int
    unsealed: int


def seal_new(session: Session, *, now: datetime) -> int:
    """Seal the audit rows that no seal holds yet, at most MOST_SEALS times BATCH of them; how many rows were sealed.

    Where another process seals at this moment, nothing is done and the answer is 0. Run `anchor` after the commit.
    """
    if session.connection().dialect.name == "postgresql" and not session.execute(
        sa.text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}
    ).scalar_one():
        return 0
    before = session.exec(select(AuditSeal).order_by(col(AuditSeal.position).desc()).limit(1)).first()
    waiting = _open_gaps(session, now)
    sealed = 0
    for _ in range(MOST_SEALS):
        found = list(_read(session, "id > :after", {"after": before.last_id if before else _LOWEST}, BATCH))
        late = list(_by_ids(session, waiting))
        if not found and not late:
            break
        first_id, kept, gaps = _range(found, before)
        seal = AuditSeal(
            position=before.position + 1 if before else 1, first_id=first_id, last_id=kept[-1][0] if kept else first_id - 1,
            rows=len(kept) + len(late), gaps=gaps, late=[row[0] for row in late], key_id=keys.current("audit").id,
            digest="", sealed_at=now,
        )  # fmt: skip
        mac = _begin(_head_of(seal), before.digest if before else "", keys.current("audit").secret)
        for part in (kept, late):
            mac.update(_form(part))
        seal.digest = mac.hexdigest()
        session.add(seal)
        session.flush()
        waiting = (waiting - set(seal.late)) | set(gaps)
        sealed += seal.rows
        before = seal
    return sealed


def not_anchored(session: Session, *, path: Path | None = None) -> list[Head]:
    """The seals after the last one that the anchor file names; also those that a crash kept from being anchored."""
    last = _last_anchored(path or anchor_path())
    statement = select(AuditSeal).where(col(AuditSeal.position) > last).order_by(col(AuditSeal.position))
    return [Head(s.position, s.last_id, s.digest, s.sealed_at.isoformat()) for s in session.exec(statement)]


def anchor(heads: Sequence[Head], *, path: Path | None = None) -> int:
    """Write heads to the anchor file and to the log, after their transaction; how many lines are new.

    A position is written once: what comes later under the same number contradicts the first line and is not believed.
    """
    if not heads:
        return 0
    path = path or anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last_anchored(path)
        fresh = [h for h in heads if h.position > last]
        lines = "".join(f"{h.position} {h.last_id} {h.digest} {h.sealed_at}\n" for h in fresh)
        if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n":
            lines = "\n" + lines  # a crash in the middle of the line before
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())
    for head in fresh:
        log.info("audit head %d %d %s %s", head.position, head.last_id, head.digest, head.sealed_at)
    return len(fresh)


def anchor_path() -> Path:
    """Where the heads are kept outside the database: LINLI_ANCHOR_FILE, else a file in the data folder."""
    return settings.anchor_file or settings.data_dir / "audit-anchors.txt"


def read_anchors(path: Path) -> tuple[list[Head], int]:
    """The lines of an anchor file and how many could not be read; none where there is no such file."""
    return _parse(path.read_text("utf-8", "replace")) if path.exists() else ([], 0)


def verify(session: Session, *, now: datetime, anchors: Iterable[Head] | None = None) -> Verdict:
    """Check every seal, every row under it and every anchor. Rows are streamed; the memory stays the same.

    `anchors` are the heads to check against; without them the anchor file of this host is read.
    """
    verdict = Verdict()
    # Read before the seals: a head that comes meanwhile is then in the database too.
    if anchors is None:
        anchors, unread = read_anchors(anchor_path())
        if unread:
            verdict.add(_warning("anchor_unreadable", f"锚定文件有 {unread} 行读不出来。", f"{unread} lines of the anchor file cannot be read."))
    known = _first_of_each(anchors, verdict)
    rows, broken, reached, previous, last_sealed = _Rows(session), 0, 0, "", None
    waiting: dict[int, datetime] = {}
    for raw in _seals(session):
        head = _parse_seal(raw)
        if head is None:
            verdict.add(_finding("seal_changed", raw[0], f"第 {raw[0]} 个封条的内容读不出来。", f"Seal {raw[0]} cannot be read."))
            reached = raw[0]
            continue
        if head.position != reached + 1:
            missing = f"{reached + 1}" if head.position == reached + 2 else f"{reached + 1}–{head.position - 1}"
            verdict.add(_finding("seal_missing", reached + 1, f"第 {missing} 个封条不见了。", f"Seal {missing} is missing."))
        reached = head.position
        verdict.seals += 1
        verdict.gaps += len(head.gaps)
        if between := sum(1 for _ in rows.up_to(head.first_id - 1)):
            verdict.add(_inserted(head.position, between))
        fits, count = _check(session, head, rows, previous, waiting)
        verdict.rows += count
        if not fits:
            broken += 1
            verdict.add(_broken(head, count))
        verdict.anchored += _anchored(known, head, verdict)
        previous, last_sealed = head.digest, head.sealed_at
    _after(verdict, rows, waiting, last_sealed, now)
    if known and (cut := max(known)) > reached:
        verdict.add(_finding("cut", reached + 1, f"锚定到第 {cut} 个封条，库里只到第 {reached} 个：后面的被删掉了。",
                             f"Anchored up to seal {cut}, but the database ends at seal {reached}: the rest was cut off."))  # fmt: skip
    if not known and verdict.seals:
        verdict.add(_warning("not_anchored", "没有锚定记录，删掉末尾看不出来。", "There are no anchors, so a cut tail would not show."))
    if verdict.seals > 1 and broken == verdict.seals:
        verdict.add(_finding("all_broken", 1, "没有一个封条对得上：密钥文件不是原来那个，或全部被改写。",
                             "Not one seal fits: the key file is another one, or everything was rewritten."))  # fmt: skip
    return verdict


def alarm(session: Session, verdict: Verdict, *, now: datetime) -> bool:
    """Note the outcome of a check, and write one alarm into the audit trail for a finding that is new.

    The same finding is not told again each night; when the chain is whole again, one row says so. True where a row
    was written. Rows hold codes and positions only.
    """
    _note(session, verdict, now)
    last = _last_alarm(session)
    stands = last is not None and last.result == "broken"
    mark = _mark(verdict)
    if verdict.ok and not stands:
        return False
    if stands and last is not None and last.reason == mark:
        return False
    audit.record(session, act=Act.ALARM, now=now, object_kind=CHAIN, object_id=CHAIN, reason=mark, result="over" if verdict.ok else "broken")
    if not verdict.ok:
        office.tell(session, kind="audit_alarm", now=now, position=next((f.position for f in verdict.findings), 0))
    session.flush()
    return True


def standing_alarm(session: Session) -> bool:
    """Whether the last check that said anything found the chain broken: for banners."""
    last = _last_alarm(session)
    return last is not None and last.result == "broken"


def last_check(session: Session) -> Check | None:
    """What the last check found, or None before the first."""
    row = session.get(Meta, CHECKED)
    if row is None:
        return None
    at, ok, seals, rows, unsealed = row.value.split(" ")
    return Check(datetime.fromisoformat(at), ok == "ok", int(seals), int(rows), int(unsealed))


_LOWEST = -(2**63)
"""Below every id: a row that somebody puts in front of the first one is found too."""
_TABLE = ", ".join(COLUMNS)
_QUERY = f"SELECT {_TABLE} FROM audit WHERE {{where}} ORDER BY id LIMIT :most"


def _read(session: Session, where: str, values: dict[str, Any], most: int) -> Iterator[Any]:
    """Rows as the database holds them: SQLite's texts, PostgreSQL's times and UUIDs; both have one canonical form."""
    yield from session.execute(sa.text(_QUERY.format(where=where)), {**values, "most": most})


def _by_ids(session: Session, ids: Iterable[int]) -> Iterator[Any]:
    wanted = iter(sorted(ids))
    while part := list(islice(wanted, 500)):
        statement = sa.text(f"SELECT {_TABLE} FROM audit WHERE id IN :ids ORDER BY id")
        yield from session.execute(statement.bindparams(sa.bindparam("ids", expanding=True)), {"ids": part})


def _open_gaps(session: Session, now: datetime) -> set[int]:
    """Ids that nobody had when their neighbours were sealed, and that may still come."""
    recent = session.exec(select(AuditSeal).where(col(AuditSeal.sealed_at) >= now - GRACE)).all()
    return {n for seal in recent for n in seal.gaps} - {n for seal in recent for n in seal.late}


def _range(found: list[Any], before: AuditSeal | None) -> tuple[int, list[Any], list[int]]:
    """Where the next seal begins, the rows it holds, and the ids between them that nobody has."""
    if not found:
        assert before is not None
        return before.last_id + 1, [], []
    first = before.last_id + 1 if before is not None else found[0][0]
    if found[0][0] - first > MOST_GAPS:
        first = found[0][0]
    gaps: list[int] = []
    expected = first
    for n, row in enumerate(found):
        if row[0] - expected + len(gaps) > MOST_GAPS:
            return first, found[:n], gaps
        gaps += range(expected, row[0])
        expected = row[0] + 1
    return first, found, gaps


def _text(value: Any) -> str:
    """One value with its kind and length, so that no two rows ever look alike."""
    if value is None:
        return "~"
    if isinstance(value, str):
        return f"s{len(value)}:{value}"
    if isinstance(value, bytes | memoryview):
        return f"b{len(bytes(value))}:{bytes(value).hex()}"
    said = str(value)
    return f"{type(value).__name__[0]}{len(said)}:{said}"


def _uuid(value: Any) -> str:
    if value is None:
        return "~"
    return f"s32:{value.hex}" if isinstance(value, UUID) else _text(value)


def _time(value: Any) -> str:
    """Microseconds since 1970 in UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:  # somebody wrote there what is no time
            return _text(value)
    if not isinstance(value, datetime):
        return _text(value)
    since = value - (_EPOCH if value.tzinfo is None else _EPOCH_UTC)
    return f"t{(since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds};"


def _form(rows: Iterable[Any]) -> bytes:
    """The canonical form of rows, the same on both databases."""
    parts: list[str] = []
    add = parts.append
    for key, at, happened_at, actor, role, act, object_kind, object_id, reason, result, area, device, record in rows:
        when = _time(at)
        add(
            f"[{key}|{when}{when if happened_at == at else _time(happened_at)}{_uuid(actor)}{_text(role)}{_text(act)}"
            f"{_text(object_kind)}{_text(object_id)}{_text(reason)}{_text(result)}{_text(area)}{_uuid(device)}{_uuid(record)}]"
        )
    return "".join(parts).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class _Head:
    """The columns of a seal as they are checked."""

    position: int
    first_id: int
    last_id: int
    rows: int
    gaps: list[int]
    late: list[int]
    key_id: str
    digest: str
    sealed_at: datetime


def _head_of(seal: AuditSeal) -> _Head:
    return _Head(*(getattr(seal, name) for name in SEAL_COLUMNS))


def _begin(head: _Head, previous: str, secret: bytes) -> "hmac.HMAC":
    said = [
        "linli audit seal 1", previous, str(head.position), str(head.first_id), str(head.last_id), str(head.rows),
        ",".join(map(str, head.gaps)), ",".join(map(str, head.late)), head.key_id, _time(head.sealed_at),
    ]  # fmt: skip
    return hmac.new(secret, "".join(map(_text, said)).encode(), hashlib.sha256)


def _key(name: str) -> bytes | None:
    return keys.named("audit", name)  # an older key too: seals made before a change of keys stay as they are


class _Rows:
    """All audit rows in the order of their ids, read in portions, with a look at the next one."""

    def __init__(self, session: Session):
        self.session, self.after, self.portion, self.at = session, _LOWEST, [], 0  # type: ignore[var-annotated]

    def _more(self) -> bool:
        if self.at < len(self.portion):
            return True
        self.portion, self.at = list(_read(self.session, "id > :after", {"after": self.after}, BATCH)), 0
        if self.portion:
            self.after = self.portion[-1][0]
        return bool(self.portion)

    def portions(self, last: int) -> Iterator[list[Any]]:
        """The next rows up to this id, in lists of at most BATCH."""
        while self._more() and self.portion[self.at][0] <= last:
            end = len(self.portion)
            if self.portion[-1][0] > last:
                end = next(n for n in range(self.at, end) if self.portion[n][0] > last)
            found, self.at = self.portion[self.at : end], end
            yield found

    def up_to(self, last: int) -> Iterator[Any]:
        """The next rows up to this id."""
        for portion in self.portions(last):
            yield from portion


def _seals(session: Session) -> Iterator[Any]:
    after = _LOWEST
    query = sa.text(f"SELECT {', '.join(SEAL_COLUMNS)} FROM audit_seal WHERE position > :after ORDER BY position LIMIT 500")
    while portion := list(session.execute(query, {"after": after})):
        yield from portion
        after = portion[-1][0]


def _parse_seal(raw: Any) -> _Head | None:
    try:
        position, first_id, last_id, rows, gaps, late, key_id, digest, sealed_at = raw
        gaps, late = (json.loads(v) if isinstance(v, str) else v for v in (gaps, late))
        if not all(type(n) is int for n in (*gaps, *late)):
            return None
        at = datetime.fromisoformat(sealed_at) if isinstance(sealed_at, str) else sealed_at
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return _Head(int(position), int(first_id), int(last_id), int(rows), gaps, late, str(key_id), str(digest), at)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _check(session: Session, head: _Head, rows: _Rows, previous: str, waiting: dict[int, datetime]) -> tuple[bool, int]:
    """Whether one seal fits the rows that are there now, and how many those are."""
    secret = _key(head.key_id)
    mac = _begin(head, previous, secret or b"?")
    gaps, count = set(head.gaps), 0
    for portion in rows.portions(head.last_id):
        if gaps:
            waiting.update((row[0], head.sealed_at) for row in portion if row[0] in gaps)
            portion = [row for row in portion if row[0] not in gaps]
        mac.update(_form(portion))
        count += len(portion)
    if head.late:
        late = list(_by_ids(session, head.late))
        mac.update(_form(late))
        count += len(late)
        for n in head.late:
            waiting.pop(n, None)
    return secret is not None and hmac.compare_digest(mac.hexdigest().encode(), head.digest.encode("utf-8", "replace")), count


def _after(verdict: Verdict, rows: _Rows, waiting: dict[int, datetime], last_sealed: datetime | None, now: datetime) -> None:
    """What comes after the last seal, and rows in gaps that no seal took in."""
    strangers = sorted(n for n, sealed_at in waiting.items() if sealed_at < now - GRACE)
    if strangers:
        verdict.add(_inserted(0, len(strangers), strangers[0]))
    verdict.unsealed = len(waiting) - len(strangers) + sum(len(p) for p in rows.portions(2**63 - 1))
    if verdict.unsealed and last_sealed is not None and last_sealed < now - STALE:
        verdict.add(_warning("not_sealed", "一天多没有封存新的记录，请看后台任务。", "Nothing was sealed for over a day; look at the background jobs."))


def _anchored(known: dict[int, Head], head: _Head, verdict: Verdict) -> int:
    said = known.get(head.position)
    if said is None:
        if known and head.position < max(known):
            verdict.add(_warning("anchor_missing", f"第 {head.position} 个封条没有锚定记录。", f"Seal {head.position} has no anchor.", head.position))
        return 0
    if (said.digest, said.last_id) == (head.digest, head.last_id):
        return 1
    verdict.add(_finding("rewritten", head.position, f"第 {head.position} 个封条和锚定的不一样：记录被改写过。",
                         f"Seal {head.position} is not the one that was anchored: the records were rewritten."))  # fmt: skip
    return 0


def _first_of_each(anchors: Iterable[Head], verdict: Verdict) -> dict[int, Head]:
    known: dict[int, Head] = {}
    for head in anchors:
        first = known.setdefault(head.position, head)
        if (first.digest, first.last_id) != (head.digest, head.last_id):
            verdict.add(_finding("anchors_differ", head.position, f"锚定文件里第 {head.position} 个封条有两种说法。",
                                 f"The anchor file says two things about seal {head.position}."))  # fmt: skip
    return known


def _last_anchored(path: Path) -> int:
    """The highest position of the last lines; each position is written once and in order, so they hold the highest."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        heads, _ = _parse(file.read().decode("utf-8", "replace"))
    return max((head.position for head in heads), default=0)


def _parse(body: str) -> tuple[list[Head], int]:
    heads, unread = [], 0
    lines = body.split("\n")
    for n, line in enumerate(lines):
        try:
            position, last_id, digest, sealed_at = line.split(" ")
            datetime.fromisoformat(sealed_at)
            heads.append(Head(int(position), int(last_id), digest, sealed_at))
        except ValueError:
            unread += bool(line.strip()) and n < len(lines) - 1  # the last line may have been cut by a crash
    return heads, unread


def _finding(code: str, position: int, zh: str, en: str) -> Finding:
    return Finding(code, zh, en, position)


def _warning(code: str, zh: str, en: str, position: int = 0) -> Finding:
    return Finding(code, zh, en, position, grave=False)


def _inserted(position: int, count: int, first: int | None = None) -> Finding:
    where_zh = f"第 {position} 个封条之前" if first is None else f"编号 {first} 起的空缺里"
    where_en = f"before seal {position}" if first is None else f"in gaps from id {first} on"
    return _finding("inserted", position or (first or 0), f"{where_zh}多出 {count} 条没有封存过的记录。",
                    f"{count} rows that were never sealed stand {where_en}.")  # fmt: skip


def _broken(head: _Head, count: int) -> Finding:
    ids = f"{head.first_id}–{head.last_id}"
    if _key(head.key_id) is None:
        return _finding("unknown_key", head.position, f"第 {head.position} 个封条用的密钥不在密钥文件里。", f"The key of seal {head.position} is not in the key file.")
    if count < head.rows:
        return _finding("deleted", head.position, f"第 {head.position} 个封条（编号 {ids}）少了 {head.rows - count} 条记录。",
                        f"Seal {head.position} (ids {ids}): {head.rows - count} rows are gone.")  # fmt: skip
    if count > head.rows:
        return _finding("inserted", head.position, f"第 {head.position} 个封条（编号 {ids}）多了 {count - head.rows} 条记录。",
                        f"Seal {head.position} (ids {ids}): {count - head.rows} rows too many.")  # fmt: skip
    return _finding("changed", head.position, f"第 {head.position} 个封条（编号 {ids}）里的记录或封条本身被改过。",
                    f"Seal {head.position} (ids {ids}): a row or the seal itself was changed.")  # fmt: skip


def _last_alarm(session: Session) -> Audit | None:
    statement = select(Audit).where(Audit.object_id == CHAIN, Audit.act == Act.ALARM).order_by(col(Audit.id).desc()).limit(1)
    return session.exec(statement).first()


def _mark(verdict: Verdict) -> str:
    """What a verdict says, in 40 characters: the kinds of findings and where each begins. A chain that grows on after
    the break says the same."""
    firsts: dict[str, int] = {}
    for f in verdict.findings:
        if f.grave:
            firsts.setdefault(f.code, f.position)
    if not firsts:
        return "" if verdict.ok else "more"
    said = " ".join(f"{code}:{position}" for code, position in sorted(firsts.items()))
    return said if len(said) <= 40 else hashlib.sha256(said.encode()).hexdigest()[:40]


def _note(session: Session, verdict: Verdict, now: datetime) -> None:
    value = f"{now.isoformat()} {'ok' if verdict.ok else 'broken'} {verdict.seals} {verdict.rows} {verdict.unsealed}"
    row = session.get(Meta, CHECKED)
    if row is None:
        session.add(Meta(key=CHECKED, value=value))
    else:
        row.value = value
    session.flush()
