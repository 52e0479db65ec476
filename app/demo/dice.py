"""Repeatable chance: the same seed and the same words always fall the same way, on every machine."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta, timezone
from functools import lru_cache
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")

SHANGHAI = timezone(timedelta(hours=8))
"""China has one time zone and no summer time, so no zone table is needed."""


def dice(seed: int, *words: str) -> Random:
    """Dice of their own for one purpose, so that one grid can be built without all the others."""
    return Random("/".join([str(seed), *words]))


def place_id(seed: int, code: str) -> UUID:
    """The id of a place from its code: two grids that share a courtyard name the same one."""
    digest = hashlib.sha256(f"{seed}/{code}".encode()).digest()
    return UUID(bytes=_near(code) + digest[:12], version=4)


def row_id(rng: Random, grid: str) -> UUID:
    """An id for a row of a grid."""
    return UUID(bytes=_near(grid) + rng.randbytes(12), version=4)


@lru_cache(maxsize=2048)
def _near(code: str) -> bytes:
    # The first digits follow the grid. Wholly random ids would touch every page of every index with each grid, and
    # the full district would take many times as long to write.
    parts = (code[6:9], code[9:12], code[12:15])
    return bytes([*(int(part) if part.isdigit() else 0 for part in parts), 0])


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """One key, by its weight."""
    left = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        left -= weight
        if left < 0:
            return key
    return key
