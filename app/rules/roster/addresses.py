"""One written address as courtyard, building, unit and door: 和平里小区3号楼1单元402室, 和平里小区3-1-402, 3#402 …

What can be read in two ways (望海街41号3-5-2: building-unit-door, or unit-floor-door?) is refused.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from app.rules.places import floor_of
from app.rules.roster.cells import fold
from app.rules.roster.numerals import arabic
from app.rules.roster.refusals import Refused


class Place(NamedTuple):
    """A door by its parts; `unit` is empty in a tower, `courtyard` where another column has it."""

    courtyard: str
    building: str
    unit: str
    door: str


class Address(NamedTuple):
    """A place, with the community and the grid where the text begins with them."""

    place: Place
    community: str = ""
    grid: str = ""


_NUM = r"(?:[甲乙丙丁]?\d{1,4}(?:[甲乙丙丁]|[A-Z](?![A-Z]))?|[A-Z]\d{0,3}|[一二三四五六七八九十]{1,3})"
_UNIT = rf"(?:(?P<u>{_NUM}|[东西南北中])(?:号?单元|号?门洞|号?门(?=\d|B|-)|座|单(?=\d))-?|(?P<v>{_NUM})-)"
_DOOR = r"(?P<d>[A-Z]?\d{1,5}[A-Z]?|负?\d{1,3}|[东西南北中]户?)"
_FLOOR = r"(?:(?P<f>B?\d{1,2}|负?[一二三四五六七八九十]{1,3}|负\d)(?:楼|层)-?)?"
_END = r"(?:号?[室户房]|号|门)?"

_WORDS = re.compile(
    rf"(?P<y>.*?)(?P<b>{_NUM})(?:号(?P<w>[甲乙丙丁])?楼|号栋|号幢|#楼|#|栋|幢|座|楼(?=.{{1,3}}(?:单元|门洞)))(?P<x>[甲乙丙丁])?-?(?:{_UNIT})?{_FLOOR}(?:地下室?-?)?{_DOOR}{_END}"
)
_DASHES = re.compile(rf"(?P<y>.*?)(?P<b>{_NUM})-(?P<u>{_NUM})(?:单元)?-(?P<d>[A-Z]?\d{{1,5}}[A-Z]?){_END}")
_TWO = re.compile(rf"(?P<y>.*?)(?P<b>{_NUM})-(?P<d>[A-Z]?\d{{3,5}}[A-Z]?){_END}")
_HOUSE = re.compile(rf"(?P<y>.*?)(?P<b>{_NUM})号(?!院)(?P<x>[甲乙丙丁])?-?(?:{_UNIT})?{_FLOOR}{_DOOR}{_END}")

_HEAD = re.compile(
    r"(?:[^\d小]{2,4}省)?(?:[^\d小]{2,4}市(?:[^\d小]{2,4}区)?)?(?:中山区)?(?:[^\d]{1,8}?街道(?:办事处)?)?"
    r"(?P<c>[^\d]{1,10}?(?:社区|居委会))?(?:居委会)?(?P<g>第?(?:\d{1,3}|[一二三四五六七八九十]{1,3})号?网格)?[,，、\-:：]*"
)
_REMARK = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]$")
_DASH = re.compile(r"[－—–‐‑‒―_~～一](?=\d)(?<=\d.)|[－—–‐‑‒―_~～]")
_YARD = re.compile(r"[\w·#\-]*[^\W\d_][\w·#\-]*")


_CUT = re.compile(r"号楼|单元|[\d-]$")
"""A courtyard's name that ends so has swallowed a part of the door."""
_SIDES = "东西南北中"
_LONGEST = 120
"""No address is longer; a longer text is not tried against patterns."""


def _tidy(told: str) -> str:
    told = re.sub(r"\s", "", fold(told)).upper().replace("＃", "#").replace("﹟", "#")
    return _REMARK.sub("", _DASH.sub("-", told))


def _plain(number: str) -> str:
    number = arabic(number)
    return number.lstrip("0") or number[-1:] if number.isdigit() else number


