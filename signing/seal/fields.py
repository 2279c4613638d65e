"""The signature fields of a paper, reserved before anyone signs and read back by the verifier.

A reserved field names its role and the only certificate that may fill it: required, in the seed
value dictionary (ISO 32000-1, 12.7.4.5, tables 234 and 235). Without that name a personal
certificate in the agency's field passes an ordinary validator. The blanks of the header row stand
in the field itself, so a verifier needs nothing but the file to draw the number again.
"""

from __future__ import annotations

from dataclasses import astuple
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError, PdfReadError
from pyhanko.sign.fields import (
    SigCertConstraintFlags,
    SigCertConstraints,
    SigSeedSubFilter,
    SigSeedValFlags,
    SigSeedValueSpec,
    x509_name_keyval_pairs,
)
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1

from signing.errors import FieldMissingError, PdfUnusableError
from signing.port import FIELD_NAMES, Box, FieldRole, Glyphs, ReservedField
from signing.seal.drawing import FORM, Name, Stream, Value, number, write
from signing.seal.quick import QuickReader
from signing.seal.revision import RevisionWriter, finish_revision, start_revision
from signing.seal.tooltips import TOOLTIPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyhanko.pdf_utils.rw_common import PdfHandler

PRIVATE_KEY: Final = "/TrinhKy"  # our own dictionary, in a field and in a signature
VERSION: Final = 1
_PRINTED_AND_LOCKED: Final = 0b10000100  # PDF/A wants Print; Locked keeps the widget in its place
_APPEND_ONLY: Final = 3
_DEEPEST: Final = 32  # levels of the page tree above the first page
_ABBREVIATED: Final = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
}


def reserve(pdf: bytes, fields: Sequence[ReservedField]) -> bytes:
    """Return the PDF with one empty signature field for each of `fields`, in that order.

    Raises:
        PdfUnusableError: damaged, encrypted, no such page, or one of these fields is there already.
    """
    writer = start_revision(pdf)
    writer.register_extension(ESIC_EXTENSION_1)  # it announces the structures of PAdES
    writer.update_root()
    form = _form_of(writer)
    if {name for name, _ in sig_fields(writer)} & {FIELD_NAMES[field.role] for field in fields}:
        raise PdfUnusableError("a field of that name is already there")
    for field in fields:
        form["/Fields"].append(_add(writer, field))
    return finish_revision(writer)


def field_object(handler: PdfHandler, role: FieldRole) -> generic.IndirectObject:
    """Return the reference to a role's field.

    Raises:
        FieldMissingError: the paper has no such field.
    """
    for name, reference in sig_fields(handler):
        if name == FIELD_NAMES[role]:
            return reference
    raise FieldMissingError(f"no field {FIELD_NAMES[role]}")


def reserved_fields(handler: PdfHandler) -> dict[str, ReservedField]:
    """Return the reserved fields of a paper by name, in their order. Read-only: a reader will do.

    Raises:
        FieldMissingError: a field with our private entry is malformed.
    """
    ours = [(name, ref) for name, ref in sig_fields(handler) if PRIVATE_KEY in ref.get_object()]
    pages = _pages_of_widgets(handler) if ours else {}
    if not {ref.reference for _, ref in ours} <= set(pages):
        raise FieldMissingError("a reserved field stands on no page")
    return {name: _read(ref.get_object(), pages[ref.reference]) for name, ref in ours}


def reserved_field(handler: PdfHandler, role: FieldRole) -> ReservedField:
    """Return one reserved field of a paper. Raises FieldMissingError as `reserved_fields`."""
    reference = field_object(handler, role)
    pages = _pages_of_widgets(handler)
    if reference.reference not in pages:
        raise FieldMissingError(f"the field {FIELD_NAMES[role]} stands on no page")
    return _read(reference.get_object(), pages[reference.reference])


def has_signatures(handler: PdfHandler) -> bool:
    """Return whether any field of the paper is signed."""
    return any("/V" in reference.get_object() for _, reference in sig_fields(handler))


def read_field(field: generic.DictionaryObject, page: int) -> ReservedField:
    """Read one reserved field from its dictionary; `page` counts from 0.

    Raises:
        FieldMissingError: it is not a field as `reserve` writes it.
    """
    return _read(field, page)


