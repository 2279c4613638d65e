"""What a report says beside its verdict: chain, evidence, additions, appearance, PDF/A claim."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter

from signing.seal.pdfa_claim import level_in
from signing.seal.store import add_revocation
from signing.trust.revocation import Evidence
from signing.verify.codes import Code, Verdict
from signing.verify.detail import Addition, AdditionKind, EvidenceKind, EvidencePlace
from signing.verify.judge import verify
from signing.verify.pdfa import claimed_level
from signing.verify.report import Changes
from tests.hostile.corpus.kit import FIELDS, THEIR_PKI, judged, once, strangers, with_fields
from tests.hostile.forger import page_of, revise, stream
from tests.signed.page import blank_paper
from tests.signed.samples import NOW, issued, office

if TYPE_CHECKING:
    from signing.seal.revision import RevisionWriter
    from tests.signed.pki import Holder

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description '
    b'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">%b</rdf:Description></x:xmpmeta>'
)


@cache
def added_later() -> bytes:
    """A stranger's paper: one signature in its field, another in a field that was added."""
    signed = strangers().sign(with_fields(), THEIR_PKI.person("Người ký"), FIELDS[0])
    return strangers().sign(signed, THEIR_PKI.person("Cơ quan"), "ThemSau")


@cache
def without_evidence() -> bytes:
    person = THEIR_PKI.person("Người ký")
    return strangers().sign(with_fields(), person, FIELDS[0], embed_validation_info=False)


def test_our_paper_says_what_each_field_shows_and_what_came_after_it() -> None:
    person, number, seal = judged(issued()).signatures
    assert [one.paints for one in (person, number, seal)] == ["image", "241, 05/02/2026", "image"]
    added = [(one.kind, one.field) for one in person.after]
    evidence = (AdditionKind.EVIDENCE, None)
    stamp = (AdditionKind.TIMESTAMP, "DauThoiGian1")
    signatures = [(AdditionKind.SIGNATURE, name) for name in ("SoNgay", "DauCoQuan")]
    assert added == [evidence, signatures[0], evidence, signatures[1], evidence, stamp]
    assert all(one.lawful for one in person.after)
    assert seal.after == person.after[-2:]


def test_evidence_is_named_with_its_certificate_its_time_and_its_place() -> None:
    [one, *_] = judged(issued()).signatures
    assert [seen.certificate for seen in one.revocation] == list(one.chain[:-1])
    for seen in one.revocation:
        assert (seen.kind, seen.place) == (EvidenceKind.CRL, EvidencePlace.STORE)
        assert seen.time == NOW


def test_evidence_inside_a_signature_is_used_and_named() -> None:
    signed = strangers().sign(
        with_fields(),
        THEIR_PKI.person("Người ký"),
        FIELDS[0],
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    )
    report = judged(signed)
    assert report.verdict is Verdict.VALID, report.all_codes
    [seen] = report.signatures[0].revocation
    assert (seen.kind, seen.place) == (EvidenceKind.CRL, EvidencePlace.SIGNATURE)
    assert seen.time == NOW - timedelta(hours=1)


def test_a_list_that_its_issuer_did_not_sign_is_no_evidence() -> None:
    signed = without_evidence()
    genuine = THEIR_PKI.revocation_list()
    forged = genuine[:-1] + bytes([genuine[-1] ^ 1])
    for der, number in ((genuine, 1), (forged, 0)):
        [one] = judged(add_revocation(signed, Evidence(crls=(der,)))).signatures
        assert len(one.revocation) == number


def _answer(by: Holder) -> bytes:
    """A status answer about the signer, signed by whoever it is."""
    answer = ocsp.OCSPResponseBuilder().add_response(
        cert=THEIR_PKI.person("Người ký").certificate,
        issuer=THEIR_PKI.root.certificate,
        algorithm=hashes.SHA1(),  # noqa: S303 - only identifies, RFC 5019
        cert_status=ocsp.OCSPCertStatus.GOOD,
        this_update=NOW,
        next_update=NOW + timedelta(days=1),
        revocation_time=None,
        revocation_reason=None,
    )
    answer = answer.responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
    answer = answer.certificates([by.certificate])
    return answer.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_an_answer_counts_as_seen_when_the_issuer_or_its_responder_signed_it() -> None:
    root, person = THEIR_PKI.root, THEIR_PKI.person("Người khác")
    for by, number in ((root, 1), (THEIR_PKI.responder(), 1), (person, 0)):
        evidence = Evidence(ocsps=(_answer(by),))
        [one] = judged(add_revocation(without_evidence(), evidence)).signatures
        assert [seen.kind for seen in one.revocation] == [EvidenceKind.OCSP] * number


