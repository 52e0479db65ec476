"""Who lives together: households of invented people with ages, sexes and names that fit (domain.md §14.2)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from app.demo import names
from app.demo.dice import weighted
from app.models import Living, Status

_ALONE_BANDS = {60: 0.47, 70: 0.315, 80: 0.215}
_BANDS = {60: 0.623, 70: 0.268, 80: 0.109}
"""Ages of elders who live alone and of the others. Together: 60 % are 60–69, 27 % are 70–79, the rest are older."""


@dataclass
class Person:
    """Somebody in a household, before they become a row."""

    age: int
    sex: str
    living: Living
    surname: str
    without_parents: bool = False
    given: str = ""


@dataclass
class House:
    """The people behind a door and what kind of door it is."""

    people: list[Person]
    kind: str
    floor: int = 0
    lift: bool = False
    status: Status = Status.HERE
    """Of all together; one of them may still be in hospital or away."""
    tags: list[dict[str, str]] = field(default_factory=list)


def _elder_age(rng: Random, bands: dict[int, float]) -> int:
    band = weighted(rng, bands)
    if band == 80:
        return 80 + min(int(rng.expovariate(1 / 4.6)), 21)
    return band + int(10 * rng.random() ** 1.2)


def _near(rng: Random, age: int, shift: int, low: int, high: int) -> int:
    """An age a few years off, kept within bounds by reflection, so that nobody piles up at the edge."""
    other = age + round(rng.gauss(shift, 2.5))
    if other < low:
        other = 2 * low - other
    return max(low, min(high, other))


def _elders(rng: Random, living: Living) -> list[Person]:
    age, family = _elder_age(rng, _BANDS), names.surname(rng)
    man, woman = (age, _near(rng, age, -2, 60, 101)) if rng.random() < 0.5 else (_near(rng, age, 2, 60, 101), age)
    return [Person(man, "m", living, family), Person(woman, "f", living, names.surname(rng))]


def _offspring(rng: Random, family: str, parent_age: int) -> list[Person]:
    """A grown child, often with a family of their own."""
    age = max(20, min(59, parent_age - rng.randint(24, 32)))
    child = Person(age, rng.choice("fm"), Living.OTHER, family)
    pattern = weighted(rng, {1: 0.42, 2: 0.16, 3: 0.42}) if age > 26 else 1
    if pattern == 1:
        return [child]
    partner = Person(_near(rng, age, 0, 22, 59), "m" if child.sex == "f" else "f", Living.OTHER, names.surname(rng))
    father = child if child.sex == "m" else partner
    kids = [_kid(rng, father.surname, age)] if pattern == 3 else []
    return [child, partner, *kids]


def _kid(rng: Random, family: str, parent_age: int) -> Person:
    return Person(max(0, min(27, parent_age - rng.randint(24, 34))), rng.choice("fm"), Living.OTHER, family)


def _alone(rng: Random) -> list[Person]:
    age = _elder_age(rng, _ALONE_BANDS)
    sex = "f" if rng.random() < (0.72 if age >= 75 else 0.55) else "m"
    return [Person(age, sex, Living.ALONE, names.surname(rng))]


def _pair(rng: Random) -> list[Person]:
    return _elders(rng, Living.COUPLE)


def _one_with(rng: Random) -> list[Person]:
    age, sex = _elder_age(rng, _BANDS), "f" if rng.random() < 0.66 else "m"
    elder = Person(age, sex, Living.CHILDREN, names.surname(rng))
    family = elder.surname if sex == "m" else names.surname(rng)
    if rng.random() < 0.05:  # a grandchild whose parents are not there
        elder.living = Living.OTHER
        kid = Person(rng.randint(3, 17), rng.choice("fm"), Living.OTHER, family, without_parents=True)
        return [elder, kid]
    return [elder, *_offspring(rng, family, age)]


def _two_with(rng: Random) -> list[Person]:
    elders = _elders(rng, Living.CHILDREN)
    return [*elders, *_offspring(rng, elders[0].surname, elders[1].age)]


def _single(rng: Random) -> list[Person]:
    living = Living.ALONE if rng.random() < 0.85 else Living.UNKNOWN
    return [Person(22 + int(38 * rng.random() ** 1.5), rng.choice("fm"), living, names.surname(rng))]


def _couple(rng: Random) -> list[Person]:
    age = rng.randint(25, 59)
    man, woman = names.surname(rng), names.surname(rng)
    return [Person(age, "m", Living.COUPLE, man), Person(_near(rng, age, -2, 22, 59), "f", Living.COUPLE, woman)]


def _family(rng: Random) -> list[Person]:
    age = rng.randint(27, 55)
    father = Person(_near(rng, age, 1, 24, 59), "m", Living.CHILDREN, names.surname(rng))
    mother = Person(age, "f", Living.CHILDREN, names.surname(rng))
    kids = [_kid(rng, father.surname, age) for _ in range(1 if rng.random() < 0.78 else 2)]
    return [mother, *kids] if rng.random() < 0.1 else [father, mother, *kids]


@dataclass(frozen=True)
class _Kind:
    """A kind of household: how many per thousand people, and how much more or less often in old blocks and in towers."""

    make: Callable[[Random], list[Person]]
    often: float
    old: float
    tower: float


_KINDS = {
    "alone": _Kind(_alone, 42, 1.22, 0.55),
    "pair": _Kind(_pair, 67, 1.15, 0.70),
    "one_with": _Kind(_one_with, 55, 1.1, 0.80),
    "two_with": _Kind(_two_with, 35, 1.1, 0.80),
    "single": _Kind(_single, 54, 1, 1),
    "couple": _Kind(_couple, 65, 0.95, 1.1),
    "family": _Kind(_family, 99, 0.9, 1.2),
}
_WEIGHTS = {
    False: {name: kind.often * kind.old for name, kind in _KINDS.items()},
    True: {name: kind.often * kind.tower for name, kind in _KINDS.items()},
}


def house(rng: Random, *, room: int, tower: bool, year: int) -> House:
    """A household of at most `room` people, with given names; `year` is the present one."""
    while True:
        kind = weighted(rng, _WEIGHTS[tower])
        people = _KINDS[kind].make(rng)
        if len(people) <= room:
            break
    for person in people:
        person.given = names.given(rng, person.sex, year - person.age)
    return House(people, kind, lift=tower)
