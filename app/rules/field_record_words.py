"""What the columns of the field's tables are called on a resident's print-out: duties, searches, needs, changes, cards."""

from typing import Final

Words = tuple[str, str]

_KEY: Final[Words] = ("内部编号", "internal number")
_WHO: Final[Words] = ("本人的内部编号", "internal number of the person")
_BY: Final[Words] = ("谁", "by whom")
_WHEN: Final[Words] = ("什么时候", "when")
_CAME: Final[Words] = ("什么时候传到", "received at")
_GRID: Final[Words] = ("在哪个网格", "grid")
_RECORD: Final[Words] = ("手机那条记录的编号", "number of the phone's record")
_STATE: Final[Words] = ("到哪一步", "state")
_SAID: Final[Words] = ("说明", "words")
_DECIDED: Final[dict[str, Words]] = {"decided_at": ("什么时候定的", "decided at"), "decided_by": ("谁定的", "decided by"), "decision": ("怎么定的", "decision")}

TABLES: Final[dict[str, Words]] = {
    "duty": ("该联系的", "Contact that is owed"),
    "tier_override": ("人工定的联系节奏", "Rhythm set by a person"),
    "life_event": ("大的变故", "Major changes"),
    "promise": ("答应过的事", "Promises"),
    "surge_person": ("应急名单", "Emergency lists"),
    "no_answer_case": ("没人应时的寻找", "Searches when nobody answered"),
    "no_answer_step": ("寻找的每一步", "Steps of the searches"),
    "need": ("需求和代办", "Needs and errands"),
    "need_step": ("需求的每一步", "Steps of the needs"),
    "policy_answer": ("问过的政策", "Benefits that were talked about"),
    "tag_proposal": ("建议的标签", "Proposed tags"),
    "held_record": ("等人定的记录", "Records that a person decides about"),
    "clash": ("两人改过的", "What two people changed"),
    "twin": ("像是同一人的", "Entries that look alike"),
    "merge": ("合成一条的", "Entries made one"),
    "shift_task": ("志愿者上门帮的忙", "What volunteers did at the door"),
}

_COLUMNS: Final[dict[str, dict[str, Words]]] = {
    "duty": {"grid": _GRID, "rule": ("哪条规则", "rule"), "source": ("由什么引起", "made by"), "tier": ("多久一次", "how often"),
             "reason": ("为什么", "why"), "mode": ("怎么联系", "how"), "lead_on": ("从哪天可以", "from"), "due_on": ("哪天该", "due on"),
             "late_on": ("过了哪天算晚", "late after"), "at": ("几点以前", "by")},
    "tier_override": {"tier": ("多久一次", "how often"), "reason_sealed": ("为什么", "why"), "made_at": _WHEN, "made_by": _BY,
                      "until": ("到哪天为止", "until"), "ended_at": ("什么时候结束", "ended at")},
    "life_event": {"kind": ("什么事", "what"), "happened_at": _WHEN, "contacts": ("之后联系过几次", "contacts since"),
                   "last_contact_at": ("最近一次", "last one"), "ended_at": ("什么时候结束", "ended at")},
    "promise": {"grid": _GRID, "on": ("答应哪天", "for which day"), "words_sealed": ("答应了什么", "what"), "made_at": _WHEN, "made_by": _BY,
                "kept_at": ("什么时候做到的", "kept at")},
    "surge_person": {"surge_id": ("哪份名单", "list"), "grid": _GRID, "reached_at": ("什么时候联系到", "reached at")},
    "no_answer_case": {"grid": _GRID, "tier": ("按哪种时限", "clock"), "state": _STATE, "opened_at": ("什么时候没人应", "opened at"),
                       "opened_by": _BY, "received_at": _CAME, "second_by": ("再试的时限", "second try by"),
                       "escalate_at": ("上报的时限", "escalate at"), "escalated_at": ("什么时候上报", "escalated at"),
                       "closed_at": ("什么时候结束", "closed at"), "closed_by": ("谁结束的", "closed by"), "finding": ("人怎么样", "finding")},
    "no_answer_step": {"case_id": ("哪次寻找", "search"), "account_id": _BY, "step": ("做了什么", "step"), "result": ("结果", "result"),
                       "whom": ("问了谁", "whom"), "happened_at": _WHEN, "received_at": _CAME, "note_sealed": _SAID},
    "need": {"grid": _GRID, "kind": ("需求还是代办", "kind"), "category": ("哪方面", "category"), "urgency": ("多急", "urgency"),
             "policy": ("哪项政策", "benefit"), "consent": ("本人怎么同意的", "consent"), "words_sealed": ("原话", "words"), "state": _STATE,
             "open": ("还没完", "open"), "owner_id": ("谁在跟", "owner"), "to": ("转给了谁", "handed to"), "next_step_sealed": ("下一步", "next step"),
             "next_on": ("下次哪天看", "next look"), "result_sealed": ("结果", "result"), "created_at": _WHEN, "created_by": _BY,
             "received_at": _CAME, "closed_at": ("什么时候结束", "closed at"), "call_back_by": ("哪天前回访", "call back by"),
             "version": ("改过几版", "version")},
    "need_step": {"need_id": ("哪件需求", "need"), "account_id": _BY, "move": ("做了什么", "move"), "state": _STATE,
                  "next_on": ("下次哪天看", "next look"), "to": ("转给了谁", "handed to"), "words_sealed": _SAID, "happened_at": _WHEN,
                  "received_at": _CAME},
    "policy_answer": {"policy": ("哪项政策", "benefit"), "outcome": ("怎么说的", "answer"), "ask_again_on": ("哪天以前不再问", "ask again on"),
                      "account_id": _BY, "happened_at": _WHEN, "record_id": _RECORD},
    "tag_proposal": {"grid": _GRID, "record_id": _RECORD, "account_id": _BY, "tag": ("标签", "tag"), "grade": ("等级", "grade"),
                     "action": ("建议怎样", "action"), "answer_sealed": ("答复", "answer"), "words_sealed": _SAID, "happened_at": _WHEN, "received_at": _CAME, **_DECIDED},
    "held_record": {"account_id": _BY, "sealed": ("记录的内容", "the record"), "kind": ("哪种记录", "kind"), "code": ("为什么要人定", "why"),
                    "area": _GRID, "happened_at": _WHEN, "received_at": _CAME, **_DECIDED},
    "clash": {"grid": _GRID, "record_id": _RECORD, "account_id": _BY, "field": ("哪一项", "field"), "base_sealed": ("原来", "before"),
              "theirs_sealed": ("先改的", "first change"), "mine_sealed": ("后改的", "second change"), "happened_at": _WHEN,
              "received_at": _CAME, **_DECIDED},
    "twin": {"other_id": ("另一条", "the other entry"), "grid": _GRID, "why": ("哪里像", "why"), "found_at": _WHEN, **_DECIDED},
    "merge": {"kept_id": ("留下的一条", "entry that was kept"), "gone_id": ("并进去的一条", "entry that went"), "grid": _GRID, "at": _WHEN, "by": _BY,
              "journal_sealed": ("并以前的样子", "as it stood before"), "undone_at": ("什么时候分开的", "undone at")},
    "shift_task": {"shift_id": ("哪次服务", "shift"), "need_id": ("哪件需求", "need"), "rank": ("先后", "order"), "what": ("做什么", "what"), "state": _STATE,
                   "words_sealed": _SAID, "spoken": ("本人可以说的口令", "code that the person may say"), "confirmed": ("本人说帮到了没有", "whether the person said so"),
                   "call_back_by": ("哪天前回访", "call back by"), "done_at": ("什么时候做的", "done at"), "done_by": _BY, "record_id": _RECORD},
}  # fmt: skip

