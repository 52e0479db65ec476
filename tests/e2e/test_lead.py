"""A lead's morning: a search is ended, a held record and a proposal are taken in, a surge list is opened, two entries become one."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.screens import PASSWORD, Screens


def _phone_of_the_worker(p: Screens) -> dict[str, Any]:
    """Sign in as the grid worker without a screen, and fetch the pack."""
    body = {"account": "grid", "password": PASSWORD, "own": True, "own_shown": True, "next": ""}
    said = p.context.request.post(f"{p.base}/api/session", headers=_headers(p), data=json.dumps(body))
    assert said.ok, said.text()
    pack: dict[str, Any] = p.context.request.get(f"{p.base}/api/pack").json()
    return pack


def _headers(p: Screens) -> dict[str, str]:
    return {"Origin": p.base, "Accept": "application/json", "Content-Type": "application/json"}


def _send(p: Screens, *records: tuple[str, dict[str, Any], str]) -> list[str]:
    """What the worker's phone hands in: kind, payload, and the account it was written under."""
    now = datetime.now(UTC)
    rows = [
        {"id": str(uuid4()), "kind": kind, "version": 1, "account": account, "happened_at": (now - timedelta(minutes=9)).isoformat(), "recorded_at": now.isoformat(),
         "clock_offset_ms": 0, "seq": n, "payload": payload}
        for n, (kind, payload, account) in enumerate(records, 1)
    ]  # fmt: skip
    said = p.context.request.post(f"{p.base}/api/sync", headers=_headers(p), data=json.dumps({"device_id": None, "sent_at": now.isoformat(), "records": rows}))
    assert said.ok, said.text()
    return [f"{r['status']} {r['code']}".strip() for r in said.json()["results"]]


def _contact(person: dict[str, Any], outcome: str) -> dict[str, Any]:
    return {"resident_ids": [person["id"]], "mode": "door", "outcome": outcome, "checks": {}, "note": "", "needs": []}


def test_a_lead_decides_what_waits(phone: Callable[..., Screens]) -> None:
    worker = phone()
    pack = _phone_of_the_worker(worker)
    weekly = [r for r in pack["residents"] if r.get("tier") == "A" and r["status"] == "here"]
    lost, other, elder = weekly[0], weekly[1], weekly[2]
    unit = pack["doors"][0]["code"]
    twin = {"unit": unit, "door": "909", "name": "测双双", "birth_ym": "1950-02", "sex": "f", "living": "alone"}
    answers = _send(
        worker, ("contact", _contact(lost, "no_answer"), "grid"), ("contact", _contact(other, "seen"), "somebody-else"),
        ("tag_proposal", {"resident_id": elder["id"], "tag": "E05", "grade": "1", "action": "add", "words": "要人扶"}, "grid"),
        ("resident_new", {**twin, "resident_id": str(uuid4())}, "grid"), ("resident_new", {**twin, "resident_id": str(uuid4())}, "grid"),
    )  # fmt: skip
    assert answers == ["accepted", "held other_account", "accepted", "accepted", "accepted"]

    p = phone()
    p.sign_in("community", own=False)
    p.page.wait_for_url(re.compile("/(residents|inbox)/"))
    p.open("/inbox/")
    page = p.page
    search = page.get_by_role("listitem").filter(has_text=lost["name"]).first
    expect(search).to_contain_text("起没人应")
    search.get_by_role("button", name="没联系上家人").click()
    expect(page.get_by_text("记下了。")).to_be_visible()
    expect(search).to_contain_text("问了家人")
    search.get_by_text("有下落了，结束").click()
    search.get_by_label("结果是什么？").select_option("safe_seen")
    search.get_by_role("button", name="结束寻找").click()
    expect(page.get_by_text("找到了，结束。")).to_be_visible()

    page.get_by_role("button", name="待定记录").click()
    held = page.get_by_role("listitem").filter(has_text=other["name"]).first
    expect(held).to_contain_text("另一个账号")
    held.get_by_role("button", name="看全文").click()
    expect(held).to_contain_text("见到了")
    held.get_by_role("button", name="收下").click()
    expect(page.get_by_text("没有待定的记录")).to_be_visible()

    page.get_by_role("button", name="标签建议").click()
    ask = page.get_by_role("listitem").filter(has_text=elder["name"]).first
    expect(ask).to_contain_text("失能老人")
    ask.get_by_role("button", name=re.compile("收下")).click()
    expect(page.get_by_text("没有标签建议")).to_be_visible()

    page.get_by_role("button", name="像同一人").click()
    page.get_by_role("button", name="留这一条").first.click()
    expect(page.get_by_text("合成一条了。")).to_be_visible()
    expect(page.get_by_text("测双双")).to_be_visible()

    page.get_by_role("button", name="集中联系").click()
    page.get_by_label("哪个区域？").select_option(index=1)
    expect(page.get_by_text(re.compile("共 .+ 人：每周联系的全部"))).to_be_visible()
    page.get_by_label("为什么？").select_option("cold")
    page.get_by_role("button", name="打开名单").click()
    expect(page.get_by_text(re.compile("寒潮 · "))).to_be_visible()
    paper = page.get_by_role("link", name="打印还没联系到的").get_attribute("href")
    assert paper is not None
    printed = p.context.request.get(p.base + paper)
    assert printed.ok and "还没联系到" in printed.text() and lost["name"] in printed.text()
    page.get_by_text("关名单").click()
    page.get_by_role("button", name="关闭", exact=True).click()
    expect(page.get_by_text("现在没有开着的名单。")).to_be_visible()


