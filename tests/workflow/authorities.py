"""A timestamp authority, a responder and its lists on one address, which a test lets fail or lie.

They stand over a planted home's own authority; certificates that ask there are issued by it.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from service.stack.layout import Layout
from signing.trust import own_ca_profiles as profiles
from signing.trust.own_ca import DevPki, Issued
from tests.homes import real_clock
from tests.web_site import Answer, web_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


HOST: Final = "localhost"  # another name than that of the home's own addresses, which nobody serves
DOWN: Final[Answer] = (503, {}, b"")
HOUR: Final = timedelta(hours=1)


@dataclass
class Authorities:
    """What is asked; each of `stamps`, `status` and `lists` is "" while all is well with it.

    Otherwise one of: down, nonce (of another question), key (of somebody else), old.
    """

    home: Layout
    url: str = ""
    stamps: str = ""
    status: str = ""
    lists: str = ""
    revoked: dict[int, datetime] = field(default_factory=dict)
    _issued: dict[int, x509.Certificate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pki = DevPki(self.home.home / "pki", "")
        self._issuer = self.pki._issuing  # noqa: SLF001 -- the test plays this authority
        self._stranger = ec.generate_private_key(ec.SECP256R1())

    @contextmanager
    def failing(self, **how: str) -> Iterator[None]:
        """Fail like this until the block ends; what was kept of earlier answers is gone."""
        self._forget()
        for name, word in how.items():
            setattr(self, name, word)
        try:
            yield
        finally:
            self.stamps = self.status = self.lists = ""

    def revoke(self, issued: Issued, at: datetime) -> None:
        """Say at the responder alone that a certificate is revoked."""
        self._forget()
        self.revoked[issued.certificate.serial_number] = at

    def issue(self, name: str) -> Issued:
        """Issue a certificate whose state is asked for here."""
        key, now = ec.generate_private_key(ec.SECP256R1()), real_clock()
        subject = profiles.distinguished_name(name)
        assert self._issuer.certificate is not None
        above = profiles.Issuer(self._issuer.certificate, self._issuer.key, f"{self.url}/issuing")
        plain = profiles.certificate(subject, key, above, profiles.SIGNER, now)
        made = self._asking_here(plain, key)
        self._issued[made.serial_number] = made
        self.pki.publish_lists(real_clock())  # an older list cannot speak of the new certificate
        chain = [self.home.home / "pki" / f"{one}.pem" for one in ("issuing", "root")]
        return Issued(
            key, made, tuple(x509.load_pem_x509_certificate(one.read_bytes()) for one in chain)
        )

    def answer(self, path: str, body: bytes) -> Answer:
        """Answer whoever asks."""
        if path == "/tsa":
            tsa = self.pki.tsa(real_clock)
            return DOWN if self.stamps else (200, {}, tsa.respond(body))
        if path == "/ocsp":
            return DOWN if self.status == "down" else (200, {}, self._status_of(body))
        return DOWN if self.lists == "down" else (200, {}, self._list())

    def _asking_here(
        self, plain: x509.Certificate, key: ec.EllipticCurvePrivateKey
    ) -> x509.Certificate:
        place = x509.UniformResourceIdentifier(f"{self.url}/ocsp")
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
        built = (
            x509.CertificateBuilder()
            .subject_name(plain.subject)
            .issuer_name(plain.issuer)
            .public_key(key.public_key())
            .serial_number(plain.serial_number)
            .not_valid_before(plain.not_valid_before_utc)
            .not_valid_after(plain.not_valid_after_utc)
        )
        for one in plain.extensions:
            mine = isinstance(one.value, x509.AuthorityInformationAccess)
            value = x509.AuthorityInformationAccess([access]) if mine else one.value
            built = built.add_extension(value, critical=one.critical)
        return built.sign(self._issuer.key, hashes.SHA256())

    def _status_of(self, body: bytes) -> bytes:
        asked = ocsp.load_der_ocsp_request(body)
        assert self._issuer.certificate is not None
        since = real_clock() - (2 * HOUR if self.status == "old" else timedelta(seconds=5))
        gone = self.revoked.get(asked.serial_number)
        built = ocsp.OCSPResponseBuilder().add_response(
            cert=self._issued[asked.serial_number],
            issuer=self._issuer.certificate,
            algorithm=hashes.SHA1(),  # noqa: S303 -- only identifies, RFC 5019
            cert_status=ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
            this_update=since,
            next_update=since + HOUR,
            revocation_time=gone,
            revocation_reason=None,
        )
        nonce = asked.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        sent = nonce[::-1] if self.status == "nonce" else nonce
        built = built.add_extension(x509.OCSPNonce(sent), critical=False)
        built = built.responder_id(ocsp.OCSPResponderEncoding.HASH, self._issuer.certificate)
        answer = built.sign(self._issuer.key, hashes.SHA256())
        return self._forged(answer) if self.status == "key" else answer.public_bytes(Encoding.DER)

    def _forged(self, answer: ocsp.OCSPResponse) -> bytes:
        """Return the same answer, signed by a key that has no right to."""
        assert isinstance(self._issuer.key, ec.EllipticCurvePrivateKey)
        while True:  # until the signature is as long as the right one; lengths stand around it
            made = self._stranger.sign(answer.tbs_response_bytes, ec.ECDSA(hashes.SHA256()))
            if len(made) == len(answer.signature):
                return answer.public_bytes(Encoding.DER).replace(answer.signature, made)

    def _list(self) -> bytes:
        key = self._stranger if self.lists == "key" else self._issuer.key
        past = profiles.CRL_DAYS * timedelta(days=1) if self.lists == "old" else HOUR
        issuer = profiles.Issuer(self._issuer.certificate, key, "")
        since = real_clock() + timedelta(seconds=1) - past if self.lists else real_clock()
        crl = profiles.revocation_list(issuer, self.revoked, since)
        return crl.public_bytes(Encoding.DER)

    def _forget(self) -> None:
        shutil.rmtree(self.home.home / "revocation", ignore_errors=True)


@contextmanager
def authorities_of(home: Layout) -> Iterator[Authorities]:
    """Serve the authorities of a home."""
    found = Authorities(home)
    with web_site(found.answer) as url:
        found.url = url.replace("127.0.0.1", HOST)
        yield found


def anchors_of(home: Layout) -> tuple[bytes, ...]:
    """Return the root of a home, DER."""
    return (_der(home.home / "pki" / "root.pem"),)


def _der(pem: Path) -> bytes:
    return x509.load_pem_x509_certificate(pem.read_bytes()).public_bytes(Encoding.DER)
