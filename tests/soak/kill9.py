"""Promise E2: what the server acknowledged is there after `kill -9`, through the API, any number of times."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import httpx
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PASSWORD = "kill-nine-kill-nine"


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


def _record(account: str, seq: int) -> dict[str, object]:
    at = "2026-11-22T02:00:00+00:00"
    return {
        "id": str(uuid.uuid4()), "kind": "view", "version": 1, "account": account, "happened_at": at, "recorded_at": at,
        "clock_offset_ms": 0, "seq": seq, "payload": {"filter": "E02"},
    }  # fmt: skip


def run(home: Path, times: int, seed: int = 210202) -> tuple[int, list[str]]:
    """Kill the server so many times under load; how many records it had acknowledged, and which of them are lost."""
    port, dice = _free_port(), random.Random(seed)
    env = {**os.environ, "LINLI_DATA_DIR": str(home), "PORT": str(port), "LINLI_PASSWORD": PASSWORD}
    env.pop("LINLI_DATABASE_URL", None)
    for words in (("migrate",), ("user", "add", "phone", "--name", "测试", "--role", "district", "--area", "210202")):
        subprocess.run([str(BIN / "linli"), *words], env=env, check=True, capture_output=True)
    origin = {"Origin": f"http://127.0.0.1:{port}"}
    acknowledged: set[str] = set()
    cookies, me = httpx.Cookies(), ""
    for _ in range(times):
        process = _start(env, port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=origin, cookies=cookies, timeout=10) as phone:
            if not me:
                phone.post("/api/session", json={"account": "phone", "password": PASSWORD}).raise_for_status()
                me = phone.get("/api/pack").json()["me"]["id"]
                cookies = httpx.Cookies(phone.cookies)
            last = dice.randint(1, 25)
            for n in range(last + 1):
                batch = [_record(me, n * 5 + k) for k in range(5)]
                if n == last:  # the last batch is on its way when the server dies
                    os.killpg(process.pid, signal.SIGKILL)
                try:
                    answer = phone.post("/api/sync", json={"records": batch})
                except httpx.HTTPError:
                    break
                acknowledged |= {r["id"] for r in answer.json()["results"] if r["status"] == "accepted"}
        process.wait(20)
    engine = sa.create_engine(f"sqlite:///{home / 'linli.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        stored = {str(uuid.UUID(row[0])) for row in connection.exec_driver_sql("SELECT id FROM received")}
        told = {str(uuid.UUID(row[0])) for row in connection.exec_driver_sql("SELECT record_id FROM audit WHERE record_id IS NOT NULL")}
    assert stored == told, "a record and its audit row are one"
    return len(acknowledged), sorted(acknowledged - stored)
