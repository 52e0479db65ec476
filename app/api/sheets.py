"""What leaves as a file or on paper: week and month sheets, day notes, the hand-over of a grid, who was not reached yet."""

from datetime import date
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import db
from app.api import deps, paper
from app.errors import Invalid, NotFound
from app.rules import inert
from app.rules import work_words as words
from app.services import day_notes, handover, inbox, second_factor, sheets, surge, workbooks
from app.services.residents import today_in_dalian

router = APIRouter()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _day(text: str) -> date:
    """A day out of an address; today where none is said. Raises Invalid."""
    if not text:
        return today_in_dalian(deps.now())
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("day_wrong", "日期不对。", "The day does not fit.") from error


def _paper(body: str) -> Response:
    return Response(body, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})


@router.get("/api/sheets")
async def sheet(request: Request, kind: str, area: str, span: str = "week", day: str = "", named: bool = False, form: str = "xlsx") -> Response:
    """One sheet as a workbook or as CSV, in the columns that other systems ask for; recorded as an export."""
    actor = await deps.actor(request)
    made = await db.run(sheets.make, actor=actor, kind=kind, area=area[:15], span=span, day=_day(day), named=named, now=deps.now())
    if form == "csv":
        body, media, ending = inert.table([made.headings, *made.rows]), "text/csv; charset=utf-8", "csv"
    elif form == "xlsx":
        rows = [made.headings, *made.rows]
        body, media, ending = await db.off_loop(lambda: workbooks.plain_sheet("表", rows, notes=[made.title, made.note])), XLSX, "xlsx"
    else:
        raise Invalid("sheet_form", "只有 xlsx 和 csv 两种文件。", "There are xlsx and csv only.")
    headers = {"Content-Disposition": f"attachment; filename=\"linli.{ending}\"; filename*=UTF-8''{quote(made.title)}.{ending}", "Cache-Control": "no-store"}
    return Response(body, media_type=media, headers=headers)


@router.get("/api/day")
async def day_page(request: Request, day: str = "") -> Response:
    """One's own day notes on paper."""
    actor = await deps.actor(request)
    made = await db.run(day_notes.compose, actor=actor, day=_day(day), now=deps.now())
    counted = "，".join(f"{p.zh} {p.value}" for p in made.counts), ", ".join(f"{p.en} {p.value_en}" for p in made.counts)
    rows = [((line.at + ("（补记）" if line.late else ""), line.at + (" (later)" if line.late else "")), line.whom, (line.what_zh, line.what_en), (line.zh, line.en)) for line in made.lines]
    own = f"<h2>今天值得说的一件事 <small>Worth telling</small></h2><p class=own>{paper.text(made.words)}</p>" if made.words else ""
    parts = [paper.line(f"{made.day} · {made.area} · {made.by}", ""), paper.line(*counted) if made.counts else "",
             paper.table(("记录", "Records"), (("时间", "time"), ("谁", "who"), ("什么", "what"), ("情况", "how")), rows), own]  # fmt: skip
    return _paper(paper.page(("民情日志", "Day notes"), *parts))


@router.get("/api/handover")
async def handover_page(request: Request, grid: str) -> Response:
    """The hand-over sheet of a grid on paper; recorded as an export."""
    actor = await deps.actor(request)
    made = await db.run(handover.make, actor=actor, grid=grid[:15], now=deps.now())
    parts = [paper.line(f"{made.name} · {made.made} · {made.by}", "")]
    for part in made.parts:
        parts.append(paper.table(part.title, part.columns, part.rows))
        if part.more:
            parts.append(paper.line(f"还有 {part.more} 条没印，在邻里里看。", f"{part.more} more are not printed; see them in Linli."))
    parts.append(paper.line("交接双方签名：　　　　　　　　　　　　日期：", "Signed by both, and the day"))
    return _paper(paper.page(("网格交接单", "Hand-over of a grid"), *parts))


@router.get("/api/surges/{surge_id}/missing")
async def missing_page(request: Request, surge_id: str) -> Response:
    """Who of a surge list was not reached yet, on paper; for those who may see the names."""
    actor, now = await deps.actor(request), deps.now()
    try:
        key = UUID(surge_id)
    except ValueError as error:
        raise NotFound from error
    second_factor.require(actor)  # names on paper leave the house like any export (promise C10)
    line = await db.run(surge.progress, actor=actor, surge_id=key, now=now)
    await db.run(surge.note_printed, actor=actor, surge_id=key, now=now)
    people = []
    for page in range(40):
        rows = await db.run(surge.missing, actor=actor, surge_id=key, page=page, now=now)
        people += rows
        if len(rows) < 50:
            break
    kind = words.said(words.SURGES, line.kind)
    table = paper.table(
        (f"还没联系到：{len(people)} 人", f"Not reached yet: {len(people)}"), (("楼院", "courtyard"), ("门牌", "door"), ("姓名", "name"), ("联系到了", "reached")),
        [(row.courtyard, f"{row.building}栋{f'{row.unit}单元' if row.unit else ''} {row.door}", row.name, "□") for row in people],
    )
    head = paper.line(f"{kind[0]} · {line.area_name} · {inbox.clock(line.opened_at)} 开，{inbox.clock(line.until_at)} 前联系到", f"{kind[1]}, opened {inbox.clock(line.opened_at)}, until {inbox.clock(line.until_at)}")
    return _paper(paper.page(("集中联系名单", "Surge list"), head, table))
