"""The law of our own papers: who signs which field, in which order, and what each one paints.

A paper is ours when a field of ours stands in the revision of its first signature, which that
signature covers. Later revisions cannot make a paper ours, nor stop it from being ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import MDPPerm

from signing.errors import SigningError
from signing.port import FIELD_NAMES, CornerLine, FieldRole
from signing.seal import appearance, drawing
from signing.seal.corner import CORNER_ROLES, corner_box, signed_at
from signing.seal.fields import PRIVATE_KEY, reserved_fields, upper_right
from signing.seal.printed import printed_by
from signing.verify.cms import names_its_certificate
from signing.verify.codes import Code
from signing.verify.objects import entry, top_fields
from signing.verify.shape import PADES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyhanko.sign.validation import EmbeddedPdfSignature

    from signing.port import NumberAndDate, ReservedField
    from signing.seal.appearance import Printed
    from signing.seal.drawing import Stream, Value
    from signing.verify.paper import Paper

LAWFUL_ORDER: Final = (
    FieldRole.SECRETARY,
    FieldRole.CHAIR,
    FieldRole.PERSONAL,
    FieldRole.CONFIRM,
    FieldRole.NUMBER,
    FieldRole.AGENCY,
    FieldRole.APPENDIX,
    FieldRole.COPY,
    FieldRole.REPORT,
)
_NAMES: Final = frozenset(FIELD_NAMES.values())


def is_ours(paper: Paper) -> bool:
    """Whether the first signature covers a field with our name or our private entry."""
    certified = paper.at(paper.first_signed)
    return any(
        name in _NAMES or PRIVATE_KEY in reference.get_object()
        for name, reference in top_fields(certified)
    )


def reserved_in(paper: Paper) -> dict[str, ReservedField] | None:
    """Return the fields that were reserved before the first signature; None when malformed."""
    certified = paper.at(paper.first_signed)
    names = [name for name, _ in top_fields(certified)]
    try:
        found = reserved_fields(certified)
    except SigningError:
        return None
    misnamed = any(FIELD_NAMES[field.role] != name for name, field in found.items())
    return None if misnamed or len(set(names)) < len(names) else found


def paper_codes(paper: Paper, reserved: Mapping[str, ReservedField]) -> frozenset[Code]:
    """Judge certification, order and reservation: what concerns the paper as a whole."""
    codes = set()
    if not _is_certified(paper):
        codes.add(Code.NOT_CERTIFIED)
    if not _is_lawfully_reserved(reserved):
        codes.add(Code.WRONG_RESERVATION)
    roles = [reserved[s.field_name].role for s in paper.signatures if s.field_name in reserved]
    wanted = sorted((field.role for field in reserved.values()), key=LAWFUL_ORDER.index)
    if roles != wanted[: len(roles)]:
        codes.add(Code.WRONG_ORDER)
    return frozenset(codes)


def signature_codes(
    paper: Paper,
    signature: EmbeddedPdfSignature,
    reserved: Mapping[str, ReservedField],
    signer: bytes,
) -> frozenset[Code]:
    """Judge one signature of ours; `signer` is the DER of the certificate that made it."""
    field = reserved.get(str(signature.field_name))
    if field is None:
        return frozenset({Code.FOREIGN_FIELD})
    codes = set()
    if field.subject != signer:
        codes.add(Code.WRONG_SIGNER)
    if signature.sig_object["/SubFilter"] != PADES or not (
        names_its_certificate(signature) and _is_der(paper, signature)
    ):
        codes.add(Code.NOT_PADES)
    if not _paints_what_it_says(paper, signature, field):
        codes.add(Code.WRONG_APPEARANCE)
    return frozenset(codes)


def _is_der(paper: Paper, signature: EmbeddedPdfSignature) -> bool:
    """Whether the container stands in the file as it was read: PAdES asks for DER."""
    _, hole, after, _ = (int(number) for number in signature.byte_range)
    written = paper.data[hole + 1 : after - 1].decode("ascii", "replace").lower()
    return written == bytes(signature.pkcs7_content).hex()


def _is_certified(paper: Paper) -> bool:
    """The first signature certifies with P=2 (ISO 32000-1, 12.8.2.2), and no later one does."""
    first, *later = paper.signatures
    permissions = entry(paper.reader.root, "/Perms", generic.DictionaryObject())
    if "/DocMDP" not in permissions:
        return False
    certifying = permissions.raw_get("/DocMDP")
    return (
        isinstance(certifying, generic.IndirectObject)
        and certifying.reference == first.sig_field.raw_get("/V").reference
        and first.docmdp_level is MDPPerm.FILL_FORMS
        and all(one.docmdp_level is None for one in later)
    )


def _is_lawfully_reserved(reserved: Mapping[str, ReservedField]) -> bool:
    """The agency's key is nobody's own, and it also signs the header row.

    Only a paper without a seal has its number signed by the very person who signs the paper. An
    appendix file, a copy or a report has one signature, the agency's or the machine's.
    """
    if any(field.role in CORNER_ROLES for field in reserved.values()):
        return len(reserved) == 1
    by_role = {field.role: field.subject for field in reserved.values()}
    people = {by_role.get(r) for r in LAWFUL_ORDER if r not in (FieldRole.NUMBER, FieldRole.AGENCY)}
    agency, number = by_role.get(FieldRole.AGENCY), by_role.get(FieldRole.NUMBER)
    if agency is not None:
        return agency not in people and number in (agency, None)
    return number is None or number == by_role.get(FieldRole.PERSONAL)


def _paints_what_it_says(
    paper: Paper, signature: EmbeddedPdfSignature, field: ReservedField
) -> bool:
    """Make the appearance again and compare, in the revision that the signature covers."""
    signed = paper.at(signature.signed_revision)
    widget = next(ref for name, ref in top_fields(signed) if name == signature.field_name)
    try:
        painted = drawing.read(widget.get_object()["/AP"])
        said = _said(signature, field)
        if isinstance(said, CornerLine) != (field.role in CORNER_ROLES):
            return False
        if isinstance(said, CornerLine) and not _stands_and_dates(paper, signature, field, said):
            return False
        printed = _printed(said, painted)
        return painted == {"/N": appearance.make(printed, field.box, field.glyphs)}
    except (SigningError, drawing.NotADrawingError, KeyError):
        return False


def _stands_and_dates(
    paper: Paper, signature: EmbeddedPdfSignature, field: ReservedField, said: CornerLine
) -> bool:
    """Whether a line stands in the corner and tells the time that the signature claims."""
    stands = field.box == corner_box(said, upper_right(paper.at(paper.first_signed)))
    return stands and signature.self_reported_timestamp == signed_at(said)


def _said(
    signature: EmbeddedPdfSignature, field: ReservedField
) -> NumberAndDate | CornerLine | str:
    """Return what the signature says it printed, if it says it of this field.

    Raises:
        KeyError: the signature names another role.
    """
    role = drawing.read(signature.sig_object[PRIVATE_KEY]["/Role"])
    if role != drawing.Name("/" + field.role.value):
        raise KeyError("the signature was made for another field")
    return printed_by(signature.sig_object)


def _printed(said: NumberAndDate | CornerLine | str, painted: Value) -> Printed:
    """Return what to paint again: the number as said, or the very picture of the named digest.

    Raises:
        KeyError: there is no picture, or another one.
    """
    if not isinstance(said, str):
        return said
    picture = appearance.picture_in(_normal(painted))
    if picture.sha256 != said:
        raise KeyError("the picture is not the one that was signed")
    return picture


def _normal(painted: Value) -> Stream:
    match painted:
        case {"/N": drawing.Stream() as normal}:
            return normal
    raise KeyError("no normal appearance")
