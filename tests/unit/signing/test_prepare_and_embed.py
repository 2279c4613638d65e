"""The three steps refuse whatever is not exactly what was reserved, prepared and signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import core, x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from signing.cms import read_cms
from signing.custody.unlocked import UnlockedKey
from signing.envelope import Envelope, sign_raw
from signing.errors import (
    AppearanceUnfitError,
    BadSignatureError,
    CertificateUnusableError,
    FieldMissingError,
    PreparedVoidError,
    WrongCertificateError,
)
from signing.hole import checked_digest
from signing.port import FieldRole, ReservedField
from signing.seal.embed import check_cms, embed, with_token
from signing.seal.fields import reserve
from signing.seal.latest import last_signature
from signing.seal.prepare import prepare, reserved_size
from signing.seal.store import add_revocation
from signing.trust import own_ca_profiles as profiles
from tests.signing_pki import NOW, NUMBER, PAPER, a_key, a_seal, a_signature

if TYPE_CHECKING:
    from signing.port import Prepared
    from signing.trust.own_ca import Issued
    from tests.signing_pki import Chancery

PERSONAL = FieldRole.PERSONAL


def _embed(chancery: Chancery, hole: bytes, prepared: Prepared, cms: bytes) -> bytes:
    return embed(hole, prepared, cms, chancery.timestamper(), chancery.now)


def _signed_by_hand(issued: Issued, attributes: bytes) -> bytes:
    envelope = Envelope.of(issued.key, issued.der, issued.chain_der)
    return envelope.seal(attributes, sign_raw(issued.key, attributes))


# --- prepare


def test_preparing_again_gives_the_same_bytes(chancery: Chancery) -> None:
    assert chancery.prepare() == chancery.prepare()


def test_another_persons_certificate_is_refused(chancery: Chancery) -> None:
    with pytest.raises(WrongCertificateError):
        prepare(chancery.blank, chancery.order(PERSONAL, chancery.other), a_signature())


def test_a_renewed_certificate_of_the_same_person_is_refused(chancery: Chancery) -> None:
    name = chancery.leader.certificate.subject
    renewed = chancery.pki._issue(name, NOW, "ec")  # noqa: SLF001 - the same name, another key
    with pytest.raises(WrongCertificateError):
        prepare(chancery.blank, chancery.order(PERSONAL, renewed), a_signature())


def test_a_field_that_was_never_reserved_is_refused(chancery: Chancery) -> None:
    with pytest.raises(FieldMissingError, match="XacNhan"):
        prepare(chancery.blank, chancery.order(FieldRole.CONFIRM, certify=True), a_signature())


def test_a_field_is_signed_only_once(chancery: Chancery) -> None:
    signed = chancery.sign(chancery.blank, PERSONAL)
    with pytest.raises(FieldMissingError, match="already"):
        prepare(signed, chancery.order(PERSONAL, certify=False), a_signature())


@pytest.mark.parametrize("role", [PERSONAL, FieldRole.AGENCY])
def test_the_first_signature_must_certify_and_no_later_one_may(
    chancery: Chancery, role: FieldRole
) -> None:
    first = role is PERSONAL
    pdf = chancery.blank if first else chancery.sign(chancery.blank, PERSONAL)
    with pytest.raises(FieldMissingError, match="first"):
        prepare(pdf, chancery.order(role, certify=not first), a_seal())


def test_a_number_in_the_signature_and_a_picture_in_the_header_row_are_refused(
    chancery: Chancery,
) -> None:
    with pytest.raises(AppearanceUnfitError):
        prepare(chancery.blank, chancery.order(PERSONAL), NUMBER)
    with pytest.raises(AppearanceUnfitError):
        prepare(chancery.blank, chancery.order(FieldRole.NUMBER, certify=True), a_seal())


@pytest.mark.parametrize("off", [timedelta(days=-1), timedelta(days=4 * 365)])
def test_a_certificate_outside_its_time_is_refused(chancery: Chancery, off: timedelta) -> None:
    order = replace(chancery.order(PERSONAL), signed_at=NOW + off)
    with pytest.raises(CertificateUnusableError, match="time"):
        prepare(chancery.blank, order, a_signature())


def test_an_authoritys_or_a_timestampers_certificate_signs_no_paper(chancery: Chancery) -> None:
    for der in chancery.leader.chain_der:
        with pytest.raises(CertificateUnusableError, match="meant"):
            prepare(
                chancery.blank, replace(chancery.order(PERSONAL), certificate=der), a_signature()
            )


def test_a_short_rsa_key_is_refused(chancery: Chancery) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
    issuer = chancery.pki._issuing  # noqa: SLF001 - no honest authority would issue this
    name = profiles.distinguished_name("Khóa ngắn")
    bad = profiles.certificate(name, weak, issuer, profiles.SIGNER, NOW)
    order = replace(chancery.order(PERSONAL), certificate=bad.public_bytes(Encoding.DER))
    with pytest.raises(CertificateUnusableError, match="weak"):
        prepare(chancery.blank, order, a_signature())


def test_what_is_no_certificate_is_refused(chancery: Chancery) -> None:
    with pytest.raises(CertificateUnusableError):
        prepare(chancery.blank, replace(chancery.order(PERSONAL), certificate=b"?"), a_signature())


def test_the_hole_fits_chain_signature_and_token_without_much_air(chancery: Chancery) -> None:
    signed = chancery.sign(chancery.blank, PERSONAL)
    used, room = len(last_signature(signed).cms), reserved_size(chancery.order(PERSONAL))
    assert room / 3 < used < room


# --- sign


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pdf, _: pdf + b" ",
        lambda pdf, _: pdf[:1000] + bytes([pdf[1000] ^ 1]) + pdf[1001:],
        lambda pdf, at: pdf[: at + 5] + b"1" + pdf[at + 6 :],
        lambda _pdf, _: b"",
    ],
    ids=["longer", "one bit", "in the hole", "empty"],
)
def test_a_file_changed_since_it_was_prepared_is_refused(chancery: Chancery, spoil: object) -> None:
    prepared, hole = chancery.prepare()
    assert callable(spoil)
    changed = spoil(hole, prepared.reserved_region_start)
    with pytest.raises(PreparedVoidError):
        checked_digest(changed, prepared)
    with pytest.raises(PreparedVoidError):
        _embed(chancery, changed, prepared, a_key(chancery.leader).sign(hole, prepared))


@pytest.mark.parametrize(
    "lie",
    [
        {"digest": "00" * 32},
        {"reserved_region_start": 0},
        {"reserved_region_end": 10**9},
        {"reserved_region_start": 500, "reserved_region_end": 502},
    ],
)
def test_a_promise_that_does_not_match_the_file_is_refused(
    chancery: Chancery, lie: dict[str, object]
) -> None:
    prepared, hole = chancery.prepare()
    with pytest.raises(PreparedVoidError):
        a_key(chancery.leader).sign(hole, replace(prepared, **lie))  # type: ignore[arg-type]


# --- embed


def test_an_expired_item_is_refused_to_the_second(chancery: Chancery) -> None:
    prepared, hole = chancery.prepare()
    cms = a_key(chancery.leader).sign(hole, prepared)
    late = chancery.now + timedelta(hours=24)
    with pytest.raises(PreparedVoidError, match="expired"):
        embed(hole, prepared, cms, chancery.timestamper(), late)
    assert embed(hole, prepared, cms, chancery.timestamper(), late - timedelta(seconds=1))


def test_a_cms_with_any_one_byte_damaged_is_refused(chancery: Chancery) -> None:
    prepared, hole = chancery.prepare()
    whole = UnlockedKey(chancery.leader.key, chancery.leader.certificate).sign(hole, prepared)
    for place in range(len(whole)):
        cms = bytearray(whole)
        cms[place] ^= 1
        with pytest.raises((BadSignatureError, WrongCertificateError)):
            check_cms(hole, prepared, bytes(cms))


def test_a_certificate_that_is_not_of_the_chain_is_refused(chancery: Chancery) -> None:
    prepared, hole = chancery.prepare()
    stranger = UnlockedKey(
        chancery.leader.key, chancery.leader.certificate, [chancery.agency.certificate]
    )
    with pytest.raises(BadSignatureError, match="chain"):
        check_cms(hole, prepared, stranger.sign(hole, prepared))


@pytest.mark.parametrize("cms", [b"", b"\x30\x00", b"no", b"\x30\x80\x00\x00"])
def test_what_is_no_cms_is_refused(chancery: Chancery, cms: bytes) -> None:
    prepared, hole = chancery.prepare()
    with pytest.raises(BadSignatureError):
        _embed(chancery, hole, prepared, cms)


def test_bytes_after_the_cms_are_refused(chancery: Chancery) -> None:
    prepared, hole = chancery.prepare()
    with pytest.raises(BadSignatureError):
        _embed(chancery, hole, prepared, a_key(chancery.leader).sign(hole, prepared) + b"\0")


def test_a_signature_over_another_paper_is_refused(chancery: Chancery) -> None:
    prepared, hole = chancery.prepare()
    digest = Envelope.of(chancery.leader.key, chancery.leader.der, ()).attributes(b"x" * 32)
    with pytest.raises(BadSignatureError, match="digest"):
        _embed(chancery, hole, prepared, _signed_by_hand(chancery.leader, digest))


def test_a_signature_by_another_key_is_refused(chancery: Chancery) -> None:
    """The attributes and the certificate are the leader's; the key is not."""
    prepared, hole = chancery.prepare()
    envelope = Envelope.of(chancery.leader.key, chancery.leader.der, chancery.leader.chain_der)
    attributes = envelope.attributes(checked_digest(hole, prepared))
    forged = envelope.seal(attributes, sign_raw(chancery.agency.key, attributes))
    with pytest.raises(BadSignatureError):
        _embed(chancery, hole, prepared, forged)


