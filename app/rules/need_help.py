"""What becomes of a need when volunteers are asked: which team, what the shift is called, how long it takes. Never a word about the person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from app.models.needs import Category
from app.models.volunteers import TeamKind
from app.rules.dalian import ZONE

FIRST_HOUR: Final = time(10, 0)
"""When people are up and the shift has light."""


@dataclass(frozen=True)
class Help:
    """How volunteers help with one category: the kinds of team that do it, the words of the shift, its minutes."""

    kinds: tuple[TeamKind, ...]
    title: str
    what: str
    minutes: int


_AT_HOME = Help((), "上门帮忙", "帮个忙，到了问本人", 60)
HELPS: Final[dict[Category, Help]] = {
    Category.REPAIR: Help((TeamKind.REPAIR,), "上门维修", "看看要修什么，能修就修", 90),
    Category.HEATING: Help((TeamKind.REPAIR,), "上门看暖气", "看看暖气，能修就修", 90),
    Category.HOME_SAFETY: Help((TeamKind.REPAIR, TeamKind.PATROL), "上门看居家安全", "看看用电用气和防滑", 60),
    Category.ADAPTATION: Help((TeamKind.REPAIR, TeamKind.ELDERS), "上门看适老改造", "量一量，看看怎么改方便", 60),
    Category.MEALS: Help((TeamKind.ELDERS,), "送饭上门", "送饭，问问吃得怎么样", 60),
    Category.COMPANY: Help((TeamKind.ELDERS,), "上门陪伴", "坐一坐，说说话", 60),
    Category.CLEANING: Help((TeamKind.ELDERS, TeamKind.ENVIRONMENT), "上门打扫", "帮着打扫，东西问过再动", 90),
    Category.ESCORT: Help((TeamKind.ELDERS,), "陪同出门", "陪着去，再陪着回来", 90),
    Category.MEDICINE: Help((TeamKind.ELDERS,), "帮忙取药", "取药送到，不帮着用药", 60),
    Category.CARE: Help((TeamKind.ELDERS,), "上门帮把手", "帮把手，不做护理", 60),
    Category.DISPUTE: Help((TeamKind.MEDIATION,), "上门听听", "先听，不急着评理", 90),
    Category.DIGITAL: Help((TeamKind.DIGITAL, TeamKind.ELDERS), "上门教手机", "教着用，不替人输密码", 60),
    Category.CHILDCARE: Help((TeamKind.CHILDREN,), "帮忙看孩子", "家里大人在场", 90),
}
"""A category that is not here is helped by whichever team there is."""


def help_for(category: str) -> Help:
    """How volunteers help with this category."""
    return HELPS.get(Category(category), _AT_HOME)


def best_kind(category: str, kinds: Collection[TeamKind]) -> TeamKind | None:
    """Which of these kinds of team is asked first: one that does just this, else an open one, else whichever there is."""
    wanted = [k for k in help_for(category).kinds if k in kinds]
    if wanted:
        return wanted[0]
    order = [TeamKind.OTHER, TeamKind.ELDERS, *TeamKind]
    return next((k for k in order if k in kinds), None)


def first_time(next_on: date | None, now: datetime) -> datetime:
    """When the shift is: ten o'clock on the day the need is looked at, or the next morning where that has passed."""
    today = now.astimezone(ZONE).date()
    day = max(next_on or today + timedelta(days=1), today)
    at = datetime.combine(day, FIRST_HOUR, ZONE)
    return at if at > now else datetime.combine(today + timedelta(days=1), FIRST_HOUR, ZONE)
