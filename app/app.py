"""The composition root: pages, API, gate, error toast. The list of pages is the site map."""

import asyncio
import json
import logging
import secrets

import reflex as rx
import reflex.model
from reflex.app import default_error_boundary
from reflex.event import EventSpec

from app import jobs, routes
from app.api import api
from app.api.guard import Guard
from app.components.head import head
from app.errors import AppError
from app.logs import quiet
from app.pages import (
    accounts,
    approvals,
    audit,
    borders,
    certificate,
    certificates,
    day,
    feedback,
    home,
    hours,
    importing,
    inbox,
    login,
    me,
    missing,
    needs,
    openings,
    outbox,
    privacy,
    public_team,
    residents,
    rules,
    sheets,
    shifts,
    teams,
    today,
)
from app.state.gate import Gate, Sockets

quiet()
log = logging.getLogger("linli")

PAGES = (
    (routes.HOME, home.page, "邻里 Linli"),
    (routes.LOGIN, login.page, "登录 · 邻里 Linli"),
    (routes.TODAY, today.page, "今日 · 邻里 Linli"),
    (routes.NEEDS, needs.page, "要办 · 邻里 Linli"),
    (routes.RESIDENTS, residents.page, "居民 · 邻里 Linli"),
    (routes.RESIDENT, residents.card_page, "居民 · 邻里 Linli"),
    (routes.INBOX, inbox.page, "待办 · 邻里 Linli"),
    (routes.RULES, rules.page, "规则 · 邻里 Linli"),
    (routes.DAY, day.page, "民情日志 · 邻里 Linli"),
    (routes.SHEETS, sheets.page, "报表 · 邻里 Linli"),
    (routes.SHIFTS, shifts.page, "任务 · 邻里 Linli"),
    (routes.OPENINGS, openings.page, "报名 · 邻里 Linli"),
    (routes.HOURS, hours.page, "时长 · 邻里 Linli"),
    (routes.APPROVALS, approvals.page, "确认时长 · 邻里 Linli"),
    (routes.TEAMS, teams.page, "志愿队 · 邻里 Linli"),
    (routes.TEAM, teams.team_page, "志愿队 · 邻里 Linli"),
    (routes.PUBLIC_TEAM, public_team.page, "志愿队 · 邻里 Linli"),
    (routes.OUTBOX, outbox.page, "记录 · 邻里 Linli"),
    (routes.ME, me.page, "我的 · 邻里 Linli"),
    (routes.IMPORT, importing.page, "导入 · 邻里 Linli"),
    (routes.ACCOUNTS, accounts.page, "账号 · 邻里 Linli"),
    (routes.AUDIT, audit.page, "审计 · 邻里 Linli"),
    (routes.BORDERS, borders.page, "网格调整 · 邻里 Linli"),
    (routes.CERTIFICATES, certificates.page, "服务证明 · 邻里 Linli"),
    (routes.PUBLIC_CERTIFICATES, certificate.page, "核验证明 · 邻里 Linli"),
    (routes.PUBLIC_CERTIFICATE, certificate.page, "核验证明 · 邻里 Linli"),
    (routes.FEEDBACK, feedback.page, "投诉建议 · 邻里 Linli"),
    (routes.PRIVACY, privacy.page, "隐私 · 邻里 Linli"),
)


def on_failure(exception: Exception) -> EventSpec:
    """A sentence for the person; what went wrong stays with us, under a number to ask about (promise B17)."""
    if isinstance(exception, AppError):
        zh, en = exception.sentence("zh"), exception.sentence("en")
        if exception.code == "not_signed_in":
            return rx.call_script("linli:signed-out")
    else:
        number = secrets.token_hex(4)
        log.error("failure %s: %s", number, type(exception).__name__)
        zh, en = f"服务器出了问题，你的东西还在。报修时说这个号：{number}", f"Something failed on our side. Number: {number}"
    return rx.call_script(f"linli:say:{json.dumps({'zh': zh, 'en': en})}")


app = rx.App(
    toaster=None,  # our own notices weigh 10 KiB less; without it the handler above must exist
    app_wraps={(55, "ErrorBoundary"): lambda stateful: default_error_boundary()},
    html_lang="zh-CN",
    head_components=head(),
    backend_exception_handler=on_failure,
    api_transformer=[api, Guard],
)
for route, page, title in PAGES:
    app.add_page(page, route=route, title=title)
app.add_page(missing.page, route="404", title="邻里 Linli")

gate = Gate()
app.add_middleware(gate)


async def watch_sockets() -> None:
    """Put the outer wall round the socket as soon as there is one, and keep sweeping out ended sessions."""
    while app.event_namespace is None:  # noqa: ASYNC110  Reflex makes it after start-up and tells nobody
        await asyncio.sleep(0.05)
    await Sockets(app.event_namespace, gate.rules).keep_sweeping()


app.register_lifespan_task(watch_sockets)


app.register_lifespan_task(jobs.run)
