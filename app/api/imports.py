"""Files in and out for the import and accounts pages: our own route, signed in, 64 MB, held in memory (promise B14)."""

import asyncio
from dataclasses import asdict
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import db, routes
from app.api import deps
from app.errors import BadRequest, Invalid, NotAllowed, NotFound
from app.models import Act
from app.rules.granting import ADMINISTERS
from app.rules.roster import refusals
from app.services import audit, second_factor, workbooks
from app.services.access import Actor
from app.services.imports import desk, desk_words, history
from app.services.imports.report import Report
from app.services.staff_list import StaffReport

router = APIRouter()
SILENT_SECONDS = 30
"""A file of which nothing more comes for so long was given up by its sender."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _sender(request: Request, kind: str) -> Actor:
    """Who may send a list of this kind. Raises NotAllowed."""
    actor = await deps.actor(request)
    wanted = desk.WHO.get(kind)
    if wanted is None:
        raise Invalid("unknown_kind", "没有这种名单。", "There is no such kind of list.")
    if not wanted & actor.roles:
        raise NotAllowed
    second_factor.require(actor)
    return actor


def _file(body: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename=\"linli.xlsx\"; filename*=UTF-8''{quote(name)}"}
    return Response(body, media_type=XLSX, headers=headers)


@router.post("/api/imports", status_code=202)
async def send(request: Request, kind: str = "residents") -> dict[str, Any]:
    """Take a file as the body and begin to read it. Answers with the id by which the page follows it.

    413 for more than 64 MB, 422 with a sentence for what is no sheet, 429 where too many lists wait.
    """
    actor = await _sender(request, kind)
    if int(request.headers.get("content-length") or 0) > desk.LARGEST:
        raise desk.too_large()
    incoming = desk.Incoming(actor.id)
    try:
        pieces = request.stream()
        while piece := await asyncio.wait_for(anext(pieces, b""), SILENT_SECONDS):
            incoming.write(piece)
    except TimeoutError as error:
        incoming.drop()
        raise BadRequest("upload_stopped", "文件没有发完，再试一次。", "The file did not arrive whole. Try again.") from error
    except BaseException:
        incoming.drop()
        raise
    return {"id": await db.off_loop(desk.hold, incoming, actor=actor, kind=kind)}


@router.get("/api/imports")
async def mine(request: Request, kind: str = "residents") -> dict[str, Any]:
    """The list of this kind that this person has sent and that still waits, for a page that was loaded anew; else {}."""
    actor = await _sender(request, kind)
    held = desk.mine(actor=actor, kind=kind)
    return desk_words.state(held) if held is not None else {}


@router.get("/api/imports/template")
async def template(request: Request, kind: str = "residents") -> Response:
    """An empty list with the right headings."""
    await _sender(request, kind)
    return _file(await desk.write_out(lambda: workbooks.template(kind)), "员工名单模板.xlsx" if kind == "accounts" else "居民名册模板.xlsx")


@router.get("/api/imports/{held_id}")
async def state(request: Request, held_id: str) -> dict[str, Any]:
    """How far a file is, and what it would change or has changed: numbers and sentences in both languages."""
    held = desk.find(held_id, actor=await deps.actor(request))
    return desk_words.state(held)


@router.post("/api/imports/{held_id}/take", status_code=202)
async def take(request: Request, held_id: str) -> dict[str, Any]:
    """Take a previewed file in. 404 where it is gone, 422 where it was not previewed or is in already."""
    actor = await deps.actor(request)
    await _sender(request, desk.find(held_id, actor=actor).kind)
    desk.take_in(held_id, actor=actor)
    return {"id": held_id}


@router.delete("/api/imports/{held_id}", status_code=204)
async def aside(request: Request, held_id: str) -> Response:
    """Let a file go; nothing of it stays."""
    desk.dismiss(held_id, actor=await deps.actor(request))
    return Response(status_code=204)


@router.get("/api/batches")
async def batches(request: Request, kind: str = "") -> dict[str, Any]:
    """The lists of the last months, newest first, of one kind or of all, with what can be taken back."""
    actor = await deps.actor(request)
    if not ADMINISTERS & actor.roles:
        raise NotAllowed
    return {"batches": [asdict(row) for row in await db.read(history.batches, actor=actor, kind=kind)]}


@router.post("/api/batches/{batch_id}/undo")
async def undo_batch(request: Request, batch_id: UUID) -> dict[str, str]:
    """Take a whole list back; what has changed since stays, and is told."""
    actor = await deps.actor(request)
    kind = await db.read(history.kind_of, actor=actor, batch_id=batch_id)
    await _sender(request, kind)
    return await desk.take_back(batch_id, kind=kind, actor=actor)


@router.get("/api/imports/{held_id}/refused")
async def refused(request: Request, held_id: str) -> Response:
    """The rows that were not taken, with the reasons. The file is gone after half an hour, and so is this."""
    actor = await deps.actor(request)
    held = desk.find(held_id, actor=actor)
    await _sender(request, held.kind)
    if held.report is None:
        raise NotFound
    reasons = _reasons(held.report, deps.language(request))

    def make() -> bytes:
        with held.opened() as path:
            return workbooks.refused_rows(path, reasons)

    body = await desk.write_out(make)
    await db.run(_note, actor=actor, what="refused_rows", now=deps.now())
    return _file(body, "要改的行.xlsx")


def _reasons(report: Report | StaffReport, language: str) -> dict[int, str]:
    said: dict[int, list[str]] = {}
    if isinstance(report, StaffReport):
        for row in report.refused:
            said.setdefault(row.row, []).append(row.zh if language == "zh" else row.en)
    else:
        for note in report.refused:
            said.setdefault(note.row, []).append(f"{note.column}：{refusals.sentence(note.code, language, note.word)}")
    return {row: " ".join(words) for row, words in said.items()}


@router.get("/api/imports/{held_id}/links")
async def first_links(request: Request, held_id: str) -> Response:
    """The one-time links of the accounts that a list has brought in; only whoever sent the list gets them, for half an hour."""
    actor = await deps.actor(request)
    held = desk.find(held_id, actor=actor)
    await _sender(request, held.kind)
    if not isinstance(held.report, StaffReport) or held.state != "done" or not held.report.invited:
        raise NotFound
    invited = held.report.invited
    body = await desk.write_out(lambda: workbooks.invitations(invited, [routes.once(i.token) for i in invited]))
    await db.run(_note, actor=actor, what="first_links", now=deps.now())
    return _file(body, "首次登录链接.xlsx")


def _note(session: Any, *, actor: Actor, what: str, now: Any) -> None:
    audit.record(session, act=Act.EXPORT, now=now, actor_id=actor.id, role=actor.role or "", object_kind=what, area=actor.area)
