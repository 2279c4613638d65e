"""Writes the document security store (ETSI EN 319 142-1, 5.4.2): level B-LT.

It goes into a revision *after* the signature: outside judges grade a file B-T only when the store
stands in the signature's own revision, or when nothing was added to it since. So every signature
gets an entry of its own (VRI), even where a former one already brought all the data.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from signing.seal.latest import LastSignature, last_signature
from signing.seal.revision import RevisionWriter, finish_revision, start_revision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signing.trust.revocation import Evidence

_KINDS: Final = (("/Certs", "/Cert"), ("/CRLs", "/CRL"), ("/OCSPs", "/OCSP"))


def add_revocation(pdf: bytes, evidence: Evidence) -> bytes:
    """Add evidence for the latest signature, in one revision; the same PDF if nothing is new.

    Pure: the same PDF and the same evidence give the same bytes.

    Raises:
        PdfUnusableError: the file cannot be read.
        BadSignatureError: the file is not signed.
    """
    writer = start_revision(pdf)
    store = _store_of(writer)
    offered = (evidence.certificates, evidence.crls, evidence.ocsps)
    before = sum(len(store.get(many, ())) for many, _ in _KINDS)
    kept = [
        _keep(writer, store, many, ders) for (many, _), ders in zip(_KINDS, offered, strict=True)
    ]
    added = sum(len(store.get(many, ())) for many, _ in _KINDS) - before
    named = _name_signature(writer, store, last_signature(pdf), kept)
    return finish_revision(writer) if added or named else pdf


def _store_of(writer: RevisionWriter) -> generic.DictionaryObject:
    if "/DSS" not in writer.root:
        fresh = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/DSS")})
        writer.root[pdf_name("/DSS")] = writer.add_object(fresh)
        writer.update_root()
    store: generic.DictionaryObject = writer.root["/DSS"]
    writer.update_container(store)
    return store


def _keep(
    writer: RevisionWriter, store: generic.DictionaryObject, kind: str, ders: Iterable[bytes]
) -> generic.ArrayObject:
    """Put what is new into one list of the store; return references to all of `ders`."""
    kept: generic.ArrayObject = store.get(kind) or generic.ArrayObject()
    places = {bytes(kept[index].data): kept.raw_get(index) for index in range(len(kept))}
    for der in ders:
        if der not in places:
            places[der] = _stream(writer, der)
            kept.append(places[der])
    if len(kept):
        store[pdf_name(kind)] = kept
        writer.update_container(kept)
    return generic.ArrayObject([places[der] for der in ders])


def _stream(writer: RevisionWriter, der: bytes) -> generic.IndirectObject:
    stream = generic.StreamObject(stream_data=der)
    stream.compress()
    return writer.add_object(stream)


def _name_signature(
    writer: RevisionWriter,
    store: generic.DictionaryObject,
    signature: LastSignature,
    kept: list[generic.ArrayObject],
) -> bool:
    """Enter the latest signature with its data; return whether it was not there before."""
    if signature.is_timestamp:
        return False
    sha1 = hashlib.sha1(signature.contents, usedforsecurity=False)  # the standard's choice
    key = pdf_name("/" + sha1.hexdigest().upper())
    entries: generic.DictionaryObject = store.get("/VRI") or generic.DictionaryObject()
    if key in entries:
        return False
    data = {pdf_name(one): refs for (_, one), refs in zip(_KINDS, kept, strict=True) if len(refs)}
    entries[key] = writer.add_object(generic.DictionaryObject(data))
    store[pdf_name("/VRI")] = entries
    writer.update_container(entries)
    return True
