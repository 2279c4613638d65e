"""Revocation data over HTTP: status answers (RFC 6960) first, else lists (RFC 5280).

Only hosts that the administrator named for our anchors are ever asked, and only for chains that
already end at one of them: an address inside a stranger's certificate must not make us call.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from typing_extensions import override

from signing.errors import CertificateUnusableError
from signing.trust.chains import issued
from signing.trust.fetching import FetchFailedError, fetch
from signing.trust.fitness import DAMAGE, load_certificate
from signing.trust.revocation import Evidence, RevocationSource, crl_evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MAX_LIST_BYTES: Final = 32 * 1024 * 1024  # a national authority's list is large
MAX_ANSWER_BYTES: Final = 64 * 1024


class HttpRevocation(RevocationSource):
    """Asks the authorities that issued a chain, if they are on the list of hosts."""

    def __init__(self, hosts: Iterable[str], timeout_seconds: float = 10.0) -> None:
        """Take the host names (without port) that may be asked."""
        self._hosts, self._timeout = frozenset(host.lower() for host in hosts), timeout_seconds

    @override
    def evidence(self, chain: Sequence[bytes], at: datetime) -> Evidence:
        found = Evidence(tuple(chain))
        for certificate, issuer in pairwise(chain):
            found = found.plus(self._of_one(certificate, issuer, at))
        return found

    def _of_one(self, certificate: bytes, issuer: bytes, at: datetime) -> Evidence:
        parsed, above = load_certificate(certificate), load_certificate(issuer)
        for url in self._allowed(_status_addresses(parsed)):
            answer = self._ask_status(url, parsed, above, at)
            if answer is not None:
                return Evidence(ocsps=(answer,))
        return crl_evidence((certificate, issuer), at, lambda one, _: self._lists(one))

    def _lists(self, certificate: x509.Certificate) -> list[bytes]:
        """Return every list that can be had; which is current and signed is judged afterwards."""
        found = []
        for url in self._allowed(_list_addresses(certificate)):
            try:
                found.append(fetch(url, None, {}, self._timeout, MAX_LIST_BYTES))
            except FetchFailedError:
                continue  # the next address may answer; none at all is RevocationUnavailable
        return found

    def _ask_status(
        self, url: str, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> bytes | None:
        """Return a good answer, or None when this responder gives none of use.

        Raises:
            CertificateUnusableError: the responder says that the certificate is revoked.
        """
        asked = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303 - RFC 5019 names it; it only identifies
        headers = {"Content-Type": "application/ocsp-request"}
        body = asked.build().public_bytes(Encoding.DER)
        try:
            answer = fetch(url, body, headers, self._timeout, MAX_ANSWER_BYTES)
            status = ocsp.load_der_ocsp_response(answer)
            usable = _is_answer(status, certificate, issuer, at)
        except (FetchFailedError, *DAMAGE):
            return None  # the list is asked next
        if usable and status.certificate_status is ocsp.OCSPCertStatus.REVOKED:
            raise CertificateUnusableError("the certificate is revoked")
        good = usable and status.certificate_status is ocsp.OCSPCertStatus.GOOD
        return answer if good else None

    def _allowed(self, urls: Iterable[str]) -> list[str]:
        return [url for url in urls if (urlsplit(url).hostname or "") in self._hosts]


def _is_answer(
    answer: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> bool:
    """Return whether the answer is about this certificate, current, and signed by who may."""
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return False
    ends = answer.next_update_utc
    current = answer.this_update_utc <= at and (ends is None or at < ends)
    about = answer.serial_number == certificate.serial_number
    return about and current and _is_signed(answer, issuer)


def _is_signed(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """RFC 6960, 4.2.2.2: by the issuer itself, or by one it delegated for this purpose."""
    delegates = [one for one in answer.certificates if _is_delegate(one, issuer)]
    return any(_verifies(answer, one) for one in (issuer, *delegates))


def _is_delegate(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except DAMAGE:
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage and issued(issuer, certificate)


def _verifies(answer: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, hashed = signer.public_key(), answer.signature_hash_algorithm
    if hashed is None:
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(hashed))
        else:
            return False
    except DAMAGE:
        return False
    return True


def _status_addresses(certificate: x509.Certificate) -> list[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except DAMAGE:
        return []
    found = [one for one in access.value if one.access_method == AuthorityInformationAccessOID.OCSP]
    names = [one.access_location for one in found]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]


def _list_addresses(certificate: x509.Certificate) -> list[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints)
    except DAMAGE:
        return []
    names = [name for point in points.value for name in point.full_name or ()]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]
