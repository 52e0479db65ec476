"""Which backups are kept: a table, and what must hold for every set of times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import backups
from tests.conftest import NOW

TIMES = st.lists(st.integers(-3000, 60 * 24 * 500).map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=60)


def _nights(days: int) -> list[datetime]:
    """One backup at 02:30 of Dalian for each of so many nights, the last one this morning."""
    last = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    return [last - timedelta(days=n) for n in range(days)]


def test_of_five_hundred_nights_days_then_weeks_then_months_are_kept() -> None:
    kept = sorted(backups.kept(_nights(500), now=NOW), reverse=True)
    ages = [(NOW - t).days for t in kept]
    assert ages[:14] == list(range(14))
    assert len(kept) == 31
    assert 320 <= ages[-1] <= 365


@pytest.mark.parametrize(
    ("ago", "with_newer", "kept"),
    [
        (timedelta(hours=47), True, True),
        (timedelta(hours=49), True, False),  # another one of the same day is newer
        (timedelta(hours=49), False, True),  # it stands for its day
        (timedelta(days=400), False, True),  # the newest of all is never deleted
        (timedelta(days=400), True, False),
        (timedelta(days=-2), True, True),  # made under a wrong clock
    ],
)
def test_one_backup_by_its_age(ago: timedelta, with_newer: bool, kept: bool) -> None:
    time = NOW - ago
    others = {time + timedelta(minutes=1), NOW} if with_newer else set()
    assert (time in backups.kept({time} | others, now=NOW)) is kept


@given(TIMES)
def test_what_is_kept_was_there_and_the_newest_always_is(times: list[datetime]) -> None:
    kept = backups.kept(times, now=NOW)
    assert kept <= set(times)
    assert not times or max(times) in kept
    assert {t for t in times if NOW - t <= timedelta(hours=48)} <= kept
    older = {t for t in kept if NOW - t > timedelta(hours=48)}
    assert len(older) <= 14 + 8 + 12 + 1


@given(TIMES)
def test_pruning_twice_prunes_nothing_more(times: list[datetime]) -> None:
    kept = backups.kept(times, now=NOW)
    assert backups.kept(kept, now=NOW) == kept


@given(TIMES, st.integers(1, 400))
def test_what_went_is_never_missed_later(times: list[datetime], days: int) -> None:
    """Pruning each night or only now and then ends with the same files."""
    later = NOW + timedelta(days=days)
    times = [t for t in times if t <= NOW]
    assert backups.kept(backups.kept(times, now=NOW), now=later) == backups.kept(times, now=later)


def test_names_and_times_belong_to_each_other() -> None:
    for postgres in (False, True):
        for sealed in (False, True):
            name = backups.file_name(NOW, postgres=postgres, sealed=sealed)
            assert backups.time_of(name) == NOW
    assert backups.file_name(NOW, postgres=False, sealed=True) == "linli-20261122-0200.db.age"


@pytest.mark.parametrize("name", ["linli.db", "keys.json", "linli-20261122-0200.db.part", "linli-20269999-0200.db", "x-20261122-0200.db", "linli-20261122-0200.db.bak"])
def test_files_of_any_other_name_are_never_touched(name: str) -> None:
    assert backups.time_of(name) is None
    assert backups.outlived([name], now=NOW + timedelta(days=4000)) == []


def test_what_has_outlived_its_time_comes_oldest_first() -> None:
    names = [backups.file_name(t, postgres=False, sealed=False) for t in _nights(40)]
    gone = backups.outlived([*names, "notes.txt"], now=NOW)
    assert gone == sorted(gone) and set(gone) < set(names)
