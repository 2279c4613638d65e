"""Collects the certificates and revocation data that a file carries. Nothing is ever fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import crl, ocsp, x509
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl
from cryptography.x509.ocsp import load_der_ocsp_response

from signing.verify.objects import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.rw_common import PdfHandler

    from signing.verify.paper import Paper


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands in the document security store (ISO 32000-2, 12.8.4.3)."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    unreadable: int = 0  # entries that are not what their place says; they prove nothing


# Key in the store; a strict parser that refuses; the parser whose values are used afterwards.
_KINDS: Final[tuple[tuple[str, Callable[[bytes], object], Callable[[bytes], Any]], ...]] = (
    ("/Certs", load_der_x509_certificate, x509.Certificate.load),
    ("/CRLs", load_der_x509_crl, crl.CertificateList.load),
    ("/OCSPs", load_der_ocsp_response, ocsp.OCSPResponse.load),
)


def evidence_in(handler: PdfHandler) -> Evidence:
    """Read the store of a revision; a file without one has no evidence."""
    if "/DSS" not in handler.root:
        return Evidence()
    store = handler.root["/DSS"]
    found = [_read(store, *kind) for kind in _KINDS]
    certificates, crls, ocsps = (good for good, _ in found)
    return Evidence(certificates, crls, ocsps, sum(bad for _, bad in found))


def first_revision_with_store(paper: Paper) -> int | None:
    """Return the first revision that carries revocation data, None when no revision does."""
    for revision in range(paper.last_revision + 1):
        store = entry(paper.at(revision).root, "/DSS", {})
        if any(key in store and len(store[key]) for key in ("/CRLs", "/OCSPs")):
            return revision
    return None


def _read(
    store: generic.DictionaryObject,
    key: str,
    check: Callable[[bytes], object],
    load: Callable[[bytes], Any],
) -> tuple[tuple[Any, ...], int]:
    good, bad = [], 0
    for der in _streams(entry(store, key, ())):
        try:
            check(der)
            good.append(load(der))
        except ValueError:
            bad += 1
    return tuple(good), bad


def _streams(entries: Iterable[generic.PdfObject]) -> Iterable[bytes]:
    return (bytes(stream.get_object().data) for stream in entries)
