"""The tables an import writes, as Core tables: bulk rows are too many for objects."""

from sqlmodel import SQLModel

import app.models  # noqa: F401

_all = SQLModel.metadata.tables
courtyard, building, unit = _all["courtyard"], _all["building"], _all["unit"]
dwelling, household = _all["dwelling"], _all["household"]
resident, resident_tag = _all["resident"], _all["resident_tag"]
access_flag, emergency_contact = _all["access_flag"], _all["emergency_contact"]
import_batch, import_change = _all["import_batch"], _all["import_change"]

PLACES = (courtyard, building, unit, dwelling, household)
"""In the order in which one refers to the one before."""
PEOPLE = (resident, resident_tag, access_flag, emergency_contact)
