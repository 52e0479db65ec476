"""The life of a certificate: asked for, put up for seven days, signed by two people, issued, refused or revoked (Order 67).

Whoever organises records, and whoever records certifies (谁组织谁记录、谁记录谁证明): the first signature is the residents'
committee's, the second that of the team's leader or of another person of the community. Nobody signs twice, nor for themselves;
for who leads a team, both signatures are of people who keep the teams. No day stands on two certificates that hold.
"""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import AppError, Conflict, Invalid, NotAllowed, NotFound
from app.models import Act, Area, Certificate, HourEntry, TeamMember, Volunteer
from app.models.volunteer_shapes import CertificateLine, CertificateTitle, PublicLine
from app.rules import certificates as rules
from app.rules import ledger, masks
from app.rules.hours import half_hours
from app.rules.volunteering import ISSUES
from app.services import access, audit, keys, notes, second_factor, shifts, teams, texts
from app.services.access import Actor
from app.services.residents import today_in_dalian

PAGE = 50
LONGEST, LONGEST_REASON = 40, 200
OPEN = ("asked", "shown")
MOST_SHOWN = 200


def ask(session: Session, *, actor: Actor, first: date, last: date, now: datetime) -> CertificateLine:
    """A volunteer asks for a certificate over a time. Raises NotAllowed (no volunteer), Invalid (days, nothing to
    certify), Conflict where one is under way or one that holds has some of these days."""
    who = shifts.of_account(session, actor.id)
    if who is None or actor.upload_only:
        raise NotAllowed("certificate_no_volunteer", "志愿者本人登录后才能要证明。", "Only volunteers can ask for a certificate, with their own account.")
    session.exec(select(Volunteer.id).where(Volunteer.id == who.id).with_for_update())
    if not date(2000, 1, 1) <= first <= last <= today_in_dalian(now):
        raise Invalid("certificate_days", "请选一段已经过去的日子，先早后晚。", "Choose days that are over, the earlier one first.")
    under_way = select(Certificate.id).where(Certificate.volunteer_id == who.id, col(Certificate.state).in_(OPEN))
    if session.exec(under_way).first() is not None:
        raise Conflict("certificate_open", "你已经有一份证明在办，办完再要下一份。", "One certificate is under way; ask for the next when it is done.")
    _days_are_free(session, who.id, first, last)
    held = _held(session, who.id, first, last)
    minutes = sum(m for _, m in held)
    if not half_hours(minutes):
        raise Invalid("certificate_nothing", "这段时间没有可以证明的服务时长。", "There are no hours to certify in this time.")
    made = Certificate(volunteer_id=who.id, community=who.community, from_day=first, to_day=last, minutes=minutes, lines=_lines(held), asked_at=now)
    session.add(made)
    session.flush()
    _audit(session, actor, Act.CREATE, made, "certificate_ask", now)
    return _line(session, made, who, actor, now)


def _days_are_free(session: Session, volunteer_id: UUID, first: date, last: date) -> None:
    """The same hours are certified once. Raises Conflict with the number of the certificate that has some of these days."""
    other = session.exec(
        select(Certificate).where(
            Certificate.volunteer_id == volunteer_id, col(Certificate.state).in_((*OPEN, "issued")), Certificate.from_day <= last, Certificate.to_day >= first
        ).order_by(col(Certificate.from_day))
    ).first()  # fmt: skip
    if other is not None:
        raise Conflict(
            "certificate_overlap", "{first} 到 {last} 已经开过证明（{number}）。请选别的日子；要合在一起重开，请社区先收回那一份。",
            "{first} to {last} stand on a certificate already ({number}). Choose other days; to have them together, ask the community to take that one back.",
            first=other.from_day.isoformat(), last=other.to_day.isoformat(), number=other.number,
        )  # fmt: skip


def mine(session: Session, *, actor: Actor, now: datetime) -> list[CertificateLine]:
    """The certificates of the person who asks, the newest first."""
    who = shifts.of_account(session, actor.id)
    if who is None:
        return []
    found = session.exec(select(Certificate).where(Certificate.volunteer_id == who.id).order_by(col(Certificate.asked_at).desc()).limit(PAGE)).all()
    return [_line(session, one, who, actor, now) for one in found]


