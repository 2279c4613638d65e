"""What is changed behind the last signature, object by object, in a well-formed revision."""

from __future__ import annotations

from functools import partial
from typing import Final

from signing.verify.codes import Code
from tests.hostile.corpus.kit import (
    BLACK,
    a_stream,
    add,
    amended,
    attack,
    foreign,
    later,
    number_of,
    once,
    size_of,
    text_of,
)

_PAGE, _ROOT, _TREE = b"/Type /Page\n", b"/Type /Catalog", b"/Type /Pages"
_FORM, _SEAL, _SIGNED = b"/SigFlags 3", b"/T (DauCoQuan)", b"/T (ChuKyCaNhan)"

# Where, what stood there, what stands there now, and why that is refused.
_EDITS: Final = {
    "page_box": (_PAGE, b"[ 0 0 595 842 ]", b"[ 0 0 595 400 ]", Code.CHANGED_PAGE),
    "crop_box": (_PAGE, b"/MediaBox", b"/CropBox [0 0 99 99] /MediaBox", Code.CHANGED_PAGE),
    "rotation": (_PAGE, b"/MediaBox", b"/Rotate 180 /MediaBox", Code.CHANGED_PAGE),
    "user_unit": (_PAGE, b"/MediaBox", b"/UserUnit 9 /MediaBox", Code.CHANGED_PAGE),
    "transition": (_PAGE, b"/MediaBox", b"/Trans <</S /Fly>> /MediaBox", Code.CHANGED_PAGE),
    "page_action": (_PAGE, b"/MediaBox", b"/AA <</O <</S/Launch>>>> /MediaBox", Code.CHANGED_PAGE),
    "page_group": (_PAGE, b"/MediaBox", b"/Group <</S/Transparency>> /MediaBox", Code.CHANGED_PAGE),
    "page_metadata": (_PAGE, b"/MediaBox", b"/Metadata 3 0 R /MediaBox", Code.CHANGED_PAGE),
    "two_contents": (_PAGE, b"/Contents 7 0 R", b"/Contents [7 0 R 7 0 R]", Code.CHANGED_PAGE),
    "no_contents": (_PAGE, b"/Contents 7 0 R", b"/Contents null", Code.CHANGED_PAGE),
    "unlisted_seal": (_PAGE, b"18 0 R", b"", Code.CHANGED_ANNOTATION),
    "widgets_turned_round": (_PAGE, b"12 0 R 15 0 R", b"15 0 R 12 0 R", Code.CHANGED_ANNOTATION),
    "widget_twice": (_PAGE, b"12 0 R 15", b"12 0 R 12 0 R 15", Code.CHANGED_ANNOTATION),
    "page_twice": (_TREE, b"[ 6 0 R ]", b"[ 6 0 R 6 0 R ]", Code.CHANGED_PAGE),
    "page_count": (_TREE, b"/Count 1", b"/Count 0", Code.CHANGED_PAGE),
    "inherited_rotation": (_TREE, b"/Count 1", b"/Count 1 /Rotate 90", Code.CHANGED_PAGE),
    "open_action": (_ROOT, b"/Pages", b"/OpenAction [6 0 R /Fit] /Pages", Code.CHANGED_CATALOG),
    "catalog_action": (_ROOT, b"/Pages", b"/AA <</WS <</S/URI>>>> /Pages", Code.CHANGED_CATALOG),
    "catalog_uri": (_ROOT, b"/Pages", b"/URI <</Base(http://x)>> /Pages", Code.CHANGED_CATALOG),
    "layers": (_ROOT, b"/Pages", b"/OCProperties <</OCGs[]>> /Pages", Code.CHANGED_CATALOG),
    "dests": (_ROOT, b"/Pages", b"/Dests <<>> /Pages", Code.CHANGED_CATALOG),
    "outlines": (_ROOT, b"/Pages", b"/Outlines <<>> /Pages", Code.CHANGED_CATALOG),
    "labels": (_ROOT, b"/Pages", b"/PageLabels <</Nums[]>> /Pages", Code.CHANGED_CATALOG),
    "threads": (_ROOT, b"/Pages", b"/Threads [] /Pages", Code.CHANGED_CATALOG),
    "language": (_ROOT, b"/Pages", b"/Lang (xx) /Pages", Code.CHANGED_CATALOG),
    "viewer": (_ROOT, b"/Pages", b"/ViewerPreferences <<>> /Pages", Code.CHANGED_CATALOG),
    "collection": (_ROOT, b"/Pages", b"/Collection <<>> /Pages", Code.CHANGED_CATALOG),
    "associated_file": (_ROOT, b"/Pages", b"/AF [] /Pages", Code.CHANGED_CATALOG),
    "requirements": (_ROOT, b"/Pages", b"/Requirements [] /Pages", Code.CHANGED_CATALOG),
    "structure": (_ROOT, b"/Pages", b"/StructTreeRoot <<>> /Pages", Code.CHANGED_CATALOG),
    "version": (_ROOT, b"/Version /1.7", b"/Version /2.0", Code.CHANGED_CATALOG),
    "extensions": (_ROOT, b"/ExtensionLevel 1", b"/ExtensionLevel 9", Code.CHANGED_CATALOG),
    "output_intent": (_ROOT, b"(sRGB)", b"(CMYK)", Code.CHANGED_CATALOG),
    "metadata": (_ROOT, b"/Metadata 3 0 R", b"/Metadata 2 0 R", Code.CHANGED_METADATA),
    "xfa": (_FORM, b"/SigFlags 3", b"/SigFlags 3 /XFA []", Code.CHANGED_FORM),
    "need_appearances": (_FORM, b"/SigFlags", b"/NeedAppearances true/SigFlags", Code.CHANGED_FORM),
    "sig_flags": (_FORM, b"/SigFlags 3", b"/SigFlags 0", Code.CHANGED_FORM),
    "calculation_order": (_FORM, b"/SigFlags", b"/CO [12 0 R]/SigFlags", Code.CHANGED_FORM),
    "field_unlisted": (_FORM, b"18 0 R", b"", Code.CHANGED_FORM),
    "signed_field_unlisted": (_FORM, b"12 0 R ", b"", Code.SIGNATURE_REMOVED),
    "fields_turned_round": (_FORM, b"12 0 R 15 0 R", b"15 0 R 12 0 R", Code.CHANGED_FORM),
    "no_form": (_ROOT, b"/AcroForm 9 0 R", b"", Code.SIGNATURE_REMOVED),
    "other_form": (_ROOT, b"/AcroForm 9 0 R", b"/AcroForm <</Fields[]>>", Code.SIGNATURE_REMOVED),
    "no_evidence": (_ROOT, b"/DSS 25 0 R", b"", Code.CHANGED_EVIDENCE),
    "seal_moved": (_SEAL, b"/Rect [ 306", b"/Rect [ 106", Code.CHANGED_FIELD),
    "seal_for_another": (_SEAL, b"/SV 16 0 R", b"/SV 10 0 R", Code.CHANGED_FIELD),
    "seal_without_seed": (_SEAL, b"/SV 16 0 R", b"", Code.CHANGED_FIELD),
    "seal_of_another_role": (_SEAL, b"/Role /agency", b"/Role /personal", Code.CHANGED_FIELD),
    "seal_renamed": (_SEAL, b"(DauCoQuan)", b"(DauKhac)", Code.CHANGED_FIELD),
    "seal_is_a_button": (_SEAL, b"/FT /Sig", b"/FT /Btn", Code.CHANGED_FIELD),
    "seal_with_action": (_SEAL, b"/FT /Sig", b"/A <</S/URI>> /FT /Sig", Code.CHANGED_FIELD),
    "seal_with_script": (_SEAL, b"/FT /Sig", b"/AA <</U <<>>>> /FT /Sig", Code.CHANGED_FIELD),
    "seal_with_kids": (_SEAL, b"/FT /Sig", b"/Kids [12 0 R] /FT /Sig", Code.SHARED_VALUE),
    "seal_with_state": (_SEAL, b"/FT /Sig", b"/AS /Off /FT /Sig", Code.CHANGED_FIELD),
    "seal_in_a_layer": (_SEAL, b"/FT /Sig", b"/OC <</Type/OCG>> /FT /Sig", Code.CHANGED_FIELD),
    "signature_hidden": (_SIGNED, b"/F 132", b"/F 2", Code.CHANGED_FIELD),
    "signature_not_printed": (_SIGNED, b"/F 132", b"/F 128", Code.CHANGED_FIELD),
    "signature_moved": (_SIGNED, b"/Rect [ 366", b"/Rect [ 66", Code.CHANGED_FIELD),
    "signature_renamed": (_SIGNED, b"(ChuKyCaNhan)", b"(ChuKyKhac)", Code.CHANGED_FIELD),
    "signature_taken_out": (_SIGNED, b"/V 23 0 R", b"", Code.SIGNATURE_REMOVED),
    "signature_null": (_SIGNED, b"/V 23 0 R", b"/V null", Code.SIGNATURE_REMOVED),
    "signature_is_text": (_SIGNED, b"/V 23 0 R", b"/V (da ky)", Code.MALFORMED_SIGNATURE),
    "signature_field_is_text": (_SIGNED, b"/FT /Sig", b"/FT /Tx", Code.SIGNATURE_REMOVED),
    "signature_with_other_look": (_SIGNED, b"/N 22 0 R", b"/N 14 0 R", Code.CHANGED_FIELD),
    "signature_with_down_look": (_SIGNED, b"/N 22 0 R", b"/N 22 0 R /D 7 0 R", Code.CHANGED_FIELD),
    "signature_with_tooltip": (_SIGNED, b"/TU (", b"/TU (x", Code.CHANGED_FIELD),
}
for _name, (_marker, _old, _new, _code) in _EDITS.items():
    add(__name__, _name, _code, partial(amended, once(), _marker, _old, _new))


