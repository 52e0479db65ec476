"""Promise E2: what the server acknowledged is there after `kill -9`, through the API, any number of times."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import httpx
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PASSWORD = "linli-demo"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(env: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [str(BIN / "granian"), "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--no-access-log",
         "--log-level", "error", "app.api:api"],
        env=env, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=2).status_code == 200:
                return process
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


def _record(account: str, seq: int, people: list[str], dice: random.Random) -> dict[str, object]:
    """A contact, every fifth with a need, every seventh with nobody answering: what a batch of a stairwell holds."""
    at = f"2026-11-{dice.randint(10, 21)}T0{dice.randint(1, 9)}:{dice.randint(10, 59)}:00+00:00"
    payload = {
        "resident_ids": [dice.choice(people)], "mode": "door", "outcome": "no_answer" if seq % 7 == 0 else "seen",
        "needs": [{"category": "meals", "urgency": "week", "words": "午饭"}] if seq % 5 == 0 else [],
    }  # fmt: skip
    return {
        "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)), "kind": "contact", "version": 1, "account": account, "happened_at": at,
        "recorded_at": at, "clock_offset_ms": 0, "seq": seq, "payload": payload,
    }  # fmt: skip


def run(home: Path, times: int, seed: int = 210202) -> tuple[int, list[str]]:
    """Kill the server so many times in the middle of a batch; how many records it had acknowledged, and which of them
    are lost, torn or doubled."""
    port, dice = _free_port(), random.Random(seed)
    env = {**os.environ, "LINLI_DATA_DIR": str(home), "PORT": str(port), "LINLI_DEMO": "1"}
    env.pop("LINLI_DATABASE_URL", None)
    env.pop("LINLI_DEMO_PASSWORD", None)
    for words in (("migrate",), ("demo", "--grids", "1")):
        subprocess.run([str(BIN / "linli"), *words], env=env, check=True, capture_output=True)
    origin = {"Origin": f"http://127.0.0.1:{port}"}
    acknowledged: set[str] = set()
    cookies, me, people = httpx.Cookies(), "", [""]
    for _ in range(times):
        process = _start(env, port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=origin, cookies=cookies, timeout=10) as phone:
            if not me:
                phone.post("/api/session", json={"account": "grid", "password": PASSWORD, "own": True}).raise_for_status()
                pack = phone.get("/api/pack").json()
                me, people = pack["me"]["id"], [r["id"] for r in pack["residents"] if r["detail"]]
                cookies = httpx.Cookies(phone.cookies)
            last = dice.randint(1, 6)
            for n in range(last + 1):
                batch = [_record(me, n * 20 + k, people, dice) for k in range(20)]
                if n == last:  # the server dies while it is at work on this one
                    threading.Timer(dice.uniform(0, 0.06), os.killpg, (process.pid, signal.SIGKILL)).start()
                try:
                    answer = phone.post("/api/sync", json={"records": batch})
                except httpx.HTTPError:
                    break
                acknowledged |= {r["id"] for r in answer.json()["results"] if r["status"] == "accepted"}
        process.wait(20)
    engine = sa.create_engine(f"sqlite:///{home / 'linli.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        stored = {str(uuid.UUID(row[0])) for row in connection.exec_driver_sql("SELECT id FROM received WHERE kind = 'contact'")}
        contacts = [str(uuid.UUID(row[0])) for row in connection.exec_driver_sql("SELECT record_id FROM contact WHERE record_id IS NOT NULL")]
        told = {str(uuid.UUID(row[0])) for row in connection.exec_driver_sql("SELECT record_id FROM audit WHERE record_id IS NOT NULL AND act = 'contact'")}
    assert len(contacts) == len(set(contacts)), "a visit is counted once"
    assert stored == set(contacts) == told, "a record, its contact and its audit row are one"
    return len(acknowledged), sorted(acknowledged - stored)