def list_for(session: Session, *, actor: Actor, section: str, page: int, now: datetime) -> tuple[list[CertificateLine], int]:
    """What a signer has before them, and how many there are: `open` (asked, shown, ready) oldest first, or `ended` newest first.

    The community and the branch secretary see those of their community, a leader those of the own teams' people that wait
    for a second signature. Nobody else sees any.
    """
    where = [_visible(session, actor), col(Certificate.state).in_(OPEN) if section == "open" else col(Certificate.state).not_in(OPEN)]
    total = session.exec(select(sa.func.count()).select_from(Certificate).where(*where)).one()
    order = (col(Certificate.asked_at), col(Certificate.id)) if section == "open" else (col(Certificate.asked_at).desc(), col(Certificate.id))
    rows = session.exec(
        select(Certificate, Volunteer).join(Volunteer, col(Volunteer.id) == col(Certificate.volunteer_id))
        .where(*where).order_by(*order).offset(max(0, page) * PAGE).limit(PAGE)
    ).all()  # fmt: skip
    return [_line(session, one, who, actor, now) for one, who in rows], int(total)


def put_up(session: Session, *, actor: Actor, certificate_id: UUID, in_charge: str, contact: str, now: datetime) -> CertificateLine:
    """The first signature: it gets its number and stands in public for seven days. Raises NotFound, NotAllowed (one's own,
    not the community's), Invalid (who answers for it, how to reach them), Conflict (no longer asked, the ledger changed)."""
    one, who = _signer(session, actor, certificate_id, now)
    _issuer_only(actor, one, now)
    if one.state != "asked":
        raise _moved_on(one)
    in_charge = texts.plain(in_charge, LONGEST, code="certificate_in_charge", zh="请写负责人姓名，最长 40 字。", en="Please name who answers for it, at most 40 characters.", least=1)
    contact = texts.plain(contact, LONGEST, code="certificate_contact", zh="请写社区的联系电话，最长 40 字。", en="Please give the community's phone number, at most 40 characters.", least=5)
    _still_true(session, one)
    area = session.exec(select(Area).where(Area.code == one.community).with_for_update()).one()  # numbers are given one after another
    one.number = _next_number(session, one.community, today_in_dalian(now).year)
    one.issuer, one.in_charge, one.contact = f"{area.name}居民委员会"[:60], in_charge, contact
    one.state, one.shown_at, one.first_at, one.first_by = "shown", now, now, actor.id
    session.add(one)
    session.flush()
    _audit(session, actor, Act.DECIDE, one, "certificate_show", now)
    return _line(session, one, who, actor, now)


def issue(session: Session, *, actor: Actor, certificate_id: UUID, now: datetime) -> CertificateLine:
    """The second signature, by another person, after seven whole days in public: the certificate is issued with its code.

    Raises NotFound, NotAllowed (one's own), Conflict (not put up, signed by the same person, too early, the ledger changed).
    """
    one, who = _signer(session, actor, certificate_id, now)
    if one.state != "shown" or one.shown_at is None:
        raise _moved_on(one)
    if one.first_by == actor.id:
        raise Conflict("certificate_same_person", "第一个签名是你的，第二个要换一个人签。", "The first signature is yours; the second has to be somebody else's.")
    if not rules.is_ready(one.shown_at, now):
        raise Conflict("certificate_too_early", "公示要满 7 天，到 {day} 为止，第二天起可以签。", "It stands in public for seven whole days, until {day}; it can be signed from the day after.",
                       day=rules.shown_until(one.shown_at).isoformat())  # fmt: skip
    _still_true(session, one)
    code = rules.new_code()
    one.code_hash, one.code_sealed = code_hash(code), keys.seal(code, table="certificate", column="code", row=one.id)
    one.state, one.second_by, one.second_at, one.issued_at = "issued", actor.id, now, now
    session.add(one)
    session.flush()
    _audit(session, actor, Act.DECIDE, one, "certificate_issue", now)
    return _line(session, one, who, actor, now)


def refuse(session: Session, *, actor: Actor, certificate_id: UUID, reason: str, now: datetime) -> CertificateLine:
    """The community does not issue it, and says why. Raises NotFound, NotAllowed, Invalid (no reason), Conflict (no longer open)."""
    return _end(session, actor, certificate_id, reason, now, states=OPEN, ends="refused")


def revoke(session: Session, *, actor: Actor, certificate_id: UUID, reason: str, now: datetime) -> CertificateLine:
    """An issued certificate no longer holds; whoever checks its code is told so. Raises as `refuse` does."""
    return _end(session, actor, certificate_id, reason, now, states=("issued",), ends="revoked")


