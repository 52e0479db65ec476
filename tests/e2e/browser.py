"""Finds Chromium, or installs it from Debian's packages where this machine may do that."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def find() -> str | None:
    """The path of a Chromium on this machine; LINLI_CHROMIUM wins."""
    named = os.environ.get("LINLI_CHROMIUM")
    return named if named and os.path.exists(named) else next((p for n in NAMES if (p := shutil.which(n))), None)


def find_or_install() -> str:
    """The path of a Chromium. Raises RuntimeError with what to do where there is none and none can be installed."""
    if path := find():
        return path
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in ([apt, "update", "-qq"], [apt, "install", "-y", "-qq", "chromium", "fonts-noto-cjk"]):
            subprocess.run(command, env=env, check=True, capture_output=True)
        if path := find():
            return path
    raise RuntimeError("The stories need Chromium: install it (apt-get install chromium fonts-noto-cjk) or set LINLI_CHROMIUM.")
