"""`linli serve`, `migrate`, `doctor` and `build`: from a checkout to a running server on one port, or several."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from app import build, db, migrations
from app.config import ROOT, settings
from app.services import checks, keys, upkeep
from app.services.checks import Finding, Severity
from app.services.residents import today_in_dalian


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


def look() -> list[Finding]:
    """What is unsafe or missing here; nothing is changed by looking."""
    schema = _schema()
    node = shutil.which("node", path=build.environment_path()) is not None
    return checks.findings(
        checks.gather(
            settings, os.environ, now=datetime.now(UTC), engine=db.engine() if schema in {"current", "old"} else None,
            schema=schema, bundle_current=build.is_current(), node=node,
        )
    )  # fmt: skip


def _schema() -> str:
    """How the database stands to this release; "none" for a SQLite file that is not there yet, which is no fault."""
    if settings.database.startswith("sqlite") and not Path(sa.make_url(settings.database).database or "").exists():
        return "none"
    try:
        now = migrations.current(db.engine())
    except sa.exc.OperationalError:
        return "away"
    if now == migrations.head():
        return "current"
    return "old" if now == "" or now in migrations.known() else "newer"


def _doctor() -> int:
    seen = look()
    if any(f.code == "sqlite_taken" for f in seen):
        print("· 服务器正在用这个数据库 / a server is running on this database")
    found = [f for f in seen if f.code != "sqlite_taken"]
    for finding in found:
        print(f"! {finding}")
    if not found:
        print("都好 / all well")
    return 1 if found else 0


def _refused(found: Sequence[Finding]) -> bool:
    """Tell what was found; True where the server must not start."""
    worst = Severity.UNSAFE if settings.strict else Severity.STOP
    stops = [f for f in found if f.severity >= worst]
    for finding in found:
        if finding.code != "schema_old":  # the start itself mends that one
            print(f"! {finding}", file=sys.stderr)
    if stops and settings.strict:
        print("严格模式不启动 / LINLI_STRICT=1 refuses to start", file=sys.stderr)
    elif stops:
        print("这样不能启动 / Linli does not start like this", file=sys.stderr)
    return bool(stops)


def _serve() -> int:
    if _refused(look()):
        return 2
    if not checks.take(settings):  # another one was faster
        print("! 这个数据库已经有一个服务器在用 / another server runs on this database already", file=sys.stderr)
        return 2
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
    print(f"邻里在 {_address()}  / Linli is at this address; Ctrl+C stops it", flush=True)
    db.engine().dispose()
    if settings.ports > 1:
        return _several()
    command = _granian(settings.port)
    os.execv(command[0], command)
    return 0


def _address() -> str:
    here = f"http://localhost:{settings.port}"
    if settings.ports > 1:
        here += f"–{settings.port + settings.ports - 1}"
    return f"{settings.public_url} ({here})" if settings.public_url else here


def _granian(port: int) -> list[str]:
    return [
        str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--factory", "--host", settings.listens_on,
        "--port", str(port), "--log-level", "warning", "--no-access-log", "--workers", "1", "--workers-kill-timeout", "10",
        "app.app:app",
    ]  # fmt: skip


def _several() -> int:
    """One process on each port; one that ends by itself is started again, all of them end with this one."""
    ports = range(settings.port, settings.port + settings.ports)
    running: dict[int, subprocess.Popen[bytes]] = {}
    ending = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal ending
        ending = True

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    try:
        while not ending:
            for port in ports:
                if port not in running or running[port].poll() is not None:
                    running[port] = subprocess.Popen(_granian(port), env=os.environ | {"PORT": str(port)})
            time.sleep(1)
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait()
    return 0