def upper_right(handler: PdfHandler) -> tuple[float, float]:
    """Return the upper right corner of the first page, in pt.

    Raises:
        PdfUnusableError: the page is turned, or says nothing of its size.
    """
    first = next(_page_references(handler), None)
    node = generic.DictionaryObject() if first is None else first.get_object()
    found: dict[str, Any] = {}  # pyHanko types no members
    for _ in range(_DEEPEST):
        found = {key: node[key] for key in ("/MediaBox", "/Rotate") if key in node} | found
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    try:
        edges = [float(edge) for edge in found["/MediaBox"]]
        turned = int(found.get("/Rotate", 0))
    except (KeyError, TypeError, ValueError) as error:
        raise PdfUnusableError("the first page has no size") from error
    if turned or len(edges) != 4:  # noqa: PLR2004 - the sides of a rectangle
        raise PdfUnusableError("the first page is turned, or has no size")
    return max(edges[0], edges[2]), max(edges[1], edges[3])


def _form_of(writer: RevisionWriter) -> generic.DictionaryObject:
    """Return the document's form, made if need be, marked as append-only."""
    if "/AcroForm" not in writer.root:
        fresh = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        writer.root[pdf_name("/AcroForm")] = writer.add_object(fresh)
    form: generic.DictionaryObject = writer.root["/AcroForm"]
    form.setdefault(pdf_name("/Fields"), generic.ArrayObject())
    form[pdf_name("/SigFlags")] = generic.NumberObject(_APPEND_ONLY)
    form.pop(pdf_name("/NeedAppearances"), None)
    writer.update_container(form)
    writer.update_container(form["/Fields"])
    return form


def _add(writer: RevisionWriter, field: ReservedField) -> generic.IndirectObject:
    page = _page(writer, field.box.page)
    widget = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.pdf_string(FIELD_NAMES[field.role]),
            pdf_name("/TU"): generic.pdf_string(TOOLTIPS[field.role]),
            pdf_name("/F"): generic.NumberObject(_PRINTED_AND_LOCKED),
            pdf_name("/P"): page,
            pdf_name("/Rect"): _rectangle(field.box, writer),
            pdf_name("/SV"): writer.add_object(_seed(field.subject)),
            pdf_name("/AP"): _empty_appearance(field.box, writer),
            pdf_name(PRIVATE_KEY): _private(field, writer),
        }
    )
    reference = writer.add_object(widget)
    writer.register_annotation(page, reference)
    return reference


def _page(writer: RevisionWriter, index: int) -> generic.IndirectObject:
    try:
        page: generic.IndirectObject = writer.find_page_for_modification(index)[0]
    except PdfError as error:
        raise PdfUnusableError(f"the paper has no page {index + 1}") from error
    return page


def _rectangle(box: Box, writer: RevisionWriter) -> generic.PdfObject:
    return write(tuple(number(edge) for edge in (box.x1, box.y1, box.x2, box.y2)), writer)


def _empty_appearance(box: Box, writer: RevisionWriter) -> generic.DictionaryObject:
    """Paint nothing yet; PDF/A wants an appearance even so (ISO 19005-2, 6.3.3)."""
    size = (Decimal(0), Decimal(0), number(box.x2 - box.x1), number(box.y2 - box.y1))
    blank = write(Stream({**FORM, "/BBox": size, "/Resources": {}}, b""), writer)
    return generic.DictionaryObject({pdf_name("/N"): blank})


def _private(field: ReservedField, writer: RevisionWriter) -> generic.PdfObject:
    entries: dict[str, Value] = {"/Version": Decimal(VERSION)}
    entries["/Role"] = Name("/" + field.role.value)
    if field.glyphs is not None:
        entries["/Glyphs"] = tuple(number(place) for place in astuple(field.glyphs))
    return write(entries, writer)