def test_a_chain_is_told_even_where_revocation_is_unknown() -> None:
    [one] = judged(without_evidence()).signatures
    assert Code.REVOCATION_UNKNOWN in one.codes
    assert one.chain == ("Người ký", "Gốc thử nghiệm")
    assert one.anchor == "Gốc thử nghiệm"
    assert one.revocation == ()


def test_without_anchors_no_chain_is_told() -> None:
    [one, *_] = verify(issued(), (), NOW).signatures
    assert (one.chain, one.anchor, one.domain) == ((), None, None)


def test_other_peoples_fields_say_on_which_page_they_are_seen() -> None:
    first, second = judged(added_later()).signatures
    assert (first.paints, second.paints) == ("page 1", "nothing")


def test_a_field_that_was_added_for_a_number_is_left_to_the_reader() -> None:
    first, second = judged(added_later()).signatures
    assert Addition(AdditionKind.SIGNATURE, "ThemSau", lawful=None) in first.after
    assert second.changes is not Changes.UNLAWFUL


def test_what_changes_a_page_is_an_unlawful_addition() -> None:
    def change(writer: RevisionWriter) -> None:
        page_of(writer)[pdf_name("/Contents")] = writer.add_object(stream(b"0 0 9 9 re f"))

    [one] = judged(revise(once(), change)).signatures
    assert one.changes is Changes.UNLAWFUL
    assert one.after[-1] == Addition(AdditionKind.OTHER, None, lawful=False)


def test_the_makers_claim_stands_beside_the_proven_time() -> None:
    [one, *_] = judged(issued()).signatures
    assert one.claimed_time == NOW


def _claiming(metadata: bytes) -> PdfFileReader:
    with pikepdf.open(BytesIO(blank_paper())) as pdf:
        pdf.Root.Metadata = pdf.make_stream(metadata)
        output = BytesIO()
        pdf.save(output, fix_metadata_version=False)
    return PdfFileReader(output)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        (b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>", "2B"),
        (b"<rdf:li pdfaid:part='3' pdfaid:conformance='u'/>", "3U"),
        (b"<pdfaid:part>4</pdfaid:part>", "4"),
        (b"<pdfaid:part rdf:datatype='integer'>2</pdfaid:part>", "2"),
        (b"<pdfaid:participant>2</pdfaid:participant>", None),
        (b"<pdfaid:conformance>B</pdfaid:conformance>", None),
        (b"", None),
    ],
)
def test_the_claimed_level_is_read_from_the_metadata(said: bytes, level: str | None) -> None:
    assert claimed_level(_claiming(XMP % said)) == level


def test_the_claimed_level_is_read_in_other_encodings_too() -> None:
    said = (XMP % b"<pdfaid:part>2</pdfaid:part>").decode().encode("utf-16")
    assert claimed_level(_claiming(said)) == "2"


def test_the_claimed_level_is_read_under_another_prefix_too() -> None:
    said = (
        XMP.replace(b":pdfaid", b":ns1")
        % b"<ns1:part>2</ns1:part><ns1:conformance>B</ns1:conformance>"
    )
    assert claimed_level(_claiming(said)) == "2B"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "noise",
    [
        b"".join(b" xmlns:p%d='http://www.aiim.org/pdfa/ns/id/'" % n for n in range(20_000)),
        b" pdfaid:part" + b" " * 1_000_000,
        b" pdfaid:part" * 80_000,
        b" pdfaid:part " * 80_000,
    ],
    ids=["prefixes", "blanks", "names", "spaced names"],
)
def test_metadata_made_to_be_costly_are_searched_in_a_moment(noise: bytes) -> None:
    assert level_in(noise) is None


def test_a_prefix_of_another_namespace_claims_nothing() -> None:
    said = XMP.replace(b"/pdfa/ns/id/", b"/elsewhere/") % b"<pdfaid:part>2</pdfaid:part>"
    assert claimed_level(_claiming(said)) is None


def test_metadata_that_are_none_claim_nothing() -> None:
    with pikepdf.open(BytesIO(blank_paper())) as pdf:
        pdf.Root.Metadata = pikepdf.Name("/None")
        output = BytesIO()
        pdf.save(output, fix_metadata_version=False)
    assert claimed_level(PdfFileReader(output)) is None
    assert isinstance(PdfFileReader(output).root.raw_get("/Metadata"), generic.NameObject)


def test_our_office_is_of_the_public_domain_until_a_table_says_otherwise() -> None:
    assert {one.domain for one in verify(issued(), office().anchors, NOW).signatures} == {"public"}