FIELDS: Final[dict[str, Words]] = {
    **{f"{table}.id": _KEY for table in TABLES},
    **{f"{table}.resident_id": _WHO for table in TABLES if table != "merge"},
    **{f"{table}.{name}": words for table, columns in _COLUMNS.items() for name, words in columns.items()},
    "contact.record_id": _RECORD,
    "contact.skewed": ("手机时间不准", "the phone's clock was off"),
    "contact.checks": ("有变化的", "what changed"),
    "contact.note_sealed": ("备注", "note"),
    "resident.paused_until": ("哪天以前不敲门", "no knock before"),
    "resident.left_on": ("哪天离开的", "left on"),
    "resident.merged_into": ("并进了哪一条", "made one with"),
    "resident.field_versions": ("每一项改过的版本", "versions of the fields"),
    "resident.last_seen_mode": ("上次怎么联系到的", "how last reached"),
}

PURPOSES: Final[dict[str, str]] = {
    "which of six conditions changed": "六种情况哪种有变化",
    "what was seen at the door; AES-256-GCM": "上门看到的；加密保存",
    "until when nobody need knock: in hospital or away": "住院、外出时哪天以前不敲门",
    "when the person moved away or died; what is kept ends 90 days later": "搬走或去世的日子；留着的内容 90 天后删掉",
    "whether the person was last seen or only heard": "上次是见到人还是只听到声音",
    "which clock runs": "按哪种时限找人",
    "how far the search is": "找到哪一步",
    "how the person was found": "怎么找到的",
    "what was done to find the person": "为找人做了什么",
    "what was found out; AES-256-GCM": "打听到什么；加密保存",
    "what help is needed": "需要什么帮助",
    "which benefit is applied for": "代办哪项政策",
    "that the person agreed to the errand": "本人同意代办",
    "the need in the person's own words; AES-256-GCM": "本人原话；加密保存",
    "how far the help is": "帮到哪一步",
    "what happens next; AES-256-GCM": "下一步做什么；加密保存",
    "when it is looked at again": "哪天再看",
    "what came of it; AES-256-GCM": "结果；加密保存",
    "until when the person is asked whether it helped": "哪天以前回访",
    "what was done or said; AES-256-GCM": "做了什么、说了什么；加密保存",
    "why contact is owed, as a code": "为什么该联系",
    "when the next contact is owed": "下次哪天该联系",
    "how often contact is owed, by a person's decision": "人工定的联系节奏",
    "why somebody decided otherwise; AES-256-GCM": "为什么另外定；加密保存",
    "why contact is owed within a day": "为什么一天内要联系",
    "when somebody promised to come back": "答应哪天再来",
    "what was promised; AES-256-GCM": "答应了什么；加密保存",
    "that the person was reached in the emergency": "应急时联系到没有",
    "the whole record as the phone sent it; AES-256-GCM": "手机传来的整条记录；加密保存",
    "what the second writer saw; AES-256-GCM": "后改的人看到的；加密保存",
    "what the first writer made of it; AES-256-GCM": "先改成的；加密保存",
    "what the second writer wants; AES-256-GCM": "后改的人想改成的；加密保存",
    "what the person may be owed": "可能该享受什么",
    "care level or grade": "护理或残疾等级",
    "why; AES-256-GCM": "为什么；加密保存",
    "why it was not taken; AES-256-GCM": "为什么没收下；加密保存",
    "what was moved and what stood before; AES-256-GCM": "并了什么、以前是什么；加密保存",
    "which benefit was talked about": "问过哪项政策",
    "has it, wants it, is not entitled, does not want it": "已享、愿申请、不符合、不愿意",
    "until when nobody asks again": "哪天以前不再问",
    "what is to be done at the door": "志愿者上门做什么",
    "whether the help came": "帮的忙到了没有",
    "what the volunteer says came of it; AES-256-GCM": "志愿者说的结果；加密保存",
    "whether the person helped said so": "本人说帮到了没有",
}
KEEPS: Final[dict[str, str]] = {
    "24 months after the end": "办完以后 24 个月",
    "6 months": "6 个月",
    "until decided, then 30 days": "定下以后 30 天",
}
BASES: Final[dict[str, str]] = {"PIPL 29": "个人信息保护法第二十九条"}

