"""The program refuses to start unsafe (promises J1, B20, E4, F7): a table of faults, and real starts that end in a sentence."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import config, db
from app.commands import serving
from app.models import Resident
from app.services import checks, keys
from app.services.checks import Facts, Severity
from tests.conftest import NOW
from tests.ops.serving import Home

SOUND = config.read(
    {"LINLI_PUBLIC_URL": "https://linli.example.cn", "LINLI_PROXY_HOPS": "1", "LINLI_HOST": "local", "LINLI_STRICT": "1"}
)
WELL = Facts(settings=SOUND, now=NOW, newest_backup=NOW)
POSTGRES = {"LINLI_DATABASE_URL": "postgresql://127.0.0.1/linli"}
STOP, UNSAFE, NOTE = Severity.STOP, Severity.UNSAFE, Severity.NOTE


def _with(**env: str) -> config.Settings:
    base = {"LINLI_PUBLIC_URL": "https://linli.example.cn", "LINLI_PROXY_HOPS": "1", "LINLI_HOST": "local"}
    return config.read(base | env)


def test_a_sound_deployment_has_nothing_to_tell() -> None:
    assert checks.findings(WELL) == []
    several = _with(**POSTGRES, LINLI_REDIS_URL="redis://:secret@127.0.0.1/0", PORT="3401-3404")
    assert checks.findings(replace(WELL, settings=several)) == []


@pytest.mark.parametrize(
    ("code", "severity", "changed"),
    [
        ("origins", UNSAFE, {"env": {"REFLEX_CORS_ALLOWED_ORIGINS": "*"}}),
        ("origins", UNSAFE, {"env": {"REFLEX_CORS_ALLOWED_ORIGINS": "https://evil.example"}}),
        ("origins", UNSAFE, {"settings": _with(LINLI_PUBLIC_URL="https://*.example.cn")}),
        ("public_url", STOP, {"settings": _with(LINLI_PUBLIC_URL="linli.example.cn")}),
        ("no_public_url", UNSAFE, {"settings": _with(LINLI_PUBLIC_URL="")}),
        ("no_https", UNSAFE, {"settings": _with(LINLI_PUBLIC_URL="http://linli.example.cn")}),
        ("no_proxy", UNSAFE, {"settings": _with(LINLI_HOST="all", LINLI_PROXY_HOPS="0")}),
        ("no_proxy", UNSAFE, {"settings": _with(LINLI_HOST="", LINLI_PROXY_HOPS="0")}),
        ("codespaces", UNSAFE, {"env": {"GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN": "example.dev"}}),
        ("demo", UNSAFE, {"settings": _with(LINLI_DEMO="1")}),
        ("dev_mode", UNSAFE, {"env": {"REFLEX_ENV_MODE": "dev"}}),
        ("several_on_sqlite", STOP, {"settings": _with(PORT="3401-3402")}),
        ("several_on_sqlite", STOP, {"settings": _with(LINLI_REDIS_URL="redis://127.0.0.1")}),
        ("several_on_sqlite", STOP, {"env": {"GRANIAN_WORKERS": "2"}}),
        ("several_on_sqlite", STOP, {"env": {"WEB_CONCURRENCY": "4"}}),
        ("sqlite_taken", STOP, {"sqlite_taken": True}),
        ("several_without_redis", STOP, {"settings": _with(**POSTGRES, PORT="3401-3402")}),
        ("states_on_disk", UNSAFE, {"env": {"REFLEX_STATE_MANAGER_MODE": "disk"}}),
        ("states_on_disk", UNSAFE, {"states_on_disk": True}),
        ("redis_open", STOP, {"settings": _with(**POSTGRES, LINLI_REDIS_URL="redis://198.51.100.7"), "redis_host": "public"}),
        ("redis_open", STOP, {"settings": _with(**POSTGRES, LINLI_REDIS_URL="redis://nowhere"), "redis_host": "unknown"}),
        ("redis_plain", UNSAFE, {"settings": _with(**POSTGRES, LINLI_REDIS_URL="redis://:pw@198.51.100.7"), "redis_host": "public"}),
        ("sqlite_bug", UNSAFE, {"sqlite": (3, 40, 1)}),
        ("sqlite_bug", UNSAFE, {"sqlite": (3, 51, 2)}),
        ("sqlite_bug", UNSAFE, {"sqlite": (3, 50, 6)}),
        ("sqlite_bug", UNSAFE, {"sqlite": (3, 44, 5)}),
        ("key_lost", STOP, {"key_file": "lost"}),
        ("key_open", STOP, {"key_file": "open"}),
        ("key_bad", STOP, {"key_file": "bad"}),
        ("schema_old", NOTE, {"schema": "old"}),
        ("schema_newer", STOP, {"schema": "newer"}),
        ("schema_away", STOP, {"schema": "away"}),
        ("data_dir_open", UNSAFE, {"data_dir_open": True}),
        ("disk_full", NOTE, {"disk_free": 100 << 20}),
        ("no_backup", NOTE, {"newest_backup": None}),
        ("no_backup", NOTE, {"newest_backup": NOW - timedelta(hours=26, minutes=1)}),
        ("backup_off", NOTE, {"settings": _with(LINLI_BACKUP="off")}),
        ("chain_broken", NOTE, {"chain_broken": True}),
        ("no_node", STOP, {"bundle_current": False, "node": False}),
    ],
)
def test_each_fault_is_named_and_weighed(code: str, severity: Severity, changed: dict[str, Any]) -> None:
    found = checks.findings(replace(WELL, **changed))
    assert [(f.code, f.severity) for f in found] == [(code, severity)]
    assert found[0].zh and found[0].en and "{" not in str(found[0])


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 52, 0), (3, 50, 7), (3, 44, 6), (4, 0, 0)])
def test_a_sqlite_that_was_mended_is_welcome(version: tuple[int, ...]) -> None:
    assert checks.findings(replace(WELL, sqlite=version)) == []


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("", "private"), ("redis://127.0.0.1:6379/0", "private"), ("redis://localhost", "private"), ("redis://10.1.2.3", "private"),
        ("redis://192.168.1.5", "private"), ("unix:///run/redis.sock", "private"), ("redis://8.8.8.8", "public"),
        ("redis://no-such-host.invalid", "unknown"),
    ],
)  # fmt: skip
def test_where_redis_is(url: str, where: str) -> None:
    assert checks._where(url) == where


def test_a_strict_start_is_refused_in_sentences(tmp_path: Path) -> None:
    """The eight of promise J1 at once, in a real process; the table above takes them one by one."""
    key_file = tmp_path / "default.json"
    key_file.write_text('{"fields": {"current": "k1", "keys": {"k1": "AAAA"}}}')
    key_file.chmod(0o600)
    home = Home(
        tmp_path, LINLI_PUBLIC_URL="https://linli.example.cn", LINLI_HOST="all", LINLI_STRICT="1", PORT="3491-3492",
        REFLEX_CORS_ALLOWED_ORIGINS="*", REFLEX_ENV_MODE="dev", REFLEX_STATE_MANAGER_MODE="disk", LINLI_KEY_FILE=str(key_file),
        GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN="example.dev",
    )  # fmt: skip
    done = home.linli("serve")
    assert done.returncode == 2 and "LINLI_STRICT=1 refuses to start" in done.stderr and "Traceback" not in done.stderr
    for said in (
        "other sites may call in", "development mode", "states of screens lie on the disk", "empty or default key",
        "SQLite is for one process", "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "no declared proxy",
    ):  # fmt: skip
        assert said in done.stderr, said
    assert not home.data.exists(), "a refused start leaves nothing"


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("severity", list(Severity))
def test_what_is_unsafe_stops_a_strict_start_and_what_is_worse_stops_every_start(
    severity: Severity, strict: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(serving.settings.__dict__, "strict", strict)
    assert serving._refused([checks.Finding("x", severity, "甲", "a")]) is (severity is STOP or (strict and severity is UNSAFE))
    assert "! 甲 / a" in capsys.readouterr().err


def test_a_default_or_readable_key_file_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    monkeypatch.setitem(serving.settings.__dict__, "keys", path)
    zeros = base64.b64encode(bytes(32)).decode()
    bodies = ["{}", "", json.dumps({p: {"current": "k1", "keys": {"k1": zeros}} for p in keys.PURPOSES})]
    try:
        for body in bodies:
            path.write_text(body)
            path.chmod(0o600)
            keys.forget()
            assert checks._key_file(path, sealed=True) == "bad"
        path.chmod(0o640)
        assert checks._key_file(path, sealed=True) == "open"
    finally:
        keys.forget()


def test_doctor_changes_nothing_where_there_is_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    done = home.linli("doctor")
    assert done.returncode == 1 and "no LINLI_PUBLIC_URL" in done.stdout
    assert not home.data.exists()


def test_a_lost_key_file_is_told_apart_from_a_first_start(database: sa.Engine, tmp_path: Path) -> None:
    from tests.factories import a_resident, areas

    here = config.read({"LINLI_DATA_DIR": str(tmp_path)})

    def seen() -> str:
        return checks.gather(here, {}, now=NOW, engine=database, schema="current", bundle_current=True, node=True).key_file

    assert seen() == "missing"
    with db.transaction() as session:
        areas(session)
        a_resident(session)
        session.flush()
        session.execute(sa.update(Resident).values(phone_sealed=b"x"))
    assert seen() == "lost"
    assert not here.keys.exists(), "looking makes no key file"


def test_looking_sees_an_open_folder_a_full_disk_and_states_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = config.read({"LINLI_DATA_DIR": str(tmp_path)})
    states = tmp_path / "states"
    states.mkdir()
    (states / "tab").touch()

    def seen(**env: str) -> Facts:
        return checks.gather(here, env, now=NOW, engine=None, schema="none", bundle_current=True, node=True)

    tmp_path.chmod(0o700)
    assert not seen().data_dir_open and seen().disk_free > 0 and not seen().states_on_disk
    tmp_path.chmod(0o750)
    assert seen().data_dir_open
    assert seen(REFLEX_STATES_WORKDIR=str(states)).states_on_disk


def test_a_broken_chain_that_is_known_is_told(database: sa.Engine) -> None:
    from app.models import Act
    from app.services import audit, audit_chain

    with db.transaction() as session:
        audit.record(session, act=Act.ALARM, now=NOW, object_kind=audit_chain.CHAIN, object_id=audit_chain.CHAIN, reason="x", result="broken")
    assert checks._asked(database) == (False, True)
