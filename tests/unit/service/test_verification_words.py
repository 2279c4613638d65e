"""Judgements in words for who has no terminal: inert text, hints of his own, roots with dates."""

from __future__ import annotations

from datetime import UTC, datetime

from service.catalogue import table
from service.verifying.words import anchor_words, plain, report_words
from signing.trust.dated_anchors import DatedAnchor, Domain
from signing.verify.codes import Code
from signing.verify.report import Report
from tests.signed.samples import office


def test_what_a_stranger_wrote_steers_no_screen() -> None:
    assert plain("a\u202eb\x1b[31mc\nd\u200be") == "ab[31mcde"
    assert len(plain("a" * 10_000)) < 1_000


def test_no_hint_on_a_page_names_an_option_of_the_command() -> None:
    hints = [report_words(Report(frozenset({code}))).deciding.hint for code in Code]
    assert [hint for hint in hints if "--" in hint or ".toml" in hint] == []


def test_the_gravest_reason_decides_and_the_others_follow() -> None:
    told = report_words(Report(frozenset({Code.NO_ANCHORS, Code.CHANGED_PAGE}), pdfa="2B"))
    assert (told.verdict, told.deciding.code) == ("invalid", "verify.changed_page")
    assert [one.code for one in told.others] == ["verify.no_anchors"]
    assert told.headline == table("verify")["verdict.invalid"]["message"]


def test_a_root_is_told_with_the_time_in_which_it_counts() -> None:
    [der] = office().anchors[:1]
    begins, ends = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    dated = anchor_words(DatedAnchor(der, Domain.CONG_VU, begins, ends))
    assert dated.since == "01/01/2020 07:00:00 +07:00"
    assert dated.until == "01/01/2030 07:00:00 +07:00"
    always = anchor_words(DatedAnchor(der, Domain.PUBLIC))
    assert (always.since, always.until) == ("", "")
    assert always.sha256 == dated.sha256
