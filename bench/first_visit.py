"""The first visit: scores of Lighthouse on a slow phone, and the compressed bytes that go over the wire."""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.api.deps import COOKIE
from app.models import Role
from bench.browser import FLAGS, PHONE, ROW, executable, signed_in
from bench.figures import Figure, say
from bench.ground import Ground, Server

RUNS = 3
FOLDER = Path(tempfile.gettempdir()) / "linli-bench-lighthouse"
NODE = Path(sys.executable).parent
KINDS = {"Script": "JS", "Stylesheet": "CSS", "Document": "HTML", "Fetch": "pack and API", "XHR": "pack and API"}


def measure(ground: Ground) -> Iterator[Figure]:
    """Bytes of /login and /residents, then Lighthouse on both where it can be had."""
    grid, _ = ground.grid_near(717)
    token = ground.sign_in(ground.account(Role.GRID, grid))[0]
    with ground.server() as server:
        for path, cookie in (("/login/", ""), ("/residents/", token)):
            sizes = bytes_of(server, path, cookie)
            split = ", ".join(f"{kind} {n / 1024:.1f}" for kind, n in sizes.most_common())
            aim = "≤ 230" if cookie else ""
            yield Figure(f"first visit of {path}, over the wire", "KiB", [sizes.total() / 1024], aim, split)
        lighthouse = install()
        if lighthouse is None:
            return
        for path, cookie in (("/login/", ""), ("/residents/", token)):
            found = [scores(lighthouse, server, path, cookie, ground.home) for _ in range(RUNS)]
            aim = {"performance": "≥ 95", "accessibility": "= 100"} if cookie else {}
            for name in found[0]:
                unit = "" if name == "CLS" else "ms" if name.isupper() else "KiB" if name == "bytes" else "score"
                yield Figure(f"Lighthouse mobile {path} {name}", unit, [f[name] for f in found], aim.get(name, ""))


def bytes_of(server: Server, path: str, token: str) -> Counter[str]:
    """What a first visit takes over the wire, headers included, by kind."""
    with sync_playwright() as player:
        browser = player.chromium.launch(headless=True, executable_path=executable(), args=list(FLAGS))
        context = browser.new_context(locale="zh-CN", service_workers="block", **PHONE)
        if token:
            signed_in(context, server, token)
        page = context.new_page()
        wire = context.new_cdp_session(page)
        kinds: dict[str, str] = {}
        sizes: Counter[str] = Counter()
        wire.on("Network.responseReceived", lambda e: kinds.__setitem__(e["requestId"], KINDS.get(e["type"], "other")))
        wire.on("Network.loadingFinished", lambda e: sizes.update({kinds.get(e["requestId"], "other"): int(e["encodedDataLength"])}))
        wire.send("Network.enable")
        page.goto(server.address + path)
        page.wait_for_selector(ROW if token else "form")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1000)
        browser.close()
    return sizes


def _environment() -> dict[str, str]:
    # Lighthouse wants a newer Node than Debian's; our own environment brings one.
    return os.environ | {"PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}", "CHROME_PATH": executable() or ""}


def install() -> Path | None:
    """Lighthouse in a folder under the system's temporary one; None where it cannot be had."""
    command = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not command.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        got = subprocess.run(["npm", "install", "--no-fund", "--no-audit", "--prefix", str(FOLDER), "lighthouse@13"], env=_environment(), cwd=FOLDER, capture_output=True, text=True)
        if got.returncode != 0 or not command.exists():
            say(f"  Lighthouse could not be installed: {got.stderr.strip().splitlines()[-1:]}")
            return None
    return command


def scores(lighthouse: Path, server: Server, path: str, token: str, home: Path) -> dict[str, float]:
    """One run with its defaults for a phone: slow 4G and a processor four times slower, both simulated."""
    headers, report = home / "lighthouse-headers.json", home / "lighthouse.json"
    headers.write_text(json.dumps({"Cookie": f"{COOKIE}={token}"} if token else {}))
    subprocess.run(
        ["node", str(lighthouse), server.address + path, "--quiet", "--only-categories=performance,accessibility",
         "--output=json", f"--output-path={report}", f"--extra-headers={headers}",
         f"--chrome-flags=--headless {' '.join(FLAGS)}"],
        env=_environment(), cwd=home, check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    told = json.loads(report.read_text())
    headers.unlink()
    audits = told["audits"]
    return {
        "performance": round(told["categories"]["performance"]["score"] * 100),
        "accessibility": round(told["categories"]["accessibility"]["score"] * 100),
        "FCP": audits["first-contentful-paint"]["numericValue"],
        "LCP": audits["largest-contentful-paint"]["numericValue"],
        "TBT": audits["total-blocking-time"]["numericValue"],
        "CLS": audits["cumulative-layout-shift"]["numericValue"],
        "bytes": audits["total-byte-weight"]["numericValue"] / 1024,
    }
