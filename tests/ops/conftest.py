"""What the tests of operations need beside Linli: a PostgreSQL database of their own and Redis, or a clear line."""

import os
import secrets
import socket
from collections.abc import Iterator

import pytest
import redis
import sqlalchemy as sa

REDIS = os.environ.get("LINLI_TEST_REDIS", "redis://127.0.0.1:6379/9")


@pytest.fixture
def redis_url() -> Iterator[str]:
    """The Redis of this machine; what this test leaves in it goes again, and nothing else."""
    host, _, port = REDIS.rpartition("@")[2].removeprefix("redis://").partition("/")[0].partition(":")
    try:
        socket.create_connection((host, int(port or 6379)), timeout=2).close()
    except OSError:
        pytest.skip(f"no Redis here: set LINLI_TEST_REDIS (tried {host}:{port})")
    client = redis.Redis.from_url(REDIS)
    before = set(client.keys())
    yield REDIS
    if mine := set(client.keys()) - before:
        client.delete(*mine)
    client.close()


@pytest.fixture
def own_postgres(postgres_url: str) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    url = sa.make_url(postgres_url)
    name = f"linli_test_{secrets.token_hex(6)}"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    yield url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()
