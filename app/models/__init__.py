"""All tables, so that migrations and relationships see them."""

from app.models.accounts import Account, Device, Programme, Role, RoleGrant, SignIn, SignInTry
from app.models.audit import Act, Audit
from app.models.contacts import EFFECTIVE, Contact, Mode, Outcome
from app.models.imports import ImportBatch, ImportChange
from app.models.people import (
    AccessFlag,
    EmergencyContact,
    Flag,
    Household,
    Living,
    Preference,
    Resident,
    ResidentTag,
    Sex,
    Status,
    TagSource,
    TagState,
)
from app.models.places import Area, Building, Courtyard, Dwelling, DwellingUse, Level, Unit
from app.models.sync import Meta, Received

__all__ = [
    "EFFECTIVE",
    "AccessFlag",
    "Account",
    "Act",
    "Area",
    "Audit",
    "Building",
    "Contact",
    "Courtyard",
    "Device",
    "Dwelling",
    "DwellingUse",
    "EmergencyContact",
    "Flag",
    "Household",
    "ImportBatch",
    "ImportChange",
    "Level",
    "Living",
    "Meta",
    "Mode",
    "Outcome",
    "Preference",
    "Programme",
    "Received",
    "Resident",
    "ResidentTag",
    "Role",
    "RoleGrant",
    "Sex",
    "SignIn",
    "SignInTry",
    "Status",
    "TagSource",
    "TagState",
    "Unit",
]
