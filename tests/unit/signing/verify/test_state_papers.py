"""What the state's own old tools write is judged justly: intact, time known, trust said apart."""

from __future__ import annotations

import re

import pytest
from asn1crypto import cms
from pyhanko.sign.fields import SigSeedSubFilter

from service.verifying.told import lines
from signing.verify.ber import NotBerError, to_der
from signing.verify.codes import Verdict
from signing.verify.report import Integrity, TimeSource, Trust
from tests.hostile.corpus.kit import FIELDS, THEIR_PKI, judged, strangers, with_fields


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
