"""The auditor finds who looked at whom, sees no resident's name, and leaves rows too (promises A8, H1, H5, H6)."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import cli, db
from app.errors import Invalid, NotFound
from app.models import Act, Audit, Role
from app.rules import record_words
from app.services import audit, audit_chain, audit_reading, pack, residents
from app.services.access import Actor, Grant
from app.services.audit_reading import AuditPage, entries
from tests import factories as make
from tests.conftest import NOW

TODAY = "2026-11-22"


class Office:
    """Two workers with accounts, a resident of each grid, and the auditor."""

    def __init__(self) -> None:
        with db.transaction() as session:
            make.areas(session)
            self.elder = make.a_resident(session, name="曲凤英", phone="13900000421", tag="W01").id
            self.far = make.a_resident(session, name="赵桂兰", grid=make.FAR_GRID).id
            ids = {n: make.an_account(session, n, area=a).id for n, a in (("grid", make.GRID), ("far", make.FAR_GRID))}
            auditor = make.an_account(session, "auditor", role=Role.AUDITOR, area="210202")
        self.worker = self._actor("grid", ids["grid"], Role.GRID, make.GRID)
        self.other = self._actor("far", ids["far"], Role.GRID, make.FAR_GRID)
        self.auditor = self._actor("auditor", auditor.id, Role.AUDITOR, "210202")

    def _actor(self, account: str, key: UUID, role: Role, area: str) -> Actor:
        return Actor(id=key, account=account, name=f"测试{account}", grants=(Grant(role, area),), own_device=True)

    def looks(self, who: Actor, whom: UUID, at: datetime = NOW, act: Act = Act.VIEW, n: int = 1, **fields: Any) -> None:
        """Acts of somebody on somebody."""
        with db.transaction() as session:
            for _ in range(n):
                audit.record(session, act=act, now=at, actor_id=who.id, role="grid", object_kind="resident", object_id=whom, area=make.GRID, **fields)


@pytest.fixture
def office(database: sa.Engine) -> Office:
    return Office()


def read(office: Office, **filters: Any) -> AuditPage:
    """What the auditor sees."""
    with db.transaction() as session:
        return entries(session, actor=filters.pop("actor", office.auditor), now=filters.pop("now", NOW), **filters)


def trail() -> list[Audit]:
    """All rows as they are."""
    with db.reading() as session:
        found = list(session.exec(select(Audit).order_by(col(Audit.id))).all())
        session.expunge_all()
    return found


def test_a_row_says_when_who_what_whom_and_why_without_a_residents_name(office: Office) -> None:
    with db.transaction() as session:
        residents.reveal_phone(session, actor=office.worker, resident_id=office.elder, kin_id=None, purpose="visit", now=NOW)
    found = read(office)
    assert found.day == TODAY
    row = found.rows[0]
    assert (row.when, row.who, row.account, row.role, row.act) == ("11-22 10:00", "测试grid", "grid", "grid", "reveal")
    assert (row.kind, row.object, row.grid, row.reason_zh, row.reason_en, row.result) == (
        "resident", audit_reading.number_of(office.elder), "甲社区第1网格", "上门走访", "to visit", "ok",
    )  # fmt: skip
    assert "曲凤英" not in repr(found) and "13900000421" not in repr(found)


def test_reading_leaves_a_row_itself_with_what_was_looked_for(office: Office) -> None:
    office.looks(office.worker, office.elder)
    read(office)
    read(office, resident=str(office.elder), kind="view")
    read(office, person="grid", day=TODAY)
    rows = [r for r in trail() if r.actor_id == office.auditor.id]
    assert [(r.act, r.role, r.object_kind, r.object_id, r.reason) for r in rows] == [
        ("search", "auditor", "audit", "", TODAY),
        ("search", "auditor", "audit", str(office.elder), "view"),
        ("search", "auditor", "audit", str(office.worker.id), TODAY),
    ]


@pytest.mark.parametrize("role", [r for r in Role if r != Role.AUDITOR])
def test_nobody_but_an_auditor_reads_and_the_try_is_recorded(office: Office, role: Role) -> None:
    actor = make.an_actor((role, "210202"))
    for verb in (lambda s: entries(s, actor=actor, now=NOW), lambda s: audit_reading.chain(s, actor=actor, now=NOW)):
        with pytest.raises(NotFound), db.transaction() as session:
            verb(session)
    assert [(r.act, r.object_kind) for r in trail()] == [("refused", "audit")] * 2


def test_it_is_found_by_day_kind_person_and_resident(office: Office) -> None:
    office.looks(office.worker, office.elder, n=2)
    office.looks(office.other, office.far, act=Act.CALL)
    office.looks(office.other, office.far, NOW - timedelta(days=1))
    seen: Callable[..., list[tuple[str, str]]] = lambda **f: [(r.account, r.act) for r in read(office, **f).rows if r.account != "auditor"]  # noqa: E731
    assert seen() == [("far", "call"), ("grid", "view"), ("grid", "view")]
    assert seen(day="2026-11-21") == [("far", "view")]
    assert seen(day="2026-11-20") == []
    assert seen(kind="call") == [("far", "call")]
    assert seen(person="far") == [("far", "view"), ("far", "call")], "in the order in which they were written"
    assert seen(person="测试far") == [("far", "view"), ("far", "call")]
    assert seen(person="far", day=TODAY) == [("far", "call")]
    assert seen(resident=str(office.elder), kind="view") == [("grid", "view")] * 2
    assert seen(resident=audit_reading.number_of(office.elder)) == [("grid", "view")] * 2
    assert seen(resident=audit_reading.number_of(office.elder).lower().replace("-", " ")) == [("grid", "view")] * 2
    assert seen(resident=str(office.elder), person="far") == []


@pytest.mark.parametrize("text", ["7F3A", "zz", "曲凤英", "%", "7F3A-21C4-9E0G", "0" * 31])
def test_what_is_no_number_finds_nothing_and_is_not_written_down(office: Office, text: str) -> None:
    office.looks(office.worker, office.elder)
    found = read(office, resident=text)
    assert (found.rows, found.unknown) == ([], True)
    found = read(office, person=text)
    assert (found.rows, found.unknown) == ([], True)
    assert {r.object_id for r in trail() if r.object_kind == "audit"} == {"unknown"}


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "2026-11-22'", "22.11.2026"])
def test_a_day_that_there_is_not_is_refused_in_words(office: Office, day: str) -> None:
    with pytest.raises(Invalid, match="day"):
        read(office, day=day)
    with pytest.raises(Invalid, match="unknown_filter"):
        read(office, kind="everything")


def test_fifty_rows_a_page_and_counts_of_all(office: Office) -> None:
    office.looks(office.worker, office.elder, n=60)
    office.looks(office.worker, office.elder, act=Act.CALL, n=3)
    first = read(office)
    assert (len(first.rows), first.more) == (50, True)
    assert [(c.code, c.count) for c in first.counts] == [("view", 60), ("call", 3)]
    second = read(office, page=1)
    assert (len(second.rows), second.more) == (14, False)  # 63 and the row of the first reading
    assert not {r.key for r in first.rows[1:]} & {r.key for r in second.rows[1:]}
    narrowed = read(office, kind="call")
    assert [r.act for r in narrowed.rows] == ["call"] * 3
    assert [c.on for c in narrowed.counts if c.code == "call"] == [True]


def test_a_day_begins_at_midnight_in_dalian(office: Office) -> None:
    office.looks(office.worker, office.elder, datetime.fromisoformat("2026-11-21T16:00:00+00:00"))
    office.looks(office.worker, office.elder, datetime.fromisoformat("2026-11-21T15:59:59+00:00"))
    assert len(read(office, day="2026-11-21").rows) == 1
    assert len(read(office, day=TODAY, kind="view").rows) == 1


def test_an_account_that_was_acted_on_is_named(office: Office) -> None:
    with db.transaction() as session:
        audit.record(session, act=Act.DISABLE, now=NOW, actor_id=office.other.id, object_kind="account", object_id=office.worker.id)
    assert read(office).rows[0].object == "测试grid (grid)"


# --- hints --------------------------------------------------------------------------------------------------------


def _cards(office: Office, n: int, minutes: float, start: datetime = NOW) -> None:
    with db.transaction() as session:
        for k in range(n):
            audit.record(session, act=Act.VIEW, now=start + timedelta(minutes=k * minutes), actor_id=office.worker.id, role="grid",
                         object_kind="resident", object_id=uuid4())  # fmt: skip


def hints(office: Office) -> list[tuple[str, str, int]]:
    """Hints of today."""
    return [(h.code, h.account, h.count) for h in read(office).hints]


def test_forty_one_cards_in_an_hour_are_a_hint_and_forty_are_not(office: Office) -> None:
    _cards(office, 40, 1)
    assert hints(office) == []
    _cards(office, 1, 1, NOW + timedelta(minutes=40))
    assert hints(office) == [("fast", "grid", 41)]
    assert read(office).hints[0].at == "10:00"


def test_a_whole_day_of_cards_at_a_walking_pace_is_none(office: Office) -> None:
    _cards(office, 95, 4, NOW - timedelta(hours=1))
    assert hints(office) == []


def test_one_card_opened_again_and_again_is_none(office: Office) -> None:
    office.looks(office.worker, office.elder, n=60)
    assert hints(office) == []


def test_five_refusals_outside_the_own_grid_are_a_hint(office: Office) -> None:
    def look() -> None:
        with pytest.raises(NotFound), db.transaction() as session:
            residents.card_for(session, actor=office.worker, resident_id=office.far, now=NOW)

    for _ in range(4):
        look()
    assert hints(office) == []
    look()
    assert hints(office) == [("outside", "grid", 5)]


def test_twenty_one_reveals_a_day_are_a_hint(office: Office) -> None:
    office.looks(office.worker, office.elder, act=Act.REVEAL, n=20)
    assert hints(office) == []
    office.looks(office.worker, office.elder, act=Act.REVEAL)
    assert hints(office) == [("reveals", "grid", 21)]


# --- by index -----------------------------------------------------------------------------------------------------


def _plan(session: Session, statement: Any) -> str:
    compiled = statement.compile(session.connection(), compile_kwargs={"render_postcompile": True})
    postgres = session.connection().dialect.name == "postgresql"
    if postgres:
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        shown = str(statement.compile(session.connection(), compile_kwargs={"literal_binds": True}))
        return "\n".join(r[0] for r in session.connection().exec_driver_sql("EXPLAIN " + shown.replace("%", "%%")))
    values = tuple(compiled.construct_params()[n] for n in compiled.positiontup or [])
    values = tuple(v.hex if isinstance(v, UUID) else v.isoformat(" ") if isinstance(v, datetime) else v for v in values)
    return "\n".join(r[3] for r in session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + str(compiled), values))


def test_person_resident_and_day_are_found_by_an_index(office: Office) -> None:
    bounds = audit_reading._bounds(str(office.elder))
    assert bounds
    ways = {
        "ix_audit_actor": ([col(Audit.actor_id).in_([office.worker.id])], False),
        "ix_audit_object": ([col(Audit.object_id).between(*bounds)], False),
        "ix_audit_at": (audit_reading._on(date(2026, 11, 22)), True),
    }
    with db.reading() as session:
        for index, (where, by_time) in ways.items():
            for kind in ("", "view"):
                plan = _plan(session, audit_reading.page_of(where, kind, 0, by_time=by_time))
                assert index in plan, plan
                assert "SCAN audit" not in plan and "Seq Scan on audit" not in plan, plan


# --- after a leak -------------------------------------------------------------------------------------------------


def test_every_planted_look_is_on_the_list_and_nobody_elses(office: Office) -> None:
    planted = {uuid4() for _ in range(200)}
    with db.transaction() as session:
        for n, key in enumerate(planted):
            act = (Act.VIEW, Act.REVEAL, Act.CALL, Act.EXPORT)[n % 4]
            audit.record(session, act=act, now=NOW + timedelta(minutes=n), actor_id=office.worker.id, object_kind="resident", object_id=key, area=make.GRID)
        for _ in range(50):
            audit.record(session, act=Act.VIEW, now=NOW, actor_id=office.other.id, object_kind="resident", object_id=uuid4())
            audit.record(session, act=Act.VIEW, now=NOW - timedelta(days=9), actor_id=office.worker.id, object_kind="resident", object_id=uuid4())
    with db.transaction() as session:
        found = audit_reading.looked_at(session, account="grid", since=date(2026, 11, 20), now=NOW)
    assert {x.resident_id for x in found} == {str(k) for k in planted}
    assert sum(x.views + x.reveals + x.calls + x.exports for x in found) == 200
    assert {x.grid for x in found} == {make.GRID}
    assert [(r.object_kind, r.result) for r in trail()][-1] == ("breach_list", "residents 200")


def test_whoever_carried_a_pack_saw_the_whole_grid(office: Office) -> None:
    with db.transaction() as session:
        pack.note_fetched(session, actor=office.worker, now=NOW - timedelta(days=40))
    with db.transaction() as session:
        found = audit_reading.looked_at(session, account="grid", since=date(2026, 11, 20), now=NOW)
    assert [(x.resident_id, x.packs, x.grid) for x in found] == [(str(office.elder), 1, make.GRID)]


def test_what_a_phone_told_later_counts_on_the_day_it_happened_and_on_the_day_it_came(office: Office) -> None:
    with db.transaction() as session:
        audit.record(session, act=Act.VIEW, now=NOW, happened_at=NOW - timedelta(days=9), actor_id=office.worker.id, object_kind="resident", object_id=office.elder)
    for since in (date(2026, 11, 20), date(2026, 11, 13)):
        with db.transaction() as session:
            assert len(audit_reading.looked_at(session, account="grid", since=since, now=NOW)) == 1


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A few rows, sealed and anchored."""
    anchors = tmp_path / "anchors.txt"
    monkeypatch.setattr(audit_chain, "settings", replace(audit_chain.settings, anchor_file=anchors))
    office.looks(office.worker, office.elder, n=5)
    with db.transaction() as session:
        audit_chain.seal_new(session, now=NOW)
    with db.reading() as session:
        audit_chain.anchor(audit_chain.not_anchored(session))
    return anchors


