"""The closed list of tags (domain.md §3.1) and of what each one means; there is no other and no free text.

`tier` is the summary of §3.1; the rule itself is in `rules/tiers.py` (§12). Amounts are local and change yearly, so
they are not here. `sensitive` tags (benefit, health, disability, children) open one at a time and leave a record.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tag:
    """One tag. Refresh and expiry are in months; 0 means that no date is set by the rule."""

    code: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    source: str
    """A: the authority's list; V: confirmed at the door; R: derived by rule."""
    basis: str
    services_zh: str
    services_en: str
    tier: str
    refresh: int
    expires: int = 0
    sensitive: bool = True
    words: tuple[str, ...] = ()
    """Other words that lists use for it; the name itself is understood too."""
    programme: str = "civil"


_AID = "社会救助暂行办法；PIPL 13(1)(3)"
_ELDER = "老年人权益保障法；PIPL 13(1)(3)"
_DISABLED = "残疾人保障法；PIPL 13(1)(3)、28"
_CHILD = "未成年人保护法；PIPL 13(1)(3)、28、31"
_CONSENT = "PIPL 13(1)(1)、29：单独同意"

TAGS: dict[str, Tag] = {
    tag.code: tag
    for tag in (
        Tag("W01", "低保对象", "Minimum living allowance", "共同生活的家庭成员人均收入低于当地标准，财产符合规定",
            "co-living family's income per head below the local standard, assets within the rules", "A", _AID,
            "每月低保金；医保缴费补贴；医疗救助；采暖补贴；教育救助；水电气减免",
            "monthly allowance; medical-insurance subsidy; medical aid; heating subsidy; education aid; utility relief",
            "C", 12, words=("低保", "城市低保", "低保户", "最低生活保障", "最低生活保障对象", "低保家庭")),
        Tag("W02", "低保边缘家庭", "Near-threshold household", "不符合低保，人均收入低于标准的 1.5 倍，财产符合规定",
            "not eligible for the allowance, income under 1.5 times the standard, assets within the rules", "A", _AID,
            "医疗和教育救助；重病重残的家人可以单独申请低保",
            "medical and education aid; seriously ill or disabled members may apply singly",
            "C", 12, words=("低保边缘", "边缘家庭", "低收入", "低收入家庭", "低边")),
        Tag("W03", "刚性支出困难家庭", "Hardship from unavoidable spending", "人均收入低于上年当地人均可支配收入，必要的医疗教育支出过大",
            "income below the local average, necessary medical or education spending too high", "A", _AID,
            "专项救助；临时救助", "targeted aid; temporary relief",
            "C", 12, words=("刚性支出", "刚性支出困难", "支出型困难", "支出型困难家庭", "支出型贫困")),
        Tag("W04", "特困人员", "Destitute-support person", "无劳动能力、无生活来源、无法定赡养抚养扶养人（或其无能力），老年人、未成年人或重残",
            "no ability to work, no income, no capable legal supporter; 60+, under 16 or severely disabled", "A", _AID,
            "基本生活和照料护理；委托照料协议；医疗；丧葬",
            "basic living and care grant; care agreement; medical; funeral",
            "B", 12, words=("特困", "特困供养", "五保", "五保户", "特困供养人员", "分散供养", "三无人员")),
        Tag("W05", "临时救助对象", "Temporary relief", "突发火灾、事故、疾病等，一时困难", "sudden hardship: fire, accident, illness", "A", _AID,
            "一次性现金或实物，急难可以先行给付", "one-off cash or kind; urgent cases may be paid first",
            "A", 1, expires=6, words=("临时救助", "临救", "急难救助")),
        Tag("E01", "高龄老人", "Aged 80 or over", "年满 80 周岁", "80 years or older", "R", _ELDER,
            "高龄津贴；每年确认一次", "old-age allowance; confirmed once a year",
            "C", 12, sensitive=False, words=("高龄", "80岁以上", "高龄津贴")),
        Tag("E02", "独居老人", "Older person living alone", "60 岁以上，一周多数时间独自居住", "60 or older, alone most of the week", "V", _ELDER,
            "定期联系；紧急联系人；邻居或备用钥匙；呼叫设备；燃气用电检查；助餐",
            "regular contact; emergency contact; neighbour or key-holder; call device; gas and electric check; meals",
            "B", 6, sensitive=False, words=("独居", "孤独老人", "单独居住")),
        Tag("E03", "空巢老人", "Empty-nest older person", "60 岁以上，子女不在家中居住", "60 or older, no child in the home", "V", _ELDER,
            "定期联系；紧急联系人；助餐", "regular contact; emergency contact; meals",
            "C", 12, sensitive=False, words=("空巢", "空巢家庭")),
        Tag("E04", "留守孤寡老人", "No kin near", "无配偶无子女，或子女都在远方", "no spouse and no child, or all children far away", "V", _ELDER,
            "定期联系；紧急联系人；邻居或备用钥匙", "regular contact; emergency contact; neighbour or key-holder",
            "B", 12, sensitive=False, words=("孤寡", "孤寡老人", "留守老人", "留守/孤寡老人")),
        Tag("E05", "失能老人", "Care-dependent", "按 GB/T 42195-2022 评估：轻度、中度、重度、完全失能",
            "assessed by GB/T 42195-2022: mild, moderate, severe, total", "A", _ELDER,
            "家庭养老床位；上门照护；护理补贴；适老化改造",
            "home-care bed; home care hours; nursing subsidy; home adaptation",
            "B", 12, words=("失能", "半失能", "半失能老人", "失能半失能", "轻度失能", "中度失能", "重度失能", "完全失能")),
        Tag("E06", "认知障碍照护", "Memory care, at the family's wish", "家人提出需要帮助（防走失、喘息照料）",
            "the family asks for help: anti-wandering, respite", "V", _CONSENT,
            "身份手环；喘息照料；邻里提醒", "ID bracelet; respite care; neighbour alert",
            "B", 12, words=("认知障碍", "失智", "失智老人", "认知症")),
        Tag("D01", "持证残疾人", "Disability certificate", "持有残疾人证；只记等级，不记类别", "holds a certificate; the grade is kept, the kind is not", "A", _DISABLED,
            "辅助器具；无障碍改造；就业帮扶", "assistive devices; home adaptation; employment help",
            "C", 12, words=("残疾", "残疾人", "残疾人证", "一级残疾", "二级残疾", "三级残疾", "四级残疾", "重度残疾", "重残"), programme="disability"),
        Tag("D02", "困难残疾人生活补贴", "Disability living subsidy", "低保家庭中的残疾人（各地可扩大）", "disabled person in an allowance family", "A", _DISABLED,
            "每月生活补贴", "monthly living subsidy",
            "", 12, words=("残疾人生活补贴", "生活补贴", "困难残疾人"), programme="disability"),
        Tag("D03", "重度残疾人护理补贴", "Disability nursing subsidy", "一级、二级残疾，需要长期照护", "grade 1 or 2 and in need of long-term care", "A", _DISABLED,
            "每月护理补贴", "monthly nursing subsidy",
            "B", 12, words=("残疾人护理补贴", "护理补贴", "重残护理"), programme="disability"),
        Tag("C01", "孤儿", "Orphan", "未满 18 岁，父母去世或查找不到", "under 18, parents dead or missing", "A", _CHILD,
            "基本生活费；就学；监护走访", "basic living; schooling; guardian follow-up",
            "B", 12, words=("散居孤儿",), programme="children"),
        Tag("C02", "事实无人抚养儿童", "De-facto unsupported child", "未满 18 岁，父母无法履行抚养责任；只记状态，不记原因",
            "under 18, parents cannot bring the child up; the status only, never the reason", "A", _CHILD,
            "基本生活费；就学；监护走访", "basic living; schooling; guardian follow-up",
            "B", 12, words=("事实无人抚养", "事实孤儿"), programme="children"),
        Tag("C03", "困境儿童", "Child in difficulty", "困境、留守或流动儿童", "a child in difficulty, left behind or on the move", "A", _CHILD,
            "儿童主任走访；学校联系", "visits of the children's officer; link to the school",
            "C", 6, words=("留守儿童", "流动儿童", "困境/留守/流动儿童"), programme="children"),
        Tag("F01", "计划生育特殊家庭", "Family that lost its only child", "独生子女死亡或残疾，女方满 49 岁，未再生育收养",
            "only child dead or disabled, wife 49 or older, no other child", "A", _AID,
            "双岗联系人；家庭医生签约；就医绿色通道", "two named contacts; family doctor; fast lane at the hospital",
            "B", 12, words=("计生特殊家庭", "失独", "失独家庭", "计生特扶", "特扶家庭", "特扶")),
        Tag("M01", "重点优抚对象", "Entitled group (military)", "残疾军人、三属、老复员军人、参战参试退役人员等",
            "disabled veterans, families of the fallen, old veterans and others", "A", "军人抚恤优待条例；PIPL 13(1)(3)",
            "抚恤补助；八一、春节走访；医疗", "pensions; visits on 1 August and at Spring Festival; medical",
            "C", 12, words=("优抚", "优抚对象", "退役军人优抚", "伤残军人", "残疾军人", "复员军人", "烈属", "军属", "三属"), programme="veterans"),
        Tag("H01", "家庭医生签约", "Family-doctor contract", "已签约或愿意签约，只记状态", "has a contract or wishes one; the status only", "A", _CONSENT,
            "每年续约；65 岁以上免费体检；慢病随访", "yearly renewal; free check-up from 65; follow-up by the clinic",
            "", 12, sensitive=False, words=("家庭医生", "已签约", "签约", "家医签约")),
        Tag("J01", "就业困难", "Looking for work", "本人自述就业困难或已登记失业", "says so, or is registered as unemployed", "V", _CONSENT,
            "岗位推荐；技能培训", "job matching; training",
            "", 6, words=("失业", "登记失业", "就业困难人员", "失业登记")),
    )
}  # fmt: skip

