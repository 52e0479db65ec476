"""What no line of the program may do (promises B3, B12, B14, B21, C6, E1)."""

import ast
import importlib
import inspect
import os
import re
from pathlib import Path
from typing import Any

import pytest

from app.commands import serving
from app.config import ROOT
from rxconfig import config

DOORS = [*(ROOT / "app" / "api").glob("*.py"), *(ROOT / "app" / "state").glob("*.py"), ROOT / "app" / "app.py"]
BLOCKING = {"open", "Session", "db.transaction", "db.reading", "db.engine", "time.sleep", "subprocess.run", "input"}
BLOCKING_ENDS = ("read_text", "write_text", "read_bytes", "write_bytes", "execute", "exec", "commit")


def _takes_a_session(module: Any, name: str) -> bool:
    function = getattr(module, name, None)
    return inspect.isfunction(function) and next(iter(inspect.signature(function).parameters), "") == "session"


def _stalls(path: Path) -> list[str]:
    """Calls inside coroutines and event handlers that would hold the loop: the database, hashing, files, sleeping."""
    tree = ast.parse(path.read_text())
    module = importlib.import_module(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."))
    found = []
    for function in ast.walk(tree):
        handler = isinstance(function, ast.FunctionDef) and any("allow" in ast.unparse(d) or "rx.event" in ast.unparse(d) for d in function.decorator_list)
        if not isinstance(function, ast.AsyncFunctionDef) and not handler:
            continue
        # Which database it is stands in memory; everything else about the engine goes to the disk or over the network.
        asked = {id(n.value) for n in ast.walk(function) if isinstance(n, ast.Attribute) and n.attr == "dialect"}
        for call in (n for n in ast.walk(function) if isinstance(n, ast.Call) and id(n) not in asked):
            said = ast.unparse(call.func)
            first, _, last = said.rpartition(".")
            service = getattr(module, first, None) if first.isidentifier() else None
            if said in BLOCKING or said.endswith(BLOCKING_ENDS) or "passwords." in said or (service is not None and _takes_a_session(service, last)):
                found.append(f"{path.name}:{call.lineno} {said}")
    return found


@pytest.mark.parametrize("path", DOORS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_handler_and_no_route_holds_the_loop(path: Path) -> None:
    assert _stalls(path) == []


def test_the_check_above_sees_what_holds_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Written into a copy of a real door, each of these is noticed."""
    source = (ROOT / "app" / "api" / "pack.py").read_text()
    for bad in ("pack.build(None, actor=None, now=None)", "db.transaction()", "db.engine().connect()", "open('x')", "passwords.verify('a', 'b')", "accounts.touch(None)"):
        line = "    actor = await deps.actor(request)\n"
        assert line in source
        changed = source.replace(line, line + f"    {bad}\n")
        real = Path.read_text
        monkeypatch.setattr(Path, "read_text", lambda self, *a, _c=changed, _r=real, **k: _c if self.name == "pack.py" else _r(self, *a, **k))
        assert len(_stalls(ROOT / "app" / "api" / "pack.py")) == 1, bad
        monkeypatch.undo()


def test_all_handlers_are_coroutines() -> None:
    for path in (ROOT / "app" / "state").glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                assert not any("rx.event" in ast.unparse(d) for d in function.decorator_list), f"{path.name}: {function.name}"


def test_what_is_pinned_is_what_was_examined() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    versions = dict(re.findall(r"^([a-z0-9_.-]+)(?:\[[a-z,]+\])?==([^ \\;]+)", lock, re.MULTILINE | re.IGNORECASE))
    reflex = tuple(int(p) for p in versions["reflex"].split(".")[:3])
    assert (0, 10, 1) <= reflex < (0, 11)
    assert versions["passlib"] == "1.7.4"
    assert (25, 1) <= tuple(int(p) for p in versions["argon2-cffi"].split(".")[:2]) < (26,)
    assert tuple(int(p) for p in versions["python-socketio"].split(".")[:2]) >= (5, 14)
    assert "--hash=sha256:" in lock
    assert "bcrypt" not in versions


def test_reflex_is_set_up_as_was_decided() -> None:
    assert config.cors_allowed_origins
    assert "*" not in config.cors_allowed_origins
    assert config.telemetry_enabled is False
    assert config.state_auto_setters is False
    assert str(config.state_manager_mode) in {"StateManagerMode.MEMORY", "memory", "redis", "StateManagerMode.REDIS"}
    assert config.transport == "websocket"
    assert config.frontend_compression_formats == ["brotli", "gzip"]
    assert int(os.environ["REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE"]) <= 65536


def test_the_server_keeps_no_access_log() -> None:
    assert "--no-access-log" in inspect.getsource(serving)
