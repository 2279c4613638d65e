"""What one reader takes for one thing and another reader for another, in a paper by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from signing.verify.codes import Code
from tests.hostile.corpus.kit import (
    BLACK,
    a_stream,
    add,
    attack,
    body,
    end,
    later,
    trailer_of,
)
from tests.hostile.corpus.plain import (
    CATALOG,
    FORM,
    PAGE,
    STORE,
    packed,
    revocation_list,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROWN: Final = {9: STORE}  # the one lawful revision that anybody may append
_OTHER_PAGES: Final = CATALOG.replace(b"/Pages 2", b"/Pages 40")

# The range as it is written: the bytes are the right ones, and the signature is good.
_RANGES: Final = {
    "a_comment": b"/ByteRange [0 %%x\n %s %s %s]",
    "a_sign": b"/ByteRange [+0 %s %s %s]",
    "more_zeros": b"/ByteRange [000 %s %s %s]",
    "long_numbers": b"/ByteRange [0 0000%s %s %s]",
    "an_escape": b"/Byte#52ange [0 %s %s %s]",
    "a_zero_byte": b"/ByteRange [0\0%s %s %s]",
}


def _unread(written_range: bytes) -> bytes:
    """Nobody but the library knows that this is signed, so nobody reads what follows."""
    pdf = written(written_range=written_range)
    hidden, _ = body(pdf, {4: a_stream(BLACK)})
    return later(pdf + hidden, _GROWN)


for _name, _range in _RANGES.items():
    add(
        __name__,
        f"a_range_with_{_name}",
        Code.MALFORMED_SIGNATURE,
        partial(_unread, _range),
    )

# What stands in the stream of objects, what the table names of it, how many it says.
_PACKED: Final = {
    "the_same_number_twice": (((1, CATALOG), (1, _OTHER_PAGES)), ((1, 0),), 2),
    "one_that_is_not_named": (((9, STORE), (4, b"<</Hidden true>>")), ((9, 0),), 2),
    "more_than_it_says": (((9, STORE), (1, _OTHER_PAGES)), ((9, 0),), 1),
    "fewer_than_it_says": (((9, STORE),), ((9, 0),), 3),
    "a_key_by_escape": (((1, CATALOG.replace(b"/Pages", b"/P#61ges")),), ((1, 0),), 1),
    "a_comment": (((1, CATALOG.replace(b"/Pages", b"%x\n/Pages")),), ((1, 0),), 1),
    "two_objects_for_one": (((1, CATALOG + _OTHER_PAGES),), ((1, 0),), 1),
}
for _name, (_inside, _named, _count) in _PACKED.items():
    add(
        __name__,
        f"a_stream_of_objects_with_{_name}",
        Code.FILE_STRUCTURE,
        lambda inside=_inside, named=_named, count=_count: packed(  # type: ignore[misc]
            written(), inside, named, count
        ),
    )


def _with(objects: Mapping[int, bytes], more: Mapping[str, str] | None = None) -> bytes:
    return later(written(), objects, more)


_TRAILERS: Final = {
    "a_size_that_hides_objects": {"Size": "5"},
    "a_giant_size": {"Size": "1000000000"},
    "a_fraction_of_a_size": {"Size": "70.5"},
    "a_key_of_its_own": {"Foo": "40 0 R"},
}
for _name, _more in _TRAILERS.items():
    add(
        __name__,
        f"a_trailer_with_{_name}",
        Code.FILE_STRUCTURE,
        partial(_with, _GROWN, _more),
    )

_FONT: Final = b"<</Type/Font/Subtype/Type1/BaseFont/%s>>"
_SCRIPT: Final = b"/Extensions<</ADBE<</BaseVersion/1.7/JS(x)>>>>/Pages"
_TOUCHES: Final = {
    "a_catalog_whose_type_is_text": ({1: CATALOG.replace(b"/Type/", b"/Type(/").replace(
        b"/Catalog", b"/Catalog)")}, Code.CHANGED_CATALOG),
    "a_version_that_is_text": (
        {1: CATALOG.replace(b"/Pages", b"/Version(999)/Pages")},
        Code.CHANGED_CATALOG,
    ),
    "a_script_among_extensions": (
        {1: CATALOG.replace(b"/Pages", _SCRIPT)},
        Code.CHANGED_CATALOG,
    ),
    "flags_taken_back": ({5: FORM.replace(b"3", b"1")}, Code.CHANGED_FORM),
    "a_list_that_is_a_picture_too": (
        {
            9: STORE.replace(b"10 0 R", b"10 0 R 40 0 R"),
            40: revocation_list(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
        },
        Code.CHANGED_EVIDENCE,
    ),
    "a_list_from_outside": (
        {9: STORE.replace(b"10 0 R", b"10 0 R 40 0 R"), 40: revocation_list(b"/F(http://x.vn/)")},
        Code.CHANGED_EVIDENCE,
    ),
    "a_page_content_as_one_signatures_evidence": (
        {
            9: STORE[:-2] + b"/VRI<</%s<</CRL[40 0 R]>>>>>>" % (b"A" * 40),
            40: a_stream(BLACK),
        },
        Code.CHANGED_EVIDENCE,
    ),
    "a_gap_for_somebody_later": (
        {1: CATALOG.replace(b"/Pages", b"/Extensions<</ADBE 60 0 R>>/Pages")},
        Code.CHANGED_CATALOG,
    ),
    "metadata_that_are_a_picture_too": (
        {
            1: CATALOG.replace(b"/Pages", b"/Metadata 40 0 R/Pages"),
            40: a_stream(b"<x/>", b"/Type/Metadata/Subtype/XML/BBox[0 0 9 9]"),
        },
        Code.CHANGED_OTHERWISE,
    ),
}  # fmt: skip
for _name, (_objects, _code) in _TOUCHES.items():
    add(__name__, _name, _code, partial(_with, _objects))


@attack(Code.CHANGED_OTHERWISE)
def information_that_is_a_stream() -> bytes:
    return _with({40: a_stream(BLACK)}, {"Info": "40 0 R"})


@attack(Code.CHANGED_FORM)
def the_forms_font_exchanged() -> bytes:
    form = FORM.replace(b"/SigFlags", b"/DR<</Font<</F1 %d 0 R>>>>/SigFlags")
    pdf = written({5: form % 11, 11: _FONT % b"Helvetica"})
    return later(pdf, {5: form % 40, 40: _FONT % b"Symbol"})


@attack(Code.FILE_STRUCTURE)
def an_empty_revision_behind_a_paper_by_hand() -> bytes:
    pdf = written()
    table = b"xref\n0 1\n0000000000 65535 f \n"
    return pdf + table + trailer_of(pdf) + end(len(pdf))


_NEXT: Final = b"<</S/JavaScript/JS(app.alert(1))>>"
_OUTSIDE: Final = a_stream(b"", b"/F(http://x.vn/)")
_NO_RESOURCES: Final = PAGE.replace(b"/Resources<<>>", b"")


def _resources(content: bytes) -> dict[int, bytes]:
    return {3: PAGE.replace(b"/Resources<<>>", b"/Resources<<%s>>" % content), 12: _OUTSIDE}


def _catalog(more: bytes) -> dict[int, bytes]:
    return {1: CATALOG.replace(b"/Pages", more + b"/Pages")}


_ACTIVE: Final = {
    "an_action_behind_a_harmless_one": _catalog(
        b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next %s>>" % _NEXT
    ),
    "a_script_in_an_outline": _catalog(b"/Outlines<</First<</Title(x)/A%s>>>>" % _NEXT),
    "a_collection": _catalog(b"/Collection<</View/D/D(a.pdf)>>"),
    "page_content_from_outside": {4: _OUTSIDE},
    "inherited_resources_from_outside": {
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</XObject<</A 12 0 R>>>>>>",
        3: _NO_RESOURCES,
        12: _OUTSIDE,
    },
    "a_pattern_from_outside": _resources(b"/Pattern<</A 12 0 R>>"),
    "a_glyph_from_outside": _resources(b"/Font<</A<</Subtype/Type3/CharProcs<</a 12 0 R>>>>>>"),
    "a_font_from_outside": _resources(b"/Font<</A<</FontDescriptor<</FontFile2 12 0 R>>>>>>"),
    "a_mask_from_outside": _resources(b"/ExtGState<</A<</SMask<</G 12 0 R>>>>>>"),
    "a_layer_of_marked_content": _resources(b"/Properties<</A<</Type/OCG/Name(x)>>>>"),
    "a_step_of_a_page": {3: PAGE.replace(b"/Contents", b"/PresSteps<</NA%s>>/Contents" % _NEXT)},
}
for _name, _objects in _ACTIVE.items():
    add(__name__, _name, Code.ACTIVE_CONTENT, partial(written, _objects))
