"""The development authority works like a real one and never looks like one."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from signing.errors import CertificateUnusableError, KeyUnusableError
from signing.trust.anchors import load_anchors
from signing.trust.chains import build_chain, is_one_chain
from signing.trust.own_ca import DevPki, Person, create_dev_pki
from tests.signing_pki import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.signing_pki import Chancery

URL = "http://127.0.0.1:8080/pki/"


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DevPki:
    return create_dev_pki(tmp_path_factory.mktemp("own-ca"), NOW, URL)


def _names(name: x509.Name, oid: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in name.get_attributes_for_oid(oid)]


def test_it_is_made_once_and_opened_afterwards(pki: DevPki) -> None:
    again = create_dev_pki(pki.directory, NOW + timedelta(days=3), URL)
    assert again.anchors == pki.anchors
    assert again.trust_pem == pki.trust_pem


def test_a_start_that_broke_off_is_begun_again(tmp_path: Path) -> None:
    create_dev_pki(tmp_path, NOW, URL)
    (tmp_path / "trust.pem").unlink()
    (tmp_path / "issuing.pem").unlink()
    again = create_dev_pki(tmp_path, NOW, URL)
    issued = again.issue_agency("SỞ Y TẾ", NOW, "ec")
    assert build_chain(issued.der, issued.chain_der, again.anchors)


def test_a_damaged_authority_is_not_opened(tmp_path: Path) -> None:
    create_dev_pki(tmp_path, NOW, URL)
    (tmp_path / "keys" / "issuing.pem").write_bytes(b"?")
    with pytest.raises(KeyUnusableError, match="issuing"):
        create_dev_pki(tmp_path, NOW, URL)


def test_every_name_and_the_log_say_not_for_production(
    pki: DevPki, caplog: pytest.LogCaptureFixture
) -> None:
    person = pki.issue_person(Person("Trần Thị Bình", "cb-2", "SỞ Y TẾ"), NOW, "ec")
    agency = pki.issue_agency("SỞ Y TẾ", NOW, "ec")
    for certificate in (person.certificate, agency.certificate, *person.chain):
        assert "NOT FOR PRODUCTION" in certificate.subject.rfc4514_string()
    with caplog.at_level(logging.WARNING):
        create_dev_pki(pki.directory, NOW, URL)
    assert "NOT FOR PRODUCTION" in caplog.text
    assert "NOT FOR PRODUCTION" in (pki.directory / "NOT-FOR-PRODUCTION.txt").read_text()


def test_keys_lie_apart_and_only_their_owner_reads_them(pki: DevPki) -> None:
    keys = sorted((pki.directory / "keys").iterdir())
    assert [key.name for key in keys] == ["issuing.pem", "root.pem", "tsa.pem"]
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
    assert (pki.directory / "keys").stat().st_mode & 0o777 == 0o700
    public = [path for path in pki.directory.iterdir() if path.is_file()]
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in public)


def test_a_person_is_named_as_printed_with_an_opaque_id(pki: DevPki) -> None:
    issued = pki.issue_person(Person("Nguyễn Thị Ánh", "cb-7", "SỞ Y TẾ", "Phòng TCHC"), NOW, "ec")
    subject = issued.certificate.subject
    assert _names(subject, NameOID.COMMON_NAME) == ["Nguyễn Thị Ánh"]
    assert _names(subject, NameOID.SERIAL_NUMBER) == ["cb-7"]
    assert _names(subject, NameOID.ORGANIZATION_NAME) == ["SỞ Y TẾ"]
    assert "Phòng TCHC" in _names(subject, NameOID.ORGANIZATIONAL_UNIT_NAME)


def test_every_certificate_says_where_its_issuer_and_its_list_are(pki: DevPki) -> None:
    issued = pki.issue_agency("SỞ Y TẾ", NOW, "ec")
    for certificate, name in ((issued.certificate, "issuing"), (issued.chain[0], "root")):
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
        (issuer,) = access.value
        assert issuer.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        assert issuer.access_location.value == f"{URL}{name}.cer"
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints)
        assert [p.value for p in points.value[0].full_name or ()] == [f"{URL}{name}.crl"]
        assert (pki.directory / f"{name}.cer").exists()
        assert (pki.directory / f"{name}.crl").exists()


def test_nobody_outlives_his_authority(pki: DevPki) -> None:
    late = NOW + timedelta(days=365 * 9)
    issued = pki.issue_agency("SỞ Y TẾ", late, "ec")
    assert issued.certificate.not_valid_after_utc == issued.chain[0].not_valid_after_utc


def test_a_revocation_outlives_a_restart(tmp_path: Path) -> None:
    first = create_dev_pki(tmp_path, NOW, URL)
    gone = first.issue_agency("SỞ Y TẾ", NOW, "ec")
    first.revoke(gone.certificate, NOW)
    create_dev_pki(tmp_path, NOW + timedelta(days=1), URL)
    crl = x509.load_der_x509_crl((tmp_path / "issuing.crl").read_bytes())
    assert crl.get_revoked_certificate_by_serial_number(gone.certificate.serial_number)


# --- anchors and chains


def test_anchors_are_read_from_a_bundle_without_doubles(pki: DevPki) -> None:
    assert load_anchors(pki.trust_pem + pki.trust_pem) == pki.anchors


@pytest.mark.parametrize("pem", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\n!\n"])
def test_what_is_no_bundle_is_refused(pem: bytes) -> None:
    with pytest.raises(CertificateUnusableError, match="PEM"):
        load_anchors(pem)


def test_a_person_is_no_anchor(chancery: Chancery) -> None:
    with pytest.raises(CertificateUnusableError, match="authority"):
        load_anchors(chancery.leader.certificate.public_bytes(Encoding.PEM))


def test_a_chain_is_built_whatever_the_order_of_what_is_at_hand(chancery: Chancery) -> None:
    leaf, chain = chancery.leader.der, chancery.leader.chain_der
    for pool in (chain, chain[::-1], (chancery.agency.der, *chain)):
        assert build_chain(leaf, pool, chancery.pki.anchors) == (leaf, *chain)


def test_without_the_authority_between_there_is_no_chain(chancery: Chancery) -> None:
    with pytest.raises(CertificateUnusableError, match="anchor"):
        build_chain(chancery.leader.der, (), chancery.pki.anchors)


def test_another_authority_of_the_same_name_is_not_ours(chancery: Chancery, pki: DevPki) -> None:
    with pytest.raises(CertificateUnusableError, match="anchor"):
        build_chain(chancery.leader.der, chancery.leader.chain_der, pki.anchors)


def test_a_person_issues_nothing(chancery: Chancery) -> None:
    assert not is_one_chain((chancery.leader.der, chancery.agency.der))
    assert is_one_chain((chancery.leader.der,))
    assert is_one_chain((chancery.leader.der, *chancery.leader.chain_der))
    assert not is_one_chain(())
