"""What the public is told about a certificate's code: whether it holds, and what it certifies; nothing about the person.

Nothing of a look-up is kept but a count of wrong ones by address, for an hour.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from app.errors import NotFound, TooMany
from app.models import Certificate, SignInTry
from app.models.volunteer_shapes import CertificateTitle
from app.rules import certificates as rules
from app.services import certificates, keys
from app.services.residents import today_in_dalian

WRONG_PER_ADDRESS = 20
"""Wrong codes an hour from one address. There are 10^17 codes, so this is against noise more than against luck."""


@dataclass(frozen=True)
class Answer:
    """What a code says. `state` is valid, revoked, or changed where hours were corrected since and no longer make up what is
    printed; of these two there is nothing more than the number, the issuer and the days."""

    state: str
    number: str
    issuer: str
    issued_on: str
    ended_on: str = ""
    hours: str = ""
    first: str = ""
    last: str = ""
    titles: list[CertificateTitle] = field(default_factory=list)


def check(session: Session, *, code: str, address: str, now: datetime) -> Answer:
    """Whether a certificate with this code was issued, and whether it still holds. Raises NotFound for a wrong code and
    TooMany after twenty of them in an hour from one address."""
    bucket = keys.token_hash(f"certificate_check:{address}")
    tries = select(sa.func.count()).where(SignInTry.key == bucket, SignInTry.at > now - timedelta(hours=1))
    if session.exec(tries).one() >= WRONG_PER_ADDRESS:
        raise TooMany("certificate_too_many", "查的次数太多了，一小时后再试。", "Too many wrong codes. Wait an hour.")
    plain = rules.folded(code)
    one = session.exec(select(Certificate).where(Certificate.code_hash == certificates.code_hash(plain))).first() if plain else None
    if one is None or one.state not in {"issued", "revoked"} or one.issued_at is None:
        wrong = NotFound()
        wrong.code, wrong.zh = "certificate_unknown", "没有这个核验码。请对照证明再输一次，共 12 位。"
        wrong.en = "There is no such code. Compare it with the certificate and enter it again; it has 12 signs."
        wrong.refused = [SignInTry(key=bucket, at=now)]
        raise wrong
    issued = today_in_dalian(one.issued_at).isoformat()
    if one.state == "revoked":
        return Answer("revoked", one.number, one.issuer, issued, ended_on=today_in_dalian(one.ended_at or now).isoformat())
    if not certificates.still_covered(session, one):
        return Answer("changed", one.number, one.issuer, issued)
    return Answer(
        "valid", one.number, one.issuer, issued, hours=certificates.hours_text(one.minutes), first=one.from_day.isoformat(), last=one.to_day.isoformat(),
        titles=certificates.titles(one),
    )  # fmt: skip
