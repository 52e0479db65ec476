"""Words for codes: tags, rhythms, states, access needs, ages and places, in both languages."""

from typing import Any

import reflex as rx

from app.i18n import _, both
from app.rules.granting import APART
from app.rules.record_words import ACTS
from app.rules.roles import PROGRAMMES, ROLES
from app.rules.tags import CARE_GRADES, DISABILITY_GRADES, TAGS


def tag_name(code: Any) -> Any:
    """The name of a tag."""
    return rx.match(code, *((tag.code, both(tag.zh, tag.en)) for tag in TAGS.values()), "")


def tag_services(code: Any) -> Any:
    """What somebody with this tag is owed."""
    return rx.match(code, *((tag.code, both(tag.services_zh, tag.services_en)) for tag in TAGS.values()), "")


def grade_name(code: Any, grade: Any) -> Any:
    """The grade of care or of a certificate, or nothing."""
    care = rx.match(grade, *((g, both(zh, en)) for g, (zh, en) in CARE_GRADES.items()), "")
    disability = rx.match(grade, *((g, both(zh, en)) for g, (zh, en) in DISABILITY_GRADES.items()), "")
    return rx.match(code, ("E05", care), ("D01", disability), "")


def source_name(source: Any) -> Any:
    """Who said so."""
    return rx.match(source, ("A", _("from the office's list")), ("V", _("confirmed at the door")), _("by birth month"))


def rhythm(tier: Any) -> Any:
    """Every week, month or quarter; never a letter."""
    return rx.match(tier, ("A", _("Weekly")), ("B", _("Monthly")), ("C", _("Quarterly")), "")


def rhythm_short(tier: Any) -> Any:
    """One character for the building picture."""
    return rx.match(tier, ("A", _("wk")), ("B", _("mo")), ("C", _("qr")), "")


def rhythm_reason(reason: Any) -> Any:
    """Why contact is owed so often (promise A12)."""
    return rx.match(
        reason,
        ("alone_80", _("80 or over and living alone")),
        ("care_alone", _("needs care, and nobody younger at home")),
        ("w04_alone", _("no supporter and living alone")),
        ("relief", _("in sudden hardship")),
        ("alone", _("living alone")),
        ("no_kin", _("no kin near")),
        ("care", _("needs care")),
        ("memory", _("memory care asked for by the family")),
        ("w04", _("no supporter")),
        ("nursing", _("gets the nursing subsidy")),
        ("disability_12", _("disability of grade 1 or 2")),
        ("child", _("a child without parents' care")),
        ("family_planning", _("lost an only child")),
        ("age_80", _("80 or over")),
        ("empty_nest_75", _("75 or over, children away")),
        ("allowance", _("in hardship")),
        ("disability", _("holds a disability certificate")),
        ("military", _("entitled group (military)")),
        ("child_difficulty", _("a child in difficulty")),
        ("override", _("set by the community for a while")),
        "",
    )


def window_word(window: Any, days: Any, ago: Any, status: Any = "") -> Any:
    """Today, 1 day late, 2 days left, seen yesterday, in hospital; the words of a window."""
    return rx.match(
        window,
        ("late", rx.cond(days == -1, _("1 day late"), _("{n} days late", n=-days))),
        ("due", rx.cond(days == 0, _("Today"), _("Due now"))),
        ("soon", rx.cond(days == 1, _("Tomorrow"), _("{n} days left", n=days))),
        (
            "seen",
            rx.match(
                ago, (0, _("Seen today")), (1, _("Seen yesterday")), _("Seen {n} days ago", n=ago)
            ),
        ),
        ("help", _("No answer")),
        ("paused", rx.match(status, ("hospital", _("In hospital")), ("away", _("Away")), _("Paused"))),
        "",
    )


def status_word(status: Any) -> Any:
    """In hospital, away; nothing for somebody who is here."""
    return rx.match(status, ("hospital", _("In hospital")), ("away", _("Away")), ("moved", _("Moved")), ("died", _("Died")), "")