def test_the_office_side_opens_for_everybody_whose_it_is(phone: Callable[..., Screens]) -> None:
    p = phone(820, 1180)
    p.sign_in("community", own=False)
    p.page.wait_for_url(re.compile("/(residents|inbox)/"))
    for path, word in (("/rules/", "每两次至少一次见面"), ("/day/", "今天值得说的一件事"), ("/sheets/", "带姓名的一次最多 200 行"), ("/needs/", "没办完")):
        p.open(path)
        expect(p.page.get_by_text(word).first).to_be_visible()


def test_the_district_changes_a_rule_and_a_card_from_a_day_on(phone: Callable[..., Screens]) -> None:
    p = phone(820, 1180)
    p.sign_in("district", own=False)
    p.page.wait_for_url(re.compile("/(residents|inbox)/"))
    p.open("/rules/")
    page = p.page
    page.get_by_role("button", name="改规则 B").click()
    form = page.get_by_role("listitem").filter(has_text="每月联系的人：最多 30 天")
    form.get_by_role("button", name="会怎么样？").click()
    expect(form.get_by_text(re.compile("约 .+ 人：每周联系从"))).to_be_visible()
    form.get_by_label("间隔天数").last.fill("21")
    ahead = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    form.get_by_label("从哪天起？").fill(ahead)
    form.get_by_label("为什么？").fill("冬天多看看")
    form.get_by_role("button", name="写下新规则").click()
    expect(page.get_by_text("写好了，从那天起实行。")).to_be_visible()
    expect(page.get_by_text(re.compile(f"{ahead} 起.*最多 21 天"))).to_be_visible()
    page.get_by_role("button", name="政策卡").click()
    card = page.get_by_role("listitem").filter(has_text="临时救助").last
    card.get_by_role("button", name="改", exact=True).click()
    card.get_by_label("名称 · 中文").fill("临时救助（急难）")
    card.get_by_label("从哪天起？").fill(ahead)
    card.get_by_role("button", name="写下新规则").click()
    expect(page.get_by_text(f"{ahead} 起换新版。")).to_be_visible()


def test_a_lead_moves_a_need_on_and_sets_a_rhythm_by_hand(phone: Callable[..., Screens]) -> None:
    worker = phone()
    person = next(r for r in _phone_of_the_worker(worker)["residents"] if r.get("tier") == "C" and r["status"] == "here")
    need = {"id": str(uuid4()), "resident_id": person["id"], "category": "repair", "urgency": "week", "words": "水龙头一直漏水"}
    assert _send(worker, ("need", need, "grid")) == ["accepted"]
    p = phone()
    p.sign_in("community", own=False)
    p.page.wait_for_url(re.compile("/(residents|inbox)/"))
    p.open("/needs/")
    page = p.page
    page.get_by_role("button", name=re.compile("水龙头一直漏水")).click()
    row = page.get_by_role("listitem").filter(has_text="水龙头一直漏水").first
    row.get_by_role("button", name="转出去").click()
    row.get_by_label("转给（队伍或单位）").fill("便民维修队")
    row.get_by_label("哪天再看").fill((datetime.now(UTC) + timedelta(days=3)).date().isoformat())
    row.get_by_role("button", name="记下这一步").click()
    expect(page.get_by_role("heading", name="等回音")).to_be_visible()
    expect(row).to_contain_text("便民维修队")
    p.open(f"/residents/{person['id']}/")
    page.get_by_text("调整联系频率").click()
    page.get_by_label("多久联系一次？").select_option("A")
    page.get_by_label("到哪天为止？").fill((datetime.now(UTC) + timedelta(days=30)).date().isoformat())
    page.get_by_label("为什么？").fill("刚出院")
    page.get_by_role("button", name="定下", exact=True).click()
    expect(page.get_by_text("社区定的，有期限")).to_be_visible()
    p.open("/rules/")
    page.get_by_role("button", name="手工定的").click()
    expect(page.get_by_role("listitem").filter(has_text="刚出院")).to_contain_text("每周")
