"""Collects the certificates and revocation data that a file carries. Nothing is ever fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import crl, ocsp, x509
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl
from cryptography.x509.ocsp import load_der_ocsp_response
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)

from signing.verify.known import certificate_of
from signing.verify.objects import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asn1crypto import cms
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.rw_common import PdfHandler
    from pyhanko.sign.validation import EmbeddedPdfSignature

    from signing.verify.paper import Paper

_ARCHIVED: Final = "adobe_revocation_info_archival"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands in the document security store (ISO 32000-2, 12.8.4.3), or in signatures."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    unreadable: int = 0  # entries that are not what their place says; they prove nothing


# Key in the store; a strict parser that refuses; the parser whose values are used afterwards.
_KINDS: Final[tuple[tuple[str, Callable[[bytes], object], Callable[[bytes], Any]], ...]] = (
    ("/Certs", load_der_x509_certificate, certificate_of),
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


def evidence_inside(signatures: Iterable[EmbeddedPdfSignature]) -> Evidence:
    """Read the revocation data that signatures carry themselves.

    They stand in the container's list (RFC 5652, 5.1) or in Adobe's signed attribute
    (ISO 32000-2, 12.8.3.3.2). What is not what its place says proves nothing.
    """
    lists: list[bytes] = []
    answers: list[bytes] = []
    for one in signatures:
        lists += _container_lists(one.signed_data)
        found = _archived(one.signer_info)
        lists += found[0]
        answers += found[1]
    (_, *load_list), (_, *load_answer) = _KINDS[1:]
    crls, bad_lists = _good(lists, *load_list)
    ocsps, bad_answers = _good(answers, *load_answer)
    return Evidence((), crls, ocsps, bad_lists + bad_answers)


def together(one: Evidence, other: Evidence) -> Evidence:
    """Return all that either holds."""
    return Evidence(
        (*one.certificates, *other.certificates),
        (*one.crls, *other.crls),
        (*one.ocsps, *other.ocsps),
        one.unreadable + other.unreadable,
    )


def first_revision_with_store(paper: Paper) -> int | None:
    """Return the first signed revision that carries revocation data, None when none does.

    What was before the first signature is in its revision too; and the first revision of a
    linearised file has no catalog yet.
    """
    for revision in range(paper.first_signed, paper.last_revision + 1):
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
    return _good(_streams(entry(store, key, ())), check, load)


def _good(
    ders: Iterable[bytes], check: Callable[[bytes], object], load: Callable[[bytes], Any]
) -> tuple[tuple[Any, ...], int]:
    good, bad = [], 0
    for der in ders:
        try:
            check(der)
            good.append(load(der))
        except ValueError:
            bad += 1
    return tuple(good), bad


def _streams(entries: Iterable[generic.PdfObject]) -> Iterable[bytes]:
    return (bytes(stream.get_object().data) for stream in entries)


def _container_lists(data: cms.SignedData) -> list[bytes]:
    try:
        return [one.chosen.dump() for one in data["crls"] or () if one.name == "crl"]
    except (ValueError, TypeError, KeyError):
        return []


def _archived(signer: cms.SignerInfo) -> tuple[list[bytes], list[bytes]]:
    """Return the lists and the answers of the signed attribute."""
    try:
        found = find_unique_cms_attribute(signer["signed_attrs"], _ARCHIVED)
        return [one.dump() for one in found["crl"]], [one.dump() for one in found["ocsp"]]
    except (MultivaluedAttributeError, NonexistentAttributeError, ValueError, TypeError, KeyError):
        return [], []
