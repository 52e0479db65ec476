"""The shape of the code (design.md §2): who may import whom, one list of routes, a policy on every handler."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
# What each room may import of ours; app/app.py alone sees all.
MAY = {
    "models": {"models"},
    "rules": {"models", "rules"},
    "services": {"models", "rules", "services", "errors", "config", "db"},
    "api": {"models", "rules", "services", "errors", "config", "db", "routes", "api"},
    "state": {"models", "rules", "services", "errors", "config", "db", "routes", "state"},
    "components": {"models", "rules", "routes", "i18n", "components", "state", "config"},
    "pages": {"components", "state", "routes", "i18n", "config"},
    "demo": {"models", "rules", "services", "errors", "config", "db", "demo"},
    "migrations": {"models", "services", "config", "db", "migrations"},
    "commands": {"models", "rules", "services", "errors", "config", "db", "demo", "migrations", "build", "commands", "routes"},
}
FILES = sorted(p for p in APP.rglob("*.py") if "versions" not in p.parts)


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            if node.module == "app":
                found |= {f"app.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def _rooms(path: Path) -> set[str]:
    return {m.split(".")[1] for m in _imports(path) if m.startswith("app.")}


@pytest.mark.parametrize("room", sorted(MAY))
def test_imports_go_one_way(room: str) -> None:
    for path in (APP / room).rglob("*.py"):
        if "versions" in path.parts:
            continue
        assert _rooms(path) <= MAY[room], f"{path.relative_to(ROOT)} imports {_rooms(path) - MAY[room]}"


def test_nobody_imports_the_composition_root() -> None:
    for path in FILES:
        assert "app.app" not in _imports(path), path


def test_services_rules_and_models_import_without_reflex() -> None:
    names = [
        ".".join(p.relative_to(ROOT).with_suffix("").parts)
        for p in FILES
        if p.parent.name in {"services", "rules", "models"} and p.stem != "__init__"
    ]
    code = f"import sys, importlib\nfor n in {names!r}: importlib.import_module(n)\nassert 'reflex' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_package_itself_is_empty() -> None:
    assert (APP / "__init__.py").read_text().strip() == ""


def test_only_the_engine_room_opens_sessions_and_commits() -> None:
    for path in FILES:
        tree = ast.parse(path.read_text())
        calls = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        names = {c.rsplit(".", 1)[-1] for c in calls}
        where = path.relative_to(APP).as_posix()
        if where != "db.py":
            assert "create_engine" not in names, where
            assert "rx.session" not in calls, where
        if where.startswith(("services/", "rules/", "models/", "state/", "api/")):
            assert not names & {"commit"}, where


def test_no_query_outside_services() -> None:
    for path in FILES:
        where = path.relative_to(APP).as_posix()
        if where.startswith(("services/", "migrations/", "demo/")) or where in {"db.py"}:
            continue
        names = {n.func.id for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        assert "select" not in names, where


def test_only_passwords_knows_passlib() -> None:
    for path in FILES:
        if path.name != "passwords.py":
            assert not any(m.startswith(("passlib", "argon2")) for m in _imports(path)), path


def test_rules_have_no_clock_and_no_door() -> None:
    banned = {"datetime.now", "date.today", "time.time", "open", "httpx.get"}
    for path in (APP / "rules").rglob("*.py"):
        calls = {ast.unparse(n.func) for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)}
        assert not calls & banned, path


def test_every_route_is_listed_once_and_guarded() -> None:
    from app import routes
    from app.app import PAGES

    paths = [route for route, _, _ in PAGES]
    assert len(paths) == len(set(paths))
    known = {v for k, v in vars(routes).items() if k.isupper() and isinstance(v, str)}
    assert set(paths) == known
    outside = {routes.PUBLIC_CERTIFICATES, routes.PUBLIC_CERTIFICATE, routes.PUBLIC_TEAM}
    assert {routes.HOME, routes.LOGIN, routes.FEEDBACK, routes.PRIVACY} | outside == routes.PUBLIC


def test_every_handler_has_a_policy() -> None:
    import app.app  # noqa: F401  registers all States
    from app.state.gate import policies, unguarded

    assert unguarded() == []
    assert sum(rule is not None for rule in policies().values()) >= 8


def test_every_page_renders() -> None:
    from app.app import PAGES

    for _, page, title in PAGES:
        assert page().render() and title


def test_every_file_says_its_job_first() -> None:
    for path in [*FILES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]:
        text = path.read_text()
        if text.strip():
            assert ast.get_docstring(ast.parse(text)), path
    for path in [*(ROOT / "assets/offline").glob("*.js"), *(APP / "web").iterdir()]:
        assert path.read_text().startswith("/*"), path


def test_public_functions_are_explained() -> None:
    missing = []
    for path in FILES:
        tree = ast.parse(path.read_text())
        tops = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
        tops += [m for c in tops if isinstance(c, ast.ClassDef) for m in c.body if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef)]
        missing += [
            f"{path.relative_to(ROOT)}:{n.lineno} {n.name}" for n in tops if not n.name.startswith("_") and not ast.get_docstring(n)
        ]
    assert missing == []


def test_nothing_of_this_machine_is_in_the_repository() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    home = str(ROOT.parent) + "/"
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".png", ".lock"} or not path.is_file() or len(home) < 4:
            continue
        assert home not in path.read_text("utf-8", "ignore"), name
    lock = (ROOT / "reflex.lock/package-lock.json").read_text()
    assert '"resolved"' not in lock
