"""Refuses files that would take for ever, before or while the library reads them.

A few hundred bytes can name a thousand million entries, or a tree whose branches meet again so
that there are more ways through it than atoms. What an honest file never has is too complex.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from typing_extensions import override

from signing.seal.quick import QuickReader, TooManyValuesError
from signing.verify.codes import Code, NotUsableError
from signing.verify.objects import entry
from signing.verify.unpacked import MOST_VALUES, Unpacker

if TYPE_CHECKING:
    from io import BytesIO
    from typing import Any

_MOST_OBJECTS: Final = 200_000
_MOST_FIELDS: Final = 20_000
_MOST_AGAIN: Final = 100_000  # looks at objects that were read before: some 4 s
_LONG: Final = 1_000_000  # bytes
_MOST_LONG: Final = 64
_MARKS: Final = (b" ", b"\n", b"\r", b"\t", b"/", b"[", b"<<", b"(")  # one at least for each value
_MOST_SECTIONS: Final = 100_000
_TABLE_STREAM: Final = re.compile(rb"/Type[\0\t\n\f\r ]*/XRef")
_AROUND: Final = 1000  # bytes to either side in which the rest of such a dictionary is looked for
_INDEX: Final = re.compile(rb"/Index[\0\t\n\f\r ]*\[([0-9\0\t\n\f\r ]*)\]")
_SIZE: Final = re.compile(rb"/Size[\0\t\n\f\r ]+([0-9]+)")
_SECTION: Final = rb"[0-9]{1,10} [0-9]{1,10}[ \t]{0,9}[\r\n]{1,2}+"
_SECTIONS: Final = re.compile(rb"(?<=[\r\n])(?:" + _SECTION + rb")++")


def refuse_giant_tables(pdf: bytes) -> None:
    """Raise NotUsableError when a table claims more entries than any paper has objects."""
    runs = (run[0] for run in _SECTIONS.finditer(pdf))  # each is gone through once
    if any(run.count(b" ") >= _MOST_SECTIONS <= len(re.findall(_SECTION, run)) for run in runs):
        raise NotUsableError(Code.TOO_COMPLEX)
    for found in _TABLE_STREAM.finditer(pdf):
        near = pdf[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        listed = [_entries(one[1]) for one in _INDEX.finditer(near)]
        sizes = [int(one[1][:12]) for one in _SIZE.finditer(near)]
        if max(listed or sizes, default=0) > _MOST_OBJECTS:
            raise NotUsableError(Code.TOO_COMPLEX)


def _entries(index: bytes) -> int:
    return sum(int(count[:12]) for count in index.replace(b"\0", b" ").split()[1::2])


def refuse_giant_form(reader: QuickReader) -> None:
    """Raise NotUsableError when the form has more fields, or more ways to them, than any paper."""
    form = entry(reader.root, "/AcroForm", generic.DictionaryObject())
    waiting = [form["/Fields"]] if "/Fields" in form else []
    count = 0
    while waiting:
        listed = waiting.pop()
        for at in range(len(listed)) if isinstance(listed, generic.ArrayObject) else ():
            count += 1
            if count > _MOST_FIELDS:
                raise NotUsableError(Code.TOO_COMPLEX)
            field = listed[at]
            if isinstance(field, generic.DictionaryObject) and "/Kids" in field:
                waiting.append(field["/Kids"])


class BoundedReader(QuickReader):
    """A reader whose old revisions are not walked for ever, and no object of which is endless."""

    most_values = MOST_VALUES

    @override
    def __init__(self, stream: BytesIO) -> None:
        """Read as `QuickReader(stream)` does."""
        self._unpacker = Unpacker()
        self._long = 0
        super().__init__(stream)

    @override
    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        """Return one revision; `NotUsableError` comes when it has been asked too often."""
        known = self._historical_resolver_cache
        if revision not in known:
            known[revision] = _Bounded(self, revision)
        found: HistoricalResolver = known[revision]
        return found

    @override
    def _read_object(self, *given: Any, **more: Any) -> Any:
        try:
            return super()._read_object(*given, **more)
        except TooManyValuesError as error:
            raise NotUsableError(Code.TOO_COMPLEX) from error

    @override
    def before_slow(self, place: int) -> None:
        """Refuse long objects that are not plain: the library takes seconds for a megabyte."""
        if self._bytes.find(b"endobj", place, place + _LONG) >= 0:
            return
        self._long += 1
        near = self._bytes[place : place + _LONG].partition(b"stream")[0]
        if self._long > _MOST_LONG or sum(map(near.count, _MARKS)) > MOST_VALUES:
            raise NotUsableError(Code.TOO_COMPLEX)

    @override
    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        own, stream = (generic.Reference(one, 0, self) for one in (idnum, stmnum))
        return self._unpacker.object_at(own, stream, idx)


class _Bounded(HistoricalResolver):
    _again = 0

    @override
    def get_object(self, ref: generic.Reference, as_metadata_stream: bool = False) -> Any:
        self._again += ref in self.cache  # the first time each is bounded by how many there are
        if self._again > _MOST_AGAIN:
            raise NotUsableError(Code.TOO_COMPLEX)
        return super().get_object(ref, as_metadata_stream)