def _named(entry: bytes) -> bytes:
    """Something in a name tree of the catalog."""
    root = number_of(once(), _ROOT)
    text = text_of(once(), root).replace(b"/Pages", b"/Names <<%s>> /Pages" % entry)
    script = b"<</S/JavaScript/JS(app.alert(1))>>"
    return later(once(), {root: text, size_of(once()): script})


for _tree in ("JavaScript", "EmbeddedFiles", "Dests", "AP", "Pages", "Templates", "URLS"):
    add(
        __name__,
        f"name_tree_{_tree.lower()}",
        Code.CHANGED_CATALOG,
        partial(_named, b"/%s <</Names [(a) %d 0 R]>>" % (_tree.encode(), size_of(once()))),
    )


@attack(Code.CHANGED_METADATA)
def xmp_overwritten() -> bytes:
    return later(once(), {3: a_stream(b"<x/>", b"/Type/Metadata/Subtype/XML")})


@attack(Code.CHANGED_METADATA)
def title_overwritten() -> bytes:
    return later(once(), {2: b"<</Title(999)>>"})


@attack(Code.CHANGED_METADATA)
def another_information_dictionary() -> bytes:
    fresh = size_of(once())
    return later(once(), {fresh: b"<</Title(999)>>"}, {"Info": f"{fresh} 0 R"})


