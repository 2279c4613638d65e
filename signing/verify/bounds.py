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

from signing.seal.quick import QuickReader
from signing.verify.codes import Code, NotUsableError
from signing.verify.objects import entry

if TYPE_CHECKING:
    from typing import Any

_MOST_OBJECTS: Final = 200_000
_MOST_FIELDS: Final = 20_000
_MOST_LOOKUPS: Final = 300_000
_MOST_SECTIONS: Final = 100_000
_TABLE_STREAM: Final = re.compile(rb"/Type[\0\t\n\f\r ]*/XRef")
_AROUND: Final = 1000  # bytes to either side in which the rest of such a dictionary is looked for
_INDEX: Final = re.compile(rb"/Index[\0\t\n\f\r ]*\[([0-9\0\t\n\f\r ]*)\]")
_SIZE: Final = re.compile(rb"/Size[\0\t\n\f\r ]+([0-9]+)")
_SECTIONS: Final = re.compile(
    rb"(?<=[\r\n])(?:[0-9]{1,10} [0-9]{1,10}[ \t]{0,9}[\r\n]{1,2}+){%d}+" % _MOST_SECTIONS
)


def refuse_giant_tables(pdf: bytes) -> None:
    """Raise NotUsableError when a table claims more entries than any paper has objects."""
    if _SECTIONS.search(pdf):
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
    """A reader whose old revisions are not walked for ever."""

    @override
    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        """Return one revision; `NotUsableError` comes when it has been asked too often."""
        known = self._historical_resolver_cache
        if revision not in known:
            known[revision] = _Bounded(self, revision)
        found: HistoricalResolver = known[revision]
        return found


class _Bounded(HistoricalResolver):
    _asked = 0

    @override
    def get_object(self, ref: generic.Reference, as_metadata_stream: bool = False) -> Any:
        self._asked += 1
        if self._asked > _MOST_LOOKUPS:
            raise NotUsableError(Code.TOO_COMPLEX)
        return super().get_object(ref, as_metadata_stream)
