"""Every kind of key and algorithm: signed, measured, judged by others; what is weak is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from signing.algorithms import DIGESTS, Algorithm, Scheme, algorithm_for, sign_with
from signing.custody.signer import Signer
from signing.custody.unlocked import UnlockedKey
from signing.errors import AlgorithmRefusedError, BadSignatureError, CertificateUnusableError
from signing.port import FieldRole
from signing.seal.embed import check_cms, embed
from signing.seal.fields import reserve
from signing.seal.prepare import prepare, reserved_size
from signing.seal.store import add_revocation
from tests.far.strong import issue, known_key
from tests.judges.poppler import pdfsig
from tests.judges.pyhanko_own import pyhanko
from tests.signing_pki import PAPER, a_signature

if TYPE_CHECKING:
    from pathlib import Path

    from signing.algorithms import PrivateKey
    from signing.port import Prepared
    from signing.trust.own_ca import Issued
    from tests.signing_pki import Chancery

STRONG = [
    *(("rsa-2048", f"rsa-pkcs1-{digest}") for digest in DIGESTS),
    ("rsa-2048", "rsa-pss-sha256"),
    ("rsa-3072", "rsa-pss-sha384"),
    ("rsa-4096", "rsa-pss-sha512"),
    *(("p256", f"ecdsa-{digest}") for digest in DIGESTS),
    ("p384", "ecdsa-sha384"),
    ("p384", "ecdsa-sha512"),
]


def prepared_for(chancery: Chancery, issued: Issued) -> tuple[Prepared, bytes]:
    field = replace(chancery.fields()[0], subject=issued.der)
    pdf = reserve(PAPER.read_bytes(), [field])
    return prepare(pdf, chancery.order(FieldRole.PERSONAL, issued), a_signature())


def signed_by(chancery: Chancery, kind: str, name: str) -> bytes:
    """The paper with one signature at B-LT by a new key of this kind."""
    issued = issue(chancery.pki, known_key(kind), chancery.now)
    prepared, hole = prepared_for(chancery, issued)
    cms = UnlockedKey(issued.key, issued.certificate, issued.chain, name).sign(hole, prepared)
    order = chancery.order(FieldRole.PERSONAL, issued)
    assert len(cms) <= reserved_size(order) - order.token_room
    signed = embed(hole, prepared, cms, chancery.timestamper(), chancery.now)
    return add_revocation(signed, chancery.gatherer().for_last_signature(signed, chancery.now))


@pytest.mark.parametrize(("kind", "name"), STRONG)
def test_other_judges_accept_every_algorithm_and_it_fits_the_hole(
    chancery: Chancery, tmp_path: Path, kind: str, name: str
) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed_by(chancery, kind, name))
    assert [one.bottom_line for one in pyhanko(file, chancery.pki.directory / "trust.pem")] == [
        True
    ]
    [poppler] = pdfsig(file)
    assert poppler.kind == "ETSI.CAdES.detached"
    assert poppler.valid


@pytest.mark.parametrize("kind", ["rsa-1024", "p521", "k256"])
def test_a_weak_or_strange_key_signs_nothing(chancery: Chancery, kind: str) -> None:
    issued = issue(chancery.pki, known_key(kind), chancery.now)
    with pytest.raises(AlgorithmRefusedError):
        UnlockedKey(issued.key, issued.certificate)


@pytest.mark.parametrize("name", ["rsa-pkcs1-sha1", "rsa-pkcs1-md5", "ecdsa-sha256", "none", "rsa"])
def test_an_algorithm_that_is_weak_or_for_another_key_is_refused(name: str) -> None:
    with pytest.raises(AlgorithmRefusedError):
        algorithm_for(known_key("rsa-2048").public_key(), name)


def test_a_key_signs_as_is_usual_for_it() -> None:
    assert algorithm_for(known_key("rsa-2048").public_key()) == Algorithm(Scheme.PKCS1)
    assert algorithm_for(known_key("p256").public_key()) == Algorithm(Scheme.ECDSA)
    assert algorithm_for(known_key("p384").public_key()) == Algorithm(Scheme.ECDSA, "sha384")


@pytest.mark.parametrize("flaw", ["another key", "another algorithm", "other bytes", "cut short"])
def test_what_a_holder_returns_is_checked_before_it_is_used(chancery: Chancery, flaw: str) -> None:
    signer = Signer.of(chancery.leader.der, chancery.leader.chain_der)
    prepared, hole = prepared_for(chancery, chancery.leader)
    attributes = signer.to_sign(hole, prepared)
    key: PrivateKey = chancery.agency.key if flaw == "another key" else chancery.leader.key
    how = Algorithm(Scheme.PSS) if flaw == "another algorithm" else signer.algorithm
    made = sign_with(key, attributes + b"x" * (flaw == "other bytes"), how)
    with pytest.raises(BadSignatureError):
        signer.sealed(attributes, made[:-1] if flaw == "cut short" else made)


def test_a_signature_that_names_another_digest_than_its_pss_is_refused(chancery: Chancery) -> None:
    issued = issue(chancery.pki, known_key("rsa-2048"), chancery.now)
    prepared, hole = prepared_for(chancery, issued)
    key = UnlockedKey(issued.key, issued.certificate, issued.chain, "rsa-pss-sha512")
    cms = key.sign(hole, prepared)
    pss = Algorithm(Scheme.PSS, "sha512").pss_parameters
    other = pss.replace(
        bytes.fromhex("0609608648016503040203"), bytes.fromhex("0609608648016503040202")
    )
    assert check_cms(hole, prepared, cms).certificates
    assert cms.count(pss) == 1
    with pytest.raises(BadSignatureError):
        check_cms(hole, prepared, cms.replace(pss, other))


def test_something_that_is_no_certificate_makes_no_signer() -> None:
    with pytest.raises(CertificateUnusableError):
        Signer.of(b"none", ())
