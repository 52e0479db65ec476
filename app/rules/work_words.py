"""Words for the codes of the day's work, where the server itself writes: day notes, sheets, hand-over, what was held."""

from collections.abc import Mapping

from app.rules.record_words import VALUES

Words = tuple[str, str]
Table = Mapping[str, Words]

MODES: Table = VALUES["mode"]
OUTCOMES: Table = VALUES["outcome"]
LIVING: Table = VALUES["living"]
STATUS: Table = {**VALUES["status"], "merged": ("并入另一条", "joined with another entry")}
CATEGORIES: Table = {
    "meals": ("吃饭", "meals"), "escort": ("陪同", "escort"), "medicine": ("用药", "medicine"), "cleaning": ("打扫", "cleaning"), "repair": ("维修", "repairs"),
    "home_safety": ("居家安全", "safety at home"), "adaptation": ("适老改造", "fitting the home"), "benefit": ("补助政策", "benefits"), "company": ("陪伴", "company"),
    "dispute": ("邻里纠纷", "dispute"), "hardship": ("生活困难", "hardship"), "care": ("照护", "care"), "childcare": ("孩子照看", "childcare"), "job": ("找工作", "work"),
    "heating": ("供暖", "heating"), "digital": ("手机上网", "phone and internet"), "other": ("其他", "other"),
}  # fmt: skip
STATES: Table = {
    "new": ("新提出", "new"), "claimed": ("有人接了", "taken on"), "planned": ("定了下一步", "planned"), "doing": ("正在办", "under way"), "waiting": ("等回音", "waiting"),
    "delivered": ("办好了，等本人确认", "delivered, to be confirmed"), "confirmed": ("本人确认了", "confirmed"), "closed": ("结束", "closed"), "unmet": ("没办成", "not met"),
    "unwanted": ("不需要了", "no longer wanted"), "accepted": ("受理了", "accepted"), "collecting": ("备材料", "collecting papers"), "submitted": ("交上去了", "handed in"),
    "supplement": ("要补材料", "papers missing"), "done": ("办成了", "done"), "failed": ("没办下来", "refused"), "told": ("告诉本人了", "the person was told"),
    "called_back": ("回访过了", "called back"),
}  # fmt: skip
STEPS: Table = {
    "second_try": ("又试了一次", "tried again"), "kin": ("问了家人", "asked the family"), "neighbour": ("问了邻居", "asked a neighbour"), "red_sign": ("有危险迹象", "a sign of danger"),
    "lead": ("报告了负责人", "told the lead"), "police": ("报了警", "called the police"), "ambulance": ("叫了急救", "called an ambulance"), "found": ("有下落了", "found"),
    "cancel": ("取消", "cancelled"), "escalate": ("到时限，自动上报", "the time ran out: told those above"), "no_answer": ("没人应", "no answer"),
}  # fmt: skip
RESULTS: Table = {"reached": ("联系上了", "reached"), "not_reached": ("没联系上", "not reached"), "done": ("做了", "done")}
FINDINGS: Table = {
    "safe_seen": ("见到了，平安", "seen and safe"), "safe_told": ("问到了，平安", "safe, as we were told"), "out_visiting": ("外出串门", "out visiting"),
    "in_hospital": ("住院", "in hospital"), "moved": ("搬走", "moved"), "needs_help": ("需要帮助", "needs help"), "died": ("去世", "died"), "emergency": ("紧急情况", "emergency"),
    "mistake": ("记错了", "opened by mistake"),
}  # fmt: skip
HAZARDS: Table = {
    "exit_blocked": ("楼道堆物", "blocked stairs"), "e_bike": ("电动车进楼", "e-bike indoors"), "gas": ("燃气", "gas"), "electric": ("用电", "wiring"), "fire": ("消防", "fire safety"),
    "structure": ("房屋", "building"), "ice": ("结冰", "ice"), "lighting": ("照明", "lighting"), "litter": ("垃圾", "litter"), "other": ("其他隐患", "other hazard"),
}  # fmt: skip
HANDLED: Table = {"on_spot": ("当场处理了", "dealt with on the spot"), "needs_somebody": ("要人来处理", "needs somebody")}
CHECKS: Table = {
    "health": ("身体", "health"), "mood": ("精神", "mood"), "medicine": ("饮食用药", "food and medicine"), "safety": ("居家安全", "safety at home"), "hygiene": ("卫生环境", "hygiene"),
    "family": ("亲属联系", "family"),
}  # fmt: skip
SURGES: Table = {
    "cold": ("寒潮", "cold wave"), "heat": ("高温", "heat"), "storm": ("台风暴雨", "storm"), "power": ("停电", "power cut"), "heating": ("停暖", "heating failure"), "other": ("其他", "other"),
}  # fmt: skip
FLAGS: Table = VALUES["flag"]
PREFERENCES: Table = VALUES["preference"]
KINDS: Table = {
    "contact": ("联系记录", "contact"), "no_answer_step": ("没人应的一步", "step of a search"), "need": ("需求", "need"), "need_step": ("需求进展", "step of a need"),
    "hazard": ("隐患", "hazard"), "resident_new": ("新居民", "somebody new"), "resident_edit": ("改动", "change"), "tag_proposal": ("标签建议", "proposal of a tag"),
    "attendance_in": ("签到", "check-in"), "attendance_out": ("签退", "check-out"), "task_result": ("志愿服务结果", "what came of a volunteer's task"),
    "view": ("看了一眼", "look"), "call": ("打电话", "call"), "reveal": ("看号码", "number shown"),
}  # fmt: skip
WHY_HELD: Table = {
    "account_ended": ("记的人账号已停用", "the account of whoever wrote it has ended"), "other_account": ("是另一个账号记的", "written under another account"),
    "unknown_resident": ("名册里没有这个人", "nobody of this record is known"), "other_grid": ("人不在记录人的网格", "the person is in another grid"),
    "died": ("这个人已去世", "the person has died"), "moved": ("这个人已搬走", "the person has moved"), "unknown_place": ("找不到这个单元", "the staircase is not known"),
    "not_your_task": ("不是这个岗位记的事", "not for this role to record"), "code_tries": ("签到码输错太多次", "too many wrong check-in codes"),
    "shift_unknown": ("找不到这次活动", "the shift is not known"), "shift_cancelled": ("活动已取消", "the shift was cancelled"), "shift_full": ("人满了，不在名单上", "the shift was full"),
    "not_your_team": ("不是这个队的人", "not of this team"), "not_insured": ("没有意外险", "no accident insurance"), "minor_alone": ("未成年人", "under 18"),
    "overlap": ("同时在另一次活动签了到", "checked in elsewhere at that time"), "task_unknown": ("找不到这件事", "the task is not known"), "not_signed_up": ("没有接这次活动", "had not taken the shift"),
    "unknown_need": ("找不到这条需求", "the need is not known"), "failure": ("收的时候出了问题", "something failed while it was taken in"),
}  # fmt: skip
FIELDS: Table = {
    "name": ("姓名", "name"), "phone": ("电话", "phone"), "living": ("居住情况", "living"), "status": ("状态", "status"), "preference": ("联系意愿", "wish"), "sex": ("性别", "sex"),
    "birth_ym": ("出生年月", "month of birth"), "place": ("门牌", "door"), "kin": ("紧急联系人", "emergency contact"), "mode": ("方式", "how"), "outcome": ("结果", "outcome"),
    "note": ("备注", "note"), "words": ("说明", "words"), "step": ("步骤", "step"), "result": ("结果", "result"), "finding": ("下落", "finding"), "category": ("类别", "category"),
    "urgency": ("多急", "how urgent"), "move": ("进展", "move"), "next_step": ("下一步", "next step"), "next_on": ("哪天再看", "looked at again on"), "to": ("转给", "passed to"),
    "tag": ("标签", "tag"), "grade": ("等级", "grade"), "action": ("动作", "action"), "handled": ("处理", "handled"), "unit": ("单元", "staircase"), "door": ("门牌", "door"),
    "policy": ("政策", "benefit"), "consent": ("同意", "consent"), "until": ("到哪天", "until"), "whom": ("问了谁", "whom"), "checks": ("情况", "conditions"),
    "needs": ("需求", "needs"), "tags": ("标签", "tags"), "wish": ("联系意愿", "wish"), "promise": ("答应再来", "promised to come"), "changes": ("改动", "changes"),
    "policies": ("政策", "benefits"), "kind": ("种类", "kind"), "each": ("各人", "each"),
}  # fmt: skip
_CODES: Mapping[str, Table] = {
    "mode": MODES, "outcome": OUTCOMES, "living": LIVING, "status": STATUS, "preference": PREFERENCES, "category": CATEGORIES, "step": STEPS, "result": RESULTS,
    "finding": FINDINGS, "handled": HANDLED, "urgency": {"today": ("今天", "today"), "week": ("这周", "this week"), "later": ("不急", "later")},
    "action": {"add": ("加上", "add"), "remove": ("去掉", "remove"), "confirm": ("属实", "confirm")}, "tag": VALUES["tag"], "sex": VALUES["sex"],
    "whom": {"phone": ("电话", "phone"), "door": ("敲门", "door")},
}  # fmt: skip

