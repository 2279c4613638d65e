"""Revocation data over HTTP: status answers (RFC 6960) first, else lists (RFC 5280).

Only hosts that the administrator named are ever asked, and only for chains that already end at an
anchor of ours: an address inside a stranger's certificate must not make us call. An authority whose
certificates name no such host publishes into the folder of lists, or cannot be judged.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID
from typing_extensions import override

from signing.errors import RevocationUnavailableError
from signing.trust.fetching import FetchFailedError, Limits, fetch
from signing.trust.fitness import DAMAGE, load_certificate
from signing.trust.list_scope import list_addresses
from signing.trust.revocation import (
    CrlFolder,
    Evidence,
    RevocationSource,
    crl_evidence,
    refuse_revoked,
    usable_list,
)
from signing.trust.status import NoAnswerError, judge, question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from signing.trust.answer_cache import AnswerCache

MAX_LIST_BYTES: Final = 32 * 1024 * 1024  # a national authority's list is large
MAX_ANSWER_BYTES: Final = 64 * 1024
NONCE_BYTES: Final = 16
_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Reach:
    """Who may be asked: names of hosts, small letters, without port."""

    hosts: frozenset[str]
    private_hosts: frozenset[str] = frozenset()  # those that may lie within our own walls
    seconds: float = _SECONDS  # for each answer, from the name to the last byte

    @classmethod
    def of(
        cls, hosts: Iterable[str], private_hosts: Iterable[str] = (), seconds: float = _SECONDS
    ) -> Reach:
        """Return the reach to `hosts`, and to `private_hosts` wherever they are."""
        private = frozenset(host.lower() for host in private_hosts)
        return cls(private | {host.lower() for host in hosts}, private, seconds)

    def allowed(self, urls: Iterable[str]) -> list[str]:
        """Return the addresses that may be asked, in their order."""
        return [url for url in urls if _host(url) in self.hosts]

    def limits(self, url: str, most_bytes: int) -> Limits:
        """Return the limits of one exchange."""
        return Limits(self.seconds, most_bytes, _host(url) in self.private_hosts)


class HttpRevocation(RevocationSource):
    """Asks the authorities that issued a chain, if they are on the list of hosts."""

    def __init__(
        self,
        reach: Reach,
        cache: AnswerCache,
        folder: CrlFolder,
        nonce: Callable[[], bytes] = lambda: secrets.token_bytes(NONCE_BYTES),
    ) -> None:
        """Take who may be asked, where answers are kept, and where lists of others lie."""
        self._reach, self._cache, self._folder, self._nonce = reach, cache, folder, nonce

    @override
    def evidence(self, chain: Sequence[bytes], at: datetime) -> Evidence:
        found = Evidence(tuple(chain))
        for certificate, issuer in pairwise(chain):
            found = found.plus(self._of_one(certificate, issuer, at))
        return found

    def _of_one(self, certificate: bytes, issuer: bytes, at: datetime) -> Evidence:
        pair = load_certificate(certificate), load_certificate(issuer)
        responders = self._reach.allowed(_status_addresses(pair[0]))
        lists = self._reach.allowed(list_addresses(pair[0]))
        if not responders and not lists:
            return crl_evidence((certificate, issuer), at, lambda *_: self._folder.lists())
        refused: list[str] = []
        for ask, urls in ((self._status, responders), (self._list, lists)):
            for url in urls:
                try:
                    return ask(url, pair, at)
                except (FetchFailedError, NoAnswerError) as error:
                    refused.append(f"{_host(url)}: {error}")
        raise RevocationUnavailableError("; ".join(refused))

    def _status(
        self, url: str, pair: tuple[x509.Certificate, x509.Certificate], at: datetime
    ) -> Evidence:
        """Return a status answer, kept or fresh.

        Raises:
            FetchFailedError, NoAnswerError: this responder gives none of use.
            CertificateUnusableError: the certificate is revoked.
        """
        name = b"status " + url.encode() + b" " + pair[0].public_bytes(Encoding.DER)
        kept = self._cache.get(name, at)
        if kept is not None and _proves(kept, pair, at):
            return Evidence(ocsps=(kept,))
        nonce = self._nonce()
        body = question(*pair, nonce)
        headers = {"Content-Type": "application/ocsp-request"}
        answer = fetch(url, body, headers, self._reach.limits(url, MAX_ANSWER_BYTES))
        judge(answer, pair, at, nonce)
        self._cache.put(name, answer, at)
        return Evidence(ocsps=(answer,))

    def _list(
        self, url: str, pair: tuple[x509.Certificate, x509.Certificate], at: datetime
    ) -> Evidence:
        """Return the list of an address, kept or fresh. Raises as `_status`."""
        name = b"list " + url.encode()
        kept = self._cache.get(name, at)
        crl = usable_list(kept, pair, at) if kept is not None else None
        if crl is None:
            answer = fetch(url, None, {}, self._reach.limits(url, MAX_LIST_BYTES))
            crl = usable_list(answer, pair, at)
            if crl is None:
                raise NoAnswerError("no current list of this authority")
            self._cache.put(name, answer, at)
        refuse_revoked(pair[0], crl)
        return Evidence(crls=(crl.public_bytes(Encoding.DER),))


def _proves(kept: bytes, pair: tuple[x509.Certificate, x509.Certificate], at: datetime) -> bool:
    """Return whether a kept answer still holds. Raises CertificateUnusableError: revoked."""
    try:
        judge(kept, pair, at)
    except NoAnswerError:
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


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
