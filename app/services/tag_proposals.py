"""Proposals of tags from the door: noted here, decided by a person elsewhere, never in force by themselves (domain.md §2.2)."""

from datetime import datetime
from uuid import UUID

from app.models import Act, Resident, TagProposal
from app.services import notes
from app.services.field_work import Work
from app.services.phone_records import Record


def propose(work: Work, person: Resident, *, proposal_id: UUID, record_id: UUID, tag: str, grade: str, action: str, words: str, at: datetime) -> None:
    """Note one proposal; the lead or the specialist of the programme decides."""
    if work.session.get(TagProposal, proposal_id) is not None:
        return
    work.session.add(TagProposal(
        id=proposal_id, resident_id=person.id, grid=person.grid, record_id=record_id, account_id=work.author.id, tag=tag, grade=grade, action=action,
        words_sealed=notes.sealed(words, table="tag_proposal", column="words", row=proposal_id), happened_at=at, received_at=work.now,
    ))  # fmt: skip
    work.note(act=Act.PROPOSE, person=person.id, reason=f"{action}:{tag}", area=person.grid, happened_at=at)
    work.tell("decisions_waiting")


def apply(work: Work, record: Record) -> list[str]:
    """Take in a proposal that was made from the card."""
    payload = record.payload
    propose(work, work.people[record.people[0]], proposal_id=record.id, record_id=record.id, tag=payload["tag"], grade=payload["grade"],
            action=payload["action"], words=payload["words"], at=record.at(work.now))  # fmt: skip
    return []
