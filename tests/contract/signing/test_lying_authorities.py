"""Authorities that are slow, down or lying: the paper waits with a reason, and nothing is believed.

Each is a real server on loopback.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from signing.errors import CertificateUnusableError, RevocationUnavailableError
from signing.trust import own_ca_profiles as profiles
from signing.trust.answer_cache import AnswerCache
from signing.trust.own_ca import DevPki, Person, create_dev_pki
from signing.trust.revocation import CrlFolder
from signing.trust.revocation_http import MAX_ANSWER_BYTES, MAX_LIST_BYTES, HttpRevocation, Reach
from tests.signing_pki import NOW
from tests.web_site import Answer, web_site

if TYPE_CHECKING:
    from collections.abc import Iterator

AN: Final = Person("Nguyễn Văn An", "cb-0001", "SỞ Y TẾ")
HERE: Final = "127.0.0.1"


@dataclass
class Town:
    """An authority with a responder and lists, as a test makes them behave."""

    folder: Path
    url: str
    pki: DevPki
    chain: tuple[bytes, ...] = ()
    respond: Callable[[bytes], Answer] = lambda _: (503, {}, b"")
    lists: Callable[[str], Answer] | None = None
    asked: list[str] = field(default_factory=list)

    def source(self, seconds: float = 5.0, kept: timedelta = timedelta(0)) -> HttpRevocation:
        cache = AnswerCache(self.folder / "kept", kept)
        reach = Reach.of((), [HERE], seconds)
        return HttpRevocation(reach, cache, CrlFolder(self.folder / "none"))

    def published(self, path: str) -> Answer:
        return 200, {}, (self.folder / Path(path).name).read_bytes()

    def pair(self) -> tuple[x509.Certificate, x509.Certificate]:
        first, second = (x509.load_der_x509_certificate(der) for der in self.chain[:2])
        return first, second

    @property
    def issuing(self) -> profiles.Issuer:
        return self.pki._issuing  # noqa: SLF001 - the test plays this authority

    def is_refused(self, seconds: float = 5.0) -> str:
        with pytest.raises(RevocationUnavailableError) as refused:
            self.source(seconds).evidence(self.chain, NOW)
        return str(refused.value)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    known: list[Town] = []

    def site(path: str, body: bytes) -> Answer:
        town = known[0]
        town.asked.append(path)
        if path == "/ocsp":
            return town.respond(body)
        is_root = path.endswith("root.crl")
        return town.published(path) if is_root or town.lists is None else town.lists(path)

    with web_site(site) as url:
        pki = create_dev_pki(tmp_path, NOW, f"{url}/pki")
        town = Town(tmp_path, url, pki, lists=lambda _: (503, {}, b""))
        town.chain = _with_responder(town)
        known.append(town)
        yield town


def _with_responder(town: Town) -> tuple[bytes, ...]:
    issuer = town.issuing
    person = town.pki.issue_person(AN, NOW, "ec")
    access = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{town.url}/ocsp")
    )
    point = x509.DistributionPoint(
        [x509.UniformResourceIdentifier(f"{town.url}/pki/issuing.crl")], None, None, None
    )
    built = _builder(person.certificate.subject, person.key.public_key(), issuer)
    built = built.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    built = built.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    signed = built.sign(issuer.key, hashes.SHA256())
    return (signed.public_bytes(Encoding.DER), *person.chain_der)


def _builder(
    subject: x509.Name, key: object, issuer: profiles.Issuer, days: int = 9
) -> x509.CertificateBuilder:
    assert issuer.certificate is not None
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=10))
        .not_valid_after(NOW + timedelta(days=days))
    )


def _delegate(
    issuer: profiles.Issuer, *, nocheck: bool = True, purpose: bool = True, days: int = 9
) -> profiles.Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Máy trả lời trạng thái")])
    built = _builder(name, key.public_key(), issuer, days)
    if purpose:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
        built = built.add_extension(usage, critical=False)
    if nocheck:
        built = built.add_extension(x509.OCSPNoCheck(), critical=False)
    return profiles.Issuer(built.sign(issuer.key, hashes.SHA256()), key, "")


def _says(  # noqa: PLR0913 -- each is one way to lie
    pair: tuple[x509.Certificate, x509.Certificate],
    signer: profiles.Issuer,
    asked: bytes,
    *,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    since: datetime = NOW,
    until: datetime | None = NOW + timedelta(days=1),
    nonce: bytes | None = None,
) -> bytes:
    assert signer.certificate is not None
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    built = ocsp.OCSPResponseBuilder().add_response(
        cert=pair[0],
        issuer=pair[1],
        algorithm=hashes.SHA1(),  # noqa: S303 - only identifies, RFC 5019
        cert_status=status,
        this_update=since,
        next_update=until,
        revocation_time=NOW if revoked else None,
        revocation_reason=None,
    )
    sent = ocsp.load_der_ocsp_request(asked).extensions.get_extension_for_class(x509.OCSPNonce)
    echoed = x509.OCSPNonce(nonce if nonce is not None else sent.value.nonce)
    built = built.add_extension(echoed, critical=False)
    built = built.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    built = built.certificates([signer.certificate])
    return built.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


# --- responders


def test_a_delegate_of_the_issuer_is_believed(town: Town) -> None:
    delegate = _delegate(town.issuing)
    town.respond = lambda asked: (200, {}, _says(town.pair(), delegate, asked))
    evidence = town.source().evidence(town.chain, NOW)
    assert (len(evidence.ocsps), len(evidence.crls)) == (1, 1)


@pytest.mark.parametrize("lacking", [{"nocheck": False}, {"purpose": False}, {"days": -1}], ids=str)
def test_a_delegate_that_may_not_or_no_longer_speak_is_not_believed(
    town: Town, lacking: dict[str, int]
) -> None:
    delegate = _delegate(
        town.issuing,
        nocheck=bool(lacking.get("nocheck", True)),
        purpose=bool(lacking.get("purpose", True)),
        days=lacking.get("days", 9),
    )
    town.respond = lambda asked: (200, {}, _says(town.pair(), delegate, asked))
    assert "not signed by the issuer" in town.is_refused()


def test_a_delegate_that_appointed_itself_is_not_believed(town: Town) -> None:
    stranger = profiles.Issuer(
        town.issuing.certificate, ec.generate_private_key(ec.SECP256R1()), ""
    )
    delegate = _delegate(stranger)
    town.respond = lambda asked: (200, {}, _says(town.pair(), delegate, asked))
    assert "not signed by the issuer" in town.is_refused()


def test_a_wrong_nonce_is_an_old_answer(town: Town) -> None:
    town.respond = lambda asked: (200, {}, _says(town.pair(), town.issuing, asked, nonce=b"x" * 16))
    assert "another nonce" in town.is_refused()


def test_an_answer_about_another_certificate_says_nothing(town: Town) -> None:
    other = x509.load_der_x509_certificate(_with_responder(town)[0])
    pair = other, town.pair()[1]
    town.respond = lambda asked: (200, {}, _says(pair, town.issuing, asked))
    assert "another certificate" in town.is_refused()


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (NOW - timedelta(days=2), NOW),
        (NOW + timedelta(seconds=1), NOW + timedelta(days=1)),
        (NOW - timedelta(hours=2), None),
    ],
)
def test_an_answer_of_another_time_is_stale(
    town: Town, since: datetime, until: datetime | None
) -> None:
    town.respond = lambda asked: (
        200,
        {},
        _says(town.pair(), town.issuing, asked, since=since, until=until),
    )
    assert "another time" in town.is_refused()


def test_an_unknown_certificate_is_not_a_good_one(town: Town) -> None:
    unknown = ocsp.OCSPCertStatus.UNKNOWN
    town.respond = lambda asked: (200, {}, _says(town.pair(), town.issuing, asked, status=unknown))
    assert "does not know" in town.is_refused()


def test_a_revoked_status_beats_a_list_that_is_silent(town: Town) -> None:
    town.lists = None
    revoked = ocsp.OCSPCertStatus.REVOKED
    town.respond = lambda asked: (200, {}, _says(town.pair(), town.issuing, asked, status=revoked))
    with pytest.raises(CertificateUnusableError, match="revoked"):
        town.source().evidence(town.chain, NOW)


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"Content-Type": "text/html"}, b"<html>maintenance</html>"),
        (200, {}, b""),
        (200, {}, b"0" * (MAX_ANSWER_BYTES + 1)),
        (302, {"Location": "http://127.0.0.1:9/"}, b""),
        (500, {}, b"trouble"),
    ],
    ids=["html", "nothing", "oversize", "redirect", "error"],
)
def test_what_is_no_answer_sends_us_to_the_list(town: Town, answer: Answer) -> None:
    town.respond = lambda _: answer
    assert town.is_refused().count(HERE) == 2  # the responder's reason, and the list's
    town.lists = None
    assert len(town.source().evidence(town.chain, NOW).crls) == 2


def test_a_redirect_is_never_followed(town: Town) -> None:
    town.respond = lambda _: (302, {"Location": f"{town.url}/elsewhere"}, b"")
    town.is_refused()
    assert "/elsewhere" not in town.asked


def test_an_authority_that_is_down_is_waited_for_and_asked_again(town: Town) -> None:
    town.is_refused()
    town.lists = None
    assert len(town.source().evidence(town.chain, NOW).crls) == 2


# --- lists


def test_an_oversize_list_is_cut_off(town: Town) -> None:
    town.lists = lambda _: (200, {}, b"0" * (MAX_LIST_BYTES + 1))
    assert "too large" in town.is_refused(30.0)


@pytest.mark.parametrize("kind", ["delta", "authorities", "elsewhere", "reasons", "unknown"])
def test_a_list_of_a_part_proves_nothing_of_the_rest(town: Town, kind: str) -> None:
    town.lists = lambda _: (200, {}, _partial(town.issuing, kind))
    assert "no current list" in town.is_refused()


def test_a_list_of_people_alone_speaks_of_a_person(town: Town) -> None:
    town.lists = lambda _: (200, {}, _partial(town.issuing, "people"))
    assert len(town.source().evidence(town.chain, NOW).crls) == 2


def _partial(issuer: profiles.Issuer, kind: str) -> bytes:
    assert issuer.certificate is not None
    elsewhere = [x509.UniformResourceIdentifier("http://elsewhere.example/other.crl")]
    built = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=1))
    )
    if kind == "delta":
        built = built.add_extension(x509.DeltaCRLIndicator(1), critical=True)
    elif kind == "unknown":
        strange = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.32473.1"), b"\5\0")
        built = built.add_extension(strange, critical=True)
    else:
        scope = x509.IssuingDistributionPoint(
            full_name=elsewhere if kind == "elsewhere" else None,
            relative_name=None,
            only_contains_user_certs=kind == "people",
            only_contains_ca_certs=kind == "authorities",
            only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})
            if kind == "reasons"
            else None,
            indirect_crl=False,
            only_contains_attribute_certs=False,
        )
        built = built.add_extension(scope, critical=True)
    return built.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


# --- what is kept


def test_an_answer_is_kept_for_its_while_and_shared(town: Town) -> None:
    town.respond = lambda asked: (200, {}, _says(town.pair(), town.issuing, asked))
    first = town.source(kept=timedelta(hours=1)).evidence(town.chain, NOW)
    before = len(town.asked)
    again = town.source(kept=timedelta(hours=1)).evidence(town.chain, NOW + timedelta(minutes=59))
    assert (again, len(town.asked)) == (first, before)
    town.source(kept=timedelta(hours=1)).evidence(town.chain, NOW + timedelta(minutes=60))
    assert len(town.asked) == before + 2


def test_what_is_kept_is_judged_again(town: Town) -> None:
    town.respond = lambda asked: (200, {}, _says(town.pair(), town.issuing, asked))
    source = town.source(kept=timedelta(days=30))
    source.evidence(town.chain, NOW)
    for kept in (town.folder / "kept").iterdir():
        times = kept.stat().st_mtime
        kept.write_bytes(b"forged" + kept.read_bytes())
        _set_time(kept, times)
    before = len(town.asked)
    source.evidence(town.chain, NOW)
    assert len(town.asked) == before + 2


def test_a_kept_answer_whose_own_time_is_over_is_not_used(town: Town) -> None:
    town.respond = lambda asked: (200, {}, _says(town.pair(), town.issuing, asked))
    source = town.source(kept=timedelta(days=30))
    source.evidence(town.chain, NOW)
    with pytest.raises(RevocationUnavailableError):
        source.evidence(town.chain, NOW + timedelta(days=1))


def _set_time(path: Path, seconds: float) -> None:
    os.utime(path, (seconds, seconds))
