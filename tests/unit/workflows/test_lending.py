"""Who may note an absence, and who may lend the authority of which post to whom: by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.unit.workflows.offices import AT, LATER, LONG_AGO, an_office, post_of
from workflows.domain.errors import AbsentError, DomainError, NoRightError
from workflows.domain.lending import (
    PREFIXES,
    Authority,
    Loan,
    Organisation,
    OrgUnit,
    absence_right,
    authority_from,
    check_loan,
    own_holding,
    receivers,
)
from workflows.domain.people import Delegation, Holding, People, Prefix, Role
from workflows.domain.register_errors import (
    AuthorityMissingError,
    AuthorityUnfitError,
    DelegationOverlapsError,
    LentOnError,
    PostNotLentError,
    ReceiverUnfitError,
)
from workflows.domain.spans import Span

WEEK = Span(AT, AT + timedelta(days=7))
PAPER = Authority("12/QĐ-SYT", date(2026, 11, 1))
DEPUTY_LENT = Delegation("d-1", "post-giam-doc", "pho", Prefix.KT, LONG_AGO, LATER)


def a_loan(person_id: str = "pho", prefix: Prefix = Prefix.KT, post: str = "giam-doc") -> Loan:
    return Loan(f"post-{post}", person_id, prefix, WEEK)


@pytest.mark.parametrize(
    ("asker", "subject", "post_id"),
    [
        ("giam-doc", "giam-doc", ""),
        ("dang-vien", "dang-vien", ""),
        ("the-thuc", "giam-doc", "post-the-thuc"),
        ("the-thuc", "chuyen-vien", "post-the-thuc"),
        ("the-thuc", "the-thuc", ""),
        ("bv-the-thuc", "bac-si", "post-bv-the-thuc"),
    ],
)
def test_an_absence_is_noted_by_oneself_or_by_the_office_of_the_agency(
    asker: str, subject: str, post_id: str
) -> None:
    assert absence_right(asker, subject, AT, an_office()) == post_id


@pytest.mark.parametrize(
    ("asker", "subject"),
    [
        ("giam-doc", "pho"),
        ("quan-tri", "giam-doc"),
        ("the-thuc", "bac-si"),
        ("the-thuc", "bv-giam-doc"),
        ("bv-the-thuc", "giam-doc"),
        ("the-thuc", "dang-vien"),
        ("the-thuc", "nobody"),
        ("nobody", "nobody"),
    ],
)
def test_nobody_else_notes_it(asker: str, subject: str) -> None:
    with pytest.raises(NoRightError):
        absence_right(asker, subject, AT, an_office())


def test_an_office_that_is_away_notes_its_own_absence_and_no_other() -> None:
    office = an_office("the-thuc")
    assert absence_right("the-thuc", "the-thuc", AT, office) == ""
    with pytest.raises(AbsentError):
        absence_right("the-thuc", "giam-doc", AT, office)


def test_who_left_the_office_notes_nothing() -> None:
    with pytest.raises(NoRightError):
        absence_right("the-thuc", "giam-doc", LONG_AGO - timedelta(days=1), an_office())


@pytest.mark.parametrize(
    ("holder", "prefix", "people"),
    [
        ("giam-doc", Prefix.KT, {"pho"}),
        ("giam-doc", Prefix.TL, {"chanh-vp"}),
        (
            "giam-doc",
            Prefix.TUQ,
            {"pho", "the-thuc", "van-thu", "chanh-vp", "chuyen-vien", "bv-giam-doc", "bv-the-thuc"},
        ),
        ("chanh-vp", Prefix.KT, set()),
        ("chanh-vp", Prefix.TL, set()),
        ("chanh-vp", Prefix.TUQ, {"chuyen-vien"}),
        ("bi-thu", Prefix.KT, set()),  # a cell acts as a body: its deputy signs T/M by his own post
        ("bi-thu", Prefix.TL, set()),
        ("bi-thu", Prefix.TUQ, {"pho-bi-thu", "dang-vien"}),
        ("giam-doc", Prefix.TM, set()),
    ],
)
def test_who_may_sign_so_for_a_post(holder: str, prefix: Prefix, people: set[str]) -> None:
    found = receivers(post_of(holder), prefix, AT, an_office())
    assert {h.person_id for h in found} == people


def test_a_deputy_of_yesterday_receives_nothing() -> None:
    gone = Holding("post-2", "pho-cu", Role.DEPUTY, "so", LONG_AGO, AT)
    office = an_office(extra=(gone,))
    assert {h.person_id for h in receivers(post_of("giam-doc"), Prefix.KT, AT, office)} == {"pho"}


def test_a_holder_lends_to_his_deputy() -> None:
    assert check_loan("giam-doc", a_loan(), AT, an_office()) == post_of("giam-doc")


@pytest.mark.parametrize(
    ("asker", "loan", "refusal"),
    [
        ("pho", a_loan("chanh-vp", Prefix.TUQ), NoRightError),
        ("quan-tri", a_loan(), NoRightError),
        ("van-thu", a_loan("pho", Prefix.TUQ, "van-thu"), PostNotLentError),
        ("giam-doc", a_loan("chanh-vp"), ReceiverUnfitError),
        ("giam-doc", a_loan("quan-tri", Prefix.TUQ), ReceiverUnfitError),
        ("giam-doc", a_loan("giam-doc", Prefix.TUQ), ReceiverUnfitError),
        ("giam-doc", a_loan("nobody", Prefix.TUQ), ReceiverUnfitError),
        ("giam-doc", a_loan("chanh-vp", Prefix.TUQ), AuthorityMissingError),
        (
            "giam-doc",
            replace(a_loan(), authority=replace(PAPER, day=date(2026, 11, 3))),
            AuthorityUnfitError,
        ),
    ],
)
def test_what_may_not_be_lent(asker: str, loan: Loan, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        check_loan(asker, loan, AT, an_office())


def test_with_a_written_act_of_today_it_is_lent_by_authorisation() -> None:
    today = replace(PAPER, day=date(2026, 11, 2))
    loan = replace(a_loan("chanh-vp", Prefix.TUQ), authority=today)
    assert check_loan("giam-doc", loan, AT, an_office()) == post_of("giam-doc")


def test_what_was_received_is_not_lent_on() -> None:
    office = an_office(lent=(DEPUTY_LENT,))
    with pytest.raises(LentOnError):
        check_loan("pho", a_loan("chanh-vp", Prefix.TUQ), AT, office)


def test_who_is_away_lends_nothing() -> None:
    with pytest.raises(AbsentError):
        check_loan("giam-doc", a_loan(), AT, an_office("giam-doc"))


def test_his_deputy_s_absence_does_not_hinder_it() -> None:
    assert check_loan("giam-doc", a_loan(), AT, an_office("pho")).person_id == "giam-doc"


def test_the_same_is_not_lent_twice_at_one_time() -> None:
    before, after = Span(LONG_AGO, AT), Span(WEEK.until, LATER)
    own = check_loan("giam-doc", a_loan(), AT, an_office(), [before, after])
    assert own == post_of("giam-doc")
    with pytest.raises(DelegationOverlapsError):
        check_loan("giam-doc", a_loan(), AT, an_office(), [replace(after, since=WEEK.since)])


def test_a_post_is_one_s_own_while_one_is_away() -> None:
    office = an_office("giam-doc", lent=(DEPUTY_LENT,))
    assert own_holding("giam-doc", "post-giam-doc", AT, office) == post_of("giam-doc")
    with pytest.raises(NoRightError):
        own_holding("pho", "post-giam-doc", AT, office)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_nobody_receives_his_own_post(prefix: Prefix) -> None:
    twice = Holding("post-9", "giam-doc", Role.DEPUTY, "so", LONG_AGO)
    found = receivers(post_of("giam-doc"), prefix, AT, an_office(extra=(twice,)))
    assert "giam-doc" not in {h.person_id for h in found}


def test_units_that_hang_in_a_circle_belong_to_no_agency() -> None:
    round_about = (OrgUnit("x", "y", "unit"), OrgUnit("y", "x", "unit"))
    assert Organisation(round_about, People()).agency_of("x") == ""
    assert Organisation((), People()).agency_of("x") == ""


@pytest.mark.parametrize("written", ["DEMO", "", "2026-11-01", "số 12 hôm qua"])
def test_a_text_that_is_no_authority_is_none(written: str) -> None:
    assert authority_from(written) is None


@pytest.mark.parametrize("number", ["12/QĐ-SYT", "Quyết định 12", "a  b"])
def test_an_authority_comes_back_as_it_was_written(number: str) -> None:
    paper = replace(PAPER, number=number)
    assert authority_from(paper.written) == paper