def public_list(session: Session, *, community: str = "", now: datetime) -> list[PublicLine]:
    """What stands in public now, of one community or of all: masked names, hours, days. Nobody who has left is on it."""
    where = [col(Certificate.state) == "shown", col(Volunteer.left_at).is_(None)]
    if community:
        where.append(col(Certificate.community) == community)
    rows = session.exec(
        select(Certificate, Volunteer.name).join(Volunteer, col(Volunteer.id) == col(Certificate.volunteer_id))
        .where(*where).order_by(col(Certificate.shown_at).desc(), col(Certificate.id)).limit(MOST_SHOWN)
    ).all()  # fmt: skip
    return [
        PublicLine(masks.mask_name(name), hours_text(one.minutes), one.from_day.isoformat(), one.to_day.isoformat(), one.issuer, rules.shown_until(one.shown_at).isoformat())
        for one, name in rows if one.shown_at is not None
    ]  # fmt: skip


def code_hash(code: str) -> str:
    """What is kept of a code."""
    return keys.token_hash(f"certificate:{code}")


def code_of(one: Certificate) -> str:
    """The code of an issued certificate, for printing it again."""
    return keys.unseal(one.code_sealed, table="certificate", column="code", row=one.id) if one.code_sealed else ""


def hours_text(minutes: int) -> str:
    """Hours to the half: 1.5, 12."""
    return f"{half_hours(minutes):g}"


def titles(one: Certificate) -> list[CertificateTitle]:
    """What was done, by title; what looks like a number of a person in a title becomes stars."""
    return [CertificateTitle(masks.mask_text(str(x["title"])), hours_text(int(str(x["minutes"]))), int(str(x["times"]))) for x in one.lines]


def for_paper(session: Session, *, actor: Actor, certificate_id: UUID, now: datetime) -> tuple[Certificate, Volunteer]:
    """A certificate that this person may print: the own one, or one that they may sign. Raises NotFound."""
    one = session.get(Certificate, certificate_id)
    who = session.get(Volunteer, one.volunteer_id) if one is not None else None
    if one is None or who is None or actor.upload_only or not (who.account_id == actor.id or _may_sign(session, actor, one)):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="certificate", object_id=certificate_id)
    return one, who


def _held(session: Session, volunteer_id: UUID, first: date, last: date) -> list[tuple[HourEntry, int]]:
    return ledger.in_days(session.exec(select(HourEntry).where(HourEntry.volunteer_id == volunteer_id)).all(), first, last)


def _lines(held: list[tuple[HourEntry, int]]) -> list[dict[str, object]]:
    return [{"title": t.title, "times": t.times, "minutes": t.minutes, "first": t.first.isoformat(), "last": t.last.isoformat()} for t in ledger.by_title(held)]


def _still_true(session: Session, one: Certificate) -> None:
    held = _held(session, one.volunteer_id, one.from_day, one.to_day)
    if sum(m for _, m in held) != one.minutes or _lines(held) != one.lines:
        raise Conflict("certificate_ledger", "这段时间的时长后来有改动，和证明上的对不上。请退回，让本人重新要一份。",
                       "The hours of this time have changed since, and no longer match. Send it back; the volunteer asks again.")  # fmt: skip


def still_covered(session: Session, one: Certificate) -> bool:
    """Whether the ledger still holds at least what the certificate says."""
    return sum(m for _, m in _held(session, one.volunteer_id, one.from_day, one.to_day)) >= one.minutes


def _next_number(session: Session, community: str, year: int) -> str:
    start = rules.number(community, year, 0)[:-4]
    found = session.exec(select(Certificate.number).where(col(Certificate.number) >= start, col(Certificate.number) < start + "~")).all()
    return rules.number(community, year, max((int(n.rsplit("-", 1)[1]) for n in found), default=0) + 1)


def _issues(actor: Actor, community: str) -> bool:
    return not actor.upload_only and any(g.role in ISSUES and g.area == community for g in actor.grants)


def _may_sign(session: Session, actor: Actor, one: Certificate) -> bool:
    """Whether this person signs for this certificate at all: who keeps the community's teams, or leads a team that the
    volunteer is in; where the volunteer leads a team, only who keeps them."""
    if teams.keeps(actor, one.community):
        return True
    led = {t.id for t in teams.led_teams(session, actor=actor, closed=True)}
    if not led or teams.leads_any(session, one.volunteer_id):
        return False
    inside = select(TeamMember.team_id).where(TeamMember.volunteer_id == one.volunteer_id, TeamMember.state == "in")
    return bool(led.intersection(session.exec(inside).all()))


def _visible(session: Session, actor: Actor) -> "sa.ColumnElement[bool]":
    ways: list[sa.ColumnElement[bool]] = []
    if kept := teams.kept_communities(actor):
        ways.append(col(Certificate.community).in_(kept))
    if led := [t.id for t in teams.led_teams(session, actor=actor, closed=True)]:
        people = sa.select(col(TeamMember.volunteer_id)).where(col(TeamMember.team_id).in_(led), col(TeamMember.state) == "in")
        ways.append(sa.and_(col(Certificate.state) == "shown", col(Certificate.volunteer_id).in_(people), col(Certificate.volunteer_id).not_in(teams.leading())))
    return sa.or_(*ways) if ways else sa.false()


