"""Papers that can show one thing today and another tomorrow, inside what was signed."""

from __future__ import annotations

from functools import partial
from typing import Final

from signing.port import FieldRole
from signing.verify.codes import Code
from tests.hostile.corpus.kit import (
    FIELDS,
    THEIR_PKI,
    a_stream,
    add,
    amended,
    later,
    number_of,
    strangers,
    text_of,
    with_fields,
)
from tests.signed.samples import office

_ROOT, _PAGE = b"/Type /Catalog", b"/Type /Page\n"
_LAYER: Final = b"/OCProperties <</OCGs [40 0 R] /D <</OFF [40 0 R]>>>> /Pages"
_OUTSIDE: Final = b"/Resources << /XObject <</X 42 0 R>>"

_EDITS: Final = {
    "opens_with_a_script": (_ROOT, b"/Pages", b"/OpenAction <</S/JavaScript/JS(x)>> /Pages"),
    "opens_with_an_address": (_ROOT, b"/Pages", b"/OpenAction <</S/URI/URI(http://x)>> /Pages"),
    "opens_a_program": (_ROOT, b"/Pages", b"/OpenAction <</S/Launch/F(x)>> /Pages"),
    "sends_the_form": (_ROOT, b"/Pages", b"/OpenAction <</S/SubmitForm>> /Pages"),
    "scripts_by_name": (_ROOT, b"/Pages", b"/Names <</JavaScript <</Names[]>>>> /Pages"),
    "acts_before_printing": (_ROOT, b"/Pages", b"/AA <</WP <</S/JavaScript>>>> /Pages"),
    "a_hidden_layer": (_ROOT, b"/Pages", _LAYER),
    "a_form_of_another_kind": (b"/Fields [", b"/Fields [", b"/XFA [(x) 40 0 R] /Fields ["),
    "a_page_that_acts": (_PAGE, b"/MediaBox", b"/AA <</O <</S/JavaScript>>>> /MediaBox"),
    "a_field_that_acts": (b"/FT /Sig", b"/FT /Sig", b"/AA <</Fo <</S/JavaScript>>>> /FT /Sig"),
    "a_link_to_a_program": (_PAGE, b"/Annots [", b"/Annots [ 43 0 R"),
    "a_film": (_PAGE, b"/Annots [", b"/Annots [ 44 0 R"),
    "a_picture_from_outside": (_PAGE, b"/Resources <<", _OUTSIDE),
}
_PARTS: Final = {
    40: b"<</Type/OCG/Name(An)>>",
    42: a_stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref <</F(other.pdf)/Page 0>>"),
    43: b"<</Type/Annot/Subtype/Link/Rect[9 9 99 99]/F 4/A <</S/Launch/F(x)>>>>",
    44: b"<</Type/Annot/Subtype/Screen/Rect[9 9 99 99]/F 4>>",
}


def _prepared(pdf: bytes, marker: bytes, old: bytes, new: bytes) -> bytes:
    used = {number: text for number, text in _PARTS.items() if b"%d 0 R" % number in new}
    if not used:
        return amended(pdf, marker, old, new)
    number = number_of(pdf, marker)
    return later(pdf, {number: text_of(pdf, number).replace(old, new, 1), **used})


def _ours(marker: bytes, old: bytes, new: bytes) -> bytes:
    return office().sign_with_evidence(
        _prepared(office().blank(), marker, old, new), FieldRole.PERSONAL
    )


def _theirs(marker: bytes, old: bytes, new: bytes) -> bytes:
    pdf = _prepared(with_fields(), marker, old, new)
    return strangers().sign(pdf, THEIR_PKI.person("Người ký"), FIELDS[0])


for _name, _edit in _EDITS.items():
    add(__name__, f"ours_{_name}", Code.ACTIVE_CONTENT, partial(_ours, *_edit))
    add(__name__, f"theirs_{_name}", Code.ACTIVE_CONTENT, partial(_theirs, *_edit))
