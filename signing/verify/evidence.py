"""Collects the certificates and revocation data that a file carries. Nothing is ever fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import crl, ocsp, x509

from signing.verify.objects import entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.rw_common import PdfHandler

    from signing.verify.paper import Paper


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands in the document security store (ISO 32000-2, 12.8.4.3)."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()


def evidence_in(handler: PdfHandler) -> Evidence:
    """Read the store of a revision; a file without one has no evidence.

    Raises:
        ValueError: an entry is not what its place says.
    """
    if "/DSS" not in handler.root:
        return Evidence()
    store = handler.root["/DSS"]
    return Evidence(
        tuple(map(x509.Certificate.load, _streams(store, "/Certs"))),
        tuple(map(crl.CertificateList.load, _streams(store, "/CRLs"))),
        tuple(map(ocsp.OCSPResponse.load, _streams(store, "/OCSPs"))),
    )


def first_revision_with_store(paper: Paper) -> int | None:
    """Return the first revision that carries revocation data, None when no revision does."""
    for revision in range(paper.last_revision + 1):
        found = evidence_in(paper.at(revision))
        if found.crls or found.ocsps:
            return revision
    return None


def _streams(store: generic.DictionaryObject, key: str) -> Iterator[bytes]:
    for stream in entry(store, key, ()):
        yield bytes(stream.get_object().data)