def living_word(living: Any) -> Any:
    """With whom somebody lives."""
    return rx.match(
        living,
        ("alone", _("lives alone")),
        ("couple", _("couple")),
        ("children", _("with children")),
        ("other", _("with others")),
        "",
    )


_DECADES = [(f"{n}-{n + 9}", _("{n}s", n=str(n))) for n in range(10, 90, 10)]


def age_words(band: Any) -> Any:
    """80多岁; the exact age is nobody's business at the door."""
    return rx.match(band, *_DECADES, ("0-9", _("under 10")), ("90+", _("90 or over")), "")


def stairs(building: Any, unit: Any) -> Any:
    """2栋1单元, or 2栋 where a building has no numbered staircases."""
    return rx.cond(unit == "", _("Block {b}", b=building), _("Block {b}, stair {u}", b=building, u=unit))


def _flag_names() -> list[tuple[str, Any]]:
    return [
        ("no_smartphone", _("No smartphone")),
        ("hard_of_hearing", _("Hard of hearing")),
        ("poor_sight", _("Poor sight")),
        ("slow_to_door", _("Slow to the door")),
        ("no_lift", _("No lift")),
        ("meals", _("Needs meals")),
        ("escort", _("Needs an escort")),
        ("pet", _("Has a pet")),
        ("same_person", _("Likes the same person")),
        ("phone_only", _("Phone only")),
        ("time_of_day", _("Hours that suit")),
        ("spare_key", _("Spare key")),
    ]


FLAG_ICONS = {
    "no_smartphone": "smartphone", "hard_of_hearing": "ear", "poor_sight": "glasses", "slow_to_door": "footprints",
    "no_lift": "building", "meals": "soup", "escort": "hospital", "pet": "paw-print", "same_person": "user-check",
    "phone_only": "phone-call", "time_of_day": "clock", "spare_key": "key-round",
}  # fmt: skip


def flag_name(code: Any) -> Any:
    """What helps at the door."""
    return rx.match(code, *_flag_names(), "")


def flag_hint(code: Any) -> Any:
    """What to do about it, where nobody wrote a better hint."""
    return rx.match(
        code,
        ("no_smartphone", _("call the landline or knock")),
        ("hard_of_hearing", _("knock hard, speak up")),
        ("poor_sight", _("say who you are")),
        ("slow_to_door", _("wait a minute")),
        ("no_lift", _("many stairs")),
        ("meals", _("ask about lunch")),
        ("escort", _("ask about the clinic")),
        ("pet", _("call out first")),
        ("phone_only", _("do not knock")),
        "",
    )


def mode_name(mode: Any) -> Any:
    """How somebody was reached."""
    return rx.match(
        mode,
        ("door", _("At the door")),
        ("phone", _("By phone")),
        ("video", _("By video")),
        ("met", _("Met downstairs")),
        ("neighbour", _("A neighbour looked in")),
        ("volunteer", _("A volunteer")),
        ("family", _("The family")),
        "",
    )


def outcome_name(outcome: Any) -> Any:
    """What came of it."""
    return rx.match(
        outcome,
        ("seen", _("seen")),
        ("spoken", _("spoke")),
        ("reliable_other", _("family says fine")),
        ("not_home", _("not at home")),
        ("no_answer", _("no answer")),
        ("declined", _("prefers not to be visited")),
        ("in_hospital", _("in hospital")),
        ("away", _("away")),
        ("moved", _("moved")),
        ("died", _("died")),
        "",
    )


def preference_name(preference: Any) -> Any:
    """How somebody wishes to be reached; nothing where there is no wish."""
    return rx.match(
        preference,
        ("phone_only", _("Wishes to be called, not visited")),
        ("call_first", _("Wishes a call before the visit")),
        ("morning", _("Mornings suit")),
        ("afternoon", _("Afternoons suit")),
        ("evening", _("Evenings suit")),
        "",
    )


