"""What is unsafe or missing in this deployment, in words: for `linli doctor`, the banner and strict starts (J1, B20).

`gather` looks at the machine, `findings` decides; so every line of the decision is tested with a table.
"""

import fcntl
import os
import shutil
import socket
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy import make_url

from app import db
from app.config import ROOT, Settings
from app.services import audit_chain, keys
from app.services.backup import nightly

FIXED = (3, 51, 3)
"""From here on SQLite is without the WAL-reset bug, and in two older lines from these releases (promise E4)."""
FIXED_LINES = {(3, 50): 7, (3, 44): 6}
LEAST_DISK = 1 << 30
"""Bytes: below one GiB a backup or a migration may not fit any more."""
NO_BACKUP_FOR = timedelta(hours=26)
LOCK = "serve.lock"


class Severity(IntEnum):
    """NOTE is told, UNSAFE stops a strict start, STOP stops every start."""

    NOTE = 1
    UNSAFE = 2
    STOP = 3


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be."""

    code: str
    severity: Severity
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


@dataclass(frozen=True)
class Facts:
    """What was seen. The defaults are those of a sound deployment."""

    settings: Settings
    env: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None
    sqlite: tuple[int, ...] = FIXED
    sqlite_taken: bool = False
    """Another `linli serve` runs on the same SQLite file."""
    key_file: str = "ok"
    """ok, missing (and nothing needs it yet), lost (sealed data are there), open (others may read it), bad."""
    states_on_disk: bool = False
    redis_host: str = "private"
    """private (this machine, a socket or a private network), public, or unknown."""
    schema: str = "current"
    """current, old, newer, or away where the database does not answer."""
    data_dir_open: bool = False
    disk_free: int = LEAST_DISK
    newest_backup: datetime | None = None
    chain_broken: bool = False
    bundle_current: bool = True
    node: bool = True


def findings(facts: Facts) -> list[Finding]:
    """Everything that is not as it should be, the worst first."""
    found = [*_door(facts), *_memory(facts), *_data(facts), *_house(facts)]
    return sorted(found, key=lambda f: -f.severity)


def _door(facts: Facts) -> list[Finding]:
    """Who can reach us, and from where."""
    settings, env, found = facts.settings, facts.env, []
    address = urlsplit(settings.public_url)
    if env.get("REFLEX_CORS_ALLOWED_ORIGINS", "").strip() or "*" in settings.public_url:
        found.append(Finding(
            "origins", Severity.UNSAFE, "别的网站也能调用：去掉 REFLEX_CORS_ALLOWED_ORIGINS，LINLI_PUBLIC_URL 写完整网址",
            "other sites may call in: unset REFLEX_CORS_ALLOWED_ORIGINS and give LINLI_PUBLIC_URL one full address"))  # fmt: skip
    if not settings.public_url:
        found.append(Finding(
            "no_public_url", Severity.UNSAFE, "没有 LINLI_PUBLIC_URL，只能在本机打开", "no LINLI_PUBLIC_URL: it opens on this machine only"))  # fmt: skip
    elif address.scheme not in {"http", "https"} or not address.hostname or address.path:
        found.append(Finding(
            "public_url", Severity.STOP, "LINLI_PUBLIC_URL 要像 https://linli.example.cn 这样",
            "LINLI_PUBLIC_URL must look like https://linli.example.cn"))  # fmt: skip
    elif not settings.https:
        found.append(Finding("no_https", Severity.UNSAFE, "网址不是 https，手机上不能离线用", "not https: phones cannot work offline"))
    if settings.listens_on == "0.0.0.0" and not settings.proxy_hops:
        found.append(Finding(
            "no_proxy", Severity.UNSAFE,
            "在所有网口上收听，却没有说明前面的代理：设 LINLI_PROXY_HOPS=1，代理在同一台机器上时再设 LINLI_HOST=local",
            "listens on every address with no declared proxy: set LINLI_PROXY_HOPS=1, and LINLI_HOST=local where the proxy is on this machine"))  # fmt: skip
    if env.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN"):
        found.append(Finding(
            "codespaces", Severity.UNSAFE, "设有 GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN，会打开一扇不该有的门，请去掉",
            "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN is set and opens a door that should not be; unset it"))  # fmt: skip
    if settings.demo:
        found.append(Finding(
            "demo", Severity.UNSAFE, "演示模式开着，谁都能用演示账号登录", "demo mode is on: anybody can sign in with the demo accounts"))  # fmt: skip
    if env.get("REFLEX_ENV_MODE", "prod").lower() != "prod":
        found.append(Finding(
            "dev_mode", Severity.UNSAFE, "REFLEX_ENV_MODE 是开发模式，请去掉", "REFLEX_ENV_MODE asks for development mode; unset it"))  # fmt: skip
    return found


def _memory(facts: Facts) -> list[Finding]:
    """Where the state of the screens is kept, and how many processes share it."""
    settings, env, found = facts.settings, facts.env, []
    lite = settings.database.startswith("sqlite")
    several = settings.ports > 1 or any(_number(env.get(name)) > 1 for name in ("GRANIAN_WORKERS", "WEB_CONCURRENCY"))
    if lite and (several or settings.redis_url):
        found.append(Finding(
            "several_on_sqlite", Severity.STOP, "SQLite 只能有一个进程；要几个进程请用 LINLI_DATABASE_URL（PostgreSQL）加 LINLI_REDIS_URL",
            "SQLite is for one process; for several use LINLI_DATABASE_URL (PostgreSQL) with LINLI_REDIS_URL"))  # fmt: skip
    elif several and not settings.redis_url:
        found.append(Finding(
            "several_without_redis", Severity.STOP, "几个进程要有共同的 Redis：设 LINLI_REDIS_URL", "several processes need one Redis: set LINLI_REDIS_URL"))  # fmt: skip
    if facts.sqlite_taken:
        found.append(Finding(
            "sqlite_taken", Severity.STOP, "这个数据库已经有一个服务器在用", "another server runs on this database already"))  # fmt: skip
    if env.get("REFLEX_STATE_MANAGER_MODE", "").lower() == "disk" or facts.states_on_disk:
        found.append(Finding(
            "states_on_disk", Severity.UNSAFE, "界面状态会写到磁盘（.states），里面有居民的信息：去掉 REFLEX_STATE_MANAGER_MODE，删掉 .states",
            "states of screens lie on the disk (.states) with people's data: unset REFLEX_STATE_MANAGER_MODE and delete .states"))  # fmt: skip
    if settings.redis_url and facts.redis_host != "private":
        redis = urlsplit(settings.redis_url)
        if not redis.password:
            found.append(Finding(
                "redis_open", Severity.STOP, "Redis 没有密码，又不在本机或内网：谁改了它就能在这里运行程序",
                "Redis has no password and is not on this machine or a private network: who writes to it runs code here"))  # fmt: skip
        elif redis.scheme != "rediss":
            found.append(Finding(
                "redis_plain", Severity.UNSAFE, "到 Redis 的路上没有加密，密码会被看见：用 rediss:// 或内网",
                "the way to Redis is not encrypted, its password can be seen: use rediss:// or a private network"))  # fmt: skip
    return found


def _data(facts: Facts) -> list[Finding]:
    """Database, keys and backups."""
    settings, found = facts.settings, []
    line = facts.sqlite[:2]
    fixed = facts.sqlite[:3] >= FIXED or (line in FIXED_LINES and facts.sqlite[2] >= FIXED_LINES[line])
    if settings.database.startswith("sqlite") and not fixed:
        version = ".".join(map(str, facts.sqlite[:3]))
        found.append(Finding(
            "sqlite_bug", Severity.UNSAFE, f"SQLite {version} 有 WAL 重置的缺陷，3.51.3 起修好",
            f"SQLite {version} has the WAL-reset bug, fixed from 3.51.3"))  # fmt: skip
    key_file = {
        "lost": ("数据已加密，密钥文件却不见了：把单独保管的密钥文件放回来", "data are sealed and the key file is gone: put back the one you keep apart"),
        "open": (f"别人能读密钥文件：chmod 600 {settings.keys.name}", f"others can read the key file: chmod 600 {settings.keys.name}"),
        "bad": ("密钥文件读不出来，或是空的、默认的密钥", "the key file cannot be read, or holds an empty or default key"),
    }
    if said := key_file.get(facts.key_file):
        found.append(Finding(f"key_{facts.key_file}", Severity.STOP, *said))
    schema = {
        "old": (Severity.NOTE, "数据库要先更新：linli migrate", "the database needs: linli migrate"),
        "newer": (Severity.STOP, "数据库来自更新的版本，请升级邻里", "the database is of a newer release: upgrade Linli"),
        "away": (Severity.STOP, "连不上数据库：看 LINLI_DATABASE_URL", "the database does not answer: see LINLI_DATABASE_URL"),
    }
    if facts.schema in schema:
        found.append(Finding(f"schema_{facts.schema}", *schema[facts.schema]))
    if facts.chain_broken:
        found.append(Finding(
            "chain_broken", Severity.NOTE, "审计链有一处对不上，请审计员看：linli audit verify",
            "the audit chain does not fit somewhere; the auditor should look: linli audit verify"))  # fmt: skip
    if not settings.demo and facts.now is not None and facts.schema == "current":
        newest = facts.newest_backup
        if not settings.backup:
            found.append(Finding("backup_off", Severity.NOTE, "LINLI_BACKUP=off，夜里不备份", "LINLI_BACKUP=off: no backup at night"))
        elif newest is None or facts.now - newest > NO_BACKUP_FOR:
            found.append(Finding(
                "no_backup", Severity.NOTE, "26 小时内没有备份：linli backup --nightly，看备份文件夹写不写得进去",
                "no backup in 26 hours: linli backup --nightly, and see whether the folder can be written"))  # fmt: skip
    return found


def _house(facts: Facts) -> list[Finding]:
    """The machine."""
    found = []
    if facts.data_dir_open:
        found.append(Finding("data_dir_open", Severity.UNSAFE, "别人能进数据文件夹：chmod 700", "others can enter the data folder: chmod 700"))
    if facts.disk_free < LEAST_DISK:
        found.append(Finding(
            "disk_full", Severity.NOTE, f"磁盘只剩 {facts.disk_free >> 20} MiB", f"only {facts.disk_free >> 20} MiB left on the disk"))  # fmt: skip
    if not facts.bundle_current and not facts.node:
        found.append(Finding(
            "no_node", Severity.STOP, "页面要重新生成，却没有 Node：装上 requirements.lock，或用 LINLI_BUNDLE 给出已生成的页面",
            "the pages must be built anew and there is no Node: install requirements.lock, or name built pages with LINLI_BUNDLE"))  # fmt: skip
    return found


def _number(word: str | None) -> int:
    return int(word) if word and word.isdigit() else 0


def gather(
    settings: Settings, env: Mapping[str, str], *, now: datetime, engine: sa.Engine | None, schema: str, bundle_current: bool, node: bool
) -> Facts:
    """Look at this machine. Changes nothing: no key file, no folder and no database comes to be by asking.

    `engine` is None where there is no database to ask; `schema` says how it stands to this release (see Facts).
    """
    sealed, broken = _asked(engine) if engine is not None and schema in {"current", "old"} else (False, False)
    folder = settings.data_dir
    return Facts(
        settings=settings, env=env, now=now, sqlite=sqlite3.sqlite_version_info, sqlite_taken=_taken(settings),
        key_file=_key_file(settings.keys, sealed), states_on_disk=_states(env), redis_host=_where(settings.redis_url),
        schema=schema, data_dir_open=folder.is_dir() and bool(folder.stat().st_mode & 0o077),
        disk_free=shutil.disk_usage(_existing(folder)).free, newest_backup=nightly.newest(settings.backups),
        chain_broken=broken, bundle_current=bundle_current, node=node,
    )  # fmt: skip


def _asked(engine: sa.Engine) -> tuple[bool, bool]:
    """Whether the database holds something that only its key file opens, and whether an alarm stands over the chain."""
    try:
        tables = set(sa.inspect(engine).get_table_names())
        with db.reading(engine) as session:
            sealed = any(
                session.execute(sa.text(f"SELECT 1 FROM {table} WHERE {what} LIMIT 1")).first()
                for table, what in (("resident", "phone_sealed IS NOT NULL"), ("audit_seal", "1 = 1"), ("sign_in", "1 = 1"))
                if table in tables
            )
            return sealed, "audit" in tables and audit_chain.standing_alarm(session)
    except sa.exc.SQLAlchemyError:
        return False, False


def _key_file(path: Path, sealed: bool) -> str:
    if not path.exists():
        return "lost" if sealed else "missing"
    if path.stat().st_mode & 0o077:
        return "open"
    try:
        keys.current("fields")
    except (keys.KeyFileError, OSError):
        return "bad"
    return "ok"


def _states(env: Mapping[str, str]) -> bool:
    folder = ROOT / env.get("REFLEX_STATES_WORKDIR", ".states")
    return folder.is_dir() and any(folder.iterdir())


def _where(redis_url: str) -> str:
    """Whether Redis is on this machine or a private network, by what its name means here."""
    parts = urlsplit(redis_url)
    if not redis_url or parts.scheme == "unix":
        return "private"
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(parts.hostname or "localhost", None)}
    except OSError:
        return "unknown"
    return "private" if all(ip_address(str(a).partition("%")[0]).is_private for a in found) else "public"


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _lock_file(settings: Settings) -> Path | None:
    path = make_url(settings.database).database if settings.database.startswith("sqlite") else None
    return Path(path).with_name(LOCK) if path and path != ":memory:" else None


def _taken(settings: Settings) -> bool:
    path = _lock_file(settings)
    if path is None or not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def take(settings: Settings) -> bool:
    """Hold the place of the one process of this SQLite file until this process ends, also across exec (promise E4).

    False where another one holds it. On PostgreSQL there is no such place and the answer is True.
    """
    path = _lock_file(settings)
    if path is None:
        return True
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return False
    os.set_inheritable(handle, True)
    return True
