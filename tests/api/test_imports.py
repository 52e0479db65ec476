"""The import page's door: only who may, 64 MB, held in memory, previewed, taken in, taken back, refused rows to correct (G1, G3, G4, B14)."""

import io
import os
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlmodel import select

from app import db
from app.api import deps
from app.config import settings
from app.errors import NotFound
from app.models import Account, Audit, ImportBatch, OnceLink, Resident, Role, RoleGrant
from app.services.imports import desk
from tests.api.conftest import Clock, World
from tests.conftest import NOW
from tests.factories import GRID, OTHER_GRID
from tests.services.rosters import a_row, a_workbook


@pytest.fixture
def district(client: TestClient, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The browser of a district administrator, with nothing held from another test."""
    desk._held.clear()
    desk._coming.clear()
    monkeypatch.setattr(desk, "clock", lambda: clock.now)
    client.cookies.set(deps.COOKIE, world.colleague("head", Role.DISTRICT, "210202"))
    return client


def followed(client: TestClient, held: str, until: set[str]) -> dict[str, Any]:
    """What the page is told once the file has got so far."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        said = client.get(f"/api/imports/{held}").json()
        if said["state"] in until:
            return said
        time.sleep(0.02)
    raise AssertionError(said)


def sent(client: TestClient, body: bytes, kind: str = "residents") -> dict[str, Any]:
    answer = client.post(f"/api/imports?kind={kind}", content=body)
    assert answer.status_code == 202, answer.text
    return followed(client, answer.json()["id"], {"ready", "failed"})


def roster(tmp_path: Path, *rows: list[object]) -> bytes:
    return a_workbook(tmp_path / "r.xlsx", [*rows] or [a_row(n, name) for n, name in enumerate(["曲凤英", "王秀兰", "李桂珍"], 1)]).read_bytes()


def test_a_month_is_previewed_taken_in_and_taken_back(district: TestClient, world: World, tmp_path: Path) -> None:
    before = len(world.rows(Resident))
    said = sent(district, roster(tmp_path, a_row(1, "甲一"), a_row(2, "乙二"), a_row(3, "丙三", 网格编码="210202009009009")))
    assert said["state"] == "ready" and said["report"]["new"] == 2 and said["report"]["rows_refused"] == 1
    assert {"row", "column", "zh", "en"} == set(said["report"]["refused"][0])
    assert len(world.rows(Resident)) == before and world.rows(ImportBatch) == []
    assert district.post(f"/api/imports/{said['id']}/take").status_code == 202
    done = followed(district, said["id"], {"done", "failed"})
    assert done["state"] == "done" and len(world.rows(Resident)) == before + 2
    batches = district.get("/api/batches").json()["batches"]
    assert [(b["new"], b["can_undo"], b["who"]) for b in batches] == [(2, True, "测试head")]
    told = district.post(f"/api/batches/{batches[0]['id']}/undo").json()
    assert "2 人" in told["zh"] and len(world.rows(Resident)) == before
    assert district.post(f"/api/batches/{batches[0]['id']}/undo").json()["code"] == "already_undone"


def test_a_preview_never_touches_the_living_database(district: TestClient, world: World, tmp_path: Path) -> None:
    before = {(r.id, r.version) for r in world.rows(Resident)}
    trail = len(world.rows(Audit))
    sent(district, roster(tmp_path))
    assert {(r.id, r.version) for r in world.rows(Resident)} == before
    assert len(world.rows(Audit)) == trail
    assert list(settings.data_dir.glob("rehearsal-*")) == []


def test_the_refused_rows_come_back_as_a_workbook_to_correct(district: TestClient, tmp_path: Path) -> None:
    said = sent(district, roster(tmp_path, a_row(1, "甲一"), a_row(2, "=HYPERLINK(1)"), a_row(3, "丙三", 网格编码="210202009009009")))
    answer = district.get(f"/api/imports/{said['id']}/refused")
    assert answer.headers["content-disposition"].startswith("attachment")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    assert "没收下的原因" in rows[0] and "姓 名" in rows[0] and "宗教信仰" not in rows[0]
    names = [row[rows[0].index("姓 名")] for row in rows[1:]]
    assert "丙三" in names and "甲一" not in names
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    # Corrected and sent again, it is taken.
    at = [str(c) for c in rows[0]].index("网格编码")
    row = next(n for n, r in enumerate(rows) if "丙三" in r)
    sheet.cell(row + 1, at + 1).value = GRID
    again = io.BytesIO()
    sheet.parent.save(again)
    fixed = sent(district, again.getvalue())
    assert fixed["report"]["new"] >= 1 and "没收下的原因" in fixed["report"]["columns_ignored"]


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"%PDF-1.7 nothing", "not_a_sheet"), (b"\xd0\xcf\x11\xe0old", "old_format"), (b"", "empty_file"), (b"<html><table>", "web_page"), (b"PK\x03\x04broken", "broken_file")],
)
def test_what_is_no_sheet_is_refused_in_a_sentence_at_once(district: TestClient, body: bytes, code: str) -> None:
    answer = district.post("/api/imports", content=body)
    if answer.status_code == 202:  # it begins like one; reading shows that it is none
        said = followed(district, answer.json()["id"], {"failed"})
        assert said["error"]["code"] == code and said["error"]["zh"] and said["error"]["en"]
    else:
        assert answer.status_code == 422 and answer.json()["code"] == code


