"""What the columns and codes of a resident's record are called on paper, and what acts are called, in both languages."""

from typing import Final

from app.models.audit import Act
from app.rules import field_record_words as field
from app.rules.roles import ROLES
from app.rules.tags import CARE_GRADES, DISABILITY_GRADES, TAGS

Words = tuple[str, str]

TABLES: Final[dict[str, Words]] = {
    "resident": ("本人", "The person"),
    "household": ("户", "Household"),
    "dwelling": ("住处", "Dwelling"),
    "access_flag": ("上门要注意的", "What helps at the door"),
    "emergency_contact": ("紧急联系人", "Emergency contacts"),
    "resident_tag": ("标签", "Tags"),
    "contact": ("联系记录", "Contacts"),
    **field.TABLES,
    "import_change": ("名单导入改过的", "What an import changed"),
}

_KEY: Final[Words] = ("内部编号", "internal number")
_BATCH: Final[Words] = ("由哪批名单带来", "list that brought it in")
FIELDS: Final[dict[str, Words]] = {
    "resident.id": _KEY,
    "resident.household_id": ("户的内部编号", "internal number of the household"),
    "resident.dwelling_id": ("住处的内部编号", "internal number of the dwelling"),
    "resident.grid": ("网格", "grid"),
    "resident.name": ("姓名", "name"),
    "resident.given": ("名", "given name"),
    "resident.initials": ("姓名拼音首字母", "pinyin initials"),
    "resident.birth_ym": ("出生年月", "year and month of birth"),
    "resident.sex": ("性别", "sex"),
    "resident.living": ("和谁住", "lives with"),
    "resident.status": ("现在的情况", "present state"),
    "resident.preference": ("希望怎么联系", "wish for contact"),
    "resident.phone_sealed": ("电话", "phone"),
    "resident.phone_index": ("电话的查找码", "search code of the phone"),
    "resident.id_hash": ("身份证号的比对码", "matching code of the identity number"),
    "resident.notice_given_at": ("告知的日子", "day of the notice"),
    "resident.tier": ("多久联系一次", "how often contact is owed"),
    "resident.tier_reason": ("为什么这样定", "why so often"),
    "resident.last_seen_at": ("上次见到", "last seen"),
    "resident.version": ("改过几版", "version"),
    "resident.created_at": ("登记的时间", "made at"),
    "resident.updated_at": ("最近改动", "last changed"),
    "resident.synthetic": ("演示用的假人", "made up for the demo"),
    "resident.batch_id": _BATCH,
    "household.id": _KEY,
    "household.dwelling_id": ("住处的内部编号", "internal number of the dwelling"),
    "household.label": ("户的叫法", "what the household is called"),
    "household.batch_id": _BATCH,
    "dwelling.id": _KEY,
    "dwelling.code": ("门牌代码", "code"),
    "dwelling.path": ("在区里的位置", "place in the district"),
    "dwelling.unit_id": ("单元的内部编号", "internal number of the staircase"),
    "dwelling.door": ("门牌", "door"),
    "dwelling.floor": ("楼层", "floor"),
    "dwelling.short": ("地址", "address"),
    "dwelling.use": ("房屋用途", "use"),
    "dwelling.batch_id": _BATCH,
    "access_flag.id": _KEY,
    "access_flag.resident_id": ("本人的内部编号", "internal number of the person"),
    "access_flag.flag": ("注意什么", "what helps"),
    "access_flag.hint": ("说明", "hint"),
    "access_flag.expires_on": ("到哪天为止", "until"),
    "access_flag.batch_id": _BATCH,
    "emergency_contact.id": _KEY,
    "emergency_contact.resident_id": ("本人的内部编号", "internal number of the person"),
    "emergency_contact.rank": ("先后", "order"),
    "emergency_contact.name": ("姓名", "name"),
    "emergency_contact.relation": ("关系", "relation"),
    "emergency_contact.phone_sealed": ("电话", "phone"),
    "emergency_contact.phone_index": ("电话的查找码", "search code of the phone"),
    "emergency_contact.has_key": ("有钥匙", "has a key"),
    "emergency_contact.batch_id": _BATCH,
    "resident_tag.id": _KEY,
    "resident_tag.resident_id": ("本人的内部编号", "internal number of the person"),
    "resident_tag.tag": ("标签", "tag"),
    "resident_tag.grade": ("等级", "grade"),
    "resident_tag.source": ("谁说的", "who said so"),
    "resident_tag.evidence": ("依据的出处", "reference"),
    "resident_tag.legal_basis": ("法律依据", "legal basis"),
    "resident_tag.valid_from": ("从哪天起", "from"),
    "resident_tag.review_due": ("哪天复核", "to check again"),
    "resident_tag.expires_on": ("到哪天为止", "until"),
    "resident_tag.state": ("状态", "state"),
    "resident_tag.created_at": ("登记的时间", "made at"),
    "resident_tag.created_by": ("谁登记的", "made by"),
    "resident_tag.batch_id": _BATCH,
    "contact.id": _KEY,
    "contact.resident_id": ("本人的内部编号", "internal number of the person"),
    "contact.grid": ("在哪个网格", "grid"),
    "contact.account_id": ("谁联系的", "by whom"),
    "contact.mode": ("怎么联系的", "how"),
    "contact.outcome": ("结果", "outcome"),
    "contact.happened_at": ("什么时候", "when"),
    "contact.recorded_at": ("什么时候记的", "recorded at"),
    "contact.received_at": ("什么时候传到", "received at"),
    "import_change.id": _KEY,
    "import_change.batch_id": ("哪批名单", "list"),
    "import_change.table": ("改的是哪类", "what kind of record"),
    "import_change.row_id": ("那条记录的内部编号", "internal number of that record"),
    "import_change.before": ("改之前", "before"),
    "import_change.after": ("改之后", "after"),
    **field.FIELDS,
}
"""Every column of every table that says something about one resident; a test fails when one is not here."""

