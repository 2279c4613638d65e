"""A certificate authority for development: NOT FOR PRODUCTION, and it says so in every name.

Root, issuing authority, timestamp authority, people and agencies, and the lists that revoke them.
Everything lies in one folder: public files at its top, keys apart in `keys/`, readable by their
owner only. Real signatures come from a real authority; this one lets a laptop try everything.
"""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import NameOID

from signing.envelope import PrivateKey
from signing.errors import KeyUnusableError
from signing.trust import own_ca_profiles as profiles
from signing.trust.own_tsa import OwnTsa

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KeyKind = Literal["rsa", "ec"]

_LOG: Final = logging.getLogger(__name__)
_NOTICE: Final = (
    f"{profiles.WARNING}: this folder is a development certificate authority.\n"
    "Signatures made with it bind nobody. Never add trust.pem to a real machine's roots.\n"
)
_RSA_BITS: Final = 2048
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class Person:
    """Who a personal certificate is for; `person_id` is opaque, never the citizen number."""

    name: str
    person_id: str
    organisation: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh key, its certificate, and the authorities above it (issuer first)."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def der(self) -> bytes:
        """The certificate, DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        """The authorities, DER, issuer first."""
        return tuple(issuer.public_bytes(Encoding.DER) for issuer in self.chain)

    def p12(self, password: str) -> bytes:
        """Return key and certificates as a PKCS#12 file."""
        sealing = serialization.BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(
            b"signer", self.key, self.certificate, self.chain, sealing
        )


class DevPki:
    """An opened development authority. Make one with `create_dev_pki`."""

    def __init__(self, directory: Path, base_url: str) -> None:
        """Open the folder that `create_dev_pki` filled. Raises KeyUnusableError: damaged."""
        self.directory, self._base_url = directory, base_url
        self._root, self._issuing = self._issuer("root"), self._issuer("issuing")
        self._tsa = self._issuer("tsa")

    @property
    def anchors(self) -> tuple[bytes, ...]:
        """The root, DER, as `load_anchors` gives it."""
        return (_certificate_of(self._root).public_bytes(Encoding.DER),)

    @property
    def trust_pem(self) -> bytes:
        """The root, PEM."""
        return (self.directory / "trust.pem").read_bytes()

    def issue_person(self, person: Person, now: datetime, kind: KeyKind = "rsa") -> Issued:
        """Issue a personal certificate; `now` is aware."""
        rest = [(NameOID.ORGANIZATION_NAME, person.organisation)]
        rest.append((NameOID.ORGANIZATIONAL_UNIT_NAME, person.unit))
        rest.append((NameOID.SERIAL_NUMBER, person.person_id))
        return self._issue(profiles.distinguished_name(person.name, *rest), now, kind)

    def issue_agency(self, name: str, now: datetime, kind: KeyKind = "rsa") -> Issued:
        """Issue an agency's certificate, named as it is printed (`SỞ Y TẾ TỈNH …`)."""
        organisation = (NameOID.ORGANIZATION_NAME, name)
        return self._issue(profiles.distinguished_name(name, organisation), now, kind)

    def issue_reporter(self, name: str, now: datetime, kind: KeyKind = "rsa") -> Issued:
        """Issue the certificate of a machine that signs reports of verification for an agency."""
        organisation = (NameOID.ORGANIZATION_NAME, name)
        subject = profiles.distinguished_name(profiles.reporter_name(name), organisation)
        return self._issue(subject, now, kind, profiles.REPORTER)

    def revoke(self, certificate: x509.Certificate, at: datetime) -> None:
        """Put a certificate on the issuing authority's list and publish the list."""
        with (self.directory / "revoked.txt").open("a", encoding="ascii") as revoked:
            when = at.astimezone(UTC).replace(microsecond=0).isoformat()
            revoked.write(f"{certificate.serial_number:x} {when}\n")
        self.publish_lists(at)

    def publish_lists(self, now: datetime) -> None:
        """Write both authorities' revocation lists anew; good for thirty days."""
        lists = {"root": {}, "issuing": self._revoked()}
        for name, issuer in (("root", self._root), ("issuing", self._issuing)):
            crl = profiles.revocation_list(issuer, lists[name], now)
            fresh = self.directory / f".{name}.crl.{os.getpid()}.{threading.get_ident()}"
            fresh.write_bytes(crl.public_bytes(Encoding.DER))
            fresh.replace(self.directory / f"{name}.crl")  # a reader sees the old list or the new

    def tsa(self, clock: Callable[[], datetime]) -> OwnTsa:
        """Return the timestamp authority; `clock` gives aware times."""
        above = (_certificate_of(self._issuing), _certificate_of(self._root))
        chain = tuple(certificate.public_bytes(Encoding.DER) for certificate in above)
        own = _certificate_of(self._tsa).public_bytes(Encoding.DER)
        return OwnTsa(self._tsa.key, own, chain, clock)

    def _issue(
        self,
        subject: x509.Name,
        now: datetime,
        kind: KeyKind,
        profile: profiles.Profile = profiles.SIGNER,
    ) -> Issued:
        key = _new_key(kind)
        issued = profiles.certificate(subject, key, self._issuing, profile, now)
        self.publish_lists(now)  # an older list cannot speak of the new certificate
        return Issued(key, issued, (_certificate_of(self._issuing), _certificate_of(self._root)))

    def _issuer(self, name: str) -> profiles.Issuer:
        try:
            pem = (self.directory / f"{name}.pem").read_bytes()
            key_pem = (self.directory / "keys" / f"{name}.pem").read_bytes()
            certificate = x509.load_pem_x509_certificate(pem)
            key = serialization.load_pem_private_key(key_pem, password=None)
        except (OSError, ValueError) as error:
            raise KeyUnusableError(f"the development authority's {name} is damaged") from error
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise KeyUnusableError(f"the development authority's {name} key is of another kind")
        return profiles.Issuer(certificate, key, f"{self._base_url}/{name}")

    def _revoked(self) -> dict[int, datetime]:
        path = self.directory / "revoked.txt"
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
        pairs = (line.split() for line in lines)
        return {int(serial, 16): datetime.fromisoformat(when) for serial, when in pairs}


