"""The print-out as the browser gets it: A4, escaped, nothing from elsewhere, never kept (promises A4, H7, J2)."""

import re
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from app import db
from app.api import deps
from app.models import Resident, Role
from tests import factories as make
from tests.api.conftest import World


def test_the_worker_gets_it_as_a_page_that_is_never_kept(signed_in: TestClient, world: World) -> None:
    answer = signed_in.get(f"/api/residents/{world.elder}/record")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    for word in ("曲凤英", "13900000421", "13900000777", "我的记录", "My record", "谁看过", "/feedback/", "/privacy/", "size: A4"):
        assert word in answer.text, word
    assert world.trail() == [("export", "ok")]
    again = signed_in.get(f"/api/residents/{world.elder}/record").text
    assert "应本人要求打印" in again.split("<h2>谁看过")[1]


def test_nothing_in_it_comes_from_elsewhere_or_runs(signed_in: TestClient, world: World) -> None:
    text = signed_in.get(f"/api/residents/{world.elder}/record").text
    assert not re.search(r"<script|<img|<link|<iframe|\son\w+=|url\(|@import|javascript:", text)
    assert not re.search(r"(src|href)=", text)


def test_what_people_wrote_is_escaped(signed_in: TestClient, world: World) -> None:
    evil = '<script>alert(1)</script>"\'&'
    with db.transaction() as session:
        elder = session.get(Resident, world.elder)
        assert elder is not None
        elder.name = evil
        make.a_flag(session, world.elder, hint="<b onmouseover=x>钥匙</b>")
        make.some_kin(session, world.elder, name="</td><td>", relation="<i>")
    text = signed_in.get(f"/api/residents/{world.elder}/record").text
    assert "<script" not in text and "<b onmouseover" not in text and "</td><td></td>" not in text and "<i>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;" in text
    assert text.count("<td") == text.count("</td>")


def test_every_table_has_heads_for_those_who_listen(signed_in: TestClient, world: World) -> None:
    text = signed_in.get(f"/api/residents/{world.elder}/record").text
    assert text.count("<table>") == text.count("<thead>") >= 5
    assert '<html lang="zh-CN">' in text
    assert text.count("<h1>") == 1


@pytest.mark.parametrize("key", ["far", "nobody", "nonsense", "../pack"])
def test_somebody_elses_nobodys_and_nonsense_look_the_same(signed_in: TestClient, world: World, key: str) -> None:
    wanted = {"far": str(world.far), "nobody": str(uuid4())}.get(key, key)
    answer = signed_in.get(f"/api/residents/{wanted.replace('/', '%2F')}/record")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_without_a_session_it_is_nobodys(client: TestClient, world: World) -> None:
    assert client.get(f"/api/residents/{world.elder}/record").status_code == 401


@pytest.mark.parametrize(("role", "area", "status"), [
    (Role.COMMUNITY, make.GRID[:12], 200), (Role.COMMUNITY, make.FAR_GRID[:12], 404), (Role.AUDITOR, "210202", 404), (Role.DISTRICT, "210202", 404),
    (Role.STREET, make.GRID[:9], 404), (Role.INFO, make.GRID, 404),
])  # fmt: skip
def test_the_community_may_and_the_auditor_may_not(client: TestClient, world: World, role: Role, area: str, status: int) -> None:
    client.cookies.set(deps.COOKIE, world.colleague("somebody", role, area, own_device=False))
    assert client.get(f"/api/residents/{world.elder}/record").status_code == status
    assert world.trail()[-1] == (("export", "ok") if status == 200 else ("refused", "refused"))
