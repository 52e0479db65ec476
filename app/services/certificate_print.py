"""A certificate ready for paper: who served, what the certificate states, who signed; printing one is recorded as an export."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.errors import Conflict
from app.models import Account, Act
from app.models.volunteer_shapes import CertificateTitle
from app.rules import certificates as rules
from app.services import audit, certificates, second_factor
from app.services.access import Actor
from app.services.residents import today_in_dalian


@dataclass(frozen=True)
class Printed:
    """The fields of Order 67 that Linli holds. The identity number is not one of them."""

    name: str
    volunteer_no: str
    number: str
    hours: str
    first: str
    last: str
    issuer: str
    in_charge: str
    contact: str
    issued_on: str
    shown_from: str
    shown_until: str
    code: str
    signed_first: str
    signed_second: str
    titles: list[CertificateTitle] = field(default_factory=list)


def compose(session: Session, *, actor: Actor, certificate_id: UUID, now: datetime) -> Printed:
    """What is printed. Raises NotFound (neither the own one nor one to sign), NotAllowed (second factor), Conflict (not
    issued, or revoked)."""
    one, who = certificates.for_paper(session, actor=actor, certificate_id=certificate_id, now=now)
    if who.account_id != actor.id:
        second_factor.require(actor)
    if one.state != "issued" or one.shown_at is None or one.issued_at is None:
        raise Conflict("certificate_not_issued", "这份证明还没有开出，或已作废，不能打印。", "This certificate is not issued, or no longer holds; it cannot be printed.")
    audit.record(session, act=Act.EXPORT, now=now, actor_id=actor.id, role=actor.role or "", object_kind="certificate", object_id=one.id, reason="certificate_print",
                 area=one.community, device_id=actor.device_id)  # fmt: skip
    return Printed(
        name=who.name, volunteer_no=who.volunteer_no, number=one.number, hours=certificates.hours_text(one.minutes), first=one.from_day.isoformat(),
        last=one.to_day.isoformat(), issuer=one.issuer, in_charge=one.in_charge, contact=one.contact, issued_on=today_in_dalian(one.issued_at).isoformat(),
        shown_from=rules.shown_on(one.shown_at).isoformat(), shown_until=rules.shown_until(one.shown_at).isoformat(),
        code=rules.spelled(certificates.code_of(one)), signed_first=_name(session, one.first_by), signed_second=_name(session, one.second_by),
        titles=certificates.titles(one),
    )  # fmt: skip


def _name(session: Session, account_id: UUID | None) -> str:
    found = session.get(Account, account_id) if account_id else None
    return found.name if found else ""
