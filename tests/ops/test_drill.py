"""The restore drill of the README, word for word: a running server under writes, a backup, a new place (E5, D16, F7)."""

import re
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyrage
import pytest

from app.config import ROOT
from tests.ops.serving import Home, Phone, free_port


class Writer(threading.Thread):
    """A phone that sends one record after the other, and remembers which were received, and when."""

    def __init__(self, phone: Phone):
        super().__init__(daemon=True)
        self.phone, self.resident = phone, phone.http.get("/api/pack").json()["residents"][0]["id"]
        self.sent: list[dict[str, Any]] = []
        self.received: list[tuple[float, str]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        """Until it is enough."""
        while not self.enough.is_set():
            at = datetime.now(UTC).isoformat()
            record = {"id": str(uuid4()), "kind": "view", "version": 1, "account": "grid", "happened_at": at, "recorded_at": at,
                      "clock_offset_ms": 0, "seq": len(self.sent) + 1, "payload": {"resident_id": self.resident}}  # fmt: skip
            self.sent.append(record)
            self.received += [(time.monotonic(), r["id"]) for r in self.send([record])["results"] if r["status"] == "accepted"]

    def send(self, records: list[dict[str, Any]]) -> Any:
        """One batch."""
        batch = {"device_id": None, "sent_at": datetime.now(UTC).isoformat(), "records": records}
        answer = self.phone.http.post("/api/sync", json=batch)
        assert answer.status_code == 200, answer.text
        return answer.json()


def test_a_backup_of_a_running_server_comes_back_and_no_record_is_lost(tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "secret.txt").write_text(f"{identity}\n")
    (tmp_path / "old").mkdir()
    old = Home(tmp_path / "old", LINLI_DEMO="1", LINLI_BACKUP_RECIPIENT=str(identity.to_public()))
    port, file = free_port(), tmp_path / "last-night.db.age"
    with old.serving(port) as server:
        phone = Phone(server.up().base)
        old.good("demo", "--grids", "1")
        phone.sign_in()
        epoch = phone.http.get("/api/health").json()["epoch"]
        second = old.linli("serve", PORT=str(port + 1))
        assert second.returncode == 2 and "another server runs on this database" in second.stderr
        writer = Writer(phone)
        writer.start()
        while len(writer.received) < 20:
            assert writer.is_alive()
        began = time.monotonic()
        print(old.good("backup", str(file)))
        finished = len(writer.received)
        while len(writer.received) < finished + 10:  # the server did not stop for it
            assert writer.is_alive()
        writer.enough.set()
        writer.join(20)
    shutil.copy(old.data / "keys.json", tmp_path / "kept-apart.json")

    # The ten minutes of the README begin here: a new machine, the backup, the key file.
    (tmp_path / "new").mkdir()
    new = Home(tmp_path / "new", LINLI_DEMO="1", LINLI_KEY_FILE=str(tmp_path / "kept-apart.json"))
    assert "is sound" in new.good("backup", "--check", str(file), "--identity", str(tmp_path / "secret.txt"))
    said = new.good("restore", str(file), "--identity", str(tmp_path / "secret.txt"))
    assert "counts and the head of the audit chain agree" in said and "1 sessions ended" in said
    with closing(sqlite3.connect(new.data / "linli.db")) as restored:
        held = {row[0] for row in restored.execute("SELECT lower(id) FROM received")}
        assert restored.execute("SELECT count(*) FROM sign_in").fetchone() == (0,)
    before = {i.replace("-", "") for at, i in writer.received if at < began}
    assert len(before) >= 20 and before <= held, "what was received before the backup began is in it"
    assert held <= {r["id"].replace("-", "") for r in writer.sent}
    with new.serving(port) as server:
        again = Phone(server.up().base)
        again.http.cookies = phone.http.cookies
        assert again.http.get("/api/pack").status_code == 401, "a session of the backup opens nothing"
        again.sign_in()
        assert again.http.get("/api/health").json()["epoch"] != epoch, "by this the phone notices"
        writer.phone = again
        for start in range(0, len(writer.sent), 100):
            assert {r["status"] for r in writer.send(writer.sent[start : start + 100])["results"]} == {"accepted"}
    with closing(sqlite3.connect(new.data / "linli.db")) as restored:
        assert restored.execute("SELECT count(*) FROM received").fetchone() == (len(writer.sent),)
    assert sorted(p.name for p in new.data.iterdir() if p.name.startswith(".backup")) == []


@pytest.mark.parametrize("name", ["README.md", "deploy/README.md"])
def test_every_command_of_the_written_drill_is_one_that_exists(name: str) -> None:
    path = ROOT / name
    words = path.read_text() if path.exists() else ""
    verbs = set(re.findall(r"(?:\.venv/bin/)?linli (backup|restore)\b[^\n`]*", words))
    assert verbs <= {"backup", "restore"}
    for line in re.findall(r"linli (?:backup|restore) ([^\n`#]*)", words):
        assert set(re.findall(r"--\w+", line)) <= {"--check", "--identity", "--recipient", "--nightly"}, line
