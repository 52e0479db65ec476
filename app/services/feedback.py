"""Complaints and suggestions of anybody (投诉建议): sent with or without an account, answered by the district.

Words and ways to reach somebody are sealed; who asks for an answer needs the number and the code that were shown once.
Questions about one's own data are due within 30 days (PIPL 50; GB/T 35273 §8.7), with an alarm on day 15.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.models import About, Act, Audit, Feedback, Role, SignInTry
from app.models.shapes import FeedbackLine, FeedbackOpen
from app.services import access, audit, keys, office, second_factor
from app.services.access import Actor
from app.services.residents import today_in_dalian

PER_ADDRESS, OVERALL = 5, 300
"""Messages an hour: from one sender, and from everybody together."""
LOOKS_PER_ADDRESS = 20
"""Wrong numbers or codes an hour from one address. The code is one of 10^11, so nobody is locked out by strangers."""
LONGEST_WORDS, LONGEST_REACH = 2000, 120
PAGE = 50
ALARM_DAYS, DUE_DAYS = 15, 30
KEPT = timedelta(days=731)
"""Two years after the answer, as the register says (models/feedback.py)."""
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without signs that look like one another on paper."""


def send(
    session: Session, *, about: str, words: str, reach: str, actor: Actor | None, address: str, now: datetime
) -> tuple[str, str]:
    """Take in a complaint or suggestion; its number and the code to ask for the answer with, which is shown only now.

    Raises Invalid (nothing said, too long, unknown kind), TooMany (5 an hour from one sender, 300 from all together).
    """
    if about not in set(About):
        raise Invalid("feedback_about", "请选一项：投诉、建议，或问自己的信息。", "Choose one: a complaint, a suggestion, or your own data.")
    words, reach = _plain(words), _plain(reach).replace("\n", " ")
    if not words or len(words) > LONGEST_WORDS:
        raise Invalid("feedback_words", "请写几句话，最长 {n} 字。", "Please write a few words, at most {n} characters.", n=LONGEST_WORDS)
    if len(reach) > LONGEST_REACH:
        raise Invalid("feedback_reach", "联系方式最长 {n} 字。", "How to reach you: at most {n} characters.", n=LONGEST_REACH)
    # Colleagues share the address of their office; each of them counts alone.
    own = _bucket(f"account:{actor.id}" if actor else f"address:{address}")
    everybody = _bucket("all")
    if _tries(session, own, now) >= PER_ADDRESS or _tries(session, everybody, now) >= OVERALL:
        raise TooMany("feedback_too_many", "一小时内收到的太多了。你写的还在，请过一会儿再送，急事请打社区电话。",
                      "Too many within the hour. What you wrote is still here; try later, or call the community.")  # fmt: skip
    number = _free_number(session, now)
    code = "".join(secrets.choice(_SIGNS) for _ in range(8))
    row = Feedback(
        number=number, code_hash=_code_hash(number, code), about=About(about), sent_at=now,
        account_id=actor.id if actor else None, words=b"",
    )  # fmt: skip
    row.words = _seal(row.id, "words", words)
    row.reach = _seal(row.id, "reach", reach)
    session.add_all([row, SignInTry(key=own, at=now), SignInTry(key=everybody, at=now)])
    audit.record(session, act=Act.CREATE, now=now, actor_id=actor.id if actor else None, role=(actor.role or "") if actor else "",
                 object_kind="feedback", object_id=row.id, reason=about)  # fmt: skip
    session.flush()
    return number, f"{code[:4]}-{code[4:]}"


