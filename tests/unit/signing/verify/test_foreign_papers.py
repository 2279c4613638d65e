"""Other people's papers: further signatures and evidence may follow, nothing else."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field

from signing.port import Level
from signing.verify.codes import Code, Verdict
from signing.verify.judge import verify
from signing.verify.report import TimeSource
from tests.hostile.forger import page_of, revise, stream
from tests.signed.foreign import ForeignOffice
from tests.signed.page import blank_paper
from tests.signed.pki import Pki
from tests.signed.samples import NOW

if TYPE_CHECKING:
    from signing.seal.revision import RevisionWriter
    from signing.verify.report import Report

PKI = Pki(NOW)
FIELDS = ("Nguoi", "CoQuan")


def judged(pdf: bytes) -> Report:
    anchor = PKI.root.certificate.public_bytes(Encoding.DER)
    return verify(pdf, (anchor,), NOW)


def with_fields() -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(blank_paper()))
    for number, name in enumerate(FIELDS):
        box = (100, 100 + 100 * number, 200, 150 + 100 * number)
        append_signature_field(writer, SigFieldSpec(name, box=box))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def signed_twice() -> bytes:
    office = ForeignOffice(PKI, now=NOW)
    once = office.sign(with_fields(), PKI.person("Người ký"), FIELDS[0])
    return office.sign(once, PKI.person("Cơ quan"), FIELDS[1], use_pades_lta=True)


def test_two_signatures_in_fields_that_were_there_are_valid() -> None:
    report = judged(signed_twice())
    assert report.verdict is Verdict.VALID, report.all_codes
    assert [one.role for one in report.signatures] == [None, None]
    assert {one.level for one in report.signatures} == {Level.B_LTA}


def test_a_signature_in_a_field_that_was_not_there_is_named_and_never_valid() -> None:
    office = ForeignOffice(PKI, now=NOW)
    once = office.sign(with_fields(), PKI.person("Người ký"), FIELDS[0])
    report = judged(office.sign(once, PKI.person("Cơ quan"), "ThemSau"))
    assert report.verdict is Verdict.UNDETERMINED
    assert report.code is Code.ADDED_FIELD


def test_a_page_changed_after_signing_is_refused() -> None:
    def change(writer: RevisionWriter) -> None:
        page_of(writer)[pdf_name("/Contents")] = writer.add_object(stream(b"0 0 9 9 re f"))

    report = judged(revise(signed_twice(), change))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.CHANGED_PAGE


def test_a_comment_after_signing_is_refused() -> None:
    def comment(writer: RevisionWriter) -> None:
        note = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Text")}
        annotation = generic.DictionaryObject({pdf_name(k): v for k, v in note.items()})
        page = page_of(writer)
        page["/Annots"].append(writer.add_object(annotation))
        writer.update_container(page["/Annots"])

    assert judged(revise(signed_twice(), comment)).verdict is Verdict.INVALID


def test_an_old_signature_without_timestamp_has_a_claimed_time_and_no_level() -> None:
    office = ForeignOffice(PKI, now=NOW, stamps=False)
    signed = office.sign(
        with_fields(),
        PKI.person("Người ký"),
        FIELDS[0],
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=False,
    )
    report = judged(signed)
    assert report.verdict is Verdict.UNDETERMINED
    assert report.all_codes == {Code.REVOCATION_UNKNOWN, Code.TIME_IN_FUTURE}  # the machine's clock
    assert report.signatures[0].level is None
    assert report.signatures[0].time_source is TimeSource.CLAIMED


def test_a_signature_with_a_short_key_is_undetermined() -> None:
    office = ForeignOffice(PKI, now=NOW)
    report = judged(office.sign(with_fields(), PKI.person("Khóa ngắn", bits=1024), FIELDS[0]))
    assert report.verdict is Verdict.UNDETERMINED
    assert report.code is Code.WEAK_ALGORITHM


def test_a_signature_over_a_broken_digest_is_undetermined() -> None:
    office = ForeignOffice(PKI, now=NOW)
    signed = office.sign(
        with_fields(),
        PKI.person("Người ký"),
        FIELDS[0],
        md_algorithm="sha1",
        embed_validation_info=False,
        validation_context=None,
    )
    report = judged(signed)
    assert report.verdict is Verdict.UNDETERMINED
    assert Code.WEAK_ALGORITHM in report.all_codes


def test_a_timestamp_certificate_does_not_sign_documents() -> None:
    office = ForeignOffice(PKI, now=NOW)
    report = judged(office.sign(with_fields(), PKI.timestamp_authority(), FIELDS[0]))
    assert report.verdict is Verdict.INVALID
    assert report.code is Code.NOT_FOR_SIGNING


@pytest.mark.parametrize("kind", ["/adbe.x509.rsa_sha1", "/adbe.pkcs7.sha1", "/Secret.Kind"])
def test_a_signature_of_a_kind_we_do_not_judge_is_never_passed_over(kind: str) -> None:
    def add(writer: RevisionWriter) -> None:
        value = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Sig"),
                pdf_name("/SubFilter"): pdf_name(kind),
                pdf_name("/Contents"): generic.ByteStringObject(b"\0" * 8),
                pdf_name("/ByteRange"): generic.ArrayObject([generic.NumberObject(0)] * 4),
            }
        )
        field = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): generic.pdf_string("La"),
                pdf_name("/V"): writer.add_object(value),
            }
        )
        writer.root["/AcroForm"]["/Fields"].append(writer.add_object(field))
        writer.update_container(writer.root["/AcroForm"]["/Fields"])

    report = judged(revise(signed_twice(), add))
    assert report.verdict is Verdict.UNUSABLE
    assert report.code is Code.UNSUPPORTED
