"""Fields that show nothing: document timestamps, and empty fields that lose their place."""

from __future__ import annotations

from typing import Final

from pyhanko.pdf_utils import generic

from signing.verify.objects import entry

_TIMESTAMP_FIELD: Final = frozenset(
    {"/FT", "/T", "/Type", "/Subtype", "/F", "/P", "/Rect", "/V", "/TU", "/AP"}
)


def _is_empty_box(widget: generic.DictionaryObject) -> bool:
    box = [float(edge) for edge in entry(widget, "/Rect", (0, 0, 0, 0))]
    return box[0] == box[2] or box[1] == box[3]


def vanishes(before: generic.DictionaryObject, after: generic.DictionaryObject) -> bool:
    """Whether an empty field that showed nothing goes on showing nothing, without a place."""
    looks = (entry(one, "/AP", generic.DictionaryObject()) for one in (before, after))
    return _is_empty_box(after) and all(map(paints_nothing, looks))


def is_invisible_timestamp(added: generic.DictionaryObject) -> bool:
    """Whether it is a document timestamp's field, without a place and without a look."""
    value = entry(added, "/V", generic.DictionaryObject())
    return (
        set(added) <= _TIMESTAMP_FIELD
        and entry(added, "/FT") == "/Sig"
        and entry(value, "/Type") == "/DocTimeStamp"
        and _is_empty_box(added)
        and paints_nothing(entry(added, "/AP", generic.DictionaryObject()))
    )


def paints_nothing(looks: generic.DictionaryObject) -> bool:
    """Whether there is no appearance, or an empty one, as EU DSS gives an invisible field."""
    faces = [looks[key] for key in looks]
    return set(looks) <= {"/N"} and all(
        isinstance(face, generic.StreamObject) and not face.data.strip() for face in faces
    )
