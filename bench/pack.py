"""The pack of a grid of about 995 people: building it, its size, an unchanged one (304), in the service and over HTTP."""

import gzip
import json
from collections.abc import Iterator

from app import db
from app.models import Role
from app.services import pack
from bench.figures import Figure, Watch
from bench.ground import Ground, ask, now

SIZE = 995
TIMES = 40


def measure(ground: Ground) -> Iterator[Figure]:
    """Build, squeeze, and ask again with the ETag."""
    grid, people = ground.grid_near(SIZE)
    token = ground.sign_in(ground.account(Role.GRID, grid))[0]
    actor = ground.actor(token)
    build, mark = Watch(), Watch()
    for _ in range(TIMES):
        with db.reading() as session:
            made = build.time(lambda: pack.build(session, actor=actor, now=now()))
        with db.reading() as session:
            mark.time(lambda: pack.fingerprint(session, actor=actor, now=now()))
    raw = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    detailed = sum(r["detail"] for r in made["residents"])
    yield Figure("pack built, in the service", "ms", build.ms, "≤ 150", f"{people} people, {detailed} in detail")
    yield Figure("pack, compressed", "KB", [len(gzip.compress(raw, 5)) / 1000], "≤ 300", f"{len(raw) / 1000:,.0f} KB plain")
    yield Figure("fingerprint for a 304, in the service", "ms", mark.ms)
    whole, same = Watch(), Watch()
    with ground.server() as server:
        connection = server.connect()
        for n in range(TIMES + 3):
            if n == 3:
                whole.ms.clear(), same.ms.clear()  # the first ones fill caches
            status, _, headers = whole.time(lambda: ask(connection, "GET", "/api/pack", token=token, Accept_Encoding="gzip"))
            etag = headers["etag"]
            again, _, _ = same.time(lambda etag=etag: ask(connection, "GET", "/api/pack", token=token, If_None_Match=etag))
            if (status, again) != (200, 304):
                raise RuntimeError(f"the pack was answered {status}, the unchanged one {again}")
    yield Figure("pack over HTTP, whole", "ms", whole.ms, "≤ 150")
    yield Figure("pack over HTTP, unchanged (304)", "ms", same.ms, "≤ 10")
