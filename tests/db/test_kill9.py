"""Promise E2 in small; `make soak` does it a thousand times."""

from pathlib import Path

from tests.soak import kill9


def test_what_was_acknowledged_survives_a_killed_server(tmp_path: Path) -> None:
    acknowledged, lost = kill9.run(tmp_path, times=5)
    assert acknowledged > 0
    assert lost == []