def test_a_workbook_with_macros_and_a_bomb_are_refused(district: TestClient) -> None:
    for name, code in (("xl/vbaProject.bin", "macros"), ("xl/worksheets/sheet1.xml", "too_large")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr(name, b"\0" * (40 * 2**20 if code == "too_large" else 10))
        assert sent(district, out.getvalue())["error"]["code"] == code


def test_more_than_64_mb_is_refused_while_it_comes_in(district: TestClient) -> None:
    def pieces() -> Any:
        for _ in range(65):
            yield b"a" * 2**20

    answer = district.post("/api/imports", content=pieces())
    assert (answer.status_code, answer.json()["code"]) == (413, "file_large")
    assert desk._held == {}


@pytest.mark.parametrize("role", [Role.GRID, Role.COMMUNITY, Role.STREET, Role.AUDITOR, Role.SECRETARY])
def test_only_the_district_loads_rosters(client: TestClient, world: World, role: Role) -> None:
    client.cookies.set(deps.COOKIE, world.colleague("somebody", role, "210202" if role == Role.AUDITOR else GRID[:12]))
    assert client.post("/api/imports", content=b"x").status_code == 403
    assert client.get("/api/imports/template").status_code == 403
    assert client.get("/api/batches").status_code == (200 if role == Role.COMMUNITY else 403)


def test_nobody_without_a_session_or_from_another_site_sends_a_file(client: TestClient, world: World) -> None:
    assert client.post("/api/imports", content=b"x").status_code == 401
    client.cookies.set(deps.COOKIE, world.colleague("head", Role.DISTRICT, "210202"))
    assert client.post("/api/imports", content=b"x", headers={"Origin": "https://evil.example"}).status_code == 403


def test_another_administrators_file_looks_like_none(district: TestClient, world: World, tmp_path: Path) -> None:
    said = sent(district, roster(tmp_path))
    district.cookies.set(deps.COOKIE, world.colleague("second", Role.DISTRICT, "210202"))
    for method, path in (("GET", ""), ("POST", "/take"), ("DELETE", ""), ("GET", "/refused"), ("GET", "/links")):
        assert district.request(method, f"/api/imports/{said['id']}{path}").status_code == 404


def test_the_file_lies_in_memory_without_a_name_and_goes_when_put_aside(district: TestClient, tmp_path: Path) -> None:
    row = a_row(1, "甲一")
    number = next(str(c) for c in row if isinstance(c, str) and len(c) == 18)
    said = sent(district, roster(tmp_path, row))
    for path in settings.data_dir.rglob("*"):
        if path.is_file() and "key" not in path.name:
            assert number.encode() not in path.read_bytes(), path.name
    assert district.delete(f"/api/imports/{said['id']}").status_code == 204
    assert district.get(f"/api/imports/{said['id']}").status_code == 404


def test_a_second_file_takes_the_place_of_the_first(district: TestClient, tmp_path: Path) -> None:
    first, second = sent(district, roster(tmp_path)), sent(district, roster(tmp_path, a_row(1, "甲一")))
    assert district.get(f"/api/imports/{first['id']}").status_code == 404
    assert district.post(f"/api/imports/{second['id']}/take").status_code == 202
    followed(district, second["id"], {"done"})
    assert district.post(f"/api/imports/{second['id']}/take").json()["code"] == "not_previewed"


@pytest.mark.parametrize("kind", ["residents", "accounts"])
def test_the_template_can_be_read_by_what_it_is_for(district: TestClient, kind: str) -> None:
    answer = district.get(f"/api/imports/template?kind={kind}")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[1] == "填写说明"
    said = sent(district, answer.content, kind)
    assert said["state"] == "ready" and said["report"]["new"] == 0 and said["report"]["refused_total"] == 0


def test_a_list_of_staff_gives_its_links_once_to_whoever_sent_it(district: TestClient, world: World, clock: Clock) -> None:
    body = f"账号,姓名,角色,区域\ng901,李明,网格员,{GRID}\ng902,王秀,网格员,不存在\n".encode()
    said = sent(district, body, "accounts")
    assert (said["report"]["new"], said["report"]["rows_refused"]) == (1, 1)
    assert district.get(f"/api/imports/{said['id']}/links").status_code == 404
    district.post(f"/api/imports/{said['id']}/take")
    followed(district, said["id"], {"done"})
    rows = [[c.value for c in row] for row in load_workbook(io.BytesIO(district.get(f"/api/imports/{said['id']}/links").content)).worksheets[0].iter_rows()]
    assert rows[1][0] == "g901" and "/login/#once=" in str(rows[1][2])
    token = str(rows[1][2]).split("#once=")[1]
    assert all(token not in link.token_hash for link in world.rows(OnceLink))
    assert district.post("/api/once", json={"token": token, "password": "a sentence of one's own"}).json() == {"account": "g901"}
    assert district.post("/api/once", json={"token": token, "password": "another sentence"}).json()["code"] == "link_over"
    assert district.post("/api/session", json={"account": "g901", "password": "a sentence of one's own"}).status_code == 200
    assert {a.account for a in world.rows(Account)} >= {"g901"}
    assert "export" in {a.act for a in world.rows(Audit)}


def test_a_community_brings_in_its_own_people_only(client: TestClient, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    desk._held.clear()
    monkeypatch.setattr(desk, "clock", lambda: clock.now)
    client.cookies.set(deps.COOKIE, world.colleague("lead", Role.COMMUNITY, GRID[:12]))
    said = sent(client, f"账号,姓名,角色,区域\nx1,李明,网格员,{GRID}\nx2,王秀,区级管理员,210202\n".encode(), "accounts")
    assert (said["report"]["new"], said["report"]["rows_refused"]) == (1, 1)


def test_a_file_is_never_read_by_a_number_that_another_file_has_taken_over(district: TestClient, tmp_path: Path) -> None:
    said = sent(district, roster(tmp_path, a_row(1, "甲一")))
    held = next(iter(desk._held.values()))
    number = held.file
    with held.opened() as path:
        assert district.delete(f"/api/imports/{said['id']}").status_code == 204
        stranger = os.memfd_create("stranger", 0)
        os.write(stranger, b"somebody else's")
        assert stranger == number, "the number is used again, which is what this is about"
        assert b"somebody" not in path.read_bytes() and path.read_bytes()[:2] == b"PK"
    os.close(stranger)
    with pytest.raises(NotFound), held.opened():
        pass


def test_a_list_is_taken_in_with_the_rights_of_its_turn(district: TestClient, world: World, tmp_path: Path) -> None:
    said = sent(district, roster(tmp_path, a_row(1, "甲一")))
    gate = threading.Event()
    desk._work.submit(gate.wait)  # another list is before this one
    assert district.post(f"/api/imports/{said['id']}/take").status_code == 202
    with db.transaction() as session:
        head = session.exec(select(Account).where(Account.account == "head")).one()
        head.disabled_at = desk.clock()
        session.add(head)
    gate.set()
    end = time.monotonic() + 20
    while (held := next(iter(desk._held.values()))).state == "taking" and time.monotonic() < end:
        time.sleep(0.02)
    assert held.state == "failed" and held.error is not None and held.error.code == "not_allowed"
    assert "甲一" not in {r.name for r in world.rows(Resident)}


def test_whoever_has_lost_the_role_gets_neither_the_rows_nor_the_links(client: TestClient, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    desk._held.clear()
    monkeypatch.setattr(desk, "clock", lambda: clock.now)
    client.cookies.set(deps.COOKIE, world.colleague("lead", Role.COMMUNITY, GRID[:12]))
    said = sent(client, f"账号,姓名,角色,区域\nx1,李明,网格员,{GRID}\nx2,王秀,区级管理员,210202\n".encode(), "accounts")
    client.post(f"/api/imports/{said['id']}/take")
    followed(client, said["id"], {"done"})
    with db.transaction() as session:
        lead = session.exec(select(Account).where(Account.account == "lead")).one()
        for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == lead.id)).all():
            grant.role = Role.VOLUNTEER
            session.add(grant)
    for path in ("links", "refused"):
        assert client.get(f"/api/imports/{said['id']}/{path}").status_code == 403


def test_lists_of_the_operator_and_of_others_are_not_a_communitys(client: TestClient, world: World) -> None:
    with db.transaction() as session:
        ids = {area: ImportBatch(kind="accounts", file_hash="", created_at=NOW, area=area) for area in ("", "210202", GRID[:12], "210202002001")}
        session.add_all(ids.values())
    client.cookies.set(deps.COOKIE, world.colleague("lead", Role.COMMUNITY, GRID[:12]))
    assert [b["id"] for b in client.get("/api/batches").json()["batches"]] == [str(ids[GRID[:12]].id)]
    for area in ("", "210202", "210202002001"):
        assert client.post(f"/api/batches/{ids[area].id}/undo").status_code == 404
    client.cookies.set(deps.COOKIE, world.colleague("head", Role.DISTRICT, "210202"))
    assert len(client.get("/api/batches").json()["batches"]) == 4


def test_after_a_reload_the_page_finds_the_list_it_has_sent(district: TestClient, tmp_path: Path) -> None:
    assert district.get("/api/imports?kind=residents").json() == {}
    said = sent(district, roster(tmp_path))
    assert district.get("/api/imports?kind=residents").json()["id"] == said["id"]
    assert district.get("/api/imports?kind=accounts").json() == {}


def test_one_person_sends_one_file_at_a_time(district: TestClient, world: World) -> None:
    head = next(a.id for a in world.rows(Account) if a.account == "head")
    first = desk.Incoming(head)
    assert district.post("/api/imports", content=b"x,y\n").status_code == 429
    first.drop()
    assert district.post("/api/imports", content=b"x,y\n").status_code == 202


def test_a_file_is_gone_after_half_an_hour(district: TestClient, tmp_path: Path) -> None:
    said = sent(district, roster(tmp_path))
    held = next(iter(desk._held.values()))
    held.at -= desk.KEPT_SECONDS + 1
    assert district.get(f"/api/imports/{said['id']}").status_code == 404
    assert held.file == -1


def test_a_list_of_staff_taken_back_ends_the_roles_it_gave_to_others(district: TestClient, world: World) -> None:
    said = sent(district, f"账号,姓名,角色,区域\ngrid,测试grid,信息员,{OTHER_GRID}\n".encode(), "accounts")
    district.post(f"/api/imports/{said['id']}/take")
    done = followed(district, said["id"], {"done"})
    told = district.post(f"/api/batches/{done['batch']}/undo").json()
    assert "1 个角色" in told["zh"]
    assert [g.ends_at is not None for g in world.rows(RoleGrant) if g.area == OTHER_GRID] == [True]


def test_other_routes_take_no_large_body(client: TestClient) -> None:
    answer = client.post("/api/once/look", content=b"x" * (3 * 2**20), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_large")
