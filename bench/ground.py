"""What measurements stand on: a data folder of their own with the demo district, sessions, and a server to load."""

import contextlib
import hashlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import build, db, migrations
from app.api.deps import COOKIE
from app.config import ROOT, settings
from app.demo import district
from app.models import Account, Resident, Role, RoleGrant, SignIn
from app.services import accounts, keys
from app.services.access import Actor
from bench.figures import say

FIRST_PORT, LAST_PORT = 3310, 3390
PATIENCE = 60
SERVE = "from app.cli import main; raise SystemExit(main(['serve']))"
SERVE_AS_BUILT = f"from app import build; build.build = build.fingerprint; {SERVE}"


def now() -> datetime:
    """The time of this very moment; the measurements are a door like the other two."""
    return datetime.now(UTC)


@dataclass
class Server:
    """A running server of ours, its address and its processes."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> list[int]:
        """The ids of the supervisor and the worker under it."""
        found, left = [], [self.process.pid]
        while left:
            pid = left.pop()
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                left += map(int, children)
                found.append(pid)
        return found

    def memory(self) -> dict[str, float]:
        """Resident memory of all of its processes in KB: whole, and the part that is its own (no mapped files)."""
        whole = own = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                    whole += int(line.split()[1]) if line.startswith("VmRSS") else 0
                    own += int(line.split()[1]) if line.startswith("RssAnon") else 0
        return {"whole": whole, "own": own}

    def cpu(self) -> float:
        """Processor time its processes have used so far, in ms; unlike a clock it does not see who else is busy."""
        ticks = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(parts[11]) + int(parts[12])
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")

    def connect(self) -> http.client.HTTPConnection:
        """A connection that stays open for several requests."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def stop(self) -> None:
        """End exactly what was started here."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(15)


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, *, token: str = "", body: bytes | None = None, **headers: str
) -> tuple[int, bytes, Any]:
    """One request: status, body, headers. The cookie and our own Origin go along."""
    sent = {"Cookie": f"{COOKIE}={token}", "Origin": f"http://127.0.0.1:{connection.port}"}
    if body is not None:
        sent["Content-Type"] = "application/json"
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=sent)
    response = connection.getresponse()
    return response.status, response.read(), response.headers


class Ground:
    """One database filled with the demo district, and the servers that run on it."""

    def __init__(self, home: Path, *, postgres: str = "", small: bool = False, keep: bool = False, sessions: int = 1200):
        """`home` holds the keys and the SQLite file; `postgres` is the address of a server to make a database on."""
        self.home, self.small, self.keep, self.sessions = home, small, keep, sessions
        self._admin: tuple[sa.Engine, str] | None = None
        self.url = _postgres(self, postgres) if postgres else ""
        self.engine = db.make_engine(self.url or settings.database)
        db.engine = lambda: self.engine  # type: ignore[assignment]
        self.people = 0

    @property
    def kind(self) -> str:
        """Which of the two databases."""
        return "PostgreSQL" if self.url else "SQLite"

    def version(self) -> str:
        """The database with its version."""
        with self.engine.connect() as connection:
            asked = "SHOW server_version" if self.url else "SELECT sqlite_version()"
            return f"{self.kind} {connection.exec_driver_sql(asked).scalar()}"

    def fill(self) -> None:
        """Tables and the demo district, unless they are there already."""
        migrations.upgrade()
        keys.current("fields")
        began = time.monotonic()
        made = district.build(full=not self.small, now=now())
        self.people = made.residents
        if made.new_grids:
            say(f"  {made.residents:,} residents made in {time.monotonic() - began:.0f} s ({self.kind})")

    def close(self) -> None:
        """Let go of the database; one that was made for this run is dropped."""
        self.engine.dispose()
        if self._admin and not self.keep:
            admin, name = self._admin
            with admin.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def account(self, role: Role, area: str) -> UUID:
        """An account with this role for this area; a demo account where there is one, else one of our own."""
        with db.transaction() as session:
            there = session.exec(
                select(Account.id).join(RoleGrant, col(RoleGrant.account_id) == col(Account.id)).where(RoleGrant.role == role, RoleGrant.area == area)
            ).first()
            if there is not None:
                return there
            made = Account(account=f"bench.{role}.{area}", name=f"测量{area[-3:]}", password="", created_at=now())
            session.add(made)
            session.flush()
            session.add(RoleGrant(account_id=made.id, role=role, area=area, starts_at=now() - timedelta(days=1)))
            return made.id

    def sign_in(self, account: UUID, *, own_device: bool = True, times: int = 1) -> list[str]:
        """Session secrets, written straight into the database: signing in is not what is measured here."""
        tokens = [secrets.token_urlsafe(32) for _ in range(times)]
        with db.transaction() as session:
            session.add_all(
                SignIn(token_hash=keys.token_hash(t), account_id=account, own_device=own_device, started_at=now(),
                       last_seen_at=now(), ends_at=now() + timedelta(days=1))
                for t in tokens
            )  # fmt: skip
        return tokens

    def actor(self, token: str) -> Actor:
        """Who stands behind a session secret, as both doors find them."""
        with db.reading() as session:
            return accounts.require(accounts.actor_for(session, token=token, now=now()))

    def grid_near(self, size: int) -> tuple[str, int]:
        """The grid whose number of residents is nearest to this, with that number."""
        return min(self.grids(), key=lambda grid: abs(grid[1] - size))

    def grids(self) -> list[tuple[str, int]]:
        """Every grid with its number of residents."""
        with db.reading() as session:
            return [(code, n) for code, n in session.exec(select(Resident.grid, sa.func.count()).group_by(Resident.grid).order_by(Resident.grid))]

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """A session as a service gets it."""
        with db.transaction() as session:
            yield session

    def environment(self, port: int) -> dict[str, str]:
        """What a server of ours is started with: nothing of the outer settings but the way to its tools."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "REFLEX", "__REFLEX"))}
        more = {"LINLI_DATABASE_URL": self.url.replace("postgresql+psycopg://", "postgresql://")} if self.url else {}
        return kept | {"PORT": str(port), "LINLI_DATA_DIR": str(settings.data_dir), "LINLI_DEMO": "1", **more}

    def start(self, port: int = 0) -> Server:
        """Start what `linli serve` starts; wait for its first answer. A bundle that is older is taken as it is."""
        port = port or free_port()
        log = (self.home / "server.log").open("ab")
        code = SERVE if build.is_current() else SERVE_AS_BUILT
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=self.environment(port), stdout=log, stderr=log, start_new_session=True)
        log.close()
        made = Server(process, port)
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit and process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if ask(made.connect(), "GET", "/api/health")[0] == 200:
                    return made
            time.sleep(0.02)
        made.stop()
        raise RuntimeError(f"the server did not start; see {self.home / 'server.log'}")

    @contextlib.contextmanager
    def server(self) -> Iterator[Server]:
        """A server for the length of one measurement."""
        made = self.start()
        try:
            yield made
        finally:
            made.stop()


def free_port() -> int:
    """A port nobody listens at."""
    for port in range(FIRST_PORT, LAST_PORT):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError(f"no free port from {FIRST_PORT} to {LAST_PORT}")


def _postgres(ground: Ground, address: str) -> str:
    """A database of our own on that server. One that is kept has a name that follows from its folder."""
    name = f"linli_bench_{hashlib.sha256(str(ground.home).encode()).hexdigest()[:8] if ground.keep else secrets.token_hex(6)}"
    url = sa.make_url(address.replace("postgresql://", "postgresql+psycopg://", 1))
    for user in [url.username] if url.username else [os.environ.get("PGUSER") or "postgres", "root"]:
        admin = sa.create_engine(url.set(username=user), isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
        try:
            with admin.connect() as connection:
                if not connection.exec_driver_sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'").scalar():
                    connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        except sa.exc.OperationalError:
            continue
        ground._admin = (admin, name)
        return admin.url.set(database=name).render_as_string(hide_password=False)
    raise RuntimeError("PostgreSQL does not answer; LINLI_TEST_POSTGRES says where it is")

