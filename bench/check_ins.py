"""Volunteers who check in at once: 600 accounts, each with the code of its own shift, within a minute against the running server."""

import base64
import json
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import perf_counter
from uuid import UUID, uuid4

from sqlmodel import col, select

from app import db
from app.models import (
    Account,
    Activity,
    Area,
    HourEntry,
    Part,
    Role,
    RoleGrant,
    Shift,
    SignIn,
    SignUp,
    Team,
    TeamKind,
    TeamMember,
    Volunteer,
)
from app.rules.shift_codes import code_of, counter_at
from app.services import keys
from bench.figures import Figure
from bench.ground import Ground, Server, ask, now

PEOPLE, PER_SHIFT, CONNECTIONS = 600, 12, 64


def _crowd() -> list[tuple[str, str, UUID, bytes]]:
    """People of their own for this run, twelve to a shift: session, account, shift, and what its codes are made of."""
    begins, made = now() - timedelta(minutes=20), []
    with db.transaction() as session:
        community = session.exec(select(Area.code).where(Area.level == "community").order_by(col(Area.code))).first()
        assert community is not None
        team = Team(community=community, name=f"测量队{secrets.token_hex(3)}", kind=TeamKind.OTHER, made_at=begins, public=False)
        session.add(team)
        session.flush()
        for n in range(PEOPLE):
            if n % PER_SHIFT == 0:
                activity = Activity(team_id=team.id, title="测量", starts_at=begins, minutes=120, slots=PER_SHIFT, made_at=begins)
                session.add(activity)
                session.flush()
                key, secret = uuid4(), secrets.token_bytes(32)
                sealed = keys.seal(base64.urlsafe_b64encode(secret).decode(), table="shift", column="secret", row=key)
                session.add(Shift(
                    id=key, activity_id=activity.id, team_id=team.id, community=community, title="测量", starts_at=begins, ends_at=begins + timedelta(hours=2),
                    slots=PER_SHIFT, secret_sealed=sealed,
                ))  # fmt: skip
                session.flush()
            account = Account(account=f"bench.helper.{secrets.token_hex(6)}", name="测量", password="", created_at=begins)
            session.add(account)
            session.flush()
            who = Volunteer(account_id=account.id, community=community, name=f"测量{n}", registered_at=begins, synthetic=True)
            session.add_all([RoleGrant(account_id=account.id, role=Role.VOLUNTEER, area=community, starts_at=begins), who])
            session.flush()
            token = secrets.token_urlsafe(32)
            session.add_all([
                TeamMember(team_id=team.id, volunteer_id=who.id, part=Part.MEMBER, since=begins), SignUp(shift_id=key, volunteer_id=who.id, state="in", at=begins),
                SignIn(token_hash=keys.token_hash(token), account_id=account.id, own_device=True, started_at=begins, last_seen_at=now(), ends_at=now() + timedelta(days=1)),
            ])  # fmt: skip
            made.append((token, str(account.id), key, secret))
    return made


def _body(account: str, shift: UUID, secret: bytes, kind: str) -> bytes:
    """One record as the phone hands it in, with the code that the leader's phone shows at this moment."""
    at = now()
    payload = {"shift_id": str(shift), "source": "code", "code": code_of(secret, shift, counter_at(at)), "volunteer_id": None}
    stamp = at.isoformat(timespec="milliseconds")
    record = {"id": str(uuid4()), "kind": kind, "version": 1, "account": account, "happened_at": stamp, "recorded_at": stamp, "clock_offset_ms": 0, "seq": 1, "payload": payload}
    return json.dumps({"device_id": None, "sent_at": stamp, "records": [record]}).encode()


def _send(server: Server, lane: list[tuple[str, str, UUID, bytes]], kind: str) -> tuple[list[float], int]:
    """One after another over one connection: how long each took in ms, how many were accepted."""
    connection, ms, accepted = server.connect(), [], 0
    for token, account, shift, secret in lane:
        body, began = _body(account, shift, secret, kind), perf_counter()
        status, answer, _ = ask(connection, "POST", "/api/sync", token=token, body=body)
        ms.append((perf_counter() - began) * 1000)
        if status != 200:
            raise RuntimeError(f"sync was answered {status}: {answer[:200]!r}")
        accepted += sum(r["status"] == "accepted" for r in json.loads(answer)["results"])
    return ms, accepted


def measure(ground: Ground) -> Iterator[Figure]:
    """All of them check in, then out, over 64 connections; nothing is counted before a leader or the night has confirmed it."""
    with ground.server() as server, ThreadPoolExecutor(CONNECTIONS) as pool:
        crowd = _crowd()
        lanes = [crowd[n::CONNECTIONS] for n in range(CONNECTIONS)]
        for kind, word in (("attendance_in", "check-in"), ("attendance_out", "check-out")):
            began, cpu = perf_counter(), server.cpu()
            told = list(pool.map(lambda lane, kind=kind: _send(server, lane, kind), lanes))
            seconds, accepted = perf_counter() - began, sum(n for _, n in told)
            if accepted != PEOPLE:
                raise RuntimeError(f"{accepted} of {PEOPLE} were accepted")
            yield Figure(f"{PEOPLE} volunteers, {word} by code", "s", [seconds], "≤ 60" if kind == "attendance_in" else "", f"{PEOPLE // PER_SHIFT} shifts, {CONNECTIONS} connections")
            yield Figure(f"one {word}: answer", "ms", [ms for lane, _ in told for ms in lane])
            yield Figure(f"one {word}: processor time of the server", "ms", [(server.cpu() - cpu) / PEOPLE])
        with db.reading() as session:
            mine = session.exec(select(HourEntry.id).join(Volunteer, col(Volunteer.id) == col(HourEntry.volunteer_id)).where(col(Volunteer.name).startswith("测量"))).all()
        if mine:
            raise RuntimeError("hours were counted before anybody confirmed them")