VALUES: Final[dict[str, dict[str, Words]]] = {
    "finding": {
        "safe_seen": ("平安，见到了", "safe, seen"), "safe_told": ("平安，可靠的人说的", "safe, told by somebody reliable"),
        "out_visiting": ("外出", "away"), "in_hospital": ("住院", "in hospital"), "moved": ("搬走", "moved"),
        "needs_help": ("需要帮助", "needs help"), "died": ("去世", "died"), "emergency": ("出事了", "an emergency"), "mistake": ("记错了", "by mistake"),
    },
    "step": {
        "second_try": ("再试一次", "second try"), "kin": ("打给家人", "family called"), "neighbour": ("问邻居", "neighbour asked"),
        "red_sign": ("有危险迹象", "a sign of danger"), "lead": ("报告社区", "lead told"), "police": ("打 110", "110 called"),
        "ambulance": ("打 120", "120 called"), "found": ("找到了", "found"), "cancel": ("记错了", "by mistake"),
        "escalate": ("超过时限", "clock ran out"), "no_answer": ("还是没人应", "again no answer"),
    },
    "result": {"reached": ("联系到了", "reached"), "not_reached": ("没联系到", "not reached"), "done": ("做了", "done")},
    "category": {
        "meals": ("就餐", "meals"), "escort": ("陪诊", "hospital escort"), "medicine": ("用药", "medicine"), "cleaning": ("助洁助浴", "cleaning, bathing"),
        "repair": ("家电小修", "repairs"), "home_safety": ("居家安全", "safety at home"), "adaptation": ("适老化", "home adaptation"),
        "benefit": ("补贴申办", "benefits"), "company": ("精神陪伴", "company"), "dispute": ("家庭矛盾", "a dispute"), "hardship": ("经济困难", "hardship"),
        "care": ("照护缺口", "care"), "childcare": ("儿童照料", "childcare"), "job": ("就业", "a job"), "heating": ("取暖", "heating"),
        "digital": ("数字帮助", "digital help"), "other": ("其他", "other"),
    },
    "urgency": {"today": ("今天", "today"), "week": ("这周", "this week"), "later": ("不急", "no hurry")},
    "consent": {"said": ("口头同意", "said so"), "written": ("书面同意", "in writing"), "family": ("家人同意", "the family")},
    "decision": {"taken": ("收下了", "taken in"), "dropped": ("没有收下", "not taken in"), "changed": ("改后收下", "taken in with changes"),
                 "merged": ("是同一人", "one person"), "apart": ("不是同一人", "two people")},
    "action": {"add": ("加上", "add"), "remove": ("去掉", "end"), "confirm": ("还是这样", "still holds")},
    "shift_task.state": {
        "open": ("还没去", "not yet"), "done": ("办好了", "done"), "nobody": ("没人在家", "nobody at home"), "refused": ("婉拒", "declined"),
        "trouble": ("遇到了困难", "there was trouble"), "dropped": ("取消了", "cancelled"),
    },
    "shift_task.confirmed": {"spoken": ("当面说了", "said at the door"), "called": ("回访时说了", "said on the phone"), "denied": ("说没有来", "says nobody came")},
}  # fmt: skip
"""What the codes of a column mean, by the column's name, or by table and column where a table has words of its own."""
