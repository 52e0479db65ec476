"""Builds the bundle when, and only when, something it is made of has changed (reflex-notes.md §1)."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from app.config import ROOT, settings

WEB = settings.bundle or ROOT / ".web"
STAMP = WEB / "build" / "inputs.sha256"
_INPUTS = ("app", "assets", "reflex.lock", "rxconfig.py", "requirements.lock")
_KINDS = {".py", ".po", ".js", ".mjs", ".css", ".svg", ".png", ".json", ".webmanifest", ".lock"}
_NOT_SHOWN = ("app/services", "app/api", "app/demo", "app/migrations", "app/commands")
"""Code that no page is made of; changing it needs no new bundle."""


def fingerprint() -> str:
    """A hash over everything the bundle is made of."""
    digest = hashlib.sha256()
    for top in _INPUTS:
        base = ROOT / top
        files = [base] if base.is_file() else sorted(p for p in base.rglob("*") if p.suffix in _KINDS)
        for path in files:
            name = path.relative_to(ROOT).as_posix()
            if name.startswith(_NOT_SHOWN) or name == "reflex.lock/package.json" or not path.is_file():
                continue
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(f"demo={settings.demo}:{settings.demo_password if settings.demo else ''}".encode())
    digest.update(f"office={settings.office_name}:{settings.office_phone}".encode())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the bundle on disk was made of exactly these sources; one that was named is taken as it is."""
    if settings.bundle:
        return all((WEB / name).exists() for name in ("build/client/index.html", "backend/stateful_pages.json"))
    return STAMP.exists() and STAMP.read_text() == fingerprint()


def environment_path() -> str:
    """Where programs are looked for: Node and npm of our own virtual environment first."""
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def environment() -> dict[str, str]:
    """The environment for Reflex: Node and npm of our own virtual environment, the lock file as it stands."""
    env = dict(os.environ)
    env["PATH"] = environment_path()
    env |= {
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",
        "NPM_CONFIG_FUND": "false",
        "NPM_CONFIG_AUDIT": "false",
        "NPM_CONFIG_UPDATE_NOTIFIER": "false",
    }
    if "NPM_CONFIG_REGISTRY" not in env and (npm := shutil.which("npm", path=env["PATH"])):
        asked = subprocess.run([npm, "config", "get", "registry"], capture_output=True, text=True, env=env)
        if asked.returncode == 0 and asked.stdout.strip().startswith("http"):
            env["NPM_CONFIG_REGISTRY"] = asked.stdout.strip()
    return env


def build() -> None:
    """Build the bundle if it is not current. Raises SystemExit with the end of the log where the build fails.

    Processes that start together build once: the others wait and then find it current.
    """
    if is_current():
        return
    if settings.bundle:
        raise SystemExit("LINLI_BUNDLE 里没有生成好的页面 / There are no built pages in LINLI_BUNDLE.")
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not is_current():
            _build()
    finally:
        os.close(handle)


def _build() -> None:
    print("正在生成页面，第一次要一两分钟… / Building the pages; the first time takes a minute or two …", flush=True)
    reflex = Path(sys.executable).parent / "reflex"
    lock = ROOT / "reflex.lock" / "package-lock.json"
    before = lock.read_bytes() if lock.exists() else b""
    done = subprocess.run(
        [str(reflex), "export", "--no-zip"], cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    if done.returncode != 0 or not (WEB / "build" / "client" / "sw.js").exists():
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-40:])
        raise SystemExit(f"{tail}\n页面没有生成 / The build failed.")
    if before and lock.read_bytes() != before:
        print("reflex.lock/package-lock.json changed with this build; commit it if that was meant.", file=sys.stderr)
    STAMP.write_text(fingerprint())
