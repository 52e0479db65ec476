"""Makes the two-page A4 guide for a worker's first day from the real screens: `python docs/make_guide.py` (needs Chromium).

Writes docs/guide-first-day.zh-CN.pdf. The pictures are of the invented demo district.
"""

import base64
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browser import ARGS, find_or_install
from tests.e2e.conftest import Server, free_port
from tests.e2e.screens import Screens

HERE = Path(__file__).parent
TARGET = HERE / "guide-first-day.zh-CN.pdf"

STYLE = """
@page { size: A4; margin: 13mm 14mm }
* { box-sizing: border-box }
body { font: 11.5pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; color: #17211f; margin: 0 }
h1 { font-size: 22pt; margin: 0 0 1mm } h2 { font-size: 14pt; margin: 0 0 1mm; color: #0b5e5c }
p, li { margin: 0 0 1mm } ol, ul { margin: 0; padding-left: 1.3em }
.lead { font-size: 12.5pt; color: #46524e; margin-bottom: 4mm }
.steps { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 5mm }
.step img { width: 100%; border: 0.3mm solid #7a837b; border-radius: 2.5mm; margin-bottom: 1.5mm; display: block }
.page { break-after: page } .page:last-child { break-after: auto }
.box { border: 0.3mm solid #e0dace; border-radius: 3mm; padding: 3mm 4mm; background: #f5f2ec }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 5mm; margin-top: 4mm }
.words { display: grid; grid-template-columns: auto 1fr; gap: 1mm 4mm } .words b { white-space: nowrap }
footer { margin-top: 4mm; font-size: 9.5pt; color: #46524e }
"""


def _shots(browser: Browser, base: str) -> dict[str, str]:
    """The screens of a first day as data addresses."""
    taken: dict[str, str] = {}
    context = browser.new_context(viewport={"width": 390, "height": 760}, locale="zh-CN", device_scale_factor=1.6)
    p = Screens(context.new_page(), base)

    def take(name: str) -> None:
        taken[name] = "data:image/jpeg;base64," + base64.b64encode(p.page.screenshot(type="jpeg", quality=72)).decode()

    p.open("/login/")
    p.page.get_by_role("textbox", name="账号").fill("grid")
    take("sign_in")
    p.arrive("grid")
    take("list")
    p.filter("每周").click()
    p.page.get_by_text("找到").first.wait_for()
    take("weekly")
    p.filter("每周").click()
    p.page.get_by_role("button", name="楼栋图").click()
    p.page.get_by_role("gridcell").first.wait_for()
    take("houses")
    p.page.get_by_role("button", name="名单").click()
    p.worker_ready()
    p.filter("每周").click()
    p.rows.first.click()
    p.page.get_by_role("heading", level=1).wait_for()
    take("card")
    p.flight_mode()
    p.cold_start("/residents/")
    p.rows.first.wait_for()
    take("offline")
    p.flight_mode(False)
    p.open("/outbox/")
    p.page.get_by_text("收到了").first.wait_for()
    take("outbox")
    p.open("/me/")
    p.page.get_by_role("button", name="看看我在哪里登录了").click()
    p.page.get_by_text("这一台").wait_for()
    p.page.get_by_text("这一台").scroll_into_view_if_needed()
    take("devices")
    context.close()
    return taken


def _step(number: int, title: str, picture: str, *lines: str) -> str:
    said = "".join(f"<p>{line}</p>" for line in lines)
    return f'<div class="step"><img src="{picture}" alt=""><h2>{number} {title}</h2>{said}</div>'


def _page(shots: dict[str, str]) -> str:
    first = [
        _step(1, "设密码，登录", shots["sign_in"], "打开管理员给你的链接，自己设密码。链接只能用一次，七天内有效。", "自己的手机勾上“30 天不用再登录”；借来的手机不要勾。"),
        _step(2, "看看今天找谁", shots["weekly"], "亮着的窗是该联系的人。点上面的“每周”“每月”只看这一类。", "找人：填姓名、拼音首字母或门牌，例如 zs 3-1-402。"),
        _step(3, "打开卡片，打电话", shots["card"], "点一行打开卡片；点电话图标直接拨号。", "敏感的类别点了才显示，看过会留下记录。"),
    ]
    second = [
        _step(4, "按楼来走", shots["houses"], "“楼栋图”里一格是一户，从六楼往下走。", "亮的格子先敲。"),
        _step(5, "没信号也照常用", shots["offline"], "楼道里没信号，名单还在手机里，一天之内都能用。", "看过、打过的先存在手机里，有信号自己传。"),
        _step(6, "看看传好了没有", shots["outbox"], "“收到了，编号…”才是传到了。", "写着“在手机里”的，不要清理浏览器。"),
    ]
    return f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>邻里：第一天</title><style>{STYLE}</style>
<section class="page"><h1>邻里：网格员的第一天</h1>
<p class="lead">找到需要帮忙的邻居，把帮助送到门口。不打卡，不排名，不记录你在哪里。</p>
<div class="steps">{"".join(first)}</div>
<div class="two"><div class="box"><h2>装到手机上</h2><ul><li>安卓：浏览器菜单 → 添加到主屏幕。</li><li>苹果：Safari 的分享 → 添加到主屏幕。</li>
<li>微信里打开的，先点右上角 → 在浏览器打开。</li></ul></div>
<div class="box"><h2>字太小、眼睛累</h2><p>“我的”里选“大字”。白天晚上的颜色跟着手机走，也可以自己选。</p><p>旁边有人时，点右上角的眼睛遮住姓名。</p></div></div>
</section>
<section class="page"><div class="steps">{"".join(second)}</div>
<div class="two"><div class="box"><h2>这些词是什么意思</h2><div class="words"><b>今天 / 晚了1天</b><span>到了该联系的日子 / 过了</span><b>还有2天</b><span>不急</span>
<b>在手机里</b><span>存好了，还没传</span><b>收到了</b><span>服务器有了，有编号</span><b>要处理</b><span>没收下，点开看原因</span><b>待核</b><span>名册上有，还没上门核过</span></div></div>
<div class="box"><h2>手机丢了、人要走了</h2><ul><li>丢了：在另一台设备登录，“我的”→“我的设备”→“丢了”→“挂失”。手机一有信号名单就删；一直没信号，一天之内自动锁上。</li>
<li>没有另一台：打电话给社区，请管理员结束你各处的登录。</li><li>离岗：当天停用。没传完的记录 30 天内还能上传。</li></ul></div></div>
<div class="two"><div class="box"><h2>居民问起来，这样说</h2><p>名单上有什么、谁看过，居民都可以要一张打印件，社区当场能打。身份证号不保存。有意见可以在登录页点“投诉和建议”。</p></div>
<div class="box"><h2>不要做的</h2><ul><li>不要把名单截图发到群里。</li><li>不要把账号借给别人；代班请管理员开。</li><li>不要记宗教、收入、病名。</li></ul></div></div>
<footer>图片里的人和地方都是虚构的。本页由 docs/make_guide.py 从真实界面生成。</footer></section></html>"""


def main() -> None:
    """Start a demo of its own, take the screens, print the guide."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = Server(Path(home), free_port())
        for words in (("build",), ("migrate",), ("demo",)):
            server.linli(*words).check_returncode()
        server.start()
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=ARGS)
        try:
            html = _page(_shots(browser, server.base))
            page = browser.new_page()
            page.set_content(html)
            page.pdf(path=TARGET, format="A4", prefer_css_page_size=True, print_background=True)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
