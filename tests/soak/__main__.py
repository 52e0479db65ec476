"""Runs the slow proofs at full size and prints what they found."""

import sys
import tempfile
import time
from pathlib import Path

from tests.soak import kill9


def main() -> int:
    """1,000 kills by default; 0 where nothing was lost."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        acknowledged, lost = kill9.run(Path(home), times)
    print(f"kill -9: {times} times, {acknowledged} records acknowledged, {len(lost)} lost, {time.monotonic() - began:.0f} s")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
