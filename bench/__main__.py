"""Runs the measurements and prints them with the machine, the size of the data and the aims of design.md §6."""

import argparse
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

NAMES = ("first_visit", "cold_start", "saving", "pack", "search", "sync", "check_ins", "sessions", "start", "import_district")
ON_BOTH = ("pack", "search", "sync", "check_ins", "sessions")
"""What depends on the database; --postgres measures these there too."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {' '.join(NAMES)}; all of them without")
    parser.add_argument("--small", action="store_true", help="the demo of twelve grids instead of the whole district")
    parser.add_argument("--postgres", action="store_true", help="measure on PostgreSQL too (LINLI_TEST_POSTGRES)")
    parser.add_argument("--sessions", type=int, default=1200, metavar="N", help="how many sockets are open at once")
    parser.add_argument("--as-built", action="store_true", help="take the bundle as it is, also where it is older than the sources")
    parser.add_argument("--json", type=Path, metavar="FILE", help="add one JSON line for each number to this file")
    args = parser.parse_args()
    if unknown := set(args.names) - set(NAMES):
        parser.error(f"no such measurement: {' '.join(sorted(unknown))}")
    return args


def main() -> int:
    """Measure; 0, or 1 where a measurement could not be taken at all."""
    args = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that whoever ends us ends what we started
    # The settings are read when the application is first imported, so the folder comes first.
    for name in [n for n in os.environ if n.startswith("LINLI_") and n not in ("LINLI_BENCH_DIR", "LINLI_TEST_POSTGRES")]:
        del os.environ[name]
    from_env = os.environ.get("LINLI_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres")
    home, keep = _home()
    data = home / ("small" if args.small else "full")
    os.environ |= {"LINLI_DATA_DIR": str(data), "LINLI_DEMO": "1"}

    from app import build
    from bench.figures import Figure, append, machine, say, table
    from bench.ground import Ground

    if not args.as_built or not (build.WEB / "build" / "client" / "sw.js").exists():
        build.build()
    facts = machine()
    failed: list[str] = []
    told: list[tuple[str, list[Figure]]] = []
    try:
        for postgres in ["", from_env] if args.postgres else [""]:
            chosen = [n for n in NAMES if n in (args.names or NAMES) and (not postgres or n in ON_BOTH)]
            ground = Ground(home, postgres=postgres, small=args.small, keep=keep, sessions=args.sessions)
            try:
                ground.fill()
                here = facts | {"database": ground.version(), "people": ground.people, "bundle": "current" if build.is_current() else "as built"}
                for name in chosen:
                    say(f"· {name} ({ground.kind})")
                    began, found, load = time.monotonic(), [], os.getloadavg()[0]
                    if name == "import_district":
                        failed += _import(small=args.small)
                        continue
                    try:
                        for figure in importlib.import_module(f"bench.{name}").measure(ground):
                            found.append(figure)
                    except Exception:
                        failed.append(f"{name} on {ground.kind}:\n{traceback.format_exc(limit=-3)}")
                    say(f"  {time.monotonic() - began:.0f} s")
                    if args.json:
                        append(args.json, name=name, facts=here | {"load": round(load, 2)}, figures=found)
                    told.append((f"{name}, {ground.version()}, {ground.people:,} residents, load {load:.1f}", found))
                    say(table(found))
            finally:
                ground.close()
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)
    print(f"{facts['cores']} cores, {facts['memory_gib']} GiB, Python {facts['python']}, SQLite {facts['sqlite']}, {facts['system']}, load at the start {facts['load']}")
    for title, found in told:
        if found:
            print(f"\n{title}\n{table(found)}")
    for words in failed:
        print(f"\nnot measured: {words}", file=sys.stderr)
    return 1 if failed else 0


def _import(*, small: bool) -> list[str]:
    """The import of the whole roster has a program of its own, which prints its own figures."""
    if importlib.util.find_spec("bench.import_district") is None:
        return ["import_district: bench/import_district.py is not there"]
    size = ["--rows", "8000", "--runs", "1"] if small else []
    done = subprocess.run([sys.executable, "-m", "bench.import_district", *size], text=True)
    return [] if done.returncode == 0 else [f"import_district: exit {done.returncode}"]


def _home() -> tuple[Path, bool]:
    from bench.figures import say

    if kept := os.environ.get("LINLI_BENCH_DIR"):
        Path(kept).mkdir(parents=True, exist_ok=True, mode=0o700)
        return Path(kept).resolve(), True
    made = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    say(f"data in {made}, thrown away at the end; LINLI_BENCH_DIR keeps them")
    return made, False


if __name__ == "__main__":
    sys.exit(main())