PURPOSES: Final[dict[str, str]] = {
    "to greet and to find the person": "称呼本人、找到本人",
    "to greet the person by surname and given name": "按姓名称呼本人",
    "to find the person by pinyin initials": "用拼音首字母找到本人",
    "age decides what is owed; year and month only": "按年龄定该给的服务；只到年月",
    "to greet the person and to send a suitable helper": "称呼本人、派合适的人上门",
    "living alone decides how often we look in": "独居决定多久看望一次",
    "nobody knocks at the door of somebody in hospital": "住院时不去敲门",
    "the person's own wish for contact": "本人希望的联系方式",
    "to call instead of knocking; AES-256-GCM": "打电话代替敲门；加密保存",
    "to find a record by its phone number; HMAC": "凭电话找到记录；只存查找码",
    "to match the same person at the next import; HMAC, never shown": "下次导入时认出同一个人；只存比对码，不显示",
    "when the notice of PIPL 17 was given": "哪天做过个人信息告知",
    "how often contact is owed, by fixed rules": "按规则定多久联系一次",
    "why contact is owed, as a code": "为什么要定期联系",
    "the clock of the next contact starts here": "下次联系从这天算起",
    "what helps at the door": "上门时该注意什么",
    "who holds the key, which hours suit": "钥匙在谁那里、什么时间合适",
    "whom to ask for in an emergency": "紧急时找谁",
    "daughter, neighbour, …": "女儿、邻居等",
    "to call in an emergency; AES-256-GCM": "紧急时打电话；加密保存",
    "to notice the same number again; HMAC": "认出同一个号码；只存查找码",
    "who can open the door": "谁能开门",
    "what the person is owed; a code of the closed list": "该享受什么；固定清单里的代码",
    "care level or disability grade, never the kind": "护理或残疾等级，不记类别",
    "how the person was reached": "怎么联系到的",
    "whether the person was reached": "有没有联系到",
    "to take back a wrong import": "导错了能撤回",
    "to see what has changed since": "看后来有没有再改",
    **field.PURPOSES,
}
"""The purposes of the register in Chinese."""
TO_KEEP_ORDER: Final[Words] = ("登记和核对本身需要", "to keep the record itself in order")
KEEPS: Final[dict[str, str]] = {
    "while living here; 90 days after moving or death": "住在这里期间；搬走或去世后 90 天",
    "24 months": "24 个月",
    "24 months, then counts only": "24 个月，之后只留次数",
    "1 year unless confirmed": "1 年，到期没人确认就停用",
    "90 days": "90 天",
    **field.KEEPS,
}
BASES: Final[dict[str, str]] = {
    "PIPL 13(1)(3), 34": "个人信息保护法第十三条第一款第三项、第三十四条",
    "PIPL 17": "个人信息保护法第十七条",
    **field.BASES,
}