_CHANGED: Table = {"same": ("无变化", "no change"), "changed": ("有变化", "changed")}


def said(table: Table, code: str) -> Words:
    """The words of a code; the code itself where it has none."""
    return table.get(code, (code, code))


def label(field: str) -> Words:
    """What a field of a record is called."""
    if field.startswith("flag:"):
        return said(FLAGS, field[5:])
    return said(FIELDS, field) if field in FIELDS else said(CHECKS, field)


def value(field: str, told: object) -> Words:
    """A value of a record in words: codes by their table, lists and parts one after the other. Nothing is left out."""
    if told is None or told in ("", [], {}):
        return ("无", "none")
    if isinstance(told, bool):
        return ("是", "yes") if told else ("否", "no")
    if isinstance(told, dict):
        parts = [(label(str(key)), value(str(key), item)) for key, item in told.items() if item not in (None, "", [], {})]
        return "，".join(f"{n[0]} {v[0]}" for n, v in parts), ", ".join(f"{n[1]} {v[1]}" for n, v in parts)
    if isinstance(told, list):
        lines = [value(field, item) for item in told]
        return "；".join(line[0] for line in lines), "; ".join(line[1] for line in lines)
    if field in CHECKS and told in _CHANGED:
        return _CHANGED[str(told)]
    return said(_CODES.get(field, {}), str(told))
