"""Phones, a server, and everything that goes wrong between them, as a Hypothesis state machine (promises D1 to D5, D8, D16).

The phones decide with the real outbox (`assets/offline/outbox.js`, in a node process), the server is the real API on a
real SQLite file. The oracle is what each worker was told: whatever a phone called received is on the server once,
whatever it did not is still on the phone. `bug` plants a fault; a test proves that the machine finds each of them.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlmodel import SQLModel, select
from starlette.testclient import TestClient

from app import db
from app.api import build, deps
from app.api.guard import Guard
from app.config import settings as linli
from app.models import (
    Account,
    Attendance,
    Contact,
    HeldRecord,
    HourEntry,
    Need,
    Part,
    Received,
    Resident,
    Role,
    Shift,
    SignIn,
    Volunteer,
)
from app.rules import shift_codes
from app.rules.shift_codes import code_of, counter_at
from app.services import hours, keys, meta
from app.services.attendance import secret_of
from tests import factories as make
from tests.conftest import NOW
from tests.services import crew

NODE = Path(sys.executable).parent / "node"
ORIGIN = linli.origins[0]
BUGS = (
    "new_id_each_try", "drops_what_is_refused", "ignores_the_epoch", "outbox_in_memory", "wiped_at_sign_out", "says_received_at_any_200",
    "server_forgets_dedupe", "server_drops_held", "server_takes_any_code",
)  # fmt: skip

GUESS = "12345"
"""Five digits, which no code has."""


class Decisions:
    """The outbox of the phone, asked over a pipe."""

    def __init__(self) -> None:
        here = Path(__file__).parent
        self.process = subprocess.Popen([str(NODE), "phone.mjs"], cwd=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, name: str, *args: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([name, *args]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End the process that was started here."""
        self.process.terminate()
        self.process.wait(10)


