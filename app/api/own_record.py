"""GET /api/residents/{id}/record: a resident's own print-out on A4, Chinese first, made by their community or grid."""

from html import escape
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import db, routes
from app.api import deps
from app.config import settings
from app.errors import NotFound
from app.rules.record_words import Words
from app.services import own_record
from app.services.own_record import Field, Look, OwnRecord, Section

router = APIRouter()
_STYLE = """
@page { size: A4; margin: 16mm 15mm 18mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 190mm; padding: 8mm 5mm; color: #17211f; background: #fff;
  font: 12pt/1.5 "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif }
h1 { font-size: 20pt; margin: 0 } h2 { font-size: 14pt; margin: 9mm 0 2mm; break-after: avoid }
small { color: #4a5653; font-size: 9pt } p { margin: 2mm 0 }
table { width: 100%; border-collapse: collapse; margin: 0 0 4mm } thead { display: table-header-group }
th, td { text-align: left; vertical-align: top; padding: 1.2mm 2mm; border-bottom: .3mm solid #c9d1ce; overflow-wrap: anywhere }
th { font-weight: 600 } tr { break-inside: avoid } .label { width: 23% } .value { width: 27% }
.why { font-size: 9.5pt; line-height: 1.35; color: #2c3836 } small { line-height: 1.3; font-weight: 400 }
ol { margin: 0; padding-left: 7mm } li { margin: 0 0 2mm; break-inside: avoid } li b { font-weight: 600 }
.inner { margin: 0 0 1mm; color: #4a5653; font-size: 9pt } .rights { border: .4mm solid #17211f; padding: 3mm 4mm; margin-top: 9mm; break-inside: avoid }
@media print { body { padding: 0 } }
"""


@router.get("/api/residents/{resident_id}/record")
async def get_record(request: Request, resident_id: str) -> Response:
    """The print-out as a page of its own; nothing in it comes from anywhere else. Making it is recorded."""
    actor = await deps.actor(request)
    try:
        key = UUID(resident_id)
    except ValueError as error:
        raise NotFound from error
    record = await db.run(own_record.own_record, actor=actor, resident_id=key, now=deps.now())
    return Response(document(record), media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})


def document(record: OwnRecord) -> str:
    """The whole page as HTML; every value in it is escaped."""
    base = settings.public_url
    office = f"{record.role[0]} {record.office}"
    parts = [
        f"<h1>我的记录 <small>My record</small></h1><p><b>{_e(record.name)}</b> · {_e(record.address)}</p>",
        _line(f"编号 {record.number} · {record.made} 由 {office} 应本人要求打印",
              f"No. {record.number}, printed on {record.made} by the {record.role[1]} at the person's request"),
        _line("这里是邻里系统里关于你的全部内容：是什么、用来做什么、依据什么、留多久；最后是谁看过。",
              "This is everything that Linli holds about you: what, what for, on what basis, for how long; and last, who looked."),
        *(_section(section) for section in record.sections),
        _looks(record.looks),
        "<div class=rights>",
        _line("哪里不对，可以要求更正；不该有的，可以要求删除；不明白的，可以要求解释。找你的社区，30 天内要给答复；不答应的要说明理由。",
              "You may have what is wrong corrected, what should not be here deleted, and what is unclear explained. Ask your community; "
              "the answer comes within 30 days, a refusal with its reasons."),
        _line(f"投诉建议：{base}{routes.FEEDBACK}/　　个人信息怎么处理：{base}{routes.PRIVACY}/", "Complaints and suggestions, and the privacy page: the same addresses."),
        _line("这张纸上有你的电话和家人的联系方式，请自己收好。", "This sheet carries your phone number and your family's. Keep it safe."),
        "</div>",
    ]  # fmt: skip
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>我的记录 {_e(record.number)}</title><style>{_STYLE}</style></head>'
        f"<body><main>{''.join(parts)}</main></body></html>"
    )


def _e(text: str) -> str:
    return escape(text, quote=True)


def _line(zh: str, en: str) -> str:
    return f"<p>{_e(zh)}<br><small>{_e(en)}</small></p>"


def _both(words: Words) -> str:
    zh, en = words
    return _e(zh) if zh == en or not en else f"{_e(zh)}<br><small>{_e(en)}</small>"


def _head(*words: Words) -> str:
    return "<thead><tr>" + "".join(f'<th scope="col">{_both(w)}</th>' for w in words) + "</tr></thead>"


def _section(section: Section) -> str:
    title = f"<h2>{_e(section.title[0])} <small>{_e(section.title[1])}</small></h2>"
    if not section.rows:
        return title + _line("没有。", "Nothing.")
    if len(section.rows) == 1:
        head = _head(("内容", "what"), ("现在的值", "value"), ("用途 · 依据 · 留多久", "purpose, basis, kept"))
        return f"{title}<table>{head}<tbody>{''.join(_field(f) for f in section.rows[0] if f.plain)}</tbody></table>{_inner(section.rows[0])}"
    # Many rows of one kind: what the columns are for is said once, above them.
    head = _head(("内容", "what"), ("用途 · 依据 · 留多久", "purpose, basis, kept"))
    legend = "".join(f'<tr><th scope="row" class=label>{_name(f)}</th><td class=why>{_why(f)}</td></tr>' for f in section.rows[0] if f.plain)
    return f"{title}<table>{head}<tbody>{legend}</tbody></table><ol>{''.join(_item(row) for row in section.rows)}</ol>"


def _name(field: Field) -> str:
    return _both(field.label) + ("（敏感个人信息）<small>sensitive</small>" if field.sensitive else "")


def _why(field: Field) -> str:
    return f"{_e(field.purpose[0])} · {_e(field.basis[0])} · {_e(field.keep[0])}<br><small>{_e(field.purpose[1])} · {_e(field.keep[1])}</small>"


def _field(field: Field) -> str:
    return f'<tr><th scope="row" class=label>{_name(field)}</th><td class=value>{_both(field.value)}</td><td class=why>{_why(field)}</td></tr>'


def _item(row: list[Field]) -> str:
    said = "；".join(f"{_e(f.label[0])} <b>{_e(f.value[0])}</b>" for f in row if f.plain)
    en = "; ".join(f"{_e(f.label[1])} {_e(f.value[1])}" for f in row if f.plain and f.value[0] != f.value[1])
    return f"<li>{said}<br><small>{en}</small>{_inner(row)}</li>"


def _inner(row: list[Field]) -> str:
    """The numbers by which Linli itself keeps order, in one line."""
    said = "；".join(f"{_e(f.label[0])} {_e(f.value[0])}" for f in row if not f.plain)
    return f"<p class=inner>{said}</p>" if said else ""


def _looks(looks: list[Look]) -> str:
    title = "<h2>谁看过 <small>Who looked</small></h2>"
    note = _line("本网格的网格员为了日常工作，手机上带着本网格的名单；那不算在下面。",
                 "The worker of your grid carries the list of the grid on a phone for the daily work; that is not counted below.")  # fmt: skip
    if not looks:
        return title + note + _line("没有人打开过这条记录。", "Nobody has opened this record.")
    head = _head(("日期", "day"), ("谁", "who"), ("做了什么", "what"), ("为什么", "why"), ("次数", "times"))
    rows = "".join(
        f"<tr><td>{_e(look.day)}</td><td>{_both((f'{look.role[0]} {look.office}'.strip(), look.role[1]))}</td>"
        f"<td>{_both(look.act)}</td><td>{_both(look.reason)}</td><td>{look.times}</td></tr>"
        for look in looks
    )
    return f"{title}{note}<table>{head}<tbody>{rows}</tbody></table>"
