"""Runs every test in order: units on both databases, the phone's side in Node, stories in a real browser."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def _step(title: str, command: list[str]) -> int:
    print(f"\n== {title}", flush=True)
    began = time.monotonic()
    env = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    code = subprocess.run(command, cwd=ROOT, env=env).returncode
    print(f"== {title}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - began:.0f} s", flush=True)
    return code


def main() -> int:
    """Run the parts that were asked for; 0 only where all of them passed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--unit", action="store_true")
    parser.add_argument("--e2e", action="store_true")
    asked = parser.parse_args()
    everything = not (asked.unit or asked.e2e)
    codes = []
    pytest = [sys.executable, "-m", "pytest", "-q"]
    if asked.unit or everything:
        codes.append(_step("the phone's side", [str(BIN / "node"), "--test", *sorted(map(str, (ROOT / "tests/js").glob("*.test.mjs")))]))
        codes.append(_step("units", [*pytest, "-n", "2", "--ignore=tests/e2e", "tests"]))
    if asked.e2e or everything:
        # Built before the stories begin, so that its time is told apart from theirs.
        codes.append(_step("the pages", [str(BIN / "linli"), "build"]))
        codes.append(_step("stories in a browser", [*pytest, "tests/e2e"]))
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
