"""Certificates: asked for, seven days in public, two people, issued with a code; refused, revoked, checked, printed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app import db
from app.errors import AppError, Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.models import Act, Audit, Certificate, Part, Role, SignInTry, TeamMember, Volunteer
from app.models.volunteer_shapes import CertificateLine
from app.services import certificate_check, certificate_print, certificates, keys
from app.services.access import Actor
from tests import factories as make
from tests.conftest import NOW
from tests.services import crew
from tests.services.crew import COMMUNITY
from tests.services.ledgers import a_line, by_account

FIRST, LAST = date(2026, 9, 1), date(2026, 11, 20)
READY = NOW + timedelta(days=8)


class Place:
    """A community with a team, somebody with hours, and everybody who might sign."""

    def __init__(self) -> None:
        with db.transaction() as session:
            make.areas(session)
            self.team = crew.a_team(session)
            self.who = crew.a_volunteer(session, self.team, name="王秀兰", volunteer_no="2102020123456")
            other = crew.a_volunteer(session, name="赵桂兰", account="volunteer2")
            self.lead = crew.a_volunteer(session, self.team, name="孙建国", account="leader", part=Part.LEADER)
            crew.a_volunteer(session, crew.a_team(session, "别的队"), name="周明", account="leader2", part=Part.LEADER)
            self.line = a_line(session, self.who, day=date(2026, 10, 8), minutes=90, team=self.team)
            a_line(session, self.who, day=date(2026, 11, 5), minutes=125, team=self.team)
            a_line(session, self.who, day=date(2026, 11, 6), minutes=60, what="爱心助老", team=self.team)
            a_line(session, self.who, day=date(2026, 8, 1), minutes=600, what="早前")
            a_line(session, other, day=date(2026, 11, 6), minutes=600)
            make.an_account(session, "community", role=Role.COMMUNITY, area=COMMUNITY)
            make.an_account(session, "community2", role=Role.COMMUNITY, area=COMMUNITY)
            make.an_account(session, "secretary", role=Role.SECRETARY, area=make.GRID)
            make.an_account(session, "grid", role=Role.GRID, area=make.GRID)
            make.an_account(session, "street", role=Role.STREET, area=COMMUNITY[:9])
            make.an_account(session, "far", role=Role.COMMUNITY, area=make.FAR_GRID[:12])
            names = ("volunteer", "volunteer2", "leader", "leader2", "community", "community2", "secretary", "grid", "street", "far")
            self.people = {name: by_account(session, name) for name in names}

    def does(self, verb: Any, account: str | Actor = "community", now: datetime = NOW, **what: Any) -> Any:
        """One verb by one account."""
        actor = account if isinstance(account, Actor) else self.people[account]
        with db.transaction() as session:
            return verb(session, actor=actor, now=now, **what)

    def asked(self, account: str = "volunteer", now: datetime = NOW) -> UUID:
        """A certificate that was asked for."""
        return UUID(self.does(certificates.ask, account, now, first=FIRST, last=LAST).id)

    def put_up(self, key: UUID, account: str | Actor = "community", now: datetime = NOW, in_charge: str = "李敏", contact: str = "0411-82330000") -> CertificateLine:
        """The first signature."""
        line: CertificateLine = self.does(certificates.put_up, account, now, certificate_id=key, in_charge=in_charge, contact=contact)
        return line

    def issued(self) -> UUID:
        """A certificate that was issued."""
        key = self.asked()
        self.put_up(key)
        self.does(certificates.issue, "leader", READY, certificate_id=key)
        return key

    def row(self, key: UUID) -> Certificate:
        """As it stands."""
        with db.transaction() as session:
            return session.exec(select(Certificate).where(Certificate.id == key)).one()

    def code(self, key: UUID) -> str:
        """The code of an issued one."""
        return certificates.code_of(self.row(key))

    def check(self, code: str, address: str = "10.0.0.1", now: datetime = READY) -> certificate_check.Answer:
        """What the public is told."""
        with db.transaction() as session:
            return certificate_check.check(session, code=code, address=address, now=now)


@pytest.fixture
def place(database: sa.Engine) -> Place:
    return Place()


def acts() -> list[tuple[str, str]]:
    """Act and reason of every row about certificates."""
    with db.reading() as session:
        return [(a.act, a.reason or a.result) for a in session.exec(select(Audit).where(Audit.object_kind == "certificate").order_by(col(Audit.id)))]


def test_a_certificate_sums_what_the_ledger_holds_for_these_days_in_minutes_first(place: Place) -> None:
    line = place.does(certificates.ask, "volunteer", first=FIRST, last=LAST)
    assert (line.hours, line.state, line.first, line.last) == ("4.5", "asked", "2026-09-01", "2026-11-20")  # 275 minutes
    assert [(t.title, t.hours, t.often) for t in line.titles] == [("周四维修服务", "3.5", 2), ("爱心助老", "1", 1)]
    assert acts() == [(Act.CREATE, "certificate_ask")]


def test_corrections_are_in_the_sum(place: Place) -> None:
    with db.transaction() as session:
        a_line(session, place.who, day=date(2026, 10, 8), minutes=-90, source="correction", corrects=place.line.id)
    line = place.does(certificates.ask, "volunteer", first=FIRST, last=LAST)
    assert (line.hours, line.titles[0].often) == ("3", 1)


@pytest.mark.parametrize(("first", "last", "code"), [
    (date(2026, 6, 1), date(2026, 6, 30), "certificate_nothing"), (LAST, FIRST, "certificate_days"), (FIRST, date(2026, 11, 23), "certificate_days"),
    (date(1999, 1, 1), LAST, "certificate_days"),
])  # fmt: skip
def test_nothing_to_certify_and_days_that_do_not_fit_are_said_plainly(place: Place, first: date, last: date, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        place.does(certificates.ask, "volunteer", first=first, last=last)
    assert refused.value.code == code


def test_minutes_that_make_no_half_hour_are_nothing_to_certify(place: Place) -> None:
    with db.transaction() as session:
        a_line(session, place.who, day=date(2026, 7, 1), minutes=14)
    with pytest.raises(Invalid):
        place.does(certificates.ask, "volunteer", first=date(2026, 7, 1), last=date(2026, 7, 2))


def test_only_volunteers_ask_and_one_at_a_time(place: Place) -> None:
    for account in ("community", "grid", "street"):
        with pytest.raises(NotAllowed):
            place.does(certificates.ask, account, first=FIRST, last=LAST)
    key = place.asked()
    with pytest.raises(Conflict):
        place.asked()
    place.does(certificates.refuse, certificate_id=key, reason="请分两份要")
    place.asked()


def test_the_first_signature_gives_a_number_and_puts_it_up_for_seven_whole_days(place: Place) -> None:
    line = place.put_up(place.asked())
    assert (line.number, line.state, line.issuer) == ("210202001001-2026-0001", "shown", "甲社区居民委员会")
    assert (line.in_charge, line.contact, line.shown_from, line.shown_until) == ("李敏", "0411-82330000", "2026-11-22", "2026-11-29")
    second = place.put_up(place.asked("volunteer2"))
    assert second.number.endswith("-0002")
    with db.reading() as session:
        shown = certificates.public_list(session, community=COMMUNITY, now=NOW)
        assert certificates.public_list(session, community=make.FAR_GRID[:12], now=NOW) == []
    assert {(s.name, s.hours) for s in shown} == {("王**", "4.5"), ("赵**", "10")}
    assert "王秀兰" not in repr(shown) and str(place.who.id) not in repr(shown) and line.number not in repr(shown)


def test_who_has_left_stands_on_no_public_list(place: Place) -> None:
    place.put_up(place.asked())
    with db.transaction() as session:
        session.exec(sa.update(Volunteer).where(col(Volunteer.id) == place.who.id).values(left_at=NOW))
    with db.reading() as session:
        assert certificates.public_list(session, now=NOW) == []


def test_two_people_sign_after_the_seven_days_and_a_code_is_made(place: Place) -> None:
    key = place.asked()
    place.put_up(key)
    line = place.does(certificates.issue, "leader", READY, certificate_id=key)
    row, code = place.row(key), place.code(key)
    assert (line.state, line.issued_on) == ("issued", "2026-11-30")
    assert row.first_by == place.people["community"].id and row.second_by == place.people["leader"].id
    assert len(code) == 12 and code not in row.code_hash and row.code_hash == certificates.code_hash(code)
    assert acts() == [(Act.CREATE, "certificate_ask"), (Act.DECIDE, "certificate_show"), (Act.DECIDE, "certificate_issue")]


@pytest.mark.parametrize("account", ["community2", "secretary", "leader"])
def test_another_of_the_community_its_secretary_or_the_leader_may_sign_second(place: Place, account: str) -> None:
    key = place.asked()
    place.put_up(key)
    assert place.does(certificates.list_for, account, READY, section="open", page=0)[0][0].may_sign
    assert place.does(certificates.issue, account, READY, certificate_id=key).state == "issued"


def test_of_two_taps_the_second_is_told_what_became_of_it(place: Place) -> None:
    def second(verb: Any, account: str, **fields: Any) -> str:
        with pytest.raises(Conflict, match="certificate_state") as refused:
            place.does(verb, account, READY, certificate_id=key, **fields)
        return refused.value.sentence("zh")

    key = place.asked()
    assert second(certificates.issue, "leader") == "这份证明还没有公示。"
    place.put_up(key)
    assert second(certificates.put_up, "community", in_charge="李敏", contact="0411-82330000") == "已经公示了。"
    place.does(certificates.issue, "leader", READY, certificate_id=key)
    assert second(certificates.issue, "leader") == second(certificates.refuse, "community", reason="晚了") == "已经开出了。"
    place.does(certificates.revoke, "community", READY, certificate_id=key, reason="写错了")
    assert second(certificates.revoke, "community", reason="写错了") == "已经收回了。"
    key = place.asked()
    place.does(certificates.refuse, "community", READY, certificate_id=key, reason="正在核对")
    assert second(certificates.refuse, "community", reason="正在核对") == "已经定了不开。"


def test_nobody_signs_twice(place: Place) -> None:
    key = place.asked()
    place.put_up(key)
    with pytest.raises(Conflict) as refused:
        place.does(certificates.issue, "community", READY, certificate_id=key)
    assert refused.value.code == "certificate_same_person"
    assert not place.does(certificates.list_for, "community", READY, section="open", page=0)[0][0].may_sign
    assert place.row(key).state == "shown"


@pytest.mark.parametrize("days", [0, 6, 7])
def test_before_seven_whole_days_nobody_issues_it(place: Place, days: int) -> None:
    key = place.asked()
    place.put_up(key)
    with pytest.raises(Conflict) as refused:
        place.does(certificates.issue, "leader", NOW + timedelta(days=days), certificate_id=key)
    assert refused.value.code == "certificate_too_early"
    assert "2026-11-29" in refused.value.sentence("zh")


def test_a_leader_does_not_sign_the_own_certificate_nor_does_a_community_its_own(place: Place) -> None:
    with db.transaction() as session:
        lead = session.exec(select(Volunteer).where(Volunteer.account_id == place.people["leader"].id)).one()
        a_line(session, lead, day=date(2026, 11, 1), minutes=120)
    key = place.asked("leader")
    place.put_up(key)
    with pytest.raises(NotAllowed) as refused:
        place.does(certificates.issue, "leader", READY, certificate_id=key)
    assert refused.value.code == "certificate_own"
    assert (Act.REFUSED, "certificate_own") in acts()


def test_for_who_leads_a_team_both_signatures_are_of_those_who_keep_it(place: Place) -> None:
    with db.transaction() as session:
        lead = session.exec(select(Volunteer).where(Volunteer.account_id == place.people["leader"].id)).one()
        crew.a_volunteer(session, place.team, name="副队", account="deputy", part=Part.DEPUTY)
        a_line(session, lead, day=date(2026, 11, 1), minutes=120)
        deputy = by_account(session, "deputy")
    key = place.asked("leader")
    place.put_up(key)
    with pytest.raises(NotFound):
        place.does(certificates.issue, deputy, READY, certificate_id=key)
    assert place.does(certificates.list_for, deputy, READY, section="open", page=0) == ([], 0)
    assert place.does(certificates.issue, "secretary", READY, certificate_id=key).state == "issued"


@pytest.mark.parametrize(("whose", "state"), [("volunteer", "refused"), ("volunteer", "asked"), ("volunteer", "left"), ("leader", "left")])
def test_who_signs_second_leads_a_team_in_which_both_are(place: Place, whose: str, state: str) -> None:
    key = place.asked()
    place.put_up(key)
    with db.transaction() as session:
        who = session.exec(select(Volunteer).where(Volunteer.account_id == place.people[whose].id)).one()
        session.exec(sa.update(TeamMember).where(col(TeamMember.volunteer_id) == who.id).values(state=state))
    with pytest.raises(NotFound):
        place.does(certificates.issue, "leader", READY, certificate_id=key)
    assert place.does(certificates.list_for, "leader", READY, section="open", page=0) == ([], 0)


def test_the_same_days_stand_on_one_certificate_that_holds(place: Place) -> None:
    key = place.issued()
    for first, last in ((FIRST, LAST), (date(2026, 8, 1), FIRST), (date(2026, 11, 5), date(2026, 11, 5))):
        with pytest.raises(Conflict) as refused:
            place.does(certificates.ask, "volunteer", READY, first=first, last=last)
        assert refused.value.code == "certificate_overlap" and "210202001001-2026-0001" in refused.value.sentence("zh")
    before = place.does(certificates.ask, "volunteer", READY, first=date(2026, 8, 1), last=date(2026, 8, 31))
    assert before.hours == "10"
    place.does(certificates.refuse, certificate_id=UUID(before.id), reason="一起开", now=READY)
    place.does(certificates.revoke, certificate_id=key, reason="合并重开", now=READY)
    assert place.does(certificates.ask, "volunteer", READY, first=date(2026, 8, 1), last=LAST).hours == "14.5"


def test_where_the_same_sum_is_made_of_other_service_nothing_is_signed(place: Place) -> None:
    key = place.asked()
    with db.transaction() as session:
        a_line(session, place.who, day=date(2026, 10, 8), minutes=-90, source="correction", corrects=place.line.id)
        a_line(session, place.who, day=date(2026, 10, 9), minutes=90, what="别的事")
    with pytest.raises(Conflict, match="certificate_ledger"):
        place.put_up(key)


def test_where_hours_were_corrected_after_it_was_issued_the_public_is_told_to_ask(place: Place) -> None:
    code = place.code(place.issued())
    with db.transaction() as session:
        a_line(session, place.who, day=date(2026, 11, 7), minutes=30)
    assert place.check(code).state == "valid"  # more than is printed takes nothing away
    with db.transaction() as session:
        a_line(session, place.who, day=date(2026, 10, 8), minutes=-90, source="correction", corrects=place.line.id)
    told = place.check(code)
    assert (told.state, told.number, told.issuer, told.hours, told.titles) == ("changed", "210202001001-2026-0001", "甲社区居民委员会", "", [])


@pytest.mark.parametrize("account", ["leader2", "grid", "street", "far", "volunteer", "volunteer2"])
def test_for_everybody_else_somebody_s_certificate_is_not_there(place: Place, account: str) -> None:
    key = place.asked()
    expected: type[AppError] = NotFound
    for verb, what in (
        (certificates.put_up, {"in_charge": "李敏", "contact": "0411-82330000"}), (certificates.issue, {}), (certificates.refuse, {"reason": "x"}),
        (certificates.revoke, {"reason": "x"}),
    ):  # fmt: skip
        with pytest.raises(expected):
            place.does(verb, account, certificate_id=key, **what)
        with pytest.raises(expected):
            place.does(verb, account, certificate_id=uuid4(), **what)
    assert place.does(certificates.list_for, account, section="open", page=0) == ([], 0)
    with pytest.raises(NotFound):
        place.does(certificate_print.compose, "volunteer2", certificate_id=key)


@pytest.mark.parametrize("account", ["secretary", "leader"])
def test_only_the_community_signs_first_refuses_and_revokes(place: Place, account: str) -> None:
    key = place.asked()
    with pytest.raises(NotAllowed):
        place.put_up(key, account)
    with pytest.raises(NotAllowed):
        place.does(certificates.refuse, account, certificate_id=key, reason="不行")
    with pytest.raises(NotAllowed):
        place.does(certificates.revoke, account, certificate_id=key, reason="不行")


def test_an_upload_only_session_signs_nothing(place: Place) -> None:
    key = place.asked()
    with pytest.raises(NotFound):
        place.put_up(key, replace(place.people["community"], upload_only=True))


@pytest.mark.parametrize(("in_charge", "contact"), [("", "0411-82330000"), ("李敏", ""), ("李" * 41, "0411-82330000"), ("李敏", "8" * 41), (" \x00\u200b ", "0411-82330000")])
def test_who_answers_for_it_and_how_to_reach_them_have_to_be_said(place: Place, in_charge: str, contact: str) -> None:
    key = place.asked()
    with pytest.raises(Invalid):
        place.put_up(key, in_charge=in_charge, contact=contact)
    assert place.row(key).state == "asked"


@pytest.mark.parametrize("when", ["asked", "shown"])
def test_where_the_ledger_has_changed_meanwhile_nothing_is_signed(place: Place, when: str) -> None:
    key = place.asked()
    if when == "shown":
        place.put_up(key)
    with db.transaction() as session:
        a_line(session, place.who, day=date(2026, 10, 8), minutes=-30, source="correction", corrects=place.line.id)
    with pytest.raises(Conflict) as refused:
        place.put_up(key) if when == "asked" else place.does(certificates.issue, "leader", READY, certificate_id=key)
    assert refused.value.code == "certificate_ledger"
    place.does(certificates.refuse, certificate_id=key, reason="时长有更正，请重新要一份")
    assert place.does(certificates.ask, "volunteer", first=FIRST, last=LAST).hours == "4"


def test_a_later_line_outside_the_days_changes_nothing(place: Place) -> None:
    key = place.asked()
    place.put_up(key)
    with db.transaction() as session:
        a_line(session, place.who, day=date(2026, 11, 21), minutes=60)
    assert place.does(certificates.issue, "leader", READY, certificate_id=key).hours == "4.5"


def test_a_refusal_needs_a_reason_which_the_volunteer_reads(place: Place) -> None:
    key = place.asked()
    for reason in ("", " ", "长" * 201):
        with pytest.raises(Invalid):
            place.does(certificates.refuse, certificate_id=key, reason=reason)
    place.does(certificates.refuse, certificate_id=key, reason="10 月 8 日的时长正在核对")
    line = place.does(certificates.mine, "volunteer")[0]
    assert (line.state, line.answer) == ("refused", "10 月 8 日的时长正在核对")
    assert "核对".encode() not in (place.row(key).answer_sealed or b"")
    with pytest.raises(Conflict):
        place.put_up(key)
    assert acts()[-1] == (Act.DECIDE, "certificate_refused")


def test_the_public_hears_of_a_good_code_hours_and_titles_and_nothing_of_the_person(place: Place) -> None:
    code = place.code(place.issued())
    told = place.check(code)
    assert (told.state, told.number, told.hours, told.first, told.last, told.issuer, told.issued_on) == (
        "valid", "210202001001-2026-0001", "4.5", "2026-09-01", "2026-11-20", "甲社区居民委员会", "2026-11-30",
    )  # fmt: skip
    assert [t.title for t in told.titles] == ["周四维修服务", "爱心助老"]
    said = repr(told)
    for word in ("王秀兰", "2102020123456", "李敏", "0411", str(place.who.id), "测试"):
        assert word not in said, word


def test_looking_up_a_code_leaves_no_row_behind(place: Place) -> None:
    code = place.code(place.issued())
    before = acts()
    place.check(code)
    assert acts() == before
    with db.reading() as session:
        assert session.exec(select(SignInTry)).all() == []


def test_a_code_is_taken_in_any_spelling(place: Place) -> None:
    code = place.code(place.issued())
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    for typed in (code.lower(), f" {code[:4]} {code[4:8]}-{code[8:]}\n", wide):
        assert place.check(typed).state == "valid"


def test_a_title_with_a_number_in_it_is_masked_in_public(place: Place) -> None:
    with db.transaction() as session:
        a_line(session, place.who, day=date(2026, 11, 7), minutes=60, what="陪诊13812345678")
    assert "13812345678" not in repr(place.check(place.code(place.issued())))


@pytest.mark.parametrize("code", ["ABCD-EFGH-2345", "", "0000-0000-0000", "％" * 12, "A" * 5000])
def test_a_wrong_code_is_told_plainly(place: Place, code: str) -> None:
    place.issued()
    with pytest.raises(NotFound) as refused:
        place.check(code)
    assert refused.value.code == "certificate_unknown"


def test_a_code_that_is_not_issued_yet_is_no_code(place: Place) -> None:
    place.put_up(place.asked())
    with pytest.raises(NotFound):
        place.check("")


def test_guessing_ends_after_twenty_and_only_for_that_address(place: Place) -> None:
    code = place.code(place.issued())
    for _ in range(certificate_check.WRONG_PER_ADDRESS):
        with pytest.raises(NotFound):
            place.check("ABCD-EFGH-2345")
    with pytest.raises(TooMany):
        place.check(code)
    assert place.check(code, "10.0.0.2").state == "valid"
    assert place.check(code, now=READY + timedelta(minutes=61)).state == "valid"


def test_a_revoked_certificate_is_told_as_such_and_no_more(place: Place) -> None:
    key = place.issued()
    code = place.code(key)
    for account in ("leader", "secretary"):
        with pytest.raises(NotAllowed):
            place.does(certificates.revoke, account, READY, certificate_id=key, reason="开错了")
    place.does(certificates.revoke, certificate_id=key, reason="时长有误", now=READY)
    told = place.check(code)
    assert (told.state, told.ended_on, told.hours, told.titles) == ("revoked", "2026-11-30", "", [])
    with pytest.raises(Conflict):
        place.does(certificate_print.compose, "volunteer", READY, certificate_id=key)
    with pytest.raises(Conflict):
        place.does(certificates.revoke, certificate_id=key, reason="再来", now=READY)
    assert acts()[-1] == (Act.DECIDE, "certificate_revoked")


def test_paper_holds_the_fields_of_the_order_and_printing_is_an_export(place: Place) -> None:
    key = place.issued()
    made = place.does(certificate_print.compose, "volunteer", READY, certificate_id=key)
    assert (made.name, made.volunteer_no, made.hours, made.in_charge, made.contact) == ("王秀兰", "2102020123456", "4.5", "李敏", "0411-82330000")
    assert (made.signed_first, made.signed_second, made.shown_from, made.shown_until) == ("测试community", "测试leader", "2026-11-22", "2026-11-29")
    assert made.code.replace("-", "") == place.code(key)
    assert acts()[-1] == (Act.EXPORT, "certificate_print")


def test_the_community_prints_with_the_second_factor_only_and_nothing_before_it_is_issued(place: Place) -> None:
    key = place.issued()
    with pytest.raises(NotAllowed) as refused:
        place.does(certificate_print.compose, replace(place.people["community"], second_given=False), READY, certificate_id=key)
    assert refused.value.code == "second_factor"
    assert place.does(certificate_print.compose, "community", READY, certificate_id=key).name == "王秀兰"
    with pytest.raises(NotFound):
        place.does(certificate_print.compose, "far", READY, certificate_id=key)
    early = place.asked("volunteer2")
    with pytest.raises(Conflict):
        place.does(certificate_print.compose, "community", READY, certificate_id=early)


def test_the_code_opens_only_in_its_own_row(place: Place) -> None:
    row = place.row(place.issued())
    assert row.code_sealed is not None
    with pytest.raises(Exception, match=""):
        keys.unseal(row.code_sealed, table="certificate", column="code", row=uuid4())


def test_the_list_shows_what_waits_first_and_what_is_over_apart(place: Place) -> None:
    first = place.asked()
    place.put_up(first)
    place.asked("volunteer2", NOW + timedelta(minutes=1))
    lines, total = place.does(certificates.list_for, section="open", page=0, now=READY)
    assert ([line.state for line in lines], total) == (["ready", "asked"], 2)
    assert (lines[1].may_show, lines[1].may_refuse, lines[1].may_sign, lines[0].may_refuse) == (True, True, False, True)
    leads = place.does(certificates.list_for, "leader", section="open", page=0, now=READY)[0]
    assert [(line.state, line.may_sign, line.may_refuse) for line in leads] == [("ready", True, False)]
    place.does(certificates.issue, "secretary", READY, certificate_id=first)
    ended = place.does(certificates.list_for, section="ended", page=0, now=READY)[0]
    assert [(line.state, line.may_revoke, line.may_print) for line in ended] == [("issued", True, True)]