VALUES: Final[dict[str, dict[str, Words]]] = {
    "sex": {"f": ("女", "female"), "m": ("男", "male")},
    "living": {
        "alone": ("独居", "alone"), "couple": ("夫妻", "as a couple"), "children": ("与子女同住", "with children"),
        "other": ("与他人同住", "with others"), "unknown": ("不清楚", "not known"),
    },
    "status": {
        "here": ("在住", "here"), "away": ("外出", "away"), "hospital": ("住院", "in hospital"), "moved": ("搬离", "moved"),
        "died": ("去世", "died"), "merged": ("并进另一条", "made one with another entry"),
    },
    "preference": {
        "any": ("都可以", "any"), "phone_only": ("只打电话", "phone only"), "call_first": ("先打电话再来", "a call first"),
        "morning": ("上午", "mornings"), "afternoon": ("下午", "afternoons"), "evening": ("晚上", "evenings"),
    },
    "tier": {"A": ("每周", "weekly"), "B": ("每月", "monthly"), "C": ("每季度", "quarterly")},
    "tier_reason": {
        "alone_80": ("80岁以上且独居", "80 or over and living alone"), "care_alone": ("失能，家里没有年轻人", "needs care, nobody younger at home"),
        "w04_alone": ("特困且独居", "no supporter and living alone"), "relief": ("临时遇到困难", "in sudden hardship"),
        "alone": ("独居", "living alone"), "no_kin": ("孤寡", "no kin near"), "care": ("失能", "needs care"),
        "memory": ("家人提出的认知照护", "memory care asked for by the family"), "w04": ("特困", "no supporter"),
        "nursing": ("享受护理补贴", "gets the nursing subsidy"), "disability_12": ("一二级残疾", "disability of grade 1 or 2"),
        "child": ("孩子没有父母照料", "a child without parents' care"), "family_planning": ("计生特殊家庭", "lost an only child"),
        "age_80": ("80岁以上", "80 or over"), "empty_nest_75": ("75岁以上空巢", "75 or over, children away"),
        "allowance": ("生活困难", "in hardship"), "disability": ("持残疾证", "holds a disability certificate"),
        "military": ("优抚对象", "entitled group (military)"), "child_difficulty": ("困境儿童", "a child in difficulty"),
        "override": ("社区定的", "set by the community"),
    },
    "flag": {
        "no_smartphone": ("不用智能手机", "no smartphone"), "hard_of_hearing": ("听力不好", "hard of hearing"),
        "poor_sight": ("视力不好", "poor sight"), "slow_to_door": ("开门慢", "slow to the door"), "no_lift": ("没有电梯", "no lift"),
        "meals": ("需要助餐", "needs meals"), "escort": ("需要陪诊", "needs an escort"), "pet": ("家有宠物", "has a pet"),
        "same_person": ("希望是同一个人来", "likes the same person"), "phone_only": ("只打电话", "phone only"),
        "time_of_day": ("有合适的时间", "hours that suit"), "spare_key": ("有备用钥匙", "spare key"),
    },
    "use": {"own": ("自住", "own"), "rented": ("租住", "rented"), "empty": ("空置", "empty"), "business": ("经营", "business")},
    "source": {"A": ("部门名单", "the office's list"), "V": ("上门确认", "confirmed at the door"), "R": ("按规则算出", "by a rule")},
    "state": {
        "pending": ("待核实", "to check"), "active": ("有效", "in force"), "review": ("待复核", "to check again"),
        "ended": ("已到期", "ended"), "revoked": ("已撤销", "revoked"),
    },
    "mode": {
        "door": ("上门", "at the door"), "phone": ("电话", "by phone"), "video": ("视频", "by video"), "met": ("楼下碰到", "met downstairs"),
        "neighbour": ("邻居看望", "a neighbour looked in"), "volunteer": ("志愿者", "a volunteer"), "family": ("家人", "the family"),
    },
    "outcome": {
        "seen": ("见到了", "seen"), "spoken": ("说上话了", "spoke"), "reliable_other": ("家人说都好", "family says fine"),
        "not_home": ("不在家", "not at home"), "no_answer": ("没有回应", "no answer"), "declined": ("婉拒", "declined"),
        "in_hospital": ("住院", "in hospital"), "away": ("外出", "away"), "moved": ("搬走", "moved"), "died": ("去世", "died"),
    },
    "tag": {code: (tag.zh, tag.en) for code, tag in TAGS.items()},
    "table": TABLES,
    **field.VALUES,
}  # fmt: skip
"""What the codes of a column mean, by the column's name."""
GRADES: Final[dict[str, dict[str, Words]]] = {"E05": CARE_GRADES, "D01": DISABILITY_GRADES}