def filter_name(code: Any) -> Any:
    """The name of a filter: a rhythm, a tag, an access need, or what waits for a check."""
    tags = [(tag.code, both(*_SHORT.get(tag.code, (tag.zh, tag.en)))) for tag in TAGS.values()]
    return rx.match(
        code,
        ("A", _("Weekly")),
        ("B", _("Monthly")),
        ("C", _("Quarterly")),
        ("pending", _("To check")),
        *tags,
        *_flag_names(),
        "",
    )


_SHORT = {
    "W01": ("低保", "Allowance"), "W02": ("低保边缘", "Near threshold"), "W03": ("刚性支出", "Hard spending"),
    "W04": ("特困", "No supporter"), "W05": ("临时救助", "Relief"), "E01": ("80岁以上", "80 or over"), "E02": ("独居", "Lives alone"),
    "E03": ("空巢", "Empty nest"), "E04": ("孤寡", "No kin"), "E05": ("失能", "Needs care"), "E06": ("认知障碍", "Memory care"),
    "D01": ("残疾证", "Certificate"), "D02": ("生活补贴", "Living subsidy"), "D03": ("护理补贴", "Nursing subsidy"),
    "C01": ("孤儿", "Orphan"), "C02": ("事实无人抚养", "Unsupported child"), "C03": ("困境儿童", "Child in difficulty"),
    "F01": ("计生特殊家庭", "Lost only child"), "M01": ("优抚", "Military"), "H01": ("家庭医生", "Family doctor"),
    "J01": ("就业困难", "Looking for work"),
}  # fmt: skip


def role_name(code: Any) -> Any:
    """What a role is called."""
    return rx.match(code, *((role.value, both(zh, en)) for role, (zh, en) in ROLES.items()), code)


def programme_name(code: Any) -> Any:
    """What a specialist looks after."""
    return rx.match(code, *((programme.value, both(zh, en)) for programme, (zh, en) in PROGRAMMES.items()), "")


def role_options() -> list[tuple[str, Any]]:
    """Every role that can be given on a page, with its name, for a choice."""
    return [(role.value, both(zh, en)) for role, (zh, en) in ROLES.items() if role not in APART]


def programme_options() -> list[tuple[str, Any]]:
    """Every programme with its name, for a choice."""
    return [(programme.value, both(zh, en)) for programme, (zh, en) in PROGRAMMES.items()]


def act_name(code: Any) -> Any:
    """What was done, as the audit page and a resident's print-out say it."""
    return rx.match(code, *((act.value, both(zh, en)) for act, (zh, en) in ACTS.items()), code)


def audit_object(kind: Any) -> Any:
    """What kind of thing an act was about; the code itself where it has no word."""
    return rx.match(kind, *((code, both(zh, en)) for code, (zh, en) in _OBJECTS.items()), kind)


_OBJECTS = {
    "resident": ("居民", "resident"), "account": ("账号", "account"), "accounts": ("账号", "accounts"), "device": ("手机", "phone"),
    "session": ("登录", "sign-in"), "pack": ("手机名单", "list on a phone"), "audit": ("审计", "audit"),
    "audit_chain": ("记录链", "chain of records"), "breach_list": ("受影响居民名单", "list of those affected"),
    "import_batch": ("名单导入", "imported list"), "feedback": ("投诉建议", "complaint"), "area": ("区域", "area"), "areas": ("区域", "areas"),
    "grid": ("网格", "grid"), "unit": ("单元", "staircase"), "courtyard": ("楼院", "courtyard"), "border_move": ("网格边界", "grid borders"),
    "database": ("数据库", "database"), "event": ("页面操作", "action on a page"), "route": ("地址", "address"), "office": ("办公群", "office chat"),
    "team": ("志愿队", "team"), "team_invite": ("邀请码", "invitation code"), "volunteer": ("志愿者", "volunteer"), "activity": ("志愿活动", "activity"), "shift": ("志愿活动", "shift"),
}  # fmt: skip
