"""`trinhky verify`: the contract that other programs read, exit codes, and what a person reads."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from service.cli import run
from service.cli.verify import exit_code, judge_files, verify
from service.verifying.told import lines, row
from signing.verify.child import Bounds
from signing.verify.codes import Code, Verdict
from signing.verify.detail import Addition, AdditionKind
from signing.verify.report import (
    Changes,
    Integrity,
    Report,
    SignatureReport,
    TimeSource,
    Trust,
)
from tests.signed.samples import NOW, issued, office

if TYPE_CHECKING:
    from pathlib import Path

ROOT = "NOT FOR PRODUCTION Trình Ký root"
ISSUING = "NOT FOR PRODUCTION Trình Ký issuing"
KEYS = [
    "file",
    "verdict",
    "code",
    "reason",
    "signatures",
    "indication",
    "sub_indication",
    "pdfa",
]
# The second signature of a good plan: the header row's.
SECOND = {
    "field": "SoNgay",
    "signer": "SỞ Y TẾ THỬ NGHIỆM",
    "role": "number",
    "time": "2026-02-05T08:30:00Z",
    "time_source": "timestamp",
    "level": "B-LTA",
    "integrity": "intact",
    "trust": "trusted",
    "changes": "lawful",
    "codes": [],
    "claimed_time": "2026-02-05T08:30:00Z",
    "chain": ["SỞ Y TẾ THỬ NGHIỆM", ISSUING, ROOT],
    "anchor": ROOT,
    "domain": "public",
    "revocation": [
        {"kind": "crl", "certificate": name, "time": "2026-02-05T08:30:00Z", "place": "dss"}
        for name in ("SỞ Y TẾ THỬ NGHIỆM", ISSUING)
    ],
    "after": [
        {"kind": kind, "field": field, "lawful": True}
        for kind, field in (
            ("evidence", None),
            ("signature", "DauCoQuan"),
            ("evidence", None),
            ("timestamp", "DauThoiGian1"),
        )
    ],
    "paints": "241, 05/02/2026",
    "covers": [],
    "indication": "TOTAL_PASSED",
    "sub_indication": None,
}


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    pdf = issued()
    (tmp_path / "good.pdf").write_bytes(pdf)
    (tmp_path / "spoilt.pdf").write_bytes(pdf + b"x")
    (tmp_path / "unsigned.pdf").write_bytes(office().blank())
    (tmp_path / "trust.pem").write_bytes(office().pki.trust_pem)
    return tmp_path


def test_the_json_of_a_good_file_is_the_published_contract(papers: Path) -> None:
    [judged] = judge_files([papers / "good.pdf"], office().anchors, NOW)
    found = row(*judged)
    assert list(found) == KEYS
    assert found["file"] == str(papers / "good.pdf")
    assert (found["verdict"], found["code"]) == ("valid", "verify.valid")
    signatures = found["signatures"]
    assert isinstance(signatures, list)
    assert [list(one) for one in signatures] == [list(SECOND)] * 3
    assert signatures[1] == SECOND
    assert (found["indication"], found["sub_indication"]) == ("TOTAL_PASSED", None)


def test_a_person_reads_vietnamese_with_local_time_and_what_to_do(papers: Path) -> None:
    good, spoilt = judge_files([papers / "good.pdf", papers / "spoilt.pdf"], office().anchors, NOW)
    assert "HỢP LỆ" in lines(*good)[0]
    assert any("05/02/2026 15:30:00 +07:00" in line for line in lines(*good))
    assert "KHÔNG HỢP LỆ" in lines(*spoilt)[0]
    assert "verify.trailing_bytes" in lines(*spoilt)[0]
    assert "->" in lines(*spoilt)[1]


def test_each_signature_is_a_block_of_who_when_trust_appearance_and_what_followed(
    papers: Path,
) -> None:
    [good] = judge_files([papers / "good.pdf"], office().anchors, NOW)
    told = lines(*good)
    assert len(told) == 2 + 3 * 5
    assert "PDF/A-2B" in told[1]
    who, when, trust, seen, after = told[7:12]
    assert who == "  số và ngày (SoNgay): SỞ Y TẾ THỬ NGHIỆM; nội dung đã ký còn nguyên"
    assert when == "    lúc 05/02/2026 15:30:00 +07:00, theo dấu thời gian; mức B-LTA"
    assert f"qua {ISSUING} tới gốc {ROOT} (miền công cộng)" in trust
    assert "danh sách CRL lúc 05/02/2026 15:30:00 +07:00, kèm trong tệp" in trust
    assert seen == "    trên trang: phải hiện số và ngày 241, 05/02/2026"
    assert "được phép: dữ liệu xác minh, chữ ký ở ô DauCoQuan, dấu thời gian" in after


def _one(**changed: Any) -> str:
    plain = SignatureReport(
        field="Nguoi",
        signer="Người ký",
        role=None,
        time=NOW,
        time_source=TimeSource.TIMESTAMP,
        level=None,
        integrity=Integrity.INTACT,
        trust=Trust.UNDETERMINED,
        changes=Changes.LAWFUL,
    )
    report = Report(frozenset({Code.NO_CHAIN}), (replace(plain, **changed),))
    return "\n".join(lines("a.pdf", report))


def test_local_time_that_was_written_as_utc_is_a_note_and_not_the_time() -> None:
    told = _one(claimed_time=NOW + timedelta(hours=7))
    assert "lúc 05/02/2026 15:30:00 +07:00, theo dấu thời gian" in told
    assert "tự khai 05/02/2026 22:30:00 +07:00, tức giờ Việt Nam bị ghi thành giờ UTC" in told
    assert "đồng hồ" not in _one(claimed_time=NOW + timedelta(seconds=20))
    assert "đồng hồ của người ký ghi 05/02/2026 17:30:00" in _one(
        claimed_time=NOW + timedelta(hours=2)
    )


def test_a_claimed_time_is_called_claimed_and_integrity_and_trust_stand_apart() -> None:
    told = _one(time_source=TimeSource.CLAIMED)
    assert "do người ký tự khai, chưa được chứng minh; mức dưới PAdES" in told
    assert "nội dung đã ký còn nguyên" in told
    assert "chưa xác định được chứng thư; chưa thấy đường dẫn" in told


@pytest.mark.parametrize("code", [Code.TIMESTAMP_UNTRUSTED, Code.NO_ANCHORS])
def test_a_stamp_that_nothing_vouches_for_is_not_called_proof(code: Code) -> None:
    assert "theo một dấu thời gian chưa xác minh được" in _one(codes=frozenset({code}))


def test_what_the_reader_must_look_at_and_what_is_unlawful_is_told_by_name() -> None:
    added = (
        Addition(AdditionKind.SIGNATURE, "So", lawful=None),
        Addition(AdditionKind.OTHER, None, lawful=False),
    )
    told = _one(after=added, changes=Changes.UNLAWFUL, paints="page 2")
    assert "trái phép: nội dung khác; người đọc phải tự xem: chữ ký ở ô So" in told
    assert "hiện hình ở trang 2" in told


def test_a_name_cannot_move_the_cursor_or_begin_a_line() -> None:
    told = _one(signer="A\na.pdf: HỢP LỆ\x1b[2K")
    assert "\na.pdf: HỢP LỆ" not in told
    assert "\x1b" not in told


def test_a_table_beside_the_trusted_roots_dates_them(papers: Path) -> None:
    def told(since: str) -> dict[str, Any]:
        table = f'[[anchor]]\nfile = "trust.pem"\ndomain = "cong_vu"\nfrom = {since}\n'
        (papers / "anchors.toml").write_text(table, encoding="utf-8")
        trust = ["--trust", str(papers / "trust.pem")]
        done = CliRunner().invoke(verify, ["--json", str(papers / "good.pdf"), *trust])
        [found] = json.loads(done.stdout)
        assert isinstance(found, dict)
        return found

    before, after = told("2020-01-01T00:00:00+07:00"), told("2026-02-06T00:00:00+07:00")
    assert before["verdict"] == "valid"
    assert {one["domain"] for one in before["signatures"]} == {"cong_vu"}
    assert (after["verdict"], after["indication"]) == ("undetermined", "INDETERMINATE")


def test_of_several_files_the_gravest_verdict_speaks() -> None:
    gravest_first = [
        (Verdict.INVALID, 1),
        (Verdict.UNUSABLE, 3),
        (Verdict.UNDETERMINED, 2),
        (Verdict.VALID, 0),
    ]
    for length in range(1, 5):
        for some in permutations(gravest_first, length):
            expected = min(some, key=gravest_first.index)[1]
            assert exit_code(verdict for verdict, _ in some) == expected


@pytest.mark.parametrize(
    ("names", "trusting", "expected"),
    [
        (["spoilt.pdf", "unsigned.pdf", "good.pdf"], True, 1),
        (["unsigned.pdf", "good.pdf"], False, 3),
        (["good.pdf"], False, 2),
        (["missing.pdf"], True, 3),
    ],
)
def test_the_command_ends_with_the_exit_code_of_the_verdict(
    papers: Path,
    names: list[str],
    trusting: bool,  # noqa: FBT001 - a test parameter
    expected: int,
) -> None:
    trust = ["--trust", str(papers / "trust.pem")] if trusting else []
    assert run(["verify", *(str(papers / name) for name in names), *trust]) == expected


def test_the_command_prints_json_in_the_order_of_the_files(papers: Path) -> None:
    files = [str(papers / name) for name in ("unsigned.pdf", "missing.pdf", "good.pdf")]
    done = CliRunner().invoke(verify, ["--json", *files])
    rows = json.loads(done.stdout)
    assert [one["file"] for one in rows] == files
    assert [one["code"] for one in rows] == [
        "verify.unsigned",
        "verify.not_read",
        "verify.no_anchors",
    ]


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        ("2026-02-05T15:30:30", "valid"),  # NOW and a little, in Việt Nam's time
        ("2031-01-01", "valid"),
        ("2026-02-05T08:30:30+00:00", "valid"),
        ("2026-02-05T08:30:30", "undetermined"),  # before it was stamped
        ("2036-02-05", "undetermined"),  # long after the stamp's authority ended
    ],
)
def test_a_file_can_be_judged_as_of_another_day_and_that_is_said(
    papers: Path, moment: str, verdict: str
) -> None:
    trust = ["--trust", str(papers / "trust.pem")]
    done = CliRunner().invoke(
        verify, ["--json", str(papers / "good.pdf"), *trust, "--at", moment], standalone_mode=False
    )
    assert json.loads(done.stdout)[0]["verdict"] == verdict
    assert moment[:10] in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--nonsense", "x.pdf"],
        ["x.pdf", "--trust", "none.pem"],
        ["x.pdf", "--at", "hôm qua"],
        ["x.pdf", "--at", ""],
        ["x.pdf", "--at", "9999-12-31T23:59:59-12:00"],
        ["x.pdf", "--at", "2031-01-01", "--report", "out.pdf"],
    ],
)
def test_wrong_use_is_never_mistaken_for_a_verdict(words: list[str]) -> None:
    assert run(["verify", *words]) == 64


def test_a_file_above_the_limit_is_not_read(papers: Path) -> None:
    [(_, report)] = judge_files([papers / "good.pdf"], (), NOW, Bounds(file_bytes=10))
    assert report.code is Code.TOO_LARGE


def test_other_reasons_are_told_beside_the_gravest() -> None:
    told = lines("a.pdf", Report(frozenset({Code.CHANGED_PAGE, Code.NO_ANCHORS})))
    assert "verify.changed_page" in told[0]
    assert any("verify.no_anchors" in line for line in told[1:])
