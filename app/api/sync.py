"""POST /api/sync: a batch from a phone, answered record by record; one bad record never sinks the others."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app import db
from app.api import deps, records
from app.errors import BadRequest, TooLarge
from app.services import meta, sync
from app.services.access import Actor

router = APIRouter()
MOST_RECORDS = 200
MOST_BYTES = 1024 * 1024


@router.post("/api/sync", openapi_extra={"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}}}})
async def post_sync(request: Request) -> dict[str, Any]:
    """Take in a batch. Raises TooLarge above 200 records or 1 MiB, BadRequest where the batch is no batch."""
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise _too_large()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _too_large()
    actor = await deps.actor_or_uploader(request)
    try:
        batch = json.loads(bytes(body))
        raws = batch["records"]
        device = UUID(batch["device_id"]) if batch.get("device_id") else None
        if not isinstance(raws, list):
            raise TypeError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadRequest("malformed", "这一批记录读不出来，都还在手机里。", "This batch cannot be read; all of it is still on the phone.") from error
    if len(raws) > MOST_RECORDS:
        raise _too_large()
    return await db.run(take_batch, actor=actor, raws=raws, device_id=device, language=deps.language(request))


def _too_large() -> TooLarge:
    return TooLarge("batch_too_large", "一次最多传 {n} 条，手机会分几次传。", "At most {n} records at once; the phone sends them in parts.", n=MOST_RECORDS)


def take_batch(session: Session, *, actor: Actor, raws: list[Any], device_id: UUID | None, language: str) -> dict[str, Any]:
    """One transaction a batch, a savepoint a record (design.md §2)."""
    now = deps.now()
    results = []
    for raw in raws:
        record, code = records.parse(raw)
        if record is None:
            given = raw.get("id") if isinstance(raw, dict) else None
            # Half a surrogate pair can be read but not written; the answer must not fail for it.
            answer = sync.Answer(str(given)[:40].encode("utf-8", "replace").decode() if given is not None else "", "refused", code=code)
        else:
            answer = _take_one(session, actor, record, device_id, now)
        results.append(_told(answer, language))
    return {"epoch": meta.epoch(session), "server_time": now.isoformat(timespec="milliseconds"), "results": results}


def _take_one(session: Session, actor: Actor, record: sync.Record, device_id: UUID | None, now: Any) -> sync.Answer:
    for _ in range(2):
        try:
            with session.begin_nested():
                return sync.take(session, actor=actor, record=record, device_id=device_id, now=now)
        except IntegrityError:
            continue  # the same record came through another tab at the same moment: now it is known
    return sync.Answer(str(record.id), "refused", code="conflict")


def _told(answer: sync.Answer, language: str) -> dict[str, Any]:
    zh, en = records.MESSAGES.get(answer.code, ("", ""))
    return {
        "id": answer.id,
        "status": answer.status,
        "receipt": answer.receipt,
        "received_at": answer.received_at.isoformat(timespec="milliseconds") if answer.received_at else None,
        "code": answer.code,
        "params": answer.params,
        "message": en if language == "en" else zh,
    }
