"""What somebody may be owed and does not have (应享未享): closed conditions over a few facts, always with their reasons.

A hint, never a decision: nothing is refused because a condition does not hold (promise A12). Amounts, age bands and
forms are local and change yearly, so none stand here; who really gets it is said by the office that pays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from app.models.needs import Category
from app.models.people import Flag, Living
from app.rules.tags import CARE_GRADES, DISABILITY_GRADES, TAGS

Words = tuple[str, str]
MOST_GAPS = 3
"""A card at the door shows no more hints than one can talk about."""
MOST_WAYS = 4
ASK_AGAIN_DAYS = {"has": 0, "wants": 90, "not_eligible": 365, "unwanted": 365}
"""For so long nobody asks again where no day was said; 0 is for good."""
GRADED = MappingProxyType({"E05": frozenset(CARE_GRADES), "D01": frozenset(DISABILITY_GRADES)})
_LIVING: Mapping[str, Words] = MappingProxyType({
    "alone": ("独自居住", "lives alone"), "couple": ("老两口同住", "a couple alone"), "children": ("与子女同住", "lives with children"),
    "other": ("与他人同住", "lives with others"),
})  # fmt: skip
_FLAGS: Mapping[str, Words] = MappingProxyType({
    "meals": ("需要助餐", "needs meals"), "escort": ("需要陪诊", "needs an escort"), "slow_to_door": ("行动不便", "slow to the door"),
    "hard_of_hearing": ("听力不便", "hard of hearing"), "poor_sight": ("视力不便", "poor sight"), "no_smartphone": ("没有智能手机", "no smartphone"),
    "no_lift": ("高层没有电梯", "no lift"),
})  # fmt: skip
_NEEDS: Mapping[str, Words] = MappingProxyType({
    "hardship": ("说过家里有困难", "told of hardship"), "meals": ("说过吃饭不便", "told of trouble with meals"), "care": ("说过缺人照护", "told of lacking care"),
    "adaptation": ("说过要适老化", "asked for adaptation"), "home_safety": ("说过居家安全", "told of safety at home"), "medicine": ("说过用药的事", "told of medicines"),
    "escort": ("说过就医要人陪", "asked for an escort"), "heating": ("说过取暖的事", "told of heating"),
})  # fmt: skip


class NotACondition(ValueError):
    """A condition that is not of the closed form; the code says what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Person:
    """The facts of one person that a condition may ask for."""

    age: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    """Code → grade of the tags in force."""
    living: str = "unknown"
    flags: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    """Categories of what is open for this person."""