CARE_GRADES = {"1": ("轻度", "mild"), "2": ("中度", "moderate"), "3": ("重度", "severe"), "4": ("完全失能", "total")}
"""E05: 0 (able) is not a tag."""
DISABILITY_GRADES = {"1": ("一级", "grade 1"), "2": ("二级", "grade 2"), "3": ("三级", "grade 3"), "4": ("四级", "grade 4")}
DERIVED = frozenset(code for code, tag in TAGS.items() if tag.source == "R")
"""Computed from the birth month, never stored (domain.md §3.2)."""

DENIED_WORDS: tuple[str, ...] = (
    "宗教", "信仰", "民族", "族别", "政治面貌", "政治", "党员", "党派", "入党", "信访", "上访", "矫正", "刑满", "释放人员", "前科",
    "犯罪", "违法", "吸毒", "戒毒", "涉毒", "邪教", "涉稳", "涉黑", "可疑", "重点监控", "重点监管", "监管对象", "重点人员", "管控",
    "精神病", "精神障碍", "精神疾病", "肇事肇祸", "艾滋", "性病", "传染病", "病名", "诊断", "疾病名称", "病史", "病种", "妇女病",
    "孕情", "生育", "避孕", "妇科", "疫苗", "接种", "性取向", "征信", "信用", "失信", "老赖", "人脸", "指纹", "虹膜", "照片",
    "轨迹", "定位", "微信", "QQ", "微博", "抖音", "月收入", "年收入", "收入", "银行卡", "开户行", "卡号", "银行账号", "服刑",
    "车牌", "境外", "涉外", "国外联系",
)  # fmt: skip
"""Words of the denylist of domain.md §3.4: a column whose heading holds one is refused and never read."""
