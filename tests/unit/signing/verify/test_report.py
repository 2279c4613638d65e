"""The report crosses a process border unchanged, and its gravest reason decides."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.catalogue import table
from signing.verify.codes import Code, Verdict, gravest, verdict_of
from signing.verify.detail import Addition, RevocationSeen
from signing.verify.indication import Indication
from signing.verify.judge import verify
from signing.verify.report import (
    Changes,
    Report,
    SignatureReport,
    from_json,
    rfc3339,
    to_json,
)
from tests.signed.samples import NOW, issued, office


def test_a_report_comes_back_from_json_as_it_went() -> None:
    report = verify(issued(), office().anchors, NOW)
    assert from_json(json.loads(json.dumps(to_json(report)))) == report
    broken = Report(frozenset({Code.CHANGED_PAGE, Code.NO_ANCHORS}))
    assert from_json(json.loads(json.dumps(to_json(broken)))) == broken


TIMES = st.datetimes(timezones=st.just(UTC))
SEEN = st.builds(RevocationSeen, time=TIMES)
SIGNATURES = st.builds(
    SignatureReport,
    time=st.none() | TIMES,
    claimed_time=st.none() | TIMES,
    codes=st.frozensets(st.sampled_from(Code), max_size=3),
    chain=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    revocation=st.lists(SEEN, max_size=2).map(tuple),
    after=st.lists(st.from_type(Addition), max_size=2).map(tuple),
)
REPORTS = st.builds(
    Report,
    codes=st.frozensets(st.sampled_from(Code), max_size=3),
    signatures=st.lists(SIGNATURES, max_size=2).map(tuple),
)

BUSY = settings(  # a busy machine is no defect
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@BUSY
@given(report=REPORTS)
def test_any_report_comes_back_from_json_as_it_went(report: Report) -> None:
    assert from_json(json.loads(json.dumps(to_json(report)))) == report


@BUSY
@given(report=REPORTS)
def test_no_report_is_total_passed_but_a_valid_one(report: Report) -> None:
    passed = report.indication is Indication.TOTAL_PASSED
    assert passed == (report.verdict is Verdict.VALID)
    assert passed == (report.sub_indication is None)
    for one in report.signatures:
        if one.changes is Changes.UNLAWFUL or one.codes - {Code.VALID}:
            assert one.indication is not Indication.TOTAL_PASSED


@pytest.mark.parametrize(
    ("codes", "indication", "sub_indication"),
    [
        (set(), "TOTAL_PASSED", None),
        ({Code.BYTES_CHANGED}, "TOTAL_FAILED", "HASH_FAILURE"),
        ({Code.BAD_SIGNATURE}, "TOTAL_FAILED", "SIG_CRYPTO_FAILURE"),
        ({Code.MALFORMED_SIGNATURE}, "TOTAL_FAILED", "FORMAT_FAILURE"),
        ({Code.REVOKED, Code.CHANGED_PAGE}, "TOTAL_FAILED", "REVOKED"),
        ({Code.CHANGED_PAGE, Code.NO_CHAIN}, "INDETERMINATE", "SIG_CONSTRAINTS_FAILURE"),
        ({Code.NOT_YET_VALID}, "TOTAL_FAILED", "NOT_YET_VALID"),
        ({Code.EXPIRED}, "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE"),
        ({Code.ANCHOR_OUT_OF_TIME}, "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND"),
        ({Code.WEAK_ALGORITHM}, "INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
        ({Code.REVOCATION_UNKNOWN}, "INDETERMINATE", "TRY_LATER"),
        ({Code.UNSIGNED}, "INDETERMINATE", "GENERIC"),
    ],
)
def test_reasons_have_their_words_in_the_european_standard(
    codes: set[Code], indication: str, sub_indication: str | None
) -> None:
    report = Report(frozenset(codes))
    assert (report.indication, report.sub_indication) == (indication, sub_indication)


@pytest.mark.parametrize("text", ["{}", '{"codes": ["x"], "signatures": []}', "[]", '"a"'])
def test_what_is_no_report_is_not_read_as_one(text: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(json.loads(text))


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        (set(), Verdict.VALID),
        ({Code.NO_ANCHORS}, Verdict.UNDETERMINED),
        ({Code.NO_ANCHORS, Code.CHANGED_PAGE}, Verdict.INVALID),
        ({Code.UNSIGNED}, Verdict.UNUSABLE),
    ],
)
def test_the_gravest_reason_decides(codes: set[Code], verdict: Verdict) -> None:
    assert Report(frozenset(codes)).verdict is verdict


def test_only_no_reason_at_all_is_valid() -> None:
    valid = [code for code in Code if verdict_of(code) is Verdict.VALID]
    assert valid == [Code.VALID]
    assert gravest(frozenset()) is Code.VALID


def test_every_code_has_its_sentence_in_the_catalogue() -> None:
    rows = table("verify")
    assert {code.value for code in Code} <= set(rows)
    assert all(rows[code.value]["message"].endswith(".") for code in Code)
    unknown = {key for key in rows if key.startswith("verify.")} - {code.value for code in Code}
    assert unknown == set()


def test_times_are_written_in_utc_to_the_second() -> None:
    assert rfc3339(datetime(2026, 2, 5, 8, 30, 1, 999, tzinfo=UTC)) == "2026-02-05T08:30:01Z"
