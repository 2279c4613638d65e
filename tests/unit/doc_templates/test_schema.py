"""The quick look at texts finds what the whole schema finds, in right contents and in wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from doc_templates import catalog
from doc_templates.check.schema import is_fitting_text, schema_errors

WRONG: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just([]), st.just({}), st.just(""), st.just("!"),
    st.just("x" * 70_000), st.text(max_size=5),
)  # fmt: skip


def by_the_library(version: catalog.TemplateVersion, content: Any) -> list[Any]:
    checker = FormatChecker()
    plain = Draft202012Validator(catalog.schema(version), format_checker=checker)
    return told(plain.iter_errors(content))


def told(errors: Any) -> list[Any]:
    """Return where what is wrong, in an order that does not depend on how it was found."""
    return sorted((list(map(str, e.absolute_path)), e.validator, e.message) for e in errors)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys or indexes."""
    if not isinstance(value, (dict, list)):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    inner = [place for key in keys for place in places(value[key])]
    return [*((value, key) for key in keys), *inner]


@pytest.mark.parametrize("kind", catalog.kinds())
def test_every_sample_fits(kind: str) -> None:
    version = catalog.current(kind)
    assert list(schema_errors(version, catalog.sample(version))) == []


@pytest.mark.parametrize("kind", catalog.kinds())
@given(data=st.data())
def test_one_wrong_value_anywhere_is_found_as_by_the_library(
    kind: str, data: st.DataObject
) -> None:
    version = catalog.current(kind)
    content: Any = copy.deepcopy(catalog.sample(version))
    holder, key = data.draw(st.sampled_from(places(content)))
    if isinstance(holder, dict) and data.draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = data.draw(WRONG)
    assert told(schema_errors(version, content)) == by_the_library(version, content)


def test_what_is_asked_beyond_length_and_pattern_is_left_to_the_library() -> None:
    assert is_fitting_text("abc", {"type": "string", "maxLength": 3, "pattern": "^a"})
    assert not is_fitting_text("abc", {"type": "string", "maxLength": 2})
    assert not is_fitting_text("abc", {"type": "string", "pattern": "^b"})
    assert not is_fitting_text("abc", {"type": "string", "format": "date"})
    assert not is_fitting_text("abc", {"enum": ["abc"]})
    assert not is_fitting_text(3, {"type": "string"})
