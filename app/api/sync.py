"""POST /api/sync: a batch from a phone, answered record by record; one bad record never sinks the others."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session

from app.api import deps, records, together
from app.errors import BadRequest, TooLarge
from app.services import meta, sync
from app.services.access import Actor

router = APIRouter()
MOST_RECORDS = 200
MOST_BYTES = 1024 * 1024


@router.post("/api/sync", openapi_extra={"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}}}})
async def post_sync(request: Request) -> dict[str, Any]:
    """Take in a batch. Raises TooLarge above 200 records or 1 MiB, BadRequest where the batch is no batch."""
    body = await deps.body(request, most=MOST_BYTES, too_large=_too_large())
    actor = await deps.actor_or_uploader(request)
    try:
        batch = json.loads(body)
        raws = batch["records"]
        device = UUID(batch["device_id"]) if batch.get("device_id") else None
        if not isinstance(raws, list):
            raise TypeError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadRequest("malformed", "这一批记录读不出来，都还在手机里。", "This batch cannot be read; all of it is still on the phone.") from error
    if len(raws) > MOST_RECORDS:
        raise _too_large()
    return await together.take(take_batch, actor=actor, raws=raws, device_id=device, language=deps.language(request))


def _too_large() -> TooLarge:
    return TooLarge("batch_too_large", "一次最多传 {n} 条，手机会分几次传。", "At most {n} records at once; the phone sends them in parts.", n=MOST_RECORDS)


def take_batch(session: Session, *, actor: Actor, raws: list[Any], device_id: UUID | None, language: str, later: set[UUID] | None = None) -> dict[str, Any]:
    """One batch in the caller's transaction; each record is read for itself, so that a bad one never sinks the others.

    `later` gathers whose duties have to be worked out anew, where the caller does that for several batches at once.
    """
    now = deps.now()
    parsed = [records.parse(raw) for raw in raws]
    answers = iter(sync.take_all(session, actor=actor, taken=[record for record, _ in parsed if record is not None], device_id=device_id, now=now, later=later))
    results = [
        _told(next(answers) if record is not None else sync.Answer(_id_of(raw), "refused", code=code), language)
        for raw, (record, code) in zip(raws, parsed, strict=True)
    ]
    return {"epoch": meta.epoch(session), "server_time": now.isoformat(timespec="milliseconds"), "results": results}


def _id_of(raw: Any) -> str:
    given = raw.get("id") if isinstance(raw, dict) else None
    # Half a surrogate pair can be read but not written; the answer must not fail for it.
    return str(given)[:40].encode("utf-8", "replace").decode() if given is not None else ""


def _told(answer: sync.Answer, language: str) -> dict[str, Any]:
    zh, en = records.MESSAGES.get(answer.code, ("", ""))
    return {
        "id": answer.id,
        "status": answer.status,
        "receipt": answer.receipt,
        "received_at": answer.received_at.isoformat(timespec="milliseconds") if answer.received_at else None,
        "code": answer.code,
        "params": {**answer.params, **({"notes": answer.notes} if answer.notes else {})},
        "message": en if language == "en" else zh,
    }
