"""Words of the work at the door: why somebody is on the day's list, what a search has found, which move comes next."""

from typing import Any

import reflex as rx

from app.components.field_words import CATEGORIES, Words, said
from app.components.words import rhythm
from app.i18n import ZH, _, both

WHY: Words = {
    "24": ("刚出院", "Just home"), "W": ("天气", "Weather"), "P": ("答应过", "Promised"), "NEW": ("新来", "New"), "F": ("过节", "Holiday"),
}  # fmt: skip
OUTCOMES = (
    ("seen", "user-check", "见到本人", "Seen"), ("spoken", "phone-call", "打通电话", "Spoke"), ("reliable_other", "users", "家人说平安", "Family says fine"),
    ("not_home", "door-closed", "不在家", "Not at home"), ("no_answer", "bell-ring", "没人应", "No answer"), ("declined", "hand", "不想打扰", "Prefers not"),
)  # fmt: skip
RARE = (
    ("in_hospital", "hospital", "住院", "In hospital"), ("away", "luggage", "外出", "Away"), ("moved", "truck", "搬走", "Moved"), ("died", "flower", "去世", "Died"),
)  # fmt: skip
MODES = (
    ("door", "上门", "At the door"), ("phone", "打电话", "By phone"), ("video", "视频", "By video"), ("met", "楼下遇见", "Met outside"),
    ("neighbour", "邻居代看", "A neighbour"), ("volunteer", "志愿者", "A volunteer"), ("family", "家人", "The family"),
)  # fmt: skip
CHECKS = (
    ("health", "身体", "Health"), ("mood", "精神", "Spirits"), ("medicine", "吃饭吃药", "Food, pills"), ("safety", "家里安全", "Safety"), ("hygiene", "卫生", "Hygiene"),
    ("family", "亲属联系", "Family"),
)  # fmt: skip
WISHES = (
    ("phone_only", "打电话就行", "Calls will do"), ("call_first", "先打电话再来", "Call before coming"), ("morning", "上午来", "Mornings"), ("afternoon", "下午来", "Afternoons"),
    ("evening", "晚上来", "Evenings"), ("any", "都行", "Any way"),
)  # fmt: skip
SURGES: Words = {
    "cold": ("寒潮", "Cold"), "heat": ("高温", "Heat"), "storm": ("台风暴雨", "Storm"), "power": ("停电", "Power cut"), "heating": ("停暖", "Heating off"), "other": ("要联系的名单", "List to contact"),
}  # fmt: skip
REASONS: Words = {
    "promise": ("答应过再来", "a promise to come again"), "new": ("新来的住户", "new here"), "change": ("情况有变化", "something changed"), "call_back": ("办完事要回访", "to call back after an errand"),
    "need": ("有需求在办", "a need is being met"), "spring": ("春节", "Spring Festival"), "autumn": ("中秋节", "Mid-Autumn"), "ninth": ("重阳节", "Double Ninth"), "army": ("建军节", "Army Day"),
    **SURGES,
}  # fmt: skip
"""Reasons of single duties; those of a rhythm are in `words.rhythm_reason`."""
STEPS: Words = {"knock": ("敲门", "Knock"), "again": ("再打", "Again"), "kin": ("问家人", "Family"), "report": ("报告", "Report")}
SHELVES: Words = {
    "stuck": ("卡住", "Stuck"), "today": ("今天", "Today"), "week": ("这周", "This week"), "waiting": ("等待", "Waiting"), "confirm": ("待确认", "To confirm"), "later": ("以后", "Later"),
}  # fmt: skip
NEED_ICONS = {
    "meals": "soup", "escort": "hospital", "medicine": "pill", "cleaning": "brush-cleaning", "repair": "wrench", "home_safety": "hand-helping", "adaptation": "accessibility",
    "benefit": "hand-coins", "company": "message-circle", "dispute": "scale", "hardship": "life-buoy", "care": "heart-pulse", "childcare": "baby", "job": "briefcase",
    "heating": "thermometer", "digital": "smartphone", "other": "heart-handshake",
}  # fmt: skip
STATES: Words = {
    "new": ("新提出", "New"), "claimed": ("有人跟", "Taken on"), "planned": ("有安排", "Planned"), "doing": ("在办", "Under way"), "waiting": ("等待", "Waiting"),
    "delivered": ("待确认", "To confirm"), "confirmed": ("确认了", "Confirmed"), "unmet": ("没办成", "Not met"), "closed": ("结束", "Closed"), "unwanted": ("不要了", "Not wanted"),
    "accepted": ("受理", "Accepted"), "collecting": ("备材料", "Papers"), "submitted": ("已提交", "Handed in"), "supplement": ("补材料", "More papers"),
    "done": ("办成", "Done"), "failed": ("不成", "Refused"), "told": ("待回访", "To call back"), "called_back": ("回访了", "Called back"),
}  # fmt: skip
MOVES: Words = {
    "claim": ("我来跟", "I take it on"), "plan": ("定下一步", "Set the next step"), "start": ("开始办", "Start"), "refer": ("转给别人", "Pass it on"), "wait": ("等一等", "Wait"),
    "deliver": ("送到了", "Delivered"), "confirm": ("本人说好了", "The person confirms"), "reopen": ("没办好，接着办", "Not done, go on"), "close": ("结束", "Close"),
    "unmet": ("办不了", "Cannot be met"), "unwanted": ("本人不要了", "Not wanted any more"), "collect": ("收材料", "Collect papers"), "submit": ("交上去了", "Handed in"),
    "supplement": ("要补材料", "Papers missing"), "done": ("办成了", "Granted"), "failed": ("没办成", "Refused"), "tell": ("告诉本人了", "Told the person"),
    "call_back": ("回访了", "Called back"),
}  # fmt: skip
HAZARDS = (
    ("exit_blocked", "package"), ("e_bike", "bike"), ("gas", "flame"), ("electric", "zap"), ("fire", "fire-extinguisher"), ("structure", "house"), ("ice", "snowflake"),
    ("lighting", "lightbulb"), ("litter", "trash-2"), ("other", "triangle-alert"),
)  # fmt: skip
FINDINGS = (
    ("safe_seen", "user-check"), ("safe_told", "phone-call"), ("out_visiting", "footprints"), ("in_hospital", "hospital"), ("needs_help", "hand-helping"), ("moved", "truck"),
    ("emergency", "siren"), ("died", "flower"),
)  # fmt: skip
LIVING = (("alone", "独居", "Alone"), ("couple", "夫妻", "Couple"), ("children", "与子女", "With children"), ("other", "与他人", "With others"), ("unknown", "不清楚", "Not known"))
STATUS = (("here", "在家", "At home"), ("away", "外出", "Away"), ("hospital", "住院", "In hospital"), ("moved", "搬走", "Moved"))
TAGS_AT_THE_DOOR = ("E02", "E03", "E04", "E05", "E06", "D01", "J01", "H01")
"""What can be seen or heard at the door; benefits come from the offices' lists alone."""
SECOND_HAND = (("door", "上门", "At the door"), ("phone", "电话", "By phone"), ("neighbour", "邻居", "A neighbour"), ("family", "家人", "The family"))
"""How one hears that somebody is in hospital, away, gone or dead."""
_FLOORS = "一二三四五六七八九十"