def _signer(session: Session, actor: Actor, certificate_id: UUID, now: datetime) -> tuple[Certificate, Volunteer]:
    one = session.exec(select(Certificate).where(Certificate.id == certificate_id).with_for_update()).first()
    who = session.get(Volunteer, one.volunteer_id) if one is not None else None
    own = who is not None and who.account_id == actor.id and teams.leads_any(session, who.id)  # who signs for others is told why not for this one
    if one is None or who is None or not (own or _may_sign(session, actor, one)):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="certificate", object_id=certificate_id)
    second_factor.require(actor)  # a signature is administration (promise C10)
    if who.account_id == actor.id:
        raise _refused(NotAllowed("certificate_own", "自己的证明要别人来签。", "Somebody else has to sign your own certificate."), actor, one, now)
    return one, who


def _issuer_only(actor: Actor, one: Certificate, now: datetime) -> None:
    if not _issues(actor, one.community):
        raise _refused(NotAllowed("certificate_issuer", "第一个签名要由社区来签。", "The first signature is the community's."), actor, one, now)


def _end(session: Session, actor: Actor, certificate_id: UUID, reason: str, now: datetime, *, states: tuple[str, ...], ends: str) -> CertificateLine:
    one, who = _signer(session, actor, certificate_id, now)
    _issuer_only(actor, one, now)
    if one.state not in states:
        raise _moved_on(one)
    reason = texts.plain(reason, LONGEST_REASON, code="certificate_reason", zh="请写明原因，最长 200 字。", en="Please say why, at most 200 characters.", least=1)
    one.answer_sealed = notes.sealed(reason, table="certificate", column="answer", row=one.id)
    one.state, one.ended_at = ends, now
    session.add(one)
    session.flush()
    _audit(session, actor, Act.DECIDE, one, f"certificate_{ends}", now)
    return _line(session, one, who, actor, now)


_NOW = {
    "asked": ("这份证明还没有公示。", "This certificate was not put up yet."), "shown": ("已经公示了。", "It stands in public already."), "issued": ("已经开出了。", "It is issued already."),
    "refused": ("已经定了不开。", "It was decided already not to issue it."), "revoked": ("已经收回了。", "It was taken back already."),
}  # fmt: skip


def _moved_on(one: Certificate) -> Conflict:
    """What became of it already: of two taps, or two people at once, the second reads this."""
    return Conflict("certificate_state", *_NOW[one.state])


def _refused(error: AppError, actor: Actor, one: Certificate, now: datetime) -> AppError:
    error.refused = [
        audit.row(act=Act.REFUSED, now=now, actor_id=actor.id, role=actor.role or "", object_kind="certificate", object_id=one.id,
                  result=error.code, area=one.community, device_id=actor.device_id)
    ]  # fmt: skip
    return error


def _audit(session: Session, actor: Actor, act: Act, one: Certificate, reason: str, now: datetime) -> None:
    audit.record(session, act=act, now=now, actor_id=actor.id, role=actor.role or "", object_kind="certificate", object_id=one.id, reason=reason,
                 area=one.community, device_id=actor.device_id)  # fmt: skip


def _line(session: Session, one: Certificate, who: Volunteer, actor: Actor, now: datetime) -> CertificateLine:
    ready = one.state == "shown" and one.shown_at is not None and rules.is_ready(one.shown_at, now)
    own = who.account_id == actor.id
    signs = not own and _may_sign(session, actor, one)
    decides = signs and _issues(actor, one.community)
    return CertificateLine(
        id=str(one.id), number=one.number, name=who.name, state="ready" if ready else one.state, hours=hours_text(one.minutes),
        first=one.from_day.isoformat(), last=one.to_day.isoformat(), asked_on=today_in_dalian(one.asked_at).isoformat(),
        shown_from=rules.shown_on(one.shown_at).isoformat() if one.shown_at else "", shown_until=rules.shown_until(one.shown_at).isoformat() if one.shown_at else "",
        issued_on=today_in_dalian(one.issued_at).isoformat() if one.issued_at else "", issuer=one.issuer, in_charge=one.in_charge, contact=one.contact,
        answer=notes.opened(one.answer_sealed, table="certificate", column="answer", row=one.id), titles=titles(one),
        may_show=decides and one.state == "asked", may_sign=signs and ready and one.first_by != actor.id, may_refuse=decides and one.state in OPEN,
        may_revoke=decides and one.state == "issued", may_print=one.state == "issued" and (own or signs),
    )  # fmt: skip
