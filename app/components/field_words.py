"""Words for the codes of what is recorded at the door: needs, hazards, steps of a search, moves, findings, fields."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from app.i18n import both

Words = Mapping[str, tuple[str, str]]


def said(code: Any, words: Words, otherwise: Any = "") -> Any:
    """The words of a code out of a closed list."""
    return rx.match(code, *((key, both(zh, en)) for key, (zh, en) in words.items()), otherwise)


CATEGORIES: Words = {
    "meals": ("吃饭", "Meals"), "escort": ("陪同", "Escort"), "medicine": ("用药", "Medicine"), "cleaning": ("打扫", "Cleaning"),
    "repair": ("维修", "Repairs"), "home_safety": ("居家安全", "Safety at home"), "adaptation": ("适老改造", "Fitting the home"),
    "benefit": ("补助政策", "Benefits"), "company": ("陪伴", "Company"), "dispute": ("邻里纠纷", "Dispute"), "hardship": ("生活困难", "Hardship"),
    "care": ("照护", "Care"), "childcare": ("孩子照看", "Childcare"), "job": ("找工作", "Work"), "heating": ("供暖", "Heating"),
    "digital": ("手机上网", "Phone and internet"), "other": ("其他", "Other"),
}  # fmt: skip
HAZARDS: Words = {
    "exit_blocked": ("楼道堆物", "Blocked stairs"), "e_bike": ("电动车进楼", "E-bike indoors"), "gas": ("燃气", "Gas"), "electric": ("用电", "Wiring"),
    "fire": ("消防", "Fire safety"), "structure": ("房屋", "Building"), "ice": ("结冰", "Ice"), "lighting": ("照明", "Lighting"),
    "litter": ("垃圾", "Litter"), "other": ("其他隐患", "Other hazard"),
}  # fmt: skip
HANDLED: Words = {"on_spot": ("当场处理了", "dealt with on the spot"), "needs_somebody": ("要人来处理", "needs somebody")}
STEPS: Words = {
    "second_try": ("又试了一次", "Tried again"), "second_try/phone": ("又打了电话", "Called again"), "second_try/door": ("又敲了门", "Knocked again"), "kin": ("问了家人", "Asked the family"), "neighbour": ("问了邻居", "Asked a neighbour"),
    "red_sign": ("有危险迹象", "A sign of danger"), "lead": ("报告了负责人", "Told the lead"), "police": ("报了警", "Called the police"),
    "ambulance": ("叫了急救", "Called an ambulance"), "found": ("有下落了", "Found"), "cancel": ("取消", "Cancelled"),
}  # fmt: skip
FINDINGS: Words = {
    "safe_seen": ("见到了，平安", "seen and safe"), "safe_told": ("问到了，平安", "safe, as we were told"), "out_visiting": ("外出串门", "out visiting"),
    "in_hospital": ("住院", "in hospital"), "moved": ("搬走", "moved"), "needs_help": ("需要帮助", "needs help"), "died": ("去世", "died"),
    "emergency": ("紧急情况", "emergency"), "reached": ("联系上了", "reached"), "not_reached": ("没联系上", "not reached"), "done": ("做了", "done"),
}  # fmt: skip
MOVES: Words = {
    "claim": ("我来办", "Taken on"), "plan": ("定了下一步", "Planned"), "start": ("开始办", "Started"), "refer": ("转出去", "Passed on"),
    "wait": ("等回音", "Waiting"), "deliver": ("办好了", "Delivered"), "confirm": ("本人确认", "Confirmed"), "reopen": ("重新打开", "Reopened"),
    "close": ("结束", "Closed"), "unmet": ("没办成", "Not met"), "unwanted": ("不需要了", "No longer wanted"), "collect": ("收材料", "Collecting papers"),
    "submit": ("交上去了", "Handed in"), "supplement": ("要补材料", "Papers missing"), "done": ("办成了", "Done"), "failed": ("没办下来", "Refused"),
    "tell": ("告诉本人了", "Told the person"), "call_back": ("回访了", "Called back"),
}  # fmt: skip
CHECKS: Words = {
    "health": ("身体", "Health"), "mood": ("情绪", "Mood"), "medicine": ("用药", "Medicine"), "safety": ("安全", "Safety"),
    "hygiene": ("卫生", "Hygiene"), "family": ("家里", "Family"),
}  # fmt: skip
CHANGED: Words = {"same": ("无变化", "no change"), "changed": ("有变化", "changed")}
URGENCY: Words = {"today": ("今天", "today"), "week": ("这周", "this week"), "later": ("不急", "later")}
ACTIONS: Words = {"add": ("加上", "add"), "remove": ("去掉", "remove"), "confirm": ("属实", "confirm")}
CONSENT: Words = {"said": ("口头同意", "said yes"), "written": ("书面同意", "in writing"), "family": ("家人同意", "the family agreed")}
POLICY: Words = {
    "has": ("已享受", "has it"), "wants": ("想办", "wants it"), "not_eligible": ("不符合", "not eligible"), "unwanted": ("不想办", "does not want it"),
}  # fmt: skip
EDITED: Words = {
    "name": ("姓名", "Name"), "phone": ("电话", "Phone"), "living": ("居住情况", "Living"), "status": ("状态", "Status"), "preference": ("联系意愿", "Wish"),
    "sex": ("性别", "Sex"), "birth_ym": ("出生年月", "Month of birth"), "place": ("门牌", "Door"), "kin": ("紧急联系人", "Emergency contact"),
}  # fmt: skip
FIELDS: Words = {
    "who": ("谁", "Who"), "check": ("情况", "Condition"), "need": ("需求", "Need"), "tag": ("标签", "Tag"), "change": ("改动", "Change"),
    "policy": ("政策", "Policy"), "preference": ("联系意愿", "Wish"), "promise": ("答应再来", "Promised to come"), "place": ("地点", "Place"),
    "mode": ("方式", "How"), "outcome": ("结果", "What came of it"), "step": ("步骤", "Step"), "result": ("结果", "Result"), "finding": ("下落", "Finding"),
    "whom": ("问了谁", "Whom"), "category": ("类别", "Category"), "urgency": ("多急", "How urgent"), "move": ("进展", "Step"), "consent": ("同意", "Consent"),
    "next_step": ("下一步", "Next step"), "next_on": ("哪天", "On"), "to": ("转给", "To"), "until": ("到哪天", "Until"), "handled": ("处理", "Handled"),
    "name": ("姓名", "Name"), "door": ("门", "Door"), "birth_ym": ("出生年月", "Month of birth"), "phone": ("电话", "Phone"), "action": ("动作", "Action"),
    "shift": ("活动", "Shift"), "task": ("结果", "Result"), "source": ("怎么签的", "How"), "code": ("签到码", "Code"), "spoken": ("口令", "Spoken code"),
    "words": ("说明", "Words"), "note": ("备注", "Note"), "filter": ("筛选", "Filter"), "what": ("内容", "What"),
}  # fmt: skip
TASKS: Words = {
    "done": ("办好了", "done"), "nobody": ("没人在家", "nobody in"), "refused": ("说不用了", "not wanted"), "trouble": ("有情况", "something is wrong"),
}  # fmt: skip
NOTES: Words = {
    "already_in": ("已经签到过了，按早的那次。", "Checked in already; the earlier one counts."),
    "already_out": ("已经签退过了。", "Checked out already."),
    "late_code": ("号码对得上，时间差了些，队长会看一眼。", "The code fits, the time is off; the leader has a look."),
    "clock": ("手机时间不准，队长会看一眼。", "The phone's clock was off; the leader has a look."),
    "task_closed_already": ("这户已经有结果了，你写的话留着。", "This door had a result already; your words are kept."),
    "spoken_wrong": ("口令不对，不影响这次。", "The spoken code did not fit; that changes nothing here."),
    "clash": ("有一处和别人改的不一样，两份都留着，请人来看。", "One change differs from somebody else's; both are kept for a person."),
    "case_closed_already": ("收到时这件事已经有下落了。", "It had been settled when this arrived."),
    "twin_possible": ("可能和名单里的人是同一个，请人来看。", "May be somebody on the list already; a person looks."),
    "merged": ("和已有的记录合在一起了。", "It was joined with a record that was there."),
    "skew": ("手机时间不准，按服务器的时间记。", "The phone's clock was wrong; it was noted with the server's time."),
}
