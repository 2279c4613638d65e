"""A certificate authority of one's own for a small site, whose keys are wrapped at rest.

A passphrase and a server key together open the two keys (root and issuing), for one command. The
folder `public` is what everybody may see: anchors, certificates, revocation lists. Certificates of
such an authority bind inside the site only; for outside a licensed provider is needed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID

from signing.custody import wrap
from signing.errors import (
    AlreadyRevokedError,
    AuthorityExistsError,
    AuthorityUnusableError,
    KeyUnusableError,
    PassphraseWrongError,
    RequestUnfitError,
    WrongPinError,
)
from signing.trust import own_ca_profiles as profiles
from signing.trust.fitness import DAMAGE, WEAK_HASHES, is_strong
from signing.trust.report_purpose import may_sign
from signing.trust.site_register import Line, Register

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from signing.envelope import PrivateKey

_NAMES: Final = ("root", "issuing")
_OWNER_ONLY: Final = 0o600
_ROOT_BITS: Final = 3072
TSA_ID: Final = "tsa"  # whom the register names for it; no person and no unit is called so


@dataclass(frozen=True, slots=True)
class Locks:
    """What opens the authority's keys."""

    passphrase: str
    server_key: bytes
    random_bytes: Callable[[int], bytes]  # unpredictable, such as secrets.token_bytes


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate is for: a person, or an agency as its name is printed."""

    name: str
    holder_id: str  # opaque, never a citizen's number
    organisation: str
    for_reports: bool = False  # the agency's machine that signs reports, and nothing else


class SiteCa:
    """An opened authority; make one with `create`, open it with `open_site_ca`."""

    def __init__(self, folder: Path, issuers: dict[str, profiles.Issuer]) -> None:
        """Take the folder and both issuers, as the functions below give them."""
        self._folder, self._issuers = folder, issuers
        self._register = Register(folder / "register.json")

    def issue(self, request: bytes, holder: Holder, now: datetime) -> x509.Certificate:
        """Certify the key of a request (PKCS#10, PEM), which stays with its holder.

        Raises:
            RequestUnfitError: the request is damaged, not signed by its key, or weak.
        """
        asked = _fit_request(request)
        rows = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, holder.organisation)]
        name = profiles.reporter_name(holder.name) if holder.for_reports else holder.name
        rows += [(NameOID.SERIAL_NUMBER, holder.holder_id), (NameOID.COMMON_NAME, name)]
        subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in rows])
        line = Line("", name, holder.holder_id, "", "")
        profile = profiles.REPORTER if holder.for_reports else profiles.SIGNER
        return self._certify(subject, asked, line, now, profile)

    def renew(self, serial: str, now: datetime) -> x509.Certificate:
        """Certify the same key of the same holder for another term.

        Raises:
            SerialUnknownError, AlreadyRevokedError: there is nothing to renew.
        """
        old = self._register.line(serial)
        if old.revoked:
            raise AlreadyRevokedError(old.serial)
        before = self._certificate(old.serial)
        line = Line("", old.holder, old.holder_id, "", "", renews=old.serial)
        der = before.public_bytes(Encoding.DER)
        profile = profiles.REPORTER if may_sign(der, a_report=True) else profiles.SIGNER
        return self._certify(before.subject, before, line, now, profile)

    def issue_tsa(self, now: datetime) -> tuple[PrivateKey, x509.Certificate]:
        """Make a timestamp authority of one's own, or the next one: a new key each time.

        Earlier ones are not revoked: what they stamped stays provable while they are valid.
        """
        key = _new_key()
        organisation = _organisation(self._issuers["issuing"].certificate)
        line = Line("", organisation, TSA_ID, "", "")
        subject = _title(organisation, "cấp dấu thời gian")
        return key, self._certify(subject, key, line, now, profiles.TSA)

    def revoke(
        self, serial: str, reason: str, now: datetime, since: datetime | None = None
    ) -> x509.Certificate:
        """Revoke a certificate as of now or an earlier time, publish it, return the certificate.

        Raises:
            SerialUnknownError, AlreadyRevokedError: there is nothing to revoke.
        """
        with _alone(self._folder):
            line = self._register.revoke(serial, (since or now).replace(microsecond=0), reason)
            self._publish(now)
        return self._certificate(line.serial)

    def publish(self, now: datetime) -> None:
        """Write both revocation lists anew; good for thirty days."""
        with _alone(self._folder):
            self._publish(now)

    def _publish(self, now: datetime) -> None:
        when, why = self._register.revoked()
        for name in _NAMES:
            own = (when, why) if name == "issuing" else ({}, {})
            crl = profiles.revocation_list(self._issuers[name], own[0], now, own[1])
            _replace(self._folder / "public" / f"{name}.crl", crl.public_bytes(Encoding.DER))

    def _certify(
        self,
        subject: x509.Name,
        keyed: profiles.Keyed,
        line: Line,
        now: datetime,
        profile: profiles.Profile = profiles.SIGNER,
    ) -> x509.Certificate:
        """Sign, register, keep; nothing leaves that the register does not know of."""
        made = profiles.certificate(subject, keyed, self._issuers["issuing"], profile, now)
        serial = f"{made.serial_number:x}"
        since, until = made.not_valid_before_utc.isoformat(), made.not_valid_after_utc.isoformat()
        with _alone(self._folder):
            self._register.add(replace(line, serial=serial, since=since, until=until))
            _replace(self._folder / "issued" / f"{serial}.pem", made.public_bytes(Encoding.PEM))
            self._publish(now)  # an older list cannot speak of the new certificate
        return made

    def _certificate(self, serial: str) -> x509.Certificate:
        return _load_pem(self._folder / "issued" / f"{serial}.pem")


def register_of(folder: Path) -> Register:
    """Return the register, which needs no key to be read."""
    return Register(folder / "register.json")


def create(folder: Path, name: str, base_url: str, locks: Locks, now: datetime) -> SiteCa:
    """Make an authority; `base_url` is where the folder `public` will be served.

    Raises:
        AuthorityExistsError: there is one, or the beginning of one.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=False)
    except FileExistsError as error:
        raise AuthorityExistsError(str(folder)) from error
    for part in ("public", "issued", "sealed"):
        (folder / part).mkdir(mode=0o755 if part == "public" else 0o700)
    root_key, issuing_key = _new_key(), _new_key()
    base = base_url.rstrip("/")
    above = profiles.Issuer(None, root_key, f"{base}/root")
    root = profiles.certificate(_title(name, "gốc"), root_key, above, profiles.ROOT, now)
    above = profiles.Issuer(root, root_key, f"{base}/root")
    subject = _title(name, "cấp chứng thư")
    issuing = profiles.certificate(subject, issuing_key, above, profiles.ISSUING, now)
    for part, key, certificate in zip(
        _NAMES, (root_key, issuing_key), (root, issuing), strict=True
    ):
        _keep(folder, part, (key, certificate), locks)
    _replace(folder / "public" / "trust.pem", root.public_bytes(Encoding.PEM))
    _replace(folder / "base-url", base.encode())
    register_of(folder).write(())
    made = open_site_ca(folder, locks)  # what was written can be read
    made.publish(now)
    return made


