"""Two processes behind a proxy, on PostgreSQL and Redis: a phone hops between them and signs in once (design.md §9)."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.ops import proxy
from tests.ops.serving import Home, Phone, free_port

FRONT = os.environ.get("LINLI_TEST_PROXY") or ("caddy" if proxy.CADDY else "hops")
"""Caddy with the file of deploy/ where it is installed, else a small proxy of our own over plain http."""


@pytest.mark.parametrize("front", [FRONT])
def test_a_phone_moves_to_the_other_process_and_needs_no_new_sign_in(
    front: str, tmp_path: Path, own_postgres: str, redis_url: str
) -> None:
    door, ports = free_port(), []
    while len(ports) < 2:
        if (port := free_port()) not in {door, *ports}:
            ports.append(port)
    base = f"{'http' if front == 'hops' else 'https'}://localhost:{door}"
    home = Home(
        tmp_path, LINLI_DATABASE_URL=own_postgres, LINLI_REDIS_URL=redis_url, LINLI_PUBLIC_URL=base, LINLI_HOST="local",
        LINLI_PROXY_HOPS="1", LINLI_DEMO="1",
    )  # fmt: skip
    with ExitStack() as stack:
        # Both start at once on an empty database: one migrates, one makes the key file, and both agree.
        both = [stack.enter_context(home.serving(port)) for port in ports]
        for process in both:
            process.up()
        home.good("demo", "--grids", "1")
        stack.enter_context(proxy.FRONTS[front](tmp_path, door, ports))
        phone = Phone(base)
        phone.sign_in()
        pack = phone.http.get("/api/pack").json()
        assert pack["residents"]
        phone.hello()
        led = phone.http.get("/residents").headers["location"]
        assert led == "/residents/"  # no scheme, so that it holds behind https
        if front == "caddy":
            cookie = next(c for c in phone.http.cookies.jar if c.name == "linli_at")
            assert phone.http.get("/api/health").headers.get("set-cookie") is None, f"pinned by {cookie.name}"
            assert "linli_session" in " ".join(c.name for c in phone.http.cookies.jar)
        for n, dead in enumerate(both):
            dead.kill()
            phone = phone.anew()
            again = phone.http.get("/api/pack")
            assert again.status_code == 200, f"process {n} is gone: {again.text}"
            assert again.json()["residents"] == pack["residents"]
            assert again.json()["epoch"] == pack["epoch"]
            phone.hello()
            if n == 0:  # it comes back, and then the other one goes
                both[0] = stack.enter_context(home.serving(ports[0]))
                both[0].up()
    engine = sa.create_engine(own_postgres.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM audit WHERE act = 'sign_in'")).scalar_one() == 1
    engine.dispose()
