"""GET /api/volunteers/export: the hours of a community in the columns of the national platform, as a workbook or CSV."""

from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from app import db
from app.api import deps
from app.errors import Invalid
from app.rules import inert
from app.services import volunteer_export, workbooks

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/api/volunteers/export")
async def export(request: Request, community: str, first: str, last: str, reason: str = "", form: str = "xlsx") -> Response:
    """One file; recorded as an export with its reason."""
    actor = await deps.actor(request)
    if form not in {"xlsx", "csv"}:
        raise Invalid("sheet_form", "只有 xlsx 和 csv 两种文件。", "There are xlsx and csv only.")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise Invalid("day_wrong", "日期不对。", "The day does not fit.") from error
    made = await db.run(volunteer_export.make, actor=actor, community=community[:15], first=days[0], last=days[1], reason=reason, now=deps.now())
    rows = [made.headings, *made.rows]
    if form == "csv":
        body, media = inert.table(rows), "text/csv; charset=utf-8"
    else:
        body, media = await db.off_loop(lambda: workbooks.plain_sheet("表", rows, notes=[made.title, made.note])), XLSX
    headers = {"Content-Disposition": f"attachment; filename=\"linli.{form}\"; filename*=UTF-8''{quote(made.title)}.{form}", "Cache-Control": "no-store"}
    return Response(body, media_type=media, headers=headers)