def create_dev_pki(directory: Path, now: datetime, base_url: str) -> DevPki:
    """Make the authority in `directory`, or open the one that is there; lists are made anew.

    `now` is aware; `base_url` is where the folder's `.cer` and `.crl` files are served.
    """
    _LOG.warning("%s: development certificate authority in use", profiles.WARNING)
    base = base_url.rstrip("/")
    if not (directory / "trust.pem").exists():
        _create(directory, now, base)
    pki = DevPki(directory, base)
    pki.publish_lists(now)
    return pki


def _create(directory: Path, now: datetime, base_url: str) -> None:
    """Write everything; `trust.pem` comes last, so a broken start is begun again."""
    (directory / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
    (directory / "NOT-FOR-PRODUCTION.txt").write_text(_NOTICE, encoding="utf-8")
    root_key = _new_key("rsa")
    self_signed = profiles.Issuer(None, root_key, f"{base_url}/root")
    root_name = profiles.distinguished_name(f"{profiles.WARNING} Trình Ký root")
    root = profiles.certificate(root_name, root_key, self_signed, profiles.ROOT, now)
    _store(directory, "root", root_key, root)
    above = profiles.Issuer(root, root_key, f"{base_url}/root")
    issuing = _subordinate(directory, "issuing", above, profiles.ISSUING, now)
    _subordinate(directory, "tsa", issuing, profiles.TSA, now)
    (directory / "trust.pem").write_bytes(root.public_bytes(Encoding.PEM))


def _subordinate(
    directory: Path, name: str, issuer: profiles.Issuer, profile: profiles.Profile, now: datetime
) -> profiles.Issuer:
    key = _new_key("rsa")
    subject = profiles.distinguished_name(f"{profiles.WARNING} Trình Ký {name}")
    made = profiles.certificate(subject, key, issuer, profile, now)
    _store(directory, name, key, made)
    return profiles.Issuer(made, key, f"{issuer.url.rsplit('/', 1)[0]}/{name}")


def _store(directory: Path, name: str, key: PrivateKey, certificate: x509.Certificate) -> None:
    pem = key.private_bytes(
        Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_private(directory / "keys" / f"{name}.pem", pem)
    (directory / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (directory / f"{name}.cer").write_bytes(certificate.public_bytes(Encoding.DER))


def _write_private(path: Path, data: bytes) -> None:
    """Create the file unreadable for others from its first byte on."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, _OWNER_ONLY), "wb") as private:
        private.write(data)


def _new_key(kind: KeyKind) -> PrivateKey:
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def _certificate_of(issuer: profiles.Issuer) -> x509.Certificate:
    if issuer.certificate is None:
        raise KeyUnusableError("an authority without a certificate")
    return issuer.certificate
