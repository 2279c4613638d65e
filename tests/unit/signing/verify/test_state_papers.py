"""What the state's own old tools write is judged justly: intact, time known, trust said apart."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from asn1crypto import cms
from pyhanko.sign.fields import SigSeedSubFilter

from service.verifying.told import lines
from signing.verify.ber import NotBerError, to_der
from signing.verify.codes import Code, Verdict
from signing.verify.report import Changes, Integrity, TimeSource, Trust
from tests.hostile.corpus.kit import FIELDS, THEIR_PKI, judged, strangers, with_fields
from tests.signed import state_forged as forged
from tests.signed.samples import NOW
from tests.signed.state import PLACES, StateTool

TOOL = StateTool(THEIR_PKI, NOW)


def _detached() -> bytes:
    """The old kind of signature, stamped, without revocation data."""
    return strangers().sign(
        with_fields(),
        THEIR_PKI.person("Người ký"),
        FIELDS[0],
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=False,
    )


def _in_ber(pdf: bytes) -> bytes:
    """The same container with an indefinite length, as some tools write it."""
    hole = list(re.finditer(rb"/Contents <([0-9a-fA-F]*)>", pdf))[-1]
    inner = cms.ContentInfo.load(bytes.fromhex(hole[1].decode())).contents
    written = (b"\x30\x80" + inner + b"\0\0").hex().encode().ljust(len(hole[1]), b"0")
    changed: bytes = pdf[: hole.start(1)] + written + pdf[hole.end(1) :]
    return changed


@pytest.mark.parametrize("ber", [False, True])
def test_an_old_signature_is_intact_and_only_its_trust_is_unknown(*, ber: bool) -> None:
    pdf = _in_ber(_detached()) if ber else _detached()
    report = judged(pdf)
    assert report.verdict is Verdict.UNDETERMINED
    (one,) = report.signatures
    assert one.integrity is Integrity.INTACT
    assert one.trust is Trust.UNDETERMINED
    assert one.time_source is TimeSource.TIMESTAMP


def test_a_person_reads_what_is_known_of_an_old_signature_and_what_is_not() -> None:
    told = "\n".join(lines("a.pdf", judged(_in_ber(_detached()))))
    assert "Người ký; nội dung đã ký còn nguyên" in told
    stamp = "theo một dấu thời gian chưa xác minh được"  # its authority may have been revoked
    assert f"lúc 05/02/2026 15:30:00 +07:00, {stamp}; mức dưới PAdES" in told
    assert "chưa xác định được chứng thư; do gốc Gốc thử nghiệm cấp" in told
    assert "tình trạng thu hồi" not in told
    assert "hiện hình ở trang 1" in told


def test_an_octet_string_in_pieces_is_put_together() -> None:
    assert to_der(b"\x24\x80\x04\x01a\x04\x01b\0\0rest") == (b"\x04\x02ab", 10)


@pytest.mark.parametrize("cut", [b"", b"\x30", b"\x30\x05\x02", b"\x04\x80", b"\x30\x80\x02\x01"])
def test_what_is_cut_is_no_element(cut: bytes) -> None:
    with pytest.raises(NotBerError):
        to_der(cut)


@pytest.mark.parametrize("wish", [{}, {"ber": True}, {"digest": "sha1"}, {"stamps": False}])
def test_a_paper_numbered_dated_and_sealed_apart_is_left_to_the_reader(
    wish: dict[str, object],
) -> None:
    report = judged(replace(TOOL, **wish).issue())  # type: ignore[arg-type]
    assert (report.verdict, report.code) == (Verdict.UNDETERMINED, Code.ADDED_FIELD)
    assert len(report.signatures) == len(PLACES)
    assert {one.integrity for one in report.signatures} == {Integrity.INTACT}
    assert {one.changes for one in report.signatures} == {Changes.LAWFUL, Changes.NONE}


def test_the_time_is_the_stamps_and_not_the_wall_clock_called_utc() -> None:
    assert {one.time for one in judged(TOOL.issue()).signatures} == {NOW}


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (forged.the_number_painted_over_the_text, Code.FOREIGN_FIELD),
        (forged.a_sheet_signed_as_a_number, Code.FOREIGN_FIELD),
        (forged.a_seal_far_from_whom_it_confirms, Code.FOREIGN_FIELD),
        (forged.another_date_over_the_date, Code.FOREIGN_FIELD),
        (forged.the_page_changed_between_person_and_number, Code.CHANGED_PAGE),
        (forged.the_page_changed_at_the_end, Code.CHANGED_PAGE),
        (forged.the_look_of_the_date_exchanged, Code.CHANGED_FIELD),
        (forged.the_date_moved, Code.CHANGED_FIELD),
        (forged.one_signature_taken_out, Code.SIGNATURE_REMOVED),
        (forged.one_byte_of_the_page_changed, Code.BYTES_CHANGED),
    ],
)
def test_a_forged_state_paper_is_refused(forge: forged.Forge, code: Code) -> None:
    report = judged(forge(TOOL))
    assert (report.verdict, report.code) == (Verdict.INVALID, code)


@pytest.mark.parametrize("forge", [forged.a_persons_key_for_the_number, forged.roles_swapped])
def test_who_signed_in_whose_place_is_named_and_never_valid(forge: forged.Forge) -> None:
    """No certificate of the state's says who may number, so the names must be shown."""
    report = judged(forge(TOOL))
    assert (report.verdict, report.code) == (Verdict.UNDETERMINED, Code.ADDED_FIELD)
    signers = [one.signer for one in report.signatures]
    assert signers[1] == "Nguyễn Văn An"


def test_lines_that_touch_are_lawful() -> None:
    """A tool's margins are generous: the date's field begins within the number's."""
    numbered = TOOL.issue(places=PLACES[:2])
    _, low, right, high = PLACES[1].value
    beside = TOOL.sign(numbered, PLACES[2], box=(right - 4, low, right + 60, high))
    assert judged(beside).code is Code.ADDED_FIELD


def test_without_a_stamp_the_claimed_time_is_not_seven_hours_late() -> None:
    """The dictionary's time has its offset; the container's is the same wall clock called UTC."""
    found = judged(StateTool(THEIR_PKI, NOW, stamps=False).issue()).signatures
    assert {(one.time, one.time_source) for one in found} == {(NOW, TimeSource.CLAIMED)}
