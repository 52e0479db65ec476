"""What can only be known when all rows have been read: where new places stand in the walk, and how high buildings are."""

from uuid import UUID

from app.rules.places import number_rank
from app.services.imports.ledger import Ledger
from app.services.imports.places_book import Places
from app.services.imports.tables import building, courtyard, unit


def order_walk(places: Places, ledger: Ledger) -> None:
    """New places go behind the known ones in the walk, among themselves in the natural order of their numbers."""
    for table, parent in ((courtyard, "community"), (building, "courtyard_id"), (unit, "building_id")):
        groups: dict[UUID | str, list[tuple[UUID, str]]] = {}
        for row, above, number in places.created[table.name]:
            groups.setdefault(above, []).append((row, number))
        highest = places.highest_ranks(table, parent, list(groups))
        for above, children in groups.items():
            children.sort(key=lambda child: number_rank(child[1]))
            for rank, (row, _) in enumerate(children, highest.get(above, 0) + 1):
                ledger.change(table.name, row, {}, {"rank": rank}, record=False)


def set_floors(places: Places, ledger: Ledger) -> None:
    """A building has as many floors as its highest door tells, where nobody has said it better."""
    for house, floors in places.unknown_floors():
        ledger.change("building", house.id, {"floors": 0}, {"floors": floors}, record=not house.new)
