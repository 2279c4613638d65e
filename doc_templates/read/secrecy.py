"""Recognise marks of state secrecy, so that such a paper is refused before anything keeps it.

A mark is a stamp standing alone on its line (degree of secrecy: MẬT, TỐI MẬT, TUYỆT MẬT), a line
naming the degree, or a mark inside the number line. Words of prose (bí mật, mật độ) are not marks.
Where a mark and an innocent word cannot be told apart, the paper is refused: wrongly refused is
mended by a person in a minute, wrongly stored is not mended at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.errors import SecretMarkedError
from doc_templates.read.fold import fold, letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.read.decode import Line

_LONGEST_MARK = 120
_URGENCY = "(?:hoatochengio|hoatoc|thuongkhan|khan)*"  # stamped beside the degree of secrecy
_STAMP = re.compile(f"{_URGENCY}(?P<degree>mat|toimat|tuyetmat){_URGENCY}")
_LABELLED = re.compile("(?:muc)?do(?:bao)?mat(?:mat|toimat|tuyetmat)")
_IN_BRACKETS = re.compile(r"[(\[{]\W{0,3}(?:t\W?[o0]\W?i|tuyet)?\W{0,3}m\W?a\W?t\W{0,3}[)\]}]")
_LIST_ITEM = re.compile(r"[-+•–—]|[0-9]{1,2}[.)]|[a-z]\)")
# "Số" with the slips of OCR, then a colon or at once what only a number line goes on with.
_NUMBER_LINE = re.compile(r"\W{0,5}[s5]\s?[o0]\s?(?:[:;.]|(?=[0-9/(…_])|(?=m[0-9/(-]))(?P<rest>.*)")
_TOKEN = re.compile(r"[(\[]?\s?[a-z0-9]+\s?[)\]]?")
_DEGREES = frozenset({"m", "mat", "toimat", "tuyetmat"})
_SHORT_DEGREES = frozenset({"tm", "tum"})  # also codes of units: a mark only where no unit stands
_NUMBER_WITH_MARK = re.compile("m[0-9]+|[0-9]+m")
_GAP = "   "  # parts two columns
_OPENS_BRACKET = re.compile(r"[(\[{]")
_COUNTED = frozenset("abcdefghijklmnopqrstuvwxyz0")
_FIRST_OF_STAMPS, _LAST_OF_STAMPS = frozenset("htkmd"), frozenset("tcon0")
# MẬT without accents, or with one lost: all these vowels are read as the mark's.
_VOWELS_OF_THE_MARK = frozenset("aâậạấầẩẫ")


def refuse_secret(lines: Sequence[Line], head_length: int) -> None:
    """Return if no line carries a mark; the first `head_length` lines are judged more strictly.

    Raises:
        SecretMarkedError: a mark of secrecy was found. It holds nothing of the text.
    """
    for index, line in enumerate(lines):
        if _is_marked(line, in_head=index < head_length):
            raise SecretMarkedError


def could_be_marked(text: str) -> bool:
    """Tell cheaply whether a text is worth `refuse_secret`; never no where that would refuse."""
    if "/" in text and _NUMBER_LINE.search(fold(text)):
        return True
    if text.isprintable() and _GAP not in text and not _OPENS_BRACKET.search(text):
        # One line, one cell: only a stamp alone on it counts, and that begins and ends so.
        first = next(filter(_COUNTED.__contains__, map(fold, text)), "")
        last = next(filter(_COUNTED.__contains__, map(fold, reversed(text))), "")
        if first not in _FIRST_OF_STAMPS or last not in _LAST_OF_STAMPS:
            return False
        word = letters(text.replace("0", "O"))
        return (_STAMP.fullmatch(word) or _LABELLED.fullmatch(word)) is not None
    return "mat" in letters(text.replace("0", "O"))


def _is_marked(line: Line, *, in_head: bool) -> bool:
    return any(
        _is_stamp(cell, in_head=in_head)
        or _is_marked_number(cell)
        or (in_head and cell.isupper() and _IN_BRACKETS.search(fold(cell)) is not None)
        for cell in {line.text, *line.cells}
        if len(cell) <= _LONGEST_MARK
    )


def _is_stamp(cell: str, *, in_head: bool) -> bool:
    word = letters(cell.replace("0", "O"))
    if _LABELLED.fullmatch(word):
        return True
    stamp = _STAMP.fullmatch(word)
    if stamp is None:
        return False
    if not cell.isupper() and _LIST_ITEM.match(fold(cell)):
        return False  # "- Tối mật;" in an enumeration is prose about secrecy
    if word != "mat" or (in_head and cell.isupper()):
        return True
    # MẮT (eye) and MẶT (face) are words of a health office; they differ in the vowel only.
    vowel = next(c for c in cell if fold(c) == "a")
    return vowel.lower() in _VOWELS_OF_THE_MARK


def _is_marked_number(cell: str) -> bool:
    line = _NUMBER_LINE.match(fold(cell))
    if line is None or "/" not in line["rest"]:
        return False
    tokens = [re.sub(r"\s", "", t) for t in _TOKEN.findall(line["rest"].partition("ngay")[0])]
    return any(_is_degree(token, position) for position, token in enumerate(tokens))


def _is_degree(token: str, position: int) -> bool:
    bare = token.strip("()[]")
    if bare in _SHORT_DEGREES:
        # "12/KH-TM" names a unit; "12/KH-SYT-TM" and "12/KH-SYT(TM)" add a mark after the unit.
        return bare != token or position > len(("number", "kind", "unit")) - 1
    return bare in _DEGREES or _NUMBER_WITH_MARK.fullmatch(bare) is not None
