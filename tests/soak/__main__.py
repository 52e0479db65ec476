"""Runs the slow proofs at full size and prints what they found: kills, and schedules of phones and networks."""

import sys
import tempfile
import time
from pathlib import Path

from tests.soak import kill9
from tests.sync import machine


def main() -> int:
    """1,000 kills and 10,000 schedules by default (`python -m tests.soak KILLS SCHEDULES`); 0 where nothing was lost."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    schedules = int(sys.argv[2]) if len(sys.argv) > 2 else 10 * times
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        acknowledged, lost = kill9.run(Path(home), times)
    print(f"kill -9: {times} times, {acknowledged} records acknowledged, {len(lost)} lost, {time.monotonic() - began:.0f} s", flush=True)
    began, failed = time.monotonic(), False
    try:
        with machine.ready() as sound:
            machine.search(sound, examples=schedules, steps=40)
    except AssertionError as error:
        failed = True
        print(error)
    print(f"schedules: {schedules} of up to 40 steps, {'one broke a promise' if failed else 'none broke a promise'}, {time.monotonic() - began:.0f} s", flush=True)
    for bug in machine.BUGS:
        began, found = time.monotonic(), False
        with machine.ready(bug) as broken:
            try:
                machine.search(broken, examples=1000, steps=40)
            except AssertionError:
                found = True
        failed = failed or not found
        print(f"planted {bug}: {'found' if found else 'NOT FOUND'}, {time.monotonic() - began:.0f} s", flush=True)
    return 1 if lost or failed else 0


if __name__ == "__main__":
    sys.exit(main())