def _seed(certificate: bytes) -> generic.DictionaryObject:
    """Return the seed value dictionary: certificate, name, PAdES and SHA-256, all required."""
    subject = x509.Certificate.load(certificate)
    flags = SigCertConstraintFlags.SUBJECT | SigCertConstraintFlags.SUBJECT_DN
    spec = SigSeedValueSpec(
        flags=SigSeedValFlags.SUBFILTER | SigSeedValFlags.DIGEST_METHOD,
        subfilters=[SigSeedSubFilter.PADES],
        digest_methods=["SHA256", "SHA384", "SHA512"],
        cert=SigCertConstraints(flags=flags, subjects=[subject]),
    )
    seed: generic.DictionaryObject = spec.as_pdf_object()
    seed["/Cert"][pdf_name("/SubjectDN")] = generic.ArrayObject([_subject_name(subject)])
    return seed


def _subject_name(certificate: x509.Certificate) -> generic.DictionaryObject:
    """Return the subject's name with dotted identifiers where pyHanko reads no abbreviation."""
    pairs = x509_name_keyval_pairs(certificate.subject)
    return generic.DictionaryObject(
        {pdf_name("/" + _ABBREVIATED.get(oid, oid)): generic.pdf_string(v) for oid, v in pairs}
    )


def sig_fields(handler: PdfHandler) -> Iterator[tuple[str, generic.IndirectObject]]:
    """Yield the signature fields at the top of the form: ours are never nested."""
    if "/AcroForm" not in handler.root or "/Fields" not in handler.root["/AcroForm"]:
        return
    fields: generic.ArrayObject = handler.root["/AcroForm"]["/Fields"]
    for index in range(len(fields)):
        reference, field = fields.raw_get(index), fields[index]
        if field.get("/FT") == "/Sig" and isinstance(reference, generic.IndirectObject):
            yield str(field.get("/T", "")), reference


def _pages_of_widgets(handler: PdfHandler) -> dict[generic.Reference, int]:
    """Return on which page each widget stands; pages are believed, not the widget's own /P."""
    found: dict[generic.Reference, int] = {}
    for page, place in enumerate(_page_references(handler)):
        if _is_bare(handler, place):
            continue
        annotations = place.get_object().get("/Annots", ())
        for index in range(len(annotations)):
            reference = annotations.raw_get(index)
            if isinstance(reference, generic.IndirectObject):
                found[reference.reference] = page
    return found


def _is_bare(handler: PdfHandler, page: generic.IndirectObject) -> bool:
    """Whether a page surely has no annotations; most of a long paper's have none."""
    reader = handler
    if isinstance(handler, IncrementalPdfFileWriter):
        if (page.generation, page.idnum) in handler.objects:
            return False
        reader = handler.prev
    return isinstance(reader, QuickReader) and reader.is_bare_page(page.reference)


def _page_references(handler: PdfHandler) -> Iterator[generic.IndirectObject]:
    """Yield the pages in their order, each node of the tree once.

    Raises:
        PdfReadError: a node is no reference, stands in the tree twice, or is of another type.
    """
    waiting, seen = [handler.root.raw_get("/Pages")], set()
    while waiting:
        reference = waiting.pop()
        if not isinstance(reference, generic.IndirectObject) or reference.reference in seen:
            raise PdfReadError("the page tree is no tree")
        seen.add(reference.reference)
        if _is_bare(handler, reference):
            yield reference
            continue
        node = reference.get_object()
        if node["/Type"] == "/Page":
            yield reference
        elif node["/Type"] == "/Pages":
            kids = node["/Kids"]
            waiting.extend(kids.raw_get(index) for index in reversed(range(len(kids))))
        else:
            raise PdfReadError("the page tree holds something else")


def _read(field: generic.DictionaryObject, page: int) -> ReservedField:
    try:
        ours = field[PRIVATE_KEY]
        role = FieldRole(str(ours["/Role"]).removeprefix("/"))
        glyphs = Glyphs(*(float(place) for place in ours["/Glyphs"])) if "/Glyphs" in ours else None
        edges = [float(edge) for edge in field["/Rect"]]
        (subject,) = field["/SV"]["/Cert"]["/Subject"]
        return ReservedField(role, Box(page, *edges), bytes(subject.original_bytes), glyphs)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise FieldMissingError("a reserved field is malformed") from error