def _door(told: str, floor: str = "") -> str:
    door = _plain(told.replace("负", "B"))
    if not floor:
        return door
    level = _plain(floor.replace("负", "B") if not floor.startswith("负") else "B" + arabic(floor[1:]))
    if door[0] in _SIDES:
        return f"{level}{door[0]}"
    if door.isdigit() and len(door) <= 2:
        return f"{level}{int(door):02d}"
    if level.isdigit() and floor_of(door) != int(level):
        raise Refused("bad_address")
    return door


@lru_cache(maxsize=4096)
def courtyard(told: str) -> str:
    """The name of a courtyard without spaces; "" where there is none. Raises Refused where it holds other signs."""
    name = _tidy(told).strip("-,，、:：;；。.")
    if not name:
        return ""
    if len(name) > 40 or not _YARD.fullmatch(name) or re.search(r"\d{6}", name):
        raise Refused("bad_address")
    return name


@lru_cache(maxsize=4096)
def courtyard_key(name: str) -> str:
    """What two spellings of one courtyard share: 和平里 and 和平里小区."""
    return name.removesuffix("小区") or name


@lru_cache(maxsize=4096)
def building(told: str) -> str:
    """The number of a building: 3号楼, 03栋, 三幢, 3# → 3. Raises Refused where it is none."""
    number = re.sub(r"(?:号楼|号栋|号幢|号院?|#楼|#|栋|幢|座|楼)$", "", re.sub(r"^第", "", _tidy(told)))
    if number and not re.fullmatch(_NUM, number):
        raise Refused("bad_address")
    return _plain(number)


@lru_cache(maxsize=4096)
def unit(told: str) -> str:
    """The number of a staircase: 1单元, 一门 → 1; 0 and none → "". Raises Refused where it is none."""
    number = re.sub(r"(?:号?单元|号?门洞|号?门|单|座|号)$", "", re.sub(r"^第", "", _tidy(told)))
    if number and not re.fullmatch(rf"{_NUM}|[东西南北中]", number):
        raise Refused("bad_address")
    number = _plain(number)
    return "" if number == "0" else number


@lru_cache(maxsize=4096)
def door(told: str) -> str:
    """The number of a door: 402室, 0402, 4层2号 → 402; B102. Raises Refused where it is none."""
    match = re.fullmatch(rf"{_FLOOR}(?:地下室?-?)?{_DOOR}{_END}", _tidy(told))
    if not match:
        raise Refused("bad_address")
    return _door(match["d"], match["f"] or "")


def _street_number(yard: str) -> bool:
    return bool(re.search(r"\d号$", yard))


@lru_cache(maxsize=4096)
def read(told: str, yard: str = "") -> Address:
    """A whole address. `yard` is the courtyard where another column names it; that name then holds.

    Raises Refused with bad_address or address_ambiguous.
    """
    if len(told) > _LONGEST:
        raise Refused("bad_address")
    text = _tidy(told)
    head = _HEAD.match(text)
    community, grid = (head["c"] or "", head["g"] or "") if head else ("", "")
    rest = text[head.end() :] if head else text
    for pattern in (_WORDS, _DASHES, _TWO, _HOUSE):
        match = pattern.fullmatch(rest)
        if match and not _CUT.search(match["y"]):
            break
    else:
        raise Refused("bad_address")
    parts = match.groupdict()
    base = courtyard(parts["y"]) or yard or community
    if not base:
        raise Refused("bad_address")
    number, stairs, last = parts["b"], parts.get("u") or parts.get("v") or "", _door(parts["d"], parts.get("f") or "")
    number += parts.get("w") or parts.get("x") or ""
    if pattern is _DASHES and _street_number(base) and len(last) < 3:
        raise Refused("address_ambiguous")
    if pattern is _TWO and _street_number(base):  # 望海街41号2-301: house 41, staircase 2
        street = re.fullmatch(rf"(.*?)({_NUM})号", base)
        if not street or not street[1]:
            raise Refused("bad_address")
        base, number, stairs = street[1], street[2], number
    return Address(Place(yard or base, _plain(number), _plain(stairs), last), community, grid)


def compose(place: Place) -> str:
    """The address in words, as it is read back: 和平里小区3号楼1单元402室."""
    stairs = f"{place.unit}单元" if place.unit else ""
    return f"{place.courtyard}{place.building}号楼{stairs}{place.door}室"
