"""Which backups are kept: all of two days, then one a day, one a week, one a month (promises E5, A5)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.rules.dalian import ZONE

ALL_FOR = timedelta(hours=48)
DAYS, WEEKS, MONTHS = 14, 8, 12
_NAME = re.compile(r"linli-(\d{8}-\d{4})\.(?:db|pg\.tar)(?:\.age)?")


def file_name(made_at: datetime, *, postgres: bool, sealed: bool) -> str:
    """The name of a nightly backup; its time is UTC, so that no hour comes twice."""
    kind = "pg.tar" if postgres else "db"
    return f"linli-{made_at.astimezone(UTC):%Y%m%d-%H%M}.{kind}{'.age' if sealed else ''}"


def time_of(name: str) -> datetime | None:
    """When the backup with this name was made; None for a file that is no nightly backup and is never touched."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    try:
        return datetime.strptime(found.group(1), "%Y%m%d-%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None


def kept(times: Iterable[datetime], *, now: datetime) -> set[datetime]:
    """Those of these backups that are kept.

    All of the last 48 hours; of each of the last 14 days, 8 weeks and 12 months (of Dalian) the newest one. What lies
    in the future was made under a wrong clock and is kept; the newest of all is always kept.
    """
    made = sorted(set(times), reverse=True)
    keep = {t for t in made if now - t <= ALL_FOR} | set(made[:1])
    today = _periods(now)
    seen: set[object] = set()
    for time in made:  # the newest first: the first one seen of a day, a week or a month stands for it
        for (kind, number), (_, this), most in zip(_periods(time), today, (DAYS, WEEKS, MONTHS), strict=True):
            if this - number < most and (kind, number) not in seen:
                keep.add(time)
            seen.add((kind, number))
    return keep


def _periods(when: datetime) -> tuple[tuple[str, int], ...]:
    """Day, week and month of a time in Dalian, each as a number that grows by one."""
    day = when.astimezone(ZONE).date()
    return ("day", day.toordinal()), ("week", (day.toordinal() - 1) // 7), ("month", day.year * 12 + day.month)


def outlived(names: Iterable[str], *, now: datetime) -> list[str]:
    """The names of nightly backups that may go, oldest first; names of any other shape are never among them."""
    times = {name: made for name in names if (made := time_of(name)) is not None}
    keep = kept(times.values(), now=now)
    return sorted((name for name, made in times.items() if made not in keep), key=lambda name: (times[name], name))
