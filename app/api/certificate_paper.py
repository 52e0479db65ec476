"""A certificate on one A4 page: the fields of Order 67, places for two signatures and the seal, and a code to check it by.

The identity number is typed into the page and printed from there: its field belongs to no form and has no name, so it is
never sent, and the page keeps nothing.
"""

import segno

from app.api.paper import text
from app.services.certificate_print import Printed

_STYLE = """
@page { size: A4; margin: 16mm 18mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 174mm; padding: 6mm 4mm; color: #17211f; background: #fff;
  font: 12pt/1.5 "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif }
h1 { font-size: 24pt; letter-spacing: .25em; text-align: center; margin: 0 0 1mm; padding-left: .25em }
.en { text-align: center; color: #4a5653; font-size: 10pt; margin: 0 } p { margin: 3mm 0 } small { color: #4a5653; font-size: 9pt }
.no { display: flex; flex-wrap: wrap; justify-content: space-between; margin: 5mm 0 2mm; font-size: 11pt }
table { width: 100%; border-collapse: collapse } th, td { border: .3mm solid #17211f; padding: 1.8mm 2.5mm; text-align: left; vertical-align: middle; overflow-wrap: anywhere }
th { font-weight: 600; width: 32mm; white-space: nowrap } td.n { text-align: right; white-space: nowrap; width: 26mm }
.lead { margin: 5mm 0; text-indent: 2em; line-height: 1.8 }
input { width: 100%; min-height: 9mm; border: .3mm dashed #4a5653; background: #f4f6f5; padding: 1mm 2mm; font: inherit; letter-spacing: .05em; color: inherit }
.signs { display: grid; grid-template-columns: 1fr 1fr; gap: 0 10mm; margin-top: 9mm; break-inside: avoid }
.signs p { border-bottom: .3mm solid #17211f; padding-bottom: 1mm; margin: 0 0 7mm; min-height: 9mm }
.end { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4mm 8mm; align-items: flex-end; break-inside: avoid }
.end img { width: 30mm; height: 30mm; display: block } .check { display: flex; gap: 4mm; align-items: center; font-size: 10pt; line-height: 1.4; overflow-wrap: anywhere }
.code { font: 600 13pt/1.4 ui-monospace, "Noto Sans Mono", monospace; letter-spacing: .06em; white-space: nowrap } .seal { margin-left: auto; text-align: right; white-space: nowrap }
.hint { border: .4mm solid #17211f; padding: 3mm 4mm; margin: 0 0 6mm } button { font: inherit; font-weight: 600; min-height: 12mm; padding: 0 8mm; border: 0; border-radius: 2mm; background: #0b5a4f; color: #fff }
@media print { body { padding: 0 } .hint { display: none } input { border: 0; background: none; padding: 0; min-height: 0; outline: 0 } }
"""


def certificate_page(made: Printed, address: str) -> str:
    """The whole page. `address` is where the code is checked."""
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#17211f", light="#ffffff")
    contents = "".join(f"<tr><td>{text(t.title)}</td><td class=n>{t.often} 次</td><td class=n>{text(t.hours)} 小时</td></tr>" for t in made.titles)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>志愿服务记录证明 {text(made.number)}</title><style>{_STYLE}</style></head><body><main>'
        "<div class=hint><p>身份证件号码和志愿者编号在这里填，直接打印；号码只在这一页上，不会发送，也不保存，关掉就没有了。<br>"
        "<small>Type the two numbers below, then print. They stay on this page: nothing is sent or kept.</small></p>"
        '<button type="button" onclick="window.print()">打印 Print</button></div>'
        "<h1>志愿服务记录证明</h1><p class=en>Certificate of volunteer service</p>"
        f"<div class=no><span>编号：{text(made.number)}</span><span>开具日期：{_day(made.issued_on)}</span></div>"
        "<table>"
        f"<tr><th scope=row>姓名</th><td>{text(made.name)}</td></tr>"
        f"<tr><th scope=row><label for=identity>身份证件号码</label></th><td>{_field('identity', '')}</td></tr>"
        f"<tr><th scope=row><label for=volunteer>志愿者编号</label></th><td>{_field('volunteer', made.volunteer_no)}</td></tr>"
        f"<tr><th scope=row>服务时间</th><td>{_day(made.first)} 至 {_day(made.last)}</td></tr>"
        f"<tr><th scope=row>服务时长</th><td><b>{text(made.hours)} 小时</b></td></tr>"
        f"<tr><th scope=row>公示</th><td>{_day(made.shown_from)} 至 {_day(made.shown_until)}</td></tr>"
        "</table>"
        "<p class=lead>兹证明上述志愿者在以上时间参加了下列志愿服务。服务时长为实际服务时间，不含往返路程。</p>"
        f"<table><thead><tr><th scope=col style='width:auto'>服务内容</th><th scope=col class=n>次数</th><th scope=col class=n>时长</th></tr></thead><tbody>{contents}</tbody></table>"
        f"<div class=signs><p>经办人签字：<small>{text(made.signed_first)}</small></p><p>复核人签字：<small>{text(made.signed_second)}</small></p>"
        f"<p>负责人：{text(made.in_charge)}</p><p>联系电话：{text(made.contact)}</p></div>"
        f'<div class=end><div class=check><img src="{picture}" alt="核验二维码"><div>扫码或在 {text(address.rsplit("/", 2)[0])}/ 输入核验码查真伪：<br>'
        f"<span class=code>{text(made.code)}</span></div></div>"
        f"<p class=seal>{text(made.issuer)}（盖章）<br>{_day(made.issued_on)}</p></div>"
        "</main></body></html>"
    )


def _field(name: str, value: str) -> str:
    # No name and no form: a browser neither sends it nor offers to keep it.
    return f'<input id={name} type="text" value="{text(value)}" maxlength="30" autocomplete="off" autocapitalize="characters" spellcheck="false" data-lpignore="true" data-1p-ignore>'


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