ACTS: Final[dict[Act, Words]] = {
    Act.SIGN_IN: ("登录", "Signed in"),
    Act.SIGN_OUT: ("退出", "Signed out"),
    Act.SIGN_IN_REFUSED: ("登录没成功", "Sign-in refused"),
    Act.REFUSED: ("想看，没让看", "Refused"),
    Act.VIEW: ("看了", "Looked at"),
    Act.SEARCH: ("查找", "Searched"),
    Act.CALL: ("打电话", "Called"),
    Act.REVEAL: ("点开隐藏的内容", "Opened something hidden"),
    Act.PACK: ("取走手机名单", "Fetched the list"),
    Act.CREATE: ("新建", "Made"),
    Act.CHANGE: ("改动", "Changed"),
    Act.IMPORT: ("导入名单", "Imported a list"),
    Act.IMPORT_UNDO: ("撤回导入", "Took an import back"),
    Act.EXPORT: ("打印或导出", "Printed or exported"),
    Act.GRANT: ("给了权限", "Gave a role"),
    Act.DISABLE: ("停用账号", "Disabled an account"),
    Act.DEVICE_LOST: ("报失手机", "Reported a phone lost"),
    Act.DEVICE_WIPED: ("手机已清除", "A phone was wiped"),
    Act.ANSWER: ("答复", "Answered"),
    Act.CONTACT: ("联系", "Contacted"),
    Act.CASE: ("找人", "Searched for"),
    Act.NEED: ("帮办需求", "Helped with a need"),
    Act.HAZARD: ("报隐患", "Reported a hazard"),
    Act.PROPOSE: ("建议标签", "Proposed a tag"),
    Act.DECIDE: ("定了一件事", "Decided"),
    Act.MERGE: ("合成一条", "Made two entries one"),
    Act.SURGE: ("应急名单", "Emergency list"),
    Act.RULE: ("改规则", "Changed a rule"),
    Act.ALARM: ("提醒", "Alarm"),
}
REASONS: Final[dict[str, Words]] = {
    "visit": ("上门走访", "to visit"),
    "emergency": ("紧急情况", "an emergency"),
    "errand": ("代办帮办", "an errand"),
    "check_number": ("核对号码", "to check the number"),
    "tags": ("看救助、健康等标签", "to see sensitive tags"),
    "card": ("日常工作", "daily work"),
    "own_record": ("应本人要求打印", "print-out asked for by the person"),
}
"""Why somebody's record was looked at."""


