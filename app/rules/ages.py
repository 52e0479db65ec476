"""Ages from a birth year and month: all that is ever known of a birthday (promises.md §2)."""

from datetime import date


def age_on(birth_ym: str, today: date) -> int | None:
    """Full years on a day; the month of birth counts as reached. None where the month is not known."""
    if len(birth_ym) != 7:
        return None
    year, month = int(birth_ym[:4]), int(birth_ym[5:])
    return today.year - year - (today.month < month)


def age_band(birth_ym: str, today: date) -> str:
    """A band of ten years such as "80-89", "90+", or "" where the month is not known."""
    age = age_on(birth_ym, today)
    if age is None or age < 0:
        return ""
    if age >= 90:
        return "90+"
    low = age // 10 * 10
    return f"{low}-{low + 9}"


def born_by(years: int, today: date) -> str:
    """The latest birth month of somebody who has completed these years: compare birth_ym <= this."""
    return f"{today.year - years:04d}-{today.month:02d}"
