"""All tables, so that migrations and relationships see them."""

from app.models.accounts import Account, Device, OnceLink, Programme, Role, RoleGrant, SignIn, SignInTry
from app.models.audit import Act, Audit, AuditSeal
from app.models.contacts import EFFECTIVE, Contact, Mode, Outcome
from app.models.feedback import About, Feedback
from app.models.imports import ImportBatch, ImportChange
from app.models.jobs import Job, OfficeMessage
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
from app.models.places import Area, BorderMove, Building, Courtyard, Dwelling, DwellingUse, Level, Unit
from app.models.sync import Meta, Received

__all__ = [
    "EFFECTIVE",
    "About",
    "AccessFlag",
    "Account",
    "Act",
    "Area",
    "Audit",
    "AuditSeal",
    "BorderMove",
    "Building",
    "Contact",
    "Courtyard",
    "Device",
    "Dwelling",
    "DwellingUse",
    "EmergencyContact",
    "Feedback",
    "Flag",
    "Household",
    "ImportBatch",
    "ImportChange",
    "Job",
    "Level",
    "Living",
    "Meta",
    "Mode",
    "OfficeMessage",
    "OnceLink",
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
