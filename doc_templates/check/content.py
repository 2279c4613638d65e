"""Refuses content that cannot become a correct paper. Pure; says where by JSON pointers (RFC 6901).

The schema is asked first. Then every text: composed (NFC), no control or hidden characters, and
only what the one typeface can print, because a second typeface would creep in unseen. What a
draft may still lack is a matter of the workflow's rules, not of this check.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from doc_templates import catalog
from doc_templates.check.schema import schema_errors
from doc_templates.errors import ContentInvalidError, UnknownKindError
from doc_templates.layout.registry import FORMS
from doc_templates.typeface import repertoire

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from doc_templates.port import Content, JsonValue

# Cc control, Cf format (direction overrides, zero width), Cs surrogates, Co private, Cn unassigned,
# Zl and Zp separators. All either vanish, deceive, or break a paragraph where it is not one.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check_content(kind: str, content: Content) -> catalog.TemplateVersion:
    """Return the template version that `content` is written for, when it may be rendered.

    Raises:
        UnknownKindError: the kind or the template it names does not exist.
        ContentInvalidError: the content does not fit; `places` holds sorted JSON pointers.
    """
    version = _version(kind, content)
    _refuse(_schema_places(version, content))
    _refuse([place for place, text in _texts(content, "") if not printable(text)])
    _refuse(_repeated_ids(content) + _too_wide(version, content))
    return version


def printable(text: str) -> bool:
    """Tell whether `text` is composed and the typeface can print each of its characters."""
    return unicodedata.is_normalized("NFC", text) and bool(_allowed().fullmatch(text))


@cache
def _allowed() -> re.Pattern[str]:
    """Return what a whole text must match: one question for all its letters."""
    letters = (c for c in repertoire() if unicodedata.category(c) not in _UNPRINTABLE)
    return re.compile(f"[{''.join(map(re.escape, sorted(letters)))}]*")


def _version(kind: str, content: Content) -> catalog.TemplateVersion:
    known = catalog.versions(kind)
    if content.get("kind") != kind:
        raise ContentInvalidError(("/kind",))
    name = content.get("template")
    if not isinstance(name, str):
        raise ContentInvalidError(("/template",))
    version = catalog.template(name)
    if version not in known:
        raise UnknownKindError(name)
    return version


def _refuse(places: list[str]) -> None:
    if places:
        raise ContentInvalidError(tuple(sorted(set(places))))


def _schema_places(version: catalog.TemplateVersion, content: Content) -> list[str]:
    return [_place(error) for error in schema_errors(version, content)]


def _place(error: ValidationError) -> str:
    return "".join(f"/{_escaped(str(step))}" for step in error.absolute_path)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _texts(value: JsonValue | Content, place: str) -> Iterator[tuple[str, str]]:
    """Yield every text with its pointer; keys are fixed by the schema already."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{place}/{_escaped(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{place}/{index}")


def _repeated_ids(content: Content) -> list[str]:
    """Return the places of ids used before; comments are anchored by them."""
    found = [(place, text) for place, text in _texts(content, "") if place.endswith("/id")]
    count = Counter(text for _, text in found)
    return [place for place, text in found if count[text] > 1]


def _too_wide(version: catalog.TemplateVersion, content: Content) -> list[str]:
    """Return the places of texts that must stand on one line of the form and do not fit it."""
    form = FORMS.get(version.name)
    return form.too_wide(content) if form else []
