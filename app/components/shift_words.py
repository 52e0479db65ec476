"""Words of volunteers' shifts and hours: how somebody checked in, what is odd, why a shift is not open, skills, results."""

from typing import Any

import reflex as rx

from app.components.field_words import Words, said
from app.components.kit import icon
from app.i18n import _

SOURCES: Words = {
    "code": ("签到码", "by code"), "decided": ("由人认定", "decided by a person"), "qr": ("扫码", "by QR code"), "rollcall": ("队长点名", "roll-call"), "self": ("自己签退", "own word"), "backfill": ("补录，队长已确认", "filled in, confirmed"),
    "correction": ("更正", "corrected"),
}  # fmt: skip
DOUBTS: Words = {
    "clock": ("手机时间不准", "phone's clock was off"), "late_code": ("号码对得上，时间差了些", "code fits, time is off"), "alone": ("只有一个人在", "was there alone"), "overlap": ("和另一次活动重叠", "overlaps another shift"),
    "long_day": ("一天超过 8 小时", "more than 8 hours a day"), "no_sign_up": ("没报名来的", "had not signed up"), "cut": ("超出计划的时间不算", "time beyond the plan is not counted"), "not_insured": ("没有意外险", "not insured"),
    "unproved": ("签到码没对上", "the code did not fit"), "own_code": ("队长给自己签的", "leader's own check-in"), "off_time": ("不在活动时间里", "outside the shift's time"), "nothing": ("算下来没有时间", "no time to count"), "shift_full": ("人已经满了", "the shift was full"),
    "shift_cancelled": ("活动取消了", "the shift was cancelled"), "not_your_team": ("不是队里的人", "not in the team"), "minor_alone": ("未成年人", "under 18"),
}  # fmt: skip
WHY_NOT: Words = {
    "no_birth": ("先请队长登记出生年月", "Ask your leader to note your birth month"),
    "not_insured": ("要先有意外险，请队长登记", "Needs accident insurance; ask your leader"), "minor": ("未成年人不能参加这类活动", "Not open to those under 18"),
    "overlap": ("这个时间你有别的活动", "You have another shift then"), "skill": ("要会这门手艺的人", "Needs a skill you have not named"), "full": ("人满了，可以候补", "Full; you can wait for a place"),
}  # fmt: skip
SKILLS: Words = {
    "plumbing": ("水暖", "Plumbing"), "electric": ("电工", "Electrical work"), "carpentry": ("木工", "Carpentry"), "appliances": ("修家电", "Appliances"), "haircut": ("理发", "Haircuts"),
    "cooking": ("做饭", "Cooking"), "nursing": ("护理", "Nursing"), "first_aid": ("急救", "First aid"), "escort": ("陪诊", "Escorting"), "listening": ("陪聊", "Listening"), "mediation": ("调解", "Mediation"),
    "law": ("法律", "Law"), "phones": ("教用手机", "Phones"), "teaching": ("辅导", "Teaching"), "driving": ("开车", "Driving"), "signing": ("手语", "Sign language"),
}  # fmt: skip
RESULTS = (("done", "check", "办好了", "Done"), ("nobody", "door-closed", "没人在家", "Nobody in"), ("refused", "hand", "说不用了", "Not wanted"), ("trouble", "circle-alert", "有情况", "Something is wrong"))
REQUESTS: Words = {"asked": ("等确认", "waiting"), "approved": ("同意了", "agreed"), "refused": ("没同意", "not agreed"), "withdrawn": ("撤回了", "withdrawn")}


def source_word(source: Any) -> Any:
    """How somebody checked in."""
    return said(source, SOURCES)


def source_icon(source: Any) -> rx.Component:
    """The icon beside it."""
    return rx.match(
        source,
        ("code", icon("hash", "size-4.5")),
        ("qr", icon("scan-line", "size-4.5")),
        ("rollcall", icon("list-checks", "size-4.5")),
        ("backfill", icon("square-pen", "size-4.5")),
        ("correction", icon("square-pen", "size-4.5")),
        icon("clock", "size-4.5"),
    )


def problem_words(code: Any) -> Any:
    """Why a check-in was not accepted, and what to do."""
    return rx.match(
        code,
        ("code_wrong", _("The code did not fit. Look at the leader's phone again and type it once more, or ask for the roll-call.")),
        ("code_missing", _("The code is missing. Type it, or ask for the roll-call.")),
        ("out_before_in", _("There is no check-in before it. Ask the leader to call the roll.")),
        _("It was not accepted. Your records say why."),
    )
