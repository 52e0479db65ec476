"""Pages for paper: A4, Chinese first, nothing in them comes from anywhere else, and every value in them is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from app.rules.record_words import Words

_STYLE = """
@page { size: A4; margin: 14mm 13mm 16mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 190mm; padding: 8mm 5mm; color: #17211f; background: #fff;
  font: 11.5pt/1.45 "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif }
h1 { font-size: 18pt; margin: 0 } h2 { font-size: 13pt; margin: 7mm 0 1.5mm; break-after: avoid }
small { color: #4a5653; font-size: 9pt; font-weight: 400 } p { margin: 2mm 0 } .own { white-space: pre-line; border: .4mm solid #17211f; padding: 3mm 4mm }
table { width: 100%; border-collapse: collapse } thead { display: table-header-group } tr { break-inside: avoid }
th, td { text-align: left; vertical-align: top; padding: 1.2mm 2mm; border-bottom: .3mm solid #c9d1ce; overflow-wrap: anywhere } th { font-weight: 600 }
@media print { body { padding: 0 } }
"""


def page(title: Words, *parts: str) -> str:
    """A whole document."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{text(title[0])}</title><style>{_STYLE}</style></head>'
        f"<body><main><h1>{both(title, apart=False)}</h1>{''.join(parts)}</main></body></html>"
    )


def text(value: str) -> str:
    """A value, escaped."""
    return escape(value, quote=True)


def both(words: Words, *, apart: bool = True) -> str:
    """Chinese, and English small below or beside it."""
    return text(words[0]) if words[0] == words[1] or not words[1] else f"{text(words[0])}{'<br>' if apart else ' '}<small>{text(words[1])}</small>"


def line(zh: str, en: str) -> str:
    """A paragraph in both languages."""
    return f"<p>{both((zh, en))}</p>"


def table(title: Words, columns: Sequence[Words], rows: Iterable[Sequence[str | Words]], *, nothing: Words = ("没有。", "Nothing.")) -> str:
    """A heading with a table below; one line where there is nothing in it."""
    head = f"<h2>{both(title, apart=False)}</h2>"
    body = "".join("<tr>" + "".join(f"<td>{both(cell) if isinstance(cell, tuple) else text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    if not body:
        return head + line(*nothing)
    return f"{head}<table><thead><tr>{''.join(f'<th scope=col>{both(c)}</th>' for c in columns)}</tr></thead><tbody>{body}</tbody></table>"
