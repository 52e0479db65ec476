"""What is under way in the grids that have demo accounts: needs in every state, an errand, promises, a hazard (domain.md §14.3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.demo.dice import SHANGHAI, row_id
from app.demo.people import Rows
from app.services import notes

TABLES = ("need", "need_step", "promise", "hazard")
_NEEDS: tuple[tuple[str, str, str, str, str, int, str], ...] = (
    ("meals", "week", "doing", "午饭想有人送", "问社区食堂能不能送", 2, ""),
    ("medicine", "today", "claimed", "降压药只剩三天的量", "陪着去医院开药", 0, ""),
    ("repair", "week", "waiting", "厨房水龙头关不严", "等维修队上门", 3, "便民维修队"),
    ("home_safety", "week", "planned", "卫生间地滑", "带防滑垫去装", 1, ""),
    ("cleaning", "later", "delivered", "窗户擦不动", "", 2, "爱心助老队"),
    ("digital", "later", "planned", "手机不会视频", "教一次怎么接视频", -2, ""),
    ("heating", "week", "doing", "西屋暖气不热", "催供热公司上门看", -1, "供热公司"),
)
"""Category, urgency, state, words, next step, days until the next look (behind today: stuck), to whom."""


def add(rng: Random, rows: Rows, *, grid: str, by: Sequence[UUID], now: datetime) -> None:
    """Give a grid some open matters of people to whom contact is owed; nothing where nobody works."""
    owed = [row for row in rows["resident"] if row["tier"] in ("A", "B") and row["status"] == "here"]
    if not by or len(owed) < len(_NEEDS) + 2:
        return
    people = rng.sample(owed, len(_NEEDS) + 2)
    for person, need in zip(people, _NEEDS, strict=False):
        _need(rng, rows, person, need, grid=grid, owner=by[0], now=now)
    for person, words, days in zip(people[-2:], ("带血压计来量一次", "把老年卡的表带来"), (0, 4), strict=True):
        _promise(rng, rows, person, words, days, grid=grid, owner=by[0], now=now)
    row = row_id(rng, grid)
    at = now - timedelta(hours=rng.randint(20, 60))
    rows["hazard"].append({
        "id": row, "grid": grid, "unit_code": rows["unit"][0]["code"], "place_words": "", "category": "exit_blocked", "handled": "needs_somebody",
        "words_sealed": notes.sealed("二楼平台堆了旧柜子", table="hazard", column="words", row=row), "open": True, "account_id": by[0], "happened_at": at,
        "received_at": at, "closed_at": None, "closed_by": None,
    })  # fmt: skip


def _need(rng: Random, rows: Rows, person: dict[str, Any], need: tuple[str, str, str, str, str, int, str], *, grid: str, owner: UUID, now: datetime) -> None:
    category, urgency, state, words, step, days, to = need
    row, today = row_id(rng, grid), now.astimezone(SHANGHAI).date()
    at = now - timedelta(days=rng.randint(3, 9), minutes=rng.randint(0, 300))
    next_on = today + timedelta(days=days)
    rows["need"].append({
        "id": row, "resident_id": person["id"], "grid": grid, "kind": "need", "category": category, "urgency": urgency, "policy": "", "consent": "",
        "words_sealed": notes.sealed(words, table="need", column="words", row=row), "state": state, "open": True, "owner_id": owner, "to": to,
        "next_step_sealed": notes.sealed(step, table="need", column="next_step", row=row), "next_on": next_on, "result_sealed": None,
        "created_at": at, "created_by": owner, "received_at": at, "closed_at": None, "call_back_by": next_on if state == "delivered" else None,
        "version": 1 if state == "claimed" else 2,
    })  # fmt: skip
    if state == "claimed":
        return
    key, moved = row_id(rng, grid), at + timedelta(hours=rng.randint(3, 40))
    move = {"doing": "start", "waiting": "refer", "planned": "plan", "delivered": "deliver"}[state]
    rows["need_step"].append({
        "id": key, "need_id": row, "resident_id": person["id"], "account_id": owner, "move": move, "state": state, "next_on": next_on, "to": to,
        "words_sealed": notes.sealed(step, table="need_step", column="words", row=key), "happened_at": min(moved, now), "received_at": min(moved, now),
    })  # fmt: skip


def _promise(rng: Random, rows: Rows, person: dict[str, Any], words: str, days: int, *, grid: str, owner: UUID, now: datetime) -> None:
    row = row_id(rng, grid)
    rows["promise"].append({
        "id": row, "resident_id": person["id"], "grid": grid, "on": now.astimezone(SHANGHAI).date() + timedelta(days=days),
        "words_sealed": notes.sealed(words, table="promise", column="words", row=row), "made_at": now - timedelta(days=4), "made_by": owner,
        "kept_at": None,
    })  # fmt: skip