def loose(thing: Any, name: str) -> Any:
    """A word that the phone's side adds to a shape and the shape does not name."""
    return rx.Var(f"({thing!s}?.{name} ?? '')", _var_type=str, _var_data=thing._get_all_var_data()).to(str)


def why(row: Any) -> Any:
    """Why somebody is on the day's list: the words that came with the duty, the reason, or the rhythm."""
    own = rx.cond(ZH, row.why_zh, row.why_en)
    return rx.cond(row.why_zh != "", own, said(row.why, WHY, rhythm(row.tier)))


def from_floor(top: Any) -> Any:
    """从六楼往下."""
    words = ((n, both(f"从{_FLOORS[n - 1]}楼往下", f"from floor {n} down")) for n in range(2, 11))
    return rx.match(top, *words, rx.cond(top > 10, _("from floor {n} down", n=top), _("from the top down")))


def category(code: Any) -> Any:
    """What a need is about."""
    return said(code, CATEGORIES)


def day_words(day: Any, today: Any, tomorrow: Any) -> Any:
    """Today, tomorrow, or 1月16日."""
    data = day._get_all_var_data()
    month = rx.Var(f"String(Number({day!s}.slice(5, 7)))", _var_type=str, _var_data=data).to(str)
    date = rx.Var(f"String(Number({day!s}.slice(8, 10)))", _var_type=str, _var_data=data).to(str)
    return rx.match(day, (today, _("Today")), (tomorrow, _("Tomorrow")), _("{d}/{m}", m=month, d=date))


def short_day(day: Any) -> Any:
    """1月16日, or nothing."""
    data = day._get_all_var_data()
    month = rx.Var(f"String(Number({day!s}.slice(5, 7)))", _var_type=str, _var_data=data).to(str)
    date = rx.Var(f"String(Number({day!s}.slice(8, 10)))", _var_type=str, _var_data=data).to(str)
    return rx.cond(day == "", "", _("{d}/{m}", m=month, d=date))