def look(session: Session, *, number: str, code: str, address: str, now: datetime) -> FeedbackOpen:
    """The state and the answer, for whoever holds number and code; not the words, nor how to reach somebody.

    Raises NotFound, the same for a wrong number and a wrong code, and TooMany after twenty wrong ones in an hour.
    """
    key = _bucket(f"look:{address}")
    if _tries(session, key, now) >= LOOKS_PER_ADDRESS:
        raise TooMany("feedback_look_too_many", "查的次数太多了，一小时后再试。", "Too many tries. Wait an hour.")
    number = _folded(number)[:20]
    row = session.exec(select(Feedback).where(Feedback.number == number)).first()
    fits = hmac.compare_digest(_code_hash(number, _folded(code)[:20]), row.code_hash if row else "0" * 64)
    if row is None or not fits:
        wrong = NotFound()
        wrong.code, wrong.zh = "feedback_unknown", "没有找到。请核对编号和查询码，都在送出时显示过。"
        wrong.en = "Nothing found. Check the number and the code; both were shown when it was sent."
        wrong.refused = [
            SignInTry(key=key, at=now),
            Audit(at=now, happened_at=now, act=Act.REFUSED, object_kind="feedback", result="refused"),
        ]
        raise wrong
    session.add(SignInTry(key=key, at=now))  # good looks count too, so that nobody fills the audit trail with them
    audit.record(session, act=Act.VIEW, now=now, object_kind="feedback", object_id=row.id, reason="asked")
    return FeedbackOpen(
        number=row.number, about=row.about, state=_state(row, now), answer=_unseal(row, "answer"),
        answered=today_in_dalian(row.answered_at).isoformat() if row.answered_at else "",
    )  # fmt: skip


def waiting(session: Session, *, now: datetime) -> tuple[int, int]:
    """How many wait for an answer, and how many of them ask about their own data since 15 days or more."""
    open_ = col(Feedback.answered_at).is_(None)
    late = sa.and_(open_, col(Feedback.about) == About.MY_DATA, col(Feedback.sent_at) <= now - timedelta(days=ALARM_DAYS))
    count = select(sa.func.count()).select_from(Feedback)
    return session.exec(count.where(open_)).one(), session.exec(count.where(late)).one()


def remind(session: Session, *, now: datetime) -> bool:
    """Tell the office, once a day by whoever calls it, that a question about own data has waited 15 days; whether it did."""
    open_, late = waiting(session, now=now)
    if late:
        office.tell(session, kind="feedback_waiting", now=now, waiting=open_, late=late)
    return late > 0


def list_for(session: Session, *, actor: Actor, page: int, now: datetime) -> tuple[list[FeedbackLine], int]:
    """Up to 50 for the district to answer and how many there are: unanswered first, those with a legal term before them.

    Nothing is unsealed here; opening one is a look that is recorded. Raises NotAllowed.
    """
    _require(actor, now)
    open_ = col(Feedback.answered_at).is_(None)
    statement = select(Feedback).order_by(
        open_.desc(), sa.and_(open_, col(Feedback.about) == About.MY_DATA).desc(),
        sa.case((open_, col(Feedback.sent_at))).asc(), col(Feedback.sent_at).desc(), col(Feedback.id),
    ).offset(max(0, page) * PAGE).limit(PAGE)  # fmt: skip
    total = session.exec(select(sa.func.count()).select_from(Feedback)).one()
    today = today_in_dalian(now)
    return [
        FeedbackLine(
            str(row.id), row.number, row.about, today_in_dalian(row.sent_at).isoformat(), (today - today_in_dalian(row.sent_at)).days,
            _state(row, now), max(0, DUE_DAYS - (now - row.sent_at).days), row.account_id is not None,
        )
        for row in session.exec(statement)
    ], total  # fmt: skip


def open_one(session: Session, *, actor: Actor, feedback_id: UUID, now: datetime) -> FeedbackOpen:
    """One, unsealed: the words, how to reach somebody, the answer. The look is recorded. Raises NotAllowed, NotFound."""
    row = _row(session, actor, feedback_id, now)
    _audit(session, actor, Act.VIEW, row.id, now)
    return FeedbackOpen(
        str(row.id), row.number, row.about, _state(row, now), _unseal(row, "words"), _unseal(row, "reach"), _unseal(row, "answer"),
        today_in_dalian(row.answered_at).isoformat() if row.answered_at else "",
    )  # fmt: skip