def open_site_ca(folder: Path, locks: Locks) -> SiteCa:
    """Open the authority of a folder.

    Raises:
        PassphraseWrongError: the passphrase is wrong.
        AuthorityUnusableError: nothing there, damaged, or sealed with another server key.
    """
    try:
        base = (folder / "base-url").read_text("utf-8")
        register_of(folder).lines()
        return SiteCa(folder, {name: _issuer(folder, name, base, locks) for name in _NAMES})
    except WrongPinError as error:
        raise PassphraseWrongError("wrong passphrase") from error
    except (OSError, KeyUnusableError, *DAMAGE) as error:
        raise AuthorityUnusableError(f"no usable authority in {folder}") from error


def _issuer(folder: Path, name: str, base: str, locks: Locks) -> profiles.Issuer:
    sealed = (folder / "sealed" / name).read_bytes()
    key = load_der_private_key(wrap.unseal(sealed, locks.passphrase, locks.server_key), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyUnusableError("the authority's key is of another kind")
    return profiles.Issuer(_load_pem(folder / "public" / f"{name}.pem"), key, f"{base}/{name}")


def _keep(folder: Path, name: str, made: tuple[PrivateKey, x509.Certificate], locks: Locks) -> None:
    key, certificate = made
    clear = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    sealed = wrap.seal(clear, locks.passphrase, locks.server_key, locks.random_bytes)
    _replace(folder / "sealed" / name, sealed, _OWNER_ONLY)
    public = folder / "public"
    _replace(public / f"{name}.pem", certificate.public_bytes(Encoding.PEM))
    _replace(public / f"{name}.cer", certificate.public_bytes(Encoding.DER))


def _fit_request(pem: bytes) -> x509.CertificateSigningRequest:
    """RFC 2986: signed by the key it asks for, which shows that the asker has it."""
    try:
        asked = x509.load_pem_x509_csr(pem)
        key, hashed = asked.public_key(), asked.signature_hash_algorithm
        is_whole = asked.is_signature_valid
    except DAMAGE as error:
        raise RequestUnfitError("not a certificate request") from error
    if hashed is None or hashed.name in WEAK_HASHES or not is_strong(key):
        raise RequestUnfitError("the request's key or hash is too weak")
    if not is_whole:
        raise RequestUnfitError("the request is not signed by its own key")
    return asked


def _title(name: str, what: str) -> x509.Name:
    pairs = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, name)]
    pairs.append((NameOID.COMMON_NAME, f"{name} – {what}"[:64]))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in pairs])


def _organisation(certificate: x509.Certificate | None) -> str:
    found = certificate.subject if certificate is not None else x509.Name([])
    names = found.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(names[0].value) if names else ""


def _load_pem(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, *DAMAGE) as error:
        raise AuthorityUnusableError(f"{path.name} cannot be read") from error


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_ROOT_BITS)


def _replace(path: Path, body: bytes, mode: int = 0o644) -> None:
    """Write all of a file or nothing, durably."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(fresh, how, mode), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one command at a time change the register."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