def test_a_signature_with_another_certificate_is_refused(chancery: Chancery) -> None:
    prepared, hole = chancery.prepare()
    digest = checked_digest(hole, prepared)
    agency = chancery.agency
    own = Envelope.of(agency.key, agency.der, agency.chain_der).attributes(digest)
    with pytest.raises(WrongCertificateError):
        _embed(chancery, hole, prepared, _signed_by_hand(agency, own))


def test_a_clock_among_the_signed_attributes_is_refused(chancery: Chancery) -> None:
    """ETSI EN 319 142-1, 6.3: the claimed time stands in the PDF, not in the CMS."""
    prepared, hole = chancery.prepare()
    found = asn1_cms.ContentInfo.load(a_key(chancery.leader).sign(hole, prepared))
    attributes = found["content"]["signer_infos"][0]["signed_attrs"]
    time = asn1_cms.Time({"utc_time": core.UTCTime(NOW)})
    attributes.append(asn1_cms.CMSAttribute({"type": "signing_time", "values": [time]}))
    dumped = asn1_cms.CMSAttributes(list(attributes)).dump()
    with pytest.raises(BadSignatureError, match="PAdES"):
        _embed(chancery, hole, prepared, _signed_by_hand(chancery.leader, dumped))


def test_a_cms_that_already_carries_a_token_is_refused(chancery: Chancery) -> None:
    prepared, hole = chancery.prepare()
    cms = a_key(chancery.leader).sign(hole, prepared)
    token = chancery.timestamper().token(b"t" * 32)
    with pytest.raises(BadSignatureError, match="unsigned"):
        _embed(chancery, hole, prepared, with_token(cms, token))


