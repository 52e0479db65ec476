"""Tampering with the audit trail shows (promise H2), and an honest trail is never called broken."""

import hashlib
import logging
import random
import secrets
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app import db
from app.models import Act, Audit, AuditSeal
from app.services import audit, audit_chain, keys
from tests.conftest import NOW

LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def anchors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An anchor file of this test's own."""
    path = tmp_path / "anchors.txt"
    monkeypatch.setattr(audit_chain, "settings", replace(audit_chain.settings, anchor_file=path))
    return path


def write(n: int, *, at: datetime = NOW, first: int | None = None) -> None:
    """So many acts of several people; with `first`, under ids from there on."""
    with db.transaction() as session:
        for k in range(n):
            session.add(Audit(
                id=None if first is None else first + k, at=at + timedelta(seconds=k), happened_at=at, actor_id=uuid4() if k % 3 else None,
                role="grid", act=Act.VIEW if k % 2 else Act.REVEAL, object_kind="resident", object_id=str(uuid4()),
                reason="visit" if k % 2 == 0 else "", area="210202001001001", record_id=uuid4() if k % 4 == 0 else None,
            ))  # fmt: skip


def seal(at: datetime = NOW, *, anchored: bool = True) -> int:
    """What the job does: seal, commit, anchor."""
    with db.transaction() as session:
        sealed = audit_chain.seal_new(session, now=at)
    if anchored:
        with db.reading() as session:
            audit_chain.anchor(audit_chain.not_anchored(session))
    return sealed


def check(at: datetime = LATER, anchors: Any = None) -> audit_chain.Verdict:
    """The verdict as it is now."""
    with db.reading() as session:
        return audit_chain.verify(session, now=at, anchors=anchors)


def codes(verdict: audit_chain.Verdict) -> set[str]:
    """The kinds of grave findings."""
    return {f.code for f in verdict.findings if f.grave}


