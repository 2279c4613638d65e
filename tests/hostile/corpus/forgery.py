"""Universal forgery: a signature that says nothing, and a reader that takes it for one (2019)."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from signing.verify.codes import Code
from tests.hostile.corpus.kit import (
    BLACK,
    a_stream,
    add,
    amended,
    foreign,
    in_place,
    later,
    number_of,
    once,
    size_of,
    text_of,
)
from tests.signed.samples import issued

_CONTENTS: Final = re.compile(rb"/Contents <[0-9A-Fa-f]*>")
_RANGE: Final = re.compile(rb"/ByteRange \[[^\]]*\] *")
_SUBFILTER: Final = b"/SubFilter /ETSI.CAdES.detached\n/M"

# Entries of the signature dictionary that are put in the place of the genuine ones.
_CONTENTS_LIES: Final = {
    "missing": b"",
    "null": b"/Contents null",
    "empty": b"/Contents <>",
    "one_zero": b"/Contents <00>",
    "odd_digits": b"/Contents <308>",
    "a_name": b"/Contents /None",
    "a_number": b"/Contents 0",
    "empty_text": b"/Contents ()",
    "an_array": b"/Contents []",
    "no_cms": b"/Contents <" + b"41" * 200 + b">",
    "twice": b"/Contents <00> /Contents <3000>",
}
_RANGE_LIES: Final = {
    "missing": b"",
    "null": b"/ByteRange null",
    "empty": b"/ByteRange []",
    "a_number": b"/ByteRange 0",
    "a_name": b"/ByteRange /All",
    "all_zero": b"/ByteRange [0 0 0 0]",
    "one_pair": b"/ByteRange [0 500]",
    "three_numbers": b"/ByteRange [0 500 900]",
    "negative": b"/ByteRange [0 500 -900 100]",
    "negative_length": b"/ByteRange [0 -1 500 900]",
    "longer_than_the_file": b"/ByteRange [0 500 900 99999999]",
    "overlapping": b"/ByteRange [0 5000 400 6000]",
    "turned_round": b"/ByteRange [5000 400 0 4000]",
    "three_pairs": b"/ByteRange [0 500 900 100 2000 300]",
    "not_from_the_start": b"/ByteRange [100 500 900 100]",
    "fractions": b"/ByteRange [0.0 500.5 900 100.1]",
    "texts": b"/ByteRange [(0) (500) (900) (100)]",
    "nulls": b"/ByteRange [null null null null]",
    "huge": b"/ByteRange [0 99999999999999999999999999 1 1]",
}


def _rewritten(pdf: bytes, pattern: re.Pattern[bytes], lie: bytes) -> bytes:
    """A later revision in which the last signature says the lie, and the page is another."""
    number = number_of(pdf, _SUBFILTER)
    page = text_of(pdf, number_of(pdf, b"/Type /Page\n"))
    content = int(page.split(b"/Contents ")[1].split()[0])
    text = pattern.sub(lie, text_of(pdf, number), count=1)
    return later(pdf, {number: text, content: a_stream(BLACK)})


def _spoilt(pattern: re.Pattern[bytes], lie: bytes) -> bytes:
    """The only signature of a paper says the lie itself, at its own place."""
    found = pattern.findall(once())[-1]
    return in_place(once(), found, lie)


# Two readings of one object are refused before anybody reads them; what begins like a container
# is one of another length than the hole.
_OTHER_REASONS: Final = {
    "rewritten_contents_twice": Code.FILE_STRUCTURE,
    "contents_twice": Code.BYTE_RANGE,
    "contents_odd_digits": Code.BYTE_RANGE,
}


def _contents_code(name: str) -> Code:
    return _OTHER_REASONS.get(name, Code.MALFORMED_SIGNATURE)


for _name, _lie in _CONTENTS_LIES.items():
    add(
        __name__,
        f"rewritten_contents_{_name}",
        _contents_code(f"rewritten_contents_{_name}"),
        partial(_rewritten, issued(), _CONTENTS, _lie),
    )
    add(
        __name__,
        f"contents_{_name}",
        _contents_code(f"contents_{_name}"),
        partial(_spoilt, _CONTENTS, _lie),
    )

_NUMBERS: Final = {"longer_than_the_file", "overlapping", "turned_round", "not_from_the_start"}
_WHOLE: Final = {"all_zero", "one_pair", "three_numbers", "negative", "negative_length", "huge"}
for _name, _lie in _RANGE_LIES.items():
    # Numbers that leave out other bytes than the hole, or no four numbers at all.
    _code = Code.BYTE_RANGE if _name in _NUMBERS | _WHOLE else Code.MALFORMED_SIGNATURE
    _code = Code.BYTE_RANGE if _name == "three_pairs" else _code
    add(__name__, f"rewritten_range_{_name}", _code, partial(_rewritten, issued(), _RANGE, _lie))
    add(__name__, f"range_{_name}", _code, partial(_spoilt, _RANGE, _lie))

_NAMES: Final = {
    "range_by_escape": (b"/ByteRange [", b"/Byte#52ange ["),
    "contents_by_escape": (b"/Contents <", b"/Content#73 <"),
    "no_subfilter": (b"/SubFilter /ETSI.CAdES.detached", b""),
    "no_filter": (b"/Filter /Adobe.PPKLite", b""),
    "another_filter": (b"/Filter /Adobe.PPKLite", b"/Filter /Own.Filter"),
    "another_type": (b"/Type /Sig", b"/Type /Nothing"),
    "no_type": (b"/Type /Sig", b""),
    "timestamp_type": (b"/Type /Sig", b"/Type /DocTimeStamp"),
}
_NAMES_CODES: Final = {
    "no_subfilter": Code.UNSUPPORTED,
    "timestamp_type": Code.UNSUPPORTED,
    "another_type": Code.MALFORMED_SIGNATURE,
}
for _name, (_old, _new) in _NAMES.items():
    add(
        __name__,
        f"rewritten_{_name}",
        _NAMES_CODES.get(_name, Code.NOT_WHOLE_REVISION),
        partial(amended, issued(), _SUBFILTER, _old, _new),
    )


def _indirect(entry: bytes) -> bytes:
    pdf = foreign()
    number, place = number_of(pdf, b"/SubFilter"), size_of(pdf)
    text = text_of(pdf, number)
    pattern = _RANGE if entry == b"/ByteRange" else _CONTENTS
    value = pattern.findall(text)[0].removeprefix(entry)
    return later(pdf, {number: pattern.sub(entry + b" %d 0 R" % place, text), place: value})


for _entry in (b"/ByteRange", b"/Contents"):
    add(
        __name__,
        f"indirect_{_entry[1:].decode().lower()}",
        Code.MALFORMED_SIGNATURE,
        partial(_indirect, _entry),
    )
