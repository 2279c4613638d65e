"""Asks a version's JSON schema where a content does not fit it.

Most of a content are texts with nothing asked of them but a length and a pattern. The library makes
a validator anew for each; here they are looked at on the spot, and what does not fit, or is asked
for anything else, is left to the library.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import extend

from doc_templates import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    from doc_templates.port import Content

_PLAIN = frozenset({"type", "minLength", "maxLength", "pattern", "title", "description"})
_LIBRARY = Draft202012Validator.VALIDATORS


def schema_errors(version: catalog.TemplateVersion, content: Content) -> Iterator[ValidationError]:
    """Yield what the schema of a version finds wrong."""
    yield from _validator(version).iter_errors(dict(content))


def is_fitting_text(value: object, schema: object) -> bool:
    """Say whether a schema asks only for a text of some length and pattern, and `value` is one."""
    return (
        isinstance(value, str)
        and isinstance(schema, dict)
        and schema.get("type") == "string"
        and schema.keys() <= _PLAIN
        and schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        and re.search(schema.get("pattern", ""), value) is not None
    )


def _properties(
    validator: Validator, subschemas: Mapping[str, Any], instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        subschemas = {
            name: asked
            for name, asked in subschemas.items()
            if name in instance and not is_fitting_text(instance[name], asked)
        }
    yield from _LIBRARY["properties"](validator, subschemas, instance, schema)


def _items(
    validator: Validator, subschema: object, instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(instance, list) and all(is_fitting_text(item, subschema) for item in instance):
        return
    yield from _LIBRARY["items"](validator, subschema, instance, schema)


@cache
def _validator(version: catalog.TemplateVersion) -> Validator:
    own = {"properties": _properties, "items": _items}
    quick: type[Validator] = extend(Draft202012Validator, own)  # type: ignore[no-untyped-call]
    return quick(catalog.schema(version), format_checker=FormatChecker())
