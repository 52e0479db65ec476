"""Which field a column's heading names: by synonyms, exactly and not by likeness; the denylist comes first to be refused.

The heading is all that is ever looked at of a column that domain.md §3.4 forbids.
"""

import re
from functools import lru_cache

from app.rules import tags
from app.rules.roster import tag_words
from app.rules.roster.cells import fold

REFUSED, IGNORED = "refused", ""
"""What `field` answers for a forbidden and for an unknown heading."""
TAG = "tag:"
"""`field` answers tag:W01 for a column that says yes or no about one tag."""

_SYNONYMS = {
    "name": "姓名 居民姓名 人员姓名 老人姓名 本人姓名 住户姓名 残疾人姓名 儿童姓名 对象姓名 名字 name",
    "sex": "性别 男女 sex",
    "birth": "出生年月 出生日期 出生年月日 出生月份 生日 出生 出生时间 birth",
    "id_number": "身份证号 身份证号码 身份证 公民身份号码 公民身份证号 公民身份证号码 居民身份证号 居民身份证号码 证件号码 证件号 证件 本人身份证号 "
                 "本人身份证号码 身份号码 残疾证号 残疾证号码 残疾人证号 残疾人证号码 残疾证编号",
    "phone": "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 联系手机 本人电话 本人联系电话 本人手机 移动电话 住宅电话 固定电话 家庭电话 座机 联系号码 phone",
    "grid": "网格编码 网格 所属网格 网格号 网格名称 网格代码 所在网格 网格编号 微网格",
    "community": "社区 所属社区 社区名称 所在社区 村居 所属村居 村社区 居委会",
    "courtyard": "小区 楼院 小区名称 楼院名称 所属小区 所在小区 小区楼院 院落 院 住宅小区 小区院落",
    "building": "楼号 楼栋 楼栋号 楼 栋 栋号 幢 幢号 楼幢 楼座 楼宇 楼幢号 几号楼",
    "unit": "单元 单元号 门洞 门洞号 几单元",
    "door": "门牌 房号 门牌号 房间号 室 户号 房间 室号 房屋号 门号 房门号 门牌号码 户室",
    "address": "住址 家庭住址 地址 现住址 居住地址 详细地址 现居住地址 家庭地址 居住地 现住地址 住所 实际居住地址 详细住址 居住地详细地址 常住地址",
    "tags": "标签 人员类别 对象类别 类别 人员类型 对象类型 人群类别 人群分类 重点人群 特殊人群 服务对象类别 关爱对象类别 帮扶类别 救助类别 救助类型 特殊群体 人员标签 "
            "群体类别 困难类型 困难类别 困难类 身份类别 服务类别 敲门提示 上门提示",
    "living": "居住状况 居住情况 居住方式 居住状态 居住形式 居住类型",
    "contact_name": "紧急联系人 紧急联系人姓名 应急联系人 应急联系人姓名 紧急联络人 家属 家属姓名",
    "contact_phone": "紧急联系电话 紧急联系人电话 紧急联系人手机 紧急联系人联系电话 紧急联系人联系方式 紧急联系方式 应急联系电话 应急联系人电话 紧急电话 "
                     "紧急联系人手机号 紧急联系人手机号码 紧急联系人电话号码 家属电话 家属联系电话 家属联系方式 家属手机",
    "contact_relation": "与本人关系 关系 与联系人关系 与紧急联系人关系 紧急联系人关系 联系人关系 与老人关系 紧急联系人与本人关系 家属关系",
    "disability_grade": "残疾等级 残疾级别 残疾证等级 残疾程度",
    "care_grade": "失能等级 失能程度 自理能力 护理等级 能力等级 失能级别 自理情况 生活自理能力",
}  # fmt: skip
_FIELD = {word: field for field, words in _SYNONYMS.items() for word in words.split()}
_EDGE = re.compile(r"^[*＊★※\s]+|^\(?\d{1,2}[.、)]|[*＊★※:：?？\s]+$")
_BRACKET = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
_ASKS = re.compile(r"^(?:是否为?|是不是|有无|有没有)|(?:情况|人员)?\(?(?:是/?否|√)\)?$")


def plain(heading: str) -> str:
    """A heading without white space, stars, colons, a number in front: ` * 姓 名：` → 姓名."""
    return _EDGE.sub("", _EDGE.sub("", re.sub(r"\s", "", fold(heading))))


def denied(heading: str) -> bool:
    """Whether a heading holds a word of the denylist."""
    told = plain(heading).upper()
    return any(word.upper() in told for word in tags.DENIED_WORDS)


@lru_cache(maxsize=512)
def field(heading: str) -> str:
    """The field of a heading, `tag:` and a code, REFUSED, or IGNORED."""
    told = plain(heading)
    bare = _BRACKET.sub("", told)
    for word in (told, bare):
        if word.lower() in _FIELD and not denied(heading):
            return _FIELD[word.lower()]
    asked = _ASKS.sub("", bare)
    code = tag_words.code_of(asked)
    if code and not denied(heading.replace(asked, "")):
        return TAG + code
    return REFUSED if denied(heading) else IGNORED