TRAIL_REASONS: Final[dict[str, Words]] = REASONS | {
    "here": ("只退这台", "this device only"), "everywhere": ("所有设备", "everywhere"), "one": ("另一台设备", "another device"),
    "by_administrator": ("管理员结束登录", "ended by an administrator"), "password": ("改了自己的密码", "own password changed"),
    "password_by_link": ("用链接设了密码", "password chosen by a link"), "reset": ("重置密码", "password reset"), "name": ("改了姓名", "name changed"),
    "enable": ("恢复使用", "taken back into work"), "disable": ("离岗停用", "has left"), "second_factor": ("设了验证器", "authenticator set up"),
    "asked": ("凭查询码查答复", "asked with the code"), "restored": ("恢复了备份", "a backup was restored"), "merge": ("合并网格", "grids merged"),
    "split": ("拆分网格", "grid split"), "move": ("划转楼院", "courtyard moved"), "undo": ("收回调整", "change taken back"),
    "certificate_ask": ("要服务证明", "certificate asked for"), "certificate_show": ("证明公示", "certificate put up"), "certificate_issue": ("开出证明", "certificate issued"),
    "certificate_refused": ("没开证明", "certificate refused"), "certificate_revoked": ("证明作废", "certificate revoked"), "certificate_print": ("打印证明", "certificate printed"),
    "export_platform": ("报全国平台", "for the national platform"), "export_check": ("核对时长", "to check hours"), "export_asked": ("上级或审计要", "asked for from above"),
    "calendar": ("开了日历", "calendar made"), "calendar_end": ("停了日历", "calendar ended"),
}  # fmt: skip
"""Why something was done, as the audit page says it."""
_RESULTS: Final[dict[str, Words]] = {
    "refused": ("没让看", "refused"), "not_allowed": ("不在权限里", "not theirs to do"), "not_signed_in": ("没登录", "not signed in"),
    "no_policy": ("没有这个操作", "no such action"), "wrong_arguments": ("内容不对", "malformed"), "must_change": ("要先换密码", "password to be changed first"),
    "wrong_code": ("验证码不对", "wrong code"), "too_many": ("试得太多", "too many tries"), "account_ended": ("账号已停用", "account ended"),
    "acting": ("代班", "acting for a colleague"), "ended": ("已结束", "ended"), "broken": ("链条断了", "chain broken"), "over": ("已恢复", "whole again"),
    "other_grid": ("别的网格", "other grid"), "other_account": ("别人的记录", "another's record"), "unknown_resident": ("没有这个人", "unknown person"),
    "died": ("已去世", "has died"), "given_up": ("没送到", "given up"),
}  # fmt: skip
_COUNTED: Final[dict[str, Words]] = {
    "new": ("新增", "new"), "changed": ("更改", "changed"), "refused": ("没收下", "refused"), "removed": ("去掉", "removed"), "restored": ("恢复", "restored"),
    "kept": ("留下", "kept"), "ended": ("结束", "ended"), "renamed": ("改名", "renamed"), "people": ("人", "people"), "units": ("单元", "staircases"),
}  # fmt: skip


def result_words(code: str) -> Words:
    """What a result code of the audit trail says: a known word, counts such as `new 3 changed 0`, else the code itself."""
    if code in _RESULTS:
        return _RESULTS[code]
    parts = code.split()
    if len(parts) >= 2 and len(parts) % 2 == 0 and all(w in _COUNTED and n.isdigit() for w, n in zip(parts[::2], parts[1::2], strict=True)):
        pairs = [(w, n) for w, n in zip(parts[::2], parts[1::2], strict=True) if n != "0"]
        return "，".join(f"{_COUNTED[w][0]} {n}" for w, n in pairs), ", ".join(f"{n} {_COUNTED[w][1]}" for w, n in pairs)
    return code, code


def reason_words(code: str) -> Words:
    """Why something was done: a known reason, a role that was given, else nothing that a person could read."""
    if code in TRAIL_REASONS:
        return TRAIL_REASONS[code]
    return next((words for role, words in ROLES.items() if role.value == code), ("", ""))