@dataclass
class Phone:
    """One phone with one worker: what is on its disk, what its worker was told."""

    account: str
    token: str
    people: list[UUID]
    disk: dict[str, dict[str, Any]] = field(default_factory=dict)
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    offset: int = 0
    seq: int = 0
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Every record that this worker was told is saved on the phone, by id."""
    told: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """What the worker was told last about each: the state and the receipt."""


class Sync(RuleBasedStateMachine):
    """Two workers of two grids, one account that moves between them, and a server that can be set back to a backup."""

    bug = ""
    decide: Decisions
    template: Path

    @initialize()
    def begin(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="linli-sync-"))
        self.file = self.home / "linli.db"
        self.now = NOW
        self.patches = [mock.patch.object(db, "engine", new=self._engine), mock.patch.object(deps, "now", new=self._now)]
        if self.bug == "server_takes_any_code":
            self.patches.append(mock.patch.object(shift_codes, "fit", return_value=shift_codes.Fit.GOOD))
        for patch in self.patches:
            patch.start()
        shutil.copy(self.template, self.file)
        self.engine = db.make_engine(f"sqlite:///{self.file}")
        self.client = TestClient(Guard(build()), base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)  # type: ignore[arg-type]
        with db.reading() as session:
            people: dict[str, list[UUID]] = {}
            for person in session.exec(select(Resident).order_by(Resident.name)):  # type: ignore[arg-type]
                people.setdefault(person.grid, []).append(person.id)
            accounts = {a.account: str(a.id) for a in session.exec(select(Account))}
            shift = session.exec(select(Shift)).one()
            self.shift, self.secret = shift.id, secret_of(shift)
            self.volunteer = session.exec(select(Volunteer).where(Volunteer.name == "测试甲")).one().id
        self.people = people
        self.phones = [Phone(accounts["grid"], "grid-token", people[make.GRID]), Phone(accounts["grid2"], "grid2-token", people[make.OTHER_GRID]),
                       Phone(accounts["volunteer"], "volunteer-token", []), Phone(accounts["leader"], "leader-token", [])]  # fmt: skip
        self._move(0, make.OTHER_GRID)
        self._back_up()

    def _engine(self) -> sa.Engine:
        return self.engine

    def _now(self) -> datetime:
        return self.now

    # What workers do

    @rule(n=st.integers(0, 1), which=st.integers(0, 2), kind=st.sampled_from(["contact", "contact", "need", "view"]), outcome=st.sampled_from(
        ["seen", "no_answer", "spoken", "away"]))  # fmt: skip
    def record(self, n: int, which: int, kind: str, outcome: str) -> None:
        """Something is recorded; the worker is told that it is saved on this phone."""
        phone = self.phones[n]
        person = str(phone.people[which % len(phone.people)])
        payload: dict[str, Any] = {
            "contact": {"resident_ids": [person], "mode": "door", "outcome": outcome}, "need": {"id": str(uuid4()), "resident_id": person, "category": "meals"},
            "view": {"resident_id": person},
        }[kind]  # fmt: skip
        self._keep(phone, kind, payload)

    @rule(what=st.sampled_from(["comes", "comes", "leaves", "leaves", "guesses", "is called", "is called away"]))
    def attend(self, what: str) -> None:
        """The volunteer enters the code of the moment, or a wrong one; the leader calls the roll; nobody needs signal."""
        called = what.startswith("is")
        source = "rollcall" if called else "self" if what == "leaves" else "code"
        code = {"comes": code_of(self.secret, self.shift, counter_at(self.now)), "guesses": GUESS}.get(what, "")
        payload = {"shift_id": str(self.shift), "source": source, "code": code, "volunteer_id": str(self.volunteer) if called else None}
        self._keep(self.phones[3 if called else 2], "attendance_out" if what in ("leaves", "is called away") else "attendance_in", payload)

    def _keep(self, phone: Phone, kind: str, payload: dict[str, Any]) -> None:
        phone.seq += 1
        row = self.decide("add", {"id": str(uuid4()), "kind": kind, "payload": payload, "account": phone.account, "now": self._ms() - phone.offset,
                                  "seq": phone.seq, "offset": phone.offset})  # fmt: skip
        (phone.memory if self.bug == "outbox_in_memory" else phone.disk)[row["id"]] = row
        phone.made[row["id"]] = row["record"]
        phone.told[row["id"]] = ("waiting", None)

    @rule(n=st.integers(0, 3), what=st.sampled_from(["killed", "signs out", "clock right", "clock ahead", "clock behind", "time goes by"]))
    def meanwhile(self, n: int, what: str) -> None:
        """The battery dies, somebody signs out and in, a clock is set wrong (the offset is known from the last contact)."""
        phone = self.phones[n]
        if what == "killed":
            phone.memory.clear()
        elif what == "signs out" and self.bug == "wiped_at_sign_out":
            phone.disk.clear()
        elif what == "time goes by":
            self.now += timedelta(minutes=97)
        elif what.startswith("clock"):
            phone.offset = {"clock right": 0, "clock ahead": 7_200_000, "clock behind": -172_800_000}[what]

    # What the network does

    @rule(n=st.integers(0, 3), how=st.sampled_from(["through", "through", "lost", "answer_lost", "twice", "backwards", "portal", "broken"]))
    def sync(self, n: int, how: str) -> None:
        """One batch goes out, and the network does something to it."""
        self._send(self.phones[n], how)
        self.nothing_is_said_that_is_not_so()

    @rule(n=st.integers(0, 1), tamper=st.sampled_from(["future", "kind", "content"]))
    def nonsense(self, n: int, tamper: str) -> None:
        """A record that cannot be right is on the phone; it must stay there, and sink no other."""
        phone = self.phones[n]
        phone.seq += 1
        row = self.decide("add", {"id": str(uuid4()), "kind": "view", "payload": {}, "account": phone.account, "now": self._ms(), "seq": phone.seq, "offset": 0})
        if tamper == "future":
            row["record"]["happened_at"] = (self.now + timedelta(days=400)).isoformat()
        elif tamper == "kind":
            row["record"]["kind"] = "gossip"
        else:
            row["record"]["payload"] = {"filter": "a\u0007"}
        phone.disk[row["id"]] = row
        phone.made[row["id"]] = row["record"]
        phone.told[row["id"]] = ("waiting", None)

    # What happens on the server

    @rule(what=st.sampled_from(["backup", "restore", "moves", "moves back"]), which=st.integers(0, 2))
    def on_the_server(self, what: str, which: int) -> None:
        """A backup is made or put back; somebody comes to the other worker's grid, and the phones do not know yet."""
        if what == "backup":
            self._back_up()
        elif what == "restore":
            self._restore()
        else:
            self._move(which, make.OTHER_GRID if what == "moves" else make.GRID)

    def _back_up(self) -> None:
        self.backup = self.home / "backup.db"
        self.backup.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("VACUUM INTO ?", (str(self.backup),))

    def _restore(self) -> None:
        """The server is set back; its epoch is another one from then on."""
        self.engine.dispose()
        for rest in ("", "-wal", "-shm"):
            Path(f"{self.file}{rest}").unlink(missing_ok=True)
        shutil.copy(self.backup, self.file)
        self.engine = db.make_engine(f"sqlite:///{self.file}")
        with db.transaction() as session:
            meta.renew(session)
        self.nothing_is_said_that_is_not_so()

    def _move(self, which: int, grid: str) -> None:
        with db.transaction() as session:
            person = session.get_one(Resident, self.people[make.GRID][which])
            person.grid = grid
            person.version += 1

    # What must hold

    def nothing_is_said_that_is_not_so(self) -> None:
        """What a phone calls received has its row on the server, in the epoch in which it was told so."""
        with db.reading() as session:
            rows = {str(r.id): (r.kind, r.status, r.receipt) for r in session.exec(select(Received))}
            contacts = [c.record_id for c in session.exec(select(Contact))]
            held = {str(h.id) for h in session.exec(select(HeldRecord))}
            minutes = session.exec(select(Attendance.minutes)).all()
            epoch = meta.epoch(session)
        assert len(minutes) <= 1, "somebody is at a shift once"
        assert not minutes or minutes[0] <= 120, "nobody gets more than the plan and half an hour"
        assert len(contacts) == len(set(contacts)), "a visit is counted once"
        for key, (_, status, _) in rows.items():
            guessed = any(phone.made.get(key, {}).get("payload", {}).get("code") == GUESS for phone in self.phones)
            assert not guessed or status == "held", "a guess opens nothing; after too many it waits for a person"
        for phone in self.phones:
            for key, row in phone.disk.items():
                if row["state"] in ("accepted", "held") and row["epoch"] == epoch:
                    assert key in rows, "a phone says received, the server does not have it"
                    assert rows[key][1:] == (row["state"], row["receipt"])
            for key in phone.made:
                assert key in phone.disk or key in phone.memory, "a record is neither on the phone nor known to be on the server"
        for key, (kind, status, _) in rows.items():
            if status == "held":
                assert key in held, "what is held can be read"
            elif kind == "contact":
                assert UUID(key) in contacts, "what is accepted is done"
            elif kind.startswith("attendance"):
                assert minutes, "what is accepted is done"

    def teardown(self) -> None:
        """Good signal for everybody: all that was recorded ends somewhere, each once."""
        if not hasattr(self, "engine"):
            return
        try:
            for phone in self.phones:
                for _ in range(2):
                    self._ask_for_the_pack(phone)
                    self._send(phone, "through")
            self.nothing_is_said_that_is_not_so()
            with db.reading() as session:
                rows = {str(r.id): r.status for r in session.exec(select(Received))}
                wanted = {str(n.id) for n in session.exec(select(Need))}
            for phone in self.phones:
                for key, record in phone.made.items():
                    state = (phone.disk.get(key) or phone.memory.get(key) or {}).get("state")
                    assert state in ("accepted", "held", "refused"), f"a record ends nowhere: {state}"
                    if state == "refused":
                        assert key not in rows
                    else:
                        assert rows.get(key) == state, "the end that the phone shows is that of the server"
                    if state == "accepted" and record["kind"] == "need":
                        assert record["payload"]["id"] in wanted
            self._hours_stand_once()
            made = {key for phone in self.phones for key in phone.made}
            assert set(rows) <= made, "the server has a record that nobody made"
        finally:
            self.client.close()
            self.engine.dispose()
            for patch in self.patches:
                patch.stop()
            shutil.rmtree(self.home, ignore_errors=True)

    def _hours_stand_once(self) -> None:
        """The leader confirms as often as she likes: one line for one service, of the length that was recorded."""
        with db.transaction() as session:
            leader = session.exec(select(Volunteer).where(Volunteer.name == "测试乙")).one()
            for _ in range(2):
                hours.confirm_shift(session, actor=crew.acting(leader, Role.LEADER), shift_id=self.shift, now=self.now)
            there = session.exec(select(Attendance)).first()
            lines = session.exec(select(HourEntry)).all()
            wanted = [there.minutes] if there is not None and there.state == "counted" else []
            assert [line.minutes for line in lines] == wanted, "hours stand once"

    # How a batch goes

    def _ms(self) -> int:
        return int(self.now.timestamp() * 1000)

    def _send(self, phone: Phone, how: str) -> None:
        rows = list(({**phone.disk, **phone.memory}).values())
        going = self.decide("batch", rows, phone.account)
        if not going:
            return
        records = [row["record"] for row in going]
        if self.bug == "new_id_each_try":
            records = [{**record, "id": str(uuid4())} for record in records]
        if how == "backwards":
            records.reverse()
        if how == "portal" and self.bug == "says_received_at_any_200":
            with db.reading() as session:
                epoch = meta.epoch(session)
            self._settle(phone, going, {"epoch": epoch, "results": [{"id": r["id"], "status": "accepted", "receipt": 1} for r in going]})
        if how in ("lost", "portal"):  # a captive portal answers for the server, which never hears of it
            return
        answer = self._post(phone, records if how != "broken" else [*records, {"id": "?", "kind": 7}])
        if how == "twice":
            answer = self._post(phone, records)
        if self.bug == "new_id_each_try":
            for result, row in zip(answer["results"], going, strict=False):
                result["id"] = row["id"]
        if how != "answer_lost":
            self._settle(phone, going, answer)

    def _ask_for_the_pack(self, phone: Phone) -> None:
        """What every phone with signal does first; by it also a phone with nothing to send hears of a restored server."""
        self.client.cookies.set(deps.COOKIE, phone.token)
        epoch = self.client.get("/api/pack").json()["epoch"]
        if self.bug != "ignores_the_epoch":
            for row in self.decide("resend", list(phone.disk.values()), epoch):
                phone.disk[row["id"]] = row

    def _settle(self, phone: Phone, going: list[dict[str, Any]], answer: dict[str, Any]) -> None:
        changed = self.decide("settle", going, answer)
        if self.bug != "ignores_the_epoch":
            rows = list(({**phone.disk, **phone.memory}).values())
            known = {row["id"] for row in changed}
            changed += [row for row in self.decide("resend", rows, answer["epoch"]) if row["id"] not in known]
        for row in changed:
            home = phone.memory if row["id"] in phone.memory else phone.disk
            if self.bug == "drops_what_is_refused" and row["state"] == "refused":
                home.pop(row["id"], None)
                continue
            home[row["id"]] = row
            phone.told[row["id"]] = (row["state"], row.get("receipt"))

    def _post(self, phone: Phone, records: list[Any]) -> dict[str, Any]:
        self.client.cookies.set(deps.COOKIE, phone.token)
        answer = self.client.post("/api/sync", json={"device_id": None, "sent_at": self.now.isoformat(), "records": records})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        if self.bug == "server_drops_held":
            with db.transaction() as session:
                session.exec(sa.delete(HeldRecord))
        if self.bug == "server_forgets_dedupe":
            with db.transaction() as session:
                session.exec(sa.delete(Received))
        return body


