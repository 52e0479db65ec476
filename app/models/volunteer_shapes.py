"""Shapes that go over the wire to the pages of volunteers and their teams. Never a row of a table."""

from dataclasses import dataclass, field

# --- teams, activities, joining -------------------------------------------------------------------------------------


@dataclass
class VolunteerFacts:
    """What a leader reads of somebody in the team, or asking to be; phone and guardian only where the person is opened."""

    id: str = ""
    name: str = ""
    masked: str = ""
    family: str = ""
    initials: str = ""
    part: str = ""
    state: str = ""
    skills: list[str] = field(default_factory=list)
    availability: list[str] = field(default_factory=list)
    trained: list[str] = field(default_factory=list)
    insured_until: str = ""
    insurance: str = "none"
    """ok, soon (it ends within six weeks) or none."""
    minor: bool = False
    fresh: bool = False
    has_account: bool = False
    phone: str = ""
    birth_ym: str = ""
    volunteer_no: str = ""
    guardian: str = ""
    guardian_phone: str = ""
    guardian_agreed_on: str = ""
    since: str = ""
    twin: str = ""
    """Somebody of the community with the same phone: the name where the reader may know it, else masked."""
    twin_id: str = ""


@dataclass
class TeamLine:
    """One team in a list."""

    id: str = ""
    name: str = ""
    kind: str = ""
    brand: str = ""
    offers: list[str] = field(default_factory=list)
    reach: str = ""
    part: str = ""
    """member, deputy or leader where the reader is in it; asked where the answer is still to come."""
    public: bool = True
    leader: str = ""
    people: int = 0
    """Members, for those who lead or keep the team; 0 for everybody else."""
    asked: int = 0
    community: str = ""


@dataclass
class TeamCount:
    """An area with its counts as words, for those who see no names."""

    code: str = ""
    name: str = ""
    teams: str = ""
    people: str = ""


@dataclass
class YardChoice:
    """A courtyard of the community."""

    id: str = ""
    name: str = ""
    on: bool = False


@dataclass
class TeamDesk:
    """The page of teams for one reader."""

    mine: list[TeamLine] = field(default_factory=list)
    others: list[TeamLine] = field(default_factory=list)
    counts: list[TeamCount] = field(default_factory=list)
    total_teams: str = ""
    total_people: str = ""
    keeps: bool = False
    volunteer: bool = False
    asked: int = 0
    """How many want to join a team that the reader leads or keeps."""
    yards: list[YardChoice] = field(default_factory=list)


@dataclass
class InviteLine:
    """An invitation code that still works; the code itself was shown once."""

    id: str = ""
    ends: str = ""
    uses_left: int = 0


@dataclass
class DateLine:
    """One date of an activity."""

    id: str = ""
    activity_id: str = ""
    title: str = ""
    place: str = ""
    day: str = ""
    starts: str = ""
    ends: str = ""
    overnight: bool = False
    slots: int = 0
    taken: int = 0
    caution: str = "plain"
    state: str = "open"
    reason: str = ""
    skills: list[str] = field(default_factory=list)
    doing: list[str] = field(default_factory=list)
    minutes: int = 0
    repeats: bool = False
    doors: int = 0


@dataclass
class PublicDate:
    """A date for which people are wanted, as anybody may read it."""

    title: str = ""
    place: str = ""
    day: str = ""
    starts: str = ""
    ends: str = ""
    wanted: int = 0


@dataclass
class ActivityLine:
    """Something a team does, once or again and again."""

    id: str = ""
    title: str = ""
    when_zh: str = ""
    when_en: str = ""
    state: str = "open"
    repeats: bool = False


@dataclass
class TeamOpen:
    """One team as its reader may see it."""

    line: TeamLine = field(default_factory=TeamLine)
    story: str = ""
    courtyards: list[str] = field(default_factory=list)
    yards: list[YardChoice] = field(default_factory=list)
    leads: bool = False
    keeps: bool = False
    member: bool = False
    may_join: bool = False
    closed: bool = False
    roster: list[VolunteerFacts] = field(default_factory=list)
    asking: list[VolunteerFacts] = field(default_factory=list)
    invites: list[InviteLine] = field(default_factory=list)
    dates: list[DateLine] = field(default_factory=list)
    activities: list[ActivityLine] = field(default_factory=list)


# --- end of teams, activities, joining ------------------------------------------------------------------------------


# Certificates and exports.


@dataclass
class CertificateTitle:
    """One title of a certificate's content."""

    title: str = ""
    hours: str = ""
    often: int = 0


@dataclass
class CertificateLine:
    """A certificate as its volunteer, a signer or the community sees it."""

    id: str = ""
    number: str = ""
    name: str = ""
    state: str = ""
    """asked, shown, ready, issued, refused or revoked."""
    hours: str = ""
    first: str = ""
    last: str = ""
    asked_on: str = ""
    shown_from: str = ""
    shown_until: str = ""
    issued_on: str = ""
    issuer: str = ""
    in_charge: str = ""
    contact: str = ""
    answer: str = ""
    titles: list[CertificateTitle] = field(default_factory=list)
    may_show: bool = False
    may_sign: bool = False
    may_refuse: bool = False
    may_revoke: bool = False
    may_print: bool = False


@dataclass
class PublicLine:
    """A certificate in its seven public days: a masked name and hours, nothing else of the person."""

    name: str = ""
    hours: str = ""
    first: str = ""
    last: str = ""
    issuer: str = ""
    until: str = ""


# --- hours that wait for somebody ------------------------------------------------------------------------------------


@dataclass
class Waits:
    """One thing to decide about somebody's hours."""

    id: str = ""
    kind: str = ""
    """attendance, backfill or dispute."""
    name: str = ""
    masked: str = ""
    team: str = ""
    what: str = ""
    day: str = ""
    from_: str = ""
    until: str = ""
    minutes: int = 0
    hours: str = ""
    planned: str = ""
    doubts: list[str] = field(default_factory=list)
    words: str = ""
    stands: int = 0
    """Minutes that stand now, for a dispute."""
    not_mine: str = ""
    """own or leader: somebody else decides."""


@dataclass
class CountedLine:
    """A line of the ledger that was counted lately, with what it amounts to now."""

    id: str = ""
    name: str = ""
    masked: str = ""
    team: str = ""
    what: str = ""
    day: str = ""
    minutes: int = 0
    source: str = ""
    mine: bool = True
    """Whether this person may put it right."""