def test_verify_says_intact_in_both_languages(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "verify"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("链条完好: 封条 1 个")
    assert lines[-1].startswith("The chain is intact: 1 seals, 5 rows sealed")


def test_verify_says_broken_and_where(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with db.transaction() as session:
        session.execute(sa.text("DELETE FROM audit WHERE id = 3"))
    assert cli.main(["audit", "verify"]) == 1
    out = capsys.readouterr().out
    assert out.index("链条断了") < out.index("The chain is BROKEN")
    assert "少了 1 条" in out and "1 rows are gone" in out
    assert cli.main(["audit", "verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], [f["code"] for f in said["findings"]]) == (False, ["deleted"])


def test_verify_checks_against_a_copy_from_another_host(sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(sealed.read_text() + f"2 9 {'0' * 64} {NOW.isoformat()}\n")
    assert cli.main(["audit", "verify"]) == 0
    assert cli.main(["audit", "verify", "--anchors", str(copy)]) == 1
    assert "cut off" in capsys.readouterr().out


@pytest.mark.parametrize("body", [None, "", "nothing of use\n"])
def test_verify_says_when_it_cannot_check(sealed: Path, tmp_path: Path, body: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.txt"
    if body is not None:
        copy.write_text(body)
    assert cli.main(["audit", "verify", "--anchors", str(copy)]) == 2
    assert capsys.readouterr().err.count("?") == 2


def test_verify_says_when_there_is_no_table(sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "engine", lambda: made)
    made = db.make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    assert cli.main(["audit", "verify", "--json"]) == 2


def _rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_who_prints_the_residents_of_an_account(sealed: Path, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "who", "grid", "--since", TODAY]) == 0
    assert [(r["resident_id"], r["grid"], r["views"], r["first"]) for r in _rows(capsys)] == [(str(office.elder), make.GRID, "5", "2026-11-22 10:00")]
    assert cli.main(["audit", "who", "nobody", "--since", TODAY]) == 1


def test_resident_prints_who_looked(sealed: Path, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    for said in (str(office.elder), audit_reading.number_of(office.elder)):
        assert cli.main(["audit", "resident", said]) == 0
        rows = [r for r in _rows(capsys) if r["kind"] == "resident"]
        assert [(r["when"], r["account"], r["act"]) for r in rows] == [("2026-11-22 10:00", "grid", "view")] * 5
    assert cli.main(["audit", "resident", "曲凤英"]) == 1


def test_no_cell_is_a_formula() -> None:
    from app.commands.audits import _cell

    assert [_cell(v) for v in ("=1+1", "+7", "@x", "ok", None, 5)] == ["'=1+1", "'+7", "'@x", "ok", "", 5]


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [("new 3 changed 0 refused 1", "新增 3，没收下 1", "3 new, 1 refused"), ("refused", "没让看", "refused"), ("something_new", "something_new", "something_new"),
     ("new x", "new x", "new x"), ("removed 3 kept 0", "去掉 3", "3 removed")],
)  # fmt: skip
def test_results_are_told_in_words_and_zeros_left_out(code: str, zh: str, en: str) -> None:
    assert record_words.result_words(code) == (zh, en)


def test_a_reason_that_is_a_role_is_told_as_one_and_no_code_is_shown() -> None:
    assert record_words.reason_words("grid") == ("专职网格员", "Grid worker")
    assert record_words.reason_words("app___state___x") == ("", "")


def test_many_print_outs_in_a_day_deserve_a_look(office: Office) -> None:
    for n in range(audit_reading.PRINTED_A_DAY + 1):
        with db.transaction() as session:
            audit.record(session, act=Act.EXPORT, now=NOW + timedelta(minutes=n), actor_id=office.worker.id, role="grid", object_kind="resident", object_id=office.elder)
    assert [(h.code, h.count) for h in read(office).hints] == [("printed", audit_reading.PRINTED_A_DAY + 1)]