def search(made: type[Sync], *, examples: int, steps: int) -> None:
    """Look for a schedule that breaks a promise. Raises AssertionError with the shortest one that was found."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        made, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    )


@contextmanager
def ready(bug: str = "") -> Iterator[type[Sync]]:
    """The machine with its database to begin with and the process that decides for the phones."""
    home = Path(tempfile.mkdtemp(prefix="linli-sync-"))
    engine = db.make_engine(f"sqlite:///{home / 'begin.db'}")
    SQLModel.metadata.create_all(engine)
    with mock.patch.object(db, "engine", return_value=engine), db.transaction() as session:
        meta.ensure(session)
        make.areas(session)
        for name, grid in (("grid", make.GRID), ("grid2", make.OTHER_GRID)):
            account = make.an_account(session, name, area=grid)
            for person in ("曲凤英", "于德海", "宫玉林"):
                make.a_resident(session, name=f"{person}{name[-1]}", grid=grid, building="3" if grid == make.GRID else "9", tier="A", tier_reason="alone_80")
            _session(session, account.id, f"{name}-token")
        team = crew.a_team(session)
        volunteers = [crew.a_volunteer(session, team), crew.a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)]
        shift = crew.a_shift(session, team)
        for who in volunteers:
            crew.signed(session, shift, who)
            assert who.account_id is not None
            _session(session, who.account_id, "volunteer-token" if who.name == "测试甲" else "leader-token")
    engine.dispose()  # the last connection folds the log into the file
    decisions = Decisions()
    try:
        yield type(f"Sync_{bug or 'sound'}", (Sync,), {"bug": bug, "decide": staticmethod(decisions), "template": home / "begin.db"})
    finally:
        decisions.close()
        shutil.rmtree(home, ignore_errors=True)


def _session(session: Any, account_id: UUID, token: str) -> None:
    session.add(SignIn(token_hash=keys.token_hash(token), account_id=account_id, own_device=True, started_at=NOW, last_seen_at=NOW,
                       ends_at=NOW + timedelta(days=30)))  # fmt: skip
    session.flush()
