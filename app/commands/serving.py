"""`linli serve`, `migrate`, `doctor` and `build`: from a checkout to a running server on one port."""

import argparse
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from app import build, db, migrations
from app.config import ROOT, settings
from app.services import keys, upkeep
from app.services.residents import today_in_dalian

# The WAL-reset bug of SQLite is fixed from 3.51.3 on, and in these two older lines (promise E4).
_FIXED = ((3, 51, 3),)
_FIXED_LINES = {(3, 50): 7, (3, 44): 6}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verbs of running a server."""
    for verb, words in (
        ("serve", "运行服务器 / run the server"),
        ("migrate", "更新数据库结构 / bring the database to this release"),
        ("doctor", "检查哪里不安全 / say what is unsafe or missing"),
        ("build", "生成页面 / build the pages"),
    ):
        subparsers.add_parser(verb, help=words).set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run one verb; the exit code."""
    return {"serve": _serve, "migrate": _migrate, "doctor": _doctor, "build": _build}[args.command]()


def _migrate() -> int:
    changed = migrations.upgrade()
    _upkeep()
    print("数据库已更新 / database brought up to date" if changed else "数据库已是最新 / database is up to date")
    return 0


def _upkeep() -> None:
    now = datetime.now(UTC)
    with db.transaction() as session:
        upkeep.run(session, now=now, today=today_in_dalian(now))


def _build() -> int:
    build.build()
    return 0


def unsafe() -> list[str]:
    """What a strict start refuses, as sentences."""
    found = []
    version = sqlite3.sqlite_version_info
    line_fixed = version[:2] in _FIXED_LINES and version[2] >= _FIXED_LINES[version[:2]]
    if settings.database.startswith("sqlite") and version < _FIXED[0] and not line_fixed:
        found.append(
            f"SQLite {sqlite3.sqlite_version} 有 WAL 重置的缺陷，3.51.3 起修好 / has the WAL-reset bug, fixed from 3.51.3"
        )
    if settings.demo:
        found.append("演示模式开着，谁都能用演示账号登录 / demo mode is on: anybody can sign in with the demo accounts")
    if not settings.public_url:
        found.append("没有 LINLI_PUBLIC_URL，只能在本机打开 / no LINLI_PUBLIC_URL: it opens on this machine only")
    elif not settings.https:
        found.append("网址不是 https，手机上不能离线用 / not https: phones cannot work offline")
    return found


def _doctor() -> int:
    keys.current("fields")
    problems = unsafe()
    if migrations.current(db.engine()) != migrations.head():
        problems.append("数据库要先更新：linli migrate / the database needs: linli migrate")
    for problem in problems:
        print(f"! {problem}")
    if not problems:
        print("都好 / all well")
    return 1 if problems else 0


def _serve() -> int:
    problems = unsafe()
    if settings.strict and problems:
        print("\n".join(["严格模式不启动 / LINLI_STRICT=1 refuses to start:", *(f"! {p}" for p in problems)]), file=sys.stderr)
        return 2
    for problem in problems:
        print(f"! {problem}", file=sys.stderr)
    keys.current("fields")
    migrations.upgrade()
    build.build()
    os.environ |= {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_WEB_WORKDIR": str(build.WEB),
        "REFLEX_TELEMETRY_ENABLED": "false",
    }
    os.chdir(ROOT)
    host = "0.0.0.0" if settings.public_url or os.environ.get("LINLI_HOST") == "all" else "127.0.0.1"
    granian = Path(sys.executable).parent / "granian"
    print(f"邻里在 http://localhost:{settings.port}  / Linli is at this address; Ctrl+C stops it", flush=True)
    db.engine().dispose()
    os.execv(
        granian,
        [
            str(granian), "--interface", "asgi", "--factory", "--host", host, "--port", str(settings.port),
            "--log-level", "warning", "--no-access-log", "--workers", "1", "--workers-kill-timeout", "10", "app.app:app",
        ],
    )  # fmt: skip
    return 0