def answer(session: Session, *, actor: Actor, feedback_id: UUID, words: str, now: datetime) -> FeedbackOpen:
    """Write down what is answered; whoever holds number and code can read it from now on.

    Raises NotAllowed, NotFound, Invalid (1 to 2,000 characters), Conflict where a colleague has answered already.
    """
    row = _row(session, actor, feedback_id, now)
    words = _plain(words)
    if not words or len(words) > LONGEST_WORDS:
        raise Invalid("feedback_words", "请写几句话，最长 {n} 字。", "Please write a few words, at most {n} characters.", n=LONGEST_WORDS)
    if row.answered_at is not None:
        raise Conflict("feedback_answered", "这一条已有同事答复了。", "A colleague has answered this one already.")
    row.answer = _seal(row.id, "answer", words)
    row.answered_at, row.answered_by = now, actor.id
    _audit(session, actor, Act.ANSWER, row.id, now)
    session.flush()
    return FeedbackOpen(str(row.id), row.number, row.about, _state(row, now), _unseal(row, "words"), _unseal(row, "reach"), words,
                        today_in_dalian(now).isoformat())  # fmt: skip


def clean_up(session: Session, *, now: datetime) -> int:
    """Delete what was answered over two years ago (PIPL 19; the register in models/feedback.py); how many."""
    gone = int(session.exec(sa.delete(Feedback).where(col(Feedback.answered_at) < now - KEPT)).rowcount)
    if gone:
        audit.record(session, act=Act.CHANGE, now=now, object_kind="feedback", reason="kept_long_enough", result=f"deleted {gone}")
    return gone


def _plain(words: str) -> str:
    """Text as it was meant: one kind of line end, no control characters, no halves of characters."""
    kept = words.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in kept if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def _folded(told: str) -> str:
    """A number or code as it was given out, however it is typed again: full width, small letters, blanks, dashes."""
    return "".join(c for c in unicodedata.normalize("NFKC", told).upper() if c.isascii() and c.isalnum())


def _bucket(value: str) -> str:
    return hashlib.sha256(f"feedback:{value}:{keys.token_hash(f'feedback{value}')}".encode()).hexdigest()


def _tries(session: Session, key: str, now: datetime) -> int:
    statement = select(sa.func.count()).where(SignInTry.key == key, SignInTry.at > now - timedelta(hours=1))
    return session.exec(statement).one()


def _code_hash(number: str, code: str) -> str:
    return keys.token_hash(f"feedback:{number}:{code}")


def _free_number(session: Session, now: datetime) -> str:
    """Day and five digits by chance, so that a number tells nothing of how many there are."""
    day = today_in_dalian(now).strftime("%y%m%d")
    while True:
        number = f"F{day}{secrets.randbelow(100_000):05d}"
        if session.exec(select(Feedback.id).where(Feedback.number == number)).first() is None:
            return number


def _seal(row: UUID, column: str, words: str) -> bytes:
    return keys.seal(words, table="feedback", column=column, row=row) if words else b""


def _unseal(row: Feedback, column: str) -> str:
    sealed: bytes = getattr(row, column)
    return keys.unseal(sealed, table="feedback", column=column, row=row.id) if sealed else ""


def _state(row: Feedback, now: datetime) -> str:
    if row.answered_at is not None:
        return "answered"
    if row.about != About.MY_DATA or now - row.sent_at < timedelta(days=ALARM_DAYS):
        return "waiting"
    return "late" if now - row.sent_at < timedelta(days=DUE_DAYS) else "overdue"


def _require(actor: Actor, now: datetime) -> None:
    if actor.upload_only or Role.DISTRICT not in actor.roles:
        refused = NotAllowed()
        refused.refused = [
            Audit(at=now, happened_at=now, actor_id=actor.id, role=actor.role or "", act=Act.REFUSED, object_kind="feedback",
                  result="not_allowed", area=actor.area, device_id=actor.device_id)
        ]  # fmt: skip
        raise refused
    second_factor.require(actor)


def _row(session: Session, actor: Actor, feedback_id: UUID, now: datetime) -> Feedback:
    _require(actor, now)
    row = session.exec(select(Feedback).where(Feedback.id == feedback_id).with_for_update()).first()
    if row is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="feedback", object_id=feedback_id)
    return row


def _audit(session: Session, actor: Actor, act: Act, row: UUID, now: datetime) -> None:
    audit.record(session, act=act, now=now, actor_id=actor.id, role=actor.role or "", object_kind="feedback", object_id=row,
                 area=actor.area, device_id=actor.device_id)  # fmt: skip
