"""What each role is called, in both languages and in the lists that offices write (domain.md §11, §17)."""

from typing import Final

from app.models.accounts import Programme, Role

ROLES: Final[dict[Role, tuple[str, str]]] = {
    Role.DISTRICT: ("区级管理员", "District administrator"),
    Role.STREET: ("街道", "Street officer"),
    Role.COMMUNITY: ("社区书记/主任", "Community lead"),
    Role.SPECIALIST: ("社区专干", "Community specialist"),
    Role.POSTED_CADRE: ("下沉干部", "Posted cadre"),
    Role.GRID: ("专职网格员", "Grid worker"),
    Role.INFO: ("网格信息员", "Grid information officer"),
    Role.SECRETARY: ("网格党支部书记", "Grid secretary"),
    Role.MEDIATOR: ("调解员", "Mediator"),
    Role.COMMITTEE: ("三会成员", "Committee member"),
    Role.SUPERVISION: ("监督会成员", "Supervision committee member"),
    Role.VOLUNTEER: ("志愿者", "Volunteer"),
    Role.LEADER: ("志愿队队长", "Team leader"),
    Role.MENTOR: ("导师", "Mentor"),
    Role.MENTEE: ("帮带对象", "Mentee"),
    Role.PROPERTY: ("物业", "Property firm"),
    Role.OWNERS: ("业委会", "Owners' committee"),
    Role.LIAISON: ("共建单位联络员", "Partner liaison"),
    Role.CARE: ("护理机构", "Care provider"),
    Role.AUDITOR: ("数据保护员/审计", "Data-protection auditor"),
}
PROGRAMMES: Final[dict[Programme, tuple[str, str]]] = {
    Programme.CIVIL: ("民政", "Civil affairs"),
    Programme.DISABILITY: ("残联", "Disability"),
    Programme.CHILDREN: ("儿童", "Children"),
    Programme.VETERANS: ("退役军人", "Veterans"),
}

_ALSO: Final[dict[Role, str]] = {
    Role.DISTRICT: "区 区级 区管理员 管理员",
    Role.STREET: "街道干部 街道管理员",
    Role.COMMUNITY: "社区 社区书记 社区主任 书记 主任 社区负责人",
    Role.SPECIALIST: "专干",
    Role.GRID: "网格员 网格长 专职网格",
    Role.INFO: "信息员",
    Role.SECRETARY: "支部书记 网格书记 网格支部书记",
    Role.COMMITTEE: "居民代表 楼院委员",
    Role.LEADER: "队长 志愿者队长",
    Role.OWNERS: "业主委员会",
    Role.LIAISON: "联络员",
    Role.CARE: "护理员 家医机构",
    Role.AUDITOR: "审计员 审计 数据保护员",
}
_BY_WORD: Final[dict[str, Role]] = (
    {role.value: role for role in Role}
    | {words[0]: role for role, words in ROLES.items()}
    | {words[1].lower(): role for role, words in ROLES.items()}
    | {word: role for role, words in _ALSO.items() for word in words.split()}
)
_PROGRAMME_BY_WORD: Final[dict[str, Programme]] = (
    {p.value: p for p in Programme} | {words[0]: p for p, words in PROGRAMMES.items()} | {"民政专干": Programme.CIVIL, "残联专干": Programme.DISABILITY, "儿童主任": Programme.CHILDREN}
)


def role_named(word: str) -> Role | None:
    """The role that a list means by this word; None for a word nobody agreed on."""
    return _BY_WORD.get("".join(word.split()).lower()) or _BY_WORD.get(word.strip().lower())


def programme_named(word: str) -> Programme | None:
    """The programme that a list means by this word."""
    return _PROGRAMME_BY_WORD.get("".join(word.split()).lower())