def sql(statement: str, **values: Any) -> None:
    """What somebody with the database in hand does; the triggers are not there."""
    with db.transaction() as session:
        session.execute(sa.text(statement), values)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seals over ten rows each, so that a few dozen rows make a chain."""
    monkeypatch.setattr(audit_chain, "BATCH", 10)


@pytest.fixture
def chain(database: sa.Engine, small: None) -> sa.Engine:
    """35 rows under four seals, all anchored."""
    write(35)
    assert seal() == 35
    verdict = check()
    assert (verdict.ok, verdict.seals, verdict.rows, verdict.unsealed, verdict.anchored) == (True, 4, 35, 0, 4)
    return database


# --- an honest trail is whole -------------------------------------------------------------------------------------


def test_an_empty_trail_is_whole_and_nothing_is_sealed(database: sa.Engine) -> None:
    assert seal() == 0
    verdict = check()
    assert (verdict.ok, verdict.seals, verdict.findings) == (True, 0, [])


def test_what_is_not_sealed_yet_is_counted_and_breaks_nothing(chain: sa.Engine) -> None:
    write(3)
    verdict = check()
    assert (verdict.ok, verdict.rows, verdict.unsealed) == (True, 35, 3)
    assert seal() == 3
    assert check().unsealed == 0


def test_sealing_again_with_nothing_new_makes_no_seal(chain: sa.Engine) -> None:
    assert seal() == 0
    assert check().seals == 4


def test_one_call_seals_up_to_a_bound_and_the_next_goes_on(chain: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "MOST_SEALS", 2)
    write(35)
    assert [seal(), seal(), seal()] == [20, 15, 0]
    assert check().ok


def test_every_column_of_the_table_is_under_the_seal() -> None:
    assert set(audit_chain.COLUMNS) == set(Audit.__table__.c.keys())  # type: ignore[attr-defined]
    assert set(audit_chain.SEAL_COLUMNS) == set(AuditSeal.__table__.c.keys())  # type: ignore[attr-defined]


def test_the_canonical_form_is_the_same_on_both_databases(database: sa.Engine) -> None:
    fixed = Audit(id=7, at=NOW, happened_at=NOW - timedelta(microseconds=1), actor_id=UUID(int=(0x4000 << 64) + 1), role="grid", act=Act.VIEW,
                  object_kind="resident", object_id="x|[1:2", reason="走访", device_id=None, record_id=UUID(int=(0x4000 << 64) + 2))  # fmt: skip
    with db.transaction() as session:
        session.add(fixed)
    with db.reading() as session:
        form = audit_chain._form(audit_chain._by_ids(session, [7]))
    assert form.decode() == (
        "[7|t1795312800000000;t1795312799999999;s32:00000000000040000000000000000001s4:grids4:views8:resident"
        "s6:x|[1:2s2:走访s2:oks0:~s32:00000000000040000000000000000002]"
    )


def test_no_two_rows_have_the_same_form() -> None:
    a = (1, NOW, NOW, None, "ab", "c", "", "", "", "", "", None, None)
    b = (1, NOW, NOW, None, "a", "bc", "", "", "", "", "", None, None)
    c = (1, NOW, NOW, None, "as1:b", "c", "", "", "", "", "", None, None)
    d = (1, NOW, NOW, None, None, "c", "", "", "", "", "", None, None)
    e = (1, NOW, NOW, None, "~", "c", "", "", "", "", "", None, None)
    assert len({audit_chain._form([x]) for x in (a, b, c, d, e)}) == 5


def test_a_gap_of_a_rollback_is_listed_and_breaks_nothing(database: sa.Engine, small: None) -> None:
    write(4, first=1)
    write(4, first=7)
    assert seal() == 8
    verdict = check()
    assert (verdict.ok, verdict.gaps) == (True, 2)
    with db.reading() as session:
        assert session.exec(select(AuditSeal)).one().gaps == [5, 6]


def test_a_row_that_comes_late_into_a_gap_belongs_to_the_next_seal(database: sa.Engine, small: None) -> None:
    write(4, first=1)
    write(4, first=7)
    seal()
    write(1, first=6)
    soon = check(NOW + timedelta(minutes=1))
    assert (soon.ok, soon.unsealed) == (True, 1)
    assert seal(NOW + timedelta(minutes=2)) == 1
    with db.reading() as session:
        last = session.exec(select(AuditSeal).order_by(col(AuditSeal.position).desc())).first()
        assert last is not None
        assert (last.late, last.rows) == ([6], 1)
    assert seal(NOW + timedelta(minutes=3)) == 0
    write(30, first=11)
    seal(NOW + timedelta(minutes=4))
    verdict = check()
    assert (verdict.ok, verdict.rows, verdict.unsealed) == (True, 39, 0)


def test_a_late_row_is_under_its_seal_like_any_other(database: sa.Engine, small: None) -> None:
    write(3, first=1)
    write(3, first=5)
    seal()
    write(1, first=4)
    seal(NOW + timedelta(minutes=2))
    sql("UPDATE audit SET result = 'x' WHERE id = 4")
    assert codes(check()) == {"changed"}
    sql("DELETE FROM audit WHERE id = 4")
    assert codes(check()) == {"deleted"}


def test_a_wide_hole_in_the_ids_is_not_listed_id_by_id(database: sa.Engine, small: None) -> None:
    write(3, first=1)
    write(3, first=2_000_000_000)
    assert seal() == 6
    verdict = check()
    assert (verdict.ok, verdict.gaps, verdict.seals) == (True, 0, 2)
    write(1, first=1_000_000_000)
    assert codes(check()) == {"inserted"}


def test_two_sealers_at_once_seal_each_row_once(chain: sa.Engine) -> None:
    write(60)
    sealed: list[int] = []
    threads = [threading.Thread(target=lambda: sealed.append(seal())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sealed) == 60
    verdict = check()
    assert (verdict.ok, verdict.rows) == (True, 95)


def test_a_second_process_does_nothing_while_one_seals(engine: sa.Engine, database: sa.Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer anyway")
    write(5)
    with Session(engine) as first, first.begin(), Session(engine) as second, second.begin():
        assert audit_chain.seal_new(first, now=NOW) == 5
        assert audit_chain.seal_new(second, now=NOW) == 0
    assert check().ok


def test_seals_of_an_older_key_still_fit_after_a_change_of_keys(chain: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    rings = dict(keys._rings())
    old = rings["audit"][1]
    rings["audit"] = ("k2", {**old, "k2": secrets.token_bytes(32)})
    monkeypatch.setattr(keys, "_rings", lambda: rings)
    write(5)
    seal()
    assert check().ok
    rings["audit"] = ("k2", {"k2": rings["audit"][1]["k2"]})
    assert codes(check()) == {"unknown_key"}


def test_another_key_file_is_named_as_such(chain: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    rings = {**keys._rings(), "audit": ("k1", {"k1": secrets.token_bytes(32)})}
    monkeypatch.setattr(keys, "_rings", lambda: rings)
    assert "all_broken" in codes(check())


# --- tampering shows ----------------------------------------------------------------------------------------------


def test_an_edited_row_shows(chain: sa.Engine) -> None:
    sql("UPDATE audit SET object_id = 'nobody' WHERE id = 17")
    verdict = check()
    assert codes(verdict) == {"changed"}
    assert [f.position for f in verdict.findings] == [2]


@pytest.mark.parametrize("which", [1, 10, 11, 20, 35])
def test_a_deleted_row_shows(chain: sa.Engine, which: int) -> None:
    sql("DELETE FROM audit WHERE id = :id", id=which)
    assert codes(check()) == {"deleted"}


def test_a_row_put_into_a_gap_shows(database: sa.Engine, small: None) -> None:
    write(5, first=1)
    write(5, first=8)
    seal()
    write(1, first=6, at=NOW - timedelta(days=3))
    assert codes(check()) == {"inserted"}
    assert seal(LATER) == 0, "a row that slipped in is never sealed"
    assert codes(check()) == {"inserted"}


@pytest.mark.parametrize("which", [0, -5])
def test_a_row_with_an_id_of_long_ago_shows(chain: sa.Engine, which: int) -> None:
    write(1, first=which, at=NOW - timedelta(days=30))
    assert codes(check()) == {"inserted"}
    assert seal(LATER) == 0


def test_a_row_exchanged_for_another_shows(chain: sa.Engine) -> None:
    sql("DELETE FROM audit WHERE id = 12")
    write(1, first=12)
    assert codes(check()) == {"changed"}


def _swap(a: int, b: int) -> None:
    for old, new in ((a, -1), (b, a), (-1, b)):
        sql("UPDATE audit SET id = :new WHERE id = :old", old=old, new=new)


@pytest.mark.parametrize(("a", "b"), [(3, 4), (3, 33)])
def test_rows_in_another_order_show(chain: sa.Engine, a: int, b: int) -> None:
    _swap(a, b)
    assert codes(check()) == {"changed"}


def test_times_that_changed_places_show(chain: sa.Engine) -> None:
    with db.reading() as session:
        one, two = session.get(Audit, 3), session.get(Audit, 8)
        assert one is not None and two is not None
        ats = one.at, two.at
    for key, at in ((3, ats[1]), (8, ats[0])):
        with db.transaction() as session:
            session.execute(sa.update(Audit).where(col(Audit.id) == key).values(at=at))
    assert codes(check()) == {"changed"}


def _cut(position: int) -> None:
    sql("DELETE FROM audit WHERE id > (SELECT last_id FROM audit_seal WHERE position = :p)", p=position)
    sql("DELETE FROM audit_seal WHERE position > :p", p=position)


def test_a_cut_tail_of_rows_shows_without_anchors(chain: sa.Engine) -> None:
    sql("DELETE FROM audit WHERE id > 33")
    assert codes(check(anchors=[])) == {"deleted"}


def test_a_cut_tail_of_rows_and_seals_shows_by_the_anchors(chain: sa.Engine) -> None:
    _cut(2)
    assert codes(check()) == {"cut"}
    assert check(anchors=[]).ok, "this is why there are anchors"


def test_a_tail_cut_and_grown_again_shows(chain: sa.Engine) -> None:
    _cut(2)
    write(40)
    seal()
    assert codes(check()) == {"rewritten"}
    assert check().findings[0].position == 3
    assert check(anchors=[]).ok


def _rewrite(secret: bytes | None) -> None:
    """Change a row and make all seals anew; without a key only with a made-up one."""
    sql("UPDATE audit SET object_id = 'nobody' WHERE id = 17")
    sql("DELETE FROM audit_seal")
    rings = keys._rings()
    real = rings["audit"]
    try:
        if secret is not None:
            rings["audit"] = ("k1", {"k1": secret})
        with db.transaction() as session:
            audit_chain.seal_new(session, now=NOW)
    finally:
        rings["audit"] = real


def test_a_rewrite_of_everything_without_the_key_shows_even_without_anchors(chain: sa.Engine) -> None:
    _rewrite(secrets.token_bytes(32))
    assert codes(check(anchors=[])) == {"changed", "all_broken"}


def test_a_rewrite_of_everything_with_the_key_shows_by_the_anchors(chain: sa.Engine) -> None:
    _rewrite(None)
    verdict = check()
    assert codes(verdict) == {"rewritten"}
    assert min(f.position for f in verdict.findings) == 2, "the first seal is as it was, and its anchor still fits"
    assert check(anchors=[]).ok


def test_a_plain_hash_instead_of_the_keyed_one_shows(chain: sa.Engine) -> None:
    with db.reading() as session:
        form = audit_chain._form(audit_chain._by_ids(session, range(31, 36)))
    sql("UPDATE audit_seal SET digest = :d WHERE position = 4", d=hashlib.sha256(form).hexdigest())
    assert "changed" in codes(check(anchors=[]))


EDITS = {
    "first_id": "first_id = first_id + 1",
    "last_id": "last_id = last_id - 1",
    "rows": "rows = rows + 1",
    "gaps": "gaps = '[15]'",
    "late": "late = '[3]'",
    "key_id": "key_id = 'k9'",
    "digest": f"digest = '{'0' * 64}'",
    "sealed_at": "sealed_at = '2026-11-22 02:00:01.000000'",
    "position": "position = position + 100",
    "gaps to nonsense": "gaps = '{\"a\": 1}'",
    "late to text": "late = '[\"3\"]'",
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edited_seal_shows_in_every_column(chain: sa.Engine, what: str) -> None:
    sql(f"UPDATE audit_seal SET {EDITS[what]} WHERE position = 2")
    assert codes(check(anchors=[]))


@pytest.mark.parametrize("position", [1, 2, 3])
def test_a_deleted_seal_shows(chain: sa.Engine, position: int) -> None:
    sql("DELETE FROM audit_seal WHERE position = :p", p=position)
    assert "seal_missing" in codes(check(anchors=[]))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "at": st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    "happened_at": st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    "actor_id": st.none() | st.uuids(),
    "device_id": st.none() | st.uuids(),
    "record_id": st.none() | st.uuids(),
    "role": st.text("abc~|[]:s1 ", max_size=12),
    "act": st.sampled_from([a.value for a in Act]),
    "object_kind": st.text("abc~|[]:s1 ", max_size=20),
    "object_id": st.text("abc~|[]:s1 走", max_size=40),
    "reason": st.text("abc~|[]:s1 走", max_size=40),
    "result": st.text("abc~|[]:s1 ", max_size=40),
    "area": st.text("0123456789", max_size=15),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_any_column_of_any_row_shows(chain: sa.Engine, data: st.DataObject) -> None:
    table = Audit.__table__  # type: ignore[attr-defined]
    key = data.draw(st.integers(1, 35), "row")
    name = data.draw(st.sampled_from(sorted(VALUES)), "column")
    with db.reading() as session:
        before = session.execute(sa.select(table).where(table.c.id == key)).one()._mapping
    value = data.draw(VALUES[name].filter(lambda v: v != before[name]), "value")
    if isinstance(value, datetime):
        value = value.replace(tzinfo=NOW.tzinfo)
        if value == before[name]:
            return
    _set(table, key, name, value)
    broken = codes(check(anchors=[]))
    _set(table, key, name, before[name])
    assert broken == {"changed"}
    assert check(anchors=[]).ok, "and what was put back is whole again"


def _set(table: Any, key: int, name: str, value: Any) -> None:
    with db.transaction() as session:
        session.execute(sa.update(table).where(table.c.id == key).values({name: value}))


@pytest.mark.parametrize("what", ["at = 'yesterday'", "at = 1795312800000000", "object_id = x'00ff'", "act = x'76696577'", "actor_id = 'short'"])
def test_what_is_no_value_of_its_column_shows_and_stops_nothing(chain: sa.Engine, what: str) -> None:
    if chain.dialect.name == "postgresql":
        pytest.skip("PostgreSQL refuses such values itself")
    sql(f"UPDATE audit SET {what} WHERE id = 5")
    assert codes(check(anchors=[])) == {"changed"}


def test_a_random_part_of_all_rows_deleted_shows(chain: sa.Engine) -> None:
    for key in random.Random(3).sample(range(1, 36), 12):
        sql("DELETE FROM audit WHERE id = :id", id=key)
    verdict = check(anchors=[])
    assert codes(verdict) - {"all_broken"} == {"deleted"}


def test_a_check_needs_no_more_memory_for_more_findings(chain: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "MOST_FINDINGS", 2)
    sql("UPDATE audit SET result = 'x'")
    verdict = check(anchors=[])
    assert len(verdict.findings) == 2
    assert (verdict.more, verdict.ok) == (4, False)


# --- anchors ------------------------------------------------------------------------------------------------------


def test_heads_go_to_a_file_of_ones_own_and_to_the_log(chain: sa.Engine, anchors: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert anchors.stat().st_mode & 0o777 == 0o600
    assert [line.split(" ")[:2] for line in anchors.read_text().splitlines()] == [["1", "10"], ["2", "20"], ["3", "30"], ["4", "35"]]
    write(3)
    with caplog.at_level(logging.INFO, "linli"):
        seal()
    said = [r.getMessage() for r in caplog.records if r.name == "linli"]
    assert said == ["audit head " + anchors.read_text().splitlines()[-1]]


def test_a_crash_before_the_anchor_breaks_nothing_and_the_next_run_catches_up(chain: sa.Engine, anchors: Path) -> None:
    write(15)
    seal(anchored=False)
    verdict = check()
    assert (verdict.ok, verdict.seals, verdict.anchored) == (True, 6, 4)
    seal()
    verdict = check()
    assert (verdict.ok, verdict.anchored) == (True, 6)
    with db.reading():
        assert audit_chain.anchor([audit_chain.Head(2, 20, "f" * 64, NOW.isoformat())]) == 0
    assert len(anchors.read_text().splitlines()) == 6


def test_a_line_cut_by_a_crash_is_written_again(chain: sa.Engine, anchors: Path) -> None:
    whole = anchors.read_text()
    anchors.write_text(whole[:-40])
    assert check().ok
    write(3)
    seal()
    verdict = check()
    assert (verdict.ok, verdict.anchored) == (True, 5)


def test_a_changed_anchor_shows(chain: sa.Engine, anchors: Path) -> None:
    lines = anchors.read_text().splitlines()
    lines[2] = lines[2].replace(lines[2].split(" ")[2], "0" * 64)
    anchors.write_text("\n".join(lines) + "\n")
    assert codes(check()) == {"rewritten"}


def test_two_lines_about_one_seal_show(chain: sa.Engine, anchors: Path) -> None:
    with anchors.open("a") as file:
        file.write(f"3 30 {'0' * 64} {NOW.isoformat()}\n")
    assert codes(check()) == {"anchors_differ"}


def test_without_anchors_a_check_says_what_it_cannot_see(chain: sa.Engine, anchors: Path) -> None:
    anchors.unlink()
    verdict = check()
    assert verdict.ok
    assert [f.code for f in verdict.findings] == ["not_anchored"]


def test_no_crowd_of_small_findings_hides_a_grave_one(chain: sa.Engine, anchors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "MOST_FINDINGS", 1)
    anchors.write_text("".join(anchors.read_text().splitlines(keepends=True)[3:]))
    sql("UPDATE audit SET result = 'x' WHERE id = 33")
    verdict = check()
    assert [f.code for f in verdict.findings] == ["anchor_missing"]
    assert not verdict.ok
    with db.transaction() as session:
        assert audit_chain.alarm(session, verdict, now=LATER)


def test_rows_that_wait_for_days_are_a_reason_to_look(chain: sa.Engine) -> None:
    write(1)
    verdict = check(NOW + timedelta(days=2))
    assert verdict.ok
    assert [f.code for f in verdict.findings] == ["not_sealed"]


# --- alarms -------------------------------------------------------------------------------------------------------


def tell(at: datetime) -> bool:
    """What the job of the night does."""
    verdict = check(at)
    with db.transaction() as session:
        return audit_chain.alarm(session, verdict, now=at)


def alarms() -> list[tuple[str, str, str]]:
    """The alarms about the chain."""
    with db.reading() as session:
        found = session.exec(select(Audit).where(Audit.object_kind == "audit_chain").order_by(col(Audit.id))).all()
        return [(a.act, a.reason, a.result) for a in found]


def stands() -> bool:
    """Whether a banner is due."""
    with db.reading() as session:
        return audit_chain.standing_alarm(session)


def test_a_broken_chain_raises_one_alarm_and_not_one_a_night(chain: sa.Engine) -> None:
    assert not tell(LATER)
    assert not stands()
    sql("UPDATE audit SET object_id = 'nobody' WHERE id = 17")
    assert [tell(LATER + timedelta(days=n)) for n in range(4)] == [True, False, False, False]
    assert stands()
    assert alarms() == [("alarm", "changed:2", "broken")]
    sql("DELETE FROM audit WHERE id = 3")
    assert [tell(LATER + timedelta(days=n)) for n in range(5, 8)] == [True, False, False]
    assert alarms()[-1] == ("alarm", "changed:2 deleted:1", "broken")


def test_a_tail_that_grows_on_after_the_break_raises_no_alarm_a_night(chain: sa.Engine) -> None:
    _cut(1)
    assert tell(LATER)
    told = []
    for n in range(1, 6):
        write(10)
        seal(LATER + timedelta(days=n))
        told.append(tell(LATER + timedelta(days=n)))
    assert sum(told) <= 2
    assert stands()


def test_an_alarm_ends_when_the_chain_is_whole_again(chain: sa.Engine, anchors: Path) -> None:
    whole = anchors.read_text()
    anchors.write_text(whole.replace(whole.split(" ")[2], "0" * 64))
    assert tell(LATER)
    anchors.write_text(whole)
    assert tell(LATER + timedelta(days=1))
    assert not stands()
    assert not tell(LATER + timedelta(days=2))
    assert [a[2] for a in alarms()] == ["broken", "over"]


def test_the_last_check_is_remembered(chain: sa.Engine) -> None:
    with db.reading() as session:
        assert audit_chain.last_check(session) is None
    tell(LATER)
    with db.reading() as session:
        last = audit_chain.last_check(session)
    assert last is not None
    assert (last.at, last.ok, last.seals, last.rows, last.unsealed) == (LATER, True, 4, 35, 0)


def test_findings_speak_both_languages_and_name_nobody(chain: sa.Engine) -> None:
    with db.transaction() as session:
        audit.record(session, act=Act.VIEW, now=NOW, object_kind="resident", object_id="曲凤英-secret")
    seal()
    sql("UPDATE audit SET role = 'x'")
    _cut(3)
    for finding in check().findings:
        assert finding.zh and finding.en
        assert not any("一" <= c <= "鿿" for c in finding.en)
        assert "secret" not in finding.zh + finding.en


def test_a_row_in_front_of_the_first_is_noticed_however_low_its_number(database: sa.Engine) -> None:
    write(3)
    seal()
    with db.transaction() as session:
        session.add(Audit(id=-2_000_000_000, at=NOW, happened_at=NOW, act=Act.VIEW, object_kind="resident"))
    with db.reading() as session:
        assert not audit_chain.verify(session, now=NOW).ok
