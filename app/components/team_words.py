"""Words of teams: what one does, what somebody is in it, when somebody can come, how careful a shift has to be."""

from typing import Any

import reflex as rx

from app.components.field_words import Words, said
from app.components.kit import icon
from app.i18n import _, both

KINDS: Words = {
    "repair": ("设施维修", "Repairs"), "elders": ("爱心助老", "Help for elders"), "mediation": ("矛盾调解", "Mediation"), "environment": ("环境卫生", "Environment"),
    "patrol": ("平安巡逻", "Patrol"), "culture": ("文体活动", "Culture and sport"), "children": ("关爱儿童", "Children"), "digital": ("教用手机", "Phones and internet"),
    "other": ("其他", "Other"),
}  # fmt: skip
PARTS: Words = {"member": ("队员", "Member"), "deputy": ("副队长", "Deputy"), "leader": ("队长", "Leader"), "asked": ("等回音", "Waiting for an answer")}
CAUTIONS: Words = {"plain": ("一般", "Ordinary"), "home": ("上门（至少两人，要有保险）", "At homes (two people, insured)"), "hard": ("登高、用电、扫雪等（至少两人，要有保险）", "Heights, power, snow (two people, insured)")}
REPEATS: Words = {
    "once": ("只一次", "Once"), "daily": ("每天", "Every day"), "weekly": ("每周", "Every week"), "fortnight": ("隔一周", "Every other week"),
    "month_day": ("每月这一天", "Every month on this day"), "month_nth": ("每月这个周几", "Every month on this weekday"),
}  # fmt: skip
DAYS: Words = {
    "MO": ("周一", "Mon"), "TU": ("周二", "Tue"), "WE": ("周三", "Wed"), "TH": ("周四", "Thu"), "FR": ("周五", "Fri"), "SA": ("周六", "Sat"), "SU": ("周日", "Sun"),
}  # fmt: skip
_ZH_PARTS, _EN_PARTS = {"am": "上午", "pm": "下午", "eve": "晚上"}, {"am": "morning", "pm": "afternoon", "eve": "evening"}
TIMES: Words = {
    f"{en.lower()}_{part}": (f"{zh}{_ZH_PARTS[part]}", f"{en} {_EN_PARTS[part]}") for zh, en in DAYS.values() for part in ("am", "pm", "eve")
}
YES_NO: Words = {"no": ("不", "No"), "yes": ("是", "Yes")}
SEEN_BY: Words = {"yes": ("公开", "Public"), "no": ("只用邀请码", "By invitation only")}
WHICH: Words = {"no": ("只这一次", "This date alone"), "yes": ("这次和以后各次", "This and all later dates")}
STATES: Words = {
    "open": ("还缺人", "people wanted"), "ready": ("人够了", "enough people"), "running": ("进行中", "under way"), "ended": ("结束了", "over"), "confirmed": ("时长已确认", "hours confirmed"),
    "cancelled": ("取消了", "cancelled"),
}  # fmt: skip


def kind_word(kind: Any) -> Any:
    """What a team does."""
    return said(kind, KINDS)


def options(words: Words) -> list[tuple[str, Any]]:
    """A closed list for a choice drawn by the phone."""
    return [(code, both(zh, en)) for code, (zh, en) in words.items()]


def tag(word: Any, look: str, glyph: str = "") -> rx.Component:
    """A small word with a colour, never the colour alone."""
    return rx.el.span(icon(glyph, "size-4.5") if glyph else rx.fragment(), word, class_name=f"inline-flex items-center gap-1 rounded-chip px-2 py-0.5 text-note font-semibold {look}")


def part_tag(part: Any) -> Any:
    """Leader or deputy beside a name; a member has none."""
    return rx.match(
        part,
        ("leader", tag(_("Leader"), "bg-brand-soft text-brand")),
        ("deputy", tag(_("Deputy"), "bg-brand-soft text-brand")),
        ("asked", tag(_("Waiting for an answer"), "bg-lamp-soft text-lamp-ink")),
        rx.fragment(),
    )


def insurance_tag(insurance: Any) -> Any:
    """Whether the insurance ends soon, or there is none."""
    return rx.match(
        insurance,
        ("soon", tag(_("Renew insurance"), "bg-lamp-soft text-lamp-ink", "shield-alert")),
        ("none", tag(_("Not insured"), "bg-sunken text-ink-2", "shield-off")),
        rx.fragment(),
    )