@attack(Code.CHANGED_OTHERWISE)
def colour_profile_overwritten() -> bytes:
    return later(once(), {4: a_stream(b"none", b"/N 3")})


@attack(Code.CHANGED_FIELD)
def look_of_the_signature_overwritten() -> bytes:
    shown = a_stream(BLACK, b"/Type/XObject/Subtype/Form/BBox[0 0 127 56]")
    return later(once(), {22: shown})


@attack(Code.CHANGED_FIELD)
def picture_in_the_look_overwritten() -> bytes:
    picture = (
        b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    )
    return later(once(), {21: a_stream(b"\0", picture)})


@attack(Code.CHANGED_FIELD)
def seed_of_the_seal_overwritten() -> bytes:
    return later(once(), {16: text_of(once(), 10)})


@attack(Code.CHANGED_EVIDENCE)
def evidence_overwritten() -> bytes:
    return later(once(), {30: a_stream(b"no list")})


@attack(Code.CHANGED_EVIDENCE)
def evidence_that_is_a_page_content() -> bytes:
    return amended(once(), b"/Type /DSS", b"/Certs [", b"/Certs [ 7 0 R")


@attack(Code.CHANGED_EVIDENCE)
def a_script_among_the_evidence() -> bytes:
    return amended(once(), b"/Type /DSS", b"/Type /DSS", b"/Type /DSS /JS (app.alert(1))")


@attack(Code.CHANGED_EVIDENCE)
def evidence_thinned_out() -> bytes:
    return amended(once(), b"/Type /DSS", b"/CRLs [ 30 0 R", b"/CRLs [")


@attack(Code.CHANGED_PAGE)
def a_strangers_page_turned() -> bytes:
    return amended(foreign(), b"/Type /Page\n", b"/MediaBox", b"/Rotate 90 /MediaBox")


@attack(Code.CHANGED_CATALOG)
def a_strangers_paper_opens_with_an_action() -> bytes:
    return amended(foreign(), _ROOT, b"/Pages", b"/OpenAction <</S/JavaScript>> /Pages")


@attack(Code.CHANGED_FIELD)
def a_strangers_signature_moved() -> bytes:
    return amended(foreign(), b"/T (Nguoi)", b"/Rect [", b"/Rect [ 9 9 9 9 ] /Old [")


@attack(Code.CHANGED_EVIDENCE)
def a_strangers_evidence_poisoned() -> bytes:
    pdf = foreign()
    fresh = size_of(pdf)
    store = number_of(pdf, b"/CRLs")
    text = text_of(pdf, store).replace(b"/CRLs [", b"/CRLs [ %d 0 R" % fresh)
    return later(pdf, {fresh: a_stream(BLACK), store: text})
