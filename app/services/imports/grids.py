"""Which grid a row means: by its code always, by its name or number where that is unique inside the area or community."""

import re

from sqlmodel import Session, select

from app.errors import Invalid
from app.models import Area, Level
from app.rules.places import within
from app.rules.roster.cells import exact_whole, tight
from app.rules.roster.numerals import arabic
from app.rules.roster.refusals import Refused

_CODE = re.compile(r"\d{15}")
_COMMUNITY = re.compile(r"(?:社区)?(?:居委会|居民委员会)$|社区$")


def _community_key(name: str) -> str:
    return _COMMUNITY.sub("", name)


def _grid_key(name: str) -> str:
    """第3网格, 3号网格, 三网格, 03 → 3."""
    key = re.sub(r"号?网格$", "", name.removeprefix("第")).removeprefix("第")
    key = arabic(key)
    return key.lstrip("0") or key[-1:] if key.isdigit() else key


class Grids:
    """All grids of the district, read once; an import never makes one."""

    def __init__(self, session: Session, area: str):
        """Raises Invalid where `area` is not the code of an area."""
        rows = session.exec(select(Area.code, Area.level, Area.name)).all()
        if area and area not in {code for code, _, _ in rows}:
            raise Invalid("unknown_area", "没有这个区域编码。", "There is no area with this code.")
        self.area = area
        self.communities: dict[str, list[str]] = {}
        self.codes: set[str] = set()
        self.by_name: dict[str, list[str]] = {}
        self._seen: dict[tuple[str, str], str | Refused] = {}
        for code, level, name in rows:
            if level == Level.COMMUNITY:
                self.communities.setdefault(_community_key(tight(name)), []).append(code)
            elif level == Level.GRID:
                self.codes.add(code)
                self.by_name.setdefault(_grid_key(tight(name)), []).append(code)

    def find(self, told: str, community: str = "") -> str:
        """The code of a grid, "" where the row says nothing and the area is no grid itself.

        Raises Refused with unknown_grid, grid_outside or grid_ambiguous.
        """
        key = (told, community)
        if key not in self._seen:
            try:
                self._seen[key] = self._find(*key)
            except Refused as refused:
                self._seen[key] = refused
        found = self._seen[key]
        if isinstance(found, Refused):
            raise Refused(found.code)
        return found

    def _find(self, told: str, community: str) -> str:
        if not told:
            return self.area if self.area in self.codes else ""
        if (whole := exact_whole(told)) is not None:
            told = str(whole)
        if _CODE.fullmatch(told):
            if told not in self.codes:
                raise Refused("unknown_grid")
            if not within(told, self.area):
                raise Refused("grid_outside")
            return told
        if match := re.fullmatch(r"(.+(?:社区|居委会))(.+)", told):
            community, told = match[1], match[2]
        candidates = self.by_name.get(_grid_key(told), [])
        if community:
            inside = self.communities.get(_community_key(community), [])
            candidates = [code for code in candidates if code[:12] in inside]
        reachable = [code for code in candidates if within(code, self.area)]
        if not reachable:
            raise Refused("grid_outside" if candidates and self.area else "unknown_grid")
        if len(reachable) > 1:
            raise Refused("grid_ambiguous")
        return reachable[0]
