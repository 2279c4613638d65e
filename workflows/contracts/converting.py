"""The wire's dataclasses to JSON and back: the SDK's rules, with each class looked into only once.

The SDK asks for the type hints of a class each time it makes one, and tries a value that is not
there as everything it could be: half a millisecond for one document, several times in each act.
What is not one of the plain cases here is left to the SDK, so that there is one set of rules.

Fields that are empty by default and still are so are not written: most of a message was `null`.
Whoever reads gets the default; so an empty default must never become something else.
"""

from __future__ import annotations

import dataclasses
import types
from enum import StrEnum
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from temporalio.converter import (
    AdvancedJSONEncoder,
    CompositePayloadConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
    JSONTypeConverter,
    value_to_type,
)
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    Decoder = Callable[[Any], Any]


class Shapes(JSONTypeConverter):
    """Makes dataclasses; leaves everything else to the SDK."""

    @override
    def to_typed_value(self, hint: Any, value: Any) -> Any:
        """Return the instance, or that it is not for us. Raises TypeError as the SDK does."""
        if not (isinstance(hint, type) and dataclasses.is_dataclass(hint)):
            return JSONTypeConverter.Unhandled
        return decoder(hint)(value)


class Filled(AdvancedJSONEncoder):
    """Writes a dataclass without the fields that hold nothing."""

    @override
    def default(self, o: Any) -> Any:
        """Return an instance as the object that is written."""
        if not dataclasses.is_dataclass(o) or isinstance(o, type):
            return super().default(o)
        fields = _empty_defaults(type(o))
        return {name: value for name, nothing in fields if (value := getattr(o, name)) != nothing}


class Payloads(CompositePayloadConverter):
    """The SDK's own converters, the one for JSON with our way to write and make dataclasses."""

    def __init__(self) -> None:
        json = JSONPlainPayloadConverter(encoder=Filled, custom_type_converters=_SHAPES)
        kept = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(json if type(c) is type(json) else c for c in kept))


@cache
def decoder(hint: Any) -> Decoder:  # noqa: ANN401 -- any type hint
    """Return what makes a value of this type from JSON data, or raises TypeError."""
    if dataclasses.is_dataclass(hint):
        return _of_dataclass(hint)
    if hint is str:
        return _text
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda value: hint(_text(value))
    if _is_union(hint) and type(None) in get_args(hint):
        return _or_none(hint)
    return lambda value: value_to_type(hint, value, _SHAPES)


@cache
def _empty_defaults(kind: Any) -> tuple[tuple[str, object], ...]:  # noqa: ANN401 -- any dataclass
    """Return each field's name with its default where that is empty, else with `_ALWAYS`."""
    found = []
    for field in dataclasses.fields(kind):
        made = field.default_factory
        default = field.default if made is dataclasses.MISSING else made()
        is_empty = default is not dataclasses.MISSING and not default
        found.append((field.name, default if is_empty else _ALWAYS))
    return tuple(found)


def _of_dataclass(hint: Any) -> Decoder:  # noqa: ANN401 -- any dataclass
    hints = get_type_hints(hint)
    fields = [(f.name, decoder(hints[f.name])) for f in dataclasses.fields(hint)]

    def make(value: Any) -> Any:  # noqa: ANN401 -- JSON data
        if not isinstance(value, dict):
            raise TypeError(f"{hint} from {type(value)}")
        values = {}
        for name, decode in fields:
            if name in value:
                try:
                    values[name] = decode(value[name])
                except Exception as err:
                    raise TypeError(f"field {name} of {hint}") from err
        return hint(**values)

    return make


def _or_none(hint: Any) -> Decoder:  # noqa: ANN401 -- any union with None
    """Look for nothing first, which is the usual case."""
    rest = tuple(arg for arg in get_args(hint) if arg is not type(None))
    decode = decoder(reduce(or_, rest))
    return lambda value: None if value is None else decode(value)


def _is_union(hint: Any) -> bool:  # noqa: ANN401 -- any type hint
    return get_origin(hint) in {Union, types.UnionType}


def _text(value: Any) -> str:  # noqa: ANN401 -- JSON data
    if not isinstance(value, str):
        raise TypeError(f"str from {type(value)}")
    return value


_SHAPES = (Shapes(),)
_ALWAYS = object()  # no value is like it
