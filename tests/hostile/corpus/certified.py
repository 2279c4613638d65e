"""Certified papers: comments and signatures that paint over what was certified (2021)."""

from __future__ import annotations

from functools import partial
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from signing.port import FieldRole
from signing.seal import appearance
from signing.seal.drawing import Stream
from signing.verify.codes import Code
from tests.hostile.corpus.kit import (
    BLACK,
    FIELDS,
    THEIR_PKI,
    a_stream,
    add,
    amended,
    attack,
    certified,
    foreign,
    later,
    number_of,
    once,
    size_of,
    strangers,
    text_of,
)
from tests.hostile.forger import Rogue
from tests.signed.samples import office

_COMMENTS: Final = (
    "FreeText",
    "Stamp",
    "Redact",
    "Highlight",
    "Ink",
    "Square",
    "Text",
    "FileAttachment",
    "Link",
    "Popup",
    "Watermark",
    "3D",
)
_LEVELS: Final = (MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE)


def annotated(pdf: bytes, kind: str, more: bytes = b"") -> bytes:
    """An annotation of some kind over the page, painted black."""
    page = number_of(pdf, b"/Type /Page\n")
    fresh = size_of(pdf)
    annotation = b"<</Type/Annot/Subtype/%s/Rect[50 50 500 800]/F 4/AP<</N %d 0 R>>%s>>" % (
        kind.encode(),
        fresh + 1,
        more,
    )
    shown = a_stream(BLACK, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
    text = text_of(pdf, page).replace(b"/Annots [", b"/Annots [ %d 0 R" % fresh)
    return later(pdf, {fresh: annotation, fresh + 1: shown, page: text})


for _level in _LEVELS:
    for _kind in _COMMENTS if _level is MDPPerm.ANNOTATE else _COMMENTS[:2]:
        add(
            __name__,
            f"evil_annotation_p{_level.value}_{_kind.lower()}",
            Code.CHANGED_ANNOTATION,
            partial(lambda level, kind: annotated(certified(level), kind), _level, _kind),
        )
for _kind in _COMMENTS:
    add(
        __name__,
        f"our_paper_{_kind.lower()}",
        Code.CHANGED_ANNOTATION,
        partial(annotated, once(), _kind),
    )


def sneaky(level: MDPPerm) -> bytes:
    """A second signature in a field of its own, painted over the page, by a good key."""
    pdf = certified(level)
    signed = strangers().sign(pdf, THEIR_PKI.person("Kẻ lẻn vào"), "ThemSau")
    return amended(signed, b"/T (ThemSau)", b"/Rect [ 0 0 0 0 ]", b"/Rect [ 50 50 500 800 ]")


for _level in (MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE):
    add(__name__, f"sneaky_signature_p{_level.value}", Code.CHANGED_FIELD, partial(sneaky, _level))


def beside(pdf: bytes, *edges: float) -> bytes:
    """A signature in a field of its own by somebody who heeds no certification."""
    says = office().printed(FieldRole.NUMBER)
    forger = Rogue(office(), office().agency, says=says, paints=_black_sheet())
    return forger.sign_beside(pdf, "ThemSau", _rectangle(*edges))


for _level in _LEVELS:
    add(
        __name__,
        f"sneaky_signature_over_the_page_p{_level.value}",
        Code.NOT_PERMITTED if _level is MDPPerm.NO_CHANGES else Code.FOREIGN_FIELD,
        partial(lambda level: beside(certified(level), 50, 50, 500, 800), _level),
    )


@attack(Code.FOREIGN_FIELD)
def sneaky_signature_over_the_whole_page_of_ours() -> bytes:
    return beside(once(), 0, 0, 595, 842)


@attack(Code.ADDED_FIELD)
def sneaky_signature_at_an_official_place() -> bytes:
    """So are state papers numbered: only the reader can tell, so the field is named."""
    return beside(foreign(), 90, 730, 130, 750)


def _black_sheet() -> Stream:
    honest = appearance.make(
        office().printed(FieldRole.AGENCY), office().box(FieldRole.AGENCY), None
    )
    return Stream(honest.entries, BLACK)


def _rectangle(*edges: float) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.FloatObject, edges))


@attack(Code.NOT_PERMITTED)
def a_second_signature_where_none_is_permitted() -> bytes:
    return beside(certified(MDPPerm.NO_CHANGES), 90, 730, 130, 750)


@attack(Code.CHANGED_CATALOG)
def certification_bypass_by_a_second_certification() -> bytes:
    """Another certification with wider permissions replaces the first."""
    pdf = strangers().sign(
        certified(MDPPerm.FILL_FORMS),
        THEIR_PKI.person("Cơ quan"),
        FIELDS[1],
        subfilter=SigSeedSubFilter.PADES,
    )
    value = number_of(pdf, b"/Type /Sig\n")
    return amended(pdf, b"/Perms", b"/DocMDP %d" % _certifying(pdf), b"/DocMDP %d" % value)


def _certifying(pdf: bytes) -> int:
    root = text_of(pdf, number_of(pdf, b"/Type /Catalog"))
    return int(root.split(b"/DocMDP ")[1].split()[0])


@attack(Code.CHANGED_CATALOG)
def certification_bypass_by_taking_the_permissions_away() -> bytes:
    pdf = certified(MDPPerm.NO_CHANGES)
    return amended(pdf, b"/Perms", b"/Perms", b"/Forms")


@attack(Code.CHANGED_CATALOG)
def our_certification_taken_away() -> bytes:
    return amended(once(), b"/Perms", b"/Perms", b"/Forms")


@attack(Code.NOT_WHOLE_REVISION)
def certification_bypass_by_rewriting_the_permission() -> bytes:
    """P=1 becomes P=3 in a later copy of the certifying signature."""
    pdf = certified(MDPPerm.NO_CHANGES)
    number = _certifying(pdf)
    text = text_of(pdf, number).replace(b"/P 1", b"/P 3")
    return later(pdf, {number: text})


@attack(Code.CHANGED_ANNOTATION)
def form_overlay_by_a_button() -> bytes:
    """A button without value, painted over the number."""
    return annotated(once(), "Widget", b"/FT/Btn/T(Nut)/Ff 65536/MK<</CA(999)>>")


@attack(Code.CHANGED_ANNOTATION)
def form_overlay_by_a_text_field() -> bytes:
    return annotated(certified(MDPPerm.FILL_FORMS), "Widget", b"/FT/Tx/T(Chu)/V(999)")


@attack(Code.CHANGED_FIELD)
def an_empty_field_is_given_a_face() -> bytes:
    """The field for the seal is not signed, but looks signed."""
    pdf = once()
    shown = a_stream(BLACK, b"/Type/XObject/Subtype/Form/BBox[0 0 102 102]")
    empty = text_of(pdf, number_of(pdf, b"/T (DauCoQuan)")).split(b"/N ")[1].split()[0]
    return later(pdf, {int(empty): shown})