@dataclass(frozen=True)
class Who:
    """One way to belong: all that is said here holds together. What is empty asks for nothing."""

    min_age: int | None = None
    max_age: int | None = None
    tags_any: frozenset[str] = frozenset()
    tags_none: frozenset[str] = frozenset()
    grades: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Tag → the grades of it that count; a tag without a grade on record does not."""
    living: frozenset[str] = frozenset()
    flags_any: frozenset[str] = frozenset()
    needs_any: frozenset[str] = frozenset()
    months: frozenset[int] = frozenset()
    """Months of the year in which it is asked for."""


_FIELDS = frozenset(Who.__dataclass_fields__)
_CLOSED = {"tags_any": frozenset(TAGS), "tags_none": frozenset(TAGS), "living": frozenset(Living) - {Living.UNKNOWN}, "flags_any": frozenset(_FLAGS), "needs_any": frozenset(_NEEDS)}
assert frozenset(_FLAGS) <= frozenset(Flag) and frozenset(_NEEDS) <= frozenset(Category)


def read(raw: Mapping[str, Any]) -> tuple[Who, ...]:
    """The condition out of stored data: one `Who`, or `{"any": [Who, …]}` of which one is enough. Raises NotACondition.

    Only known fields with known codes pass; nothing in it is ever run.
    """
    ways = raw.get("any") if "any" in raw else [raw]
    if "any" in raw and set(raw) != {"any"}:
        raise NotACondition("any_and_more")
    if not isinstance(ways, list) or not 1 <= len(ways) <= MOST_WAYS or not all(isinstance(way, Mapping) for way in ways):
        raise NotACondition("ways")
    return tuple(_way(way) for way in ways)


def _way(raw: Mapping[str, Any]) -> Who:
    if set(raw) - _FIELDS:
        raise NotACondition("unknown_field")
    found: dict[str, Any] = {}
    for name in ("min_age", "max_age"):
        age = raw.get(name)
        if age is not None and (type(age) is not int or not 0 <= age <= 120):
            raise NotACondition(name)
        found[name] = age
    if found["min_age"] is not None and found["max_age"] is not None and found["min_age"] > found["max_age"]:
        raise NotACondition("ages")
    for name, known in _CLOSED.items():
        found[name] = frozenset(_codes(raw.get(name, []), name))
        if found[name] - known:
            raise NotACondition(name)
    months = raw.get("months", [])
    if not isinstance(months, list) or any(type(m) is not int or not 1 <= m <= 12 for m in months):
        raise NotACondition("months")
    found["months"] = frozenset(months)
    grades = raw.get("grades", {})
    if not isinstance(grades, Mapping) or set(grades) - set(GRADED):
        raise NotACondition("grades")
    found["grades"] = {tag: frozenset(_codes(listed, "grades")) for tag, listed in grades.items()}
    if any(not held or held - GRADED[tag] for tag, held in found["grades"].items()):
        raise NotACondition("grades")
    way = Who(**found)
    if way.min_age is None and way.max_age is None and not (way.tags_any or way.grades or way.living or way.flags_any or way.needs_any):
        raise NotACondition("everybody")  # a card for everybody would be no hint
    return way


def _codes(listed: Any, name: str) -> list[str]:
    if not isinstance(listed, list) or any(not isinstance(code, str) for code in listed):
        raise NotACondition(name)
    return listed


def reasons(ways: Sequence[Who], person: Person, *, today: date) -> list[Words]:
    """Why this person may be owed it, in both languages; empty where no way holds. Never a number, never a score."""
    for way in ways:
        if (why := _holds(way, person, today)) is not None:
            return why
    return []


def _holds(way: Who, person: Person, today: date) -> list[Words] | None:
    why: list[Words] = []
    if way.months and today.month not in way.months:
        return None
    if way.min_age is not None or way.max_age is not None:
        if person.age is None or not (way.min_age or 0) <= person.age <= (way.max_age if way.max_age is not None else 200):
            return None
        why.append((f"{way.min_age}岁以上", f"{way.min_age} or over") if way.min_age else (f"{way.max_age}岁以下", f"{way.max_age} or under"))
    if person.tags.keys() & way.tags_none:
        return None
    if way.tags_any:
        held = sorted(person.tags.keys() & way.tags_any)
        if not held:
            return None
        why += [(TAGS[code].zh, TAGS[code].en) for code in held]
    if way.grades:
        fits = sorted(tag for tag, grades in way.grades.items() if person.tags.get(tag, "") in grades)
        if not fits:
            return None
        words = {"E05": CARE_GRADES, "D01": DISABILITY_GRADES}
        why += [(f"{TAGS[tag].zh}（{words[tag][person.tags[tag]][0]}）", f"{TAGS[tag].en} ({words[tag][person.tags[tag]][1]})") for tag in fits]
    for wanted, held_codes, said in ((way.living, {person.living}, _LIVING), (way.flags_any, person.flags, _FLAGS), (way.needs_any, person.needs, _NEEDS)):
        if wanted:
            both = sorted(wanted & held_codes)
            if not both:
                return None
            why += [said[code] for code in both]
    return why or None


def is_quiet(outcome: str, *, answered_on: date, ask_again_on: date | None, today: date) -> bool:
    """Whether the last answer keeps the card quiet: until the day that was said, else as long as such an answer lasts."""
    if ask_again_on is not None:
        return today < ask_again_on
    days = ASK_AGAIN_DAYS[outcome]
    return days == 0 or (today - answered_on).days < days


@dataclass(frozen=True)
class Seed:
    """A card as it comes with Linli, until a district writes its own version."""

    code: str
    who: Mapping[str, Any]
    title: Words
    definition: Words
    script: Words
    materials: Words
    where: Words
    source: str
    days: int = 0
    """Days within which the office must answer, where a national rule says so; 0 where it does not or is local."""


_WINDOW: Words = ("社区或街道便民服务窗口", "service window of the community or street")
_USUAL: Words = ("身份证、户口簿；其他材料以窗口告知为准", "identity card and household register; what else is needed the window says")
SEEDS: tuple[Seed, ...] = (
    Seed("old_age", {"min_age": 80}, ("高龄津贴", "Old-age allowance"),
         ("年满80周岁的老人，按当地办法申领，每年确认一次。", "For people of 80 and over, by local rules; confirmed once a year."),
         ("您老过了八十，高龄津贴领上了没有？没领的话我帮您问问怎么办。", "You are over eighty: do you get the old-age allowance? If not, I can ask how to apply."),
         _USUAL, _WINDOW, "老年人权益保障法第三十三条；金额和年龄档次以本市当年规定为准"),
    Seed("disability_living", {"grades": {"D01": ["1", "2", "3", "4"]}, "tags_any": ["W01"], "tags_none": ["D02"]},
         ("困难残疾人生活补贴", "Disability living subsidy"),
         ("低保家庭中的残疾人（各地可扩大）。", "For disabled people in families with the minimum allowance; a place may widen it."),
         ("家里有低保，又有残疾证，生活补贴办了没有？", "You have the allowance and a certificate: do you get the living subsidy?"),
         ("身份证、残疾人证、低保证明；其他材料以窗口告知为准", "identity card, disability certificate, proof of the allowance; what else is needed the window says"),
         _WINDOW, "国发〔2015〕52号；范围和金额以本市规定为准"),
    Seed("disability_nursing", {"grades": {"D01": ["1", "2"]}, "tags_none": ["D03"]}, ("重度残疾人护理补贴", "Disability nursing subsidy"),
         ("一级、二级残疾，需要长期照护。", "For disabilities of grade 1 or 2 that need long-term care."),
         ("残疾证是一级或二级的，护理补贴办了没有？", "With a certificate of grade 1 or 2: do you get the nursing subsidy?"),
         ("身份证、残疾人证；其他材料以窗口告知为准", "identity card, disability certificate; what else is needed the window says"),
         _WINDOW, "国发〔2015〕52号；范围和金额以本市规定为准"),
    Seed("heating", {"tags_any": ["W01", "W02", "W04"], "months": [9, 10, 11, 12, 1]}, ("困难家庭采暖补贴", "Heating subsidy for families in hardship"),
         ("低保、低保边缘、特困家庭，采暖期前后申请。", "For families with the allowance, near it, or without a supporter; asked for around the heating season."),
         ("冬天的采暖补贴办了没有？没办的话我帮您问问。", "Have you applied for the winter's heating subsidy? If not, I can ask."),
         ("身份证、低保或特困证明、采暖缴费凭据；其他以窗口告知为准", "identity card, proof of the allowance, heating receipt; what else is needed the window says"),
         _WINDOW, "社会救助暂行办法；办法和时间以本市当年通知为准"),
    Seed("meals", {"any": [{"min_age": 80, "living": ["alone"]}, {"min_age": 60, "flags_any": ["meals"]}, {"min_age": 60, "tags_any": ["E05", "W04"]}, {"min_age": 60, "needs_any": ["meals"]}]},
         ("老年助餐", "Meals for older people"),
         ("老年食堂就餐或送餐，困难老人可有优惠。", "Eating at the canteen or having it brought; cheaper for those in hardship."),
         ("中午饭怎么吃？老年食堂可以去吃，也可以送，要不要登记？", "How do you have lunch? You can eat at the canteen or have it brought. Shall I sign you up?"),
         ("身份证；送餐要写清楚地址和忌口", "identity card; for delivery the address and what must not be in it"),
         ("助餐点、养老驿站或社区", "the canteen, the elder-care station or the community"), "积极发展老年助餐服务行动方案（民政部等，2023）；优惠以本市规定为准"),
    Seed("adaptation", {"any": [{"min_age": 60, "tags_any": ["W01", "W02", "W04"]}, {"min_age": 60, "tags_any": ["E05"]}, {"min_age": 60, "grades": {"D01": ["1", "2"]}}, {"min_age": 60, "needs_any": ["adaptation", "home_safety"]}]},
         ("居家适老化改造", "Adaptation of the home"),
         ("特殊困难的高龄、失能、残疾老人家庭，装扶手、防滑、照明等。", "Handrails, anti-slip floors, lights for older people in special difficulty."),
         ("家里卫生间滑不滑、要不要装个扶手？符合条件的可以申请改造。", "Is the bathroom slippery, would a handrail help? You may be able to apply."),
         _USUAL, _WINDOW, "“十四五”特殊困难老年人家庭适老化改造通知（民政部等，2022）；条件以本市规定为准"),
    Seed("family_doctor", {"any": [{"min_age": 65, "tags_none": ["H01"]}, {"tags_any": ["D01", "E05"], "tags_none": ["H01"]}]}, ("家庭医生签约", "Family-doctor contract"),
         ("自愿签约；65岁以上、残疾人等优先，65岁以上每年免费体检一次。", "By one's own wish; first those of 65 and over and disabled people; a free check-up each year from 65."),
         ("家庭医生签了没有？签了每年能免费体检，慢病有人随访。", "Have you signed with a family doctor? There is a free check-up each year, and somebody follows up."),
         ("身份证、医保卡", "identity card, medical-insurance card"),
         ("社区卫生服务中心", "community health centre"), "关于推进家庭医生签约服务高质量发展的指导意见（2022）"),
    Seed("relief", {"needs_any": ["hardship"], "tags_none": ["W05"]}, ("临时救助", "Temporary relief"),
         ("突然遇到火灾、事故、重病等，基本生活一时过不去；急的可以先行给付。", "When a fire, an accident or an illness makes daily life impossible for a while; urgent cases may be paid first."),
         ("家里最近遇到难处了，可以申请临时救助，我帮您问。", "You are having a hard time: temporary relief can be asked for, and I can help."),
         ("身份证、说明困难的材料；急的可以先办后补", "identity card, something that shows the hardship; urgent cases may bring it later"),
         ("街道便民服务窗口", "service window of the street"), "社会救助暂行办法第九章"),
)  # fmt: skip
