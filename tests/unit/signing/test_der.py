"""What we write as DER reads back with a library that we did not write."""

from __future__ import annotations

from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from signing import der


@given(st.integers(min_value=-(2**80), max_value=2**200))
def test_integers_are_written_as_the_library_writes_them(value: int) -> None:
    assert der.integer(value) == core.Integer(value).dump()


@given(st.integers(min_value=0, max_value=300) | st.integers(min_value=65_530, max_value=65_540))
def test_octet_strings_of_any_length_are_written_alike(length: int) -> None:
    value = b"x" * length
    assert der.octets(value) == core.OctetString(value).dump()


@given(
    st.integers(min_value=0, max_value=2),
    st.lists(st.integers(min_value=0, max_value=2**32), min_size=1, max_size=8),
)
def test_object_identifiers_are_written_alike(first: int, rest: list[int]) -> None:
    dotted = ".".join(str(arc) for arc in (first, rest[0] % 40, *rest[1:]))
    assert der.oid(dotted) == core.ObjectIdentifier(dotted).dump()


@given(st.lists(st.binary(max_size=20), max_size=6))
def test_a_set_is_sorted_whatever_the_order_of_its_parts(values: list[bytes]) -> None:
    parts = [der.octets(value) for value in values]
    assert der.set_of(*parts) == der.set_of(*reversed(parts))
    assert der.set_of(*parts).endswith(b"".join(sorted(parts)))


@given(st.lists(st.binary(max_size=20), max_size=6))
def test_a_sequence_keeps_its_order(values: list[bytes]) -> None:
    class Octets(core.SequenceOf):  # type: ignore[misc]
        _child_spec = core.OctetString

    assert Octets.load(der.sequence(*map(der.octets, values))).native == values