def test_a_token_is_spliced_in_without_touching_what_is_signed(chancery: Chancery) -> None:
    prepared, hole = chancery.prepare()
    cms = a_key(chancery.leader).sign(hole, prepared)
    token = chancery.timestamper().token(b"t" * 32)
    stamped = read_cms(with_token(cms, token))
    assert stamped.signer["signed_attrs"].dump() == read_cms(cms).signer["signed_attrs"].dump()
    (attribute,) = stamped.signer["unsigned_attrs"]
    assert attribute["values"][0].dump() == token


def test_a_cms_larger_than_its_hole_is_refused(chancery: Chancery) -> None:
    order = replace(chancery.order(PERSONAL), token_room=0)
    prepared, hole = prepare(chancery.blank, order, a_signature())
    with pytest.raises(BadSignatureError, match="fit"):
        _embed(chancery, hole, prepared, a_key(chancery.leader).sign(hole, prepared))


def test_an_elliptic_key_signs_as_well(chancery: Chancery) -> None:
    field = replace(chancery.fields()[0], subject=chancery.other.der)
    assert isinstance(field, ReservedField)
    order = chancery.order(PERSONAL, chancery.other)
    prepared, hole = prepare(reserve(PAPER.read_bytes(), [field]), order, a_signature())
    signed = _embed(chancery, hole, prepared, a_key(chancery.other).sign(hole, prepared))
    algorithm = read_cms(last_signature(signed).cms).signer["signature_algorithm"]
    assert algorithm.signature_algo == "ecdsa"


# --- evidence


def test_evidence_is_added_once(chancery: Chancery) -> None:
    signed = chancery.sign(chancery.blank, PERSONAL)
    evidence = chancery.gatherer().for_last_signature(signed, chancery.now)
    once = add_revocation(signed, evidence)
    assert once != signed
    assert add_revocation(once, evidence) == once
    assert add_revocation(signed, evidence) == once


def test_evidence_holds_signer_and_timestamper_up_to_the_root(chancery: Chancery) -> None:
    signed = chancery.sign(chancery.blank, PERSONAL)
    evidence = chancery.gatherer().for_last_signature(signed, chancery.now)
    names = [
        x509.Certificate.load(der).subject.native["common_name"] for der in evidence.certificates
    ]
    assert names[0] == "Nguyễn Văn An"
    assert [name.rsplit(" ", 1)[-1] for name in names[1:]] == ["issuing", "root", "tsa"]
    assert len(evidence.crls) == 2


def test_an_unsigned_paper_has_no_evidence(chancery: Chancery) -> None:
    with pytest.raises(BadSignatureError, match="not signed"):
        chancery.gatherer().for_last_signature(chancery.blank, chancery.now)
