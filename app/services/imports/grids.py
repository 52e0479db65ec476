"""Which grid a row means: by its code always, by its name or number where that is unique inside the area or community."""

import re

from sqlmodel import Session, col, select

from app.errors import Invalid
from app.models import Area, Level
from app.rules.borders import led_to, name_key
from app.rules.places import within
from app.rules.roster.cells import exact_whole, tight
from app.rules.roster.refusals import Refused

_CODE = re.compile(r"\d{15}")
_COMMUNITY = re.compile(r"(?:社区)?(?:居委会|居民委员会)$|社区$")


def _community_key(name: str) -> str:
    return _COMMUNITY.sub("", name)


class Grids:
    """All grids of the district, read once; an import never makes one, and puts nobody into one that was closed.

    The name or code of a closed grid means the grid that it was merged into.
    """

    def __init__(self, session: Session, area: str):
        """Raises Invalid where `area` is not the code of an area."""
        # Shared locks (PostgreSQL): no grid is closed while this file is put into it.
        statement = select(Area.code, Area.level, Area.name, Area.merged_into).order_by(col(Area.code)).with_for_update(read=True)
        rows = session.exec(statement).all()
        if area and area not in {row[0] for row in rows}:
            raise Invalid("unknown_area", "没有这个区域编码。", "There is no area with this code.")
        merged = {code: into for code, _, _, into in rows if into}
        self.area = led_to(area, merged)
        self.became: dict[str, str] = {}
        self.communities: dict[str, list[str]] = {}
        self.codes: set[str] = set()
        self.by_name: dict[str, list[str]] = {}
        self._seen: dict[tuple[str, str], str | Refused] = {}
        for code, level, name, _ in rows:
            if level == Level.COMMUNITY:
                self.communities.setdefault(_community_key(tight(name)), []).append(code)
            elif level == Level.GRID:
                self.became[code] = led_to(code, merged)
                self.codes.add(self.became[code])
                named = self.by_name.setdefault(name_key(tight(name)), [])
                if self.became[code] not in named:
                    named.append(self.became[code])

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
            told = self.became.get(told, told)
            if told not in self.codes:
                raise Refused("unknown_grid")
            if not within(told, self.area):
                raise Refused("grid_outside")
            return told
        if match := re.fullmatch(r"(.+(?:社区|居委会))(.+)", told):
            community, told = match[1], match[2]
        candidates = self.by_name.get(name_key(told), [])
        if community:
            inside = self.communities.get(_community_key(community), [])
            candidates = [code for code in candidates if code[:12] in inside]
        reachable = [code for code in candidates if within(code, self.area)]
        if not reachable:
            raise Refused("grid_outside" if candidates and self.area else "unknown_grid")
        if len(reachable) > 1:
            raise Refused("grid_ambiguous")
        return reachable[0]
